"""What people say, complaints and You said we did: kept in the template's own table and read back the same."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest

from takepart.adapters.aggregates import Aggregates
from takepart.adapters.bank_holidays import england
from takepart.adapters.clients import client
from takepart.adapters.voice.alerts import AlertsTable, FeedbackTable
from takepart.adapters.voice.complaints import ComplaintsTable
from takepart.adapters.voice.figures import VoiceFiguresTable
from takepart.adapters.voice.kms_forms import KmsForms
from takepart.adapters.voice.questionnaires import ConsultationsTable
from takepart.adapters.voice.you_said import YouSaidTable
from takepart.domain import journal as journals
from takepart.domain.aggregate import Step
from takepart.domain.ids import DraftId, StaffId, StepId
from takepart.domain.references import claim_reference
from takepart.domain.voice import complaint as complaints
from takepart.domain.voice import feedback as feedbacks
from takepart.domain.voice import you_said as you_saids
from takepart.domain.voice.aggregates import MOST_IN_ALL, MOST_LETTERS, SENDER, Sender, Signs
from takepart.domain.voice.alert import AlertState
from takepart.domain.voice.complaint import Complaint
from takepart.domain.voice.complaint_parts import Complainant, ComplaintId
from takepart.domain.voice.consent import ShownWithConsent
from takepart.domain.voice.consultation import ConsultationState
from takepart.domain.voice.feedback import ChangeFelt, Feedback
from takepart.domain.voice.figures import Month, VoiceFigure
from takepart.domain.voice.you_said import Decision, Source, YouSaid, YouSaidId, YouSaidWords
from takepart.use_cases.ports import ChangedMeanwhile
from takepart.use_cases.voice.ports import NotOurForm
from tests.integration.conftest import make_key, make_table
from tests.policies import WIRRAL
from tests.unit.domain.voice.test_consent import a_photo, a_quote
from tests.unit.domain.voice.test_consultation import approved, considered, heard, opened, planned
from tests.unit.use_cases.voice.test_alerts import an_alert
from tests.unit.use_cases.voice.test_erase_old import a_complaint as a_done_complaint
from tests.voices import NOON, feedback_id

READER, CHECKER = StaffId("participation-worker"), StaffId("participation-manager")
assert WIRRAL.voice is not None
TRACK = WIRRAL.voice.track("childrens-services")


BO = Sender(name="Bo", email="bo@example.com")


@pytest.fixture
def table(aws: None) -> Aggregates:
    """The table of being heard."""
    return Aggregates(make_table("VoiceTable"))


def said(
    name: str = "one",
    *,
    words: str = "Too hot مرحبا 👩‍👩‍👧\n\n ",
    sender: Sender | None = BO,
    harm: bool = True,
    suspected: tuple[str, ...] = (),
) -> Feedback:
    return feedbacks.send(
        Step(SENDER, NOON, StepId(f"send-{name}")),
        id=feedback_id(name),
        venue="the-hive",
        words=words,
        sender=sender,
        signs=Signs(harm=harm, suspected=suspected),
        reply_by=date(2026, 11, 30),
    )


def a_complaint(name: str = "K7M4-9QXR") -> Complaint:
    return complaints.send(
        Step(complaints.COMPLAINANT, NOON, StepId(f"send-{name}")),
        id=ComplaintId(name),
        track=TRACK,
        complainant=Complainant(name="Participant", email="participant@example.com", phone="0151", for_whom="Bo"),
        words="Nobody called.",
        happened=date(2024, 1, 1),
        holidays=england(),
    )


def a_draft() -> YouSaid:
    words = YouSaidWords(
        said="Too hot.",
        by_how_many=2,
        source=Source.FEEDBACK,
        decision=Decision.DOING,
        did="Fans.",
        by_when=date(2026, 12, 24),
    )
    return you_saids.write(
        Step(journals.staff(READER), NOON, StepId("w")),
        id=YouSaidId("K7M4-9QXR"),
        words=words,
        sources=(feedback_id("one"),),
    )


def test_feedback_is_read_back_as_it_was_kept(table: Aggregates) -> None:
    """After every kind of step."""
    store = FeedbackTable(table)
    one, other = said("one"), said("other", sender=None, harm=False)
    for each in (one, other):
        store.add(each)
        store.add(each)
    asked = feedbacks.ask(one, Step(journals.staff(READER), NOON, StepId("ask")), words="Which room?")
    store.save(asked)
    step = Step(journals.staff(READER), NOON, StepId("merge"))
    gone, kept = feedbacks.merge(other, step, into=asked.id), feedbacks.take_in(asked, step, other)
    store.save_together(gone, kept)
    told = feedbacks.tell(kept, Step(journals.Job.OFFICE.actor, NOON, StepId("tell")), you_said="K7M4-9QXR")
    store.save(told)
    again = feedbacks.ask_change(told, Step(journals.Job.REMINDERS.actor, NOON, StepId("change")), you_said="K7M4-9QXR")
    store.save(again)
    last = feedbacks.tell_change(again, Step(SENDER, NOON, StepId("answer")), change=ChangeFelt.A_LITTLE)
    store.save(last)

    assert store.get(last.id) == last
    assert store.many([gone.id, last.id]) == [gone, last]
    assert list(store.in_state(feedbacks.FeedbackState.MERGED).things) == [gone]


def test_somebody_elses_step_is_not_written_over(table: Aggregates) -> None:
    """And our own, sent again after a lost answer, is quiet."""
    store = FeedbackTable(table)
    one = said()
    store.add(one)
    ours = feedbacks.take(one, Step(journals.staff(READER), NOON, StepId("ours")))
    theirs = feedbacks.take(one, Step(journals.staff(CHECKER), NOON, StepId("theirs")))
    store.save(ours)

    store.save(ours)
    with pytest.raises(ChangedMeanwhile):
        store.save(theirs)


def test_alerts_are_listed_until_somebody_takes_them(table: Aggregates) -> None:
    """By a sparse index: no scan."""
    store = FeedbackTable(table)
    one = said()
    store.add(one)
    store.add(said("calm", harm=False))
    assert list(store.alerts()) == [one]

    store.save(feedbacks.take(one, Step(journals.staff(READER), NOON, StepId("take"))))

    assert list(store.alerts()) == []


def test_complaints_are_listed_for_their_handler_and_when_overdue(table: Aggregates) -> None:
    """The next date first; told once."""
    store = ComplaintsTable(table)
    one = a_complaint()
    store.add(one)
    assert store.get(one.id) == one
    assert list(store.held_by(None)) == [one]
    given = complaints.assign(
        one, Step(journals.staff(CHECKER), NOON, StepId("assign")), to=StaffId("service-manager"), track=TRACK
    )
    store.save(given)
    assert list(store.held_by(None)) == []
    assert list(store.held_by(StaffId("service-manager"))) == [given]

    assert list(store.to_warn(given.warn_on - timedelta(days=1))) == []
    after = date(2026, 11, 26)
    assert list(store.to_warn(after)) == [given]
    warned = complaints.warn(given, Step(journals.Job.REMINDERS.actor, NOON + timedelta(days=3), StepId("late")))
    store.save(warned)
    assert list(store.to_warn(after)) == []
    assert list(store.unfinished()) == [warned]
    assert store.get(one.id) == warned


def test_you_said_is_read_back_and_asked_about_in_time(table: Aggregates) -> None:
    """Four weeks after publishing, once."""
    store = YouSaidTable(table)
    draft = a_draft()
    store.add(draft)
    assert list(store.in_state(you_saids.YouSaidState.DRAFT).things) == [draft]
    assert [store.count(state) for state in (you_saids.YouSaidState.DRAFT, you_saids.YouSaidState.PUBLISHED)] == [1, 0]
    public = you_saids.publish(draft, Step(journals.staff(CHECKER), NOON, StepId("publish")), ask_after_days=28)
    store.save(public)
    counted = you_saids.count(public, Step(journals.Job.OFFICE.actor, NOON, StepId("count")), change=ChangeFelt.YES)
    store.save(counted)
    assert store.get(draft.id) == counted
    assert list(store.to_ask(date(2026, 12, 20))) == []
    assert list(store.to_ask(date(2026, 12, 21))) == [counted]

    store.save(you_saids.ask_change(counted, Step(journals.Job.REMINDERS.actor, NOON, StepId("ask"))))

    assert list(store.to_ask(date(2026, 12, 21))) == []


def test_a_figure_is_counted_once_for_its_key(table: Aggregates) -> None:
    """However often the message comes."""
    figures = VoiceFiguresTable("VoiceTable")
    for key in ("a", "a", "b"):
        figures.count(key, "2026-11", {VoiceFigure.SAID: 1, VoiceFigure.DAYS: 3})

    assert figures.months(["2026-10", "2026-11"]) == [
        Month(month="2026-10"),
        replace(Month(month="2026-11"), said=2, days=6),
    ]


def test_a_form_is_ours_only_as_we_gave_it_out(aws: None) -> None:
    """An altered time or name is noticed."""
    forms = KmsForms(client("kms"), make_key(mac=True), new_name=lambda: "name-1")
    token = forms.give("feedback", at=datetime(2026, 11, 23, 12, 0, tzinfo=UTC))

    assert forms.take(token).given_at == datetime(2026, 11, 23, 12, 0, tzinfo=UTC)
    assert forms.secret("name-1") == forms.secret("name-1") != forms.secret("name-2")
    for wrong in ("", "x", token.replace("name-1", "name-2"), token[:-3], token + "|", "a|b|c|d", "☃|☃|1|☃"):
        with pytest.raises(NotOurForm):
            forms.take(wrong)


def test_twenty_thousand_letters_of_any_script_fit(table: Aggregates) -> None:
    """Each may take four bytes. A whole conversation is at most four times that, below the 400 KB of an item."""
    store = FeedbackTable(table)
    feedback = said(words="𝒳" * MOST_LETTERS)
    store.add(feedback)

    assert store.get(feedback.id) == feedback
    assert MOST_IN_ALL * 4 < 350_000


def test_a_consultation_is_read_back_as_it_was_kept(table: Aggregates) -> None:
    """With its evidence and its decision."""
    store = ConsultationsTable(table)
    one = planned()
    store.add(one)
    for step in (opened(), heard(opened()), considered(heard(opened())), approved(considered(heard(opened())))):
        store.save(step)
        assert store.get(one.id) == step

    assert list(store.in_state(ConsultationState.APPROVED).things) == store.all_in(ConsultationState.APPROVED) == [step]
    assert list(store.in_state(ConsultationState.PLANNED).things) == store.all_in(ConsultationState.PLANNED) == []


def test_a_quote_and_a_photo_are_kept_with_their_consent_and_leave_nothing_behind(table: Aggregates) -> None:
    """Read back the same; when the consent ends, the words are not in the item any more."""
    store = YouSaidTable(table)
    store.add(a_draft())
    with_quote = you_saids.show(a_draft(), Step(journals.staff(READER), NOON, StepId("show-0")), a_quote())
    store.save(with_quote)
    store.save(both := you_saids.show(with_quote, Step(journals.staff(READER), NOON, StepId("show-1")), a_photo()))
    assert store.get(both.id) == both

    ended = you_saids.end_consent(both, Step(journals.staff(READER), NOON, StepId("end")), ShownWithConsent.QUOTE)
    store.save(ended)

    assert store.get(both.id) == ended
    stored = table.get(f"YOU-SAID#{both.id}", "YOU-SAID")
    assert stored is not None
    assert "cool now" not in str(stored)


def test_a_job_sees_more_than_one_page_and_what_is_worked_off_leaves_it(table: Aggregates) -> None:
    """Two hundred and more at once; erased ones hold no word, and are not found again."""
    store, since = FeedbackTable(table), date(2026, 11, 23)
    with table.row.batch_write() as batch:
        for number in range(230):
            one = feedbacks.take(said(f"n{number}"), Step(journals.staff(READER), NOON, StepId("take")))
            one = feedbacks.answer(one, Step(journals.staff(READER), NOON, StepId("answer")), words="Yes.")
            batch.save(table._row(FeedbackTable.shape.stored(one)))

    found = list(store.resting(since))

    assert len(found) == 230
    assert list(store.resting(date(2026, 11, 22))) == []
    store.save(gone := feedbacks.erase(found[0], Step(journals.Job.RETENTION.actor, NOON, StepId("erase"))))
    assert store.get(gone.id) == gone
    assert "Too hot" not in str(table.get(f"FEEDBACK#{gone.id}", "FEEDBACK"))
    assert len(list(store.resting(since))) == 229


def test_a_complaint_that_is_done_rests_and_is_erased(table: Aggregates) -> None:
    """It leaves every list; its own page is still there, without a word."""
    store = ComplaintsTable(table)
    one = a_done_complaint()
    table._row(store.shape.stored(one)).save()

    (found,) = store.resting(date(2026, 11, 23))
    assert found == one
    store.save(gone := complaints.erase(one, Step(journals.Job.RETENTION.actor, NOON, StepId("erase"))))

    assert store.get(gone.id) == gone
    assert list(store.resting(date(2099, 1, 1))) == []
    assert list(store.closed(one.received_on.year)) == []


def test_a_draft_rests_and_is_erased(table: Aggregates) -> None:
    """It leaves every list, and no word of it is kept."""
    store = YouSaidTable(table)
    table._row(YouSaidTable.shape.stored(a_draft())).save()

    (found,) = store.resting(date(2026, 11, 23))
    store.save(gone := you_saids.erase(found, Step(journals.Job.RETENTION.actor, NOON, StepId("erase"))))

    assert store.get(gone.id) == gone
    assert list(store.resting(date(2099, 1, 1))) == []
    assert "Too hot" not in str(table.get(f"YOU-SAID#{gone.id}", "YOU-SAID"))


def test_a_consent_that_ends_is_found_once_its_people_were_asked(table: Aggregates) -> None:
    """By the earlier of two."""
    store = YouSaidTable(table)
    draft = you_saids.show(a_draft(), Step(journals.staff(READER), NOON, StepId("show-0")), a_quote())
    table._row(YouSaidTable.shape.stored(draft)).save()
    assert draft.quote is not None

    until = draft.quote.consent.until
    assert list(store.consent_over(until)) == []
    assert list(store.consent_over(until + timedelta(days=1))) == [draft]


def test_a_handlers_list_and_the_alerts_are_read_whole(table: Aggregates) -> None:
    """However many pages of the index they lie on, in their order."""
    complaints_kept, alerts_kept = ComplaintsTable(table), AlertsTable(table)
    many = [str(claim_reference(DraftId(f"many-{number}"))) for number in range(103)]
    for name in many:
        complaints_kept.add(a_complaint(name))
        alerts_kept.add(an_alert(name))

    assert [each.id for each in complaints_kept.held_by(None)] == sorted(many)
    assert sorted(each.id for each in alerts_kept.all_in(AlertState.WAITING)) == sorted(many)
