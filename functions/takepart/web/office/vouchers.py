"""The stock of vouchers: how many are left of each value, and a delivery put in."""

from __future__ import annotations

from typing import Any, Final

from wtforms.validators import StopValidation

from takepart.use_cases.office import Right
from takepart.web import responses
from takepart.web.forms.sheets import Sheet, SheetForm, form_with_files
from takepart.web.office.desk import Office
from takepart.web.requests import number_in
from takepart.web.route import Answer, Call, Routes

_MOST_PROBLEMS: Final = 20
routes: Routes[Office] = Routes("office", right=Right.VOUCHERS)


class DeliveryForm(SheetForm):
    """A delivery, typed or as a file. The same delivery sent twice is one."""

    delivery = Sheet("The vouchers", hint="For example: ABC-0001, 10.00, 23/11/2026")

    def validate_delivery(self, field: Sheet) -> None:
        """There is at least one line."""
        if not self.text_or(field).strip():
            raise StopValidation("Enter the vouchers, or choose a file")


@routes.get("/office/vouchers")
def stock(call: Call[Office, Any]) -> Answer:
    """What is left, and a form for more."""
    from takepart.use_cases.money.issue_vouchers import MOST_SHOWN, stock_levels  # not for a start: few pages need it

    site, form, bought = call.site, call.filled(DeliveryForm), call.request.query.get("bought", "")
    return site.html(
        call,
        "office/vouchers.html",
        section="vouchers",
        levels=stock_levels(vouchers=site.vouchers, stocks=site.stocks),
        most=MOST_SHOWN,
        low=site.policy.vouchers.low_stock,
        provider=site.policy.vouchers.provider,
        form=form,
        problems=form.wrong[:_MOST_PROBLEMS],
        more_problems=max(len(form.wrong) - _MOST_PROBLEMS, 0),
        bought=bought if number_in(bought, digits=5) is not None else "",
    )


@routes.post("/office/vouchers", form=DeliveryForm, shown=stock, reads=form_with_files)
def buy(call: Call[Office, DeliveryForm]) -> Answer:
    """Put it in stock: all of it, or with any problem none."""
    from takepart.use_cases.money.issue_vouchers import buy_vouchers

    site, box = call.site, call.form.delivery
    bought = buy_vouchers(
        call.form.text_or(box),
        by=call.who,
        vouchers=site.vouchers,
        stocks=site.stocks,
        policy=site.policy,
        now=site.now(),
    )
    if bought.problems:
        words = "Nothing was put in stock. Put these lines right and send all of it again"
        raise call.form.refuse(box, words, bought.problems)
    return responses.see_other(f"/office/vouchers?bought={bought.count}")
