"""Each fault of the emulator that the local run puts right is still there; a failure names a repair to drop."""

import json
import socket
import urllib.request

import pytest

from infra.local.deploy import DeploymentFailed, apply
from tests.e2e.stack import RunningStack

TEMPLATE = {
    "Resources": {
        "Api": {
            "Type": "AWS::ApiGatewayV2::Api",
            "Properties": {"Body": {"openapi": "3.0.1", "info": {"title": "guard"}, "paths": {"/x": {"get": {}}}}},
        },
        "Table": {
            "Type": "AWS::DynamoDB::Table",
            "Properties": {
                "BillingMode": "PAY_PER_REQUEST",
                "AttributeDefinitions": [{"AttributeName": "pk", "AttributeType": "S"}],
                "KeySchema": [{"AttributeName": "pk", "KeyType": "HASH"}],
                "TimeToLiveSpecification": {"AttributeName": "expires", "Enabled": True},
            },
        },
    },
    "Outputs": {"Api": {"Value": {"Ref": "Api"}}, "Table": {"Value": {"Ref": "Table"}}},
}


def deploy_guard(stack: RunningStack) -> dict[str, str]:
    """Deploy the template above as it is; its outputs."""
    cloudformation = stack.client("cloudformation")
    apply(cloudformation, {"StackName": "guard", "TemplateBody": json.dumps(TEMPLATE)}, name="guard")
    outputs = cloudformation.describe_stacks(StackName="guard")["Stacks"][0]["Outputs"]
    return {output["OutputKey"]: output["OutputValue"] for output in outputs}


def test_cloudformation_still_ignores_the_body_of_an_api(stack: RunningStack) -> None:
    """Else drop `translate.spell_out_routes`."""
    api = deploy_guard(stack)["Api"]

    assert stack.client("apigatewayv2").get_routes(ApiId=api)["Items"] == []


def test_cloudformation_still_ignores_a_tables_time_to_live(stack: RunningStack) -> None:
    """Else drop `deploy.repair_ttl`."""
    table = deploy_guard(stack)["Table"]

    told = stack.client("dynamodb").describe_time_to_live(TableName=table)["TimeToLiveDescription"]
    assert told["TimeToLiveStatus"] == "DISABLED"


def test_an_alarm_that_computes_is_still_refused(stack: RunningStack) -> None:
    """Else deploy every alarm: drop the second step of `translate.translate`."""
    metric = {"Namespace": "AWS/Lambda", "MetricName": "Errors"}
    computed = [{"Id": "e", "MetricStat": {"Metric": metric, "Period": 60, "Stat": "Sum"}}]
    rule = {"EvaluationPeriods": 1, "Threshold": 0, "ComparisonOperator": "GreaterThanThreshold", "Metrics": computed}
    template = {"Resources": {"Alarm": {"Type": "AWS::CloudWatch::Alarm", "Properties": rule}}}

    with pytest.raises(DeploymentFailed, match="metric math"):
        apply(stack.client("cloudformation"), {"StackName": "sums", "TemplateBody": json.dumps(template)}, name="sums")


def test_records_of_streams_are_still_not_saved_while_positions_in_them_are() -> None:
    """Else drop `checkpoint.forget_stream_positions` and `replay.py`."""
    from ministack.services import dynamodb, lambda_svc

    assert "dynamodb_stream_positions" in lambda_svc.get_state()
    assert not [part for part in dynamodb.get_state() if "stream" in part]


def test_emails_are_still_not_saved() -> None:
    """Else read the mailbox from the emulator, and drop `gateway.keep`."""
    from ministack.services import ses, ses_v2

    assert not [part for part in {**ses.get_state(), **ses_v2.get_state()} if "sent" in part or "message" in part]


def test_nothing_listens_beyond_this_machine(stack: RunningStack) -> None:
    """Neither front nor emulator answers on another address than 127.0.0.1, nor does the MQTT server at all."""
    for port in (stack.instance.port, stack.instance.emulator_port, 8883):
        with socket.socket() as probe:
            probe.settimeout(1)
            assert probe.connect_ex(("127.0.0.2", port)) != 0


def test_every_table_that_should_forget_does(stack: RunningStack) -> None:
    """The repair of a table's time to live reaches the real template."""
    from infra.local.translate import parse
    from infra.places import TEMPLATE as REAL

    wanted = [
        name
        for name, resource in parse(REAL)["Resources"].items()
        if resource.get("Properties", {}).get("TimeToLiveSpecification")
    ]
    for name in wanted:
        table = stack.deployed.names[name]
        told = stack.client("dynamodb").describe_time_to_live(TableName=table)["TimeToLiveDescription"]
        assert told["TimeToLiveStatus"] == "ENABLED"


def test_health_is_the_sites_own(stack: RunningStack) -> None:
    """MiniStack answers /health itself, whatever the host, unless it is told not to."""
    with urllib.request.urlopen(f"{stack.url}/health") as answer:
        told = json.load(answer)

    assert "version" in told
    assert "services" not in told
