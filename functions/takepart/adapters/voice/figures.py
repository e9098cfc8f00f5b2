"""The public figures in DynamoDB: a counter item a month, and a mark for everything that was counted."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Final

from pynamodb.attributes import NumberAttribute
from pynamodb.transactions import TransactWrite

from takepart.adapters.answering import ConditionFailed, answering
from takepart.adapters.rows import Row, bound, connection_of
from takepart.adapters.store import Shape, Store
from takepart.domain.voice.figures import Month, VenueHeard, VoiceFigure
from takepart.use_cases.ports import StoreUnavailable

_SK: Final = "FIGURES"


class MonthRow(Row):
    """What was counted in one month."""

    said = NumberAttribute(default=0)
    answered = NumberAttribute(default=0)
    in_time = NumberAttribute(default=0)
    days = NumberAttribute(default=0)
    change_answers = NumberAttribute(default=0)
    changed = NumberAttribute(default=0)


class CountedRow(Row):
    """Says that something was counted. It is kept, so that it is never counted again."""


class VoiceFiguresTable:
    """The port ``Figures``."""

    def __init__(self, table: str) -> None:
        self._months, self._counted = bound(MonthRow, table), bound(CountedRow, table)

    def count(self, key: str, month: str, numbers: Mapping[VoiceFigure, int]) -> None:
        """Add to a month's figures and mark the key, both or neither; quiet when the key is marked."""
        row = self._months(f"MONTH#{month}", _SK)
        actions: list[Any] = [getattr(self._months, _name(figure)).add(number) for figure, number in numbers.items()]
        try:
            with answering(), TransactWrite(connection=connection_of(self._months)) as write:
                write.save(self._counted(f"COUNTED#{key}", "COUNTED"), condition=self._counted.pk.does_not_exist())
                write.update(row, actions=actions)
        except ConditionFailed as failed:
            if not failed.certain:
                raise StoreUnavailable from failed

    def months(self, names: Sequence[str]) -> Sequence[Month]:
        """The figures of these months; nothing counted is 0."""
        with answering():
            found = {row.pk: row for row in self._months.batch_get([(f"MONTH#{name}", _SK) for name in names])}
        return [_month(name, found.get(f"MONTH#{name}")) for name in names]


def _month(name: str, row: MonthRow | None) -> Month:
    numbers = {_name(figure): int(getattr(row, _name(figure)) or 0) for figure in VoiceFigure} if row else {}
    return Month(month=name, **numbers)


def _name(figure: VoiceFigure) -> str:
    return figure.value.replace("-", "_")


class HeardTable(Store[VenueHeard]):
    """The port ``HeardAt``."""

    shape = Shape(VenueHeard, pk="VENUE#{id}", sk="VENUE")
