"""The name of one attempt: each form carries one, so that a double click, a reload or a lost answer does it once."""

from __future__ import annotations

import re
from typing import Final

from takepart.domain.ids import StepId
from takepart.web.problems import Problem
from takepart.web.requests import Typed

_NAME: Final = re.compile(r"[0-9a-f]{8,64}")


def find_step(what: str, typed: Typed) -> StepId | None:
    """The step that a form names; None for a form that no page of ours made."""
    name = typed.get("step", "")
    return StepId(f"{what}-{name}") if _NAME.fullmatch(name) else None


def step_of(what: str, typed: Typed) -> StepId:
    """The step that a form names. Raises Problem 400 for a form that no page of ours made."""
    step = find_step(what, typed)
    if step is None:
        raise Problem.bad("Nothing was changed. Go back to the page and press the button there.")
    return step
