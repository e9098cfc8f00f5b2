"""Two registrations of one person: told before, put together once, paid once, and taken apart again."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from types import MappingProxyType

import pytest

from takepart.domain.ids import ActivityTypeId, ClaimId, CourseId, DraftId, OpportunityId, PersonId, StepId
from takepart.domain.lines import LineKind
from takepart.domain.part_of_day import PartOfDay
from takepart.domain.people import merging
from takepart.domain.people import person as people_steps
from takepart.domain.people.details import Contact
from takepart.domain.people.guardian import GuardianYes, TakenBack
from takepart.domain.people.person import Person, PersonAction, PersonState
from takepart.domain.pricing import Facts, Journey
from takepart.domain.programme import membership
from takepart.domain.programme.message import Audience
from takepart.domain.programme.opportunity import OpportunityState
from takepart.domain.programme.refusals import ProgrammeRefusal
from takepart.domain.programme.session import SessionState
from takepart.domain.programme.sign_up import SignUpState
from takepart.domain.refused import Refused
from takepart.use_cases.claims.submit_claim import with_miles
from takepart.use_cases.opened_links import NothingToDecide
from takepart.use_cases.ports import Event, EventKind
from takepart.use_cases.programme import change_address, prepared_claim, registration
from takepart.use_cases.programme.letters import ProgrammeLetter
from takepart.use_cases.programme.messages import audiences
from takepart.use_cases.programme.ports import Naming
from takepart.use_cases.programme.registration import Beside
from takepart.use_cases.programme.run_sessions import Attendance
from tests.builders import a_claim, a_line
from tests.fakes import FakeIdentities, FakeLinks
from tests.fakes_claims import FakeClaims, FakeDrafts
from tests.newsletters import FakeSubscribers
from tests.policies import WIRRAL
from tests.programme_builders import NOW, STARTS, a_person, a_step, an_about, an_opportunity
from tests.unit.use_cases.programme.test_letters import Office
from tests.unit.web.calls import Answer
from tests.unit.web.office.test_programme_office import DECEMBER, OTHER, Desk
from tests.unit.web.programme_sites import ProgrammeBrowser, a_desk, link_of

OLD = "old@example.com"


def one(**told: object) -> Person:
    """Who stays."""
    id = FakeIdentities().person(email="participant.one@example.com", name="Participant One")
    return a_person(id, **told)


def two(**told: object) -> Person:
    """The same, with an address that they had before, who did a training."""
    id = FakeIdentities().person(email=OLD, name="Participant One")
    person = a_person(id, email=OLD, **told)
    return people_steps.train(person, a_step("train"), CourseId("meetings"), on=date(2026, 5, 1))


class Twice(Desk):
    """A worker who has looked at both."""

    def __init__(self, person: Person, other: Person, *more: Person) -> None:
        super().__init__(person, other, *more)
        self.person, self.other = person, other
        self.address = f"/office/people/{person.id}/together/{other.id}"
        for each in (person, other):
            self.open(each)

    def join(self, how: str = "I asked them.", press: str = "once", seen: int | None = None) -> Answer:
        version = self.person.version if seen is None else seen
        return self.post(f"{self.address}/join", how=how, press=press, seen=str(version))

    def now_of(self, person: Person) -> Person:
        return self.people.kept[person.id]

    def names_of(self, email: str) -> tuple[PersonId, ...]:
        return FakeIdentities(self.names).every_name(email=email, name="Participant One")


def test_the_two_are_found_and_what_becomes_of_each_thing_is_told_before() -> None:
    """By their name; nothing is changed by looking, and nobody looks at one without saying so."""
    desk = Twice(one(), two(), OTHER)

    choice = desk.get(f"/office/people/{desk.person.id}/together").body
    page = desk.get(desk.address).body

    assert f"/together/{desk.other.id}" in choice and OTHER.id not in choice
    assert (
        OLD in page and "What becomes of it" in page and "counted together" in page and "take them apart again" in page
    )
    assert desk.now_of(desk.other) == desk.other
    unseen = Desk(one(), two())
    assert unseen.get(desk.address).headers["Location"] == f"/office/people/{desk.person.id}"


def test_nobody_is_told_to_choose_where_nobody_else_was_found() -> None:
    """The page says so, and asks for what is known of the other."""
    desk = Twice(one(), two())
    address = f"/office/people/{desk.person.id}/together"

    found, nobody = desk.get(address).body, desk.post(address, words="nobody-is-called-this").body

    assert ("Choose the other:" in found, "We found nobody else" in found) == (True, False)
    assert ("Choose the other:" in nobody, "We found nobody else" in nobody) == (False, True)


def test_a_worker_sees_that_texts_wait_for_a_yes_also_of_who_has_an_email() -> None:
    """Until then letters go by email, whatever the person has chosen."""
    person = one(phone="07700 900123", channel=Contact.TEXT)
    desk = Twice(person, two())

    assert "They have not said yes yet" in desk.get(f"/office/people/{person.id}").body


def test_it_is_one_person_from_then_on_under_both_names_and_a_double_click_is_once() -> None:
    """The journal names nobody and says why; what it is about is told at both addresses."""
    desk = Twice(one(), two())

    answers = [desk.join() for _ in range(2)]

    stays, gone = desk.now_of(desk.person), desk.now_of(desk.other)
    assert [each.status for each in answers] == [303, 303]
    assert (stays.merged, gone.state, gone.into) == ((gone.id,), PersonState.MERGED, stays.id)
    assert (stays.version, gone.version) == (desk.person.version + 1, desk.other.version + 1)
    assert stays.training == {"meetings": date(2026, 5, 1)}
    assert desk.names_of(OLD)[0] == stays.id == desk.names_of("participant.one@example.com")[0]
    assert {stays.id, gone.id} <= {*desk.names_of("participant.one@example.com")}
    assert "asked" not in str(stays.journal[-1].facts)
    told = [due for each in (stays, gone) for due in Office().of_person(each)]
    assert [(due.kind, due.to) for due in told] == [
        (ProgrammeLetter.TOGETHER, "participant.one@example.com"),
        (ProgrammeLetter.TOGETHER, OLD),
    ]


def test_the_link_of_the_other_opens_nothing_and_nobody_is_written_to_there() -> None:
    """Who asks with that address gets the link of the one that stays, at the address that stays."""
    desk = Twice(one(), two())
    before = link_of(desk.other)
    desk.join()

    with pytest.raises(NothingToDecide):
        registration.open_my_part(before, links=FakeLinks(), people=desk.people, now=NOW)
    (stays,) = registration.find(OLD, people=desk.people, identities=FakeIdentities(desk.names))
    assert (stays, stays.mail_goes_to) == (desk.now_of(desk.person), "participant.one@example.com")


@pytest.mark.parametrize(
    ("person", "other", "why"),
    [
        (one(born=date(2008, 1, 1)), two(born=date(2009, 1, 1)), "different dates of birth"),
        (one(), people_steps.depart(two(), a_step("leave")), "cannot be put together"),
        (one(), replace(two(), into=OTHER.id, state=PersonState.MERGED), "cannot be put together"),
        (one(), replace(two(), merged=(OTHER.id,)), "other way round"),
    ],
)
def test_who_may_be_two_stays_two(person: Person, other: Person, why: str) -> None:
    """Nothing is kept of the try."""
    desk = Twice(person, other)

    answer = desk.join()

    assert (answer.status, why in answer.body) == (409, True)
    assert (desk.now_of(person), desk.now_of(other), desk.names.kept) == (person, other, {})


def test_two_workers_at_once_do_not_put_each_into_the_other() -> None:
    """Or neither would have a link, and what happened under a third would be nobody's."""
    first, second = one(), two()
    taken = [
        merging.absorb(person, a_step(f"absorb-{other.id}"), other, how="I asked.")
        for person, other in ((first, second), (second, first))
    ]

    for other, into in zip(taken, (second.id, first.id), strict=True):
        with pytest.raises(Refused) as refused:
            merging.join(other, a_step("join"), into)
        assert refused.value.reason is ProgrammeRefusal.HAS_ANOTHER
    assert [merging.part(taken[0], a_step("apart"), second).merged, taken[0].into] == [(), None]


