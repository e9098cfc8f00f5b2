"""Everything about promises behind one door."""

from __future__ import annotations

from takepart.web.app import App
from takepart.web.assurance import audit_pages, public, routes
from takepart.web.assurance.desk import PromisesDesk


def promises_app(desk: PromisesDesk, *, upload_origin: str) -> App:
    """The pages, ready to be called. ``upload_origin`` is where files are posted to."""
    return desk.app([public.router(desk), routes.router(desk), audit_pages.router(desk)], upload_origin=upload_origin)
