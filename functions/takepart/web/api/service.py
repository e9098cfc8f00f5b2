"""What a program asks about the service itself: is it well, and how do I call it?"""

from __future__ import annotations

from aws_lambda_powertools.event_handler import Response
from aws_lambda_powertools.event_handler.api_gateway import Router

from takepart.web import responses
from takepart.web.api.description import describe
from takepart.web.site import Site


def router(site: Site) -> Router:
    """``/health`` and ``/api/openapi.json``."""
    routes = Router()  # type: ignore[no-untyped-call]

    @routes.get("/health")
    def health() -> Response[str]:
        return responses.as_json({"status": "ok", "version": site.version})

    @routes.get("/api/openapi.json")
    def openapi() -> Response[str]:
        return responses.as_json(describe(site.policy, url=site.url, version=site.version))

    return routes
