"""`make demo`: an opportunity from publishing to being paid for, and a word of feedback to what it changed.

Both are played by real HTTP, with a timeline each.

The exit code is 1 if a step fails.

Uses the copy that runs at PORT; if none does, it starts one of its own, empty, for as long as the story lasts.
"""

import json
import os
import tempfile
import threading
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from infra.local.clients import forget_real_accounts
from infra.local.instance import Instance, free_port
from infra.local.person import Unexpected
from infra.local.programme_story import ProgrammeStory
from infra.local.stack import up
from infra.local.story import Story
from infra.local.voice_story import VoiceStory


def runs_at(site: str) -> bool:
    """Whether a copy of ours answers there."""
    try:
        with urllib.request.urlopen(f"{site}/mailbox.json", timeout=5) as answer:
            return isinstance(json.load(answer), list)
    except (OSError, ValueError):
        return False


@contextmanager
def a_site() -> Iterator[str]:
    """The address of a copy to play on."""
    port = os.environ.get("PORT") or "8000"
    if port.isdecimal() and runs_at(f"http://localhost:{port}"):
        yield f"http://localhost:{port}"
        return
    with a_copy_of_our_own() as instance:
        yield instance.url


@contextmanager
def a_copy_of_our_own() -> Iterator[Instance]:
    """An empty copy on free ports, gone with the block."""
    with tempfile.TemporaryDirectory(prefix="takepart-") as home:
        instance = Instance(port=free_port(), emulator_port=free_port(), home=Path(home), kept=False)
        with up(instance, lambda _line: None) as front:
            serving = threading.Thread(target=front.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True)
            serving.start()
            yield instance
            front.shutdown()
            serving.join()


def play(story: Story) -> None:
    """Each step with who, what was sent, the pence it is about and the milliseconds it took."""
    print(f"{'':3}{'step':<31}{'who':<18}{'pence':>8}{'ms':>8}   sent")
    for number, step in enumerate(story.steps(), 1):
        started = time.monotonic()
        try:
            pence = step.act()
        except (Unexpected, urllib.error.URLError) as error:
            raise SystemExit(f"takepart: step {number}, {step.name.lower()}, failed: {error}") from error
        took = round(1000 * (time.monotonic() - started))
        amount = str(pence) if pence else ""
        first, *more = story.new_letters() or [""]
        print(f"{number:>2} {step.name:<31}{step.who:<18}{amount:>8}{took:>8}   {first}", flush=True)
        for letter in more:
            print(f"{'':71}{letter}", flush=True)


def main() -> None:
    """Play the story."""
    forget_real_accounts()
    with a_site() as site:
        print(f"From an opportunity to money in hand, at {site}\n", flush=True)
        story = ProgrammeStory(site)
        play(story)
        print(f"\nClaim {story.reference}: every step went as told.")
        print("\nFrom a feedback code to whether it changed anything, and the newsletter\n", flush=True)
        play(VoiceStory(site))
        print("\nIt was said, answered, published, asked about and counted, as told.")


if __name__ == "__main__":
    main()
