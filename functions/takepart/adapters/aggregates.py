"""One write per step: how any aggregate with a journal is read and kept.

A step is one conditional write on the version before it. When the answer to a write is lost, the retry is refused by
our own write: the step's id in the journal tells ours from somebody else's (measured: 46 of 300 writes under faults).

A record that cannot be read is set apart from the others (``Found.damaged``) and logged as the error ``DamagedRecord``
with its key: the alarm on damaged records counts that message.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Any, Final, TypeVar

from aws_lambda_powertools import Logger
from pynamodb.transactions import TransactWrite

from takepart.adapters.answering import ConditionFailed, answering
from takepart.adapters.page_marks import mark, read_mark
from takepart.adapters.rows import DAMAGED_RECORD, AggregateRow, GuardRow, bound, connection_of, item, put_new, value_in
from takepart.domain import journal as journals
from takepart.domain.ids import StepId
from takepart.domain.journal import Actor, BrokenJournal, Entry, Journal
from takepart.use_cases.ports import ChangedMeanwhile, StoreUnavailable
from takepart.use_cases.stores import Damaged, DamagedRecord, Found, notice

logger = Logger()
Thing = TypeVar("Thing")
_Kept = TypeVar("_Kept")
_DAMAGE: Final = (BrokenJournal, LookupError, TypeError, ValueError, ArithmeticError, AttributeError)
"""What reading an item raises when the item is not as we write it; a store that does not answer is none of these."""

_PAGE = 100
MOST_DUE = 50_000
"""Keys of a run: a hundred bytes each."""
_MARKED = {"pk": "pk", "sk": "sk", "at": "board_at"}
INDEX_KEYS = ("board", "board_at", "mailbox", "day", "fingerprint", "due", "due_on")


@dataclass(frozen=True, kw_only=True)
class Stored:
    """An aggregate as it is kept: what its own adapter turns into a domain object and back."""

    pk: str
    sk: str
    state: str
    journal: Journal
    body: Mapping[str, Any]
    keys: Mapping[str, str] = field(default_factory=lambda: MappingProxyType({}))
    """The sparse index keys, from INDEX_KEYS."""
    expires: int | None = None
    """When the table clears it away by itself, in seconds since 1970; never when there is none."""

    @property
    def version(self) -> int:
        """The number of steps taken."""
        return len(self.journal)


@dataclass(frozen=True, kw_only=True)
class Guard:
    """Something that may be taken once: by ``owner`` where it is nobody's, or is still what ``instead_of`` says."""

    pk: str
    sk: str
    owner: str
    instead_of: str = ""


class GuardTaken(Exception):
    """A guard belongs to another. ``owner`` is what it says now."""

    def __init__(self, guard: Guard, owner: str) -> None:
        super().__init__(f"{guard.sk} belongs to {owner}")
        self.guard, self.owner = guard, owner


