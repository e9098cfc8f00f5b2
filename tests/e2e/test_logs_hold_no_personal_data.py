"""Logs hold ids and constant messages: no name, contact, account, free text or token of anybody, whatever happens."""

from __future__ import annotations

import re
from urllib.parse import urlencode

import pytest

from infra.local.story import found
from tests.e2e.stack import RunningStack, until
from tests.e2e.wire import Wire, hidden, send

NAME, EMAIL, PHONE = "Canary Quillfeather", "canary.quillfeather@example.org", "0151 496 0737"
SORT_CODE, ACCOUNT, ROLL = "08-99-99", "66374958", "QF/7788-1"
WORDS = ("quokkas at the zoo", "my grandmother Philippa", "wisteria lane", "because the tide was out")
FINANCE = "finance-2@example.org"


@pytest.fixture(scope="module")
def everything_logged(stack: RunningStack) -> str:
    """What every function wrote while one claim went through all that can happen to it, mistakes included."""
    wire = Wire(stack)
    claim = send(
        wire,
        name=NAME,
        email=EMAIL,
        phone=PHONE,
        bank={"name": NAME, "sort_code": SORT_CODE, "account_number": ACCOUNT, "roll_number": ROLL},
        journeys=[{"kind": "taxi", "fare": "12.00", "description": WORDS[0]}],
    )
    wire.api("/api/claims", {"name": NAME, "email": f"{EMAIL} {PHONE}", "bank": {"sort_code": SORT_CODE}})
    wire.api("/api/claims", f'{{"email": "{EMAIL}", {ACCOUNT}'.encode())
    wire.get(f"/what-we-pay?{urlencode({'activity_type': EMAIL, 'car': PHONE})}")
    wire.get(f"/claims/{claim.reference}?t={EMAIL}")
    wire.get(f"/{EMAIL}/{ACCOUNT}")
    wire.post("/claims", {"reference": claim.reference})
    wire.post("/office/sign-in", {"email": FINANCE})
    link = claim.decision()
    wire.post(link, hidden(wire.get(link)) | {"answer": "ask", "question": WORDS[1]})
    own = claim.page()
    token = own.partition("?t=")[2]
    until(lambda: "Send my answer" in wire.get(own).text or "nswer" in wire.get(own).text)
    turn = found(r'name="turn" value="(\d+)', wire.get(own).text).rpartition('"')[2]
    wire.post(f"/claims/{claim.reference}/answer", {"t": token, "turn": turn, "answer": WORDS[2]})
    link = claim.decision("answered")
    wire.post(link, hidden(wire.get(link)) | {"answer": "refuse", "refusal": WORDS[3]})
    until(lambda: claim.actions[-1] == "refused")
    stack.mail(to=EMAIL, subject="not pay")
    return "\n".join(all_logs(stack))


def all_logs(stack: RunningStack) -> list[str]:
    """Every message of every log group."""
    logs = stack.client("logs")
    groups = [
        group["logGroupName"]
        for page in logs.get_paginator("describe_log_groups").paginate()
        for group in page["logGroups"]
    ]
    return [
        event["message"]
        for group in groups
        for page in logs.get_paginator("filter_log_events").paginate(logGroupName=group)
        for event in page["events"]
    ]


def test_the_logs_say_what_happened(everything_logged: str) -> None:
    """Else the next test would pass by finding nothing."""
    for words in ("letters sent", "relayed"):
        assert words in everything_logged


@pytest.mark.parametrize(
    "secret",
    [
        *NAME.split(),
        EMAIL,
        PHONE,
        SORT_CODE,
        "089999",
        ACCOUNT,
        ROLL,
        *WORDS,
        "quokkas",
        "Philippa",
        "wisteria",
        FINANCE,
    ],
)
def test_no_log_holds_what_somebody_told_us(everything_logged: str, secret: str) -> None:
    """Not by a message, nor by an error that repeats what was typed."""
    assert not re.search(rf"(?i)\b{re.escape(secret)}\b", everything_logged)


def test_no_log_holds_a_token(everything_logged: str) -> None:
    """Whoever reads logs cannot decide: a token starts with its words in base64, and no query is logged."""
    assert not re.search(r"MXx[dwbtcs]|[?&]t=|takepart-office=", everything_logged)


def test_no_log_holds_an_address_of_mail_or_network(everything_logged: str) -> None:
    """Nor who called, nor with what."""
    assert not re.search(r"[\w.+-]+@[\w-]+\.[\w.]+", everything_logged)
    assert not re.search(r"(?i)user-agent|mozilla|python-urllib|127\.0\.0\.1.{0,20}(GET|POST)", everything_logged)
