"""Sent again, an answer loses nothing and counts once; whoever has its code takes it back; nobody else can read it."""

from __future__ import annotations

from collections.abc import Mapping

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from takepart.domain.refused import Refused
from takepart.domain.voice.aggregates import Sender
from takepart.domain.voice.answer import set_aside
from takepart.domain.voice.questionnaire_states import AnswerState
from takepart.domain.voice.questions import MOST_OPTIONS, MOST_QUESTIONS, Chosen, QuestionId
from takepart.domain.voice.refusals import VoiceRefusal
from takepart.domain.voice.sealed import seal, unseal
from takepart.domain.voice.tally import ALL
from takepart.use_cases.voice.answer_questions import answer_id
from tests.questionnaires import ID
from tests.unit.use_cases.voice.test_questionnaire_round import World

CODE, OTHER = "K7M4-9QXR-BCDF-2346", "K7M4-9QXR-BCDF-2347"
ONE, SEVERAL = QuestionId("q1"), QuestionId("q2")
KIM = Sender(name="Kim", email="kim@example.com")
OPTIONS = st.lists(st.integers(1, MOST_OPTIONS).map(str), min_size=1, unique=True).map(tuple)
CHOSEN = st.dictionaries(st.integers(1, MOST_QUESTIONS).map(lambda n: QuestionId(f"q{n}")), OPTIONS)


def counts(world: World) -> Mapping[str, int]:
    """What is counted, without days and what came to nothing."""
    return {name: n for name, n in world.answers.tally(ID).items() if n and not name.startswith("day-")}


@given(CHOSEN, st.integers(0, 9))
@settings(deadline=None)
def test_what_was_chosen_opens_with_its_own_code_alone(chosen: Chosen, number: int) -> None:
    """Whatever it is; all are of one length; another code, another number or a changed byte opens nothing."""
    sealed = seal(chosen, code=CODE, number=number)

    assert unseal(sealed, code=CODE, number=number) == chosen
    assert len(sealed) == len(seal({}, code=CODE, number=number))
    assert sealed != seal(chosen, code=CODE, number=number + 1)
    for wrong in (OTHER, ""):
        with pytest.raises(ValueError, match="code"):
            unseal(sealed, code=wrong, number=number)
    with pytest.raises(ValueError, match="code"):
        unseal(sealed[:-1] + bytes([sealed[-1] ^ 1]), code=CODE, number=number)


def test_the_longest_answer_fits() -> None:
    """Twenty rankings of twelve."""
    places = tuple(f"{n}.{n}" for n in range(1, MOST_OPTIONS + 1))
    chosen = {QuestionId(f"q{n}"): places for n in range(80, 80 + MOST_QUESTIONS)}

    sealed = seal(chosen, code=CODE, number=1)

    assert len(sealed) == len(seal({}, code=CODE, number=1))
    assert unseal(sealed, code=CODE, number=1) == chosen


@pytest.mark.parametrize("sender", [None, KIM], ids=["without a name", "with a name"])
def test_a_second_send_adds_and_changes_and_never_drops(sender: Sender | None) -> None:
    """Back, and on: what is new counts, what is other counts in its place, what is left out stays."""
    world = World(anonymous=sender is None).open()
    token = world.a_form()
    code = world.answer(token=token, chosen={ONE: ("1",)}, sender=sender)

    again = world.answer("Warmer.", token=token, chosen={SEVERAL: ("1", "2")}, sender=sender)
    for _ in range(2):
        world.answer("Warmer.", token=token, chosen={ONE: ("3",)}, sender=sender)

    assert code == again
    assert counts(world) == {ALL: 1, "q1-3": 1, "q2-1": 1, "q2-2": 1}
    assert [each.words for each in world.kept.said] == ["Warmer."]
    assert world.kept.chosen == ({} if sender is None else {ONE: ("3",), SEVERAL: ("1", "2")})


