"""Staff read what people wrote in their own words, group it into themes, and say what is real and what is spam."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from functools import partial

from takepart.domain.aggregate import Step
from takepart.domain.refused import Refused
from takepart.domain.voice import answer as steps
from takepart.domain.voice.answer import AnswerId, QuestionnaireAnswer
from takepart.domain.voice.consultation import Consultation
from takepart.domain.voice.questionnaire import Questionnaire, QuestionnaireId, weigh
from takepart.domain.voice.questionnaire_states import AnswerState, QuestionnaireState
from takepart.domain.voice.questions import QuestionId
from takepart.domain.voice.refusals import VoiceRefusal
from takepart.domain.voice.results import Results, results
from takepart.domain.voice.tally import MOST_THEMES, ThemeId, UrnId, changes, counted, day_of, theme
from takepart.use_cases.ports import ChangedMeanwhile
from takepart.use_cases.stores import Some
from takepart.use_cases.voice.acting import Acting
from takepart.use_cases.voice.ports import Answers, Questionnaires, VoiceStores


class Reading(Acting[QuestionnaireAnswer]):
    """What they do with answers."""

    @property
    def store(self) -> Answers:
        """All of them."""
        return self.stores.answers

    @property
    def may(self) -> bool:
        """Those who read do."""
        return self.reads

    def take(self, id: AnswerId) -> QuestionnaireAnswer:
        """ "Mine": I deal with the alert."""
        return self.do(id, partial(steps.take, on_duty=self.on_duty))

    def keep(self, id: AnswerId) -> QuestionnaireAnswer:
        """It is real, and counts from now on."""

        def keep(before: QuestionnaireAnswer, after: QuestionnaireAnswer) -> None:
            asked = self.stores.questionnaires.get(before.questionnaire)
            by = asked.compared_by if asked else None
            self.store.keep(after, counted(before.chosen, before.said_on, by=by))

        return self.do(id, steps.keep, keep=keep)

    def sort(
        self, id: AnswerId, themes: Mapping[QuestionId, Sequence[ThemeId]], new: Mapping[QuestionId, str]
    ) -> QuestionnaireAnswer:
        """It was read, and these are its themes; ``new`` names one that nobody had yet.

        Only from a page that says which version it showed: what somebody else did since is not written over.
        """

        def change(before: QuestionnaireAnswer, step: Step) -> QuestionnaireAnswer:
            if self.seen is None:
                raise ChangedMeanwhile(id)
            questionnaire = self.stores.questionnaires.get(before.questionnaire)
            if questionnaire is None or questionnaire.state is QuestionnaireState.PUBLISHED:
                raise Refused(id, reason=VoiceRefusal.RESULTS_STAND)
            made = [theme(question, name, about=id) for question, name in new.items() if name.strip()]
            known = {each.id for each in self.store.themes(questionnaire.id)}
            if len(known | {each.id for each in made}) > MOST_THEMES:
                raise Refused(id, reason=VoiceRefusal.TOO_MANY_THEMES)
            found: dict[QuestionId, tuple[ThemeId, ...]] = {}
            for question in {*themes, *(each.question for each in made)}:
                ours = [each for each in themes.get(question, ()) if each in known and each.startswith(f"{question}-")]
                found[question] = (*ours, *(each.id for each in made if each.question == question))
            after = steps.read(before, step, themes=found)
            for each in made:
                self.store.add_theme(questionnaire.id, each)
            return after

        def keep(before: QuestionnaireAnswer, after: QuestionnaireAnswer) -> None:
            self.store.sort(after, changes(before.all_themes, after.all_themes))

        return self.do(id, change, keep=keep)


class Weighing(Acting[Questionnaire]):
    """What those who read do with days on which more answers came by a link than were expected."""

    @property
    def store(self) -> Questionnaires:
        """All questionnaires."""
        return self.stores.questionnaires

    @property
    def may(self) -> bool:
        """Those who read do, whether they write or not."""
        return self.reads

    def weigh(self, id: QuestionnaireId, urns: Sequence[UrnId], *, counts: bool) -> Questionnaire:
        """Say of such days whether they count."""
        return self.do(id, partial(weigh, urns=urns, counts=counts, found=self.stores.answers.urns(id)))


def results_of(questionnaire: Questionnaire, *, answers: Answers) -> Results | None:
    """The results; None while something could still change what was counted, or who answered is in doubt."""
    if not questionnaire.has_ended or answers.count(AnswerState.REVIEW, of=questionnaire.id):
        return None
    draws = answers.draws(questionnaire.id)
    if draws is None:
        return None
    urns, themes = answers.urns(questionnaire.id), answers.themes(questionnaire.id)
    if questionnaire.unusual(urns):
        return None
    counts = questionnaire.counted(urns)
    asked, by = questionnaire.counted_questions, questionnaire.compared_by
    return results(asked, counts, draws=draws, themes=themes, by=by)


def days_to_weigh(stores: VoiceStores, today: date) -> Some[tuple[Questionnaire, int]]:
    """The questionnaires with days of which somebody must say whether they count, and how many days.

    One page of the open and one of the closed are looked at, the last to close first: ``next`` says if there are more.
    """
    pages = [stores.questionnaires.in_state(state) for state in (QuestionnaireState.OPEN, QuestionnaireState.CLOSED)]
    counted = [
        (one, len({day_of(urn) for urn in one.to_weigh(stores.answers.urns(one.id), today)}))
        for page in pages
        for one in page.things
        if not one.about.only_invited  # each by a link of one's own: none needs a look
    ]
    return Some(
        things=[each for each in counted if each[1]], next=next((page.next for page in pages if page.next), None)
    )


def asked_about(
    consultation: Consultation, questionnaires: Questionnaires, answers: Answers
) -> list[tuple[Questionnaire, Results | None]]:
    """The questionnaires of a consultation, with what came of each once nothing can change it any more."""
    found = questionnaires.many([QuestionnaireId(each) for each in consultation.questionnaires])
    return [(each, results_of(each, answers=answers)) for each in found]
