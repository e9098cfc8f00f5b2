"""Who took part in what: people who register, opportunities of each kind, sessions held, and who came."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta

from infra.local.year.series import SERIES, Series
from infra.local.year.world import World
from takepart.adapters.programme.tables import (
    PLACES,
    OpportunitiesTable,
    PeopleTable,
    PlacesRow,
    ProgrammeSessionsTable,
    SignUpsTable,
    session_pk,
)
from takepart.adapters.rows import bound
from takepart.domain import journal as journals
from takepart.domain.aggregate import Step
from takepart.domain.fee_choice import FeeChoice
from takepart.domain.ids import ActivityTypeId, CourseId, DraftId, OpportunityId, SessionId, StaffId, StepId
from takepart.domain.people import person as people_domain
from takepart.domain.people.details import Details, PersonRole
from takepart.domain.people.person import Person
from takepart.domain.programme import opportunity as opportunities_domain
from takepart.domain.programme import session as sessions_domain
from takepart.domain.programme import sign_up as sign_ups_domain
from takepart.domain.programme.offer import offer_for
from takepart.domain.programme.opportunity import About
from takepart.domain.programme.places import Places
from takepart.domain.programme.session import Session, at_local
from takepart.domain.programme.sign_up import SignUp, SignUpState

WORKER = StaffId("participation-worker")
YOUNG_PEOPLE, OTHERS = 14, 2
PLANNED = 40
"""How many days before a session it is planned: so long ago that nobody is written to about it today."""


@dataclass(frozen=True, kw_only=True)
class Came:
    """Somebody who was there."""

    sign_up: SignUp
    person: Person
    session: Session


def live(world: World) -> tuple[Came, ...]:
    """The year's programme; everyone who was there, the earliest session first."""
    cast = _register(world)
    came: list[Came] = []
    turn = 0
    for series in SERIES:
        opportunity = _opportunity(series, world)
        for number, ago in enumerate(series.ago):
            here = [person for person in cast if person.journal[0].at < world.at(ago + PLANNED)] or list(cast[:6])
            chosen = [here[place] for place in _others_each_time(turn, series.come, len(here))]
            turn += 3
            came += _session(f"{series.id}-{number + 1}", series, opportunity, ago, chosen, world)
    return tuple(sorted(came, key=lambda each: (each.session.starts, each.session.id, each.person.id)))


def _others_each_time(turn: int, come: int, there: int) -> list[int]:
    """So many of those who are there, spread over all of them, nobody twice."""
    spread = [(turn + 5 * place) % there for place in range(come)]
    return list(dict.fromkeys([*spread, *((turn + place) % there for place in range(there))]))[:come]


def _register(world: World) -> tuple[Person, ...]:
    people = PeopleTable(world.table("PeopleTable"))
    return tuple(_registered(name, role, place, people, world) for place, (name, role) in enumerate(_names()))


def _names() -> Iterator[tuple[str, PersonRole]]:
    for number in range(YOUNG_PEOPLE):
        yield f"Young person {number + 1}", PersonRole.YOUNG_PERSON
        if number % 3 == 2:
            yield f"Parent {number // 3 + 1}", PersonRole.PARENT
    yield from ((f"Volunteer {number + 1}", PersonRole.OTHER) for number in range(OTHERS))


def _registered(name: str, role: PersonRole, place: int, people: PeopleTable, world: World) -> Person:
    email = f"{name.lower().replace(' ', '-')}@example.org"
    since = world.at(400 - 7 * place - (place % 5))
    young = role is PersonRole.YOUNG_PERSON
    details = Details(
        name=name,
        email=email,
        role=role,
        born=world.day(365 * (13 + place % 7) + 200) if young else None,
        needs="Please print in large letters." if place % 9 == 4 else "",
    )
    id = world.identities.person(email=email, name=name)
    new = people_domain.register(
        id,
        Step(journals.person(id), since, StepId("example-register")),
        details,
        consent_needed=False,
        sent_for=None,
    )
    person = people_domain.confirm_email(
        new, Step(journals.person(id), since + timedelta(hours=2), StepId("confirm-email"))
    )
    people.add(new)
    people.save(person)
    return person


