"""What the table keeps of a claim, a voucher, a stock, a float and a batch is all of it."""

from __future__ import annotations

import json
import string
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from types import MappingProxyType
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from takepart.adapters import codec
from takepart.adapters.aggregates import Aggregates, Stored, stored_of
from takepart.adapters.claims.claims_table import ClaimsTable, due_ways, mailbox_of
from takepart.adapters.money.batches_table import BatchesTable
from takepart.adapters.rows import ThingRow, bound
from takepart.adapters.store import Shape
from takepart.domain import journal as journals
from takepart.domain.batches.batch import came_back
from takepart.domain.claims.claim import Claim, ClaimState
from takepart.domain.claims.parts import (
    AmountChange,
    Claimant,
    ClaimLine,
    Decider,
    Payment,
    PaymentId,
    PaymentState,
    SealedBankDetails,
    Turn,
)
from takepart.domain.fee_choice import Gift
from takepart.domain.ids import (
    ActivityTypeId,
    BatchId,
    CharityId,
    ClaimId,
    DraftId,
    LineId,
    PersonId,
    SessionKey,
    StaffId,
    StepId,
)
from takepart.domain.journal import Actor, Journal
from takepart.domain.lines import Flag, LineKind
from takepart.domain.money import Money, PaymentMethod
from takepart.domain.part_of_day import PartOfDay
from takepart.domain.policy.rates import PaidAs
from tests.money_builders import claim_no
from tests.unit.domain.batches.test_batch import a_row, a_sent_batch, by_the_run

