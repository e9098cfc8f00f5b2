"""What a program asks about the service itself: is it well, and how is it called?

The API in OpenAPI 3.1, written by the forms themselves: a field that a form has is a field described here.
"""

from __future__ import annotations

from typing import Any, Final

from takepart.domain.bank_details import Whose
from takepart.domain.fee_choice import FeeWish
from takepart.domain.lines import LineKind
from takepart.domain.money import PaymentMethod
from takepart.domain.part_of_day import PartOfDay
from takepart.domain.policy import Policy
from takepart.use_cases.claims.drafts import MOST_IN_A_LIST
from takepart.web import responses
from takepart.web.forms.quote import COST_KINDS, JOURNEY_KINDS
from takepart.web.route import Answer, Call, NoForm, Routes
from takepart.web.site import Site

Schema = dict[str, Any]
_TEXT: Final[Schema] = {"type": "string"}
_PENCE: Final[Schema] = {"type": "integer", "description": "Pence"}
_DAY: Final[Schema] = {"type": "string", "format": "date"}
_POUNDS: Final[Schema] = {"type": ["string", "number"], "description": "Pounds, like 4.60"}
_YES: Final[Schema] = {"type": ["boolean", "string"], "description": "true, or yes"}


def describe(policy: Policy, *, url: str, version: str) -> Schema:
    """The whole description. The activities and charities are the policy's."""
    return {
        "openapi": "3.1.0",
        "info": {
            "title": f"{policy.organisation.site_name}: quotes and claims",
            "version": version,
            "summary": "Send a claim from a form of your own, and see what it would pay before.",
        },
        "servers": [{"url": url.rstrip("/")}],
        "paths": {
            "/api/quotes": {"post": _operation("Price a session", "quote", "Quote", 200)},
            "/api/claims": {"post": _claims()},
            "/api/openapi.json": {"get": {"summary": "This description", "responses": {"200": _answer("OpenAPI")}}},
            "/health": {"get": {"summary": "Is it well?", "responses": {"200": _answer("It is, and which version")}}},
        },
        "components": {
            "schemas": {
                "QuoteRequest": quote_fields(policy),
                "ClaimRequest": claim_fields(policy),
                "Quote": _QUOTE,
                "Claim": _CLAIM,
                "Problem": _PROBLEM,
            }
        },
    }


def quote_fields(policy: Policy) -> Schema:
    """What a quote is asked with. As a web form, ``journeys-1-miles`` is the first journey's miles."""
    return {"type": "object", "properties": _facts(policy), "required": _FACTS_NEEDED}


def claim_fields(policy: Policy) -> Schema:
    """What a claim is sent with."""
    properties = _facts(policy) | {
        "name": _TEXT | {"maxLength": 200},
        "email": {"type": "string", "format": "email", "maxLength": 254},
        "phone": _TEXT,
        "under_16": _YES,
        "fee_choice": _one_of([wish.value for wish in FeeWish], "Needed when there is a fee"),
        "fee_amount": _POUNDS | {"description": "Needed for less: how much of the fee, in pounds"},
        "charity": _one_of([each.id for each in policy.charities], "Needed for charity"),
        "method": _one_of([way.value for way in PaymentMethod], "Needed when money is to be paid"),
        "bank": {
            "type": "object",
            "description": "Needed when money goes to a bank account. As a web form: bank-sort_code and so on.",
            "properties": {
                **dict.fromkeys(("name", "sort_code", "account_number", "roll_number"), _TEXT),
                "whose": _one_of(
                    [each.value for each in Whose], "Needed when the account has another name than theirs"
                ),
            },
            "required": ["name", "sort_code", "account_number"],
        },
        "declared": _YES | {"description": "The person read what you show them and says that the answers are true"},
    }
    needed = [*_FACTS_NEEDED, "name", "email", "under_16", "declared"]
    if says := policy.wording.eligibility:
        properties["eligible"] = _YES | {"description": f"The person says that this is so for them: {says.strip()}"}
        needed.append("eligible")
    return {"type": "object", "properties": properties, "required": needed}


_FACTS_NEEDED: Final = ["activity_type", "date", "part_of_day", "hours"]


