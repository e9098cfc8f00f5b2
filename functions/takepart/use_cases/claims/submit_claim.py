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
from takepart.domain.claims.parts import Claimant, ClaimLine, way_of
from takepart.domain.fee_choice import Chosen, FeeChoice, apply_choice
from takepart.domain.flags import flags_of_claim, flags_of_line
from takepart.domain.ids import ClaimId, DraftId, LineId, PersonId, SessionKey, StepId
from takepart.domain.lines import Flag, LineKind
from takepart.domain.money import Money, PaymentMethod
from takepart.domain.part_of_day import session_key, without_id
from takepart.domain.policy import Policy, StaffMember
from takepart.domain.pricing import Facts, price
from takepart.domain.working_days import Holidays, promised_day
from takepart.use_cases.claims.assignment import decider, first_confirmer, household_of
from takepart.use_cases.claims.drafts import MOST_ATTEMPTS, NoSuchDraft, place_of
from takepart.use_cases.claims.ports import BankSafe, Claims, DraftReceipts, claims_under
from takepart.use_cases.ports import ChangedMeanwhile, Identities


@dataclass(frozen=True, kw_only=True)
class FilledIn:
    """Who was at which session, and what it cost them. A draft gives the same claim, however often it is sent."""

    draft_id: DraftId
    claimant: Claimant
    facts: Facts
    """What the price depends on, as far as whoever fills it in knows it."""


@dataclass(frozen=True, kw_only=True)
class ClaimForm(FilledIn):
    """Every answer of a participant: complete, typed, declared to be true, and not yet judged."""

    fee_choice: FeeChoice
    method: PaymentMethod
    bank: BankDetails | None
    """Given exactly when something goes to the person's bank account."""


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
    names = world.identities.every_name(email=form.claimant.email, name=form.claimant.name)
    person, facts = names[0], form.facts
    count(person)
    chosen = chosen_by(names, facts, form.fee_choice, claims=claims, policy=policy)
    step = Step(journals.person(person), now, StepId(f"send-{form.draft_id}"))
    has_receipts = any(receipt.usable for receipt in world.receipts.of_draft(form.draft_id))
    new = new_claim(
        form,
        chosen,
        id=reference,
        names=names,
        method=form.method,
        sent_on=step.today,
        policy=policy,
        holidays=holidays,
        has_receipts=has_receipts,
    )
    new = replace(new, flags=new.flags | _over_limits(new, claims=claims, policy=policy))
    if recorded is not None and recorded.person == person and without_id(recorded.session) == new.session:
        new = replace(new, session=recorded.session)
    kin = world.identities.kin(*names)
    for _ in range(MOST_ATTEMPTS):
        bank = world.safe.seal(form.bank, owner=reference) if form.bank else None
        home = household_of(policy, mailboxes=kin, account=bank, claims=claims)
        wrote = recorded_by if recorded_by and recorded_by.id not in home else None
        confirmer = wrote or first_confirmer(
            policy, facts.activity_type, claimant_email=form.claimant.email, household=home
        )
        new = replace(new, id=reference, bank=bank, household=home, recorded_by=decider(wrote) if wrote else None)
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
            return Sent(reference=reference, promised=claim.promised, claim=claim)
    raise ChangedMeanwhile(form.draft_id)


