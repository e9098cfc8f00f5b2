"""Read a posted form that may hold a small file of text, such as a bank's list of what came back."""

from __future__ import annotations

from email.parser import BytesParser
from email.policy import HTTP
from typing import Final

from takepart.web.problems import Problem
from takepart.web.requests import MOST_FIELDS, Request, Typed

MULTIPART: Final = "multipart/form-data"


def form_with_files(request: Request) -> Typed:
    """The fields of the form; a file is the field of its name, as text. Raises Problem 400, 413 or 415."""
    if request.content_type != MULTIPART:
        return request.form()
    head = f"Content-Type: {request.headers.get('content-type', '')}\r\n\r\n".encode("latin-1", "replace")
    try:
        message = BytesParser(policy=HTTP).parsebytes(head + request.body)
    except RecursionError as error:  # forms within forms, deeper than anyone means them
        raise Problem.bad("The form could not be read. Go back and send it again.") from error
    parts = [part for part in message.iter_parts() if not part.is_multipart()] if message.is_multipart() else []
    if not parts or len(parts) > MOST_FIELDS:
        raise Problem.bad("The form could not be read. Go back and send it again.")
    pairs: list[tuple[str, str]] = []
    for part in parts:
        name = part.get_param("name", header="content-disposition")
        if isinstance(name, str):
            pairs.append((name, _text(part.get_payload(decode=True))))
    return Typed(pairs)


def _text(content: object) -> str:
    """The bytes as text: UTF-8, or what spreadsheets on Windows write. What is no text has no words in it."""
    if not isinstance(content, bytes):
        return ""
    if content[:2] in (b"\xff\xfe", b"\xfe\xff"):
        return content.decode("utf-16", "replace")
    try:
        return content.decode("utf-8")
    except UnicodeDecodeError:
        return content.decode("cp1252", "replace")
