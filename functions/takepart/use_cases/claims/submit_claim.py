"""A participant sends a claim: priced, promised a day, given to the right worker, and kept in one write."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from decimal import Decimal

from takepart.domain import journal as journals
from takepart.domain.aggregate import Step
from takepart.domain.bank_details import BankDetails
from takepart.domain.claims import claim as claims_domain
from takepart.domain.claims.claim import Claim, NewClaim
from takepart.domain.claims.parts import Claimant, ClaimLine
from takepart.domain.fee_choice import Chosen, FeeChoice, apply_choice
from takepart.domain.flags import flags_of_claim, flags_of_line
from takepart.domain.ids import ActivityTypeId, ClaimId, DraftId, LineId, PersonId, SessionKey, StepId
from takepart.domain.lines import LineKind
from takepart.domain.money import PaymentMethod
from takepart.domain.part_of_day import PartOfDay, session_key, without_id
from takepart.domain.policy import Policy, StaffMember
from takepart.domain.policy.rates import PaidAs, tax_year_start
from takepart.domain.pricing import Cost, Facts, Journey, price
from takepart.domain.promise import promised_day
from takepart.domain.working_days import Holidays
from takepart.use_cases.claims.assignment import decider, first_confirmer
from takepart.use_cases.claims.drafts import MOST_ATTEMPTS, NoSuchDraft, place_of
from takepart.use_cases.claims.ports import BankSafe, Claims, DraftReceipts
from takepart.use_cases.ports import ChangedMeanwhile, Identities


@dataclass(frozen=True, kw_only=True)
class ClaimForm:
    """Every answer of one draft. The same draft gives the same claim, however often it is sent."""

    draft_id: DraftId
    name: str
    email: str
    phone: str
    under_16: bool
    activity_type: ActivityTypeId
    day: date
    part_of_day: PartOfDay
    minutes: int
    agreed_units: int
    """How many times the fee's length was agreed in writing before the session, as the person says."""
    journeys: tuple[Journey, ...]
    costs: tuple[Cost, ...]
    fee_choice: FeeChoice
    method: PaymentMethod
    bank: BankDetails | None
    """Given exactly when something goes to the person's bank account."""
    declared: bool
    """They read what can change their benefits and tax, and say that the answers are true."""

    @property
    def facts(self) -> Facts:
        """What the price depends on, as far as the person knows it."""
        return Facts(
            activity_type=self.activity_type,
            day=self.day,
            part_of_day=self.part_of_day,
            minutes=self.minutes,
            journeys=self.journeys,
            costs=self.costs,
            agreed_units=self.agreed_units,
        )


@dataclass(frozen=True, kw_only=True)
class Sent:
    """What the participant is told at once."""

    reference: ClaimId
    promised: date
    claim: Claim


@dataclass(frozen=True, kw_only=True)
class Recorded:
    """A record that somebody was at a session, which the claim comes from."""

    person: PersonId
    session: SessionKey


@dataclass(frozen=True, kw_only=True)
class ClaimWorld:
    """Everything that sending a claim needs, in one place."""

    claims: Claims
    receipts: DraftReceipts
    identities: Identities
    safe: BankSafe
    policy: Policy
    holidays: Holidays


