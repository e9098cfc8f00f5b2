"""A worker publishes in one form, sees needs up front, takes attendance, and lets in who walks in."""

from __future__ import annotations

import hashlib
import re
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from takepart.adapters.bank_holidays import england
from takepart.domain.aggregate import Step
from takepart.domain.asking import asked
from takepart.domain.fee_choice import FeeChoice
from takepart.domain.ids import CourseId, OpportunityId, PersonId, SessionId, StepId
from takepart.domain.people.details import Details
from takepart.domain.people.person import Person, PersonState
from takepart.domain.policy import Policy
from takepart.domain.programme import sign_up as sign_up_notes
from takepart.domain.programme import sign_up as sign_ups_domain
from takepart.domain.programme.message import Message
from takepart.domain.programme.opportunity import About, OpportunityState
from takepart.domain.programme.session import SessionState
from takepart.domain.programme.sign_up import SignUpAction, SignUpState, Supporter
from takepart.use_cases.programme import take_part
from takepart.use_cases.programme.ports import ProgrammeStores
from takepart.use_cases.stores import Damaged, DamagedRecord
from takepart.web.forms.base import Rules
from takepart.web.office.programme.app import programme_office_app
from takepart.web.office.programme.desk import ProgrammeDesk
from takepart.web.office.programme.forms import AboutForm
from takepart.web.requests import Typed
from tests.fake_store import FakeStore
from tests.fakes import FakeIdentities, FakeNames
from tests.policies import WIRRAL
from tests.programme_builders import NOW, SOMEBODY, STARTS, a_person, a_session, a_step, an_opportunity
from tests.programme_fakes import FakeLooks, FakeMemberships, FakeOpportunities, FakePeople, FakeSessions, FakeSignUps
from tests.unit.web.calls import Answer
from tests.unit.web.office.signed_in import Pages, a_reception
from tests.unit.web.programme_sites import participant

