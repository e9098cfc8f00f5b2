"""The API against its own description: whatever nearly fits it, the answer is one that it promises."""

from __future__ import annotations

import json
import re
from typing import Any
from urllib.parse import urlencode

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from jsonschema import Draft202012Validator

from takepart.web.api.description import describe
from tests.unit.web.sites import NOON, Answer, Browser, a_site

SITE = a_site()
DESCRIPTION = describe(SITE.policy, url=SITE.url, version="1")
SCHEMAS: dict[str, Any] = DESCRIPTION["components"]["schemas"]
JSON = "application/json"
FORM = "application/x-www-form-urlencoded"
BOUNDED = settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.too_slow])

STRANGE = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(),
    st.floats(),
    st.text(max_size=30),
    st.sampled_from(
        ["", " ", "\0", "12,50", "£12.50", "-1", "1e9", "９", "=1+1", "\u202e", "<b>", "x" * 600, "ﷺ" * 300]
    ),
    st.lists(st.integers(), max_size=3),
    st.dictionaries(st.text(max_size=8), st.text(max_size=8), max_size=3),
)
GOOD_TEXT: dict[str, st.SearchStrategy[Any]] = {
    "name": st.text(min_size=1, max_size=40),
    "email": st.sampled_from(["participant@example.org", "mary.o'brien@example.org", "b+c@example.co.uk"]),
    "sort_code": st.sampled_from(["12-34-56", "123456", "12 34 56"]),
    "account_number": st.sampled_from(["12345678", "1234567", "123456"]),
    "miles": st.one_of(st.integers(0, 300), st.decimals(0, 300, places=1).map(str)),
    "hours": st.integers(0, 13),
    "phone": st.sampled_from(["", "0151 496 0000", "+44 151 496 0000"]),
}


GOOD: dict[str, Any] = {
    "activity_type": "meeting",
    "date": "2026-11-18",
    "part_of_day": "evening",
    "hours": 2,
    "name": "Participant One",
    "email": "participant@example.org",
    "under_16": False,
    "fee_choice": "as-offered",
    "method": "bank",
    "bank": {"name": "Participant One", "sort_code": "12-34-56", "account_number": "12345678"},
    "declared": True,
}


def fitting(schema: dict[str, Any], name: str = "") -> st.SearchStrategy[Any]:
    """Values that fit a schema, and now and then one that is only strange."""
    return st.integers(0, 14).flatmap(lambda number: _fitting(schema, name) if number else STRANGE)


def nearly(schema: dict[str, Any]) -> st.SearchStrategy[Any]:
    """Something good with a few fields changed, whole new ones, and what is no object at all."""
    fields = {name: fitting(value, name) for name, value in schema["properties"].items()}
    few = st.lists(st.sampled_from(sorted(fields)), max_size=3, unique=True)
    changed = few.flatmap(lambda names: st.fixed_dictionaries({name: fields[name] for name in names}))
    good = {name: value for name, value in GOOD.items() if name in fields}
    return st.integers(0, 9).flatmap(lambda number: changed.map(lambda c: good | c) if number > 1 else fitting(schema))


def _fitting(schema: dict[str, Any], name: str) -> st.SearchStrategy[Any]:
    if name in GOOD_TEXT:
        return GOOD_TEXT[name]
    if "enum" in schema:
        return st.sampled_from(schema["enum"])
    kinds = schema["type"] if isinstance(schema["type"], list) else [schema["type"]]
    if "object" in kinds:
        needed = {
            each: fitting(value, each) for each, value in schema["properties"].items() if each in schema["required"]
        }
        others = {each: fitting(value, each) for each, value in schema["properties"].items() if each not in needed}
        return st.fixed_dictionaries(needed, optional=others)
    if "array" in kinds:
        return st.lists(fitting(schema["items"]), max_size=4)
    if schema.get("format") == "date":
        return st.dates().map(str) | st.integers(0, 200).map(
            lambda days: f"2026-{11 - days // 28:02}-{days % 28 + 1:02}"
        )
    if "boolean" in kinds:
        return st.booleans() | st.sampled_from(["yes", "no"])
    if "number" in kinds:
        return st.integers(0, 10_000).map(lambda pence: f"{pence / 100:.2f}") | st.floats(0, 99).map(
            lambda n: round(n, 2)
        )
    return st.integers(0, 59) if "integer" in kinds else st.text(max_size=40)


