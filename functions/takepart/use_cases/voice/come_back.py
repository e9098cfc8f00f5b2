"""A person comes back with their code, or by the link in an email: what was done with what they said?"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from takepart.domain.aggregate import Step
from takepart.domain.ids import StepId
from takepart.domain.links import Purpose
from takepart.domain.voice import feedback as feedbacks_domain
from takepart.domain.voice.aggregates import SENDER
from takepart.domain.voice.codes import FeedbackId, id_of, read_code
from takepart.domain.voice.feedback import ChangeFelt, Feedback
from takepart.domain.voice.you_said import YouSaid, YouSaidId, YouSaidState
from takepart.use_cases.ports import LinkReader
from takepart.use_cases.voice.ports import Feedbacks, YouSaids

_PAUSE: Final = 1.0
"""Seconds that a wrong code costs. Guessing one of 73 bits would take for ever anyway."""


@dataclass(frozen=True, kw_only=True)
class ComeBack:
    """What they said, and what came of it. ``others`` are the ones that theirs goes on with."""

    feedback: Feedback
    goes_on_with: Feedback | None
    led_to: tuple[YouSaid, ...]


def by_code(typed: str, *, feedbacks: Feedbacks, pause: Callable[[float], None]) -> FeedbackId | None:
    """Where the feedback with this code is; None, after a pause, when there is none."""
    code = read_code(typed)
    found = feedbacks.get(id_of(code)) if code else None
    if found is None:
        pause(_PAUSE)
        return None
    return found.id


def by_link(token: str, *, links: LinkReader, now: datetime) -> FeedbackId:
    """The feedback that a link from an email is for. Raises BadLink."""
    link = links.read(token)
    link.check(purpose=Purpose.FEEDBACK, now=now)
    return FeedbackId(link.about)


def look(id: FeedbackId, *, feedbacks: Feedbacks, you_saids: YouSaids) -> ComeBack | None:
    """All that its own person may see of it."""
    feedback = feedbacks.get(id)
    if feedback is None:
        return None
    other = feedbacks.get(feedback.merged_into) if feedback.merged_into else None
    names = dict.fromkeys((*feedback.led_to, *(other.led_to if other else ())))
    found = you_saids.many([YouSaidId(name) for name in names])
    return ComeBack(
        feedback=feedback,
        goes_on_with=other,
        led_to=tuple(each for each in found if each.state is YouSaidState.PUBLISHED),
    )


def tell_change(id: FeedbackId, change: ChangeFelt, *, feedbacks: Feedbacks, now: datetime) -> None:
    """Did it change anything for you? Raises Refused when it was not asked or is answered."""
    feedback = feedbacks.get(id)
    if feedback is None or feedback.change is change:
        return
    step = Step(SENDER, now, StepId(f"change-{feedback.asked_change}"))
    feedbacks.save(feedbacks_domain.tell_change(feedback, step, change=change))
