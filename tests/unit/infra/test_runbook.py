"""The runbook loses nothing: a queue is emptied only after everything in it was sent again."""

from __future__ import annotations

import re

from infra.places import ROOT
from tests.template import mappings, named

RUNBOOK = (ROOT / "infra" / "runbook.md").read_text("utf-8")
KEPT_OF_STREAMS = {
    named(source["DestinationConfig"]["OnFailure"]["Destination"]) for _, _, source in mappings("dynamodb")
}
"""The queues that keep what a relay gave up on: places in a stream, which can only be sent again from the tables."""


def test_no_queue_is_emptied_of_what_was_not_sent_again() -> None:
    """A replay reads journals: it brings back what a relay lost, and nothing that another queue keeps."""
    emptied = re.findall(r"^(.*)aws sqs purge-queue.*\$\(name (\w+)\)", RUNBOOK, re.MULTILINE)

    assert emptied
    assert {before for before, _ in emptied} == {"again && "}
    assert {queue for _, queue in emptied} == KEPT_OF_STREAMS
    assert RUNBOOK.count("purge-queue") == len(emptied)
