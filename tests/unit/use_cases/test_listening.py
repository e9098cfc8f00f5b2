"""What the door listens to: words, however they are run together, and no tokens."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from takepart.domain.voice.alert import Alert
from takepart.use_cases.listening import Listener
from tests.policies import WIRRAL


def heard(text: str) -> bool:
    def keep(_alert: Alert) -> None:
        raise AssertionError("hearing alone tells nobody")

    listener = Listener(policy=WIRRAL, raise_alert=keep, now=lambda: datetime(2026, 11, 28, 2, tzinfo=UTC))
    return bool(listener.hear([("words", text)]))


@pytest.mark.parametrize(
    ("text", "is_heard"),
    [
        ("I want to die", True),
        ("I_want_to_die_he_hurts_me", True),
        ("i.want.to.die.he.hurts.me.every.day", True),
        ("kms", True),
        ("eyJhbGciOi.die.0f3b8a7d6c5e4f3a2b1c", False),
        ("die@example.org", False),
        ("   ", False),
    ],
)
def test_words_are_heard_and_tokens_are_not(text: str, is_heard: bool) -> None:
    """Somebody who writes without spaces is heard; a random link that happens to spell a word wakes nobody."""
    assert heard(text) is is_heard
