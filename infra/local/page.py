"""The look of the pages that exist in the local run only."""

import html

STYLE = """
:root { color-scheme: light; --ink: #1d2a33; --quiet: #52606a; --brand: #1d5a6c; --line: #c8d1d6; --paper: #f4f6f7 }
* { box-sizing: border-box }
body { margin: 0; background: var(--paper); color: var(--ink); font: 1.0625rem/1.55 "Segoe UI", "Noto Sans", Arial, sans-serif }
header { background: var(--brand); color: #fff; padding: .75rem 1rem }
header nav { max-width: 56rem; margin: auto; display: flex; flex-wrap: wrap; gap: .25rem 1.5rem }
header a { color: #fff } header strong { margin-right: auto }
main { max-width: 56rem; margin: auto; padding: 1rem }
a { color: #145064 } a:focus-visible, button:focus-visible, input:focus-visible, summary:focus-visible { outline: 3px solid #ffbf47; outline-offset: 2px }
article { background: #fff; border: 1px solid var(--line); border-radius: 6px; padding: 1rem 1.25rem; margin: 0 0 1.25rem; overflow-wrap: anywhere }
h1 { font-size: 1.9rem; margin: 1rem 0 .5rem } h2 { font-size: 1.25rem; margin: 0 0 .5rem }
dl { display: grid; grid-template-columns: max-content 1fr; gap: .1rem .9rem; margin: 0 0 .9rem } dt { color: var(--quiet) } dd { margin: 0 }
iframe { display: block; width: 100%; height: 22rem; border: 1px solid var(--line); border-radius: 4px; background: #fff }
pre { white-space: pre-wrap; margin: .5rem 0; font: 1rem/1.5 ui-monospace, Consolas, monospace } summary { cursor: pointer; padding: .5rem 0 }
form { display: flex; flex-wrap: wrap; gap: .75rem; align-items: end } label { display: block; font-weight: 600 }
input, button { font: inherit; padding: .5rem .75rem; min-height: 2.75rem; border: 2px solid var(--ink); border-radius: 4px }
button { background: var(--brand); border-color: var(--brand); color: #fff; cursor: pointer }
"""


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
