"""Two hundred people after ten places at once, on the deployed tables and mailer: everybody is told the truth."""

from __future__ import annotations

import random
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from secrets import token_hex

import pytest

from infra.local.instance import REGION
from takepart.adapters import clients, clock
from takepart.adapters.aggregates import Aggregates
from takepart.adapters.programme.tables import OpportunitiesTable, PeopleTable, ProgrammeSessionsTable, SignUpsTable
from takepart.domain.aggregate import Step
from takepart.domain.fee_choice import FeeChoice
from takepart.domain.ids import PersonId, StepId
from takepart.domain.people.person import Person, PersonState
from takepart.domain.programme import sign_up as sign_ups_domain
from takepart.domain.programme.offer import offer_for
from takepart.domain.programme.opportunity import OpportunityState
from takepart.domain.programme.sign_up import SignUp, SignUpState
from takepart.use_cases.ports import StoreUnavailable
from takepart.use_cases.programme import take_part
from takepart.use_cases.programme.ports import SessionStores
from tests.e2e.stack import RunningStack
from tests.e2e.test_twice_and_out_of_order import messages
from tests.policies import WIRRAL
from tests.programme_builders import SOMEBODY, a_person, a_session, an_opportunity

PEOPLE, PLACES, GIVE_UP, TWICE = 200, 10, 3, 50
AT_ONCE = 4


@pytest.fixture
def on_the_stack(stack: RunningStack, monkeypatch: pytest.MonkeyPatch) -> Iterator[RunningStack]:
    """Our own adapters, on the emulator's tables."""
    for name, value in {
        "AWS_ENDPOINT_URL": stack.instance.emulator_url,
        "AWS_ACCESS_KEY_ID": "test",
        "AWS_SECRET_ACCESS_KEY": "test",
        "AWS_DEFAULT_REGION": REGION,
        "AWS_REGION": REGION,
    }.items():
        monkeypatch.setenv(name, value)
    for cached in (clients.client, clients._session):
        cached.cache_clear()
    yield stack
    for cached in (clients.client, clients._session):
        cached.cache_clear()


class Crowd:
    """Two hundred people, each with an offer for one session. Few are registered: only they are sent emails."""

    def __init__(self, stack: RunningStack) -> None:
        run, self.now = token_hex(6), datetime.now(UTC)
        programme = Aggregates(stack.deployed.names["ProgrammeTable"])
        self.sign_ups = SignUpsTable(programme)
        self.registered = PeopleTable(Aggregates(stack.deployed.names["PeopleTable"]))
        self.title, starts = f"Ten places, {run}", self.now + timedelta(days=20)
        opportunity = an_opportunity(f"crowd-{run}", title=self.title)
        opportunities = OpportunitiesTable(programme)
        opportunities.add(replace(opportunity, state=OpportunityState.DRAFT, journal=opportunity.journal[:1]))
        opportunities.save(opportunity)
        self.session = a_session(
            f"crowd-{run}", opportunity=opportunity.id, starts=starts, ends=starts + timedelta(hours=2), at=self.now
        )
        sessions = ProgrammeSessionsTable(programme)
        self.kept = SessionStores(
            sessions=sessions, sign_ups=self.sign_ups, policy=WIRRAL, holidays=frozenset(), pause=clock.pause
        )
        sessions.plan(self.session, PLACES)
        places = self.sign_ups.places(self.session.id)
        self.seen = take_part.Open(session=self.session, opportunity=opportunity, sign_up=None, places=places)
        self.people = [a_person(f"{run}{n:012x}.{n:012x}", name=f"P{n} {run}") for n in range(PEOPLE)]
        self.offer = offer_for(self.session, policy=WIRRAL, holidays=frozenset(), now=self.now)
        with programme.row.batch_write() as batch:
            for person in self.people:
                batch.save(programme._row(SignUpsTable.shape.stored(self.offered(person))))

    def offered(self, person: Person) -> SignUp:
        return sign_ups_domain.make_offer(
            None,
            Step(SOMEBODY, self.now, StepId("offer")),
            session=self.session.id,
            person=person.id,
            offer=self.offer,
            starts=self.session.starts,
            support="",
        )

    def registers(self, person: Person) -> str:
        """The person's address, from now on known to the mailer."""
        self.registered.add(replace(person, state=PersonState.NEW, journal=person.journal[:1]))
        self.registered.save(person)
        return person.mail_goes_to

    def yes(self, person: Person) -> SignUp:
        return answered(
            lambda: take_part.say_yes(
                self.seen, person, self.press(person, "yes"), choice=FeeChoice.as_offered(), kept=self.kept
            )
        )

    def no(self, person: Person) -> SignUp:
        return answered(lambda: take_part.say_no(self.session, person, self.press(person, "no"), kept=self.kept))

    def press(self, person: Person, what: str) -> Step:
        return take_part.theirs(person.id, self.now, what)

    def now_in(self, state: SignUpState) -> set[PersonId]:
        return {s.person for s in self.sign_ups.of_session(self.session.id) if s.state is state}