def test_while_it_may_be_spam_a_second_send_waits_with_the_first() -> None:
    """All of it counts once somebody says that it is real; what was set aside never does."""
    for real in (True, False):
        world = World().open()
        token = world.a_form()
        world.answer("Hi", token=token, chosen={ONE: ("1",)}, hidden_box="x")
        world.answer("Hi", token=token, chosen={SEVERAL: ("2",)}, hidden_box="x")
        assert counts(world) == {}
        reading = world.reading()
        if real:
            reading.keep(world.kept.id)
        else:
            reading.do(world.kept.id, set_aside)
        world.answer("Hi", token=token, chosen={ONE: ("2",)})

        assert counts(world) == ({ALL: 1, "q1-2": 1, "q2-2": 1} if real else {})


def test_with_its_code_an_answer_is_taken_back() -> None:
    """Its words, its choices and its counts; a second press changes nothing, and the form cannot be sent again."""
    world = World().open()
    world.answer(chosen={ONE: ("2",)})
    token = world.a_form()
    code = world.answer("Warmer.", token=token, chosen={ONE: ("1",)})

    for _ in range(2):
        world.replying.withdraw(code, world.asked)

    assert counts(world) == {ALL: 1, "q1-2": 1}
    assert (world.kept.state, world.kept.said) == (AnswerState.ERASED, ())
    mark = world.replying.own(code, world.asked)
    assert mark is not None
    assert (mark.withdrawn, mark.sealed) == (True, b"")
    with pytest.raises(Refused) as refused:
        world.answer("Warmer.", token=token, chosen={ONE: ("1",)})
    assert refused.value.reason is VoiceRefusal.TAKEN_BACK


def test_after_it_has_closed_the_words_go_and_the_counts_stay() -> None:
    """Results came of them: taken from each other they would be one person's answer."""
    world = World().open()
    code = world.answer("Warmer.", chosen={ONE: ("1",)})
    world.close()
    before = counts(world)

    world.replying.withdraw(code, world.asked)

    assert (counts(world), world.kept.said) == (before, ())


def test_words_that_may_mean_harm_are_seen_to_first() -> None:
    """Whoever is made to take them back is heard."""
    world = World().open()
    code = world.answer("He hits me.", chosen={ONE: ("1",)})

    with pytest.raises(Refused) as refused:
        world.replying.withdraw(code, world.asked)

    assert refused.value.reason is VoiceRefusal.SAFETY_FIRST
    assert counts(world) == {ALL: 1, "q1-1": 1}


def test_another_code_takes_nothing_back() -> None:
    """A guess, or the code of something else."""
    world = World().open()
    world.answer(chosen={ONE: ("1",)})

    world.replying.withdraw(CODE, world.asked)

    assert counts(world) == {ALL: 1, "q1-1": 1}
    assert world.replying.own(CODE, world.asked) is None


def test_who_is_invited_answers_once_and_nothing_tells_which_answer_is_theirs() -> None:
    """Another form of the same link is refused; the first one can be sent again; two who are invited are two."""
    world = World().open()
    token = world.a_form()
    code = world.answer("Warmer.", token=token, chosen={ONE: ("1",)}, invited="their-invitation")
    world.answer("Warmer.", token=token, chosen={ONE: ("2",)}, invited="their-invitation")
    world.answer(chosen={ONE: ("3",)}, invited="another-invitation")

    with pytest.raises(Refused) as refused:
        world.answer("Again", chosen={ONE: ("2",)}, invited="their-invitation")

    assert refused.value.reason is VoiceRefusal.ONE_EACH
    assert counts(world) == {ALL: 2, "q1-2": 1, "q1-3": 1}
    once = [id for id, mark in world.answers.marks.items() if not mark.sealed]
    assert len(once) == 2
    assert world.kept.id == answer_id(code, ID)
    assert world.kept.id not in once, "the words lie under the code, not under the invitation"
    world.replying.withdraw(code, world.asked)
    with pytest.raises(Refused):
        world.answer("Again", chosen={ONE: ("2",)}, invited="their-invitation")
