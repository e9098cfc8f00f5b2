"""One claim in the office: everything about it, its whole journal, and the little that may be done to it here.

Who hands cash or vouchers over says so, and who saw it come signs in to say so.
"""

from __future__ import annotations

from typing import Any, Final

from takepart.domain.claims import duties
from takepart.domain.claims.claim import TRANSITIONS, Claim, ClaimAction
from takepart.domain.claims.duties import ClaimDuty
from takepart.domain.claims.parts import GIFT, PaymentId, PaymentState
from takepart.domain.claims.told import approval_of
from takepart.domain.floats.cash_float import FloatState
from takepart.domain.ids import FloatId, ReceiptId
from takepart.domain.journal import BrokenJournal
from takepart.domain.policy import StaffMember
from takepart.domain.references import read_reference
from takepart.domain.refused import Refused
from takepart.use_cases.claims.assignment import decider
from takepart.use_cases.claims.open_decision import ask_for_link
from takepart.use_cases.claims.ports import MOST_RECEIPTS
from takepart.use_cases.claims.track_claim import acknowledge_payment
from takepart.use_cases.money.bank_batches import retry_gift
from takepart.use_cases.money.cash_on_the_day import cash_due, pay_cash
from takepart.use_cases.office import Right, add_note, may_see, reopen_claim, rights_of
from takepart.use_cases.ports import NobodyToDecide
from takepart.use_cases.stores import DamagedRecord
from takepart.web import responses
from takepart.web.forms.base import PageForm
from takepart.web.forms.fields import LongWords, Words
from takepart.web.history import activity_name, charity_name, history, who
from takepart.web.office.desk import Office
from takepart.web.problems import Problem
from takepart.web.route import Answer, Beside, Call, NoForm, Routes

_ONE: Final = "/office/claims/<reference>"
routes: Routes[Office] = Routes("office")
_MOST_WORDS: Final = 1_000


class NoteForm(PageForm):
    """A note on a claim that was decided."""

    note = LongWords(
        "Your note",
        missing="Enter your note",
        most=_MOST_WORDS,
        what="The note",
        hint="It is kept with the claim for good. Only staff can read it. Do not write about health.",
    )


class ReopenForm(PageForm):
    """Why a refusal was a mistake."""

    reason = LongWords(
        "Why it should be looked at again",
        missing="Say why",
        most=_MOST_WORDS,
        what="The reason",
        hint="In plain words. The person who claimed will read this.",
    )


def whole(call: Call[Office, Any]) -> Claim:
    """The claim, for someone who may see it; to anyone else it is not there. Raises Problem."""
    claim_id, site = read_reference(call.params["reference"]), call.site
    try:
        claim = site.claims.get(claim_id) if claim_id else None
        if claim and approval_of(claim):
            site.approvals.check(claim)
    except (BrokenJournal, DamagedRecord) as broken:
        raise Problem(
            409,
            "This claim's record was changed from outside",
            "Its journal does not verify, so we do not show it. Tell whoever runs this service at once.",
        ) from broken
    if claim is None or not may_see(call.who, claim, policy=site.policy):
        raise Problem.not_found("We know no claim with that reference, or it is not one of yours.")
    return claim


def back_to(claim: Claim, sent: str) -> Answer:
    """The claim again, which says what was done."""
    return responses.see_other(f"/office/claims/{claim.id}?sent={sent}")


@routes.get(_ONE)
def one(call: Call[Office, Any]) -> Answer:
    """The whole claim."""
    claim, site, rights = whole(call), call.site, rights_of(call.who)
    policy, note, reopen = site.policy, call.filled(NoteForm), call.filled(ReopenForm)
    decided = (*((claim.confirmed_by,) if claim.confirmed_by else ()), *claim.approved_by)
    return site.html(
        call,
        "office/claim.html",
        section="claims",
        seen=claim.version,
        claim=claim,
        activity=activity_name(claim, policy=policy),
        staff=site.staff_name,
        charity=charity_name(claim, policy=policy),
        by_email=policy.vouchers.by_email,
        holder=who(claim.turn.who, claim=claim, policy=policy),
        decided_by=[site.staff_name(each.id) for each in decided],
        history=history(claim, policy=policy),
        receipts=site.receipts.of_draft(claim.draft),
        most_receipts=MOST_RECEIPTS,
        yours=claim.turn.is_of(call.who.id),
        note=note if note is call.form or (_can(claim, ClaimAction.AMEND) and Right.NOTE in rights) else None,
        reopen=reopen if reopen is call.form or _can_reopen(claim, rights) else None,
        money=money_actions(site, call.who, claim),
        sent=call.request.query.get("sent", ""),
    )


@routes.get(f"{_ONE}/receipts/<receipt>")
def receipt(call: Call[Office, NoForm]) -> Answer:
    """On to a receipt's file, by an address that lives for minutes."""
    claim, wanted = whole(call), ReceiptId(call.params["receipt"])
    for each in call.site.receipts.of_draft(claim.draft):
        if each.id == wanted and each.usable:
            return responses.see_other(call.site.files.link(each.key, content_type=each.content_type))
    raise Problem.not_found("This claim has no such receipt.")


@routes.post(f"{_ONE}/note", form=NoteForm, shown=one, right=Right.NOTE)
def note(call: Call[Office, NoteForm]) -> Answer:
    """Add a note."""
    claim, words = whole(call), call.form.note.data
    try:
        add_note(claim.id, by=call.who, note=words, claims=call.site.claims, step=call.step, now=call.site.now())
    except Refused as refused:
        raise Beside("note", refused.reason.plain) from refused
    return back_to(claim, "note")


