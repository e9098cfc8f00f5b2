"""The policy is looked at again: tasks done and undone, what each promise achieved, and the new version."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest

from takepart.domain.aggregate import Step
from takepart.domain.assurance.duty import Duty
from takepart.domain.assurance.refusals import PromiseRefusal
from takepart.domain.assurance.review import Given, Review, ReviewState
from takepart.domain.assurance.rules import ORGANISATION, Assurance, CommitmentId, KeeperId
from takepart.domain.ids import StaffId, StepId
from takepart.domain.journal import staff, verify
from takepart.domain.plain_reason import PlainReason
from takepart.domain.refused import Refused
from takepart.use_cases.assurance import policy_review
from takepart.use_cases.assurance.policy_review import achieved, review_now, task_by, task_holder, told_versions
from takepart.use_cases.assurance.ports import Promises
from tests.assurance_policy import NEXT, NOW, OLD, TASKS, a_reviewed_policy
from tests.assurance_steps import kept
from tests.fakes_assurance import FakePromises

AT = datetime(2027, 10, 4, 9, 30, tzinfo=UTC)
BY = staff(StaffId("participation-lead"))
RULES = a_reviewed_policy()


def begun() -> FakePromises:
    store = FakePromises()
    policy_review.begin(by=BY, promises=Promises(RULES, store), now=AT)
    return store


def finish(store: FakePromises, task: str, *, consultation: str = "K7M4-9QXR", step: str = "") -> Review:
    return policy_review.finish(
        task,
        note="We did it.",
        consultation=consultation,
        promises=Promises(RULES, store),
        step=Step(BY, AT, StepId(step or f"done-{task}")),
    )


def publish(store: FakePromises, *, rules: Assurance = RULES, now: datetime = AT) -> Review:
    return policy_review.publish(promises=Promises(rules, store), step=Step(BY, now, StepId("publish")))


def ready() -> FakePromises:
    store = begun()
    for task in ("consult", "compare"):
        finish(store, task)
    return store


def reason(call: object, *arguments: object, **named: object) -> PlainReason:
    with pytest.raises(Refused) as refused:
        call(*arguments, **named)  # type: ignore[operator]
    return refused.value.reason


def test_a_review_is_begun_once_and_its_tasks_have_a_holder_and_a_day() -> None:
    """Days count back from the day on which the promise to review is due."""
    store = begun()
    policy_review.begin(by=BY, promises=Promises(RULES, store), now=AT)

    now = review_now(promises=Promises(RULES, store), today=AT.date())

    assert len(store.kept_reviews) == 1
    assert (now.of, now.next, now.due) == (NOW, NEXT, date(2028, 3, 31))
    assert task_by(TASKS[0], now) == date(2027, 10, 3)
    assert task_holder(TASKS[0], now, RULES) == "participation-lead"


def test_a_task_is_given_done_undone_and_done_again_and_the_journal_tells_it_all() -> None:
    """Each with its reason beside it; a double click is one step."""
    store = begun()
    given = Given(who=KeeperId("manager"), by=date(2027, 12, 1))
    policy_review.give("compare", given, promises=Promises(RULES, store), step=Step(BY, AT, StepId("give")))
    for _ in range(2):
        finish(store, "compare")
    undo = Step(BY, AT, StepId("undo"))
    policy_review.undo("compare", reason="One year is missing.", promises=Promises(RULES, store), step=undo)

    review = finish(store, "compare", step="done-once-more")

    assert [entry.action for entry in review.journal] == ["begun", "given", "done", "undone", "done"]
    assert list(review.notes.values()) == ["We did it.", "One year is missing.", "We did it."]
    assert review.given["compare"] == given
    assert "missing" not in repr(review.journal)
    verify(review.journal)


def test_what_cannot_be_done_is_refused_with_a_reason() -> None:
    """A consultation has a reference, a task is done once, and nothing is published before its time."""
    store = begun()

    assert reason(finish, store, "consult", consultation="nonsense") is PromiseRefusal.NEEDS_CONSULTATION
    assert reason(finish, store, "unknown") is PromiseRefusal.NO_SUCH_TASK
    assert reason(finish, store, "publish") is PromiseRefusal.NO_SUCH_TASK
    assert reason(publish, store) is PromiseRefusal.TASKS_LEFT
    finish(store, "compare")
    assert reason(finish, store, "compare", step="again") is PromiseRefusal.TASK_DONE
    assert reason(publish, ready(), rules=a_reviewed_policy(OLD, NOW)) is PromiseRefusal.NO_NEW_VERSION


def test_publishing_keeps_the_promise_in_one_write_and_ends_the_review() -> None:
    """Pressed twice, it is one version; after it nothing changes."""
    store = ready()
    before = store.writes

    reviews = [publish(store) for _ in range(2)]

    assert reviews[0] == reviews[1]
    assert store.writes == before + 2
    assert (reviews[0].state, reviews[0].published and reviews[0].published.version) == (ReviewState.PUBLISHED, NEXT)
    duty: Duty = store.duties[ORGANISATION, CommitmentId("review"), 2027]
    assert [each.record for each in duty.evidence] == ["policy 2028"]
    assert review_now(promises=Promises(RULES, store), today=AT.date()).due is None
    assert reason(finish, store, "compare", step="late") is PromiseRefusal.REVIEW_OVER


def test_a_version_that_began_before_it_was_published_can_still_be_published() -> None:
    """The review that is open goes first: a late press of the button is no dead end."""
    store = ready()
    late = datetime(2028, 4, 3, 9, tzinfo=UTC)

    review = publish(store, now=late)

    assert (review.of, review.published and review.published.version) == ("2026", NEXT)
    assert review_now(promises=Promises(RULES, store), today=late.date() + timedelta(days=1)).of == NEXT


def test_what_each_promise_achieved_is_counted_over_the_years_of_the_version() -> None:
    """From the kept records, and no more than one query for each year."""
    store = ready()
    store.save(kept("fostering", ("2026-06-30", "2026-06-12")))
    store.save(kept("fostering", ("2026-06-30", "2026-06-12"), ("2026-09-30", "2026-10-03")))
    reads = store.reads

    found = {each.id: each for each in achieved(NOW.starts, promises=Promises(RULES, store), today=AT.date())}

    drop_ins = found[CommitmentId("drop-ins")]
    assert (drop_ins.owed, drop_ins.kept, drop_ins.kept_late, drop_ins.percent) == (6, 2, 1, 33)
    assert found[CommitmentId("review")].percent is None
    assert CommitmentId("box") not in found
    assert store.reads == reads


def test_old_versions_stay_readable_and_say_what_changed() -> None:
    """A published one word for word, even when the policy's file has forgotten it."""
    store = ready()
    publish(store)
    forgotten = a_reviewed_policy(NOW)
    forgotten = replace(forgotten, commitments=forgotten.commitments[3:])

    told = told_versions(promises=Promises(RULES, store))
    later = told_versions(promises=Promises(forgotten, store))

    assert [each.version.id for each in told] == ["2024", "2026", "2028"]
    assert told[0].promises[0].promise == "We hold two drop-ins a year."
    assert (told[1].added, told[1].reworded, told[1].ended) == (("Review",), ("Drop ins",), ("Box",))
    assert told[2].published == AT.date()
    assert later[-1].promises == told[2].promises
    assert [each.name for each in later[-1].promises] == ["Drop ins", "Review"]