OTHER = a_person("other.person", name="Other Person")
DECEMBER = SessionId("december")
PUBLISH = {
    "press": "once",
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

    def __init__(
        self,
        *people: Person,
        staff: str = "participation-worker",
        places: int = 2,
        policy: Policy = WIRRAL,
    ) -> None:
        self.now = NOW
        self.sign_ups = FakeSignUps()
        self.sessions, self.people = FakeSessions(self.sign_ups), FakePeople(*people)
        self.opportunities = FakeOpportunities(an_opportunity())
        self.sessions.plan(a_session(), places)
        self.kept = ProgrammeStores(
            people=self.people,
            opportunities=self.opportunities,
            memberships=FakeMemberships(),
            sessions=self.sessions,
            sign_ups=self.sign_ups,
            policy=policy,
            holidays=england(),
        )
        self.looks, self.names, self.messages = FakeLooks(), FakeNames(), FakeStore[Message]()
        self.presses = 0
        desk = a_reception(
            staff,
            now=lambda: self.now,
            kind=ProgrammeDesk,
            kept=self.kept,
            looks=self.looks,
            messages=self.messages,
            policy=policy,
            identities=FakeIdentities(self.names),
            names=self.names,
        )
        self.pages = Pages(programme_office_app(desk))

    def get(self, address: str) -> Answer:
        return self.pages.get(address)

    def post(self, address: str, *, seen: str = "", press: str = "", **form: str) -> Answer:
        """Press a button. Its page showed the version ``seen``; the same ``press``, or version, is a double click."""
        self.presses += 1
        name = hashlib.sha256((press or seen or str(self.presses)).encode()).hexdigest()[:32]
        return self.pages.post(address, {"step": f"{name}-{seen}" if seen else name, **form})

    def open(self, person: Person) -> Answer:
        """Say that one looks, and look."""
        return self.get(self.post(f"/office/people/{person.id}/look").headers["Location"])

    def joins(self, person: Person, support: str = "") -> None:
        seen = take_part.look(DECEMBER, person, kept=self.kept)
        offer, yes = (take_part.theirs(person.id, NOW, press) for press in ("offer", "yes"))
        take_part.ask_for_offer(seen, person, offer, support=support, kept=self.kept)
        take_part.say_yes(seen, person, yes, choice=FeeChoice.as_offered(), kept=self.kept)

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


@pytest.mark.parametrize(
    ("most", "seen", "status", "says"),
    [("a tenner", "2", 422, "Enter the amount in pounds and pence, like 4.50"), ("12.50", "1", 409, "")],
)
def test_a_cost_that_needs_another_try_stands_in_its_box_beside_its_person(
    most: str, seen: str, status: int, says: str
) -> None:
    """Each person has this form: what was typed is in that person's, and the summary leads to it."""
    desk = Desk(participant(), OTHER)
    for person in (participant(), OTHER):
        desk.joins(person)

    page = desk.post("/office/sessions/december/agree", person=OTHER.id, seen=seen, kind="taxi", most=most)

    (mine,) = re.findall(rf'<form[^>]*>\s*<input[^>]*value="{OTHER.id}".*?</form>', page.body, re.DOTALL)
    assert (page.status, page.body.count(f'value="{most}"'), f'value="{most}"' in mine) == (status, 1, True)
    assert says in mine and 'id="most"' in mine
    assert re.search(r'value="taxi"[^>]*selected', mine)


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


def test_a_day_of_five_hundred_is_shown_page_by_page_and_a_tap_stays_at_its_person() -> None:
    """Whole, it was more than a megabyte, sent again at each tap. Everybody is on one of the pages, once."""
    people = [a_person(f"{number:04}.person", name=f"Person {number:04}") for number in range(500)]
    desk = Desk(*people, places=500)
    for person in people:
        desk.joins(person)
    desk.now = STARTS + timedelta(minutes=5)

    for page in ("", "/attendance"):
        found: list[str] = []
        address = f"/office/sessions/{DECEMBER}{page}"
        while address:
            shown = desk.get(address)
            assert len(shown.body) < 120_000
            found += re.findall(r"<(?:bdi)>(Person \d+)", shown.body)
            address = "".join(re.findall(r'rel="next" href="([^"]+)"', shown.body)).replace("&amp;", "&")
        assert found == [person.details.name for person in people if person.details]

    tapped = desk.post(f"/office/sessions/{DECEMBER}/attendance", person=people[321].id, there="yes")
    back = desk.get(tapped.headers["Location"].partition("#")[0])
    assert "Was here" in back.body
    assert back.body.count("Page 7 of 10") == 1
    assert tapped.headers["Location"].endswith(f"#person-{people[321].id}")


def test_who_walks_in_is_let_in_with_the_same_offer() -> None:
    desk = Desk(participant(), places=1)
    desk.now = STARTS

    answer = desk.post("/office/sessions/december/walk-in", name="Participant One", email="participant.one@example.com")
    stranger = desk.post("/office/sessions/december/walk-in", name="Nobody Known", email="nobody@example.com")

    assert (answer.status, stranger.status) == (303, 422)
    assert desk.state(participant()) is SignUpState.ATTENDED
    assert desk.sign_ups.kept[DECEMBER, participant().id].offer.fee.pence == 20_00


def test_calling_off_and_moving_reach_every_sign_up() -> None:
    desk = Desk(participant())
    desk.joins(participant())

    moved = desk.post(
        "/office/sessions/december/move",
        seen="1",
        day="2026-12-04",
        starts="10:00",
        ends="12:00",
        where="Online",
        why="A leak",
    )
    assert (moved.status, desk.sessions.kept[DECEMBER].sequence) == (303, 1)
    desk.post("/office/sessions/december/cancel", why="A leak")
    again = desk.post("/office/sessions/december/cancel", why="A leak")

    assert again.status == 303
    assert desk.sessions.kept[DECEMBER].state is SessionState.CANCELLED
    assert desk.state(participant()) is SignUpState.CALLED_OFF


def test_why_has_to_be_said_and_another_day_can_be_offered() -> None:
    """Beside the box, with nothing lost; a day that is none of the others is refused."""
    desk, me = Desk(participant()), participant()
    starts = STARTS + timedelta(days=30)
    desk.sessions.plan(a_session("january", starts=starts, ends=starts + timedelta(hours=2), step=StepId("plan-2")), 5)
    when = {"day": "2026-12-04", "starts": "10:00", "ends": "12:00", "where": "The other hall"}

    moved = desk.post("/office/sessions/december/move", seen="1", **when)
    silent = desk.post("/office/sessions/december/cancel", instead="january")
    strange = desk.post("/office/sessions/december/cancel", why="A leak", instead="elsewhere")
    assert (moved.status, silent.status, strange.status) == (422, 422, 422)
    assert "Say why it changes" in moved.body and "The other hall" in moved.body
    assert 'value="january" selected' in silent.body and "Say why it is called off" in silent.body
    assert desk.sessions.kept[DECEMBER].version == 1

    desk.post("/office/sessions/december/cancel", why="A leak", instead="january")

    page = desk.get("/office/sessions/december").body
    assert "A leak" in page and "/office/sessions/january" in page
    assert desk.sessions.kept[DECEMBER].instead == "january"
    assert me.id not in str(desk.sessions.kept[DECEMBER].journal[-1].facts)


def test_places_are_not_cut_below_those_taken_and_new_ones_go_to_the_line() -> None:
    other = a_person("other.person", name="Other Person")
    desk = Desk(participant(), other, places=1)
    desk.joins(other)
    desk.joins(participant())

    fewer = desk.post("/office/sessions/december/places", places="0")
    desk.post("/office/sessions/december/places", places="2")

    assert fewer.status == 422
    assert desk.state(participant()) is SignUpState.PLACE_OFFERED


def test_the_agenda_is_sent() -> None:
    desk = Desk(participant())
    desk.joins(participant())

    desk.post("/office/sessions/december/papers", seen="1", words="1. Hello\n2. The website")

    assert desk.sessions.kept[DECEMBER].agenda == "1. Hello\n2. The website"


def test_who_was_at_a_training_day_has_done_the_course() -> None:
    """One press for everyone who was there, on the day it was; pressed again it changes nothing."""
    other = a_person("other.person", name="Other Person")
    desk = Desk(participant(), other)
    desk.opportunities.kept[OpportunityId("website")] = an_opportunity(gives=CourseId("meetings"))
    for person in (participant(), other):
        desk.joins(person)
    desk.now = STARTS
    desk.post("/office/sessions/december/attendance", person=participant().id, seen="2", there="yes")

    assert "not written down yet" in desk.get("/office/sessions/december").body
    for _ in range(2):
        desk.post("/office/sessions/december/training")

    assert dict(desk.people.kept[participant().id].training) == {"meetings": STARTS.date()}
    assert desk.people.kept[participant().id].version == participant().version + 1
    assert not desk.people.kept[other.id].training
    assert Desk().post("/office/sessions/december/training").status == 404


def test_an_interview_panel_asks_for_its_training_by_itself() -> None:
    """The schedule says what each activity needs; a worker can ask for more, and for none that the policy lacks."""
    desk = Desk(participant())

    address = desk.post("/office/opportunities/new", **PUBLISH, training="meetings").headers["Location"]

    (new,) = [each for each in desk.opportunities.kept.values() if each.about.title == PUBLISH["title"]]
    assert new.about.training == ("meetings", "interviewing")
    assert "Interviewing" in desk.get(address).body


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
        "/office/sessions/december/message",
        "/office/sessions/december/sheet",
        "/office/sessions/december/attendance",
    ],
)
def test_every_page_is_for_those_who_run_sessions(address: str) -> None:
    """Finance has no need to see who comes."""
    assert Desk(participant()).get(address).status == 200
    assert Desk(participant(), staff="finance-3").get(address).status == 403


