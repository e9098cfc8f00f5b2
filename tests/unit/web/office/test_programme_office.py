"""A worker publishes in one form, sees needs up front, takes attendance, and lets in who walks in."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from takepart.adapters.bank_holidays import england
from takepart.domain.fee_choice import FeeChoice
from takepart.domain.ids import StepId
from takepart.domain.people.person import Person
from takepart.domain.programme.ids import SessionId
from takepart.domain.programme.opportunity import OpportunityState
from takepart.domain.programme.session import SessionState
from takepart.domain.programme.sign_up import SignUpState
from takepart.use_cases.programme import take_part
from takepart.web.office.programme.app import programme_office_app
from takepart.web.office.programme.desk import ProgrammeDesk
from tests.fakes import FakeIdentities
from tests.policies import WIRRAL
from tests.programme_builders import NOW, STARTS, a_person, a_session, an_opportunity
from tests.programme_fakes import FakeOpportunities, FakePeople, FakeSessions, FakeSignUps
from tests.unit.web.calls import Answer
from tests.unit.web.office.signed_in import Pages, a_reception
from tests.unit.web.programme_sites import participant

DECEMBER = SessionId("december")
PUBLISH = {
    "nonce": "once",
    "title": "Choose a new nurse",
    "kind": "recruitment",
    "activity_type": "recruitment-panel",
    "level": "together",
    "doing": "Ask questions with us",
    "who_for": "Young people",
    "change": "Who gets the job",
    "day": "2026-12-14",
    "starts": "4.30pm",
    "ends": "18:00",
    "where": "Example Clinic",
    "online": "no",
    "places": "3",
    "contact": "0151 496 0100",
}


class Desk:
    """The worker's pages over fakes, with one published opportunity."""

    def __init__(self, *people: Person, staff: str = "participation-worker", places: int = 2) -> None:
        self.now = NOW
        office = a_reception(staff, now=lambda: self.now)
        self.sign_ups = FakeSignUps()
        self.sessions, self.people = FakeSessions(self.sign_ups), FakePeople(*people)
        self.opportunities = FakeOpportunities(an_opportunity())
        self.sessions.add(a_session(), places)
        desk = ProgrammeDesk(
            office=office,
            people=self.people,
            opportunities=self.opportunities,
            sessions=self.sessions,
            sign_ups=self.sign_ups,
            identities=FakeIdentities(),
            holidays=england(),
            pause=lambda attempt: None,
        )
        self.pages = Pages(programme_office_app(desk))

    def get(self, address: str) -> Answer:
        return self.pages.get(address)

    def post(self, address: str, **form: str) -> Answer:
        return self.pages.post(address, form)

    def joins(self, person: Person, support: str = "") -> None:
        seen = take_part.look(
            DECEMBER, person, sessions=self.sessions, opportunities=self.opportunities, sign_ups=self.sign_ups
        )
        take_part.ask_for_offer(
            seen, person, support=support, sign_ups=self.sign_ups, policy=WIRRAL, step=StepId("offer"), now=NOW
        )
        take_part.say_yes(
            seen, person, choice=FeeChoice.as_offered(), sign_ups=self.sign_ups, step=StepId("yes"), now=NOW
        )

    def state(self, person: Person) -> SignUpState:
        return self.sign_ups.kept[DECEMBER, person.id].state


def test_one_form_and_two_presses_publish() -> None:
    desk = Desk()

    written = desk.post("/office/opportunities/new", **PUBLISH)
    desk.post("/office/opportunities/new", **PUBLISH)  # a double click
    address = written.headers["Location"]
    draft = desk.get(address)
    desk.post(f"{address}/publish")

    (new,) = [each for each in desk.opportunities.kept.values() if each.about.title == PUBLISH["title"]]
    (session,) = desk.sessions.of_opportunity(new.id)
    assert "Nobody sees this yet" in draft.body
    assert "£30" in draft.body
    assert new.state is OpportunityState.PUBLISHED
    assert session.starts == datetime(2026, 12, 14, 16, 30, tzinfo=UTC)
    assert desk.sign_ups.places(session.id).total == 3


def test_a_worker_says_whose_it_is_and_which_training_it_gives() -> None:
    """From the policy's own lists; what is on neither is refused beside the box, and the edit form starts from both."""
    desk = Desk()

    refused = desk.post("/office/opportunities/new", **PUBLISH, team="choir", gives="interviewing")
    desk.post("/office/opportunities/new", **PUBLISH, team="fostering", gives="interviewing")

    (new,) = [each for each in desk.opportunities.kept.values() if each.about.title == PUBLISH["title"]]
    assert refused.status == 422
    assert 'value="interviewing" selected' in refused.body
    assert (new.about.team, new.about.gives) == ("fostering", "interviewing")
    edit = desk.get(f"/office/opportunities/{new.id}/edit")
    assert 'value="fostering" selected' in edit.body