def _facts(policy: Policy) -> Schema:
    places = policy.claims.places
    cars = dict.fromkeys(each.id for rate in policy.mileage.rates for each in rate.vehicles)
    return {
        "activity_type": _one_of([each.id for each in policy.activity_types], "A row of the schedule of payments"),
        "date": _DAY | {"description": "The day of the session; a web form may send date-day, date-month, date-year"},
        "part_of_day": _one_of([part.value for part in PartOfDay], "When on that day"),
        "hours": {"type": ["integer", "string"], "minimum": 0, "maximum": 24},
        "minutes": {"type": ["integer", "string"], "minimum": 0, "maximum": 59},
        "days": {
            "type": ["integer", "string"],
            "minimum": 1,
            "description": "Days in a row, each that long; 1 if left out",
        },
        "extra_time_agreed": _YES
        | {"description": "Someone agreed before to pay for more than the limit. We check it: alone it pays nothing"},
        "journeys": {
            "type": "array",
            "maxItems": MOST_IN_A_LIST,
            "items": {
                "type": "object",
                "properties": {
                    "kind": _one_of([kind.value for kind in JOURNEY_KINDS], "How they travelled"),
                    "miles": {"type": ["number", "string"], "description": "For car, motorcycle, bicycle, passenger"},
                    "fare": _POUNDS | {"description": "For bus, train, taxi: in pounds, like 4.60"},
                    "description": _TEXT | {"maxLength": 200},
                    **({"vehicle": _one_of([*cars, "car"], "Which car; car if unknown")} if cars else {}),
                },
                "required": ["kind"],
            },
        },
        "costs": {
            "type": "array",
            "maxItems": MOST_IN_A_LIST,
            "items": {
                "type": "object",
                "properties": {
                    "kind": _one_of([kind.value for kind in COST_KINDS], "What it was"),
                    "amount": _POUNDS,
                    "description": _TEXT | {"maxLength": 200},
                    **({"place": _one_of([*places, "elsewhere"], "Where it was")} if places else {}),
                },
                "required": ["kind", "amount"],
            },
        },
    }


def _one_of(values: list[str], description: str) -> Schema:
    return {"type": "string", "enum": [str(value) for value in values], "description": description}


def _answer(description: str, schema: str = "", media: str = "application/json") -> Schema:
    if not schema:
        return {"description": description, "content": {media: {"schema": {"type": "object"}}}}
    return {"description": description, "content": {media: {"schema": {"$ref": f"#/components/schemas/{schema}"}}}}


def _operation(summary: str, operation: str, answer: str, status: int) -> Schema:
    request = {"schema": {"$ref": f"#/components/schemas/{answer}Request"}}
    problem = "application/problem+json"
    return {
        "summary": summary,
        "operationId": operation,
        "requestBody": {
            "required": True,
            "content": {"application/json": request, "application/x-www-form-urlencoded": request},
        },
        "responses": {
            str(status): _answer(summary, answer),
            "400": _answer("It cannot be read", "Problem", problem),
            "403": _answer("A browser called from an origin that the policy does not list", "Problem", problem),
            "413": _answer("It is too big", "Problem", problem),
            "415": _answer("It is neither JSON nor a web form", "Problem", problem),
            "422": _answer("Some fields need another try; errors lists each", "Problem", problem),
        },
    }


def _claims() -> Schema:
    operation = _operation("Send a claim", "claim", "Claim", 201)
    operation["parameters"] = [
        {
            "name": "Idempotency-Key",
            "in": "header",
            "description": "A key of your own: the same key and fields give the same claim, however often sent. "
            "Without one, the same fields give the same claim for ten minutes at least",
            "schema": {"type": "string", "minLength": 8, "maxLength": 200},
        }
    ]
    operation["responses"] |= {
        "303": {"description": "For a browser (Accept: text/html): the page that says we have it"},
        "409": _answer("The key was used with other fields", "Problem", "application/problem+json"),
        "429": _answer("Too many claims for one email address: wait", "Problem", "application/problem+json"),
    }
    return operation


def _object(**properties: Schema) -> Schema:
    return {"type": "object", "properties": properties, "required": list(properties)}


_QUOTE: Final = _object(
    activity_type=_TEXT,
    date=_DAY,
    lines={
        "type": "array",
        "items": _object(
            kind=_one_of([kind.value for kind in LineKind], "What the line pays for"),
            pence=_PENCE,
            paid_as=_one_of(["money", "voucher"], "How it is paid"),
            basis=_TEXT | {"description": "How it was worked out, in words"},
            flags={"type": "array", "items": _TEXT},
        ),
    },
    total_pence=_PENCE,
    fee_pence=_PENCE,
    expenses_pence=_PENCE,
    promised_if_sent_today={"type": "object", "additionalProperties": _DAY},
    policy_version=_TEXT,
    assumed=_TEXT | {"description": "What is not known of who will claim, and what the quote takes for it"},
    benefits=_TEXT,
    tax=_TEXT,
)
_CLAIM: Final = _object(reference=_TEXT, promised=_DAY, total_pence=_PENCE, receipt={"type": "string", "format": "uri"})
_PROBLEM: Final = {
    "type": "object",
    "properties": {
        "type": _TEXT,
        "title": _TEXT,
        "status": {"type": "integer"},
        "detail": _TEXT,
        "reference": _TEXT,
        "errors": {"type": "array", "items": _object(field=_TEXT, message=_TEXT)},
    },
    "required": ["type", "title", "status", "detail", "reference"],
}


routes: Routes[Site] = Routes("website")


@routes.get("/health")
def health(call: Call[Site, NoForm]) -> Answer:
    """It is well."""
    return responses.as_json({"status": "ok", "version": call.site.version})


@routes.get("/api/openapi.json")
def openapi(call: Call[Site, NoForm]) -> Answer:
    """How it is called."""
    return responses.as_json(describe(call.site.policy, url=call.site.url, version=call.site.version))
