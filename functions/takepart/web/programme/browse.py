"""What anyone can look at: the opportunities, each one's page, its poster, and feeds to follow."""

from __future__ import annotations

import io
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Any, Final
from xml.etree import ElementTree

import segno
from aws_lambda_powertools.event_handler import Response
from aws_lambda_powertools.event_handler.api_gateway import Router
from markupsafe import Markup

from takepart.adapters.programme.calendar_files import CONTENT_TYPE
from takepart.domain import words
from takepart.domain.journal import instant
from takepart.domain.policy.rates import PaidAs
from takepart.domain.programme.ids import OpportunityId, SessionId
from takepart.domain.programme.offer import Offer, offer_for
from takepart.domain.programme.opportunity import Kind, Level, Opportunity, OpportunityState
from takepart.domain.programme.refusals import CannotDo
from takepart.domain.programme.session import Session, SessionState
from takepart.use_cases.programme import registration
from takepart.web import responses
from takepart.web.forms.govuk import error_links
from takepart.web.paging import part_of
from takepart.web.problems import Problem
from takepart.web.programme.desk import Programme
from takepart.web.programme.forms import EmailForm
from takepart.web.programme.share_picture import Shared, draw
from takepart.web.requests import Request, Typed

_AHEAD: Final = timedelta(days=400)
_PAGE: Final = 30
"""How many opportunities, or days of one, a page shows."""
_ATOM: Final = "http://www.w3.org/2005/Atom"


@dataclass(frozen=True, kw_only=True)
class Shown:
    """One opportunity with its sessions to come, and what the next of them pays."""

    opportunity: Opportunity
    sessions: tuple[Session, ...]
    offer: Offer | None

    @property
    def online(self) -> bool:
        """Whether a session can be joined online."""
        return any(session.online for session in self.sessions)


def router(desk: Programme) -> Router:
    """``/opportunities`` with what hangs below it, and the feeds."""
    routes = Router()  # type: ignore[no-untyped-call]

    def request() -> Request:
        return Request.of(routes.current_event.raw_event)

    @routes.get("/opportunities")
    def browse() -> Response[str]:
        query = request().query
        kind, level = query.get("kind", ""), query.get("level", "")
        where, pay, age = query.get("where", ""), query.get("pay", ""), query.get("age", "")
        years = int(age) if age.isascii() and age.isdigit() and len(age) < 4 else None
        found = [
            each
            for each in to_come(desk)
            if (not kind or each.opportunity.about.kind.value == kind)
            and (not level or each.opportunity.about.level.value == level)
            and (where != "online" or each.online)
            and (where != "in-person" or not each.online)
            and (pay != "paid" or (each.offer is not None and bool(each.offer.fee)))
            and (years is None or _fits(each.opportunity, years))
        ]
        chosen = {"kind": kind, "level": level, "where": where, "pay": pay, "age": age}
        return responses.html(
            desk.page(
                "programme/browse.html",
                found=found,
                part=part_of(found, request(), size=_PAGE),
                kinds=tuple(Kind),
                levels=tuple(Level),
                chosen=chosen,
            )
        )

    @routes.get("/opportunities/<opportunity>")
    def one(opportunity: str) -> Response[str]:
        shown = _one(desk, opportunity)
        part = part_of(shown.sessions, request(), size=_PAGE)
        places = {session.id: desk.sign_ups.places(session.id) for session in part.things}
        body = desk.page(
            "programme/one.html",
            shown=shown,
            part=part,
            places=places,
            policy=desk.policy,
            picture=shared_of(desk, shown),
            here=f"{desk.url}/opportunities/{shown.opportunity.id}",
        )
        return responses.html(body)

    @routes.get("/opportunities/<opportunity>/share.png")
    def share(opportunity: str) -> Response[str]:
        picture = draw(shared_of(desk, _one(desk, opportunity)))
        return responses.binary(picture, "image/png", headers=_PICTURE)

    @routes.get("/opportunities/<opportunity>/poster")
    def poster(opportunity: str) -> Response[str]:
        shown = _one(desk, opportunity)
        address = f"{desk.url}/opportunities/{shown.opportunity.id}"
        return responses.html(
            desk.page("programme/poster.html", shown=shown, address=address, code=qr_code(address, "Scan to find out"))
        )

    @routes.get("/opportunities/<opportunity>/calendar/<session>")
    def calendar(opportunity: str, session: str) -> Response[str]:
        shown = _one(desk, opportunity)
        found = desk.sessions.get(SessionId(session))
        if found is None or found.opportunity != shown.opportunity.id:
            raise Problem.not_found()
        content = desk.calendar.one(found, shown.opportunity, now=desk.now())
        named = {"Content-Disposition": f'attachment; filename="{found.id}.ics"'}
        return Response(
            status_code=200, content_type=f"{CONTENT_TYPE}; charset=utf-8", body=content.decode(), headers=named
        )

    @routes.get("/opportunities/<opportunity>/join/<session>")
    def ask_join(opportunity: str, session: str) -> Response[str]:
        return _join_page(desk, opportunity, session, EmailForm(Typed(), desk.rules))

    @routes.post("/opportunities/<opportunity>/join/<session>")
    def join(opportunity: str, session: str) -> Response[str]:
        form = EmailForm(request().form(), desk.rules)
        if form.problems():
            return _join_page(desk, opportunity, session, form, status=422)
        shown = _one(desk, opportunity)
        for person in registration.find(str(form.email.data), people=desk.people, identities=desk.identities):
            registration.send_link(person, session=SessionId(session), queues=desk.queues, now=desk.now())
        # The same words whether or not we know the address, so that nobody can try addresses.
        return responses.html(desk.page("programme/link_sent.html", shown=shown, session=session))

    @routes.get("/opportunities.ics")
    def ics() -> Response[str]:
        pairs = [(session, each.opportunity) for each in to_come(desk) for session in each.sessions]
        content = desk.calendar.feed(pairs, now=desk.now()).decode()
        return Response(status_code=200, content_type=f"{CONTENT_TYPE}; charset=utf-8", body=content, headers=_CACHED)

    @routes.get("/opportunities.atom")
    def atom() -> Response[str]:
        return Response(
            status_code=200, content_type="application/atom+xml; charset=utf-8", body=_atom(desk), headers=_CACHED
        )

    @routes.get("/opportunities.json")
    def data() -> Response[str]:
        listed = [_as_data(desk, each) for each in to_come(desk)]
        return responses.as_json({"opportunities": listed}, headers={**_CACHED, "Access-Control-Allow-Origin": "*"})

    return routes


