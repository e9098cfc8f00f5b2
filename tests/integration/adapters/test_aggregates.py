"""One write per step: what is kept when answers are lost, when others write too, and when somebody edits the table."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import replace
from datetime import UTC, datetime
from types import SimpleNamespace
from typing import Any, cast

import boto3
import pytest
from botocore.client import BaseClient
from botocore.exceptions import ReadTimeoutError

from takepart.adapters.aggregates import (
    Aggregates,
    Guard,
    GuardTaken,
    Stored,
    read_each,
    read_one,
)
from takepart.adapters.rows import DAMAGED_RECORD
from takepart.adapters.store import Store
from takepart.domain import journal as journals
from takepart.domain.aggregate import MOST_STEPS
from takepart.domain.ids import PersonId, StepId
from takepart.domain.journal import Job, Journal
from takepart.use_cases.ports import ChangedMeanwhile, NoSuchPage, StoreUnavailable
from takepart.use_cases.stores import Damaged, DamagedRecord, Found, noticed, noticing

FEE = Guard(pk="P", sk="fee", owner="me")
CAR = Guard(pk="P", sk="car", owner="you")
AT = datetime(2026, 11, 24, 10, 0, tzinfo=UTC)


@pytest.fixture
def aggregates(claims_table: str) -> Aggregates:
    return Aggregates(claims_table)


def a_journal(*steps: str) -> Journal:
    journal: Journal = ()
    for step in steps:
        journal = journals.append(journal, at=AT, by=Job.OFFICE.actor, action="did", step=StepId(step))
    return journal


def a_thing(*steps: str, name: str = "one", **keys: str) -> Stored:
    return Stored(
        pk=f"THING#{name}", sk="THING", state="open", journal=a_journal(*steps), body={"n": len(steps)}, keys=keys
    )


@contextmanager
def calls(monkeypatch: pytest.MonkeyPatch, around: Callable[[str, Callable[[], Any]], Any]) -> Iterator[list[str]]:
    """Every call to DynamoDB goes through ``around``; the names of those made."""
    original = vars(BaseClient)["_make_api_call"]  # private, and the one place that all calls pass
    made: list[str] = []

    def call(self: Any, name: str, arguments: Any) -> Any:
        made.append(name)
        return around(name, lambda: original(self, name, arguments))

    with monkeypatch.context() as patch:
        patch.setattr(BaseClient, "_make_api_call", call)
        yield made


def answer_lost(name: str, call: Callable[[], Any]) -> Any:
    """The write is applied, its answer is lost, and the client tries once more by itself."""
    if name in ("PutItem", "UpdateItem", "TransactWriteItems"):
        call()
    return call()


def no_answer(name: str, call: Callable[[], Any]) -> Any:
    """Nothing comes back."""
    raise ReadTimeoutError(endpoint_url="https://example.org")


def kept(aggregates: Aggregates, name: str = "one") -> Stored:
    stored = aggregates.get(f"THING#{name}", "THING")
    assert stored is not None
    return stored


def test_a_step_is_one_request(aggregates: Aggregates, monkeypatch: pytest.MonkeyPatch) -> None:
    """State, audit trail and outbox in one write."""
    with calls(monkeypatch, lambda name, call: call()) as made:
        aggregates.add(a_thing("a", board="b", board_at="1"))
        aggregates.save(a_thing("a", "b", board="b", board_at="2"))

    assert [name for name in made if name != "DescribeTable"] == ["PutItem", "UpdateItem"]
    assert kept(aggregates) == a_thing("a", "b", board="b", board_at="2")


def test_a_lost_answer_to_our_own_write_is_no_conflict(aggregates: Aggregates, monkeypatch: pytest.MonkeyPatch) -> None:
    """The retry is refused by what the first try kept: the step's id says that it was ours."""
    with calls(monkeypatch, answer_lost):
        aggregates.add(a_thing("a"))
        aggregates.save(a_thing("a", "b"))
        aggregates.save_together(
            [a_thing("a", "b", "c"), a_thing("x", name="two")], guards=[Guard(pk="G", sk="g", owner="me")]
        )

    assert [entry.step for entry in kept(aggregates).journal] == ["a", "b", "c"]
    assert kept(aggregates, "two").version == 1


