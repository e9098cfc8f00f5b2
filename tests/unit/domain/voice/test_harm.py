"""Who writes that somebody may be at risk is heard, in a child's words; an ordinary sentence fetches nobody."""

from __future__ import annotations

import re

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


def test_ordinary_sentences_fetch_nobody() -> None:
    """At most one in twenty: who reads alerts must believe them."""
    heard = [each for each in _lines(ORDINARY) if may_mean_harm(each)]

    assert len(heard) * 20 <= len(_lines(ORDINARY)), heard


def test_what_may_stand_between_two_words_is_counted() -> None:
    """From each start to the end of a long text is a step a letter: seconds for one form, for everybody who waits."""
    assert [each for each in HARM_PATTERNS if re.search(r"\.[*+]|\\S[*+]|\)[*+]", each)] == []
