"""Lines that are typed, or come as a small file: all of them are taken, or with any problem none."""

from __future__ import annotations

from collections.abc import Sequence
from email.parser import BytesParser
from email.policy import HTTP
from typing import Final

from takepart.domain.sheets import RowProblem
from takepart.domain.typed_words import as_written
from takepart.web.forms.base import PageForm
from takepart.web.forms.fields import Box
from takepart.web.problems import Problem
from takepart.web.requests import MOST_FIELDS, Request, Typed
from takepart.web.route import Beside


class Sheet(Box):
    """Lines as they were typed or pasted."""

    def process_formdata(self, valuelist: Sequence[str]) -> None:
        """Keep them; what nobody can see is no line."""
        self.typed = str(valuelist[0]) if valuelist else ""
        self.data = self.typed if as_written(self.typed) else None


class SheetForm(PageForm):
    """A box of lines, and a file in its place."""

    file = Sheet("Or a file (CSV)")
    wrong: tuple[RowProblem, ...] = ()
    """The lines that need another try."""

    def text_or(self, box: Sheet) -> str:
        """What came, the file first. It stands in the box when the page is shown again."""
        box.typed = self.file.data or box.typed
        return box.typed

    def refuse(self, box: Sheet, words: str, wrong: tuple[RowProblem, ...]) -> Beside:
        """What to raise when some lines need another try."""
        self.wrong = wrong
        return Beside(box.name, words)


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
