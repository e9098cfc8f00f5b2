"""Cash floats: what should be in each tin, who took what out, and a count that shows it."""

from __future__ import annotations

from typing import Any, Final
from urllib.parse import quote

from takepart.domain.ids import FloatId, StaffId
from takepart.domain.money_refusals import MoneyRefusal
from takepart.domain.refused import Refused
from takepart.use_cases.money.cash_on_the_day import HANDLES_CASH, close_float, count_float, open_float, top_up_float
from takepart.use_cases.office import Right
from takepart.web import responses
from takepart.web.forms.base import PageForm
from takepart.web.forms.fields import Amount, Choice, Pounds, Words, named_options
from takepart.web.history import history
from takepart.web.office.desk import Office
from takepart.web.problems import Problem
from takepart.web.route import Answer, Beside, Call, NoForm, Routes

_ONE: Final = "/office/floats/<name>"
routes: Routes[Office] = Routes("office", right=(Right.GIVE_CASH, Right.FLOATS))


class OpenForm(PageForm):
    """A new float."""

    name = Words("What the float is called", most=40, what="The name", missing="Enter a name, like Drop-in box")
    keeper = Choice(
        "Who keeps it?",
        missing="Choose who keeps it",
        of=lambda form: named_options(each for each in form.rules.policy.staff if each.roles & HANDLES_CASH),
    )
    amount = Pounds("How much goes in first", missing="Enter how much goes in")


class TopUpForm(PageForm):
    """More money in."""

    amount = Pounds("How much you put in", missing="Enter how much you put in")


class CountForm(PageForm):
    """What somebody found in the tin."""

    counted = Amount("How much is in it", missing="Enter how much is in it. Put 0 if it is empty")
    reason = Words("If it is not what it should be: why?", most=500, what="The reason")


def _id(call: Call[Office, Any]) -> FloatId:
    return FloatId(call.params["name"])


@routes.get("/office/floats")
def every(call: Call[Office, Any]) -> Answer:
    """All of them, the open ones first."""
    site = call.site
    return site.html(
        call,
        "office/floats.html",
        section="floats",
        floats=site.floats.all(),
        keeper=lambda cash: site.staff_name(cash.keeper),
        form=call.filled(OpenForm),
    )


@routes.post("/office/floats", form=OpenForm, shown=every, right=Right.FLOATS)
def open_one(call: Call[Office, OpenForm]) -> Answer:
    """A new float with its first money."""
    site, form = call.site, call.form
    keeper = site.policy.staff_member(StaffId(form.keeper.data))
    cash = open_float(
        form.name.data,
        keeper=keeper,
        amount=form.amount.data,
        by=call.who,
        floats=site.floats,
        step=call.step,
        now=site.now(),
    )
    return responses.see_other(f"/office/floats/{quote(cash.id)}")


@routes.get(_ONE)
def one(call: Call[Office, Any]) -> Answer:
    """One float, with its whole book."""
    site = call.site
    cash = site.floats.get(_id(call))
    if cash is None:
        raise Problem.not_found("There is no such float.")
    return site.html(
        call,
        "office/float.html",
        section="floats",
        cash=cash,
        keeper=site.staff_name(cash.keeper),
        top_up=call.filled(TopUpForm),
        count=call.filled(CountForm),
        history=history(cash, policy=site.policy),
    )


@routes.post(f"{_ONE}/top-up", form=TopUpForm, shown=one, right=Right.FLOATS)
def top_up(call: Call[Office, TopUpForm]) -> None:
    """More money in."""
    amount, site = call.form.amount.data, call.site
    top_up_float(_id(call), amount=amount, by=call.who, floats=site.floats, step=call.step, now=site.now())


@routes.post(f"{_ONE}/count", form=CountForm, shown=one)
def count(call: Call[Office, CountForm]) -> None:
    """What somebody found in it. A difference needs a reason."""
    site, form = call.site, call.form
    found, reason = form.counted.data, form.reason.data or ""
    try:
        count_float(
            _id(call), found=found, reason=reason, by=call.who, floats=site.floats, step=call.step, now=site.now()
        )
    except Refused as refused:
        if refused.reason is MoneyRefusal.NO_REASON:
            raise Beside("reason", "It is not what it should be. Say why") from refused
        raise


@routes.post(f"{_ONE}/close", form=NoForm, shown=one, right=Right.FLOATS)
def close(call: Call[Office, NoForm]) -> None:
    """What is left goes back to finance."""
    close_float(_id(call), by=call.who, floats=call.site.floats, step=call.step, now=call.site.now())
