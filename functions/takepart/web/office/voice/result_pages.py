"""The results of a questionnaire for staff: as a page that prints, as CSV and as JSON; all three agree."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode

from aws_lambda_powertools.event_handler import Response
from aws_lambda_powertools.event_handler.api_gateway import Router

from takepart.domain.refused import Refused
from takepart.domain.voice.answer_states import AnswerState
from takepart.domain.voice.questionnaire import Questionnaire, QuestionnaireId
from takepart.domain.voice.results import Results
from takepart.domain.voice.themes import Theme
from takepart.domain.voice.you_said import Source
from takepart.use_cases.voice.read_answers import results_of
from takepart.web import responses
from takepart.web.office.voice.desk import VoiceOffice, explained
from takepart.web.problems import Problem
from takepart.web.requests import Request
from takepart.web.spreadsheet import CSV, Row, as_csv, download
from takepart.web.voice.forms import MOST_BYTES
from takepart.web.voice.result_charts import charts

HIDDEN = "hidden"


def router(office: VoiceOffice) -> Router:
    """``/office/voice/questionnaires/<reference>/results``, also with .csv and .json."""
    routes = Router()  # type: ignore[no-untyped-call]

    def request() -> Request:
        return Request.of(routes.current_event.raw_event, most_bytes=MOST_BYTES)

    @routes.get("/office/voice/questionnaires/<reference>/results")
    def page(reference: str) -> Response[str]:
        return _page(office, request(), QuestionnaireId(reference))

    @routes.get("/office/voice/questionnaires/<reference>/results.csv")
    def sheet(reference: str) -> Response[str]:
        asked, found = _found(office, request(), QuestionnaireId(reference))
        return download(as_csv(rows(found)), CSV, f"questionnaire-{asked.id}.csv")

    @routes.get("/office/voice/questionnaires/<reference>/results.json")
    def data(reference: str) -> Response[str]:
        asked, found = _found(office, request(), QuestionnaireId(reference))
        return responses.as_json(values(asked, found))

    return routes


def _found(office: VoiceOffice, request: Request, id: QuestionnaireId) -> tuple[Questionnaire, Results]:
    asked = _asked(office, request, id)
    found = results_of(asked, answers=office.answers)
    if found is None:
        raise Problem(409, "There are no results yet", _why_not(office, asked))
    return asked, found


def _asked(office: VoiceOffice, request: Request, id: QuestionnaireId) -> Questionnaire:
    member = office.member(request)
    try:
        return office.building(member).read(id)
    except Refused as refused:
        raise explained(refused) from refused


def _why_not(office: VoiceOffice, asked: Questionnaire) -> str:
    review = office.answers.count(AnswerState.REVIEW, questionnaire=asked.id)
    if asked.has_ended and review:
        return (
            f"Say first which of the {review} that may be spam are real. Then nothing can change the numbers any more."
        )
    return "They can be seen when it has closed. Two looks before that could show what one person chose."


def _page(office: VoiceOffice, request: Request, id: QuestionnaireId) -> Response[str]:
    asked, found = _found(office, request, id)
    member = office.member(request)
    themes = [(each, you_said_address(each)) for each in office.answers.themes(id) if each.answers]
    page = office.page(
        "office/voice/questionnaire_results.html",
        member,
        each=asked,
        found=found,
        charts=charts(found),
        themes=themes,
        unread=office.answers.count(AnswerState.UNREAD, questionnaire=id),
        may_publish=office.building(member).checks,
    )
    return responses.html(page)


def you_said_address(theme: Theme) -> str:
    """A new "You said, we did" that starts from a theme, with the number of people who wrote about it."""
    start = {"source": Source.QUESTIONNAIRE.value, "by_how_many": str(theme.answers), "said": theme.name}
    return f"/office/voice/you-said/new?{urlencode(start)}"


def rows(found: Results) -> list[Row]:
    """A line for each number that may be shown, and for each that is hidden."""
    listed: list[Row] = [{"question": "All answers", "answer": "", "people": found.how_many}]
    for each in found.questions:
        for row in each.rows:
            people = row.number if row.number is not None else HIDDEN
            listed.append({"question": each.question.words, "answer": row.words, "people": people})
    return listed


def values(asked: Questionnaire, found: Results) -> dict[str, Any]:
    """The same as data. A hidden number is null."""
    return {
        "questionnaire": asked.id,
        "title": asked.about.title,
        "closed": asked.about.closes.isoformat(),
        "answers": found.how_many,
        "questions": [
            {
                "question": each.question.words,
                "kind": each.question.kind.value,
                "answered": each.answered,
                "rows": [{"answer": row.words, "people": row.number} for row in each.rows],
            }
            for each in found.questions
        ],
    }
