"""One session, for one person: the offer before they say yes, and their place. Being there is in ``my``."""

from __future__ import annotations

from typing import Any, Final
from urllib.parse import urlencode

from takepart.domain.fee_choice import FeeChoice
from takepart.domain.ids import OpportunityId, SessionId, StaffId
from takepart.domain.policy import UnknownStaff
from takepart.domain.policy.rates import PaidAs
from takepart.domain.programme.agenda import MOST_EACH, whose
from takepart.domain.programme.membership import wording
from takepart.domain.programme.opportunity import Opportunity, OpportunityState
from takepart.domain.programme.session import Session
from takepart.domain.programme.sign_up import SignUp, SignUpState
from takepart.use_cases.programme import agenda, groups, take_part
from takepart.web import responses
from takepart.web.forms.base import PageForm
from takepart.web.forms.payment import FeeForm
from takepart.web.problems import Problem
from takepart.web.programme.desk import MyRight, Programme, my_routes, pressed, stage_of, token_of
from takepart.web.programme.forms import JoinForm, SuggestForm, SupportForm
from takepart.web.requests import Typed
from takepart.web.route import Answer, Call, NoForm

routes = my_routes(MyRight.LINK)
Called = Call[Programme, Any]


@routes.get("/my/sessions/<session>")
def show(call: Called) -> Answer:
    """One session, as one person sees it."""
    desk, person = call.site, call.who
    seen = desk.look(call.params["session"], person)
    sign_up = seen.sign_up
    return desk.html(
        call,
        "programme/session.html",
        person=person,
        seen=seen,
        session=seen.session,
        about=seen.opportunity.about,
        sign_up=sign_up,
        moved=sign_up is not None and not sign_up.offer.is_for(seen.session),
        refusal=take_part.may_join(seen, person, under=desk.policy.participation.consent_under, now=desk.now()),
        support=call.filled(SupportForm, {"support": sign_up.support} if sign_up else None),
        fee=_fee_form(call, sign_up),
        wish=call.filled(SuggestForm),
        mine=_mine(seen.session, sign_up) if sign_up else [],
        most=MOST_EACH,
        reader=_worker(desk, seen.opportunity.worker),
        ahead=_ahead(desk, sign_up),
        to_come=seen.session.is_to_come(desk.now()),
        came=sign_up is not None and take_part.came(sign_up, seen.session, now=desk.now()),
        version=sign_up.version if sign_up else 0,
        policy=desk.policy,
        asked=stage_of(sign_up.state if sign_up else None),
    )


@routes.post("/my/sessions/<session>/offer", form=SupportForm, shown=show, right=MyRight.NOBODY_ASKED)
def offer(call: Call[Programme, SupportForm]) -> Answer:
    """Be made the offer."""
    seen, support = call.site.look(call.params["session"], call.who), str(call.form.support.data or "")
    take_part.ask_for_offer(seen, call.who, pressed(call), support=support, kept=call.site.kept)
    return back_to(call)


def _choosing(call: Called) -> PageForm:
    """What to choose with a yes: how much to take, where there is a fee and they have not said before."""
    sign_up = call.site.kept.sign_ups.get((SessionId(call.params["session"]), call.who.id))
    offered = sign_up is not None and sign_up.state is SignUpState.OFFERED
    return (_fee_form(call, sign_up, call.typed) if offered else None) or NoForm(call.typed, call.site.rules)


@routes.post("/my/sessions/<session>/yes", form=PageForm, shown=show, make=_choosing, right=MyRight.NOBODY_ASKED)
def yes(call: Call[Programme, PageForm]) -> Answer:
    """Say yes to the offer, or take the place that was kept."""
    seen = call.site.look(call.params["session"], call.who)
    before = seen.sign_up.choice if seen.sign_up else FeeChoice.as_offered()
    choice = call.form.choice() if isinstance(call.form, FeeForm) else before
    take_part.say_yes(seen, call.who, pressed(call), choice=choice, kept=call.site.kept)
    return back_to(call)


@routes.post("/my/sessions/<session>/no", form=NoForm, shown=show)
def no(call: Call[Programme, NoForm]) -> Answer:
    """Say no, or give up the place."""
    seen = call.site.look(call.params["session"], call.who)
    take_part.say_no(seen.session, call.who, pressed(call), kept=call.site.kept)
    return back_to(call)


def back_to(call: Called) -> Answer:
    """Show the session again."""
    query = urlencode({"t": token_of(call.request)})
    return responses.see_other(f"/my/sessions/{call.params['session']}?{query}")