@routes.post(f"{_ONE}/reopen", form=ReopenForm, shown=one, right=Right.REOPEN)
def reopen(call: Call[Office, ReopenForm]) -> Answer:
    """Open a refused claim again, as they saw it."""
    claim, site = whole(call), call.site
    try:
        reopen_claim(
            claim.id,
            by=call.who,
            reason=call.form.reason.data,
            seen_version=call.seen,
            claims=site.claims,
            policy=site.policy,
            step=call.step,
            now=site.now(),
        )
    except Refused as refused:
        raise Beside("reason", refused.reason.plain) from refused
    except NobodyToDecide as nobody:
        words = "There is nobody left in finance who could decide it after you. Ask a colleague to do this"
        raise Beside("reason", words) from nobody
    return back_to(claim, "reopened")


@routes.post(f"{_ONE}/link", form=NoForm, shown=one)
def link(call: Call[Office, NoForm]) -> Answer:
    """Send whoever must decide a fresh link, by email only."""
    claim = whole(call)
    try:
        ask_for_link(claim.id, claims=call.site.claims, step=call.step, now=call.site.now())
    except Refused as refused:
        raise Problem(409, "We did not send a link", refused.reason.plain) from refused
    return back_to(claim, "link")


def _can_reopen(claim: Claim, rights: frozenset[Right]) -> bool:
    return _can(claim, ClaimAction.REOPEN) and Right.REOPEN in rights


def _can(claim: Claim, action: ClaimAction) -> bool:
    return (claim.state, action) in TRANSITIONS


def money_actions(office: Office, member: StaffMember, claim: Claim) -> dict[str, object]:
    """What can be handed over for this claim now, by this member of staff."""
    rights = rights_of(member)
    hands = bool({Right.GIVE_CASH, Right.VOUCHERS} & rights)
    cash = cash_due(claim) if hands else None
    may_hand_over = duties.may_take(claim, ClaimDuty.HAND_OVER, decider(member))
    return {
        "cash": cash,
        "may_hand_over": may_hand_over,
        "why_not": duties.why_not(claim, ClaimDuty.HAND_OVER, decider(member)),
        "may_witness": duties.may_take(claim, ClaimDuty.WITNESS, decider(member)),
        "why_no_witness": duties.why_not(claim, ClaimDuty.WITNESS, decider(member)),
        "floats": [each for each in office.floats.all() if each.state is FloatState.OPEN]
        if cash and may_hand_over
        else [],
        "to_acknowledge": [payment for payment in claim.payments if hands and payment.to_acknowledge],
        "gift_failed": Right.BATCHES in rights
        and any(p.id == GIFT and p.state is PaymentState.FAILED for p in claim.payments),
    }


class FromFloatForm(PageForm):
    """Which float the cash comes from."""

    float_id = Words("From which float?", most=40, missing="Choose the float")


class CameForm(PageForm):
    """Which payment came."""

    payment = Words("Payment", most=20, missing="Choose the payment")


@routes.post(f"{_ONE}/cash", form=FromFloatForm, shown=one)
def cash(call: Call[Office, FromFloatForm]) -> Answer:
    """Cash for an approved claim, from a float."""
    site, claim = call.site, whole(call)
    float_id = FloatId(call.form.float_id.data)
    try:
        pay_cash(
            claim.id,
            float_id=float_id,
            by=call.who,
            claims=site.claims,
            floats=site.floats,
            approvals=site.approvals,
            step=call.step,
            now=site.now(),
        )
    except Refused as refused:
        raise Beside("float_id", refused.reason.plain) from refused
    return back_to(claim, "cash")


@routes.post(f"{_ONE}/vouchers", form=NoForm, shown=one)
def vouchers(call: Call[Office, NoForm]) -> Answer:
    """Vouchers, from hand to hand."""
    from takepart.use_cases.money.issue_vouchers import hand_over_vouchers  # not for a start: few presses need it

    site, claim = call.site, whole(call)
    hand_over_vouchers(
        claim.id,
        by=call.who,
        claims=site.claims,
        vouchers=site.vouchers,
        approvals=site.approvals,
        policy=site.policy,
        step=call.step,
        now=site.now(),
    )
    return back_to(claim, "vouchers")


@routes.post(f"{_ONE}/received", form=CameForm, shown=one, right=(Right.VOUCHERS, Right.GIVE_CASH))
def received(call: Call[Office, CameForm]) -> Answer:
    """Who stood by says, beside the person, that it came."""
    site, claim = call.site, whole(call)
    payment = PaymentId(call.form.payment.data)
    if not any(each.id == payment and each.by_hand for each in claim.payments):
        raise Problem.bad("Nothing was changed. Go back to the claim and choose again.")
    acknowledge_payment(claim, payment=payment, claims=site.claims, step=call.step, now=site.now(), witness=call.who)
    return back_to(claim, "received")


@routes.post(f"{_ONE}/gift", form=NoForm, shown=one, right=Right.BATCHES)
def gift(call: Call[Office, NoForm]) -> Answer:
    """The charity's account was put right: pay the gift again."""
    claim = whole(call)
    retry_gift(claim.id, by=call.who, claims=call.site.claims, step=call.step, now=call.site.now())
    return back_to(claim, "gift")
