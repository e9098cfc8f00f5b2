"""That a payment batch is with the bank: asked behind the link of its letter, and in the office."""

from __future__ import annotations

from takepart.domain.batches.batch import Batch
from takepart.web.forms.base import PageForm
from takepart.web.forms.fields import Tick


class SentForm(PageForm):
    """The file is with the bank."""

    sent = Tick("Yes, I sent it to the bank today", missing="Tick the box when the file is with the bank")

    def of(self, batch: Batch) -> SentForm:
        """With the sum in the words beside the box."""
        self.sent.label.text = f"Yes, I sent {batch.total} to the bank today"
        return self
