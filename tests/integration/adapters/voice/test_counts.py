"""What the first page of the office counts is what the stores list: one that is renamed there is found missing here."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from takepart.adapters import clock
from takepart.adapters.aggregates import Aggregates
from takepart.adapters.voice.alerts import AlertsTable, FeedbackTable
from takepart.adapters.voice.answers import AnswersTable
from takepart.adapters.voice.complaints import ComplaintsTable
from takepart.adapters.voice.counts import VoiceCountsTable
from takepart.adapters.voice.you_said import YouSaidTable
from takepart.domain import journal as journals
from takepart.domain.aggregate import Step
from takepart.domain.ids import StepId
from takepart.domain.voice import alert as alerts
from takepart.domain.voice import answer as answers
from takepart.domain.voice import complaint as complaints
from takepart.domain.voice.aggregates import SENDER, Signs
from takepart.domain.voice.answer import AnswerId, OwnWords
from tests.integration.adapters.test_voice_tables import READER, TRACK, a_complaint, a_draft, said
from tests.integration.conftest import make_table
from tests.questionnaires import opened
from tests.unit.use_cases.voice.test_alerts import an_alert
from tests.voices import NOON


@pytest.fixture
def table(aws: None) -> Aggregates:
    return Aggregates(make_table("VoiceTable"))


def test_every_kind_of_alert_counts_until_somebody_takes_it(table: Aggregates) -> None:
    """From the door, from feedback, from an answer to a questionnaire."""
    counts, door = VoiceCountsTable(table), AlertsTable(table)
    assert (counts.alerts(), counts.alerts_taken(), counts.feedback(), counts.answers()) == (0, 0, 0, 0)
    one = opened()
    question = next(each for each in one.questions if each.is_open)
    answer = answers.send(
        Step(SENDER, NOON, StepId("answered")),
        id=AnswerId("a" * 40),
        questionnaire=one.id,
        said=(OwnWords(question=question.id, words="He hits me"),),
        chosen={},
        sender=None,
        signs=Signs(harm=True),
    )
    assert answer is not None

    door.add(an_alert())
    FeedbackTable(table).add(said())
    AnswersTable(table, "VoiceTable", pause=clock.pause, draw=clock.random_name).add(answer)

    assert (counts.alerts(), counts.alerts_taken(), counts.feedback(), counts.answers()) == (3, 0, 1, 1)
    taken = alerts.take(an_alert(), Step(journals.staff(READER), NOON, StepId("take")))
    door.save(taken)
    assert (counts.alerts(), counts.alerts_taken()) == (2, 1)
    closing = Step(journals.staff(READER), NOON, StepId("close"))
    door.save(alerts.close(taken, closing, outcome=alerts.AlertOutcome.NO_DANGER))
    assert (counts.alerts(), counts.alerts_taken()) == (2, 0)


def test_complaints_count_for_who_has_them_and_late_ones_after_their_day(table: Aggregates) -> None:
    """Also once the clock has told of them: they stay late."""
    counts, kept = VoiceCountsTable(table), ComplaintsTable(table)
    new = a_complaint()
    kept.add(new)
    late = new.next_date + timedelta(days=1)
    assert (counts.complaints(None), counts.overdue(None, new.next_date), counts.overdue(None, late)) == (1, 0, 1)

    after = NOON + (late - NOON.date())
    told = complaints.warn(new, Step(journals.Job.REMINDERS.actor, after, StepId("late")))
    kept.save(told)
    assert counts.overdue(None, late) == 1

    handler = TRACK.stages[0].handlers[0]
    desk = Step(journals.staff(READER), NOON, StepId("give"))
    kept.save(complaints.assign(told, desk, to=handler, track=TRACK))
    assert (counts.complaints(None), counts.complaints(handler)) == (0, 1)
    assert (counts.overdue(None, late), counts.overdue(handler, late)) == (0, 1)


def test_drafts_count_until_they_are_public(table: Aggregates) -> None:
    YouSaidTable(table).add(a_draft())

    assert VoiceCountsTable(table).drafts() == 1
    assert VoiceCountsTable(table).overdue(None, date(2030, 1, 1)) == 0