def test_how_one_knows_has_to_be_said_and_somebody_who_was_quicker_is_seen() -> None:
    """With nothing typed lost."""
    desk = Twice(one(), two())

    silent, old = desk.join(how=" "), desk.join(seen=1, press="other")

    assert (silent.status, "Say how you know" in silent.body) == (422, True)
    assert (old.status, "I asked them." in old.body) == (409, True)
    assert desk.now_of(desk.person) == desk.person


def test_places_to_come_are_given_up_first() -> None:
    """No place is lost on the way, and nobody has two."""
    desk = Twice(one(), two())
    desk.joins(desk.other)

    page, answer = desk.get(desk.address).body, desk.join()

    assert "places to come" in page and "Put them together" not in page
    assert (answer.status, desk.state(desk.other)) == (409, SignUpState.CONFIRMED)
    assert desk.now_of(desk.other) == desk.other


def test_what_happened_under_the_other_is_theirs_and_goes_when_they_are_forgotten() -> None:
    """Its sessions are on their pages; after "forget me" nothing of either is left."""
    desk = Twice(one(), two())
    desk.joins(desk.other)
    door = Attendance(desk.sessions.kept[DECEMBER], draft=None, kept=desk.kept)  # type: ignore[arg-type]  # not used
    door.record(desk.other.id, a_step("there", at=STARTS), was_there=True, reason="")
    desk.now = STARTS + timedelta(hours=3)
    for each in (desk.person, desk.other):
        desk.open(each)
    desk.join()
    stays = desk.now_of(desk.person)

    (theirs,) = registration.sign_ups_of(stays, kept=desk.kept)

    assert (theirs.person, theirs.state) == (desk.other.id, SignUpState.ATTENDED)
    assert registration.not_claimed(stays, kept=desk.kept, claims=FakeClaims(), now=desk.now) == (theirs,)