def submit_claim(
    form: ClaimForm,
    *,
    world: ClaimWorld,
    now: datetime,
    recorded: Recorded | None = None,
    recorded_by: StaffMember | None = None,
    confirmed: Callable[[Claim], Claim] = lambda claim: claim,
    count: Callable[[PersonId], None] = lambda _person: None,
) -> Sent:
    """Keep the claim and say when the money should arrive.

    The draft names the claim, so sending it twice, or again after a lost answer, gives the same claim.
    ``recorded`` gives the claim the session's own id, while it is for that person and that time. ``recorded_by`` wrote
    down that the person was there, and so confirms it; ``confirmed`` takes that step in the same write, where the claim
    follows the offer. ``count`` counts a new claim of a person, and may refuse it.
    Raises NoSuchDraft when the draft ended meanwhile, with the person whom it was about; TooManyClaims, Unpriceable or
    ImpossibleChoice for facts that no rate fits, NobodyToDecide, StoreUnavailable.
    """
    claims, policy, holidays = world.claims, world.policy, world.holidays
    reference, before = place_of(form.draft_id, claims=claims)
    if before is not None:
        return Sent(reference=before.id, promised=before.promised, claim=before)
    person, *also = world.identities.every_name(email=form.email, name=form.name)
    count(person)
    session = session_key(form.activity_type, form.day, form.part_of_day)
    if recorded is not None and recorded.person == person and without_id(recorded.session) == session:
        session = recorded.session
    chosen = _chosen(form, person, claims=claims, policy=policy)
    step = Step(journals.person(person), now, StepId(f"send-{form.draft_id}"))
    confirmer = recorded_by or first_confirmer(policy, form.activity_type, claimant_email=form.email)
    promised = _promised(form, chosen, sent_on=step.today, policy=policy, holidays=holidays)
    has_receipts = any(receipt.usable for receipt in world.receipts.of_draft(form.draft_id))
    new = NewClaim(
        id=reference,
        draft=form.draft_id,
        person=person,
        claimant=Claimant(name=form.name, email=form.email, phone=form.phone, under_16=form.under_16),
        activity_type=form.activity_type,
        session=session,
        day=form.day,
        part_of_day=form.part_of_day,
        minutes=form.minutes,
        lines=lines_of(chosen, has_receipts=has_receipts, policy=policy),
        method=form.method,
        policy_version=policy.recorded_version,
        promised=promised,
        car_miles=car_miles_of(form.journeys),
        gift=chosen.gift,
        also=tuple(also),
        recorded_by=decider(recorded_by) if recorded_by else None,
        flags=flags_of_claim(
            day=form.day,
            part_of_day=form.part_of_day,
            under_16=form.under_16,
            sent_on=step.today,
            policy=policy,
            holidays=holidays,
        ),
    )
    for _ in range(MOST_ATTEMPTS):
        bank = world.safe.seal(form.bank, owner=reference) if form.bank else None
        new = replace(new, id=reference, bank=bank)
        claim = confirmed(claims_domain.send(new, step, confirmer=journals.staff(confirmer.id)))
        try:
            claims.add(claim)
        except ChangedMeanwhile:
            tried, (reference, kept) = reference, place_of(form.draft_id, claims=claims)
            if kept is None and reference == tried:  # Nobody has it: so it is the draft that is not there any more.
                raise NoSuchDraft(form.draft_id) from None
            if kept is not None:
                return Sent(reference=kept.id, promised=kept.promised, claim=kept)
        else:
            return Sent(reference=reference, promised=promised, claim=claim)
    raise ChangedMeanwhile(form.draft_id)


def car_miles_of(journeys: Sequence[Journey]) -> Decimal:
    """How far they came by car."""
    return sum((each.miles or Decimal(0) for each in journeys if each.kind is LineKind.CAR), Decimal(0))


def miles_before(person: PersonId, day: date, *, claims: Claims) -> Decimal:
    """Miles by car that a person has claimed for earlier in the same tax year (HMRC: 10,000 at the full rate)."""
    earlier = claims.of_mailbox(person, since=tax_year_start(day), until=day)
    return sum(
        (
            c.car_miles
            for c in earlier
            if c.person == person and any(line.allowed for line in c.lines if line.kind is LineKind.CAR)
        ),
        Decimal(0),
    )


def _chosen(form: ClaimForm, person: PersonId, *, claims: Claims, policy: Policy) -> Chosen:
    by_car = any(journey.kind is LineKind.CAR for journey in form.journeys)
    miles = miles_before(person, form.day, claims=claims) if by_car else Decimal(0)
    facts = replace(form.facts, miles_before=miles)
    return apply_choice(price(facts, policy=policy), form.fee_choice)


def lines_of(chosen: Chosen, *, has_receipts: bool, policy: Policy) -> tuple[ClaimLine, ...]:
    """The lines of a new claim, each with what a decider should look at twice."""
    return tuple(
        ClaimLine(
            id=LineId(str(place)),
            kind=line.kind,
            claimed=line.amount,
            allowed=line.amount,
            paid_as=line.paid_as,
            basis=line.basis,
            description=line.description,
            flags=line.flags | flags_of_line(line, has_receipt=has_receipts, policy=policy),
        )
        for place, line in enumerate(chosen.lines, start=1)
    )


def _promised(form: ClaimForm, chosen: Chosen, *, sent_on: date, policy: Policy, holidays: Holidays) -> date:
    """The last of the days on which a part of the money should arrive."""
    ways = {
        PaymentMethod.VOUCHER
        if line.paid_as is PaidAs.VOUCHER or (line.kind is LineKind.FEE and form.method is PaymentMethod.VOUCHER)
        else (PaymentMethod.CASH if form.method is PaymentMethod.VOUCHER else form.method)
        for line in chosen.lines
    } or {form.method}
    return max(promised_day(way, sent_on=sent_on, policy=policy, holidays=holidays) for way in ways)
