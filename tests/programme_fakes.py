"""Fakes of the ports of people and programmes: in memory, with the same conditions on a write as the tables have."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime

from takepart.domain.ids import PersonId
from takepart.domain.journal import Journal
from takepart.domain.people.person import Person
from takepart.domain.programme.ids import OpportunityId, SessionId
from takepart.domain.programme.opportunity import Opportunity, OpportunityState
from takepart.domain.programme.places import Places
from takepart.domain.programme.session import Session, SessionState
from takepart.domain.programme.sign_up import SignUp
from takepart.use_cases.ports import ChangedMeanwhile
from tests.page_marks import place_of


def _is_kept(before: Journal | None, journal: Journal) -> bool:
    """Whether this step is written already. Raises ChangedMeanwhile when another took its turn."""
    count = len(before or ())
    if count == len(journal) - 1:
        return False
    if before and any(e.step == journal[-1].step and e.seq == journal[-1].seq for e in before):
        return True
    raise ChangedMeanwhile("fake")


class FakePeople:
    """People in memory."""

    def __init__(self, *people: Person) -> None:
        self.kept = {person.id: person for person in people}

    def get(self, person: PersonId) -> Person | None:
        return self.kept.get(person)

    def add(self, person: Person) -> None:
        self.save(person)

    def save(self, person: Person) -> None:
        before = self.kept.get(person.id)
        if not _is_kept(before.journal if before else None, person.journal):
            self.kept[person.id] = person

    def of_mailbox(self, person: PersonId) -> Sequence[Person]:
        mailbox = person.partition(".")[0]
        named = ((each.found_as or each.id, each) for each in self.kept.values() if each.details)
        return [each for name, each in named if name.partition(".")[0] == mailbox]


class FakeOpportunities:
    """Opportunities in memory."""

    def __init__(self, *opportunities: Opportunity) -> None:
        self.kept = {each.id: each for each in opportunities}

    def get(self, opportunity: OpportunityId) -> Opportunity | None:
        return self.kept.get(opportunity)

    def many(self, opportunities: Sequence[OpportunityId]) -> Sequence[Opportunity]:
        return [self.kept[each] for each in dict.fromkeys(opportunities) if each in self.kept]

    def add(self, opportunity: Opportunity) -> None:
        self.save(opportunity)

    def save(self, opportunity: Opportunity) -> None:
        before = self.kept.get(opportunity.id)
        if not _is_kept(before.journal if before else None, opportunity.journal):
            self.kept[opportunity.id] = opportunity

    def in_state(
        self, state: OpportunityState, *, start: str | None = None, limit: int = 50
    ) -> tuple[Sequence[Opportunity], str | None]:
        found = sorted((o for o in self.kept.values() if o.state is state), key=lambda o: o.journal[0].at, reverse=True)
        first = place_of(start)
        return found[first : first + limit], str(first + limit) if first + limit < len(found) else None


class FakeSessions:
    """Sessions in memory. Give it the sign-ups that share their partition."""

    def __init__(self, sign_ups: FakeSignUps) -> None:
        self.kept: dict[SessionId, Session] = {}
        self.sign_ups = sign_ups

    def get(self, session: SessionId) -> Session | None:
        return self.kept.get(session)

    def plan(self, session: Session, places: int) -> None:
        self.sign_ups.kept_places.setdefault(session.id, Places(session=session.id, total=places))
        self.save(session)

    def save(self, session: Session) -> None:
        before = self.kept.get(session.id)
        if not _is_kept(before.journal if before else None, session.journal):
            self.kept[session.id] = session

    def of_opportunity(self, opportunity: OpportunityId) -> Sequence[Session]:
        return sorted((s for s in self.kept.values() if s.opportunity == opportunity), key=lambda s: s.starts)

    def planned(self, *, since: datetime, until: datetime) -> Sequence[Session]:
        found = (s for s in self.kept.values() if s.state is SessionState.PLANNED and since <= s.starts <= until)
        return sorted(found, key=lambda session: session.starts)


class FakeSignUps:
    """Sign-ups and places in memory."""

    def __init__(self) -> None:
        self.kept: dict[tuple[SessionId, PersonId], SignUp] = {}
        self.kept_places: dict[SessionId, Places] = {}
        self.writes = 0

    def get(self, key: tuple[SessionId, PersonId]) -> SignUp | None:
        return self.kept.get(key)

    def save(self, sign_up: SignUp) -> None:
        before = self.kept.get((sign_up.session, sign_up.person))
        if not _is_kept(before.journal if before else None, sign_up.journal):
            self.kept[sign_up.session, sign_up.person] = sign_up
            self.writes += 1

    def save_with_places(self, sign_up: SignUp, places: Places) -> None:
        before = self.kept.get((sign_up.session, sign_up.person))
        if _is_kept(before.journal if before else None, sign_up.journal):
            return
        if self.kept_places[places.session].version != places.version:
            raise ChangedMeanwhile(places.session)
        self.kept[sign_up.session, sign_up.person] = sign_up
        self.kept_places[places.session] = replace(places, version=places.version + 1)
        self.writes += 1

    def places(self, session: SessionId) -> Places:
        return self.kept_places[session]

    def save_places(self, places: Places) -> None:
        if self.kept_places[places.session].version != places.version:
            raise ChangedMeanwhile(places.session)
        self.kept_places[places.session] = replace(places, version=places.version + 1)

    def of_session(self, session: SessionId) -> Sequence[SignUp]:
        return [s for (kept, _), s in self.kept.items() if kept == session]

    def of_person(self, person: PersonId, *, since: datetime | None = None) -> Sequence[SignUp]:
        found = (s for s in self.kept.values() if s.person == person and (since is None or s.starts >= since))
        return sorted(found, key=lambda sign_up: sign_up.starts)
