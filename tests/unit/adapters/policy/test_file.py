"""Policy files: what they say, and every way in which they can be wrong."""

from __future__ import annotations

import subprocess
import sys
from dataclasses import replace
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from takepart.adapters.policy.file import BrokenPolicy, load
from takepart.adapters.policy.reader import contrast_with_white
from takepart.domain.ids import ActivityTypeId, CharityId, StaffId
from takepart.domain.lines import LineKind
from takepart.domain.money import Money
from takepart.domain.policy import Role, UnknownActivityType, UnknownCharity, UnknownStaff
from takepart.domain.policy.paying import AmountFormat, DateFormat, LineEnding
from takepart.domain.policy.rates import BeyondLimit
from tests.policies import POLICIES, WIRRAL
from tests.policy_toml import DELETED, change, data_of, with_change, written

TRUST = load(POLICIES / "example-nhs-trust.toml")


def problems(path: Path) -> tuple[str, ...]:
    with pytest.raises(BrokenPolicy) as broken:
        load(path)
    assert str(broken.value) == "\n".join(broken.value.problems)
    return broken.value.problems


def test_the_councils_policy_says_who_decides_and_how_long_it_may_take() -> None:
    """Three different people: a confirmer, and two or more in finance."""
    assert [member.id for member in WIRRAL.confirmers(ActivityTypeId("meeting"))] == [
        "participation-worker",
        "participation-manager",
    ]
    assert len(WIRRAL.finance()) == 3
    assert WIRRAL.staff_member(StaffId("finance-1")).roles == {Role.FINANCE, Role.OFFICE}
    assert WIRRAL.approval.nudge_days == (3, 7)
    assert WIRRAL.approval.deputy_after_days == 10
    assert WIRRAL.bank_file.name_length == 18
    assert WIRRAL.mileage.rate_on(date(2026, 4, 5)).car == Decimal(45)
    assert WIRRAL.mileage.rate_on(date(2026, 4, 6)).car_threshold == Decimal(10_000)
    assert WIRRAL.retention.finance_years == 6


def test_a_policy_is_known_by_its_version_and_its_bytes(tmp_path: Path) -> None:
    """Two files that differ by a letter are two versions, even if their author forgot to say so."""
    original = (POLICIES / "wirral.toml").read_bytes()
    (tmp_path / "same.toml").write_bytes(original)
    (tmp_path / "other.toml").write_bytes(original + b"\n")

    assert load(tmp_path / "same.toml") == WIRRAL
    assert load(tmp_path / "other.toml").recorded_version != WIRRAL.recorded_version
    assert WIRRAL.recorded_version == f"{WIRRAL.version}+{WIRRAL.digest}"
    assert len(WIRRAL.digest) == 12


def test_names_that_the_policy_does_not_have_are_refused() -> None:
    """Never guessed at."""
    with pytest.raises(UnknownActivityType):
        WIRRAL.activity_type(ActivityTypeId("meetings"))
    with pytest.raises(UnknownStaff):
        WIRRAL.staff_member(StaffId("finance-9"))
    with pytest.raises(UnknownCharity):
        WIRRAL.charity(CharityId("nobody"))
    assert WIRRAL.charity(CharityId("hospice")).name == "Example hospice"


def test_only_activities_with_a_rate_that_day_are_offered() -> None:
    """An old activity stays in the file for old claims."""
    assert TRUST.activities_on(date(2024, 3, 31)) == ()
    assert ActivityTypeId("improvement-project") not in {each.id for each in TRUST.activities_on(date(2027, 4, 1))}
    assert len(WIRRAL.activities_on(date(2026, 11, 22))) == 10


def test_the_second_example_differs_in_every_rule() -> None:
    """So no rule can be the council's by accident of the code."""
    council, trust = WIRRAL, TRUST
    for part in ("organisation", "approval", "promise", "claims", "bank_file", "cash", "vouchers", "wording"):
        ours, theirs = getattr(council, part), getattr(trust, part)
        same = [name for name in ours.__dataclass_fields__ if getattr(ours, name) == getattr(theirs, name)]
        assert same == [], part
    for part in ("retention", "school_hours", "letters"):
        assert all(
            getattr(getattr(council, part), n) != getattr(getattr(trust, part), n)
            for n in getattr(council, part).__dataclass_fields__
        )
    assert not {each.id for each in council.activity_types} & {each.id for each in trust.activity_types}
    assert {rate.beyond_limit for each in trust.activity_types for rate in each.rates if rate.limit_minutes} == {
        BeyondLimit.STOP
    }
    now = date(2026, 11, 22)
    ours_now, theirs_now = council.mileage.rate_on(now), trust.mileage.rate_on(now)
    assert all(ours_now.per_mile(kind) != theirs_now.per_mile(kind) for kind in (LineKind.CAR, LineKind.BICYCLE))
    assert (ours_now.car_threshold, ours_now.car_after) != (theirs_now.car_threshold, theirs_now.car_after)