@pytest.mark.parametrize(
    "wrong",
    [
        {"ends": "16:00"},
        {"places": "0"},
        {"day": "2026-11-01"},
        {"day": "2027-03-28", "starts": "1:30am", "ends": "4am"},
        {"day": "2026-13-40"},
        {"starts": "25:00"},
        {"title": ""},
        {"activity_type": "nonsense"},
        {"contact": "nobody"},
    ],
)
def test_bad_input_is_a_clear_answer_and_nothing_is_written(wrong: dict[str, str]) -> None:
    """Ends first, in the past, in the clock change, no places."""
    desk = Desk()

    answer = desk.post("/office/opportunities/new", **{**PUBLISH, **wrong})

    assert answer.status in (409, 422)
    assert len(desk.opportunities.kept) == 1
    assert len(desk.sessions.kept) == 1


def test_a_bank_holiday_warns_and_does_not_refuse() -> None:
    desk = Desk()

    address = desk.post("/office/opportunities/new", **{**PUBLISH, "day": "2026-12-25"}).headers["Location"]

    assert "This is a bank holiday" in desk.get(address).body


def test_needs_come_first_and_a_cost_is_agreed_before_the_day() -> None:
    desk = Desk(participant(needs="Step-free access"))
    desk.joins(participant(), support="A taxi please")

    page = desk.get("/office/sessions/december")
    desk.post("/office/sessions/december/agree", person=participant().id, seen="2", kind="taxi", most="12.50")

    assert "Step-free access" in page.body
    assert "A taxi please" in page.body
    (agreed,) = desk.sign_ups.kept[DECEMBER, participant().id].offer.agreed
    assert (agreed.kind.value, agreed.most.pence) == ("taxi", 12_50)


def test_attendance_is_a_tap_and_a_correction_needs_a_reason() -> None:
    desk = Desk(participant())
    desk.joins(participant())
    tap = {"person": participant().id}

    early = desk.post("/office/sessions/december/attendance", **tap, seen="2", there="yes")
    desk.now = STARTS
    assert "svg" in desk.get("/office/sessions/december/attendance").body
    desk.post("/office/sessions/december/attendance", **tap, seen="2", there="yes")
    twice = desk.post("/office/sessions/december/attendance", **tap, seen="2", there="yes")
    silent = desk.post("/office/sessions/december/attendance", **tap, seen="3", there="no")
    assert (early.status, twice.status, silent.status) == (409, 303, 422)
    assert desk.state(participant()) is SignUpState.ATTENDED

    desk.post("/office/sessions/december/attendance", **tap, seen="3", there="no", reason="I tapped the wrong name")
    assert desk.state(participant()) is SignUpState.ABSENT
    assert desk.sessions.kept[DECEMBER].state is SessionState.HELD


def test_who_walks_in_is_let_in_with_the_same_offer() -> None:
    desk = Desk(participant(), places=1)
    desk.now = STARTS

    answer = desk.post("/office/sessions/december/walk-in", name="Participant One", email="participant.one@example.com")
    stranger = desk.post("/office/sessions/december/walk-in", name="Nobody Known", email="nobody@example.com")

    assert (answer.status, stranger.status) == (303, 409)
    assert desk.state(participant()) is SignUpState.ATTENDED
    assert desk.sign_ups.kept[DECEMBER, participant().id].offer.fee.pence == 20_00


def test_calling_off_and_moving_reach_every_sign_up() -> None:
    desk = Desk(participant())
    desk.joins(participant())

    moved = desk.post(
        "/office/sessions/december/move", seen="1", day="2026-12-04", starts="10:00", ends="12:00", where="Online"
    )
    assert (moved.status, desk.sessions.kept[DECEMBER].sequence) == (303, 1)
    desk.post("/office/sessions/december/cancel")
    again = desk.post("/office/sessions/december/cancel")

    assert again.status == 303
    assert desk.sessions.kept[DECEMBER].state is SessionState.CANCELLED
    assert desk.state(participant()) is SignUpState.CALLED_OFF


def test_places_are_not_cut_below_those_taken_and_new_ones_go_to_the_line() -> None:
    other = a_person("other.person", name="Other Person")
    desk = Desk(participant(), other, places=1)
    desk.joins(other)
    desk.joins(participant())

    fewer = desk.post("/office/sessions/december/places", places="0")
    desk.post("/office/sessions/december/places", places="2")

    assert fewer.status == 422
    assert desk.state(participant()) is SignUpState.PLACE_OFFERED


def test_the_agenda_and_training_are_written_down() -> None:
    desk = Desk(participant())
    desk.joins(participant())

    desk.post("/office/sessions/december/papers", seen="1", words="1. Hello\n2. The website")
    desk.post("/office/sessions/december/training", person=participant().id, course="meetings")

    assert desk.sessions.kept[DECEMBER].agenda == "1. Hello\n2. The website"
    assert set(desk.people.kept[participant().id].training) == {"meetings"}


@pytest.mark.parametrize(
    "address",
    [
        "/office/opportunities",
        "/office/opportunities/new?copy=website",
        "/office/opportunities/website",
        "/office/opportunities/website/edit",
        "/office/opportunities/website/plan",
        "/office/sessions/december",
        "/office/sessions/december/move",
        "/office/sessions/december/cancel",
        "/office/sessions/december/sheet",
        "/office/sessions/december/attendance",
    ],
)
def test_every_page_is_for_those_who_run_sessions(address: str) -> None:
    """Finance has no need to see who comes."""
    assert Desk(participant()).get(address).status == 200
    assert Desk(participant(), staff="finance-3").get(address).status == 403
