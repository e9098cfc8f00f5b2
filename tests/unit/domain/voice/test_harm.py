"""Who writes that somebody may be at risk is heard, in a child's words; an ordinary sentence fetches nobody."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from takepart.domain.voice.harm import HARM_PATTERNS, may_mean_harm

MAY = """
my dad hits mum / he hits us / he beats us / my step mum smacks me / he whacks me with a belt / he hitted me
he put his hands round my neck / he pushed me down the stairs / he throws stuff at me / they said they will stab me
he has a gun / im being blackmailed / my brother keeps hittin me / he spat on me
he touches my private parts / he made me touch him / he got in bed with me / he asks me for pics of my body
they make me have sex / he comes in my room at night / he does stuff to me i dont like / r@ped / he forced himself on me
fgm / they make me carry drugs / he said if i tell anyone he will hert me / its our little secret / nobody believes me
i dont want to be here anymore / i want to end it / ending it all / i took all my mums pills / i have been cutting
i cut my arms / sucide / i wanna kil myself / i want to dieee / killll / h.u.r.t / iwanttodie / mydadhitsme
i wish i was never born / im going to jump off the bridge / nobody would miss me / whats the point of living
im skared to go home / i dont want to go home / i am not allowed out of my room / theres never any food at home
my mum left us on our own for 3 days / im sleeping rough / help me / he h1ts me
"""
ORDINARY = """
I liked the meeting and the biscuits / Please could we start later next time / The bus was late again
We talked about the new skate park / My sister helped me fill in the form / The room was too hot in summer
Can you push the start time back / We had to cut out shapes from paper / The funding for the youth club was cut
I would like to help at the open day / Could somebody help me with the form / My nan looks after me on Fridays
It was good that everyone could speak / I want to be here every week / The food was lovely, thank you
I am a young mum and the group helps / We need more chairs / The worker was kind to us / Nothing else, thank you
Please send the notes in big print / I could not find the room / The sound was bad online / Essex and Sussex were there
I live at 12 Gunn Street / We beat the clock and finished early / The lift is broken so I cannot get upstairs
Can my mum come with me / I have a wheelchair and need a ramp / Vegetarian food please / I use a hearing aid
It was fun and I made new friends / You listened to us / The survey was too long / I did not understand question 4
More trips to the park please / The Wi-Fi is slow at the library / We asked for a quiet room and got one
I was nervous before the interview but it went well / The poster is great / Could you text me the day before
I get the train at 5 / Thank you for the voucher / It took three weeks to get my money / My claim was right
"""


def _lines(text: str) -> list[str]:
    return [each.strip() for line in text.strip().splitlines() for each in line.split(" / ")]


@pytest.mark.parametrize("words", _lines(MAY))
def test_a_disclosure_is_heard(words: str) -> None:
    """Also with misspellings, run together, drawn out, with signs for letters, and in capitals."""
    assert may_mean_harm(words)
    assert may_mean_harm(words.upper())
    assert may_mean_harm(f"We had a nice day. {words.capitalize()}!") or words == "help me"


def _said(name: str) -> list[str]:
    return (Path(__file__).parent / "said" / f"{name}.txt").read_text().splitlines()


def test_what_children_carers_and_patients_told_is_heard() -> None:
    """Of two hundred ways to say it, from neglect to forced marriage, nine in ten at least; what we know is heard."""
    told = _said("told")
    missed = [each for each in told if not may_mean_harm(each)]

    assert len(told) > 180
    assert len(missed) * 10 <= len(told), missed


def test_of_words_that_no_pattern_was_written_from_half_is_heard() -> None:
    """No pattern may be written from these: they measure what people say in words of their own. All of it is read."""
    held_out = _said("held_out")
    heard = [each for each in held_out if may_mean_harm(each)]

    assert len(heard) * 2 >= len(held_out), sorted({*held_out} - {*heard})


def test_of_two_hundred_ordinary_sentences_one_in_twenty_fetches_somebody_at_most() -> None:
    """What people write about meetings, money, buildings, care and school."""
    ordinary = _said("ordinary")
    heard = [each for each in ordinary if may_mean_harm(each)]

    assert len(ordinary) > 200
    assert len(heard) * 20 <= len(ordinary), heard


def test_a_turn_of_speech_is_passed_over_and_what_stands_beside_it_is_not() -> None:
    """Nobody hides behind a joke."""
    assert not may_mean_harm("The pizza was to die for and I was dead tired")
    assert may_mean_harm("The pizza was to die for. I want to die")
    assert may_mean_harm("I do not feel safe here")
    assert may_mean_harm("He beat me at home")
    assert may_mean_harm("Dad threw a knife and fork at me")
    assert may_mean_harm("My brother beats me at games and hits me")


def test_ordinary_sentences_fetch_nobody() -> None:
    """At most one in twenty: who reads alerts must believe them."""
    heard = [each for each in _lines(ORDINARY) if may_mean_harm(each)]

    assert len(heard) * 20 <= len(_lines(ORDINARY)), heard


def test_what_may_stand_between_two_words_is_counted() -> None:
    """From each start to the end of a long text is a step a letter: seconds for one form, for everybody who waits."""
    assert [each for each in HARM_PATTERNS if re.search(r"\.[*+]|\\S[*+]|\)[*+]", each)] == []
