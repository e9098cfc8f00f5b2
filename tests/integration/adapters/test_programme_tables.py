"""People, opportunities, sessions and sign-ups come back from their tables as they went in."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from datetime import date, timedelta
from typing import Any, Final

import pytest

from takepart.adapters.aggregates import Aggregates
from takepart.adapters.programme.group_tables import LooksTable
from takepart.adapters.programme.tables import OpportunitiesTable, PeopleTable, ProgrammeSessionsTable, SignUpsTable
from takepart.adapters.rows import connection_of
from takepart.adapters.stream_events import events_of
from takepart.domain import journal as journals
from takepart.domain.aggregate import Step
from takepart.domain.fee_choice import FeeChoice
from takepart.domain.ids import CourseId, DraftId, OpportunityId, PersonId, SessionId, StepId
from takepart.domain.lines import LineKind
from takepart.domain.money import Money
from takepart.domain.people import person as people_domain
from takepart.domain.people.finding import Wanted
from takepart.domain.people.look import LookReason
from takepart.domain.programme import session as sessions_domain
from takepart.domain.programme import sign_up as sign_up_notes
from takepart.domain.programme import sign_up as sign_ups_domain
from takepart.domain.programme.agenda import AgendaItem, ref_of
from takepart.domain.programme.offer import AgreedCost, offer_for
from takepart.domain.programme.opportunity import OpportunityState
from takepart.domain.programme.sign_up import SignUp, Supporter
from takepart.use_cases.ports import ChangedMeanwhile
from takepart.use_cases.programme import find_people
from tests.integration.conftest import make_table
from tests.policies import WIRRAL
from tests.programme_builders import NOW, SOMEBODY, WORKER, a_person, a_session, an_opportunity


@pytest.fixture
def programme(aws: None) -> Aggregates:
    return Aggregates(make_table("ProgrammeTable"))


@pytest.fixture
def people(aws: None) -> PeopleTable:
    return PeopleTable(Aggregates(make_table("PeopleTable")))


def an_offered_sign_up() -> SignUp:
    session = a_session()
    return sign_ups_domain.make_offer(
        None,
        Step(SOMEBODY, NOW, StepId("offer")),
        session=session.id,
        person=a_person().id,
        offer=offer_for(session, policy=WIRRAL, holidays=frozenset(), now=NOW),
        starts=session.starts,
        support="A quiet corner",
    )


def test_a_person_comes_back_whole_and_is_found_by_their_mailbox(people: PeopleTable) -> None:
    person = a_person(needs="Large print", born=date(2008, 5, 1), interests=("meeting",), benefits=True)
    people.add(replace(person, journal=person.journal[:1], state=people_domain.PersonState.NEW))
    people.save(person)
    trained = people_domain.train(
        person, Step(journals.staff(WORKER), NOW, StepId("train")), CourseId("meetings"), on=NOW.date()
    )
    people.save(trained)

    assert people.get(person.id) == trained
    assert [each.id for each in people.of_mailbox(person.id)] == [person.id]


def test_a_person_who_is_erased_leaves_no_name_and_no_mailbox(people: PeopleTable) -> None:
    person = a_person()
    people.add(replace(person, journal=person.journal[:1], state=people_domain.PersonState.NEW))
    people.save(person)

    people.save(people_domain.erase(person, Step(SOMEBODY, NOW, StepId("erase")), unpaid=False))

    kept = people.aggregates.row.get(f"PERSON#{person.id}", "PERSON")
    assert "Participant" not in str(kept)
    assert "example.com" not in str(kept)
    assert people.of_mailbox(person.id) == []


def test_people_are_found_by_the_lines_of_an_index_until_they_are_forgotten(people: PeopleTable) -> None:
    """In the order of names, whatever was changed last. A very long address keeps the key within what one may be."""
    person = a_person(name="Zoë Okafor", interests=("meeting",), email=f"{'z' * 64}@{'é' * 180}.example.com")
    for each in (person, a_person("other.person", name="Élodie Okafor")):
        people.add(replace(each, journal=each.journal[:1], state=people_domain.PersonState.NEW))
        people.save(each)

    assert people.found(Wanted(words="okafor"), today=NOW.date()) == ["other.person", person.id]
    assert people.found(Wanted(interest="meeting"), today=NOW.date()) == [person.id]

    people.save(people_domain.erase(person, Step(SOMEBODY, NOW, StepId("erase")), unpaid=False))

    assert people.found(Wanted(words="okafor"), today=NOW.date()) == ["other.person"]


def test_a_look_at_somebody_is_kept_beside_them(people: PeopleTable) -> None:
    """Under a key of its own, so that no letter is written about it."""
    looks, step = LooksTable(people.aggregates), Step(journals.staff(WORKER), NOW, StepId("look"))

    for _ in range(2):
        find_people.look("a.person", step, why=LookReason.ASKED, needed=True, looks=looks)

    assert find_people.may_look(PersonId("a.person"), WORKER, NOW, looks=looks)
    assert events_of("LOOKS#a.person", [{"M": {}}], sk="2026-11") == []


def test_whoever_types_somebodys_address_does_not_push_its_owner_out(people: PeopleTable) -> None:
    """The owner is found first, wherever their id stands among those of strangers, of whom some are read."""
    owner = a_person("a" * 24 + ".f", name="Participant One")
    people.add(replace(owner, journal=owner.journal[:1], state=people_domain.PersonState.NEW))
    people.save(owner)
    for number in range(45):
        stranger = a_person(f"{'a' * 24}.{number:02}", name=f"Stranger {number}")
        people.add(replace(stranger, journal=stranger.journal[:1], state=people_domain.PersonState.NEW))

    found = people.of_mailbox(owner.id)

    assert found[0] == owner
    assert len(found) == 21


def test_a_whole_house_on_one_mailbox_is_found(people: PeopleTable) -> None:
    """More than twenty young people whose letters go to one address: each showed that it is theirs."""
    house = [a_person(f"{'a' * 24}.{number:02}", name=f"Participant {number}") for number in range(25)]
    for person in house:
        people.add(replace(person, journal=person.journal[:1], state=people_domain.PersonState.NEW))
        people.save(person)

    assert {each.id for each in people.of_mailbox(house[0].id)} == {each.id for each in house}


def test_opportunities_come_newest_first(programme: Aggregates) -> None:
    table = OpportunitiesTable(programme)
    first = an_opportunity(training=(CourseId("meetings"),), least_age=11)
    table.add(replace(first, journal=first.journal[:1], state=OpportunityState.DRAFT))
    table.save(first)

    assert table.get(first.id) == first
    assert table.in_state(OpportunityState.PUBLISHED) == ([first], None)
    assert table.in_state(OpportunityState.DRAFT) == ([], None)


def test_sessions_are_found_by_day_and_by_opportunity(programme: Aggregates) -> None:
    table, session = ProgrammeSessionsTable(programme), a_session()
    table.plan(session, 10)
    table.plan(session, 10)  # sent twice

    assert table.get(session.id) == session
    assert table.of_opportunity(session.opportunity) == [session]
    assert table.planned(since=NOW, until=NOW + timedelta(days=30)) == [session]
    assert table.planned(since=NOW, until=NOW + timedelta(days=2)) == []


BUSY_DAYS: Final = 2_000
"""Sessions in a year: about ten times what a large council plans."""


def requests_of(programme: Aggregates, monkeypatch: pytest.MonkeyPatch) -> Counter[str]:
    """How often each operation is asked of the table from now on."""
    connection: Any = connection_of(programme.row)
    dispatch, asked = connection.dispatch, Counter[str]()

    def counted(operation: str, arguments: Any) -> Any:
        asked[operation] += 1
        return dispatch(operation, arguments)

    monkeypatch.setattr(connection, "dispatch", counted)
    return asked


def test_every_planned_day_is_found_however_many_there_are(
    programme: Aggregates, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Feeds, reminders, places that lapse and "was it held" all read this list: none is left out of it."""
    first = a_session()
    planned = [
        replace(
            first,
            id=SessionId(f"day-{number:05}"),
            opportunity=OpportunityId(f"group-{number % 10}"),
            starts=first.starts + timedelta(hours=number),
        )
        for number in range(BUSY_DAYS)
    ]
    with programme.row.batch_write() as batch:
        for session in planned:
            batch.save(programme._row(ProgrammeSessionsTable.shape.stored(session)))
    table, asked = ProgrammeSessionsTable(programme), requests_of(programme, monkeypatch)

    found = table.planned(since=NOW, until=NOW + timedelta(days=400))

    assert [each.id for each in found] == [each.id for each in planned]
    assert asked["BatchGetItem"] == BUSY_DAYS // 100
    assert asked["Query"] <= 10
    assert table.of_opportunity(OpportunityId("group-3")) == planned[3::10]


