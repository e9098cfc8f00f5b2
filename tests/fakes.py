"""A hand-written fake for every port. Each keeps the promises of its protocol, and writes down what was written."""

from __future__ import annotations

import base64
import hashlib
from collections import Counter, defaultdict
from collections.abc import Sequence
from datetime import date, datetime

from takepart.domain.bank_details import BankDetails
from takepart.domain.ids import PersonId, StaffId
from takepart.domain.links import BadLink, Link, LinkProblem
from takepart.domain.returned import Returned, ReturnedId, ReturnedState
from takepart.use_cases.ports import (
    STRANGERS,
    Event,
    Known,
    Letter,
    MailRejected,
    MailRetryable,
    NameTaken,
    Queue,
    Taken,
    Text,
)
from takepart.use_cases.stuck import Lying, Work
from tests.fake_store import FakeStore


class FakeLinks:
    """Links whose MAC is a plain hash with a made-up key: the port ``LinkMaker`` and ``LinkReader``."""

    def make(self, link: Link) -> str:
        words = link.spelled().encode()
        return f"{base64.urlsafe_b64encode(words).decode()}.{self._mac(words)}"

    def read(self, token: str) -> Link:
        words, _, mac = token.partition(".")
        try:
            spelled = base64.urlsafe_b64decode(words)
            if self._mac(spelled) != mac:
                raise BadLink(LinkProblem.FORGED)
            return Link.read(spelled.decode("ascii"))
        except ValueError as error:
            raise BadLink(LinkProblem.FORGED) from error

    def _mac(self, words: bytes) -> str:
        return hashlib.sha256(b"made-up key" + words).hexdigest()[:16]


class FakeNames:
    """Whose a name is, in memory."""

    def __init__(self) -> None:
        self.kept: dict[PersonId, Known] = {}
        self.parents: dict[PersonId, str] = {}

    def kin(self, *names: PersonId) -> tuple[str, ...]:
        return tuple(self.parents[name] for name in names if name in self.parents)

    def of(self, name: PersonId) -> Known | None:
        return self.kept.get(name)

    def take(
        self, name: PersonId, *, by: PersonId, also: tuple[PersonId, ...] = (), instead_of: PersonId | None = None
    ) -> None:
        known = self.kept.get(name)
        if known is not None and known.person not in (by, instead_of):
            raise NameTaken(known.person)
        self.kept[name] = Known(person=by, also=also)


class FakeIdentities:
    """Ids that show whom they are for: good enough for a test, and for nothing else."""

    def __init__(self, names: FakeNames | None = None) -> None:
        self.names = names or FakeNames()

    def person(self, *, email: str, name: str) -> PersonId:
        return self.every_name(email=email, name=name)[0]

    def every_name(self, *, email: str, name: str) -> tuple[PersonId, ...]:
        typed = self.name(email=email, name=name)
        known = self.names.of(typed)
        if known is None:
            return (typed,)
        known = self.names.of(known.person) or known
        return tuple(dict.fromkeys((known.person, *known.also, typed)))

    def name(self, *, email: str, name: str) -> PersonId:
        return PersonId(f"{_short(email.casefold())}.{_short(name.casefold())[:12]}")

    def kin(self, *names: PersonId) -> tuple[str, ...]:
        return self.names.kin(*names)

    def account(self, bank: BankDetails) -> str:
        return _short(f"{bank.sort_code}{bank.account_number}{bank.roll_number}")


class FakeMail:
    """Mail that arrives at once. ``fails`` letters are refused for now; ``refuses`` names addresses never taken."""

    def __init__(self, *, fails: int = 0, refuses: frozenset[str] = frozenset()) -> None:
        self.sent: list[Letter] = []
        self.held: list[Letter] = []
        self.fails, self.refuses = fails, refuses

    def send(self, letter: Letter) -> None:
        if letter.to in self.refuses:
            raise MailRejected(letter.key)
        if self.fails:
            self.fails -= 1
            raise MailRetryable(letter.key)
        self.sent.append(letter)

    def hold(self, letter: Letter) -> None:
        self.held.append(letter)


