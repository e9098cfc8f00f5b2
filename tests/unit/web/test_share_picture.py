"""The picture that goes along when an opportunity is shared: what it is, when, what it pays, and whose it is."""

from __future__ import annotations

import base64
import io
import re

import pytest
from PIL import Image, ImageDraw

from takepart.web.programme import share_picture
from takepart.web.programme.share_picture import Shared, draw, wrapped
from tests.unit.web.programme_sites import ProgrammeBrowser, a_desk

SHARED = Shared(
    title="Make our website better",
    when="Thursday 3 December 2026, 5pm",
    pays="We pay £20",
    organisation="Example Council",
    colour="#00703c",
)


def test_the_page_names_its_picture_and_says_it_in_words() -> None:
    """For whoever shares it, and for who cannot see it. The picture may be kept; when it changes, its address does."""
    browser = ProgrammeBrowser(a_desk())

    page = browser.get("/opportunities/website").body
    found = re.search(r'og:image" content="https?://[^/]+(/opportunities/website/share\.png)\?v=(\w+)"', page)
    assert found
    answer = browser.get(f"{found[1]}?v={found[2]}")

    assert (answer.status, answer.headers["Content-Type"]) == (200, "image/png")
    assert answer.headers["Cache-Control"] == "public, max-age=86400"
    with Image.open(io.BytesIO(base64.b64decode(answer.body))) as picture:
        assert (picture.format, picture.size) == ("PNG", (1200, 630))
    alt = "Make our website better. Thursday 3 December 2026, 5:00pm. We pay £20. "
    assert page.count(f'content="{alt}') == 2
    assert "twitter:card" in page
    assert browser.get("/opportunities/nothing/share.png").status == 404


def test_another_day_or_fee_is_another_address() -> None:
    """Otherwise a cache would show the old one."""
    other = Shared(**{**vars(SHARED), "pays": "We pay £30"})

    assert SHARED.version == Shared(**vars(SHARED)).version != other.version


@pytest.mark.parametrize(
    "title",
    [
        "Hi",
        "Help us choose the new manager of the short breaks service for disabled children " * 2,
        "W" * 300,
        "😀 ",
        "",
    ],
)
def test_a_long_title_wraps_and_stays_inside(title: str) -> None:
    """Nothing runs over the edge, or into when it is."""
    shared = Shared(**{**vars(SHARED), "title": title[:300]})

    with Image.open(io.BytesIO(draw(shared))) as drawn:
        picture = drawn.convert("L")
        assert picture.crop((1140, 111, 1200, 615)).getextrema() == (255, 255)
        assert picture.crop((0, 450, 1200, 480)).getextrema() == (255, 255)


def test_letters_that_the_font_lacks_are_spelled() -> None:
    """A pound sign is a word; an accent goes; a smiley is left out."""
    on = ImageDraw.Draw(Image.new("RGB", (10, 10)))

    assert share_picture._readable("£12.50 for a café: yes 😀") == "12.50 pounds for a cafe: yes"
    assert wrapped(on, "one two", share_picture._font(40)) == ["one two"]
