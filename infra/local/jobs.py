"""Run a scheduled job now, as of any day: nobody waits for the first of the month to see what it does."""

import html
import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, time
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from infra.local.clients import client
from infra.local.deploy import Stack
from infra.local.instance import Instance
from infra.local.page import page
from infra.local.translate import parse

SCHEDULED_TIME = "<aws.scheduler.scheduled-time>"
"""What EventBridge Scheduler replaces in an input by the moment the run was due."""
DUE = time(8, 0, tzinfo=ZoneInfo("Europe/London"))
"""The time of day a job is run as of."""


@dataclass(frozen=True, kw_only=True)
class Job:
    """A ScheduleV2 event of the template."""

    name: str
    function: str
    schedule: str
    description: str
    input: str


def jobs(template: Path) -> dict[str, Job]:
    """Every scheduled job of the template by name: the event's, in kebab case."""
    found = {}
    for logical, resource in parse(template)["Resources"].items():
        events: Mapping[str, Any] = resource.get("Properties", {}).get("Events", {})
        for event, details in events.items():
            if details.get("Type") != "ScheduleV2":
                continue
            properties = details["Properties"]
            name = re.sub(r"(?<=[a-z0-9])(?=[A-Z])", "-", event).lower()
            found[name] = Job(
                name=name,
                function=logical,
                schedule=f"{properties['ScheduleExpression']} {properties.get('ScheduleExpressionTimezone', 'UTC')}",
                description=str(properties.get("Description", "")),
                input=str(properties.get("Input", "{}")),
            )
    return found


def event_for(job: Job, today: date) -> bytes:
    """The job's input as the scheduler would send it at 08:00 in London on `today`."""
    moment = datetime.combine(today, DUE).astimezone(UTC)
    return job.input.replace(SCHEDULED_TIME, f"{moment:%Y-%m-%dT%H:%M:%SZ}").encode()


def run(job: Job, today: date, *, instance: Instance, stack: Stack) -> tuple[int, dict[str, Any]]:
    """Run the job's function; the status to answer with, and what the function answered."""
    answer = client("lambda", instance).invoke(FunctionName=stack.names[job.function], Payload=event_for(job, today))
    result = json.loads(answer["Payload"].read() or b"null")
    told = {"job": job.name, "today": today.isoformat(), "result": result}
    return (502 if "FunctionError" in answer else 200), told


def jobs_page(known: Mapping[str, Job], today: date) -> bytes:
    """A button for every job, with the day to run it as of."""
    forms = "".join(
        f"<article><h2 id='job-{job.name}'>{html.escape(job.name.replace('-', ' ').capitalize())}</h2>"
        f"<p>{html.escape(job.description)}</p><p>Runs by itself: {html.escape(job.schedule)}</p>"
        f"<form method='post' action='/local/jobs/{job.name}' aria-labelledby='job-{job.name}'>"
        f"<div><label for='today-{job.name}'>As if today were</label>"
        f"<input type='date' id='today-{job.name}' name='today' value='{today}' required></div>"
        f"<button>Run {html.escape(job.name.replace('-', ' '))}</button></form></article>"
        for job in known.values()
    )
    return page("Scheduled jobs", f"<p>Jobs that AWS starts by the clock. Run one now, as of any day.</p>{forms}")


def result_page(told: Mapping[str, Any]) -> bytes:
    """What a job answered, for a person."""
    shown = html.escape(json.dumps(told["result"], indent=1, ensure_ascii=False))
    return page(
        f"Ran {told['job'].replace('-', ' ')} as of {told['today']}",
        f"<article><pre>{shown}</pre></article>"
        "<p><a href='/local'>Back to the jobs</a>, or <a href='/mailbox'>see the mailbox</a></p>",
    )
