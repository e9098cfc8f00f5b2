"""Two hundred people after ten places: ten get one, the rest wait in order, and everybody is told the truth."""

import random
from collections.abc import Callable
from datetime import datetime, timedelta

import pytest

from takepart.domain.fee_choice import FeeChoice
from takepart.domain.ids import PersonId, SessionId
from takepart.domain.people.person import Person
from takepart.domain.programme.places import Places
from takepart.domain.programme.sign_up import SignUp, SignUpState
from takepart.use_cases.ports import ChangedMeanwhile, StoreUnavailable
from takepart.use_cases.programme import take_part
from tests.policies import WIRRAL
from tests.programme_builders import NOW, a_person, a_session
from tests.programme_fakes import FakeSessions, FakeSignUps, stores

DECEMBER = SessionId("december")


class UnreliableSignUps(FakeSignUps):
    """Sometimes somebody else writes first, the answer to a write is lost, or the table is overloaded."""

    def __init__(self, chance: random.Random) -> None:
        super().__init__()
        self.chance = chance

    def save_with_places(self, sign_up: SignUp, places: Places) -> None:
        if self.chance.random() < 0.2:
            raise ChangedMeanwhile("somebody was faster")
        super().save_with_places(sign_up, places)
        if self.chance.random() < 0.1:
            raise StoreUnavailable  # it was written, but nobody heard


class Crowd:
    """Two hundred registered people in front of one session."""

    def __init__(self, seed: int, places: int = 10) -> None:
        self.chance = random.Random(seed)  # noqa: S311
        self.sign_ups = UnreliableSignUps(self.chance)
        self.sessions = FakeSessions(self.sign_ups)
        self.kept = stores(self.sessions)
        self.sessions.plan(a_session(), places)
        self.people = [a_person(f"mailbox{n:03}.name", name=f"Person {n}") for n in range(200)]

    def asks(self, person: Person, press: str, at: datetime) -> None:
        """Ask for the offer."""
        seen, step = take_part.look(DECEMBER, person, kept=self.kept), take_part.theirs(person.id, at, press)
        take_part.ask_for_offer(seen, person, step, support="", kept=self.kept)

    def yes(self, person: Person, at: datetime) -> None:
        """Press until there is an answer, as people do; some press twice."""
        self.asks(person, "offer", at)
        for _ in range(self.chance.choice((1, 2))):
            self.press_yes(person, "yes", at)

    def press_yes(self, person: Person, press: str, at: datetime) -> None:
        """Say yes, until there is an answer."""
        step = take_part.theirs(person.id, at, press)
        self._until_answered(
            lambda: take_part.say_yes(
                take_part.look(DECEMBER, person, kept=self.kept),
                person,
                step,
                choice=FeeChoice.as_offered(),
                kept=self.kept,
            )
        )

    def press_no(self, person: Person, press: str, at: datetime) -> None:
        """Say no, until there is an answer."""
        session, step = self.sessions.kept[DECEMBER], take_part.theirs(person.id, at, press)
        self._until_answered(lambda: take_part.say_no(session, person, step, kept=self.kept))

    def lapse(self, at: datetime) -> None:
        self._until_answered(lambda: take_part.lapse(self.sessions.kept[DECEMBER], kept=self.kept, now=at))

    def in_state(self, state: SignUpState) -> list[PersonId]:
        return [s.person for s in self.sign_ups.of_session(DECEMBER) if s.state is state]

    def check(self) -> None:
        """The places say what the sign-ups say."""
        places = self.sign_ups.places(DECEMBER)
        held = len(self.in_state(SignUpState.CONFIRMED)) + len(self.in_state(SignUpState.PLACE_OFFERED))
        assert held + places.to_offer == places.taken <= places.total
        assert len(self.in_state(SignUpState.WAITING)) == places.waiting

    def _until_answered(self, press: Callable[[], object]) -> None:
        while True:
            try:
                press()
            except StoreUnavailable:
                continue
            return


@pytest.mark.parametrize("seed", range(5))
def test_ten_places_go_to_ten_people_and_the_line_is_kept_in_order(seed: int) -> None:
    """Whoever gives up a place gives it to the first in the line; an offer that nobody takes goes to the next."""
    crowd = Crowd(seed)
    order = crowd.people[:]
    crowd.chance.shuffle(order)
    for second, person in enumerate(order):
        crowd.yes(person, NOW + timedelta(seconds=second))
        crowd.check()
    line = [person.id for person in order[10:]]

    assert crowd.in_state(SignUpState.CONFIRMED) == [person.id for person in order[:10]]
    assert set(crowd.in_state(SignUpState.WAITING)) == set(line)

    for person in order[:4]:
        crowd.press_no(person, "no", NOW + timedelta(hours=1))
        crowd.check()

    assert set(crowd.in_state(SignUpState.PLACE_OFFERED)) == set(line[:4])

    crowd.lapse(NOW + timedelta(hours=1 + WIRRAL.participation.offer_hours))
    crowd.check()

    assert set(crowd.in_state(SignUpState.LAPSED)) == set(line[:4])
    assert set(crowd.in_state(SignUpState.PLACE_OFFERED)) == set(line[4:8])
    assert len(crowd.in_state(SignUpState.CONFIRMED)) == 6


@pytest.mark.parametrize("seed", range(20))
def test_random_comings_and_goings_never_give_a_place_twice(seed: int) -> None:
    """People come, leave, come back and let offers lapse, in any order: the places always add up."""
    crowd = Crowd(seed, places=3)
    chance = random.Random(seed + 1000)  # noqa: S311
    at = NOW
    for number in range(120):
        at += timedelta(hours=chance.choice((0, 0, 1, 30)))
        if at >= crowd.sessions.kept[DECEMBER].starts:
            break
        person = chance.choice(crowd.people[:12])
        sign_up = crowd.sign_ups.get((DECEMBER, person.id))
        if sign_up is None or sign_up.state in (SignUpState.LAPSED, SignUpState.DECLINED, SignUpState.CANCELLED):
            crowd.asks(person, f"offer-{number}", at)
        elif sign_up.state in (SignUpState.CONFIRMED, SignUpState.WAITING) or chance.random() < 0.3:
            crowd.press_no(person, f"no-{number}", at)
        elif sign_up.kept_until is None or at < sign_up.kept_until:
            crowd.press_yes(person, f"yes-{number}", at)
        crowd.lapse(at)
        crowd.check()