def _opportunity(series: Series, world: World) -> OpportunityId:
    opportunities = OpportunitiesTable(world.table("ProgrammeTable"))
    about = About(
        title=series.title,
        kind=series.kind,
        level=series.level,
        activity_type=ActivityTypeId(series.activity),
        doing=series.doing,
        who_for="Anyone who uses our services",
        change=series.change,
        team=series.team,
        gives=CourseId(series.gives) if series.gives else None,
    )
    at = world.at(max(series.ago) + PLANNED + 2)
    id = OpportunityId(f"example-{series.id}")
    draft = opportunities_domain.write(id, Step(journals.staff(WORKER), at, StepId("example-write")), about)
    public = opportunities_domain.publish(
        draft, Step(journals.staff(WORKER), at, StepId("example-publish")), sessions_to_come=1
    )
    opportunities.add(draft)
    opportunities.save(public)
    if min(series.ago) > 0:
        closed = opportunities_domain.close(
            public, Step(journals.staff(WORKER), world.at(min(series.ago) - 1), StepId("example-close"))
        )
        opportunities.save(closed)
    return id


def _session(
    id: str, series: Series, opportunity: OpportunityId, ago: int, chosen: list[Person], world: World
) -> Iterator[Came]:
    table = world.table("ProgrammeTable")
    planned_at = world.at(ago + PLANNED)
    starts = at_local(world.day(ago), series.starts)
    planned = Session(
        id=SessionId(f"example-{id}"),
        opportunity=opportunity,
        activity_type=ActivityTypeId(series.activity),
        starts=starts,
        ends=starts + timedelta(minutes=series.minutes),
        where="Example Town Hall, Wirral",
        contact="0151 496 0100",
    )
    session = sessions_domain.plan(planned, Step(journals.staff(WORKER), planned_at, StepId("example-plan")))
    places = Places(session=session.id, total=12)
    is_over = ago > 0
    for place, person in enumerate(chosen):
        sign_up, places = _sign_up(session, person, places, at=planned_at + timedelta(days=4), world=world)
        if is_over and place and (place + ago) % 7 == 0:
            sign_up = sign_ups_domain.miss(sign_up, Step(journals.staff(WORKER), session.ends, StepId("example-miss")))
        elif is_over:
            draft = DraftId(f"example-{id}-{place}")
            sign_up = sign_ups_domain.attend(
                sign_up, Step(journals.staff(WORKER), session.ends, StepId("example-attend")), draft=draft
            )
        table.add(SignUpsTable.shape.stored(sign_up))
        if sign_up.state is SignUpState.ATTENDED:
            yield Came(sign_up=sign_up, person=person, session=session)
    if is_over:
        session = sessions_domain.hold(session, Step(journals.staff(WORKER), session.ends, StepId("hold")))
    table.add(ProgrammeSessionsTable.shape.stored(session))
    table.beside.append(_places_row(places, table.table))


def _sign_up(session: Session, person: Person, places: Places, *, at: datetime, world: World) -> tuple[SignUp, Places]:
    offered = sign_ups_domain.make_offer(
        None,
        Step(journals.person(person.id), at, StepId("example-offer")),
        session=session.id,
        person=person.id,
        offer=offer_for(session, policy=world.policy, holidays=world.holidays, now=at),
        starts=session.starts,
        support="",
    )
    return sign_ups_domain.accept(
        offered,
        Step(journals.person(person.id), at, StepId("example-accept")),
        places,
        choice=FeeChoice.as_offered(),
    )


_ROWS: dict[str, type[PlacesRow]] = {}


def _places_row(places: Places, table: str) -> PlacesRow:
    kind = _ROWS.setdefault(table, bound(PlacesRow, table))
    values = {name: getattr(places, name) for name in ("total", "taken", "waiting", "to_offer", "tickets", "version")}
    return kind(session_pk(places.session), PLACES, **values)
