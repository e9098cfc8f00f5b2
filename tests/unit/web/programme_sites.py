"""The pages about taking part on top of fakes, with the small browser of the public site."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta
from itertools import count
from types import SimpleNamespace
from typing import Any

from takepart.adapters.programme.calendar_files import CalendarFiles
from takepart.domain.links import Link, Purpose
from takepart.domain.people.person import Person
from takepart.use_cases.programme.ports import Naming
from takepart.web.programme.app import programme_app
from takepart.web.programme.desk import Programme
from takepart.web.static import Static
from tests.fakes import FakeIdentities, FakeLinks, FakeNames, FakeQueues
from tests.fakes_claims import FakeClaims, FakeDrafts
from tests.newsletters import FakeSubscribers
from tests.policies import WIRRAL
from tests.programme_builders import NOW, a_person, a_session
from tests.programme_fakes import FakeSessions, FakeSignUps, stores
from tests.unit.web.sites import URL, Browser
from tests.voices import FakeAlerts


class Clock:
    """A clock that tests can move."""

    def __init__(self, now: datetime = NOW) -> None:
        self.now = now

    def __call__(self) -> datetime:
        return self.now


_NOON = Clock()


def a_desk(*people: Person, places: int = 10, clock: Callable[[], datetime] = _NOON, **changes: Any) -> Programme:
    """One published opportunity with a session in December."""
    numbers = count(1)
    sessions, names = FakeSessions(FakeSignUps()), FakeNames()
    sessions.plan(a_session(), places)
    parts: dict[str, Any] = {
        "kept": stores(
            sessions, *people, opportunities=changes.pop("opportunities", None), policy=changes.pop("policy", WIRRAL)
        ),
        "naming": Naming(names, FakeIdentities(names)),
        "drafts": FakeDrafts(),
        "claims": FakeClaims(),
        "subscribers": FakeSubscribers(),
        "links": FakeLinks(),
        "queues": FakeQueues(),
        "calendar": CalendarFiles(site=URL, policy=WIRRAL),
        "raise_alert": FakeAlerts().put,
        "now": clock,
        "new_id": lambda: f"a-draft-that-nobody-guesses-{next(numbers)}",
        "url": URL,
        "static": Static(),
        **changes,
    }
    return Programme(**parts)


class ProgrammeBrowser(Browser):
    """A browser on the pages about taking part."""

    def __init__(self, desk: Programme) -> None:
        self.desk: Any = SimpleNamespace(**{**vars(desk), **vars(desk.kept), **desk.naming._asdict()})
        """The fakes behind the pages, whose insides tests look at."""
        self.app = programme_app(desk)


def participant(**changes: Any) -> Person:
    """Participant, under the id that her name and address give."""
    return a_person(FakeIdentities().person(email="participant.one@example.com", name="Participant One"), **changes)


def link_of(person: Person, purpose: Purpose = Purpose.MY_PART, *, at: datetime = NOW, turn: int | None = None) -> str:
    """The token in a letter to this person: of ``turn``, or of the time that it is about now."""
    if turn is None:
        turn = {Purpose.CONSENT: person.guardian_turn, Purpose.MY_PART: person.moves}.get(purpose, 0)
    link = Link(purpose=purpose, about=person.id, turn=turn, who="participant", expires=at + timedelta(days=30))
    return FakeLinks().make(link)
