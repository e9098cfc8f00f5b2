"""Somebody says something, with a name or without one; and comes back with their code, or by the link in an email."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Final

from takepart.domain.aggregate import Step
from takepart.domain.ids import StepId
from takepart.domain.links import Purpose
from takepart.domain.policy import Policy
from takepart.domain.uk_time import local_date
from takepart.domain.voice import feedback as feedbacks_domain
from takepart.domain.voice.aggregates import SENDER, Sender, Signs
from takepart.domain.voice.codes import FeedbackId, code_of, id_of, read_code
from takepart.domain.voice.days import after, gone_after
from takepart.domain.voice.feedback import ChangeFelt, Feedback
from takepart.domain.voice.harm import may_mean_harm
from takepart.domain.voice.rules import NO_VENUE, CountedIn, VoiceRules
from takepart.domain.voice.you_said import YouSaid, YouSaidId, YouSaidState
from takepart.domain.working_days import Holidays
from takepart.use_cases.doing import until_kept
from takepart.use_cases.listening import told_of
from takepart.use_cases.ports import LinkReader
from takepart.use_cases.voice.ports import Forms, SealedForm, VoiceStores, rules_of

if TYPE_CHECKING:
    from takepart.use_cases.sign_in import Sessions  # with all of claims

_FORM_IS_OLD: Final = timedelta(days=2)
_TRIES: Final = 5
PAUSE: Final = 1.0
"""Seconds that a wrong code costs. Guessing one of 73 bits would take for ever anyway."""


@dataclass(frozen=True, kw_only=True)
class Saying:
    """A filled-in form. ``hidden_box`` is a box that people do not see and programs fill in."""

    token: str
    words: str
    venue: str = NO_VENUE
    """One of the policy's, or ``consultation:<reference>``: the page has checked that it is there."""
    sender: Sender | None = None
    hidden_box: str = ""


@dataclass(frozen=True, kw_only=True)
class KeptWithCode:
    """What the person is told at once."""

    code: str
    feedback: Feedback


@dataclass(frozen=True, kw_only=True)
class ComeBack:
    """What they said, and what came of it. ``goes_on_with`` is the one that theirs was put together with."""

    feedback: Feedback
    goes_on_with: Feedback | None
    led_to: tuple[YouSaid, ...]


@dataclass(frozen=True, kw_only=True)
class Visitor:
    """Somebody on the public pages, at one time: what a step of theirs needs."""

    stores: VoiceStores
    forms: Forms
    sessions: Sessions
    links: LinkReader
    policy: Policy
    holidays: Holidays
    now: datetime

    @property
    def rules(self) -> VoiceRules:
        """The policy's part about being heard. Raises NotHere."""
        return rules_of(self.policy)

    def linked(self, token: str, purpose: Purpose) -> str:
        """What a link from an email is about. Raises BadLink."""
        link = self.links.read(token)
        link.check(purpose=purpose, now=self.now)
        return link.about

    def harm_in(self, *texts: str) -> bool:
        """Whether some words may mean harm."""
        return any(may_mean_harm(each, words=self.rules.words_of_harm) for each in texts)

    def sent_today(self, form: SealedForm, venue: str) -> int:
        """How many of a form came at a place today, this one included: nothing here says who or when."""
        name = f"voice-forms#{form.form}#{venue}#{local_date(self.now)}"
        return self.sessions.count(name, until=gone_after(self.now, 1))

    def suspicions(self, form: SealedForm, *, hidden_box: str, sent_today: int) -> tuple[str, ...]:
        """Why it may be spam."""
        taken = self.now - form.given_at
        found = {
            "hidden-box": bool(hidden_box.strip()),
            "too-fast": taken < timedelta(seconds=self.rules.least_seconds),
            "old-form": taken > _FORM_IS_OLD,
            "too-many": sent_today > self.rules.most_a_day,
        }
        return tuple(name for name, is_so in found.items() if is_so)


