"""The parts of a claim as plain maps, and back."""

from __future__ import annotations

import base64
from collections.abc import Mapping
from datetime import date
from typing import Any

from takepart.adapters.rows import without_nothing
from takepart.domain.claims.parts import (
    AmountChange,
    Claimant,
    ClaimLine,
    Decider,
    Payment,
    PaymentId,
    PaymentState,
    SealedBankDetails,
)
from takepart.domain.ids import BatchId, ClaimId, LineId, StaffId
from takepart.domain.lines import Flag, LineKind
from takepart.domain.money import Money
from takepart.domain.payment_methods import PaymentMethod
from takepart.domain.policy import PaidAs

Body = Mapping[str, Any]


def claimant_body(claimant: Claimant) -> dict[str, Any]:
    """Who claims, as a map."""
    return without_nothing(
        {
            "name": claimant.name,
            "email": claimant.email,
            "phone": claimant.phone,
            "under_16": claimant.under_16 or None,
        }
    )


def read_claimant(body: Body) -> Claimant:
    """Who claims; empty when the person was erased."""
    return Claimant(
        name=body.get("name", ""),
        email=body.get("email", ""),
        phone=body.get("phone", ""),
        under_16=body.get("under_16", False),
    )


def line_body(line: ClaimLine) -> dict[str, Any]:
    """A line, as a map."""
    return without_nothing(
        {
            "id": line.id,
            "kind": line.kind.value,
            "claimed": line.claimed.pence,
            "allowed": line.allowed.pence,
            "paid_as": line.paid_as.value,
            "basis": line.basis,
            "description": line.description,
            "why": line.why,
            "flags": sorted(flag.value for flag in line.flags),
            "names": line.names,
            "changes": [
                without_nothing({"from": c.before.pence, "to": c.after.pence, "by": c.by, "why": c.why})
                for c in line.changes
            ],
        }
    )


def read_line(body: Body) -> ClaimLine:
    """A line."""
    return ClaimLine(
        id=LineId(body["id"]),
        kind=LineKind(body["kind"]),
        claimed=Money(int(body["claimed"])),
        allowed=Money(int(body["allowed"])),
        paid_as=PaidAs(body["paid_as"]),
        basis=body.get("basis", ""),
        description=body.get("description", ""),
        why=body.get("why", ""),
        flags=frozenset(Flag(flag) for flag in body.get("flags", ())),
        names=ClaimId(body["names"]) if "names" in body else None,
        changes=tuple(
            AmountChange(
                before=Money(int(c["from"])), after=Money(int(c["to"])), by=StaffId(c["by"]), why=c.get("why", "")
            )
            for c in body.get("changes", ())
        ),
    )


def payment_body(payment: Payment) -> dict[str, Any]:
    """A payment, as a map."""
    return without_nothing(
        {
            "id": payment.id,
            "method": payment.method.value,
            "pence": payment.amount.pence,
            "state": payment.state.value,
            "batch": payment.batch,
            "arrives": payment.arrives.isoformat() if payment.arrives else None,
            "proof": list(payment.proof),
            "acknowledged": payment.acknowledged or None,
            "tries": payment.tries,
        }
    )


def read_payment(body: Body) -> Payment:
    """A payment."""
    return Payment(
        id=PaymentId(body["id"]),
        method=PaymentMethod(body["method"]),
        amount=Money(int(body["pence"])),
        state=PaymentState(body["state"]),
        batch=BatchId(body["batch"]) if "batch" in body else None,
        arrives=date.fromisoformat(body["arrives"]) if "arrives" in body else None,
        proof=tuple(body.get("proof", ())),
        acknowledged=body.get("acknowledged", False),
        tries=int(body["tries"]),
    )


def decider_body(decider: Decider) -> dict[str, Any]:
    """Someone who decided, as a map."""
    return {"id": decider.id, "email": decider.email}


def read_decider(body: Body) -> Decider:
    """Someone who decided."""
    return Decider(id=StaffId(body["id"]), email=body["email"])


def bank_body(bank: SealedBankDetails | None) -> dict[str, Any] | None:
    """Sealed bank details, as a map."""
    if bank is None:
        return None
    return without_nothing(
        {
            "sealed": base64.b64encode(bank.ciphertext).decode(),
            "last": bank.last_digits,
            "fingerprint": bank.fingerprint,
            "name": bank.name,
        }
    )


def read_bank(body: Body | None) -> SealedBankDetails | None:
    """Sealed bank details."""
    if body is None:
        return None
    return SealedBankDetails(
        ciphertext=base64.b64decode(body["sealed"]),
        last_digits=body["last"],
        fingerprint=body["fingerprint"],
        name=body.get("name", ""),
    )
