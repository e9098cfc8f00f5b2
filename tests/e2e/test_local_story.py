"""The story that `make demo` tells holds, whatever happens to the machine between two of its steps."""

import os
import subprocess
import sys

import pytest

from infra.local.demo import play
from infra.local.programme_story import ProgrammeStory
from infra.local.story import Story
from infra.local.voice_story import VoiceStory
from infra.places import ROOT
from tests.e2e.copies import a_copy
from tests.e2e.stack import RunningStack


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


def test_a_claim_goes_on_after_a_kill_between_any_two_steps() -> None:
    """`kill -9` loses nothing that anybody was told."""
    with a_copy() as copy:
        story = Story(copy.site)
        for step in story.steps():
            step.act()
            copy.kill()
            copy.start()

        verify, where = [sys.executable, "-m", "infra.verify"], os.environ | {"PORT": str(copy.port)}
        done = subprocess.run(verify, cwd=ROOT, env=where, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout
    assert done.stdout.strip().endswith(", 0 broken"), done.stdout
