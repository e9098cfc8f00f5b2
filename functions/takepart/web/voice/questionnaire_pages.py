"""Questionnaires for everyone: those that are open, one to answer on one page, its poster, and its results."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Final
from urllib.parse import quote

from takepart.domain.links import BadLink, Purpose
from takepart.domain.references import read_reference
from takepart.domain.refused import Refused
from takepart.domain.voice.aggregates import Sender
from takepart.domain.voice.codes import read_code
from takepart.domain.voice.questionnaire import (
    Invitation,
    InvitationId,
    Questionnaire,
    QuestionnaireId,
    QuestionnairePurpose,
)
from takepart.domain.voice.questionnaire_states import QuestionnaireState
from takepart.domain.voice.questions import GROUP, MOST_QUESTIONS, Chosen
from takepart.domain.voice.refusals import VoiceRefusal
from takepart.use_cases.ports import ChangedMeanwhile, StoreUnavailable
from takepart.use_cases.voice.answer_questions import Answering, Replying, form_of, pictures_of
from takepart.use_cases.voice.ports import AnswerMark, NotOurForm
from takepart.use_cases.voice.read_answers import results_of
from takepart.use_cases.voice.say import PAUSE
from takepart.web import responses
from takepart.web.paging import part_of
from takepart.web.problems import Problem
from takepart.web.requests import Typed, number_in
from takepart.web.route import Answer, Beside, Call, NoForm, Routes
from takepart.web.voice.desk import VoiceSite
from takepart.web.voice.feedback_pages import qr_code
from takepart.web.voice.forms import HIDDEN_BOX, TOKEN, SayForm, TakeBackForm
from takepart.web.voice.questionnaire_forms import QuestionnaireAnswerForm, form_class
from takepart.web.voice.result_charts import charts

BUSY: Final = (
    "Very many people are answering at once. Your words are still here: wait a little and press the button again"
)
PROOF: Final = "proof"
BACK: Final = "back"
_ONE: Final = "/questionnaires/<reference>"
_OWN: Final = f"{_ONE}/mine/<code>"
_ON_A_PAGE: Final = 20
routes: Routes[VoiceSite] = Routes("voice")


def _public(call: Call[VoiceSite, Any]) -> Questionnaire:
    id = read_reference(call.params["reference"])
    found = call.site.stores.questionnaires.get(QuestionnaireId(id)) if id else None
    if found is None or found.opened_on is None:
        raise Problem.not_found("See which questions we ask now.")
    return found


def _open(site: VoiceSite) -> list[Questionnaire]:
    """All that everybody can answer today."""
    found = site.stores.questionnaires.all_in(QuestionnaireState.OPEN)
    return [each for each in found if each.takes_answers(site.today) and not each.about.only_invited]


def _invited(call: Call[VoiceSite, Any], asked: Questionnaire) -> Invitation | None:
    """Whom a personal link is for, where there are such links; nobody for any other link."""
    site = call.site
    if not call.request.token or not asked.about.own_links:
        return None
    try:
        about = site.visitor(Replying).linked(call.request.token, Purpose.QUESTIONNAIRE)
    except BadLink:
        return None
    found = site.stores.invitations.get(InvitationId(about))
    return found if found and found.questionnaire == asked.id else None


def _known(asked: Questionnaire, invited: Invitation | None) -> Sender | None:
    return invited.to if invited and invited.to.name and not asked.about.anonymous else None


def _blank_or_sent(call: Call[VoiceSite, Any], asked: Questionnaire) -> QuestionnaireAnswerForm:
    """Its questions; and who answers, where answers have a name and no link says whose they are."""
    invited = _invited(call, asked)
    if asked.about.only_invited and invited is None:
        raise Problem(403, "This is for those we asked", "Open the link in the email that we sent you.")
    ask_name = not asked.about.anonymous and not _known(asked, invited)
    form = form_class(asked, ask_name=ask_name)(call.typed, call.site.rules)
    form.invited, form.going_back = invited, call.typed.get("go") == BACK
    if "name" in form and (form.going_back or form.goes_on_at(min(_page(call), len(asked.pages)))):
        del form["name"], form["email"]  # the last page asks
    return form


def _form(call: Call[VoiceSite, Any]) -> QuestionnaireAnswerForm:
    return _blank_or_sent(call, _public(call))


@routes.get("/questionnaires")
def every(call: Call[VoiceSite, NoForm]) -> Answer:
    """Those that can be answered, then those whose results can be seen, page by page."""
    site = call.site
    found = [*_open(site), *site.stores.questionnaires.all_in(QuestionnaireState.PUBLISHED)]
    part = part_of(found, call.request, size=_ON_A_PAGE)
    now_open = [each for each in part.things if not each.has_results]
    done = [each for each in part.things if each.has_results]
    return site.html(call, "voice/questionnaires.html", now_open=now_open, done=done, part=part)


@routes.get("/questionnaires/leaving")
def leaving(call: Call[VoiceSite, NoForm]) -> Answer:
    """To the exit interview that was opened last; to the page for feedback when there is none."""
    found = [each for each in _open(call.site) if each.about.purpose is QuestionnairePurpose.EXIT]
    latest = max(found, key=lambda each: (each.journal[-1].at, each.id), default=None)
    return responses.see_other(f"/questionnaires/{quote(latest.id)}" if latest else "/feedback")


@routes.get(_ONE)
def one(call: Call[VoiceSite, Any]) -> Answer:
    """One to answer; or that it has closed."""
    return _shown(call)


def _group(call: Call[VoiceSite, Any], asked: Questionnaire) -> Chosen:
    """The group whose link this is, as an answer; nothing for any other link."""
    number = asked.group_of_link(call.request.query.get("group", ""))
    return {GROUP: (number,)} if number else {}


def _group_name(call: Call[VoiceSite, Any], asked: Questionnaire) -> str:
    (number,) = _group(call, asked).get(GROUP, ("",))
    return asked.group_question.choices.get(number, "")


def _token(call: Call[VoiceSite, Any], asked: Questionnaire) -> str:
    """The same from page to page, so that all of them are one answer; a new one at the start."""
    token = call.typed.get(TOKEN, "")
    try:
        if token and call.site.forms.take(token).form == form_of(asked.id):
            return token
    except NotOurForm:
        pass
    return call.site.token(form_of(asked.id))


def _page(call: Call[VoiceSite, Any]) -> int:
    """The page that was sent; the first at the start."""
    number = number_in(call.typed.get("page", ""), digits=2) or 1
    return min(number, MOST_QUESTIONS)


def _shown(call: Call[VoiceSite, Any], page: int = 0) -> Answer:
    form, site = call.form, call.site
    if not isinstance(form, QuestionnaireAnswerForm):
        found = _public(call)
        if not found.takes_answers(site.today):
            return _closed(call, found)
        form = _blank_or_sent(call, found)
    wrong = [field.name for field in form if field.errors]
    shown = form.page_with(wrong) or min(page or _page(call), len(form.asked.pages))
    return site.html(
        call,
        "voice/questionnaire.html",
        each=form.asked,
        form=form,
        page=form.page(shown, call.typed),
        pictures=pictures_of(form.asked, site.stores.photos),
        group=_group_name(call, form.asked),
        known=_known(form.asked, form.invited),
        token=_token(call, form.asked),
        token_name=TOKEN,
        hidden_box=HIDDEN_BOX,
        proof=PROOF,
        errors=[{"text": form.check.words, "href": f"#{PROOF}"}] if form.check else _by_page(call.errors, form, shown),
    )


def _by_page(errors: Sequence[Any], form: QuestionnaireAnswerForm, shown: int) -> Sequence[Any]:
    """Each problem with its page, where there are several: it leads to its box if that is on the page that is shown."""
    if len(form.asked.pages) == 1:
        return errors
    found = []
    for each in errors:
        number = form.page_with([each["href"][1:].partition("-")[0]]) or shown
        leads = {"href": each["href"]} if number == shown else {}
        found.append({"text": f"Page {number}: {each['text']}", **leads})
    return found


@routes.post(_ONE, form=QuestionnaireAnswerForm, make=_form, shown=one)
def send(call: Call[VoiceSite, QuestionnaireAnswerForm]) -> Answer:
    """To the next page, or the one before; from the last one, count it and keep its words."""
    form = call.form
    here = min(_page(call), len(form.asked.pages))
    if form.going_back:
        return _shown(call, form.went_before(here))
    further = form.goes_on_at(here)
    if further and form.asked.takes_answers(call.site.today):
        return _shown(call, further)
    asked, invited = form.asked, form.invited
    first = asked.questions[0].id
    answering = Answering(
        token=call.typed.get(TOKEN, ""),
        said=form.said(),
        chosen={**form.chosen(), **_group(call, asked)},
        sender=form.sender() or _known(asked, invited),
        hidden_box=call.typed.get(HIDDEN_BOX, ""),
        proof=call.typed.get(PROOF, ""),
        invited=invited.id if invited else "",
    )
    try:
        code = call.site.visitor(Replying).answer(answering, asked)
    except Refused as refused:
        if refused.reason is VoiceRefusal.HAS_CLOSED:
            call.status = 409
            return _closed(call, asked, words="\n\n".join(each.words for each in form.said()))
        if refused.reason is VoiceRefusal.A_PERSON:
            form.check, call.status = call.site.visitor(Replying).check(call.typed.get(TOKEN, "")), 422
            return _shown(call, len(asked.pages))
        raise Beside(first, refused.reason.plain) from refused
    except (ChangedMeanwhile, StoreUnavailable):
        form[first].errors, call.status = [BUSY], 503
        return _shown(call)
    return responses.see_other(f"/questionnaires/{quote(asked.id)}/" + (f"mine/{code}?sent=1" if code else "thanks"))


def _closed(call: Call[VoiceSite, Any], asked: Questionnaire, *, words: str = "") -> Answer:
    """It has closed. Whoever was still writing can send the same words as feedback."""
    return call.site.html(
        call,
        "voice/questionnaire_closed.html",
        each=asked,
        say=SayForm(Typed({"words": words}), call.site.rules) if words else None,
        token=call.site.token("feedback"),
        token_name=TOKEN,
        hidden_box=HIDDEN_BOX,
    )


@routes.get(f"{_ONE}/thanks")
def thanks(call: Call[VoiceSite, NoForm]) -> Answer:
    """Thank you."""
    return call.site.html(call, "voice/questionnaire_sent.html", each=_public(call), code="", errors=[])


def _own(call: Call[VoiceSite, Any]) -> tuple[Questionnaire, str, AnswerMark]:
    """What belongs to a code. Raises Problem, after a pause."""
    asked, code = _public(call), read_code(call.params["code"])
    mark = call.site.visitor(Replying).own(code, asked) if code else None
    if code is None or mark is None:
        call.site.pause(PAUSE)
        raise Problem.not_found("We cannot find that code. Check each letter and number.")
    return asked, code, mark


@routes.get(_OWN)
def mine(call: Call[VoiceSite, Any]) -> Answer:
    """Thank you; the code, and the way to take the answers back."""
    asked, code, mark = _own(call)
    return call.site.html(
        call,
        "voice/questionnaire_sent.html",
        each=asked,
        code=code,
        mark=mark,
        can_change=asked.takes_answers(call.site.today),
        form=call.filled(TakeBackForm),
    )


@routes.post(f"{_OWN}/withdraw", form=TakeBackForm, shown=mine)
def withdraw(call: Call[VoiceSite, TakeBackForm]) -> Answer:
    """Take the answers back."""
    asked, code, _ = _own(call)
    call.site.visitor(Replying).withdraw(code, asked)
    return responses.see_other(f"/questionnaires/{quote(asked.id)}/mine/{code}")


@routes.get(f"{_ONE}/results")
def results(call: Call[VoiceSite, NoForm]) -> Answer:
    """What came of it."""
    asked = _public(call)
    found = results_of(asked, answers=call.site.stores.answers) if asked.has_results else None
    if found is None:
        raise Problem.not_found("We have not shown the results yet.")
    return call.site.html(call, "voice/questionnaire_results.html", each=asked, found=found, charts=charts(found))


@routes.get(f"{_ONE}/poster")
def poster(call: Call[VoiceSite, NoForm]) -> Answer:
    """To print."""
    asked = _public(call)
    group = _group(call, asked).get(GROUP, ("",))[0]
    address = f"{call.site.url}/questionnaires/{asked.id}" + (f"?group={asked.group_link(group)}" if group else "")
    page = "voice/questionnaire_poster.html"
    return call.site.html(call, page, each=asked, address=address, picture=qr_code(address))
