"""Messages of a queue, one by one. Of what fails, the kind of error is written down, for whoever looks at it."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress
from functools import cached_property
from typing import TYPE_CHECKING, Any

from aws_lambda_powertools.utilities.batch import BatchProcessor, EventType, process_partial_response

from takepart.use_cases.ports import StoreUnavailable

if TYPE_CHECKING:
    from takepart.adapters.failures import Reasons


class Messages(BatchProcessor):
    """What a function does with the messages of its queue: only those that failed come again."""

    def __init__(self, one: Callable[..., None], *, reasons: str) -> None:
        """``one`` does what one message calls for. ``reasons`` is the table where errors are written down."""
        super().__init__(event_type=EventType.SQS, raise_on_entire_batch_failure=False)
        self._one, self._table = one, reasons

    def work_off(self, event: dict[str, Any], context: Any) -> Any:
        """Do what a batch calls for; which of its messages failed."""
        return process_partial_response(event=event, record_handler=self._one, processor=self, context=context)

    def failure_handler(self, record: Any, exception: Any) -> Any:
        """Write down the kind of error. That this fails too changes nothing."""
        with suppress(StoreUnavailable):
            self._reasons.note(record.message_id, exception[0].__name__)
        return super().failure_handler(record, exception)

    @cached_property
    def _reasons(self) -> Reasons:
        from takepart.adapters.failures import Reasons  # no start waits for what is rarely needed

        return Reasons(self._table)
