"""The table writes and its answer never arrives: nothing happens twice, and nobody is told that it failed.

The real handlers run in this process; between them and the emulator's tables stands a proxy that lets requests through
and cuts off answers.
"""

from __future__ import annotations

import importlib
import json
import secrets
import subprocess
import sys
import urllib.request
from collections.abc import Iterator
from types import SimpleNamespace
from typing import Any
from urllib.parse import urlencode

import pytest

from infra.local.clients import client
from infra.local.instance import REGION, free_port
from takepart.adapters import clients
from tests.e2e.stack import PATIENCE, RunningStack, until
from tests.e2e.wire import LAST, Answer, Wire, hidden, items, send

CUT = {"service": "dynamodb", "response": {"abort_frac": 0.0}}


class Proxy:
    """Stands before the emulator; ``cut`` says which answers get lost."""

    def __init__(self, port: int) -> None:
        self.url = f"http://127.0.0.1:{port}"

    def ask(self, method: str, path: str, value: Any = None) -> Any:
        """Ask the proxy itself."""
        body = None if value is None else json.dumps(value).encode()
        request = urllib.request.Request(
            f"{self.url}/_microburst/{path}", body, {"Content-Type": "application/json"}, method=method
        )
        with urllib.request.urlopen(request, timeout=PATIENCE) as answer:
            return json.loads(answer.read() or b"null")

    def is_up(self) -> bool:
        """Whether it answers."""
        try:
            return bool(self.ask("GET", "health"))
        except OSError:
            return False

    def cut(self, *operations: str, **when: Any) -> None:
        """Lose the answers to these operations; without any, none."""
        self.ask("POST", "rules", [{**CUT, "operation": operation, **when} for operation in operations])

    def fired(self) -> int:
        """How many answers were lost since it was last asked."""
        count = len(self.ask("GET", "fired"))
        self.ask("DELETE", "fired")
        return count


@pytest.fixture(scope="module")
def proxy(stack: RunningStack) -> Iterator[Proxy]:
    """A proxy of its own before this stack's emulator."""
    port = free_port()
    command = [sys.executable, "-m", "microburst", "--upstream", stack.instance.emulator_url, "--port", str(port)]
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    proxy = Proxy(port)
    until(proxy.is_up, what="the proxy")
    yield proxy
    process.terminate()
    process.wait()


@pytest.fixture(scope="module")
def handlers(stack: RunningStack, proxy: Proxy) -> Iterator[SimpleNamespace]:
    """The website and the decisions as the template sets them up, their tables behind the proxy."""
    lambda_ = client("lambda", stack.instance)
    modules = {}
    with pytest.MonkeyPatch.context() as patch:
        for name, function in (("website", "WebsiteFunction"), ("decisions", "DecisionsFunction")):
            wanted = lambda_.get_function_configuration(FunctionName=stack.deployed.names[function])
            for variable, value in wanted["Environment"]["Variables"].items():
                patch.setenv(variable, value)
            patch.setenv("AWS_ENDPOINT_URL", stack.instance.emulator_url)
            patch.setenv("AWS_ENDPOINT_URL_DYNAMODB", proxy.url)
            patch.setenv("AWS_DEFAULT_REGION", REGION)
            patch.setenv("AWS_REGION", REGION)
            patch.setenv("AWS_ACCESS_KEY_ID", "test")
            patch.setenv("AWS_SECRET_ACCESS_KEY", "test")
            clients.client.cache_clear()
            clients._session.cache_clear()
            sys.modules.pop(name, None)
            modules[name] = importlib.import_module(name).handler
        yield SimpleNamespace(**modules)
    clients.client.cache_clear()
    clients._session.cache_clear()
    for name in modules:
        sys.modules.pop(name, None)


