"""A link that no longer works is replaced: a fresh one goes by email to whoever must decide now, and to nobody else."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Final

from takepart.domain import journal as journals
from takepart.domain.claims import deciding
from takepart.domain.claims.claim import Claim
from takepart.domain.claims.refusals import CannotAct, Refusal
from takepart.domain.claims.states import Action
from takepart.domain.ids import StaffId, StepId
from takepart.use_cases.claims.ports import Claims
from takepart.use_cases.ports import ChangedMeanwhile

MOST_A_DAY: Final = 5
"""Fresh links that one claim sends in 24 hours, whoever asks."""


def ask_for_link(claim: Claim, *, claims: Claims, step: StepId, now: datetime) -> StaffId:
    """Send a fresh link to the member of staff whose turn it is; who that is.

    Raises CannotAct when nobody on the staff must decide, or when enough links were sent today; StoreUnavailable.
    """
    if not claim.is_with_staff:
        raise CannotAct(claim.id, reason=Refusal.NOT_IN_THIS_STATE)
    who = StaffId(claim.turn.who.removeprefix("staff:"))
    if journals.has_step(claim.journal, step):
        return who
    day_ago = now - timedelta(days=1)
    if sum(e.action == Action.SEND_LINK.value and e.at > day_ago for e in claim.journal) >= MOST_A_DAY:
        raise CannotAct(claim.id, reason=Refusal.TOO_MANY_LINKS)
    try:
        claims.save(deciding.ask_for_link(claim, at=now, step=step, to=who))
    except ChangedMeanwhile as changed:
        raise CannotAct(claim.id, reason=Refusal.OUT_OF_DATE) from changed
    return who
