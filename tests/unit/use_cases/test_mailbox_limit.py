"""Nobody's mailbox is filled from our address: what strangers can cause is limited, what matters is never held back."""

from __future__ import annotations

import importlib
import pkgutil
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

import takepart.use_cases
from takepart.domain.voice.days import day_only
from takepart.letters.writer import Writer
from takepart.use_cases.letters import ClaimLetter, Lane, LetterDue, LetterName
from takepart.use_cases.outbox import STALE_AFTER, Outbox, Outcome
from takepart.use_cases.ports import Letter, MailRetryable
from takepart.use_cases.programme.letters import ProgrammeLetter
from takepart.use_cases.voice.letters_due import VoiceLetter
from tests.builders import SENT_AT
from tests.fakes import FakeLinks, FakeMail, FakeMailLog
from tests.policies import WIRRAL

VICTIM = "somebody@example.com"
LIMITS = WIRRAL.letters


def _every_kind() -> list[LetterName]:
    for module in pkgutil.walk_packages(takepart.use_cases.__path__, "takepart.use_cases."):
        importlib.import_module(module.name)
    return [kind for names in LetterName.__subclasses__() for kind in names]


KINDS = _every_kind()
HELD = [kind for kind in KINDS if kind.lane is not Lane.ALWAYS]


class PlainWriter:
    """Writes the least that a letter can be."""

    def write(self, due: LetterDue, *, token: str, beside: str = "") -> Letter:
        return Letter(key=due.key, to=due.to, subject="s", text="t", html="h", reply_to="")


def an_outbox(mail: FakeMail, log: FakeMailLog, **changes: Any) -> Outbox:
    """Over fakes."""
    given: dict[str, Any] = {"links": FakeLinks(), "writer": PlainWriter(), "limits": LIMITS}
    return Outbox(mail=mail, log=log, **(given | changes))


def sent(kind: LetterName, how_many: int, *, log: FakeMailLog | None = None, to: str = VICTIM) -> int:
    """So many events of one kind, each with a letter of its own; how many letters went out."""
    mail = FakeMail()
    outbox = an_outbox(mail, log or FakeMailLog())
    for number in range(how_many):
        outbox.send([LetterDue(kind=kind, key=f"{kind}#{number}", to=to)], now=SENT_AT)
    return len(mail.sent)


def test_a_new_kind_of_letter_is_limited_until_somebody_says_otherwise() -> None:
    """The safe side is what happens by itself."""

    class NewLetter(LetterName):
        ONE = "one"

    assert NewLetter.ONE.lane is Lane.LIMITED


STRANGERS_CAUSE = {
    "did-not-arrive",  # to staff, by addresses that do not exist: the rest is on their list
    "newsletter/confirm",
    "personal-link",
    "programme/confirm-email",
    "programme/ask-consent",
    "programme/is-it-yours",
    "programme/my-link",
    "programme/agree-texts",  # to a number that anybody may have typed
    "programme/might-come",  # by staff: however many of them look for people, a mailbox gets a few
    "programme/exit-interview",
    "programme/support-asked",
    "received",
    "voice/complaint-came",
    "voice/complaint-late",
    "voice/we-heard",
    "withdrawn",
}
"""What goes to an address that anybody may have typed: nobody has said yet that it is theirs, or anybody may ask."""


def test_what_a_stranger_can_cause_is_limited_and_nothing_else_is() -> None:
    """Decided for each kind: one that leaves this list fills a mailbox, one that joins it holds letters back."""
    assert {kind.value for kind in HELD} == STRANGERS_CAUSE


def test_every_kind_has_a_name_of_its_own() -> None:
    """Letters are counted by it."""
    assert len({kind.value for kind in KINDS}) == len(KINDS) > 60


@pytest.mark.parametrize("kind", HELD)
def test_forty_of_what_strangers_cause_are_a_few(kind: LetterName) -> None:
    """Whatever form they type somebody's address into."""
    most = LIMITS.most_a_day if kind.lane is Lane.LIMITED_MANY else LIMITS.most_of_a_kind

    assert sent(kind, 40) == most
    assert sent(kind, 40, to="SomeBody@Example.com") == most


def test_all_kinds_together_are_a_few() -> None:
    """Nor do many forms at once fill a mailbox."""
    log = FakeMailLog()

    assert sum(sent(kind, 40, log=log) for kind in HELD if kind.lane is Lane.LIMITED) == LIMITS.most_a_day


def test_strangers_use_up_nobodys_own_link_and_nobodys_own_claims() -> None:
    """Whoever types somebody's address into every other form all day: what the owner asks for still comes."""
    log = FakeMailLog()
    for kind in HELD:
        if kind.lane is Lane.LIMITED:
            sent(kind, 40, log=log)

    assert sent(ProgrammeLetter.MY_LINK, 40, log=log) == LIMITS.most_of_a_kind
    assert sent(ClaimLetter.RECEIVED, 40, log=log) == LIMITS.most_a_day


