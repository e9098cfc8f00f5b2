"""Somebody answers a questionnaire: counted once however often it is sent, and their own words kept to be read."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, replace

from takepart.domain.aggregate import Step
from takepart.domain.ids import StepId
from takepart.domain.refused import Refused
from takepart.domain.uk_time import local_date
from takepart.domain.voice import answer as answers_domain
from takepart.domain.voice.aggregates import SENDER, Sender, Signs
from takepart.domain.voice.answer import AnswerId, OwnWords, QuestionnaireAnswer
from takepart.domain.voice.codes import code_of
from takepart.domain.voice.person_check import PersonCheck, check_of
from takepart.domain.voice.questionnaire import Questionnaire, QuestionnaireId
from takepart.domain.voice.questionnaire_states import AnswerState, QuestionnaireState
from takepart.domain.voice.questions import GROUP, NOTHING_CHOSEN, Chosen, QuestionId, QuestionPicture
from takepart.domain.voice.refusals import VoiceRefusal
from takepart.domain.voice.sealed import seal, unseal
from takepart.domain.voice.tally import SURE, changes, counted, counted_again, day_of, taken_back, urn_of
from takepart.use_cases.doing import until_kept
from takepart.use_cases.listening import told_of
from takepart.use_cases.voice.ports import AnswerMark, AnswerWrite, Forms, NotOurForm, PhotoFiles, Sealed, SealedForm
from takepart.use_cases.voice.say import Visitor

_TRIES = 5
_SHOWN_SECONDS = 3_600
"""As long as somebody may take over a page."""


@dataclass(frozen=True, kw_only=True)
class Answering:
    """A filled-in form. ``invited`` is the invitation that a personal link was for; it counts once for each."""

    token: str
    said: tuple[OwnWords, ...]
    chosen: Chosen
    sender: Sender | None = None
    hidden_box: str = ""
    proof: str = ""
    """The answer to the small question of a busy day."""
    invited: str = ""


def form_of(id: QuestionnaireId) -> str:
    """The name of a questionnaire's form, for its token."""
    return f"questionnaire-{id}"


