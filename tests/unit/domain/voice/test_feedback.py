"""What somebody said: found only with their code, never closed by itself, its journal without the time of day."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from takepart.domain import journal as journals
from takepart.domain.aggregate import Step
from takepart.domain.ids import StaffId, StepId
from takepart.domain.journal import Actor
from takepart.domain.refused import Refused
from takepart.domain.voice import feedback as feedbacks
from takepart.domain.voice.aggregates import MOST_LETTERS, SENDER, Sender, Signs
from takepart.domain.voice.codes import FeedbackId, code_of, id_of, read_code
from takepart.domain.voice.feedback import ChangeFelt, Feedback, FeedbackAction, FeedbackState
from takepart.domain.voice.harm import HARM, HARM_WHOLE, may_mean_harm
from takepart.domain.voice.refusals import VoiceRefusal
from tests.policies import WIRRAL

AT = datetime(2026, 11, 23, 14, 37, 21, 123456, tzinfo=UTC)
READER = StaffId("participation-worker")
assert WIRRAL.voice is not None
OWN_WORDS = WIRRAL.voice.words_of_harm
WORDS_OF_HARM = (*HARM, *HARM_WHOLE, *OWN_WORDS)


def said(
    words: str = "The room was too hot.",
    *,
    id: str = "one",
    sender: Sender | None = None,
    harm: bool = False,
    suspected: tuple[str, ...] = (),
) -> Feedback:
    return feedbacks.send(
        step("send"),
        id=FeedbackId(id),
        venue="",
        words=words,
        sender=sender,
        signs=Signs(harm=harm, suspected=suspected),
        reply_by=date(2026, 11, 30),
    )


def step(name: str, by: Actor = SENDER) -> Step:
    return Step(by, AT, StepId(name))


@given(st.binary(min_size=16, max_size=64))
def test_a_code_can_be_read_back_however_it_is_typed(secret: bytes) -> None:
    """Small letters, spaces, no hyphens: the same code, the same place."""
    code = code_of(secret)

    assert read_code(code.lower().replace("-", " ")) == code
    assert read_code(code.replace("-", "")) == code
    assert code not in id_of(code)


@pytest.mark.parametrize("typed", ["", "K7M4", "K7M4-9QXR-BCDF-234O", "K7M4-9QXR-BCDF-23466", "☃" * 16])
def test_what_is_no_code_is_none(typed: str) -> None:
    """O, I, 1, 0, 5 and S are in none."""
    assert read_code(typed) is None


def test_without_a_name_the_journal_knows_the_day_and_nothing_finer() -> None:
    """Whoever acts: staff steps on it would tell the time too."""
    heard = feedbacks.take(said(), step("take", journals.staff(READER)))
    heard = feedbacks.answer(heard, step("answer", journals.staff(READER)), words="Thank you.")

    assert {entry.at for entry in heard.journal} == {datetime(2026, 11, 23, tzinfo=UTC)}
    journals.verify(heard.journal)


def test_with_a_name_the_journal_knows_when() -> None:
    """Then it is a promise to somebody, and worth the time."""
    assert said(sender=Sender(name="A", email="a@example.com")).journal[0].at == AT


def test_the_journal_holds_no_words() -> None:
    """Only their digest, so that they can be erased."""
    entry = said("A canary in the hall").journal[0]

    assert "canary" not in repr(entry)


@pytest.mark.parametrize(
    ("words", "raises"),
    [
        ("He HURTS me", True),
        ("i want to d\u0301ie", True),
        ("I don't feel  not\nsafe", True),
        ("I self-harm", True),
        ("he h\u200burts me", True),
        ("sui\u00adcide", True),
        ("he kicks, he is kicking me", True),
        ("he burns me", True),
        ("he hits my sister", True),
        ("I cut my arms", True),
        ("I will hang myself", True),
        ("unalive myself", True),
        ("I don’t want to be alive", True),
        ("We kick a ball and burn toast", False),
        ("Lovely yoghurt at the whole diet club", False),
        ("Diego and Killian have a deadline", False),
        ("he is dead", True),
        ("She said she'll kill him", True),
        ("they beat me", True),
        ("kms", True),
        ("im gonna KMS.", True),
        ("i do selfharm", True),
        ("i self‑harm", True),
        ("I don't feel safe", True),
        ("I don’t feel safe", True),
        ("i dont feel safe", True),
        ("they hit\u00a0me", True),
        ("I want to *die*", True),
        ("We drove 20 kmsh", False),
        ("The yoghurt was off", False),
        ("The white hits are good", False),
        ("", False),
    ],
)
def test_words_of_harm(words: str, raises: bool) -> None:
    """At the start of a word, in any case; better one too many."""
    assert may_mean_harm(words, words=OWN_WORDS) is raises


@given(st.text(max_size=200), st.sampled_from(WORDS_OF_HARM))
def test_more_words_never_take_an_alert_away(before: str, word: str) -> None:
    """Key words only raise."""
    assert may_mean_harm(f"{before} {word}", words=OWN_WORDS)


def test_an_alert_goes_up_the_list_until_somebody_says_mine() -> None:
    """And after the last of them, to all again."""
    alert = said(harm=True)
    second = feedbacks.escalate(alert, step("1", journals.Job.REMINDERS.actor), duty=2)
    again = feedbacks.escalate(second, step("2", journals.Job.REMINDERS.actor), duty=2)
    mine = feedbacks.take(again, step("mine", journals.staff(READER)))

    assert [dict(e.facts) for e in again.journal[1:]] == [{"told": 2, "all": 0}, {"told": 2, "all": 1}]
    with pytest.raises(Refused):
        feedbacks.escalate(mine, step("3", journals.Job.REMINDERS.actor), duty=2)


def test_what_looks_like_spam_still_raises_an_alert() -> None:
    """Spam is a guess; harm is not worth one."""
    assert said(harm=True, suspected=("too-fast",)).alert == 1


def test_spam_is_set_aside_by_a_person_and_can_come_back() -> None:
    """Nothing is thrown away, nothing is silent."""
    spam = said(suspected=("hidden-box",))
    gone = feedbacks.set_aside(spam, step("aside", journals.staff(READER)))

    assert spam.state is FeedbackState.REVIEW
    assert feedbacks.keep(gone, step("keep", journals.staff(READER))).state is FeedbackState.WAITING
    assert feedbacks.add(gone, step("add"), words="I am real", harm=False).state is FeedbackState.REVIEW


def test_words_are_kept_as_written_to_20_000_letters() -> None:
    """Other scripts and emoji survive; more is refused, not cut."""
    words = "مرحبا 👩‍👩‍👧 <script> =1+1\r\n\t"

    assert said(words).texts[0].words == words
    assert len(said("x" * MOST_LETTERS).texts[0].words) == MOST_LETTERS
    with pytest.raises(Refused, match=VoiceRefusal.TOO_LONG.value):
        said("x" * (MOST_LETTERS + 1))
    with pytest.raises(Refused, match=VoiceRefusal.NO_WORDS.value):
        said(" \n ")


def test_what_they_add_waits_to_be_read_again() -> None:
    """An answer does not close it."""
    done = feedbacks.answer(said(), step("answer", journals.staff(READER)), words="Thank you.")

    more = feedbacks.add(done, step("add"), words="It is still hot.", harm=False)

    assert (more.state, more.taken_by, more.answered_on) == (FeedbackState.WAITING, None, date(2026, 11, 23))


def test_merging_keeps_both_histories() -> None:
    """And the alert of either."""
    one, other = said(id="one", harm=True), said("So hot!", id="other")

    gone = feedbacks.merge(one, step("merge", journals.staff(READER)), into=other.id)
    kept = feedbacks.take_in(other, step("merge", journals.staff(READER)), one)

    assert gone.state is FeedbackState.MERGED and gone.merged_into == other.id
    assert gone.texts == one.texts and kept.texts == other.texts
    assert kept.also == (one.id,) and kept.alert == 1
    journals.verify(gone.journal)
    journals.verify(kept.journal)
    with pytest.raises(Refused, match=VoiceRefusal.MERGE_WITH_ITSELF.value):
        feedbacks.merge(other, step("again", journals.staff(READER)), into=other.id)


def test_did_it_change_anything_is_answered_once() -> None:
    """And only once it was asked."""
    heard = feedbacks.tell(said(), step("tell", journals.Job.OFFICE.actor), you_said="K7M4-9QXR")
    with pytest.raises(Refused, match=VoiceRefusal.NOT_ASKED.value):
        feedbacks.tell_change(heard, step("early"), change=ChangeFelt.YES)

    asked = feedbacks.ask_change(heard, step("ask", journals.Job.REMINDERS.actor), you_said="K7M4-9QXR")
    told = feedbacks.tell_change(asked, step("no"), change=ChangeFelt.NO)

    assert told.change is ChangeFelt.NO
    with pytest.raises(Refused, match=VoiceRefusal.ANSWERED_BEFORE.value):
        feedbacks.tell_change(told, step("yes"), change=ChangeFelt.YES)


def test_no_step_closes_what_was_not_read() -> None:
    """Out of waiting leads only what a person does: taking, answering, asking, merging, publishing, ending it."""
    ways = {
        action
        for (state, action), after in Feedback.TRANSITIONS.items()
        if state is FeedbackState.WAITING and after is not state
    }

    assert ways == {
        FeedbackAction.TAKE,
        FeedbackAction.ANSWER,
        FeedbackAction.ASK,
        FeedbackAction.MERGE,
        FeedbackAction.TELL,
        FeedbackAction.SET_ASIDE,
        FeedbackAction.WITHDRAW,
    }


def test_only_who_is_on_duty_ends_an_alert() -> None:
    """A reader who takes, answers or asks leaves it where those on duty see it, and it goes up the list."""
    alert = said(harm=True)
    reader = journals.staff(READER)
    for one in (
        feedbacks.take(alert, step("take", reader), on_duty=False),
        feedbacks.answer(alert, step("answer", reader), words="Thank you.", on_duty=False),
        feedbacks.ask(alert, step("ask", reader), words="Who?", on_duty=False),
        feedbacks.set_aside(said(harm=True, suspected=("too-fast",)), step("aside", reader), on_duty=False),
    ):
        assert one.alert == 1, one.state
        later = feedbacks.escalate(one, step("later", journals.Job.REMINDERS.actor), duty=3)
        assert later.alert == 2
        assert feedbacks.take(later, step("mine", reader)).alert == 0


def test_an_alert_that_is_merged_into_what_was_answered_lives_on() -> None:
    """It goes up the list there, and somebody on duty can say "mine": the answer stays an answer."""
    answered = feedbacks.answer(said(id="a"), step("answer", journals.staff(READER)), words="Thank you.")
    kept = feedbacks.take_in(answered, step("merge", journals.staff(READER)), said(id="b", harm=True))

    told = feedbacks.escalate(kept, step("later", journals.Job.REMINDERS.actor), duty=3)
    mine = feedbacks.take(told, step("mine", journals.staff(READER)))

    assert (kept.alert, told.alert, mine.alert, mine.state) == (1, 2, 0, FeedbackState.ANSWERED)
