"""What finance does with a batch, by a link or from the office."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date, datetime, timedelta
from functools import partial
from typing import Any

import pytest

from takepart.domain.batches.batch import Batch, BatchState, Returns
from takepart.domain.batches.sent_file import GivenFile
from takepart.domain.claims.claim import ClaimState
from takepart.domain.claims.parts import GIFT, MONEY, PaymentState
from takepart.domain.ids import BatchId, StepId
from takepart.domain.lines import LineKind
from takepart.domain.money import Money
from takepart.domain.money_refusals import MoneyRefusal
from takepart.domain.plain_reason import PlainReason
from takepart.domain.policy import Policy, StaffMember
from takepart.domain.policy.rules import SmallTeam
from takepart.domain.refused import Refused
from takepart.use_cases.claims.assignment import decider
from takepart.use_cases.letters import ClaimLetter
from takepart.use_cases.money.bank_batches import (
    OpenBatch,
    ask_for_batch_link,
    open_batch,
    open_batch_link,
    part_in_the_way,
    record_returns,
    retry_gift,
)
from takepart.use_cases.money.bank_run import run_bank_payments, settle_batch
from takepart.use_cases.money.letters import batch_letters, batch_link
from takepart.use_cases.opened_links import LinkClosed, NothingToDecide
from takepart.use_cases.ports import Event, EventKind
from tests.builders import a_line
from tests.fakes import FakeLinks
from tests.fakes_claims import FakeSafe
from tests.money_builders import FINANCE, NOW, RELEASER, RUN_DAY, WORKER_1, World, a_due_claim, a_gift
from tests.policies import WIRRAL


def a_world(count: int = 2, **changes: object) -> tuple[World, Batch]:
    """A world with one sealed batch."""
    safe = FakeSafe()
    world = World(*(a_due_claim(number, safe=safe, **changes) for number in range(count)), safe=safe)
    (batch,) = run_bank_payments(RUN_DAY, world=world.bank, now=NOW).batches
    return world, batch


def refused(act: Callable[[], object]) -> PlainReason:
    with pytest.raises(Refused) as caught:
        act()
    return caught.value.reason


def closed(act: Callable[[], object]) -> LinkClosed:
    with pytest.raises(NothingToDecide) as caught:
        act()
    return caught.value.why


def send(world: World, batch: Batch, *, step: str = "press", **changes: Any) -> Batch:
    return world.send(batch.id, step, **changes)


def returns(world: World, batch: Batch, text: str, *, step: str = "upload", **changes: Any) -> Returns:
    return record_returns(batch.id, text, step=StepId(step), now=NOW, **(world.who_may | changes))


def follow(world: World, batch: Batch, token: str, *, policy: Policy = WIRRAL, now: datetime = NOW) -> OpenBatch:
    return open_batch_link(token, links=FakeLinks(), batches=world.batches, policy=policy, now=now)


def token_for(batch: Batch, **changes: object) -> str:
    return FakeLinks().make(replace(batch_link(batch, FINANCE, now=NOW), **changes))  # type: ignore[arg-type]


def test_who_may_release_it_gets_a_letter_each_and_its_link_opens_the_batch() -> None:
    """The same letter, with the same key, however often the event comes; none to whoever approved a claim in it."""
    world, batch = a_world()
    event = Event(kind=EventKind.BATCH, about=batch.id, seq=2, action="sealed")

    letters = batch_letters(event, batches=world.batches, claims=world.claims, policy=WIRRAL, now=NOW)

    may = [each for each in WIRRAL.finance() if not part_in_the_way(batch, each, world=world.batch_world)]
    assert [(letter.kind, letter.to) for letter in letters] == [(ClaimLetter.BATCH_READY, each.email) for each in may]
    assert 0 < len(may) < len(WIRRAL.finance())
    assert letters == batch_letters(
        event, batches=world.batches, claims=world.claims, policy=WIRRAL, now=NOW + timedelta(hours=1)
    )
    assert letters[0].link is not None
    opened = follow(world, batch, FakeLinks().make(letters[0].link))
    assert (opened.batch, opened.member, opened.can_send) == (batch, may[0], True)
    assert opened.link_to_file(world.files).startswith("https://")


def test_opening_a_link_changes_nothing() -> None:
    """A hundred times."""
    world, batch = a_world()
    before = dict(world.batches.kept)

    for _ in range(100):
        follow(world, batch, token_for(batch))

    assert world.batches.kept == before


def test_a_link_that_is_not_right_opens_nothing() -> None:
    """Forged, expired, for another turn or batch, or of somebody who is not in finance (any more)."""
    world, batch = a_world()
    gone = replace(WIRRAL, staff=tuple(member for member in WIRRAL.staff if member.id != FINANCE.id))

    assert closed(lambda: follow(world, batch, token_for(batch) + "0")) is LinkClosed.FORGED
    assert closed(lambda: follow(world, batch, token_for(batch), now=NOW + timedelta(days=15))) is LinkClosed.EXPIRED
    assert closed(lambda: follow(world, batch, token_for(batch, turn=1))) is LinkClosed.GONE
    assert closed(lambda: follow(world, batch, token_for(batch, about="2026-11-24-9"))) is LinkClosed.GONE
    assert closed(lambda: follow(world, batch, token_for(batch, who=WORKER_1.id))) is LinkClosed.NOT_YOURS
    assert closed(lambda: follow(world, batch, token_for(batch), policy=gone)) is LinkClosed.NOT_YOURS


def test_sent_to_the_bank_is_said_once() -> None:
    """A double click is one; a colleague later hears that it was done; the used link shows by whom."""
    world, batch = a_world()

    sent = send(world, batch)
    again = send(world, batch)

    assert sent == again and sent.state is BatchState.SENT and sent.arrives == date(2026, 11, 26)
    assert refused(lambda: send(world, batch, step="other")) is MoneyRefusal.SENT_BEFORE
    opened = follow(world, batch, token_for(batch))
    assert not opened.can_send and opened.batch.sent_entry is not None
    assert opened.batch.sent_entry.by == f"staff:{RELEASER.id}"
    event = Event(kind=EventKind.BATCH, about=batch.id, seq=2, action="sealed")
    assert batch_letters(event, batches=world.batches, claims=world.claims, policy=WIRRAL, now=NOW) == []


def test_only_finance_sends_and_says_what_came_back() -> None:
    """A worker sees the batch without its file."""
    world, batch = a_world()

    assert refused(lambda: send(world, batch, by=WORKER_1)) is MoneyRefusal.NOT_ALLOWED
    assert open_batch(batch.id, by=WORKER_1, batches=world.batches).link_to_file(world.files) == ""
    assert open_batch(batch.id, by=FINANCE, batches=world.batches).link_to_file(world.files)
    assert refused(lambda: returns(world, batch, "x", by=WORKER_1)) is MoneyRefusal.NOT_ALLOWED
    nothing = BatchId("2026-01-01-1")
    assert refused(lambda: open_batch(nothing, by=FINANCE, batches=world.batches)) is MoneyRefusal.NOT_FOUND


def test_whoever_approved_a_claim_neither_sends_its_batch_nor_says_what_came_back() -> None:
    """Released by a second person; the page knows it before the button, and a small team is loosened by its name."""
    world, batch = a_world()

    def may(by: StaffMember, batch: Batch = batch, policy: Policy = WIRRAL) -> bool:
        return part_in_the_way(batch, by, world=replace(world.batch_world, policy=policy)) is None

    assert (may(FINANCE), may(RELEASER)) == (False, True)
    assert refused(lambda: send(world, batch, by=FINANCE)) is MoneyRefusal.HAD_A_PART
    sent = send(world, batch)
    assert refused(lambda: returns(world, batch, batch.rows[0].reference, by=FINANCE)) is MoneyRefusal.HAD_A_PART

    for small, allowed in ((SmallTeam.APPROVER_RETURNS, True), (SmallTeam.APPROVER_RELEASES, False)):
        approval = replace(WIRRAL.approval, small_team=(small,))
        policy = replace(WIRRAL, approval=approval)
        assert may(FINANCE, sent, policy) is allowed


@pytest.mark.parametrize(
    ("given", "reason"),
    [
        (GivenFile(), MoneyRefusal.NOT_CHECKED),
        (GivenFile(payments=2), MoneyRefusal.NOT_CHECKED),
        (GivenFile(payments=3, total=Money(48_40)), MoneyRefusal.OTHER_COUNT),
        (GivenFile(payments=2, total=Money(48_41)), MoneyRefusal.OTHER_TOTAL),
        (GivenFile(file="K724-9Q22,24.20\n"), MoneyRefusal.OTHER_FILE),
    ],
)
def test_a_batch_is_sent_once_what_was_sent_is_what_we_made(given: GivenFile, reason: MoneyRefusal) -> None:
    """Nothing said, another number, another sum, or another file: nothing is kept. Our own file is taken."""
    world, batch = a_world()

    assert refused(lambda: send(world, batch, given=given)) is reason
    assert world.batches.get(batch.id) == batch
    ours = GivenFile(file=world.files.kept[batch.id, batch.sha256].decode())
    sent = send(world, batch, given=ours)
    assert sent.sent_entry is not None and sent.sent_entry.facts["checked"] == "file"


def test_once_sent_its_claims_know() -> None:
    """Told twice, it happens once; before, there is nothing to tell."""
    world, batch = a_world()
    settle = partial(settle_batch, batch.id, claims=world.claims, batches=world.batches, now=NOW)

    assert settle() is False
    send(world, batch)
    assert (settle(), settle()) == (True, False)
    assert {claim.state for claim in world.claims.kept.values()} == {ClaimState.PAID}
    assert {claim.payment(MONEY).arrives for claim in world.claims.kept.values()} == {date(2026, 11, 26)}


def test_what_came_back_is_kept_whole_or_not_at_all() -> None:
    """With one bad line, none of the file is used, and each bad line is named."""
    world, batch = a_world()
    send(world, batch)
    good = batch.rows[0].reference

    bad = returns(world, batch, f"{good}\n2222-2222\n")

    assert [problem.line for problem in bad.problems] == [2]
    assert (dict(bad.references), world.batches.kept[batch.id].returned) == ({good: ""}, {good: ""})
    again = returns(world, batch, f"{good}\n")
    assert (dict(again.references), again.known, again.problems) == ({}, (good,), ())
    assert world.batches.kept[batch.id].version == 4


def test_nothing_comes_back_from_a_batch_that_never_went() -> None:
    """Finance is told so."""
    world, batch = a_world()

    assert refused(lambda: returns(world, batch, batch.rows[0].reference)) is MoneyRefusal.NOT_SENT


def test_a_return_that_is_told_before_the_claims_know_is_a_return() -> None:
    """Events come in any order: the claim goes from batched to failed, and is never marked as paid."""
    world, batch = a_world()
    send(world, batch)
    returns(world, batch, f"{batch.rows[0].reference},LinkClosed")

    settle_batch(batch.id, claims=world.claims, batches=world.batches, now=NOW)

    one, other = (world.claims.kept[row.claim] for row in batch.rows)
    assert (one.state, other.state) == (ClaimState.NEEDS_BANK_DETAILS, ClaimState.PAID)
    assert one.journal[-1].by == f"staff:{RELEASER.id}"
    assert list(one.notes.values()) == ["LinkClosed"]


def test_a_gift_that_came_back_is_tried_again_by_finance() -> None:
    """Once the charity's account is right in the policy."""
    world, batch = a_world(1, lines=(a_line(LineKind.BUS, 4_20),), gift=a_gift())
    send(world, batch)
    returns(world, batch, batch.rows[1].reference)
    settle_batch(batch.id, claims=world.claims, batches=world.batches, now=NOW)
    (claim,) = world.claims.kept.values()

    assert refused(lambda: retry_gift(claim.id, by=WORKER_1, claims=world.claims, step=StepId("r"), now=NOW)) is (
        MoneyRefusal.NOT_ALLOWED
    )
    for _ in range(2):
        retried = retry_gift(claim.id, by=FINANCE, claims=world.claims, step=StepId("r"), now=NOW)

    assert retried.payment(GIFT).state is PaymentState.DUE
    (second,) = run_bank_payments(RUN_DAY + timedelta(days=1), world=world.bank, now=NOW).batches
    assert [row.payment for row in second.rows] == [GIFT]


