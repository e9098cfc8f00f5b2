"""AWS in memory, at the edge where botocore begins: the service's own adapters call it as they call the real one.

It does what is asked, or goes wrong in one of the ways that AWS has; which, ``Trouble`` decides. The tables and their
indexes are those of the template.
"""

from __future__ import annotations

import hmac
import io
import operator
import re
from bisect import bisect_left, insort
from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import datetime, timedelta
from itertools import islice
from typing import Any, Final, Protocol

from botocore.exceptions import ClientError, EndpointConnectionError, ReadTimeoutError

from takepart.adapters.clients import ATTEMPTS
from tests.simulation.expressions import Item, condition, plain, updated
from tests.template import resources

STALE: Final = timedelta(minutes=1)
"""How long an index may show what was before: much longer than it does, and no days."""
_SNAKE: Final = re.compile(r"(?<!^)(?=[A-Z])")


class Trouble(Protocol):
    """What goes wrong, and when whoever calls is made to wait for others."""

    now: datetime

    def before(self, operation: str) -> None:
        """The attempt has not come through yet."""

    def after(self, operation: str, asked: Mapping[str, Any]) -> None:
        """It was done; the answer is on its way."""

    def happens(self, share: float) -> bool:
        """Whether something goes wrong that is only in part: some of a batch, a stale index."""

    def chooses(self, most: int) -> int:
        """A number below ``most``."""


def throttled(operation: str) -> ClientError:
    """The service has enough for now."""
    return ClientError({"Error": {"Code": "ThrottlingException", "Message": "slow down"}}, operation)


def no_connection(_: str) -> EndpointConnectionError:
    """Nothing came through."""
    return EndpointConnectionError(endpoint_url="https://aws.example")


def lost_answer(_: str) -> ReadTimeoutError:
    """Done or not, whoever called does not learn it."""
    return ReadTimeoutError(endpoint_url="https://aws.example")


def _passes(error: Exception) -> bool:
    """Whether botocore tries once more of itself (its "standard" mode): a refused condition is an answer."""
    if isinstance(error, ClientError):
        return bool(error.response["Error"]["Code"] == "ThrottlingException")
    return isinstance(error, EndpointConnectionError | ReadTimeoutError)


class Client:
    """Stands for a botocore client: every operation is a method, tried as often as the service's own clients try it.

    What was done and not answered is done once more, then, as by botocore.
    """

    def __init__(self, operations: Any, trouble: Trouble) -> None:
        self._operations, self._trouble = operations, trouble

    def _make_api_call(self, operation: str, asked: Mapping[str, Any]) -> Any:
        return self._call(_SNAKE.sub("_", operation).lower(), asked)

    def __getattr__(self, name: str) -> Callable[..., Any]:
        if name.startswith("_"):
            raise AttributeError(name)
        if name.startswith("generate_presigned"):
            return getattr(self._operations, name)  # type: ignore[no-any-return]  # made by the client alone
        return lambda **asked: self._call(name, asked)

    def get_paginator(self, operation: str) -> Paginator:
        """All pages of an operation, one after another."""
        return Paginator(lambda asked: self._call(operation, asked))

    def _call(self, name: str, asked: Mapping[str, Any]) -> Any:
        for left in reversed(range(ATTEMPTS)):
            try:
                self._trouble.before(name)
                answer = getattr(self._operations, name)(**asked)
                self._trouble.after(name, asked)
                return answer
            except (ClientError, EndpointConnectionError, ReadTimeoutError) as error:
                if not left or not _passes(error):
                    raise
        raise AssertionError("the last attempt gives an answer or an error")


class Paginator:
    """Asks again from where the last page ended."""

    def __init__(self, ask: Callable[[Mapping[str, Any]], Any]) -> None:
        self._ask = ask

    def paginate(self, **asked: Any) -> Iterator[Any]:
        """Page by page."""
        start: dict[str, Any] = {}
        while True:
            page = self._ask({**asked, **start})
            yield page
            if "LastEvaluatedKey" not in page:
                return
            start = {"ExclusiveStartKey": page["LastEvaluatedKey"]}


