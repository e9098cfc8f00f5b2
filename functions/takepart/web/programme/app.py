"""Everything about taking part behind one door."""

from __future__ import annotations

from takepart.web.app import App
from takepart.web.pages import public
from takepart.web.programme import browse, my, my_address, my_sessions, register
from takepart.web.programme.desk import Programme
from takepart.web.security import Security
from takepart.web.site import brand_style


def programme_app(desk: Programme) -> App:
    """The pages, ready to be called."""
    return App(
        routers=[
            browse.router(desk),
            register.router(desk),
            my.router(desk),
            my_address.router(desk),
            my_sessions.router(desk),
        ],
        security=Security(site_url=desk.url, inline_style=brand_style(desk.policy)),
        error_page=lambda problem, reference: public.error_page(desk.page, problem, reference),
    )
