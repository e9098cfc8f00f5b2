"""Scheduled jobs: the template and the code know the same ones, and no failed or missing run is silent."""

from __future__ import annotations

import itertools
import json
import re
from collections.abc import Iterator
from datetime import datetime, timedelta

import pytest

from takepart.use_cases.jobs import JOB_MISSED, LONGEST, ON_WORKDAYS
from tests.template import Resource, as_list, events, functions, logical_id, mappings, named, resources, rights

SCHEDULES = events("ScheduleV2")
STARTED = sorted({function for function, _, _ in SCHEDULES})
"""Every function that Scheduler starts."""
WEEKDAYS = ("SUN", "MON", "TUE", "WED", "THU", "FRI", "SAT")
A_YEAR = 2027


def job_of(schedule: Resource) -> str:
    return str(json.loads(schedule["Input"])["job"])


def alarms(namespace: str, metric: str) -> dict[str, Resource]:
    every = resources("AWS::CloudWatch::Alarm").items()
    return {name: a for name, a in every if (a.get("Namespace"), a.get("MetricName")) == (namespace, metric)}


def watching(metric: str) -> dict[str, Resource]:
    """The alarm on one metric of each function, by the function's name in the template."""
    every = alarms("AWS/Lambda", metric).values()
    return {named(alarm["Dimensions"][0]["Value"]): alarm for alarm in every if alarm["Dimensions"]}


def due(expression: str) -> Iterator[datetime]:
    """Each moment of a year that a cron expression names, on the clock on the wall."""
    matched = re.fullmatch(r"cron\((\S+) (\S+) (\S+) (\S+) (\S+) (\S+)\)", expression)
    assert matched, expression
    minute, hour, day, month, weekday, year = matched.groups()
    assert (month, year) == ("*", "*"), "such a schedule is new here: say what it means"
    hours = range(24) if hour == "*" else [int(each) for each in hour.split(",")]
    at = datetime(A_YEAR, 1, 1)
    while at.year == A_YEAR:
        if (day in {"*", "?"} or at.day == int(day)) and (
            weekday in {"*", "?"} or WEEKDAYS[int(f"{at:%w}")] in days(weekday)
        ):
            for each in hours:
                yield at.replace(hour=each, minute=int(minute))
        at += timedelta(1)


def days(weekday: str) -> tuple[str, ...]:
    first, last = (WEEKDAYS.index(each) for each in weekday.split("-"))
    return WEEKDAYS[first : last + 1]


def test_every_job_of_the_template_is_one_that_the_code_knows_and_the_reverse() -> None:
    """A slip in a name would be a job that never runs, and one without a schedule waits for ever."""
    names = [job_of(schedule) for _, _, schedule in SCHEDULES]

    assert not set(names) ^ set(LONGEST), "named in one of the two alone"
    assert len(names) == len(LONGEST)


@pytest.mark.parametrize(("function", "name", "schedule"), SCHEDULES)
def test_a_schedule_is_called_after_its_job(function: str, name: str, schedule: Resource) -> None:
    """`ForgetClaims` starts `forget-claims`: the page of jobs of the local run goes by the first name."""
    assert re.sub(r"(?<!^)(?=[A-Z])", "-", name).lower() == job_of(schedule)


@pytest.mark.parametrize(("function", "name", "schedule"), SCHEDULES)
def test_the_code_knows_how_long_a_job_may_rest(function: str, name: str, schedule: Resource) -> None:
    """The longest time between two runs, weekends and long months among them: later than that, it is missed."""
    moments = list(due(schedule["ScheduleExpression"]))
    longest = max(later - earlier for earlier, later in itertools.pairwise(moments))

    assert LONGEST[job_of(schedule)] == longest


def test_the_code_knows_which_jobs_rest_at_weekends() -> None:
    """Those whose schedule says so, and no other."""
    resting = {job_of(each) for _, _, each in SCHEDULES if "MON-FRI" in each["ScheduleExpression"]}

    assert resting == ON_WORKDAYS


