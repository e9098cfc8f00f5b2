"""What guards every answer and every post: headers, and a check that a form came from our own page.

There is no script on these pages, nothing is loaded from elsewhere, and nothing may frame them. A post without a
sign that our own page sent it is refused before any route sees it (there is no cookie to steal, but there is a form to
send in somebody's name).
"""

from __future__ import annotations

import base64
import hashlib
import hmac
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final
from urllib.parse import urlsplit

from takepart.web.problems import Problem
from takepart.web.requests import Request

if TYPE_CHECKING:
    from takepart.domain.policy import Policy
    from takepart.domain.policy.rules import Organisation

SAFE_METHODS: Final = frozenset({"GET", "HEAD", "OPTIONS"})
API: Final = "/api/"
FROM_THE_EDGE: Final = "x-from-the-edge"


def origin_of(address: str) -> str:
    """``https://example.org`` of any address there: what browsers send as Origin."""
    parts = urlsplit(address)
    return f"{parts.scheme}://{parts.netloc}"


def brand_style(organisation: Organisation) -> str:
    """The organisation's colour, as the one style that is written into the page itself."""
    return f":root{{--tp-brand:{organisation.brand_colour}}}"


def style_hash(style: str) -> str:
    """The source expression that lets exactly this inline style through the content security policy."""
    return f"'sha256-{base64.b64encode(hashlib.sha256(style.encode('utf-8')).digest()).decode('ascii')}'"


@dataclass(frozen=True, kw_only=True)
class Security:
    """The rules of one site: its own address, where receipts are uploaded, and who may call the API from a browser."""

    site_url: str
    edge: str = ""
    """What comes with each request from the edge in front of us; without it nothing is answered. Empty: no edge."""
    upload_origin: str = ""
    image_origin: str = ""
    """Where pictures come from, beside our own site."""
    policy: Policy | None = None
    """Whose colour the pages have, and which other sites may call the API."""
    mail_paths: frozenset[str] = frozenset()
    """Where mail programs post for their reader (RFC 8058): a link that only the mailbox has is all that counts there,
    so a form on another site gains nothing."""

    def check(self, request: Request) -> None:
        """Let a request through, or raise Problem 403.

        A page's form must come from our own site: browsers say so in Sec-Fetch-Site, older ones (iPhones before iOS
        16.4) in Origin. "null" on its own says nothing. The API has no cookies, so programs, which send neither, may
        call it; a browser may from an origin that the policy lists.
        """
        if self.edge and not hmac.compare_digest(request.headers.get(FROM_THE_EDGE, "").encode(), self.edge.encode()):
            raise Problem.forbidden()
        if request.method in SAFE_METHODS or request.path in self.mail_paths:
            return
        origin, fetched_from = request.headers.get("origin", ""), request.headers.get("sec-fetch-site", "")
        ours = origin == origin_of(self.site_url)
        if fetched_from == "same-origin" and (ours or origin in {"", "null"}):
            return
        if ours and fetched_from in {"", "none"}:
            return
        by_program = not origin and fetched_from in {"", "none"}
        if request.path.startswith(API) and (origin in self._allowed_origins or by_program):
            return
        raise Problem.forbidden()

    def headers(self, request: Request) -> dict[str, str]:
        """The headers of every answer; a route's own (say a Cache-Control) go on top."""
        styles = f"'self' {style_hash(brand_style(self.policy.organisation))}" if self.policy else "'self'"
        targets = f"'self' {self.upload_origin}".strip()
        images = f"'self' data: {self.image_origin}".strip()
        headers = {
            "Content-Security-Policy": (
                f"default-src 'none'; style-src {styles}; img-src {images}; font-src 'self'; "
                f"form-action {targets}; frame-ancestors 'none'; base-uri 'none'"
            ),
            "Cross-Origin-Opener-Policy": "same-origin",
            "Referrer-Policy": "same-origin",  # with none at all, browsers call our own forms' origin "null"
            "X-Content-Type-Options": "nosniff",
            "X-Frame-Options": "DENY",
            "Permissions-Policy": "camera=(), geolocation=(), microphone=(), payment=()",
            "Strict-Transport-Security": "max-age=63072000; includeSubDomains",
            "Cache-Control": "no-store",
        }
        return headers | self._cors(request)

    @property
    def _allowed_origins(self) -> tuple[str, ...]:
        return self.policy.allowed_origins if self.policy else ()

    def _cors(self, request: Request) -> dict[str, str]:
        origin = request.headers.get("origin", "")
        if not request.path.startswith(API):
            return {}
        vary = {"Vary": "Origin"}
        if origin not in self._allowed_origins:
            return vary
        return vary | {
            "Access-Control-Allow-Origin": origin,
            "Access-Control-Allow-Methods": "GET, POST, OPTIONS",
            "Access-Control-Allow-Headers": "Content-Type, Idempotency-Key",
            "Access-Control-Expose-Headers": "Location",
            "Access-Control-Max-Age": "600",
        }
