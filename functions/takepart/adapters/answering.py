"""What a service of AWS answers that is no answer to us: one place says what it means, whichever service it is."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Final

from botocore.exceptions import BotoCoreError, ClientError
from pynamodb.exceptions import DoesNotExist, PynamoDBException, TransactWriteError

from takepart.use_cases.ports import StoreUnavailable

_REFUSED: Final = "ConditionalCheckFailedException"
_CANCELLED: Final = "TransactionCanceledException"


class ConditionFailed(StoreUnavailable):
    """A write whose condition does not hold: nothing was written, unless our own write before it was.

    Whoever expects it says what it means; where nobody does, the store did not do what it was asked.

    ``certain`` is False for a transaction that was cancelled for another reason, such as meeting another one.
    """

    def __init__(self, *, certain: bool = True) -> None:
        super().__init__("a condition did not hold")
        self.certain = certain


@contextmanager
def answering() -> Iterator[None]:
    """Ask a service. Raises StoreUnavailable when it does not answer, or refuses for no reason of ours.

    A write on a condition that does not hold, and a transaction that was cancelled, raise ConditionFailed. An item that
    is not there stays what it is.
    """
    try:
        yield
    except DoesNotExist:
        raise
    except PynamoDBException as error:
        code = _code_of(error)
        if isinstance(error, TransactWriteError) and code == _CANCELLED:
            reasons = [reason.code for reason in error.cancellation_reasons if reason is not None]
            raise ConditionFailed(certain="ConditionalCheckFailed" in reasons) from error
        raise (ConditionFailed() if code == _REFUSED else StoreUnavailable()) from error
    except (ClientError, BotoCoreError) as error:
        raise StoreUnavailable from error


def _code_of(error: PynamoDBException) -> str:
    """What the store answered; nothing when it did not (PynamoDB's own property fails on a time-out)."""
    response = getattr(error.cause, "response", None) or {}
    return str(response.get("Error", {}).get("Code", ""))
