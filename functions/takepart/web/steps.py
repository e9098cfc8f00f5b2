"""The name of one attempt: each form carries one, so that a double click, a reload or a lost answer does it once."""

from __future__ import annotations

import re
from typing import Final

from takepart.domain.ids import StepId
from takepart.web.requests import Typed
from takepart.web.route import Press

STEP: Final = "step"
_NAME: Final = re.compile(r"[0-9a-f]{8,64}", re.ASCII)
_VERSION: Final = re.compile(r"[0-9]{1,6}", re.ASCII)


def press_of(typed: Typed, *, before: str) -> Press | None:
    """Which press of which button it was, and the version that its page showed; None for a form that is not ours."""
    name, dash, seen = typed.get(STEP, "").partition("-")
    if not _NAME.fullmatch(name) or (dash and not _VERSION.fullmatch(seen)):
        return None
    return Press(StepId(f"{before}-{name}"), int(seen) if seen else None)
