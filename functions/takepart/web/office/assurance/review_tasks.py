"""One task of the policy's review: done, to do again, given to somebody; and the last one, which publishes."""

from __future__ import annotations

from datetime import date
from typing import Any, Final

from takepart.domain.assurance.review import Given, ReviewState, TaskState
from takepart.domain.assurance.rules import KeeperId, ReviewTask, TaskKind
from takepart.domain.refused import Refused
from takepart.use_cases.assurance import policy_review
from takepart.use_cases.assurance.policy_review import task_by
from takepart.use_cases.office import Right
from takepart.web import responses
from takepart.web.office.assurance.desk import PromisesSite
from takepart.web.office.assurance.forms import GiveForm, ReviewForm, TaskDoneForm, UndoForm
from takepart.web.office.assurance.review_pages import HOME, achieved_since, holder_name, standing_now, state_of
from takepart.web.problems import Problem
from takepart.web.route import Answer, Call, Routes

_ONE: Final = f"{HOME}/<task>"
routes: Routes[PromisesSite] = Routes("assurance-office", right=Right.PROMISES)


def _task(call: Call[PromisesSite, Any]) -> ReviewTask:
    try:
        return policy_review.task_of(call.params["task"], call.site.promises.rules)
    except Refused as cannot:
        raise Problem.not_found("Choose a task from the review of the policy.") from cannot


def _give_form(call: Call[PromisesSite, Any]) -> GiveForm:
    return GiveForm(call.typed, call.site.rules, keepers=call.site.promises.rules.keepers)


def _step(call: Call[PromisesSite, Any]) -> dict[str, Any]:
    """What every step on a task needs."""
    promises = call.site.promises
    return {"store": promises.store, "rules": promises.rules, "step": call.site.step(call)}


def _home(sent: str) -> Answer:
    return responses.see_other(f"{HOME}?sent={sent}")


@routes.get(_ONE)
def one(call: Call[PromisesSite, Any]) -> Answer:
    """One task, with what may be done."""
    task, site, rules = _task(call), call.site, call.site.promises.rules
    now = standing_now(site)
    if now.review is None:
        return responses.see_other(HOME)
    return call.html(
        site.page(
            "office/assurance/policy_task.html",
            call.who,
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
            give=call.form if isinstance(call.form, GiveForm) else _give_form(call),
            undo=call.filled(UndoForm),
            achieved=achieved_since(site, now) if task.kind is TaskKind.COMPARE else (),
            errors=call.errors,
        )
    )


@routes.post(f"{_ONE}/given", form=GiveForm, make=_give_form, shown=one)
def given(call: Call[PromisesSite, GiveForm]) -> Answer:
    """Say who does it and by when."""
    to = Given(who=KeeperId(call.form.keeper.data), by=call.form.day.data or date.min)
    policy_review.give(_task(call).id, to, **_step(call))
    return _home("given")


@routes.post(f"{_ONE}/done", form=TaskDoneForm, shown=one)
def done(call: Call[PromisesSite, TaskDoneForm]) -> Answer:
    """It was done."""
    note, consultation = call.form.note.data, call.form.consultation.data or ""
    policy_review.finish(_task(call).id, note=note, consultation=consultation, **_step(call))
    return _home("done")


@routes.post(f"{_ONE}/undone", form=UndoForm, shown=one)
def undone(call: Call[PromisesSite, UndoForm]) -> Answer:
    """It is to do again."""
    policy_review.undo(_task(call).id, reason=call.form.reason.data, **_step(call))
    return _home("undone")


@routes.post(f"{_ONE}/published", form=ReviewForm, shown=one)
def published(call: Call[PromisesSite, ReviewForm]) -> Answer:
    """Make the new version public."""
    _task(call)
    policy_review.publish(**_step(call))
    return _home("published")
