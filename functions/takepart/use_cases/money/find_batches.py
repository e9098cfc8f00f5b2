"""Find payment batches by what somebody knows of them: a day, a sum, a reference or a name."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from contextlib import suppress
from datetime import date
from itertools import count
from typing import Final, NamedTuple, TypeVar

from takepart.domain.batches.batch import Batch, BatchRow, batch_id, is_batch_id
from takepart.domain.claims.claim import ClaimAction
from takepart.domain.ids import BatchId, ClaimId
from takepart.domain.money import Money, NotMoney
from takepart.domain.names import in_order
from takepart.domain.references import read_reference
from takepart.use_cases.claims.ports import Claims
from takepart.use_cases.money.ports import Batches
from takepart.use_cases.stores import DamagedRecord

MOST_LOOKED_AT: Final = 200
"""The latest batches whose payments are looked at for a sum or a name: most of a year of runs on every working day."""
_DAY: Final = re.compile(r"(\d{1,2})[/. ](\d{1,2})[/. ](\d{4})", re.ASCII)

_Known = TypeVar("_Known")
Fits = Callable[[Batch, BatchRow], bool]


class Searched(NamedTuple):
    """What was found, and how far it was looked for: all of them, or the latest so many."""

    batches: list[Batch]
    whole: bool


def find_batches(typed: str, *, batches: Batches, claims: Claims) -> Searched:
    """The batches that fit, the latest first. What is typed is read as the first of these that it can be.

    A batch's own name; a day; a claim's reference; a sum, of a batch or of one payment; or words of a name, of a payee
    or of an account. A sum and a name are looked for in the latest batches only, and it is told when there are more.
    """
    words = " ".join(typed.split())
    if is_batch_id(words):
        return _there([BatchId(words)], batches)
    if (day := _day(words)) is not None:
        return Searched(list(_of_day(day, batches)), whole=True)
    if (reference := _reference(words)) is not None:
        return _there(_of_claim(reference, claims), batches)
    try:
        pence = Money.parse(words).pence
    except NotMoney:
        wanted = [letters for word in words.split() if (letters := _letters(word))]
        return _looked(batches, lambda _, row: _has(row, wanted)) if wanted else Searched([], whole=True)
    return _looked(batches, lambda batch, row: pence in (batch.total.pence, row.amount.pence))


def _has(row: BatchRow, wanted: list[str]) -> bool:
    """Whether one of its names has all these words in it."""
    return any(all(each in _letters(name) for each in wanted) for name in (row.payee, row.account_name))


def _letters(name: str) -> str:
    return in_order(name)[0].replace(" ", "")


def _day(words: str) -> date | None:
    british = _DAY.fullmatch(words)
    try:
        return date.fromisoformat(words) if british is None else date(*(int(british[part]) for part in (3, 2, 1)))
    except ValueError:
        return None


def _reference(words: str) -> ClaimId | None:
    """A claim's reference, also as the bank has it: a gift to charity is marked."""
    return read_reference(words) or read_reference(re.sub(r"-?G(IFT)?$", "", words, flags=re.IGNORECASE))


def _of_day(day: date, batches: Batches) -> Iterator[Batch]:
    for number in count(1):
        with suppress(DamagedRecord):
            batch = batches.get(batch_id(day, number))
            if batch is None:
                return
            yield batch


def _of_claim(reference: ClaimId, claims: Claims) -> list[BatchId]:
    claim = claims.get(reference)
    put = (
        (entry.facts.get("batch") for entry in claim.journal if entry.action == ClaimAction.BATCH.value)
        if claim
        else ()
    )
    return sorted({BatchId(str(each)) for each in put}, reverse=True)


def _there(names: list[BatchId], batches: Batches) -> Searched:
    return Searched(list(_sound(names, batches.get)), whole=True)


def _looked(batches: Batches, fits: Fits) -> Searched:
    latest = batches.recent(limit=MOST_LOOKED_AT)
    looked = _sound(latest, batches.with_rows)
    return Searched(
        [batch for batch in looked if any(fits(batch, row) for row in batch.rows)], whole=latest.after is None
    )


def _sound(things: Iterable[_Known], read: Callable[[_Known], Batch | None]) -> Iterator[Batch]:
    """Those that are there and can be read: a damaged one keeps no other from being found."""
    for each in things:
        with suppress(DamagedRecord):
            if (batch := read(each)) is not None:
                yield batch
