"""The results of a questionnaire for staff: as a page that prints, as CSV and as JSON; all three agree."""

from __future__ import annotations

from typing import Any, Final
from urllib.parse import urlencode

from takepart.domain.disclosure import at_least
from takepart.domain.voice.questionnaire import Questionnaire, QuestionnaireId
from takepart.domain.voice.questionnaire_states import AnswerState
from takepart.domain.voice.results import Results
from takepart.domain.voice.tally import Theme
from takepart.domain.voice.you_said import Source
from takepart.use_cases.voice.build_questionnaires import Building
from takepart.use_cases.voice.read_answers import results_of
from takepart.web import responses
from takepart.web.office.voice.desk import VoiceOffice
from takepart.web.problems import Problem
from takepart.web.route import Answer, Call, NoForm, Routes
from takepart.web.spreadsheet import CSV, XLSX, Row, as_csv, download
from takepart.web.voice.result_charts import charts

_RESULTS: Final = "/office/voice/questionnaires/<reference>/results"
routes: Routes[VoiceOffice] = Routes("voice-office")


def _found(call: Call[VoiceOffice, Any]) -> tuple[Questionnaire, Results]:
    """One that has results. Raises Closed, Problem."""
    asked = call.site.acting(call, Building).read(QuestionnaireId(call.params["reference"]))
    found = results_of(asked, answers=call.site.stores.answers)
    if found is None:
        raise Problem(409, "There are no results yet", _why_not(call.site, asked))
    return asked, found


def _why_not(office: VoiceOffice, asked: Questionnaire) -> str:
    review = office.stores.answers.count(AnswerState.REVIEW, of=asked.id)
    if asked.has_ended and review:
        return (
            f"Say first which of the {review} that may be spam are real. Then nothing can change the numbers any more."
        )
    if asked.has_ended and asked.unusual(office.stores.answers.urns(asked.id)):
        return "Say first if the answers of the days count on which more came than you expected."
    return "They can be seen when it has closed. Two looks before that could show what one person chose."


@routes.get(_RESULTS)
def page(call: Call[VoiceOffice, NoForm]) -> Answer:
    """As a page."""
    asked, found = _found(call)
    office = call.site
    return office.html(
        call,
        "office/voice/questionnaire_results.html",
        each=asked,
        found=found,
        charts=charts(found),
        themes=[(each, you_said_address(each)) for each in office.stores.answers.themes(asked.id) if each.answers],
        unread=office.stores.answers.count(AnswerState.UNREAD, of=asked.id),
        may_publish=office.acting(call, Building).checks,
    )


@routes.get(f"{_RESULTS}.csv")
def sheet(call: Call[VoiceOffice, NoForm]) -> Answer:
    """As a sheet."""
    asked, found = _found(call)
    return download(as_csv(rows(found)), CSV, f"questionnaire-{asked.id}.csv")


@routes.get(f"{_RESULTS}.xlsx")
def workbook(call: Call[VoiceOffice, NoForm]) -> Answer:
    """As a workbook."""
    from takepart.web.workbook import as_xlsx  # few ask for it

    asked, found = _found(call)
    return download(as_xlsx(rows(found), sheet="Results"), XLSX, f"questionnaire-{asked.id}.xlsx")


@routes.get(f"{_RESULTS}.json")
def data(call: Call[VoiceOffice, NoForm]) -> Answer:
    """As data."""
    asked, found = _found(call)
    return responses.as_json(values(asked, found))


def you_said_address(theme: Theme) -> str:
    """A new "You said, we did" that starts from a theme, with about as many people as wrote about it."""
    start = {"source": Source.QUESTIONNAIRE.value, "by_how_many": str(at_least(theme.answers) or 1), "said": theme.name}
    return f"/office/voice/you-said/new?{urlencode(start)}"


def rows(found: Results) -> list[Row]:
    """A line for each number, as the page tells it."""
    listed: list[Row] = [{"question": "All answers", "answer": "", "people": found.how_many}]
    for each in found.questions:
        words = each.question.words
        listed += [{"question": words, "answer": row.words, "people": row.people} for row in each.rows]
        listed += [
            {"question": f"{words} ({group})", "answer": row.words, "people": row.people}
            for group, rows in each.beside
            for row in rows
        ]
    return listed


def values(asked: Questionnaire, found: Results) -> dict[str, Any]:
    """The same as data. Fewer than five are 0."""
    return {
        "questionnaire": asked.id,
        "title": asked.about.title,
        "closed": asked.about.closes.isoformat(),
        "answers": found.how_many,
        "questions": [
            {
                "question": each.question.words,
                "kind": each.question.kind.value,
                "rows": [{"answer": row.words, "people": row.number} for row in each.rows],
                "groups": {name: {row.words: row.number for row in rows} for name, rows in each.beside},
            }
            for each in found.questions
        ],
    }
