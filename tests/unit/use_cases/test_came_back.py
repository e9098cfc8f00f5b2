"""A letter that does not arrive: its mailbox gets nothing more, somebody is told, and a decision does not wait."""

from __future__ import annotations

from dataclasses import replace

import pytest

from takepart.domain.aggregate import Step
from takepart.domain.ids import StaffId, StepId
from takepart.domain.journal import staff
from takepart.domain.refused import Refused
from takepart.domain.returned import Returned, ReturnedState, Why, close, send_again
from takepart.letters.claims import ClaimWriter
from takepart.use_cases.came_back import CameBack, Report, ReturnedLetter, returned_letters, what_for
from takepart.use_cases.claims.claim_letters import claim_letters
from takepart.use_cases.outbox import Outbox, Outcome
from takepart.use_cases.ports import CAME_BACK, Event, EventKind, Queue
from takepart.use_cases.relay_events import ROUTES
from tests.builders import SENT_AT, a_claim
from tests.fakes import FakeLinks, FakeMail, FakeMailLog, FakeQueues, FakeReturned
from tests.fakes_claims import FakeClaims
from tests.policies import WIRRAL

OFFICE = staff(StaffId("office-1"))
SENT = Event(kind=EventKind.CLAIM, about="K7M4-9QXR", seq=1, action="sent")
TO_CLAIMANT = Report(
    name="m1-bounced",
    to="participant@example.com",
    why=Why.BOUNCED,
    letter="K7M4-9QXR#1#participant",
    kind="received",
    event=SENT.spelled,
)
TO_WORKER = replace(
    TO_CLAIMANT, to="worker@example.org", letter="K7M4-9QXR#1#participation-worker", kind="please-confirm"
)


class World:
    """What follows a report, and what sends letters, over the same fakes."""

    def __init__(self) -> None:
        self.claims, self.log, self.mail = FakeClaims(a_claim()), FakeMailLog(), FakeMail()
        self.letters, self.queues = FakeReturned(), FakeQueues()

    @property
    def came_back(self) -> CameBack:
        return CameBack(
            letters=self.letters,
            mailboxes=self.log,
            claims=self.claims,
            queues=self.queues,
            policy=WIRRAL,
            now=SENT_AT,
        )

    def send(self, event: Event = SENT) -> list[Outcome]:
        outbox = Outbox(
            links=FakeLinks(),
            writer=ClaimWriter(holidays=frozenset(), policy=WIRRAL, site="https://takepart.example"),
            mail=self.mail,
            log=self.log,
            limits=WIRRAL.letters,
        )
        found = claim_letters(event, claims=self.claims, policy=WIRRAL, now=SENT_AT)
        return [outbox.one(due, now=SENT_AT, event=event) for due in found]

    @property
    def only(self) -> Returned:
        (found,) = self.letters.kept.values()
        return found


@pytest.mark.parametrize("why", [why for why in Why if why not in (Why.NOT_NOW, Why.HELD)])
def test_a_mailbox_that_takes_nothing_gets_nothing_more_and_the_letter_is_told_of(why: Why) -> None:
    """It is held back with what it was for, and the others of the same event go out."""
    world = World()
    world.came_back.follow(replace(TO_CLAIMANT, why=why))

    assert world.send() == [Outcome.CAME_BACK, Outcome.SENT]
    assert [letter.to for letter in world.mail.sent] == ["worker@example.org"]
    (held,) = world.mail.held
    assert (held.to, held.kind, held.event) == ("participant@example.com", "received", SENT.spelled)
    assert world.send() == [Outcome.BEFORE, Outcome.BEFORE], "it is told of once"


def test_a_full_mailbox_is_told_of_and_written_to_again() -> None:
    """The next letter may arrive."""
    world = World()
    world.came_back.follow(replace(TO_CLAIMANT, why=Why.NOT_NOW))

    assert world.only.why is Why.NOT_NOW
    assert world.send() == [Outcome.SENT, Outcome.SENT]


def test_the_same_report_twice_is_one() -> None:
    """Queues deliver more than once; another report about the same letter opens it again."""
    world = World()
    for _ in range(2):
        world.came_back.follow(TO_CLAIMANT)
    done = close(world.only, Step(OFFICE, SENT_AT, StepId("d")))
    world.letters.save(done)

    states = []
    for report in (TO_CLAIMANT, replace(TO_CLAIMANT, name="m2-bounced")):
        world.came_back.follow(report)
        states.append(world.only.state)

    assert states == [ReturnedState.DONE, ReturnedState.WAITING]


