"""Another name or address: the old contact first, then the new one, and the person stays who they are."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from takepart.domain import journal as journals
from takepart.domain.aggregate import Step
from takepart.domain.ids import PersonId, StepId
from takepart.domain.people import moving as moves
from takepart.domain.people import person as people_domain
from takepart.domain.people.moving import Fate
from takepart.domain.people.person import Person, Whose
from takepart.domain.programme.refusals import ProgrammeRefusal
from takepart.domain.refused import Refused
from tests.programme_builders import NOW, SOMEBODY, WORKER, a_person, a_step

NEW = PersonId("cccccccccccccccccccccccc.dddddddddddd")
CHILD: dict[str, Any] = {"born": date(2015, 5, 3), "guardian_name": "Rosa One", "guardian_email": "rosa@example.com"}
CHECKED: dict[str, Any] = {"how": "Met them", "staff_email": "worker@example.org"}


def asked(person: Person | None = None, email: str = "new@example.com", *, number: int = 0, **more: Any) -> Person:
    whose = more.pop("whose", Whose.OWN)
    return moves.ask(
        person or a_person(), Step(SOMEBODY, NOW, StepId(f"ask-{number}")), whose=whose, email=email, **more
    )


def agreed(person: Person) -> Person:
    return moves.agree(person, a_step("agree", by=moves.contact_of(person)))


def moved(person: Person, found_as: PersonId = NEW) -> Person:
    return moves.move(person, a_step("move", by=moves.contact_of(person)), found_as=found_as)


def email_of(person: Person) -> str:
    return person.details.email if person.details else ""


def test_the_id_stays_and_the_mailbox_moves() -> None:
    """Claims, places and what was paid once go by the id."""
    after = moved(agreed(asked()))

    assert after.id == a_person().id
    assert (after.found_as, after.once, after.moves) == (NEW, (), 1)
    assert (email_of(after), after.before) == ("new@example.com", "participant.one@example.com")


def test_nothing_changes_before_both_said_yes() -> None:
    """Not after the asking, nor after the first yes; the new contact's yes alone counts for nothing."""
    assert email_of(agreed(asked())) == "participant.one@example.com"
    with pytest.raises(Refused):
        moved(asked())


def test_a_change_back_leaves_no_second_name() -> None:
    """The first id is the person's again; what lay between is remembered, since money may hang on it."""
    there = moved(agreed(asked()))

    back = moved(agreed(asked(there, "participant.one@example.com", number=1)), a_person().id)

    assert (back.found_as, back.once, back.moves) == (None, (NEW,), 2)


def test_a_parents_address_changes_by_the_parents_yes() -> None:
    """The child's own mailbox and the links to it stay."""
    child = a_person(**CHILD)

    after = moved(agreed(asked(child, "carer@example.com", whose=Whose.GUARDIAN, name="Kim Two")))

    assert after.details is not None
    assert (after.details.guardian_name, after.details.guardian_email) == ("Kim Two", "carer@example.com")
    assert (email_of(after), after.moves, after.before) == (email_of(child), 0, "rosa@example.com")
    assert after.journal[-1].by == f"guardian:{child.id}"


@pytest.mark.parametrize(
    ("act", "reason"),
    [
        (lambda: asked(email="Participant.One@example.com"), ProgrammeRefusal.SAME_ADDRESS),
        (lambda: asked(a_person(**CHILD), "rosa@example.com"), ProgrammeRefusal.SAME_ADDRESS),
        (lambda: asked(whose=Whose.GUARDIAN), ProgrammeRefusal.NOT_THERE),
        (lambda: checked(how=" "), ProgrammeRefusal.NO_REASON),
        (lambda: checked(email="worker+x@example.org"), ProgrammeRefusal.OWN_ADDRESS),
        (lambda: agreed(a_person()), ProgrammeRefusal.NOT_IN_THIS_STATE),
    ],
)
def test_what_would_mix_people_up_is_refused(act: Any, reason: ProgrammeRefusal) -> None:
    """With a reason each."""
    with pytest.raises(Refused) as refused:
        act()

    assert refused.value.reason is reason


