"""The review of the policy in the office: who does what by when, what each promise achieved, and the new version."""

from __future__ import annotations

from typing import Any, Final

from aws_lambda_powertools.event_handler import Response
from aws_lambda_powertools.event_handler.api_gateway import Router

from takepart.domain.assurance.review import Review, ReviewAction, ReviewState, TaskState
from takepart.domain.assurance.rules import ReviewTask, TaskKind
from takepart.domain.journal import staff
from takepart.domain.policy import StaffMember
from takepart.domain.refused import Refused
from takepart.use_cases.assurance import policy_review
from takepart.use_cases.assurance.policy_review import Achieved, ReviewNow, achieved, review_now, task_by, task_holder
from takepart.use_cases.office import Right
from takepart.web import responses
from takepart.web.office.assurance.desk import PromisesOffice
from takepart.web.office.reception import Reception
from takepart.web.requests import Request
from takepart.web.spreadsheet import CSV, Row, as_csv, download

HOME: Final = "/office/policy-review"
_SAYS: Final = {
    ReviewAction.BEGIN.value: "Review begun",
    ReviewAction.GIVE.value: "Given to somebody",
    ReviewAction.FINISH.value: "Done",
    ReviewAction.UNDO.value: "To do again",
    ReviewAction.PUBLISH.value: "New version made public",
}


def router(office: Reception, promises: PromisesOffice) -> Router:
    """``/office/policy-review``, and the comparison as CSV and JSON."""
    routes = Router()  # type: ignore[no-untyped-call]

    def request() -> Request:
        return Request.of(routes.current_event.raw_event)

    @routes.get("/office/policy-review")
    def overview() -> Response[str]:
        return _overview(
            office, promises, office.allowed(request(), Right.PROMISES), sent=request().query.get("sent", "")
        )

    @routes.get("/office/policy-review/comparison.csv")
    def comparison_csv() -> Response[str]:
        office.allowed(request(), Right.PROMISES)
        return download(as_csv(_rows(office, promises)), CSV, "what-promises-achieved.csv")

    @routes.get("/office/policy-review/comparison.json")
    def comparison_json() -> Response[str]:
        office.allowed(request(), Right.PROMISES)
        rows = _rows(office, promises)
        return responses.as_json({"report": "comparison", "up_to": office.today.isoformat(), "rows": rows})

    @routes.post("/office/policy-review/begin")
    def begin() -> Response[str]:
        return _begin(office, promises, request())

    return routes


def standing_now(office: Reception, promises: PromisesOffice) -> ReviewNow:
    """Where the review stands today."""
    return review_now(store=promises.store, rules=promises.rules, today=office.today)


def achieved_since(office: Reception, promises: PromisesOffice, now: ReviewNow) -> tuple[Achieved, ...]:
    """What each promise achieved since the version that is looked at."""
    if now.of is None:
        return ()
    return achieved(now.of.starts, store=promises.store, rules=promises.rules, today=office.today)


def _rows(office: Reception, promises: PromisesOffice) -> list[Row]:
    return [
        {
            "promise": each.name,
            "where": each.source,
            "owed": each.owed,
            "kept": each.kept,
            "kept_late": each.kept_late,
            "percent_kept": "" if each.percent is None else each.percent,
        }
        for each in achieved_since(office, promises, standing_now(office, promises))
    ]


def _overview(
    office: Reception, promises: PromisesOffice, member: StaffMember, *, sent: str = "", refused: str = ""
) -> Response[str]:
    now = standing_now(office, promises)
    return responses.html(
        office.page(
            "office/assurance/policy_review.html",
            member,
            section="promises",
            now=now,
            review=now.review,
            tasks=[
                (each, state_of(now.review, each), holder_name(promises, each, now), task_by(each, now))
                for each in promises.rules.review_tasks
            ],
            achieved=achieved_since(office, promises, now),
            journal=_journal(now.review, promises) if now.review else (),
            state=TaskState,
            over=now.review is not None and now.review.state is ReviewState.PUBLISHED,
            today=office.today,
            sent=sent,
            refused=refused,
            step=office.new_id(),
        ),
        status=409 if refused else 200,
    )


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
            "what": _SAYS.get(entry.action, entry.action),
            "task": names.get(str(entry.facts.get("task", "")), ""),
            "note": review.notes.get(entry.seq, ""),
            "consultation": entry.facts.get("consultation", ""),
        }
        for entry in reversed(review.journal)
    ]


def _begin(office: Reception, promises: PromisesOffice, request: Request) -> Response[str]:
    member = office.allowed(request, Right.PROMISES)
    try:
        policy_review.begin(by=staff(member.id), store=promises.store, rules=promises.rules, now=office.now())
    except Refused as cannot:
        return _overview(office, promises, member, refused=cannot.reason.plain)
    return responses.see_other(f"{HOME}?sent=begun")
