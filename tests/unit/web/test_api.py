"""Quotes and claims from forms that live elsewhere."""

from __future__ import annotations

import json
from datetime import timedelta
from typing import Any

import pytest

from takepart.use_cases.claims.claim_limit import TooManyClaims
from takepart.use_cases.claims.submit_claim import ClaimForm, Sent
from takepart.use_cases.ports import NobodyToDecide
from takepart.web.api.description import claim_fields, describe, quote_fields
from takepart.web.forms.payment import BankForm, DeclarationForm, FeeForm, MethodForm
from takepart.web.forms.quote import CostForm, JourneyForm
from takepart.web.forms.session import ActivityForm, ExtraTimeForm, SessionForm, YouForm
from takepart.web.requests import Typed
from takepart.web.site import Site
from tests.fakes_claims import FakeClaims
from tests.unit.web.sites import NOON, Answer, Browser, a_site

QUOTE: dict[str, Any] = {
    "activity_type": "meeting",
    "date": "2026-11-18",
    "part_of_day": "evening",
    "hours": 2,
    "journeys": [{"kind": "car", "miles": 12.5, "description": "Home and back"}],
    "costs": [{"kind": "childcare", "amount": "18.00"}],
}
CLAIM = QUOTE | {
    "name": "Participant One",
    "email": "participant@example.com",
    "under_16": False,
    "fee_choice": "as-offered",
    "method": "bank",
    "bank": {"name": "Participant One", "sort_code": "12-34-56", "account_number": "12345678", "whose": "own"},
    "declared": True,
}
ALLOWED = "https://young-people.example.org"


def call(site: Site, path: str, value: Any, *, key: str = "", raw: str | None = None, **headers: str) -> Answer:
    """What a program sends."""
    sent = {"content-type": "application/json", **({"idempotency-key": key} if key else {}), **headers}
    return Browser(site).send("POST", path, body=json.dumps(value) if raw is None else raw, headers=sent)


def claims_of(site: Site) -> list[Any]:
    return list(site.claims.kept.values())  # type: ignore[attr-defined]


def test_a_quote_and_the_claim_that_follows_agree_to_the_penny() -> None:
    """They are read by the same forms and priced by the same function."""
    site = a_site()

    quote = json.loads(call(site, "/api/quotes", QUOTE).body)
    claim = json.loads(call(site, "/api/claims", CLAIM).body)

    assert quote["total_pence"] == claim["total_pence"] == 20_00 + 6_88 + 18_00
    assert quote["promised_if_sent_today"]["bank"] == claim["promised"] == "2026-12-07"
    assert [line["pence"] for line in quote["lines"]] == [line.claimed.pence for line in claims_of(site)[0].lines]


def test_a_program_asks_for_days_in_a_row() -> None:
    """As the form does: two days of a conference are £100, two of a meeting are two claims."""
    conference = QUOTE | {"activity_type": "conference", "days": 2, "hours": 7}

    quote = call(a_site(), "/api/quotes", conference)
    refused = call(a_site(), "/api/quotes", conference | {"activity_type": "meeting"})

    assert json.loads(quote.body)["lines"][0]["pence"] == 100_00
    assert (refused.status, "Make one claim for each day" in refused.body) == (422, True)


def test_a_claim_is_created_with_its_reference_and_promised_day() -> None:
    """201 for a program; the receipt page is there for its person."""
    site = a_site()

    answer = call(site, "/api/claims", CLAIM)
    value = json.loads(answer.body)
    receipt = Browser(site).get(value["receipt"].removeprefix(site.url))

    assert answer.status == 201
    assert value["reference"] == claims_of(site)[0].id
    assert answer.headers["Location"] in value["receipt"]
    assert value["reference"] in receipt.words


def test_a_browser_is_sent_on_to_the_receipt() -> None:
    """A plain HTML form on another site works without a script."""
    form = {
        "activity_type": "meeting", "date-day": "18", "date-month": "11", "date-year": "2026", "hours": "2",
        "part_of_day": "evening", "journeys-1-kind": "bus", "journeys-1-fare": "£4.60",
        "journeys-1-description": "Home and back", "name": "Participant", "email": "participant@example.com",
        "under_16": "no",
        "fee_choice": "decline", "method": "cash", "declared": "on",
    }  # fmt: skip

    site = a_site()
    answer = Browser(site).post("/api/claims", form, **{"sec-fetch-site": "cross-site", "origin": ALLOWED})

    assert answer.status == 303
    assert answer.headers["Location"].endswith("/sent")
    assert claims_of(site)[0].claimed.pence == 4_60


