"""What anyone can look at: the first page, the opportunities, each one's page and poster, and feeds to follow."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from functools import cached_property
from typing import Any, Final
from xml.etree import ElementTree

from aws_lambda_powertools.event_handler import Response

from takepart.domain import words
from takepart.domain.ids import OpportunityId, SessionId
from takepart.domain.journal import instant
from takepart.domain.policy.rates import PaidAs
from takepart.domain.programme.offer import Offer, offer_for
from takepart.domain.programme.opportunity import Opportunity, OpportunityKind, OpportunityLevel, OpportunityState
from takepart.domain.programme.session import Session, SessionState
from takepart.domain.refused import Refused
from takepart.use_cases.programme import registration
from takepart.web import responses
from takepart.web.forms.govuk import error_links
from takepart.web.paging import part_of
from takepart.web.problems import Problem
from takepart.web.programme.desk import Programme, my_routes
from takepart.web.programme.forms import AgeForm, EmailForm
from takepart.web.programme.share_picture import Shared, draw
from takepart.web.qr_code import qr_code
from takepart.web.route import Answer, Call

_ONE: Final = "/opportunities/<opportunity>"
_AHEAD: Final = timedelta(days=400)
_PAGE: Final = 30
"""How many opportunities, or days of one, a page shows."""
_SOON: Final = 3
"""How many the first page shows."""
_ATOM: Final = "http://www.w3.org/2005/Atom"


routes = my_routes()
Called = Call[Programme, Any]


@dataclass(frozen=True, kw_only=True)
class Shown:
    """One opportunity with its sessions to come."""

    opportunity: Opportunity
    sessions: tuple[Session, ...]
    desk: Programme

    @cached_property
    def offer(self) -> Offer | None:
        """What the next planned day pays today: worked out where it is shown, since a list holds hundreds."""
        planned = (session for session in self.sessions if session.state is SessionState.PLANNED)
        session = next(planned, None)
        return offer_of(self.desk, session) if session else None

    @property
    def online(self) -> bool:
        """Whether a session can be joined online."""
        return any(session.online for session in self.sessions)


_CACHED: Final = {"Cache-Control": "public, max-age=300"}
_PICTURE: Final = {"Cache-Control": "public, max-age=86400"}
"""Its address changes with what it says, so it may be kept for a day."""


@routes.get("/")
def home(call: Called) -> Answer:
    """The first page: what comes next, and where to go."""
    return call.site.html(call, "programme/home.html", soon=to_come(call.site)[:_SOON])


@routes.get("/opportunities")
def browse(call: Called) -> Answer:
    """What there is to take part in, sifted as somebody asks."""
    query, desk = call.request.query, call.site
    chosen = {name: query.get(name, "") for name in ("kind", "level", "where", "pay")}
    form = AgeForm(query, desk.rules)
    call.status = 422 if form.problems() else 200
    found = [each for each in to_come(desk) if _is_chosen(each, chosen, form.age.data)]
    part = part_of(found, call.request, size=_PAGE)
    return desk.html(
        call,
        "programme/browse.html",
        found=found,
        part=part,
        kinds=tuple(OpportunityKind),
        levels=tuple(OpportunityLevel),
        chosen=chosen,
        form=form,
        errors=error_links([form]),
    )


@routes.get(_ONE)
def one(call: Called) -> Answer:
    """One opportunity."""
    desk, shown = call.site, _one(call)
    part = part_of(shown.sessions, call.request, size=_PAGE)
    return desk.html(
        call,
        "programme/one.html",
        shown=shown,
        part=part,
        places=desk.kept.sign_ups.places_of([session.id for session in part.things]),
        policy=desk.policy,
        picture=shared_of(desk, shown),
        here=f"{desk.url}/opportunities/{shown.opportunity.id}",
    )


@routes.get(f"{_ONE}/share.png")
def share(call: Called) -> Answer:
    """Its picture, that goes along when somebody shares it."""
    return responses.binary(draw(shared_of(call.site, _one(call))), "image/png", headers=_PICTURE)


@routes.get(f"{_ONE}/poster")
def poster(call: Called) -> Answer:
    """Its poster, with a code to scan."""
    shown = _one(call)
    address = f"{call.site.url}/opportunities/{shown.opportunity.id}"
    code = qr_code(address, "Scan to find out")
    return call.site.html(call, "programme/poster.html", shown=shown, address=address, code=code)


@routes.get(f"{_ONE}/calendar/<session>")
def calendar(call: Called) -> Answer:
    """One of its days, for a calendar."""
    desk, shown = call.site, _one(call)
    found = desk.kept.sessions.get(SessionId(call.params["session"]))
    if found is None or found.opportunity != shown.opportunity.id:
        raise Problem.not_found()
    content = desk.calendar.one(found, shown.opportunity, now=desk.now())
    return _followed(content, {"Content-Disposition": f'attachment; filename="{found.id}.ics"'})


@routes.get(f"{_ONE}/join/<session>")
def ask_join(call: Called) -> Answer:
    """The form that has somebody's own link sent, to join this day."""
    shown = _one(call)
    chosen = next((each for each in shown.sessions if each.id == call.params["session"]), None)
    if chosen is None or chosen.state is not SessionState.PLANNED or not shown.opportunity.is_open:
        raise Problem.not_found("It may be over, or full. Look at what else there is.")
    form = call.filled(EmailForm)
    return call.site.html(call, "programme/join.html", shown=shown, session=chosen, form=form)


