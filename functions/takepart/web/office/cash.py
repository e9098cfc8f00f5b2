"""Cash on the day: a worker at a session pays somebody's journey from a float. The claim is decided afterwards.

Source: Wirral policy, appendix 1 (travel in cash, on the day wherever possible).
"""

from __future__ import annotations

from typing import Any

from takepart.domain.floats.cash_float import FloatState
from takepart.domain.ids import DraftId, FloatId
from takepart.domain.pricing import Unpriceable
from takepart.use_cases.money.cash_on_the_day import CashForm, cash_on_the_day
from takepart.use_cases.office import Right
from takepart.use_cases.ports import NobodyToDecide
from takepart.web import responses
from takepart.web.forms.fields import Choice, Email, Name, Option, Phone, Pounds, YesNo
from takepart.web.forms.quote import QuoteForm
from takepart.web.forms.session import YouForm
from takepart.web.office.desk import Office
from takepart.web.route import Answer, Beside, Call, Routes

routes: Routes[Office] = Routes("office", right=Right.GIVE_CASH)


class CashGivenForm(QuoteForm, YouForm):
    """Which session, what the journey cost, who gets what for it, and from which float."""

    activity_type = Choice("What did they take part in?", missing="Choose what they took part in")
    name = Name("Their full name", what="The name", missing="Enter their full name")
    email = Email("Their email address", missing="Enter their email address", hint="Their reference goes here.")
    phone = Phone("Their phone number (if they like)")
    under_16 = YesNo("Are they under 16?", missing="Choose yes if they are under 16")
    float_id = Choice("Which float is it from?", missing="Choose the float")
    handed = Pounds("How much you hand over now", missing="Enter how much you hand over")


def _form(call: Call[Office, Any]) -> CashGivenForm:
    """With the floats that are open."""
    form = CashGivenForm(call.typed, call.site.rules)
    floats = [each for each in call.site.floats.all() if each.state is FloatState.OPEN]
    form.float_id.offer([Option(value=each.id, label=each.id, hint=f"{each.balance} in it") for each in floats])
    return form


@routes.get("/office/cash")
def show(call: Call[Office, Any]) -> Answer:
    """The form."""
    site = call.site
    form = call.form if isinstance(call.form, CashGivenForm) else _form(call)
    most = site.policy.cash.most_per_person
    return site.html(call, "office/cash.html", section="cash", form=form, most=most)


@routes.post("/office/cash", form=CashGivenForm, make=_form, shown=show)
def give(call: Call[Office, CashGivenForm]) -> Answer:
    """Pay from the float, and keep the claim."""
    form, site = call.form, call.site
    given = CashForm(draft_id=DraftId(call.step), claimant=form.claimant, facts=form.facts(), handed=form.handed.data)
    float_id = FloatId(form.float_id.data)
    try:
        claim = cash_on_the_day(given, float_id=float_id, by=call.who, world=site.cash_world, now=site.now())
    except Unpriceable as wrong:
        raise Beside("hours", wrong.reason) from wrong
    except NobodyToDecide as nobody:
        words = "There is nobody left who may confirm this claim after you. Ask the office"
        raise Beside("activity_type", words) from nobody
    return responses.see_other(f"/office/claims/{claim.id}?sent=cash")
