"""Whatever is typed or sent: a clear answer, never a failure, nothing half-written and nothing lost."""

from __future__ import annotations

import base64
import csv
import html
import json
import re
from collections.abc import Callable
from datetime import timedelta
from functools import cache
from typing import Any
from urllib.parse import urlencode

import pytest

from infra.local.person import Reader, multipart
from infra.local.story import found
from takepart.domain.typed_words import holds_address
from tests.e2e.claimant import PNG, yesterday
from tests.e2e.stack import RunningStack, until
from tests.e2e.wire import FORM, LAST, WALK, Answer, Wire, a_claim, hidden, how_many, item, items, problems, send

A_MEGABYTE = 1_000_000
LONG = "x" * 500
HTML = '<script>alert("1")</script>'
FORMULA = '=HYPERLINK("https://elsewhere.example";"Participant")'
EMOJI = "Participant 👩‍👩‍👧 One"
ARABIC = "محمد علي"


@pytest.fixture(scope="module")
def wire(stack: RunningStack) -> Wire:
    """Requests to the deployed stack."""
    return Wire(stack)


@pytest.fixture(scope="module")
def drafts(wire: Wire) -> Callable[[str], str]:
    """A draft that stands at a page. Refused answers leave it there, so one draft a page serves every test."""
    return cache(wire.draft_at)


def shown(answer: Answer) -> dict[str, str | None]:
    """What stands in the boxes of a page."""
    reader = Reader()
    reader.feed(answer.text)
    return {field.name: field.value for form in reader.forms for field in form.fields}


def kept(stack: RunningStack, draft: str = "") -> tuple[int, int, Any]:
    """How many claims and receipts there are, how many drafts, and one draft whole."""
    return (
        how_many(stack, "ClaimsTable"),
        how_many(stack, "TransientTable"),
        item(stack, "TransientTable", f"DRAFT#{draft.rpartition('/')[2]}", "DRAFT") if draft else None,
    )


BAD_ANSWERS = [
    ("session", {"activity_type": "flying"}, "activity_type"),
    ("session", {"activity_type": HTML}, "activity_type"),
    ("session", {"date-year": "2999"}, "date"),
    ("session", {"date-year": "1066"}, "date"),
    ("session", {"date-year": "0"}, "date"),
    ("session", {"date-day": "31", "date-month": "2"}, "date"),
    ("session", {"date-day": "-1"}, "date"),
    ("session", {"date-month": "١"}, "date"),
    ("session", {"hours": "0"}, "hours"),
    ("session", {"hours": "25"}, "hours"),
    ("session", {"hours": "-2"}, "hours"),
    ("session", {"hours": "2.5"}, "hours"),
    ("session", {"hours": "9" * 500}, "hours"),
    ("session", {"part_of_day": "midnight"}, "part_of_day"),
    ("you", {"name": LONG}, "name"),
    ("you", {"name": "\u200b\ufeff"}, "name"),
    ("you", {"name": "\0"}, "name"),
    ("you", {"email": "participant@example.org\r\nBcc: all@example.org"}, "email"),
    ("you", {"email": f"{LONG}@example.org"}, "email"),
    ("you", {"email": "\u0430na@example.org"}, "email"),
    ("you", {"email": "participant@example.org, other@example.org"}, "email"),
    ("you", {"phone": "call me"}, "phone"),
    ("you", {"under_16": "perhaps"}, "under_16"),
    ("payment", {"fee_choice": "double"}, "fee_choice"),
    ("payment", {"fee_choice": "less", "fee_amount": "20.01"}, "fee_amount"),
    ("payment", {"fee_choice": "less", "fee_amount": "-5"}, "fee_amount"),
    ("payment", {"fee_choice": "charity", "charity": "mine"}, "charity"),
    ("payment", {"method": "gold"}, "method"),
]


