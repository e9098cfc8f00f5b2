"""Staff build a questionnaire, question by question, look at it as people will, open it, and see it through."""

from __future__ import annotations

from datetime import date
from functools import partial
from itertools import takewhile
from typing import Any, Final
from urllib.parse import quote

from takepart.domain.refused import Refused
from takepart.domain.voice import questionnaire as steps
from takepart.domain.voice.consultation import ConsultationState
from takepart.domain.voice.questionnaire import USUAL_A_DAY, QuestionnaireId, Template
from takepart.domain.voice.questionnaire_states import AnswerState, QuestionnaireState
from takepart.domain.voice.questions import QuestionId, QuestionKind
from takepart.domain.voice.tally import UrnId, added, day_of, so_far, told_of
from takepart.domain.words import long_day
from takepart.use_cases.voice.answer_questions import pictures_of
from takepart.use_cases.voice.build_questionnaires import Building
from takepart.use_cases.voice.read_answers import Weighing
from takepart.web import responses
from takepart.web.forms.fields import Option
from takepart.web.office.voice.desk import VoiceOffice, in_states
from takepart.web.office.voice.questionnaire_forms import (
    DaysForm,
    GroupsForm,
    LastDayForm,
    QuestionForm,
    QuestionnaireAboutForm,
    QuestionnaireInviteForm,
    about_typed,
    question_typed,
)
from takepart.web.problems import Problem
from takepart.web.requests import Typed
from takepart.web.route import Answer, Beside, Call, NoForm, Routes, back
from takepart.web.voice.questionnaire_forms import QuestionnaireAnswerForm, form_class

LIST: Final = "/office/voice/questionnaires"
_ONE: Final = f"{LIST}/<reference>"
_QUESTION: Final = f"{_ONE}/questions/<question>"
routes: Routes[VoiceOffice] = Routes("voice-office")


def _id(call: Call[VoiceOffice, Any]) -> QuestionnaireId:
    return QuestionnaireId(call.params["reference"])


def _building(call: Call[VoiceOffice, Any]) -> Building:
    """What they do, if they have a part in this. Raises Closed."""
    acting = call.site.acting(call, Building)
    acting.must(acting.writes)
    return acting


def _to_questions(call: Call[VoiceOffice, Any]) -> Answer:
    return responses.see_other(f"{LIST}/{quote(_id(call))}#questions")


def _about(call: Call[VoiceOffice, Any], typed: Typed | dict[str, str] | None = None) -> QuestionnaireAboutForm:
    """The form, with the consultations that can still be answered."""
    states = (ConsultationState.PLANNED, ConsultationState.OPENED)
    found = [each for state in states for each in call.site.stores.consultations.all_in(state)]
    offered = [Option(value=each.id, label=each.proposal.title) for each in found]
    return QuestionnaireAboutForm(call.typed if typed is None else typed, call.site.rules, consultations=offered)


def _question_form(call: Call[VoiceOffice, Any], typed: Typed | dict[str, str] | None = None) -> QuestionForm:
    """The form of a question, with the answers of those before it: it can be asked after one of them alone."""
    found = _building(call).read(_id(call))
    asked = takewhile(lambda each: each.id != call.params.get("question"), found.questions)
    offered = [
        Option(value=f"{each.id}-{option}", label=f"{each.words}: {words}")
        for each in asked
        if each.kind is not QuestionKind.RANKING
        for option, words in each.choices.items()
    ]
    return QuestionForm(call.typed if typed is None else typed, call.site.rules, answers=offered)


def _template(call: Call[VoiceOffice, Any]) -> Template | None:
    name = call.typed.get("template", "") or call.request.query.get("template", "")
    return next((each for each in call.site.templates() if each.id == name), None)


@routes.get(LIST)
def listed(call: Call[VoiceOffice, NoForm]) -> Answer:
    """All of them, by where they stand, and what a new one can start from."""
    _building(call)
    office = call.site
    return office.html(
        call,
        "office/voice/questionnaires.html",
        lists=in_states(call, QuestionnaireState, office.stores.questionnaires.in_state),
        unread=office.stores.answers.count(AnswerState.UNREAD),
        review=office.stores.answers.count(AnswerState.REVIEW),
        templates=office.templates(),
    )


@routes.get(f"{LIST}/new")
def new(call: Call[VoiceOffice, Any]) -> Answer:
    """A new one, empty or from a template."""
    _building(call)
    start, form = _template(call), call.form
    if not isinstance(form, QuestionnaireAboutForm):
        typed = {"consultation": call.request.query.get("consultation", ""), "most_a_day": str(USUAL_A_DAY)}
        if start:
            typed |= {
                "title": start.title,
                "why": start.words,
                "purpose": start.purpose.value,
                "anonymous": "yes" if start.anonymous else "no",
            }
        form = _about(call, typed)
    return call.site.html(call, "office/voice/questionnaire_new.html", form=form, template=start)