def test_a_step_that_somebody_else_took_first_is_a_conflict(aggregates: Aggregates) -> None:
    """Nothing of ours is kept then."""
    aggregates.add(a_thing("a"))
    aggregates.save(a_thing("a", "theirs"))

    with pytest.raises(ChangedMeanwhile):
        aggregates.save(a_thing("a", "ours"))
    with pytest.raises(ChangedMeanwhile):
        aggregates.add(a_thing("ours"))
    with pytest.raises(ChangedMeanwhile):
        aggregates.save_together([a_thing("x", name="two"), a_thing("a", "ours")])
    assert [entry.step for entry in kept(aggregates).journal] == ["a", "theirs"]
    assert aggregates.get("THING#two", "THING") is None


def test_a_step_is_kept_once_however_often_it_is_sent(aggregates: Aggregates) -> None:
    """Also after later steps."""
    aggregates.add(a_thing("a"))
    aggregates.save(a_thing("a", "b"))
    aggregates.save(a_thing("a", "b", "c"))

    aggregates.add(a_thing("a"))
    aggregates.save(a_thing("a", "b"))
    aggregates.save_together([a_thing("a", "b")])

    assert kept(aggregates).version == 3


def test_a_guard_is_taken_by_one_owner_for_good(aggregates: Aggregates) -> None:
    """The same owner may take it again; another hears who has it, and keeps nothing."""
    aggregates.save_together([a_thing("a")], guards=[FEE, replace(FEE, sk="bus")])
    aggregates.save_together([a_thing("a", "b")], guards=[FEE])

    with pytest.raises(GuardTaken) as taken:
        aggregates.save_together([a_thing("x", name="two")], guards=[CAR, replace(CAR, sk="bus")])

    assert (taken.value.guard.sk, taken.value.owner) == ("bus", "me")
    assert aggregates.get("THING#two", "THING") is None
    aggregates.save_together([a_thing("x", name="two")], guards=[CAR])


def test_a_guard_changes_hands_only_from_what_was_read(aggregates: Aggregates) -> None:
    """Somebody who took it meanwhile is seen, and nothing is kept."""
    aggregates.save_together([a_thing("a")], guards=[FEE])

    aggregates.save_together([], guards=[replace(FEE, owner="me+you", instead_of="me")])
    with pytest.raises(GuardTaken) as taken:
        aggregates.save_together([a_thing("x", name="two")], guards=[replace(FEE, owner="me+them", instead_of="me")])

    assert taken.value.owner == "me+you"


