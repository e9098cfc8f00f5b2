"""What a claim's journal tells of its money, held against what the claim says: neither changes without the other.

The journal is a chain, and the approval in it is sealed by a key that only whoever decides can use. So an amount, a
payee, an account, a state or who agreed that was changed from outside is no step that anybody took: the claim is
damaged.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any, Final

from takepart.domain.claims.claim import (
    CASH_ON_THE_DAY,
    HOUSEHOLD,
    PAYEE,
    RECORDER,
    SEALED,
    Claim,
    ClaimAction,
    ClaimState,
)
from takepart.domain.claims.parts import (
    MONEY,
    ON_THE_DAY,
    ClaimLine,
    Payment,
    PaymentId,
    PaymentState,
    SealedBankDetails,
)
from takepart.domain.ids import BatchId
from takepart.domain.journal import BrokenJournal, Entry, digest_of, same, staff
from takepart.domain.money import Money, PaymentMethod

_APPROVING: Final = frozenset({ClaimAction.APPROVE, ClaimAction.APPROVE_ALREADY_PAID})
_AGREEING: Final = _APPROVING | {ClaimAction.APPROVE_FIRST}
_CONFIRMING: Final = frozenset({ClaimAction.CONFIRM, ClaimAction.CONFIRM_WITHOUT_PAY})
_GOES: Final = {ClaimAction.ERASE_BANK, ClaimAction.ERASE}
_Told = dict[PaymentId, Payment]


def approval_of(claim: Claim) -> Entry | None:
    """The step after which its money may leave; None before it."""
    return next((entry for entry in reversed(claim.journal) if entry.action in _APPROVING), None)


def sealed_words(claim: Claim) -> bytes:
    """What an approval's seal is over: which claim, which version, and through its hash all that was approved.

    The entry has each line, each payment and who agreed; those before it, which it is chained to, whom and whose
    account. Empty before the approval.
    """
    entry = approval_of(claim)
    return f"approved:{claim.id}:{entry.seq}:{entry.hash}".encode() if entry else b""


def check(claim: Claim) -> None:
    """Hold a claim against its journal. Raises BrokenJournal, saying what was changed and nothing that it holds."""
    payments = dict[PaymentId, Payment]()
    lines, claimed = dict[str, Any](), dict[str, Any]()
    account = held = None
    confirmed, approved = "", list[str]()
    home: Entry | None = None
    for entry in claim.journal:
        action = _action(entry)
        payments = _paying(payments, action, entry)
        lines = dict.fromkeys(lines, 0) if action is ClaimAction.REFUSE else (_lines(entry) or lines)
        claimed = lines | claimed
        if action in _CONFIRMING:
            confirmed = entry.by
        elif action in _AGREEING:
            approved.append(entry.by)
        elif action is ClaimAction.REOPEN:
            confirmed, approved = confirmed or entry.by, []
        home = entry if HOUSEHOLD in entry.facts else home
        if action in (ClaimAction.SEND, ClaimAction.CONFIRM_BANK_DETAILS):
            account, held = entry.facts.get(SEALED), None
        elif action is ClaimAction.OFFER_BANK_DETAILS:
            held = entry.facts.get(SEALED)
        elif action in _GOES:
            account = held = None
    first = claim.journal[0].facts
    same("state", claim.state, claim.state_told(ClaimState.WITH_WORKER))
    same("payment", {each.id: _moves(each) for each in claim.payments}, {k: _moves(p) for k, p in payments.items()})
    same("line", {_name(each): each.allowed.pence for each in claim.lines}, lines)
    same("claimed amount", {_name(each): each.claimed.pence for each in claim.lines}, claimed)
    same("recorder", claim.recorded_by.id if claim.recorded_by else None, first.get(RECORDER))
    same("confirmer", staff(claim.confirmed_by.id) if claim.confirmed_by else "", confirmed)
    same("approver", [staff(each.id) for each in claim.approved_by], approved)
    same("gift", claim.gift.amount.pence if claim.gift else None, first.get("gift"))
    same("account", _told_as(claim.bank), account)
    same("new account", _told_as(claim.bank_held), held)
    if not claim.claimant.erased:
        lives = digest_of(" ".join(claim.household), step=home.step) if home else claim.household
        same("household", lives, home.facts[HOUSEHOLD] if home else ())
        same("person", claim.payee_digest(claim.journal[0].step), first.get(PAYEE))


def _action(entry: Entry) -> ClaimAction:
    try:
        return ClaimAction(entry.action)
    except ValueError:
        raise BrokenJournal(f"entry {entry.seq} is no step of a claim") from None


def _name(line: ClaimLine) -> str:
    return f"line {line.id} {line.kind.value}"


def _lines(entry: Entry) -> dict[str, Any]:
    """The amounts that an entry tells of, by line; those of its words and names apart."""
    return {name: pence for name, pence in entry.facts.items() if name.startswith("line ") and isinstance(pence, int)}


def _moves(payment: Payment) -> tuple[object, ...]:
    return payment.method, payment.amount, payment.state, payment.batch, payment.tries


def _told_as(bank: SealedBankDetails | None) -> str | None:
    return bank.digest if bank else None


def _paying(payments: _Told, action: ClaimAction, entry: Entry) -> _Told:
    """The payments after one entry, from what it tells."""
    facts = entry.facts
    if action is ClaimAction.SEND and CASH_ON_THE_DAY in facts:
        return {ON_THE_DAY: _advance(facts)}
    if action is ClaimAction.WITHDRAW:
        return {}
    if action in _APPROVING:
        due = {PaymentId(name.removeprefix("pay ")): str(said) for name, said in facts.items() if name[:4] == "pay "}
        return payments | {id: _due(id, said) for id, said in due.items()}
    if action is ClaimAction.CONFIRM_BANK_DETAILS:
        money = payments.get(MONEY)
        if money is None or money.state is not PaymentState.FAILED:
            return payments
        return payments | {MONEY: _again(money)}
    one = payments.get(PaymentId(str(facts.get("payment", ""))))
    if one is None or action not in _MOVES:
        return payments
    if action is ClaimAction.RETRY_GIFT:
        return payments | {one.id: _again(one)}
    batch = BatchId(str(facts["batch"])) if "batch" in facts else one.batch
    return payments | {one.id: replace(one, state=_MOVES[action], batch=batch)}


_MOVES: Final[Mapping[ClaimAction, PaymentState]] = {
    ClaimAction.BATCH: PaymentState.BATCHED,
    ClaimAction.PAY: PaymentState.PAID,
    ClaimAction.PAY_LAST: PaymentState.PAID,
    ClaimAction.BOUNCE: PaymentState.FAILED,
    ClaimAction.BOUNCE_GIFT: PaymentState.FAILED,
    ClaimAction.RETRY_GIFT: PaymentState.DUE,
}


def _advance(facts: Mapping[str, Any]) -> Payment:
    amount = Money(int(facts[CASH_ON_THE_DAY]))
    return Payment(id=ON_THE_DAY, method=PaymentMethod.CASH, amount=amount, state=PaymentState.PAID)


def _due(id: PaymentId, said: str) -> Payment:
    method, _, pence = said.partition(" ")
    return Payment(id=id, method=PaymentMethod(method), amount=Money(int(pence)))


def _again(payment: Payment) -> Payment:
    return replace(payment, state=PaymentState.DUE, batch=None, tries=payment.tries + 1)
