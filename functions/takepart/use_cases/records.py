"""What was done becomes a record: evidence of promises that were kept, and figures for reports, by a consumer each.

A consumer gets the event alone, and reads what it is about as it is now. It is safe to run twice, late, out of order.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

from takepart.use_cases.ports import Event

Consumer = Callable[[Event], None]
"""Does its part about one event. What it raises brings the event back, to every consumer."""


def tell(event: Event, consumers: Sequence[Consumer]) -> None:
    """Give an event to each consumer; one that fails keeps it from no other. Raises what the last of those raised."""
    failed: Exception | None = None
    for consumer in consumers:
        try:
            consumer(event)
        except Exception as error:
            failed = error
    if failed is not None:
        raise failed
