"""An alert for those on duty: what was written and where, "mine", and that it is dealt with."""

from __future__ import annotations

from typing import Any
from urllib.parse import quote

from takepart.domain.voice.alert import AlertId, AlertState
from takepart.use_cases.voice.guard import Guarding
from takepart.web import responses
from takepart.web.office.voice.desk import VoiceOffice
from takepart.web.route import Answer, Call, NoForm, Routes

_ONE = "/office/voice/alerts/<id>"
routes: Routes[VoiceOffice] = Routes("voice-office")


def _guarding(call: Call[VoiceOffice, Any]) -> Guarding:
    return call.site.guarding(call)


def _id(call: Call[VoiceOffice, Any]) -> AlertId:
    return AlertId(call.params["id"])


def _back(call: Call[VoiceOffice, Any]) -> Answer:
    return responses.see_other(f"/office/voice/alerts/{quote(_id(call))}")


@routes.get(_ONE)
def one(call: Call[VoiceOffice, Any]) -> Answer:
    """One alert, with what may be done."""
    alert = _guarding(call).read(_id(call))
    return call.html(
        call.site.page(
            "office/voice/alert.html",
            call.who,
            alert=alert,
            seen=alert.version,
            states=AlertState,
            mine=alert.taken_by == call.who.id,
            errors=call.errors,
        )
    )


@routes.post(f"{_ONE}/take", form=NoForm, shown=one)
def take(call: Call[VoiceOffice, NoForm]) -> Answer:
    """ "Mine"."""
    _guarding(call).take(_id(call))
    return _back(call)


@routes.post(f"{_ONE}/done", form=NoForm, shown=one)
def done(call: Call[VoiceOffice, NoForm]) -> Answer:
    """It is dealt with."""
    _guarding(call).close(_id(call))
    return _back(call)
