"""A table that is written later: aggregates are kept in memory while the year is lived, and then written in batches."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from pynamodb.transactions import TransactWrite

from takepart.adapters.aggregates import Aggregates, Guard, GuardTaken, Stored
from takepart.use_cases.ports import ChangedMeanwhile
from takepart.use_cases.stores import Found


class Recorded(Aggregates):
    """The same as ``Aggregates`` for one that is alone with its table, and empty at first."""

    def __init__(self, table: str) -> None:
        super().__init__(table)
        self.table = table
        self.kept: dict[tuple[str, str], Stored] = {}
        self.beside: list[Any] = []
        """Rows that are no aggregates."""
        self._taken: dict[tuple[str, str], str] = {}

    def get(self, pk: str, sk: str) -> Stored | None:
        """The aggregate as it is now."""
        return self.kept.get((pk, sk))

    def many(self, keys: Sequence[tuple[str, str]], *, consistent: bool = False) -> Found[Stored]:  # noqa: ARG002 - as its parent
        """Several, those that are there."""
        return Found(self.kept[key] for key in dict.fromkeys(keys) if key in self.kept)

    def add(self, stored: Stored) -> None:
        """Keep a new one. Raises ChangedMeanwhile for a key that is taken."""
        before = self.kept.get((stored.pk, stored.sk))
        if before is not None and before.journal[0].step != stored.journal[0].step:
            raise ChangedMeanwhile(stored.pk)
        self.kept[stored.pk, stored.sk] = stored

    def save(self, stored: Stored) -> None:
        """Keep the next step. Raises ChangedMeanwhile for one that is not the next."""
        before = self.kept.get((stored.pk, stored.sk))
        if before is None or before.version != stored.version - 1:
            raise ChangedMeanwhile(stored.pk)
        self.kept[stored.pk, stored.sk] = stored

    def save_together(
        self,
        steps: Sequence[Stored],
        *,
        guards: Sequence[Guard] = (),
        unchanged: Sequence[tuple[str, str, int]] = (),  # noqa: ARG002 - as its parent
        only_if: Sequence[Callable[[TransactWrite], None]] = (),  # noqa: ARG002 - as its parent
        new: Sequence[Stored] = (),
    ) -> None:
        """Keep each, or none. Raises GuardTaken."""
        for guard in guards:
            held = self._taken.get((guard.pk, guard.sk), guard.owner)
            if held not in (guard.owner, guard.instead_of):
                raise GuardTaken(guard, held)
        for stored in steps:
            self.add(stored) if stored.version == 1 else self.save(stored)
        for stored in new:
            self.add(stored)
        for guard in guards:
            self._taken[guard.pk, guard.sk] = guard.owner

    def on_board(
        self,
        board: str,
        *,
        begins: str | None = None,
        start: str | None = None,  # noqa: ARG002 - as its parent
        limit: int = 50,
        newest: bool = False,
        consistent: bool = False,  # noqa: ARG002 - as its parent
    ) -> tuple[Found[Stored], str | None]:
        """All that stands in one place."""
        found = [
            each
            for each in self.kept.values()
            if each.keys.get("board") == board and each.keys["board_at"].startswith(begins or "")
        ]
        return Found(sorted(found, key=lambda each: each.keys["board_at"], reverse=newest)[:limit]), None

    def between(self, board: str, first: str, last: str) -> Found[Stored]:
        """What stands in one place between two marks."""
        found, _ = self.on_board(board, limit=len(self.kept))
        return Found(each for each in found if first <= each.keys["board_at"] <= last)

    def before(self, board: str, until: str, *, most: int | None = None) -> Found[Stored]:
        """The last ones that stand in one place before a mark."""
        found, _ = self.on_board(board, limit=len(self.kept), newest=True)
        return Found([each for each in found if each.keys["board_at"] < until][:most])

    def of_mailbox(self, name: str, condition: Any = None, *, most: int | None = None) -> Found[Stored]:  # noqa: ARG002 - as its parent
        """Everything that belongs to one mailbox, of whatever day: a year of one person is little."""
        return Found(each for each in self.kept.values() if each.keys.get("mailbox") == name)

    def write(self) -> int:
        """Write everything, 25 to a request; how many items there were."""
        with self.row.batch_write() as batch:
            for stored in self.kept.values():
                batch.save(self._row(stored))
        with self.guards.batch_write() as batch:
            for (pk, sk), owner in self._taken.items():
                batch.save(self.guards(pk, sk, claim=owner))
        by_kind: dict[str, list[Any]] = {}
        for row in self.beside:
            by_kind.setdefault(type(row).__name__, []).append(row)
        for rows in by_kind.values():
            with type(rows[0]).batch_write() as batch:
                for row in rows:
                    batch.save(row)
        return len(self.kept) + len(self._taken) + len(self.beside)
