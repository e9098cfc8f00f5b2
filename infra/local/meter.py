"""Counts what each step costs: requests to AWS by service and operation, and the capacity that DynamoDB charges.

Sits in the emulator's process, in front of it, when a measurement asked for it (`METER=1`): every function passes here.
"""

import json
from collections import Counter
from collections.abc import Awaitable, Callable, MutableMapping
from typing import Any

Message = MutableMapping[str, Any]
Scope = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[Message]]
Send = Callable[[Message], Awaitable[None]]

PATH = "/_local/meter"
NAMES = {"AmazonSQS": "SQS", "TrentService": "KMS"}
WRITES = {"PutItem", "UpdateItem", "DeleteItem", "TransactWriteItems", "BatchWriteItem"}


class Meter:
    """An ASGI application that counts what passes through to another."""

    def __init__(
        self, application: Callable[[Scope, Receive, Send], Awaitable[None]], *, count_invocations_of: type[Any]
    ) -> None:
        """`count_invocations_of` is the emulator's class of processes that run a function."""
        self._application = application
        self._counts: Counter[str] = Counter()
        invoke = count_invocations_of.invoke

        def counted(worker: Any, *arguments: Any, **named: Any) -> Any:
            self._counts[f"invocation of {worker.func_name}"] += 1
            self._counts["invocations"] += 1
            return invoke(worker, *arguments, **named)

        count_invocations_of.invoke = counted

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Count one request and pass it on; `GET /_local/meter` answers the counts, and starts again from nothing."""
        if scope["type"] != "http":
            await self._application(scope, receive, send)
            return
        if scope["path"] == PATH:
            await answer(send, json.dumps(self._counts).encode())
            self._counts = Counter()
            return
        target = next((bytes(v).decode() for k, v in scope["headers"] if k.lower() == b"x-amz-target"), "")
        service, _, operation = target.partition(".")
        if service.startswith("DynamoDB_"):
            await self._dynamodb(operation, scope, receive, send)
            return
        if service:
            self._counts[f"{NAMES.get(service, service)} {operation}"] += 1
        elif scope["path"] == "/v2/email/outbound-emails":
            self._counts["emails"] += 1
        elif is_signed_for_s3(scope):
            self._counts[f"S3 {scope['method']}"] += 1
        await self._application(scope, receive, send)

    async def _dynamodb(self, operation: str, scope: Scope, receive: Receive, send: Send) -> None:
        """Ask for the capacity with every request, and add up what the answer says."""
        body = bytearray()
        while True:
            message = await receive()
            body += message.get("body", b"")
            if not message.get("more_body"):
                break
        asked = json.loads(body or b"{}") | {"ReturnConsumedCapacity": "TOTAL"}
        altered = json.dumps(asked).encode()
        headers = [(k, v) for k, v in scope["headers"] if k.lower() != b"content-length"]
        scope = {**scope, "headers": [*headers, (b"content-length", str(len(altered)).encode())]}
        pieces = [{"type": "http.request", "body": altered, "more_body": False}]
        content = bytearray()

        async def again() -> Message:
            return pieces.pop() if pieces else await receive()

        async def listen(message: Message) -> None:
            content.extend(message.get("body", b""))
            await send(message)

        await self._application(scope, again, listen)
        kind = "write" if operation in WRITES else "read"
        self._counts[f"DynamoDB {operation} {table_of(asked)}".strip()] += 1
        self._counts[f"DynamoDB {kind} requests"] += 1
        self._counts[f"DynamoDB {kind} units x10"] += round(10 * units(json.loads(content or b"{}")))


def is_signed_for_s3(scope: Scope) -> bool:
    """Whether a function asks for a file: S3 has no header that names the operation."""
    signed = next((bytes(value) for name, value in scope["headers"] if name.lower() == b"authorization"), b"")
    return b"/s3/aws4_request" in signed


def table_of(asked: dict[str, Any]) -> str:
    """The table that a request is about; of a transaction, if all of it is about one."""
    writes = [next(iter(each.values())) for each in asked.get("TransactItems", ())]
    tables = {str(each["TableName"]) for each in writes} or {str(asked.get("TableName", ""))}
    return tables.pop() if len(tables) == 1 else ""


def units(told: dict[str, Any]) -> float:
    """The capacity units in an answer, which names one table or a list of them."""
    consumed = told.get("ConsumedCapacity") or []
    return sum(float(each["CapacityUnits"]) for each in (consumed if isinstance(consumed, list) else [consumed]))


async def answer(send: Send, content: bytes) -> None:
    """Answer with JSON."""
    headers = [(b"content-type", b"application/json"), (b"content-length", str(len(content)).encode())]
    await send({"type": "http.response.start", "status": 200, "headers": headers})
    await send({"type": "http.response.body", "body": content})