@pytest.mark.parametrize(("page", "bad", "field"), BAD_ANSWERS)
def test_a_page_says_what_is_wrong_beside_the_field(
    wire: Wire, drafts: Callable[[str], str], page: str, bad: dict[str, str], field: str
) -> None:
    """422 with the error at the field and in the summary; the draft is as before, and the words still stand there."""
    draft = drafts(page)
    before = kept(wire.stack, draft)
    sent = WALK[page] | bad

    answer = wire.post(f"{draft}/{page}", sent)

    assert answer.status == 422
    beside = "length" if field == "hours" else field  # hours and minutes share one question
    assert [error for error in problems(answer) if error.startswith(f"{beside}:")], problems(answer)
    assert f'href="#{field}' in answer.text
    assert HTML not in answer.text
    assert kept(wire.stack, draft) == before
    boxes = shown(answer)
    for name, text in sent.items():
        if name in boxes and boxes[name] is not None:  # a choice that is not on offer stays untaken
            assert one_box(boxes[name]) == one_box(text)


def one_box(text: str | None) -> str:
    """What a box of one line holds: browsers keep no line ends in it, and HTML no nulls."""
    return re.sub(r"[\r\n\0\ufffd]", "", text or "")


ENTRIES = [
    ("journeys", {"kind": "bus", "fare": "12,50", "description": "There"}, "fare"),
    ("journeys", {"kind": "bus", "fare": "-1", "description": "There"}, "fare"),
    ("journeys", {"kind": "train", "fare": "99999999999", "description": "There"}, "fare"),
    ("journeys", {"kind": "car", "miles": "1e9", "description": "There"}, "miles"),
    ("journeys", {"kind": "car", "miles": "-4", "description": "There"}, "miles"),
    ("journeys", {"kind": "rocket", "fare": "1", "description": "There"}, "kind"),
    ("journeys", {"kind": "bus", "fare": "1", "description": LONG}, "description"),
    ("costs", {"kind": "meals", "amount": "0"}, "amount"),
    ("costs", {"kind": "meals", "amount": "1.234"}, "amount"),
    ("costs", {"kind": "meals", "amount": "NaN"}, "amount"),
    ("costs", {"kind": "meals", "amount": "１２"}, "amount"),
    ("costs", {"kind": "meals", "amount": "£１２"}, "amount"),
]


@pytest.mark.parametrize(("page", "bad", "field"), ENTRIES)
def test_an_entry_of_a_list_says_it_too(
    wire: Wire, drafts: Callable[[str], str], page: str, bad: dict[str, str], field: str
) -> None:
    """Amounts are refused rather than guessed at: 12,50 is no amount."""
    draft = drafts("costs")
    before = kept(wire.stack, draft)

    answer = wire.post(f"{draft}/{page}/1", bad)

    assert answer.status == 422
    assert [error for error in problems(answer) if error.startswith(f"{field}:")], problems(answer)
    assert kept(wire.stack, draft) == before


@pytest.mark.parametrize("fare", ["£12.50", "12.50", " 12.5 ", "£ 12.50"])
def test_an_amount_that_can_only_mean_one_thing_is_taken(wire: Wire, fare: str) -> None:
    """With or without the sign for pounds."""
    answer = wire.api("/api/quotes", a_claim(costs=[{"kind": "meals", "amount": fare}]))

    assert answer.json["expenses_pence"] == 1250


BAD_LAST = [
    ({"bank-sort_code": "12-34-AB"}, "bank-sort_code"),
    ({"bank-sort_code": "١٢٣٤٥٦"}, "bank-sort_code"),
    ({"bank-account_number": "1234567890"}, "bank-account_number"),
    ({"bank-name": LONG}, "bank-name"),
    ({"bank-name": "\u202eanA"}, "bank-name"),
    ({"bank-roll_number": "=1+1"}, "bank-roll_number"),
    ({"declared": ""}, "declared"),
]


