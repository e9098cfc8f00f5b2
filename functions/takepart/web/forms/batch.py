"""That a payment batch is with the bank: asked behind the link of its letter, and in the office."""

from __future__ import annotations

from wtforms.validators import StopValidation

from takepart.domain.batches.batch import MOST_PAYMENTS, Batch
from takepart.domain.batches.sent_file import GivenFile, differences
from takepart.domain.refused import Refused
from takepart.web.forms.fields import Box, Pounds, Tick, Whole
from takepart.web.forms.sheets import Sheet, SheetForm
from takepart.web.route import Beside


class SentForm(SheetForm):
    """The file is with the bank: which it was, or how much was in it."""

    file = Sheet("The file that you gave to the bank")
    payments = Whole("How many payments the bank shows", least=1, most=MOST_PAYMENTS, what="The number of payments")
    total = Pounds("The total that the bank shows")
    sent = Tick("Yes, I sent it to the bank today", missing="Tick the box when the file is with the bank")

    def validate_payments(self, field: Whole) -> None:
        """Without the file, the number is needed."""
        self._or_the_file(field, "Enter how many payments the bank shows, or choose the file")

    def validate_total(self, field: Pounds) -> None:
        """And so is the total."""
        self._or_the_file(field, "Enter the total that the bank shows, or choose the file")

    def _or_the_file(self, field: Box, words: str) -> None:
        if not self.file.data and field.data is None:
            raise StopValidation(words)

    @property
    def given(self) -> GivenFile:
        """What they say that the bank has."""
        return GivenFile(file=self.file.data or "", payments=self.payments.data, total=self.total.data)

    def refusal_of(self, refused: Refused, batch: Batch) -> Refused | Beside:
        """What to raise: for a file that is not ours, with every line that differs."""
        if self.file.data and refused.reason.box == "file":
            return self.refuse(self.file, refused.reason.plain, differences(batch, self.file.data))
        return refused
