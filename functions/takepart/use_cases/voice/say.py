"""Somebody says something, with a name or without one, and gets a code to come back with."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from takepart.domain.aggregate import Step
from takepart.domain.ids import StepId
from takepart.domain.policy import Policy
from takepart.domain.uk_time import local_date
from takepart.domain.voice import feedback as feedbacks_domain
from takepart.domain.voice.aggregates import SENDER, Sender, Signs
from takepart.domain.voice.codes import FeedbackId, code_of, id_of
from takepart.domain.voice.days import after, gone_after
from takepart.domain.voice.feedback import Feedback
from takepart.domain.voice.harm import may_mean_harm
from takepart.domain.voice.rules import NO_VENUE, CountedIn, VoiceRules
from takepart.domain.working_days import Holidays
from takepart.use_cases.again import until_kept
from takepart.use_cases.listening import told_of
from takepart.use_cases.sign_in import Sessions
from takepart.use_cases.voice.ports import Feedbacks, Forms, SealedForm

_FORM_IS_OLD: Final = timedelta(days=2)
_TRIES: Final = 5


class NotHere(Exception):
    """This organisation's policy says nothing about being heard."""


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


def rules_of(policy: Policy) -> VoiceRules:
    """The policy's part about being heard. Raises NotHere."""
    if policy.voice is None:
        raise NotHere
    return policy.voice


def say(
    saying: Saying,
    *,
    feedbacks: Feedbacks,
    forms: Forms,
    sessions: Sessions,
    policy: Policy,
    holidays: Holidays,
    now: datetime,
) -> KeptWithCode:
    """Keep what was said. The form names it, so sending it twice keeps it once; other words sent with it are added.

    Raises NotOurForm for a form that we did not give out, Refused for no words or too many, StoreUnavailable.
    """
    rules = rules_of(policy)
    form = forms.take(saying.token)
    code = code_of(forms.secret(form.name))

    def kept() -> Feedback:
        before = feedbacks.get(id_of(code))
        if before is not None:
            return _again(before, saying.words, feedbacks=feedbacks, rules=rules, now=now)
        feedback = feedbacks_domain.send(
            _step("said", f"{code} {saying.words}", now),
            id=id_of(code),
            venue=saying.venue,
            words=saying.words,
            sender=saying.sender,
            signs=Signs(
                harm=may_mean_harm(saying.words, words=rules.words_of_harm),
                suspected=suspicions(
                    form, hidden_box=saying.hidden_box, venue=saying.venue, sessions=sessions, rules=rules, now=now
                ),
            ),
            reply_by=after(local_date(now), rules.reply_days, CountedIn.WORKING_DAYS, holidays),
        )
        feedbacks.add(feedback)
        told_of(saying.words)
        return feedback

    return KeptWithCode(code=code, feedback=until_kept(kept, tries=_TRIES))


def add_words(
    id: FeedbackId, words: str, *, token: str, feedbacks: Feedbacks, forms: Forms, policy: Policy, now: datetime
) -> Feedback | None:
    """They say more, or answer our question; None when there is no such thing.

    Raises NotOurForm, Refused, ChangedMeanwhile.
    """
    feedback = feedbacks.get(id)
    step = _step("added", forms.take(token).name, now)
    if feedback is None or feedback.has(step):
        told_of(*(text.words for text in feedback.texts) if feedback else ())
        return feedback
    return _add(feedback, step, words, feedbacks=feedbacks, rules=rules_of(policy))


def suspicions(
    form: SealedForm, *, hidden_box: str, venue: str, sessions: Sessions, rules: VoiceRules, now: datetime
) -> tuple[str, ...]:
    """Why it may be spam. It counts forms by the day: nothing here says who or when."""
    day = local_date(now)
    sent_today = sessions.count(f"voice-forms#{form.form}#{venue}#{day}", until=gone_after(now, 1))
    taken = now - form.given_at
    found = {
        "hidden-box": bool(hidden_box.strip()),
        "too-fast": taken < timedelta(seconds=rules.least_seconds),
        "old-form": taken > _FORM_IS_OLD,
        "too-many": sent_today > rules.most_a_day,
    }
    return tuple(name for name, is_so in found.items() if is_so)


def _again(before: Feedback, words: str, *, feedbacks: Feedbacks, rules: VoiceRules, now: datetime) -> Feedback:
    """The same form once more: a double click, or a person who went back and wrote something else."""
    if any(text.words == words for text in before.texts):
        told_of(words)
        return before
    return _add(before, _step("again", words, now), words, feedbacks=feedbacks, rules=rules)


def _add(feedback: Feedback, step: Step, words: str, *, feedbacks: Feedbacks, rules: VoiceRules) -> Feedback:
    harm = may_mean_harm(words, words=rules.words_of_harm)
    more = feedbacks_domain.add(feedback, step, words=words, harm=harm)
    feedbacks.save(more)
    told_of(words)
    return more


def _step(what: str, name: str, now: datetime) -> Step:
    return Step(SENDER, now, StepId(f"{what}-{hashlib.sha256(name.encode()).hexdigest()[:24]}"))
