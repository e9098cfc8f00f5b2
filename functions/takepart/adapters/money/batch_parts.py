"""The parts of a batch as plain maps, and back."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from takepart.adapters.claims.claim_parts import bank_body, read_bank
from takepart.adapters.rows import without_nothing
from takepart.domain.batches.rows import Planned, Row
from takepart.domain.claims.parts import PaymentId
from takepart.domain.ids import CharityId, ClaimId
from takepart.domain.money import Money
from takepart.domain.policy import BankFileProfile, Charity
from takepart.domain.policy.paying import AmountFormat, BankColumn, DateFormat, LineEnding

Body = Mapping[str, Any]


def planned_body(planned: Planned) -> list[Any]:
    """A planned payment: short, since a batch may have 500."""
    return [planned.claim, planned.payment, planned.amount.pence, planned.version]


def read_planned(body: list[Any]) -> Planned:
    """A planned payment."""
    claim, payment, pence, version = body
    return Planned(claim=ClaimId(claim), payment=PaymentId(payment), amount=Money(int(pence)), version=int(version))


def row_body(row: Row) -> dict[str, Any]:
    """A row, as a map."""
    charity = row.to if isinstance(row.to, Charity) else None
    return without_nothing(
        {
            "claim": row.claim,
            "payment": row.payment,
            "pence": row.amount.pence,
            "payee": row.payee,
            "reference": row.reference,
            "bank": None if isinstance(row.to, Charity) else bank_body(row.to),
            "charity": [charity.id, charity.name, charity.sort_code, charity.account_number] if charity else None,
        }
    )


def read_row(body: Body) -> Row:
    """A row."""
    bank = read_bank(body.get("bank"))
    if bank is None:
        id, name, sort_code, account_number = body["charity"]
        to: Any = Charity(id=CharityId(id), name=name, sort_code=sort_code, account_number=account_number)
    else:
        to = bank
    return Row(
        claim=ClaimId(body["claim"]),
        payment=PaymentId(body["payment"]),
        amount=Money(int(body["pence"])),
        payee=body.get("payee", ""),
        reference=body["reference"],
        to=to,
    )


def profile_body(profile: BankFileProfile) -> dict[str, Any]:
    """A bank's file profile, as a map."""
    return without_nothing(
        {
            "columns": [column.value for column in profile.columns],
            "headings": list(profile.headings) if profile.headings is not None else None,
            "delimiter": profile.delimiter,
            "line_ending": profile.line_ending.value,
            "date_format": profile.date_format.value,
            "amount_format": profile.amount_format.value,
            "hyphens": profile.sort_code_hyphens,
            "debit_account": profile.debit_account,
            "name_length": profile.name_length,
            "reference_length": profile.reference_length,
        }
    )


def read_profile(body: Body) -> BankFileProfile:
    """A bank's file profile."""
    return BankFileProfile(
        columns=tuple(BankColumn(column) for column in body["columns"]),
        headings=tuple(body["headings"]) if "headings" in body else None,
        delimiter=body["delimiter"],
        line_ending=LineEnding(body["line_ending"]),
        date_format=DateFormat(body["date_format"]),
        amount_format=AmountFormat(body["amount_format"]),
        sort_code_hyphens=bool(body["hyphens"]),
        debit_account=body.get("debit_account", ""),
        name_length=int(body["name_length"]),
        reference_length=int(body["reference_length"]),
    )
