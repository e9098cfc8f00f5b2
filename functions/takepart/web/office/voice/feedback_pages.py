"""What people said, for its readers: what waits, one of them with all that was said, and what a reader does."""

from __future__ import annotations

from collections.abc import Callable
from typing import Final
from urllib.parse import quote

from aws_lambda_powertools.event_handler import Response
from aws_lambda_powertools.event_handler.api_gateway import Router

from takepart.domain.refused import Refused
from takepart.domain.voice.answer_states import AnswerState
from takepart.domain.voice.codes import FeedbackId
from takepart.domain.voice.feedback import Feedback, FeedbackState
from takepart.domain.voice.figures import months_until
from takepart.domain.voice.you_said import YouSaidState
from takepart.use_cases.ports import ChangedMeanwhile
from takepart.use_cases.voice.hear import Hearing
from takepart.web import responses
from takepart.web.forms.govuk import error_links
from takepart.web.office.voice.desk import VoiceOffice, explained
from takepart.web.problems import Problem
from takepart.web.requests import Request, Typed
from takepart.web.voice.coming_back import conversation
from takepart.web.voice.forms import MOST_BYTES, MoreForm

WHERE: Final = {
    FeedbackState.WAITING: "Waits to be read",
    FeedbackState.TAKEN: "Somebody has it",
    FeedbackState.ASKED: "We asked something back",
    FeedbackState.REVIEW: "May be spam",
    FeedbackState.ANSWERED: "Answered",
    FeedbackState.SET_ASIDE: "Set aside as spam",
    FeedbackState.MERGED: "Goes on with another",
    FeedbackState.ERASED: "Its time was over: the words are deleted",
}
WHY_SPAM: Final = {
    "hidden-box": "it filled in a box that people do not see",
    "too-fast": "it was sent very fast",
    "too-many": "very many came that day",
    "old-form": "the page was days old",
}


def router(office: VoiceOffice) -> Router:
    """``/office/voice`` and ``/office/voice/feedback``."""
    routes = Router()  # type: ignore[no-untyped-call]

    def request() -> Request:
        return Request.of(routes.current_event.raw_event, most_bytes=MOST_BYTES)

    @routes.get("/office/voice")
    def home() -> Response[str]:
        return _home(office, request())

    @routes.get("/office/voice/feedback")
    def listed() -> Response[str]:
        return _list(office, request())

    @routes.get("/office/voice/feedback/<id>")
    def one(id: str) -> Response[str]:
        return _show(office, request(), FeedbackId(id))

    @routes.post("/office/voice/feedback/<id>/<what>")
    def do(id: str, what: str) -> Response[str]:
        return _do(office, request(), FeedbackId(id), what)

    @routes.get("/office/voice/pack")
    def pack() -> Response[str]:
        return _pack(office, request())

    return routes


def _home(office: VoiceOffice, request: Request) -> Response[str]:
    member = office.member(request)
    reads = office.hearing(member).reads
    publishing = office.publishing(member)
    return responses.html(
        office.page(
            "office/voice/home.html",
            member,
            reads=reads,
            writes=publishing.writes,
            door_alerts=office.guarding(member).board(),
            alerts=list(office.feedbacks.alerts()) if reads else [],
            answer_alerts=office.answers.alerts() if reads else [],
            unread_answers=office.answers.count(AnswerState.UNREAD) if reads else 0,
            lists=[(state, office.feedbacks.in_state(state)) for state in _TO_DO] if reads else [],
            where=WHERE,
            drafts=office.you_saids.in_state(YouSaidState.DRAFT).things if publishing.writes else [],
            complaints=office.handling(member).board(),
            track=lambda id: office.voice.track(id).name,
            venue=office.voice.venue_name,
        )
    )


_TO_DO: Final = (FeedbackState.WAITING, FeedbackState.TAKEN, FeedbackState.ASKED, FeedbackState.REVIEW)


def _list(office: VoiceOffice, request: Request) -> Response[str]:
    member = office.member(request)
    if not office.hearing(member).reads:
        raise Problem(403, "This is not open to you", "Only those who read what people say can see this.")
    try:
        state = FeedbackState(request.query.get("state", FeedbackState.ANSWERED.value))
    except ValueError:
        raise Problem.not_found("There is no such list.") from None
    found = office.feedbacks.in_state(state, start=request.query.get("next") or None, newest=True)
    after = f"/office/voice/feedback?state={state.value}&next={quote(found.next)}" if found.next else ""
    return responses.html(
        office.page(
            "office/voice/list.html",
            member,
            state=state,
            states=WHERE,
            found=found.things,
            after=after,
            venue=office.voice.venue_name,
        )
    )


def _show(
    office: VoiceOffice, request: Request, id: FeedbackId, *, form: MoreForm | None = None, status: int = 200
) -> Response[str]:
    member = office.member(request)
    try:
        feedback = office.hearing(member).read(id)
    except Refused as refused:
        raise explained(refused) from refused
    form = form or MoreForm(Typed(), office.rules)
    others = [
        each
        for state in (FeedbackState.WAITING, FeedbackState.TAKEN, FeedbackState.ANSWERED)
        for each in office.feedbacks.in_state(state, newest=True).things
        if each.id != id
    ]
    return responses.html(
        office.page(
            "office/voice/feedback.html",
            member,
            feedback=feedback,
            where=WHERE,
            why_spam=[WHY_SPAM.get(each, each) for each in feedback.suspected],
            texts=conversation(feedback.texts, feedback.journal),
            also=[(each, conversation(each.texts, each.journal)) for each in office.feedbacks.many(feedback.also)],
            others=others,
            choices_of_others=[{"value": e.id, "text": f"{e.said_on}: {e.texts[0].words[:60]}"} for e in others],
            venue=office.voice.venue_name(feedback.venue),
            form=form,
            errors=error_links([form]),
        ),
        status=status,
    )


def _do(office: VoiceOffice, request: Request, id: FeedbackId, what: str) -> Response[str]:
    member = office.member(request)
    typed = request.form()
    hearing = office.hearing(member, typed)
    form = MoreForm(typed, office.rules)
    if what in _WITH_WORDS and form.problems():
        return _show(office, request, id, form=form, status=422)
    plain: dict[str, Callable[[], Feedback]] = {
        "take": lambda: hearing.take(id),
        "keep": lambda: hearing.keep(id),
        "set-aside": lambda: hearing.set_aside(id),
        "merge": lambda: hearing.merge(id, FeedbackId(typed.get("into", ""))),
        **{name: (lambda step=step: step(hearing, id, form.words.data)) for name, step in _WITH_WORDS.items()},  # type: ignore[misc]
    }
    if what not in plain:
        raise Problem.not_found()
    try:
        after = plain[what]()
    except (Refused, ChangedMeanwhile) as refused:
        raise explained(refused) from refused
    return responses.see_other(f"/office/voice/feedback/{quote(after.id)}")


_WITH_WORDS: Final = {"answer": Hearing.answer, "ask": Hearing.ask}


def _pack(office: VoiceOffice, request: Request) -> Response[str]:
    """For the stakeholder engagement group: what was said, what we did, what is late (Lincolnshire strategy)."""
    member = office.member(request)
    found = office.you_saids.in_state(YouSaidState.PUBLISHED).things
    return responses.html(
        office.page(
            "office/voice/pack.html",
            member,
            found=found,
            late=[each for each in found if each.is_late(office.today)],
            months=office.figures.months(list(months_until(office.today, 12))),
        )
    )
