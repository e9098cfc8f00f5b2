"""Fakes for every port of being heard. Each keeps the promises of its protocol."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import UTC, date, datetime
from enum import StrEnum
from itertools import count
from typing import Any, Generic, Protocol, TypeVar

from takepart.domain.ids import StaffId
from takepart.domain.journal import Journal
from takepart.domain.sent_files import SentFile
from takepart.domain.voice.alert import Alert, AlertState
from takepart.domain.voice.codes import FeedbackId
from takepart.domain.voice.complaint import Complaint
from takepart.domain.voice.complaint_parts import Attached, ComplaintId, ComplaintState
from takepart.domain.voice.consultation import Consultation
from takepart.domain.voice.feedback import Feedback
from takepart.domain.voice.figures import Month, VenueHeard, VoiceFigure
from takepart.domain.voice.pictures import Picture
from takepart.domain.voice.you_said import YouSaid, YouSaidId
from takepart.use_cases.ports import ChangedMeanwhile, UploadForm
from takepart.use_cases.stores import Some
from takepart.use_cases.voice.ports import NotOurForm, SealedForm, VoiceStores
from tests.page_marks import place_of

NOON = datetime(2026, 11, 23, 12, 0, tzinfo=UTC)
"""A Monday."""


class Kept(Protocol):
    """What has an id and a journal."""

    @property
    def id(self) -> str:
        """Its name."""

    @property
    def journal(self) -> Journal:
        """What happened to it."""


One = TypeVar("One", bound=Kept)


def page_of(things: Sequence[One], start: str | None, *, size: int) -> Some[One]:
    """A page of a list, with a mark of where the next one starts."""
    first = place_of(start)
    return Some(things=things[first : first + size], next=str(first + size) if len(things) > first + size else None)


class FakeStore(Generic[One]):
    """Things in memory, with the same conditions on a write as a table has. ``page`` is how many are on one."""

    page = 50

    def __init__(self, *things: One) -> None:
        self.kept: dict[str, One] = {thing.id: thing for thing in things}
        self.writes = 0

    def get(self, id: str) -> One | None:
        return self.kept.get(id)

    def many(self, ids: Sequence[str]) -> Sequence[One]:
        return [self.kept[id] for id in dict.fromkeys(ids) if id in self.kept]

    def add(self, thing: One) -> None:
        before = self.kept.get(thing.id)
        if before is not None:
            if before.journal[0].step == thing.journal[0].step:
                return
            raise ChangedMeanwhile(thing.id)
        self._keep(thing)

    def save(self, thing: One) -> None:
        before, ours = self.kept.get(thing.id), thing.journal[-1]
        if len(thing.journal) == 1:
            self.add(thing)
            return
        if before is None or len(before.journal) != len(thing.journal) - 1:
            if before is not None and any(e.step == ours.step and e.seq == ours.seq for e in before.journal):
                return
            raise ChangedMeanwhile(thing.id)
        self._keep(thing)

    def _keep(self, thing: One) -> None:
        self.kept[thing.id] = thing
        self.writes += 1


class FakeByState(FakeStore[One]):
    """The port ``ByState``, and what rests."""

    def in_state(
        self, state: StrEnum, *, of: str | None = None, start: str | None = None, newest: bool = True
    ) -> Some[One]:
        found = [each for each in self.all_in(state) if of in (None, getattr(each, "questionnaire", None))]
        return page_of(found, start, size=self.page)

    def all_in(self, state: StrEnum, *, newest: bool = True) -> Sequence[One]:
        return [each for each in self.kept.values() if getattr(each, "state", None) is state]

    def count(self, state: StrEnum, *, of: str | None = None) -> int:
        return len([each for each in self.all_in(state) if of in (None, getattr(each, "questionnaire", None))])


class FakeResting(FakeStore[One]):
    """The port ``Resting``."""

    def save_together(self, *things: One) -> None:
        before = dict(self.kept)
        try:
            for thing in things:
                self.save(thing)
        except ChangedMeanwhile:
            self.kept = before
            raise

    def resting(self, since: date) -> Iterator[One]:
        found = [(each, getattr(each, "rests_since", None)) for each in self.kept.values()]
        return iter([each for each, day in found if day and day <= since])


class FakeFeedbacks(FakeByState[Feedback], FakeResting[Feedback]):
    """The port ``Feedbacks``."""

    def alerts(self) -> Iterator[Feedback]:
        return iter([each for each in self.kept.values() if each.alert])


class FakeComplaints(FakeResting[Complaint]):
    """The port ``Complaints``."""

    def held_by(self, staff: StaffId | None) -> Sequence[Complaint]:
        return [each for each in self.kept.values() if each.is_open and each.holder == staff]

    def closed(self, received: int) -> Sequence[Complaint]:
        done = [each for each in self.kept.values() if not each.is_open and each.state is not ComplaintState.ERASED]
        return sorted(
            (each for each in done if each.received_on.year == received),
            key=lambda each: each.received_on,
            reverse=True,
        )

    def unfinished(self) -> Iterator[Complaint]:
        return iter([each for each in self.kept.values() if each.waits_for])

    def to_warn(self, today: date) -> Iterator[Complaint]:
        return iter([each for each in self.kept.values() if each.waits_for and each.warn_on <= today])


class FakeAlerts(FakeByState[Alert], FakeResting[Alert]):
    """The port ``Alerts``, and what the door puts them into."""

    def put(self, alert: Alert) -> None:
        self.kept.setdefault(alert.id, alert)

    def waiting(self) -> Iterator[Alert]:
        return iter(self.all_in(AlertState.WAITING))


class FakeVoiceCounts:
    """The port ``VoiceCounts``: nothing waits, unless a test says so by the method's name."""

    def __init__(self, **numbers: int) -> None:
        self.numbers = numbers
        self.of: dict[StaffId | None, tuple[int, int]] = {}
        """Open and overdue complaints by their handler."""

    def alerts(self) -> int:
        return self.numbers.get("alerts", 0)

    def alerts_taken(self) -> int:
        return self.numbers.get("alerts_taken", 0)

    def feedback(self) -> int:
        return self.numbers.get("feedback", 0)

    def answers(self) -> int:
        return self.numbers.get("answers", 0)

    def drafts(self) -> int:
        return self.numbers.get("drafts", 0)

    def complaints(self, handler: StaffId | None) -> int:
        return self.of.get(handler, (0, 0))[0]

    def overdue(self, handler: StaffId | None, today: date) -> int:
        return self.of.get(handler, (0, 0))[1]


