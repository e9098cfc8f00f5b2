"""The two cookies: a signed-in member of staff's, and of a claim that was begun. Each a random secret, nothing else."""

from __future__ import annotations

from enum import StrEnum

from takepart.web.requests import Request


class Cookie(StrEnum):
    """What a cookie finds again."""

    OFFICE = "takepart-office"
    CLAIM = "takepart-claim"
    """Of a claim that was begun in this browser, until it is sent or the browser is closed."""


def name(site_url: str, of: Cookie = Cookie.OFFICE) -> str:
    """The cookie's name: over https, one that browsers keep to this very host."""
    return f"__Host-{of}" if site_url.startswith("https://") else of.value


def secret_of(request: Request, *, site_url: str, of: Cookie = Cookie.OFFICE) -> str:
    """The secret that a browser sent; empty when it sent none."""
    return request.cookies.get(name(site_url, of), "")


def setting(secret: str, *, site_url: str, seconds: int | None, of: Cookie = Cookie.OFFICE) -> str:
    """The Set-Cookie header that keeps a secret; with no secret and 0 seconds, the one that forgets it.

    Without seconds the browser forgets it when it is closed. Lax, since a link in an email must find its reader signed
    in.
    """
    secure = "; Secure" if site_url.startswith("https://") else ""
    kept = "" if seconds is None else f"; Max-Age={seconds}"
    return f"{name(site_url, of)}={secret}; Path=/{kept}; HttpOnly; SameSite=Lax{secure}"