class FakeMailLog:
    """The port ``MailLog``, with the conditions that the table has."""

    def __init__(self) -> None:
        self.states: dict[str, tuple[str, datetime]] = {}
        self.back: set[str] = set()
        self.strangers: Counter[date] = Counter()
        self.texts: Counter[date] = Counter()
        self.rooms: defaultdict[tuple[str, date, str], set[str]] = defaultdict(set)

    def room_for(
        self, to: str, key: str, *, kind: str, of_a_kind: int, of_all: int, day: date, apart: bool = False
    ) -> bool:
        every, of_kind = self.rooms[to.lower(), day, kind if apart else ""], self.rooms[to.lower(), day, kind]
        if key not in of_kind and (len(every) >= of_all or len(of_kind) >= of_a_kind):
            return False
        every.add(key)
        of_kind.add(key)
        return True

    def take(self, key: str, *, at: datetime, stale: datetime) -> Taken:
        state, since = self.states.get(key, ("free", at))
        if state == "free" or (state == "tried" and since < stale):
            self.states[key] = ("tried", at)
            return Taken.OURS
        return {"sent": Taken.DONE, "rejected": Taken.REFUSED}.get(state, Taken.BUSY)

    def room_today(self, *, most: int, day: date, of: str = STRANGERS) -> bool:
        counted = self.strangers if of == STRANGERS else self.texts
        counted[day] += 1
        return counted[day] <= most

    def comes_back(self, to: str) -> bool:
        return self.mark(to) in self.back

    def mark(self, to: str) -> str:
        return f"mark-of-{to.lower()}"

    def stop(self, to: str, *, on: date) -> None:
        self.back.add(self.mark(to))

    def go_on(self, mark: str) -> None:
        self.back.discard(mark)

    def let_go(self, key: str, *, at: datetime) -> None:
        self.states[key] = ("free", at)

    def sent(self, key: str, *, at: datetime) -> None:
        self.states[key] = ("sent", at)

    def rejected(self, key: str, *, at: datetime) -> None:
        self.states[key] = ("rejected", at)


class FakeQueues:
    """Queues in memory."""

    def __init__(self) -> None:
        self.put_on: dict[Queue, list[Event]] = {queue: [] for queue in Queue}

    def put(self, queue: Queue, events: Sequence[Event]) -> Sequence[Event]:
        self.put_on[queue].extend(events)
        return []


class FakeSessions:
    """Sessions, used links and counters in memory."""

    def __init__(self) -> None:
        self.open: dict[str, tuple[StaffId, datetime]] = {}
        self.spent: set[str] = set()
        self.counts: dict[str, int] = {}
        self.writes = 0

    def start(self, secret: str, *, staff: StaffId, until: datetime) -> None:
        self.open[secret] = (staff, until)
        self.writes += 1

    def find(self, secret: str) -> StaffId | None:
        return self.open[secret][0] if secret in self.open else None

    def end(self, secret: str) -> None:
        self.open.pop(secret, None)
        self.writes += 1

    def spend(self, name: str, *, until: datetime) -> bool:
        self.writes += 1
        fresh = name not in self.spent
        self.spent.add(name)
        return fresh

    def count(self, name: str, *, until: datetime) -> int:
        self.writes += 1
        self.counts[name] = self.counts.get(name, 0) + 1
        return self.counts[name]


def _short(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()[:24]


class FakeFailures:
    """What could not be done."""

    def __init__(self) -> None:
        self.lying: list[Lying] = []
        self.went: list[tuple[Work, str]] = []

    def look(self) -> list[Lying]:
        return self.lying

    def again(self, work: Work, id: str = "") -> int:
        self.went.append((work, id))
        found = sum(each.number if not id else 1 for each in self.lying if each.work is work)
        self.lying = [each for each in self.lying if each.work is not work]
        return found


class FakeReturned(FakeStore[Returned]):
    """Letters that did not arrive, and those that are to go out again."""

    def __init__(self, *things: Returned) -> None:
        super().__init__(*things)
        self.to_go: list[ReturnedId] = []

    def waiting(self, *, start: str | None = None, limit: int) -> tuple[list[Returned], str | None]:
        found = [each for each in self.kept.values() if each.state is not ReturnedState.DONE]
        return found[:limit], None

    def count(self, *, most: int) -> int:
        return min(most, len(self.waiting(limit=most)[0]))

    def again(self, id: ReturnedId) -> None:
        self.to_go.append(id)


class FakeTexts:
    """Texts that arrive at once. ``refuses`` names numbers that take none."""

    def __init__(self, *, refuses: frozenset[str] = frozenset()) -> None:
        self.sent: list[Text] = []
        self.refuses = refuses

    def send(self, text: Text) -> None:
        if text.to in self.refuses:
            raise MailRejected(text.key)
        self.sent.append(text)