_CACHED: Final = {"Cache-Control": "public, max-age=300"}
_PICTURE: Final = {"Cache-Control": "public, max-age=86400"}
"""Its address changes with what it says, so it may be kept for a day."""


def shared_of(desk: Programme, shown: Shown) -> Shared:
    """What the picture of an opportunity says: the next day, and what it pays."""
    session = next((each for each in shown.sessions if each.state is SessionState.PLANNED), None)
    when = f"{words.long_day(session.day)}, {words.time_of_day(session.starts)}" if session else "No day is planned yet"
    offer = shown.offer
    if offer is None or not offer.fee:
        pays = "No fee. We pay your costs"
    else:
        pays = f"We pay {offer.fee}{' in vouchers' if offer.paid_as is PaidAs.VOUCHER else ''}"
    organisation = desk.policy.organisation
    return Shared(
        title=shown.opportunity.about.title,
        when=when,
        pays=pays,
        organisation=organisation.name,
        colour=organisation.brand_colour,
    )


def to_come(desk: Programme) -> list[Shown]:
    """Everything that is published and has a session to come, the earliest first."""
    now = desk.now()
    sessions = desk.sessions.planned(since=now, until=now + _AHEAD)
    by_opportunity: dict[OpportunityId, list[Session]] = {}
    for session in sessions:
        by_opportunity.setdefault(session.opportunity, []).append(session)
    found = {each.id: each for each in desk.opportunities.many(list(by_opportunity))}
    return [
        Shown(opportunity=found[id], sessions=tuple(listed), offer=offer_of(desk, listed[0]))
        for id, listed in by_opportunity.items()
        if id in found and found[id].is_open
    ]


def offer_of(desk: Programme, session: Session) -> Offer | None:
    """What a session pays today; None where the schedule has no rate for it."""
    try:
        return offer_for(session, policy=desk.policy, now=desk.now())
    except CannotDo:
        return None


