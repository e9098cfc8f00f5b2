"""The month on a page and as a file: finance alone, and nothing that names a person."""

from __future__ import annotations

import base64
import csv
import io
import zipfile
from dataclasses import replace
from datetime import timedelta

import pytest

from takepart.domain.money import Money
from tests.money_builders import a_due_claim
from tests.policies import WIRRAL
from tests.reconcile import reconcile
from tests.unit.use_cases.money.test_month_end import BOX, FIRST, a_month, files_of
from tests.unit.web.office.bench import NOW, Bench

NOVEMBER = "/office/month-end?month=2026-11"


def test_finance_reads_the_month_and_that_it_ties() -> None:
    """Each sum under its words, the float, and the same lines as a file."""
    world = a_month()
    bench = Bench(world=world).as_("finance-1")

    page = bench.get(NOVEMBER)
    file = bench.get("/office/month-end.csv?month=2026-11")

    assert page.status == 200
    assert "Money in November 2026" in page.words
    assert "This month is not over" in page.words
    assert "It ties to the penny £96.80 went to the bank and £24.20 came back." in page.words
    assert "None given" in page.words
    assert "Of these, paid again £24.20 Arrived £72.60 Came back £24.20" in page.words
    assert "Found by counting" in page.words
    assert "-£0.80" in page.words
    assert 'filename="money-2026-11.csv"' in file.headers["Content-Disposition"]
    back: dict[str, list[str]] = {FIRST: [a_due_claim(1).id]}
    assert reconcile(file.body, files=files_of(world), came_back=back, floats={BOX: "4.20"}) == []


def test_the_same_is_there_for_excel_and_for_the_ledger() -> None:
    """A workbook of one sheet, with the same lines; the ledger's sum stands on the page."""
    bench = Bench(world=a_month()).as_("finance-1")

    page = bench.get(NOVEMBER).words
    lines = bench.get("/office/month-end.csv?month=2026-11").body.splitlines()
    book, booked = (bench.get(f"/office/{what}.xlsx?month=2026-11") for what in ("month-end", "ledger"))
    ledger = bench.get("/office/ledger.csv?month=2026-11")

    assert "For the ledger £86.80: what went to the bank, in cash and in vouchers, less what came back." in page
    assert 'filename="ledger-2026-11.csv"' in ledger.headers["Content-Disposition"]
    assert len(ledger.body.splitlines()) > 1
    for answer, count in ((book, len(lines)), (booked, len(ledger.body.splitlines()))):
        assert answer.headers["Content-Type"].endswith("spreadsheetml.sheet")
        sheet = zipfile.ZipFile(io.BytesIO(base64.b64decode(answer.body))).read("xl/worksheets/sheet1.xml").decode()
        assert sheet.count("<row ") == count


def test_without_a_declared_ledger_there_is_no_such_file() -> None:
    """Nor a word of it."""
    bench = Bench(world=a_month(), policy=replace(WIRRAL, ledger=None)).as_("finance-1")

    assert "For the ledger" not in bench.get(NOVEMBER).words
    assert bench.get("/office/ledger.csv?month=2026-11").status == 404
    assert bench.get("/office/ledger.xlsx?month=2026-11").status == 404


def test_the_file_names_nobody() -> None:
    """References and sums: a finance system needs no more."""
    world = a_month()
    rows = list(csv.DictReader(io.StringIO(Bench(world=world).as_("finance-1").get("/office/month-end.csv").body)))
    body = Bench(world=world).as_("finance-1").get("/office/month-end.csv?month=2026-11").body

    assert rows == []  # October, when nothing happened
    for claim in world.claims.kept.values():
        assert claim.claimant.name not in body
        assert claim.claimant.email not in body


def test_what_does_not_tie_stands_at_the_top() -> None:
    """In words, with the batch."""
    world = a_month()
    batch = world.batches.kept[FIRST]
    object.__setattr__(batch, "total", batch.total + Money(1))

    words = Bench(world=world).as_("finance-1").get(NOVEMBER).words

    assert "It does not tie 2026-11-24-1: £72.61 went to the bank. The claims say £72.60." in words


def test_without_a_month_it_is_the_last_that_is_over() -> None:
    """With ways to the months beside it, and none into the future."""
    bench = Bench().as_("finance-1")

    last, this = bench.get("/office/month-end"), bench.get(NOVEMBER)
    bench.now = NOW + timedelta(days=30)
    later = bench.get("/office/month-end")

    assert "Money in October 2026" in last.words
    assert "month=2026-09" in last.body
    assert "month=2026-11" in last.body
    assert "month=2026-12" not in this.body
    assert "Money in November 2026" in later.words
    assert "Nothing moved." in later.words
    assert "There were none." in later.words


@pytest.mark.parametrize("month", ["2026-12", "2026-13", "2026-1", "nothing", "0001-01", "2026-11-01", "2026-11-"])
def test_a_month_that_is_none_is_not_there(month: str) -> None:
    """Nor one to come."""
    bench = Bench().as_("finance-1")

    assert bench.get(f"/office/month-end?month={month}").status == 404
    assert bench.get(f"/office/month-end.csv?month={month}").status == 404


@pytest.mark.parametrize("staff", ["participation-worker", "panel-manager", "complaints-officer"])
def test_only_finance_reads_it(staff: str) -> None:
    """Neither the page nor the file."""
    bench = Bench().as_(staff)

    assert bench.get(NOVEMBER).status == 403
    assert bench.get("/office/month-end.csv?month=2026-11").status == 403
