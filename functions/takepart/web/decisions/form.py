"""The form of one decision. Nothing is chosen beforehand: what is not chosen is not decided."""

from __future__ import annotations

from enum import StrEnum
from typing import Any, Final, cast

from wtforms.fields.core import UnboundField
from wtforms.validators import StopValidation

from takepart.domain.claims.claim import ClaimState
from takepart.domain.claims.parts import ClaimLine, ClaimRefusal, LineDecision
from takepart.domain.ids import StaffId
from takepart.domain.lines import LineKind
from takepart.domain.money import Money
from takepart.domain.references import read_reference
from takepart.domain.refused import Refused
from takepart.use_cases.claims.decide_claim import Adjustment, Agree, Ask, Decision, PassClaimOn, Refuse
from takepart.use_cases.claims.open_decision import OpenDecision
from takepart.web.forms.base import PageForm, Rules
from takepart.web.forms.fields import Amount, Box, Choice, LongWords, Option, Pounds, Words
from takepart.web.requests import Typed
from takepart.web.route import Beside

_MOST_WORDS: Final = 1_000
_WHY: Final = "Why it changes"


class DecisionAnswer(StrEnum):
    """What a decider can choose."""

    AGREE = "agree"
    CHANGE = "change"
    REFUSE = "refuse"
    ASK = "ask"
    PASS_ON = "pass-on"


class DecisionForm(PageForm):
    """The choice, and what each choice needs. The boxes for the lines are added for each claim."""

    answer = Choice("What do you decide?", missing="Choose what you decide")
    adjust_way = Choice(
        "Correct an earlier claim (only if you need to)",
        options=(
            Option(value="more", label="Add money that we still owe"),
            Option(value="less", label="Take back money that we paid by mistake"),
        ),
    )
    adjust_claim = Words("Reference of the earlier claim", most=20, what="The reference")
    adjust_amount = Pounds("How much")
    adjust_reason = Words("Why", most=_MOST_WORDS, what="The reason", hint="The person who claimed will read this.")
    refusal = LongWords(
        "Why you refuse it",
        most=_MOST_WORDS,
        what="The reason",
        hint="In plain words. The person who claimed will read this. Do not write about health.",
    )
    question = LongWords(
        "Your question",
        most=_MOST_WORDS,
        what="The question",
        hint="The person who claimed gets this by email and answers on their page.",
    )
    colleague = Choice("Who should decide instead?", missing="")
    pass_reason = Words("Why (optional)", most=_MOST_WORDS, what="The reason", hint="Only staff can read this.")

    def prepare(self) -> None:
        """Offer the answers that this claim's state allows, and the colleagues who may decide it."""
        self.opened: OpenDecision = self.context["opened"]
        self.answer.offer(answers_for(self.opened))
        self.colleague.offer([Option(value=m.id, label=m.name) for m in self.opened.colleagues])

    @property
    def adjusts(self) -> bool:
        """Whether something stands in the boxes that put an earlier claim right."""
        return any(field.typed.strip() for field in self._adjust_fields())

    def amount_of(self, line: ClaimLine) -> Amount:
        """The box for a line's amount."""
        return cast("Amount", self[f"line_{line.id}_amount"])

    def reason_of(self, line: ClaimLine) -> Words:
        """The box for why a line's amount changed."""
        return cast("Words", self[f"line_{line.id}_reason"])

    def validate_answer(self, field: Choice) -> None:
        """Amounts that were changed and "as it stands" do not go together: the decider says which they meant."""
        if field.data == DecisionAnswer.AGREE and (self._changed_lines() or self.adjusts):
            raise StopValidation(
                "You changed something below. Choose to agree with your changes, or put the amounts back"
            )

    def validate_refusal(self, field: LongWords) -> None:
        """A refusal has a reason."""
        if self.answer.data == DecisionAnswer.REFUSE and not field.data:
            raise StopValidation("Say why you refuse it")

    def validate_question(self, field: LongWords) -> None:
        """A question has words."""
        if self.answer.data == DecisionAnswer.ASK and not field.data:
            raise StopValidation("Enter your question")

    def validate_colleague(self, field: Choice) -> None:
        """A claim is passed to somebody."""
        if self.answer.data == DecisionAnswer.PASS_ON and not field.data:
            raise StopValidation("Choose a colleague")

    def validate(self, extra_validators: Any = None) -> bool:
        """Check what the chosen answer needs; the boxes of other answers are left alone."""
        chosen = self.answer.data
        for answer, fields in self._needed_by().items():
            if answer != chosen and (answer, chosen) != (DecisionAnswer.CHANGE, DecisionAnswer.AGREE):
                for field in fields:
                    field.ignore()
        super().validate(extra_validators)
        if chosen == DecisionAnswer.CHANGE:
            self._check_changes()
        return not self.found()

    def decision(self) -> Decision:
        """The decision that was chosen. Only for a form without problems."""
        match DecisionAnswer(self.answer.data):
            case DecisionAnswer.AGREE:
                return Agree()
            case DecisionAnswer.CHANGE:
                return Agree(lines=self._changed_lines(), adjustments=self._adjustments())
            case DecisionAnswer.REFUSE:
                return Refuse(reason=self.refusal.data)
            case DecisionAnswer.ASK:
                return Ask(question=self.question.data)
            case DecisionAnswer.PASS_ON:
                return PassClaimOn(to=StaffId(self.colleague.data), reason=self.pass_reason.data or "")

    def refusal_of(self, refused: Refused) -> Beside:
        """A refusal, to be raised: beside the box that it is about."""
        box = {ClaimRefusal.NOT_THEIR_CLAIM: "adjust_claim", ClaimRefusal.NO_OTHER_PERSON: "colleague"}.get(
            cast("ClaimRefusal", refused.reason), "answer"
        )
        if refused.detail == "adjustment":
            box = "adjust_amount"
        elif any(line.id == refused.detail for line in self.opened.claim.lines):
            name = "reason" if refused.reason is ClaimRefusal.NO_REASON else "amount"
            box = f"line_{refused.detail}_{name}"
        which = f" The other claim is {refused.detail}." if refused.reason is ClaimRefusal.PAID_BEFORE else ""
        return Beside(box, f"{refused.reason.plain}{which}")

    def _check_changes(self) -> None:
        changed = self._changed_lines()
        for decision in changed:
            reason = self.reason_of(self.opened.claim.line(decision.line))
            if not reason.data and not reason.errors:
                reason.errors = ["Say why you changed the amount"]
        wrong = any(self.amount_of(line).errors for line in self.opened.claim.lines)
        if self.adjusts:
            self._check_adjustment()
        elif not changed and not wrong:
            self.answer.errors = ["You did not change anything. Change an amount below, or agree to it as it stands"]

    def _check_adjustment(self) -> None:
        for field, message in (
            (self.adjust_way, "Choose if you add money or take it back"),
            (self.adjust_claim, "Enter the reference of the earlier claim"),
            (self.adjust_amount, "Enter how much"),
            (self.adjust_reason, "Say why"),
        ):
            if field.data is None and not field.errors:
                field.errors = [message]
        if self.adjust_claim.data and read_reference(self.adjust_claim.data) is None:
            self.adjust_claim.errors = ["Enter a reference, like K7M4-9QXR"]

    def _changed_lines(self) -> tuple[LineDecision, ...]:
        return tuple(
            LineDecision(line=line.id, amount=amount, reason=self.reason_of(line).data or "")
            for line in self.opened.claim.lines
            if (amount := self.amount_of(line).data) is not None and amount != line.allowed
        )

    def _adjustments(self) -> tuple[Adjustment, ...]:
        earlier = read_reference(self.adjust_claim.data or "")
        if not self.adjusts or earlier is None:
            return ()
        amount: Money = self.adjust_amount.data
        return (
            Adjustment(
                earlier=earlier,
                amount=amount if self.adjust_way.data == "more" else -amount,
                reason=self.adjust_reason.data,
            ),
        )

    def _adjust_fields(self) -> tuple[Box, ...]:
        return (self.adjust_way, self.adjust_claim, self.adjust_amount, self.adjust_reason)

    def _needed_by(self) -> dict[DecisionAnswer, tuple[Box, ...]]:
        lines = self.opened.claim.lines
        return {
            DecisionAnswer.CHANGE: (*map(self.amount_of, lines), *map(self.reason_of, lines), *self._adjust_fields()),
            DecisionAnswer.REFUSE: (self.refusal,),
            DecisionAnswer.ASK: (self.question,),
            DecisionAnswer.PASS_ON: (self.colleague, self.pass_reason),
        }


