"""After a stop, the local run sends again what the streams of every table would have told."""

from infra.local.replay import RELAYED
from infra.local.translate import parse
from infra.places import TEMPLATE


def test_every_table_that_the_relay_reads_is_replayed() -> None:
    """A table that is forgotten here would lose letters in a restart."""
    resources = parse(TEMPLATE)["Resources"]
    events = resources["RelayFunction"]["Properties"]["Events"].values()
    streams = {event["Properties"]["Stream"]["Fn::GetAtt"][0] for event in events}

    assert set(RELAYED) == streams
