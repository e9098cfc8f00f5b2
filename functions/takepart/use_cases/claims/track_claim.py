"""Where is my money? The participant's own page, what they can do from it, and that what was handed over came."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Final

from takepart.domain import journal as journals
from takepart.domain.aggregate import Step
from takepart.domain.bank_details import BankDetails
from takepart.domain.claims import deciding, participating, paying
from takepart.domain.claims.claim import Claim, ClaimAction
from takepart.domain.claims.parts import PaymentId
from takepart.domain.ids import ClaimId, StepId
from takepart.domain.journal import Job
from takepart.domain.links import Purpose
from takepart.domain.policy import Policy, StaffMember
from takepart.use_cases.claims.assignment import decider, household_of
from takepart.use_cases.claims.ports import BankSafe, Claims
from takepart.use_cases.doing import do
from takepart.use_cases.opened_links import LinkClosed, NothingToDecide, read_link
from takepart.use_cases.ports import LinkReader

_AT_ONCE_AN_HOUR: Final = 20
"""So often a link is sent again an hour after the last one."""


def open_own_claim(token: str, claim_id: ClaimId, *, links: LinkReader, claims: Claims, now: datetime) -> Claim:
    """The claim that a personal link is for. Raises NothingToDecide for any other link."""
    link = read_link(token, purpose=Purpose.TRACK, links=links, now=now)
    claim = claims.get(claim_id)
    if claim is None or link.about != claim_id or claim.claimant.erased:
        raise NothingToDecide(LinkClosed.GONE, link=link)
    return claim


def answer_question(claim: Claim, *, text: str, claims: Claims, step: StepId, now: datetime) -> Claim:
    """Answer what a decider asked; it goes back to them. Raises Refused, ChangedMeanwhile."""
    return do(claims, claim.id, _theirs(claim, step, now), lambda one, step: participating.answer(one, step, text=text))


def withdraw_claim(claim: Claim, *, claims: Claims, step: StepId, now: datetime) -> Claim:
    """Take the claim back, while no money is on its way. Raises Refused, ChangedMeanwhile."""
    return do(claims, claim.id, _theirs(claim, step, now), participating.withdraw)


def offer_bank_details(
    claim: Claim, *, bank: BankDetails, safe: BankSafe, claims: Claims, step: StepId, now: datetime
) -> Claim:
    """Give other bank details: they are held until the participant confirms them by the mailbox that we know."""
    sealed = safe.seal(bank, owner=claim.id)
    offering = _theirs(claim, step, now)
    return do(claims, claim.id, offering, lambda one, step: participating.offer_bank_details(one, step, bank=sealed))


def open_bank_confirmation(token: str, claim_id: ClaimId, *, links: LinkReader, claims: Claims, now: datetime) -> Claim:
    """The claim whose held bank details a link confirms: only the latest ones, and only once.

    Raises NothingToDecide.
    """
    link = read_link(token, purpose=Purpose.CONFIRM_BANK, links=links, now=now)
    claim = claims.get(claim_id)
    if claim is None or link.about != claim_id or claim.claimant.erased:
        raise NothingToDecide(LinkClosed.GONE, link=link)
    offered = [e.seq for e in claim.journal if e.action == ClaimAction.OFFER_BANK_DETAILS.value]
    if claim.bank_held is None or not offered or offered[-1] != link.turn:
        raise NothingToDecide(LinkClosed.DECIDED, link=link, claim=claim)
    return claim


def confirm_bank_details(claim: Claim, *, claims: Claims, policy: Policy, step: StepId, now: datetime) -> Claim:
    """Yes, these bank details are mine: pay to those that were shown. Raises Refused, ChangedMeanwhile."""
    home = household_of(policy, account=claim.bank_held, claims=claims)
    return do(
        claims,
        claim.id,
        _theirs(claim, step, now),
        lambda one, step: participating.confirm_bank_details(one, step, household=home),
        seen=claim.version,
    )


def ask_for_personal_link(claim: Claim, *, claims: Claims, step: StepId, now: datetime) -> Claim:
    """Send the personal link to the mailbox on the claim again. Raises Refused, ChangedMeanwhile.

    Whoever knows a reference can ask, and each time is an entry of the claim's journal: so the wait grows by an hour
    each time, from an hour on. In ten years that is a few hundred entries, while a link that was sent works for longer
    than any wait. Quiet when it is too early.
    """

    def change(one: Claim, step: Step) -> Claim:
        sent = (e for e in one.journal if e.action == ClaimAction.SEND_LINK.value)
        asked = [e.at for e in sent if e.facts.get("to") == "participant"]
        if asked and now - asked[-1] < timedelta(hours=max(1, len(asked) - _AT_ONCE_AN_HOUR)):
            return one
        return deciding.ask_for_link(one, step, to="participant")

    return do(claims, claim.id, Step(Job.MAILER.actor, now, step), change)


def _theirs(claim: Claim, step: StepId, now: datetime) -> Step:
    return Step(journals.person(claim.person), now, step)


def acknowledge_payment(
    claim: Claim,
    *,
    payment: PaymentId,
    claims: Claims,
    step: StepId,
    now: datetime,
    witness: StaffMember | None = None,
) -> Claim:
    """Yes, I have the cash or the voucher: by their own link, or beside a member of staff, the witness.

    Said twice, it is written down once. Raises Refused, ChangedMeanwhile.
    """
    saw = decider(witness) if witness else None

    def change(one: Claim, step: Step) -> Claim:
        return one if one.payment(payment).acknowledged else paying.acknowledge(one, step, payment=payment, witness=saw)

    return do(claims, claim.id, Step(journals.person(claim.person), now, step), change)