def test_a_store_that_does_not_answer_is_tried_again_later(
    aggregates: Aggregates, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Every failure of the store is one kind of error to us."""
    acts: list[Callable[[], object]] = [
        lambda: aggregates.get("THING#one", "THING"),
        lambda: aggregates.many([("THING#one", "THING")]),
        lambda: aggregates.add(a_thing("a")),
        lambda: aggregates.save(a_thing("a", "b")),
        lambda: aggregates.save_together([a_thing("a")]),
        lambda: aggregates.on_board("b"),
    ]
    with calls(monkeypatch, no_answer):
        for act in acts:
            with pytest.raises(StoreUnavailable):
                act()


def test_an_edited_journal_is_noticed_when_it_is_read(aggregates: Aggregates, claims_table: str) -> None:
    """Whoever can write to the table can still not rewrite what happened."""
    aggregates.add(a_thing("a"))
    boto3.client("dynamodb").update_item(
        TableName=claims_table,
        Key={"pk": {"S": "THING#one"}, "sk": {"S": "THING"}},
        UpdateExpression="SET journal[0].#by = :by",
        ExpressionAttributeNames={"#by": "by"},
        ExpressionAttributeValues={":by": {"S": "staff:another"}},
    )

    with pytest.raises(DamagedRecord) as damaged:
        kept(aggregates)
    assert damaged.value.damaged == Damaged(about="THING#one", why="entry 1 was changed")


Damage = Mapping[str, Any]
DAMAGES: Mapping[str, Damage] = {
    "a timestamp that is none": {
        "UpdateExpression": "SET journal[0].#at = :x",
        "ExpressionAttributeNames": {"#at": "at"},
    },
    "a journal without its end": {"UpdateExpression": "REMOVE journal[1]"},
    "no journal at all": {"UpdateExpression": "REMOVE journal"},
    "a body of the wrong type": {"UpdateExpression": "SET body = :x"},
    "a version of the wrong type": {"UpdateExpression": "SET version = :x"},
    "a state that is a number": {
        "UpdateExpression": "SET #state = :n",
        "ExpressionAttributeNames": {"#state": "state"},
    },
    "a field gone from the body": {"UpdateExpression": "REMOVE body.n"},
}


@pytest.mark.parametrize("damage", DAMAGES.values(), ids=DAMAGES)
def test_one_damaged_record_does_not_hold_up_the_others(
    aggregates: Aggregates, claims_table: str, damage: Damage, caplog: pytest.LogCaptureFixture
) -> None:
    """Every way to several of them gives the sound ones in their order, and says which one is damaged."""
    names = ("one", "two", "three")
    for name in names:
        aggregates.add(a_thing("a", name=name, board="b", board_at=name, due="d", due_on=name))
        aggregates.save(a_thing("a", "b", name=name, board="b", board_at=name, due="d", due_on=name))
    values = {f":{name}": value for name, value in (("x", {"S": "x"}), ("n", {"N": "1"}))}
    used = {name: value for name, value in values.items() if name in damage["UpdateExpression"]}
    boto3.client("dynamodb").update_item(
        TableName=claims_table,
        Key={"pk": {"S": "THING#two"}, "sk": {"S": "THING"}},
        **damage,
        **({"ExpressionAttributeValues": used} if used else {}),
    )

    with noticing():
        many = read_each(_number, aggregates.many([(f"THING#{name}", "THING") for name in names]))
        met = noticed()
    page, _ = aggregates.on_board("b")
    under_its_key = read_each(_number, aggregates.of_key("THING#two"))

    assert list(many) == ["THING#one 2", "THING#three 2"]
    assert [each.about for each in many.damaged] == ["THING#two"]
    assert list(met) == list(many.damaged)
    assert list(read_each(_number, page)) == ["THING#one 2", "THING#three 2"]
    assert list(read_each(_number, Found(aggregates.due("d")))) == ["THING#one 2", "THING#three 2"]
    assert (list(under_its_key), [each.about for each in under_its_key.damaged]) == ([], ["THING#two"])
    with pytest.raises(DamagedRecord):
        read_one(_number, aggregates.get("THING#two", "THING"))
    assert {record.getMessage() for record in caplog.records} == {DAMAGED_RECORD}


def _number(stored: Stored) -> str:
    return f"{stored.pk} {stored.body['n']}"


def test_a_board_is_read_page_by_page(aggregates: Aggregates) -> None:
    """In the order of its key, from either end, or only what begins in one way; left when the key is gone."""
    for number in range(5):
        aggregates.add(a_thing("a", name=str(number), board="b", board_at=f"{'xy'[number % 2]}#{number}"))

    first, after = aggregates.on_board("b", limit=3)
    rest, end = aggregates.on_board("b", limit=3, start=after)
    newest, _ = aggregates.on_board("b", limit=1, newest=True)
    some, _ = aggregates.on_board("b", begins="y#")
    aggregates.save(a_thing("a", "b", name="0"))
    left, _ = aggregates.on_board("b", consistent=True)

    assert [stored.pk[-1] for stored in (*first, *rest)] == ["0", "2", "4", "1", "3"] and end is None
    assert [stored.pk[-1] for stored in newest] == ["3"]
    assert [stored.pk[-1] for stored in some] == ["1", "3"]
    assert len(left) == 4


def test_the_mark_of_one_list_opens_no_page_of_another(aggregates: Aggregates) -> None:
    """Marks that we gave out ourselves, and every piece and mixture of them: a page of the list, or none."""
    for number in range(4):
        for board in ("b", "c"):
            aggregates.add(a_thing("a", name=f"{board}{number}", board=board, board_at=f"x#{number}"))
    lists: list[tuple[str, str | None]] = [("b", None), ("b", "x#"), ("b", "x#2"), ("c", None), ("c", "x#")]
    marks = {each: aggregates.on_board(each[0], begins=each[1], limit=1)[1] for each in lists}
    assert all(marks[each] for each in lists if each[1] != "x#2")

    for (board, begins), own in marks.items():
        for mark in filter(None, marks.values()):
            if mark == own:
                rest, _ = aggregates.on_board(board, begins=begins, start=mark)
                assert all(stored.keys["board"] == board for stored in rest)
                continue
            with pytest.raises(NoSuchPage):
                aggregates.on_board(board, begins=begins, start=mark)
    whole = marks["b", None]
    assert whole
    for cut in range(1, whole.rindex("~") + 1):
        with pytest.raises(NoSuchPage):
            aggregates.on_board("b", start=whole[:cut])


def test_a_store_of_one_kind_passes_the_same_marks(aggregates: Aggregates) -> None:
    """Every list of a ``Store`` goes through ``on_board``: a mark of the other list is refused there, too."""
    for number in range(3):
        for board in ("b", "c"):
            aggregates.add(a_thing("a", name=f"{board}{number}", board=board, board_at=str(number)))

    store = Store[Any](aggregates)
    store.shape = cast("Any", SimpleNamespace(read=lambda stored: stored.pk))
    first, after = store.page("b", limit=2)
    rest, end = store.page("b", limit=2, start=after)

    assert [*first, *rest] == ["THING#b0", "THING#b1", "THING#b2"] and end is None
    for wrong in (after, "zzz"):
        with pytest.raises(NoSuchPage):
            store.page("c", start=wrong)


def test_a_thousand_steps_fit_into_one_record(aggregates: Aggregates, claims_table: str) -> None:
    """With names and facts as long as ours get: as many as anybody can take leave room for what it is about."""
    long = "0123456789abcdef" * 2
    journal: Journal = ()
    for number in range(MOST_STEPS):
        journal = journals.append(
            journal,
            at=AT,
            by=journals.person(PersonId(f"{long[:24]}.{long[:12]}")),
            action="address-change-asked-for",
            step=StepId(f"change-of-address-{long}-{number}"),
            facts={"asked": "by-phone", "note": long * 2},
        )
    assert _size(aggregates._row(replace(a_thing("a"), journal=journal)).serialize()) < 320_000


def _size(value: Any) -> int:
    """About the bytes of an item, or of a typed value in it, as DynamoDB counts them."""
    match value:
        case {"M": inner} if len(value) == 1:
            return 3 + sum(1 + len(name) + _size(each) for name, each in inner.items())
        case {"L": inner} if len(value) == 1:
            return 3 + sum(1 + _size(each) for each in inner)
        case {"N": number} if len(value) == 1:
            return 2 + len(number) // 2
        case {"S": text} | {"B": text} if len(value) == 1:
            return len(text)
        case _:
            return sum(len(name) + _size(each) for name, each in value.items())


def test_a_hash_is_stored_once_and_one_spelled_out_is_read_as_well(aggregates: Aggregates, claims_table: str) -> None:
    """The chain is proven from the hashes beside the entries; those of before are letters and digits."""
    aggregates.add(a_thing("a"))
    aggregates.save(a_thing("a", "b"))
    dynamodb, key = boto3.client("dynamodb"), {"pk": {"S": "THING#one"}, "sk": {"S": "THING"}}
    entries = dynamodb.get_item(TableName=claims_table, Key=key)["Item"]["journal"]["L"]
    assert [each["M"].keys() & {"before", "hash"} for each in entries] == [{"hash"}, {"hash"}]
    assert [len(each["M"]["hash"]["B"]) for each in entries] == [32, 32]

    spelled = {"S": entries[0]["M"]["hash"]["B"].hex()}
    change = {"UpdateExpression": "SET journal[0].#hash = :hash", "ExpressionAttributeNames": {"#hash": "hash"}}
    dynamodb.update_item(TableName=claims_table, Key=key, **change, ExpressionAttributeValues={":hash": spelled})

    assert kept(aggregates).journal == a_journal("a", "b")

    forged = {"S": "0" * 64}
    dynamodb.update_item(TableName=claims_table, Key=key, **change, ExpressionAttributeValues={":hash": forged})
    with pytest.raises(DamagedRecord):
        kept(aggregates)