class Refused(ClientError):
    """A condition did not hold."""

    def __init__(self, operation: str, old: Item | None = None) -> None:
        super().__init__({"Error": {"Code": "ConditionalCheckFailedException", "Message": "no"}}, operation)
        self.old = old


class Table:
    """One table: its items by their keys, its indexes, and what changed, in order."""

    def __init__(self, properties: Mapping[str, Any]) -> None:
        self.indexes = {
            index["IndexName"]: [key["AttributeName"] for key in index["KeySchema"]]
            for index in properties.get("GlobalSecondaryIndexes", ())
        }
        self.streams = "StreamSpecification" in properties
        self.items: dict[tuple[str, str], Item] = {}
        self._ordered: dict[tuple[str, str], list[tuple[tuple[Any, ...], tuple[str, str]]]] = {}
        """By index ("" is the table itself) and the value of its first key: where each item stands, and its key."""
        self.stream: list[tuple[Item | None, Item | None]] = []
        self.before: dict[tuple[str, str], tuple[Item | None, datetime]] = {}
        """How what changed last was before, and when it changed: a stale index still shows it for a while."""

    def put(self, key: tuple[str, str], new: Item | None, *, at: datetime) -> None:
        """Keep it, or its absence, and tell the stream."""
        old = self.items.get(key)
        if new is None:
            self.items.pop(key, None)
        else:
            self.items[key] = new
        for index in ("", *self.indexes):
            if old is not None and (place := self.place(index, old)):
                found = self._ordered[index, place[0]]
                del found[bisect_left(found, (place, key))]
            if new is not None and (place := self.place(index, new)):
                insort(self._ordered.setdefault((index, place[0]), []), (place, key))
        self.before.pop(key, None)
        self.before[key] = old, at
        while len(self.before) > 8:
            self.before.pop(next(iter(self.before)))
        if self.streams and old != new:
            self.stream.append((old, new))

    def names(self, index: str) -> list[str]:
        """The keys of an index."""
        return self.indexes.get(index, ["pk", "sk"])

    def place(self, index: str, item: Item) -> tuple[Any, ...]:
        """Where an item stands in an index: nowhere, if it has not all of its keys."""
        names = self.names(index)
        return (*(plain(item[name]) for name in names), *_key(item)) if all(name in item for name in names) else ()

    def listed(self, index: str, first: str, *, backwards: bool) -> Iterator[Item]:
        """The items with this value of the first key of an index, in order."""
        found = self._ordered.get((index, first), [])
        return (self.items[key] for _, key in (reversed(found) if backwards else found))


def _key(item: Mapping[str, Any]) -> tuple[str, str]:
    return item["pk"]["S"], item["sk"]["S"]


