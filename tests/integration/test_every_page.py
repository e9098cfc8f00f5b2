"""Every page of every web function, started as Lambda starts it: no address that is typed and no fault is a bare error.

The routes come from the functions themselves, so a new page or a new list is tried without a word here.
"""

from __future__ import annotations

import importlib
import re
import sys
from collections.abc import Iterator
from contextlib import ExitStack
from datetime import timedelta
from itertools import product
from typing import Any
from unittest.mock import patch
from urllib.parse import urlencode

import boto3
import pytest

from infra.handlers import environment, handlers
from infra.local.translate import parse
from infra.places import TEMPLATE
from takepart.adapters import clock
from takepart.adapters.sessions_table import SessionsTable
from takepart.domain.ids import StaffId
from takepart.use_cases.ports import ChangedMeanwhile, NoSuchPage, StoreUnavailable
from takepart.web.app import App
from takepart.web.security import API
from tests.integration.conftest import make_key, make_table
from tests.unit.web.calls import SITE, Answer, call

STAFF = tuple(StaffId(each) for each in ("participation-worker", "finance-1"))
MARKS = ("zzz", "", "a~b~c", "~~~~", "x" * 5_000, "Łódź ~ ~ ~", "\0", "-1", "1" * 400)
NAMES = ("year", "state", "quarter", "team", "age", "kind", "of", "session", "t", "c", "done", "from", "reference")


def _variables() -> dict[str, str]:
    """Each variable of the functions that names a resource, and which."""
    found: dict[str, str] = {}
    for each in RESOURCES.values():
        if each["Type"] == "AWS::Serverless::Function":
            variables = each["Properties"].get("Environment", {}).get("Variables", {})
            found |= {
                name: value["Ref"] for name, value in variables.items() if isinstance(value, dict) and "Ref" in value
            }
    return {name: resource for name, resource in found.items() if resource in RESOURCES}


RESOURCES: dict[str, Any] = parse(TEMPLATE)["Resources"]


@pytest.fixture
def apps(aws: None, monkeypatch: pytest.MonkeyPatch) -> Iterator[dict[str, App]]:
    """Every function that shows pages, over empty tables, with a session for each of some staff."""
    values = {name: value for name, value in environment().items() if not name.startswith("AWS_") and name != "PATH"}
    values |= {"SITE_URL": SITE, "FILES_URL": "", "POWERTOOLS_SERVICE_NAME": "takepart"}
    values |= {name: name.lower().replace("_", "-") for name in values if name.endswith("_BUCKET")}
    for name, resource in _variables().items():
        kind = RESOURCES[resource]["Type"]
        if kind == "AWS::DynamoDB::Table":
            values[name] = resource
        elif kind == "AWS::SQS::Queue":
            values[name] = boto3.client("sqs").create_queue(QueueName=resource)["QueueUrl"]
        elif kind == "AWS::KMS::Key":
            spec = RESOURCES[resource]["Properties"].get("KeySpec", "")
            values[name] = make_key(mac=spec.startswith("HMAC"))
    for resource in sorted({r for r in _variables().values() if RESOURCES[r]["Type"] == "AWS::DynamoDB::Table"}):
        make_table(resource)
    for name, value in values.items():
        monkeypatch.setenv(name, value)
    sessions = SessionsTable("TransientTable", clock=clock.now)
    for staff in STAFF:
        sessions.start(staff, staff=staff, until=clock.now() + timedelta(hours=1))
    names = [handler.rpartition(".")[0] for handler in handlers()]
    modules = {name: importlib.import_module(name) for name in names}
    yield {name: module.handler for name, module in modules.items() if isinstance(module.handler, App)}
    for name in names:
        sys.modules.pop(name, None)


def _addresses(app: App, method: str) -> list[str]:
    return sorted({re.sub(r"<\w+>", "K7M4-9QXR", rule) for each, rule in app.known if each == method})


