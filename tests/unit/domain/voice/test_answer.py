"""An answer: a table of states, an alert that only a person ends, and of somebody without a name no more than words."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from types import MappingProxyType

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from takepart.domain import journal as journals
from takepart.domain.aggregate import Step
from takepart.domain.ids import StaffId, StepId
from takepart.domain.refused import NotAllowed, Refused
from takepart.domain.voice import answer as domain
from takepart.domain.voice.aggregates import MOST_LETTERS, SENDER, Sender, Signs
from takepart.domain.voice.answer import AnswerId, OwnWords, QuestionnaireAnswer
from takepart.domain.voice.questionnaire_states import OF_AN_ANSWER, AnswerAction, AnswerState
from takepart.domain.voice.questions import Chosen, QuestionId
from takepart.domain.voice.refusals import VoiceRefusal
from takepart.domain.voice.tally import ThemeId
from tests.questionnaires import ID
from tests.voices import NOON

READER = StaffId("participation-worker")
OPEN = QuestionId("q6")
CHOSEN = MappingProxyType({QuestionId("q1"): ("2",)})
WORDS = (OwnWords(question=OPEN, words="Warmer."),)
KIM = Sender(name="Kim", email="kim@example.com")


def sent(
    *,
    sender: Sender | None = None,
    harm: bool = False,
    suspected: tuple[str, ...] = (),
    chosen: Chosen = CHOSEN,
    said: tuple[OwnWords, ...] = WORDS,
    at: datetime = NOON,
) -> QuestionnaireAnswer:
    made = domain.send(
        Step(SENDER, at, StepId("send")),
        id=AnswerId("a" * 40),
        questionnaire=ID,
        said=said,
        chosen=chosen,
        sender=sender,
        signs=Signs(harm=harm, suspected=suspected),
    )
    assert made is not None
    return made


def do(
    action: AnswerAction, one: QuestionnaireAnswer, *, harm: bool = False, at: datetime = NOON, number: int = 0
) -> QuestionnaireAnswer:
    """Take a step that nothing but the state stands against."""
    step = StepId(f"{action.value}-{number}")
    if action is AnswerAction.ADD:
        return domain.add(one, Step(SENDER, at, step), said=(OwnWords(question=OPEN, words="More"),), harm=harm)
    if action is AnswerAction.ESCALATE:
        return domain.escalate(one, Step(journals.Job.REMINDERS.actor, at, step), duty=3)
    if action is AnswerAction.BLACK_OUT:
        return domain.black_out(one, Step(journals.staff(READER), at, step), names=["more", "warmer"])
    if action is AnswerAction.READ:
        return domain.read(one, Step(journals.staff(READER), at, step), themes={})
    steps = {
        AnswerAction.TAKE: domain.take,
        AnswerAction.KEEP: domain.keep,
        AnswerAction.SET_ASIDE: domain.set_aside,
        AnswerAction.WITHDRAW: domain.withdraw,
    }
    return steps[action](one, Step(journals.staff(READER), at, step))


REVIEW = sent(suspected=("too-fast",), harm=True)
IN_STATE = {
    AnswerState.REVIEW: REVIEW,
    AnswerState.UNREAD: sent(harm=True),
    AnswerState.READ: do(AnswerAction.READ, sent(harm=True)),
    AnswerState.SET_ASIDE: do(AnswerAction.SET_ASIDE, REVIEW),
    AnswerState.ERASED: do(AnswerAction.WITHDRAW, sent()),
}
LATER = [action for action in AnswerAction if action not in (AnswerAction.SEND, AnswerAction.SEND_TO_REVIEW)]


@pytest.mark.parametrize("state", AnswerState)
@pytest.mark.parametrize("action", LATER)
def test_every_step_that_is_not_in_the_table_is_refused(state: AnswerState, action: AnswerAction) -> None:
    """With a reason; every one that is leads where the table says."""
    before = replace(IN_STATE[state], alert=0) if action is AnswerAction.WITHDRAW else IN_STATE[state]

    if (state, action) in OF_AN_ANSWER:
        after = do(action, before)
        assert (after.state, after.journal[-1].action) == (OF_AN_ANSWER[state, action], action.value)
        return
    with pytest.raises(Refused) as refused:
        do(action, before)
    assert refused.value.reason is NotAllowed.IN_THIS_STATE


@given(st.lists(st.tuples(st.sampled_from(LATER), st.booleans()), max_size=12), st.booleans(), st.booleans())
@settings(deadline=None, max_examples=60)
def test_whatever_happens_an_alert_ends_with_mine_and_nothing_else(
    steps: list[tuple[AnswerAction, bool]], harm: bool, spam: bool
) -> None:
    """Nothing is closed by itself, no word is lost, the chain holds, and every time is a day."""
    one = sent(harm=harm, suspected=("too-fast",) if spam else ())
    for number, (action, again) in enumerate(steps):
        try:
            after = do(action, one, harm=again, number=number)
        except Refused:
            continue
        if action is AnswerAction.TAKE:
            assert not after.alert
        else:
            assert after.alert >= one.alert
        if action is AnswerAction.ADD and again:
            assert after.alert
        if action not in (AnswerAction.BLACK_OUT, AnswerAction.WITHDRAW):
            assert after.said[: len(one.said)] == one.said
        one = after

    journals.verify(one.journal)
    assert {entry.at for entry in one.journal} == {NOON.replace(hour=0)}
    assert one.chosen == ({} if one.state is not AnswerState.REVIEW else CHOSEN)


def test_of_somebody_without_a_name_nothing_is_kept_but_words() -> None:
    """None of what they chose; with no words nothing at all. With a name the answer is whole, and has its time."""
    none = domain.send(
        Step(SENDER, NOON, StepId("send")),
        id=AnswerId("a" * 40),
        questionnaire=ID,
        said=(),
        chosen=CHOSEN,
        sender=None,
        signs=Signs(),
    )
    named = sent(sender=KIM, said=())

    assert none is None
    assert sent().chosen == {}
    assert (named.chosen, named.journal[0].at) == (CHOSEN, NOON)


def test_what_is_no_answer_or_too_long_is_refused() -> None:
    """Nothing is cut off."""
    long = tuple(OwnWords(question=OPEN, words="x" * MOST_LETTERS) for _ in range(5))
    for said, reason in (((), VoiceRefusal.NO_ANSWER), (long, VoiceRefusal.TOO_MUCH)):
        with pytest.raises(Refused) as refused:
            sent(said=said, chosen={})
        assert refused.value.reason is reason
    with pytest.raises(Refused) as refused:
        sent(said=(OwnWords(question=OPEN, words="x" * (MOST_LETTERS + 1)),))
    assert refused.value.reason is VoiceRefusal.TOO_LONG


def test_an_alert_goes_to_one_after_the_other_and_then_to_all() -> None:
    """Three on duty."""
    one, told = sent(harm=True), []
    for number in range(4):
        one = do(AnswerAction.ESCALATE, one, number=number)
        told.append((one.journal[-1].facts["told"], one.journal[-1].facts["all"]))

    assert told == [(2, 0), (3, 0), (3, 1), (3, 1)]


def test_themes_belong_to_what_was_written() -> None:
    """Not to a question that nobody answered; each once."""
    theme, other = ThemeId("q6-1"), ThemeId("q7-1")
    one = domain.read(
        sent(),
        Step(journals.staff(READER), NOON, StepId("read")),
        themes={OPEN: (theme, theme), QuestionId("q7"): (other,)},
    )

    assert one.themes == {OPEN: (theme,)}
    assert one.all_themes == {theme}
    assert "Warmer" not in repr(one.journal)
