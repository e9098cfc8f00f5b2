"""Attendance and places are two things: whatever is ticked at the door, places change hands until the start."""

from __future__ import annotations

from datetime import timedelta

from hypothesis import given, settings
from hypothesis import strategies as st

from takepart.domain import journal as journals
from takepart.domain.aggregate import Step
from takepart.domain.fee_choice import FeeChoice
from takepart.domain.ids import DraftId, SessionId, StepId
from takepart.domain.people.person import Person
from takepart.domain.programme import session as sessions_domain
from takepart.domain.programme.session import SessionState
from takepart.domain.programme.sign_up import HAS_PLACE, SignUpState
from takepart.domain.refused import Refused
from takepart.use_cases.programme import take_part
from takepart.use_cases.programme.run_sessions import Attendance
from takepart.use_cases.programme.take_part import hold_attended, pass_on_places
from tests.programme_builders import NOW, STARTS, WORKER, a_person, a_session, a_step
from tests.programme_fakes import FakeSessions, FakeSignUps, stores

DECEMBER = SessionId("december")
PEOPLE = tuple(a_person(f"{name}.{name}", name=f"Person {name.title()}") for name in ("aa", "bb", "cc", "dd"))
EARLY = STARTS - timedelta(minutes=13)


class _World:
    """One session, its people, and everything that they and the worker can press."""

    def __init__(self, places: int = 1) -> None:
        self.sign_ups = FakeSignUps()
        self.sessions = FakeSessions(self.sign_ups)
        self.sessions.plan(a_session(), places)
        self.kept = stores(self.sessions)
        self.presses = 0
        self.now = EARLY

    def press(self, what: str, person: Person) -> bool:
        """Whether it was done; refused is fine, anything else is raised."""
        self.presses += 1
        press = f"press-{self.presses}"
        step = take_part.theirs(person.id, self.now, press)
        worker = a_step(press, by=journals.staff(WORKER), at=self.now)
        session = self.sessions.kept[DECEMBER]
        door = Attendance(session, draft=DraftId("draft"), kept=self.kept)
        sign_up = self.sign_ups.get((DECEMBER, person.id))
        try:
            seen = take_part.look(DECEMBER, person, kept=self.kept)
            if what == "ask":
                take_part.ask_for_offer(seen, person, step, support="", kept=self.kept)
            elif what == "yes":
                take_part.say_yes(seen, person, step, choice=FeeChoice.as_offered(), kept=self.kept)
            elif what == "no":
                take_part.say_no(session, person, step, kept=self.kept)
            elif what in ("here", "not-here") and sign_up is not None:
                door.record(person.id, worker, was_there=what == "here", reason="It was wrong")
            elif what == "scan":
                door.check_in(person.id, step)
            elif what in ("walk-in", "walk-in-over"):
                door.let_in(person, worker, over=what == "walk-in-over")
        except Refused:
            return False
        return True


_PRESSES = ("ask", "yes", "no", "here", "not-here", "scan", "walk-in", "walk-in-over")


@given(
    places=st.integers(1, 2),
    presses=st.lists(st.tuples(st.sampled_from(_PRESSES), st.sampled_from(PEOPLE)), max_size=40),
)
@settings(deadline=None, max_examples=150)
def test_whatever_is_pressed_in_whatever_order_places_add_up_and_stay_open(
    places: int, presses: list[tuple[str, Person]]
) -> None:
    """Counts agree with who has what; a yes is never refused for want of a state; nobody waits beside a free place."""
    world = _World(places)
    for what, person in presses:
        before = world.sign_ups.get((DECEMBER, person.id))
        could = before is not None and before.state in (SignUpState.OFFERED, SignUpState.PLACE_OFFERED)
        done = world.press(what, person)

        if could and what in ("yes", "no"):
            assert done, f"{what} when {before.state if before else None}"
        all_of_them = world.sign_ups.of_session(DECEMBER)
        kept = world.sign_ups.places(DECEMBER)
        came = (SignUpState.ATTENDED, SignUpState.ABSENT)
        assert kept.taken == sum(each.state in (*HAS_PLACE, *came) for each in all_of_them) + kept.to_offer
        assert kept.waiting == sum(each.state is SignUpState.WAITING for each in all_of_them)
        assert kept.taken <= kept.total
        assert not (kept.free and kept.waiting)
        assert world.sessions.kept[DECEMBER].state is SessionState.PLANNED


def test_the_clock_says_of_a_session_that_it_was_held_when_all_came_early_or_scanned_the_code() -> None:
    """Nobody pressed anything after the start; run twice, it is said once."""
    world = _World()
    world.press("ask", PEOPLE[0])
    world.press("yes", PEOPLE[0])
    world.press("scan", PEOPLE[0])

    early = hold_attended(kept=world.kept, now=EARLY)
    held = [hold_attended(kept=world.kept, now=STARTS + timedelta(hours=1)) for _ in range(2)]

    assert (early, held) == (0, [1, 0])
    assert world.sessions.kept[DECEMBER].state is SessionState.HELD


def test_a_session_that_nobody_came_to_is_not_said_to_be_held() -> None:
    """Planned it was, and planned it stays."""
    world = _World()

    assert hold_attended(kept=world.kept, now=STARTS + timedelta(hours=1)) == 0


def test_the_waiting_list_moves_after_the_first_tick() -> None:
    """A place that was offered and not taken still goes to the next in the line, up to the start."""
    world = _World()
    for person in PEOPLE[:3]:
        world.press("ask", person)
        world.press("yes", person)
    world.press("walk-in-over", PEOPLE[3])
    world.press("no", PEOPLE[0])
    offered = world.sign_ups.kept[DECEMBER, PEOPLE[1].id]

    pass_on_places(kept=world.kept, now=EARLY + timedelta(minutes=1))
    world.press("no", PEOPLE[1])

    assert offered.state is SignUpState.PLACE_OFFERED
    assert world.sign_ups.kept[DECEMBER, PEOPLE[2].id].state is SignUpState.PLACE_OFFERED


def test_a_session_is_held_from_its_start_and_not_before() -> None:
    """The open door is not the session."""
    refused = False
    try:
        sessions_domain.hold(a_session(), Step(journals.staff(WORKER), EARLY, StepId("hold")))
    except Refused:
        refused = True

    assert refused
    assert (
        sessions_domain.hold(a_session(), Step(journals.Job.REMINDERS.actor, STARTS, StepId("hold"))).state
        is SessionState.HELD
    )
    assert NOW < EARLY