@pytest.mark.parametrize(("bad", "field"), BAD_LAST)
def test_the_last_page_sends_nothing_that_is_wrong(
    wire: Wire, drafts: Callable[[str], str], bad: dict[str, str], field: str
) -> None:
    """No claim, and the draft goes on."""
    draft = drafts("check")
    before = kept(wire.stack, draft)

    answer = wire.post(f"{draft}/check", LAST | bad)

    assert answer.status == 422
    assert [error for error in problems(answer) if error.startswith(f"{field}:")], problems(answer)
    assert kept(wire.stack, draft) == before


API_FIELDS = [
    ({"activity_type": "flying"}, "activity_type"),
    ({"date": "2999-01-01"}, "date"),
    ({"date": "1999-01-01"}, "date"),
    ({"date": "yesterday"}, "date"),
    ({"date": 20261122}, "date"),
    ({"hours": 0}, "hours"),
    ({"hours": 25}, "hours"),
    ({"hours": -1}, "hours"),
    ({"hours": 1e300}, "hours"),
    ({"hours": [2]}, "hours"),
    ({"name": LONG}, "name"),
    ({"name": {"first": "Participant"}}, "name"),
    ({"email": "participant@example.org\nBcc: other@example.org"}, "email"),
    ({"email": "participant@@example.org"}, "email"),
    ({"costs": [{"kind": "meals", "amount": -1}]}, "costs-1-amount"),
    ({"costs": [{"kind": "meals", "amount": 1e30}]}, "costs-1-amount"),
    ({"costs": [{"kind": "meals", "amount": "12,50"}]}, "costs-1-amount"),
    ({"costs": [{"kind": "gold", "amount": "1"}]}, "costs-1-kind"),
    ({"costs": [{"kind": "meals", "amount": 1}] * 16}, "costs"),
    ({"journeys": "the bus"}, "journeys"),
    ({"journeys": {"kind": "bus", "fare": "3", "description": "x"}}, "journeys"),
    ({"journeys-1000-kind": "bus"}, "journeys"),
    ({"journeys": ["the bus"]}, "journeys-1-kind"),
    ({"bank": "12-34-56 12345678"}, "bank-sort_code"),
    ({"bank": {"name": "Participant", "sort_code": "ABCDEF", "account_number": "12345678"}}, "bank-sort_code"),
    ({"method": "gold"}, "method"),
    ({"declared": False}, "declared"),
]


@pytest.mark.parametrize(("bad", "field"), API_FIELDS)
def test_the_api_lists_the_field(wire: Wire, bad: dict[str, Any], field: str) -> None:
    """422 as RFC 9457, and no claim."""
    before = kept(wire.stack)

    answer = wire.api("/api/claims", a_claim(**bad))

    assert (answer.status, answer.headers["content-type"]) == (422, "application/problem+json")
    assert field in {error["field"] for error in answer.json["errors"]}
    assert kept(wire.stack) == before


BODIES = [
    (b"", 400),
    (b"[]", 400),
    (b'"claim"', 400),
    (b"null", 400),
    (b"12", 400),
    (b"{", 400),
    (b"{}", 422),
    (b"[" * 50_000, 400),
    (b'{"a":' * 5_000 + b"1" + b"}" * 5_000, 400),
    (b'{"a":{"b":{"c":{"d":{"e":{"f":{"g":{"h":{"i":1}}}}}}}}}', 400),
    (b'{"hours":' + b"9" * 5_000 + b"}", 400),
    (b'{"hours": NaN}', 422),
    (b'{"name": "\\ud800", "\\ud800": "\\udfff"}', 422),
    (b'{"name": "\xff\xfe"}', 422),
    (b"\xef\xbb\xbf{}", 400),
    (json.dumps({f"f{number}": "" for number in range(1_001)}).encode(), 400),
    (b"x" * 200_000, 413),
    (b"x" * 7 * A_MEGABYTE, 413),
]