class Aggregates:
    """The aggregates of one table."""

    def __init__(self, table: str) -> None:
        self.row = bound(AggregateRow, table)
        self.guards = bound(GuardRow, table)

    def get(self, pk: str, sk: str) -> Stored | None:
        """The aggregate as it is now (a consistent read). Raises StoreUnavailable or DamagedRecord."""
        try:
            found: Any = item(self.row, pk, sk)
            return stored_of(found) if found else None
        except _DAMAGE as error:
            raise DamagedRecord(met(pk, sk, error)) from error

    def many(self, keys: Sequence[tuple[str, str]], *, consistent: bool = False) -> Found[Stored]:
        """Several aggregates in the order of their keys, damaged ones apart; one that is gone is left out.

        Raises StoreUnavailable.
        """
        asked = list(dict.fromkeys(keys))
        if not asked:
            return Found()
        with answering():
            items: list[Any] = list(self.row.batch_get(asked, consistent_read=consistent))
        read = _apart(stored_of, items, key=key_of)
        found = {(stored.pk, stored.sk): stored for stored in read}
        return Found([found[key] for key in asked if key in found], damaged=read.damaged)

    def of_key(self, pk: str, condition: Any = None, **how: Any) -> Found[Stored]:
        """What lies under one key, in its order, damaged ones apart (a consistent read). Raises StoreUnavailable."""
        with answering():
            items: list[Any] = list(self.row.query(pk, condition, consistent_read=True, **how))
        return _apart(stored_of, items, key=key_of)

    def add(self, stored: Stored) -> None:
        """Keep a new aggregate. Raises ChangedMeanwhile when the key is taken by another, StoreUnavailable."""
        try:
            with answering():
                self._row(stored).save(condition=self.row.pk.does_not_exist())
        except ConditionFailed as failed:
            self._settle(failed, stored)

    def add_unread(self, stored: Stored) -> None:
        """Keep a new aggregate whose key is made from all that it holds: what lies there already is the same.

        For who may write and not read. Raises StoreUnavailable.
        """
        put_new(self._row(stored))

    def save(self, stored: Stored) -> None:
        """Keep the next step. Raises ChangedMeanwhile or StoreUnavailable."""
        try:
            with answering():
                # The row's own update has the whole item sent back, and reads it.
                self.row._get_connection().update_item(
                    stored.pk, range_key=stored.sk, actions=self._actions(stored), condition=self._is_next(stored)
                )
        except ConditionFailed as failed:
            self._settle(failed, stored)

    def keep_step(self, stored: Stored) -> None:
        """Keep the first step or the next one, whichever it is. Raises ChangedMeanwhile or StoreUnavailable."""
        if stored.version == 1:
            self.add(stored)
        else:
            self.save(stored)

    def save_together(
        self,
        steps: Sequence[Stored],
        *,
        guards: Sequence[Guard] = (),
        unchanged: Sequence[tuple[str, str, int]] = (),
        only_if: Sequence[Callable[[TransactWrite], None]] = (),
        new: Sequence[Stored] = (),
    ) -> None:
        """Keep the next step of several aggregates, or of none, together with the guards they take.

        ``unchanged`` are (pk, sk, version) of other aggregates that must stand where they were seen; ``only_if`` adds
        what must hold in other tables, or is kept there with them.
        A step that makes a new aggregate has version 1; those in ``new`` are new however many steps they took at once.
        Raises GuardTaken, ChangedMeanwhile or StoreUnavailable.
        """
        try:
            with answering(), TransactWrite(connection=connection_of(self.row)) as write:
                for stored in steps:
                    self.write_step(write, stored)
                for stored in new:
                    write.save(self._row(stored), condition=self.row.pk.does_not_exist())
                for pk, sk, version in unchanged:
                    write.condition_check(self.row, pk, sk, condition=self.row.version == version)
                for condition in only_if:
                    condition(write)
                for guard in guards:
                    free = self.guards.pk.does_not_exist()
                    mine = self.guards.claim.is_in(*dict.fromkeys((guard.owner, guard.instead_of or guard.owner)))
                    write.save(self.guards(guard.pk, guard.sk, claim=guard.owner), condition=free | mine)
        except ConditionFailed as failed:
            if all(self._is_kept(stored) for stored in (*steps, *new)):
                return
            for guard in guards:
                holder = self._guard(guard.pk, guard.sk)
                if holder is not None and holder not in (guard.owner, guard.instead_of):
                    raise GuardTaken(guard, holder) from failed
            if not failed.certain:
                raise StoreUnavailable from failed
            raise ChangedMeanwhile((*steps, *new)[0].pk) from failed

    def write_step(self, write: TransactWrite, stored: Stored) -> None:
        """Put the next step, or a new aggregate, into a transaction that keeps something else as well."""
        if stored.version == 1:
            write.save(self._row(stored), condition=self.row.pk.does_not_exist())
        else:
            write.update(self.row(stored.pk, stored.sk), actions=self._actions(stored), condition=self._is_next(stored))

    def on_board(
        self,
        board: str,
        *,
        begins: str | None = None,
        start: str | None = None,
        limit: int = 50,
        newest: bool = False,
        consistent: bool = False,
    ) -> tuple[Found[Stored], str | None]:
        """One page of what stands in one place, damaged ones apart, and where the next page starts.

        Raises NoSuchPage, StoreUnavailable.
        """
        condition = self.row.board_at.startswith(begins) if begins is not None else None
        last = None
        if start:
            pk, sk, at = read_mark(start, board, begins)
            last = {"pk": {"S": pk}, "sk": {"S": sk}, "board": {"S": board}, "board_at": {"S": at}}
        with answering():
            found = self.row.by_board.query(
                board,
                range_key_condition=condition,
                limit=limit,
                page_size=limit,
                last_evaluated_key=last,
                scan_index_forward=not newest,
            )
            keys = [key_of(each) for each in found]
            key = found.last_evaluated_key
        ended = {name: key[attribute]["S"] for name, attribute in _MARKED.items()} if key else None
        after = mark(board, begins, **ended) if ended else None
        found_there = self.many(keys, consistent=consistent)
        found_there.after = after
        return found_there, after

    def keys_on_board(self, board: str, *, most: int | None = None) -> list[tuple[str, str]]:
        """``pk`` and place of all that stands in one place, in its order, by the keys of the index alone."""
        with answering():
            found: list[Any] = list(self.row.by_board.query(board, limit=most))
        return [(each["pk"]["S"], each["board_at"]["S"]) for each in found]

    def between(self, board: str, first: str, last: str) -> Found[Stored]:
        """Everything that stands in one place between two marks of its order, both included, however much it is.

        The index is read page by page, then the items, a hundred in a request. Raises StoreUnavailable.
        """
        row = self.row
        return self._all_of(row.by_board, board, row.board_at.between(first, last))

    def before(self, board: str, until: str, *, most: int | None = None) -> Found[Stored]:
        """The last ones that stand in one place before a mark of its order, the last one first; all, or so many."""
        row = self.row
        return self._all_of(row.by_board, board, row.board_at < until, most=most, scan_index_forward=False)

    def of_mailbox(self, name: str, condition: Any = None, *, most: int | None = None) -> Found[Stored]:
        """Everything that belongs to one mailbox, person or whole, the earliest day first, however much it is.

        ``most`` is a bound where strangers can make it more. Raises StoreUnavailable.
        """
        return self._all_of(self.row.by_mailbox, name, condition, most=most)

    def _all_of(self, index: Any, name: str, condition: Any, *, most: int | None = None, **order: Any) -> Found[Stored]:
        with answering():
            keys = [key_of(each) for each in index.query(name, condition, limit=most, **order)]
        return self.many(keys)

    def due(self, name: str, *, until: str = "~", most: int = MOST_DUE) -> Iterator[Stored]:
        """Everything that is due by then, the first due first, read page by page while it is worked off.

        The keys are read before the first is given out: what is worked off may leave the index, or move in it.
        Damaged ones are logged and passed over.
        """
        row = self.row
        with answering():
            found = row.by_due.query(name, range_key_condition=row.due_on <= until, limit=most, page_size=_PAGE)
            keys = [key_of(each) for each in found]
        for start in range(0, len(keys), _PAGE):
            yield from self.many(keys[start : start + _PAGE])

    def count_on_board(self, board: str, *, begins: str | None = None, most: int) -> int:
        """How many stand in one place; counting stops at ``most``, so that it costs the same for a million."""
        condition = self.row.board_at.startswith(begins) if begins is not None else None
        return _count(self.row.by_board, board, condition, most)

    def count_until(self, board: str, *, until: str, most: int) -> int:
        """How many stand in one place before ``until``, by the keys of the index alone; counting stops at ``most``."""
        return _count(self.row.by_board, board, self.row.board_at < until, most)

    def count_due(self, name: str, *, most: int) -> int:
        """How many are due under a name, by the keys of the index alone; counting stops at ``most``."""
        return _count(self.row.by_due, name, None, most)

    def _row(self, stored: Stored) -> AggregateRow:
        fields: dict[str, Any] = {
            "version": stored.version,
            "state": stored.state,
            "journal": [_spelled(entry) for entry in stored.journal],
            "body": dict(stored.body),
            **stored.keys,
        }
        if stored.expires is not None:
            fields["expires"] = stored.expires
        return self.row(stored.pk, stored.sk, **fields)

    def _actions(self, stored: Stored) -> list[Any]:
        row = self.row
        actions = [
            row.version.set(stored.version),
            row.state.set(stored.state),
            row.journal.set(row.journal.append([_spelled(stored.journal[-1])])),
            row.body.set(dict(stored.body)),
        ]
        for name in INDEX_KEYS:
            attribute = getattr(row, name)
            actions.append(attribute.set(stored.keys[name]) if name in stored.keys else attribute.remove())
        actions.append(row.expires.remove() if stored.expires is None else row.expires.set(stored.expires))
        return actions

    def _is_next(self, stored: Stored) -> Any:
        return self.row.version == stored.version - 1

    def _settle(self, failed: ConditionFailed, stored: Stored) -> None:
        if not self._is_kept(stored):
            raise ChangedMeanwhile(stored.pk) from failed

    def _is_kept(self, stored: Stored) -> bool:
        kept = self.get(stored.pk, stored.sk)
        ours = stored.journal[-1]
        return kept is not None and any(entry.step == ours.step and entry.seq == ours.seq for entry in kept.journal)

    def _guard(self, pk: str, sk: str) -> str | None:
        guard = item(self.guards, pk, sk)
        return guard.claim if guard else None


