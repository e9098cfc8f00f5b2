"""The bank's part of the payment run: once, whatever happens."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import pytest

from takepart.domain import journal as journals
from takepart.domain.aggregate import Step
from takepart.domain.bank_details import BankDetails
from takepart.domain.batches.batch import Batch, BatchState, batch_id
from takepart.domain.claims import deciding, participating
from takepart.domain.claims.claim import ClaimState
from takepart.domain.claims.parts import GIFT, MONEY, PaymentState, SealedBankDetails
from takepart.domain.ids import BatchId, ClaimId, StepId
from takepart.domain.lines import LineKind
from takepart.domain.money import Money, PaymentMethod
from takepart.use_cases.claims.ports import CannotOpen
from takepart.use_cases.money.bank_run import NotAsSealed, finish_batch, run_bank_payments
from takepart.use_cases.stores import Damaged as DamagedBatch
from takepart.use_cases.stores import DamagedRecord
from tests.builders import a_line
from tests.fakes_claims import FakeSafe
from tests.money_builders import NOW, RUN_DAY, World, a_due_claim, a_gift, an_account
from tests.policies import WIRRAL

SATURDAY = date(2026, 11, 28)


def a_world(count: int = 3, *, most: int = 500, **changes: object) -> World:
    safe = FakeSafe()
    return World(*(a_due_claim(number, safe=safe, **changes) for number in range(count)), safe=safe, most=most)


def the_files(world: World) -> dict[str, bytes]:
    return {id: content for (id, _), content in world.files.kept.items()}


def test_what_is_due_is_in_one_sealed_batch_with_its_file() -> None:
    """Named by its day, with totals, a checksum, and the day the money will be there."""
    world = a_world()

    ran = run_bank_payments(RUN_DAY, world=world.bank, now=NOW)

    (batch,) = ran.batches
    assert (batch.id, batch.state, batch.total) == ("2026-11-24-1", BatchState.SEALED, Money(72_60))
    assert batch.pay_date == date(2026, 11, 26)
    assert world.files.has(batch.id, sha256=batch.sha256)
    assert {c.payment(MONEY).batch for c in world.claims.kept.values()} == {batch.id}
    assert batch.rows[0].payee == "Person 0"


def test_running_again_gives_the_same_batch_and_the_same_bytes() -> None:
    """And writes nothing at all."""
    world = a_world()
    run_bank_payments(RUN_DAY, world=world.bank, now=NOW)
    before, batches, files = world.claims.writes, dict(world.batches.kept), dict(world.files.kept)

    again = run_bank_payments(RUN_DAY, world=world.bank, now=NOW + timedelta(hours=1))

    assert [batch.id for batch in again.batches] == ["2026-11-24-1"]
    assert (world.claims.writes, world.batches.kept, world.files.kept) == (before, batches, files)


def test_a_run_of_four_thousand_goes_on_where_its_time_ended() -> None:
    """Ten times a large council's day, in runs that are each cut short: everybody once, in batches of 500."""
    world = a_world(4_000)
    runs, lasts = 0, 900

    while True:
        runs += 1
        left = iter(range(lasts, 0, -1))
        ran = run_bank_payments(RUN_DAY, world=world.bank, now=NOW, hurry=lambda left=left: next(left, 0) == 0)  # type: ignore[misc]
        if next(left, 0):
            break

    assert runs > 5
    assert [len(batch.rows) for batch in ran.batches] == [500] * 8
    assert {batch.state for batch in ran.batches} == {BatchState.SEALED}
    assert len({row.claim for batch in ran.batches for row in batch.rows}) == 4_000
    assert len(the_files(world)) == 8


def test_a_lost_file_is_made_again_to_the_byte() -> None:
    """Also after the policy chose another bank: the batch keeps the profile that it was made with."""
    world = a_world()
    run_bank_payments(RUN_DAY, world=world.bank, now=NOW)
    files = dict(world.files.kept)
    world.files.kept.clear()
    world.policy = replace(WIRRAL, bank_file=replace(WIRRAL.bank_file, delimiter=";"))

    run_bank_payments(RUN_DAY, world=world.bank, now=NOW)

    assert world.files.kept == files


def test_a_file_that_cannot_be_made_again_is_never_made_differently() -> None:
    """It stops, and a person must look."""
    world = a_world(1)
    (batch,) = run_bank_payments(RUN_DAY, world=world.bank, now=NOW).batches
    world.files.kept.clear()
    ciphertext = batch.rows[0].to.ciphertext  # type: ignore[union-attr]
    world.safe.sealed[ciphertext] = (an_account(99), batch.rows[0].claim)

    with pytest.raises(NotAsSealed):
        finish_batch(batch.id, world=world.bank, now=NOW)
    assert not world.files.kept


def test_nothing_due_makes_no_batch() -> None:
    """And says so."""
    ran = run_bank_payments(RUN_DAY, world=World().bank, now=NOW)

    assert (ran.is_run_day, ran.batches) == (True, ())


