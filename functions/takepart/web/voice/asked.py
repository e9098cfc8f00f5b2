"""The addresses for whoever was invited to answer an audit. Few are: the rest is loaded when the first one comes."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from aws_lambda_powertools.event_handler import Response
from aws_lambda_powertools.event_handler.api_gateway import Router

from takepart.web.requests import Request
from takepart.web.voice.desk import VoiceSite
from takepart.web.voice.forms import MOST_BYTES

if TYPE_CHECKING:
    from takepart.web.voice.asked_pages import Asking


def router(site: VoiceSite, asking: Callable[[], Asking]) -> Router:
    """``/asked/<team>/<year>`` with a code, and the page that says thank you."""
    routes = Router()  # type: ignore[no-untyped-call]

    def request() -> Request:
        return Request.of(routes.current_event.raw_event, most_bytes=MOST_BYTES)

    @routes.get("/asked/<team>/<year>")
    def show(team: str, year: str) -> Response[str]:
        from takepart.web.voice import asked_pages

        return asked_pages.show(site, asking(), team, year, request())

    @routes.post("/asked/<team>/<year>")
    def send(team: str, year: str) -> Response[str]:
        from takepart.web.voice import asked_pages

        return asked_pages.send(site, asking(), team, year, request())

    @routes.get("/asked/<team>/<year>/thank-you")
    def thanks(team: str, year: str) -> Response[str]:
        from takepart.web.voice import asked_pages

        return asked_pages.thanks(site, asking(), team, year, request())

    return routes