def _over_limits(new: NewClaim, *, claims: Claims, policy: Policy) -> frozenset[Flag]:
    """Whether it takes its person past what the policy pays one person in a week, month or year, or past an amount
    that matters for tax or benefits: whoever approves it knows before, not after."""
    fee = Money.total(line.claimed for line in new.lines if line.kind is LineKind.FEE)
    matters = () if new.claimant.under_16 else policy.participation.limits
    limits = policy.claims.person_limits
    if not fee or not (limits or matters):
        return frozenset()
    from takepart.domain.people.earnings import over_limit  # only a claim that is sent needs it
    from takepart.domain.policy.rules import Per, PersonLimit

    thresholds = [
        PersonLimit(per=Per.WEEK if each.weekly else Per.YEAR, fees=each.amount, times=None) for each in matters
    ]
    spans = [limit.span(new.day) for limit in (*limits, *thresholds)]
    since, until = min(first for first, _ in spans), max(last for _, last in spans)
    found = list(claims_under((new.person, *new.also), since=since, until=until, claims=claims))
    flags = {Flag.OVER_PERSON_LIMIT: limits, Flag.OVER_THRESHOLD: thresholds}
    return frozenset(
        flag for flag, each in flags.items() if any(over_limit(one, found, day=new.day, fee=fee) for one in each)
    )


def new_claim(
    form: FilledIn,
    chosen: Chosen,
    *,
    id: ClaimId,
    names: Sequence[PersonId],
    method: PaymentMethod,
    sent_on: date,
    policy: Policy,
    holidays: Holidays,
    has_receipts: bool = False,
) -> NewClaim:
    """What is claimed with a form, on the day on which it is sent: each line with what to look at twice.

    It is promised for the last of the days on which a part of the money should arrive.
    """
    facts, person = form.facts, form.claimant
    ways = {way_of(line, method) for line in chosen.lines} or {method}
    by_car = (each.miles or Decimal(0) for each in facts.journeys if each.kind is LineKind.CAR)
    return NewClaim(
        id=id,
        draft=form.draft_id,
        person=names[0],
        also=tuple(names[1:]),
        claimant=person,
        activity_type=facts.activity_type,
        session=session_key(facts.activity_type, facts.day, facts.part_of_day),
        day=facts.day,
        part_of_day=facts.part_of_day,
        minutes=facts.minutes,
        days=facts.days,
        lines=tuple(
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
        ),
        method=method,
        policy_version=policy.recorded_version,
        promised=max(promised_day(way, sent_on=sent_on, policy=policy, holidays=holidays) for way in ways),
        car_miles=sum(by_car, Decimal(0)),
        gift=chosen.gift,
        flags=flags_of_claim(
            day=facts.day,
            part_of_day=facts.part_of_day,
            under_16=person.under_16,
            sent_on=sent_on,
            policy=policy,
            holidays=holidays,
        ),
    )


def chosen_by(names: Sequence[PersonId], facts: Facts, choice: FeeChoice, *, claims: Claims, policy: Policy) -> Chosen:
    """What is claimed of the price, with the miles that the person was paid for before."""
    return apply_choice(price(with_miles(names, facts, claims=claims, policy=policy), policy=policy), choice)


def known_facts(claimant: Claimant, facts: Facts, *, world: ClaimWorld) -> Facts:
    """The facts with what is known of whoever says that they claim: what is priced with them is what the claim pays."""
    if not any(journey.kind is LineKind.CAR for journey in facts.journeys):
        return facts
    names = world.identities.every_name(email=claimant.email, name=claimant.name)
    return with_miles(names, facts, claims=world.claims, policy=world.policy)


def with_miles(names: Sequence[PersonId], facts: Facts, *, claims: Claims, policy: Policy) -> Facts:
    """The facts with the miles by car that somebody was paid for before in the same year of the policy's threshold.

    All of that year's count, whichever day they were driven: so a year's miles come to the same sum in whatever order
    the claims arrive (HMRC: 10,000 miles in a tax year at the full rate). Miles of claims that were refused do not
    count.
    """
    if not any(journey.kind is LineKind.CAR for journey in facts.journeys):
        return facts
    since, until = policy.mileage.rate_on(facts.day).the_year(facts.day)
    driven = (
        claim.car_miles
        for claim in claims_under(names, since=since, until=until, claims=claims)
        if any(line.allowed for line in claim.lines if line.kind is LineKind.CAR)
    )
    return replace(facts, miles_before=sum(driven, Decimal(0)))
