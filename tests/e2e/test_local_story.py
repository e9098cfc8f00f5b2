"""The story that `make demo` tells holds, whatever happens to the machine between two of its steps."""

import os
import shutil
import signal
import subprocess
import sys
from collections.abc import Iterator

import pytest

from infra.local.demo import play, runs_at
from infra.local.instance import free_port
from infra.local.programme_story import ProgrammeStory
from infra.local.story import Story
from infra.local.voice_story import VoiceStory
from infra.places import ROOT
from tests.e2e.stack import RunningStack, until


def test_a_claim_goes_from_the_form_to_its_end(stack: RunningStack, capsys: pytest.CaptureFixture[str]) -> None:
    """Each step with who, what was sent, pence and milliseconds."""
    story = Story(stack.url)

    play(story)

    told = capsys.readouterr().out
    assert story.reference in told
    for step in story.steps():
        assert step.name in told


def test_an_opportunity_goes_from_publishing_to_being_paid_for(
    stack: RunningStack, capsys: pytest.CaptureFixture[str]
) -> None:
    """With a full session and a waiting list on the way."""
    story = ProgrammeStory(stack.url)

    play(story)

    assert story.reference
    assert "A place is free for you" in capsys.readouterr().out


def test_a_word_of_feedback_goes_from_its_code_to_the_public_figure(
    stack: RunningStack, capsys: pytest.CaptureFixture[str]
) -> None:
    """With the question four weeks later, and the newsletter that tells of it."""
    play(VoiceStory(stack.url))

    assert "Do you want our newsletter?" in capsys.readouterr().out


class Run:
    """`make run` as a process of its own, which can be killed."""

    def __init__(self) -> None:
        self.port = free_port()
        self.site = f"http://localhost:{self.port}"
        self.home = ROOT / ".local" / str(self.port)
        self.process: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        """Start, and wait until it answers."""
        self.process = subprocess.Popen(
            [sys.executable, "-m", "infra.local.run"],
            cwd=ROOT,
            env=os.environ | {"PORT": str(self.port), "EXAMPLE": "no"},  # killed ten times: no year to replay
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
        until(lambda: runs_at(self.site), what="the site")

    def kill(self) -> None:
        """`kill -9` the emulator, its functions, and the front."""
        os.killpg(int((self.home / "emulator.pid").read_text()), signal.SIGKILL)
        assert self.process is not None
        self.process.kill()
        self.process.wait()


@pytest.fixture
def run() -> Iterator[Run]:
    """A copy of its own, whose data is removed afterwards."""
    started = Run()
    started.start()
    yield started
    started.kill()
    shutil.rmtree(started.home, ignore_errors=True)


def test_a_claim_goes_on_after_a_kill_between_any_two_steps(run: Run) -> None:
    """`kill -9` loses nothing that anybody was told."""
    story = Story(run.site)

    for step in story.steps():
        step.act()
        run.kill()
        run.start()

    verify = [sys.executable, "-m", "infra.verify"]
    done = subprocess.run(verify, cwd=ROOT, env=os.environ | {"PORT": str(run.port)}, capture_output=True, text=True)
    assert done.returncode == 0, done.stdout
    assert done.stdout.strip().endswith(", 0 broken"), done.stdout