def posted(path: str, body: str, kind: str = JSON) -> Answer:
    """What comes back."""
    answer = Browser(SITE).send("POST", path, body=body, headers={"content-type": kind})
    assert answer.status < 500, answer.body
    return answer


def names_of(schema: dict[str, Any], name: str = "") -> set[str]:
    """Every field of a schema as a form spells it, entries of lists as number 1."""
    join = f"{name}-" if name else ""
    if "properties" in schema:
        inner = [names_of(value, f"{join}{each}") for each, value in schema["properties"].items()]
        return set().union({name} if name else set(), *inner)
    return {name} | (names_of(schema["items"], f"{join}1") if "items" in schema else set())


def check(answer: Answer, path: str, request: str, good: str) -> None:
    """The answer is one that the description promises, and fits its schema; an error names fields that there are."""
    operation = DESCRIPTION["paths"][path]["post"]
    assert str(answer.status) in operation["responses"], answer.status
    value = json.loads(answer.body)
    schema = good if answer.status < 300 else "Problem"
    Draft202012Validator(SCHEMAS[schema]).validate(value)
    if answer.status == 422:
        assert value["errors"]
        known = names_of(SCHEMAS[request])
        for error in value["errors"]:
            assert re.sub(r"(journeys|costs)-\d+", r"\1-1", error["field"]) in known, error
            assert error["message"]


@BOUNDED
@given(nearly(SCHEMAS["QuoteRequest"]))
def test_a_quote_answers_as_described(value: Any) -> None:
    """200, or a problem."""
    check(posted("/api/quotes", json.dumps(value)), "/api/quotes", "QuoteRequest", "Quote")


@BOUNDED
@given(nearly(SCHEMAS["ClaimRequest"]))
def test_a_claim_answers_as_described(value: Any) -> None:
    """201, or a problem; the claim was sent today or before, and nothing is promised for the past."""
    answer = posted("/api/claims", json.dumps(value))

    check(answer, "/api/claims", "ClaimRequest", "Claim")
    if answer.status == 201:
        assert json.loads(answer.body)["promised"] >= NOON.date().isoformat()


@BOUNDED
@given(st.dictionaries(st.sampled_from(sorted(names_of(SCHEMAS["ClaimRequest"]))), STRANGE, max_size=25))
def test_a_form_of_the_same_fields_answers_too(fields: dict[str, Any]) -> None:
    """Urlencoded, with whatever stands in its boxes."""
    body = urlencode({name: str(value).encode("utf-8", "replace") for name, value in fields.items()})

    check(posted("/api/claims", body, FORM), "/api/claims", "ClaimRequest", "Claim")


@BOUNDED
@given(st.binary(max_size=300), st.sampled_from([JSON, FORM, "application/x+json", "text/plain", ""]))
def test_any_bytes_are_answered(raw: bytes, kind: str) -> None:
    """Noise is a problem of the sender's."""
    answer = posted("/api/quotes", raw.decode("utf-8", "surrogateescape"), kind)

    assert answer.status in {400, 415, 422}


@settings(max_examples=80, deadline=None)
@given(st.dictionaries(st.text(max_size=12), STRANGE, max_size=12), st.integers(0, 6))
def test_a_quote_page_shows_whatever_was_asked(fields: dict[str, Any], known: int) -> None:
    """By GET, with any words in its address."""
    names = ["activity_type", "date-year", "date-month", "date-day", "hours", "car", "meals"]
    query = urlencode(
        {**fields, names[known]: "9" * (known + 1)} | {"activity_type": "meeting"}, errors="replace", encoding="utf-8"
    )

    assert Browser(SITE).get(f"/what-we-pay?{query}").status == 200
