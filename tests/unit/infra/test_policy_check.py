"""``make policy FILE=...``: what someone who edits a policy file sees."""

from __future__ import annotations

from pathlib import Path

import pytest

from infra.policy_check import main
from tests.policies import POLICIES
from tests.policy_toml import change, with_change, written


@pytest.mark.parametrize("name", sorted(file.name for file in POLICIES.glob("*.toml")))
def test_every_example_is_fine_and_is_told_in_plain_words(name: str, capsys: pytest.CaptureFixture[str]) -> None:
    """Whoever ships an example has checked it."""
    assert main([str(POLICIES / name)]) == 0

    said = capsys.readouterr().out
    assert "this policy is fine" in said
    assert "by car" in said


def test_every_problem_is_one_line_and_the_exit_is_1(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """So that a script can stop on it, and a person can read it."""
    data = change(with_change("claims.most", 20.5), "promise.bank", 1)

    assert main([str(written(data, tmp_path))]) == 1

    lines = capsys.readouterr().out.splitlines()
    assert lines == [
        'policy.toml: claims.most: 20.5 is a number with a point, write an amount in quotes, like "20.00" or "55p"',
        "policy.toml: promise.bank: 1 is too soon, a bank needs 2 working days or more",
    ]


@pytest.mark.parametrize("arguments", [[], [""], ["one", "two"]])
def test_without_a_file_it_says_how_to_name_one(arguments: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    """``make policy`` alone gives an empty name."""
    assert main(arguments) == 2
    assert "make policy FILE=" in capsys.readouterr().err
