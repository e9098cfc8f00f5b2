"""A code to scan, drawn into the page itself: nothing is loaded from elsewhere."""

from __future__ import annotations

import io

from markupsafe import Markup


def qr_code(address: str, title: str) -> Markup:
    """A QR code as SVG in the page, since nothing is loaded from elsewhere."""
    import segno  # few pages have one

    drawn = io.BytesIO()
    segno.make(address, error="m").save(
        drawn, kind="svg", xmldecl=False, svgns=False, omitsize=True, border=2, svgclass="tp-qr", lineclass=None
    )
    return Markup(drawn.getvalue().decode().replace("<svg ", f'<svg role="img" aria-label="{title}" ', 1))  # noqa: S704
