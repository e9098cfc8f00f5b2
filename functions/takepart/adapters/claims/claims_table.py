"""Claims in DynamoDB: one item a claim, one write a step."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import date, timedelta
from typing import TYPE_CHECKING, Any, Final

from takepart.adapters.aggregates import Aggregates, Guard, GuardTaken, key_of, read_each
from takepart.adapters.answering import answering
from takepart.adapters.rows import without_nothing
from takepart.adapters.store import Shape, Store
from takepart.domain import journal as journals
from takepart.domain.claims import told
from takepart.domain.claims.claim import NOBODY, Claim, ClaimAction, ClaimState, kinds_allowed
from takepart.domain.claims.keeping import closed_on
from takepart.domain.claims.parts import PaymentState
from takepart.domain.claims.paying import Holder, PaidBefore, joined, spelled
from takepart.domain.ids import ClaimId, PersonId
from takepart.domain.lines import LineKind
from takepart.domain.money import PaymentMethod
from takepart.domain.part_of_day import id_in, without_id
from takepart.use_cases.claims.ports import MOST_ALIKE, AlreadyPaidFor, Page
from takepart.use_cases.ports import StoreUnavailable

if TYPE_CHECKING:
    from takepart.adapters.claims.drafts_table import DraftsTable

_TRIES: Final = 20
"""How often a final approval looks again at guards that others take at the same moment."""
_MANY: Final = 100
_FINAL: Final = frozenset({ClaimAction.APPROVE.value, ClaimAction.APPROVE_ALREADY_PAID.value})


def mailbox_of(person: PersonId) -> str:
    """The part of a person's id that everyone who shares their mailbox has."""
    return person.partition(".")[0]


def due_ways(claim: Claim) -> str:
    """The ways in which a claim's money is still due, in one word: ``bank``, ``bank+voucher`` ..."""
    return "+".join(sorted({p.method.value for p in claim.payments if p.state is PaymentState.DUE}))


def _ways_with(method: PaymentMethod) -> list[str]:
    """Every value of the ``due`` key that has this way in it."""
    one, other = sorted(each.value for each in PaymentMethod if each is not method)
    return ["+".join(sorted([method.value, *beside])) for beside in ([], [one], [other], [one, other])]


def _closed(with_bank: bool) -> str:
    """The ``due`` key of claims that are over: what they hold of a person is to be erased some day."""
    return "closed-with-bank" if with_bank else "closed"


def _board(state: ClaimState) -> str:
    return f"claim:{state.value}"


def _keys(claim: Claim) -> dict[str, Any]:
    due = due_ways(claim)
    keys = {
        "board": _board(claim.state),
        "board_at": f"{claim.turn.who}#{journals.instant(claim.turn.since)}#{claim.id}",
        "mailbox": mailbox_of(claim.person),
        "day": claim.day.isoformat(),
        "fingerprint": f"account:{claim.bank.fingerprint}" if claim.bank else None,
        "due": due,
        "due_on": f"{claim.promised.isoformat()}" if due else None,
    }
    if not due and claim.is_closed and not claim.claimant.erased:
        keys |= {"due": _closed(claim.bank is not None), "due_on": closed_on(claim).isoformat()}
    return without_nothing(keys)