def _fee_form(call: Called, sign_up: SignUp | None, typed: Typed | None = None) -> FeeForm | None:
    if typed is None and isinstance(call.form, FeeForm):
        return call.form
    if sign_up is None or not sign_up.offer.fee:
        return None
    in_vouchers = sign_up.offer.paid_as is PaidAs.VOUCHER
    return FeeForm(typed or Typed(), call.site.rules, fee=sign_up.offer.fee, in_vouchers=in_vouchers)


def _ahead(desk: Programme, sign_up: SignUp | None) -> int:
    """How many wait before them."""
    if sign_up is None or sign_up.ticket is None:
        return 0
    line = [s.ticket for s in desk.kept.sign_ups.of_session(sign_up.session) if s.state is SignUpState.WAITING]
    return sum(ticket is not None and ticket < sign_up.ticket for ticket in line)


def _mine(session: Session, sign_up: SignUp) -> list[tuple[int, str, bool]]:
    """What this person wants to talk about: number, words, and whether it is on the agenda."""
    on_agenda = {whose(item.ref): item.text for item in session.items}
    mine = {each.number: each.text for each in sign_up.suggestions}
    mine |= {number: text for (person, number), text in on_agenda.items() if person == sign_up.person}
    return [(number, text, (sign_up.person, number) in on_agenda) for number, text in sorted(mine.items())]


def _worker(desk: Programme, id: StaffId) -> str:
    try:
        return desk.policy.acting(id).name
    except UnknownStaff:
        return "The worker"


_AGENDA: Final = "/my/sessions/<session>/agenda"


@routes.post(_AGENDA, form=SuggestForm, shown=show, right=MyRight.NOBODY_ASKED)
def suggest(call: Call[Programme, SuggestForm]) -> Answer:
    """Want to talk about something."""
    session, sign_up = _sign_up(call)
    agenda.suggest(session, sign_up, pressed(call), str(call.form.text.data), kept=call.site.kept)
    return back_to(call)


@routes.post(f"{_AGENDA}/back", form=NoForm, shown=show)
def take_back(call: Call[Programme, NoForm]) -> Answer:
    """Not talk about it after all."""
    _, sign_up = _sign_up(call)
    _, number = whose(f"{sign_up.person}:{call.typed.get('item', '')}")
    agenda.take_back(sign_up, number, kept=call.site.kept, now=call.site.now())
    return back_to(call)


def _sign_up(call: Call[Programme, Any]) -> tuple[Session, SignUp]:
    seen = call.site.look(call.params["session"], call.who)
    if seen.sign_up is None:
        raise Problem.not_found()
    return seen.session, seen.sign_up


_GROUP: Final = "/my/groups/<group>"


def _group(call: Called) -> Opportunity:
    found = call.site.kept.opportunities.get(OpportunityId(call.params["group"]))
    if found is None or not found.about.ground_rules or found.state is OpportunityState.DRAFT:
        raise Problem.not_found()
    return found


@routes.get(_GROUP)
def group(call: Called) -> Answer:
    """A standing group: what its members agree to, and whether somebody is one."""
    desk, found = call.site, _group(call)
    every = desk.kept.memberships.many([(found.id, id) for id in call.who.ids])
    member = next((each for each in every if each.is_one(desk.today)), None)
    rules = wording(found.about.ground_rules)
    days = [each for each in desk.kept.sessions.of_opportunity(found.id) if each.is_to_come(desk.now())]
    return desk.html(
        call,
        "programme/group.html",
        group=found,
        about=found.about,
        person=call.who,
        member=member,
        agreed=member is not None and member.agreed == rules,
        rules=rules,
        days=days[:_MOST_DAYS],
        version=sum(each.version for each in every),
        form=call.filled(JoinForm),
    )


@routes.post(f"{_GROUP}/join", form=JoinForm, shown=group, right=MyRight.NOBODY_ASKED)
def join(call: Call[Programme, JoinForm]) -> Answer:
    """Become a member."""
    groups.join(_group(call), call.who, pressed(call), read=call.typed.get("rules", ""), kept=call.site.kept)
    return _to_group(call)


@routes.post(f"{_GROUP}/leave", form=NoForm, shown=group)
def leave(call: Call[Programme, NoForm]) -> Answer:
    """Be a member no more."""
    groups.leave(_group(call).id, call.who, pressed(call), kept=call.site.kept)
    return _to_group(call)


_MOST_DAYS: Final = 12
"""Days to come that a group's page shows."""


def _to_group(call: Called) -> Answer:
    query = urlencode({"t": token_of(call.request)})
    return responses.see_other(f"/my/groups/{call.params['group']}?{query}")
