"""The month for finance: what moved, by cost centre, whether it ties to the bank, and every line of it as a file."""

from __future__ import annotations

from datetime import date, timedelta
from typing import TYPE_CHECKING, Any

from takepart.use_cases.office import Right
from takepart.use_cases.ports import NoSuchPage
from takepart.web.office.desk import Office
from takepart.web.route import Answer, Call, NoForm, Routes

if TYPE_CHECKING:
    from takepart.domain.batches.month import MonthEnd
    from takepart.domain.policy.paying import LedgerFile

routes: Routes[Office] = Routes("office", right=Right.BATCHES)
_FIRST_YEAR = 2000


@routes.get("/office/month-end")
def month(call: Call[Office, NoForm]) -> Answer:
    """One month; without one named, the last that is over."""
    from takepart.domain.batches.month import Move, next_month  # only who looks at a month pays for these
    from takepart.use_cases.money.month_end import booked_total, centres

    site, found = call.site, _read(call)

    return site.html(
        call,
        "office/month_end.html",
        section="month-end",
        month=found,
        moves=tuple(Move),
        by_centre=(Move.APPROVED, Move.SENT, Move.CAME_BACK, Move.CASH, Move.VOUCHER),
        named=site.policy.activity_name,
        ledger=site.policy.ledger,
        booked=booked_total(found),
        centres=centres(found, policy=site.policy),
        keeper=lambda box: site.staff_name(box.keeper),
        over=found.last < site.today,
        earlier=_name(found.first - timedelta(days=1)),
        later=_name(next_month(found.first)) if found.last < site.today else "",
    )


@routes.get("/office/month-end.csv")
def lines(call: Call[Office, NoForm]) -> Answer:
    """Every line, for a spreadsheet."""
    from takepart.use_cases.money.month_end import as_lines  # only a download pays for these
    from takepart.web.spreadsheet import CSV, as_csv, download

    found = _read(call)
    return download(as_csv(as_lines(found, policy=call.site.policy)), CSV, f"money-{_name(found.first)}.csv")


@routes.get("/office/month-end.xlsx")
def workbook(call: Call[Office, NoForm]) -> Answer:
    """The same lines, for Excel."""
    from takepart.use_cases.money.month_end import as_lines  # only a download pays for these
    from takepart.web.spreadsheet import XLSX, download
    from takepart.web.workbook import as_xlsx

    found = _read(call)
    name = f"money-{_name(found.first)}"
    return download(as_xlsx(as_lines(found, policy=call.site.policy), sheet=name), XLSX, f"{name}.xlsx")


@routes.get("/office/ledger.csv")
def for_ledger(call: Call[Office, NoForm]) -> Answer:
    """The month as the organisation's own ledger reads it."""
    from takepart.use_cases.money.month_end import ledger  # only a download pays for these
    from takepart.web.spreadsheet import CSV, as_csv, download

    file, found = _ledger(call), _read(call)
    rows = ledger(found, file, policy=call.site.policy)
    return download(as_csv(rows, day=file.date_format.write), CSV, f"ledger-{_name(found.first)}.csv")


@routes.get("/office/ledger.xlsx")
def ledger_workbook(call: Call[Office, NoForm]) -> Answer:
    """The same, for Excel."""
    from takepart.use_cases.money.month_end import ledger  # only a download pays for these
    from takepart.web.spreadsheet import XLSX, download
    from takepart.web.workbook import as_xlsx

    file, found = _ledger(call), _read(call)
    name = f"ledger-{_name(found.first)}"
    return download(as_xlsx(ledger(found, file, policy=call.site.policy), sheet=name), XLSX, f"{name}.xlsx")


def _ledger(call: Call[Office, Any]) -> LedgerFile:
    """The file that the policy declares. Raises NoSuchPage where it declares none."""
    if call.site.policy.ledger is None:
        raise NoSuchPage
    return call.site.policy.ledger


def _read(call: Call[Office, Any]) -> MonthEnd:
    from takepart.use_cases.money.month_end import read_month

    site = call.site
    return read_month(_asked(call), claims=site.claims, batches=site.batches, floats=site.floats)


def _asked(call: Call[Office, Any]) -> date:
    """The first day of the month in the address. Raises NoSuchPage for what is none, or is still to come."""
    asked, this = call.request.query.get("month", ""), call.site.today.replace(day=1)
    if not asked:
        return (this - timedelta(days=1)).replace(day=1)
    try:
        first = date.fromisoformat(f"{asked}-01")
    except ValueError:
        raise NoSuchPage from None
    if not first.year >= _FIRST_YEAR or first > this or _name(first) != asked:
        raise NoSuchPage
    return first


def _name(day: date) -> str:
    """``2026-11``."""
    return f"{day:%Y-%m}"