@answering()
def _count(index: Any, name: str, condition: Any, most: int) -> int:
    # PynamoDB's own count reads every page, whatever its limit.
    return sum(1 for _ in index.query(name, range_key_condition=condition, limit=most, page_size=most))


def _spelled(entry: Entry) -> dict[str, Any]:
    return {
        "seq": entry.seq,
        "at": journals.instant(entry.at),
        "by": entry.by,
        "action": entry.action,
        "step": entry.step,
        "hash": bytes.fromhex(entry.hash),
        "facts": dict(entry.facts),
    }


def read_journal(entries: Sequence[Mapping[str, Any]]) -> Journal:
    """The journal that was stored, its chain checked to the last entry. Raises BrokenJournal.

    The hash of the entry before is not stored again with each: it stands there, and each entry's own hash is over it.
    Entries of before 28 November 2026 have theirs spelled out.
    """
    hashes = [kept if isinstance(kept := each["hash"], str) else kept.hex() for each in entries]
    journal = tuple(
        Entry(
            seq=int(entry["seq"]),
            at=journals.from_instant(entry["at"]),
            by=Actor(entry["by"]),
            action=entry["action"],
            step=StepId(entry["step"]),
            before=before,
            facts=MappingProxyType(dict(entry["facts"])),
        )
        for entry, before in zip(entries, (journals.FIRST_HASH, *hashes), strict=False)
    )
    journals.verify(journal, hashes=hashes)
    return journal


