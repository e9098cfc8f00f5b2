"""Where is my money? The participant's own page, and what they can do from it."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Final

from takepart.domain.bank_details import BankDetails
from takepart.domain.claims import deciding, participating, paying
from takepart.domain.claims.claim import Claim
from takepart.domain.claims.parts import PaymentId
from takepart.domain.claims.refusals import CannotAct, Refusal
from takepart.domain.claims.states import Action
from takepart.domain.ids import ClaimId, StepId
from takepart.domain.links import Purpose
from takepart.use_cases.claims.open_decision import Closed, NothingToDecide, read_link
from takepart.use_cases.claims.ports import BankSafe, Claims
from takepart.use_cases.ports import ChangedMeanwhile, LinkReader

_AT_ONCE_AN_HOUR: Final = 20
"""So often a link is sent again an hour after the last one."""


def open_own_claim(token: str, claim_id: ClaimId, *, links: LinkReader, claims: Claims, now: datetime) -> Claim:
    """The claim that a personal link is for. Raises NothingToDecide for any other link."""
    link = read_link(token, purpose=Purpose.TRACK, links=links, now=now)
    claim = claims.get(claim_id)
    if claim is None or link.about != claim_id or claim.claimant.erased:
        raise NothingToDecide(Closed.GONE, link=link)
    return claim


def answer_question(claim: Claim, *, text: str, claims: Claims, step: StepId, now: datetime) -> Claim:
    """Answer what a decider asked; it goes back to them. Raises CannotAct."""
    return _kept(participating.answer(claim, text=text, at=now, step=step), claims=claims)


def withdraw_claim(claim: Claim, *, claims: Claims, step: StepId, now: datetime) -> Claim:
    """Take the claim back, while no money is on its way. Raises CannotAct."""
    return _kept(participating.withdraw(claim, at=now, step=step), claims=claims)


def offer_bank_details(
    claim: Claim, *, bank: BankDetails, safe: BankSafe, claims: Claims, step: StepId, now: datetime
) -> Claim:
    """Give other bank details: they are held until the participant confirms them by the mailbox that we know."""
    sealed = safe.seal(bank, owner=claim.id)
    return _kept(participating.offer_bank_details(claim, bank=sealed, at=now, step=step), claims=claims)


def open_bank_confirmation(token: str, claim_id: ClaimId, *, links: LinkReader, claims: Claims, now: datetime) -> Claim:
    """The claim whose held bank details a link confirms: only the latest ones, and only once.

    Raises NothingToDecide.
    """
    link = read_link(token, purpose=Purpose.CONFIRM_BANK, links=links, now=now)
    claim = claims.get(claim_id)
    if claim is None or link.about != claim_id or claim.claimant.erased:
        raise NothingToDecide(Closed.GONE, link=link)
    offered = [e.seq for e in claim.journal if e.action == "bank-details-offered"]
    if claim.bank_held is None or not offered or offered[-1] != link.turn:
        raise NothingToDecide(Closed.DECIDED, link=link, claim=claim)
    return claim


def confirm_bank_details(claim: Claim, *, claims: Claims, step: StepId, now: datetime) -> Claim:
    """Yes, these bank details are mine: pay to them. Raises CannotAct."""
    return _kept(participating.confirm_bank_details(claim, at=now, step=step), claims=claims)


def acknowledge_payment(claim: Claim, *, payment: PaymentId, claims: Claims, step: StepId, now: datetime) -> Claim:
    """Yes, I have the cash or the voucher. Raises CannotAct."""
    after = paying.acknowledge(claim, payment=payment, at=now, step=step)
    return _kept(after, claims=claims)


def ask_for_personal_link(claim: Claim, *, claims: Claims, step: StepId, now: datetime) -> Claim:
    """Send the personal link to the mailbox on the claim again. Raises CannotAct.

    Whoever knows a reference can ask, and each time is an entry of the claim's journal: so the wait grows by an hour
    each time, from an hour on. In ten years that is a few hundred entries, while a link that was sent works for longer
    than any wait. Quiet when it is too early.
    """
    asked = [e.at for e in claim.journal if e.action == Action.SEND_LINK.value and e.facts.get("to") == "participant"]
    if asked and now - asked[-1] < timedelta(hours=max(1, len(asked) - _AT_ONCE_AN_HOUR)):
        return claim
    return _kept(deciding.ask_for_link(claim, at=now, step=step, to="participant"), claims=claims)


def _kept(claim: Claim, *, claims: Claims) -> Claim:
    try:
        claims.save(claim)
    except ChangedMeanwhile as changed:
        raise CannotAct(claim.id, reason=Refusal.OUT_OF_DATE) from changed
    return claim