def test_every_bad_field_is_listed_at_once() -> None:
    """422 with one entry a field, each with what to do."""
    bad = {
        "activity_type": "juggling", "date": "2026-02-30", "part_of_day": "dawn", "hours": 25, "name": "",
        "email": "participant", "under_16": "perhaps", "journeys": [{"kind": "bus", "fare": "12,50"}],
        "declared": False,
    }  # fmt: skip

    answer = call(a_site(), "/api/claims", bad)
    value = json.loads(answer.body)

    assert answer.status == 422
    assert answer.headers["Content-Type"] == "application/problem+json"
    assert {each["field"] for each in value["errors"]} == {
        "activity_type", "date", "part_of_day", "hours", "name", "email", "under_16", "journeys-1-fare",
        "journeys-1-description", "declared",
    }  # fmt: skip
    assert all(each["message"] for each in value["errors"])


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"fee_choice": None}, "fee_choice"),
        ({"fee_choice": "less", "fee_amount": 21}, "fee_amount"),
        ({"method": None}, "method"),
        ({"bank": None}, "bank-name"),
        ({"bank": {"name": "Participant", "sort_code": "x", "account_number": "12345678"}}, "bank-sort_code"),
        ({"date": "2027-01-01"}, "date"),
        ({"date": "18/11/2026"}, "date"),
        ({"hours": 0}, "hours"),
        ({"hours": 13}, "hours"),
        ({"journeys": [{"kind": "car", "miles": 2001, "description": "far"}]}, "journeys-1-miles"),
        ({"journeys": [{"kind": "bus", "fare": 1, "description": "a"}] * 16}, "journeys"),
    ],
)
def test_what_pricing_and_paying_need_is_asked_for(change: dict[str, Any], field: str) -> None:
    """The names are those that the caller sent."""
    answer = call(a_site(), "/api/claims", CLAIM | change)

    assert answer.status == 422
    assert field in {each["field"] for each in json.loads(answer.body)["errors"]}


@pytest.mark.parametrize("value", [[], "text", 3, None, [CLAIM], True])
def test_json_that_is_no_object_is_refused(value: Any) -> None:
    """400, with words."""
    answer = call(a_site(), "/api/claims", value)

    assert answer.status == 400
    assert "JSON object" in json.loads(answer.body)["detail"]


@pytest.mark.parametrize(
    "raw", ["", "{", "{'a': 1}", "\ufffe", '{"a": ' + "9" * 5000 + "}", '{"a":' * 5000, "[" * 90000]
)
def test_broken_json_is_refused(raw: str) -> None:
    """400 and never a fault, however it is broken."""
    assert call(a_site(), "/api/claims", None, raw=raw).status in {400, 422}


@pytest.mark.parametrize("value", ["\ud800", "\x00", float("nan"), {"a": {"b": {"c": {}}}}, [1, [2, [3]]], 10**40])
def test_strange_values_are_bad_fields_and_never_a_fault(value: Any) -> None:
    """Anything that JSON can hold."""
    answer = call(a_site(), "/api/claims", dict.fromkeys(CLAIM, value))

    assert answer.status == 422


@pytest.mark.parametrize("kind", ["text/plain", "multipart/form-data; boundary=x", "application/xml", ""])
def test_another_kind_of_body_is_refused(kind: str) -> None:
    """415, and it says what we read."""
    answer = call(a_site(), "/api/quotes", QUOTE, **{"content-type": kind})

    assert answer.status == 415
    assert "JSON" in json.loads(answer.body)["detail"]


def test_too_many_claims_for_one_mailbox_wait_an_hour_and_lose_nothing() -> None:
    """429 with the time to wait; the same key and fields are taken later."""
    counted = [True, False]

    def send(form: ClaimForm) -> Sent:
        if counted.pop(0):
            raise TooManyClaims("mailbox")
        return whole.send(form)

    claims = FakeClaims()
    whole = a_site(claims=claims)
    site = a_site(claims=claims, send=send)

    refused = call(site, "/api/claims", CLAIM, key="one-claim-of-many")
    taken = call(site, "/api/claims", CLAIM, key="one-claim-of-many")

    assert (refused.status, refused.headers["Retry-After"], taken.status) == (429, "3600", 201)
    assert "Nothing is lost" in json.loads(refused.body)["detail"]


