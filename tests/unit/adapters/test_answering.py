"""What a service's refusal means is said in one place: each adapter asks through it."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from botocore.exceptions import ClientError, ReadTimeoutError
from pynamodb.exceptions import PutError, TransactWriteError

import takepart.adapters
from takepart.adapters import answering as module
from takepart.adapters.answering import ConditionFailed, answering
from takepart.use_cases.ports import StoreUnavailable

FOLDER = Path(takepart.adapters.__file__).parent
OTHERS = sorted(path for path in FOLDER.rglob("*.py") if path != Path(module.__file__))


def refusal(code: str) -> ClientError:
    answer: Any = {"Error": {"Code": code, "Message": ""}}
    return ClientError(answer, "Put")


@pytest.mark.parametrize(
    ("error", "kind"),
    [
        (PutError(cause=refusal("ConditionalCheckFailedException")), ConditionFailed),
        (PutError(cause=refusal("ProvisionedThroughputExceededException")), StoreUnavailable),
        (PutError(cause=ReadTimeoutError(endpoint_url="x")), StoreUnavailable),
        (TransactWriteError("cancelled", cause=refusal("TransactionCanceledException")), ConditionFailed),
        (refusal("AccessDenied"), StoreUnavailable),
        (ReadTimeoutError(endpoint_url="x"), StoreUnavailable),
        (ValueError(), ValueError),
    ],
)
def test_what_a_refusal_means(error: Exception, kind: type[Exception]) -> None:
    """A condition of ours is told from a store that does not answer; what is a fault of ours stays one."""
    with pytest.raises(kind) as raised, answering():
        raise error

    assert type(raised.value) is kind


@pytest.mark.parametrize("path", OTHERS, ids=lambda path: path.relative_to(FOLDER).as_posix())
def test_no_adapter_reads_a_refusal_of_the_tables_itself(path: Path) -> None:
    """A new one that does would forget a time-out, or take one for the other."""
    assert "pynamodb.exceptions" not in path.read_text("utf-8")
