"""Promises in the office: how teams stand, a pause or a new keeper with a reason, and reports that agree."""

from __future__ import annotations

import csv
import io
import json
from dataclasses import replace
from datetime import timedelta

import pytest

from takepart.domain.assurance.audit import Audit, Level
from takepart.domain.assurance.duty import EvidenceFile
from takepart.domain.assurance.refusals import PromiseRefusal
from takepart.domain.assurance.rules import KeeperId, TeamId
from takepart.use_cases.ports import ChangedMeanwhile
from takepart.web.assurance import forms
from takepart.web.assurance import forms as keepers_forms
from takepart.web.charts import Bar, stacked_bars
from takepart.web.forms.base import PageForm
from takepart.web.office.assurance.app import assurance_office_app
from takepart.web.office.assurance.desk import PromisesOffice
from takepart.web.office.reports.reports import ReportsOffice
from takepart.web.spreadsheet import as_csv
from tests.assurance_builders import a_commitment, a_team, an_assurance, an_audit_commitment
from tests.assurance_steps import a_signed_audit, kept
from tests.builders import SENT_AT
from tests.fakes_assurance import FakeEvidenceFiles, FakePromises
from tests.fakes_figures import FakeFigureStore, FakeRecommendations
from tests.unit.web.office.signed_in import Pages, a_reception

NOW = SENT_AT + timedelta(days=1)
STEP = "0123456789abcdef"


def an_office(*, who: str = "participation-worker") -> tuple[Pages, FakePromises]:
    """In November 2026: fostering kept two of its drop-ins, one of them late, and adoption none."""
    store = FakePromises()
    rules = an_assurance(a_team(), a_team("adoption"), commitments=(a_commitment(), an_audit_commitment()))
    store.save(kept("fostering", ("2026-06-30", "2026-06-12")))
    store.save(kept("fostering", ("2026-06-30", "2026-06-12"), ("2026-09-30", "2026-10-03")))
    audit: Audit = a_signed_audit()
    for length in range(1, len(audit.journal) + 1):
        store.save(audit.__class__(**{**audit.__dict__, "journal": audit.journal[:length]}))
    store.writes = 0
    office = a_reception(who, now=lambda: NOW)
    desk = ReportsOffice(
        promises=PromisesOffice(rules=rules, store=store, files=FakeEvidenceFiles()),
        figures=FakeFigureStore(),
        recommendations=FakeRecommendations(),
    )
    return Pages(assurance_office_app(office, desk.promises, desk)), store


def rows_of(bench: Pages, report: str) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(bench.get(f"/office/reports/{report}.csv").body)))


def test_the_board_shows_how_each_team_stands() -> None:
    """From one index."""
    bench, store = an_office()

    page = bench.get("/office/promises")

    assert page.status == 200
    assert "Fostering 2 1 1 0" in page.words
    assert "Adoption 2 0 0 2" in page.words
    assert store.reads == 0


def test_the_page_the_csv_and_the_json_agree() -> None:
    """To the unit: they come from one count."""
    bench, _ = an_office()

    rows = rows_of(bench, "promises")
    told = json.loads(bench.get("/office/reports/promises.json").body)

    assert [(row["team"], row["kept_on_time"], row["kept_late"], row["not_kept"]) for row in rows] == [
        ("Fostering", "1", "1", "0"),
        ("Adoption", "0", "0", "2"),
    ]
    assert [{name: str(value) for name, value in row.items()} for row in told["rows"]] == rows
    page = bench.get("/office/reports/promises")
    assert page.body.count("<svg") == 1
    for anchor in ("owed", "kept", "late", "not-kept"):
        assert f'href="#{anchor}"' in page.body
        assert f'id="{anchor}"' in page.body


def test_the_audits_report_counts_signed_audits_and_lists_their_actions() -> None:
    """The list goes into the business plan (Wirral policy, section 12)."""
    bench, _ = an_office()

    page = bench.get("/office/reports/audits")

    assert "Signed 1 Fostering" in page.words
    assert "Not begun 1 Adoption" in page.words
    assert [(row["team"], row["action"], row["by"]) for row in rows_of(bench, "audits")] == [
        ("Fostering", "'=Ask more often", "2026-12-01")
    ]


@pytest.mark.parametrize("path", ["/office/reports/promises", "/office/promises", "/office/promises/fostering"])
def test_the_pages_are_for_the_office_alone(path: str) -> None:
    """Finance has its own."""
    bench, _ = an_office(who="finance-3")

    assert bench.get(path).status == 403
    assert bench.anyone(path).location == "/office/sign-in"


