"""An alert from the door: who is told, who takes it, when it goes."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, time, timedelta

import pytest

from takepart.domain import journal as journals
from takepart.domain.aggregate import Step
from takepart.domain.ids import StaffId, StepId
from takepart.domain.refused import Closed, Refused
from takepart.domain.uk_time import months_after
from takepart.domain.voice import alert as alerts
from takepart.domain.voice import feedback as feedbacks
from takepart.domain.voice.aggregates import SENDER, Signs
from takepart.domain.voice.alert import Alert, AlertId, AlertOutcome, AlertState, Written
from takepart.domain.voice.codes import FeedbackId
from takepart.domain.voice.rules import Watch, Weekday
from takepart.use_cases.letters import LetterDue
from takepart.use_cases.ports import Event, EventKind, Queue
from takepart.use_cases.relay_events import ROUTES
from takepart.use_cases.voice.acting import Act
from takepart.use_cases.voice.after_events import Following
from takepart.use_cases.voice.erase_old import ErasingOld
from takepart.use_cases.voice.hear import Guarding, Many
from takepart.use_cases.voice.jobs import VoiceJobs
from takepart.use_cases.voice.letters_due import LettersDue, VoiceLetter
from tests.policies import WIRRAL
from tests.voices import NOON, FakeAlerts, FakeFeedbacks, fake_stores

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
        guarding(kept, DUTY[1], "done").close(AlertId("a1"), outcome=AlertOutcome.SPOKE, record="MOSAIC 123")
    guarding(kept, DUTY[1], "over").do(AlertId("a1"), alerts.take)
    done = guarding(kept, DUTY[1], "done").close(AlertId("a1"), outcome=AlertOutcome.SPOKE, record="MOSAIC 123")

    assert done.state is AlertState.DONE
    assert not guarding(kept).board()


def test_it_is_not_done_with_before_somebody_took_it() -> None:
    with pytest.raises(Refused):
        guarding(FakeAlerts(an_alert())).close(AlertId("a1"), outcome=AlertOutcome.SPOKE, record="MOSAIC 123")


def test_its_journal_knows_the_day_alone() -> None:
    """Whoever acts: two times of one day leave the same behind."""

    def through(at: datetime) -> Alert:
        one = an_alert(at=at)
        one = alerts.escalate(one, Step(alerts.DOOR, at, StepId("e")), duty=2)
        return alerts.take(one, Step(alerts.DOOR, at, StepId("t")))

    assert through(datetime(2026, 11, 23, 9, 1, tzinfo=UTC)) == through(datetime(2026, 11, 23, 16, 59, 3, tzinfo=UTC))


def test_the_words_go_when_their_time_is_over_and_never_before_it_is_dealt_with() -> None:
    waiting, done = an_alert("waiting"), an_alert("done")
    done = alerts.set_aside(done, Step(alerts.DOOR, NOON, StepId("set-aside")))
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


def test_a_disclosure_at_two_on_a_sunday_goes_to_who_is_on_duty_then() -> None:
    """The rota of that day and hour comes first; the next hour goes on to the rest of the list, then to all."""
    night = Watch(days=(Weekday.SATURDAY, Weekday.SUNDAY), start=time(17), end=time(9), duty=(DUTY[-1],))
    policy = replace(WIRRAL, voice=replace(RULES, rota=(night,)))
    at = datetime(2026, 11, 29, 2, 0, tzinfo=UTC)  # Saturday's watch, until nine in the morning
    kept = FakeAlerts(an_alert(at=at))
    told: list[str] = []
    for hour in range(len(DUTY) + 1):
        now = at + timedelta(hours=hour)
        one = kept.kept["a1"]
        event = Event(kind=EventKind.ALERT, about="a1", seq=one.version, action=one.journal[-1].action)
        due = LettersDue(stores=fake_stores(alerts=kept), policy=policy, now=now).of(event)
        told.append(",".join(letter.to for letter in due))
        VoiceJobs(stores=fake_stores(alerts=kept), policy=policy, now=now).escalate_alerts()

    order = [WIRRAL.staff_member(id).email for id in (DUTY[-1], *DUTY[:-1])]
    assert told == [*order, ",".join(order)]


@pytest.mark.parametrize(
    ("at", "on"),
    [
        ("2026-11-28T16:59", False),
        ("2026-11-28T17:00", True),
        ("2026-11-29T08:59", True),
        ("2026-11-29T09:00", False),
        ("2026-11-30T08:59", True),
        ("2026-11-30T17:00", False),
        ("2026-12-01T02:00", False),
    ],
)
def test_a_watch_goes_on_over_midnight(at: str, on: bool) -> None:
    """From five on Saturday and Sunday until nine of the next morning."""
    watch = Watch(days=(Weekday.SATURDAY, Weekday.SUNDAY), start=time(17), end=time(9), duty=DUTY[:1])

    assert watch.covers(datetime.fromisoformat(at)) is on


def test_the_hours_are_those_of_the_clock_on_the_wall() -> None:
    """In summer nine o'clock is eight in UTC."""
    day = Watch(days=tuple(Weekday), start=time(9), end=time(17), duty=(DUTY[-1],))
    rules = replace(RULES, rota=(day,))

    assert rules.duty_at(datetime(2026, 7, 1, 8, 0, tzinfo=UTC))[0] == DUTY[-1]
    assert rules.duty_at(datetime(2026, 7, 1, 7, 59, tzinfo=UTC)) == DUTY
    assert {*rules.duty_at(datetime(2026, 7, 1, 8, 0, tzinfo=UTC))} == {*DUTY}, "nobody is left out"


