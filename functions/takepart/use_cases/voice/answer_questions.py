"""Somebody answers a questionnaire: counted once however often it is sent, and their own words kept to be read."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass

from takepart.domain.aggregate import Step
from takepart.domain.ids import StepId
from takepart.domain.refused import Refused
from takepart.domain.uk_time import local_date
from takepart.domain.voice import answer as answers_domain
from takepart.domain.voice.aggregates import SENDER, Sender, Signs
from takepart.domain.voice.answer import AnswerId, OwnWords, QuestionnaireAnswer
from takepart.domain.voice.questionnaire import Questionnaire, QuestionnaireId
from takepart.domain.voice.questionnaire_states import QuestionnaireState
from takepart.domain.voice.questions import Chosen
from takepart.domain.voice.refusals import VoiceRefusal
from takepart.domain.voice.tally import counted
from takepart.use_cases.listening import told_of
from takepart.use_cases.voice.ports import Forms, NotOurForm, Sealed, SealedForm
from takepart.use_cases.voice.say import Visitor


@dataclass(frozen=True, kw_only=True)
class Answering:
    """A filled-in form. ``invited`` is the invitation that a personal link was for; it counts once for each."""

    token: str
    said: tuple[OwnWords, ...]
    chosen: Chosen
    sender: Sender | None = None
    hidden_box: str = ""
    invited: str = ""


def form_of(id: QuestionnaireId) -> str:
    """The name of a questionnaire's form, for its token."""
    return f"questionnaire-{id}"


class Replying(Visitor):
    """What they do with a questionnaire."""

    def answer(self, answering: Answering, questionnaire: Questionnaire) -> None:
        """Count an answer and keep its words. A form sent twice counts once; other words sent with it are kept too.

        A form that was given out while people could answer is taken until the questionnaire is closed for good. Raises
        NotOurForm, Refused, StoreUnavailable.
        """
        form, answers = self.forms.take(answering.token), self.stores.answers
        if form.form != form_of(questionnaire.id):
            raise NotOurForm
        if questionnaire.state is not QuestionnaireState.OPEN or local_date(form.given_at) > questionnaire.about.closes:
            raise Refused(questionnaire.id, reason=VoiceRefusal.HAS_CLOSED)
        _asked(questionnaire, answering)
        answers_domain.fits(questionnaire.id, answering.said, answering.chosen)
        id = _id(answering, form, self.forms)
        words = [each.words for each in answering.said]
        if answers.was_sent(id):
            self._again(id, answering, questionnaire.id)
            told_of(*words)
            return
        suspected = self.suspicions(form, hidden_box=answering.hidden_box, venue=questionnaire.id)
        counts = {} if suspected else counted(answering.chosen, local_date(self.now))
        try:
            answers.send(id, questionnaire.id, self._kept(id, answering, questionnaire.id, suspected), counts)
            told_of(*words)
        except Sealed as error:
            raise Refused(questionnaire.id, reason=VoiceRefusal.HAS_CLOSED) from error

    def _kept(
        self, id: AnswerId, answering: Answering, questionnaire: QuestionnaireId, suspected: tuple[str, ...] = ()
    ) -> QuestionnaireAnswer | None:
        """What is kept of it."""
        return answers_domain.send(
            self._step(f"answered-{id}"),
            id=id,
            questionnaire=questionnaire,
            said=answering.said,
            chosen=answering.chosen,
            sender=answering.sender,
            signs=Signs(harm=self._harm(answering.said), suspected=suspected),
        )

    def _again(self, id: AnswerId, answering: Answering, questionnaire: QuestionnaireId) -> None:
        """The same form once more: a double click, or a person who went back and wrote something else."""
        before = self.stores.answers.get(id)
        new = tuple(each for each in answering.said if before is None or each not in before.said)
        if not new:
            return
        words = "\n".join(f"{each.question} {each.words}" for each in new)
        step = self._step(f"again-{hashlib.sha256(words.encode()).hexdigest()[:24]}")
        if before is None:
            kept = self._kept(id, answering, questionnaire)
            if kept is not None:
                self.stores.answers.add(kept)
        elif not before.has(step):
            self.stores.answers.save(answers_domain.add(before, step, said=new, harm=self._harm(new)))

    def _step(self, press: str) -> Step:
        return Step(SENDER, self.now, StepId(press))

    def _harm(self, said: tuple[OwnWords, ...]) -> bool:
        return self.harm_in(*(each.words for each in said))


def _asked(questionnaire: Questionnaire, answering: Answering) -> None:
    """Only what was asked can be answered: anything else did not come from our page. Raises Refused."""
    for question, options in answering.chosen.items():
        asked = questionnaire.question(question)
        if asked.is_open or not asked.fits(options):
            raise Refused(questionnaire.id, reason=VoiceRefusal.NO_SUCH_QUESTION)
    if not all(questionnaire.question(each.question).is_open for each in answering.said):
        raise Refused(questionnaire.id, reason=VoiceRefusal.NO_SUCH_QUESTION)


def _id(answering: Answering, form: SealedForm, forms: Forms) -> AnswerId:
    """From bytes that only we can make, so that nobody who knows a form or an invitation can find its answer."""
    name = f"invitation {answering.invited}" if answering.invited else f"answer {form.name}"
    return AnswerId(hashlib.sha256(forms.secret(name)).hexdigest()[:40])
