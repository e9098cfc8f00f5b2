"""Cash floats: what should be in each tin, who took what out, and a count that shows it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import Final

from aws_lambda_powertools.event_handler import Response
from aws_lambda_powertools.event_handler.api_gateway import Router

from takepart.domain.floats.cash_float import CashFloat, FloatAction
from takepart.domain.ids import FloatId, StaffId
from takepart.domain.money import Money
from takepart.domain.money_refusals import MoneyRefusal
from takepart.domain.policy import Policy, StaffMember
from takepart.domain.refused import Refused
from takepart.use_cases.money.cash_on_the_day import HANDLES_CASH
from takepart.use_cases.money.keep_float import close_float, count_float, open_float, top_up_float
from takepart.use_cases.office import Right, rights_of
from takepart.web import responses
from takepart.web.forms.base import PageForm
from takepart.web.forms.fields import Amount, Choice, Option, Pounds, Words
from takepart.web.forms.govuk import error_links
from takepart.web.history import SERVICE, Happening, staff_name
from takepart.web.office.desk import Office
from takepart.web.problems import Problem
from takepart.web.requests import Request, Typed
from takepart.web.steps import step_of

_SAYS: Final[Mapping[str, str]] = MappingProxyType(
    {
        FloatAction.TOP_UP: "put {money} in",
        FloatAction.PAY_OUT: "gave {money} out for claim {claim}",
        FloatAction.COUNT: "counted {found}; {expected} was expected",
        FloatAction.CLOSE: "closed it and gave {money} back to finance",
    }
)


class OpenForm(PageForm):
    """A new float."""

    name = Words("What the float is called", most=40, what="The name", missing="Enter a name, like Drop-in box")
    keeper = Choice("Who keeps it?", missing="Choose who keeps it")
    amount = Pounds("How much goes in first", missing="Enter how much goes in")

    def prepare(self) -> None:
        """Offer those who handle cash."""
        keepers = [each for each in self.rules.policy.staff if each.roles & HANDLES_CASH]
        self.keeper.offer([Option(value=each.id, label=each.name) for each in keepers])


class TopUpForm(PageForm):
    """More money in."""

    amount = Pounds("How much you put in", missing="Enter how much you put in")


class CountForm(PageForm):
    """What somebody found in the tin."""

    counted = Amount("How much is in it", missing="Enter how much is in it. Put 0 if it is empty")
    reason = Words("If it is not what it should be: why?", most=500, what="The reason")


def router(office: Office) -> Router:
    """``/office/floats`` and what lies below it."""
    routes = Router()  # type: ignore[no-untyped-call]

    def request() -> Request:
        return Request.of(routes.current_event.raw_event)

    @routes.get("/office/floats")
    def every() -> Response[str]:
        member = _member(office, request())
        return _list(office, member, OpenForm(Typed(), office.rules))

    @routes.post("/office/floats")
    def open_one() -> Response[str]:
        return _open(office, request())

    @routes.get("/office/floats/<name>")
    def one(name: str) -> Response[str]:
        return _show(office, _member(office, request()), name)

    @routes.post("/office/floats/<name>/top-up")
    def top_up(name: str) -> Response[str]:
        asked = request()
        member, typed = _member(office, asked), asked.form()
        form = TopUpForm(typed, office.rules)
        return _change(
            office,
            member,
            name,
            form,
            lambda: top_up_float(
                FloatId(name),
                amount=form.amount.data,
                by=member,
                floats=office.floats,
                step=step_of("top-up", typed),
                now=office.now(),
            ),
        )

    @routes.post("/office/floats/<name>/count")
    def count(name: str) -> Response[str]:
        asked = request()
        member, typed = _member(office, asked), asked.form()
        form = CountForm(typed, office.rules)
        return _change(
            office,
            member,
            name,
            form,
            lambda: count_float(
                FloatId(name),
                found=form.counted.data,
                reason=form.reason.data or "",
                by=member,
                floats=office.floats,
                step=step_of("count", typed),
                now=office.now(),
            ),
        )

    @routes.post("/office/floats/<name>/close")
    def close(name: str) -> Response[str]:
        asked = request()
        member, typed = _member(office, asked), asked.form()
        return _change(
            office,
            member,
            name,
            PageForm(Typed(), office.rules),
            lambda: close_float(
                FloatId(name), by=member, floats=office.floats, step=step_of("close", typed), now=office.now()
            ),
        )

    return routes


def _member(office: Office, request: Request) -> StaffMember:
    """Who is signed in: someone who fills floats, or someone who pays out of them. Raises Problem 403."""
    member = office.member(request)
    return member if Right.GIVE_CASH in rights_of(member) else office.allowed(request, Right.FLOATS)


def _list(office: Office, member: StaffMember, form: OpenForm, *, status: int = 200) -> Response[str]:
    return responses.html(
        office.page(
            "office/floats.html",
            member,
            section="floats",
            floats=office.floats.all(),
            keeper=lambda cash: staff_name(cash.keeper, policy=office.policy),
            form=form,
            errors=error_links([form]),
            step=office.new_id(),
        ),
        status=status,
    )


def _open(office: Office, request: Request) -> Response[str]:
    member = office.allowed(request, Right.FLOATS)
    typed = request.form()
    form = OpenForm(typed, office.rules)
    if form.problems():
        return _list(office, member, form, status=422)
    try:
        cash = open_float(
            form.name.data,
            keeper=office.policy.staff_member(StaffId(form.keeper.data)),
            amount=form.amount.data,
            by=member,
            floats=office.floats,
            step=step_of("open", typed),
            now=office.now(),
        )
    except Refused as refused:
        form.name.errors = [refused.reason.plain]
        return _list(office, member, form, status=409)
    return responses.see_other(f"/office/floats/{cash.id}")


def _change(
    office: Office, member: StaffMember, name: str, form: PageForm, change: Callable[[], CashFloat]
) -> Response[str]:
    if form.problems():
        return _show(office, member, name, form, status=422)
    try:
        change()
    except Refused as refused:
        if isinstance(form, CountForm) and refused.reason is MoneyRefusal.NO_REASON:
            form.reason.errors = ["It is not what it should be. Say why"]
            return _show(office, member, name, form, status=422)
        return _show(office, member, name, form, problem=refused.reason.plain, status=409)
    return responses.see_other(f"/office/floats/{name}")


def _show(
    office: Office,
    member: StaffMember,
    name: str,
    form: PageForm | None = None,
    *,
    problem: str = "",
    status: int = 200,
) -> Response[str]:
    cash = office.floats.get(FloatId(name))
    if cash is None:
        raise Problem.not_found("There is no such float.")
    errors = error_links([form]) if form else []
    return responses.html(
        office.page(
            "office/float.html",
            member,
            section="floats",
            cash=cash,
            keeper=staff_name(cash.keeper, policy=office.policy),
            top_up=form if isinstance(form, TopUpForm) else TopUpForm(Typed(), office.rules),
            count=form if isinstance(form, CountForm) else CountForm(Typed(), office.rules),
            errors=[*({"text": problem, "href": "#float"} for _ in range(bool(problem))), *errors],
            history=float_history(cash, policy=office.policy),
            step=office.new_id(),
        ),
        status=status,
    )


def float_history(cash: CashFloat, *, policy: Policy) -> tuple[Happening, ...]:
    """What happened to a float, the first thing first."""
    return tuple(
        Happening(
            seq=entry.seq,
            at=entry.at,
            who=staff_name(entry.by.removeprefix("staff:"), policy=policy)
            if entry.by.startswith("staff:")
            else SERVICE,
            what=_SAYS.get(entry.action, entry.action).format_map(
                {
                    "money": Money(abs(int(entry.facts.get("pence", 0)))),
                    "claim": entry.facts.get("claim", ""),
                    "found": Money(int(entry.facts.get("found", 0))),
                    "expected": Money(int(entry.facts.get("expected", 0))),
                }
            ),
            note=cash.notes.get(entry.seq, ""),
        )
        for entry in cash.journal
    )
