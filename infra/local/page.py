"""The look of the pages that exist in the local run only."""

import html
from pathlib import Path

STYLE = Path(__file__).with_name("page.css").read_text()


def page(title: str, body: str, *, script: str = "") -> bytes:
    """A whole page, with the way to the others on top."""
    links = [("/", "Site"), ("/office", "Office"), ("/mailbox", "Mailbox"), ("/local", "Scheduled jobs")]
    nav = "".join(f"<a href='{where}'>{html.escape(what)}</a>" for where, what in links)
    return (
        "<!doctype html><html lang='en-GB'><head><meta charset='utf-8'>"
        "<meta name='viewport' content='width=device-width, initial-scale=1'><link rel='icon' href='data:,'>"
        f"<title>{html.escape(title)} – Takepart on this machine</title><style>{STYLE}</style></head><body>"
        f"<header><nav aria-label='Takepart on this machine'><strong>On this machine</strong>{nav}</nav></header>"
        f"<main><h1>{html.escape(title)}</h1>{body}</main>"
        + (f"<script>{script}</script>" if script else "")
        + "</body></html>"
    ).encode()