def test_a_key_makes_a_retry_safe() -> None:
    """The same key and fields are the same claim, also when the first answer was lost on its way."""
    site = a_site()

    first = call(site, "/api/claims", CLAIM, key="retry-me-please")
    second = call(site, "/api/claims", CLAIM, key="retry-me-please")
    other = call(site, "/api/claims", CLAIM | {"email": "bo@example.com"}, key="another-key")

    assert first.body == second.body
    assert json.loads(other.body)["reference"] != json.loads(first.body)["reference"]
    assert len(claims_of(site)) == 2


def test_a_retry_after_a_crash_between_the_two_writes_gives_the_same_claim() -> None:
    """The claim was made, and the draft was not told."""
    site = a_site()
    first = call(site, "/api/claims", CLAIM, key="crash-in-the-middle")
    [draft] = site.drafts.kept.values()  # type: ignore[attr-defined]
    site.drafts.kept[draft.id] = type(draft)(id=draft.id, version=1, digest=draft.digest)  # type: ignore[attr-defined]

    second = call(site, "/api/claims", CLAIM, key="crash-in-the-middle")

    assert json.loads(second.body)["reference"] == json.loads(first.body)["reference"]
    assert len(claims_of(site)) == 1


def test_one_key_never_stands_for_two_claims() -> None:
    """409: another body under the same key is a mistake of the caller."""
    site = a_site()
    call(site, "/api/claims", CLAIM, key="only-one-claim")

    answer = call(site, "/api/claims", CLAIM | {"hours": 1}, key="only-one-claim")

    assert answer.status == 409
    assert len(claims_of(site)) == 1


@pytest.mark.parametrize("later", [timedelta(), timedelta(seconds=59), timedelta(minutes=9)])
def test_the_same_form_sent_twice_is_one_claim_without_a_key(later: timedelta) -> None:
    """A listed website's form has no key: a double press, or a browser that sends again, makes no second claim."""
    now = NOON
    site = a_site(now=lambda: now)
    sent: dict[str, str] = {"origin": ALLOWED, "sec-fetch-site": "cross-site"}

    first = call(site, "/api/claims", CLAIM, **sent)
    now = NOON + later
    second = call(site, "/api/claims", CLAIM, **sent)
    other = call(site, "/api/claims", CLAIM | {"hours": 1}, **sent)

    assert first.body == second.body
    assert json.loads(other.body)["reference"] != json.loads(first.body)["reference"]
    assert len(claims_of(site)) == 2


def test_the_same_form_sent_again_much_later_is_a_claim_of_its_own() -> None:
    """Somebody who took a claim back may send it anew."""
    now = NOON
    site = a_site(now=lambda: now)
    call(site, "/api/claims", CLAIM)

    now = NOON + timedelta(minutes=21)
    call(site, "/api/claims", CLAIM)

    assert len(claims_of(site)) == 2


def test_a_bad_claim_does_not_use_up_its_key() -> None:
    """Put right, it is sent under the same key."""
    site = a_site()
    bad = call(site, "/api/claims", CLAIM | {"email": "x"}, key="try-again-later")

    good = call(site, "/api/claims", CLAIM, key="try-again-later")

    assert (bad.status, good.status) == (422, 201)


def test_a_key_that_is_none_is_refused() -> None:
    """Too short to be anyone's own."""
    assert call(a_site(), "/api/claims", CLAIM, key="a b").status == 422


def test_a_browser_may_call_from_an_allowed_origin_only() -> None:
    """The policy lists them; a preflight is answered the same way."""
    site = a_site()
    browser = Browser(site)

    asked = browser.send("OPTIONS", "/api/claims", headers={"origin": ALLOWED})
    refused = browser.send("OPTIONS", "/api/claims", headers={"origin": "https://elsewhere.example"})
    sent = call(site, "/api/claims", CLAIM, origin=ALLOWED, **{"sec-fetch-site": "cross-site"})
    stranger = call(site, "/api/claims", CLAIM, origin="https://elsewhere.example")
    hidden = call(site, "/api/claims", CLAIM, origin="null", **{"sec-fetch-site": "cross-site"})

    assert asked.status == 204
    assert asked.headers["Access-Control-Allow-Origin"] == ALLOWED
    assert "Idempotency-Key" in asked.headers["Access-Control-Allow-Headers"]
    assert "Access-Control-Allow-Origin" not in refused.headers
    assert sent.status == 201
    assert sent.headers["Access-Control-Allow-Origin"] == ALLOWED
    assert (stranger.status, hidden.status) == (403, 403)
    assert len(claims_of(site)) == 1
    assert "Access-Control-Allow-Origin" not in browser.get("/contact", origin=ALLOWED).headers


