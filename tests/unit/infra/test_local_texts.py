"""A text message that the local run sends is kept beside the emails, and its link can be pressed."""

from __future__ import annotations

import asyncio
import json
from pathlib import Path
from typing import Any

from infra.local.gateway import SENT_TEXT, Gateway
from infra.local.mailbox import TEXT, mailbox_page, mails


class Saved:
    """Checkpoints that are always up to date."""

    async def saved(self) -> None:
        """At once."""

    def note_write(self) -> None:
        """Nothing to do."""


async def never(*_: Any) -> None:
    raise AssertionError("the emulator does not know texts")


def test_a_text_is_kept_and_shown_with_its_link(tmp_path: Path) -> None:
    """Answered as AWS would, without the emulator; nothing in it becomes a page of its own."""
    words = "You have a place <b>: http://localhost:8000/my/sessions/x?t=token"
    asked = {"DestinationPhoneNumber": "+447700900123", "OriginationIdentity": "Takepart", "MessageBody": words}
    body, told = json.dumps(asked).encode(), list[Any]()
    parts = [{"body": body[:20], "more_body": True}, {"body": body[20:]}]
    gateway = Gateway(never, checkpoints=Saved(), mail=tmp_path)  # type: ignore[arg-type]  # all that it is asked for
    scope = {"type": "http", "method": "POST", "path": "/", "headers": [(b"X-Amz-Target", SENT_TEXT.encode())]}

    async def receive() -> Any:
        return parts.pop(0)

    async def send(message: Any) -> None:
        told.append(message)

    asyncio.run(gateway(scope, receive, send))

    (kept,) = mails(tmp_path)
    assert (told[0]["status"], "MessageId" in json.loads(told[1]["body"])) == (200, True)
    assert (kept["subject"], kept["to"], kept["text"]) == (TEXT, ["+447700900123"], words)
    page = mailbox_page(tmp_path).decode()
    assert "<b>" not in page and "my/sessions/x?t=token" in page
    assert "Let it come back" not in page
