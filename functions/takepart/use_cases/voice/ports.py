"""What being heard needs from the world outside. Adapters provide it on AWS; tests provide fakes."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Generic, Protocol, TypeVar

from takepart.domain.ids import StaffId
from takepart.domain.refused import Refused
from takepart.domain.voice.alert import Alert, AlertState
from takepart.domain.voice.complaint import Complaint
from takepart.domain.voice.consultation import Consultation, ConsultationState
from takepart.domain.voice.feedback import Feedback, FeedbackState
from takepart.domain.voice.figures import Month, VoiceFigure
from takepart.domain.voice.heard import HeardId, VenueHeard
from takepart.domain.voice.pictures import Picture
from takepart.domain.voice.refusals import VoiceRefusal
from takepart.domain.voice.you_said import YouSaid, YouSaidId, YouSaidState
from takepart.use_cases.doing import Store
from takepart.use_cases.ports import UploadForm

Thing = TypeVar("Thing", covariant=True)


@dataclass(frozen=True, kw_only=True)
class Some(Generic[Thing]):
    """Some of a list, and where the rest starts."""

    things: Sequence[Thing]
    next: str | None = None


class Feedbacks(Store[Feedback], Protocol):
    """Where what people said is kept. Every write is one conditional request."""

    def save_both(self, one: Feedback, other: Feedback) -> None:
        """Keep the next step of two, or of none. Raises ChangedMeanwhile."""

    def in_state(self, state: FeedbackState, *, start: str | None = None, newest: bool = False) -> Some[Feedback]:
        """Those that stand in one place, the longest waiting first unless ``newest``."""

    def count(self, state: FeedbackState) -> int:
        """How many stand in one place; it stops counting at 500."""

    def alerts(self) -> Iterator[Feedback]:
        """Those with an alert that nobody has taken, the least told first."""

    def resting(self, since: date) -> Iterator[Feedback]:
        """Those that wait for nobody here, and had their last step on that day or before."""


class Complaints(Store[Complaint], Protocol):
    """Where complaints are kept."""

    def with_handler(self, handler: StaffId | None, *, is_open: bool = True) -> Sequence[Complaint]:
        """All of one handler, or all that nobody handles yet; the next date first."""

    def overdue(self, today: date) -> Iterator[Complaint]:
        """Those whose next date has passed and was not told yet."""

    def resting(self, since: date) -> Iterator[Complaint]:
        """Those that are done, and had their last step on that day or before."""


class Alerts(Store[Alert], Protocol):
    """Where alerts from the door are kept."""

    def in_state(self, state: AlertState) -> Sequence[Alert]:
        """All that stand in one place, the longest waiting first."""

    def waiting(self) -> Iterator[Alert]:
        """Those that nobody has taken, the least told first."""

    def resting(self, since: date) -> Iterator[Alert]:
        """Those that are done, and had their last step on that day or before."""


class YouSaids(Store[YouSaid], Protocol):
    """Where "You said, we did" is kept."""

    def in_state(self, state: YouSaidState, *, start: str | None = None) -> Some[YouSaid]:
        """A page of those that stand in one place, the newest first."""

    def all_in(self, state: YouSaidState) -> Sequence[YouSaid]:
        """All of them."""

    def count(self, state: YouSaidState) -> int:
        """How many stand in one place; it stops counting at 500."""

    def to_ask(self, today: date) -> Iterator[YouSaid]:
        """Those whose people should be asked by now whether it changed anything."""

    def resting(self, since: date) -> Iterator[YouSaid]:
        """Those that are not public, and had their last step on that day or before."""

    def consent_over(self, today: date) -> Iterator[YouSaid]:
        """Those with a quote or a photo whose consent is over, once their people were asked."""


class PhotoFiles(Protocol):
    """Where photos lie: one for each "You said, we did"."""

    def upload_form(self, id: YouSaidId, file: str, *, back_to: str) -> UploadForm:
        """A form that sends one file straight to the store, and comes back to a page of ours."""

    def uploaded(self, id: YouSaidId, file: str) -> bytes:
        """What was sent, no more than may be; nothing when there is no such file. Raises StoreUnavailable."""

    def keep(self, id: YouSaidId, picture: Picture) -> None:
        """Keep what may be shown, in place of what was there. Raises StoreUnavailable."""

    def link(self, id: YouSaidId) -> str:
        """A short-lived address that shows it."""

    def drop(self, id: YouSaidId) -> None:
        """It is gone. Quiet when it was gone before. Raises StoreUnavailable."""


class Consultations(Store[Consultation], Protocol):
    """Where consultations are kept."""

    def in_state(self, state: ConsultationState, *, start: str | None = None) -> Some[Consultation]:
        """A page of those that stand in one place, the last to close first."""

    def all_in(self, state: ConsultationState) -> Sequence[Consultation]:
        """All of them."""


class HeardAt(Protocol):
    """Where it is kept that a place's feedback address was used."""

    def get(self, id: HeardId) -> VenueHeard | None:
        """A place's month, if anything was said there."""

    def add(self, heard: VenueHeard) -> None:
        """Keep a place's month; quiet when it is there."""


class VoiceFigures(Protocol):
    """Where the public figures are kept."""

    def count(self, key: str, month: str, numbers: Mapping[VoiceFigure, int]) -> None:
        """Add to a month's figures, once for each key however often it is called."""

    def months(self, names: Sequence[str]) -> Sequence[Month]:
        """The figures of these months, in their order; nothing counted is 0."""


@dataclass(frozen=True, kw_only=True)
class SealedForm:
    """A form that we gave out: which one, its own name, and when."""

    form: str
    name: str
    given_at: datetime


class NotOurForm(Refused):
    """We did not give out this form, or it was altered."""

    def __init__(self) -> None:
        super().__init__("form", reason=VoiceRefusal.NOT_OUR_FORM)


class Forms(Protocol):
    """Forms that show they are ours, and when they were given out. Nothing about them is kept."""

    def give(self, form: str, *, at: datetime) -> str:
        """A token for a new form."""

    def take(self, token: str) -> SealedForm:
        """The form behind a token. Raises NotOurForm."""

    def secret(self, name: str) -> bytes:
        """Bytes that only we can make, the same for the same form."""
