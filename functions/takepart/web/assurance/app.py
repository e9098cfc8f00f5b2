"""Everything about promises behind one door."""

from __future__ import annotations

from takepart.web.app import App
from takepart.web.assurance import audit_pages, invite_pages, map_pages, promise_pages, public
from takepart.web.assurance.desk import PromisesDesk


def promises_app(desk: PromisesDesk, *, upload_origin: str) -> App:
    """The pages, ready to be called. ``upload_origin`` is where files are posted to."""
    pages = (
        public,
        promise_pages,
        invite_pages,
        map_pages,
        audit_pages,  # after them: its <piece> would take their addresses
    )
    return desk.app([each.routes.serve(desk) for each in pages], upload_origin=upload_origin)
