"""The real template on the emulator, as the end-to-end tests see it."""

import json
import time
import urllib.request
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any, TypeVar

from infra.local.clients import client
from infra.local.deploy import Stack
from infra.local.front import Front
from infra.local.instance import Instance
from infra.local.mailbox import Mail, mails

Something = TypeVar("Something")

PATIENCE = 160
"""Seconds within which something happens, or never happens: longer than the front waits, on a machine that is busy."""


def until(
    condition: Callable[[], Something | None], *, seconds: float = PATIENCE, what: str = "what was awaited"
) -> Something:
    """The first true answer of `condition`; fails after `seconds`."""
    deadline = time.monotonic() + seconds
    while not (answer := condition()):
        if time.monotonic() > deadline:
            raise AssertionError(f"{what} did not come within {seconds} s")
        time.sleep(0.05)
    return answer


@dataclass(kw_only=True)
class RunningStack:
    """A site that answers at `url`, and ways to look behind it."""

    front: Front
    _clients: dict[str, Any] = field(default_factory=dict)

    @property
    def instance(self) -> Instance:
        """Ports and folder of this copy."""
        return self.front.instance

    @property
    def url(self) -> str:
        """The site's address, without a slash at its end."""
        return self.instance.url

    @property
    def deployed(self) -> Stack:
        """Outputs and physical names: `stack.deployed.names["ClaimsTable"]`."""
        return self.front.stack

    def client(self, service: str) -> Any:
        """A boto3 client on this stack's emulator."""
        if service not in self._clients:
            self._clients[service] = client(service, self.instance)
        return self._clients[service]

    def mails(self, *, to: str | None = None, subject: str = "") -> list[Mail]:
        """Emails sent so far, the newest last; those to one address, those with words in their subject."""
        return [m for m in mails(self.instance.mail) if (to is None or to in m["to"]) and subject in m["subject"]]

    def mail(self, *, to: str, subject: str = "", after: int = 0, seconds: float = PATIENCE) -> Mail:
        """The newest of more than `after` matching emails, awaited."""
        found = until(
            lambda: self.mails(to=to, subject=subject)[after:],
            seconds=seconds,
            what=f"an email to {to} about {subject!r}",
        )
        return found[-1]

    def run_job(self, name: str, *, today: str) -> Any:
        """Run a scheduled job as of `today` (YYYY-MM-DD); what it answered."""
        request = urllib.request.Request(f"{self.url}/local/jobs/{name}", data=f"today={today}".encode())
        with urllib.request.urlopen(request, timeout=PATIENCE) as answer:
            return json.load(answer)["result"]

    def logs(self, function: str) -> list[str]:
        """What a function has logged, by its name in the template; the newest last."""
        group = f"/aws/lambda/{self.deployed.names[function]}"
        events = self.client("logs").filter_log_events(logGroupName=group)["events"]
        return [event["message"].rstrip() for event in events]

    def invoke(self, function: str, event: object) -> Any:
        """Invoke a function by its name in the template; what it answered, or its error raised."""
        answer = self.client("lambda").invoke(
            FunctionName=self.deployed.names[function], Payload=json.dumps(event).encode()
        )
        result = json.load(answer["Payload"])
        if "FunctionError" in answer:
            raise AssertionError(f"{function}: {result}")
        return result
