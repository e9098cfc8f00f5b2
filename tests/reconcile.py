"""Reconcile a month by hand, as an auditor would: with the bank's own files, the bank's list of what came back, and the
books of the floats, against the lines that the service gives finance. It uses nothing of the service's own code.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Mapping
from decimal import Decimal

Sums = dict[str, Decimal]
"""Pounds by reference."""


def bank_file(text: str) -> Sums:
    """What one of the bank's files pays, by reference."""
    return {row["Reference"]: Decimal(row["Amount"]) for row in csv.DictReader(io.StringIO(text))}


def month_of(text: str) -> str:
    """The month in which the money of one of the bank's files is there, ``2026-12``."""
    row = next(csv.DictReader(io.StringIO(text)))
    _, month, year = row["Pay date"].split("/")
    return f"{year}-{month}"


def reconcile(
    lines: str,
    *,
    files: Mapping[str, str],
    came_back: Mapping[str, Iterable[str]],
    floats: Mapping[str, str],
    on_its_way: Iterable[str] = (),
) -> list[str]:
    """What does not tie. ``files`` and ``came_back`` are by batch, ``floats`` what each box gave out in pounds.

    What is in the batches ``on_its_way`` is there in a later month, and has not arrived in this one.
    """
    later = set(on_its_way)
    rows = list(csv.DictReader(io.StringIO(lines)))
    wrong: list[str] = []

    def sums(what: str, about: str) -> Sums:
        found: Sums = {}
        for row in rows:
            if row["What"] == what and row["Batch, float or vouchers"] == about:
                reference = f"{row['Claim']}-GIFT" if row["Part"] == "gift" else row["Claim"]
                found[reference] = found.get(reference, Decimal(0)) + Decimal(row["Pounds"])
        return found

    for batch, text in files.items():
        paid = bank_file(text)
        back = {reference: paid[reference] for reference in came_back.get(batch, ())}
        stayed = {reference: amount for reference, amount in paid.items() if reference not in back}
        stayed = {} if batch in later else stayed
        for what, theirs in (("Sent to the bank", paid), ("Came back", back), ("Arrived", stayed)):
            if sums(what, batch) != theirs:
                wrong.append(f"{batch}: {what}: {sums(what, batch)} is not {theirs}")
    for box, given in floats.items():
        if sum(sums("Given in cash", box).values(), Decimal(0)) != Decimal(given):
            wrong.append(f"{box}: {sums('Given in cash', box)} is not {given}")
    known = {*files, *floats}
    named = {"Sent to the bank", "Came back", "Arrived", "Given in cash"}
    wrong += [str(row) for row in rows if row["What"] in named and row["Batch, float or vouchers"] not in known]
    return wrong
