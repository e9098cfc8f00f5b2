"""A worker publishes: one form for the opportunity and its first session, a look at it, and a press."""

from __future__ import annotations

from typing import Any, Final

from takepart.domain.ids import PersonId
from takepart.domain.people.person import Person
from takepart.domain.programme.membership import wording
from takepart.domain.programme.offer import offer_for
from takepart.domain.programme.opportunity import About, Opportunity, OpportunityState, waits_for_agreement
from takepart.use_cases.programme import groups
from takepart.use_cases.programme.my_week import my_week
from takepart.web import responses
from takepart.web.office.programme.acting import STANDS
from takepart.web.office.programme.desk import ProgrammeDesk, office_routes
from takepart.web.office.programme.forms import AboutForm, NewForm, RepeatForm
from takepart.web.paging import part_of
from takepart.web.problems import Problem
from takepart.web.route import Answer, Beside, Call, NoForm

_ONE: Final = "/office/opportunities/<opportunity>"
_PAGE: Final = 50
routes = office_routes()
Called = Call[ProgrammeDesk, Any]


def _one(call: Called) -> Opportunity:
    return call.site.opportunity(call.params["opportunity"])


@routes.get("/office/opportunities")
def listed(call: Called) -> Answer:
    """Those in one state, a page of them."""
    query = call.request.query
    try:
        state = OpportunityState(query.get("state", OpportunityState.PUBLISHED.value))
    except ValueError:
        raise Problem.not_found("There is no such list.") from None
    found, after = call.site.kept.opportunities.in_state(state, start=query.get("next") or None, limit=_PAGE)
    return call.site.html(
        call,
        "office/programme/opportunities.html",
        found=found,
        state=state,
        states=tuple(OpportunityState),
        next=after,
    )


@routes.get("/office/opportunities/week")
def week(call: Called) -> Answer:
    """What the worker has before them this week."""
    desk = call.site
    found = my_week(call.who.id, kept=desk.kept, now=desk.now())
    return desk.html(call, "office/programme/week.html", section="week", week=found, stands=STANDS)


@routes.get("/office/opportunities/new")
def ask(call: Called) -> Answer:
    """The form for a new one, blank or started from another."""
    copy = call.request.query.get("copy", "")
    return _form_page(call, NewForm, call.site.opportunity(copy).about if copy else None)


@routes.post("/office/opportunities/new", form=NewForm, shown=ask)
def write(call: Call[ProgrammeDesk, NewForm]) -> Answer:
    """Keep it as a draft, with its first session."""
    running, form = call.site.running(call), call.form
    draft = running.write(About(**form.values()), form.when(), int(form.places.data))
    return responses.see_other(f"/office/opportunities/{draft.id}")


@routes.get(_ONE)
def show(call: Called) -> Answer:
    """One of them, with its days and what they pay."""
    found, desk = _one(call), call.site
    sessions = desk.kept.sessions.of_opportunity(found.id)
    to_come = [place for place, each in enumerate(sessions) if each.is_to_come(desk.now())]
    part = part_of(sessions, call.request, size=_PAGE, first=to_come[0] if to_come else 0)
    places = desk.kept.sign_ups.places_of([each.id for each in part.things])
    waits = waits_for_agreement(found, [sessions[place].activity_type for place in to_come], policy=desk.policy)
    return desk.html(
        call,
        "office/programme/opportunity.html",
        opportunity=found,
        about=found.about,
        sessions=[(each, places[each.id]) for each in part.things],
        part=part,
        offer=offer_for(sessions[to_come[0]], policy=desk.policy, holidays=desk.kept.holidays, now=desk.now())
        if to_come
        else None,
        holidays={each.id for each in sessions if each.day in desk.kept.holidays},
        policy=desk.policy,
        agrees=[desk.policy.staff_name(id) for id in desk.policy.approval.fees_agreed_by] if waits else [],
        may_agree=call.who.id in desk.policy.approval.fees_agreed_by,
    )


routes.buttons(
    show,
    {
        f"{_ONE}/publish": lambda call: call.site.running(call).publish(_one(call).id),  # let everyone find it
        f"{_ONE}/fee": lambda call: call.site.running(call).agree_fee(_one(call).id),  # before it is published
        f"{_ONE}/close": lambda call: call.site.running(call).close(_one(call).id),  # take it off the list
    },
)


@routes.get(f"{_ONE}/edit")
def ask_edit(call: Called) -> Answer:
    """The form with what people read now."""
    found = _one(call)
    return _form_page(call, AboutForm, found.about, seen=found.version)


@routes.post(f"{_ONE}/edit", form=AboutForm, shown=ask_edit)
def edit(call: Call[ProgrammeDesk, AboutForm]) -> None:
    """Say it better."""
    call.site.running(call).edit(_one(call).id, About(**call.form.values()))


@routes.get(f"{_ONE}/plan")
def ask_session(call: Called) -> Answer:
    """The form for more days, which starts with all that the last one says."""
    desk, found = call.site, _one(call)
    form = call.filled(RepeatForm)
    sessions = desk.kept.sessions.of_opportunity(found.id)
    if sessions and form is not call.form:
        form = RepeatForm.after(sessions[-1], desk.kept.sign_ups.places(sessions[-1].id).total, desk.rules)
    return desk.html(call, "office/programme/session_form.html", opportunity=found, session=form)


@routes.post(f"{_ONE}/plan", form=RepeatForm, shown=ask_session)
def plan(call: Call[ProgrammeDesk, RepeatForm]) -> None:
    """Plan another day, or many by a rule."""
    found, form = _one(call), call.form
    whens = form.whens(call.site.kept.holidays)
    if not whens:
        raise Beside("day", "All of these days are bank holidays")
    call.site.running(call).plan(found, whens, int(form.places.data))


def _form_page(call: Called, kind: type[AboutForm], starts: About | None, *, seen: int | None = None) -> Answer:
    form = (
        call.filled(kind)
        if starts is None or isinstance(call.form, kind)
        else kind.starting_from(starts, call.site.rules)
    )
    return call.site.html(
        call,
        "office/programme/opportunity_form.html",
        about=form,
        session=form if isinstance(form, NewForm) else None,
        seen=seen,
    )


_MEMBERS: Final = f"{_ONE}/members"


@routes.get(_MEMBERS)
def members(call: Called) -> Answer:
    """Who is a member of a group, a page of them."""
    found, desk = _one(call), call.site
    part = part_of(groups.members(found.id, memberships=desk.kept.memberships), call.request, size=_PAGE)
    return desk.html(
        call,
        "office/programme/members.html",
        opportunity=found,
        part=part,
        people={each.id: each for each in desk.kept.people.many([each.person for each in part.things])},
        agreed=wording(found.about.ground_rules),
    )


def _member(call: Called) -> Person:
    found = call.site.kept.people.get(PersonId(call.typed.get("person", "")))
    if found is None:
        raise Problem.not_found()
    return found


@routes.post(f"{_MEMBERS}/end", form=NoForm, shown=members)
def end(call: Call[ProgrammeDesk, NoForm]) -> None:
    """They are no member any more."""
    groups.leave(_one(call).id, _member(call), call.site.step(call), kept=call.site.kept)


@routes.post(f"{_MEMBERS}/renew", form=NoForm, shown=members)
def renew(call: Call[ProgrammeDesk, NoForm]) -> None:
    """One more term."""
    kept = call.site.kept.memberships
    groups.renew(_one(call), _member(call).id, call.site.step(call), memberships=kept, seen=call.seen)