def test_the_worker_puts_what_people_want_to_talk_about_in_order() -> None:
    """Seen with a name, put on without one; a double click puts it on once, and what was taken back is gone."""
    desk, me = Desk(participant()), participant()
    desk.joins(me)
    for number, text in ((3, "The lift"), (4, "The food")):
        sign_up = desk.sign_ups.kept[DECEMBER, me.id]
        desk.sign_ups.save(sign_up_notes.suggest(sign_up, Step(SOMEBODY, NOW, StepId(f"s{number}")), text))

    page = desk.get("/office/sessions/december")
    assert "Not on the agenda yet" in page.body and "The lift" in page.body
    for seen, ref, do in (("1", 3, "add"), ("1", 3, "add"), ("2", 4, "add"), ("3", 4, "up")):
        desk.post("/office/sessions/december/agenda", seen=seen, item=f"{me.id}:{ref}", do=do)

    session = desk.sessions.kept[DECEMBER]
    assert [item.text for item in session.items] == ["The food", "The lift"]
    assert session.version == 4
    assert "On the agenda, in this order" in desk.get("/office/sessions/december").body
    assert desk.post("/office/sessions/december/agenda", seen="4", item=f"{me.id}:9", do="add").status == 409
    assert desk.post("/office/sessions/december/agenda", seen="4", item=f"{me.id}:3", do="nonsense").status == 400


