"""What the page of equality questions needs from the rest, handed over by ``equality.py``."""

from __future__ import annotations

from typing import Any

from takepart.use_cases.ports import LinkReader
from takepart.use_cases.reach.ports import Tally
from takepart.web.frame import PublicFrame


class EqualitySite(PublicFrame):
    """One organisation's equality questions. It knows nobody, and cannot read what it counted."""

    def __init__(self, *, tally: Tally, tickets: LinkReader, **frame: Any) -> None:
        super().__init__(**frame)
        self.tally, self.tickets = tally, tickets
