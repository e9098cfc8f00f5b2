"""What a program asks about the service itself: is it well, and how do I call it?"""

from __future__ import annotations

from takepart.web import responses
from takepart.web.api.description import describe
from takepart.web.route import Answer, Call, NoForm, Routes
from takepart.web.site import Site

routes: Routes[Site] = Routes("website")


@routes.get("/health")
def health(call: Call[Site, NoForm]) -> Answer:
    """It is well."""
    return responses.as_json({"status": "ok", "version": call.site.version})


@routes.get("/api/openapi.json")
def openapi(call: Call[Site, NoForm]) -> Answer:
    """How it is called."""
    return responses.as_json(describe(call.site.policy, url=call.site.url, version=call.site.version))
