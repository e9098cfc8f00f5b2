"""Answers leave small, and nobody learns from how small."""

from __future__ import annotations

import base64
import gzip
import json
from pathlib import Path
from typing import Any

import pytest

from takepart.web.requests import Request
from takepart.web.sending import sent
from takepart.web.static import Static
from tests.unit.web.sites import Browser, a_site

PAGE = "<p>a long page</p>" * 200
READS = {"accept-encoding": "gzip, deflate, br", "sec-fetch-site": "same-origin"}


def request(**headers: str) -> Request:
    """A visit with these headers."""
    return Request(id="one", method="GET", path="/", headers=headers)


def an_answer(body: str = PAGE, **headers: str) -> dict[str, Any]:
    """A page for one person."""
    told = {"Content-Type": "text/html; charset=utf-8", "Cache-Control": "no-store", **headers}
    return {"statusCode": 200, "headers": told, "body": body, "isBase64Encoded": False}


def unpacked(answer: dict[str, Any]) -> str:
    """What a browser makes of it."""
    if answer["headers"].get("Content-Encoding") != "gzip":
        return str(answer["body"])
    return gzip.decompress(base64.b64decode(answer["body"])).decode()


def test_a_page_is_the_same_page_and_smaller() -> None:
    """For who reads gzip; caches are told that it depends on that."""
    answer = sent(an_answer(Vary="Origin"), request(**READS))

    assert unpacked(answer) == PAGE
    assert len(answer["body"]) < len(PAGE) / 10
    assert answer["headers"]["Vary"] == "Origin, Accept-Encoding"


@pytest.mark.parametrize("reads", ["", "br", "gzip;q=0", "gzip; q=0.0", "identity"])
def test_who_does_not_read_it_gets_it_plain(reads: str) -> None:
    """As it is."""
    answer = sent(an_answer(), request(**{**READS, "accept-encoding": reads}))

    assert answer["body"] == PAGE
    assert answer["headers"]["Vary"] == "Accept-Encoding"


def test_what_is_short_or_no_text_or_packed_stays() -> None:
    """It would not get smaller."""
    for answer in (
        an_answer("short"),
        an_answer(**{"Content-Type": "image/png"}),
        an_answer(**{"Content-Encoding": "br"}),
        an_answer() | {"isBase64Encoded": True},
    ):
        assert sent(answer, request(**READS))["body"] == answer["body"]


@pytest.mark.parametrize("site", ["cross-site", "same-site"])
def test_another_site_that_makes_a_browser_ask_learns_no_length(site: str) -> None:
    """It could put its own words beside a secret and see how well both compress (BREACH)."""
    caused = request(**{**READS, "sec-fetch-site": site})
    pressed = request(**{**READS, "sec-fetch-site": site, "sec-fetch-user": "?1"})  # a link in a letter, say

    assert "Content-Encoding" not in sent(an_answer(), caused)["headers"]
    assert sent(an_answer(), pressed)["headers"]["Content-Encoding"] == "gzip"
    assert sent(an_answer(**{"Cache-Control": "public, max-age=300"}), caused)["headers"]["Content-Encoding"] == "gzip"


def test_a_page_for_one_person_has_another_length_each_time() -> None:
    """One for everybody has always the same, and an old browser gets both small."""
    old = request(**{"accept-encoding": "gzip"})
    lengths = {len(base64.b64decode(sent(an_answer(), old)["body"])) for _ in range(200)}
    public = {sent(an_answer(**{"Cache-Control": "public"}), old)["body"] for _ in range(9)}

    assert len(lengths) > 20
    assert len(public) == 1


def test_who_has_it_already_is_sent_nothing() -> None:
    """For pages that are the same for everybody; no mark on one for one person."""
    public = an_answer(**{"Cache-Control": "public, max-age=300"})
    mark = sent(public, request(**READS))["headers"]["ETag"]

    again = sent(public, request(**READS, **{"if-none-match": f'"other", {mark}'}))
    changed = sent(public | {"body": PAGE + "!"}, request(**READS, **{"if-none-match": mark}))

    assert (again["statusCode"], again["body"], again["headers"]["ETag"]) == (304, "", mark)
    assert (changed["statusCode"], unpacked(changed)) == (200, PAGE + "!")
    assert "ETag" not in sent(an_answer(), request(**READS))["headers"]


def test_a_built_file_goes_as_the_build_has_packed_it(tmp_path: Path) -> None:
    """In brotli for who reads it, in gzip for others, as it is for the rest."""
    (tmp_path / "manifest.json").write_text(json.dumps({"takepart.css": "takepart.abc.css"}))
    for ending, content in {"": "p{color:red}", ".br": "in brotli", ".gz": "in gzip"}.items():
        (tmp_path / f"takepart.abc.css{ending}").write_text(content)
    browser = Browser(a_site(static=Static(tmp_path)))

    def got(reads: str) -> tuple[str | None, str]:
        answer = browser.get("/static/takepart.abc.css", **{"accept-encoding": reads})
        encoding = answer.headers.get("Content-Encoding")
        return encoding, base64.b64decode(answer.body).decode() if encoding else answer.body

    assert got("gzip, br") == ("br", "in brotli")
    assert got("gzip") == ("gzip", "in gzip")
    assert got("") == (None, "p{color:red}")
    assert browser.get("/static/takepart.abc.css.br").status == 404
