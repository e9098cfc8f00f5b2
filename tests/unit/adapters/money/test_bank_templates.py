"""The templates that are there to copy, each with the file it makes, and files that any bank may ask for."""

from __future__ import annotations

import tomllib
from pathlib import Path
from typing import Any

import pytest

from infra.places import ROOT
from infra.policy_check import EXAMPLE_BATCH, EXAMPLE_DAY, EXAMPLE_PAYMENTS, bank_file_preview, main
from takepart.adapters.money.bank_file import write_bank_file
from takepart.adapters.policy.file import BrokenPolicy, load
from takepart.domain.policy import Policy
from tests.policy_toml import change, with_change, written

TEMPLATES = sorted((ROOT / "infra" / "bank_files").glob("*.toml"))


def policy_with(bank_file: dict[str, Any], folder: Path) -> Policy:
    return load(written(with_change("bank_file", bank_file), folder))


def as_file(policy: Policy) -> str:
    return write_bank_file(
        EXAMPLE_PAYMENTS, profile=policy.bank_file, pay_date=EXAMPLE_DAY, batch=EXAMPLE_BATCH
    ).decode()


@pytest.mark.parametrize("template", TEMPLATES, ids=lambda file: file.stem)
def test_a_template_makes_the_file_beside_it(template: Path, tmp_path: Path) -> None:
    """Two payments, as a finance officer can hold them against what their bank wrote down."""
    policy = policy_with(tomllib.loads(template.read_text())["bank_file"], tmp_path)

    assert as_file(policy).replace("\r\n", "\n") == template.with_suffix(".csv").read_text()


def test_there_are_six_or_more() -> None:
    """None without its example."""
    assert len(TEMPLATES) >= 6
    assert {file.stem for file in TEMPLATES} == {file.stem for file in TEMPLATES[0].parent.glob("*.csv")}


def test_a_field_may_repeat_in_another_format(tmp_path: Path) -> None:
    """Some banks want the amount twice, and the day in two ways."""
    usual = with_change("bank_file.headings", [])["bank_file"]
    del usual["headings"]
    columns = ["number", "sort-code:hyphens", "account-number", "name:5", "amount", "amount:pence", "pay-date:YYMMDD"]

    policy = policy_with(usual | {"columns": [*columns, "pay-date", "batch"]}, tmp_path)

    assert as_file(policy).splitlines()[0] == "1,12-34-56,01234567,ZOE O,20.00,2000,261126,26/11/2026,2026-11-24-1"


@pytest.mark.parametrize(
    ("key", "value", "problem"),
    [
        ("columns.6", "pay-date:YMD", 'bank_file.columns: "pay-date:YMD" is not allowed, choose from YYYY-MM-DD, DD/'),
        ("columns.6", "reference:9", 'bank_file.columns: "reference:9" is not allowed, write reference alone'),
        ("columns.6", "name:19", 'bank_file.columns: "name:19" is not allowed, choose from 5, 6'),
        ("columns.6", "total", 'bank_file.columns: "total" has no place here, it belongs into a first or last row'),
        ("columns.6", "own-name", 'bank_file.columns: "own-name" is not known, write a table that starts with [ba'),
        ("columns.6", "=\u0007", "bank_file.columns: a constant has at most 59 plain letters"),
        ("columns.6", "=" + "9" * 60, "bank_file.columns: a constant has at most 59 plain letters"),
        ("columns.6", "blank*2", "bank_file.headings: 7 headings for 8 columns, write one for each or leave all out"),
        ("last_rows", [["amount"]], 'bank_file.last_rows: "amount" has no place here, it belongs into columns'),
        ("first_rows", ["=H"], 'bank_file.first_rows: "=H" is in quotes, write a list of rows, like [["=T", "count'),
        ("first_rows", [["=H", 1]], "bank_file.first_rows: has a row that is no list of words, write a list of rows"),
        (
            "own",
            {"name": "Council", "sort_code": "12", "account_number": "12345678"},
            "bank_file.own.sort_code: cannot be used: the sort code must have 6 digits, like 12-34-56",
        ),
    ],
)
def test_a_mistake_in_the_bank_file_is_told(key: str, value: Any, problem: str, tmp_path: Path) -> None:
    """One line, with what is allowed."""
    with pytest.raises(BrokenPolicy) as broken:
        load(written(with_change(f"bank_file.{key}", value), tmp_path))

    assert [line.removeprefix("policy.toml: ")[: len(problem)] for line in broken.value.problems] == [problem]


@pytest.mark.parametrize("start", ["=", "+", "-", "@", "\t"])
def test_no_constant_is_a_formula(start: str, tmp_path: Path) -> None:
    """Neither in a line nor in a first or last row, alone or in front of something."""
    data = with_change("bank_file.columns.6", f"={start}1+1") if start != "\t" else with_change("version", "1")
    change(data, "bank_file.last_rows", [[f"={start.strip() or '='}1 + count"]])

    for line in as_file(load(written(data, tmp_path))).splitlines()[1:]:
        assert not any(cell.startswith(("=", "+", "-", "@", "\t")) for cell in line.split(","))


def test_whoever_edits_the_policy_sees_the_file(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """``make policy`` shows two payments as the bank would get them, the second a gift to a charity."""
    file = written(with_change("bank_file.last_rows", [["=T", "count", "total"]]), tmp_path)

    assert main([str(file)]) == 0

    said = capsys.readouterr().out
    assert "\n".join(bank_file_preview(load(file))) in said
    assert "    123456,01234567,ZOE OBRIEN-SMYTHE,20.00,K7M4-9QXR,,26/11/2026\n" in said
    assert "    T,2,24.20\n" in said