def test_who_came_along_is_tapped_in_and_counted() -> None:
    """Role by role, without names; only with somebody who was there."""
    desk, me = Desk(participant()), participant()
    desk.joins(me)
    desk.now = STARTS
    early = desk.post("/office/sessions/december/supporters", person=me.id, seen="2", role="parent more")
    desk.post("/office/sessions/december/attendance", person=me.id, seen="2", there="yes")

    for seen, role in (("3", "parent more"), ("3", "parent more"), ("4", "advocate more"), ("5", "advocate fewer")):
        desk.post("/office/sessions/december/supporters", person=me.id, seen=seen, role=role)

    assert early.status == 409
    assert dict(desk.sign_ups.kept[DECEMBER, me.id].supporters) == {Supporter.PARENT: 1}
    assert "Came along: 1 parent or carer" in desk.get("/office/sessions/december/attendance").body
    assert "1 parent or carer" in desk.get("/office/sessions/december").body
    assert desk.post("/office/sessions/december/supporters", person=me.id, seen="6", role="boss more").status == 400


def test_a_sheet_that_goes_round_has_names_alone_in_the_order_of_the_alphabet() -> None:
    """What people need is on the worker's own page, and nobody else's."""
    told = {
        name: f"canary-{name}"
        for name, each in asked(Details).items()
        if each.of is str and name not in ("name", "email")
    }
    people = [
        a_person(f"{number:024}.bbbbbbbbbbbb", name=name, email=f"p{number}@example.com", **told)
        for number, name in enumerate(("Zoe", "Łukasz", "Élodie"))
    ]
    desk = Desk(*people, places=3)
    for person in people:
        desk.joins(person, support="canary-support")
    sign_up = desk.sign_ups.kept[DECEMBER, people[0].id]
    desk.sign_ups.save(sign_up_notes.suggest(sign_up, Step(SOMEBODY, NOW, StepId("wish")), "canary-wish"))
    desk.now = STARTS
    for person in people:
        version = str(desk.sign_ups.kept[DECEMBER, person.id].version)
        desk.post("/office/sessions/december/attendance", person=person.id, seen=version, there="yes")
        desk.post(
            "/office/sessions/december/supporters",
            person=person.id,
            seen=str(int(version) + 1),
            role=f"{Supporter.ASSISTANT.value} more",
        )

    sheet = desk.get("/office/sessions/december/sheet").body
    assert "canary" not in sheet and "assistant" not in sheet
    for page in (sheet, desk.get("/office/sessions/december").body):
        places = [page.index(f"<bdi>{name}</bdi>") for name in ("Élodie", "Łukasz", "Zoe")]
        assert places == sorted(places)
    assert "canary-needs" in desk.get("/office/sessions/december").body