class Speaking(Visitor):
    """What they do with what they say themselves."""

    def say(self, saying: Saying) -> KeptWithCode:
        """Keep what was said. The form names it: sent twice, it is kept once; other words sent with it are added.

        Raises NotOurForm for a form that we did not give out, Refused for no words or too many, StoreUnavailable.
        """
        form = self.forms.take(saying.token)
        code = code_of(self.forms.secret(form.name))

        def kept() -> Feedback:
            before = self.stores.feedbacks.get(id_of(code))
            if before is not None:
                return self._again(before, saying.words)
            sent_today = self.sent_today(form, saying.venue)
            suspected = self.suspicions(form, hidden_box=saying.hidden_box, sent_today=sent_today)
            feedback = feedbacks_domain.send(
                self._step("said", f"{code} {saying.words}"),
                id=id_of(code),
                venue=saying.venue,
                words=saying.words,
                sender=saying.sender,
                signs=Signs(harm=self.harm_in(saying.words), suspected=suspected),
                reply_by=after(local_date(self.now), self.rules.reply_days, CountedIn.WORKING_DAYS, self.holidays),
            )
            self.stores.feedbacks.add(feedback)
            told_of(saying.words)
            return feedback

        return KeptWithCode(code=code, feedback=until_kept(kept, tries=_TRIES))

    def by_code(self, typed: str, *, pause: Callable[[float], None]) -> FeedbackId | None:
        """Where the feedback with this code is; None, after a pause, when there is none."""
        code = read_code(typed)
        found = self.stores.feedbacks.get(id_of(code)) if code else None
        if found is None:
            pause(PAUSE)
            return None
        return found.id

    def look(self, id: FeedbackId) -> ComeBack | None:
        """All that its own person may see of it."""
        feedback = self.stores.feedbacks.get(id)
        if feedback is None:
            return None
        other = self.stores.feedbacks.get(feedback.merged_into) if feedback.merged_into else None
        names = dict.fromkeys((*feedback.led_to, *(other.led_to if other else ())))
        found = self.stores.you_saids.many([YouSaidId(name) for name in names])
        led_to = tuple(each for each in found if each.state is YouSaidState.PUBLISHED)
        return ComeBack(feedback=feedback, goes_on_with=other, led_to=led_to)

    def add_words(self, id: FeedbackId, words: str, *, token: str) -> Feedback | None:
        """They say more, or answer our question; None when there is no such thing.

        Raises NotOurForm, Refused, ChangedMeanwhile.
        """
        feedback = self.stores.feedbacks.get(id)
        step = self._step("added", f"{self.forms.take(token).name} {words}")
        if feedback is None:
            return None
        if feedback.has(step):
            told_of(words)
            return feedback
        return self._add(feedback, step, words)

    def tell_change(self, id: FeedbackId, change: ChangeFelt) -> None:
        """Did it change anything for you? Raises Refused when it was not asked or is answered."""
        feedback = self.stores.feedbacks.get(id)
        if feedback is None or feedback.change is change:
            return
        step = Step(SENDER, self.now, StepId(f"change-{feedback.asked_change}"))
        self.stores.feedbacks.save(feedbacks_domain.tell_change(feedback, step, change=change))

    def withdraw(self, id: FeedbackId) -> None:
        """They take all of it back. Again changes nothing. Raises Refused, ChangedMeanwhile."""
        feedback = self.stores.feedbacks.get(id)
        if feedback is not None and not feedback.was_withdrawn:
            self.stores.feedbacks.save(feedbacks_domain.withdraw(feedback, self._step("withdrawn", id)))

    def _again(self, before: Feedback, words: str) -> Feedback:
        """The same form once more: a double click, or a person who went back and wrote something else."""
        if before.wrote(words):
            told_of(words)
            return before
        return self._add(before, self._step("again", words), words)

    def _add(self, feedback: Feedback, step: Step, words: str) -> Feedback:
        more = feedbacks_domain.add(feedback, step, words=words, harm=self.harm_in(words))
        self.stores.feedbacks.save(more)
        told_of(words)
        return more

    def _step(self, what: str, name: str) -> Step:
        return Step(SENDER, self.now, StepId(f"{what}-{hashlib.sha256(name.encode()).hexdigest()[:24]}"))
