"""The review of the policy in the office: who does what by when, what each promise achieved, and the new version.

Each task is given to somebody, done, and to do again; the last one publishes.
"""

from __future__ import annotations

from datetime import date
from typing import Any, Final

from takepart.domain.assurance.review import Given, Review, ReviewAction, ReviewState, TaskState
from takepart.domain.assurance.rules import KeeperId, ReviewTask, TaskKind
from takepart.domain.refused import Refused
from takepart.use_cases.assurance import policy_review
from takepart.use_cases.assurance.policy_review import Achieved, ReviewNow, achieved, review_now, task_by, task_holder
from takepart.use_cases.office import Right
from takepart.web import responses
from takepart.web.assurance.forms import GiveForm, ReviewForm, TaskDoneForm, UndoForm
from takepart.web.office.assurance.desk import PromisesOffice, PromisesSite
from takepart.web.problems import Problem
from takepart.web.route import Answer, Call, NoForm, Routes
from takepart.web.spreadsheet import CSV, Row, as_csv, download

HOME: Final = "/office/policy-review"
_TASK: Final = f"{HOME}/<task>"
routes: Routes[PromisesSite] = Routes("assurance-office", right=Right.PROMISES)


def standing_now(site: PromisesSite) -> ReviewNow:
    """Where the review stands today."""
    return review_now(promises=site.promises, today=site.today)


def achieved_since(site: PromisesSite, now: ReviewNow) -> tuple[Achieved, ...]:
    """What each promise achieved since the version that is looked at."""
    if now.of is None:
        return ()
    return achieved(now.of.starts, promises=site.promises, today=site.today)


def _rows(site: PromisesSite) -> list[Row]:
    return [
        {
            "promise": each.name,
            "where": each.source,
            "owed": each.owed,
            "kept": each.kept,
            "kept_late": each.kept_late,
            "percent_kept": "" if each.percent is None else each.percent,
        }
        for each in achieved_since(site, standing_now(site))
    ]


def state_of(review: Review | None, task: ReviewTask) -> TaskState:
    """Where a task stands; the last one is done when the review is over."""
    if review is not None and task.kind is TaskKind.PUBLISH and review.state is ReviewState.PUBLISHED:
        return TaskState.DONE
    return review.task(task.id) if review else TaskState.TO_DO


def holder_name(promises: PromisesOffice, task: ReviewTask, now: ReviewNow) -> str:
    """Who does a task, by what they do."""
    return promises.name_of(task_holder(task, now, promises.rules))


def _journal(review: Review, promises: PromisesOffice) -> list[dict[str, Any]]:
    names = {each.id: each.name for each in promises.rules.review_tasks}
    return [
        {
            "at": entry.at,
            "who": promises.name_of(entry.by),
            "what": ReviewAction(entry.action).plain,
            "task": names.get(str(entry.facts.get("task", "")), ""),
            "note": review.notes.get(entry.seq, ""),
            "consultation": entry.facts.get("consultation", ""),
        }
        for entry in reversed(review.journal)
    ]


@routes.get(HOME)
def overview(call: Call[PromisesSite, Any]) -> Answer:
    """Where the review stands, and the way to each task."""
    site, rules = call.site, call.site.promises.rules
    now = standing_now(site)
    return site.html(
        call,
        "office/assurance/policy_review.html",
        now=now,
        review=now.review,
        tasks=[
            (each, state_of(now.review, each), holder_name(site.promises, each, now), task_by(each, now))
            for each in rules.review_tasks
        ],
        achieved=achieved_since(site, now),
        journal=_journal(now.review, site.promises) if now.review else (),
        state=TaskState,
        over=now.review is not None and now.review.state is ReviewState.PUBLISHED,
    )


@routes.get(f"{HOME}/comparison.csv")
def comparison_csv(call: Call[PromisesSite, NoForm]) -> Answer:
    """What each promise achieved, for a spreadsheet."""
    return download(as_csv(_rows(call.site)), CSV, "what-promises-achieved.csv")


@routes.get(f"{HOME}/comparison.json")
def comparison_json(call: Call[PromisesSite, NoForm]) -> Answer:
    """The same for a program."""
    up_to = call.site.today.isoformat()
    return responses.as_json({"report": "comparison", "up_to": up_to, "rows": _rows(call.site)})


@routes.post(f"{HOME}/begin", form=ReviewForm, shown=overview, once=False)
def begin(call: Call[PromisesSite, ReviewForm]) -> Answer:
    """Begin it: begun twice, it is the same one."""
    step, promises = call.site.step(call), call.site.promises
    policy_review.begin(by=step.by, promises=promises, now=step.at)
    return responses.see_other(f"{HOME}?sent=begun")


def _task(call: Call[PromisesSite, Any]) -> ReviewTask:
    try:
        return policy_review.task_of(call.params["task"], call.site.promises.rules)
    except Refused as cannot:
        raise Problem.not_found("Choose a task from the review of the policy.") from cannot


def _give_form(call: Call[PromisesSite, Any]) -> GiveForm:
    return GiveForm(call.typed, call.site.rules, keepers=call.site.promises.rules.keepers)


def _home(sent: str) -> Answer:
    return responses.see_other(f"{HOME}?sent={sent}")


@routes.get(_TASK)
def one(call: Call[PromisesSite, Any]) -> Answer:
    """One task, with what may be done."""
    task, site, rules = _task(call), call.site, call.site.promises.rules
    now = standing_now(site)
    if now.review is None:
        return responses.see_other(HOME)
    return site.html(
        call,
        "office/assurance/policy_task.html",
        task=task,
        now=now,
        review=now.review,
        is_done=state_of(now.review, task) is TaskState.DONE,
        is_over=now.review.state is ReviewState.PUBLISHED,
        is_publish=task.kind is TaskKind.PUBLISH,
        asks_consultation=task.kind is TaskKind.CONSULT,
        left=now.review.left(rules.review_tasks),
        who=holder_name(site.promises, task, now),
        by=task_by(task, now),
        done=call.filled(TaskDoneForm),
        give=call.filled(GiveForm, keepers=rules.keepers),
        undo=call.filled(UndoForm),
        achieved=achieved_since(site, now) if task.kind is TaskKind.COMPARE else (),
    )


@routes.post(f"{_TASK}/given", form=GiveForm, make=_give_form, shown=one)
def given(call: Call[PromisesSite, GiveForm]) -> Answer:
    """Say who does it and by when."""
    to = Given(who=KeeperId(call.form.keeper.data), by=call.form.day.data or date.min)
    policy_review.give(_task(call).id, to, promises=call.site.promises, step=call.site.step(call))
    return _home("given")


@routes.post(f"{_TASK}/done", form=TaskDoneForm, shown=one)
def done(call: Call[PromisesSite, TaskDoneForm]) -> Answer:
    """It was done."""
    note, consultation = call.form.note.data, call.form.consultation.data or ""
    policy_review.finish(
        _task(call).id, note=note, consultation=consultation, promises=call.site.promises, step=call.site.step(call)
    )
    return _home("done")


@routes.post(f"{_TASK}/undone", form=UndoForm, shown=one)
def undone(call: Call[PromisesSite, UndoForm]) -> Answer:
    """It is to do again."""
    policy_review.undo(
        _task(call).id, reason=call.form.reason.data, promises=call.site.promises, step=call.site.step(call)
    )
    return _home("undone")


@routes.post(f"{_TASK}/published", form=ReviewForm, shown=one)
def published(call: Call[PromisesSite, ReviewForm]) -> Answer:
    """Make the new version public."""
    _task(call)
    policy_review.publish(promises=call.site.promises, step=call.site.step(call))
    return _home("published")