def _came_before(desk: Desk, state: SignUpState | None) -> None:
    """Bring the participant where the state says, while somebody else has the only place."""
    id = participant().id
    if state is None:
        return
    if state in (SignUpState.CONFIRMED, SignUpState.ATTENDED, SignUpState.ABSENT):
        desk.joins(participant())
        if state is not SignUpState.CONFIRMED:
            there = "yes" if state is SignUpState.ATTENDED else "no"
            desk.post("/office/sessions/december/attendance", person=id, seen="2", there=there)
        return
    desk.joins(OTHER)
    desk.joins(participant())
    waiting, places = desk.sign_ups.kept[DECEMBER, id], desk.sign_ups.places(DECEMBER)
    reached: dict[SignUpState, tuple[SignUpAction, ...]] = {
        SignUpState.WAITING: (),
        SignUpState.PLACE_OFFERED: (SignUpAction.OFFER_PLACE,),
        SignUpState.LAPSED: (SignUpAction.OFFER_PLACE, SignUpAction.LAPSE),
        SignUpState.DECLINED: (SignUpAction.OFFER_PLACE, SignUpAction.DECLINE),
        SignUpState.CANCELLED: (SignUpAction.CANCEL,),
        SignUpState.OFFERED: (SignUpAction.CANCEL, SignUpAction.OFFER),
    }
    for number, action in enumerate(reached[state]):
        step = a_step(f"so-{number}")
        if action is SignUpAction.OFFER_PLACE:
            places = replace(places, to_offer=1)
            waiting, places = sign_ups_domain.offer_place(waiting, step, places, hours=100_000, starts=STARTS)
        elif action is SignUpAction.OFFER:
            waiting = sign_ups_domain.make_offer(
                waiting,
                step,
                session=DECEMBER,
                person=id,
                offer=waiting.offer,
                starts=STARTS,
                support="",
            )
        else:
            waiting, places = sign_ups_domain.leave(waiting, step, places, lapsed=action is SignUpAction.LAPSE)
    desk.sign_ups.kept[DECEMBER, id] = waiting
    desk.sign_ups.kept_places[DECEMBER] = places


@pytest.mark.parametrize("state", [None, *(each for each in SignUpState if each is not SignUpState.CALLED_OFF)])
def test_whoever_stands_at_the_door_is_let_in_or_the_worker_is_told_what_to_do(state: SignUpState | None) -> None:
    """From every state: over the number of places only when the worker says so, and then it is written down."""
    desk = Desk(participant(), OTHER, places=1)
    desk.now = STARTS
    form = {"name": "Participant One", "email": "participant.one@example.com"}
    _came_before(desk, state)
    assert desk.sign_ups.get((DECEMBER, participant().id)) is None or desk.state(participant()) is state
    free = desk.sign_ups.places(DECEMBER).free

    answer = desk.post("/office/sessions/december/walk-in", **form)

    if state is SignUpState.ABSENT:
        assert answer.status == 422
        assert "This is wrong" in answer.body
        return
    if answer.status == 422:
        assert free == 0
        assert "Let them in over the number of places" in answer.body
        assert "participant.one@example.com" in answer.body
        assert desk.sign_ups.get((DECEMBER, participant().id)) is None or desk.state(participant()) is not (
            SignUpState.ATTENDED
        )
        answer = desk.post("/office/sessions/december/walk-in", **form, over="yes")
        assert desk.sign_ups.kept[DECEMBER, participant().id].journal[-1].facts["over"] == 1
    assert answer.status == 303
    assert desk.state(participant()) is SignUpState.ATTENDED
    assert desk.sign_ups.kept[DECEMBER, participant().id].draft
    places = desk.sign_ups.places(DECEMBER)
    assert (places.waiting, places.to_offer) == (0, 0)
    assert places.taken <= places.total


@pytest.mark.parametrize("state", PersonState)
def test_somebody_who_is_not_registered_yet_is_told_the_next_step(state: PersonState) -> None:
    """Each in words for the worker, beside the box, with nothing typed lost."""
    person = replace(participant(), state=state)
    desk = Desk(person)
    desk.now = STARTS

    answer = desk.post("/office/sessions/december/walk-in", name="Participant One", email="participant.one@example.com")

    if state is PersonState.REGISTERED:
        assert answer.status == 303
    else:
        assert answer.status == 422
        assert "press again" in answer.body
        assert 'value="Participant One"' in answer.body


def test_a_session_that_was_called_off_says_so_at_the_door() -> None:
    """Not that it is too early."""
    desk = Desk(participant())
    desk.post("/office/sessions/december/cancel", why="A leak")
    desk.now = STARTS

    answer = desk.post("/office/sessions/december/walk-in", name="Participant One", email="participant.one@example.com")

    assert answer.status == 422
    assert "called off" in answer.body


