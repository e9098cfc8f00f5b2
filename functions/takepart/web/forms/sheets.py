"""Lines that are typed, or come as a small file: all of them are taken, or with any problem none."""

from __future__ import annotations

from collections.abc import Sequence

from takepart.domain.sheets import RowProblem
from takepart.domain.typed_words import as_written
from takepart.web.forms.base import PageForm
from takepart.web.forms.fields import Box
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