@pytest.mark.parametrize("function", STARTED)
def test_a_run_that_fails_is_tried_again_and_then_kept(function: str) -> None:
    """Scheduler does not wait for the answer: the queue of the schedule itself takes only what was never started."""
    invoked = functions()[function]["EventInvokeConfig"]
    schedules = [schedule for started, _, schedule in SCHEDULES if started == function]

    assert invoked["MaximumRetryAttempts"] == 2
    assert invoked["MaximumEventAgeInSeconds"] >= max(s["RetryPolicy"]["MaximumEventAgeInSeconds"] for s in schedules)
    kept = named(invoked["DestinationConfig"]["OnFailure"]["Destination"])
    assert {kept} == {named(schedule["DeadLetterConfig"]["Arn"]) for schedule in schedules}
    assert kept in resources("AWS::SQS::Queue")


@pytest.mark.parametrize("function", STARTED)
def test_one_failure_of_a_job_is_told(function: str) -> None:
    """Most jobs run once a day: an alarm on three errors in five minutes never hears of theirs."""
    alarm = watching("Errors")[logical_id(function)]

    assert (alarm["Statistic"], alarm["Threshold"], alarm["EvaluationPeriods"]) == ("Sum", 0, 1)
    assert alarm["ComparisonOperator"] == "GreaterThanThreshold"


@pytest.mark.parametrize("function", STARTED)
def test_a_job_can_write_down_that_it_ran_and_nothing_else_there(function: str) -> None:
    """Drafts and sessions lie in the same table. Why a message failed does too, for those that take messages."""
    of_table = [r for r in rights() if r.function == function and r.resource == "TransientTable"]

    assert "dynamodb:PutItem" in {right.action for right in of_table}
    keys = {key for right in of_table for key in re.findall(r"LeadingKeys': \['(\w+#)\*'\]", right.condition)}
    assert all("dynamodb:LeadingKeys': [" in right.condition for right in of_table)
    assert keys == ({"JOB#", "FAILED#"} if function in {taker for taker, _, _ in mappings("sqs")} else {"JOB#"})


def test_a_job_that_did_not_run_is_told() -> None:
    """The watch writes a line in the log, a filter counts it, an alarm rings: however rarely the job is due."""
    (found,) = [f for f in resources("AWS::Logs::MetricFilter").values() if JOB_MISSED in f["FilterPattern"]]
    (counted,) = found["MetricTransformations"]
    (alarm,) = [a for a in resources("AWS::CloudWatch::Alarm").values() if a["MetricName"] == counted["MetricName"]]

    assert found["FilterPattern"] == f'{{ $.message = "{JOB_MISSED}" }}'
    assert named(found["LogGroupName"]) == "FunctionLogs"
    assert alarm["Namespace"] == counted["MetricNamespace"]
    assert (alarm["Statistic"], alarm["Threshold"], alarm["Dimensions"]) == ("Sum", 0, [])
    assert alarm["Period"] >= LONGEST["check-jobs"].total_seconds(), "else it is silent between two looks"


def test_a_watch_that_stands_still_is_told() -> None:
    """Nobody else watches it, so CloudWatch does, within the seven days over which it can look back."""
    (function,) = {function for function, _, schedule in SCHEDULES if job_of(schedule) == "check-jobs"}
    alarm = watching("Invocations")[logical_id(function)]

    assert alarm["ComparisonOperator"] == "LessThanThreshold"
    assert alarm["TreatMissingData"] == "breaching"
    assert alarm["Period"] >= LONGEST["check-jobs"].total_seconds()
    assert alarm["Period"] * alarm["EvaluationPeriods"] <= 7 * 24 * 3600


@pytest.mark.parametrize("found", sorted(resources("AWS::Logs::MetricFilter")))
def test_what_a_filter_counts_is_what_an_alarm_looks_at(found: str) -> None:
    """By the same name, in the stack's own space: a second stack in the account is not mixed in."""
    properties = resources("AWS::Logs::MetricFilter")[found]
    (counted,) = as_list(properties["MetricTransformations"])
    named_alike = [(alarm["Namespace"], alarm["MetricName"]) for alarm in resources("AWS::CloudWatch::Alarm").values()]

    assert counted["MetricNamespace"] == {"Ref": "AWS::StackName"}
    assert (counted["MetricNamespace"], counted["MetricName"]) in named_alike
    assert properties["FilterPattern"] == f'{{ $.message = "{counted["MetricName"]}" }}'
    assert named(properties["LogGroupName"]) == "FunctionLogs"
