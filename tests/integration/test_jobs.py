"""Every function that Scheduler starts: it knows the jobs that the template starts it for, and runs no others."""

from __future__ import annotations

import importlib
import json
import sys
import tomllib
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from types import ModuleType, SimpleNamespace
from typing import Any

import boto3
import pytest

from infra.handlers import environment
from takepart.adapters import clock
from takepart.adapters.policy.file import BrokenPolicy, load
from takepart.adapters.runs_table import RunsTable
from takepart.adapters.settings import Settings
from takepart.use_cases.jobs import LONGEST, UnknownJob
from tests.integration.conftest import make_table
from tests.policies import POLICIES
from tests.policy_toml import written
from tests.template import events, functions, resources

SCHEDULES = events("ScheduleV2")
STARTED = sorted({function for function, _, _ in SCHEDULES})
NOW = datetime(2026, 11, 28, 9, 0, tzinfo=UTC)
CONTEXT = SimpleNamespace(get_remaining_time_in_millis=lambda: 60_000)


@pytest.fixture
def account(aws: None, monkeypatch: pytest.MonkeyPatch) -> Iterator[str]:
    """What functions are told by their environment; the name of the table in which runs are noted."""
    for name, value in environment().items():
        if not name.startswith("AWS_") and name not in ("PATH", "ORGANISATION_TABLE"):
            monkeypatch.setenv(name, value)
    monkeypatch.setenv("POLICY", "wirral")
    monkeypatch.setenv("TRANSIENT_TABLE", make_table("TransientTable"))
    monkeypatch.setattr(clock, "now", lambda: NOW)
    yield "TransientTable"
    for name in STARTED:
        sys.modules.pop(name, None)


def started(name: str) -> ModuleType:
    sys.modules.pop(name, None)
    return importlib.import_module(name)


def noted() -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = boto3.client("dynamodb").scan(TableName="TransientTable")["Items"]
    return found


@pytest.mark.parametrize("function", STARTED)
def test_a_function_does_the_jobs_that_the_template_starts_it_for(account: str, function: str) -> None:
    """No schedule asks for what is not there, and no job waits for a schedule that nobody wrote."""
    asked = {json.loads(schedule["Input"])["job"] for name, _, schedule in SCHEDULES if name == function}

    assert started(function).jobs.names == asked


@pytest.mark.parametrize("function", STARTED)
@pytest.mark.parametrize("event", [{"job": "forget-claim"}, {"job": "no-such-job"}, {"job": None}, {}])
def test_an_unknown_job_fails_and_nothing_runs_in_its_place(account: str, function: str, event: dict[str, Any]) -> None:
    """No table but that of runs is there: any job would have failed in another way."""
    with pytest.raises(UnknownJob):
        started(function).handler({**event, "at": "2026-11-28T08:00:00Z"}, CONTEXT)

    assert noted() == []


def test_a_later_run_stays_when_an_earlier_one_is_done_again(account: str) -> None:
    runs = RunsTable(account)
    for at in (NOW, NOW - timedelta(days=3)):
        runs.finished("payment-run", at=at)

    assert runs.last(["payment-run", "tell-reader"]) == {"payment-run": NOW}


def test_a_job_that_stopped_is_a_line_in_the_log_that_the_alarm_counts(
    account: str, caplog: pytest.LogCaptureFixture
) -> None:
    """The monthly one too, long after CloudWatch would have forgotten that it should have come."""
    runs = RunsTable(account)
    for job in LONGEST:
        runs.finished(job, at=NOW - timedelta(minutes=15))
    boto3.client("dynamodb").delete_item(
        TableName=account, Key={"pk": {"S": "JOB#check-pay-promises"}, "sk": {"S": "JOB"}}
    )
    runs.finished("check-pay-promises", at=NOW - timedelta(days=32))
    watch = started("watch")

    first = watch.handler({"job": "check-jobs", "at": "2026-11-28T08:45:00Z"}, CONTEXT)

    assert first == {"missed": ["check-pay-promises"]}
    lines = [vars(record) for record in caplog.records if record.levelname == "ERROR"]
    assert [(line["message"], line["missed"]) for line in lines] == [("JobMissed", "check-pay-promises")]
    runs.finished("check-pay-promises", at=NOW - timedelta(minutes=20))
    assert watch.handler({"job": "check-jobs", "at": "2026-11-28T08:46:00Z"}, CONTEXT) == {"missed": []}
    assert runs.last(["check-jobs"]) == {"check-jobs": datetime(2026, 11, 28, 8, 46, tzinfo=UTC)}


def left_out(data: dict[str, Any], folder: Path) -> dict[str, dict[str, Any]]:
    """The policy without a part that an organisation may leave out, and without ever more of them, until none is left.

    Some may go only when another is gone: what promises to answer needs to hear people.
    """
    found, rest = {}, data
    for _ in data:
        there = rest
        for part in there:
            fewer = {name: its for name, its in rest.items() if name != part}
            try:
                load(written(fewer, folder))
            except BrokenPolicy:
                continue
            found[part] = rest = fewer
        if rest is there:
            break
    return found


@pytest.fixture
def everything(account: str, monkeypatch: pytest.MonkeyPatch) -> str:
    """Every table and queue of the template, empty, under the names that functions are given."""
    sqs = boto3.client("sqs")
    for name in functions():
        for variable, value in functions()[name].get("Environment", {}).get("Variables", {}).items():
            target = str(value.get("Ref", "")) if isinstance(value, dict) else ""
            if target.endswith("Queue"):
                monkeypatch.setenv(variable, str(sqs.create_queue(QueueName=target)["QueueUrl"]))
            elif target.endswith("Table"):
                monkeypatch.setenv(variable, target)
    for table in resources("AWS::DynamoDB::Table"):
        if table != account:
            make_table(table)
    return account


@pytest.mark.parametrize("policy", sorted(path.stem for path in POLICIES.glob("*.toml")))
def test_every_job_runs_for_whoever_has_nothing_to_do_yet(
    everything: str, policy: str, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    """On empty tables, whichever parts of the policy an organisation leaves out: else alarms would never be quiet."""
    data = tomllib.loads((POLICIES / f"{policy}.toml").read_text("utf-8"))
    variants = {"nothing": data, **left_out(data, tmp_path)}
    failed = []
    for part, rest in variants.items():
        file = written(rest, tmp_path)
        monkeypatch.setattr(Settings, "_policy_file", file)
        modules = {name: started(name) for name in STARTED}
        for name, _, schedule in SCHEDULES:
            event = json.loads(schedule["Input"].replace("<aws.scheduler.scheduled-time>", "2026-11-28T08:00:00Z"))
            try:
                modules[name].handler(event, CONTEXT)
            except Exception as error:
                failed.append((event["job"], f"without {part}", repr(error)))

    assert {"voice", "assurance"} <= variants.keys()
    assert failed == []