TABLE = Aggregates("Claims")
AS_KEPT = Shape(Claim, pk="CLAIM#{id}", sk="CLAIM")
"""Without holding the claim against its journal, which is made up here: see test_told.py."""
words = st.text(max_size=40).map(lambda text: text.encode("utf-8", "ignore").decode())
some_words = words.filter(bool)
ids = st.text(string.ascii_letters + string.digits, min_size=1, max_size=20)
days = st.dates(date(2020, 1, 1), date(2030, 12, 31))
instants = st.datetimes(datetime(2020, 1, 1), datetime(2030, 12, 31), timezones=st.just(UTC)).map(
    lambda at: at.replace(microsecond=at.microsecond // 1000 * 1000)
)
money = st.integers(-100_000, 10_000_000).map(Money)
flags = st.frozensets(st.sampled_from(Flag), max_size=3)
sealed = st.builds(
    SealedBankDetails, ciphertext=st.binary(min_size=1, max_size=60), last_digits=ids, fingerprint=ids, name=words
)
deciders = st.builds(Decider, id=ids.map(StaffId), email=some_words)
lines = st.builds(
    ClaimLine,
    id=ids.map(LineId),
    kind=st.sampled_from(LineKind),
    claimed=money,
    allowed=money,
    paid_as=st.sampled_from(PaidAs),
    basis=words,
    description=words,
    why=words,
    flags=flags,
    names=st.none() | ids.map(ClaimId),
    changes=st.lists(
        st.builds(AmountChange, before=money, after=money, by=ids.map(StaffId), why=words), max_size=3
    ).map(tuple),
)
payments = st.builds(
    Payment,
    id=ids.map(PaymentId),
    method=st.sampled_from(PaymentMethod),
    amount=money,
    state=st.sampled_from(PaymentState),
    batch=st.none() | ids.map(BatchId),
    arrives=st.none() | days,
    proof=st.lists(ids, max_size=3).map(tuple),
    acknowledged=st.booleans(),
    tries=st.integers(1, 9),
)


@st.composite
def some_journal(draw: st.DrawFn) -> Journal:
    journal: Journal = ()
    for _ in range(draw(st.integers(1, 4))):
        journal = journals.append(
            journal,
            at=draw(instants),
            by=Actor(draw(ids)),
            action=draw(ids),
            step=StepId(draw(ids)),
            facts=draw(st.dictionaries(some_words, words | st.integers(-(10**9), 10**9), max_size=4)),
        )
    return journal


claims = st.builds(
    Claim,
    id=ids.map(ClaimId),
    draft=ids.map(DraftId),
    state=st.sampled_from(ClaimState),
    person=st.builds(lambda mailbox, name: PersonId(f"{mailbox}.{name}"), ids, ids),
    claimant=st.builds(Claimant, name=words, email=words, phone=words, under_16=st.booleans()),
    activity_type=ids.map(ActivityTypeId),
    session=ids.map(SessionKey),
    day=days,
    part_of_day=st.sampled_from(PartOfDay),
    minutes=st.integers(0, 1440),
    lines=st.lists(lines, max_size=3).map(tuple),
    method=st.sampled_from(PaymentMethod),
    policy_version=ids,
    promised=days,
    turn=st.builds(Turn, seq=st.integers(1, 99), who=ids, since=instants),
    car_miles=st.decimals(0, 20_000, places=1).map(lambda miles: miles.normalize() if miles else Decimal(0)),
    gift=st.none() | st.builds(Gift, charity=ids.map(CharityId), amount=money),
    bank=st.none() | sealed,
    bank_held=st.none() | sealed,
    payments=st.lists(payments, max_size=3).map(tuple),
    flags=flags,
    recorded_by=st.none() | deciders,
    confirmed_by=st.none() | deciders,
    approved_by=st.lists(deciders, max_size=2).map(tuple),
    notes=st.dictionaries(st.integers(1, 99), some_words, max_size=3).map(MappingProxyType),
    journal=some_journal(),
)


def through_the_table(stored: Stored) -> Stored:
    """As DynamoDB would give it back."""
    item: dict[str, Any] = TABLE._row(stored).serialize()
    return stored_of(TABLE.row.from_raw_data(item))


@settings(max_examples=150)
@given(claims)
def test_every_field_of_a_claim_comes_back(claim: Claim) -> None:
    """Whatever is in it: empty texts, emoji, negative amounts, odd names in the facts."""
    assert AS_KEPT.read(through_the_table(ClaimsTable.shape.stored(claim))) == claim


@given(claims)
def test_only_what_is_due_is_in_the_index_of_due_payments(claim: Claim) -> None:
    """And what is over, until its person is forgotten; and each is found by its person's mailbox."""
    keys = ClaimsTable.shape.stored(claim).keys
    due = {payment.method.value for payment in claim.payments if payment.state is PaymentState.DUE}

    ways, over = "+".join(sorted(due)), claim.is_closed and not claim.claimant.erased
    assert ways == due_ways(claim)
    assert keys.get("due", "") == (ways or (("closed-with-bank" if claim.bank else "closed") if over else ""))
    assert ("due_on" in keys) == bool(due or over)
    assert keys["mailbox"] == mailbox_of(claim.person) == claim.person.partition(".")[0]


def test_an_instant_is_kept_to_the_millisecond_and_the_chain_holds() -> None:
    """What is finer than that is not part of the hash either."""
    at = datetime(2026, 11, 24, 10, 0, 0, 123_456, tzinfo=UTC) + timedelta(microseconds=1)
    journal = journals.append((), at=at, by=Actor("x"), action="did", step=StepId("s"))
    stored = Stored(pk="A", sk="B", state="s", journal=journal, body={})

    assert through_the_table(stored).journal[0].hash == journal[0].hash


def test_the_largest_batch_is_far_from_the_400_kb_of_an_item() -> None:
    """500 payments that all came back, with the longest names: the batch, and its rows 50 to an item."""
    reasons = {str(claim_no(number)): "x" * 80 for number in range(500)}
    batch = came_back(a_sent_batch(500), by_the_run("back"), references=reasons)
    row = replace(a_row(), payee="\N{SNOWMAN}" * 100)
    sealed_long = SealedBankDetails(
        ciphertext=b"x" * 400, last_digits="1", fingerprint="f" * 32, name="\N{SNOWMAN}" * 100
    )
    rows = {"rows": [codec.encode(replace(row, to=sealed_long))] * 50}

    whole = TABLE._row(BatchesTable.shape.stored(batch)).serialize()
    beside = bound(ThingRow, "Claims")("BATCH", "ROWS", body=rows).serialize()

    assert (
        replace(BatchesTable.shape.read(through_the_table(BatchesTable.shape.stored(batch))), rows=batch.rows) == batch
    )
    assert len(json.dumps(whole, default=bytes.hex)) < 150_000
    assert len(json.dumps(beside).encode()) < 150_000