def key_of(item: Mapping[str, Any]) -> tuple[str, str]:
    """Where an item lies, as DynamoDB spells it."""
    return item["pk"]["S"], item["sk"]["S"]


def stored_of(item: Mapping[str, Any]) -> Stored:
    """The aggregate in an item as DynamoDB spells it, its journal checked to the last entry that its version counts.

    Raises BrokenJournal, or one of the errors of ``_DAMAGE`` when it is not as we write it.
    """
    journal = read_journal([value_in(each) for each in item["journal"]["L"]])
    version = int(item["version"]["N"])
    if version != len(journal):
        raise BrokenJournal(f"version {version}, but {len(journal)} entries")
    return Stored(
        pk=item["pk"]["S"],
        sk=item["sk"]["S"],
        state=item["state"]["S"],
        journal=journal,
        body=value_in({"M": item["body"]["M"]}),
        keys={name: item[name]["S"] for name in INDEX_KEYS if name in item},
    )


def read_item(item: Mapping[str, Any]) -> Stored:
    """The aggregate in an item. Raises DamagedRecord."""
    try:
        return stored_of(item)
    except _DAMAGE as error:
        raise DamagedRecord(met(*key_of(item), error)) from error


def read_one(read: Callable[[Stored], Thing], stored: Stored | None) -> Thing | None:
    """What one aggregate is read as; nothing for nothing. Raises DamagedRecord."""
    return None if stored is None else reading(read, stored, stored.pk, stored.sk)


def reading(read: Callable[[_Kept], Thing], kept: _Kept, pk: str, sk: str) -> Thing:
    """What something that is kept under a key is read as. Raises DamagedRecord."""
    try:
        return read(kept)
    except _DAMAGE as error:
        raise DamagedRecord(met(pk, sk, error)) from error


def read_each(read: Callable[[Stored], Thing], found: Found[Stored]) -> Found[Thing]:
    """What several aggregates are read as, in their order; those that cannot be read join the damaged ones."""
    return _apart(read, found, key=lambda each: (each.pk, each.sk), damaged=found.damaged, after=found.after)


def _apart(
    read: Callable[[Any], Thing], items: Iterable[Any], *, key: Callable[[Any], tuple[str, str]], **more: Any
) -> Found[Thing]:
    things: list[Thing] = []
    damaged: list[Damaged] = [*more.pop("damaged", ())]
    for each in items:
        try:
            things.append(read(each))
        except _DAMAGE as error:
            damaged.append(met(*key(each), error))
    return Found(things, damaged=damaged, **more)


def met(pk: str, sk: str, error: Exception) -> Damaged:
    """A record that is not as it was written: logged, which is alarmed, and told to whoever shows what they met."""
    # A message may quote what the item holds: only those of a journal, which count and number, are ours to repeat.
    why = str(error) if isinstance(error, BrokenJournal) else type(error).__name__
    damaged = Damaged(about=pk if pk.startswith(f"{sk}#") else f"{pk} {sk}", why=why)
    logger.error(DAMAGED_RECORD, record=damaged.about, why=why)
    notice(damaged)
    return damaged
