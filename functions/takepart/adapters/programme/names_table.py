"""Whose a mailbox and name are: a small item each, of ids alone, so that a person keeps their id when either changes.

They lie beside the programme, where no name is kept: what handles claims can ask whose a name is, and learns no more.
"""

from __future__ import annotations

from typing import Any, Final

from pynamodb.attributes import ListAttribute, UnicodeAttribute

from takepart.adapters.answering import ConditionFailed, answering
from takepart.adapters.rows import Row, bound, item
from takepart.domain.ids import PersonId
from takepart.use_cases.ports import Known, NameTaken

_SK: Final = "KNOWN"


class KnownRow(Row):
    """One name, and whose it is."""

    person = UnicodeAttribute()
    also: ListAttribute[Any] = ListAttribute(default=list)


class NamesTable:
    """The port ``Names``."""

    def __init__(self, table: str) -> None:
        self._row = bound(KnownRow, table)

    def of(self, name: PersonId) -> Known | None:
        """Whose it is."""
        row = item(self._row, _pk(name), _SK)
        return Known(person=PersonId(row.person), also=tuple(map(PersonId, row.also))) if row else None

    def take(
        self, name: PersonId, *, by: PersonId, also: tuple[PersonId, ...] = (), instead_of: PersonId | None = None
    ) -> None:
        """Make it somebody's."""
        row = self._row
        mine = row.pk.does_not_exist() | row.person.is_in(*dict.fromkeys((by, instead_of or by)))
        try:
            with answering():
                row(_pk(name), _SK, person=by, also=list(also)).save(condition=mine)
        except ConditionFailed as failed:
            known = self.of(name)
            raise NameTaken(known.person if known else by) from failed


def _pk(name: PersonId) -> str:
    return f"KNOWN#{name}"
