"""The addresses for whoever was invited to answer an audit. Few are: the rest is loaded when the first one comes."""

from __future__ import annotations

from typing import Final

from takepart.web.route import Answer, Call, NoForm, Routes
from takepart.web.voice.desk import VoiceSite

_ONE: Final = "/asked/<team>/<year>"
routes: Routes[VoiceSite] = Routes("voice")


@routes.get(_ONE)
def show(call: Call[VoiceSite, NoForm]) -> Answer:
    """The questions, for a code that can still be used; or a box for the code."""
    from takepart.web.voice.asked_pages import show

    return show(call)


@routes.post(_ONE, form=NoForm, shown=show)
def send(call: Call[VoiceSite, NoForm]) -> Answer:
    """Keep what was answered, once for each code."""
    from takepart.web.voice.asked_pages import send

    return send(call)


@routes.get(f"{_ONE}/thank-you")
def thanks(call: Call[VoiceSite, NoForm]) -> Answer:
    """Thank you; and what happens to words that may mean harm."""
    from takepart.web.voice.asked_pages import thanks

    return thanks(call)