def test_a_mark_that_some_editors_begin_a_file_with_is_no_part_of_it(tmp_path: Path) -> None:
    """Nobody sees it, and who is told of it would look for a mistake in their first line."""
    marked = tmp_path / "policy.toml"
    marked.write_bytes(b"\xef\xbb\xbf" + (POLICIES / "wirral.toml").read_bytes())

    assert load(marked).staff == WIRRAL.staff


def test_what_need_not_be_there_can_be_left_out(tmp_path: Path) -> None:
    """A policy without headings, school hours, charities, deputies and a signed-in threshold is a policy."""
    data = with_change("school_hours", DELETED)
    for path in (
        "bank_file.headings",
        "charities",
        "approval.signed_in_at",
        "staff.0.deputy",
        "claims.most_by_kind",
        "activities.2.rates.0.beyond_limit",
    ):
        change(data, path, DELETED)

    policy = load(written(data, tmp_path))

    assert (policy.school_hours, policy.charities, policy.approval.signed_in_at) == (None, (), None)
    assert policy.bank_file.headings is None
    assert policy.staff[0].deputy is None
    assert policy.activity_types[2].rates[0].beyond_limit is BeyondLimit.AGREED_SECOND_UNIT
    assert policy.claims.most_for(LineKind.MEALS, minutes=60) == policy.claims.most


@pytest.mark.parametrize(
    ("content", "problem"),
    [
        (b"", "policy.toml: is empty, start from a copy of another policy file"),
        (b" \n\t\n", "policy.toml: is empty, start from a copy of another policy file"),
        (b'version = "1"\nname = \n', "policy.toml: line 2: Invalid value, write it as TOML"),
        (b'version = "1"\n[claims\n', "policy.toml: line 2: "),
        (b'version = "1', "policy.toml: line 1: "),
        (b"a = 1\na = 2\n", "policy.toml: line 2: "),
        (b"a = 1\nb = \xff\xfe\n", "policy.toml: line 2: is not UTF-8 text, save the file as UTF-8"),
    ],
)
def test_a_file_that_cannot_be_read_says_on_which_line(content: bytes, problem: str, tmp_path: Path) -> None:
    """The first thing that goes wrong for someone who edits by hand."""
    file = tmp_path / "policy.toml"
    file.write_bytes(content)

    (found,) = problems(file)

    assert found.startswith(problem)


def test_a_file_that_is_not_there_says_so(tmp_path: Path) -> None:
    """Nor is a folder a file."""
    assert problems(tmp_path / "none.toml")[0].startswith("none.toml: cannot be read (No such file")
    assert "cannot be read" in problems(tmp_path)[0]


@pytest.mark.parametrize("policy", [WIRRAL, TRUST], ids=["council", "trust"])
def test_a_policy_that_is_written_out_is_read_back_the_same(policy: Any, tmp_path: Path) -> None:
    """Nothing in the file is lost on the way."""
    read = load(written(data_of(policy), tmp_path))

    assert replace(read, digest=policy.digest) == policy


def test_the_contrast_of_a_colour_with_white() -> None:
    """As WCAG 2.2 has it: black is 21, white is 1."""
    assert contrast_with_white("#000000") == pytest.approx(21)
    assert contrast_with_white("#ffffff") == pytest.approx(1)
    assert contrast_with_white("#767676") == pytest.approx(4.54, abs=0.01)


def test_reading_a_policy_loads_no_calendar_and_no_cloud() -> None:
    """It happens at every cold start."""
    code = (
        "import sys; from takepart.adapters.policy.file import load; "
        f"load({str(POLICIES / 'wirral.toml')!r}); "
        "print([name for name in ('holidays', 'anyascii', 'botocore', 'pynamodb', 'difflib') if name in sys.modules])"
    )
    functions = str(POLICIES.parent)

    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, cwd=functions, check=True)

    assert done.stdout.strip() == "[]"


def test_formats_of_a_bank_file_are_written_as_the_bank_reads_them() -> None:
    """Each name stands for one way of writing."""
    day = date(2026, 4, 6)

    assert [each.write(day) for each in DateFormat] == [
        "2026-04-06",
        "06/04/2026",
        "20260406",
        "060426",
        "06042026",
        "06-04-2026",
        "06/04/26",
        "260406",
        "26096",
    ]
    assert [each.write(Money(1_234_56)) for each in AmountFormat] == ["1234.56", "123456"]
    assert [each.plain for each in LineEnding] == ["\n", "\r\n"]