def test_a_tick_at_the_open_door_leaves_the_places_open() -> None:
    """13 minutes before the start: the first tick, then somebody gives up, and who waits gets the place."""
    desk = Desk(participant(), OTHER, places=1)
    third = a_person("third.person", name="Third Person")
    desk.people.kept[third.id] = third
    desk.joins(OTHER)
    desk.joins(participant())
    desk.now = STARTS - timedelta(minutes=13)
    desk.post("/office/sessions/december/walk-in", name="Third Person", email="third.person@example.com", over="yes")
    me, session = participant(), desk.sessions.kept[DECEMBER]

    take_part.say_no(session, OTHER, take_part.theirs(OTHER.id, desk.now, "no"), kept=desk.kept)

    assert desk.state(me) is SignUpState.PLACE_OFFERED
    seen, step = take_part.look(DECEMBER, me, kept=desk.kept), take_part.theirs(me.id, desk.now, "take-it")
    take_part.say_yes(seen, me, step, choice=FeeChoice.as_offered(), kept=desk.kept)
    assert desk.state(participant()) is SignUpState.CONFIRMED
    assert desk.sessions.kept[DECEMBER].state is SessionState.PLANNED


def test_of_two_workers_who_move_a_session_at_once_the_second_looks_again() -> None:
    """What they typed is still there; nobody is told of a move that did not happen."""
    desk = Desk()
    form = {"day": "2026-12-04", "starts": "10:00", "ends": "12:00", "why": "A leak"}
    for _ in range(2):  # a double click is one move
        first = desk.post("/office/sessions/december/move", press="one", seen="1", where="Library", **form)

    second = desk.post("/office/sessions/december/move", press="other", seen="1", where="The other hall", **form)

    assert (first.status, second.status) == (303, 409)
    assert "It has changed since you opened the page" in second.body
    assert 'value="The other hall"' in second.body
    assert desk.sessions.kept[DECEMBER].where == "Library"
    assert desk.sessions.kept[DECEMBER].version == 2


def test_a_correction_without_a_reason_is_asked_for_beside_its_box() -> None:
    """At the person whom it is about, and nowhere else."""
    desk = Desk(participant(), OTHER)
    desk.joins(participant())
    desk.joins(OTHER)
    desk.now = STARTS
    tap = {"person": participant().id}
    desk.post("/office/sessions/december/attendance", **tap, there="yes")

    answer = desk.post("/office/sessions/december/attendance", **tap, there="no")

    assert answer.status == 422
    assert answer.body.count('id="reason-error"') == 1
    assert 'href="#reason"' in answer.body and 'id="reason"' in answer.body
    assert desk.state(participant()) is SignUpState.ATTENDED


def test_who_gave_up_while_the_sheet_was_open_is_not_ticked_by_mistake() -> None:
    """The worker is told how to let them in all the same."""
    desk = Desk(participant())
    _came_before(desk, SignUpState.CANCELLED)
    desk.now = STARTS

    answer = desk.post("/office/sessions/december/attendance", person=participant().id, seen="2", there="yes")

    assert answer.status == 409
    assert "Somebody came without a place" in answer.body


def test_every_day_of_an_opportunity_is_on_a_page_and_the_first_one_shown_has_the_next_day() -> None:
    """Days that are over come before it, and none is left out."""
    desk = Desk()
    for number in range(-120, 120):
        starts = NOW + timedelta(days=number, hours=2)
        ends, planned_at = starts + timedelta(hours=1), NOW - timedelta(days=200)
        planned = a_session(f"day{number}", starts=starts, ends=ends, at=planned_at)
        desk.sessions.plan(planned, 3)
    address = "/office/opportunities/website"

    first = desk.pages.get(address)
    pages = [desk.pages.get(f"{address}?next={number}") for number in range(1, 6)]
    links = [re.findall('"/office/sessions/[^"]*"', page.body) for page in (first, pages[2])]

    assert "/office/sessions/day0" in first.body
    assert links[0] == links[1]
    shown = "".join(page.body for page in pages)
    assert all(f'"/office/sessions/{id}"' in shown for id in desk.sessions.kept)
    assert max(page.body.count("/office/sessions/") for page in pages) == 50
    assert desk.pages.get(f"{address}?next=6").status == 404


