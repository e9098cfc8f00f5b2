"""The page of one thing that was said: by its code, or by the link in an email to whoever gave a name."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from urllib.parse import quote, urlencode

from aws_lambda_powertools.event_handler import Response
from aws_lambda_powertools.event_handler.api_gateway import Router

from takepart.domain.journal import Entry
from takepart.domain.links import BadLink, LinkProblem
from takepart.domain.refused import Refused
from takepart.domain.uk_time import local_date
from takepart.domain.voice.codes import FeedbackId, read_code
from takepart.domain.voice.feedback import ChangeFelt
from takepart.domain.voice.texts import Text, WrittenBy
from takepart.use_cases.ports import ChangedMeanwhile
from takepart.use_cases.voice.come_back import by_code, by_link, look, tell_change
from takepart.use_cases.voice.ports import NotOurForm
from takepart.use_cases.voice.say import add_words
from takepart.web import responses
from takepart.web.forms.govuk import error_links
from takepart.web.problems import Problem
from takepart.web.requests import Request, Typed
from takepart.web.voice.desk import VoiceSite
from takepart.web.voice.feedback_pages import SEND_AGAIN
from takepart.web.voice.forms import MOST_BYTES, TOKEN, ChangeFeltForm, CodeForm, MoreForm

DONE = {
    "more": "Thank you. We have added it.",
    "change": "Thank you for telling us.",
}


@dataclass(frozen=True, kw_only=True)
class DatedText:
    """One text with its day, for a page."""

    by_us: bool
    words: str
    day: date


@dataclass(frozen=True, kw_only=True)
class Door:
    """How somebody came in: the feedback, the address to come back to, and the code if there is one."""

    id: FeedbackId
    address: str
    code: str = ""
    token: str = ""

    def to(self, what: str) -> str:
        """Where a form of the page is sent."""
        path, _, query = self.address.partition("?")
        return f"{path}/{what}" + (f"?{query}" if query else "")


def router(site: VoiceSite) -> Router:
    """``/feedback/code``, ``/feedback/<code>`` and ``/feedback/mine?t=…``."""
    routes = Router()  # type: ignore[no-untyped-call]

    def request() -> Request:
        return Request.of(routes.current_event.raw_event, most_bytes=MOST_BYTES)

    @routes.get("/feedback/code")
    def ask() -> Response[str]:
        return _ask(site, CodeForm(Typed(), site.rules))

    @routes.post("/feedback/code")
    def find() -> Response[str]:
        form = CodeForm(request().form(), site.rules)
        if form.problems():
            return _ask(site, form, status=422)
        code = read_code(form.code.data)
        if code is None or by_code(code, feedbacks=site.feedbacks, pause=site.pause) is None:
            form.code.errors = ["We cannot find that code. Check each letter and number"]
            return _ask(site, form, status=422)
        return responses.see_other(f"/feedback/{quote(code)}")

    @routes.get("/feedback/mine")
    def mine() -> Response[str]:
        return _show(site, request(), _by_link(site, request()))

    @routes.post("/feedback/mine/<what>")
    def do_mine(what: str) -> Response[str]:
        return _do(site, request(), _by_link(site, request()), what)

    @routes.get("/feedback/<code>")
    def show(code: str) -> Response[str]:
        return _show(site, request(), _by_code(site, code))

    @routes.post("/feedback/<code>/<what>")
    def do(code: str, what: str) -> Response[str]:
        return _do(site, request(), _by_code(site, code), what)

    return routes


def conversation(texts: Sequence[Text], journal: Sequence[Entry]) -> list[DatedText]:
    """Texts with their days, in order."""
    return [
        DatedText(by_us=text.by is WrittenBy.US, words=text.words, day=local_date(journal[text.seq - 1].at))
        for text in texts
    ]


def _ask(site: VoiceSite, form: CodeForm, *, status: int = 200) -> Response[str]:
    return responses.html(site.page("voice/code.html", form=form, errors=error_links([form])), status=status)


def _by_code(site: VoiceSite, typed: str) -> Door:
    id = by_code(typed, feedbacks=site.feedbacks, pause=site.pause)
    code = read_code(typed)
    if id is None or code is None:
        raise Problem.not_found("We cannot find that code. Check each letter and number.")
    return Door(id=id, address=f"/feedback/{quote(code)}", code=code)


def _by_link(site: VoiceSite, request: Request) -> Door:
    token = request.query.get("t", "")
    try:
        id = by_link(token, links=site.links, now=site.now())
    except BadLink as bad:
        if bad.problem is LinkProblem.EXPIRED:
            raise Problem.gone("This link is too old", "Contact us, and we will send you a new one.") from bad
        raise Problem.not_found("Open the link from your email again.") from bad
    return Door(id=id, address=f"/feedback/mine?{urlencode({'t': token})}", token=token)


def _do(site: VoiceSite, request: Request, door: Door, what: str) -> Response[str]:
    typed = request.form()
    more, change = MoreForm(typed, site.rules), ChangeFeltForm(typed, site.rules)
    try:
        if what == "more" and not more.problems():
            add_words(
                door.id,
                more.words.data,
                token=typed.get(TOKEN, ""),
                feedbacks=site.feedbacks,
                forms=site.forms,
                policy=site.policy,
                now=site.now(),
            )
        elif what == "change" and not change.problems():
            tell_change(door.id, ChangeFelt(change.change.data), feedbacks=site.feedbacks, now=site.now())
        elif what not in DONE:
            raise Problem.not_found()
        else:
            shown = ChangeFeltForm(Typed(), site.rules) if what == "more" else change
            return _show(site, request, door, more=more if what == "more" else None, change=shown, status=422)
    except NotOurForm:
        more.words.errors = [SEND_AGAIN]
        return _show(site, request, door, more=more, status=422)
    except Refused as refused:
        raise Problem(409, "That did not work", refused.reason.plain) from refused
    except ChangedMeanwhile as changed:
        raise Problem(
            409, "We were writing at the same time", "Nothing was lost. Go back and send it again."
        ) from changed
    mark = "&" if "?" in door.address else "?"
    return responses.see_other(f"{door.address}{mark}done={what}")


def _show(
    site: VoiceSite,
    request: Request,
    door: Door,
    *,
    more: MoreForm | None = None,
    change: ChangeFeltForm | None = None,
    status: int = 200,
) -> Response[str]:
    found = look(door.id, feedbacks=site.feedbacks, you_saids=site.you_saids)
    if found is None:
        raise Problem.not_found()
    more, change = more or MoreForm(Typed(), site.rules), change or ChangeFeltForm(Typed(), site.rules)
    feedback, other = found.feedback, found.goes_on_with
    answers = conversation([text for text in other.texts if text.by is WrittenBy.US], other.journal) if other else []
    asked = next((each for each in found.led_to if each.id == feedback.asked_change), None)
    return responses.html(
        site.page(
            "voice/mine.html",
            door=door,
            feedback=feedback,
            sent="sent" in request.query,
            done=DONE.get(request.query.get("done", ""), ""),
            texts=conversation(feedback.texts, feedback.journal),
            answers=answers,
            led_to=found.led_to,
            asked=asked if feedback.change is None else None,
            more=more,
            change=change,
            errors=error_links([more, change]),
            token=site.token("more"),
            token_name=TOKEN,
            venue=site.voice.venue_name(feedback.venue),
        ),
        status=status,
    )
