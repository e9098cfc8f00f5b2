"""What an organisation promises, who owes it and who looks after it: the part of a policy that is kept, not paid."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date
from enum import StrEnum
from functools import cached_property
from types import MappingProxyType
from typing import Annotated, Final, NewType, Self

from takepart.domain.assurance.finding import FoundBy
from takepart.domain.assurance.years import YearStart
from takepart.domain.policy_keys import FLAT, MADE, Email, Key, Slug

TeamId = NewType("TeamId", str)
"""A team, a service, a commissioned provider or the organisation itself: ``fostering``."""
CommitmentId = NewType("CommitmentId", str)
"""One promise of the policy: ``drop-ins``."""
KeeperId = NewType("KeeperId", str)
"""Somebody who is reminded: a member of staff, or another person that the policy names."""
StatementId = NewType("StatementId", str)
"""One statement of the yearly audit: ``we-listen-early``."""

ORGANISATION: Final = TeamId("organisation")
AUDIT: Final = "audit"
"""The kind of evidence that only a signed-off audit gives."""
REVIEW: Final = "policy review"
"""The kind of evidence that only a review of the policy gives, which ends with a new version."""


_NOBODY: Final[Mapping[str, str]] = MappingProxyType({})


class UnknownTeam(LookupError):
    """The policy names no such team."""


class TeamKind(StrEnum):
    """Who can owe something."""

    TEAM = "team"
    SERVICE = "service"
    COMMISSIONED = "commissioned"
    ORGANISATION = "organisation"


class Cadence(StrEnum):
    """How often something is owed."""

    TIMES_A_YEAR = "times-a-year"
    EVERY_SO_MANY_YEARS = "every-so-many-years"
    EACH_TIME = "each-time"
    """Before each thing of a kind that the team starts: a recruitment, a new service."""


class Place(StrEnum):
    """A person's place around a team, which outlives the person."""

    LEAD = "team-lead"
    MANAGER = "manager"
    PARTICIPATION_LEAD = "participation-lead"


class Piece(StrEnum):
    """The four pieces of the audit (community-care: Culture, Practice, Structure, Review)."""

    CULTURE = "culture"
    PRACTICE = "practice"
    STRUCTURE = "structure"
    REVIEW = "review"


@dataclass(frozen=True, kw_only=True, slots=True)
class Keeper:
    """Somebody who is reminded, named by what they do."""

    id: KeeperId
    name: str
    email: Email


@dataclass(frozen=True, kw_only=True, slots=True)
class Former:
    """What a team was called until a day, that day included."""

    until: date
    name: str


@dataclass(frozen=True, kw_only=True, slots=True)
class Team:
    """Somebody who owes things, from the day they start to the day they close."""

    id: TeamId
    name: str
    kind: TeamKind
    """What kind of owner it is."""
    lead: KeeperId
    """Who is reminded of what it owes."""
    manager: KeeperId
    """Who hears of what is late."""
    contributors: tuple[KeeperId, ...] = ()
    """Who else answers the team's yearly audit."""
    starts: date
    ends: date | None = None
    former: Annotated[tuple[Former, ...], MADE] = ()
    """What it was called before, the earliest first."""

    def is_closed(self, day: date) -> bool:
        """Whether the team was closed before a day."""
        return self.ends is not None and day > self.ends


