"""Anonymous means anonymous: everything that the stack kept is searched for what would tell who it was and when."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from typing import Any

from playwright.sync_api import Browser, expect

from tests.e2e.stack import RunningStack
from tests.e2e.voices import ask, office, say, tab

CANARY = "canary-in-the-coal-mine-7319"
ANSWERED = "canary-among-the-answers-5531"
AGENT = "Mozilla/5.0 (Canary; rv:99.7319) CanaryBrowser/7.3.19"
NOTHING_IS_LEFT_OF = ("CanaryBrowser", "127.0.0.1")
TABLES = ("ClaimsTable", "TransientTable", "MailTable", "VoiceTable")


def test_only_the_words_are_kept_and_only_in_their_table(stack: RunningStack, browser: Browser) -> None:
    """Neither the address, nor the agent, nor a time finer than the day: in tables, queues, letters or logs.

    The same for feedback and for the words in a questionnaire; what was chosen in that is kept with nobody's words.
    """
    with office(browser, stack, "worker@example.org") as staff:
        asked = ask(staff, "about-a-service", "How is it here?")
    before = len(stack.mails(to="duty@example.org", subject="somebody may be at risk"))
    from_second = datetime.now(UTC)
    with tab(browser, stack, agent=AGENT) as page, tab(browser, stack, agent=AGENT) as other:
        other.goto(f"/questionnaires/{asked}")
        other.get_by_label("Each month").check()
        other.get_by_label("What is the one thing that you would change?").fill(f"{ANSWERED} he hurts me")
        code = say(page, f"{CANARY} somebody hurts me")
        other.get_by_role("button", name="Send my answers").click()
        expect(other.get_by_role("heading", level=1)).to_have_text("Thank you")
    until_second = datetime.now(UTC)
    stack.mail(to="duty@example.org", subject="somebody may be at risk", after=before + 1)

    kept = {table: items(stack, table) for table in TABLES}
    letters = json.dumps([{**mail, "sent_at": ""} for mail in stack.mails()], default=repr)
    logs = logged(stack)
    queued = messages(stack)
    home_log = (stack.instance.home / "emulator.log").read_text(errors="replace")
    for canary in (CANARY, ANSWERED):
        found = {
            table: [item for item in each if canary in json.dumps(item, default=repr)] for table, each in kept.items()
        }
        (ours,) = found.pop("VoiceTable")
        assert not any(found.values())
        for place, text in (("letters", letters), ("logs", logs), ("queues", queued), ("the emulator's log", home_log)):
            assert canary not in text, place
            assert code not in text, place
        about_it = json.dumps([item for each in kept.values() for item in each if tells_of(item, ours)], default=repr)
        for trace in (*NOTHING_IS_LEFT_OF, *seconds(from_second, until_second)):
            assert trace not in about_it, trace
        assert {entry["M"]["at"]["S"][10:] for entry in ours["journal"]["L"]} == {"T00:00:00.000Z"}
        assert "chosen" not in ours["body"]["M"]
    assert code not in json.dumps(kept, default=repr)
    for trace in NOTHING_IS_LEFT_OF[:1]:
        assert trace not in json.dumps(kept, default=repr) + letters + logs + queued
    counts = json.dumps([item for item in kept["VoiceTable"] if item["pk"]["S"] == f"ANSWERS#{asked}"], default=repr)
    assert '"q2-2": {"N": "1"}' in counts, "what was chosen is counted"
    assert not any(trace in counts for trace in (*NOTHING_IS_LEFT_OF, *seconds(from_second, until_second)))


def tells_of(item: dict[str, Any], ours: dict[str, Any]) -> bool:
    """Whether an item has to do with what was said: itself, its mark, and letters about it."""
    return ours["pk"]["S"].partition("#")[2] in json.dumps(item, default=repr)


def seconds(start: datetime, end: datetime) -> set[str]:
    """Every second in between, as it would be written, and as a number."""
    first, last = int(start.timestamp()), int(end.timestamp()) + 1
    whole = [datetime.fromtimestamp(second, UTC) for second in range(first, last + 1)]
    return {f"{each:%Y-%m-%dT%H:%M:%S}" for each in whole} | {str(int(each.timestamp())) for each in whole}


def items(stack: RunningStack, table: str) -> list[dict[str, Any]]:
    """Everything in a table, as DynamoDB spells it."""
    pages = stack.client("dynamodb").get_paginator("scan").paginate(TableName=stack.deployed.names[table])
    return [item for page in pages for item in page["Items"]]


def logged(stack: RunningStack) -> str:
    """Every line that any function or the API has logged."""
    logs = stack.client("logs")
    lines = []
    for group in logs.describe_log_groups()["logGroups"]:
        for found in logs.get_paginator("filter_log_events").paginate(logGroupName=group["logGroupName"]):
            lines += [event["message"] for event in found["events"]]
    return "\n".join(lines)


def messages(stack: RunningStack) -> str:
    """What lies in any queue."""
    sqs = stack.client("sqs")
    found = []
    for url in sqs.list_queues().get("QueueUrls", []):
        answer = sqs.receive_message(QueueUrl=url, MaxNumberOfMessages=10, VisibilityTimeout=0)
        found += [message["Body"] for message in answer.get("Messages", [])]
    return "\n".join(found)
