"""That somebody needs support is in no email, wherever a letter names what is paid."""

from __future__ import annotations

from pathlib import Path

import takepart.letters
from takepart.domain.lines import LineKind

TEMPLATES = Path(takepart.letters.__file__).parent / "templates"


def test_the_words_of_letters_say_nothing_of_support() -> None:
    """Whoever looks at a mailbox learns what was paid, not why somebody needs it."""
    assert LineKind.PERSONAL_ASSISTANT.in_letters == LineKind.OTHER.plain
    assert {kind.in_letters for kind in LineKind} < {kind.plain for kind in LineKind}


def test_no_letter_takes_the_words_of_a_page() -> None:
    """Each kind of cost goes through ``in_letters``."""
    sources = [*TEMPLATES.rglob("*.txt"), *TEMPLATES.parent.glob("*.py")]

    assert [path.name for path in sources if "kind.plain" in path.read_text()] == []