def test_everything_that_somebody_took_part_in_is_found(programme: Aggregates) -> None:
    one = an_offered_sign_up()
    many = [
        replace(one, session=SessionId(f"day-{number:05}"), starts=one.starts + timedelta(days=number))
        for number in range(350)
    ]
    with programme.row.batch_write() as batch:
        for sign_up in many:
            batch.save(programme._row(SignUpsTable.shape.stored(sign_up)))

    assert SignUpsTable(programme).of_person(one.person) == many
    assert SignUpsTable(programme).of_person(one.person, since=many[-1].starts) == [many[-1]]


def test_a_sign_up_and_its_place_are_kept_together(programme: Aggregates) -> None:
    ProgrammeSessionsTable(programme).plan(a_session(), 1)
    table, offered = SignUpsTable(programme), an_offered_sign_up()
    table.save(offered)
    agreed = sign_ups_domain.agree_cost(
        offered, Step(journals.staff(WORKER), NOW, StepId("agree")), AgreedCost(kind=LineKind.TAXI, most=Money(12_00))
    )
    table.save(agreed)
    after, places = sign_ups_domain.accept(
        agreed,
        Step(SOMEBODY, NOW, StepId("yes")),
        table.places(agreed.session),
        choice=FeeChoice.less(Money(5_00)),
    )

    table.save_with_places(after, places)
    table.save_with_places(after, places)  # the answer was lost

    assert table.get((after.session, after.person)) == after
    assert table.places(after.session) == places
    assert table.places_of([after.session, SessionId("gone")]) == {after.session: places}
    assert table.places_of([]) == {}
    assert table.of_session(after.session) == [after]
    assert table.of_person(after.person, since=NOW) == [after]


