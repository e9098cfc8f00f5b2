"""The page for when no page can be made: plain HTML that stands on its own."""

from __future__ import annotations

from html import escape

from takepart.web.problems import Problem


def plain_page(problem: Problem, reference: str) -> str:
    """What went wrong, what to do now, and the reference to quote: nothing is read, rendered or loaded for it."""
    title = escape(problem.title)
    return (
        '<!DOCTYPE html>\n<html lang="en"><head><meta charset="utf-8">'
        '<meta name="viewport" content="width=device-width, initial-scale=1">'
        f"<title>{title}</title></head>\n"
        f'<body><header><p><a href="/">Take part</a></p></header>\n<main id="main-content"><h1>{title}</h1>\n'
        f"<p>{escape(problem.what_to_do)}</p>\n"
        '<p><a href="/">Go to the home page</a> or <a href="/contact">contact us</a>.</p>\n'
        f"<p>Reference for this problem: <strong>{escape(reference)}</strong></p></main></body></html>\n"
    )