def decision_form(opened: OpenDecision, typed: Typed, *, rules: Rules) -> DecisionForm:
    """The form of one claim, with two boxes for each of its lines. An adjustment of its own cannot be changed."""
    boxes: dict[str, Any] = {}
    for line in opened.claim.lines:
        boxes[f"line_{line.id}_amount"] = Amount(
            f"New amount for {line.kind.plain.lower()}", hint=f"It is {line.allowed} now."
        )
        boxes[f"line_{line.id}_reason"] = Words(
            _WHY, most=_MOST_WORDS, what="The reason", hint="The person who claimed will read this."
        )
    form: type[DecisionForm] = type("DecisionOfClaimForm", (DecisionForm,), boxes)
    return form(typed, rules, opened=opened)


def written_in(typed: Typed) -> tuple[tuple[str, str], ...]:
    """What somebody wrote for a decision that cannot be taken any more, each with its label: it is shown again."""
    boxes = {name: box for name in dir(DecisionForm) if isinstance(box := getattr(DecisionForm, name), UnboundField)}
    labels = {name: box.args[0] for name, box in boxes.items() if issubclass(box.field_class, Words)}
    reasons = {name: _WHY for name in typed if name.startswith("line_") and name.endswith("_reason")}
    return tuple((label, typed[name]) for name, label in (labels | reasons).items() if typed.get(name, "").strip())


def answers_for(opened: OpenDecision) -> tuple[Option, ...]:
    """The answers, in words that say what each of them does."""
    claim = opened.claim
    sum_ = claim.to_approve
    agree, change = {
        ClaimState.WITH_WORKER: ("Yes, confirm", "Confirm it with changes"),
        ClaimState.WITH_FINANCE: ("Approve", "Approve less"),
    }.get(claim.state, ("Approve, as the second person,", ""))
    nothing = claim.state is ClaimState.WITH_WORKER and not sum_
    options = [
        Option(
            value=DecisionAnswer.AGREE,
            label="Yes, they took part (there is nothing to pay)" if nothing else f"{agree} {sum_} as it stands",
        )
    ]
    if change and any(line.kind is not LineKind.ADJUSTMENT for line in claim.lines):
        options.append(Option(value=DecisionAnswer.CHANGE, label=change, hint="You say why, line by line."))
    options.append(Option(value=DecisionAnswer.REFUSE, label="Refuse the whole claim"))
    options.append(Option(value=DecisionAnswer.ASK, label="Ask the person who claimed a question"))
    if opened.colleagues:
        options.append(Option(value=DecisionAnswer.PASS_ON, label="Pass it to a colleague"))
    return tuple(options)
