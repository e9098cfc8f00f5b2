"""Staff change one question of a draft, move it up or down, or take it out: each with a button, without a script."""

from __future__ import annotations

from typing import Any, Final

from takepart.domain.voice.questions import QuestionId, QuestionKind
from takepart.web.office.voice.desk import VoiceOffice
from takepart.web.office.voice.questionnaire_forms import QuestionForm, question_typed
from takepart.web.office.voice.questionnaire_pages import LIST, back, building, id_of
from takepart.web.office.voice.questionnaire_pages import one as whole
from takepart.web.route import Answer, Call, NoForm, Routes

_QUESTION: Final = f"{LIST}/<reference>/questions/<question>"
routes: Routes[VoiceOffice] = Routes("voice-office")


def _question(call: Call[VoiceOffice, Any]) -> QuestionId:
    return QuestionId(call.params["question"])


@routes.get(_QUESTION)
def one(call: Call[VoiceOffice, Any]) -> Answer:
    """One question."""
    found, form = building(call).read(id_of(call)), call.form
    if not isinstance(form, QuestionForm):
        form = QuestionForm(question_typed(found.question(_question(call))), call.site.rules)
    return call.html(
        call.site.page(
            "office/voice/questionnaire_question.html",
            call.who,
            each=found,
            seen=found.version,
            question=_question(call),
            form=form,
            errors=call.errors,
        )
    )


@routes.post(f"{_QUESTION}/save", form=QuestionForm, shown=one)
def save(call: Call[VoiceOffice, QuestionForm]) -> Answer:
    """Change it."""
    form = call.form
    building(call).put(
        id_of(call),
        kind=QuestionKind(form.kind.data),
        words=form.words.data,
        options=form.lines(),
        instead_of=_question(call),
    )
    return back(call, "#questions")


@routes.post(f"{_QUESTION}/up", form=NoForm, shown=whole)
def up(call: Call[VoiceOffice, NoForm]) -> Answer:
    """Move it one place up."""
    building(call).move(id_of(call), _question(call), up=True)
    return back(call, "#questions")


@routes.post(f"{_QUESTION}/down", form=NoForm, shown=whole)
def down(call: Call[VoiceOffice, NoForm]) -> Answer:
    """Move it one place down."""
    building(call).move(id_of(call), _question(call), up=False)
    return back(call, "#questions")


@routes.post(f"{_QUESTION}/remove", form=NoForm, shown=whole)
def remove(call: Call[VoiceOffice, NoForm]) -> Answer:
    """Take it out."""
    building(call).remove(id_of(call), _question(call))
    return back(call, "#questions")