@pytest.mark.parametrize("page", ["", "/sheet", "/attendance"])
def test_one_person_who_cannot_be_read_leaves_the_others_on_every_page_of_the_day(page: str) -> None:
    """They have a row as well, without a name, and are written down as here like everybody else."""
    desk = Desk(participant(), OTHER)
    for person in (participant(), OTHER):
        desk.joins(person)
    sound = desk.people.many
    damage = Damaged(about=f"PERSON#{OTHER.id}", why="version 3, but 2 entries")

    def broken(key: PersonId) -> Person:
        raise DamagedRecord(damage)

    desk.people.get = broken  # type: ignore[method-assign]
    desk.people.many = lambda keys: [each for each in sound(keys) if each.id != OTHER.id]  # type: ignore[method-assign]
    desk.now = STARTS + timedelta(minutes=5)

    shown = desk.get(f"/office/sessions/december{page}")
    written = desk.post("/office/sessions/december/attendance", person=OTHER.id, there="yes")

    assert shown.status == 200
    assert "Participant One" in shown.body
    assert "Somebody whose record cannot be read" in shown.words
    assert written.status == 303
    assert desk.state(OTHER) is SignUpState.ATTENDED


@pytest.mark.parametrize("name", asked(About))
def test_what_is_told_of_an_opportunity_has_its_box_on_the_page(name: str) -> None:
    """Where there is anything to choose from; a field that is added and left out of the template is named here."""
    desk = Desk()
    box = AboutForm(Typed(), Rules(policy=WIRRAL, today=NOW.date()))[name]

    shown = desk.get("/office/opportunities/new").body

    assert f'name="{name}"' in shown or not getattr(box, "options", True), f"{name} has no box on the page"


def test_the_places_of_many_days_are_read_together(monkeypatch: pytest.MonkeyPatch) -> None:
    """Not day by day: a page has fifty."""
    desk = Desk()
    monkeypatch.delattr(FakeSignUps, "places")

    assert desk.get("/office/opportunities/website").status == 200


LATER = {"day": "2026-12-10", "starts": "18:30", "ends": "20:00", "where": "Hall", "online": "no", "places": "8"}
LATER = {**LATER, "contact": "0151 496 0100"}
PLAN = "/office/opportunities/website/plan"


def days(desk: Desk) -> list[str]:
    return sorted(f"{each.starts:%Y-%m-%d %H:%M}" for each in desk.sessions.kept.values())[1:]


def test_twelve_days_are_planned_with_one_press_from_what_the_last_day_says() -> None:
    """The form holds all but the day; each day is at the same time on the wall; a second press plans no more."""
    desk = Desk()
    form = desk.get(PLAN).body

    for _ in range(2):
        answer = desk.post(PLAN, press="once", **{**LATER, "day": "2027-03-18", "repeat": "weekly", "number": "12"})

    assert all(f'value="{each}"' in form for each in ("17:00", "19:00", "Example Town Hall, Wirral", "0151 496 0100"))
    assert answer.status == 303
    assert (len(days(desk)), days(desk)[0], days(desk)[-1]) == (12, "2027-03-18 18:30", "2027-06-03 17:30")
    assert {desk.sign_ups.places(each.id).total for each in desk.sessions.kept.values()} == {2, 8}


def test_bank_holidays_are_left_out_where_that_is_ticked() -> None:
    """Christmas Day and New Year's Day, say; of nothing but those, the worker is told."""
    desk, rule = Desk(), {"day": "2026-12-25", "repeat": "weekly"}

    none = desk.post(PLAN, **{**LATER, **rule, "number": "2", "open_days": "yes"})
    desk.post(PLAN, **{**LATER, **rule, "number": "3", "open_days": "yes"})

    assert (none.status, "All of these days are bank holidays" in none.body) == (422, True)
    assert days(desk) == ["2027-01-08 18:30"]


