"""What people wrote in their own words: a list of what nobody has read yet, and one of them with its themes."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Any
from urllib.parse import quote, urlencode

from aws_lambda_powertools.event_handler import Response
from aws_lambda_powertools.event_handler.api_gateway import Router

from takepart.domain.policy import StaffMember
from takepart.domain.refused import Refused
from takepart.domain.voice.answer import AnswerId, QuestionnaireAnswer
from takepart.domain.voice.answer_states import AnswerState
from takepart.domain.voice.questionnaire import Questionnaire, QuestionnaireId
from takepart.domain.voice.questionnaire_states import QuestionnaireState
from takepart.domain.voice.questions import AskedQuestion, QuestionId
from takepart.domain.voice.refusals import VoiceRefusal
from takepart.domain.voice.themes import Theme, ThemeId
from takepart.use_cases.ports import ChangedMeanwhile
from takepart.use_cases.voice.read_answers import Reading
from takepart.web import responses
from takepart.web.office.voice.desk import VoiceOffice, explained
from takepart.web.office.voice.feedback_pages import WHY_SPAM
from takepart.web.office.voice.result_pages import you_said_address
from takepart.web.problems import Problem
from takepart.web.requests import Request, Typed
from takepart.web.voice.forms import MOST_BYTES

LIST = "/office/voice/answers"
SEEN = "seen"
"""The version that a reader looked at: what somebody else did since is not written over."""
WHERE = {
    AnswerState.UNREAD: "To read",
    AnswerState.REVIEW: "May be spam",
    AnswerState.READ: "Read",
    AnswerState.SET_ASIDE: "Set aside as spam",
}


def router(office: VoiceOffice) -> Router:
    """``/office/voice/answers``."""
    routes = Router()  # type: ignore[no-untyped-call]

    def request() -> Request:
        return Request.of(routes.current_event.raw_event, most_bytes=MOST_BYTES)

    @routes.get(LIST)
    def listed() -> Response[str]:
        return _list(office, request())

    @routes.get(f"{LIST}/<id>")
    def one(id: str) -> Response[str]:
        return _show(office, _reader(office, request()), AnswerId(id))

    @routes.post(f"{LIST}/<id>/<what>")
    def do(id: str, what: str) -> Response[str]:
        return _do(office, request(), AnswerId(id), what)

    return routes


def _reader(office: VoiceOffice, request: Request) -> StaffMember:
    member = office.member(request)
    if not office.hearing(member).reads:
        raise Problem(403, "This is not open to you", "Only those who read what people say can see this.")
    return member


def _list(office: VoiceOffice, request: Request) -> Response[str]:
    member = _reader(office, request)
    try:
        state = AnswerState(request.query.get("state", AnswerState.UNREAD.value))
    except ValueError:
        raise Problem.not_found("There is no such list.") from None
    of = QuestionnaireId(request.query.get("of", ""))
    start = request.query.get("next") or None
    found = office.answers.in_state(state, questionnaire=of or None, start=start)
    asked = office.questionnaires.many(list(dict.fromkeys(each.questionnaire for each in found.things)))
    again = {"state": state.value, **({"of": of} if of else {})}
    page = office.page(
        "office/voice/answers.html",
        member,
        state=state,
        states=WHERE,
        of=of,
        found=found.things,
        titles={each.id: each.about.title for each in asked},
        after=f"{LIST}?{urlencode({**again, 'next': found.next})}" if found.next else "",
    )
    return responses.html(page)


def _show(
    office: VoiceOffice,
    member: StaffMember,
    id: AnswerId,
    *,
    typed: Typed | None = None,
    problem: str = "",
    status: int = 200,
) -> Response[str]:
    try:
        found = office.reading(member).read(id)
    except Refused as refused:
        raise explained(refused) from refused
    asked = office.questionnaires.get(found.questionnaire)
    if asked is None:
        raise Problem.not_found()
    themes = office.answers.themes(asked.id)
    texts = [_text(question, found, themes, typed) for question in asked.questions if _words(found, question)]
    page = office.page(
        "office/voice/answer.html",
        member,
        each=found,
        asked=asked,
        where=WHERE,
        seen_name=SEEN,
        texts=texts,
        chosen=_chosen(found, asked),
        may_sort=found.counts and asked.state is not QuestionnaireState.PUBLISHED,
        why_spam=[WHY_SPAM.get(each, each) for each in found.suspected],
        errors=[{"text": problem, "href": f"#{texts[0]['new']['name']}"}] if problem and texts else [],
    )
    return responses.html(page, status=status)


def _words(answer: QuestionnaireAnswer, question: AskedQuestion) -> list[str]:
    return [each.words for each in answer.said if each.question == question.id]


def _text(
    question: AskedQuestion, answer: QuestionnaireAnswer, themes: Sequence[Theme], typed: Typed | None
) -> dict[str, Any]:
    """One question with what was written, and the boxes to sort it by: as they are kept, or as they were just sent."""
    ours = [each for each in themes if each.question == question.id]
    ticked = typed.getlist(f"themes-{question.id}") if typed else answer.themes.get(question.id, ())
    return {
        "question": question,
        "words": _words(answer, question),
        "name": f"themes-{question.id}",
        "items": [
            {"value": each.id, "text": f"{each.name} ({each.answers})", "checked": each.id in ticked} for each in ours
        ],
        "new": {"name": f"new-{question.id}", "typed": typed.get(f"new-{question.id}", "") if typed else ""},
        "found": [
            (each.name, you_said_address(each)) for each in ours if each.id in answer.themes.get(question.id, ())
        ],
    }


def _chosen(answer: QuestionnaireAnswer, asked: Questionnaire) -> list[tuple[str, str]]:
    return [
        (question.words, ", ".join(question.choices.get(option, option) for option in answer.chosen[question.id]))
        for question in asked.questions
        if question.id in answer.chosen
    ]


def _do(office: VoiceOffice, request: Request, id: AnswerId, what: str) -> Response[str]:
    member, typed = _reader(office, request), request.form()
    reading = office.reading(member, typed)
    if what == "sort":
        seen = typed.get(SEEN, "")
        reading = replace(reading, seen=int(seen) if seen.isascii() and seen.isdigit() and len(seen) < 9 else 0)
    steps = {"take": reading.take, "keep": reading.keep, "set-aside": reading.set_aside}
    if what not in (*steps, "sort"):
        raise Problem.not_found()
    try:
        after = _sort(reading, id, typed) if what == "sort" else steps[what](id)
    except Refused as refused:
        if refused.reason in (VoiceRefusal.THEME_NAME, VoiceRefusal.TOO_MANY_THEMES):
            return _show(office, member, id, typed=typed, problem=refused.reason.plain, status=422)
        raise explained(refused) from refused
    except ChangedMeanwhile as refused:
        raise explained(refused) from refused
    if what == "sort":
        return responses.see_other(_next(office, after))
    return responses.see_other(f"{LIST}/{quote(after.id)}")


def _sort(reading: Reading, id: AnswerId, typed: Typed) -> QuestionnaireAnswer:
    names = [name.removeprefix("themes-") for name in typed if name.startswith("themes-")]
    themes = {QuestionId(name): [ThemeId(each) for each in typed.getlist(f"themes-{name}")] for name in names}
    new = {QuestionId(name.removeprefix("new-")): typed[name] for name in typed if name.startswith("new-")}
    return reading.sort(id, themes, new)


def _next(office: VoiceOffice, after: QuestionnaireAnswer) -> str:
    """On to the next one of the same questionnaire that nobody has read, or back to the list."""
    left = office.answers.in_state(AnswerState.UNREAD, questionnaire=after.questionnaire).things
    following = next((each for each in left if each.id != after.id), None)
    return f"{LIST}/{quote(following.id)}" if following else f"{LIST}?of={quote(after.questionnaire)}"