def call(handler: Any, stack: RunningStack, method: str, address: str, fields: Any = None) -> Answer:
    """One request, as API Gateway would hand it over."""
    path, _, query = address.partition("?")
    answer = handler(
        {
            "version": "2.0",
            "rawPath": path,
            "rawQueryString": query,
            "headers": {
                "origin": stack.url,
                "sec-fetch-site": "same-origin",
                "content-type": "application/x-www-form-urlencoded",
            },
            "requestContext": {"http": {"method": method, "path": path}, "requestId": "r"},
            "body": urlencode(fields or {}),
            "isBase64Encoded": False,
        },
        SimpleNamespace(),
    )
    headers = {name.lower(): value for name, value in answer["headers"].items()}
    return Answer(status=answer["statusCode"], headers=headers, body=answer["body"].encode())


def insist(handler: Any, stack: RunningStack, address: str, fields: Any, *, tries: int = 6) -> list[Answer]:
    """Send the same form, and send it again while we are told to try again; every answer."""
    answers = [call(handler, stack, "POST", address, fields)]
    while answers[-1].status == 503 and len(answers) < tries:
        answers.append(call(handler, stack, "POST", address, fields))
    return answers


ONCE, OFTEN, ALL_TRIES = {"times": 1}, {"probability": 0.6}, {"times": 4}


@pytest.mark.parametrize("when", [ONCE, OFTEN, ALL_TRIES])
def test_a_claim_is_sent_once(stack: RunningStack, proxy: Proxy, handlers: Any, when: dict[str, Any]) -> None:
    """However many answers are lost, there is one claim, and its receipt is what the person sees in the end."""
    draft = Wire(stack).draft_at("check", email=f"p{secrets.token_hex(6)}@example.org")
    before = {key for key in items(stack, "ClaimsTable") if key[1] == "CLAIM"}
    proxy.cut("PutItem", **when)

    answers = insist(handlers.website, stack, f"{draft}/check", LAST)
    proxy.cut()
    if answers[-1].status == 503:
        answers += insist(handlers.website, stack, f"{draft}/check", LAST)

    assert {answer.status for answer in answers[:-1]} <= {503}
    assert (answers[-1].status, answers[-1].location) == (303, f"{draft}/sent")
    assert call(handlers.website, stack, "GET", f"{draft}/sent").status == 200
    made = {key for key in items(stack, "ClaimsTable") if key[1] == "CLAIM"} - before
    assert len(made) == 1


@pytest.mark.parametrize("when", [ONCE, OFTEN, ALL_TRIES])
def test_a_decision_is_taken_once(stack: RunningStack, proxy: Proxy, handlers: Any, when: dict[str, Any]) -> None:
    """Confirmed by one write, approved with its guards by a transaction; the decider is never told that it failed."""
    claim = send(Wire(stack))
    for step in ("confirmed", "approved"):
        address = claim.link()
        form = hidden(call(handlers.decisions, stack, "GET", address)) | {"answer": "agree"}
        proxy.cut("UpdateItem", "TransactWriteItems", **when)

        answers = insist(handlers.decisions, stack, address, form)
        lost = proxy.fired()
        proxy.cut()
        if answers[-1].status == 503:
            answers += insist(handlers.decisions, stack, address, form)

        assert {answer.status for answer in answers[:-1]} <= {503}
        assert (answers[-1].status, "/decide/done?" in answers[-1].location) == (303, True)
        assert claim.actions[-1] == step
        assert claim.actions.count(step) == 1
        assert lost or when is OFTEN


def test_when_nothing_can_be_read_the_person_is_told_to_wait(stack: RunningStack, proxy: Proxy, handlers: Any) -> None:
    """503 with a time to try again at, and nothing changes."""
    draft = Wire(stack).draft_at("check")
    proxy.cut("GetItem", "Query")

    answers = [call(handlers.website, stack, method, f"{draft}/check", LAST) for method in ("GET", "POST")]
    proxy.cut()

    assert [(answer.status, answer.headers["retry-after"]) for answer in answers] == [(503, "5")] * 2
    assert "nothing is sent twice" in answers[0].text
    assert call(handlers.website, stack, "GET", f"{draft}/check").status == 200