def checked(**changes: Any) -> Person:
    values = {"whose": Whose.OWN, "email": "new@example.com", **CHECKED, **changes}
    return moves.identity_checked(a_person(), a_step("check", by=journals.staff(WORKER)), **values)


def test_a_lost_mailbox_needs_a_worker_who_says_how_they_checked() -> None:
    """The words lie beside the journal, which keeps their digest; the new contact still has to say yes."""
    waiting = checked()

    assert waiting.moving is not None and waiting.moving.agreed
    assert waiting.notes == {3: "Met them"}
    assert "Met them" not in str(waiting.journal)
    assert email_of(moved(waiting)) == "new@example.com"


def test_a_few_changes_a_day_are_enough() -> None:
    """Each sends an email."""
    person = a_person()
    for number in range(moves.MOST_A_DAY):
        person = asked(person, f"new{number}@example.com", number=number)

    with pytest.raises(Refused) as refused:
        asked(person, "more@example.com", number=9)

    assert refused.value.reason is ProgrammeRefusal.TOO_MANY_CHANGES
    later = moves.ask(
        person, Step(SOMEBODY, NOW + timedelta(days=2), StepId("later")), whose=Whose.OWN, email="m@example.com"
    )
    assert later.moving is not None


def test_every_late_link_has_a_clear_answer() -> None:
    """By what became of the change it was for."""
    first = asked()
    second = asked(first, "other@example.com", number=1)

    assert moves.fate(first, 3) is Fate.OPEN
    assert (moves.fate(second, 3), moves.fate(second, 4)) == (Fate.REPLACED, Fate.OPEN)
    assert moves.fate(agreed(second), 4) is Fate.AGREED
    assert moves.fate(moved(agreed(second)), 4) is Fate.DONE
    assert moves.fate(moves.stop(second, Step(SOMEBODY, NOW, StepId("stop"))), 4) is Fate.STOPPED
    assert moves.fate(second, 99) is Fate.UNKNOWN


def test_addresses_that_have_had_their_time_go_with_the_next_step() -> None:
    """One that never answered, and one that was replaced."""
    waiting, done = asked(), moved(agreed(asked()))

    later = NOW + timedelta(days=31)
    after = [people_domain.depart(each, Step(SOMEBODY, later, StepId("leave"))) for each in (waiting, done)]

    assert waiting.waits_for_address(NOW + timedelta(days=7)) and not waiting.waits_for_address(later)
    assert (after[0].moving, after[1].before) == (None, "")
    assert email_of(after[1]) == "new@example.com"


def test_who_is_forgotten_is_forgotten_with_the_change() -> None:
    """Neither address stays, nor how anybody was checked."""
    gone = people_domain.erase(moved(checked()), Step(SOMEBODY, NOW, StepId("erase")), unpaid=False)

    assert (gone.moving, gone.before, dict(gone.notes), gone.once, gone.found_as) == (None, "", {}, (), None)
    assert "example.com" not in str(gone)


@given(st.lists(st.sampled_from(["ask", "agree", "stop", "move", "check"]), max_size=12))
def test_in_any_order_an_address_changes_only_after_a_yes_to_that_very_change(actions: list[str]) -> None:
    """And every journal verifies."""
    person = a_person()
    for number, action in enumerate(actions):
        before, step, waiting = person, StepId(f"s{number}"), person.moving
        try:
            match action:
                case "ask":
                    person = moves.ask(
                        person, Step(SOMEBODY, NOW, step), whose=Whose.OWN, email=f"n{number}@example.com"
                    )
                case "check":
                    person = moves.identity_checked(
                        person,
                        Step(journals.staff(WORKER), NOW, step),
                        whose=Whose.OWN,
                        email=f"n{number}@example.com",
                        **CHECKED,
                    )
                case "move":
                    person = moves.move(person, Step(SOMEBODY, NOW, step), found_as=PersonId(f"m{number}.n"))
                case _:
                    act = moves.agree if action == "agree" else moves.stop
                    person = act(person, Step(SOMEBODY, NOW, step))
        except Refused:
            assert person is before
        if email_of(person) != email_of(before):
            assert action == "move" and waiting is not None and waiting.agreed
            assert email_of(person) == waiting.email and person.moving is None
    journals.verify(person.journal)
    assert person.id == a_person().id
