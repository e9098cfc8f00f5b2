"""The edge, if there is one: nobody goes round its firewall, and both sides know the same name for what lets it in."""

from __future__ import annotations

import pytest

from infra.local.translate import parse
from infra.places import ROOT
from infra.stages import Stage
from takepart.web.problems import Problem
from takepart.web.requests import Request
from takepart.web.security import FROM_THE_EDGE, Security
from tests.template import resources, template

EDGE = parse(ROOT / "infra" / "edge.yaml")
LOCKED = Security(site_url="https://takepart.example", edge="s" * 32)


def asked(method: str, **headers: str) -> Request:
    event = {
        "rawPath": "/api/claims" if method == "OPTIONS" else "/feedback",
        "headers": {name.replace("_", "-"): value for name, value in headers.items()},
        "requestContext": {"http": {"method": method}},
    }
    return Request.of(event, most_bytes=1_000)


@pytest.mark.parametrize("method", ["GET", "HEAD", "OPTIONS", "POST"])
@pytest.mark.parametrize("said", ["", "x" * 32, "ß"])
def test_behind_an_edge_nothing_else_is_answered(method: str, said: str) -> None:
    """A page, a form or what a browser asks beforehand: who goes round the firewall gets nothing."""
    with pytest.raises(Problem) as refused:
        LOCKED.check(asked(method, x_from_the_edge=said))

    assert refused.value.status == 403


def test_what_comes_from_the_edge_is_judged_as_before() -> None:
    """A page opens; a form from another site is still refused; without an edge nothing is asked for."""
    LOCKED.check(asked("GET", x_from_the_edge="s" * 32))
    Security(site_url="https://takepart.example").check(asked("GET"))

    with pytest.raises(Problem):
        LOCKED.check(asked("POST", x_from_the_edge="s" * 32, origin="https://elsewhere.example"))


def test_both_sides_know_the_same_header_and_the_firewall_stands_before_all() -> None:
    """A slip in its name would close the site."""
    edge = EDGE["Resources"]["Edge"]["Properties"]["DistributionConfig"]
    (origin,) = edge["Origins"]

    assert [each["HeaderName"] for each in origin["OriginCustomHeaders"]] == [FROM_THE_EDGE]
    assert edge["WebACLId"] == {"Fn::GetAtt": ["Firewall", "Arn"]}
    assert set(edge["DefaultCacheBehavior"]["AllowedMethods"]) >= {"GET", "HEAD", "OPTIONS", "POST"}
    assert "CacheBehaviors" not in edge


def test_the_firewall_limits_each_address_and_keeps_nobodys() -> None:
    """Of all that is asked and of what is sent; no sample of a request is kept."""
    rules = EDGE["Resources"]["Firewall"]["Properties"]["Rules"]
    limited = [each for each in rules if "RateBasedStatement" in each["Statement"]]

    assert len(limited) == 2
    assert all(each["VisibilityConfig"]["SampledRequestsEnabled"] is False for each in rules)


def test_with_an_edge_the_address_that_aws_gave_is_off() -> None:
    """And the secret stands in no file: a stage names it, and AWS looks it up."""
    stage = Stage(name="production", stack="t", policy="wirral", site_url="https://t.example", sender="a@t.example")
    given = Stage(**(vars(stage) | {"edge_secret": "takepart/edge"})).parameters(version="1")["EdgeSecret"]

    assert template()["Parameters"]["EdgeSecret"]["NoEcho"] is True
    assert resources("AWS::Serverless::HttpApi")["Api"]["DisableExecuteApiEndpoint"] == {
        "Fn::If": ["BehindEdge", True, False]
    }
    assert given == "{{resolve:secretsmanager:takepart/edge}}"
    assert stage.parameters(version="1")["EdgeSecret"] == ""
