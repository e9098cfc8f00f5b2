"""A questionnaire: a table of states, frozen once it is open, and never shorter than it was promised to be."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from takepart.domain import journal as journals
from takepart.domain.aggregate import Step
from takepart.domain.ids import StepId
from takepart.domain.refused import NotAllowed, Refused
from takepart.domain.voice import questionnaire as domain
from takepart.domain.voice.aggregates import Sender
from takepart.domain.voice.consultation import ConsultationId
from takepart.domain.voice.questionnaire import Questionnaire, QuestionnaireId, QuestionnairePurpose, invite
from takepart.domain.voice.questionnaire_states import OF_A_QUESTIONNAIRE, QuestionnaireAction, QuestionnaireState
from takepart.domain.voice.questions import (
    FACES,
    HOW_MUCH,
    MOST_OPTIONS,
    MOST_QUESTIONS,
    QuestionId,
    QuestionKind,
    question,
)
from takepart.domain.voice.refusals import VoiceRefusal
from takepart.domain.voice.tally import CountOf, urn_of
from tests.questionnaires import CHECKER, LAST_DAY, READER, about, closed, draft, opened, options_of, published
from tests.voices import NOON

LATER = NOON + timedelta(days=30)
Q = QuestionId("q1")
ARCHIVED = domain.archive(published(), Step(journals.staff(READER), NOON, StepId("archive")))
IN_STATE = {
    QuestionnaireState.DRAFT: draft(),
    QuestionnaireState.OPEN: opened(),
    QuestionnaireState.CLOSED: closed(),
    QuestionnaireState.PUBLISHED: published(),
    QuestionnaireState.ARCHIVED: ARCHIVED,
}


def do(action: QuestionnaireAction, one: Questionnaire) -> Questionnaire:
    """Take a step that nothing but the state stands against."""
    by, step = READER, StepId(action.value)
    steps = {
        QuestionnaireAction.CHANGE: lambda: domain.change(
            one, Step(journals.staff(by), NOON, step), about=about(title="New")
        ),
        QuestionnaireAction.PUT_QUESTION: lambda: domain.put(
            one, Step(journals.staff(by), NOON, step), kind=QuestionKind.OPEN, words="Why?"
        ),
        QuestionnaireAction.REMOVE_QUESTION: lambda: domain.remove(
            one, Step(journals.staff(by), NOON, step), question=Q
        ),
        QuestionnaireAction.MOVE_QUESTION: lambda: domain.move(
            one, Step(journals.staff(by), NOON, step), question=Q, up=False
        ),
        QuestionnaireAction.NAME_GROUPS: lambda: domain.name_groups(
            one, Step(journals.staff(by), NOON, step), groups=("Class 7b",), key="k"
        ),
        QuestionnaireAction.COUNT_URNS: lambda: _weighed(one, counts=True),
        QuestionnaireAction.LEAVE_URNS: lambda: _weighed(one, counts=False),
        QuestionnaireAction.OPEN: lambda: domain.open_(one, Step(journals.staff(by), NOON, step)),
        QuestionnaireAction.RETIME: lambda: domain.retime(
            one, Step(journals.staff(by), NOON, step), closes=NOON.date()
        ),
        QuestionnaireAction.CLOSE: lambda: domain.close(one, Step(journals.staff(by), LATER, step)),
        QuestionnaireAction.PUBLISH: lambda: domain.publish(
            one, Step(journals.staff(CHECKER), LATER, step), unread=0, review=0
        ),
        QuestionnaireAction.ARCHIVE: lambda: domain.archive(one, Step(journals.staff(by), LATER, step)),
    }
    return steps[action]()


def _weighed(one: Questionnaire, *, counts: bool) -> Questionnaire:
    urn = urn_of(NOON.date())
    found = {urn: {CountOf(f"day-{NOON.date()}"): one.about.most_a_day + 1}}
    step = Step(journals.staff(READER), LATER, StepId(f"weighed-{counts}"))
    return domain.weigh(one, step, urns=[urn], counts=counts, found=found)


@pytest.mark.parametrize("state", QuestionnaireState)
@pytest.mark.parametrize(
    "action", [action for action in QuestionnaireAction if action is not QuestionnaireAction.BUILD]
)
def test_every_step_that_is_not_in_the_table_is_refused(state: QuestionnaireState, action: QuestionnaireAction) -> None:
    """With a reason; and every one that is leads where the table says, and is written down."""
    before = IN_STATE[state]

    if (state, action) in OF_A_QUESTIONNAIRE:
        after = do(action, before)
        assert after.state is OF_A_QUESTIONNAIRE[state, action]
        assert after.journal[-1].action == action.value
        journals.verify(after.journal)
        return
    with pytest.raises(Refused) as refused:
        do(action, before)
    assert refused.value.reason is NotAllowed.IN_THIS_STATE


@pytest.mark.parametrize("kind", [kind for kind in QuestionKind if kind is not QuestionKind.OPEN])
def test_without_an_open_question_nobody_is_asked(kind: QuestionKind) -> None:
    """Wirral policy, 11: questionnaires include open questions."""
    one = draft(questions=[(kind, "Which?", options_of(kind))])

    with pytest.raises(Refused) as refused:
        domain.open_(one, Step(journals.staff(READER), NOON, StepId("open")))

    assert refused.value.reason is VoiceRefusal.NO_OPEN_QUESTION
    assert one.missing == (VoiceRefusal.NO_OPEN_QUESTION,)


def test_one_for_a_consultation_says_for_which() -> None:
    """Else its answers would be evidence of nothing."""
    vague = draft(purpose=QuestionnairePurpose.CONSULTATION)
    clear = draft(purpose=QuestionnairePurpose.CONSULTATION, consultation=ConsultationId("GGGG-GGGG"))

    assert vague.missing == (VoiceRefusal.WHICH_CONSULTATION,)
    assert clear.missing == ()


def test_the_last_day_moves_but_never_into_the_past() -> None:
    """Longer, or shorter down to today; once it is over it is over."""
    one = opened()
    today = NOON.date()

    longer = domain.retime(
        one, Step(journals.staff(READER), NOON, StepId("longer")), closes=LAST_DAY + timedelta(days=9)
    )
    shorter = domain.retime(longer, Step(journals.staff(READER), NOON, StepId("shorter")), closes=today)

    assert shorter.takes_answers(today)
    assert not shorter.takes_answers(today + timedelta(days=1))
    with pytest.raises(Refused) as refused:
        domain.retime(one, Step(journals.staff(READER), NOON, StepId("past")), closes=today - timedelta(days=1))
    assert refused.value.reason is VoiceRefusal.CLOSES_IN_THE_PAST
    with pytest.raises(Refused) as refused:
        domain.retime(one, Step(journals.staff(READER), LATER, StepId("again")), closes=LATER.date())
    assert refused.value.reason is VoiceRefusal.HAS_CLOSED


def test_it_closes_only_when_its_last_day_is_over() -> None:
    """Nobody loses the evening they were promised."""
    last_evening = NOON.replace(year=2026, month=12, day=11, hour=23)

    with pytest.raises(Refused) as refused:
        domain.close(opened(), Step(journals.staff(READER), last_evening, StepId("close")))

    assert refused.value.reason is VoiceRefusal.STILL_OPEN


@pytest.mark.parametrize(
    ("unread", "review", "reason"), [(1, 0, VoiceRefusal.UNREAD_LEFT), (0, 1, VoiceRefusal.REVIEW_LEFT)]
)
def test_results_are_public_only_when_every_word_was_read(unread: int, review: int, reason: VoiceRefusal) -> None:
    """So that no number moves after it was seen."""
    with pytest.raises(Refused) as refused:
        domain.publish(closed(), Step(journals.staff(CHECKER), LATER, StepId("publish")), unread=unread, review=review)

    assert refused.value.reason is reason


def test_questions_are_moved_changed_and_taken_out() -> None:
    """Each keeps its own name through it; the ends stay where they are."""
    one = draft()
    second = one.questions[1].id

    up = domain.move(one, Step(journals.staff(READER), NOON, StepId("up")), question=second, up=True)
    still = domain.move(up, Step(journals.staff(READER), NOON, StepId("still")), question=second, up=True)
    changed = domain.put(
        still,
        Step(journals.staff(READER), NOON, StepId("change")),
        kind=QuestionKind.OPEN,
        words="Why?",
        instead_of=second,
    )
    gone = domain.remove(changed, Step(journals.staff(READER), NOON, StepId("remove")), question=Q)
    more = domain.put(gone, Step(journals.staff(READER), NOON, StepId("more")), kind=QuestionKind.OPEN, words="Else?")

    assert [each.id for each in still.questions[:2]] == ["q2", "q1"]
    assert changed.questions[0].words == "Why?"
    assert [each.id for each in more.questions] == ["q2", "q3", "q4", "q5", "q6", "q7"]
    with pytest.raises(Refused):
        domain.remove(gone, Step(journals.staff(READER), NOON, StepId("again")), question=Q)


def test_nobody_is_asked_too_much() -> None:
    """Twenty questions at most, and a draft that was changed 400 times is full."""
    full = draft(questions=[(QuestionKind.OPEN, "Why?", ())] * MOST_QUESTIONS)
    worn = replace(draft(), journal=full.journal * 20)

    with pytest.raises(Refused) as refused:
        do(QuestionnaireAction.PUT_QUESTION, full)
    assert refused.value.reason is VoiceRefusal.TOO_MANY_QUESTIONS
    with pytest.raises(Refused) as refused:
        do(QuestionnaireAction.CHANGE, worn)
    assert refused.value.reason is VoiceRefusal.TOO_MANY_CHANGES


@pytest.mark.parametrize(
    ("kind", "options", "reason"),
    [
        (QuestionKind.ONE, ("Only",), VoiceRefusal.OPTIONS),
        (QuestionKind.SEVERAL, (), VoiceRefusal.OPTIONS),
        (QuestionKind.ONE, tuple(map(str, range(MOST_OPTIONS + 1))), VoiceRefusal.OPTIONS),
        (QuestionKind.ONE, ("Bus", "bus "), VoiceRefusal.SAME_OPTIONS),
        (QuestionKind.SCALE, ("Low", "High"), VoiceRefusal.NOT_FIVE),
        (QuestionKind.FACES, ("Sad",), VoiceRefusal.NOT_FIVE),
        (QuestionKind.ONE, ("x" * 101, "y"), VoiceRefusal.QUESTION_TOO_LONG),
    ],
)
def test_options_that_cannot_be_chosen_from_are_refused(
    kind: QuestionKind, options: tuple[str, ...], reason: VoiceRefusal
) -> None:
    """With what to write instead."""
    with pytest.raises(Refused) as refused:
        question(id=Q, kind=kind, words="Which?", options=options)

    assert refused.value.reason is reason


def test_scales_and_faces_have_usual_words() -> None:
    """And others where somebody wrote five."""
    five = ("a", "b", "c", "d", "e")

    assert question(id=Q, kind=QuestionKind.SCALE, words="?").options == HOW_MUCH
    assert question(id=Q, kind=QuestionKind.FACES, words="?").options == FACES
    assert question(id=Q, kind=QuestionKind.FACES, words="?", options=five).options == five
    assert question(id=Q, kind=QuestionKind.YES_NO, words="?", options=("x",)).options == ("Yes", "No", "Not sure")


@pytest.mark.parametrize(
    ("kind", "chosen", "fits"),
    [
        (QuestionKind.ONE, ("1",), True),
        (QuestionKind.ONE, (), True),
        (QuestionKind.ONE, ("1", "2"), False),
        (QuestionKind.ONE, ("9",), False),
        (QuestionKind.SEVERAL, ("1", "2"), True),
        (QuestionKind.SEVERAL, ("1", "1"), False),
    ],
)
def test_only_what_was_on_offer_is_an_answer(kind: QuestionKind, chosen: tuple[str, ...], fits: bool) -> None:
    """One of one, several of several, nothing of anything."""
    assert question(id=Q, kind=kind, words="Which?", options=("a", "b")).fits(chosen) is fits


def test_a_mailbox_is_invited_once_and_only_while_it_can_answer() -> None:
    """However its address is written."""
    one = invite(opened(), Step(journals.staff(READER), NOON, StepId("i")), to=Sender(name="", email="Kim@example.com"))
    same = invite(
        opened(), Step(journals.staff(READER), NOON, StepId("j")), to=Sender(name="", email="kim@EXAMPLE.com")
    )

    assert one.id == same.id
    for other in (draft(), closed()):
        with pytest.raises(Refused):
            invite(other, Step(journals.staff(READER), NOON, StepId("k")), to=Sender(name="", email="kim@example.com"))


def test_no_journal_holds_words() -> None:
    """Neither the title nor a question."""
    spelled = repr(ARCHIVED.journal)

    assert "club" not in spelled
    assert "How did you come" not in spelled
    assert QuestionnaireId("K7M4-9QXR") == ARCHIVED.id
