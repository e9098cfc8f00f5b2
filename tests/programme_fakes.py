"""Fakes of the ports of people and programmes: in memory, with the same conditions on a write as the tables have."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date, datetime

from takepart.domain.ids import OpportunityId, PersonId, SessionId
from takepart.domain.people.finding import PersonStanding, Wanted, card_of, read_card
from takepart.domain.people.look import Looks
from takepart.domain.people.person import Person
from takepart.domain.policy import Policy
from takepart.domain.programme.membership import Membership
from takepart.domain.programme.opportunity import Opportunity, OpportunityState
from takepart.domain.programme.places import Places
from takepart.domain.programme.session import Session, SessionState
from takepart.domain.programme.sign_up import SignUp
from takepart.use_cases.ports import ChangedMeanwhile
from takepart.use_cases.programme.ports import ProgrammeStores
from tests.fake_store import FakeStore, is_kept
from tests.page_marks import place_of
from tests.policies import WIRRAL
from tests.programme_builders import an_opportunity


class FakePeople(FakeStore[Person]):
    """People in memory."""

    def of_mailbox(self, person: PersonId) -> Sequence[Person]:
        mailbox = person.partition(".")[0]
        named = ((each.found_as or each.id, each) for each in self.kept.values() if each.details)
        return [each for name, each in named if name.partition(".")[0] == mailbox]

    def found(self, wanted: Wanted, *, today: date) -> Sequence[PersonId]:
        lines = sorted(
            (card_of(each).line(), each.id) for each in self.kept.values() if each.state.value in {*PersonStanding}
        )
        return [id for line, id in lines if wanted.fits(id, read_card(line), today=today)]


class FakeLooks(FakeStore[Looks]):
    """Who looked at whom, in memory."""


class FakeMemberships(FakeStore[Membership]):
    """Members of groups, in memory."""

    def of_group(self, group: OpportunityId) -> Sequence[Membership]:
        return [each for each in self.kept.values() if each.group == group]

    def of_person(self, person: PersonId) -> Sequence[Membership]:
        return [each for each in self.kept.values() if each.person == person]


class FakeOpportunities(FakeStore[Opportunity]):
    """Opportunities in memory."""

    def in_state(
        self, state: OpportunityState, *, start: str | None = None, limit: int = 50
    ) -> tuple[Sequence[Opportunity], str | None]:
        found = sorted((o for o in self.kept.values() if o.state is state), key=lambda o: o.journal[0].at, reverse=True)
        first = place_of(start)
        return found[first : first + limit], str(first + limit) if first + limit < len(found) else None


class FakeSessions(FakeStore[Session]):
    """Sessions in memory. Give it the sign-ups that share their partition."""

    def __init__(self, sign_ups: FakeSignUps) -> None:
        super().__init__()
        self.sign_ups = sign_ups

    def plan(self, session: Session, places: int) -> None:
        self.sign_ups.kept_places.setdefault(session.id, Places(session=session.id, total=places))
        self.save(session)

    def of_opportunity(self, opportunity: OpportunityId) -> Sequence[Session]:
        return sorted((s for s in self.kept.values() if s.opportunity == opportunity), key=lambda s: s.starts)

    def planned(self, *, since: datetime, until: datetime) -> Sequence[Session]:
        return self._between(SessionState.PLANNED, since, until)

    def held(self, *, since: datetime, until: datetime) -> Sequence[Session]:
        return self._between(SessionState.HELD, since, until)

    def _between(self, state: SessionState, since: datetime, until: datetime) -> Sequence[Session]:
        found = (s for s in self.kept.values() if s.state is state and since <= s.starts <= until)
        return sorted(found, key=lambda session: session.starts)


class FakeSignUps(FakeStore[SignUp]):
    """Sign-ups and places in memory."""

    def __init__(self) -> None:
        super().__init__()
        self.kept_places: dict[SessionId, Places] = {}

    def save_with_places(self, sign_up: SignUp, places: Places) -> None:
        if is_kept(self.kept.get(sign_up.identity), sign_up):
            return
        if self.kept_places[places.session].version != places.version:
            raise ChangedMeanwhile(places.session)
        self.kept_places[places.session] = replace(places, version=places.version + 1)
        self._keep(sign_up)

    def places(self, session: SessionId) -> Places:
        return self.kept_places[session]

    def places_of(self, sessions: Sequence[SessionId]) -> Mapping[SessionId, Places]:
        return {session: self.kept_places[session] for session in sessions}

    def save_places(self, places: Places) -> None:
        if self.kept_places[places.session].version != places.version:
            raise ChangedMeanwhile(places.session)
        self.kept_places[places.session] = replace(places, version=places.version + 1)

    def of_session(self, session: SessionId) -> Sequence[SignUp]:
        return [s for (kept, _), s in self.kept.items() if kept == session]

    def of_person(self, person: PersonId, *, since: datetime | None = None) -> Sequence[SignUp]:
        found = (s for s in self.kept.values() if s.person == person and (since is None or s.starts >= since))
        return sorted(found, key=lambda sign_up: sign_up.starts)


def stores(
    sessions: FakeSessions, *people: Person, opportunities: FakeOpportunities | None = None, policy: Policy = WIRRAL
) -> ProgrammeStores:
    """All of them, around sessions."""
    return ProgrammeStores(
        people=FakePeople(*people),
        opportunities=opportunities or FakeOpportunities(an_opportunity()),
        memberships=FakeMemberships(),
        sessions=sessions,
        sign_ups=sessions.sign_ups,
        policy=policy,
        holidays=frozenset(),
    )
