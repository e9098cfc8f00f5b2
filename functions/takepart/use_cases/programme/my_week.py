"""A worker's week: their sessions, what is full or thin, who needs something first, and who must be called."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, time, timedelta
from typing import Final

from takepart.domain.ids import StaffId
from takepart.domain.people.person import Person
from takepart.domain.plain_reason import PlainWord
from takepart.domain.programme.opportunity import Opportunity
from takepart.domain.programme.places import Places
from takepart.domain.programme.session import Session
from takepart.domain.programme.sign_up import HAS_PLACE, SignUp, SignUpState
from takepart.domain.uk_time import LONDON, local_date
from takepart.use_cases.programme.ports import ProgrammeStores

WEEK: Final = timedelta(days=7)
AHEAD: Final = timedelta(days=21)
"""How far ahead help is agreed and people are called: in time for a taxi or an interpreter."""
_THIN: Final = 3
"""Fewer than one place in so many is taken."""
_STILL: Final = frozenset({*HAS_PLACE, SignUpState.OFFERED, SignUpState.WAITING})


class Filling(PlainWord):
    """How full a session is."""

    FULL = "full", "Full"
    THIN = "thin", "Few people yet"
    GOING = "going", ""


@dataclass(frozen=True, kw_only=True)
class Meeting:
    """One session to come, with what it is of."""

    session: Session
    opportunity: Opportunity
    places: Places | None

    @property
    def filling(self) -> Filling:
        """Whether somebody should do something about it."""
        if self.places is None or self.places.total > self.places.taken >= self.places.total / _THIN:
            return Filling.GOING
        return Filling.FULL if self.places.free <= 0 else Filling.THIN


@dataclass(frozen=True, kw_only=True)
class ForSomebody:
    """Something to do for one person about one session."""

    meeting: Meeting
    sign_up: SignUp
    person: Person


@dataclass(frozen=True, kw_only=True)
class MyWeek:
    """What a worker has before them."""

    meetings: tuple[Meeting, ...]
    support: tuple[ForSomebody, ...]
    """They asked for something, and no cost is agreed yet."""
    calls: tuple[ForSomebody, ...]
    """They take part and no letter goes out to them: they have no email, or want to be called or get it by post."""


def my_week(worker: StaffId, *, kept: ProgrammeStores, now: datetime) -> MyWeek:
    """The week from today on, and what is to be done for people in the three weeks from now, the first day first."""
    today = datetime.combine(local_date(now), time(0), tzinfo=LONDON)
    planned = kept.sessions.planned(since=today, until=today + AHEAD)
    of = {each.id: each for each in kept.opportunities.many(list({each.opportunity for each in planned}))}
    mine = [each for each in planned if each.opportunity in of and of[each.opportunity].worker == worker]
    places = kept.sign_ups.places_of([each.id for each in mine])
    meetings = [Meeting(session=s, opportunity=of[s.opportunity], places=places.get(s.id)) for s in mine]
    found = [(each, one) for each in meetings if each.session.is_to_come(now) for one in _still(each, kept)]
    people = {each.id: each for each in kept.people.many([one.person for _, one in found])}
    known = [
        ForSomebody(meeting=each, sign_up=one, person=people[one.person])
        for each, one in found
        if one.person in people and people[one.person].details is not None
    ]
    return MyWeek(
        meetings=tuple(each for each in meetings if each.session.starts < today + WEEK),
        support=tuple(each for each in known if each.sign_up.support and not each.sign_up.offer.agreed),
        calls=tuple(
            each
            for each in known
            if each.sign_up.has_place and each.person.is_registered and not each.person.is_written_to
        ),
    )


def _still(meeting: Meeting, kept: ProgrammeStores) -> list[SignUp]:
    return [each for each in kept.sign_ups.of_session(meeting.session.id) if each.state in _STILL]
