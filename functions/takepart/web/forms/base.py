"""What every form here has in common: the policy and day it is judged by, and its problems as a list."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from wtforms import Form

from takepart.domain.policy import Policy
from takepart.use_cases.claims.drafts import AgreedTime
from takepart.web.forms.fields import Choice, Words
from takepart.web.problems import FieldProblem
from takepart.web.requests import Typed


@dataclass(frozen=True, kw_only=True)
class Rules:
    """What an answer is judged by. ``claiming`` is False for a quote, which may be for a day to come."""

    policy: Policy
    today: date
    claiming: bool = True
    agreed: AgreedTime | None = None
    """For a claim that a record of attendance prepared; nothing that is typed says so."""


class PageForm(Form):
    """The fields of one page. Filled from what was posted, or from the draft's own words."""

    def __init__(self, typed: Typed | Mapping[str, str], rules: Rules, *, prefix: str = "", **context: Any) -> None:
        self.rules, self.context = rules, context
        super().__init__(formdata=typed if isinstance(typed, Typed) else Typed(typed), prefix=prefix)
        for box in self._fields.values():
            if isinstance(box, Choice) and box.of is not None:
                box.offer(box.of(self))
        self.prepare()

    def prepare(self) -> None:
        """Set up what else depends on the policy, or on what was typed."""

    def problems(self) -> tuple[FieldProblem, ...]:
        """Check every field. Nothing when all is well."""
        self.validate()
        return self.found()

    def found(self) -> tuple[FieldProblem, ...]:
        """The problems of the last check, in the order of the fields."""
        return tuple(
            FieldProblem(field=field.name, message=str(message)) for field in self for message in field.errors[:1]
        )

    @property
    def written(self) -> tuple[tuple[str, str], ...]:
        """What somebody wrote in words, each with the label of its box."""
        return tuple((box.label.text, box.typed) for box in self if isinstance(box, Words) and box.typed.strip())

    def answers(self, typed: Typed) -> dict[str, str]:
        """The words typed into this form's own fields, for the draft."""
        names = {name for field in self for name in (field.name, *(f"{field.name}-{part}" for part in _parts(field)))}
        return {name: typed[name] for name in typed if name in names}


def _parts(field: Any) -> tuple[str, ...]:
    return tuple(getattr(field, "parts", ()))
