"""Cash: on the day, when a worker pays somebody's journey at the session and its claim is decided afterwards; for an
approved claim; and the floats that it comes from.

Source: Wirral policy, appendix 1 (travel in cash, on the day wherever possible); community-care (cash on the day).
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Final

from takepart.domain import journal as journals
from takepart.domain.aggregate import Step
from takepart.domain.claims import claim as claims_domain
from takepart.domain.claims import duties, paying
from takepart.domain.claims.claim import Claim, NewClaim
from takepart.domain.claims.duties import ClaimDuty, claiming, in_the_way
from takepart.domain.claims.parts import MONEY, ON_THE_DAY, ClaimRefusal, Payment, PaymentState
from takepart.domain.fee_choice import FeeChoice
from takepart.domain.floats import cash_float
from takepart.domain.floats.cash_float import CashFloat, DayCash
from takepart.domain.ids import ClaimId, FloatId, PersonId, StepId
from takepart.domain.money import Money, PaymentMethod
from takepart.domain.money_refusals import MoneyRefusal
from takepart.domain.policy import Policy, Role, StaffMember
from takepart.domain.refused import Refused
from takepart.domain.working_days import Holidays
from takepart.use_cases.claims.assignment import decider, first_confirmer, household_of
from takepart.use_cases.claims.drafts import place_of
from takepart.use_cases.claims.ports import Approvals, Claims
from takepart.use_cases.claims.submit_claim import FilledIn, chosen_by, new_claim
from takepart.use_cases.doing import do, read, until_kept
from takepart.use_cases.money.ports import Floats
from takepart.use_cases.ports import ChangedMeanwhile, Identities

_TRIES: Final = 20
HANDLES_CASH: Final = frozenset({Role.WORKER, Role.BUDGET_HOLDER, Role.OFFICE})


@dataclass(frozen=True, kw_only=True)
class CashForm(FilledIn):
    """What the worker fills in at the session."""

    handed: Money
    """The cash that the participant gets now."""


@dataclass(frozen=True, kw_only=True)
class CashWorld:
    """Everything that handing out needs, in one place."""

    claims: Claims
    floats: Floats
    identities: Identities
    policy: Policy
    holidays: Holidays


def cash_on_the_day(form: CashForm, *, float_id: FloatId, by: StaffMember, world: CashWorld, now: datetime) -> Claim:
    """Pay journeys and costs from a float and keep the claim for them: one write, or nothing.

    The fee is not part of it: the participant claims that as usual. Somebody other than the worker who paid confirms.
    Raises Refused (with words to show), Unpriceable, NobodyToDecide, ChangedMeanwhile or StoreUnavailable.
    """
    if not by.roles & HANDLES_CASH:
        raise Refused(float_id, reason=MoneyRefusal.NOT_ALLOWED)
    names = world.identities.every_name(email=form.claimant.email, name=form.claimant.name)
    home = household_of(world.policy, mailboxes=world.identities.kin(*names), claims=world.claims)
    if in_the_way(ClaimDuty.HAND_OVER, decider(by), claiming(form.claimant.email, home)):
        raise Refused(float_id, reason=MoneyRefusal.OWN_CLAIM)
    giving = Step(journals.staff(by.id), now, StepId(f"send-{form.draft_id}"))

    def attempt() -> Claim:
        reference, before = place_of(form.draft_id, claims=world.claims)
        if before is not None:
            return before
        new = _claimed(form, reference, names, float_id=float_id, step=giving, world=world)
        confirmer = first_confirmer(
            world.policy,
            form.facts.activity_type,
            claimant_email=form.claimant.email,
            household=home,
            cash_given_by=by,
        )
        new = replace(new, household=home)
        claim = claims_domain.send(new, giving, confirmer=journals.staff(confirmer.id))
        _hand_out(form.handed, claim, giving, float_id=float_id, world=world)
        return claim

    return until_kept(attempt, tries=_TRIES)


def _hand_out(amount: Money, claim: Claim, step: Step, *, float_id: FloatId, world: CashWorld) -> None:
    """Keep the claim with what leaves the float for it, and what its person gets today."""
    cash = world.floats.get(float_id)
    if cash is None:
        raise Refused(float_id, reason=MoneyRefusal.NO_SUCH_FLOAT)
    day = world.floats.day_cash(claim.person, step.today) or DayCash(person=claim.person, day=step.today)
    paid = cash_float.pay_out(cash, step, amount=amount, claim=claim.id)
    most = world.policy.cash.most_per_person
    handed = cash_float.hand_out(day, step, amount=amount, most=most, claim=claim.id, float_id=float_id)
    world.floats.save_with(claim, paid, handed)


def _claimed(
    form: CashForm,
    reference: ClaimId,
    names: tuple[PersonId, ...],
    *,
    float_id: FloatId,
    step: Step,
    world: CashWorld,
) -> NewClaim:
    chosen = chosen_by(names, form.facts, FeeChoice.decline(), claims=world.claims, policy=world.policy)
    if not chosen.total:
        raise Refused(float_id, reason=MoneyRefusal.NOTHING_CLAIMED)
    if form.handed > chosen.total:
        raise Refused(float_id, reason=MoneyRefusal.MORE_THAN_COST, detail=str(chosen.total))
    advance = Payment(
        id=ON_THE_DAY,
        method=PaymentMethod.CASH,
        amount=form.handed,
        state=PaymentState.PAID,
        arrives=step.today,
        proof=(float_id,),
    )
    new = new_claim(
        form,
        chosen,
        id=reference,
        names=names,
        method=PaymentMethod.CASH,
        sent_on=step.today,
        policy=world.policy,
        holidays=world.holidays,
    )
    return replace(new, payments=(advance,))


_TRIES_TO_PAY: Final = 8


def pay_cash(
    claim_id: ClaimId,
    *,
    float_id: FloatId,
    by: StaffMember,
    claims: Claims,
    floats: Floats,
    approvals: Approvals,
    step: StepId,
    now: datetime,
) -> Claim:
    """Hand over what is due in cash. Pressed twice, it is paid once.

    Raises Refused, also for somebody who has had a part in the claim, DamagedRecord when it is not as it was approved,
    ChangedMeanwhile or StoreUnavailable.
    """
    if not by.roles & HANDLES_CASH:
        raise Refused(claim_id, reason=MoneyRefusal.NOT_ALLOWED)
    giving = Step(journals.staff(by.id), now, step)

    def attempt() -> Claim:
        claim, cash = read(claims, claim_id), floats.get(float_id)
        if cash is None:
            raise Refused(claim_id, reason=MoneyRefusal.NO_SUCH_FLOAT)
        if claim.has(giving):
            return claim
        due = cash_due(claim)
        if due is None:
            raise Refused(claim_id, reason=MoneyRefusal.NOTHING_DUE)
        approvals.check(claim)
        paid = cash_float.pay_out(cash, giving, amount=due.amount, claim=claim.id)
        if duties.why_not(claim, ClaimDuty.HAND_OVER, decider(by)) is ClaimRefusal.HANDS_OVER_OWN:
            raise Refused(claim_id, reason=MoneyRefusal.OWN_CLAIM)
        after = paying.pay_in_cash(claim, giving, by=decider(by), amount=due.amount, float_id=float_id)
        floats.save_with(after, paid)
        return after

    return until_kept(attempt, tries=_TRIES_TO_PAY)


def cash_due(claim: Claim) -> Payment | None:
    """What is to be handed over for a claim in cash, if anything."""
    return next(
        (
            payment
            for payment in claim.payments
            if payment.id == MONEY and payment.method is PaymentMethod.CASH and payment.state is PaymentState.DUE
        ),
        None,
    )


_FILLS: Final = frozenset({Role.OFFICE, Role.FINANCE})


def open_float(
    name: str, *, keeper: StaffMember, amount: Money, by: StaffMember, floats: Floats, step: StepId, now: datetime
) -> CashFloat:
    """A new float with its first money; ``name`` as a person says it, ``Drop-in box``. Raises Refused."""
    opening = _may(by, _FILLS, name, step=step, now=now)
    float_id = float_id_of(name)
    opened = cash_float.open_float(opening, id=float_id, keeper=keeper.id, amount=amount)
    try:
        floats.add(opened)
    except ChangedMeanwhile as taken:
        raise Refused(float_id, reason=MoneyRefusal.FLOAT_EXISTS) from taken
    return opened


def top_up_float(
    float_id: FloatId, *, amount: Money, by: StaffMember, floats: Floats, step: StepId, now: datetime
) -> CashFloat:
    """Money is put in. Raises Refused, ChangedMeanwhile."""
    filling = _may(by, _FILLS, float_id, step=step, now=now)
    return do(floats, float_id, filling, lambda cash, step: cash_float.top_up(cash, step, amount=amount))


def count_float(
    float_id: FloatId, *, found: Money, reason: str, by: StaffMember, floats: Floats, step: StepId, now: datetime
) -> CashFloat:
    """Somebody counted it and found this much; a difference needs a reason. Raises Refused, ChangedMeanwhile."""
    counting = _may(by, HANDLES_CASH | _FILLS, float_id, step=step, now=now)
    return do(floats, float_id, counting, lambda cash, step: cash_float.count(cash, step, found=found, reason=reason))


def close_float(float_id: FloatId, *, by: StaffMember, floats: Floats, step: StepId, now: datetime) -> CashFloat:
    """What is left goes back to finance. Raises Refused, ChangedMeanwhile."""
    return do(floats, float_id, _may(by, _FILLS, float_id, step=step, now=now), cash_float.close)


def float_id_of(name: str) -> FloatId:
    """The id of a float with this name: ``drop-in-box``. Raises Refused when nothing of the name is left."""
    id = re.sub(r"[^a-z0-9]+", "-", name.casefold()).strip("-")[:40]
    if not id:
        raise Refused("float", reason=MoneyRefusal.NO_NAME)
    return FloatId(id)


def _may(by: StaffMember, roles: frozenset[Role], about: str, *, step: StepId, now: datetime) -> Step:
    if not by.roles & roles:
        raise Refused(about, reason=MoneyRefusal.NOT_ALLOWED)
    return Step(journals.staff(by.id), now, step)
