"""What people fill in about promises, audits and the review of the policy: more than one form may stand on a page."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from types import MappingProxyType
from typing import Any, ClassVar

from wtforms import StringField
from wtforms.validators import StopValidation

from takepart.domain.assurance.asked import MOST_AT_ONCE
from takepart.domain.assurance.audit import AuditAnswer, AuditPlan, Edit, Level
from takepart.domain.assurance.level_map import Drawing, Spot
from takepart.domain.assurance.rules import Keeper, KeeperId, Rung, Statement, StatementId
from takepart.domain.typed_words import one_line
from takepart.web.forms.base import PageForm, Rules
from takepart.web.forms.fields import Box, Choice, Day, LongWords, Option, Whole, Words, enum_options, named_options
from takepart.web.requests import Typed, number_in

LEVELS = enum_options(Level)


class Together(PageForm):
    """Forms that stand on one page and are sent as one, each with names of its own."""

    def __init__(self, typed: Typed | Mapping[str, str], rules: Rules, forms: Iterable[PageForm]) -> None:
        self.forms = tuple(forms)
        super().__init__(typed, rules)

    def __iter__(self) -> Iterator[Any]:
        for form in self.forms:
            yield from form

    def validate(self, extra_validators: Any = None) -> bool:  # noqa: ARG002 - WTForms has it
        """Check all of them, whatever the first ones say."""
        well = [form.validate() for form in self.forms]
        return all(well)


class OneOfSeveral(PageForm):
    """A form that shares its page: what stands before its boxes' names tells them from those of the others."""

    _before: ClassVar = ""

    def __init__(self, typed: Typed | Mapping[str, str], rules: Rules, prefix: str = "", **context: Any) -> None:
        super().__init__(typed, rules, prefix=prefix or self._before, **context)


class ShowForm(OneOfSeveral):
    """What was done, and when."""

    _before = "show-"
    day = Day("When was it done?", missing="Enter the day on which it was done", hint="For example, 27 3 2027")
    note = LongWords(
        "What did you do?",
        most=2000,
        what="Your note",
        hint="A few words are enough. Leave out names and anything private.",
    )


class PlanForm(OneOfSeveral):
    """When it will be done. It stands on one page with what was done."""

    _before = "plan-"
    day = Day("When will it be done?", missing="Enter the day that you plan for", hint="For example, 27 3 2027")


class StartForm(PageForm):
    """Something starts that a promise is owed for."""

    name = Words("What starts?", most=120, what="The name", missing="Say what starts", hint="For example, a new post")
    day = Day(
        "By when must it be done?", missing="Enter the day by which it must be done", hint="For example, 27 3 2027"
    )


class DoneForm(PageForm):
    """An action was carried out."""

    note = LongWords("What was done?", most=2000, what="Your note", missing="Say in a few words what was done")


class InviteForm(PageForm):
    """How many invitations to answer the audit."""

    how_many = Whole(
        "How many people do you want to ask?",
        least=1,
        most=MOST_AT_ONCE,
        what="The number",
        missing="Enter how many people you want to ask",
        hint=f"Up to {MOST_AT_ONCE} at a time",
    )


class Levels(Box):
    """How far taking part goes: any number of ticks. Whether the map has them is for the map to say."""

    def process_formdata(self, valuelist: Sequence[str]) -> None:
        """Keep the ticks."""
        self.data = frozenset(tick for each in valuelist if (tick := one_line(str(each))))


class SpotForm(PageForm):
    """What happens in one place in the work, on the map of taking part."""

    levels = Levels("How far does it go?")
    example = LongWords("An example (optional)", most=500, what="The example")


def keepers_of(form: PageForm) -> tuple[Option, ...]:
    """The people whom the page gives to choose from."""
    return named_options(form.context["keepers"])


class MapForm(OneOfSeveral):
    """Who leads the way, and what comes next."""

    champion = Choice("Who is your champion for taking part?", of=keepers_of)
    next = LongWords("What will you try next?", most=500, what="This")


class WholeMapForm(Together):
    """The map: each place in the work, and the rest."""

    def __init__(self, typed: Typed, rules: Rules, *, spheres: Sequence[Rung], keepers: Sequence[Keeper]) -> None:
        self.spots = {each.id: SpotForm(typed, rules, prefix=f"{each.id}-") for each in spheres}
        self.rest = MapForm(typed, rules, prefix="map-", keepers=keepers)
        super().__init__(typed, rules, (*self.spots.values(), self.rest))

    @property
    def levels(self) -> Levels:
        """Where it is said that the ticks need another try: beside the first of them."""
        return next(iter(self.spots.values())).levels

    @property
    def drawing(self) -> Drawing:
        """What was drawn."""
        spots = {
            id: Spot(levels=form.levels.data or frozenset(), example=form.example.data or "")
            for id, form in self.spots.items()
        }
        champion = KeeperId(self.rest.champion.data) if self.rest.champion.data else None
        return Drawing(places=MappingProxyType(spots), champion=champion, next=self.rest.next.data or "")


