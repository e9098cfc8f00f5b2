"""A questionnaire for tests, built and opened by its own steps; and fakes for the stores of its answers."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date, datetime, timedelta

from takepart.domain import journal as journals
from takepart.domain.aggregate import Step
from takepart.domain.disclosure import Draws
from takepart.domain.ids import StaffId, StepId
from takepart.domain.voice import questionnaire as questionnaires
from takepart.domain.voice.answer import AnswerId, QuestionnaireAnswer
from takepart.domain.voice.consultation import Consultation
from takepart.domain.voice.questionnaire import (
    Invitation,
    Questionnaire,
    QuestionnaireAbout,
    QuestionnaireId,
    QuestionnairePurpose,
)
from takepart.domain.voice.questionnaire_states import QuestionnaireState
from takepart.domain.voice.questions import QuestionKind
from takepart.domain.voice.tally import SURE, Counts, Theme, ThemeId, UrnId, added
from takepart.use_cases.ports import ChangedMeanwhile
from takepart.use_cases.voice.ports import AnswerMark, AnswerWrite, Sealed
from tests.voices import NOON, FakeByState, FakeConsultations, FakeStore

READER, CHECKER = StaffId("participation-worker"), StaffId("participation-manager")
LAST_DAY = date(2026, 12, 11)
ID = QuestionnaireId("K7M4-9QXR")
QUESTIONS: tuple[tuple[QuestionKind, str, tuple[str, ...]], ...] = (
    (QuestionKind.ONE, "How did you come?", ("Bus", "Bike", "On foot")),
    (QuestionKind.SEVERAL, "What did you like?", ("The food", "The games")),
    (QuestionKind.SCALE, "Did we listen?", ()),
    (QuestionKind.FACES, "How was it?", ()),
    (QuestionKind.YES_NO, "Would you come again?", ()),
    (QuestionKind.OPEN, "What should we change?", ()),
)


def options_of(kind: QuestionKind) -> tuple[str, ...]:
    """Five options that such a question can have."""
    return tuple(f"202{n}-01-01" if kind is QuestionKind.DATE else str(n) for n in range(1, 6))


def about(**changes: object) -> QuestionnaireAbout:
    values: dict[str, object] = {
        "title": "How was the club?",
        "words": "We want to make it better.",
        "purpose": QuestionnairePurpose.SESSION,
        "anonymous": True,
        "closes": LAST_DAY,
        **changes,
    }
    return QuestionnaireAbout(**values)  # type: ignore[arg-type]


def draft(
    id: str = ID, questions: Sequence[tuple[QuestionKind, str, tuple[str, ...]]] = QUESTIONS, **changes: object
) -> Questionnaire:
    """One of each kind of question."""
    made = questionnaires.build(
        Step(journals.staff(READER), NOON, StepId(f"build-{id}")), id=QuestionnaireId(id), about=about(**changes)
    )
    for number, (kind, words, options) in enumerate(questions):
        step = StepId(f"put-{number}")
        made = questionnaires.put(
            made, Step(journals.staff(READER), NOON, step), kind=kind, words=words, options=options
        )
    return made


def opened(id: str = ID, **changes: object) -> Questionnaire:
    return questionnaires.open_(draft(id, **changes), Step(journals.staff(READER), NOON, StepId("open")))  # type: ignore[arg-type]


def closed(id: str = ID, **changes: object) -> Questionnaire:
    one = opened(id, **changes)
    after = datetime(2026, 12, 12, 6, tzinfo=NOON.tzinfo)
    return questionnaires.close(one, Step(one.journal[0].by, max(after, NOON + timedelta(days=1)), StepId("close")))


def published(id: str = ID, **changes: object) -> Questionnaire:
    one = closed(id, **changes)
    return questionnaires.publish(one, Step(journals.staff(CHECKER), NOON, StepId("publish")), unread=0, review=0)


def write(
    id: str, kept: QuestionnaireAnswer | None, counts: Counts, mark: AnswerMark | None = None, **more: object
) -> AnswerWrite:
    """What is kept together of one answer to it."""
    mark = mark or AnswerMark()
    values: dict[str, object] = {"kept": kept, "counts": counts, "mark": mark, "urn": mark.urn, "lot": id, **more}
    return AnswerWrite(id=AnswerId(id), questionnaire=ID, **values)  # type: ignore[arg-type]


class FakeQuestionnaires(FakeByState[Questionnaire]):
    """The port ``Questionnaires``."""

    def __init__(self, *things: Questionnaire, consultations: FakeConsultations | None = None) -> None:
        super().__init__(*things)
        self.consultations = consultations or FakeConsultations()

    def save_with(self, questionnaire: Questionnaire, consultation: Consultation) -> None:
        before = dict(self.kept)
        self.save(questionnaire)
        try:
            self.consultations.save(consultation)
        except ChangedMeanwhile:
            self.kept = before
            raise

    def to_close(self, today: date) -> Sequence[Questionnaire]:
        return [
            each for each in self.kept.values() if each.state is QuestionnaireState.OPEN and each.about.closes < today
        ]


class FakeInvitations(FakeStore[Invitation]):
    """The port ``Invitations``."""


class FakeAnswers(FakeByState[QuestionnaireAnswer]):
    """The port ``Answers``, with the same conditions on a write as the table has."""

    def __init__(self) -> None:
        super().__init__()
        self.marks: dict[str, AnswerMark] = {}
        self.counts: dict[str, list[tuple[UrnId, Counts]]] = {}
        self.sealed: set[str] = set()
        self.known: dict[str, dict[ThemeId, Theme]] = {}

    def start(self, id: QuestionnaireId) -> None:
        self.counts.setdefault(id, [])

    def seal(self, id: QuestionnaireId) -> None:
        self.sealed.add(id)

    def draws(self, id: QuestionnaireId) -> Draws | None:
        return Draws(b"drawn") if id in self.sealed else None

    def urns(self, id: QuestionnaireId) -> dict[UrnId, Counts]:
        kept = self.counts.get(id, [])
        return {urn: added(counts for at, counts in kept if at == urn) for urn in {SURE, *(at for at, _ in kept)}}

    def tally(self, id: QuestionnaireId) -> Counts:
        """All of them together."""
        return added(self.urns(id).values())

    def mark(self, id: AnswerId) -> AnswerMark | None:
        return self.marks.get(id)

    def send(self, write: AnswerWrite) -> None:
        if write.id in self.marks:
            return
        if write.questionnaire in self.sealed or write.once in self.marks:
            raise Sealed
        if write.once is not None:
            self.marks[write.once] = AnswerMark()
        self.counts[write.questionnaire].append((write.urn, write.counts))
        self.marks[write.id] = write.mark
        if write.kept is not None:
            super().add(write.kept)

    def change(self, write: AnswerWrite) -> None:
        if self.marks[write.id].number != write.mark.number - 1:
            raise ChangedMeanwhile(write.id)
        if write.counts and write.questionnaire in self.sealed:
            raise Sealed(write.questionnaire)
        if write.kept is not None:
            (super().add if write.kept.version == 1 else self.save)(write.kept)
        self.marks[write.id] = write.mark
        if write.counts:
            self.counts[write.questionnaire].append((write.urn, write.counts))
        self._retheme(write.questionnaire, write.themes)

    def keep(self, answer: QuestionnaireAnswer, counts: Counts) -> None:
        self.save(answer)
        self.counts[answer.questionnaire].append((SURE, counts))

    def sort(self, answer: QuestionnaireAnswer, themes: Mapping[ThemeId, int]) -> None:
        self.save(answer)
        self._retheme(answer.questionnaire, themes)

    def _retheme(self, questionnaire: QuestionnaireId, themes: Mapping[ThemeId, int]) -> None:
        known = self.known[questionnaire] if themes else {}
        for id, change in themes.items():
            known[id] = replace(known[id], answers=known[id].answers + change)

    def alerts(self) -> Sequence[QuestionnaireAnswer]:
        return [each for each in self.kept.values() if each.alert]

    def themes(self, id: QuestionnaireId) -> Sequence[Theme]:
        return list(self.known.get(id, {}).values())

    def add_theme(self, id: QuestionnaireId, theme: Theme) -> None:
        self.known.setdefault(id, {}).setdefault(theme.id, theme)