class DynamoDB:
    """The tables of the template, in memory."""

    def __init__(self, trouble: Trouble) -> None:
        self._trouble = trouble
        self.tables = {name: Table(properties) for name, properties in resources("AWS::DynamoDB::Table").items()}

    def get_item(self, *, TableName: str, Key: Any, **_: Any) -> Any:  # noqa: N803 - boto's own names, here and below
        found = self.tables[TableName].items.get(_key(Key))
        return {"Item": found} if found is not None else {}

    def batch_get_item(self, *, RequestItems: Mapping[str, Any], **_: Any) -> Any:  # noqa: N803
        answer: dict[str, Any] = {"Responses": {}, "UnprocessedKeys": {}}
        for name, asked in RequestItems.items():
            keys = list(asked["Keys"])
            if len({_key(key) for key in keys}) != len(keys) or len(keys) > 100:
                raise ClientError({"Error": {"Code": "ValidationException", "Message": "keys"}}, "BatchGetItem")
            if len(keys) > 1 and self._trouble.happens(0.3):
                cut = 1 + self._trouble.chooses(len(keys) - 1)
                keys, left = keys[:cut], keys[cut:]
                answer["UnprocessedKeys"][name] = {**asked, "Keys": left}
            items = self.tables[name].items
            answer["Responses"][name] = [items[_key(key)] for key in keys if _key(key) in items]
        return answer

    def query(
        self,
        *,
        TableName: str,  # noqa: N803
        KeyConditionExpression: str,  # noqa: N803
        ExpressionAttributeNames: Mapping[str, str] | None = None,  # noqa: N803
        ExpressionAttributeValues: Mapping[str, Any] | None = None,  # noqa: N803
        IndexName: str = "",  # noqa: N803
        Limit: int = 0,  # noqa: N803
        ScanIndexForward: bool = True,  # noqa: N803
        ExclusiveStartKey: Mapping[str, Any] | None = None,  # noqa: N803
        FilterExpression: str = "",  # noqa: N803
        Select: str = "",  # noqa: N803
        **_: Any,
    ) -> Any:
        table = self.tables[TableName]
        given = (ExpressionAttributeNames or {}, ExpressionAttributeValues or {})
        fits = condition(KeyConditionExpression)
        name, _is, first_value = KeyConditionExpression.replace("(", "").split(" ")[:3]
        assert given[0].get(name, name) == table.names(IndexName)[0], "its first key comes first"
        first = plain(given[1][first_value.rstrip(")")])
        listed = table.listed(IndexName, first, backwards=not ScanIndexForward)
        since = self._trouble.now - STALE
        changed = [key for key, (_, at) in table.before.items() if at >= since]
        if IndexName and changed and self._trouble.happens(0.5):
            stale = changed[self._trouble.chooses(len(changed))]
            was = table.before[stale][0]
            found = [each for each in listed if _key(each) != stale]
            if was is not None and table.place(IndexName, was)[:1] == (first,):
                found.append(was)
            found.sort(key=lambda each: table.place(IndexName, each), reverse=not ScanIndexForward)
            listed = iter(found)
        if ExclusiveStartKey:
            start = table.place(IndexName, dict(ExclusiveStartKey))
            beyond = operator.gt if ScanIndexForward else operator.lt
            listed = (each for each in listed if beyond(table.place(IndexName, each), start))
        if " AND " in KeyConditionExpression:
            listed = (each for each in listed if fits(each, given))
        page = list(islice(listed, Limit or None))
        shown = list(dict.fromkeys((*table.names(IndexName), "pk", "sk")))
        answer: dict[str, Any] = {"Count": len(page), "ScannedCount": len(page)}
        if Limit and len(page) == Limit:
            answer["LastEvaluatedKey"] = {name: page[-1][name] for name in shown}
        if Select == "COUNT":
            return answer
        # The template's indexes hold keys alone.
        page = [{name: each[name] for name in shown} for each in page] if IndexName else page
        answer["Items"] = page
        if FilterExpression:
            answer["Items"] = [each for each in page if condition(FilterExpression)(each, given)]
            answer["Count"] = len(answer["Items"])
        return answer

    def scan(
        self,
        *,
        TableName: str,  # noqa: N803
        FilterExpression: str = "",  # noqa: N803
        ExpressionAttributeNames: Mapping[str, str] | None = None,  # noqa: N803
        ExpressionAttributeValues: Mapping[str, Any] | None = None,  # noqa: N803
        **_: Any,
    ) -> Any:
        """Everything: for the tools that check a whole table."""
        given = (ExpressionAttributeNames or {}, ExpressionAttributeValues or {})
        items = self.tables[TableName].items.values()
        return {"Items": [each for each in items if not FilterExpression or condition(FilterExpression)(each, given)]}

    def put_item(self, **asked: Any) -> Any:
        self._commit([self._wanted("Put", asked)])
        return {}

    def update_item(self, **asked: Any) -> Any:
        wanted = self._wanted("Update", asked)
        self._commit([wanted])
        table, key, _ = wanted
        return {"Attributes": self.tables[table].items[key]} if asked.get("ReturnValues", "NONE") != "NONE" else {}

    def delete_item(self, **asked: Any) -> Any:
        self._commit([self._wanted("Delete", asked)])
        return {}

    def batch_write_item(self, *, RequestItems: Mapping[str, Any], **_: Any) -> Any:  # noqa: N803
        for name, requests in RequestItems.items():
            for request in requests:
                if "PutRequest" in request:
                    item = request["PutRequest"]["Item"]
                    self.tables[name].put(_key(item), item, at=self._trouble.now)
                else:
                    self.tables[name].put(_key(request["DeleteRequest"]["Key"]), None, at=self._trouble.now)
        return {"UnprocessedItems": {}}

    def transact_write_items(self, *, TransactItems: Sequence[Mapping[str, Any]], **_: Any) -> Any:  # noqa: N803
        wanted, reasons = [], list[Any]()
        for each in TransactItems:
            ((what, asked),) = each.items()
            try:
                wanted.append(self._wanted(what, asked))
                reasons.append({"Code": "None"})
            except Refused:
                reasons.append({"Code": "ConditionalCheckFailed", "Message": "The conditional request failed"})
        if any(reason["Code"] != "None" for reason in reasons):
            said = ", ".join(reason["Code"] for reason in reasons)
            raise ClientError(
                {
                    "Error": {"Code": "TransactionCanceledException", "Message": f"cancelled [{said}]"},
                    "CancellationReasons": reasons,
                },
                "TransactWriteItems",
            )
        self._commit(wanted)
        return {}

    def _wanted(self, what: str, asked: Mapping[str, Any]) -> tuple[str, tuple[str, str], Item | str | None]:
        """How the item will be; ``"checked"`` for one that is only looked at. Raises Refused."""
        table = self.tables[asked["TableName"]]
        key = _key(asked["Item"] if what == "Put" else asked["Key"])
        given = (asked.get("ExpressionAttributeNames") or {}, asked.get("ExpressionAttributeValues") or {})
        old = table.items.get(key)
        holds = asked.get("ConditionExpression")
        if holds and not condition(holds)(old or {}, given):
            raise Refused(what, old)
        if what == "Put":
            return asked["TableName"], key, dict(asked["Item"])
        if what == "Update":
            start = old or {"pk": {"S": key[0]}, "sk": {"S": key[1]}}
            return asked["TableName"], key, updated(start, asked["UpdateExpression"], given)
        return asked["TableName"], key, None if what == "Delete" else "checked"

    def _commit(self, wanted: Sequence[tuple[str, tuple[str, str], Item | str | None]]) -> None:
        for table, key, new in wanted:
            if not isinstance(new, str):
                self.tables[table].put(key, new, at=self._trouble.now)