@pytest.mark.parametrize(("body", "status"), BODIES, ids=range(len(BODIES)))
@pytest.mark.parametrize("path", ["/api/claims", "/api/quotes"])
def test_a_body_that_cannot_be_read_is_told_so(wire: Wire, path: str, body: bytes, status: int) -> None:
    """No object, too deep, too big, not JSON: each a problem of the sender's, in words."""
    answer = wire.api(path, body)

    assert answer.status in {status, 400}, answer.text
    assert "json" in answer.headers["content-type"]


@pytest.mark.parametrize("kind", ["", "text/plain", "text/xml", "multipart/form-data; boundary=x", "application/json2"])
@pytest.mark.parametrize("path", ["/api/claims", "/claims/new/DRAFT/you"])
def test_another_kind_of_body_is_refused(wire: Wire, drafts: Callable[[str], str], path: str, kind: str) -> None:
    """415: we read forms, and JSON at the API."""
    path = path.replace("/claims/new/DRAFT", drafts("you"))
    body = b'--x\r\nContent-Disposition: form-data; name="name"\r\n\r\nAna'  # truncated, too

    answer = wire.ask("POST", path, body, {"Content-Type": kind, "Origin": wire.stack.url})

    assert answer.status == 415


def test_a_form_of_ten_thousand_fields_is_refused(wire: Wire) -> None:
    """In the body or in the address."""
    many = [(f"field{number}", "") for number in range(10_000)]
    few = urlencode(many[:1_100])

    assert wire.post("/api/claims", urlencode(many[:7_000]).encode(), Origin="", Sec_Fetch_Site="none").status in {
        400,
        413,
    }
    assert wire.post("/claims", many[:5_000]).status == 400
    assert wire.get(f"/what-we-pay?{few}").status == 400


def test_a_page_takes_no_more_than_a_form_needs(wire: Wire) -> None:
    """A person sees a page that says so, not an error of the gateway's."""
    answer = wire.post("/claims", {"reference": "x" * 200_000}, Accept="text/html")

    assert answer.status == 413
    assert "too big" in answer.text


def test_a_field_sent_twice_counts_once(wire: Wire) -> None:
    """The first is taken, at every step alike: nobody decides by another value than was checked."""
    draft = wire.draft_at("you")

    answer = wire.post(f"{draft}/you", [*WALK["you"].items(), ("email", "eve@elsewhere.example"), ("name", HTML)])

    assert answer.status == 303
    text = str(items(wire.stack, "TransientTable")[f"DRAFT#{draft.rsplit('/', 1)[1]}", "DRAFT"])
    assert "participant@example.com" in text
    assert "eve@" not in text


FAR = ["9999-12-31", "0001-01-01", "2999-02-28"]


@pytest.mark.parametrize("day", FAR)
def test_a_quote_for_a_day_out_of_reach_is_a_form_to_correct(wire: Wire, day: str) -> None:
    """A year with a slip in it is no failure of ours."""
    year, month, number = day.split("-")
    asked = {"activity_type": "meeting", "part_of_day": "evening", "hours": "2"}
    query = urlencode({**asked, "date-day": number, "date-month": month, "date-year": year})

    page = wire.get(f"/what-we-pay?{query}")

    assert page.status == 200
    assert [error for error in problems(page) if error.startswith("date:")]
    assert wire.api("/api/quotes", a_claim(date=day)).status == 422


FROM_ELSEWHERE = [
    {},
    {"Origin": "https://elsewhere.example"},
    {"Origin": "null"},
    {"Origin": "https://elsewhere.example", "Sec-Fetch-Site": "same-origin"},
    {"Sec-Fetch-Site": "cross-site"},
    {"Sec-Fetch-Site": "same-site"},
    {"Origin": "SITE.elsewhere.example"},
    {"Origin": "SITE", "Sec-Fetch-Site": "cross-site"},
]


