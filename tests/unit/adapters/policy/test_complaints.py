"""A policy's rules for complaints: what contradicts itself is told with its key, and what is allowed."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from takepart.adapters.policy.file import BrokenPolicy, load
from tests.policies import POLICIES
from tests.policy_toml import with_change, written

STAGE = "voice.tracks.0.stages"
INDEPENDENT = "people[panel-member].independent: 4 is more than number, 3"
ANSWERS = 'answered_by: "independent-investigator" is a handler as well'


@pytest.mark.parametrize(
    ("path", "value", "problem"),
    [
        (f"{STAGE}.2.people.0.independent", 4, INDEPENDENT),
        (f"{STAGE}.2.starts", "started", 'starts: write "last-milestone" where milestones have days, and only there'),
        (f"{STAGE}.0.starts", "last-milestone", 'starts: write "last-milestone" where milestones have days'),
        (f"{STAGE}.1.answered_by", ["independent-investigator"], ANSWERS),
        (f"{STAGE}.1.answered_by", ["nobody"], 'answered_by: "nobody" is not on the staff'),
        (f"{STAGE}.1.signed_by", ["adjudicating-officer"], "signed_by: the only one who answers cannot sign"),
        (f"{STAGE}.2.milestones.1.id", "meeting", 'milestones: "meeting" is there 2 times'),
        ("voice.complaints_managers", ["nobody"], 'voice.complaints_managers: "nobody" is not on the staff'),
        (
            "voice.complaint_letters.0.paragraphs",
            ["Dear {nmae}"],
            "{nmae} is no gap, use {name}, {received}, {reference}",
        ),
    ],
)
def test_a_contradiction_is_told_with_its_key(path: str, value: Any, problem: str, tmp_path: Path) -> None:
    with pytest.raises(BrokenPolicy) as broken:
        load(written(with_change(path, value), tmp_path))

    assert [line for line in broken.value.problems if problem in line], broken.value.problems


def test_one_kind_of_complaint_stays_open(tmp_path: Path) -> None:
    """Else nobody could complain."""
    closed = with_change("voice.tracks", [with_change("voice.tracks.0.closed", True)["voice"]["tracks"][0]])

    with pytest.raises(BrokenPolicy) as broken:
        load(written(closed, tmp_path))

    assert any("every kind of complaint is closed" in line for line in broken.value.problems)


@pytest.mark.parametrize("name", ["wirral", "example-nhs-trust"])
def test_each_example_names_its_laws_and_where_to_go_beyond_us(name: str) -> None:
    rules = load(POLICIES / f"{name}.toml").voice

    assert rules is not None
    assert all(each.law and each.beyond.address for each in rules.tracks)
