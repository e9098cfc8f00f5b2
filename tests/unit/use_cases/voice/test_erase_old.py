"""What was said is deleted when its time is over, and not a day before; what waits for us never is."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta

import pytest

from takepart.adapters.bank_holidays import england
from takepart.domain import journal as journals
from takepart.domain.aggregate import Step
from takepart.domain.ids import StepId
from takepart.domain.sent_files import SentFile
from takepart.domain.uk_time import local_date, months_after
from takepart.domain.voice import complaint as complaints
from takepart.domain.voice import complaint_end
from takepart.domain.voice import feedback as feedbacks
from takepart.domain.voice import you_said as you_saids
from takepart.domain.voice.aggregates import SENDER, Sender, Signs, Text, WrittenBy
from takepart.domain.voice.complaint import Complaint
from takepart.domain.voice.complaint_parts import Attached, Complainant, Outcome, TakingPart
from takepart.domain.voice.feedback import Feedback, FeedbackState
from takepart.domain.voice.pictures import Picture
from takepart.use_cases.voice.erase_old import Erased, ErasingOld
from takepart.use_cases.voice.letters_due import LettersDue
from takepart.use_cases.voice.ports import NotHere
from tests.policies import WIRRAL
from tests.unit.domain.voice.test_consent import CHECKER, TODAY, a_consent, a_draft, a_photo, a_quote
from tests.unit.use_cases.voice.test_voice_round import READER, World
from tests.voices import (
    NOON,
    FakeAlerts,
    FakeComplaints,
    FakeFeedbacks,
    FakePhotos,
    FakeYouSaids,
    complaint_id,
    fake_stores,
    feedback_id,
)

assert WIRRAL.voice is not None
RULES = WIRRAL.voice
TRACK = RULES.track("childrens-services")


def at_noon(day_months: int, days: int = 0) -> datetime:
    """Some months after the last step, and some days."""
    return NOON + (months_after(TODAY, day_months) - TODAY) + timedelta(days=days)


def said(state: FeedbackState, *, sender: bool = True) -> Feedback:
    """Something that somebody said with a name, in each state."""
    one = feedbacks.send(
        Step(SENDER, NOON, StepId("send")),
        id=feedback_id("one"),
        venue="",
        words="Nobody called me back.",
        sender=Sender(name="Bo", email="bo@example.com") if sender else None,
        signs=Signs(suspected=("too-fast",) if state in (FeedbackState.REVIEW, FeedbackState.SET_ASIDE) else ()),
        reply_by=TODAY,
    )
    step = StepId("next")
    into = feedbacks.send(
        Step(SENDER, NOON, StepId("send")),
        id=feedback_id("two"),
        venue="",
        words="The same.",
        sender=None,
        signs=Signs(),
        reply_by=TODAY,
    )
    return {
        FeedbackState.REVIEW: lambda: one,
        FeedbackState.WAITING: lambda: one,
        FeedbackState.TAKEN: lambda: feedbacks.take(one, Step(journals.staff(READER), NOON, step)),
        FeedbackState.ASKED: lambda: feedbacks.ask(one, Step(journals.staff(READER), NOON, step), words="When?"),
        FeedbackState.ANSWERED: lambda: feedbacks.answer(
            one, Step(journals.staff(READER), NOON, step), words="Sorry, Bo."
        ),
        FeedbackState.SET_ASIDE: lambda: feedbacks.set_aside(one, Step(journals.staff(READER), NOON, step)),
        FeedbackState.MERGED: lambda: feedbacks.merge(one, Step(journals.staff(READER), NOON, step), into=into.id),
    }[state]()


def a_complaint(*, answered: bool = True) -> Complaint:
    """One that was answered at once, or that still waits."""
    one = complaints.send(
        Step(complaints.COMPLAINANT, NOON, StepId("send")),
        id=complaint_id(),
        track=TRACK,
        complainant=Complainant(name="Bo", email="bo@example.com", phone="0151 496 0000", for_whom="Al"),
        words="Nobody called me back.",
        happened=None,
        holidays=england(),
    )
    handler = TRACK.stages[0].handlers[0]
    if not answered:
        return one
    one = complaints.assign(one, Step(journals.staff(READER), NOON, StepId("assign")), to=handler, track=TRACK)
    one = complaints.acknowledge(
        one, Step(journals.staff(handler), NOON, StepId("ack")), track=TRACK, holidays=england()
    )
    return complaint_end.answer(
        one,
        Step(journals.staff(handler), NOON, StepId("answer")),
        words="Sorry, Bo.",
        outcome=Outcome.UPHELD,
        remedy="Bo gets a call each week.",
        track=TRACK,
    )


def a_job(
    now: datetime,
    *,
    feedback: FakeFeedbacks | None = None,
    alert: FakeAlerts | None = None,
    complaint: FakeComplaints | None = None,
    you_said: FakeYouSaids | None = None,
    photos: FakePhotos | None = None,
) -> ErasingOld:
    stores = fake_stores(
        feedbacks=feedback or FakeFeedbacks(),
        alerts=alert or FakeAlerts(),
        complaints=complaint or FakeComplaints(),
        you_saids=you_said or FakeYouSaids(),
        photos=photos or FakePhotos(),
    )
    return ErasingOld(stores=stores, policy=WIRRAL, now=now)


@pytest.mark.parametrize(
    "state", [FeedbackState.ASKED, FeedbackState.ANSWERED, FeedbackState.SET_ASIDE, FeedbackState.MERGED]
)
def test_words_and_names_go_on_the_day_that_was_promised(state: FeedbackState) -> None:
    """Not a day before; a second run does nothing; days, what was answered and the chain stay."""
    store = FakeFeedbacks(before := said(state))

    assert a_job(at_noon(RULES.kept_months, -1), feedback=store).run() == Erased()
    assert a_job(at_noon(RULES.kept_months), feedback=store).run() == Erased(feedback=1)
    assert a_job(at_noon(RULES.kept_months), feedback=store).run() == Erased()

    (after,) = store.kept.values()
    assert after.state is FeedbackState.ERASED
    assert not [word for word in ("called", "Bo", "bo@", "When?", "same") if word in str(after)]
    assert (after.said_on, after.answered_on) == (before.said_on, before.answered_on)
    journals.verify(after.journal)


@pytest.mark.parametrize("state", [FeedbackState.REVIEW, FeedbackState.WAITING, FeedbackState.TAKEN])
def test_what_waits_for_us_is_answered_and_not_deleted(state: FeedbackState) -> None:
    """However old it is."""
    store = FakeFeedbacks(said(state))

    assert a_job(at_noon(240), feedback=store).run() == Erased()
    assert next(iter(store.kept.values())).texts


def test_a_word_more_starts_its_time_anew() -> None:
    """It counts from the last step."""
    answered = said(FeedbackState.ANSWERED)
    later = feedbacks.answer(
        answered, Step(journals.staff(READER), at_noon(23), StepId("more")), words="One thing more."
    )

    assert a_job(at_noon(24), feedback=FakeFeedbacks(later)).run() == Erased()


def test_what_was_said_without_a_name_leaves_days_only() -> None:
    """Its journal knows no finer time, the deletion included."""
    store = FakeFeedbacks(said(FeedbackState.ANSWERED, sender=False))

    a_job(at_noon(RULES.kept_months), feedback=store).run()

    assert {entry.at.time().isoformat() for entry in next(iter(store.kept.values())).journal} == {"00:00:00"}


def test_a_complaint_is_kept_for_its_own_time() -> None:
    """Each kind has its own; an open one stays. Its papers go with it, and what staff noted."""
    paper = Attached(key="K7M4-9QXR/ab12", what="Bo's letter", content_type="application/pdf", sha256="x")
    person = TakingPart(stage="local", seat="x", name="Bo", independent=True, source="Bo said so")
    note, photos = Text(seq=1, by=WrittenBy.US, words="Bo called."), FakePhotos()
    one = replace(a_complaint(), files=(paper,), people=(person,), notes=(note,))
    store, waits = FakeComplaints(one), FakeComplaints(a_complaint(answered=False))
    photos.keep_paper(paper.key, SentFile(content_type=paper.content_type, content=b"%PDF"))

    assert a_job(at_noon(TRACK.kept_months, -1), complaint=store).run() == Erased()
    assert photos.papers
    assert a_job(at_noon(TRACK.kept_months), complaint=store, photos=photos).run() == Erased(complaints=1)
    assert not photos.papers
    assert a_job(at_noon(TRACK.kept_months), complaint=waits).run() == Erased()

    (after,) = store.kept.values()
    assert not [word for word in ("called", "Bo", "bo@", "0151", "Al'") if word in str(after)]
    assert after.received_on == TODAY
    assert RULES.complaint_months("a kind that is gone") == max(track.kept_months for track in RULES.tracks)


def test_a_replay_writes_to_nobody_who_was_deleted() -> None:
    """Every event of it, once more."""
    world = World()
    world.feedbacks = FakeFeedbacks(
        feedbacks.erase(said(FeedbackState.ANSWERED), Step(journals.Job.RETENTION.actor, NOON, StepId("erase")))
    )
    world.complaints = FakeComplaints(
        complaints.erase(a_complaint(), Step(journals.Job.RETENTION.actor, NOON, StepId("erase")))
    )
    due = LettersDue(stores=world.stores, policy=WIRRAL, now=NOON)

    assert [letter.to for event in world.events() for letter in due.of(event)] == []


def test_a_replay_of_years_writes_to_nobody_about_what_is_no_news() -> None:
    """What was remembered of a letter ends before the words that it was about do: people would get it again."""
    world = World()
    world.feedbacks, world.complaints = FakeFeedbacks(said(FeedbackState.ANSWERED)), FakeComplaints(a_complaint())

    def told(now: datetime) -> list[str]:
        due = LettersDue(stores=world.stores, policy=WIRRAL, now=now)
        return [letter.to for event in world.events() for letter in due.of(event)]

    last = max(entry.at for one in world.feedbacks.kept.values() for entry in one.journal)
    assert told(last + timedelta(days=29))
    assert told(last + timedelta(days=31, hours=1)) == []


def test_what_is_not_public_goes_too_and_what_is_public_stays() -> None:
    """A draft that nobody went on with, and what was taken down because somebody could be recognised."""
    draft = a_draft(a_quote(consent=a_consent(until=TODAY + timedelta(days=1))))
    public = you_saids.publish(draft, Step(journals.staff(CHECKER), NOON, StepId("publish")), ask_after_days=28)
    down = you_saids.take_down(public, Step(journals.staff(CHECKER), NOON, StepId("down")))

    for one, erased in ((a_draft(), 1), (down, 1), (public, 0)):
        store = FakeYouSaids(one)
        assert a_job(at_noon(RULES.kept_months, -1), you_said=store).run().you_said == 0
        late = at_noon(2 * RULES.kept_months + 1)  # the end of a consent is a step, too
        assert a_job(late, you_said=store).run().you_said == erased
        assert ("Hot." in str(store.kept[one.id])) is (not erased)

    assert a_job(late, you_said=FakeYouSaids(a_draft())).run() == Erased(you_said=1)


def test_quotes_and_photos_go_when_their_consent_is_over() -> None:
    """The words, and the photo's file; what lasts longer stays."""
    until = TODAY + timedelta(days=40)
    draft = a_draft(a_quote(), a_photo(consent=a_consent(until=until)))
    public = you_saids.publish(draft, Step(journals.staff(CHECKER), NOON, StepId("publish")), ask_after_days=28)
    store, photos = FakeYouSaids(public), FakePhotos()
    photos.keep(public.id, Picture(content=b"x", content_type="image/png"))

    assert a_job(NOON + timedelta(days=40), you_said=store, photos=photos).run() == Erased()
    assert a_job(NOON + timedelta(days=41), you_said=store, photos=photos).run() == Erased(consents=1)
    assert a_job(NOON + timedelta(days=41), you_said=store, photos=photos).run() == Erased()

    after = store.kept[public.id]
    assert (after.photo, after.quote) == (None, public.quote)
    assert not photos.shown
    assert local_date(after.journal[-1].at) == TODAY + timedelta(days=41)


def test_who_hears_nobody_has_nothing_to_erase_and_what_was_kept_before_is_not_forgotten() -> None:
    """A policy without the part about being heard: quiet while nothing is there, and loud when something is."""
    silent = replace(WIRRAL, voice=None)

    assert replace(a_job(at_noon(RULES.kept_months)), policy=silent).run() == Erased()
    left = replace(
        a_job(at_noon(RULES.kept_months), feedback=FakeFeedbacks(said(FeedbackState.ANSWERED))), policy=silent
    )
    with pytest.raises(NotHere):
        left.run()