class ClaimsTable(Store[Claim]):
    """The port ``Claims`` on DynamoDB."""

    shape = Shape(Claim, pk="CLAIM#{id}", sk="CLAIM", keys=_keys, told=told.check)

    def __init__(self, aggregates: Aggregates, *, drafts: DraftsTable | None = None) -> None:
        """``drafts`` is where claims come from, for whoever takes new ones."""
        super().__init__(aggregates)
        self._drafts = drafts

    def add(self, claim: Claim) -> None:
        """Keep a new claim, in the same request as the condition that its draft did not end meanwhile.

        Raises ChangedMeanwhile when it did, or when another claim has the reference.
        """
        if self._drafts is None:
            super().add(claim)
            return
        self.aggregates.save_together([], new=[self.shape.stored(claim)], only_if=[self._drafts.is_open(claim.draft)])

    def save(self, claim: Claim) -> None:
        """Keep a claim's next step; the final approval takes the guards of its lines in the same request."""
        if claim.journal[-1].action not in _FINAL:
            super().save(claim)
            return
        stored = self.shape.stored(claim)
        kinds = sorted(kinds_allowed(claim))
        mine = Holder(claim=claim.id, session=id_in(claim.session))
        about = [f"PAID#{name}#{without_id(claim.session)}" for name in claim.names]
        wanted = {(pk, kind.value): Guard(pk=pk, sk=kind.value, owner=spelled(mine)) for pk in about for kind in kinds}
        for _ in range(_TRIES):
            try:
                self.aggregates.save_together([stored], guards=list(wanted.values()))
            except GuardTaken as taken:
                guard = taken.guard
                try:
                    owner = joined(taken.owner, mine, was_withdrawn=self._was_withdrawn)
                except PaidBefore as before:
                    raise AlreadyPaidFor(LineKind(guard.sk), before.claim) from taken
                wanted[guard.pk, guard.sk] = replace(guard, owner=owner, instead_of=taken.owner)
            else:
                return
        raise StoreUnavailable(claim.id)  # Others take the same guards all the time: try again.

    def _was_withdrawn(self, claim_id: ClaimId) -> bool:
        claim = self.get(claim_id)
        return claim is not None and claim.state is ClaimState.WITHDRAWN

    def in_state(self, state: ClaimState, *, who: str | None = None, start: str | None = None, limit: int = 50) -> Page:
        """Claims in one state, the longest waiting first."""
        claims, after = self.page(_board(state), begins=f"{who}#" if who else None, start=start, limit=limit)
        return Page(claims=tuple(claims), next=after)

    def count(self, state: ClaimState, *, who: str | None = None, most: int = 500) -> int:
        """How many claims are in one state, counted in the index and no further than ``most``."""
        return self.count_of(_board(state), begins=f"{who}#" if who else None, most=most)

    def of_mailbox(self, person: PersonId, *, since: date, until: date) -> Sequence[Claim]:
        """The claims of a mailbox for sessions between two days."""
        between = self.aggregates.row.day.between(since.isoformat(), until.isoformat())
        return read_each(self.shape.read, self.aggregates.of_mailbox(mailbox_of(person), between))

    def paid_between(self, since: date, until: date) -> Iterator[Claim]:
        """Claims whose last payment was written down between two days, the earliest first."""
        return self.over_between(since, until, state=ClaimState.PAID)

    def over_between(self, since: date, until: date, *, state: ClaimState) -> Iterator[Claim]:
        """Claims that came into a state in which nobody must act between two days, the earliest first."""
        row = self.aggregates.row
        between = row.board_at.between(f"{NOBODY}#{since}", f"{NOBODY}#{until}~")
        with answering():
            keys = [key_of(each) for each in row.by_board.query(_board(state), between)]
        for start in range(0, len(keys), _MANY):
            yield from read_each(self.shape.read, self.aggregates.many(keys[start : start + _MANY]))

    def closed_before(self, day: date, *, with_bank: bool) -> Iterator[Claim]:
        """The port ``ClosedClaims``: those that were over before a day and still hold a person, the earliest first."""
        return self.due(_closed(with_bank), until=(day - timedelta(days=1)).isoformat())

    def same_account(self, fingerprint: str, /) -> Sequence[ClaimId]:
        """The claims that are paid into one bank account."""
        with answering():
            found = self.aggregates.row.by_fingerprint.query(f"account:{fingerprint}", limit=MOST_ALIKE)
            return [ClaimId(key_of(each)[0].removeprefix("CLAIM#")) for each in found]

    def due_by(self, method: PaymentMethod) -> Iterator[Claim]:
        """The port ``DuePayments``: claims with a payment due in this way, the earliest promise first."""
        row = self.aggregates.row
        with answering():
            found: list[Any] = [each for ways in _ways_with(method) for each in row.by_due.query(ways)]
        keys = [key_of(each) for each in sorted(found, key=lambda each: (each["due_on"]["S"], *key_of(each)))]
        for start in range(0, len(keys), _MANY):
            claims = read_each(self.shape.read, self.aggregates.many(keys[start : start + _MANY], consistent=True))
            yield from (claim for claim in claims if method.value in due_ways(claim).split("+"))