def test_a_name_that_a_stranger_may_have_typed_greets_nobody() -> None:
    """Only letters to a mailbox that is proven, or that somebody on the staff or the clock causes, say a name."""
    assert [kind for kind in HELD if LetterDue(kind=kind, key="k", to=VICTIM).greets] == [
        ProgrammeLetter.MY_LINK,
        ProgrammeLetter.MIGHT_COME,
    ]


def test_decisions_sign_in_and_alerts_never_starve() -> None:
    """Nothing that strangers do uses up what these need, and how many there are does not matter."""
    log = FakeMailLog()
    for kind in HELD:
        sent(kind, 40, log=log)

    for kind in (ClaimLetter.SIGN_IN, ClaimLetter.PLEASE_CONFIRM, ClaimLetter.PLEASE_APPROVE, ClaimLetter.APPROVED):
        assert sent(kind, 40, log=log) == 40
    for kind in (ProgrammeLetter.ADDRESS_ASKED, ProgrammeLetter.ADDRESS_CHANGED, VoiceLetter.ALERT):
        assert sent(kind, 40, log=log) == 40
    assert VoiceLetter.COMPLAINT_NEW.lane is Lane.ALWAYS, "staff see each complaint"
    assert VoiceLetter.COMPLAINT_ACKNOWLEDGED.lane is Lane.ALWAYS, "and their answer reaches whoever complained"


def test_the_next_day_has_room_again_and_a_letter_tried_again_counts_once() -> None:
    """A mail service that is down uses nothing up."""
    kind = ProgrammeLetter.MY_LINK
    outbox = an_outbox(FakeMail(), FakeMailLog())

    def may(key: str, *, days: int = 0) -> bool:
        due = LetterDue(kind=kind, key=key, to=VICTIM)
        return outbox.one(due, now=SENT_AT + timedelta(days=days)) is not Outcome.HELD

    assert all(may("one") for _ in range(40))
    assert sum(may(f"{number}") for number in range(40)) == LIMITS.most_of_a_kind - 1
    assert may("one")
    assert may("another", days=1)


def test_what_is_said_with_somebody_elses_address_is_limited_alike() -> None:
    """Complaints and feedback with a name have a sender of their own."""
    mail, log = FakeMail(), FakeMailLog()
    values = {"name": "A", "complaint": "K7M4-9QXR", "reply_by": SENT_AT.date(), "acknowledge_by": SENT_AT.date()}
    values |= {"due": SENT_AT.date(), "stage": 1, "late": False, "track": "t", "next_date": SENT_AT.date()}
    values["missed"] = SENT_AT.date()
    kinds = [kind for kind in VoiceLetter if kind.lane is not Lane.ALWAYS]
    letters = [
        LetterDue(kind=kind, key=f"{kind}#{number}", to=VICTIM, path="/x", values=values)
        for kind in kinds
        for number in range(40)
    ]

    writer = Writer(policy=WIRRAL, site="https://takepart.example")
    went_out = an_outbox(mail, log, writer=writer, limits=replace(LIMITS, most_a_day=100)).send(letters, now=SENT_AT)

    assert set(kinds) == {VoiceLetter.WE_HEARD, VoiceLetter.COMPLAINT_CAME, VoiceLetter.COMPLAINT_LATE}
    assert went_out == len(mail.sent) == len(kinds) * LIMITS.most_of_a_kind


def test_two_workers_with_one_message_send_one_letter_and_the_second_looks_again() -> None:
    """The first may have stopped half-way: what it took and never finished goes out once it is stale."""
    mail, log = FakeMail(), FakeMailLog()
    due = LetterDue(kind=ClaimLetter.APPROVED, key="k", to=VICTIM)
    log.take("k", at=SENT_AT, stale=SENT_AT)

    with pytest.raises(MailRetryable):
        an_outbox(mail, log).send([due], now=SENT_AT)
    assert mail.sent == []
    assert an_outbox(mail, log).send([due], now=SENT_AT + STALE_AFTER + timedelta(seconds=1)) == 1


def test_where_only_the_day_is_written_down_what_was_taken_is_taken_again_at_once() -> None:
    """Nobody can tell who is at it from who stopped: better a second copy than none."""
    mail, log = FakeMail(), FakeMailLog()
    due = LetterDue(kind=VoiceLetter.ALERT, key="k", to=VICTIM)
    log.take("k", at=day_only(SENT_AT), stale=SENT_AT)

    assert an_outbox(mail, log, days_only=True).send([due], now=SENT_AT) == 1
    assert [at for _, at in log.states.values()] == [day_only(SENT_AT)]