@pytest.mark.parametrize("day", [SATURDAY, date(2026, 12, 25), date(2026, 12, 28)])
def test_nothing_is_planned_when_banks_are_closed(day: date) -> None:
    """Weekends and bank holidays; and on weekdays that the policy leaves out."""
    world = a_world()

    ran = run_bank_payments(day, world=world.bank, now=NOW)

    assert (ran.is_run_day, ran.batches, world.batches.kept) == (False, (), {})
    fridays = replace(WIRRAL, promise=replace(WIRRAL.promise, run_days=frozenset({4})))
    assert not run_bank_payments(RUN_DAY, world=replace(world.bank, policy=fridays), now=NOW).is_run_day


def test_more_than_fits_goes_into_a_second_batch() -> None:
    """The earliest promise first."""
    world = a_world(7, most=3)

    ran = run_bank_payments(RUN_DAY, world=world.bank, now=NOW)

    assert [(batch.id, len(batch.rows)) for batch in ran.batches] == [
        ("2026-11-24-1", 3),
        ("2026-11-24-2", 3),
        ("2026-11-24-3", 1),
    ]
    assert len({row.claim for batch in ran.batches for row in batch.rows}) == 7


def test_what_is_approved_after_the_run_goes_into_the_next_batch() -> None:
    """Of the same day if it is run again; the first batch stays what it is."""
    world = a_world()
    (first,) = run_bank_payments(RUN_DAY, world=world.bank, now=NOW).batches
    world.claims.add(a_due_claim(9, safe=world.safe))

    ran = run_bank_payments(RUN_DAY, world=world.bank, now=NOW)

    assert [batch.id for batch in ran.batches] == [batch_id(RUN_DAY, 1), batch_id(RUN_DAY, 2)]
    assert ran.batches[0] == first


def test_both_payments_of_a_claim_go_together() -> None:
    """The participant's money, and the gift to the charity's own account."""
    world = a_world(1, lines=(a_line(LineKind.BUS, 4_20),), gift=a_gift())

    (batch,) = run_bank_payments(RUN_DAY, world=world.bank, now=NOW).batches

    assert [(row.payment, row.reference, row.payee) for row in batch.rows] == [
        (MONEY, batch.rows[0].claim, "Person 0"),
        (GIFT, f"{batch.rows[0].claim}-GIFT", "Example hospice"),
    ]
    assert b"654321,07654321,EXAMPLE HOSPICE,20.00" in the_files(world)[batch.id]


def test_details_that_wait_to_be_confirmed_hold_the_money() -> None:
    """It goes once they are confirmed."""
    world = a_world(1)
    (claim,) = world.claims.kept.values()
    new = world.safe.seal(an_account(5), owner=claim.id)
    held = participating.offer_bank_details(claim, Step(journals.person(claim.person), NOW, StepId("offer")), bank=new)
    world.claims.save(held)

    assert run_bank_payments(RUN_DAY, world=world.bank, now=NOW).batches == ()
    world.claims.save(
        participating.confirm_bank_details(held, Step(journals.person(held.person), NOW, StepId("confirm")))
    )
    (batch,) = run_bank_payments(RUN_DAY, world=world.bank, now=NOW).batches
    assert batch.rows[0].to == new


class DamagedSafe(FakeSafe):
    """A safe that opens nothing of these claims."""

    def __init__(self, *damaged: ClaimId) -> None:
        super().__init__()
        self.damaged = damaged

    def open(self, sealed: SealedBankDetails, *, owner: ClaimId) -> BankDetails:
        if owner in self.damaged:
            raise CannotOpen(owner)
        return super().open(sealed, owner=owner)


@pytest.mark.parametrize("opens", [True, False])
def test_a_file_that_cannot_be_made_again_holds_up_nobody_else(opens: bool) -> None:
    """What is due since goes to the bank in the same run, and only then it stops: on later days too."""
    safe = DamagedSafe()
    world = World(a_due_claim(0, safe=safe), a_due_claim(1, safe=safe), safe=safe)
    (batch,) = run_bank_payments(RUN_DAY, world=world.bank, now=NOW).batches
    world.files.kept.clear()
    if opens:
        safe.sealed[batch.rows[0].to.ciphertext] = (an_account(99), batch.rows[0].claim)  # type: ignore[union-attr]
    else:
        safe.damaged = (batch.rows[0].claim,)

    for number, day in enumerate((RUN_DAY, RUN_DAY + timedelta(days=1)), start=2):
        since = a_due_claim(number, safe=safe)
        world.claims.add(since)
        with pytest.raises(NotAsSealed):
            run_bank_payments(day, world=world.bank, now=NOW)

        assert world.claims.kept[since.id].payment(MONEY).state is PaymentState.BATCHED
    assert len(world.files.kept) == 2