@dataclass(frozen=True, kw_only=True, slots=True)
class Commitment:
    """One promise, as one version of the policy makes it. A changed promise is a further one with the same id."""

    id: CommitmentId
    name: str
    promise: Annotated[str, Key(most=300)]
    """What is promised, in words for the public."""
    source: Annotated[str, Key(most=120)]
    """Where the policy promises it: ``Wirral policy, section 11``."""
    owners: frozenset[TeamKind]
    """The kinds of teams that owe it."""
    cadence: Cadence
    """How often it is owed."""
    times: Annotated[int, Key(1, 12)] = 1
    """Times a year, or every how many years; 1 for each time."""
    evidence: Annotated[tuple[str, ...], Key(least=1)]
    """What shows that it was kept: ``photos``, ``notes of the session``."""
    remind: Place
    """Who is reminded."""
    remind_days: Annotated[int, Key(1, 365, "calendar days")]
    """How many days before it is due its keeper is reminded."""
    plan_days: Annotated[int, Key(0, 700, "calendar days")] = 0
    """How many days before it is due there should be a plan; 0 when no plan is asked for."""
    tell_when_late: Place
    """Who is told when it is late."""
    starts: date
    ends: date | None = None
    found_by: Annotated[FoundBy | None, FLAT] = None
    """Which of our own records keeps it by itself; nothing when only people can show it."""

    @property
    def is_audit(self) -> bool:
        """Whether only the yearly audit, signed off, keeps it."""
        return AUDIT in self.evidence

    @property
    def is_review(self) -> bool:
        """Whether only the review of the policy keeps it."""
        return REVIEW in self.evidence

    def in_force(self, day: date) -> bool:
        """Whether this version of the promise holds on a day."""
        return self.starts <= day and (self.ends is None or day <= self.ends)


@dataclass(frozen=True, kw_only=True, slots=True)
class Statement:
    """One statement of the audit, and who judges themselves by it."""

    id: StatementId
    piece: Piece
    """Which of the four pieces it belongs to."""
    words: Annotated[str, Key(most=300)]
    """The statement."""
    asks: frozenset[TeamKind]
    """The kinds of teams that answer it."""
    to_people: Annotated[str, Key(most=160)] = ""
    """The same in words for those whom the service is for; empty when they are not asked it."""


class TaskKind(StrEnum):
    """What is special about a task of the policy's review."""

    CONSULT = "consult"
    """It names the consultation in which people were asked."""
    COMPARE = "compare"
    """What each promise achieved is shown beside it."""
    PUBLISH = "publish"
    """The last one: the new version is made public with its date."""
    OTHER = "other"


@dataclass(frozen=True, kw_only=True, slots=True)
class ReviewTask:
    """One task of the policy's review: who does it, and how long before the review is due."""

    id: Slug
    name: str
    words: Annotated[str, Key(most=300)]
    """What there is to do."""
    kind: TaskKind
    """What is special about it."""
    who: Place
    """Who does it."""
    days_before: Annotated[int, Key(0, 700, "calendar days")]
    """How long before the review is due it should be done."""


@dataclass(frozen=True, kw_only=True, slots=True)
class PolicyVersion:
    """One version of the policy: from when it holds, and what it changed, in words for the public."""

    id: Slug
    starts: date
    changed: Annotated[str, Key(most=500)]
    """What it changed, in words for the public."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Rung:
    """One level, or one place in the work, with what it means."""

    id: Slug
    name: Annotated[str, Key(most=40)]
    words: Annotated[str, Key(most=160)]
    """What it means."""


@dataclass(frozen=True, kw_only=True, slots=True)
class MapRules:
    """The two sides of the map (community-care: from daily decisions to strategic ones)."""

    levels: Annotated[tuple[Rung, ...], Key(least=2)]
    """From the least to the most."""
    spheres: tuple[Rung, ...]
    """From one person's own care to the plans for everyone."""


