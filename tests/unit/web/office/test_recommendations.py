"""What the annual report recommends: typed by staff, kept word for word, and nobody overwrites anybody."""

from __future__ import annotations

import json

import pytest

from takepart.domain import journal as journals
from takepart.domain.aggregate import Step
from takepart.domain.assurance.recommendations import Recommendations
from takepart.use_cases.stores import Damaged, DamagedRecord
from tests.fakes_figures import FakeRecommendations
from tests.unit.web.calls import Answer
from tests.unit.web.office.signed_in import Pages
from tests.unit.web.office.test_reports import an_office

ADDRESS = "/office/reports/annual/recommendations?year=2026"


def sent(office: Pages, texts: str, *, page: Answer | None = None, address: str = ADDRESS) -> Answer:
    """The form as it was opened, or as it is now, filled in and sent."""
    page = page or office.get(address)
    return office.post(address, {"texts": texts, "step": page.hidden("step"), "seen": page.hidden("seen")})


def told(office: Pages, year: int = 2026) -> list[str]:
    """What the report recommends."""
    sections = json.loads(office.get(f"/office/reports/annual.json?year={year}").body)["sections"]
    rows = next(each["rows"] for each in sections if each["section"] == "recommendations")
    return [row["What we recommend"] for row in rows]


def test_what_is_written_stands_in_that_years_report() -> None:
    """In its order, one on each line; the form has it again, and another year has none."""
    office = an_office()

    answer = sent(office, "Ask earlier.\n\nPay <b>faster</b>.")

    assert (answer.status, answer.location) == (303, "/office/reports/annual?year=2026#recommendations")
    assert told(office) == ["Ask earlier.", "Pay <b>faster</b>."]
    assert "Pay &lt;b&gt;faster&lt;/b&gt;." in office.get("/office/reports/annual?year=2026").body
    assert "Ask earlier.\nPay" in office.get(ADDRESS).body
    assert told(office, 2025) == []


def test_damaged_recommendations_stop_no_annual_report(monkeypatch: pytest.MonkeyPatch) -> None:
    """Everything else is in it, and it does not say that nobody wrote any."""

    def damaged(_self: FakeRecommendations, _year: int) -> Recommendations:
        raise DamagedRecord(Damaged(about="RECOMMENDATIONS#2026", why="entry 1"))

    monkeypatch.setattr(FakeRecommendations, "of_year", damaged)

    page = an_office().get("/office/reports/annual?year=2026")

    assert page.status == 200
    assert "Yearly audits" in page.words
    assert "What was written cannot be read." in page.words
    assert "Nobody has written any yet" not in page.words


def test_a_double_click_is_one_change() -> None:
    """And so is the back button."""
    office = an_office()
    page = office.get(ADDRESS)

    answers = [sent(office, "Ask earlier.", page=page).status for _ in range(2)]

    assert answers == [303, 303]
    assert office.get(ADDRESS).hidden("seen") == "1"


def test_two_who_write_at_once_see_each_others_words() -> None:
    """The second is told, with both texts on the page; nothing typed is lost, and saving again is on purpose."""
    office = an_office()
    first, second = office.get(ADDRESS), office.get(ADDRESS)
    sent(office, "Ask earlier.", page=first)

    refused = sent(office, "Pay faster.", page=second)

    assert refused.status == 409
    assert "Ask earlier." in refused.words
    assert "Pay faster." in refused.words
    assert told(office) == ["Ask earlier."]
    sent(office, "Ask earlier.\nPay faster.", page=refused)
    assert told(office) == ["Ask earlier.", "Pay faster."]


def test_they_can_be_taken_out_again() -> None:
    """An empty box is an answer."""
    office = an_office()
    sent(office, "Ask earlier.")

    assert sent(office, "").status == 303
    assert told(office) == []


@pytest.mark.parametrize("texts", ["\n".join(["One more."] * 31), "x" * 501])
def test_too_many_or_too_long_is_said_beside_the_box(texts: str) -> None:
    """With what was typed still in it."""
    office = an_office()

    answer = sent(office, texts)

    assert answer.status == 422
    assert "at most, one on each line" in answer.words or "letters or less" in answer.words
    assert texts.splitlines()[0] in answer.words
    assert told(office) == []


@pytest.mark.parametrize("form", [{}, {"step": "x"}, {"step": "0123456789abcdef", "seen": "²"}])
def test_a_form_that_is_not_ours_changes_nothing(form: dict[str, str]) -> None:
    """Nor one from another website, or of somebody without the right."""
    office = an_office()

    assert office.post(ADDRESS, {"texts": "Ask.", **form}).status in (400, 409)
    assert office.post(ADDRESS, {"texts": "Ask."}, origin="https://elsewhere.example").status == 403
    assert an_office(who="recruitment-lead").post(ADDRESS, {"texts": "Ask."}).status == 403
    assert told(office) == []


def test_the_journal_holds_who_and_when_and_not_the_words() -> None:
    """And its chain verifies."""
    from takepart.domain.assurance.recommendations import Recommendations, write
    from takepart.domain.ids import StaffId, StepId
    from tests.builders import SENT_AT

    found = write(
        Recommendations(year=2026), Step(journals.staff(StaffId("lead")), SENT_AT, StepId("one")), ("Ask earlier.",)
    )

    journals.verify(found.journal)
    assert "Ask" not in str(found.journal)