def qr_code(address: str, title: str) -> Markup:
    """A QR code as SVG in the page, since nothing is loaded from elsewhere."""
    drawn = io.BytesIO()
    segno.make(address, error="m").save(
        drawn, kind="svg", xmldecl=False, svgns=False, omitsize=True, border=2, svgclass="tp-qr", lineclass=None
    )
    return Markup(drawn.getvalue().decode().replace("<svg ", f'<svg role="img" aria-label="{title}" ', 1))  # noqa: S704


def _one(desk: Programme, opportunity: str) -> Shown:
    found = desk.opportunities.get(OpportunityId(opportunity))
    if found is None or found.state is OpportunityState.DRAFT:
        raise Problem.not_found("It may be over. Look at what else there is.")
    sessions = tuple(
        session
        for session in desk.sessions.of_opportunity(found.id)
        if session.starts > desk.now() and session.state in (SessionState.PLANNED, SessionState.CANCELLED)
    )
    planned = [session for session in sessions if session.state is SessionState.PLANNED]
    return Shown(opportunity=found, sessions=sessions, offer=offer_of(desk, planned[0]) if planned else None)


def _join_page(desk: Programme, opportunity: str, session: str, form: EmailForm, *, status: int = 200) -> Response[str]:
    shown = _one(desk, opportunity)
    chosen = next((each for each in shown.sessions if each.id == session), None)
    if chosen is None or chosen.state is not SessionState.PLANNED or not shown.opportunity.is_open:
        raise Problem.not_found("It may be over, or full. Look at what else there is.")
    body = desk.page("programme/join.html", shown=shown, session=chosen, form=form, errors=error_links([form]))
    return responses.html(body, status=status)


def _fits(opportunity: Opportunity, years: int) -> bool:
    about = opportunity.about
    return (about.least_age is None or years >= about.least_age) and (about.most_age is None or years <= about.most_age)


def _atom(desk: Programme) -> str:
    shown = to_come(desk)
    ElementTree.register_namespace("", _ATOM)
    feed = ElementTree.Element(f"{{{_ATOM}}}feed")
    _add(feed, "title", f"Take part: {desk.policy.organisation.site_name}")
    _add(feed, "id", f"{desk.url}/opportunities")
    _add(feed, "updated", instant(max((e.opportunity.journal[-1].at for e in shown), default=desk.now())))
    ElementTree.SubElement(feed, f"{{{_ATOM}}}link", {"rel": "self", "href": f"{desk.url}/opportunities.atom"})
    author = ElementTree.SubElement(feed, f"{{{_ATOM}}}author")
    _add(author, "name", desk.policy.organisation.name)
    for each in shown:
        entry = ElementTree.SubElement(feed, f"{{{_ATOM}}}entry")
        address = f"{desk.url}/opportunities/{each.opportunity.id}"
        _add(entry, "title", each.opportunity.about.title)
        _add(entry, "id", address)
        _add(entry, "updated", instant(each.opportunity.journal[-1].at))
        _add(entry, "summary", each.opportunity.about.doing)
        ElementTree.SubElement(entry, f"{{{_ATOM}}}link", {"href": address})
    return '<?xml version="1.0" encoding="utf-8"?>\n' + ElementTree.tostring(feed, encoding="unicode")


def _add(parent: ElementTree.Element, name: str, text: str) -> None:
    ElementTree.SubElement(parent, f"{{{_ATOM}}}{name}").text = text


def _as_data(desk: Programme, shown: Shown) -> dict[str, Any]:
    about = shown.opportunity.about
    sessions: Sequence[dict[str, Any]] = [
        {"starts": instant(s.starts), "ends": instant(s.ends), "where": s.where, "online": s.online}
        for s in shown.sessions
    ]
    return {
        "title": about.title,
        "address": f"{desk.url}/opportunities/{shown.opportunity.id}",
        "kind": about.kind.value,
        "level": about.level.value,
        "doing": about.doing,
        "who_for": about.who_for,
        "fee_pence": shown.offer.fee.pence if shown.offer else None,
        "paid_as": shown.offer.paid_as.value if shown.offer else None,
        "sessions": sessions,
    }