class FakeYouSaids(FakeByState[YouSaid], FakeResting[YouSaid]):
    """The port ``YouSaids``."""

    def to_ask(self, today: date) -> Iterator[YouSaid]:
        return iter([each for each in self.kept.values() if each.ask_on and each.ask_on <= today])

    def consent_over(self, today: date) -> Iterator[YouSaid]:
        return iter([each for each in self.kept.values() if not each.ask_on and each.over(today)])


class FakePhotos:
    """The port ``PhotoFiles``."""

    def __init__(self) -> None:
        self.sent: dict[tuple[str, str], bytes] = {}
        self.shown: dict[str, Picture] = {}
        self.papers: dict[str, SentFile] = {}

    def upload_form(self, id: str, file: str, *, back_to: str) -> UploadForm:
        return UploadForm(url="https://files.example/", fields={"key": f"sent/{id}/{file}", "back": back_to})

    def uploaded(self, id: str, file: str) -> bytes:
        return self.sent.get((id, file), b"")

    def keep(self, id: str, picture: Picture) -> None:
        self.shown[id] = picture

    def link(self, id: str, *, seconds: int = 60) -> str:
        return f"https://files.example/shown/{id}?" + ("short-lived" if seconds == 60 else f"for={seconds}")

    def drop(self, id: str) -> None:
        self.shown.pop(id, None)

    def keep_paper(self, key: str, sent: SentFile) -> None:
        self.papers[key] = sent

    def paper_link(self, paper: Attached) -> str:
        return f"https://files.example/papers/{paper.key}?short-lived"

    def drop_paper(self, key: str) -> None:
        self.papers.pop(key, None)


class FakeConsultations(FakeByState[Consultation]):
    """The port ``Consultations``."""


class FakeHeardAt(FakeStore[VenueHeard]):
    """The port ``HeardAt``: the first of a place's month stays."""


class FakeFigures:
    """The port ``Figures``."""

    def __init__(self) -> None:
        self.counted: dict[str, tuple[str, Mapping[VoiceFigure, int]]] = {}

    def count(self, key: str, month: str, numbers: Mapping[VoiceFigure, int]) -> None:
        self.counted.setdefault(key, (month, numbers))

    def months(self, names: Sequence[str]) -> Sequence[Month]:
        found = {name: Month(month=name) for name in names}
        for month, numbers in self.counted.values():
            for figure, number in numbers.items():
                name = figure.value.replace("-", "_")
                if month in found:
                    found[month] = replace(found[month], **{name: getattr(found[month], name) + number})
        return [found[name] for name in names]


class FakeForms:
    """The port ``Forms``, with a plain hash and a made-up key."""

    def __init__(self) -> None:
        self._numbers = count(1)

    def give(self, form: str, *, at: datetime) -> str:
        words = f"{form}|form-{next(self._numbers)}|{int(at.timestamp())}"
        return f"{words}|{self._mac(words)}"

    def take(self, token: str) -> SealedForm:
        words, _, mac = token.rpartition("|")
        if mac != self._mac(words):
            raise NotOurForm
        form, name, at = words.split("|")
        return SealedForm(form=form, name=name, given_at=datetime.fromtimestamp(int(at), tz=UTC))

    def secret(self, name: str) -> bytes:
        return hashlib.sha256(f"made-up key {name}".encode()).digest()

    def _mac(self, words: str) -> str:
        return hashlib.sha256(f"made-up key {words}".encode()).hexdigest()[:16]


def feedback_id(name: str) -> FeedbackId:
    """An id for a test."""
    return FeedbackId(hashlib.sha256(name.encode()).hexdigest()[:40])


def complaint_id(name: str = "K7M4-9QXR") -> ComplaintId:
    """An id for a test."""
    return ComplaintId(name)


def you_said_id(name: str = "K7M4-9QXR") -> YouSaidId:
    """An id for a test."""
    return YouSaidId(name)


def fake_stores(**kept: Any) -> VoiceStores:
    """Everything in memory; what is given takes its place."""
    from tests.questionnaires import FakeAnswers, FakeInvitations, FakeQuestionnaires  # it is made of these fakes

    fakes: dict[str, Any] = {
        "feedbacks": FakeFeedbacks,
        "alerts": FakeAlerts,
        "complaints": FakeComplaints,
        "you_saids": FakeYouSaids,
        "photos": FakePhotos,
        "consultations": FakeConsultations,
        "questionnaires": FakeQuestionnaires,
        "answers": FakeAnswers,
        "invitations": FakeInvitations,
        "figures": FakeFigures,
        "heard_at": FakeHeardAt,
    }
    return VoiceStores(**{name: kept[name] if name in kept else fake() for name, fake in fakes.items()})
