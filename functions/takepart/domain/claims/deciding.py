"""The decisions on a claim: confirm, approve, refuse, ask, pass on. Different people, always: see ``duties``.

Sources: Wirral policy, section 7 and appendix 1 (pay is agreed, confirmed and paid through one form);
community-care (say why, admit mistakes).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from takepart.domain import journal as journals
from takepart.domain.aggregate import Step
from takepart.domain.claims import duties
from takepart.domain.claims.claim import NOBODY, PARTICIPANT, PAYMENTS, Claim, ClaimAction, ClaimState
from takepart.domain.claims.duties import ClaimDuty
from takepart.domain.claims.parts import (
    MONEY,
    AmountChange,
    ClaimLine,
    ClaimRefusal,
    Decider,
    LineDecision,
    PaymentState,
    goes_by_voucher,
    split,
)
from takepart.domain.ids import ClaimId, LineId, StaffId
from takepart.domain.journal import Actor, Fact
from takepart.domain.lines import COSTS, FARES, LineKind
from takepart.domain.money import NOTHING, Money, PaymentMethod
from takepart.domain.policy.paying import VoucherRules
from takepart.domain.policy.rates import PaidAs
from takepart.domain.policy.rules import ClaimRules
from takepart.domain.refused import Refused


def confirm(
    claim: Claim,
    step: Step,
    *,
    by: Decider,
    decisions: Sequence[LineDecision],
    approver: Actor,
    note: str = "",
    within: ClaimRules | None = None,
) -> Claim:
    """The worker or budget holder says what happened, line by line; finance is next.

    ``within`` are the amounts that a worker keeps to; None for who holds the budget.

    When nothing is left to pay because the person declined, the claim ends here: only attendance was recorded.
    """
    _may_decide(claim, by)
    lines = _decided(claim, decisions, most=None, by=by)
    if within is not None:
        _keeps_to(claim, lines, within)
    facts = _amounts(lines, step)
    if _money_part(lines, claim.method) < NOTHING:
        raise Refused(claim.id, reason=ClaimRefusal.NOTHING_LEFT)
    if not any(line.allowed for line in lines) and claim.gift is None:
        if claim.claimed or claim.advance:
            raise Refused(claim.id, reason=ClaimRefusal.NOTHING_LEFT)
        return claim.acted(
            ClaimAction.CONFIRM_WITHOUT_PAY, step, facts=facts, note=note, turn=NOBODY, lines=lines, confirmed_by=by
        )
    return claim.acted(ClaimAction.CONFIRM, step, facts=facts, note=note, turn=approver, lines=lines, confirmed_by=by)


def approve(
    claim: Claim,
    step: Step,
    *,
    by: Decider,
    decisions: Sequence[LineDecision],
    second_approver: Actor | None,
    note: str = "",
) -> Claim:
    """Finance agrees to pay. ``second_approver`` is given when the sum needs two (the policy's threshold).

    Finance may lower an amount with a reason, never raise it above what was confirmed. The second approver agrees to
    the same amounts or sends the claim back.
    """
    _may_decide(claim, by)
    if claim.state is ClaimState.WITH_SECOND_APPROVER:
        lines = _decided(claim, decisions, most=ClaimRefusal.NOT_AS_APPROVED, by=by)
        if any(line.allowed != claim.line(line.id).allowed for line in lines):
            raise Refused(claim.id, reason=ClaimRefusal.NOT_AS_APPROVED)
    else:
        lines = _decided(claim, decisions, most=ClaimRefusal.MORE_THAN_CONFIRMED, by=by)
    nothing = not any(line.allowed for line in lines) and claim.gift is None
    if nothing or _money_part(lines, claim.method) < NOTHING:
        raise Refused(claim.id, reason=ClaimRefusal.NOTHING_LEFT)
    facts = _amounts(lines, step)
    approved_by = (*claim.approved_by, by)
    if second_approver is not None and claim.state is ClaimState.WITH_FINANCE:
        return claim.acted(
            ClaimAction.APPROVE_FIRST,
            step,
            facts=facts,
            note=note,
            turn=second_approver,
            lines=lines,
            approved_by=approved_by,
        )
    payments = split(lines, method=claim.method, gift=claim.gift, advance=claim.advance)
    due = [payment for payment in payments if payment.state is PaymentState.DUE]
    if any(payment.id == MONEY and payment.method is PaymentMethod.BANK for payment in due) and claim.bank is None:
        raise Refused(claim.id, reason=ClaimRefusal.NO_BANK_DETAILS)
    if claim.advance is not None:
        facts["overpaid"] = max(claim.advance.amount.pence - _money_part(lines, claim.method).pence, 0)
    facts |= {f"pay {payment.id}": f"{payment.method.value} {payment.amount.pence}" for payment in due}
    return claim.acted(
        ClaimAction.APPROVE if due else ClaimAction.APPROVE_ALREADY_PAID,
        step,
        facts=facts,
        note=note,
        turn=PAYMENTS if due else NOBODY,
        lines=lines,
        approved_by=approved_by,
        payments=payments,
    )


def refuse(claim: Claim, step: Step, *, by: Decider, reason: str) -> Claim:
    """Say no to the whole claim, with a reason that the participant reads."""
    _may_decide(claim, by)
    needs_words(claim, reason)
    lines = tuple(replace(line, allowed=NOTHING) for line in claim.lines)
    facts: dict[str, Fact] = {"overpaid": claim.advance.amount.pence} if claim.advance else {}
    return claim.acted(ClaimAction.REFUSE, step, facts=facts, note=reason, turn=NOBODY, lines=lines)


def ask(claim: Claim, step: Step, *, by: Decider, question: str) -> Claim:
    """Ask the participant something; the claim waits for them, and comes back to the one who asked."""
    _may_decide(claim, by)
    needs_words(claim, question)
    facts: dict[str, Fact] = {"asker": by.id}
    return claim.acted(ClaimAction.ASK, step, facts=facts, note=question, turn=PARTICIPANT)


def pass_on(
    claim: Claim, step: Step, *, by: Decider, to: Decider, reason: str, action: ClaimAction = ClaimAction.PASS_ON
) -> Claim:
    """Give the decision to a colleague who has had no part in the claim. It decides nothing, so whose turn it is may do
    it, also where they learn only now that they may not decide."""
    if claim.is_with_staff and not claim.turn.is_of(by.id):
        raise Refused(claim.id, reason=ClaimRefusal.NOT_YOUR_TURN)
    if to.is_person(by.email) or not may_decide(claim, to):
        raise Refused(claim.id, reason=ClaimRefusal.NO_OTHER_PERSON)
    facts: dict[str, Fact] = {"to": to.id}
    return claim.acted(action, step, facts=facts, note=reason, turn=journals.staff(to.id))


def nudge(claim: Claim, step: Step, *, days: int) -> Claim:
    """Remind whoever must act. The turn stays the same, so the link that they already have still works."""
    facts: dict[str, Fact] = {"days": days, "turn": claim.turn.seq}
    return claim.acted(ClaimAction.NUDGE, step, facts=facts)


def escalate(claim: Claim, step: Step, *, to: Decider) -> Claim:
    """Pass a decision that nobody took to the deputy."""
    if not may_decide(claim, to):
        raise Refused(claim.id, reason=ClaimRefusal.NO_OTHER_PERSON)
    facts: dict[str, Fact] = {"from": claim.turn.who, "to": to.id, "turn": claim.turn.seq}
    return claim.acted(ClaimAction.ESCALATE, step, facts=facts, turn=journals.staff(to.id))


def ask_for_link(claim: Claim, step: Step, *, to: str) -> Claim:
    """Send a fresh link to whoever must act, or the personal link to the participant."""
    return claim.acted(ClaimAction.SEND_LINK, step, facts={"to": to})


def adjust(claim: Claim, *, amount: Money, earlier: ClaimId, reason: str) -> Claim:
    """The claim with a line that puts an earlier claim right: a top-up, or an overpayment taken back.

    It changes nothing by itself: the decision that follows records it. A top-up is confirmed before it is approved, so
    finance may only take money back, and a second approver may change nothing.
    """
    needs_words(claim, reason)
    if earlier == claim.id:
        raise Refused(claim.id, reason=ClaimRefusal.UNKNOWN_LINE)
    if claim.state is ClaimState.WITH_FINANCE and amount > NOTHING:
        raise Refused(claim.id, reason=ClaimRefusal.MORE_THAN_CONFIRMED, detail="adjustment")
    if claim.state is ClaimState.WITH_SECOND_APPROVER:
        raise Refused(claim.id, reason=ClaimRefusal.NOT_AS_APPROVED, detail="adjustment")
    line = ClaimLine(
        id=LineId(str(len(claim.lines) + 1)),
        kind=LineKind.ADJUSTMENT,
        claimed=amount,
        allowed=amount,
        paid_as=PaidAs.MONEY,
        basis=f"To put claim {earlier} right",
        why=reason,
        names=earlier,
    )
    return replace(claim, lines=(*claim.lines, line))


def amend(claim: Claim, step: Step, *, note: str) -> Claim:
    """A note on a claim that was decided. Decisions are never edited."""
    needs_words(claim, note)
    return claim.acted(ClaimAction.AMEND, step, note=note)


def reopen(claim: Claim, step: Step, *, by: Decider, reason: str, approver: Actor) -> Claim:
    """A refusal that was a mistake goes back to finance at the amounts that were claimed."""
    needs_words(claim, reason)
    duties.check(replace(claim, approved_by=()), ClaimDuty.CONFIRM, by)
    lines = tuple(_as_claimed(line, by=by, reason=reason.strip()) for line in claim.lines)
    return claim.acted(
        ClaimAction.REOPEN,
        step,
        facts=_amounts(lines, step),
        note=reason,
        turn=approver,
        lines=lines,
        confirmed_by=claim.confirmed_by or by,
        approved_by=(),
    )


def may_decide(claim: Claim, person: Decider) -> bool:
    """Whether someone can take the decision that the claim waits for: the table of duties says."""
    return duties.may_take(claim, duties.deciding_duty(claim), person)


def _may_decide(claim: Claim, by: Decider) -> None:
    if claim.is_with_staff:
        duties.check(claim, duties.deciding_duty(claim), by)
        if not claim.turn.is_of(by.id):
            raise Refused(claim.id, reason=ClaimRefusal.NOT_YOUR_TURN)


def needs_words(claim: Claim, reason: str) -> None:
    """Refuse a reason, a question or an answer that says nothing. Raises Refused."""
    if not reason.strip():
        raise Refused(claim.id, reason=ClaimRefusal.NO_REASON)


def _decided(
    claim: Claim, decisions: Sequence[LineDecision], *, most: ClaimRefusal | None, by: Decider
) -> tuple[ClaimLine, ...]:
    """The lines as decided; a line that is not mentioned stays as it is.

    ``most`` is the refusal for raising an amount, or nothing where it may be raised.
    """
    by_line = {decision.line: decision for decision in decisions}
    for line_id in by_line:
        claim.line(line_id)
    lines = tuple(_decide(claim, line, by_line.get(line.id), most=most) for line in claim.lines)
    return tuple(_noted(line, before=claim.line(line.id).allowed, by=by) for line in lines)


def fits_vouchers(before: Claim, after: Claim, vouchers: VoucherRules) -> None:
    """Refuse an amount that was changed to one that its vouchers cannot make up. Raises Refused."""
    for line in after.lines:
        changed = line.id not in {each.id for each in before.lines} or line.allowed != before.line(line.id).allowed
        if changed and goes_by_voucher(line, after.method) and not vouchers.fits(line.allowed):
            raise Refused(before.id, reason=ClaimRefusal.NOT_IN_STEPS, detail=line.id)


def _keeps_to(claim: Claim, lines: tuple[ClaimLine, ...], within: ClaimRules) -> None:
    """Refuse more than the rate, the miles or the policy's amount for a cost pay. Raises Refused."""
    before = {line.id: line.allowed for line in claim.lines}
    for line in lines:
        if line.kind is LineKind.ADJUSTMENT:
            if line.allowed > NOTHING:
                raise Refused(claim.id, reason=ClaimRefusal.ABOVE_THE_RATE, detail="adjustment")
            continue
        usual = within.most_for(line.kind, minutes=claim.minutes, days=claim.days)
        most = max(line.claimed, usual) if line.kind in FARES | COSTS else line.claimed
        if line.allowed > max(most, before[line.id]):
            raise Refused(claim.id, reason=ClaimRefusal.ABOVE_THE_RATE, detail=line.id)


def _noted(line: ClaimLine, *, before: Money, by: Decider) -> ClaimLine:
    """The line with the change of its amount written down; an adjustment is one from nothing when it is made."""
    if line.kind is LineKind.ADJUSTMENT and not line.changes:
        before = NOTHING
    if line.allowed == before:
        return line
    change = AmountChange(before=before, after=line.allowed, by=by.id, why=line.why)
    return replace(line, changes=(*line.changes, change))


def _as_claimed(line: ClaimLine, *, by: Decider, reason: str) -> ClaimLine:
    """The line at its first amount again. What the refusal took away is no change; what was decided before it is."""
    before = line.changes[-1].after if line.changes else line.claimed
    why = line.why if before == line.claimed else reason
    return _noted(replace(line, allowed=line.claimed, why=why), before=before, by=by)


def changes_of(claim: Claim) -> tuple[tuple[ClaimLine, AmountChange], ...]:
    """Every change of an amount since the claim was sent, for whoever decides next: before, after, who and why.

    A claim from before changes were kept has its last one in the line itself.
    """
    by = claim.confirmed_by.id if claim.confirmed_by else StaffId("")
    return tuple(
        (line, change)
        for line in claim.lines
        for change in line.changes
        or (
            (AmountChange(before=line.claimed, after=line.allowed, by=by, why=line.why),)
            if line.allowed != line.claimed and line.why
            else ()
        )
    )


def _decide(claim: Claim, line: ClaimLine, decision: LineDecision | None, *, most: ClaimRefusal | None) -> ClaimLine:
    if decision is None or decision.amount == line.allowed:
        return line
    if decision.amount < NOTHING and line.kind is not LineKind.ADJUSTMENT:
        raise Refused(claim.id, reason=ClaimRefusal.LESS_THAN_NOTHING, detail=line.id)
    if most is not None and decision.amount > line.allowed:
        raise Refused(claim.id, reason=most, detail=line.id)
    if not decision.reason.strip():
        raise Refused(claim.id, reason=ClaimRefusal.NO_REASON, detail=line.id)
    return replace(line, allowed=decision.amount, why=decision.reason.strip())


def _amounts(lines: Sequence[ClaimLine], step: Step) -> dict[str, Fact]:
    facts: dict[str, Fact] = {"pence": Money.total(line.allowed for line in lines).pence}
    facts.update({f"line {line.id} {line.kind.value}": line.allowed.pence for line in lines})
    facts.update({f"line {line.id} names": line.names for line in lines if line.names})
    facts.update({f"line {line.id} why": journals.digest_of(line.why, step=step.press) for line in lines if line.why})
    return facts


def _money_part(lines: tuple[ClaimLine, ...], method: PaymentMethod) -> Money:
    return Money.total(line.allowed for line in lines if not goes_by_voucher(line, method))