@pytest.mark.parametrize("headers", FROM_ELSEWHERE)
@pytest.mark.parametrize("path", ["/claims/new", "/office/sign-in"])
def test_a_form_from_elsewhere_does_nothing(wire: Wire, path: str, headers: dict[str, str]) -> None:
    """403 before any route sees it."""
    before = kept(wire.stack)
    headers = {name: value.replace("SITE", wire.stack.url) for name, value in headers.items()}

    answer = wire.ask("POST", path, b"reference=K7M4-9QXR", {"Content-Type": FORM} | headers)

    assert answer.status == 403
    assert "did not come from our own page" in answer.text
    assert kept(wire.stack) == before


def test_an_origin_that_the_policy_does_not_list_may_not_claim(wire: Wire) -> None:
    """Nor is it told that it may read the answer."""
    answer = wire.api("/api/claims", a_claim(), Origin="https://elsewhere.example", Sec_Fetch_Site="cross-site")

    assert answer.status == 403
    assert "access-control-allow-origin" not in answer.headers


PATHS = ["/", "/claims/new", "/claims", "/what-we-pay", "/api/claims", "/api/openapi.json", "/decide", "/office",
         "/decide/waiting", "/office/sign-in", "/health", "/static/nothing.css", "/nowhere",
         "/claims/K7M4-9QXR"]  # fmt: skip


@pytest.mark.parametrize("method", ["HEAD", "OPTIONS", "PUT", "DELETE"])
@pytest.mark.parametrize("path", PATHS)
def test_a_method_that_nobody_planned_changes_nothing(wire: Wire, method: str, path: str) -> None:
    """Never a failure; HEAD has no body."""
    answer = wire.ask(method, path, headers={"Origin": wire.stack.url, "Sec-Fetch-Site": "same-origin"})

    assert answer.status < 500
    if method == "HEAD":
        assert answer.body == b""
    elif method != "OPTIONS":
        assert answer.status in {404, 405}


def test_a_method_is_never_overridden(wire: Wire) -> None:
    """Neither by a header nor by a field."""
    for name in ("X-HTTP-Method-Override", "X-HTTP-Method", "X-Method-Override"):
        answer = wire.ask("GET", "/claims/new?_method=POST", headers={name: "POST"})
        assert answer.status == 200
        assert "location" not in answer.headers


STRANGE = [
    "/static/../website.py", "/static/..%2f..%2fwebsite.py", "/static/%2e%2e/%2e%2e/etc/passwd", "/static/....//",
    "/static/%00", "/static/manifest.json", "/static//etc/passwd", "/static/..%5cwebsite.py", "//elsewhere.example/",
    "/claims/new/%0d%0aX:%20y", "/claims/%F0%9F%92%A9", "/claims/new/" + "%00" * 30, "/%", "/%ff",
    "/claims/new/" + "a" * 5_000, "/decide/waiting/..%2f..", "/office/claims/<script>",
]  # fmt: skip


@pytest.mark.parametrize("path", STRANGE)
def test_an_address_that_is_none_is_not_found(wire: Wire, path: str) -> None:
    """No file but those that were built, and no redirect to where the address says."""
    answer = wire.get(path)

    assert answer.status in {404, 303}
    assert answer.location in {"", "/office/sign-in"}
    assert b"import " not in answer.body
    assert b"root:" not in answer.body


def test_a_draft_that_is_not_there_is_told_so(wire: Wire) -> None:
    """An altered, a foreign or an old id: 404 or 410, for each page and each post."""
    draft = wire.draft_at("check")
    other = f"{draft[:-1]}{'0' if draft[-1] != '0' else '1'}"

    for page in ("", "/session", "/you", "/check", "/sent", "/receipts", "/journeys/1"):
        assert wire.get(f"{other}{page}").status == 410
        assert wire.get(f"/claims/new/short{page}").status == 404
    for page in ("/session", "/check", "/journeys/1/remove"):
        assert wire.post(f"{other}{page}", LAST).status == 410
    assert wire.get(f"{draft}/no-such-page").status == 404
    assert wire.get(f"{draft}/journeys/999").status == 404
    assert wire.get(f"{draft}/journeys/-1").status == 404


