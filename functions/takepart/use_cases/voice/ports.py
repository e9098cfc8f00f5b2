"""What being heard needs from the world outside. Adapters provide it on AWS; tests provide fakes."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum
from typing import TYPE_CHECKING, Protocol, TypeVar

from takepart.domain.aggregate import Journalled
from takepart.domain.disclosure import Draws
from takepart.domain.ids import StaffId
from takepart.domain.refused import SendAgain
from takepart.domain.voice import complaint_clock
from takepart.domain.voice.alert import Alert, AlertState
from takepart.domain.voice.answer import AnswerId, QuestionnaireAnswer
from takepart.domain.voice.complaint import Complaint
from takepart.domain.voice.complaint_parts import Attached
from takepart.domain.voice.consultation import Consultation, ConsultationState
from takepart.domain.voice.feedback import Feedback, FeedbackState
from takepart.domain.voice.figures import Month, VenueHeard, VoiceFigure
from takepart.domain.voice.pictures import Picture
from takepart.domain.voice.questionnaire import Invitation, Questionnaire, QuestionnaireId
from takepart.domain.voice.questionnaire_states import AnswerState, QuestionnaireState
from takepart.domain.voice.refusals import VoiceRefusal
from takepart.domain.voice.rules import Track, VoiceRules
from takepart.domain.voice.tally import SURE, Counts, Theme, ThemeId, UrnId
from takepart.domain.voice.you_said import YouSaid, YouSaidState
from takepart.use_cases.doing import Store
from takepart.use_cases.ports import UploadForm
from takepart.use_cases.stores import Some

if TYPE_CHECKING:
    from takepart.domain.policy import Policy
    from takepart.domain.sent_files import SentFile

Kept = TypeVar("Kept", bound=Journalled)
StateT = TypeVar("StateT", bound=StrEnum, contravariant=True)


class ByState(Store[Kept], Protocol[Kept, StateT]):
    """Where things are kept that are listed by where they stand."""

    def in_state(
        self, state: StateT, *, of: str | None = None, start: str | None = None, newest: bool = True
    ) -> Some[Kept]:
        """A page of those that stand in one place; ``of`` is what they are listed under first, a questionnaire say."""

    def all_in(self, state: StateT, *, newest: bool = True) -> Sequence[Kept]:
        """All of them."""

    def count(self, state: StateT, *, of: str | None = None) -> int:
        """How many stand in one place; it stops counting at 500."""


class Resting(Store[Kept], Protocol[Kept]):
    """Where things are kept that are erased one day."""

    def resting(self, since: date) -> Iterator[Kept]:
        """Those that wait for nobody here, and had their last step on that day or before."""


class Feedbacks(ByState[Feedback, FeedbackState], Resting[Feedback], Protocol):
    """Where what people said is kept. Every write is one conditional request."""

    def save_together(self, *things: Feedback) -> None:
        """Keep the next step of several, or of none. Raises ChangedMeanwhile."""

    def alerts(self) -> Iterator[Feedback]:
        """Those with an alert that nobody has taken, the least told first."""


class Complaints(Resting[Complaint], Protocol):
    """Where complaints are kept."""

    def save_together(self, *things: Complaint) -> None:
        """Keep the next step of several, or of none. Raises ChangedMeanwhile."""

    def held_by(self, staff: StaffId | None) -> Sequence[Complaint]:
        """The open ones that one person has in hand, or that nobody has yet; the next date first."""

    def closed(self, received: int) -> Sequence[Complaint]:
        """Those that reached us in a calendar year and are done, the last one first."""

    def unfinished(self) -> Iterator[Complaint]:
        """All of which something is still to be done (``Complaint.waits_for``), whoever has it; the next day first."""

    def to_warn(self, today: date) -> Iterator[Complaint]:
        """Those of which staff are to be told today: ``Complaint.warn_on``."""


class Alerts(ByState[Alert, AlertState], Resting[Alert], Protocol):
    """Where alerts from the door are kept."""

    def waiting(self) -> Iterator[Alert]:
        """Those that nobody has taken, the least told first."""


class YouSaids(ByState[YouSaid, YouSaidState], Resting[YouSaid], Protocol):
    """Where "You said, we did" is kept."""

    def to_ask(self, today: date) -> Iterator[YouSaid]:
        """Those whose people should be asked by now whether it changed anything."""

    def consent_over(self, today: date) -> Iterator[YouSaid]:
        """Those with a quote or a photo whose consent is over, once their people were asked."""


Consultations = ByState[Consultation, ConsultationState]
HeardAt = Store[VenueHeard]
Invitations = Store[Invitation]


class PhotoFiles(Protocol):
    """Where pictures lie that everybody may see: of "You said, we did", by its id, and of questions, by ``shown_as``.

    And the papers of complaints, which only staff see.
    """

    def upload_form(self, id: str, file: str, *, back_to: str) -> UploadForm:
        """A form that sends one file straight to the store, and comes back to a page of ours."""

    def uploaded(self, id: str, file: str) -> bytes:
        """What was sent, no more than may be; nothing when there is no such file. Raises StoreUnavailable."""

    def keep(self, id: str, picture: Picture) -> None:
        """Keep what may be shown, in place of what was there. Raises StoreUnavailable."""

    def link(self, id: str, *, seconds: int = 60) -> str:
        """An address that shows it, for so long."""

    def drop(self, id: str) -> None:
        """It is gone. Quiet when it was gone before. Raises StoreUnavailable."""

    def keep_paper(self, key: str, sent: SentFile) -> None:
        """Keep a paper of a complaint, as it was checked. Raises StoreUnavailable."""

    def paper_link(self, paper: Attached) -> str:
        """A short-lived address that downloads it, and never shows it inside our pages."""

    def drop_paper(self, key: str) -> None:
        """It is gone. Quiet when it was gone before. Raises StoreUnavailable."""


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


class NotOurForm(SendAgain):
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


class Sealed(Exception):
    """The questionnaire has closed: nothing more is counted."""


class Questionnaires(ByState[Questionnaire, QuestionnaireState], Protocol):
    """Where questionnaires are kept. Every write is one conditional request."""

    def save_with(self, questionnaire: Questionnaire, consultation: Consultation) -> None:
        """Keep the next step of it and of its consultation, or of neither. Raises ChangedMeanwhile."""

    def to_close(self, today: date) -> Sequence[Questionnaire]:
        """Those that are open although their last day is over."""


@dataclass(frozen=True, kw_only=True)
class AnswerMark:
    """That an answer came, and what was chosen in it, under the code of whoever gave it (``domain/voice/sealed``)."""

    sealed: bytes = b""
    number: int = 0
    """How often it was changed since."""
    withdrawn: bool = False
    urn: UrnId = SURE
    """The day of which it is counted, if that needs a look. By whose link it came is sealed with what was chosen."""


@dataclass(frozen=True, kw_only=True)
class AnswerWrite:
    """All that is kept together when an answer comes, or when it is changed or taken back."""

    id: AnswerId
    questionnaire: QuestionnaireId
    mark: AnswerMark
    kept: QuestionnaireAnswer | None = None
    """None where nothing is kept but the count."""
    counts: Counts = field(default_factory=dict)
    """What is added to the counts: nothing for one that must be looked at first."""
    urn: UrnId = SURE
    """Where they are added."""
    lot: str = ""
    """In which item of these, as letters of a hash: many people answer at once, but staff one after the other."""
    themes: Mapping[ThemeId, int] = field(default_factory=dict)
    """What is added to the numbers of themes."""
    once: AnswerId | None = None
    """The mark of whoever may answer once: that they did. Nothing leads from one mark to the other."""


class Answers(ByState[QuestionnaireAnswer, AnswerState], Protocol):
    """Where answers are kept, and how often each option was chosen."""

    def start(self, id: QuestionnaireId) -> None:
        """Get ready to count. Quiet when it is."""

    def seal(self, id: QuestionnaireId) -> None:
        """Take no more answers, for good, and draw how the results are rounded. Again changes nothing."""

    def urns(self, id: QuestionnaireId) -> Mapping[UrnId, Counts]:
        """What was counted, as it is now, apart for each link and day."""

    def draws(self, id: QuestionnaireId) -> Draws | None:
        """How its results are rounded, drawn when it was sealed; None before."""

    def mark(self, id: AnswerId) -> AnswerMark | None:
        """That this answer came before, if it did."""

    def send(self, write: AnswerWrite) -> None:
        """Keep an answer and count it, both or neither, once however often it comes.

        Raises Sealed, also when the mark of whoever may answer once is there, and StoreUnavailable.
        """

    def change(self, write: AnswerWrite) -> None:
        """Keep what became of an answer, and what changes in the counts; its mark is the next one. All or nothing.

        Raises Sealed when counts change after the seal, ChangedMeanwhile, StoreUnavailable.
        """

    def keep(self, answer: QuestionnaireAnswer, counts: Counts) -> None:
        """Keep the next step of an answer that is real, and count it. Raises ChangedMeanwhile."""

    def sort(self, answer: QuestionnaireAnswer, themes: Mapping[ThemeId, int]) -> None:
        """Keep the next step of an answer, and change the numbers of its themes. Raises ChangedMeanwhile."""

    def alerts(self) -> Sequence[QuestionnaireAnswer]:
        """Those with an alert that nobody has taken."""

    def themes(self, id: QuestionnaireId) -> Sequence[Theme]:
        """The themes of one questionnaire, as they are now, by question and name."""

    def add_theme(self, id: QuestionnaireId, theme: Theme) -> None:
        """Keep a new theme. Quiet when it is there."""


@dataclass(frozen=True, kw_only=True)
class VoiceStores:
    """Where all of being heard is kept. Which of it a function may touch is its role's to say."""

    feedbacks: Feedbacks
    alerts: Alerts
    complaints: Complaints
    you_saids: YouSaids
    photos: PhotoFiles
    consultations: Consultations
    questionnaires: Questionnaires
    answers: Answers
    invitations: Invitations
    figures: VoiceFigures
    heard_at: HeardAt


class NotHere(Exception):
    """This organisation's policy says nothing about being heard."""


def rules_of(policy: Policy) -> VoiceRules:
    """The policy's part about being heard. Raises NotHere."""
    if policy.voice is None:
        raise NotHere
    return policy.voice


def track_of(complaint: Complaint, policy: Policy) -> Track:
    """The rules that a complaint goes by, also when the policy has its kind no more. Raises NotHere."""
    return complaint_clock.track_of(complaint, rules_of(policy), policy.organisation)
