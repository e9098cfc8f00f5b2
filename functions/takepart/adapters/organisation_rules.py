"""The editions of the rules in DynamoDB: which holds from when, under the one key of the organisation's records, and
each one's text beside it, which is written once.
"""

from __future__ import annotations

from collections.abc import Callable, Collection
from contextlib import suppress
from datetime import date
from typing import Any, Final, TypeVar

from pynamodb.attributes import BinaryAttribute

from takepart.adapters.aggregates import Aggregates, Stored, met, read_each
from takepart.adapters.answering import answering
from takepart.adapters.organisation import EDITION, ORGANISATION, only
from takepart.adapters.policy import compiled
from takepart.adapters.rows import Row, bound, put_new
from takepart.adapters.store import Shape, Store
from takepart.domain.organisation.edition import Edition, EditionId, in_force
from takepart.use_cases.stores import DamagedRecord, Found

_TEXTS: Final = "RULES"
T = TypeVar("T")


class EditionRow(Row):
    """What an edition says: as it was written, and as functions read it."""

    written = BinaryAttribute(legacy_encoding=False)
    data = BinaryAttribute(legacy_encoding=False)


class EditionsTable(Store[Edition]):
    """The port ``Editions``."""

    shape = Shape(Edition, pk=ORGANISATION, sk=f"{EDITION}{{id}}")

    def __init__(self, table: str) -> None:
        super().__init__(Aggregates(table))
        self._rows = bound(EditionRow, table)

    def all(self) -> Found[Edition]:
        """All of them; one that cannot be read is set apart."""
        return read_each(self.shape.read, only(self.aggregates.of_key(ORGANISATION), EDITION))

    def keep_text(self, id: EditionId, text: str, data: bytes) -> None:
        """Keep what it says. There is nothing to overwrite: its id is of its text. Raises StoreUnavailable."""
        put_new(self._rows(_TEXTS, id, written=compiled.squeezed(text), data=data))

    def text(self, id: EditionId) -> str:
        """As it was written. Raises DamagedRecord, StoreUnavailable."""
        return self._read(compiled.text_of, id, "written")

    def data(self, id: EditionId) -> dict[str, Any]:
        """As functions read it. Raises DamagedRecord, StoreUnavailable."""
        return self._read(compiled.unpack, id, "data")

    def _read(self, unpack: Callable[[bytes], T], id: EditionId, name: str) -> T:
        with answering():
            found = list(self._rows.query(_TEXTS, self._rows.sk == id, consistent_read=True))
        try:
            return unpack(getattr(found[0], name))
        except (IndexError, ValueError) as error:
            raise DamagedRecord(met(_TEXTS, id, error)) from error


def newest(
    found: Found[Stored], today: date, *, table: str, held: tuple[str, Any], unfit: Collection[str]
) -> tuple[str, Any]:
    """The last edition that is in force and can be read, with its data; what is ``held``, where that is the one.

    ``unfit`` are those that this release cannot read. Raises StoreUnavailable.
    """
    editions = read_each(EditionsTable.shape.read, found)
    if editions.damaged and held[0] and held[0] not in unfit:
        return held
    left = [each for each in editions if each.id not in unfit]
    while one := in_force(left, today):
        if one.id == held[0]:
            return held
        with suppress(DamagedRecord):
            return one.id, EditionsTable(table).data(one.id)
        left.remove(one)
    return "", None
