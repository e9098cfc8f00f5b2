"""What was done is found by itself: each kind of record from its own event, in any order, late and twice."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime, timedelta
from typing import Final

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from takepart.domain import journal as journals
from takepart.domain.aggregate import Step
from takepart.domain.assurance.finding import NEW_SERVICE, FoundBy, RecordKind
from takepart.domain.assurance.rules import Assurance, Cadence, TeamKind
from takepart.domain.ids import CourseId, OpportunityId, StaffId, StepId
from takepart.domain.newsletter import newsletter as newsletters_domain
from takepart.domain.programme import opportunity as opportunities_domain
from takepart.domain.programme import session as sessions_domain
from takepart.domain.programme.opportunity import OpportunityKind
from takepart.domain.voice import consultation as consultations_domain
from takepart.domain.voice import you_said as you_saids_domain
from takepart.domain.voice.consultation import ConsultationId, HeardIn, Proposal
from takepart.domain.voice.figures import hear
from takepart.domain.voice.questionnaire import QuestionnairePurpose
from takepart.domain.voice.rules import Venue
from takepart.domain.voice.you_said import Decision, Source, YouSaidWords
from takepart.use_cases.assurance.record_evidence import FindEvidence
from takepart.use_cases.ports import Event, EventKind, StoreUnavailable
from takepart.use_cases.records import tell
from takepart.use_cases.relay_events import COUNTS
from takepart.use_cases.voice.ports import rules_of
from tests.assurance_builders import a_commitment, a_team, an_assurance
from tests.fakes_assurance import FakePromises
from tests.newsletters import FakeNewsletters, one_going_out
from tests.policies import WIRRAL
from tests.programme_builders import NOW, WORKER, a_session, an_opportunity
from tests.programme_fakes import FakeOpportunities, FakeSessions, FakeSignUps
from tests.questionnaires import FakeQuestionnaires, closed, opened
from tests.voices import FakeConsultations, FakeHeardAt, FakeYouSaids, you_said_id

AFTER = datetime(2027, 1, 10, 9, 0, tzinfo=UTC)
CHECKER = StaffId("participation-manager")
ORGANISATION = frozenset({TeamKind.ORGANISATION})
LEFT = closed("GGGG-GGGG", purpose=QuestionnairePurpose.EXIT, team="fostering")
FOUND: Mapping[str, FoundBy] = {
    "drop-ins": FoundBy(record=RecordKind.SESSION_HELD, kind="drop-in"),
    "training": FoundBy(record=RecordKind.TRAINING_HELD, kind="meetings"),
    "roles": FoundBy(record=RecordKind.OPPORTUNITY_PUBLISHED, ahead=False),
    "you-said": FoundBy(record=RecordKind.YOU_SAID_PUBLISHED, ahead=False),
    "places": FoundBy(record=RecordKind.FEEDBACK_AT_VENUE, ahead=False),
    "questionnaires": FoundBy(record=RecordKind.QUESTIONNAIRE_CLOSED, ahead=False),
    "exit-interviews": FoundBy(record=RecordKind.EXIT_INTERVIEW, ahead=False),
}
NEWSLETTER: Final = newsletters_domain.finish(
    one_going_out(), Step(journals.Job.MAILER.actor, AFTER, StepId("all-sent")), letters=9, refused=0
)
HIVE = Venue(id="hive", name="The Hive", team="fostering")


def rules() -> Assurance:
    """A promise for each kind of record, owed by the team, and one that the organisation owes each time."""
    asked = a_commitment(
        "new-service",
        cadence=Cadence.EACH_TIME,
        times=1,
        plan_days=0,
        owners=ORGANISATION,
        found_by=FoundBy(record=RecordKind.CONSULTATION_CLOSED, kind=NEW_SERVICE),
    )
    news = a_commitment(
        "newsletter", owners=ORGANISATION, found_by=FoundBy(record=RecordKind.NEWSLETTER_SENT, ahead=False)
    )
    owed = tuple(a_commitment(name, found_by=found_by) for name, found_by in FOUND.items())
    return an_assurance(a_team(), commitments=(*owed, asked, news))


@dataclass
class World:
    """A quarter in which each thing was done once."""

    opportunities: FakeOpportunities = field(default_factory=FakeOpportunities)
    sign_ups: FakeSignUps = field(default_factory=FakeSignUps)
    you_saids: FakeYouSaids = field(default_factory=FakeYouSaids)
    consultations: FakeConsultations = field(default_factory=FakeConsultations)
    questionnaires: FakeQuestionnaires = field(default_factory=lambda: FakeQuestionnaires(LEFT))
    heard_at: FakeHeardAt = field(default_factory=FakeHeardAt)
    newsletters: FakeNewsletters = field(default_factory=lambda: FakeNewsletters(NEWSLETTER))
    store: FakePromises = field(default_factory=FakePromises)

    def __post_init__(self) -> None:
        self.sessions = FakeSessions(self.sign_ups)
        one = an_opportunity(team="fostering", kind=OpportunityKind.DROP_IN, gives=CourseId("meetings"))
        self.opportunities.kept[one.id] = one
        self.session = a_session()
        held = sessions_domain.hold(self.session, Step(journals.staff(WORKER), self.session.starts, StepId("hold")))
        self.sessions.plan(self.session, 8)
        self.sessions.save(held)
        self._say_what_we_did()
        self._consult()
        self.heard_at.add(hear("hive", date(2026, 11, 3)))

    def _say_what_we_did(self) -> None:
        words = YouSaidWords(
            said="It is too hot.",
            by_how_many=2,
            source=Source.FEEDBACK,
            decision=Decision.DONE,
            did="We bought a fan.",
            team="fostering",
        )
        draft = you_saids_domain.write(
            Step(journals.staff(WORKER), NOW, StepId("write")), id=you_said_id(), words=words, sources=()
        )
        self.you_saids.add(draft)
        self.you_saids.save(
            you_saids_domain.publish(draft, Step(journals.staff(CHECKER), NOW, StepId("publish")), ask_after_days=28)
        )

    def _consult(self) -> None:
        opens = NOW.date()
        proposal = Proposal(
            title="A new drop-in",
            what="A place to go.",
            why="You asked for it.",
            open_points="Where it is.",
            opens=opens,
            closes=opens + timedelta(days=30),
            new_service=True,
        )
        rules = rules_of(WIRRAL)
        closed, by = NOW + timedelta(days=31), WORKER
        one = consultations_domain.plan(
            Step(journals.staff(by), NOW, StepId("c-plan")), id=ConsultationId("K7M4-9QXR"), proposal=proposal
        )
        self.consultations.add(one)
        asked = consultations_domain.ConsultationEvidence(
            heard_in=HeardIn.FOCUS_GROUP, day=opens, who="Eight people", how_many=8, said="Yes", changed="The place"
        )
        one = consultations_domain.open_(one, Step(journals.staff(by), NOW, StepId("c-open")))
        self.consultations.save(one)
        one = consultations_domain.record(
            one, Step(journals.staff(by), closed, StepId("c-record")), evidence=asked, rules=rules
        )
        self.consultations.save(one)
        self.consultations.save(
            consultations_domain.consider(
                one, Step(journals.staff(by), closed, StepId("c-consider")), words="We read all.", rules=rules
            )
        )

    @property
    def find(self) -> FindEvidence:
        return FindEvidence(
            opportunities=self.opportunities,
            sessions=self.sessions,
            you_saids=self.you_saids,
            consultations=self.consultations,
            questionnaires=self.questionnaires,
            heard_at=self.heard_at,
            newsletters=self.newsletters,
            voice=replace(WIRRAL.voice, venues=(HIVE, Venue(id="hall", name="Hall"))) if WIRRAL.voice else None,
            promises=self.store,
            rules=rules(),
            clock=lambda: AFTER,
        )

    @property
    def kept(self) -> dict[str, str]:
        return {each.commitment: str(each.day) for each in self.store.kept_in(2026) if each.day}


EVENTS = [
    Event(kind=kind, about=about, seq=1, action=str(action))
    for kind, about in (
        (EventKind.SESSION, "december"),
        (EventKind.OPPORTUNITY, "website"),
        (EventKind.YOU_SAID, "K7M4-9QXR"),
        (EventKind.CONSULTATION, "K7M4-9QXR"),
        (EventKind.QUESTIONNAIRE, "GGGG-GGGG"),
        (EventKind.VENUE, "hive/2026-11"),
        (EventKind.NEWSLETTER, NEWSLETTER.id),
        (EventKind.CLAIM, "K7M4-9QXR"),
        (EventKind.DUTY, "fostering/2026/drop-ins"),
    )
    for action in sorted(COUNTS[kind])
]
ALL_KEPT = {
    "drop-ins": "2026-12-03",
    "training": "2026-12-03",
    "roles": "2026-11-22",
    "you-said": "2026-11-22",
    "places": "2026-11-03",
    "new-service": "2026-12-23",
    "newsletter": "2026-11-23",
    "questionnaires": "2026-12-12",
    "exit-interviews": "2026-12-12",
}


@settings(max_examples=40)
@given(
    order=st.permutations(EVENTS),
    again=st.lists(st.sampled_from(EVENTS), max_size=10),
    crashes=st.sets(st.integers(0, 40), max_size=6),
)
def test_every_order_and_repetition_of_events_keeps_each_promise_once(
    order: list[Event], again: list[Event], crashes: set[int]
) -> None:
    """With a store that fails before or after a write now and then: what failed comes again, as from a queue."""
    calls = iter(range(10_000))
    world = World(store=FakePromises(fails=lambda: next(calls) in crashes))
    waiting = [*order, *again]

    while waiting:
        event = waiting.pop(0)
        try:
            tell(event, (world.find,))
        except StoreUnavailable:
            waiting.append(event)

    assert world.kept == ALL_KEPT
    assert len([each for duty in world.store.duties.values() for each in duty.evidence]) == len(ALL_KEPT)


def test_what_is_not_so_any_more_keeps_nothing() -> None:
    """Only planned, taken down, without proof, another's place, a draft, or letters still going out."""
    world = World()
    world.sessions.kept[world.session.id] = world.session
    (public,) = world.you_saids.kept.values()
    world.you_saids.save(you_saids_domain.take_down(public, Step(journals.staff(CHECKER), AFTER, StepId("down"))))
    (asked,) = world.consultations.kept.values()
    world.consultations.kept[asked.id] = replace(asked, evidence=())
    world.questionnaires.kept["GGGG-GGGG"] = opened("GGGG-GGGG", purpose=QuestionnairePurpose.EXIT, team="fostering")
    world.heard_at.add(hear("hall", date(2026, 11, 3)))
    draft = replace(an_opportunity(), journal=an_opportunity().journal[:1])
    world.opportunities.kept[OpportunityId("website")] = draft
    world.newsletters.kept[NEWSLETTER.id] = one_going_out()

    elsewhere = [Event(kind=EventKind.VENUE, about=f"{name}/2026-11", seq=1, action="heard") for name in ("hall", "x")]
    for event in (*(each for each in EVENTS if each.kind is not EventKind.VENUE), *elsewhere):
        world.find(event)

    assert world.kept == {}


def test_an_opportunity_that_was_closed_and_opened_again_counts_from_its_first_day() -> None:
    """And once."""
    world = World()
    (one,) = world.opportunities.kept.values()
    closed = opportunities_domain.close(one, Step(journals.staff(WORKER), AFTER, StepId("close")))
    again = opportunities_domain.publish(
        closed, Step(journals.staff(WORKER), AFTER, StepId("again")), sessions_to_come=1
    )
    world.opportunities.kept[one.id] = again

    for _ in range(2):
        world.find(Event(kind=EventKind.OPPORTUNITY, about=one.id, seq=4, action="published"))

    assert world.kept == {"roles": "2026-11-22"}


def test_one_consumer_that_fails_keeps_it_from_no_other() -> None:
    """And the event comes again, to both."""
    heard: list[str] = []

    def fails(event: Event) -> None:
        raise StoreUnavailable

    with pytest.raises(StoreUnavailable):
        tell(EVENTS[0], (fails, lambda event: heard.append(event.id)))

    assert heard == [EVENTS[0].id]
