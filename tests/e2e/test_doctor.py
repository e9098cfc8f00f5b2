"""`make doctor` finds its way about a copy that runs on this machine."""

from __future__ import annotations

from datetime import UTC, datetime

from infra.doctor import Patient, examine
from tests.e2e.stack import RunningStack
from tests.template import resources


def test_the_doctor_can_look_at_all_of_it(stack: RunningStack) -> None:
    """Each queue for failures, key and table, each job, and the site itself: nothing is out of its reach."""
    patient = Patient(
        aws=stack.client,
        names=stack.deployed.names,
        site=stack.url,
        sender="",
        now=datetime.now(UTC),
        on_aws=False,
    )

    found = list(examine(patient))

    looked_at = {each.what.partition(" ")[0] for each in found}
    kinds = ("AWS::KMS::Key", "AWS::DynamoDB::Table")
    queues = {name for name in resources("AWS::SQS::Queue") if name.endswith("Failures")}
    assert queues | {name for kind in kinds for name in resources(kind)} <= looked_at
    assert [each for each in found if "would not say" in each.wrong or ("answers" in each.what and each.wrong)] == []
