"""The stream's records become the events of their new journal entries."""

from takepart.adapters.stream_events import events_in
from takepart.use_cases.ports import Event, EventKind


def an_image(*actions: str, pk: str = "CLAIM#K7M4-9QXR") -> dict[str, object]:
    """An item as the stream shows it."""
    entries = [{"M": {"seq": {"N": str(seq)}, "action": {"S": action}}} for seq, action in enumerate(actions, start=1)]
    return {"pk": {"S": pk}, "sk": {"S": "CLAIM"}, "journal": {"L": entries}}


def test_a_new_claim_is_one_event() -> None:
    """The first entry of a new item."""
    assert events_in({"dynamodb": {"NewImage": an_image("sent")}}) == [
        Event(kind=EventKind.CLAIM, about="K7M4-9QXR", seq=1, action="sent")
    ]


def test_only_new_entries_are_events() -> None:
    """What was relayed before is not relayed again by the next step."""
    record = {"dynamodb": {"OldImage": an_image("sent"), "NewImage": an_image("sent", "confirmed")}}

    assert [(e.seq, e.action) for e in events_in(record)] == [(2, "confirmed")]


def test_every_new_entry_of_a_record_is_an_event_in_its_order() -> None:
    """A claim may be sent and confirmed in one write, and a record may stand for several writes."""
    one, all_three = an_image("sent"), an_image("sent", "confirmed", "approved")

    assert [e.action for e in events_in({"dynamodb": {"NewImage": all_three}})] == ["sent", "confirmed", "approved"]
    record = {"dynamodb": {"OldImage": one, "NewImage": all_three}}
    assert [(e.seq, e.action) for e in events_in(record)] == [(2, "confirmed"), (3, "approved")]


def test_an_event_has_one_name_for_good() -> None:
    """Consumers key their effects by it."""
    (event,) = events_in({"dynamodb": {"NewImage": an_image("sealed", pk="BATCH#2026-11-24-1")}})

    assert event.id == "batch:2026-11-24-1#1"


def test_what_has_no_journal_is_no_event() -> None:
    """Receipts, guards and removed items pass by."""
    assert events_in({"dynamodb": {"NewImage": {"pk": {"S": "RECEIPTS#d"}, "sk": {"S": "r"}}}}) == []
    assert events_in({"dynamodb": {"OldImage": an_image("sent")}}) == []
    assert events_in({}) == []
