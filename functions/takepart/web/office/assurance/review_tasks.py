"""One task of the policy's review: done, to do again, given to somebody; and the last one, which publishes."""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

from aws_lambda_powertools.event_handler import Response
from aws_lambda_powertools.event_handler.api_gateway import Router

from takepart.domain.aggregate import Step
from takepart.domain.assurance.refusals import PromiseRefusal
from takepart.domain.assurance.review import Given, Review, ReviewState, TaskState
from takepart.domain.assurance.rules import KeeperId, ReviewTask, TaskKind
from takepart.domain.journal import Actor, staff
from takepart.domain.policy import StaffMember
from takepart.domain.refused import Refused
from takepart.use_cases.assurance import policy_review
from takepart.use_cases.assurance.policy_review import task_by
from takepart.use_cases.office import Right
from takepart.use_cases.ports import ChangedMeanwhile
from takepart.web import responses
from takepart.web.assurance.desk import step_in
from takepart.web.assurance.forms import GiveForm, TaskDoneForm, UndoForm
from takepart.web.forms.govuk import error_links
from takepart.web.office.assurance.desk import PromisesOffice
from takepart.web.office.assurance.review_pages import (
    HOME,
    achieved_since,
    holder_name,
    standing_now,
    state_of,
)
from takepart.web.office.reception import Reception
from takepart.web.problems import Problem
from takepart.web.requests import Request, Typed

_CHANGED: Final = "Someone changed the review just now. Read it again, then press the button once more"


def router(office: Reception, promises: PromisesOffice) -> Router:
    """``/office/policy-review/<task>`` and its steps."""
    routes = Router()  # type: ignore[no-untyped-call]

    def request() -> Request:
        return Request.of(routes.current_event.raw_event)

    @routes.get("/office/policy-review/<task>")
    def task_page(task: str) -> Response[str]:
        return _task_page(office, promises, office.allowed(request(), Right.PROMISES), _task(promises, task))

    @routes.post("/office/policy-review/<task>/given")
    def given(task: str) -> Response[str]:
        return _given(office, promises, request(), task)

    @routes.post("/office/policy-review/<task>/done")
    def done(task: str) -> Response[str]:
        return _done(office, promises, request(), task)

    @routes.post("/office/policy-review/<task>/undone")
    def undone(task: str) -> Response[str]:
        return _undone(office, promises, request(), task)

    @routes.post("/office/policy-review/<task>/published")
    def published(task: str) -> Response[str]:
        return _published(office, promises, request(), task)

    return routes


def _task(promises: PromisesOffice, id: str) -> ReviewTask:
    try:
        return policy_review.task_of(id, promises.rules)
    except Refused as cannot:
        raise Problem.not_found("Choose a task from the review of the policy.") from cannot


def _task_page(
    office: Reception,
    promises: PromisesOffice,
    member: StaffMember,
    task: ReviewTask,
    *,
    done: TaskDoneForm | None = None,
    give: GiveForm | None = None,
    undo: UndoForm | None = None,
    refused: str = "",
) -> Response[str]:
    now = standing_now(office, promises)
    if now.review is None:
        return responses.see_other(HOME)
    errors = error_links([form for form in (done, give, undo) if form is not None])
    if refused:
        errors = [{"text": refused, "href": "#task"}, *errors]
    return responses.html(
        office.page(
            "office/assurance/policy_task.html",
            member,
            section="promises",
            task=task,
            now=now,
            review=now.review,
            is_done=state_of(now.review, task) is TaskState.DONE,
            is_over=now.review.state is ReviewState.PUBLISHED,
            is_publish=task.kind is TaskKind.PUBLISH,
            asks_consultation=task.kind is TaskKind.CONSULT,
            left=now.review.left(promises.rules.review_tasks),
            who=holder_name(promises, task, now),
            by=task_by(task, now),
            done=done or TaskDoneForm({}, office.rules, prefix="done-"),
            give=give or _give_form(office, promises, Typed()),
            undo=undo or UndoForm({}, office.rules, prefix="undo-"),
            achieved=achieved_since(office, promises, now) if task.kind is TaskKind.COMPARE else (),
            name_of=promises.name_of,
            errors=errors,
            today=office.today,
            step=office.new_id(),
        ),
        status=422 if errors else 200,
    )


def _give_form(office: Reception, promises: PromisesOffice, typed: Typed) -> GiveForm:
    return GiveForm(typed, office.rules, prefix="give-", keepers=promises.rules.keepers)


def _given(office: Reception, promises: PromisesOffice, request: Request, id: str) -> Response[str]:
    member, task, typed = office.allowed(request, Right.PROMISES), _task(promises, id), request.form()
    form = _give_form(office, promises, typed)
    if form.problems() or form.by.data is None:
        return _task_page(office, promises, member, task, give=form)
    given = Given(who=KeeperId(form.who.data), by=form.by.data)
    refused = _try(
        lambda by: policy_review.give(
            task.id,
            given,
            store=promises.store,
            rules=promises.rules,
            step=Step(by, office.now(), step_in(typed, "give")),
        ),
        member,
    )
    return _task_page(office, promises, member, task, give=form, refused=refused) if refused else _home("given")


def _done(office: Reception, promises: PromisesOffice, request: Request, id: str) -> Response[str]:
    member, task, typed = office.allowed(request, Right.PROMISES), _task(promises, id), request.form()
    form = TaskDoneForm(typed, office.rules, prefix="done-")
    if form.problems():
        return _task_page(office, promises, member, task, done=form)
    refused = _try(
        lambda by: policy_review.finish(
            task.id,
            note=form.note.data,
            consultation=form.consultation.data or "",
            store=promises.store,
            rules=promises.rules,
            step=Step(by, office.now(), step_in(typed, "done")),
        ),
        member,
    )
    if not refused:
        return _home("done")
    if refused == PromiseRefusal.NEEDS_CONSULTATION.value:
        form.consultation.errors, refused = [refused], ""
    return _task_page(office, promises, member, task, done=form, refused=refused)


def _undone(office: Reception, promises: PromisesOffice, request: Request, id: str) -> Response[str]:
    member, task, typed = office.allowed(request, Right.PROMISES), _task(promises, id), request.form()
    form = UndoForm(typed, office.rules, prefix="undo-")
    if form.problems():
        return _task_page(office, promises, member, task, undo=form)
    refused = _try(
        lambda by: policy_review.undo(
            task.id,
            reason=form.reason.data,
            store=promises.store,
            rules=promises.rules,
            step=Step(by, office.now(), step_in(typed, "undo")),
        ),
        member,
    )
    return _task_page(office, promises, member, task, undo=form, refused=refused) if refused else _home("undone")


def _published(office: Reception, promises: PromisesOffice, request: Request, id: str) -> Response[str]:
    member, task, typed = office.allowed(request, Right.PROMISES), _task(promises, id), request.form()
    refused = _try(
        lambda by: policy_review.publish(
            store=promises.store, rules=promises.rules, step=Step(by, office.now(), step_in(typed, "publish"))
        ),
        member,
    )
    return _task_page(office, promises, member, task, refused=refused) if refused else _home("published")


def _try(step: Callable[[Actor], Review], member: StaffMember) -> str:
    """Take a step; why not, when it is refused."""
    try:
        step(staff(member.id))
    except Refused as cannot:
        return cannot.reason.plain
    except ChangedMeanwhile:
        return _CHANGED
    return ""


def _home(sent: str) -> Response[str]:
    return responses.see_other(f"{HOME}?sent={sent}")
