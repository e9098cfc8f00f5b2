"""What people wrote in their own words: a list of what nobody has read yet, and one of them with its themes."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from typing import Any, Final
from urllib.parse import quote, urlencode

from takepart.domain.refused import Refused
from takepart.domain.voice import answer as answers
from takepart.domain.voice.answer import AnswerId, QuestionnaireAnswer
from takepart.domain.voice.questionnaire import Questionnaire, QuestionnaireId
from takepart.domain.voice.questionnaire_states import AnswerState, QuestionnaireState
from takepart.domain.voice.questions import AskedQuestion, QuestionId
from takepart.domain.voice.refusals import VoiceRefusal
from takepart.domain.voice.tally import Theme, ThemeId
from takepart.use_cases.voice.read_answers import Reading
from takepart.web import responses
from takepart.web.forms.base import PageForm
from takepart.web.office.voice.desk import VoiceOffice
from takepart.web.office.voice.feedback_pages import WHY_SPAM, BlackOutForm
from takepart.web.office.voice.result_pages import you_said_address
from takepart.web.problems import Problem
from takepart.web.requests import Typed
from takepart.web.route import Answer, Call, NoForm, Routes

LIST: Final = "/office/voice/answers"
WHERE: Final = {
    AnswerState.UNREAD: "To read",
    AnswerState.REVIEW: "May be spam",
    AnswerState.READ: "Read",
    AnswerState.SET_ASIDE: "Set aside as spam",
    AnswerState.ERASED: "Taken back by whoever gave it",
}
_ONE: Final = f"{LIST}/<id>"
_OF_A_THEME: Final = (VoiceRefusal.THEME_NAME, VoiceRefusal.TOO_MANY_THEMES)
routes: Routes[VoiceOffice] = Routes("voice-office")


class SortForm(PageForm):
    """Which themes were ticked, and new ones. Its boxes are named after the questions, and read from what was typed."""


def _reading(call: Call[VoiceOffice, Any]) -> Reading:
    """What they do, if they read what people say. Raises Closed."""
    reading = call.site.acting(call, Reading)
    reading.must(reading.reads)
    return reading


def _id(call: Call[VoiceOffice, Any]) -> AnswerId:
    return AnswerId(call.params["id"])


@routes.get(LIST)
def listed(call: Call[VoiceOffice, NoForm]) -> Answer:
    """Those that stand in one place, of one questionnaire or of all, page by page."""
    _reading(call)
    office, query = call.site, call.request.query
    try:
        state = AnswerState(query.get("state", AnswerState.UNREAD.value))
    except ValueError:
        raise Problem.not_found("There is no such list.") from None
    of = QuestionnaireId(query.get("of", ""))
    found = office.stores.answers.in_state(state, of=of or None, start=query.get("next") or None, newest=False)
    asked = office.stores.questionnaires.many(list(dict.fromkeys(each.questionnaire for each in found.things)))
    again = {"state": state.value, **({"of": of} if of else {})}
    return office.html(
        call,
        "office/voice/answers.html",
        state=state,
        states=WHERE,
        of=of,
        found=found.things,
        titles={each.id: each.about.title for each in asked},
        after=f"{LIST}?{urlencode({**again, 'next': found.next})}" if found.next else "",
    )


@routes.get(_ONE)
def one(call: Call[VoiceOffice, Any]) -> Answer:
    """One of them, with its themes; as they were just sent, when they could not be kept."""
    return _shown(call)


def _shown(call: Call[VoiceOffice, Any], problem: str = "") -> Answer:
    office, found = call.site, _reading(call).read(_id(call))
    asked = office.stores.questionnaires.get(found.questionnaire)
    if asked is None:
        raise Problem.not_found()
    themes, typed = office.stores.answers.themes(asked.id), call.typed if isinstance(call.form, SortForm) else None
    texts = [_text(question, found, themes, typed) for question in asked.questions if _words(found, question)]
    beside = [{"text": problem, "href": f"#{texts[0]['new']['name']}"}] if problem and texts else []
    return office.html(
        call,
        "office/voice/answer.html",
        each=found,
        seen=found.version,
        asked=asked,
        where=WHERE,
        texts=texts,
        chosen=_chosen(found, asked),
        may_sort=found.counts and asked.state is not QuestionnaireState.PUBLISHED,
        why_spam=[WHY_SPAM.get(each, each) for each in found.suspected],
        errors=[*call.errors, *beside],
        names=call.filled(BlackOutForm),
    )


routes.buttons(
    one,
    {
        f"{_ONE}/take": lambda call: _reading(call).take(_id(call)),  # "mine"
        f"{_ONE}/keep": lambda call: _reading(call).keep(_id(call)),  # it is real
        f"{_ONE}/set-aside": lambda call: _reading(call).do(_id(call), answers.set_aside),  # it is spam
    },
)


@routes.post(f"{_ONE}/black-out", form=BlackOutForm, shown=one)
def black_out(call: Call[VoiceOffice, BlackOutForm]) -> None:
    """Take names of others out of it."""
    _reading(call).do(_id(call), partial(answers.black_out, names=call.form.names.data.splitlines()))


@routes.post(f"{_ONE}/sort", form=SortForm, shown=one)
def sort(call: Call[VoiceOffice, SortForm]) -> Answer:
    """It was read. On to the next one of the same questionnaire that nobody has read, or back to the list."""
    typed = call.typed
    names = [name.removeprefix("themes-") for name in typed if name.startswith("themes-")]
    themes = {QuestionId(name): [ThemeId(each) for each in typed.getlist(f"themes-{name}")] for name in names}
    new = {QuestionId(name.removeprefix("new-")): typed[name] for name in typed if name.startswith("new-")}
    try:
        after = _reading(call).sort(_id(call), themes, new)
    except Refused as refused:
        if refused.reason not in _OF_A_THEME:
            raise
        call.status = 422
        return _shown(call, refused.reason.plain)
    left = call.site.stores.answers.in_state(AnswerState.UNREAD, of=after.questionnaire, newest=False).things
    following = next((each for each in left if each.id != after.id), None)
    return responses.see_other(
        f"{LIST}/{quote(following.id)}" if following else f"{LIST}?of={quote(after.questionnaire)}"
    )


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
        (question.words, ", ".join(question.choices.get(each.partition(".")[0], each) for each in given))
        for question in asked.questions
        if (given := answer.chosen.get(question.id))
    ]
