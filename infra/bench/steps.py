"""Play the story on an empty copy with a meter, beside as many other claims as asked for, and count step by step."""

import json
import os
import time
import urllib.request
from collections import Counter
from collections.abc import Iterable

from infra.bench.others import add_others
from infra.local.demo import a_copy_of_our_own
from infra.local.instance import Instance
from infra.local.meter import PATH
from infra.local.story import Story

Counts = Counter[str]
LOOK_EVERY = 0.4
"""Seconds between two looks at the meter."""
QUIET = 3
"""Looks in a row without anything new, after which streams and queues have done what a step causes."""


def play(*, others: int) -> dict[str, Counts]:
    """What each step of the story costs, beside `others` claims of other people."""
    os.environ["METER"] = "1"
    with a_copy_of_our_own() as instance:
        add_others(instance, others)
        settled(instance)
        story = Story(instance.url)
        found = {}
        for step in story.steps():
            step.act()
            found[step.name] = settled(instance)
    return found


def settled(instance: Instance) -> Counts:
    """What was counted since the last time, once nothing more comes."""
    counted: Counts = Counter()
    quiet = 0
    while quiet < QUIET:
        time.sleep(LOOK_EVERY)
        with urllib.request.urlopen(f"{instance.emulator_url}{PATH}", timeout=10) as answer:
            fresh: dict[str, int] = json.load(answer)
        counted.update(fresh)
        quiet = 0 if fresh else quiet + 1
    return counted


def total(steps: Iterable[Counts]) -> Counts:
    """All steps together."""
    whole: Counts = Counter()
    for counted in steps:
        whole.update(counted)
    return whole