class StatementForm(OneOfSeveral):
    """One statement of the audit."""

    level = Choice("Where are you?", options=LEVELS)
    evidence = LongWords("What shows it?", most=2000, what="This")
    said = LongWords("What do children and young people say?", most=2000, what="This")
    their_level = Choice("Which level do they give?", options=LEVELS)
    what = LongWords("What will you do next?", most=500, what="The action", hint="Leave it empty if nothing is needed")
    owner = Choice("Who does it?", of=keepers_of)
    by = Day("By when?", missing="", hint="For example, 27 3 2027")

    def validate_what(self, field: LongWords) -> None:
        """An action has someone who does it and a day."""
        if field.data and (self.owner.data is None or self.by.data is None):
            raise StopValidation("Say who does it and by when")

    @property
    def answer(self) -> AuditAnswer:
        """What was answered."""
        action = (
            AuditPlan(what=self.what.data, owner=KeeperId(self.owner.data), by=self.by.data)
            if self.what.data and self.owner.data and self.by.data
            else None
        )
        return AuditAnswer(
            level=Level(self.level.data) if self.level.data else None,
            evidence=self.evidence.data or "",
            said=self.said.data or "",
            their_level=Level(self.their_level.data) if self.their_level.data else None,
            action=action,
        )


class PieceForm(Together):
    """The statements of one piece of the audit."""

    clashes: tuple[StatementId, ...] = ()
    """Those that somebody else answered at the same time."""

    def __init__(
        self, typed: Typed, rules: Rules, *, statements: Sequence[Statement], keepers: Sequence[Keeper]
    ) -> None:
        self.answers_to = {
            each.id: StatementForm(typed, rules, prefix=f"{each.id}-", keepers=keepers) for each in statements
        }
        self._typed = typed
        super().__init__(typed, rules, self.answers_to.values())

    @property
    def edits(self) -> list[Edit]:
        """What was answered, of what was sent at all."""
        return [
            Edit(statement=id, answer=form.answer, seen=-1 if seen is None else seen)
            for id, form in self.answers_to.items()
            if any(name.startswith(f"{id}-") for name in self._typed)
            for seen in [number_in(self._typed.get(f"{id}-seen", ""))]
        ]


def typed_of(answer: AuditAnswer, prefix: str) -> Typed:
    """An answer as it would be typed, to show it in its boxes."""
    values: dict[str, Any] = {
        "level": answer.level.value if answer.level else "",
        "evidence": answer.evidence,
        "said": answer.said,
        "their_level": answer.their_level.value if answer.their_level else "",
        "what": answer.action.what if answer.action else "",
        "owner": answer.action.owner if answer.action else "",
        "by": answer.action.by.isoformat() if answer.action else "",
    }
    return Typed({f"{prefix}{name}": value for name, value in values.items()})


class PauseForm(OneOfSeveral):
    """Stop reminding for a while."""

    _before = "pause-"
    day = Day("Until when?", missing="Enter the last day of the pause", hint="For example, 27 3 2027")
    reason = LongWords("Why?", most=500, what="The reason", missing="Say why, in a few words")


class HandOverForm(OneOfSeveral):
    """Somebody else looks after it."""

    _before = "over-"
    keeper = Choice("Who looks after it now?", missing="Choose who looks after it now", of=keepers_of)
    reason = LongWords("Why?", most=500, what="The reason", missing="Say why, in a few words")


class ReviewForm(OneOfSeveral):
    """A button of the policy's review. What refuses all of it stands on top of the page: ``review`` is no box."""

    review = StringField(id="main-content")


class TaskDoneForm(ReviewForm):
    """A task was done."""

    _before = "done-"
    consultation = Words(
        "Which consultation?",
        most=20,
        what="The code",
        hint="Its code, like K7M4-9QXR, from the end of its address",
    )
    note = LongWords("What was done?", most=2000, what="Your note", missing="Say in a few words what was done")


class GiveForm(ReviewForm):
    """Who does a task, and by when."""

    _before = "give-"
    keeper = Choice("Who does it?", missing="Choose who does it", of=keepers_of)
    day = Day("By when?", missing="Enter the day by which it is done", hint="For example, 27 3 2027")


class UndoForm(ReviewForm):
    """A task is to do again."""

    _before = "undo-"
    reason = LongWords("Why is it to do again?", most=500, what="The reason", missing="Say why, in a few words")
