"""Cash on the day: a worker pays somebody's journey at the session, and the claim for it is decided afterwards.

Source: Wirral policy, appendix 1 (travel in cash, on the day wherever possible); community-care (cash on the day).
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Final

from takepart.domain import journal as journals
from takepart.domain.claims import claim as claims_domain
from takepart.domain.claims.claim import Claim
from takepart.domain.claims.duties import Duty, claiming, in_the_way
from takepart.domain.claims.parts import ON_THE_DAY, Claimant, Payment, PaymentState
from takepart.domain.fee_choice import Chosen, FeeChoice, apply_choice
from takepart.domain.flags import flags_of_claim
from takepart.domain.floats import cash_float, day_cash
from takepart.domain.floats.day_cash import DayCash
from takepart.domain.ids import ActivityTypeId, DraftId, FloatId, PersonId, StepId
from takepart.domain.lines import LineKind
from takepart.domain.money import Money
from takepart.domain.money_refusals import CannotDo, MoneyRefusal
from takepart.domain.part_of_day import PartOfDay, session_key
from takepart.domain.payment_methods import PaymentMethod
from takepart.domain.policy import Policy, Role, StaffMember
from takepart.domain.pricing import Cost, Facts, Journey, price
from takepart.domain.promise import promised_day
from takepart.domain.references import claim_reference
from takepart.domain.uk_time import local_date
from takepart.domain.working_days import Holidays
from takepart.use_cases.claims.assignment import decider, first_confirmer
from takepart.use_cases.claims.claim_of_draft import find_claim
from takepart.use_cases.claims.ports import Claims
from takepart.use_cases.claims.submit_claim import lines_of, miles_before
from takepart.use_cases.money.ports import Floats
from takepart.use_cases.ports import ChangedMeanwhile, Identities, StoreUnavailable

_TRIES: Final = 20
HANDLES_CASH: Final = frozenset({Role.WORKER, Role.BUDGET_HOLDER, Role.OFFICE})


@dataclass(frozen=True, kw_only=True)
class CashForm:
    """What the worker fills in at the session. The same draft gives the same claim, however often it is sent."""

    draft_id: DraftId
    name: str
    email: str
    phone: str
    under_16: bool
    activity_type: ActivityTypeId
    day: date
    part_of_day: PartOfDay
    minutes: int
    journeys: tuple[Journey, ...]
    costs: tuple[Cost, ...]
    handed: Money
    """The cash that the participant gets now."""


def cash_on_the_day(
    form: CashForm,
    *,
    float_id: FloatId,
    by: StaffMember,
    claims: Claims,
    floats: Floats,
    identities: Identities,
    policy: Policy,
    holidays: Holidays,
    now: datetime,
) -> Claim:
    """Pay journeys and costs from a float and keep the claim for them: one write, or nothing.

    The fee is not part of it: the participant claims that as usual. Somebody other than the worker who paid confirms.
    Raises CannotDo (with words to show), Unpriceable, NobodyToDecide, or StoreUnavailable.
    """
    if not by.roles & HANDLES_CASH:
        raise CannotDo(float_id, reason=MoneyRefusal.NOT_ALLOWED)
    if in_the_way(Duty.HAND_OVER, decider(by), [claiming(form.email)]):
        raise CannotDo(float_id, reason=MoneyRefusal.OWN_CLAIM)
    before = find_claim(form.draft_id, claims=claims)
    if before is not None:
        return before
    person, *also = identities.every_name(email=form.email, name=form.name)
    chosen = _costs(form, person, claims=claims, policy=policy)
    if not chosen.total:
        raise CannotDo(float_id, reason=MoneyRefusal.NOTHING_CLAIMED)
    if form.handed > chosen.total:
        raise CannotDo(float_id, reason=MoneyRefusal.MORE_THAN_COST, detail=str(chosen.total))
    today, attempt = local_date(now), 0
    for _ in range(_TRIES):
        cash = floats.get(float_id)
        if cash is None:
            raise CannotDo(float_id, reason=MoneyRefusal.NOT_FOUND)
        claim = _claim(
            form,
            chosen,
            person,
            tuple(also),
            attempt=attempt,
            float_id=float_id,
            by=by,
            policy=policy,
            holidays=holidays,
            now=now,
        )
        step = claim.journal[0].step
        day = floats.day_cash(person, today) or DayCash(person=person, day=today)
        paid = cash_float.pay_out(cash, amount=form.handed, claim=claim.id, by=by.id, at=now, step=step)
        handed = day_cash.hand_out(
            day,
            amount=form.handed,
            most=policy.cash.most_per_person,
            claim=claim.id,
            float_id=float_id,
            by=by.id,
            at=now,
            step=step,
        )
        try:
            floats.save_with(claim, paid, handed)
        except ChangedMeanwhile:
            kept = claims.get(claim.id)
            if kept is not None and kept.draft == form.draft_id:
                return kept
            attempt += kept is not None  # Another claim has this reference: take the next one.
            continue
        return claim
    raise StoreUnavailable(float_id)


def _costs(form: CashForm, person: PersonId, *, claims: Claims, policy: Policy) -> Chosen:
    by_car = any(journey.kind is LineKind.CAR for journey in form.journeys)
    facts = Facts(
        activity_type=form.activity_type,
        day=form.day,
        part_of_day=form.part_of_day,
        minutes=form.minutes,
        journeys=form.journeys,
        costs=form.costs,
        miles_before=miles_before(person, form.day, claims=claims) if by_car else Decimal(0),
    )
    return apply_choice(price(facts, policy=policy), FeeChoice.decline())


def _claim(
    form: CashForm,
    chosen: Chosen,
    person: PersonId,
    also: tuple[PersonId, ...],
    *,
    attempt: int,
    float_id: FloatId,
    by: StaffMember,
    policy: Policy,
    holidays: Holidays,
    now: datetime,
) -> Claim:
    today = local_date(now)
    confirmer = first_confirmer(policy, form.activity_type, claimant_email=form.email, cash_given_by=by)
    return claims_domain.send(
        id=claim_reference(form.draft_id, attempt=attempt),
        draft=form.draft_id,
        person=person,
        claimant=Claimant(name=form.name, email=form.email, phone=form.phone, under_16=form.under_16),
        activity_type=form.activity_type,
        session=session_key(form.activity_type, form.day, form.part_of_day),
        day=form.day,
        part_of_day=form.part_of_day,
        minutes=form.minutes,
        lines=lines_of(chosen, has_receipts=False, policy=policy),
        method=PaymentMethod.CASH,
        policy_version=policy.recorded_version,
        promised=promised_day(PaymentMethod.CASH, sent_on=today, policy=policy, holidays=holidays),
        confirmer=journals.staff(confirmer.id),
        at=now,
        step=StepId(f"send-{form.draft_id}"),
        car_miles=sum((j.miles or Decimal(0) for j in form.journeys if j.kind is LineKind.CAR), Decimal(0)),
        flags=flags_of_claim(
            day=form.day,
            part_of_day=form.part_of_day,
            under_16=form.under_16,
            sent_on=today,
            policy=policy,
            holidays=holidays,
        ),
        advance=Payment(
            id=ON_THE_DAY,
            method=PaymentMethod.CASH,
            amount=form.handed,
            state=PaymentState.PAID,
            arrives=today,
            proof=(float_id,),
        ),
        sent_by=journals.staff(by.id),
        also=also,
    )
