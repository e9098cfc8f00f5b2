"""The numbers that help at once can be called with one press, wherever a page has them."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from takepart.web.rendering import to_call

TEMPLATES = Path(__file__).parents[3] / "functions/takepart/web/templates"
HELP = "parts/help.html"
NUMBERS = re.compile(r"\b999\b|0800\s*1111")


@pytest.mark.parametrize(
    "template", sorted(TEMPLATES.rglob("*.html")), ids=lambda path: path.relative_to(TEMPLATES).as_posix()
)
def test_a_number_to_call_is_written_in_one_place_where_it_is_a_link(template: Path) -> None:
    """A page takes it from there. Telephones make no links of their own (``format-detection``)."""
    text = template.read_text()

    if template == TEMPLATES / HELP:
        assert {'href="tel:999"', 'href="tel:08001111"'} <= set(re.findall(r'href="tel:\d+"', text))
    else:
        assert not NUMBERS.search(text), f"take the number from {HELP}"


def test_telephones_make_no_links_of_their_own() -> None:
    assert '<meta name="format-detection" content="telephone=no">' in (TEMPLATES / "layout.html").read_text()


PRINTED = re.compile(r"\{\{[^}]*\bphone\s*\}\}|\{\{[^}]*_phone\s*\}\}")


@pytest.mark.parametrize(
    "template", sorted(TEMPLATES.rglob("*.html")), ids=lambda path: path.relative_to(TEMPLATES).as_posix()
)
def test_every_number_that_a_page_prints_can_be_called(template: Path) -> None:
    """Ours, of whoever does not work for us, and of somebody whom a worker must reach."""
    assert PRINTED.findall(template.read_text()) == []


@pytest.mark.parametrize(
    ("number", "html"),
    [
        ("0151 000 0000", '<a class="govuk-link tp-number" href="tel:01510000000">0151 000 0000</a>'),
        ("+44 (0)151", '<a class="govuk-link tp-number" href="tel:+440151">+44 (0)151</a>'),
        ("<ask>", "&lt;ask&gt;"),
    ],
)
def test_a_number_is_dialled_as_it_is_written(number: str, html: str) -> None:
    assert to_call(number) == html
