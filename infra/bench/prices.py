"""What counts cost in money: an estimate, to show what matters. List prices of London (eu-west-2), as far as known.

Check them before you rely on them.
"""

from collections.abc import Mapping

from infra.bench.table import starting
from infra.local.translate import parse
from infra.places import TEMPLATE

POUNDS_A_DOLLAR = 0.78
A_MILLION: Mapping[str, float] = {
    "DynamoDB write units x10": 0.0742,
    "DynamoDB read units x10": 0.0149,
    "invocations": 0.20 + 16.67 * 0.5 * 0.1 + 1.16,  # the request, 0.1 s of 0.5 GB, and API Gateway's part
    "SQS": 0.40,
    "KMS": 3.00,
    "S3": 5.30,
    "emails": 100.00,
}
"""Dollars for a million. An invocation is counted as a tenth of a second."""
A_MONTH: Mapping[str, float] = {"AWS::KMS::Key": 1.00, "AWS::CloudWatch::Alarm": 0.10}
"""Dollars a month for each that the template has."""


def pounds_a_thousand(counted: Mapping[str, int]) -> float:
    """A thousand times what was counted."""
    dollars = sum(
        price * (counted[name] if name in counted else starting(counted, f"{name} "))
        for name, price in A_MILLION.items()
    )
    return dollars / 1000 * POUNDS_A_DOLLAR


def pounds_a_month() -> float:
    """What the template's keys and alarms cost, used or not."""
    every = parse(TEMPLATE)["Resources"].values()
    return sum(A_MONTH.get(resource["Type"], 0) for resource in every) * POUNDS_A_DOLLAR
