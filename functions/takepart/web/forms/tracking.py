"""What a participant can tell us about a claim that they sent."""

from __future__ import annotations

from wtforms.validators import StopValidation

from takepart.domain.references import read_reference
from takepart.web.forms.base import PageForm
from takepart.web.forms.fields import LongWords, Words, YesNo


class AnswerForm(PageForm):
    """The answer to a decider's question."""

    answer = LongWords("Your answer", most=2000, what="Your answer", missing="Write your answer")


class WithdrawForm(PageForm):
    """Taking a claim back, said twice so that nobody does it by a slip."""

    sure = YesNo("Do you want to take this claim back?", missing="Choose yes to take it back, or no to keep it")


class MineForm(PageForm):
    """Are these bank details mine?"""

    mine = YesNo("Did you give us these new bank details?", missing="Choose yes if it was you, or no if it was not")


class FindForm(PageForm):
    """Finding a claim by its reference."""

    reference = Words("Your reference", most=40, what="The reference", hint="8 letters and numbers, like K7M4-9QXR")

    def validate_reference(self, field: Words) -> None:
        """Any case, with or without the hyphen."""
        if read_reference(field.typed) is None:
            raise StopValidation("Enter your reference. It has 8 letters and numbers, like K7M4-9QXR")