@pytest.mark.parametrize("outcome", list(AlertOutcome))
def test_what_came_of_an_alert_is_written_down_and_where(outcome: AlertOutcome) -> None:
    """Where somebody was spoken with or passed on, the number of the record must be there."""
    kept = FakeAlerts(an_alert())
    guarding(kept, DUTY[0], "take").do(AlertId("a1"), alerts.take)
    if outcome.recorded:
        with pytest.raises(Refused):
            guarding(kept, DUTY[0], "no").close(AlertId("a1"), outcome=outcome, record=" ")
    done = guarding(kept, DUTY[0], "done").close(AlertId("a1"), outcome=outcome, record="LCS 4711")

    assert (done.state, done.outcome, done.record) == (AlertState.DONE, outcome, "LCS 4711")
    assert "4711" not in str(done.journal)


def test_many_are_taken_or_set_aside_with_one_press_and_one_that_cannot_be_holds_up_no_other() -> None:
    """Each by its own rules, whoever is not on duty takes no alert, and the same press twice is one."""
    kept = FakeAlerts(*(an_alert(f"a{n}") for n in range(5)))
    gone = alerts.set_aside(an_alert("a4"), Step(alerts.DOOR, NOON, StepId("x")))
    kept.save(gone)
    names = [f"alerts:a{n}" for n in range(5)] + ["alerts:none", "nothing", "complaints:K7M4"]

    def many(by: StaffId, press: str) -> Many:
        return Many(Act(fake_stores(alerts=kept), WIRRAL, by, NOON, StepId(press)))

    assert many(NOT_ON_DUTY, "no").take_all(names) == 0
    assert [many(DUTY[0], "t").take_all(names[:2]) for _ in range(2)] == [2, 2]
    assert many(DUTY[1], "s").set_all_aside(names) == 4
    assert {one.state for one in kept.kept.values()} == {AlertState.DONE}
    assert {one.outcome for one in kept.kept.values()} == {AlertOutcome.MISUSE}


def test_what_is_set_aside_does_not_count_as_said_and_counts_again_when_it_is_kept() -> None:
    """Also what the filter missed: told to us, and not owed an answer."""
    stores = fake_stores(feedbacks=FakeFeedbacks())
    one = feedbacks.send(
        Step(SENDER, NOON, StepId("s")),
        id=FeedbackId("f"),
        venue="none",
        words="Buy pills",
        sender=None,
        signs=Signs(),
        reply_by=NOON.date(),
    )
    said = []
    for step in (None, feedbacks.set_aside, feedbacks.keep):
        one = step(one, Step(journals.staff(DUTY[0]), NOON, StepId(f"p{one.version}"))) if step else one
        stores.feedbacks.save(one)
        for _ in range(2):
            event = Event(kind=EventKind.FEEDBACK, about="f", seq=one.version, action=one.journal[-1].action)
            Following(stores=stores, policy=WIRRAL, now=NOON).follow(event)
        said.append((sum(number for _, number in one.said), one.needs_answer))

    assert said == [(1, True), (0, False), (1, True)]
    (month,) = stores.figures.months(["2026-11"])
    assert month.said == 1
