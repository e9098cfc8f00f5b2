"""The form of one questionnaire, made from its questions: nothing must be answered, and whatever was typed is kept."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import Any, cast

from takepart.domain.voice.aggregates import Sender
from takepart.domain.voice.answer import OwnWords
from takepart.domain.voice.person_check import PersonCheck
from takepart.domain.voice.questionnaire import Invitation, Questionnaire
from takepart.domain.voice.questions import GROUPED, LARGEST, AskedQuestion, Chosen, QuestionId, QuestionKind
from takepart.web.forms.base import PageForm
from takepart.web.forms.fields import Box, Choice, Day, Email, Name, Option, Whole
from takepart.web.problems import FieldProblem
from takepart.web.requests import Typed
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


class Ranking(Box):
    """A small box beside each option for its place; ``data`` is who stands where, ``("3.1", "1.2")``, best first."""

    def __init__(self, label: str, *, options: Sequence[Option], **more: Any) -> None:
        super().__init__(label, **more)
        self.options = tuple(options)
        self.places: dict[str, str] = {}

    def process_formdata(self, valuelist: Sequence[str]) -> None:
        """A place for each option in the order of the options, some empty. ValueError for two in one place."""
        self.places = {each.value: str(typed).strip() for each, typed in zip(self.options, valuelist, strict=False)}
        self.data = None
        given = {option: place for option, place in self.places.items() if place}
        if sorted(given.values(), key=_as_number) != [str(place) for place in range(1, len(given) + 1)]:
            raise ValueError("Give each place once: 1 for the best, then 2, and so on. You can leave some out")
        found = sorted(given.items(), key=lambda each: int(each[1]))
        self.data = tuple(f"{option}.{place}" for option, place in found) or None


def _as_number(typed: str) -> int:
    return int(typed) if typed.isascii() and typed.isdecimal() else 0


@dataclass(frozen=True, kw_only=True)
class QuestionPage:
    """One page of a questionnaire. ``carried`` is what was typed on the others."""

    number: int
    of: int
    questions: Sequence[AskedQuestion]
    carried: Sequence[tuple[str, str]]
    is_last: bool


class QuestionnaireAnswerForm(PageForm):
    """What somebody answers."""

    asked: Questionnaire
    invited: Invitation | None = None
    """Whom a personal link is for, where answers have a name."""
    check: PersonCheck | None = None
    """The small question of a busy day, when it is asked."""

    going_back: bool = False
    """Whether they only want to see the page before: what cannot be read yet stays as it was typed."""

    def problems(self) -> tuple[FieldProblem, ...]:
        """What cannot be read, unless they go back."""
        return () if self.going_back else super().problems()

    def page_with(self, names: Collection[str]) -> int | None:
        """The first page that has one of these boxes; None for who answers, which stands on the last that is asked."""
        pages = enumerate(self.asked.pages, start=1)
        return next((number for number, page in pages if any(each.id in names for each in page)), None)

    def goes_on_at(self, page: int) -> int | None:
        """The next page after this one on which there is something to ask; None when there is none."""
        chosen = self.chosen()
        later = enumerate(self.asked.pages[page:], start=page + 1)
        return next((number for number, found in later if any(each.is_asked(chosen) for each in found)), None)

    def went_before(self, page: int) -> int:
        """The page before this one on which there was something to ask; the first at least."""
        chosen = self.chosen()
        before = [
            n for n, found in enumerate(self.asked.pages[: page - 1], 1) if any(q.is_asked(chosen) for q in found)
        ]
        return before[-1] if before else 1

    def page(self, number: int, typed: Typed) -> QuestionPage:
        """One page: what it asks, and what was typed on the others, which goes along with it."""
        pages = self.asked.pages
        here = [each for each in pages[number - 1] if number == 1 or each.is_asked(self.chosen())]
        is_last = self.goes_on_at(number) is None
        shown = {each.id for each in here} | ({"name", "email"} if is_last else set())
        known = {each.id for each in self.asked.questions} | {"name", "email"}
        carried = [
            (name, value)
            for name in typed
            if (box := name.partition("-")[0]) in known and box not in shown
            for value in typed.getlist(name)
        ]
        return QuestionPage(number=number, of=len(pages), questions=here, carried=carried, is_last=is_last)

    def said(self) -> tuple[OwnWords, ...]:
        """Their own words."""
        open_questions = [each for each in self.asked.questions if each.is_open]
        return tuple(
            OwnWords(question=each.id, words=self[each.id].data) for each in open_questions if self[each.id].data
        )

    def chosen(self) -> Chosen:
        """What they chose, of what they are asked."""
        found: dict[QuestionId, tuple[str, ...]] = {}
        for each in self.asked.questions:
            data = None if each.is_open else self[each.id].data
            if data is None:
                continue
            if each.kind in (QuestionKind.SEVERAL, QuestionKind.RANKING):
                found[each.id] = data
            else:
                found[each.id] = (each.group_of(data) if each.kind in GROUPED else data,)
        return self.asked.of_those_asked(found)

    def sender(self) -> Sender | None:
        """Who they say they are, where we ask."""
        return Sender(name=self["name"].data, email=self["email"].data or "") if "name" in self else None


def form_class(asked: Questionnaire, *, ask_name: bool) -> type[QuestionnaireAnswerForm]:
    """The form of one questionnaire. ``ask_name`` is for one that is not anonymous, unless a link says who it is."""
    fields: dict[str, Any] = {"asked": asked}
    for number, question in enumerate(asked.questions, start=1):
        fields[question.id] = _field(question, f"{number}. {question.words}", _only_if(asked, question))
    if ask_name:
        fields["name"] = Name("Your name", missing="Enter your name")
        fields["email"] = Email("Your email address (optional)", hint="So that we can ask you about your answers.")
    return cast(type[QuestionnaireAnswerForm], type("AnswerFormOfOne", (QuestionnaireAnswerForm,), fields))


def _only_if(asked: Questionnaire, question: AskedQuestion) -> str:
    """What stands under a question that is asked after one answer alone. On a later page the others do not see it."""
    after, _, option = question.only_if.partition("-")
    ids = [each.id for each in asked.questions]
    if not question.only_if or after not in ids:
        return ""
    before = asked.questions[ids.index(QuestionId(after))]
    return f"Only if you chose “{before.choices[option]}” in question {ids.index(before.id) + 1}."


def _field(question: AskedQuestion, label: str, hint: str) -> Any:
    if question.is_open:
        return AsWritten(label, hint=hint)
    if question.kind is QuestionKind.NUMBER:
        return Whole(label, least=0, most=LARGEST, what="The number", hint=hint or "Write it in digits, like 12.")
    if question.kind is QuestionKind.DATE:
        return Day(label, missing="", hint=hint or "Like 23 11 2026")
    options = tuple(Option(value=value, label=words) for value, words in question.choices.items())
    if question.kind is QuestionKind.SEVERAL:
        return Several(label, options=options, hint=f"{hint} Choose all that fit.".strip())
    if question.kind is QuestionKind.RANKING:
        return Ranking(label, options=options, hint=f"{hint} Write 1 beside the best, then 2, and so on.".strip())
    return Choice(label, options=options, hint=hint)
