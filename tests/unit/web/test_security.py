"""What guards every page and every post."""

from __future__ import annotations

import base64
from typing import Any

import pytest

from takepart.use_cases.ports import StoreUnavailable
from takepart.web.security import style_hash
from tests.unit.web.programme_sites import ProgrammeBrowser, a_desk
from tests.unit.web.sites import URL, Browser, a_site

START = "/claims/new"


def test_every_answer_forbids_scripts_frames_and_sniffing() -> None:
    """Also those that say that something went wrong."""
    browser = Browser(a_site())

    for page in (browser.get("/contact"), browser.get("/nope"), browser.post("/contact", {}), browser.get("/health")):
        policy = page.headers["Content-Security-Policy"]
        assert policy.startswith("default-src 'none'")
        assert "script-src" not in policy
        assert "frame-ancestors 'none'" in policy
        assert "form-action 'self' https://files.example" in policy
        assert page.headers["X-Content-Type-Options"] == "nosniff"
        assert page.headers["Referrer-Policy"] == "same-origin"
        assert page.headers["Cache-Control"] == "no-store"
        assert "max-age" in page.headers["Strict-Transport-Security"]


def test_the_one_inline_style_is_the_one_that_the_policy_lets_through() -> None:
    """The organisation's colour is written into the page, and nothing else may be."""
    page = Browser(a_site()).get("/contact")
    style = page.body.split("<style>")[1].split("</style>")[0]

    assert style_hash(style) in page.headers["Content-Security-Policy"]
    assert "<script" not in page.body
    assert " style=" not in page.body


@pytest.mark.parametrize(
    ("headers", "status"),
    [
        ({"sec-fetch-site": "same-origin", "origin": "null"}, 303),
        ({"sec-fetch-site": "same-origin", "origin": URL}, 303),
        ({"sec-fetch-site": "", "origin": URL}, 303),
        ({"sec-fetch-site": "none", "origin": URL}, 303),
        ({"sec-fetch-site": "cross-site", "origin": URL}, 403),
        ({"sec-fetch-site": "cross-site", "origin": "https://elsewhere.example"}, 403),
        ({"sec-fetch-site": "same-site", "origin": "https://other.example.org"}, 403),
        ({"sec-fetch-site": "", "origin": "null"}, 403),
        ({"sec-fetch-site": "", "origin": ""}, 403),
        ({"sec-fetch-site": "", "origin": f"{URL}.elsewhere.example"}, 403),
    ],
)
def test_a_form_is_taken_only_from_our_own_pages(headers: dict[str, str], status: int) -> None:
    """Another site cannot send a form in somebody's name; the page that refuses says what to do."""
    site = a_site()

    page = Browser(site).post(START, {}, **headers)

    assert page.status == status
    if status == 403:
        assert "Nothing was changed" in page.words
        assert site.drafts.kept == {}  # type: ignore[attr-defined]


@pytest.mark.parametrize("path", ["/claims/new", "/api/claims"])
def test_a_huge_body_is_refused_before_anything_is_read(path: str) -> None:
    """7 MB is nobody's claim."""
    answer = Browser(a_site()).post(path, {"name": "x" * 7_000_000})

    assert answer.status == 413


@pytest.mark.parametrize(
    "body",
    ["%", "%zz=%zz", "a=%ff%fe&b", "\x00", "=&=&;;", "--boundary\r\nContent-Disp", "💥" * 50, "a=" + "%F0%9F" * 30],
)
def test_broken_bytes_never_break_us(body: str) -> None:
    """A truncated or wrongly encoded body gets a clear answer."""
    browser = Browser(a_site())
    browser.post(START)
    headers = {"sec-fetch-site": "same-origin", "content-type": "application/x-www-form-urlencoded"}

    answer = browser.send("POST", "/claims/new/a-draft-that-nobody-guesses-1/session", body=body, headers=headers)

    assert answer.status == 422