class Kms:
    """Keys that nobody sees."""

    def generate_mac(self, *, KeyId: str, Message: bytes, **_: Any) -> Any:  # noqa: N803
        return {"Mac": hmac.digest(KeyId.encode(), Message, "sha256")}

    def verify_mac(self, *, KeyId: str, Message: bytes, Mac: bytes, **_: Any) -> Any:  # noqa: N803
        if not hmac.compare_digest(hmac.digest(KeyId.encode(), Message, "sha256"), Mac):
            raise ClientError({"Error": {"Code": "KMSInvalidMacException", "Message": "no"}}, "VerifyMac")
        return {"MacValid": True}

    def encrypt(self, *, KeyId: str, Plaintext: bytes, EncryptionContext: Any, **_: Any) -> Any:  # noqa: N803
        return {"CiphertextBlob": f"{KeyId}|{sorted(EncryptionContext.items())}|".encode() + Plaintext}

    def decrypt(self, *, CiphertextBlob: bytes, EncryptionContext: Any, KeyId: str, **_: Any) -> Any:  # noqa: N803
        head = f"{KeyId}|{sorted(EncryptionContext.items())}|".encode()
        if not CiphertextBlob.startswith(head):
            raise ClientError({"Error": {"Code": "InvalidCiphertextException", "Message": "no"}}, "Decrypt")
        return {"Plaintext": CiphertextBlob.removeprefix(head)}


