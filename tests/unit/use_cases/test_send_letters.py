"""Each letter is sent once, an outage loses none, and many waiting claims come with a list."""

from __future__ import annotations

import pytest

from takepart.domain.ids import ClaimId, DraftId
from takepart.letters.claims import ClaimWriter
from takepart.use_cases.claims.claim_letters import Reach, as_claimed, claim_letters
from takepart.use_cases.outbox import Outbox
from takepart.use_cases.ports import Event, EventKind, MailRejected, MailRetryable
from tests.builders import SENT_AT, a_claim, a_refused_claim
from tests.fakes import FakeLinks, FakeMail, FakeMailLog
from tests.fakes_claims import FakeClaims
from tests.policies import WIRRAL

SENT = Event(kind=EventKind.CLAIM, about="K7M4-9QXR", seq=1, action="sent")


class Desk:
    """Everything that sends letters, over fakes."""

    def __init__(self, claims: FakeClaims, mail: FakeMail | None = None) -> None:
        self.claims, self.mail, self.log = claims, mail or FakeMail(), FakeMailLog()

    def send(self, event: Event = SENT, reach: Reach = as_claimed) -> int:
        outbox = Outbox(
            links=FakeLinks(),
            writer=ClaimWriter(holidays=frozenset(), policy=WIRRAL, site="https://takepart.example"),
            mail=self.mail,
            log=self.log,
            limits=WIRRAL.letters,
        )
        found = claim_letters(event, claims=self.claims, policy=WIRRAL, now=SENT_AT, reach=reach)
        return outbox.send(found, now=SENT_AT)


def test_letters_about_money_follow_a_changed_address_and_staffs_stay_theirs() -> None:
    """A claim that was sent before is told to the mailbox that its person has today; the first letter goes as typed."""
    refused = a_refused_claim()
    desk = Desk(FakeClaims(refused))
    last = refused.journal[-1]
    event = Event(kind=EventKind.CLAIM, about=refused.id, seq=last.seq, action=last.action)

    desk.send(reach=lambda claim: f"new-{claim.id}@example.com")
    desk.send(event, reach=lambda claim: f"new-{claim.id}@example.com")

    to = [letter.to for letter in desk.mail.sent]
    assert to == ["participant@example.com", "new-K7M4-9QXR@example.com"]


def test_an_event_that_comes_twice_sends_its_letters_once() -> None:
    """To the participant and to whoever confirms."""
    desk = Desk(FakeClaims(a_claim()))

    assert (desk.send(), desk.send()) == (2, 0)
    assert [letter.to for letter in desk.mail.sent] == ["participant@example.com", "worker@example.org"]


def test_who_has_no_mailbox_is_not_written_to_and_holds_up_nobody() -> None:
    """Somebody without an email: the others get theirs."""
    refused = a_refused_claim()
    last = refused.journal[-1]
    desk = Desk(FakeClaims(refused))
    event = Event(kind=EventKind.CLAIM, about=refused.id, seq=last.seq, action=last.action)

    assert (desk.send(event, reach=lambda _: ""), desk.mail.sent, desk.log.states) == (0, [], {})


def test_an_outage_loses_no_letter_and_repeats_none() -> None:
    """What went out before it stays sent; what did not is let go of and tried again."""
    desk = Desk(FakeClaims(a_claim()), FakeMail(fails=1))

    with pytest.raises(MailRetryable):
        desk.send()
    tried = dict(desk.log.states)
    desk.send()

    assert list(tried.values()) == [("free", SENT_AT)]
    assert [letter.to for letter in desk.mail.sent] == ["participant@example.com", "worker@example.org"]


def test_an_address_that_is_never_taken_does_not_hold_up_the_others() -> None:
    """And it is not left in silence: the message fails each time, until an alarm calls a person."""
    desk = Desk(FakeClaims(a_claim()), FakeMail(refuses=frozenset({"participant@example.com"})))

    for _ in range(2):
        with pytest.raises(MailRejected):
            desk.send()

    assert [letter.to for letter in desk.mail.sent] == ["worker@example.org"]


@pytest.mark.parametrize("number", [WIRRAL.approval.list_from - 1, WIRRAL.approval.list_from])
def test_many_waiting_claims_are_offered_as_a_list(number: int) -> None:
    """From the policy's number on."""
    others = [a_claim(id=ClaimId(f"BBBB-BBB{n}"), draft=DraftId(str(n))) for n in range(number - 1)]
    desk = Desk(FakeClaims(a_claim(), *others))

    desk.send()

    listed = "/decide/waiting?t=" in desk.mail.sent[1].text
    assert listed is (number >= WIRRAL.approval.list_from)


@pytest.mark.parametrize(
    "event",
    [
        Event(kind=EventKind.CLAIM, about="BBBB-BBBB", seq=1, action="sent"),
        Event(kind=EventKind.CLAIM, about="K7M4-9QXR", seq=0, action="sent"),
        Event(kind=EventKind.CLAIM, about="K7M4-9QXR", seq=9, action="sent"),
        Event(kind=EventKind.FLOAT, about="box", seq=1, action="opened"),
    ],
)
def test_an_event_about_nothing_sends_nothing(event: Event) -> None:
    """A claim that is gone, an entry that is not there, a kind that nobody writes about."""
    desk = Desk(FakeClaims(a_claim()))

    assert desk.send(event) == 0