def test_of_two_writes_from_the_same_places_one_is_refused_whole(programme: Aggregates) -> None:
    """The last place never goes twice."""
    ProgrammeSessionsTable(programme).plan(a_session(), 1)
    table, first = SignUpsTable(programme), an_offered_sign_up()
    second = replace(first, person=a_person("cccc.dddd").id)
    table.save(first)
    table.save(second)
    places = table.places(first.session)
    yes = Step(SOMEBODY, NOW, StepId("yes"))
    table.save_with_places(*sign_ups_domain.accept(first, yes, places, choice=FeeChoice.as_offered()))

    with pytest.raises(ChangedMeanwhile):
        table.save_with_places(*sign_ups_domain.accept(second, yes, places, choice=FeeChoice.as_offered()))

    assert table.get((second.session, second.person)) == second
    assert table.places(first.session).taken == 1


def test_what_people_want_to_talk_about_and_who_came_along_comes_back(programme: Aggregates) -> None:
    """Beside the sign-up, and on the session once it is on the agenda."""
    sign_ups, sessions = SignUpsTable(programme), ProgrammeSessionsTable(programme)
    sessions.plan(a_session(), 1)
    offered = an_offered_sign_up()
    sign_ups.save(offered)
    accepted, places = sign_ups_domain.accept(
        offered,
        Step(SOMEBODY, NOW, StepId("yes")),
        sign_ups.places(offered.session),
        choice=FeeChoice.as_offered(),
    )
    sign_ups.save_with_places(accepted, places)
    wish = sign_up_notes.suggest(accepted, Step(SOMEBODY, NOW, StepId("suggest")), "The lift")
    sign_ups.save(wish)
    there = sign_ups_domain.attend(wish, Step(journals.staff(WORKER), NOW, StepId("there")), draft=DraftId("d"))
    sign_ups.save(there)
    noted = sign_up_notes.note_support(
        there, Step(journals.staff(WORKER), NOW, StepId("support")), Supporter.ADVOCATE, 2
    )
    sign_ups.save(noted)
    items = (AgendaItem(ref=ref_of(wish.person, 3), text="The lift"),)
    arranged = sessions_domain.arrange(a_session(), Step(journals.staff(WORKER), NOW, StepId("arrange")), items)
    sessions.save(arranged)

    assert sign_ups.get((noted.session, noted.person)) == noted
    assert sessions.get(arranged.id) == arranged
