"""The cookie of a signed-in member of staff: a random secret, and nothing else."""

from __future__ import annotations

from typing import Final

from takepart.web.requests import Request

_PLAIN: Final = "takepart-office"
_SECURE: Final = "__Host-takepart-office"


def name(site_url: str) -> str:
    """The cookie's name: over https, one that browsers keep to this very host."""
    return _SECURE if site_url.startswith("https://") else _PLAIN


def secret_of(request: Request, *, site_url: str) -> str:
    """The secret that a browser sent; empty when it sent none."""
    return request.cookies.get(name(site_url), "")


def setting(secret: str, *, site_url: str, seconds: int) -> str:
    """The Set-Cookie header that keeps a secret; with no secret and 0 seconds, the one that forgets it.

    Lax, since a link in an email must find its reader signed in.
    """
    secure = "; Secure" if site_url.startswith("https://") else ""
    return f"{name(site_url)}={secret}; Path=/; Max-Age={seconds}; HttpOnly; SameSite=Lax{secure}"
