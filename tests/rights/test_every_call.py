"""Each function may do what it is for: every call that it makes is judged by an IAM engine, and not by an emulator."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from infra.rights.judge import Verdict
from infra.rights.requests import recorded
from infra.rights.roles import MANAGED, Account


def test_no_call_is_denied(verdicts: Sequence[Verdict]) -> None:
    """By the roles of the translated template, AWS's managed policies, and what keys and buckets say themselves."""
    assert len(verdicts) > 300
    assert [str(verdict.request) for verdict in verdicts if not verdict.allowed] == []


def test_every_function_is_judged(account: Account, played: Path) -> None:
    """The stories, the jobs and a page of each: no function is left out."""
    assert {call["function"] for call in recorded([played])} == set(account.functions)


def test_of_aws_own_policies_only_two_are_used_and_neither_reads(account: Account) -> None:
    """To write logs and to send traces. Those that SAM adds for queues and streams would open all of them."""
    used = {grant.statement for grant in account.grants if grant.statement in MANAGED}

    assert used == {"AWSLambdaBasicExecutionRole", "AWSXrayWriteOnlyAccess"}
