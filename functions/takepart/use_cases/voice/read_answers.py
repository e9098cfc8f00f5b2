"""Staff read what people wrote in their own words, group it into themes, and say what is real and what is spam."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from takepart.domain import journal as journals
from takepart.domain.ids import StaffId, StepId
from takepart.domain.policy import Policy
from takepart.domain.voice import answer as domain
from takepart.domain.voice.answer import AnswerId, QuestionnaireAnswer
from takepart.domain.voice.answer_states import AnswerState
from takepart.domain.voice.consultation import Consultation
from takepart.domain.voice.questionnaire import Questionnaire, QuestionnaireId
from takepart.domain.voice.questionnaire_states import QuestionnaireState
from takepart.domain.voice.questions import QuestionId
from takepart.domain.voice.refusals import CannotDo, VoiceRefusal
from takepart.domain.voice.results import Results, results
from takepart.domain.voice.tally import counted
from takepart.domain.voice.themes import MOST_THEMES, ThemeId, changes, theme
from takepart.use_cases.ports import ChangedMeanwhile
from takepart.use_cases.voice.hear import may_read
from takepart.use_cases.voice.questionnaire_ports import Answers, Questionnaires


@dataclass(frozen=True, kw_only=True)
class Reading:
    """One member of staff at one time, with what a step on an answer needs."""

    answers: Answers
    questionnaires: Questionnaires
    policy: Policy
    by: StaffId
    now: datetime
    step: StepId

    def read(self, id: AnswerId) -> QuestionnaireAnswer:
        """One of them, for those who read. Raises CannotDo for anybody else, or when there is none."""
        found = self.answers.get(id) if may_read(self.by, policy=self.policy) else None
        if found is None:
            raise CannotDo(id, reason=VoiceRefusal.NOT_OPEN_TO_YOU)
        return found

    def take(self, id: AnswerId) -> QuestionnaireAnswer:
        """ "Mine": I deal with the alert. Raises CannotDo, ChangedMeanwhile."""
        return self._do(id, lambda one: domain.take(one, by=self.by, at=self.now, step=self.step))

    def set_aside(self, id: AnswerId) -> QuestionnaireAnswer:
        """It is spam. Raises CannotDo, ChangedMeanwhile."""
        return self._do(id, lambda one: domain.set_aside(one, by=self.by, at=self.now, step=self.step))

    def keep(self, id: AnswerId) -> QuestionnaireAnswer:
        """It is real, and counts from now on. Raises CannotDo, ChangedMeanwhile."""
        before = self.read(id)
        if journals.has_step(before.journal, self.step):
            return before
        after = domain.keep(before, by=self.by, at=self.now, step=self.step)
        self.answers.keep(after, counted(before.chosen))
        return after

    def sort(
        self,
        id: AnswerId,
        themes: Mapping[QuestionId, Sequence[ThemeId]],
        new: Mapping[QuestionId, str],
        *,
        seen: int,
    ) -> QuestionnaireAnswer:
        """It was read, and these are its themes; ``new`` names one that nobody had yet, ``seen`` is the version that
        they looked at. Raises CannotDo, ChangedMeanwhile.
        """
        before = self.read(id)
        if journals.has_step(before.journal, self.step):
            return before
        if before.version != seen:
            raise ChangedMeanwhile(id)
        questionnaire = self.questionnaires.get(before.questionnaire)
        if questionnaire is None or questionnaire.state is QuestionnaireState.PUBLISHED:
            raise CannotDo(id, reason=VoiceRefusal.RESULTS_STAND)
        made = [theme(question, name, about=id) for question, name in new.items() if name.strip()]
        known = {each.id for each in self.answers.themes(questionnaire.id)}
        if len(known | {each.id for each in made}) > MOST_THEMES:
            raise CannotDo(id, reason=VoiceRefusal.TOO_MANY_THEMES)
        found: dict[QuestionId, tuple[ThemeId, ...]] = {}
        for question in {*themes, *(each.question for each in made)}:
            ours = [each for each in themes.get(question, ()) if each in known and each.startswith(f"{question}-")]
            found[question] = (*ours, *(each.id for each in made if each.question == question))
        after = domain.read(before, themes=found, by=self.by, at=self.now, step=self.step)
        for each in made:
            self.answers.add_theme(questionnaire.id, each)
        self.answers.sort(after, changes(before.all_themes, after.all_themes))
        return after

    def _do(self, id: AnswerId, step: domain.Step) -> QuestionnaireAnswer:
        before = self.read(id)
        if journals.has_step(before.journal, self.step):
            return before
        after = step(before)
        self.answers.save(after)
        return after


def results_of(questionnaire: Questionnaire, *, answers: Answers) -> Results | None:
    """The results; None while something could still change what was counted."""
    if not questionnaire.has_ended or answers.count(AnswerState.REVIEW, questionnaire=questionnaire.id):
        return None
    return results(questionnaire.questions, answers.tally(questionnaire.id), themes=answers.themes(questionnaire.id))


def asked_about(
    consultation: Consultation, questionnaires: Questionnaires, answers: Answers
) -> list[tuple[Questionnaire, Results | None]]:
    """The questionnaires of a consultation, with what came of each once nothing can change it any more."""
    found = questionnaires.many([QuestionnaireId(each) for each in consultation.questionnaires])
    return [(each, results_of(each, answers=answers)) for each in found]
