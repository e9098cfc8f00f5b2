"""A link that no longer works is replaced: a fresh one goes by email to whoever must decide now, and to nobody else."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Final

from takepart.domain.aggregate import Step
from takepart.domain.claims import deciding
from takepart.domain.claims.claim import Claim
from takepart.domain.claims.refusals import ClaimRefusal
from takepart.domain.claims.states import ClaimAction
from takepart.domain.ids import ClaimId, StaffId, StepId
from takepart.domain.journal import Job
from takepart.domain.refused import Refused
from takepart.use_cases.claims.ports import Claims
from takepart.use_cases.doing import do

MOST_A_DAY: Final = 5
"""Fresh links that one claim sends in 24 hours, whoever asks."""


def ask_for_link(claim_id: ClaimId, *, claims: Claims, step: StepId, now: datetime) -> StaffId:
    """Send a fresh link to the member of staff whose turn it is; who that is.

    Raises Refused when nobody on the staff must decide, or when enough links were sent today; ChangedMeanwhile.
    """

    def change(claim: Claim, step: Step) -> Claim:
        if not claim.is_with_staff:
            raise Refused(claim.id, reason=ClaimRefusal.NOT_IN_THIS_STATE)
        day_ago = now - timedelta(days=1)
        if sum(e.action == ClaimAction.SEND_LINK.value and e.at > day_ago for e in claim.journal) >= MOST_A_DAY:
            raise Refused(claim.id, reason=ClaimRefusal.TOO_MANY_LINKS)
        return deciding.ask_for_link(claim, step, to=claim.turn.who.removeprefix("staff:"))

    after = do(claims, claim_id, Step(Job.MAILER.actor, now, step), change)
    return next(StaffId(str(entry.facts["to"])) for entry in after.journal if entry.step == step)
