"""What stands in front of the emulator inside its own process: it sees each request and answer.

Each duty is for a fault of MiniStack 1.5.33: it notes writes for the checkpoints, holds the site's answers until what
they promise is saved, keeps every email, and takes text messages, which MiniStack does not know.
"""

import json
import re
import time
from collections.abc import Awaitable, Callable, MutableMapping
from pathlib import Path
from typing import Any, Protocol

from infra.local.checkpoint import Checkpoints

Message = MutableMapping[str, Any]
Scope = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[Message]]
Send = Callable[[Message], Awaitable[None]]

READS = re.compile(r"\.(Get|Query|Scan|BatchGet|Describe|List|Receive|GenerateMac|VerifyMac|Encrypt|Decrypt)")
"""Operations that change nothing worth saving, by what follows the dot of X-Amz-Target."""
SENT_MAIL = "/v2/email/outbound-emails"
SENT_TEXT = "PinpointSMSVoiceV2.SendTextMessage"


class Application(Protocol):
    """An ASGI application."""

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request."""


class Gateway:
    """MiniStack's ASGI application, watched."""

    def __init__(self, application: Application, *, checkpoints: Checkpoints, mail: Path) -> None:
        self._application = application
        self._checkpoints = checkpoints
        self._mail = mail

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass one request on, and do our duties by it."""
        if scope["type"] != "http":
            await self._application(scope, receive, send)
        elif is_site(scope) or is_invocation(scope):
            await self._answer_when_saved(scope, receive, send)
        elif scope["path"] == SENT_MAIL and scope["method"] == "POST":
            await self._keep_mail(scope, receive, send)
        elif header(scope, b"x-amz-target") == SENT_TEXT:
            await self._keep_text(receive, send)
        else:
            await self._application(scope, receive, send)
            if is_write(scope):
                self._checkpoints.note_write()

    async def _answer_when_saved(self, scope: Scope, receive: Receive, send: Send) -> None:
        held: list[Message] = []

        async def hold(message: Message) -> None:
            held.append(message)

        await self._application(scope, receive, hold)
        await self._checkpoints.saved()
        for message in held:
            await send(message)

    async def _keep_mail(self, scope: Scope, receive: Receive, send: Send) -> None:
        body = bytearray()
        answer: list[Message] = []

        async def listen() -> Message:
            message = await receive()
            body.extend(message.get("body", b""))
            return message

        async def hold(message: Message) -> None:
            answer.append(message)

        await self._application(scope, listen, hold)
        if answer and answer[0].get("status") == 200:
            await self._checkpoints.saved()  # nobody reads of something that a kill could still undo
            keep(bytes(body), self._mail)
        for message in answer:
            await send(message)

    async def _keep_text(self, receive: Receive, send: Send) -> None:
        body, more = bytearray(), True
        while more:
            message = await receive()
            body.extend(message.get("body", b""))
            more = bool(message.get("more_body"))
        await self._checkpoints.saved()
        keep(bytes(body), self._mail)
        answer = json.dumps({"MessageId": f"text-{time.time_ns()}"}).encode()
        headers = [(b"content-type", b"application/x-amz-json-1.0"), (b"content-length", str(len(answer)).encode())]
        await send({"type": "http.response.start", "status": 200, "headers": headers})
        await send({"type": "http.response.body", "body": answer})


def keep(body: bytes, folder: Path) -> None:
    """Write one SendEmail or SendTextMessage request to `folder`, named by the moment, so that names sort by time."""
    moment = time.time_ns()
    unfinished = folder / f"{moment}.unfinished"
    unfinished.write_text(json.dumps({"sent_at": moment / 1e9, "request": json.loads(body)}))
    unfinished.rename(folder / f"{moment}.json")


def header(scope: Scope, name: bytes) -> str:
    """The first header called `name`, or nothing."""
    return next((bytes(value).decode("latin-1") for key, value in scope["headers"] if key.lower() == name), "")


def is_site(scope: Scope) -> bool:
    """Whether the request is for the HTTP API: a page or a form."""
    return ".execute-api." in header(scope, b"host")


def is_invocation(scope: Scope) -> bool:
    """Whether the request runs a function directly, as the page of jobs does."""
    return str(scope["path"]).endswith("/invocations")


def is_write(scope: Scope) -> bool:
    """Whether the request may have changed something."""
    return scope["method"] not in {"GET", "HEAD", "OPTIONS"} and not READS.search(header(scope, b"x-amz-target"))