@pytest.mark.parametrize(
    ("changes", "says"),
    [
        ({"repeat": "weekly", "number": ""}, "Enter how many days it is in all"),
        ({"repeat": "monthly", "number": "52"}, "in the next three years"),
        ({"repeat": "weekly", "number": "53"}, "whole number from 2 to 52"),
        ({"starts": "01:30", "ends": "03:00", "day": "2027-03-21", "repeat": "weekly", "number": "3"}, "clocks change"),
        ({"starts": "20:00", "ends": "01:00"}, "tick the box for that"),
        ({"overnight": "yes"}, "longer than a day"),
        ({"overnight": "yes", "in_a_row": "2"}, "must end before midnight on each of them"),
        ({"in_a_row": "15"}, "whole number from 1 to 14"),
        ({"in_a_row": "3"}, "pays this for fewer days in a row"),
    ],
)
def test_a_rule_that_cannot_be_kept_plans_nothing_and_says_why(changes: dict[str, str], says: str) -> None:
    """No half of it."""
    desk = Desk()

    answer = desk.post(PLAN, **{**LATER, **changes})

    assert (answer.status, says in answer.body, days(desk)) == (422, True, [])


def test_a_session_may_end_after_midnight() -> None:
    """It is on its first day, for the hours that it lasts, and everybody is told on which day it ends."""
    desk = Desk()

    desk.post(PLAN, **{**LATER, "day": "2026-12-31", "starts": "20:00", "ends": "01:00", "overnight": "yes"})

    (night,) = (each for each in desk.sessions.kept.values() if each.id != DECEMBER)
    assert (night.day.isoformat(), night.last_day.isoformat(), night.minutes) == ("2026-12-31", "2027-01-01", 300)
    assert "1:00am on Friday 1 January 2027" in desk.get("/office/opportunities/website").body


CONFERENCE = {"day": "2026-12-04", "starts": "10:00", "ends": "16:00", "in_a_row": "3", "where": "The hall"}


def a_conference() -> Desk:
    """Three days in a row, from half past nine or so: each pays a day."""
    desk = Desk(participant())
    desk.post("/office/opportunities/new", **{**PUBLISH, **CONFERENCE, "activity_type": "conference"})
    return desk


def test_a_session_over_several_days_is_offered_and_paid_for_each_of_them() -> None:
    """At the same times on each; the page, the offer and the claim that follows say so."""
    desk, me = a_conference(), participant()
    (days,) = (each for each in desk.sessions.kept.values() if each.id != DECEMBER)
    desk.post(f"/office/opportunities/{days.opportunity}/publish")
    seen = take_part.look(days.id, me, kept=desk.kept)

    offered = take_part.ask_for_offer(seen, me, take_part.theirs(me.id, NOW, "offer"), support="", kept=desk.kept)

    assert (days.days, days.minutes, days.last_day.isoformat()) == (3, 360, "2026-12-06")
    assert (offered.offer.days, offered.offer.fee.pence, offered.offer.facts.days) == (3, 150_00, 3)
    page = desk.get(f"/office/opportunities/{days.opportunity}").body
    assert "to Sunday 6 December 2026" in page and "10:00am to 4:00pm each day" in page
    assert "3 days, 6 hours each" in page


def test_more_days_of_it_start_with_how_many_in_a_row_and_a_move_keeps_or_changes_them() -> None:
    """What no rate pays for is refused beside the box, before anybody is told."""
    desk = a_conference()
    (days,) = (each for each in desk.sessions.kept.values() if each.id != DECEMBER)
    plan = desk.get(f"/office/opportunities/{days.opportunity}/plan").body
    move = desk.get(f"/office/sessions/{days.id}/move").body
    form = {**CONFERENCE, "day": "2026-12-11", "why": "A leak"}

    long = desk.post(f"/office/sessions/{days.id}/move", seen="1", **{**form, "in_a_row": "6"})
    desk.post(f"/office/sessions/{days.id}/move", seen="1", press="two", **{**form, "in_a_row": "2"})

    assert all('name="in_a_row" type="text" value="3"' in page or 'value="3"' in page for page in (plan, move))
    assert (long.status, "fewer days in a row" in long.body) == (422, True)
    after = desk.sessions.kept[days.id]
    assert (after.days, after.last_day.isoformat(), after.why) == (2, "2026-12-12", "A leak")