@routes.post(f"{LIST}/new", form=QuestionnaireAboutForm, make=_about, shown=new)
def build(call: Call[VoiceOffice, QuestionnaireAboutForm]) -> Answer:
    """Keep it."""
    start = _template(call)
    draft = _building(call).build(call.form.about(), start.questions if start else ())
    return responses.see_other(f"{LIST}/{quote(draft.id)}")


@routes.get(_ONE)
def one(call: Call[VoiceOffice, Any]) -> Answer:
    """One of them, with what may be done."""
    office, acting, id = call.site, _building(call), _id(call)
    found, about = acting.read(id), call.form
    is_draft, was_asked = found.state is QuestionnaireState.DRAFT, found.opened_on is not None
    urns = office.stores.answers.urns(id) if was_asked else {}
    if is_draft and not isinstance(about, QuestionnaireAboutForm):
        about = _about(call, about_typed(found))
    return office.html(
        call,
        "office/voice/questionnaire.html",
        each=found,
        seen=found.version,
        states=QuestionnaireState,
        may_publish=acting.checks,
        takes_answers=found.takes_answers(office.today),
        is_over=office.today > found.about.closes,
        unread=office.stores.answers.count(AnswerState.UNREAD, of=id) if was_asked else 0,
        review=office.stores.answers.count(AnswerState.REVIEW, of=id) if was_asked else 0,
        so_far=so_far(added(urns.values()), office.today) if found.takes_answers(office.today) else "",
        weigh=found.to_weigh(urns, office.today),
        may_weigh=acting.reads,
        about=about if is_draft else None,
        question=call.form if isinstance(call.form, QuestionForm) else _question_form(call, {}),
        longer=call.filled(LastDayForm),
        groups=call.form
        if isinstance(call.form, GroupsForm)
        else GroupsForm({"groups": "\n".join(found.groups)}, call.site.rules),
        invite=call.filled(QuestionnaireInviteForm),
        address=f"{office.url}/questionnaires/{found.id}",
        invited=call.request.query.get("done", "") == "invited",
    )


@routes.get(f"{_ONE}/preview")
def preview(call: Call[VoiceOffice, NoForm]) -> Answer:
    """As people will see it."""
    found = _building(call).read(_id(call))
    form = form_class(found, ask_name=not found.about.anonymous)(Typed(), call.site.rules)
    return call.site.html(
        call,
        "office/voice/questionnaire_preview.html",
        each=found,
        form=form,
        pictures=pictures_of(found, call.site.stores.photos),
    )


@routes.post(f"{_ONE}/about", form=QuestionnaireAboutForm, make=_about, shown=one)
def about(call: Call[VoiceOffice, QuestionnaireAboutForm]) -> None:
    """Change what stands above the questions."""
    _building(call).change(_id(call), call.form.about())


@routes.post(f"{_ONE}/put", form=QuestionForm, make=_question_form, shown=one)
def put(call: Call[VoiceOffice, QuestionForm]) -> Answer:
    """Add a question."""
    _building(call).do(_id(call), partial(steps.put, **call.form.question()))
    return _to_questions(call)


routes.buttons(
    one,
    {
        f"{_ONE}/open": lambda call: _building(call).open(_id(call)),  # ask people
        f"{_ONE}/close": lambda call: _building(call).close(_id(call)),  # its last day is over
        f"{_ONE}/publish": lambda call: _building(call).publish(_id(call)),  # show everyone the results
        f"{_ONE}/archive": lambda call: _building(call).do(_id(call), steps.archive),  # put it away
    },
)


@routes.post(f"{_ONE}/last-day", form=LastDayForm, shown=one)
def last_day(call: Call[VoiceOffice, LastDayForm]) -> None:
    """Move the last day."""
    _building(call).do(_id(call), partial(steps.retime, closes=call.form.until.data or date.min))


@routes.post(f"{_ONE}/groups", form=GroupsForm, shown=one)
def groups(call: Call[VoiceOffice, GroupsForm]) -> None:
    """Links for groups."""
    _building(call).name_groups(_id(call), call.form.named())


def _days(call: Call[VoiceOffice, Any]) -> DaysForm:
    """The days that are over on which more answers came by a link than were expected, and how many came."""
    found = call.site.acting(call, Weighing).read(_id(call))
    urns = call.site.stores.answers.urns(found.id)
    offered = [
        Option(value=urn, label=f"{long_day(day_of(urn))}, {_link(found, urn)}: {many}")
        for urn, many in told_of(urns, found.to_weigh(urns, call.site.today)).items()
    ]
    return DaysForm(call.typed if isinstance(call.typed, Typed) else Typed(), call.site.rules, days=offered)


