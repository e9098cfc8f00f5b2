"""An alert from the door: who is told, who takes it, when it goes."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from takepart.domain.aggregate import Step
from takepart.domain.ids import StaffId, StepId
from takepart.domain.refused import Closed, Refused
from takepart.domain.voice import alert as alerts
from takepart.domain.voice.alert import Alert, AlertId, AlertState, Written
from takepart.domain.voice.days import months_after
from takepart.use_cases.letters import LetterDue
from takepart.use_cases.ports import Event, EventKind, Queue
from takepart.use_cases.relay_events import ROUTES
from takepart.use_cases.voice.acting import Act
from takepart.use_cases.voice.erase_old import ErasingOld
from takepart.use_cases.voice.hear import Guarding
from takepart.use_cases.voice.jobs import VoiceJobs
from takepart.use_cases.voice.letters_due import LettersDue, VoiceLetter
from tests.policies import WIRRAL
from tests.voices import NOON, FakeAlerts, fake_stores

assert WIRRAL.voice is not None
RULES = WIRRAL.voice
DUTY = RULES.duty
NOT_ON_DUTY = next(each.id for each in WIRRAL.staff if each.id not in DUTY)
WORDS = "My dad hits me"


def an_alert(id: str = "a1", at: datetime = NOON) -> Alert:
    return alerts.raised(
        Step(alerts.DOOR, at, StepId(f"raised-{id}")),
        id=AlertId(id),
        where="a complaint",
        link="/office/voice/complaints/K7M4-9QXR",
        who="Bo, bo@example.org",
        written=(Written(box="words", words=WORDS),),
    )


def guarding(kept: FakeAlerts, by: StaffId = DUTY[0], press: str = "press") -> Guarding:
    return Guarding(Act(fake_stores(alerts=kept), WIRRAL, by, NOON, StepId(press)))


def letters(kept: FakeAlerts) -> list[LetterDue]:
    """The letters of every entry of every journal."""
    due = LettersDue(stores=fake_stores(alerts=kept), policy=WIRRAL, now=NOON)
    return [
        letter
        for one in kept.kept.values()
        for entry in one.journal
        if Queue.VOICE in ROUTES[EventKind.ALERT].get(entry.action, ())
        for letter in due.of(Event(kind=EventKind.ALERT, about=one.id, seq=entry.seq, action=entry.action))
    ]


def test_the_first_on_duty_is_told_with_a_link_and_no_words() -> None:
    """The letter leads to the page that holds them."""
    (letter,) = letters(FakeAlerts(an_alert()))

    assert letter.kind is VoiceLetter.ALERT
    assert letter.to == WIRRAL.staff_member(DUTY[0]).email
    assert letter.path == "/office/voice/alerts/a1"
    assert WORDS not in str(letter)
    assert "Bo" not in str(letter)


def test_each_hour_the_next_is_told_then_all_until_somebody_says_mine() -> None:
    kept = FakeAlerts(an_alert())
    jobs = VoiceJobs(stores=fake_stores(alerts=kept), policy=WIRRAL, now=NOON)

    for _ in DUTY:
        assert jobs.escalate_alerts() == 1

    told = [letter.to for letter in letters(kept)]
    everybody = [WIRRAL.staff_member(each).email for each in DUTY]
    assert told == [*everybody, *everybody]
    guarding(kept).do(AlertId("a1"), alerts.take)
    assert jobs.escalate_alerts() == 0
    assert letters(kept) == []


def test_those_on_duty_alone_read_it() -> None:
    kept = FakeAlerts(an_alert())

    assert guarding(kept).read(AlertId("a1")).texts[0].words == WORDS
    assert guarding(kept, NOT_ON_DUTY).board() == ()
    for read in (NOT_ON_DUTY, DUTY[0]):
        with pytest.raises(Closed):
            guarding(kept, read).read(AlertId("a1" if read == NOT_ON_DUTY else "none"))


def test_who_has_it_says_that_it_is_dealt_with_and_nobody_else() -> None:
    """Pressed twice, it happens once. Another may take it over."""
    kept = FakeAlerts(an_alert())
    for _ in range(2):
        taken = guarding(kept, DUTY[0], "take").do(AlertId("a1"), alerts.take)
    assert (taken.state, taken.taken_by, taken.version) == (AlertState.TAKEN, DUTY[0], 2)

    with pytest.raises(Refused):
        guarding(kept, DUTY[1], "done").do(AlertId("a1"), alerts.close)
    guarding(kept, DUTY[1], "over").do(AlertId("a1"), alerts.take)
    done = guarding(kept, DUTY[1], "done").do(AlertId("a1"), alerts.close)

    assert done.state is AlertState.DONE
    assert not guarding(kept).board()


def test_it_is_not_done_with_before_somebody_took_it() -> None:
    with pytest.raises(Refused):
        guarding(FakeAlerts(an_alert())).do(AlertId("a1"), alerts.close)


def test_its_journal_knows_the_day_alone() -> None:
    """Whoever acts: two times of one day leave the same behind."""

    def through(at: datetime) -> Alert:
        one = an_alert(at=at)
        one = alerts.escalate(one, Step(alerts.DOOR, at, StepId("e")), duty=2)
        return alerts.take(one, Step(alerts.DOOR, at, StepId("t")))

    assert through(datetime(2026, 11, 23, 9, 1, tzinfo=UTC)) == through(datetime(2026, 11, 23, 16, 59, 3, tzinfo=UTC))


def test_the_words_go_when_their_time_is_over_and_never_before_it_is_dealt_with() -> None:
    waiting, done = an_alert("waiting"), an_alert("done")
    for press, step in (("take", alerts.take), ("close", alerts.close)):
        done = step(done, Step(alerts.DOOR, NOON, StepId(press)))
    kept = FakeAlerts(waiting, done)
    over = NOON + (months_after(NOON.date(), RULES.kept_months) - NOON.date())

    def run(now: datetime) -> int:
        return ErasingOld(stores=fake_stores(alerts=kept), policy=WIRRAL, now=now).run().alerts

    assert run(over - timedelta(days=1)) == 0
    assert run(over) == 1
    assert run(over) == 0
    gone = kept.kept["done"]
    assert (gone.state, gone.texts, gone.who, gone.link) == (AlertState.ERASED, (), "", "")
    assert kept.kept["waiting"].texts


def test_what_is_far_too_long_still_raises_it() -> None:
    """An item of the table takes 400 KB: the beginning is enough to act on."""
    one = alerts.raised(
        Step(alerts.DOOR, NOON, StepId("r")),
        id=AlertId("long"),
        where="a complaint",
        link="",
        who="B" * 1_000,
        written=tuple(Written(box="b" * 500, words=WORDS * 10_000) for _ in range(50)),
    )

    assert sum(len(each.words) for each in one.texts) <= 20_000 + 20
    assert replace(one, texts=()).who == "B" * 500
