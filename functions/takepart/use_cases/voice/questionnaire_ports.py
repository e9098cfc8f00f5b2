"""What questionnaires and their answers need from the world outside. Adapters provide it; tests provide fakes."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Protocol

from takepart.domain.voice.answer import AnswerId, QuestionnaireAnswer
from takepart.domain.voice.answer_states import AnswerState
from takepart.domain.voice.consultation import Consultation
from takepart.domain.voice.invitation import Invitation
from takepart.domain.voice.questionnaire import Questionnaire, QuestionnaireId
from takepart.domain.voice.questionnaire_states import QuestionnaireState
from takepart.domain.voice.tally import Counts
from takepart.domain.voice.themes import Theme, ThemeId
from takepart.use_cases.doing import Store
from takepart.use_cases.voice.ports import Some


class Sealed(Exception):
    """The questionnaire has closed: nothing more is counted."""


class Questionnaires(Store[Questionnaire], Protocol):
    """Where questionnaires are kept. Every write is one conditional request."""

    def save_with(self, questionnaire: Questionnaire, consultation: Consultation) -> None:
        """Keep the next step of it and of its consultation, or of neither. Raises ChangedMeanwhile."""

    def in_state(self, state: QuestionnaireState, *, start: str | None = None) -> Some[Questionnaire]:
        """A page of those that stand in one place, the last to close first."""

    def all_in(self, state: QuestionnaireState) -> Sequence[Questionnaire]:
        """All of them."""

    def to_close(self, today: date) -> Sequence[Questionnaire]:
        """Those that are open although their last day is over."""


class Answers(Store[QuestionnaireAnswer], Protocol):
    """Where answers are kept, and how often each option was chosen."""

    def start(self, id: QuestionnaireId) -> None:
        """Get ready to count. Quiet when it is."""

    def seal(self, id: QuestionnaireId) -> None:
        """Take no more answers, from now on and for good."""

    def tally(self, id: QuestionnaireId) -> Counts:
        """What was counted, as it is now."""

    def was_sent(self, id: AnswerId) -> bool:
        """Whether this answer came before."""

    def send(
        self, id: AnswerId, questionnaire: QuestionnaireId, kept: QuestionnaireAnswer | None, counts: Counts
    ) -> None:
        """Keep an answer and count it, both or neither, once however often it comes.

        ``kept`` is None for one of which nothing is kept but the count; ``counts`` is empty for one that must be
        looked at first. Raises Sealed, StoreUnavailable.
        """

    def keep(self, answer: QuestionnaireAnswer, counts: Counts) -> None:
        """Keep the next step of an answer that is real, and count it. Raises ChangedMeanwhile."""

    def sort(self, answer: QuestionnaireAnswer, themes: Mapping[ThemeId, int]) -> None:
        """Keep the next step of an answer, and change the numbers of its themes. Raises ChangedMeanwhile."""

    def in_state(
        self, state: AnswerState, *, questionnaire: QuestionnaireId | None = None, start: str | None = None
    ) -> Some[QuestionnaireAnswer]:
        """Those that stand in one place, of one questionnaire or of all, the oldest of each first."""

    def count(self, state: AnswerState, *, questionnaire: QuestionnaireId | None = None) -> int:
        """How many stand in one place; it stops counting at 500."""

    def alerts(self) -> Sequence[QuestionnaireAnswer]:
        """Those with an alert that nobody has taken."""

    def themes(self, id: QuestionnaireId) -> Sequence[Theme]:
        """The themes of one questionnaire, as they are now, by question and name."""

    def add_theme(self, id: QuestionnaireId, theme: Theme) -> None:
        """Keep a new theme. Quiet when it is there."""


class Invitations(Store[Invitation], Protocol):
    """Where it is kept who was asked by email to answer. What they answered is not there."""