@dataclass(frozen=True, kw_only=True)
class Assurance:
    """Everything an organisation promises to do every so often."""

    year_starts: YearStart
    """When a policy year begins."""
    participation_lead: KeeperId
    """Who looks after all promises."""
    head: KeeperId
    """The next person up from the participation lead: who answers for the organisation's own promises."""
    missed_after_days: Annotated[int, Key(1, 180, "calendar days")]
    """How long after its day a promise can still be kept late."""
    link_days: Annotated[int, Key(1, 100, "calendar days")]
    """How long a link in a reminder works."""
    keepers: Annotated[tuple[Keeper, ...], Key(name="people")] = ()
    """Who is reminded; those on the staff need not be named again."""
    teams: tuple[Team, ...] = ()
    """Who owes promises."""
    commitments: tuple[Commitment, ...] = ()
    """The promises."""
    statements: tuple[Statement, ...] = ()
    """What the yearly audit asks."""
    review_tasks: tuple[ReviewTask, ...] = ()
    """How the policy is reviewed, step by step."""
    policy_versions: tuple[PolicyVersion, ...] = ()
    """The oldest first."""
    map: MapRules | None = None
    """What the map of taking part is drawn on."""
    former: Annotated[tuple[Keeper, ...], MADE] = ()
    """Who has left, as they were last."""
    stand_ins: Annotated[Mapping[str, str], MADE] = _NOBODY
    """Who acts today for somebody who is away, or has left."""

    @cached_property
    def owners(self) -> tuple[Team, ...]:
        """Every team, and the organisation as one more."""
        first = min((each.starts for each in self.commitments), default=date.min)
        itself = Team(
            id=ORGANISATION,
            name="The whole organisation",
            kind=TeamKind.ORGANISATION,
            lead=self.participation_lead,
            manager=self.head,
            starts=first,
        )
        return (*self.teams, itself)

    @cached_property
    def _owner_by_id(self) -> dict[TeamId, Team]:
        return {each.id: each for each in self.owners}

    @cached_property
    def _keeper_by_id(self) -> dict[KeeperId, Keeper]:
        return {each.id: each for each in self.keepers}

    def team(self, id: TeamId) -> Team:
        """Find a team, or the organisation. Raises UnknownTeam."""
        if id not in self._owner_by_id:
            raise UnknownTeam(id)
        return self._owner_by_id[id]

    def keeper(self, id: KeeperId) -> Keeper | None:
        """Find a person; None for one whom the policy does not name any more."""
        return self._keeper_by_id.get(id)

    def acting(self, id: KeeperId) -> Keeper | None:
        """Who does today what is somebody's: they, or whoever stands in for them or took over."""
        return self.keeper(KeeperId(self.stand_ins.get(id, id)))

    def is_theirs(self, id: KeeperId, keeper: KeeperId) -> bool:
        """Whether what is somebody's is ``keeper``'s to do today."""
        return keeper in (id, self.stand_ins.get(id))

    def name_of(self, id: str) -> str:
        """What somebody is called, also once they have left; one whom the policy never named is a colleague."""
        return next((each.name for each in (*self.keepers, *self.former) if each.id == id), "a colleague")

    def as_of(self, day: date) -> Self:
        """The same with each team under the name that it had on a day."""
        named = tuple(
            replace(team, name=next((each.name for each in team.former if day <= each.until), team.name))
            for team in self.teams
        )
        return replace(self, teams=named)

    def versions(self, id: CommitmentId) -> tuple[Commitment, ...]:
        """Every version of a promise, the oldest first."""
        return tuple(sorted((each for each in self.commitments if each.id == id), key=lambda each: each.starts))

    def owed_by(self, team: Team) -> tuple[Commitment, ...]:
        """What a team owes, every version of it."""
        return tuple(each for each in self.commitments if team.kind in each.owners)

    def holder(self, place: Place, team: Team) -> KeeperId:
        """Who holds a place around a team."""
        return {
            Place.LEAD: team.lead,
            Place.MANAGER: team.manager,
            Place.PARTICIPATION_LEAD: self.participation_lead,
        }[place]

    def teams_of(self, keeper: KeeperId) -> tuple[Team, ...]:
        """The teams that a person is part of; all of them for the participation lead."""
        if keeper in (self.participation_lead, self.head):
            return self.owners
        return tuple(each for each in self.owners if keeper in (each.lead, each.manager, *each.contributors))

    def statements_for(self, team: Team) -> tuple[Statement, ...]:
        """The statements of a team's audit, piece by piece."""
        return tuple(
            each for piece in Piece for each in self.statements if each.piece is piece and team.kind in each.asks
        )

    def statements_to_people(self, team: Team) -> tuple[Statement, ...]:
        """Those of them that children and young people answer too."""
        return tuple(each for each in self.statements_for(team) if each.to_people)


def no_promises() -> Assurance:
    """Of a policy that promises nothing: no team owes anything, and there is nobody to remind."""
    nobody = Keeper(id=KeeperId("nobody"), name="Nobody", email="")
    return Assurance(
        year_starts=YearStart.APRIL,
        participation_lead=nobody.id,
        head=nobody.id,
        missed_after_days=90,
        link_days=45,
        keepers=(nobody,),
    )
