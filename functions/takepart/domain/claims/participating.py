"""What the participant does with their claim: answer, add a receipt, take it back, and put bank details right.

They can say no at any time (Wirral policy, section 7), but money that is on its way cannot be turned round.
"""

from __future__ import annotations

from dataclasses import replace

from takepart.domain.aggregate import Step
from takepart.domain.claims.claim import NOBODY, PAYMENTS, SEALED, Claim, ClaimAction, ClaimState, household_facts
from takepart.domain.claims.deciding import needs_words
from takepart.domain.claims.parts import MONEY, ClaimRefusal, PaymentState, SealedBankDetails
from takepart.domain.flags import flags_of_account
from takepart.domain.ids import StaffId
from takepart.domain.lines import Flag
from takepart.domain.refused import Refused


def answer(claim: Claim, step: Step, *, text: str) -> Claim:
    """The participant answers; the one who asked must act again."""
    needs_words(claim, text)
    return claim.acted(ClaimAction.ANSWER, step, note=text, turn=f"staff:{claim.asker}")


def add_receipt(claim: Claim, step: Step, *, sha256: str) -> Claim:
    """A receipt came after the claim was sent: nothing is missing any more. The turn stays whose it was."""
    lines = tuple(replace(line, flags=line.flags - {Flag.NO_RECEIPT}) for line in claim.lines)
    return claim.acted(ClaimAction.ADD_RECEIPT, step, facts={"sha256": sha256}, lines=lines)


def withdraw(claim: Claim, step: Step) -> Claim:
    """The participant takes the claim back: nothing is due any more. Once money is on its way it is too late."""
    if any(payment.state in (PaymentState.BATCHED, PaymentState.PAID) for payment in claim.payments):
        raise Refused(claim.id, reason=ClaimRefusal.MONEY_ON_ITS_WAY)
    return claim.acted(ClaimAction.WITHDRAW, step, turn=NOBODY, payments=())


def offer_bank_details(claim: Claim, step: Step, *, bank: SealedBankDetails) -> Claim:
    """New bank details are held until the participant confirms them through the contact that we already know."""
    money = next((payment for payment in claim.payments if payment.id == MONEY), None)
    if money is not None and money.state in (PaymentState.BATCHED, PaymentState.PAID):
        raise Refused(claim.id, reason=ClaimRefusal.MONEY_ON_ITS_WAY)
    return claim.acted(
        ClaimAction.OFFER_BANK_DETAILS, step, facts={"account": bank.fingerprint, SEALED: bank.digest}, bank_held=bank
    )


def confirm_bank_details(claim: Claim, step: Step, *, household: tuple[StaffId, ...] = ()) -> Claim:
    """The held details become the ones we pay to. A payment that failed is due again, once.

    ``household`` are the members of staff who have to do with the new account; those of the old one stay with them.
    """
    if claim.bank_held is None:
        raise Refused(claim.id, reason=ClaimRefusal.NOTHING_HELD)
    money = next((payment for payment in claim.payments if payment.id == MONEY), None)
    if money is not None and money.state in (PaymentState.BATCHED, PaymentState.PAID):
        raise Refused(claim.id, reason=ClaimRefusal.MONEY_ON_ITS_WAY)
    payments = tuple(
        replace(p, state=PaymentState.DUE, batch=None, arrives=None, tries=p.tries + 1)
        if p.id == MONEY and p.state is PaymentState.FAILED
        else p
        for p in claim.payments
    )
    household = tuple(dict.fromkeys((*claim.household, *household)))
    facts = {"account": claim.bank_held.fingerprint, SEALED: claim.bank_held.digest}
    return claim.acted(
        ClaimAction.CONFIRM_BANK_DETAILS,
        step,
        facts=facts | (household_facts(household, step) if household != claim.household else {}),
        household=household,
        turn=PAYMENTS if claim.state is ClaimState.NEEDS_BANK_DETAILS else None,
        bank=claim.bank_held,
        bank_held=None,
        flags=claim.flags - {Flag.OTHER_NAME}
        | {Flag.NEW_ACCOUNT}
        | flags_of_account(person=claim.claimant.name, account=claim.bank_held.name),
        payments=payments,
    )