def test_the_notes_of_a_day_that_the_other_came_to_are_read_by_the_link_of_the_one_that_stays() -> None:
    """Their letter leads there, also once nobody new can find the day."""
    desk = Twice(one(), two())
    desk.joins(desk.other)
    door = Attendance(desk.sessions.kept[DECEMBER], draft=DraftId("d"), kept=desk.kept)
    door.record(desk.other.id, a_step("there", at=STARTS), was_there=True, reason="")
    desk.join()
    held = replace(desk.sessions.kept[DECEMBER], notes="We will mend the lift.", state=SessionState.HELD)
    desk.sessions.kept[DECEMBER] = held
    group = desk.opportunities.kept["website"]
    desk.opportunities.kept[group.id] = replace(group, state=OpportunityState.CLOSED)
    mine = ProgrammeBrowser(a_desk(kept=desk.kept, clock=lambda: STARTS + timedelta(days=1)))

    page = mine.get(f"/my/sessions/{DECEMBER}?t={link_of(desk.now_of(desk.person))}")

    assert (page.status, "We will mend the lift." in page.body) == (200, True)


def test_who_is_a_member_under_the_other_is_written_to_as_the_one_that_stays() -> None:
    """And is not asked whether they would like to come where the other has answered."""
    desk = Twice(one(interests=("meeting",)), two())
    group = OpportunityId("website")
    desk.opportunities.kept[group] = an_opportunity(ground_rules="We listen.")
    member = membership.join(None, a_step("member"), group, desk.other.id, an_about(ground_rules="We listen."))
    desk.kept.memberships.save(member)
    desk.joins(desk.other)
    desk.post(f"/office/people/{desk.other.id}/sessions/{DECEMBER}/no", asked="phone")
    desk.join()
    office, stays = Office(desk.now_of(desk.person), desk.now_of(desk.other)), desk.now_of(desk.person)

    found = audiences(desk.sessions.kept[DECEMBER], desk.opportunities.kept[group], kept=desk.kept, now=NOW)
    office.memberships.kept[member.identity] = left = membership.leave(member, a_step("leave"))
    event = Event(kind=EventKind.MEMBERSHIP, about=f"{group}/{desk.other.id}", seq=left.version, action="left")

    assert found == {Audience.MEMBERS: [stays]}
    assert [due.to for due in office.letters.of_membership(event, now=NOW)] == ["participant.one@example.com"]


def test_all_of_both_goes_when_they_are_forgotten_also_when_it_stopped_halfway() -> None:
    """Whoever is told that it did not work presses again; a parent's no takes as much with it."""
    for refuses in (False, True):
        desk = Twice(one(), two())
        desk.join()
        stays, gone = desk.now_of(desk.person), desk.now_of(desk.other)
        beside = Beside(drafts=FakeDrafts(), subscribers=FakeSubscribers())
        if refuses:
            desk.people.kept[stays.id] = stays = stays.took(PersonAction.ASK_CONSENT, a_step("asks"))
            registration.give_consent(stays, None, kept=desk.kept, beside=beside, now=NOW)
        else:
            desk.people.kept[gone.id] = people_steps.erase(gone, a_step("erase-before"), unpaid=False)
            registration.erase(stays, kept=desk.kept, beside=beside, claims=FakeClaims(), now=NOW)

        assert [desk.now_of(each).details for each in (stays, gone)] == [None, None]
        assert desk.now_of(gone).state is PersonState.ERASED