def _link(found: steps.Questionnaire, urn: UrnId) -> str:
    group = urn.partition("*")[2]
    return f"the link of {found.group_question.choices[group]}" if group else "the link for everyone"


@routes.get(f"{_ONE}/days")
def days_to_look_at(call: Call[VoiceOffice, Any]) -> Answer:
    """For those who read what people say: they may not write questionnaires."""
    found, form = call.site.acting(call, Weighing).read(_id(call)), call.form
    return call.site.html(
        call,
        "office/voice/questionnaire_days.html",
        each=found,
        seen=found.version,
        form=form if isinstance(form, DaysForm) else _days(call),
    )


@routes.post(f"{_ONE}/days", form=DaysForm, make=_days, shown=days_to_look_at)
def days(call: Call[VoiceOffice, DaysForm]) -> Answer:
    """Whether the answers of some days count."""
    chosen = [UrnId(each) for each in call.form.days.data or ()]
    call.site.acting(call, Weighing).weigh(_id(call), chosen, counts=bool(call.form.count.data))
    return responses.see_other(f"{LIST}/{quote(_id(call))}/days")


@routes.post(f"{_ONE}/invite", form=QuestionnaireInviteForm, shown=one)
def invite(call: Call[VoiceOffice, QuestionnaireInviteForm]) -> Answer:
    """Ask somebody by email."""
    _building(call).invite(_id(call), call.form.to())
    return back(call, "?done=invited")


def _paper(call: Call[VoiceOffice, Any]) -> QuestionnaireAnswerForm:
    """All of its questions on one page."""
    found = _building(call).read(_id(call))
    return form_class(found, ask_name=not found.about.anonymous)(call.typed, call.site.rules)


@routes.get(f"{_ONE}/paper")
def paper(call: Call[VoiceOffice, Any]) -> Answer:
    """To type in what somebody answered on paper."""
    found, form = _building(call).read(_id(call)), call.form
    if found.state is not QuestionnaireState.OPEN:
        raise Problem(409, "This is not open", "Answers on paper can be typed in until it closes.")
    if not isinstance(form, QuestionnaireAnswerForm):
        form = _paper(call)
    done = call.request.query.get("done", "") == "typed"
    return call.site.html(
        call,
        "office/voice/questionnaire_paper.html",
        each=found,
        form=form,
        done=done,
        pictures=pictures_of(found, call.site.stores.photos),
    )


@routes.post(f"{_ONE}/paper", form=QuestionnaireAnswerForm, make=_paper, shown=paper, heard=True)
def type_in(call: Call[VoiceOffice, QuestionnaireAnswerForm]) -> Answer:
    """Count it, and keep its words to be read."""
    form = call.form
    try:
        _building(call).type_in(_id(call), form.said(), form.chosen(), form.sender())
    except Refused as refused:
        raise Beside(form.asked.questions[0].id, refused.reason.plain) from refused
    return responses.see_other(f"{LIST}/{quote(_id(call))}/paper?done=typed")


def _question(call: Call[VoiceOffice, Any]) -> QuestionId:
    return QuestionId(call.params["question"])


@routes.get(_QUESTION)
def question(call: Call[VoiceOffice, Any]) -> Answer:
    """One question."""
    found, form = _building(call).read(_id(call)), call.form
    if not isinstance(form, QuestionForm):
        form = _question_form(call, question_typed(found.question(_question(call))))
    return call.site.html(
        call,
        "office/voice/questionnaire_question.html",
        each=found,
        seen=found.version,
        question=_question(call),
        form=form,
    )


@routes.post(f"{_QUESTION}/save", form=QuestionForm, make=_question_form, shown=question)
def save(call: Call[VoiceOffice, QuestionForm]) -> Answer:
    """Change it."""
    _building(call).do(_id(call), partial(steps.put, **call.form.question(), instead_of=_question(call)))
    return _to_questions(call)


@routes.post(f"{_QUESTION}/up", form=NoForm, shown=one)
def up(call: Call[VoiceOffice, NoForm]) -> Answer:
    """Move it one place up."""
    _building(call).do(_id(call), partial(steps.move, question=_question(call), up=True))
    return _to_questions(call)


@routes.post(f"{_QUESTION}/down", form=NoForm, shown=one)
def down(call: Call[VoiceOffice, NoForm]) -> Answer:
    """Move it one place down."""
    _building(call).do(_id(call), partial(steps.move, question=_question(call), up=False))
    return _to_questions(call)


@routes.post(f"{_QUESTION}/remove", form=NoForm, shown=one)
def remove(call: Call[VoiceOffice, NoForm]) -> Answer:
    """Take it out."""
    _building(call).remove(_id(call), _question(call))
    return _to_questions(call)