def test_a_form_that_was_sent_is_not_sent_again(wire: Wire) -> None:
    """A reload, a replay, the back button and other words in the same form: one claim."""
    draft = wire.draft_at("check")
    first = wire.post(f"{draft}/check", LAST)
    claims = len(claims_of(wire.stack))

    for changed in ({}, {"bank-name": "Eve"}, {"bank-account_number": "87654321"}):
        assert wire.post(f"{draft}/check", LAST | changed).location == first.location
    assert wire.get(f"{draft}/check").location == first.location
    assert wire.post(f"{draft}/you", WALK["you"]).location == first.location
    assert len(claims_of(wire.stack)) == claims


def claims_of(stack: RunningStack) -> list[tuple[str, str]]:
    """The keys of every claim."""
    return [key for key in items(stack, "ClaimsTable") if key[1] == "CLAIM"]


def test_an_idempotency_key_stands_for_one_claim(wire: Wire) -> None:
    """The same again gives the same; other fields are refused; what is no key is told so."""
    first = wire.api("/api/claims", a_claim(), Idempotency_Key="hostile-0001")
    again = wire.api("/api/claims", a_claim(), Idempotency_Key="hostile-0001")

    assert first.status == again.status == 201
    assert first.json == again.json
    assert wire.api("/api/claims", a_claim(hours=1), Idempotency_Key="hostile-0001").status == 409
    for key in ("short", "x" * 201, "with space in it", "clé-clé-clé".encode().decode("latin-1")):
        assert wire.api("/api/claims", a_claim(), Idempotency_Key=key).status == 422


PAGES = ["/", "/what-we-pay", "/claims", "/claims/new", "/privacy", "/contact", "/accessibility", "/decide?t=forged",
         "/decide/waiting", "/decide/done", "/decide/batch", "/office", "/office/sign-in", "/office/claims", "/nowhere",
         "/claims/K7M4-9QXR", "/claims/K7M4-9QXR/withdraw", "/claims/K7M4-9QXR/bank", "/health",
         "/api/openapi.json"]  # fmt: skip


def assert_guarded(answer: Answer) -> None:
    """The headers that every answer has."""
    policy = answer.headers["content-security-policy"]
    assert "default-src 'none'" in policy
    assert "frame-ancestors 'none'" in policy
    assert "base-uri 'none'" in policy
    assert "unsafe" not in policy
    assert "script-src" not in policy or "script-src 'self'" in policy
    assert answer.headers["x-frame-options"] == "DENY"
    assert answer.headers["x-content-type-options"] == "nosniff"
    assert answer.headers["referrer-policy"] == "same-origin"
    assert answer.headers["cache-control"] == "no-store"
    assert "strict-transport-security" in answer.headers


@pytest.mark.parametrize("path", PAGES)
def test_every_page_is_guarded(wire: Wire, path: str) -> None:
    """Nothing foreign runs, nothing frames it, nothing keeps it, and no address leaks."""
    assert_guarded(wire.get(path))
    assert_guarded(wire.ask("HEAD", path))


def test_the_pages_of_a_draft_are_guarded_too(wire: Wire) -> None:
    """Also those that say what is wrong, and those that lead on."""
    draft = wire.draft_at("check")
    for page in ("session", "you", "costs", "payment", "check"):
        assert_guarded(wire.get(f"{draft}/{page}"))
    assert_guarded(wire.post(f"{draft}/check", {}))
    assert_guarded(wire.post(f"{draft}/you", {}))
    assert_guarded(wire.post(f"{draft}/check", LAST))
    assert_guarded(wire.get(f"{draft}/sent"))


