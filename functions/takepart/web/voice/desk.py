"""What the pages of being heard need from the rest, handed over by ``voice.py``."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, TypeVar

from takepart.domain.ids import StepId
from takepart.domain.links import BadLink, LinkProblem
from takepart.domain.voice.rules import VoiceRules
from takepart.domain.working_days import Holidays
from takepart.use_cases.ports import LinkReader
from takepart.use_cases.sign_in import Sessions
from takepart.use_cases.voice.ports import Forms, VoiceStores, rules_of
from takepart.use_cases.voice.say import Visitor
from takepart.web.frame import OpenFrame
from takepart.web.problems import Problem
from takepart.web.requests import Typed
from takepart.web.route import Press
from takepart.web.voice.forms import TOKEN

if TYPE_CHECKING:
    from takepart.web.voice.asked_pages import Asking


Kind = TypeVar("Kind", bound=Visitor)


@dataclass(frozen=True, kw_only=True)
class VoiceSite(OpenFrame):
    """One organisation's public pages of being heard."""

    holidays: Holidays
    stores: VoiceStores
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

    def visitor(self, kind: type[Kind]) -> Kind:
        """What somebody does here, now."""
        return kind(
            stores=self.stores,
            forms=self.forms,
            sessions=self.sessions,
            links=self.links,
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