def test_a_body_of_another_kind_is_refused() -> None:
    """Files go to the store for files, never through here."""
    browser = Browser(a_site())
    browser.post(START)

    answer = browser.post(
        "/claims/new/a-draft-that-nobody-guesses-1/session", {"a": "b"}, **{"content-type": "multipart/form-data"}
    )

    assert answer.status == 415


def test_a_body_in_base64_is_read_and_a_broken_one_is_refused() -> None:
    """Gateways send bodies in base64."""
    browser = Browser(a_site())
    browser.post(START)
    path = "/claims/new/a-draft-that-nobody-guesses-1/session"
    event: dict[str, Any] = {
        "rawPath": path,
        "headers": {"sec-fetch-site": "same-origin", "content-type": "application/x-www-form-urlencoded"},
        "requestContext": {"http": {"method": "POST", "path": path}},
        "isBase64Encoded": True,
    }

    good = browser.app(
        {
            **event,
            "body": base64.b64encode(b"activity_type=meeting&date=2026-11-18&part_of_day=evening&hours=2").decode(),
        },
        None,
    )
    bad = browser.app({**event, "body": "abc"}, None)

    assert good["statusCode"] == 303
    assert bad["statusCode"] == 400


def test_a_wrong_method_is_told_from_a_wrong_address() -> None:
    """405 with what is allowed."""
    answer = Browser(a_site()).post("/what-we-pay", {})

    assert answer.status == 405
    assert answer.headers["Allow"] == "GET, HEAD"


def test_head_is_answered_like_get_without_the_page() -> None:
    """Mail scanners and monitors ask with HEAD."""
    answer = Browser(a_site()).send("HEAD", "/what-we-pay", headers={})

    assert answer.status == 200
    assert answer.body == ""


def test_an_event_with_nothing_in_it_still_gets_an_answer() -> None:
    """Whatever the gateway leaves out."""
    assert ProgrammeBrowser(a_desk()).app({}, None)["statusCode"] == 200


class _BrokenDrafts:
    def __init__(self, error: Exception) -> None:
        self._error = error

    def load(self, draft_id: Any) -> Any:
        raise self._error

    def save(self, draft: Any) -> Any:
        raise self._error


def test_a_fault_of_ours_is_a_calm_page_and_its_words_stay_out_of_the_log(caplog: pytest.LogCaptureFixture) -> None:
    """The reference is the request's; what somebody typed is never logged."""
    page = Browser(a_site(drafts=_BrokenDrafts(RuntimeError("zoe@example.org")))).post(START)

    assert page.status == 500
    assert "It is our fault, not yours" in page.words
    assert "request-1" in page.words
    assert "zoe@example.org" not in caplog.text + page.body


def test_a_store_that_is_busy_asks_to_try_again() -> None:
    """503, and nothing is lost."""
    page = Browser(a_site(drafts=_BrokenDrafts(StoreUnavailable()))).post(START)

    assert page.status == 503
    assert page.headers["Retry-After"] == "5"
    assert "Wait a few seconds" in page.words


def test_only_built_files_are_served(tmp_path: Any) -> None:
    """Nothing outside the manifest, whatever the address says."""
    from takepart.web.static import Static

    (tmp_path / "takepart.abc.css").write_text("a{}")
    (tmp_path / "secret.css").write_text("b{}")
    (tmp_path / "manifest.json").write_text('{"takepart.css": "takepart.abc.css"}')
    browser = Browser(a_site(static=Static(tmp_path)))

    served = browser.get("/static/takepart.abc.css")

    assert served.status == 200
    assert served.headers["Cache-Control"] == "public, max-age=31536000, immutable"
    assert served.headers["Content-Type"] == "text/css; charset=utf-8"
    assert '/static/takepart.abc.css"' in browser.get("/contact").body
    assert browser.get("/static/secret.css").status == 404
    assert browser.get("/static/..%2fsite.py").status == 404
