"""How a person wants to be paid: the fee as offered, less, none or to a charity; and then by which way."""

from __future__ import annotations

from dataclasses import replace
from typing import Final

from wtforms.validators import StopValidation

from takepart.domain.bank_details import MOST_NAME, BankDetails, Whose, WrongBankDetails
from takepart.domain.fee_choice import Chosen, FeeChoice, FeeWish, Quote, apply_choice
from takepart.domain.ids import CharityId
from takepart.domain.lines import LineKind
from takepart.domain.money import Money, PaymentMethod
from takepart.domain.names import same_holder
from takepart.domain.policy.paying import VoucherRules
from takepart.domain.policy.rates import PaidAs
from takepart.web.forms.base import PageForm
from takepart.web.forms.fields import Box, Choice, Option, Pounds, Tick, Words
from takepart.web.problems import FieldProblem


class FeeForm(PageForm):
    """What to do with the fee. Asked only when there is one."""

    fee_choice = Choice("What would you like to do with your fee?", missing="Choose what to do with your fee")
    fee_amount = Pounds("How much would you like?", hint="In pounds, like 10")
    charity = Choice("Which charity?")

    def prepare(self) -> None:
        """Offer the answers that fit: a charity only where the policy names some."""
        fee: Money = self.context["fee"]
        kind = f"{fee} in vouchers" if self.context["in_vouchers"] else str(fee)
        hints = {
            FeeWish.AS_OFFERED: "",
            FeeWish.LESS: "Some people ask for less because of their benefits",
            FeeWish.DECLINE: "We still pay back what it cost you",
            FeeWish.CHARITY: f"We send {fee} to the charity for you",
        }
        labels = {FeeWish.AS_OFFERED: f"Pay me the fee of {kind}"}
        charities = self.rules.policy.charities
        vouchers = self.rules.policy.vouchers
        whole = self.context["in_vouchers"] and vouchers.step is not None and fee <= vouchers.step
        wishes = [
            wish
            for wish in FeeWish
            if not (wish is FeeWish.CHARITY and not charities) and not (wish is FeeWish.LESS and whole)
        ]
        if self.context["in_vouchers"] and vouchers.step:
            self.fee_amount.hint = f"In pounds, like {vouchers.step.pence // 100}. {vouchers.in_steps}"
        self.fee_choice.offer([Option(value=w.value, label=labels.get(w, w.plain), hint=hints[w]) for w in wishes])
        self.charity.offer([Option(value=each.id, label=each.name) for each in charities])
        if self.fee_choice.data != FeeWish.LESS.value:
            self.fee_amount.ignore()
        if self.fee_choice.data != FeeWish.CHARITY.value:
            self.charity.ignore()

    def validate_fee_amount(self, field: Pounds) -> None:
        """Less than the fee, and more than nothing."""
        if self.fee_choice.data != FeeWish.LESS.value:
            return
        vouchers = self.rules.policy.vouchers
        if field.data is not None and self.context["in_vouchers"] and not vouchers.fits(field.data):
            raise StopValidation(f"{vouchers.in_steps}. Enter an amount that they make up, like {vouchers.step}")
        if field.data is None:
            raise StopValidation("Enter how much of the fee you would like")
        if field.data > self.context["fee"]:
            raise StopValidation(f"The amount must be {self.context['fee']} or less")

    def validate_charity(self, field: Choice) -> None:
        """One of the policy's charities."""
        if self.fee_choice.data == FeeWish.CHARITY.value and field.data is None:
            raise StopValidation("Choose a charity")

    def choice(self) -> FeeChoice:
        """The choice, once the form has no problems."""
        wish = FeeWish(str(self.fee_choice.data))
        if wish is FeeWish.LESS:
            return FeeChoice.less(self.fee_amount.data)
        if wish is FeeWish.CHARITY:
            return FeeChoice.to_charity(CharityId(str(self.charity.data)))
        return FeeChoice(wish=wish)


def ways_to_pay(chosen: Chosen, *, vouchers: VoucherRules) -> tuple[PaymentMethod, ...]:
    """The ways that a person may choose from; none when there is nothing to choose.

    A fee that the schedule pays in vouchers is a voucher; money may go to a bank account, in cash, or (the fee
    alone) in vouchers that make it up.
    """
    if not any(line.paid_as is PaidAs.MONEY for line in chosen.lines):
        return ()
    fees = [line.amount for line in chosen.lines if line.kind is LineKind.FEE and line.paid_as is PaidAs.MONEY]
    if fees and all(vouchers.fits(fee) for fee in fees):
        return (PaymentMethod.BANK, PaymentMethod.CASH, PaymentMethod.VOUCHER)
    return (PaymentMethod.BANK, PaymentMethod.CASH)


def settled_method(chosen: Chosen) -> PaymentMethod:
    """The way that goes without asking: vouchers when all of it is vouchers; otherwise nothing is left to pay."""
    return PaymentMethod.VOUCHER if chosen.lines else PaymentMethod.BANK


def needs_bank(chosen: Chosen, method: PaymentMethod) -> bool:
    """Whether anything goes to the person's bank account."""
    return method is PaymentMethod.BANK and any(line.paid_as is PaidAs.MONEY for line in chosen.lines)


_METHOD_HINTS: Final = {
    PaymentMethod.BANK: "You need your sort code and account number",
    PaymentMethod.CASH: "Your worker gives it to you",
    PaymentMethod.VOUCHER: "Your fee as a shopping voucher, and your costs in cash",
}