def answered(press: Callable[[], SignUp]) -> SignUp:
    """Press until there is an answer, as people do."""
    for _ in range(20):
        try:
            return press()
        except StoreUnavailable:
            continue
    raise AssertionError("no answer")


def at_once(people: list[Person], press: Callable[[Person], SignUp | None]) -> list[SignUp | None]:
    with ThreadPoolExecutor(AT_ONCE) as pool:
        return list(pool.map(press, people))


def test_ten_places_go_to_ten_people_and_free_ones_to_the_first_in_line(on_the_stack: RunningStack) -> None:
    """Some press twice, in no order. Then three give up: the first three in line are offered a place, once."""
    stack, crowd = on_the_stack, Crowd(on_the_stack)
    first, *rest = crowd.people
    mail_of_first = crowd.registers(first)
    crowd.yes(first)
    presses = [*rest, *rest[:TWICE]]
    random.Random(7).shuffle(presses)  # noqa: S311

    answers = [answer for answer in at_once(presses, crowd.yes) if answer]

    told: dict[PersonId, set[SignUpState]] = {}
    for answer in answers:
        told.setdefault(answer.person, set()).add(answer.state)
    kept = {s.person: s for s in crowd.sign_ups.of_session(crowd.session.id)}
    assert all(states == {kept[person].state} for person, states in told.items()), "somebody was told two things"
    placed = crowd.now_in(SignUpState.CONFIRMED)
    line = sorted((s for s in kept.values() if s.ticket), key=lambda s: s.ticket or 0)
    assert (len(placed), len(line), first.id in placed) == (PLACES, PEOPLE - PLACES, True)
    assert [s.ticket for s in line] == list(range(1, PEOPLE - PLACES + 1))

    by_id = {person.id: person for person in crowd.people}
    mails = [crowd.registers(by_id[sign_up.person]) for sign_up in line[: GIVE_UP + 1]]
    gone = [by_id[person] for person in sorted(placed - {first.id})[:GIVE_UP]]
    at_once([*gone, gone[0]], crowd.no)

    assert crowd.now_in(SignUpState.PLACE_OFFERED) == {s.person for s in line[:GIVE_UP]}
    places = crowd.sign_ups.places(crowd.session.id)
    assert (places.taken, places.waiting, places.to_offer) == (PLACES, PEOPLE - PLACES - GIVE_UP, 0)

    stack.mail(to=mail_of_first, subject=f"You have a place: {crowd.title}")
    for mail in mails[:GIVE_UP]:
        stack.mail(to=mail, subject=f"A place is free for you: {crowd.title}")
    about = f"{crowd.session.id}/{first.id}"
    again = {"kind": "sign-up", "about": about, "seq": 2, "action": "accepted"}
    offered = {"kind": "sign-up", "about": f"{crowd.session.id}/{line[0].person}", "seq": 3, "action": "place-offered"}
    stack.invoke("MailerFunction", messages(offered, again, offered, again))
    assert len(stack.mails(to=mail_of_first, subject=crowd.title)) == 1
    assert [len(stack.mails(to=mail, subject="A place is free")) for mail in mails] == [1, 1, 1, 0]
