"""What staff fill in to build a questionnaire, to move its last day, and to ask somebody by email."""

from __future__ import annotations

from typing import Any

from wtforms.validators import StopValidation

from takepart.domain.voice.aggregates import Sender
from takepart.domain.voice.consultation import ConsultationId
from takepart.domain.voice.questionnaire import USUAL_A_DAY, Questionnaire, QuestionnaireAbout, QuestionnairePurpose
from takepart.domain.voice.questions import AskedQuestion, QuestionKind
from takepart.web.forms.base import PageForm
from takepart.web.forms.fields import (
    Choice,
    Day,
    Email,
    LongWords,
    Name,
    Tick,
    Ticks,
    Whole,
    Words,
    YesNo,
    enum_options,
    teams_of,
)
from takepart.web.voice.forms import AsWritten


class QuestionnaireAboutForm(PageForm):
    """What stands above the questions."""

    title = Words("Title", most=120, what="The title", missing="Give it a title", hint="People read this first.")
    why = AsWritten("Why do you ask, and what happens with the answers?", missing="Say why you ask")
    purpose = Choice("What is it for?", options=enum_options(QuestionnairePurpose), missing="Choose what it is for")
    consultation = Choice("Which consultation? (if it is for one)", of=lambda form: form.context["consultations"])
    team = Choice("Which team or service is it about?", of=teams_of)
    anonymous = YesNo(
        "Can people answer without saying who they are?",
        missing="Choose yes if people need not say who they are",
        hint="It stands on top of the page. It cannot be changed once it is open.",
    )
    only_invited = Tick("Only people whom we invite by email can answer, once each")
    most_a_day = Whole(
        "How many answers do you expect on one day at most, by one link?",
        least=5,
        most=10_000,
        what="The number of answers",
        hint="A program could send very many. When more come, you are asked if they count. Empty: 40.",
    )
    closes = Day(
        "The last day to answer",
        missing="Enter the last day",
        hint="Like 23 11 2026",
        not_past="The last day must be today or later",
    )

    def validate_consultation(self, field: Choice) -> None:
        """Which one, when it is for one."""
        if self.purpose.data == QuestionnairePurpose.CONSULTATION.value and not field.data:
            raise StopValidation("Choose the consultation that it is for")

    def about(self) -> QuestionnaireAbout:
        """What was written."""
        if self.closes.data is None:
            raise StopValidation
        purpose = QuestionnairePurpose(self.purpose.data)
        named = self.consultation.data if purpose is QuestionnairePurpose.CONSULTATION else None
        return QuestionnaireAbout(
            title=self.title.data,
            words=self.why.data,
            purpose=purpose,
            anonymous=self.anonymous.data,
            closes=self.closes.data,
            consultation=ConsultationId(named) if named else None,
            team=self.team.data or "",
            only_invited=bool(self.only_invited.data),
            most_a_day=self.most_a_day.data or USUAL_A_DAY,
        )


class QuestionForm(PageForm):
    """One question."""

    kind = Choice("How do people answer?", options=enum_options(QuestionKind), missing="Choose how people answer")
    words = Words("The question", most=300, what="The question", missing="Write the question")
    options = LongWords(
        "The answers to choose from, each on a line of its own",
        most=2_000,
        what="The list",
        hint="For a scale or faces: five, or none to get the usual words. For an open question: none. "
        "For a number or a date: where each group starts, like 5, or 2026-01-31. We keep the group alone.",
    )
    only_if = Choice("Ask it only after this answer (if not everyone is asked)")
    new_page = Tick("Start a new page with it")
    compares = Tick("Tell the answers to the other questions apart by this one")

    def prepare(self) -> None:
        """The answers that it can be asked after."""
        self.only_if.offer(self.context.get("answers", ()))

    def question(self) -> dict[str, Any]:
        """What was written: its kind, its words, and the answers to choose from."""
        lines = tuple(line for line in (self.options.data or "").splitlines() if line.strip())
        return {
            "kind": QuestionKind(self.kind.data),
            "words": self.words.data,
            "options": lines,
            "only_if": self.only_if.data or "",
            "new_page": bool(self.new_page.data),
            "compares": bool(self.compares.data),
        }


class GroupsForm(PageForm):
    """Who gets a link of their own."""

    groups = LongWords(
        "The groups, each on a line of its own",
        most=1_500,
        what="The list",
        hint="A class or a club, say. Fewer than five people of a group are never told apart.",
    )

    def named(self) -> tuple[str, ...]:
        """Their names."""
        return tuple((self.groups.data or "").splitlines())


class DaysForm(PageForm):
    """Whether answers count of which more came on one day by one link than were expected."""

    days = Ticks("Which days?", of=lambda form: form.context["days"])
    count = YesNo("Do these answers count?", missing="Say if they count", hint="It cannot be changed afterwards.")

    def validate_days(self, field: Ticks) -> None:
        """One or more."""
        if not field.data:
            raise StopValidation("Tick one day or more")


class LastDayForm(PageForm):
    """Another last day."""

    until = Day("The new last day", missing="Enter the new last day", hint="Today or later, in numbers")


class QuestionnaireInviteForm(PageForm):
    """Whom to ask."""

    name = Name("Their name (if you know)", what="The name")
    email = Email("Their email address", missing="Enter their email address")

    def to(self) -> Sender:
        """Who they are."""
        return Sender(name=self.name.data or "", email=self.email.data)


def about_typed(questionnaire: Questionnaire) -> dict[str, str]:
    """What stands above the questions, as it would be typed."""
    about = questionnaire.about
    return {
        "title": about.title,
        "why": about.words,
        "purpose": about.purpose.value,
        "consultation": about.consultation or "",
        "team": about.team,
        "anonymous": "yes" if about.anonymous else "no",
        "closes": about.closes.isoformat(),
        "most_a_day": str(about.most_a_day),
        **({"only_invited": "yes"} if about.only_invited else {}),
    }


def question_typed(question: AskedQuestion) -> dict[str, str]:
    """A question, as it would be typed."""
    return {
        "kind": question.kind.value,
        "words": question.words,
        "options": "\n".join(question.options),
        "only_if": question.only_if,
        **({"new_page": "yes"} if question.new_page else {}),
        **({"compares": "yes"} if question.compares else {}),
    }
