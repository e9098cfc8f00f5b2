"""Everything about promises behind one door."""

from __future__ import annotations

from takepart.web.app import App
from takepart.web.assurance import action_pages, audit_pages, invite_pages, map_pages, promise_pages, public, routes
from takepart.web.assurance.desk import PromisesDesk


def promises_app(desk: PromisesDesk, *, upload_origin: str) -> App:
    """The pages, ready to be called. ``upload_origin`` is where files are posted to."""
    routers = [
        public.router(desk),
        routes.router(desk),
        promise_pages.router(desk),
        invite_pages.router(desk),
        action_pages.router(desk),
        map_pages.router(desk),
        audit_pages.router(desk),  # after them: its <piece> would take their addresses
    ]
    return desk.app(routers, upload_origin=upload_origin)
