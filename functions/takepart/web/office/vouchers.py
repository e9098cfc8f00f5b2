"""The stock of vouchers: how many are left of each value, and a delivery put in."""

from __future__ import annotations

from typing import Final

from aws_lambda_powertools.event_handler import Response
from aws_lambda_powertools.event_handler.api_gateway import Router

from takepart.domain.policy import StaffMember
from takepart.domain.refused import Refused
from takepart.domain.sheets import RowProblem
from takepart.use_cases.money.buy_vouchers import buy_vouchers, stock_levels
from takepart.use_cases.office import Right
from takepart.web import responses
from takepart.web.office.desk import Office
from takepart.web.requests import Request
from takepart.web.uploads import form_with_files

_MOST_PROBLEMS: Final = 20


def router(office: Office) -> Router:
    """``/office/vouchers``."""
    routes = Router()  # type: ignore[no-untyped-call]

    def request() -> Request:
        return Request.of(routes.current_event.raw_event)

    @routes.get("/office/vouchers")
    def show() -> Response[str]:
        asked = request()
        return _show(office, office.allowed(asked, Right.VOUCHERS), bought=asked.query.get("bought", ""))

    @routes.post("/office/vouchers")
    def buy() -> Response[str]:
        return _buy(office, request())

    return routes


def _show(
    office: Office,
    member: StaffMember,
    *,
    problems: tuple[RowProblem, ...] = (),
    not_kept: str = "",
    typed: str = "",
    bought: str = "",
    status: int = 200,
) -> Response[str]:
    return responses.html(
        office.page(
            "office/vouchers.html",
            member,
            section="vouchers",
            levels=stock_levels(vouchers=office.vouchers, stocks=office.stocks),
            low=office.policy.vouchers.low_stock,
            provider=office.policy.vouchers.provider,
            problems=problems[:_MOST_PROBLEMS],
            more_problems=max(len(problems) - _MOST_PROBLEMS, 0),
            not_kept=not_kept,
            typed=typed,
            bought=bought if bought.isascii() and bought.isdigit() and len(bought) < 6 else "",
        ),
        status=status,
    )


def _buy(office: Office, request: Request) -> Response[str]:
    """A delivery, typed or as a file. The same delivery sent twice is one."""
    member = office.allowed(request, Right.VOUCHERS)
    typed = form_with_files(request)
    text = typed.get("file", "").strip() or typed.get("delivery", "")
    if not text.strip():
        return _show(office, member, not_kept="Enter the vouchers, or choose a file", status=422)
    try:
        bought = buy_vouchers(
            text, by=member, vouchers=office.vouchers, stocks=office.stocks, policy=office.policy, now=office.now()
        )
    except Refused as refused:
        return _show(office, member, not_kept=refused.reason.plain, typed=text, status=409)
    if bought.problems:
        words = "Nothing was put in stock. Put these lines right and send all of it again"
        return _show(office, member, not_kept=words, problems=bought.problems, typed=text, status=422)
    return responses.see_other(f"/office/vouchers?bought={bought.count}")