def upload_form(wire: Wire, draft: str) -> tuple[str, list[tuple[str, str]]]:
    """Where a receipt is sent to, and the fields of its form."""
    reader = Reader()
    reader.feed(wire.get(f"{draft}/receipts").text)
    form = next(form for form in reader.forms if form.multipart)
    return form.action, [(field.name, field.value or "") for field in form.fields if field.name != "file"]


def with_a_cost(wire: Wire) -> str:
    """A draft that comes to its receipts."""
    draft = wire.draft_at("costs")
    assert wire.post(f"{draft}/costs/1", {"kind": "meals", "amount": "12.50", "description": "Lunch"}).status == 303
    assert wire.post(f"{draft}/costs", {"another": "no"}).location == f"{draft}/receipts"
    return draft


FILES = [
    ("ticket.png", "image/png", b"MZ\x90\x00" + b"\0" * 500),
    ("ticket.exe", "application/x-msdownload", b"MZ\x90\x00 %PDF-1.4"),
    ("page.pdf", "application/pdf", b"<html><script>1</script>%PDF-1.4</html>"),
    ("photo.svg", "image/svg+xml", b"<svg onload='alert(1)'/>"),
    ("a.png", "image/png", PNG[:4]),
]


def test_a_file_is_known_by_its_bytes(wire: Wire) -> None:
    """Not by its name nor by what it calls itself; the person is told, and the claim goes on."""
    draft = with_a_cost(wire)
    for file in FILES:
        action, fields = upload_form(wire, draft)
        content_type, body = multipart(fields, file)
        wire.ask("POST", action.removeprefix(wire.stack.url), body, {"Content-Type": content_type})

    assert until(lambda: wire.get(f"{draft}/receipts").text.count("not a photo") == len(FILES))


def test_a_file_of_15_mb_is_no_receipt(wire: Wire) -> None:
    """Refused by the store, or by whoever looks at it: never shown to a decider as a receipt."""
    draft = with_a_cost(wire)
    action, fields = upload_form(wire, draft)
    content_type, body = multipart(fields, ("big.png", "image/png", PNG + b"\0" * 15 * A_MEGABYTE))

    answer = wire.ask("POST", action.removeprefix(wire.stack.url), body, {"Content-Type": content_type})

    assert answer.status == 303, "not a page of code"
    assert until(lambda: "larger than 10 MB" in wire.get(f"{draft}/receipts").text)


def test_a_receipt_can_only_come_back_to_our_own_page(wire: Wire) -> None:
    """The signed form names where the browser goes next and where the file lies; S3 holds it to both."""
    draft = with_a_cost(wire)
    _, fields = upload_form(wire, draft)
    signed = json.loads(base64.b64decode(dict(fields)["policy"]))

    back = f"{wire.stack.url}{draft}/receipts?added=1"
    key = dict(fields)["key"]
    assert dict(fields)["success_action_redirect"] == back
    assert {"success_action_redirect": back} in signed["conditions"]
    assert {"key": key} in signed["conditions"]
    assert key.startswith(f"receipts/{draft.rsplit('/', 1)[1]}/")
    assert ["content-length-range", 0, 64 * 1024 * 1024] in signed["conditions"]


STRANGERS = [
    HTML,
    FORMULA,
    EMOJI,
    ARABIC,
    "{{ 7 * 7 }}",
    "%s%n$(id)",
    "Participant\r\nBcc: all@elsewhere.example",
    "O'Neill",
]


def asked_about(stack: RunningStack, reference: str) -> dict[str, Any]:
    """The email that asks somebody to confirm a claim."""
    return until(lambda: [m for m in stack.mails(subject="confirm") if reference in m["text"]])[-1]