def test_what_is_kept_names_no_mailbox_and_knows_the_day_alone() -> None:
    """Some of those we write to are known to nobody."""
    world = World()
    world.came_back.follow(TO_CLAIMANT)

    assert "@" not in world.only.mailbox or world.only.mailbox.startswith("mark-of-")
    assert (world.only.journal[0].at.hour, world.only.journal[0].at.minute) == (0, 0)


def test_a_decision_goes_to_the_deputy_at_once() -> None:
    """And only where the letter was to whoever has it now."""
    world = World()
    world.came_back.follow(TO_CLAIMANT)
    before = world.claims.get(a_claim().id)
    world.came_back.follow(TO_WORKER)
    world.came_back.follow(TO_WORKER)
    after = world.claims.get(a_claim().id)

    assert before is not None and before.turn.who == "staff:participation-worker"
    assert after is not None and after.turn.who != before.turn.who
    assert [entry.action for entry in after.journal] == ["sent", "escalated"]


def test_who_gets_the_newsletter_is_taken_off() -> None:
    """By a bounce of the newsletter itself; the office has nothing to do about it."""
    world = World()
    key, kind = "newsletter:2026-11#box", "newsletter/news"
    world.came_back.follow(replace(TO_CLAIMANT, why=Why.COMPLAINED, letter=key, kind=kind, event=""))

    (gone,) = world.queues.put_on[Queue.NEWSLETTER]
    assert (gone.kind, gone.about, gone.action) == (EventKind.SUBSCRIBER, "box", CAME_BACK)
    assert world.letters.kept == {}


def test_staff_are_told_beside_what_it_was_for() -> None:
    """Once, with the page about it; a letter about a letter ends there."""
    world = World()
    world.came_back.follow(TO_CLAIMANT)
    (event,) = world.queues.put_on[Queue.MAIL]
    told = returned_letters(event, letters=world.letters, policy=WIRRAL)

    assert event.action in ROUTES[event.kind]
    assert {due.path for due in told} == {"/office/claims/K7M4-9QXR"}
    assert told and all(due.kind is ReturnedLetter.DID_NOT_ARRIVE for due in told)
    world.came_back.follow(replace(TO_CLAIMANT, letter="x", kind="did-not-arrive", event=event.spelled))
    assert world.queues.put_on[Queue.MAIL] == [event]


def test_each_letter_about_a_letter_says_why() -> None:
    """Four reasons, four sentences."""
    said = set()
    for why in Why:
        world = World()
        world.came_back.follow(replace(TO_CLAIMANT, why=why))
        due = returned_letters(world.queues.put_on[Queue.MAIL][0], letters=world.letters, policy=WIRRAL)[0]
        said.add(ClaimWriter(holidays=frozenset(), policy=WIRRAL, site="https://takepart.example").write(due).text)

    assert len(said) == len(Why)


def test_a_letter_goes_out_again_when_somebody_knows_that_the_address_is_right() -> None:
    """And the next ones go there too."""
    world = World()
    world.came_back.follow(TO_CLAIMANT)
    world.send()
    world.letters.save(send_again(world.only, Step(OFFICE, SENT_AT, StepId("a"))))

    for _ in range(2):
        world.came_back.send_again(world.only.id)

    assert world.only.state is ReturnedState.DONE
    assert world.queues.put_on[Queue.MAIL][1:] == [SENT]
    assert world.send() == [Outcome.SENT, Outcome.BEFORE]


def test_what_the_clock_sent_cannot_go_again() -> None:
    """Its time is over: the next one comes by itself."""
    world = World()
    world.came_back.follow(replace(TO_CLAIMANT, event=""))

    with pytest.raises(Refused):
        send_again(world.only, Step(OFFICE, SENT_AT, StepId("a")))


@pytest.mark.parametrize("kind", list(EventKind))
def test_an_event_is_read_as_it_was_spelled(kind: EventKind) -> None:
    """Whatever its name holds."""
    event = Event(kind=kind, about="a:b#1/c", seq=7, action="asked-for")

    assert Event.read(event.spelled) == event


def test_every_kind_of_event_that_a_letter_is_for_has_words() -> None:
    """A letter of none of them is about the service."""
    world = World()
    for kind in EventKind:
        event = Event(kind=kind, about="x", seq=1, action="y")
        one = replace(TO_CLAIMANT, event=event.spelled, letter=f"{kind}#x")
        if kind is not EventKind.CLAIM:
            world.came_back.follow(one)
    assert all(what_for(each)[0] for each in world.letters.kept.values())
