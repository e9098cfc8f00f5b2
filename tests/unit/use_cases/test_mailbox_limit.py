"""Nobody's mailbox is filled from our address: what strangers can cause is limited, what matters is never held back."""

from __future__ import annotations

import importlib
import pkgutil
from dataclasses import replace
from datetime import timedelta
from functools import partial

import pytest

import takepart.use_cases
from takepart.letters.voice import VoiceLetters
from takepart.use_cases.claims.letters_due import LetterDue
from takepart.use_cases.claims.letters_due import LetterKind as ClaimLetter
from takepart.use_cases.mailbox_limit import LetterName, may_go
from takepart.use_cases.ports import Event, EventKind, Letter
from takepart.use_cases.programme.letter_kinds import ProgrammeLetter
from takepart.use_cases.send_letters import send_letters
from takepart.use_cases.voice.letters_due import LetterKind as VoiceKind
from takepart.use_cases.voice.letters_due import VoiceLetter
from takepart.use_cases.voice.send_letters import send_voice_letters
from tests.builders import SENT_AT
from tests.fakes import FakeClaims, FakeLinks, FakeMail, FakeMailLog
from tests.policies import WIRRAL

VICTIM = "somebody@example.com"
LIMITS = WIRRAL.letters


def _every_kind() -> list[LetterName]:
    for module in pkgutil.walk_packages(takepart.use_cases.__path__, "takepart.use_cases."):
        importlib.import_module(module.name)
    return [kind for names in LetterName.__subclasses__() for kind in names]


KINDS = _every_kind()
HELD = [kind for kind in KINDS if not kind.never_held]


class PlainWriter:
    """Writes the least that a letter can be."""

    def write(self, due: LetterDue, *, token: str, list_token: str = "") -> Letter:
        return Letter(key=due.key, to=due.to, subject="s", text="t", html="h", reply_to="")


def _only(due: LetterDue, _event: Event) -> tuple[LetterDue, ...]:
    return (due,)


def sent(kind: LetterName, how_many: int, *, log: FakeMailLog | None = None, to: str = VICTIM) -> int:
    """So many events of one kind, each with a letter of its own; how many letters went out."""
    mail, log = FakeMail(), log or FakeMailLog()
    for number in range(how_many):
        due = LetterDue(kind=kind, key=f"{kind}#{number}", to=to)
        send_letters(
            Event(kind=EventKind.PERSON, about="p", seq=1, action="a"),
            claims=FakeClaims(),
            links=FakeLinks(),
            writer=PlainWriter(),
            mail=mail,
            log=log,
            policy=WIRRAL,
            now=SENT_AT,
            others={EventKind.PERSON: partial(_only, due)},
        )
    return len(mail.sent)


def test_a_new_kind_of_letter_is_limited_until_somebody_says_otherwise() -> None:
    """The safe side is what happens by itself."""

    class NewLetter(LetterName):
        ONE = "one"

    assert not NewLetter.ONE.never_held
    assert not NewLetter.ONE.many_at_once


def test_every_kind_has_a_name_of_its_own() -> None:
    """Letters are counted by it."""
    assert len({kind.value for kind in KINDS}) == len(KINDS) > 60


@pytest.mark.parametrize("kind", HELD)
def test_forty_of_what_strangers_cause_are_a_few(kind: LetterName) -> None:
    """Whatever form they type somebody's address into."""
    most = LIMITS.most_a_day if kind.many_at_once else LIMITS.most_of_a_kind

    assert sent(kind, 40) == most
    assert sent(kind, 40, to="SomeBody@Example.com") == most


def test_all_kinds_together_are_a_few() -> None:
    """Nor do many forms at once fill a mailbox."""
    log = FakeMailLog()

    assert sum(sent(kind, 40, log=log) for kind in HELD) == LIMITS.most_a_day


def test_decisions_sign_in_and_alerts_never_starve() -> None:
    """Nothing that strangers do uses up what these need, and how many there are does not matter."""
    log = FakeMailLog()
    for kind in HELD:
        sent(kind, 40, log=log)

    for kind in (ClaimLetter.SIGN_IN, ClaimLetter.PLEASE_CONFIRM, ClaimLetter.PLEASE_APPROVE, ClaimLetter.APPROVED):
        assert sent(kind, 40, log=log) == 40
    for kind in (ProgrammeLetter.ADDRESS_ASKED, ProgrammeLetter.ADDRESS_CHANGED, VoiceKind.ALERT):
        assert sent(kind, 40, log=log) == 40
    assert VoiceKind.COMPLAINT_NEW.never_held, "staff see each complaint"
    assert VoiceKind.COMPLAINT_ACKNOWLEDGED.never_held, "and their answer reaches whoever complained"


def test_the_next_day_has_room_again_and_a_letter_tried_again_counts_once() -> None:
    """A mail service that is down uses nothing up."""
    log, kind = FakeMailLog(), ProgrammeLetter.MY_LINK

    def may(key: str, *, days: int = 0) -> bool:
        return may_go(kind, to=VICTIM, key=key, room=log, limits=LIMITS, now=SENT_AT + timedelta(days=days))

    assert all(may("one") for _ in range(40))
    assert sum(may(f"{number}") for number in range(40)) == LIMITS.most_of_a_kind - 1
    assert may("one")
    assert may("another", days=1)


def test_what_is_said_with_somebody_elses_address_is_limited_alike() -> None:
    """Complaints and feedback with a name have a sender of their own."""
    mail, log = FakeMail(), FakeMailLog()
    values = {"name": "A", "complaint": "K7M4-9QXR", "reply_by": SENT_AT.date(), "acknowledge_by": SENT_AT.date()}
    values |= {"due": SENT_AT.date(), "stage": 1, "late": False, "track": "t", "next_date": SENT_AT.date()}
    kinds = [kind for kind in VoiceKind if not kind.never_held]
    letters = [
        VoiceLetter(kind=kind, key=f"{kind}#{number}", to=VICTIM, path="/x", values=values)
        for kind in kinds
        for number in range(40)
    ]

    went_out = send_voice_letters(
        letters,
        links=FakeLinks(),
        writer=VoiceLetters(policy=WIRRAL, site="https://takepart.example"),
        mail=mail,
        log=log,
        limits=replace(LIMITS, most_a_day=100),
        now=SENT_AT,
    )

    assert set(kinds) == {VoiceKind.WE_HEARD, VoiceKind.COMPLAINT_CAME}
    assert went_out == len(mail.sent) == len(kinds) * LIMITS.most_of_a_kind