def test_a_strange_name_is_a_name(wire: Wire) -> None:
    """It is shown as it was typed and does nothing: on pages, and in every email that it starts."""
    strange = [name for name in STRANGERS if not holds_address(name)]
    sent = {f"stranger{n}@example.org": name for n, name in enumerate(strange)}
    made = {email: wire.api("/api/claims", a_claim(name=name, email=email)).json for email, name in sent.items()}

    for email, name in sent.items():
        reference = made[email]["reference"]
        mine = wire.stack.mail(to=email, subject="We have your claim")
        theirs = asked_about(wire.stack, reference)
        for mail in (mine, theirs):
            assert HTML not in mail["html"]
            assert len(mail["to"]) == 1
            assert not re.search(r"[\r\n]", mail["subject"])
        assert name.split()[0] in theirs["text"]
        page = wire.get(found(r"/decide\?t=\S+", theirs["text"]))
        assert (page.status, HTML in page.text) == (200, False)
        assert name.split()[0] in html.unescape(page.text)


def test_a_name_with_an_address_in_it_is_asked_again(wire: Wire) -> None:
    """Our letters would carry it to others as a link."""
    named = [name for name in STRANGERS if holds_address(name)]
    assert named

    for name in named:
        answer = wire.api("/api/claims", a_claim(name=name, email="linked@example.org"))

        assert answer.status == 422
        assert "cannot hold a web or email address" in answer.text
    assert wire.stack.mails(to="linked@example.org") == []


def test_hostile_answers_stand_escaped_on_the_page_to_check(wire: Wire) -> None:
    """The name, and what a journey was for."""
    draft = wire.draft_at("costs", name=HTML)
    wire.post(f"{draft}/journeys/1", {"kind": "bus", "fare": "1", "description": f"{HTML} {FORMULA}"})

    page = wire.get(f"{draft}/costs")

    assert HTML not in page.text
    assert html.escape(HTML) in page.text.replace("&#34;", "&quot;")


def test_a_strange_account_name_runs_nothing_in_the_banks_file(wire: Wire) -> None:
    """No cell of it starts a formula, whatever stands on somebody's bank card."""
    names = [FORMULA, "-2+3 Participant", "@SUM(A1) Participant", ARABIC, 'Participant";"One 😀']
    account = a_claim()["bank"]
    for name in names:
        claim = send(wire, bank=account | {"name": name})
        for _ in range(2):
            link = claim.link()
            wire.post(link, hidden(wire.get(link)) | {"answer": "agree"})
        assert claim.actions[-1] == "approved"

    ran = wire.stack.run_job("payment-run", today=A_RUN_DAY)

    assert ran["batches"], ran
    stack, bucket = wire.stack, wire.stack.deployed.names["PaymentsBucket"]
    s3 = stack.client("s3")
    files = [
        s3.get_object(Bucket=bucket, Key=o["Key"])["Body"].read() for o in s3.list_objects_v2(Bucket=bucket)["Contents"]
    ]
    cells = [cell for file in files for row in csv.reader(file.decode("ascii").splitlines()) for cell in row]
    assert sum("PARTICIPANT" in cell for cell in cells) >= len(names) - 2
    assert not [cell for cell in cells if cell[:1] in "=+-@\t\r" and cell]


A_RUN_DAY = "2031-03-05"
"""A Wednesday that no other test pays on."""


def test_somebody_with_a_tag_or_other_letters_is_still_themselves(wire: Wire) -> None:
    """Whoever would confirm a claim does not get their own, however they spell their address."""
    for email in ("PANELS@example.org", "panels+me@example.org"):
        answer = wire.api("/api/claims", a_claim(activity_type="panel-member-half-day", email=email))

        assert answer.status == 201, answer.text
        assert "panels@example.org" not in asked_about(wire.stack, answer.json["reference"])["to"]


def test_a_day_long_gone_is_told_from_when_we_pay(wire: Wire) -> None:
    """The oldest day that is paid for stands beside the box."""
    old = yesterday() - timedelta(days=3_000)
    answer = wire.api("/api/claims", a_claim(date=old.isoformat()))

    assert answer.status == 422
    assert "We can only pay for sessions from" in answer.json["errors"][0]["message"]
