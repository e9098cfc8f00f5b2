"""Cash on the day: a worker at a session pays somebody's journey from a float. The claim is decided afterwards.

Source: Wirral policy, appendix 1 (travel in cash, on the day wherever possible).
"""

from __future__ import annotations

from typing import Any

from aws_lambda_powertools.event_handler import Response
from aws_lambda_powertools.event_handler.api_gateway import Router

from takepart.domain.floats.cash_float import FloatState
from takepart.domain.ids import DraftId, FloatId
from takepart.domain.money_refusals import MoneyRefusal
from takepart.domain.plain_reason import PlainReason
from takepart.domain.policy import StaffMember
from takepart.domain.pricing import Unpriceable
from takepart.domain.refused import Refused
from takepart.use_cases.claims.assignment import NobodyToDecide
from takepart.use_cases.money.cash_on_the_day import CashForm, CashWorld, cash_on_the_day
from takepart.use_cases.office import Right
from takepart.web import responses
from takepart.web.forms.fields import Choice, Email, Name, Option, Phone, Pounds, YesNo
from takepart.web.forms.govuk import error_links
from takepart.web.forms.quote import QuoteForm
from takepart.web.office.desk import Office
from takepart.web.requests import Request, Typed
from takepart.web.steps import step_of


class HandOverForm(QuoteForm):
    """Which session, what the journey cost, who gets what for it, and from which float."""

    activity_type = Choice("What did they take part in?", missing="Choose what they took part in")
    name = Name("Their full name", what="The name", missing="Enter their full name")
    email = Email("Their email address", missing="Enter their email address", hint="Their reference goes here.")
    phone = Phone("Their phone number (if they like)")
    under_16 = YesNo("Are they under 16?", missing="Choose yes if they are under 16")
    float_id = Choice("Which float is it from?", missing="Choose the float")
    handed = Pounds("How much you hand over now", missing="Enter how much you hand over")


def router(office: Office) -> Router:
    """``/office/cash``."""
    routes = Router()  # type: ignore[no-untyped-call]

    def request() -> Request:
        return Request.of(routes.current_event.raw_event)

    @routes.get("/office/cash")
    def show() -> Response[str]:
        member = office.allowed(request(), Right.GIVE_CASH)
        return _page(office, member, _form(office, Typed()), step=office.new_id())

    @routes.post("/office/cash")
    def give() -> Response[str]:
        return _give(office, request())

    return routes


def _form(office: Office, typed: Typed) -> HandOverForm:
    form = HandOverForm(typed, office.rules)
    floats = [each for each in office.floats.all() if each.state is FloatState.OPEN]
    form.float_id.offer([Option(value=each.id, label=each.id, hint=f"{each.balance} in it") for each in floats])
    return form


def _page(office: Office, member: StaffMember, form: HandOverForm, *, step: str, status: int = 200) -> Response[str]:
    return responses.html(
        office.page(
            "office/cash.html",
            member,
            section="cash",
            form=form,
            errors=error_links([form]),
            most=office.policy.cash.most_per_person,
            step=step,
        ),
        status=status,
    )


def _give(office: Office, request: Request) -> Response[str]:
    member = office.allowed(request, Right.GIVE_CASH)
    typed = request.form()
    step = step_of("cash", typed)
    form = _form(office, typed)
    if form.problems():
        return _page(office, member, form, step=typed["step"], status=422)
    facts = form.facts()
    try:
        claim = cash_on_the_day(
            CashForm(
                draft_id=DraftId(step),
                name=form.name.data,
                email=form.email.data,
                phone=form.phone.data or "",
                under_16=bool(form.under_16.data),
                activity_type=facts.activity_type,
                day=facts.day,
                part_of_day=facts.part_of_day,
                minutes=facts.minutes,
                journeys=facts.journeys,
                costs=facts.costs,
                handed=form.handed.data,
            ),
            float_id=FloatId(form.float_id.data),
            by=member,
            world=CashWorld(
                claims=office.claims,
                floats=office.floats,
                identities=office.identities,
                policy=office.policy,
                holidays=office.holidays,
            ),
            now=office.now(),
        )
    except Refused as refused:
        boxes: dict[PlainReason, Any] = {
            MoneyRefusal.NOT_ENOUGH_CASH: form.float_id,
            MoneyRefusal.FLOAT_CLOSED: form.float_id,
            MoneyRefusal.FLOAT_FULL: form.float_id,
            MoneyRefusal.NOT_FOUND: form.float_id,
            MoneyRefusal.OWN_CLAIM: form.email,
        }
        field = boxes.get(refused.reason, form.handed)
        field.errors = [refused.reason.plain]
        return _page(office, member, form, step=typed["step"], status=409)
    except Unpriceable as wrong:
        form.hours.errors = [wrong.reason]
        return _page(office, member, form, step=typed["step"], status=422)
    except NobodyToDecide:
        form.activity_type.errors = ["There is nobody left who may confirm this claim after you. Ask the office"]
        return _page(office, member, form, step=typed["step"], status=409)
    return responses.see_other(f"/office/claims/{claim.id}?sent=cash")