class MethodForm(PageForm):
    """By which way. Asked only when there is a choice."""

    method = Choice("How should we pay you?", missing="Choose how we should pay you")

    def prepare(self) -> None:
        """Offer the ways that fit."""
        self.method.offer(
            [Option(value=way.value, label=way.plain, hint=_METHOD_HINTS[way]) for way in self.context["ways"]]
        )


class PayForm(FeeForm, MethodForm):
    """The fee and the way, on one page: each is asked only where there is something to choose."""

    def prepare(self) -> None:
        """Ask for what fits a quote, and for no way where all of it is given away."""
        quote: Quote = self.context["quote"]
        self.context = {
            "quote": quote,
            "fee": quote.fee,
            "in_vouchers": quoted_in_vouchers(quote),
            "ways": ways_to_pay(apply_choice(quote, FeeChoice.as_offered()), vouchers=self.rules.policy.vouchers),
        }
        FeeForm.prepare(self)
        MethodForm.prepare(self)
        if not quote.fee:
            del self.fee_choice, self.fee_amount, self.charity
        if not self.context["ways"]:
            del self.method
        elif not self._ways():
            self.method.missing = ""
            self.method.ignore()

    def validate_method(self, field: Choice) -> None:
        """A way that what was chosen can go: no fee, no voucher for it."""
        ways = self._ways()
        if field.data and PaymentMethod(field.data) not in ways:
            raise StopValidation("Without a fee, choose another way for what it cost you")
        less = self.fee_amount.data if ways and self.fee_choice and self.fee_choice.data == FeeWish.LESS.value else None
        vouchers = self.rules.policy.vouchers
        if field.data == PaymentMethod.VOUCHER.value and less is not None and not vouchers.fits(less):
            raise StopValidation(f"{vouchers.in_steps}. Choose another way, or an amount that they make up")

    def choice(self) -> FeeChoice:
        """The choice, once the form has no problems."""
        return super().choice() if self.context["fee"] else FeeChoice.as_offered()

    @property
    def chosen(self) -> Chosen:
        """What is claimed after that choice, once the form has no problems."""
        return apply_choice(self.context["quote"], self.choice())

    @property
    def way(self) -> PaymentMethod:
        """How it is paid, once the form has no problems."""
        return PaymentMethod(self.method.data) if self._ways() else settled_method(self.chosen)

    def _ways(self) -> tuple[PaymentMethod, ...]:
        """The ways for what was chosen: who takes no fee has only costs to be paid."""
        wish = self.fee_choice.data if self.context["fee"] else None
        if wish in {FeeWish.DECLINE.value, FeeWish.CHARITY.value}:
            without = apply_choice(self.context["quote"], FeeChoice.decline())
            return ways_to_pay(without, vouchers=self.rules.policy.vouchers)
        return tuple(self.context["ways"])


_WHOSE: Final = {
    Whose.OWN: "It is mine",
    Whose.PARENT: "My parent's or carer's",
    Whose.FOSTER_CARER: "My foster carer's",
    Whose.APPOINTEE: "It belongs to someone who looks after my money for me",
}


class BankForm(PageForm):
    """A bank or building society account in the UK. Only ever read from the post itself, never kept in a draft.

    ``claimant`` is the name of who claims. Whose account it is, is asked only where it has another name.
    """

    name = Words("Name on the account", most=MOST_NAME, what="The name")
    sort_code = Box("Sort code", hint="Like 12-34-56")
    account_number = Box("Account number", hint="6 to 8 digits")
    roll_number = Box("Roll number (if you have one)", hint="Some building society accounts have one")
    whose = Choice(
        "Whose account is it?",
        options=[Option(value=each.value, label=label) for each, label in _WHOSE.items()],
        hint="It has another name than yours",
    )

    def problems(self) -> tuple[FieldProblem, ...]:
        """Why it is no account."""
        self.read()
        return self.found()

    def read(self) -> BankDetails | None:
        """The account, or None with the fields' problems set."""
        self.validate()
        try:
            bank = BankDetails.parse(
                name=self.name.typed,
                sort_code=self.sort_code.typed,
                account_number=self.account_number.typed,
                roll_number=self.roll_number.typed,
            )
        except WrongBankDetails as wrong:
            for name, message in wrong.errors.items():
                self[name].errors = [message]
            return None
        if same_holder(self.context.get("claimant") or bank.name, bank.name):
            return replace(bank, whose=Whose.OWN)
        if self.whose.data is None:
            self.whose.errors = ["Choose whose account it is. It has another name than yours"]
            return None
        return replace(bank, whose=Whose(self.whose.data))


class DeclarationForm(PageForm):
    """The last tick before it is sent."""

    eligible = Tick("This is so for me", missing="Tick the box to say that this is so for you")
    declared = Tick(
        "I have read this and my answers are true", missing="Tick the box to say that your answers are true"
    )

    def prepare(self) -> None:
        """Ask whether they can be paid only where the policy says whom it pays."""
        if not self.rules.policy.wording.eligibility:
            del self.eligible


def quoted_in_vouchers(quote: Quote) -> bool:
    """Whether the fee of a quote is a voucher."""
    return any(line.kind is LineKind.FEE and line.paid_as is PaidAs.VOUCHER for line in quote.lines)