def test_where_everybody_in_finance_had_a_part_all_of_them_hear_of_the_batch() -> None:
    """It would wait in silence: somebody has to find a colleague."""
    world, batch = a_world()
    claim = world.claims.kept[batch.rows[0].claim]
    everybody = tuple(decider(each) for each in WIRRAL.finance())
    world.claims.kept[claim.id] = replace(claim, approved_by=everybody)
    event = Event(kind=EventKind.BATCH, about=batch.id, seq=2, action="sealed")

    letters = batch_letters(event, batches=world.batches, claims=world.claims, policy=WIRRAL, now=NOW)

    assert [letter.to for letter in letters] == [member.email for member in WIRRAL.finance()]


def test_an_expired_link_is_made_fresh_for_the_one_who_had_it() -> None:
    """And only while the batch waits."""
    world, batch = a_world()
    ask = partial(ask_for_batch_link, batch.id, to=FINANCE.id, batches=world.batches, step=StepId("fresh"), now=NOW)
    ask()
    ask()

    event = Event(kind=EventKind.BATCH, about=batch.id, seq=3, action="link-asked-for")
    (letter,) = batch_letters(event, batches=world.batches, claims=world.claims, policy=WIRRAL, now=NOW)
    assert letter.to == FINANCE.email
    assert follow(world, batch, FakeLinks().make(batch_link(batch, FINANCE, now=NOW))).can_send
    send(world, batch)
    with pytest.raises(Refused):
        ask_for_batch_link(batch.id, to=FINANCE.id, batches=world.batches, step=StepId("later"), now=NOW)
