"""The form of one questionnaire, made from its questions: nothing must be answered, and whatever was typed is kept."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, cast

from takepart.domain.voice.aggregates import Sender
from takepart.domain.voice.answer import OwnWords
from takepart.domain.voice.questionnaire import Invitation, Questionnaire
from takepart.domain.voice.questions import AskedQuestion, Chosen, QuestionKind
from takepart.web.forms.base import PageForm
from takepart.web.forms.fields import Box, Choice, Email, Name, Option
from takepart.web.voice.forms import AsWritten


class Several(Box):
    """As many of a few answers as fit; ``data`` is a tuple of them."""

    def __init__(self, label: str, *, options: Sequence[Option], **more: Any) -> None:
        super().__init__(label, **more)
        self.options = tuple(options)
        self.ticked: tuple[str, ...] = ()

    def process_formdata(self, valuelist: Sequence[str]) -> None:
        """Keep what was ticked. ValueError for what was not on offer."""
        self.ticked = tuple(dict.fromkeys(str(each) for each in valuelist))
        self.data = None
        if not set(self.ticked) <= {option.value for option in self.options}:
            raise ValueError("Choose from these answers")
        self.data = self.ticked or None


class QuestionnaireAnswerForm(PageForm):
    """What somebody answers."""

    asked: Questionnaire
    invited: Invitation | None = None
    """Whom a personal link is for, where answers have a name."""

    def said(self) -> tuple[OwnWords, ...]:
        """Their own words."""
        open_questions = [each for each in self.asked.questions if each.is_open]
        return tuple(
            OwnWords(question=each.id, words=self[each.id].data) for each in open_questions if self[each.id].data
        )

    def chosen(self) -> Chosen:
        """What they chose."""
        found = {}
        for each in self.asked.questions:
            data = None if each.is_open else self[each.id].data
            if data:
                found[each.id] = data if each.kind is QuestionKind.SEVERAL else (data,)
        return found

    def sender(self) -> Sender | None:
        """Who they say they are, where we ask."""
        return Sender(name=self["name"].data, email=self["email"].data or "") if "name" in self else None


def form_class(asked: Questionnaire, *, ask_name: bool) -> type[QuestionnaireAnswerForm]:
    """The form of one questionnaire. ``ask_name`` is for one that is not anonymous, unless a link says who it is."""
    fields: dict[str, Any] = {"asked": asked}
    for number, question in enumerate(asked.questions, start=1):
        fields[question.id] = _field(question, f"{number}. {question.words}")
    if ask_name:
        fields["name"] = Name("Your name", missing="Enter your name")
        fields["email"] = Email("Your email address (optional)", hint="So that we can ask you about your answers.")
    return cast(type[QuestionnaireAnswerForm], type("AnswerFormOfOne", (QuestionnaireAnswerForm,), fields))


def _field(question: AskedQuestion, label: str) -> Any:
    if question.is_open:
        return AsWritten(label)
    options = tuple(Option(value=value, label=words) for value, words in question.choices.items())
    if question.kind is QuestionKind.SEVERAL:
        return Several(label, options=options, hint="Choose all that fit.")
    return Choice(label, options=options)
