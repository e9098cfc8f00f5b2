"""Outreach actions in the office: planned from the figures, listed with late ones on top, done or dropped."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from typing import Any

from takepart.domain.assurance.years import year_name, year_of
from takepart.domain.ids import StaffId
from takepart.domain.people.outreach import Outreach, OutreachId, OutreachRefusal
from takepart.domain.refused import Refused
from takepart.use_cases.office import Right
from takepart.use_cases.reach import actions
from takepart.use_cases.reach.actions import group_of
from takepart.web import responses
from takepart.web.forms.base import PageForm
from takepart.web.forms.fields import Choice, Day, LongWords, Option, named_options
from takepart.web.office.reach.desk import ReachOffice
from takepart.web.office.reach.figures_pages import year_choices
from takepart.web.problems import Problem
from takepart.web.requests import Typed, number_in
from takepart.web.route import Answer, Call, NoForm, Routes


class OwnedForm(PageForm):
    """Who does it, and by when."""

    owner = Choice("Who does it?", missing="Choose who does it", of=lambda form: named_options(form.context["owners"]))
    due = Day(
        "By when?",
        missing="Enter the day by which it is done",
        hint="For example, 27 3 2027",
        not_past=OutreachRefusal.PAST_DAY.plain,
    )


class OutreachPlanForm(OwnedForm):
    """A new action for one group."""

    group = Choice(
        "Who do you want to reach?",
        missing="Choose who you want to reach",
        of=lambda form: (Option(value=value, label=label) for value, label in form.context["groups"]),
    )
    what = LongWords(
        "What will you do?",
        most=500,
        what="This",
        missing="Say what you will do",
        hint="For example, visit the young carers’ group and ask what would make it easy to come. No names.",
    )


class OutreachDoneForm(PageForm):
    """It was done."""

    outcome = LongWords(
        "What came of it?",
        most=1000,
        what="This",
        missing="Say in a few words what came of it",
        hint="It is shown beside next year’s figures. No names.",
    )


class DropForm(PageForm):
    """It will not be done."""

    reason = LongWords("Why not?", most=500, what="The reason", missing="Say why, in a few words")


_ONE = "/office/reach/actions/<id>"
routes: Routes[ReachOffice] = Routes("reach", right=Right.REACH)


@routes.get("/office/reach/actions")
def every(call: Call[ReachOffice, NoForm]) -> Answer:
    """What is to be done, late ones on top, and what was closed about the figures of a year."""
    site, query = call.site, call.request.query
    found, after = site.outreaches.still_open(start=query.get("start") or None)
    year = _year(call, query.get("year", ""))
    closed, closed_after = site.outreaches.closed_of(year, start=query.get("closed") or None)
    return site.html(
        call,
        "office/reach/actions.html",
        found=found,
        after=after,
        closed=closed,
        closed_after=closed_after,
        year=year,
        year_choices=year_choices(year_of(site.today, site.asked.year_starts), year),
        **_words(site),
    )


def _plan_form(call: Call[ReachOffice, Any]) -> OutreachPlanForm:
    """As it was typed; a new one with the group that the page before named."""
    asked = Typed([("group", call.request.query.get("group", "")), ("owner", call.who.id)])
    groups = [
        (f"{question.id}/{answer.id}", f"{question.words} {answer.name}")
        for question in call.site.asked.questions
        for answer in question.answers
    ]
    typed = call.typed if call.request.method == "POST" else asked
    return OutreachPlanForm(typed, call.site.rules, owners=actions.owners(call.site.policy), groups=groups)


@routes.get("/office/reach/actions/new")
def ask(call: Call[ReachOffice, Any]) -> Answer:
    """The form for a new one."""
    form = call.form if isinstance(call.form, OutreachPlanForm) else _plan_form(call)
    year = call.typed.get("year", "") or call.request.query.get("year", "")
    return call.site.html(call, "office/reach/action_new.html", form=form, year=_year(call, year))


@routes.post("/office/reach/actions/new", form=OutreachPlanForm, make=_plan_form, shown=ask)
def plan(call: Call[ReachOffice, OutreachPlanForm]) -> Answer:
    """Add it."""
    form = call.form
    question, _, answer = form.group.data.partition("/")
    planned = Outreach(
        id=OutreachId(call.step.rpartition("-")[2]),
        question=question,
        answer=answer,
        year=_year(call, call.typed.get("year", "")),
        what=form.what.data,
        owner=StaffId(form.owner.data),
        due=form.due.data or date.min,
    )
    actions.plan(planned, rules=call.site.asked, **_doing(call))
    return responses.see_other(f"/office/reach/actions/{planned.id}?done=added")


def _owned_form(call: Call[ReachOffice, Any]) -> OwnedForm:
    return OwnedForm(call.typed, call.site.rules, owners=actions.owners(call.site.policy))


@routes.get(_ONE)
def one(call: Call[ReachOffice, Any]) -> Answer:
    """One action, and what may be done."""
    office = call.site
    action = call.site.outreaches.get(_id(call))
    if action is None:
        raise Problem.not_found("Choose an action from the list.")
    now = {"owner": action.owner, "due": action.due.isoformat()}
    return call.site.html(
        call,
        "office/reach/action.html",
        action=action,
        finishing=call.filled(OutreachDoneForm),
        dropping=call.filled(DropForm),
        owned=call.filled(OwnedForm, now, owners=actions.owners(office.policy)),
        done=call.request.query.get("done", ""),
        **_words(office),
    )


def _doing(call: Call[ReachOffice, Any]) -> dict[str, Any]:
    return {"outreaches": call.site.outreaches, "step": call.site.step(call)}


@routes.post(f"{_ONE}/done", form=OutreachDoneForm, shown=one)
def finish(call: Call[ReachOffice, OutreachDoneForm]) -> Answer:
    """It was done."""
    with _not_there():
        actions.finish(_id(call), outcome=call.form.outcome.data, **_doing(call))
    return _then(call, "done")


@routes.post(f"{_ONE}/dropped", form=DropForm, shown=one)
def drop(call: Call[ReachOffice, DropForm]) -> Answer:
    """It will not be done."""
    with _not_there():
        actions.drop(_id(call), reason=call.form.reason.data, **_doing(call))
    return _then(call, "dropped")


@routes.post(f"{_ONE}/hand-over", form=OwnedForm, make=_owned_form, shown=one)
def hand_over(call: Call[ReachOffice, OwnedForm]) -> Answer:
    """Somebody else does it, or it is done by another day."""
    owner, due = StaffId(call.form.owner.data), call.form.due.data or date.min
    with _not_there():
        actions.hand_over(_id(call), owner=owner, due=due, **_doing(call))
    return _then(call, "handed-over")


def _id(call: Call[ReachOffice, Any]) -> OutreachId:
    return OutreachId(call.params["id"])


def _then(call: Call[ReachOffice, Any], done: str) -> Answer:
    return responses.see_other(f"/office/reach/actions/{_id(call)}?done={done}")


@contextmanager
def _not_there() -> Iterator[None]:
    try:
        yield
    except Refused as refused:
        if refused.reason is OutreachRefusal.NOT_THERE:
            raise Problem.not_found("Choose an action from the list.") from refused
        raise


def _year(call: Call[ReachOffice, Any], typed: str) -> int:
    """The year whose figures an action follows from: this one, when nothing that is a year was sent."""
    this = year_of(call.site.today, call.site.asked.year_starts)
    year = number_in(typed, digits=4)
    return year if year is not None and 2000 <= year <= this else this


def _words(office: ReachOffice) -> dict[str, object]:
    return {
        "group": lambda action: group_of(action, office.policy),
        "owner": office.policy.staff_name,
        "year_name": year_name,
    }