def test_a_promise_is_paused_and_handed_over_with_a_reason() -> None:
    """Both stand in its journal, and nobody is reminded."""
    bench, store = an_office()
    at = "/office/promises/fostering/drop-ins"

    empty = bench.post(f"{at}/pause", {"step": STEP})
    paused = bench.post(
        f"{at}/pause",
        {"step": STEP, "pause-day-day": "1", "pause-day-month": "2", "pause-day-year": "2027", "pause-reason": "Leave"},
    )
    over = bench.post(f"{at}/hand-over", {"step": STEP, "over-keeper": "manager", "over-reason": "Leave"})

    duty = next(each for each in store.duties.values() if each.team == TeamId("fostering"))
    assert (empty.status, paused.status, over.status) == (422, 303, 303)
    assert [entry.action for entry in duty.journal[-2:]] == ["pause", "hand-over"]
    page = bench.get("/office/promises/fostering").words
    assert "Paused until 1 February 2027: Leave" in page


@pytest.mark.parametrize("day", ["2026-01-01", "2030-01-01", ""])
def test_a_pause_that_cannot_be_is_refused_at_its_day(day: str) -> None:
    """With the reason that was typed."""
    bench, store = an_office()

    answer = bench.post(
        "/office/promises/fostering/drop-ins/pause", {"step": STEP, "pause-day": day, "pause-reason": "A long leave"}
    )

    assert answer.status == 422
    assert 'href="#pause-day-day"' in answer.body
    assert "A long leave" in answer.body
    assert store.writes == 0


def test_somebody_quicker_leaves_what_was_typed(monkeypatch: pytest.MonkeyPatch) -> None:
    """The page as it is now, to be sent once more."""
    bench, store = an_office()

    def taken(*_: object) -> None:
        raise ChangedMeanwhile("taken")

    monkeypatch.setattr(store, "save", taken)
    form = {"step": STEP, "over-keeper": "manager", "over-reason": "A long leave"}
    answer = bench.post("/office/promises/fostering/drop-ins/hand-over", form)

    assert answer.status == 409
    assert "It has changed since you opened the page" in answer.words
    assert "A long leave" in answer.body
    assert 'value="manager" selected' in answer.body


def test_every_box_that_a_refusal_names_is_on_a_form() -> None:
    """A reason whose box is nowhere would lose what was typed."""
    kinds = [each for module in (forms, keepers_forms) for each in vars(module).values()]
    forms_here = [each for each in kinds if isinstance(each, type) and issubclass(each, PageForm)]

    assert {each.box for each in PromiseRefusal if each.box} <= {name for form in forms_here for name in dir(form)}


@pytest.mark.parametrize(
    "path",
    [
        "/office/reports/none",
        "/office/reports/promises?year=20x6",
        "/office/promises/none",
        "/office/promises/fostering/none",
    ],
)
def test_what_is_not_there_is_said_so(path: str) -> None:
    """404, never 500."""
    bench, _ = an_office()

    assert bench.get(path).status == 404


def test_a_chart_can_be_read_without_colour_and_hides_nothing_of_html() -> None:
    """Each part has a pattern and its number; a name is a name."""
    chart = stacked_bars("A <b>title</b>", ("Kept", "Late"), [Bar(name="<script>", numbers=(3, 1))])

    assert "<script>" not in chart
    assert "&lt;script&gt;" in chart
    assert ">3</text>" in chart
    assert "url(#lines)" in chart


def test_a_spreadsheet_runs_nothing() -> None:
    """OWASP: CSV injection."""
    assert as_csv([{"a": "=1+1", "b": 2}]) == "a,b\r\n'=1+1,2\r\n"
    assert as_csv([]) == ""
    assert Level.EMERGING.plain


def test_a_file_of_evidence_is_opened_by_those_who_look_after_promises() -> None:
    """As a download from the store, by an address that lives for minutes; nobody else is led there."""
    pages, store = an_office()
    duty = store.duties[TeamId("fostering"), a_commitment().id, 2026]
    file = EvidenceFile(key="evidence/x/y", name="evidence", content_type="image/png", size=2048, sha256="b" * 64)
    shown = (replace(duty.evidence[0], file=file), *duty.evidence[1:])
    store.by_team[duty.team][duty.commitment, 2026] = replace(duty, evidence=shown)
    address = "/office/promises/fostering/drop-ins/2026/2026-06-30/file"

    assert f'href="{address}"' in pages.get("/office/promises/fostering").body
    assert pages.get(address).location == "https://files.example/evidence/x/y?signed=yes"
    assert pages.get(address.replace("06-30", "09-30")).status == 404
    assert pages.get(address.replace("2026-06-30", "nonsense")).status == 404
    assert an_office(who="panel-manager")[0].get(address).status == 403


def test_somebody_who_left_the_policy_breaks_no_page() -> None:
    """Their action stays on the list for the business plan."""
    pages, store = an_office()
    audit = store.audits[TeamId("fostering"), 2026]
    rules = an_assurance(a_team(lead=KeeperId("new-lead")), commitments=(a_commitment(), an_audit_commitment()))
    office = a_reception("participation-worker", now=lambda: NOW)
    pages = Pages(assurance_office_app(office, PromisesOffice(rules=rules, store=store)))

    assert audit.actions[0][1].owner == "lead"
    assert [row["who"] for row in rows_of(pages, "audits")] == ["a colleague"]
    assert pages.get("/office/reports/audits").status == 200