class Replying(Visitor):
    """What they do with a questionnaire."""

    def answer(self, answering: Answering, questionnaire: Questionnaire) -> str:
        """Count an answer and keep its words. A form sent twice counts once; what else is sent with it is kept too.

        Gives the code with which it can be taken back; nothing for whoever comes by a link of their own, with a name.
        A form that was given out while people could answer is taken until the questionnaire is closed for good. Raises
        NotOurForm, Refused, ChangedMeanwhile, StoreUnavailable.
        """
        form, answers = self.forms.take(answering.token), self.stores.answers
        if form.form != form_of(questionnaire.id):
            raise NotOurForm
        if questionnaire.state is not QuestionnaireState.OPEN or local_date(form.given_at) > questionnaire.about.closes:
            raise Refused(questionnaire.id, reason=VoiceRefusal.HAS_CLOSED)
        fits(questionnaire, answering.said, answering.chosen)
        named = not questionnaire.about.anonymous
        own = _of_invitation(answering.invited, self.forms) if answering.invited else None
        code = "" if own and named else code_of(self.forms.secret(f"answer {form.name}"))
        id = own if own and named else answer_id(code, questionnaire.id)
        words, once = [each.words for each in answering.said], None if named else own
        try:
            if answers.mark(id):
                until_kept(lambda: self._again(id, code, answering, questionnaire), tries=_TRIES)
            elif once and answers.mark(once):
                raise Refused(questionnaire.id, reason=VoiceRefusal.ONE_EACH)
            else:
                (group,) = answering.chosen.get(GROUP, ("",))
                suspected = self._suspected(
                    form, answering, f"{questionnaire.id}*{group}" if group else questionnaire.id
                )
                by = questionnaire.compared_by
                urn = SURE if own or suspected else urn_of(local_date(self.now))
                counts = {} if suspected else counted(answering.chosen, local_date(self.now), by=by)
                kept = self._kept(id, answering, questionnaire.id, suspected)
                mark = AnswerMark(sealed=b"" if named else seal(answering.chosen, code=code, number=0), urn=urn)
                write = AnswerWrite(
                    id=id, questionnaire=questionnaire.id, mark=mark, kept=kept, counts=counts, once=once
                )
                answers.send(_placed(write, answering.chosen, code))
        except Sealed as error:
            again = once and answers.mark(once)
            reason = VoiceRefusal.ONE_EACH if again else VoiceRefusal.HAS_CLOSED
            raise Refused(questionnaire.id, reason=reason) from error
        told_of(*words)
        return code

    def check(self, token: str) -> PersonCheck:
        """The small question that goes with a form on a busy day. Raises NotOurForm."""
        return check_of(self.forms.secret(f"check {self.forms.take(token).name}"))

    def _suspected(self, form: SealedForm, answering: Answering, link: str) -> tuple[str, ...]:
        """Why it may be spam. From a tenth of the day's limit on, a small question is asked.

        Raises Refused for who has not answered it. Whoever gets it wrong is not refused: a person looks. It is asked
        of ballots, not of feedback: nobody who needs help is held up by it.
        """
        sent_today = self.sent_today(form, link)
        asked = sent_today > self.rules.most_a_day // 10
        if asked and not answering.proof.strip():
            raise Refused(form.form, reason=VoiceRefusal.A_PERSON)
        found = self.suspicions(form, hidden_box=answering.hidden_box, sent_today=sent_today)
        wrong = asked and not self.check(answering.token).is_right(answering.proof)
        return (*found, "wrong-word") if wrong else found

    def own(self, code: str, questionnaire: Questionnaire) -> AnswerMark | None:
        """The mark of the answer with this code; None for another code, or one of another questionnaire."""
        return self.stores.answers.mark(answer_id(code, questionnaire.id))

    def withdraw(self, code: str, questionnaire: Questionnaire) -> None:
        """Whoever has the code takes the answer back. What was counted stays once it has closed: results came of it.

        Again changes nothing. Raises Refused, ChangedMeanwhile, StoreUnavailable.
        """
        id, answers = answer_id(code, questionnaire.id), self.stores.answers
        mark, before = answers.mark(id), answers.get(id)
        if mark is None or mark.withdrawn:
            return
        gone = answers_domain.withdraw(before, self._step("taken-back")) if before else None
        after = replace(mark, sealed=b"", number=mark.number + 1, withdrawn=True)
        words = AnswerWrite(id=id, questionnaire=questionnaire.id, mark=after, kept=gone)
        was_counted = before is None or before.counts
        chosen = _chosen(mark, before, code)
        counts = taken_back(chosen, by=questionnaire.compared_by) if was_counted else {}
        themes = changes(before.all_themes, ()) if before else {}
        whole = _placed(replace(words, counts=counts, themes=themes), chosen, code)
        try:
            answers.change(whole if questionnaire.state is QuestionnaireState.OPEN else words)
        except Sealed:
            answers.change(words)

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

    def _again(self, id: AnswerId, code: str, answering: Answering, questionnaire: Questionnaire) -> None:
        """The same form once more: a double click, or a person who went back and answered more, or something else.

        What they choose now stands in place of what they chose before; what they leave out now stays as it was.
        """
        mark, before = self.stores.answers.mark(id) or AnswerMark(), self.stores.answers.get(id)
        if mark.withdrawn:
            raise Refused(questionnaire.id, reason=VoiceRefusal.TAKEN_BACK)
        new = tuple(each for each in answering.said if before is None or not before.wrote(each.spelling))
        old = _chosen(mark, before, code)
        now = questionnaire.of_those_asked({**old, **answering.chosen})
        step = self._step(f"again-{_digest(new, now)}")
        if (now == old and not new) or (before is not None and before.has(step)):
            return
        kept_with_it = before is not None and (not before.anonymous or before.state is AnswerState.REVIEW)
        if before is None:
            kept = self._kept(id, replace(answering, said=new), questionnaire.id) if new else None
        elif new or kept_with_it:
            kept = answers_domain.add(
                before, step, said=new, harm=self._harm(new), chosen=now if kept_with_it else None
            )
        else:
            kept = None
        counts = counted_again(old, now, by=questionnaire.compared_by) if before is None or before.counts else {}
        number = mark.number + 1
        sealed = seal(now, code=code, number=number) if mark.sealed else b""
        after = replace(mark, sealed=sealed, number=number)
        write = AnswerWrite(id=id, questionnaire=questionnaire.id, mark=after, kept=kept, counts=counts)
        self.stores.answers.change(_placed(write, old, code))

    def _step(self, press: str) -> Step:
        return Step(SENDER, self.now, StepId(press))

    def _harm(self, said: tuple[OwnWords, ...]) -> bool:
        return self.harm_in(*(each.words for each in said))


