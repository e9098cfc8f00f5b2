"""The page of one thing that was said: by its code, or by the link in an email to whoever gave a name."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, Final
from urllib.parse import quote

from takepart.domain.journal import Entry
from takepart.domain.links import BadLink, Purpose
from takepart.domain.uk_time import local_date
from takepart.domain.voice.aggregates import Text, WrittenBy
from takepart.domain.voice.codes import FeedbackId, read_code
from takepart.domain.voice.feedback import ChangeFelt
from takepart.use_cases.voice.say import Speaking
from takepart.web import responses
from takepart.web.problems import Problem
from takepart.web.route import Answer, Beside, Call, Routes
from takepart.web.voice.desk import VoiceSite, opens_nothing
from takepart.web.voice.forms import TOKEN, ChangeFeltForm, CodeForm, MoreForm, TakeBackForm

_MINE: Final = "/feedback/mine"
_BY_CODE: Final = "/feedback/<code>"
routes: Routes[VoiceSite] = Routes("voice")
DONE = {
    "more": "Thank you. We have added it.",
    "change": "Thank you for telling us.",
    "withdrawn": "We have deleted what you told us.",
}


@dataclass(frozen=True, kw_only=True)
class DatedText:
    """One text with its day, for a page."""

    by_us: bool
    words: str
    day: date


@dataclass(frozen=True, kw_only=True)
class WayBack:
    """How somebody came in: the feedback, the address to come back to, and the code if there is one."""

    id: FeedbackId
    address: str
    code: str = ""

    def to(self, what: str) -> str:
        """Where a form of the page is sent."""
        path, _, query = self.address.partition("?")
        return f"{path}/{what}" + (f"?{query}" if query else "")


def conversation(texts: Sequence[Text], journal: Sequence[Entry]) -> list[DatedText]:
    """Texts with their days, in order."""
    return [
        DatedText(by_us=text.by is WrittenBy.US, words=text.words, day=local_date(journal[text.seq - 1].at))
        for text in texts
    ]


def _door(call: Call[VoiceSite, Any]) -> WayBack:
    """How they came in. Raises Problem."""
    speaking = call.site.visitor(Speaking)
    if "code" in call.params:
        id, code = speaking.by_code(call.params["code"], pause=call.site.pause), read_code(call.params["code"])
        if id is None or code is None:
            raise Problem.not_found("We cannot find that code. Check each letter and number.")
        return WayBack(id=id, address=f"/feedback/{quote(code)}", code=code)
    try:
        id = FeedbackId(speaking.linked(call.request.token, Purpose.FEEDBACK))
    except BadLink as bad:
        raise opens_nothing(bad) from bad
    return WayBack(id=id, address=call.request.carried_on(_MINE))


def _done(door: WayBack, what: str) -> Answer:
    return responses.see_other(f"{door.address}{'&' if '?' in door.address else '?'}done={what}")


@routes.get("/feedback/code")
def ask(call: Call[VoiceSite, Any]) -> Answer:
    """A box for the code."""
    return call.html(call.site.page("voice/code.html", form=call.filled(CodeForm), errors=call.errors))


@routes.post("/feedback/code", form=CodeForm, shown=ask)
def find(call: Call[VoiceSite, CodeForm]) -> Answer:
    """To the page of a code."""
    code = read_code(call.form.code.data)
    if code is None or call.site.visitor(Speaking).by_code(code, pause=call.site.pause) is None:
        raise Beside("code", "We cannot find that code. Check each letter and number")
    return responses.see_other(f"/feedback/{quote(code)}")


@routes.get(_BY_CODE)
@routes.get(_MINE)
def show(call: Call[VoiceSite, Any]) -> Answer:
    """All that its own person may see of it."""
    site, door = call.site, _door(call)
    found = site.visitor(Speaking).look(door.id)
    if found is None:
        raise Problem.not_found()
    feedback, other = found.feedback, found.goes_on_with
    answers = conversation([text for text in other.texts if text.by is WrittenBy.US], other.journal) if other else []
    asked = next((each for each in found.led_to if each.id == feedback.asked_change), None)
    return call.html(
        site.page(
            "voice/mine.html",
            door=door,
            feedback=feedback,
            sent="sent" in call.request.query,
            done=DONE.get(call.request.query.get("done", ""), ""),
            texts=conversation(feedback.texts, feedback.journal),
            answers=answers,
            led_to=found.led_to,
            asked=asked if feedback.change is None else None,
            more=call.filled(MoreForm),
            change=call.filled(ChangeFeltForm),
            withdrawing=call.filled(TakeBackForm),
            errors=call.errors,
            token=site.token("more"),
            token_name=TOKEN,
            venue=site.voice.venue_name(feedback.venue),
        )
    )


@routes.post(f"{_BY_CODE}/more", form=MoreForm, shown=show)
@routes.post(f"{_MINE}/more", form=MoreForm, shown=show)
def more(call: Call[VoiceSite, MoreForm]) -> Answer:
    """Say more, or answer our question."""
    door = _door(call)
    call.site.visitor(Speaking).add_words(door.id, call.form.words.data, token=call.typed.get(TOKEN, ""))
    return _done(door, "more")


@routes.post(f"{_BY_CODE}/change", form=ChangeFeltForm, shown=show)
@routes.post(f"{_MINE}/change", form=ChangeFeltForm, shown=show)
def change(call: Call[VoiceSite, ChangeFeltForm]) -> Answer:
    """Did it change anything?"""
    door = _door(call)
    call.site.visitor(Speaking).tell_change(door.id, ChangeFelt(call.form.change.data))
    return _done(door, "change")


@routes.post(f"{_BY_CODE}/withdraw", form=TakeBackForm, shown=show)
@routes.post(f"{_MINE}/withdraw", form=TakeBackForm, shown=show)
def withdraw(call: Call[VoiceSite, TakeBackForm]) -> Answer:
    """Take all of it back."""
    door = _door(call)
    call.site.visitor(Speaking).withdraw(door.id)
    return _done(door, "withdrawn")
