"""The payments of a batch: what was planned, and what is in the bank's file."""

from __future__ import annotations

from dataclasses import dataclass

from takepart.domain.claims.claim import Claim
from takepart.domain.claims.parts import GIFT, PaymentId, PaymentState, SealedBankDetails
from takepart.domain.flags import flags_of_account
from takepart.domain.ids import BatchId, ClaimId, StepId
from takepart.domain.journal import has_step
from takepart.domain.money import Money
from takepart.domain.policy.paying import Charity


@dataclass(frozen=True, kw_only=True, slots=True)
class Planned:
    """One payment that a batch may hold. It gets in only as the very next step after ``version`` of its claim.

    So every run comes to the same answer, whatever else happens to the claim: the entry that follows is ours or not.
    """

    claim: ClaimId
    payment: PaymentId
    amount: Money
    version: int

    def step(self, batch: BatchId) -> StepId:
        """The name of the step that puts it in, the same for every run."""
        return StepId(f"batch-{batch}-{self.payment}")


@dataclass(frozen=True, kw_only=True, slots=True)
class BatchRow:
    """One payment in the bank's file, with all that its line is made from. The amount and the account never change."""

    claim: ClaimId
    payment: PaymentId
    amount: Money
    payee: str
    """The full name; the file has a short one."""
    reference: str
    to: SealedBankDetails | Charity

    @property
    def account_name(self) -> str:
        """The name on the account that is paid; empty when it was not kept."""
        return self.to.name

    @property
    def differs(self) -> bool:
        """Whether that is another name than the payee's: a parent's or a carer's, say."""
        return bool(flags_of_account(person=self.payee, account=self.account_name))

    def sent_step(self, batch: BatchId) -> StepId:
        """The name of the step that says it went to the bank."""
        return StepId(f"sent-{batch}-{self.payment}")

    def returned_step(self, batch: BatchId) -> StepId:
        """The name of the step that says it came back."""
        return StepId(f"returned-{batch}-{self.payment}")


def got_in(claim: Claim, planned: Planned, batch: BatchId) -> bool | None:
    """Whether a planned payment is in the batch; None while that is open."""
    if claim.version <= planned.version:
        return None
    return claim.journal[planned.version].step == planned.step(batch)


def left_out(claim: Claim, planned: Planned, batch: BatchId) -> bool:
    """Whether a payment that got in is still held by a batch that closed without it."""
    if not has_step(claim.journal, planned.step(batch)):
        return False
    payment = claim.payment(planned.payment)
    return payment.state is PaymentState.BATCHED and payment.batch == batch


def reference_of(claim: ClaimId, payment: PaymentId, *, length: int) -> str:
    """What the bank's file calls a payment, no two alike: the claim's reference, marked when it is a gift."""
    reference = f"{claim}-GIFT" if payment == GIFT else str(claim)
    if len(reference) <= length:
        return reference
    return claim.replace("-", "") + ("G" if payment == GIFT else "")
