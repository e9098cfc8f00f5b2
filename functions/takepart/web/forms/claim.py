"""A whole claim or quote out of what was typed: the one reading that pages, the API and other people's forms share."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Final, TypeVar

from takepart.domain.bank_details import BankDetails
from takepart.domain.fee_choice import FeeChoice, Quote
from takepart.domain.ids import ActivityTypeId, DraftId
from takepart.domain.money import PaymentMethod
from takepart.domain.part_of_day import PartOfDay
from takepart.domain.pricing import Facts, Unpriceable, price
from takepart.use_cases.claims.drafts import MOST_IN_A_LIST, Draft
from takepart.use_cases.claims.submit_claim import ClaimForm
from takepart.web.forms.base import Rules
from takepart.web.forms.payment import BankForm, DeclarationForm, PayForm, needs_bank
from takepart.web.forms.quote import CostForm, JourneyForm
from takepart.web.forms.session import DidForm, ExtraTimeForm, YouForm, extra_units
from takepart.web.problems import FieldProblem, Problem
from takepart.web.requests import Typed

_Entry = TypeVar("_Entry", JourneyForm, CostForm)
_FIELDS: Final = {"day": "date", "minutes": "hours"}


@dataclass(frozen=True, kw_only=True)
class Priced:
    """Facts and their price."""

    facts: Facts
    quote: Quote


def everything_typed(draft: Draft) -> Typed:
    """A draft's answers under the names that the API uses: ``journeys-1-miles`` for the first journey's miles."""
    pairs: list[tuple[str, str]] = []
    for page, answers in draft.pages.items():
        prefix = f"{page.replace('/', '-')}-" if "/" in page else ""
        pairs += [(f"{prefix}{name}", text) for name, text in answers.items()]
    return Typed(pairs)


def read_quote(typed: Typed, rules: Rules) -> Priced:
    """Price what was typed. Raises Problem 422 that lists every field."""
    problems, priced = _facts(typed, rules)
    if problems or priced is None:
        raise Problem.invalid(tuple(problems))
    return priced


def read_claim(typed: Typed, rules: Rules, draft_id: DraftId) -> ClaimForm:
    """Read a whole claim. Raises Problem 422 that lists every field."""
    problems, priced = _facts(typed, rules)
    you, last = YouForm(typed, rules), DeclarationForm(typed, rules)
    problems = [*you.problems(), *problems]
    pay: _Pay | None = None
    if priced is not None:
        found, pay = _payment(typed, rules, priced.quote, claimant=you.name.data or "")
        problems += found
    problems += last.problems()
    if problems or priced is None or pay is None:
        raise Problem.invalid(tuple(problems))
    return ClaimForm(
        draft_id=draft_id,
        claimant=you.claimant,
        facts=priced.facts,
        fee_choice=pay.choice,
        method=pay.method,
        bank=pay.bank,
    )


@dataclass(frozen=True, kw_only=True)
class _Pay:
    choice: FeeChoice
    method: PaymentMethod
    bank: BankDetails | None


def _payment(typed: Typed, rules: Rules, quote: Quote, *, claimant: str) -> tuple[list[FieldProblem], _Pay | None]:
    form = PayForm(typed, rules, quote=quote)
    if problems := list(form.problems()):
        return problems, None
    bank = None
    if needs_bank(form.chosen, form.way):
        account = BankForm(typed, rules, prefix="bank", claimant=claimant)
        bank = account.read()
        if bank is None:
            return list(account.found()), None
    return [], _Pay(choice=form.choice(), method=form.way, bank=bank)


def _facts(typed: Typed, rules: Rules) -> tuple[list[FieldProblem], Priced | None]:
    session = DidForm(typed, rules)
    problems = list(session.problems())
    journeys, found = _each("journeys", JourneyForm, typed, rules)
    problems += found
    costs, found = _each("costs", CostForm, typed, rules)
    problems += found
    if problems:
        return problems, None
    day = session.day
    kind = ActivityTypeId(str(session.activity_type.data))
    asked = False
    agreed = rules.agreed.units if rules.agreed and rules.agreed[:2] == (kind, day) else 1
    if extra_units(rules.policy, kind, day=day, minutes=session.length) > agreed and typed.get("extra_time_agreed"):
        extra = ExtraTimeForm(typed, rules)
        problems += extra.problems()
        asked = bool(extra.extra_time_agreed.data)
    facts = Facts(
        activity_type=kind,
        day=day,
        part_of_day=PartOfDay(str(session.part_of_day.data)),
        minutes=session.length,
        days=session.in_a_row,
        journeys=tuple(each.journey() for each in journeys),
        costs=tuple(each.cost() for each in costs),
        agreed_units=agreed,
        extra_asked=asked,
    )
    if problems:
        return problems, None
    try:
        return [], Priced(facts=facts, quote=price(facts, policy=rules.policy))
    except Unpriceable as error:
        return [FieldProblem(field=_field(each.field), message=each.reason) for each in error.problems], None


def _each(name: str, form: type[_Entry], typed: Typed, rules: Rules) -> tuple[list[_Entry], list[FieldProblem]]:
    """The entries of a list, each in its form, and what is wrong with any of them."""
    forms = [form(typed, rules, prefix=f"{name}-{number}") for number in _numbers(name, typed)]
    problems = [*_too_many(name, typed), *_not_a_list(name, typed)]
    for each in forms:
        problems += each.problems()
    return forms, problems


def _numbers(name: str, typed: Typed) -> list[int]:
    found = (re.match(rf"{name}-([0-9]{{1,3}})(?:-|$)", field) for field in typed)
    return sorted({int(match.group(1)) for match in found if match})[:MOST_IN_A_LIST]


def _too_many(name: str, typed: Typed) -> list[FieldProblem]:
    count = len({field.split("-")[1] for field in typed if field.startswith(f"{name}-")})
    if count <= MOST_IN_A_LIST:
        return []
    return [FieldProblem(field=name, message=f"Send at most {MOST_IN_A_LIST} at a time")]


def _not_a_list(name: str, typed: Typed) -> list[FieldProblem]:
    """What was meant as entries of a list and would be read as none: nobody's bus fare is dropped in silence."""
    entry = re.compile(rf"{name}-[1-9][0-9]{{0,2}}(?:-.*)?", re.DOTALL)
    meant = (field for field in typed if field == name or field.startswith(f"{name}-"))
    if all(entry.fullmatch(field) or not typed[field].strip() for field in meant):
        return []
    return [FieldProblem(field=name, message=f"Send a list. The fields of the first one are {name}-1-kind and so on")]


def _field(priced: str) -> str:
    """The name that pricing gives a fact, as the form's: ``journeys.0.miles`` is ``journeys-1-miles``."""
    name, *rest = priced.split(".")
    if len(rest) == 2 and rest[0].isdigit():
        return f"{name}-{int(rest[0]) + 1}-{rest[1]}"
    return _FIELDS.get(priced, priced)