def test_a_parents_yes_taken_back_holds_what_was_begun_under_the_other_too() -> None:
    """Their claim waits, and they are in no group, under whichever name."""
    desk = Twice(one(), two())
    desk.joins(desk.other)
    door = Attendance(desk.sessions.kept[DECEMBER], draft=DraftId("draft"), kept=desk.kept)
    theirs = door.record(desk.other.id, a_step("there", at=STARTS), was_there=True, reason="")
    desk.now = STARTS + timedelta(hours=3)
    for each in (desk.person, desk.other):
        desk.open(each)
    desk.join()
    drafts, yes = FakeDrafts(), GuardianYes(until=date(2027, 1, 1))
    stays = replace(desk.now_of(desk.person), guardian_yes=yes)
    desk.people.kept[stays.id] = stays
    prepared_claim.prepare(theirs, stays, method=None, drafts=drafts)
    group = membership.join(None, a_step("joins"), OpportunityId("website"), desk.other.id, an_about())
    desk.kept.memberships.save(group)

    registration.take_consent_back(stays, TakenBack.ALL, kept=desk.kept, drafts=drafts, now=desk.now)

    draft, after = drafts.load(DraftId("draft")), desk.kept.memberships.get(group.identity)
    assert draft is not None and prepared_claim.is_held(draft)
    assert after is not None and not after.is_one(NOW.date())


def test_they_are_taken_apart_as_they_were() -> None:
    """Each with its own names, training and link; a double click is once."""
    desk = Twice(one(), two())
    desk.join()
    assert "Take them apart" in desk.open(desk.person).body

    for _ in range(2):
        answer = desk.post(f"{desk.address}/apart", press="apart")

    first, second = desk.now_of(desk.person), desk.now_of(desk.other)
    assert answer.status == 303
    assert (first.merged, first.once, first.training, first.into) == ((), (), {}, None)
    assert (second.state, second.into, second.training) == (PersonState.REGISTERED, None, desk.other.training)
    assert desk.names_of(OLD) == (second.id,)
    assert desk.names_of("participant.one@example.com") == (first.id,)
    assert (first.version, second.version) == (desk.person.version + 2, desk.other.version + 2)


def test_a_course_that_both_had_done_stays_with_both() -> None:
    """Taking apart takes away what came from the other alone."""
    mine = people_steps.train(one(), a_step("mine"), CourseId("meetings"), on=date(2025, 1, 1))
    desk = Twice(mine, two())
    desk.join()
    desk.post(f"{desk.address}/apart")

    assert desk.now_of(mine).training == MappingProxyType({"meetings": date(2025, 1, 1)})


def test_another_name_later_keeps_what_the_other_was_called() -> None:
    """Or what was paid under it would be paid again."""
    desk = Twice(one(), two())
    desk.join()
    stays = desk.now_of(desk.person)
    at = datetime(2026, 11, 25, tzinfo=UTC)
    step = a_step("rename", at=at)._replace(press=StepId("rename"))
    naming = Naming(desk.names, FakeIdentities(desk.names))

    change_address.rename(stays, step, "Participant Won", people=desk.people, naming=naming)

    assert desk.other.id in FakeIdentities(desk.names).every_name(
        email="participant.one@example.com", name="Participant Won"
    )


def test_a_years_miles_and_what_is_shown_as_theirs_are_counted_over_both() -> None:
    """Whoever drove under the other name does not start the year anew, and somebody else's miles are nobody else's."""
    desk = Twice(one(), two())
    desk.join()
    stays, line = desk.now_of(desk.person), a_line(LineKind.CAR, 45_00)
    under = {"lines": (line,), "day": date(2026, 11, 1), "car_miles": Decimal(100)}
    claims = FakeClaims(
        *(
            a_claim(id=ClaimId(f"AAAA-000{number}"), person=person, **under)
            for number, person in enumerate((desk.other.id, stays.id, OTHER.id))
        )
    )
    journey = Journey(kind=LineKind.CAR, miles=Decimal(10))
    facts = Facts(
        activity_type=ActivityTypeId("meeting"),
        day=date(2026, 11, 20),
        part_of_day=PartOfDay.EVENING,
        minutes=60,
        journeys=(journey,),
    )

    found = with_miles(desk.names_of(OLD), facts, claims=claims, policy=WIRRAL)

    assert found.miles_before == 200
    assert {each.person for each in registration.claims_of(stays, claims=claims, now=NOW)} == {*stays.ids}