def test_health_says_which_version_runs() -> None:
    """For whoever deploys."""
    assert json.loads(Browser(a_site()).get("/health").body) == {"status": "ok", "version": "test"}


def test_the_description_names_exactly_the_routes_that_there_are() -> None:
    """OpenAPI 3.1, held against the code."""
    browser = Browser(a_site())

    described = json.loads(browser.get("/api/openapi.json").body)

    paths = {(method.upper(), path) for path, methods in described["paths"].items() for method in methods}
    routes = {(m, p) for m, p in browser.app.known if p.startswith("/api/") or p == "/health"}
    assert described["openapi"] == "3.1.0"
    assert paths == routes


def test_the_description_names_exactly_the_fields_that_the_forms_have() -> None:
    """A field added to a form and not described fails here."""
    rules = a_site().rules
    fee = FeeForm(Typed(), rules, fee=None, in_vouchers=False)
    forms = [f(Typed(), rules) for f in (ActivityForm, SessionForm, ExtraTimeForm, YouForm, DeclarationForm)]
    names = {field.short_name for form in [*forms, fee, MethodForm(Typed(), rules, ways=())] for field in form}

    fields = claim_fields(rules.policy)["properties"]

    assert set(fields) == names | {"journeys", "costs", "bank"}
    for name, form in (("journeys", JourneyForm), ("costs", CostForm)):
        assert set(fields[name]["items"]["properties"]) == {f.short_name for f in form(Typed(), rules)}
    assert set(fields["bank"]["properties"]) == {f.short_name for f in BankForm(Typed(), rules)}
    assert set(quote_fields(rules.policy)["properties"]) < set(fields)


def test_what_is_described_as_needed_is_what_is_asked_for() -> None:
    """An empty claim is told of every field that it needs."""
    site = a_site()

    answer = json.loads(call(site, "/api/claims", {}).body)
    needed = set(claim_fields(site.policy)["required"])

    assert {each["field"] for each in answer["errors"]} == needed


def test_answers_look_as_described() -> None:
    """Every key that an answer must have is there, and no other."""
    site = a_site()
    schemas = describe(site.policy, url=site.url, version="1")["components"]["schemas"]

    quote = json.loads(call(site, "/api/quotes", QUOTE).body)
    claim = json.loads(call(site, "/api/claims", CLAIM).body)
    problem = json.loads(call(site, "/api/claims", {}).body)

    assert set(quote) == set(schemas["Quote"]["properties"])
    assert set(quote["lines"][0]) == set(schemas["Quote"]["properties"]["lines"]["items"]["properties"])
    assert set(claim) == set(schemas["Claim"]["properties"])
    assert set(problem) == set(schemas["Problem"]["properties"])


@pytest.mark.parametrize(
    "meant", [{"journeys": "the bus"}, {"costs": {"kind": "meals", "amount": 3}}, {"journeys-1000-kind": "bus"}]
)
def test_what_was_meant_as_a_list_is_never_dropped(meant: dict[str, Any]) -> None:
    """A fare that we cannot read is told so: it is somebody's money."""
    site = a_site()

    answer = call(site, "/api/claims", CLAIM | {"journeys": [], "costs": []} | meant)

    assert answer.status == 422
    assert {error["field"] for error in json.loads(answer.body)["errors"]} <= {"journeys", "costs"}
    assert not claims_of(site)


def test_when_everyone_here_is_the_claimant_a_person_is_told_whom_to_ask() -> None:
    """An organisation of one cannot pay itself: nothing is kept, and nothing fails."""
    site = a_site()

    def nobody(_form: Any) -> Any:
        raise NobodyToDecide

    answer = call(a_site(send=nobody, claims=site.claims), "/api/claims", CLAIM)

    assert answer.status == 409
    assert "Contact us" in json.loads(answer.body)["detail"]
    assert not claims_of(site)


@pytest.mark.parametrize("name", ["\u200b", "\ufeff\u2060", "\u202e", "\u0301", " \u00a0 "])
def test_a_name_that_nobody_can_see_is_none(name: str) -> None:
    """A decider must see who claims."""
    answer = call(a_site(), "/api/claims", CLAIM | {"name": name})

    assert [error["field"] for error in json.loads(answer.body)["errors"]] == ["name"]


def test_a_name_is_kept_without_what_turns_it_around() -> None:
    """Direction marks go; joined emoji and letters of every script stay."""
    site = a_site()

    call(site, "/api/claims", CLAIM | {"name": "\u202eParticipant\u202c محمد 👩\u200d👧"})

    assert claims_of(site)[0].claimant.name == "Participant محمد 👩\u200d👧"
