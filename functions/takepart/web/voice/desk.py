"""What the pages of being heard need from the rest, handed over by ``voice.py``."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from takepart.domain.ids import StepId
from takepart.domain.links import BadLink, LinkProblem
from takepart.domain.voice.rules import VoiceRules
from takepart.domain.working_days import Holidays
from takepart.use_cases.ports import LinkReader
from takepart.use_cases.sign_in import Sessions
from takepart.use_cases.voice.ports import (
    Answers,
    Complaints,
    Consultations,
    Feedbacks,
    Forms,
    Invitations,
    PhotoFiles,
    Questionnaires,
    VoiceFigures,
    YouSaids,
)
from takepart.use_cases.voice.say import KeptWithCode, Saying, rules_of, say
from takepart.web.frame import OpenFrame
from takepart.web.problems import Problem
from takepart.web.requests import Typed
from takepart.web.route import Press
from takepart.web.voice.forms import TOKEN

if TYPE_CHECKING:
    from takepart.web.voice.asking import Asking


@dataclass(frozen=True, kw_only=True)
class VoiceSite(OpenFrame):
    """One organisation's public pages of being heard."""

    holidays: Holidays
    feedbacks: Feedbacks
    complaints: Complaints
    you_saids: YouSaids
    photos: PhotoFiles
    consultations: Consultations
    figures: VoiceFigures
    questionnaires: Questionnaires
    answers: Answers
    invitations: Invitations
    forms: Forms
    sessions: Sessions
    """Counts how often a form was sent in a day."""
    links: LinkReader
    pause: Callable[[float], None]
    asking: Callable[[], Asking] | None = None
    """Invitations to answer an audit, made ready when the first one comes."""

    @property
    def voice(self) -> VoiceRules:
        """The policy's part about being heard."""
        return rules_of(self.policy)

    def token(self, form: str) -> str:
        """A token for a form that is about to be shown."""
        return self.forms.give(form, at=self.now())

    def say(self, saying: Saying) -> KeptWithCode:
        """Keep what was said. Raises NotOurForm, Refused, StoreUnavailable."""
        return say(
            saying,
            feedbacks=self.feedbacks,
            forms=self.forms,
            sessions=self.sessions,
            policy=self.policy,
            holidays=self.holidays,
            now=self.now(),
        )

    def press(self, typed: Typed, _what: str, /) -> Press:
        """The form's own token. Whatever it is needed for asks whether it is one of ours."""
        return Press(StepId(typed.get(TOKEN, "")))


def opens_nothing(bad: BadLink) -> Problem:
    """What whoever comes with such a link is told: with one that is too old, how they get a new one."""
    if bad.problem is LinkProblem.EXPIRED:
        return Problem.gone("This link is too old", "Contact us, and we will send you a new one.")
    return Problem.not_found("Open the link from your email again.")
