"""Send again what was on its way when the emulator stopped.

Tables and queues survive a stop; records of a table's stream that no function had read yet do not. Every journal
names its events, and consumers are safe to run twice, so the events of the last weeks before the stop are sent again.
A restore on AWS sends all of them; so does this, after a stop while the example was still new.
"""

from datetime import UTC, datetime, timedelta

from infra.local.clients import client
from infra.local.deploy import Stack
from infra.local.instance import Instance
from infra.replay import replay as send_again

LOOKED_BACK = timedelta(days=35)
"""A job that was run as of an earlier day writes that day in its journals."""
NEW = timedelta(minutes=10)
"""In which what follows from the example may not all be done yet, on a machine that is busy."""


def on_its_way_since(instance: Instance) -> datetime | None:
    """From when on events may have been on their way at the last stop; None: all may. To be asked before a start."""
    saved = [file.stat().st_mtime for file in (instance.home / "state").glob("*.json")]
    example = instance.home / "example"
    if not saved or (example.exists() and max(saved) - example.stat().st_mtime < NEW.total_seconds()):
        return None
    return datetime.fromtimestamp(max(saved), UTC) - LOOKED_BACK


def replay(instance: Instance, stack: Stack, *, since: datetime | None) -> None:
    """Send the events of every journal again, from a time on. Raises SystemExit when some were not taken."""
    dynamodb, sqs, now = client("dynamodb", instance), client("sqs", instance), datetime.now(UTC)
    left = sum(sent.left for sent in send_again(dynamodb, sqs, stack.names, now=now, since=since))
    if left:
        raise SystemExit(f"takepart: {left} events of before the stop were not taken; start it again")
