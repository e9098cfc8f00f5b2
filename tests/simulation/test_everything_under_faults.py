"""The whole service, the real functions over AWS in memory, with everything going wrong: new histories each time.

`make simulate` plays as many as you like, and plays one again by its seed.
"""

from __future__ import annotations

import random
import time
from collections.abc import Mapping
from typing import Any

import pytest
from botocore.exceptions import ClientError, ReadTimeoutError

from takepart.adapters.clients import ATTEMPTS
from tests.simulation.aws import lost_answer
from tests.simulation.histories import play, search
from tests.simulation.story import check
from tests.simulation.world import Broken, World, played

PARTS, SECONDS = 4, 15
"""Seconds for each part, of the processor and not of the clock: on a busy machine it takes longer and tries as much."""
STEPS = 120


@pytest.mark.parametrize("_part", range(PARTS))
def test_whatever_goes_wrong_everything_that_was_promised_holds(_part: int) -> None:
    """Claims, money, places, links, letters, what people say, and the figures; each process has its parts."""
    seeds, faults, histories = random.SystemRandom(), 0, 0
    began = time.process_time()
    while time.process_time() - began < SECONDS:
        found = search(seeds.getrandbits(32), STEPS)
        assert not found.problem, found.told
        faults, histories = faults + found.faults, histories + 1

    assert histories > 1
    assert faults > 100 * histories, "less went wrong than should"


def test_a_write_whose_answer_was_lost_is_tried_again_as_by_botocore() -> None:
    """Its own first attempt stands in the way of the second: the condition is refused to whoever wrote it."""

    class OneAnswerIsLost(World):
        attempts_made = 0

        def after(self, operation: str, asked: Mapping[str, Any]) -> None:
            self.attempts_made += 1
            raise lost_answer(operation)

    world = OneAnswerIsLost(1)
    item = {"pk": {"S": "x"}, "sk": {"S": "x"}}

    with pytest.raises(ClientError) as refused:
        world.clients["dynamodb"].put_item(
            TableName="ClaimsTable", Item=item, ConditionExpression="attribute_not_exists(pk)"
        )
    with pytest.raises(ReadTimeoutError):
        world.clients["sqs"].send_message(QueueUrl="MailQueue", MessageBody="x")

    assert refused.value.response["Error"]["Code"] == "ConditionalCheckFailedException"
    assert world.dynamodb.tables["ClaimsTable"].items["x", "x"] == item
    assert world.attempts_made == 1 + ATTEMPTS == 1 + len(world.sqs.queues["MailQueue"])


def test_a_history_is_played_again_by_its_seed() -> None:
    """To the last fault: else nobody could look into one."""
    one, again = play(7, range(40)), play(7, range(40))

    assert one.history == again.history
    assert one.by_kind == again.by_kind


def test_what_is_broken_is_found() -> None:
    """A letter that went twice, a claim that was paid and never approved, a message that was lost on its way."""
    found = play(4, range(60))
    world = found.world
    assert world is not None and not found.problem

    with played(world):
        check(world)
        world.went_out[next(iter(world.went_out))] += 5
        with pytest.raises(Broken, match="letters_went_once"):
            check(world)
