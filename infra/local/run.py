"""`make run`: the whole service on this machine, at http://localhost:8000/ (PORT=… for another)."""

import os
import signal
import sys
import time
from types import FrameType

from infra.local.clients import forget_real_accounts
from infra.local.instance import Instance, is_free, on_port
from infra.local.stack import up


def chosen_port(text: str) -> int:
    """The port in `text`, if it is one and free."""
    if not text.isdecimal() or not 1 <= int(text) <= 65_535:
        raise SystemExit(f"takepart: PORT={text} is not a port: choose a number from 1 to 65535")
    if not is_free(int(text)):
        raise SystemExit(
            f"takepart: port {text} is in use: stop its owner, or choose another: make run PORT={int(text) + 1}"
        )
    return int(text)


def welcome(instance: Instance, seconds: float) -> str:
    """What to do next."""
    return f"""
Takepart is ready ({seconds:.1f} s).

  Site        {instance.url}/
  Office      {instance.url}/office
  Mailbox     {instance.url}/mailbox     every email it sends, and none leaves this machine
  Jobs        {instance.url}/local       run what AWS runs by the clock, as of any day

Four things to try
  1. See what taking part pays:   {instance.url}/what-we-pay
  2. Send a claim:                {instance.url}/claims/new
  3. Decide it from its email:    {instance.url}/mailbox
  4. Say something to us:         {instance.url}/feedback

Data is kept in {instance.home}. Ctrl-C stops, and keeps it.
"""


def stop(_signal: int, _frame: FrameType | None) -> None:
    """Stop in good order on SIGTERM as on Ctrl-C, even where a script has put us in the background."""
    raise KeyboardInterrupt


def main() -> None:
    """Serve until stopped."""
    started = time.monotonic()
    forget_real_accounts()
    instance = on_port(chosen_port(os.environ.get("PORT") or "8000"))
    signal.signal(signal.SIGTERM, stop)
    signal.signal(signal.SIGINT, stop)
    print(f"Starting Takepart with Python {sys.version.split()[0]}", flush=True)
    try:
        with up(instance, lambda line: print(line, flush=True), with_example=True) as front:
            print(welcome(instance, time.monotonic() - started), flush=True)
            front.serve_forever()
    except KeyboardInterrupt:
        print("\nStopped; the data is kept.", flush=True)


if __name__ == "__main__":
    main()