def _is_explained(answer: Answer, address: str) -> bool:
    """A page with a heading, or a problem that a program can read."""
    kind = answer.headers.get("Content-Type", "")
    if kind.startswith("text/html"):
        return answer.status < 400 or ("<h1" in answer.body and "<html lang=" in answer.body)
    return answer.status < 400 or (kind.startswith("application/problem+json") and address.startswith(API))


def _as_who(app: App, address: str) -> str:
    """Whom a page is open to: nobody in particular, or one of the staff in the office."""
    if not address.startswith("/office"):
        return ""
    cookies = [f"__Host-takepart-office={staff}" for staff in STAFF]
    return next((each for each in cookies if call(app, "GET", address, cookie=each).status != 403), cookies[0])


def _words(answer: Answer) -> str:
    """Without what differs each time, or repeats the address."""
    return re.sub(r'"[^"]*"', "", answer.body)


def test_whatever_stands_behind_the_question_mark_is_no_failure(apps: dict[str, App]) -> None:
    """Page marks that are none, and every other name that a page reads.

    A page that is the same with a mark as without one reads none: it is not tried with the others.
    """
    wrong: list[str] = []
    read = 0
    for app in apps.values():
        for rule in _addresses(app, "GET"):
            cookie = _as_who(app, rule)

            def asked(query: str, app: App = app, rule: str = rule, cookie: str = cookie) -> Answer:
                answer = call(app, "GET", f"{rule}?{query}", cookie=cookie)
                if answer.status >= 500 or not _is_explained(answer, rule):
                    wrong.append(f"{answer.status} {rule}?{query[:40]}")
                return answer

            plain = _words(asked("other=1"))
            for names in (("next", "start"), NAMES[: len(NAMES) // 2], NAMES[len(NAMES) // 2 :]):
                for place, mark in enumerate(MARKS):
                    answer = asked(urlencode(dict.fromkeys(names, mark)))
                    if place == 0 and _words(answer) == plain:
                        break
                    read += 1

    assert len(apps) > 8
    assert read > 100
    assert wrong == []


FAULTS: tuple[tuple[Exception, int], ...] = (
    (ChangedMeanwhile("x"), 409),
    (StoreUnavailable(), 503),
    (NoSuchPage(), 404),
    (RuntimeError("words that somebody typed"), 500),
    (KeyError("x"), 500),
)


def test_whatever_goes_wrong_below_a_route_is_a_page_that_says_what_to_do(apps: dict[str, App]) -> None:
    """In every route of every function: each error is raised in its place. What was typed is in no answer."""
    now: list[Exception] = []

    def broken(*_: Any, **__: Any) -> Any:
        raise now[0].with_traceback(None)  # else each call would add its frames to those before

    tried = 0
    for app in apps.values():
        routes = app._routes
        everything = (*routes._static_routes, *routes._dynamic_routes)
        with ExitStack() as stack:
            for route in everything:
                stack.enter_context(patch.object(route, "func", broken))
                stack.enter_context(patch.object(route, "_middleware_stack", broken))
            for (method, rule), (error, status) in product(app.known, FAULTS):
                now[:] = [error]
                address = re.sub(r"<\w+>", "K7M4-9QXR", rule)
                answer = call(app, method, address)
                tried += 1

                assert answer.status == status, f"{method} {rule} {error!r}"
                assert _is_explained(answer, address)
                assert "a-request" in answer.body
                assert "somebody typed" not in answer.body
    assert tried > 200 * len(FAULTS)


def test_a_page_that_cannot_be_rendered_is_still_a_page(apps: dict[str, App]) -> None:
    """The templates themselves are broken: what is said needs none of them."""
    app = apps["voice"]

    def broken(*_: Any) -> str:
        raise RuntimeError("no template")

    with patch.object(app, "_error_page", broken):
        answer = call(app, "GET", "/no/such/page")

    assert answer.status == 500
    assert _is_explained(answer, "/no/such/page")
    assert "a-request" in answer.words
    assert "Content-Security-Policy" in answer.headers
