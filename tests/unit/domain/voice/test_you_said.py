"""You said, we did: nothing is public that somebody else has not checked, and every no has its reason."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime

import pytest

from takepart.domain import journal as journals
from takepart.domain.aggregate import Step
from takepart.domain.ids import StaffId, StepId
from takepart.domain.refused import Refused
from takepart.domain.voice import you_said as you_saids
from takepart.domain.voice.codes import FeedbackId
from takepart.domain.voice.feedback import ChangeFelt
from takepart.domain.voice.figures import Month, months_over, told_year
from takepart.domain.voice.refusals import VoiceRefusal
from takepart.domain.voice.you_said import Decision, Source, YouSaid, YouSaidId, YouSaidState, YouSaidWords

AT = datetime(2026, 11, 23, 10, 0, tzinfo=UTC)
WRITER, CHECKER = StaffId("participation-worker"), StaffId("participation-manager")
DONE = YouSaidWords(
    said="The room is too hot.", by_how_many=7, source=Source.FEEDBACK, decision=Decision.DONE, did="We got two fans."
)


def a_draft(words: YouSaidWords = DONE, sources: tuple[FeedbackId, ...] = (FeedbackId("one"),)) -> YouSaid:
    return you_saids.write(
        Step(journals.staff(WRITER), AT, StepId("write")), id=YouSaidId("K7M4-9QXR"), words=words, sources=sources
    )


def published(draft: YouSaid | None = None) -> YouSaid:
    return you_saids.publish(
        draft or a_draft(), Step(journals.staff(CHECKER), AT, StepId("publish")), ask_after_days=28
    )


def test_who_wrote_it_does_not_check_it() -> None:
    """Not even after somebody else wrote the first version."""
    rewritten = you_saids.rewrite(a_draft(), Step(journals.staff(CHECKER), AT, StepId("again")), words=DONE)

    with pytest.raises(Refused, match=VoiceRefusal.WROTE_IT.value):
        published(rewritten)
    assert published().state is YouSaidState.PUBLISHED


@pytest.mark.parametrize(
    ("decision", "did", "reason"),
    [
        (Decision.CANNOT, " ", VoiceRefusal.NEEDS_WHY),
        (Decision.DONE, "", VoiceRefusal.NO_WORDS),
        (Decision.DOING, "We are asking for money.", VoiceRefusal.NEEDS_DAY),
    ],
)
def test_a_decision_says_why_and_by_when(decision: Decision, did: str, reason: VoiceRefusal) -> None:
    """A no without a reason is no answer."""
    with pytest.raises(Refused, match=reason.value):
        a_draft(replace(DONE, decision=decision, did=did))


def test_four_weeks_later_is_a_day() -> None:
    """Only people who said it here can be asked."""
    assert published().ask_on == date(2026, 12, 21)
    assert published(a_draft(sources=())).ask_on is None


def test_an_update_cannot_change_what_was_said() -> None:
    """Only what we made of it."""
    after = checked(updated(by=WRITER), by=CHECKER)

    assert (after.words.said, after.words.outcome) == (DONE.said, "It is cool now.")


def updated(*, by: StaffId) -> YouSaid:
    words = replace(DONE, said="All is well.", outcome="It is cool now.")
    return you_saids.update(published(), Step(journals.staff(by), AT, StepId("u")), words=words)


def checked(one: YouSaid, *, by: StaffId) -> YouSaid:
    return you_saids.check_update(one, Step(journals.staff(by), AT, StepId("c")))


@pytest.mark.parametrize("by", [WRITER, CHECKER])
def test_a_checked_text_that_is_changed_is_checked_again(by: StaffId) -> None:
    """Also when its checker changes it. Until then the page says what was checked."""
    after = updated(by=by)

    assert after.words == DONE
    assert after.changed is not None
    with pytest.raises(Refused, match=VoiceRefusal.WROTE_IT.value):
        checked(after, by=by)
    assert checked(after, by=StaffId("service-manager")).changed is None


def test_nothing_is_checked_twice_and_what_is_taken_down_has_nothing_waiting() -> None:
    with pytest.raises(Refused):
        checked(checked(updated(by=WRITER), by=CHECKER), by=CHECKER)
    assert you_saids.take_down(updated(by=WRITER), Step(journals.staff(CHECKER), AT, StepId("d"))).changed is None


def test_answers_are_counted_even_after_it_was_taken_down() -> None:
    """They were asked, so they count."""
    down = you_saids.take_down(published(), Step(journals.staff(CHECKER), AT, StepId("down")))

    counted = you_saids.count(down, Step(journals.Job.OFFICE.actor, AT, StepId("changed-one")), change=ChangeFelt.YES)

    assert counted.counts == {ChangeFelt.YES: 1}


def test_late_is_what_we_promised_and_did_not_do() -> None:
    """By the day that we gave."""
    doing = a_draft(replace(DONE, decision=Decision.DOING, by_when=date(2026, 12, 1)))

    assert not doing.is_late(date(2026, 12, 1))
    assert doing.is_late(date(2026, 12, 2))


def test_a_month_is_told_in_fives() -> None:
    """How far each number came; days to an answer only of five answers or more."""
    told = Month(month="2026-11", said=204, answered=199, in_time=4, days=200, change_answers=5, changed=9).told

    assert (told.said, told.answered, told.in_time, told.change_answers, told.changed) == (200, 195, 0, 5, 5)
    assert told.usual_days == 2
    assert Month(month="2026-11", answered=4, days=8).told.usual_days is None


def test_twelve_months_come_to_a_whole() -> None:
    """Each month is small, and together they are not."""
    year = told_year([Month(month=f"2026-{month:02}", said=3, answered=1) for month in range(1, 13)])

    assert {month.said for month in year.months} == {0}
    assert (year.whole.said, year.whole.answered) == (35, 10)


def test_the_last_months_cross_the_year() -> None:
    """Oldest first; the month that runs is not told of."""
    assert list(months_over(date(2027, 1, 31), 3)) == ["2026-10", "2026-11", "2026-12"]
