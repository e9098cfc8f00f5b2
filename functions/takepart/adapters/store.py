"""One store for every aggregate: where it lies and how it is listed are declared, the rest follows from its type."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from types import MappingProxyType
from typing import Any, Final, Generic, TypeVar

from takepart.adapters import codec
from takepart.adapters.aggregates import MOST_DUE, Aggregates, Stored, read_each, read_one
from takepart.domain.aggregate import Journalled
from takepart.use_cases.stores import Damaged, Found

Thing = TypeVar("Thing", bound=Journalled)
_READ_AT_ONCE: Final = 100
_COLUMNS: Final = frozenset({"journal", "state"})


class Shape(Generic[Thing]):
    """Where one kind of aggregate lies: ``Shape(Duty, pk="PROMISES#{team}", sk="{year}#DUTY#{commitment}")``.

    The names in braces are those of the type's ``KEY``. ``keys`` are the lists that it stands in now, from
    ``INDEX_KEYS``; ``expires`` is when the table clears it away, in seconds since 1970. Its fields are its type's;
    those in ``beside`` are kept in items of their own, and read as what stands there. ``told`` holds what was read
    against what its journal tells, and raises BrokenJournal.
    """

    def __init__(
        self,
        kind: type[Thing],
        *,
        pk: str,
        sk: str,
        keys: Callable[[Thing], Mapping[str, str]] = lambda _: {},
        expires: Callable[[Thing], int | None] = lambda _: None,
        beside: Mapping[str, Any] = MappingProxyType({}),
        told: Callable[[Thing], None] = lambda _: None,
    ) -> None:
        self.kind, self.pk, self.sk, self._keys, self._expires = kind, pk, sk, keys, expires
        self.beside, self._told = beside, told
        self._leave = _COLUMNS | frozenset(beside)

    def key(self, name: Any) -> tuple[str, str]:
        """The item's two keys, from its id or from a tuple of what names it."""
        parts = dict(zip(self.kind.KEY, name if isinstance(name, tuple) else (name,), strict=True))
        return self.pk.format(**parts), self.sk.format(**parts)

    def stored(self, thing: Thing) -> Stored:
        """The item. What has no states is always ``written``."""
        pk, sk = self.key(thing.identity)
        return Stored(
            pk=pk,
            sk=sk,
            state=getattr(thing, "state", None) or "written",
            journal=thing.journal,
            body=codec.encode(thing, leave=self._leave),
            keys=self._keys(thing),
            expires=self._expires(thing),
        )

    def read(self, stored: Stored) -> Thing:
        """The aggregate in an item. Raises codec.NotAsStored, naming the field."""
        thing = codec.decode(self.kind, stored.body, journal=stored.journal, state=stored.state, **self.beside)
        self._told(thing)
        return thing


class Store(Generic[Thing]):
    """The aggregates of one shape. A kind with lists of its own is a subclass with a method for each."""

    shape: Shape[Thing]

    def __init__(self, aggregates: Aggregates) -> None:
        self.aggregates = aggregates

    def get(self, key: Any) -> Thing | None:
        """One of them as it is now (a consistent read)."""
        stored = self.aggregates.get(*self.shape.key(key))
        return read_one(self.shape.read, stored)

    def many(self, keys: Sequence[Any], *, consistent: bool = False) -> Found[Thing]:
        """Several, those that are there, in one request for a hundred; ``consistent``: as they are now."""
        names = [self.shape.key(key) for key in keys]
        return read_each(self.shape.read, self.aggregates.many(names, consistent=consistent))

    def add(self, thing: Thing) -> None:
        """Keep a new one. Quiet when this step was kept before. Raises ChangedMeanwhile when the key is taken."""
        self.aggregates.add(self.shape.stored(thing))

    def save(self, thing: Thing) -> None:
        """Keep the next step, or the first. Quiet when this step was kept before. Raises ChangedMeanwhile."""
        self.aggregates.keep_step(self.shape.stored(thing))

    def save_together(self, *things: Thing) -> None:
        """Keep the next step of several, or of none. Raises ChangedMeanwhile."""
        self.aggregates.save_together([self.shape.stored(thing) for thing in things])

    def page(
        self,
        board: str,
        *,
        begins: str | None = None,
        start: str | None = None,
        limit: int = 50,
        newest: bool = False,
        consistent: bool = False,
    ) -> tuple[Found[Thing], str | None]:
        """A page of one list, damaged ones apart, and where the next page starts."""
        found, after = self.aggregates.on_board(
            board, begins=begins, start=start, limit=limit, newest=newest, consistent=consistent
        )
        return read_each(self.shape.read, found), after

    def every(self, board: str, *, newest: bool = False) -> Found[Thing]:
        """One list whole, however long it is, read page by page; damaged ones apart."""
        things: list[Thing] = []
        damaged: list[Damaged] = []
        start: str | None = None
        while True:
            found, start = self.page(board, start=start, limit=_READ_AT_ONCE, newest=newest)
            things += found
            damaged += found.damaged
            if start is None:
                return Found(things, damaged=damaged)

    def count_of(self, board: str, *, begins: str | None = None, most: int) -> int:
        """How many stand in one list; counting stops at ``most``."""
        return self.aggregates.count_on_board(board, begins=begins, most=most)

    def due(self, name: str, *, until: str = "~", most: int = MOST_DUE) -> Iterator[Thing]:
        """All that is due by then, the first due first, in batches. Damaged ones are logged and passed over."""
        for stored in self.aggregates.due(name, until=until, most=most):
            yield from read_each(self.shape.read, Found([stored]))


def shapes() -> Iterator[Shape[Any]]:
    """The shape of every store that was imported: made from the subclasses, so that none can be left out."""
    kinds = list(Store.__subclasses__())
    for each in kinds:
        kinds += each.__subclasses__()
    return iter([each.shape for each in kinds if hasattr(each, "shape")])
