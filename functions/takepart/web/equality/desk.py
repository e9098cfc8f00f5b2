"""What the page of equality questions needs from the rest, handed over by ``equality.py``."""

from __future__ import annotations

from dataclasses import dataclass

from takepart.use_cases.ports import LinkReader
from takepart.use_cases.reach.ports import Tally
from takepart.web.frame import PublicFrame


@dataclass(frozen=True, kw_only=True)
class EqualitySite(PublicFrame):
    """One organisation's equality questions. It knows nobody, and cannot read what it counted."""

    tally: Tally
    tickets: LinkReader
