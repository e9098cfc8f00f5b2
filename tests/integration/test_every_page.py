"""Every page of every web function, started as Lambda starts it: no address that is typed and no fault is a bare error.

The routes come from the functions themselves, so a new page or a new list is tried without a word here.
"""

from __future__ import annotations

import re
from contextlib import ExitStack
from itertools import product
from typing import Any
from unittest.mock import patch
from urllib.parse import urlencode

from takepart.use_cases.ports import ChangedMeanwhile, NoSuchPage, StoreUnavailable
from takepart.web.app import App
from takepart.web.security import API
from tests.declared import function_of, routes
from tests.integration.conftest import STAFF
from tests.unit.web.calls import Answer, call

MARKS = ("zzz", "", "a~b~c", "~~~~", "x" * 5_000, "Łódź ~ ~ ~", "\0", "-1", "1" * 400)
NAMES = ("year", "state", "quarter", "team", "age", "kind", "of", "session", "t", "c", "done", "from", "reference")


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


def test_each_function_serves_what_is_declared_for_it_and_nothing_else(apps: dict[str, App]) -> None:
    """A module of pages that no function was given is a page that is not there."""
    declared = {(function_of(route), route.method, route.path) for route in routes()}
    served = {(function, *known) for function, app in apps.items() for known in app.known}

    assert declared - served == set(), "declared, and not served"
    assert served - declared == set(), "served, and not declared"