class S3:
    """Files by bucket and key."""

    def __init__(self) -> None:
        self.files: dict[tuple[str, str], bytes] = {}

    def put_object(self, *, Bucket: str, Key: str, Body: bytes, **_: Any) -> Any:  # noqa: N803
        self.files[Bucket, Key] = Body
        return {}

    def head_object(self, *, Bucket: str, Key: str, **_: Any) -> Any:  # noqa: N803
        if (Bucket, Key) not in self.files:
            raise ClientError({"Error": {"Code": "404", "Message": "no"}}, "HeadObject")
        return {"ContentLength": len(self.files[Bucket, Key])}

    def get_object(self, *, Bucket: str, Key: str, **_: Any) -> Any:  # noqa: N803
        if (Bucket, Key) not in self.files:
            raise ClientError({"Error": {"Code": "NoSuchKey", "Message": "no"}}, "GetObject")
        return {"Body": io.BytesIO(self.files[Bucket, Key])}

    def delete_object(self, *, Bucket: str, Key: str, **_: Any) -> Any:  # noqa: N803
        self.files.pop((Bucket, Key), None)
        return {}

    def generate_presigned_url(self, _operation: str, *, Params: Any, **_: Any) -> str:  # noqa: N803
        return f"https://files.example/{Params['Bucket']}/{Params['Key']}"

    def generate_presigned_post(self, bucket: str, key: str, **_: Any) -> Any:
        return {"url": f"https://files.example/{bucket}", "fields": {"key": key}}


class Message:
    """One message of a queue."""

    def __init__(self, number: int, body: str, *, not_before: float = 0) -> None:
        self.id, self.body, self.tries, self.not_before = f"m{number}", body, 0, not_before


class Sqs:
    """Queues whose messages come in any order, and again."""

    def __init__(self, trouble: Trouble) -> None:
        self._trouble = trouble
        self.queues: dict[str, list[Message]] = {}
        self._numbers = 0

    def put(self, queue: str, body: str) -> None:
        """One more message."""
        self._numbers += 1
        self.queues.setdefault(queue, []).append(Message(self._numbers, body))

    def send_message(self, *, QueueUrl: str, MessageBody: str, **_: Any) -> Any:  # noqa: N803
        self.put(QueueUrl, MessageBody)
        return {}

    def send_message_batch(self, *, QueueUrl: str, Entries: Sequence[Any]) -> Any:  # noqa: N803
        failed = []
        for entry in Entries:
            if self._trouble.happens(0.3):
                failed.append({"Id": entry["Id"], "SenderFault": False, "Code": "InternalError"})
            else:
                self.put(QueueUrl, entry["MessageBody"])
        return {"Failed": failed} if failed else {}


class Letter:
    """One letter that went out, in words."""

    def __init__(self, to: str, subject: str, text: str) -> None:
        self.to, self.subject, self.text = to, subject, text


class Ses:
    """Post: what went out, in order."""

    def __init__(self, posted: Callable[[Letter], None]) -> None:
        self._posted = posted

    def send_email(self, *, Destination: Any, Content: Any, **_: Any) -> Any:  # noqa: N803
        (to,) = Destination["ToAddresses"]
        if "Simple" in Content:
            simple = Content["Simple"]
            self._posted(Letter(to, simple["Subject"]["Data"], simple["Body"]["Text"]["Data"]))
        else:
            from email import message_from_bytes
            from email.policy import default

            message = message_from_bytes(Content["Raw"]["Data"], policy=default)
            body = message.get_body(("plain",))
            self._posted(Letter(to, str(message["Subject"]), body.get_content() if body else ""))
        return {"MessageId": "m"}