def fits(questionnaire: Questionnaire, said: tuple[OwnWords, ...], chosen: Chosen) -> None:
    """Only what was asked can be answered: anything else did not come from our page. Raises Refused."""
    for question, options in chosen.items():
        is_group = question == GROUP and bool(questionnaire.groups)
        asked = questionnaire.group_question if is_group else questionnaire.question(question)
        if asked.is_open or not asked.fits(options):
            raise Refused(questionnaire.id, reason=VoiceRefusal.NO_SUCH_QUESTION)
    if not all(questionnaire.question(each.question).is_open for each in said):
        raise Refused(questionnaire.id, reason=VoiceRefusal.NO_SUCH_QUESTION)
    answers_domain.fits(questionnaire.id, said, {id: given for id, given in chosen.items() if id != GROUP})


def _chosen(mark: AnswerMark, before: QuestionnaireAnswer | None, code: str) -> Chosen:
    """What was chosen so far: with a name it is kept with the answer, without one under the code."""
    if not mark.sealed:
        return before.chosen if before else NOTHING_CHOSEN
    return unseal(mark.sealed, code=code, number=mark.number)


def _placed(write: AnswerWrite, chosen: Chosen, code: str) -> AnswerWrite:
    """With where it is counted, which only what was chosen and the code say: no mark and no id leads there."""
    (group,) = chosen.get(GROUP, ("",))
    urn = urn_of(day_of(write.mark.urn), group) if write.mark.urn else SURE
    return replace(write, urn=urn, lot=hashlib.sha256(f"takepart lot\n{code or write.id}".encode()).hexdigest())


def shown_as(id: QuestionnaireId, picture: QuestionPicture) -> str:
    """What the picture of a question is called where it lies."""
    return f"{id}-{picture.file}"


def pictures_of(asked: Questionnaire, photos: PhotoFiles) -> Mapping[QuestionId, str]:
    """Where the picture of each question is shown from: straight from the store, without another request to us."""
    return {
        each.id: photos.link(shown_as(asked.id, each.picture), seconds=_SHOWN_SECONDS)
        for each in asked.questions
        if each.picture
    }


def answer_id(code: str, questionnaire: QuestionnaireId) -> AnswerId:
    """Where the answer with this code is kept: the code leads to it, and it does not lead to the code."""
    return AnswerId(hashlib.sha256(f"takepart answer\n{questionnaire}\n{code}".encode()).hexdigest()[:40])


def _of_invitation(invited: str, forms: Forms) -> AnswerId:
    """From bytes that only we can make, so that nobody who knows an invitation can find its answer."""
    return AnswerId(hashlib.sha256(forms.secret(f"invitation {invited}")).hexdigest()[:40])


def _digest(said: tuple[OwnWords, ...], chosen: Chosen) -> str:
    words = "\n".join(f"{each.question} {each.words}" for each in said)
    return hashlib.sha256(f"{words}\n{sorted(chosen.items())}".encode()).hexdigest()[:24]