@routes.post(f"{_ONE}/join/<session>", form=EmailForm, shown=ask_join)
def join(call: Call[Programme, EmailForm]) -> Answer:
    """Send the link. The same words whether or not we know the address, so that nobody can try addresses."""
    shown, session = _one(call), call.params["session"]
    send_links(call, SessionId(session))
    return call.site.html(call, "programme/link_sent.html", shown=shown, session=session)


def send_links(call: Call[Programme, EmailForm], session: SessionId | None) -> None:
    """Have everyone with this mailbox sent their own link."""
    desk = call.site
    email = str(call.form.email.data)
    for person in registration.find(email, people=desk.kept.people, identities=desk.naming.identities):
        registration.send_link(person, session=session, queues=desk.queues, now=desk.now())


@routes.get("/opportunities.ics")
def ics(call: Called) -> Answer:
    """Every day to come, for a phone that follows them."""
    desk = call.site
    pairs = [(session, each.opportunity) for each in to_come(desk) for session in each.sessions]
    return _followed(desk.calendar.feed(pairs, now=desk.now()), _CACHED)


@routes.get("/opportunities.atom")
def atom(call: Called) -> Answer:
    """What is new, for a reader of feeds."""
    kind = "application/atom+xml; charset=utf-8"
    return Response(status_code=200, content_type=kind, body=_atom(call.site), headers=_CACHED)


@routes.get("/opportunities.json")
def data(call: Called) -> Answer:
    """The same as data, for other people's pages."""
    listed = [_as_data(call.site, each) for each in to_come(call.site)]
    return responses.as_json({"opportunities": listed}, headers={**_CACHED, "Access-Control-Allow-Origin": "*"})


def _followed(content: bytes, headers: dict[str, str]) -> Answer:
    kind = "text/calendar; charset=utf-8"
    return Response(status_code=200, content_type=kind, body=content.decode(), headers=headers)


def _is_chosen(each: Shown, chosen: Mapping[str, str], years: int | None) -> bool:
    """Whether it is what somebody looks for; an empty box asks for nothing, and so does what is no age."""
    about = each.opportunity.about
    return (
        chosen["kind"] in ("", about.kind.value)
        and chosen["level"] in ("", about.level.value)
        and {"online": each.online, "in-person": not each.online}.get(chosen["where"], True)
        and (chosen["pay"] != "paid" or (each.offer is not None and bool(each.offer.fee)))
        and (years is None or _fits(each.opportunity, years))
    )


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
    sessions = desk.kept.sessions.planned(since=now, until=now + _AHEAD)
    by_opportunity: dict[OpportunityId, list[Session]] = {}
    for session in sessions:
        by_opportunity.setdefault(session.opportunity, []).append(session)
    found = {each.id: each for each in desk.kept.opportunities.many(list(by_opportunity))}
    return [
        Shown(opportunity=found[id], sessions=tuple(listed), desk=desk)
        for id, listed in by_opportunity.items()
        if id in found and found[id].is_open
    ]


def offer_of(desk: Programme, session: Session) -> Offer | None:
    """What a session pays today; None where the schedule has no rate for it."""
    try:
        return offer_for(session, policy=desk.policy, holidays=desk.kept.holidays, now=desk.now())
    except Refused:
        return None


def _one(call: Called) -> Shown:
    desk = call.site
    found = desk.kept.opportunities.get(OpportunityId(call.params["opportunity"]))
    if found is None or found.state is OpportunityState.DRAFT:
        raise Problem.not_found("It may be over. Look at what else there is.")
    sessions = tuple(
        session
        for session in desk.kept.sessions.of_opportunity(found.id)
        if session.starts > desk.now() and session.state in (SessionState.PLANNED, SessionState.CANCELLED)
    )
    return Shown(opportunity=found, sessions=sessions, desk=desk)


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
