"""The review of the policy in the office: who does what by when, what each promise achieved, and the new version."""

from __future__ import annotations

from typing import Any, Final

from takepart.domain.assurance.review import Review, ReviewAction, ReviewState, TaskState
from takepart.domain.assurance.rules import ReviewTask, TaskKind
from takepart.use_cases.assurance import policy_review
from takepart.use_cases.assurance.policy_review import Achieved, ReviewNow, achieved, review_now, task_by, task_holder
from takepart.use_cases.office import Right
from takepart.web import responses
from takepart.web.office.assurance.desk import PromisesOffice, PromisesSite
from takepart.web.office.assurance.forms import ReviewForm
from takepart.web.route import Answer, Call, NoForm, Routes
from takepart.web.spreadsheet import CSV, Row, as_csv, download

HOME: Final = "/office/policy-review"
routes: Routes[PromisesSite] = Routes("assurance-office", right=Right.PROMISES)
_SAYS: Final = {
    ReviewAction.BEGIN.value: "Review begun",
    ReviewAction.GIVE.value: "Given to somebody",
    ReviewAction.FINISH.value: "Done",
    ReviewAction.UNDO.value: "To do again",
    ReviewAction.PUBLISH.value: "New version made public",
}


def standing_now(site: PromisesSite) -> ReviewNow:
    """Where the review stands today."""
    return review_now(store=site.promises.store, rules=site.promises.rules, today=site.today)


def achieved_since(site: PromisesSite, now: ReviewNow) -> tuple[Achieved, ...]:
    """What each promise achieved since the version that is looked at."""
    if now.of is None:
        return ()
    return achieved(now.of.starts, store=site.promises.store, rules=site.promises.rules, today=site.today)


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
            "what": _SAYS.get(entry.action, entry.action),
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
    return call.html(
        site.page(
            "office/assurance/policy_review.html",
            call.who,
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
            sent=call.request.query.get("sent", ""),
            errors=call.errors,
        )
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
    policy_review.begin(by=step.by, store=promises.store, rules=promises.rules, now=step.at)
    return responses.see_other(f"{HOME}?sent=begun")
