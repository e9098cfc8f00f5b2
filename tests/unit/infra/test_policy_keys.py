"""The page of every key of a policy file is what the types say."""

from __future__ import annotations

import tomllib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from infra.policy_keys import PAGE, page
from tests.policies import POLICIES


def test_the_page_of_keys_is_what_would_be_written_now() -> None:
    """After a change: ``python -m infra.policy_keys``."""
    assert PAGE.read_text("utf-8") == page(), "python -m infra.policy_keys writes it anew"


@pytest.mark.parametrize("file", sorted(POLICIES.glob("*.toml")), ids=lambda path: path.stem)
def test_every_key_of_a_policy_is_on_the_page(file: Path) -> None:
    """With the table that it stands in."""
    sections = page().split("\n## ")

    for at, key in keys(tomllib.loads(file.read_text("utf-8"))):
        head = "At the top" if not at else f"`[{at}]`\n"
        assert any(each.startswith(head) and f"\n| `{key}` |" in each for each in sections), f"{at}: {key}"


def keys(table: dict[str, Any], at: str = "") -> Iterator[tuple[str, str]]:
    """Each key with its table; what has names of something else under it is one key."""
    for key, value in table.items():
        path = f"{at.strip('[]')}.{key}".strip(".")
        inner = value if isinstance(value, list) else [value]
        if key not in ("equality", "population", "assurance"):
            yield at, key
        if isinstance(inner[0] if inner else None, dict) and key not in ("most_by_kind", "shares", "numbers"):
            for each in inner:
                yield from keys(each, f"[{path}]" if isinstance(value, list) else path)
