"""What SES tells of letters reaches our queue and nothing else does: judged by an EventBridge that is not ours."""

from __future__ import annotations

import json
from typing import Any

import pytest
from moto.events.models import EventPattern

from tests.template import named, resources

(RULE,) = resources("AWS::Events::Rule").values()
OURS = "takepart-letters"


def pattern() -> EventPattern:
    """The rule's, with the name of the configuration set in place of the reference."""
    spelled = json.loads(json.dumps(RULE["EventPattern"]).replace('{"Ref": "Letters"}', f'"{OURS}"'))
    return EventPattern.load(json.dumps(spelled))


def told(source: str = "aws.ses", **mail: Any) -> dict[str, Any]:
    """As SES puts it on the bus (Amazon SES, "Monitoring using EventBridge")."""
    return {
        "version": "0",
        "source": source,
        "detail-type": "Email Bounced",
        "detail": {"eventType": "Bounce", "mail": {"messageId": "1", "tags": mail.get("tags", {})}},
    }


@pytest.mark.parametrize(
    ("event", "ours"),
    [
        (told(tags={"ses:configuration-set": [OURS], "letter": ["x"]}), True),
        (told(tags={"ses:configuration-set": ["takepart-staging-letters"]}), False),
        (told(tags={"letter": [OURS]}), False),
        (told(), False),
        (told("aws.s3", tags={"ses:configuration-set": [OURS]}), False),
    ],
)
def test_only_what_came_of_our_own_letters_is_followed(event: Any, ours: bool) -> None:
    """A second stack in the account sends letters too, and each follows its own."""
    assert pattern().matches_event(event) is ours


def test_what_is_taken_out_of_the_event_is_what_the_function_reads() -> None:
    """The report alone, as SES gives it: the queue's reader looks for `eventType` at its top."""
    (target,) = RULE["Targets"]

    assert target["InputPath"] == "$.detail"
    assert named(target["Arn"]) == "BouncesQueue"