def test_details_that_will_not_open_stop_nobody_else() -> None:
    """Their participant is asked for new ones; everyone else is paid."""
    safe = DamagedSafe(a_due_claim(1).id)
    world = World(*(a_due_claim(number, safe=safe) for number in range(3)), safe=safe)

    (batch,) = run_bank_payments(RUN_DAY, world=world.bank, now=NOW).batches

    assert len(batch.rows) == 2 and batch.journal[-1].facts["left out"] == 1
    damaged = world.claims.kept[safe.damaged[0]]
    assert (damaged.state, damaged.payment(MONEY).state) == (ClaimState.NEEDS_BANK_DETAILS, PaymentState.FAILED)
    assert damaged.turn.who == "participant"


def test_what_another_run_left_out_is_in_no_file_of_a_slower_one() -> None:
    """It was marked, could not be paid, and its participant was asked; then the slow run fills its own file."""
    safe = DamagedSafe(a_due_claim(1).id)
    world = World(*(a_due_claim(number, safe=safe) for number in range(3)), safe=safe)
    (batch,) = run_bank_payments(RUN_DAY, world=world.bank, now=NOW).batches
    opened = replace(
        batch, state=BatchState.OPEN, journal=batch.journal[:1], rows=(), total=Money(0), sha256="", arrives=None
    )
    world.batches.kept[batch.id], safe.damaged = opened, ()

    again = finish_batch(batch.id, world=world.bank, now=NOW)

    assert again.rows == batch.rows
    assert len(world.files.kept) == 1, "a second file would hold an account that is not to be paid"


def test_a_batch_that_nothing_can_be_paid_from_is_closed() -> None:
    """No file, no letter, and nothing is left hanging."""
    safe = DamagedSafe(a_due_claim(0).id)
    world = World(a_due_claim(0, safe=safe), safe=safe)

    ran = run_bank_payments(RUN_DAY, world=world.bank, now=NOW)

    assert (ran.batches, world.files.kept, world.batches.unfinished()) == ((), {}, [])
    assert [e.action for e in world.batches.kept[batch_id(RUN_DAY, 1)].journal] == ["opened", "closed-empty", "settled"]


def test_a_gift_to_a_charity_that_the_policy_no_longer_knows_waits() -> None:
    """The rest of the claim is paid; the office is asked to put the policy right."""
    world = a_world(1, lines=(a_line(LineKind.BUS, 4_20),), gift=a_gift())
    world.policy = replace(WIRRAL, charities=WIRRAL.charities[:1])

    (batch,) = run_bank_payments(RUN_DAY, world=world.bank, now=NOW).batches

    (claim,) = world.claims.kept.values()
    assert [row.payment for row in batch.rows] == [MONEY]
    assert (claim.state, claim.payment(GIFT).state) == (ClaimState.APPROVED, PaymentState.FAILED)


def test_other_ways_of_paying_are_none_of_the_banks_business() -> None:
    """Cash stays in the float."""
    world = a_world(2, method=PaymentMethod.CASH)

    assert run_bank_payments(RUN_DAY, world=world.bank, now=NOW).batches == ()


def test_a_claim_that_moved_on_since_the_plan_waits_for_the_next_batch() -> None:
    """Its plan no longer fits; it is planned again in the same run."""
    world = a_world(2)
    claims = world.claims

    class MovesOn:
        """Just before the first claim is marked, its participant asks for a link."""

        moved = False

        def __getattr__(self, name: str) -> object:
            return getattr(claims, name)

        def get(self, claim_id: ClaimId) -> object:
            claim = claims.get(claim_id)
            if claim and not self.moved and world.batches.kept:
                self.moved = True
                claim = deciding.ask_for_link(
                    claim, Step(journals.Job.MAILER.actor, NOW, StepId("link")), to="participant"
                )
                claims.save(claim)
            return claim

    ran = run_bank_payments(RUN_DAY, world=replace(world.bank, claims=MovesOn()), now=NOW)  # type: ignore[arg-type]

    assert [(batch.id, len(batch.rows)) for batch in ran.batches] == [("2026-11-24-1", 1), ("2026-11-24-2", 1)]


def test_a_batch_that_cannot_be_read_stops_no_other_payment() -> None:
    """An older one that is unfinished, and the day's own: the next number takes what is due."""
    world = a_world(2)
    batches = world.batches

    class Damaged:
        """Two batches of which nothing can be read."""

        def __getattr__(self, name: str) -> object:
            return getattr(batches, name)

        def unfinished(self) -> list[BatchId]:
            return [BatchId("2026-11-20-1"), *batches.unfinished()]

        def get(self, id: BatchId) -> Batch | None:
            if id in ("2026-11-20-1", "2026-11-24-1"):
                raise DamagedRecord(DamagedBatch(about=id, why="BrokenJournal"))
            return batches.get(id)

    ran = run_bank_payments(RUN_DAY, world=replace(world.bank, batches=Damaged()), now=NOW)  # type: ignore[arg-type]

    assert [(batch.id, len(batch.rows)) for batch in ran.batches] == [("2026-11-24-2", 2)]
