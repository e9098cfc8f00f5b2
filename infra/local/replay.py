"""Send again what was on its way when the emulator stopped.

Tables and queues survive a stop; records of a table's stream that no function had read yet do not. Every claim's
journal names its events, and consumers are safe to run twice, so all events are sent again: what a restore needs on
AWS, too.
"""

import json

from infra.local.clients import client
from infra.local.deploy import Stack
from infra.local.instance import Instance

RELAY = "RelayFunction"
"""The function that turns journal entries into messages; asked with {"replay": true} it does so for all of them."""


def replay(instance: Instance, stack: Stack) -> None:
    """Ask the relay to send every journal's events again."""
    if RELAY not in stack.names:
        return
    answer = client("lambda", instance).invoke(FunctionName=stack.names[RELAY], Payload=b'{"replay": true}')
    if "FunctionError" in answer:
        raise SystemExit(f"takepart: events could not be sent again: {json.load(answer['Payload'])}")
