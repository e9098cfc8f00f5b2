"""Every way in which a policy file can be wrong, and the line that says so."""

from __future__ import annotations

from datetime import date, time
from pathlib import Path
from typing import Any

import pytest

from takepart.adapters.policy.file import BrokenPolicy, load
from tests.policy_toml import DELETED, change, with_change, written


def problems(path: Path) -> tuple[str, ...]:
    with pytest.raises(BrokenPolicy) as broken:
        load(path)
    return broken.value.problems


RATE = {"starts": date(2030, 1, 1), "fee": "1.00", "unit": "session", "paid_as": "money", "travel": "on-top"}
WORKER = {"id": "one-more", "name": "One more", "email": "one-more@example.org", "roles": ["worker"]}


@pytest.mark.parametrize(
    ("path", "value", "problem"),
    [
        # Missing, misspelt, and of the wrong kind.
        ("version", DELETED, "version: is missing, write it in quotes"),
        ("version", 2026, "version: 2026 is a whole number, write it in quotes"),
        ("version", "", "version: is empty, write some words"),
        ("versoin", "1", "versoin: is not a key that we know, did you mean version?"),
        ("cash.zzz", 1, "cash.zzz: is not a key that we know, allowed here: most_per_person"),
        ("cash", DELETED, "cash: is missing, write a table that starts with [cash]"),
        ("cash", 5, "cash: 5 is a whole number, write a table that starts with [cash]"),
        ("staff", [], "staff: is an empty list, write tables that each start with [[staff]]"),
        ("staff.0.email", DELETED, "staff[participation-worker].email: is missing, write an email address, like desk@"),
        ("staff.0.name", "a" * 81, "staff[participation-worker].name: is 81 letters long, at most 80 are allowed"),
        ("organisation.address", [1], "organisation.address: 1 is a whole number, write a list of words in quotes"),
        ("organisation.address", [], "organisation.address: is an empty list, write a list of words in quotes"),
        ("bank_file.sort_code_hyphens", "yes", 'bank_file.sort_code_hyphens: "yes" is in quotes, write true or false'),
        # Money.
        ("claims.most", 20.5, 'claims.most: 20.5 is a number with a point, write an amount in quotes, like "20.00"'),
        ("claims.most", 20, "claims.most: 20 is a whole number, write an amount in quotes"),
        ("claims.most", "20,50", 'claims.most: "20,50" is not allowed: enter the amount in pounds and pence'),
        ("claims.most", "-1.00", 'claims.most: "-1.00" is not allowed: the amount must be £0 or more'),
        ("claims.most", "9999999", 'claims.most: "9999999" is not allowed: the amount is too large'),
        ("claims.most_by_kind.fee", "1", "claims.most_by_kind.fee: is not a key that we know, allowed here: car,"),
        ("claims.most_by_kind.mael", "1", "claims.most_by_kind.mael: is not a key that we know, did you mean meals?"),
        ("claims.most_by_kind.meals", 1, "claims.most_by_kind.meals: 1 is a whole number, write an amount in quotes"),
        # Numbers.
        ("claims.oldest_days", "365", 'claims.oldest_days: "365" is in quotes, write a whole number from 1 to 3660'),
        ("claims.oldest_days", True, "claims.oldest_days: true is true or false, write a whole number"),
        ("claims.oldest_days", 0, "claims.oldest_days: 0 is out of range, it must be from 1 to 3660"),
        ("claims.longest_minutes", 1500, "claims.longest_minutes: 1500 is out of range, it must be from 1 to 1440"),
        ("vouchers.low_stock", -1, "vouchers.low_stock: -1 is out of range, it must be from 0"),
        ("approval.nudge_days", [0, 3], "approval.nudge_days: [0, 3] is out of range, each number must be 1 or more"),
        ("approval.nudge_days", ["3"], 'approval.nudge_days: "3" is in quotes, write a list of whole numbers'),
        ("bank_file.name_length", 19, "bank_file.name_length: 19 is out of range, it must be from 5 to 18"),
        # Days and times.
        ("mileage.1.starts", "2026-04-06", 'mileage[2].starts: "2026-04-06" is in quotes, write a day without quotes'),
        ("school_hours.start", "09:00", 'school_hours.start: "09:00" is in quotes, write a time without quotes'),
        ("school_hours.end", time(8), "school_hours.end: 08:00:00 is not after start, write a time after 09:00:00"),
        # Names that are allowed.
        (
            "activities.0.rates.0.unit",
            "week",
            'activities[volunteer-session].rates[1].unit: "week" is not allowed, choose from session, hour, half',
        ),
        (
            "activities.0.rates.0.paid_as",
            "cash",
            'activities[volunteer-session].rates[1].paid_as: "cash" is not allowed, choose from money, voucher',
        ),
        (
            "activities.0.rates.0.travel",
            "maybe",
            '.travel: "maybe" is not allowed, choose from on-top, included, not-st',
        ),
        (
            "activities.0.rates.0.beyond_limit",
            "pay",
            'd_limit: "pay" is not allowed, choose from agreed-second-unit, stop',
        ),
        ("staff.0.roles", ["boss"], 'roles: "boss" is not allowed, choose from worker, budget-holder, finance, office'),
        ("staff.0.roles", [], "staff[participation-worker].roles: is an empty list, list some of worker"),
        ("promise.run_days", ["sunday"], 'promise.run_days: "sunday" is not allowed, choose from monday'),
        ("promise.run_days", [], "promise.run_days: is an empty list, list some of monday"),
        ("bank_file.columns.6", "colour", 'bank_file.columns: "colour" is not allowed, choose from sort-code'),
        ("bank_file.delimiter", "x", 'bank_file.delimiter: "x" is not allowed, choose from , ; | tab'),
        ("bank_file.line_ending", "cr", 'bank_file.line_ending: "cr" is not allowed, choose from lf, crlf'),
        ("bank_file.date_format", "US", 'bank_file.date_format: "US" is not allowed, choose from YYYY-MM-DD, DD/MM/YY'),
        # Ids, emails, colours, origins.
        (
            "activities.0.id",
            "Focus Group",
            'activities[Focus Group].id: "Focus Group" is not allowed, use small letters',
        ),
        (
            "staff.0.email",
            "worker",
            'staff[participation-worker].email: "worker" is not allowed, write an email address',
        ),
        ("staff.0.email", "a b@example.org", 'email: "a b@example.org" is not allowed, write an email address'),
        ("organisation.brand_colour", "green", 'brand_colour: "green" is not allowed, write a colour like #00534c'),
        (
            "organisation.brand_colour",
            "#ffdd00",
            'brand_colour: "#ffdd00" is too light for white words, choose a darker',
        ),
        (
            "allowed_origins",
            ["http://www.example.org"],
            '"http://www.example.org" is not an origin, write one like https',
        ),
        ("allowed_origins", ["https://www.example.org/form"], 'form" is not an origin, write one like https'),
        ("allowed_origins", ["*"], '"*" is not an origin, write one like https'),
        # People.
        ("staff.1.id", "participation-worker", 'staff.id: "participation-worker" is there 2 times, use each only once'),
        ("staff.1.email", "Worker+2@example.org", 'staff.email: "worker@example.org" is there 2 times, use each only'),
        ("staff.0.deputy", "nobody", 'staff[participation-worker].deputy: "nobody" is not on the staff, choose one of'),
        ("staff.0.deputy", "participation-worker", "participation-worker].deputy: nobody is their own deputy, choose"),
        ("staff.4.deputy", "panel-manager", '.deputy: "panel-manager" cannot decide what finance-1 decides, choose'),
        ("staff.0.deputy", "finance-1", '.deputy: "finance-1" cannot decide what participation-worker decides, choose'),
        ("activities.0.confirmers", ["nobody"], 'confirmers: "nobody" is not on the staff, choose from participation-'),
        ("activities.0.confirmers", ["finance-1"], 'confirmers: "finance-1" is neither worker nor budget-holder, give'),
        ("activities.0.confirmers", [], "activities[volunteer-session].confirmers: is an empty list, write a list"),
        (
            "activities.4.confirmers",
            ["panel-manager", "panel-manager"],
            'activities[meeting].confirmers: "panel-manager" is there 2 times, use each only once',
        ),
        # Rates.
        ("activities.1.id", "volunteer-session", 'activities.id: "volunteer-session" is there 2 times, use each only'),
        (
            "activities.0.rates.1",
            RATE,
            "activities[volunteer-session].rates[1].ends: is missing, write a day before 2030-01-01, when the next",
        ),
        (
            "activities.0.rates.0.ends",
            date(2011, 1, 1),
            "volunteer-session].rates[1].ends: 2011-01-01 is before starts, write 2012-01-01 or later",
        ),
        (
            "mileage.1.starts",
            date(2026, 4, 5),
            "mileage[2].starts: 2026-04-05 overlaps the one before, write a day aft",
        ),
        (
            "mileage.1.starts",
            date(2026, 4, 8),
            "mileage[2].starts: 2026-04-08 leaves days with no rate, write 2026-04-0",
        ),
        ("mileage.0.ends", DELETED, "mileage[1].ends: is missing, write a day before 2026-04-06, when the next one"),
        (
            "mileage.0.starts",
            date(2013, 1, 1),
            "mileage[1].starts: 2013-01-01 is after the first rate, write 2012-01-01",
        ),
        (
            "mileage.1.ends",
            date(2027, 1, 1),
            "mileage[2].ends: 2027-01-01 is before the last rate of an activity, leave",
        ),
        ("mileage.1.car_after", "60p", "mileage[2].car_after: 60p is more than car, write 55p or less"),
        (
            "activities.8.rates.0.limit_minutes",
            DELETED,
            "rates[1].limit_minutes: is missing, say how long half a day is",
        ),
        (
            "activities.9.rates.0.limit_minutes",
            90,
            "limit_minutes: 90 is not whole hours, write 60, 120, 180 and so on",
        ),
        ("activities.2.rates.0.limit_minutes", 721, "721 is out of range, claims.longest_minutes allows 720"),
        (
            "school_hours.terms",
            [{"starts": date(2026, 9, 1), "ends": date(2026, 8, 1)}],
            "school_hours.terms[1].ends: 2026-08-01 is before starts, write 2026-09-01 or later",
        ),
        # Rules that contradict each other.
        ("claims.late_after_days", 365, "claims.late_after_days: 365 must be less than oldest_days, 365"),
        ("approval.nudge_days", [7, 3], "approval.nudge_days: [7, 3] is not in order, write each day once, the first"),
        ("approval.nudge_days", [3, 3], "approval.nudge_days: [3, 3] is not in order, write each day once, the first"),
        (
            "approval.deputy_after_days",
            7,
            "approval.deputy_after_days: must be after the last of nudge_days, write 8 or",
        ),
        ("mileage.1.year_starts", "02-29", 'mileage[2].year_starts: "02-29" is no day of every year, write a month'),
        ("mileage.1.year_starts", "April", 'mileage[2].year_starts: "April" is not allowed, write a month and a day'),
        ("mileage.1.car", "37.45p", 'mileage[2].car: "37.45p" is not allowed, write pence with one figure after'),
        (
            "activities.4.rates.0.part_minutes",
            15,
            "activities[meeting].rates[1].part_minutes: 15 is no part of an hour, write 15 or 30 for a rate by the ho",
        ),
        (
            "activities.9.rates.0.part_minutes",
            25,
            "activities[panel-member-hourly].rates[1].part_minutes: 25 is no part of an hour, write 15 or 30",
        ),
        (
            "activities.4.rates.0.longer",
            [{"over_minutes": 120, "fee": "5"}],
            "activities[meeting].rates[1].longer: 120 must be less than limit_minutes, 120",
        ),
        (
            "activities.7.rates.0.longer",
            [{"over_minutes": 120, "fee": "5"}, {"over_minutes": 60, "fee": "6"}],
            "activities[focus-group].rates[1].longer: [120, 60] is not in order, write the shortest first",
        ),
        (
            "activities.9.rates.0.longer",
            [{"over_minutes": 120, "fee": "5"}],
            "activities[panel-member-hourly].rates[1].longer: has no place in a rate by the hour, leave it out",
        ),
        (
            "claims.person_limits",
            [{"per": "week"}],
            "claims.person_limits[1]: limits nothing, write fees, times or both",
        ),
        (
            "mileage.1.vehicles",
            [{"id": "car", "name": "car", "a_mile": "40p", "a_mile_after": "40p"}],
            'mileage[2].vehicles: "car" stands for any car, give each an id of its own',
        ),
        (
            "mileage.1.vehicles",
            [{"id": "small", "name": "small car", "a_mile": "40p", "a_mile_after": "41p"}],
            "mileage[2].vehicles[small].a_mile_after: 41p is more than a_mile, write 40p or less",
        ),
        (
            "claims.ceilings",
            [{"kind": "fee", "most": "5.00"}],
            'claims.ceilings[1].kind: "fee" has no place here, choose from bus, childcare,',
        ),
        (
            "claims.ceilings",
            [{"kind": "bus", "most": "5.00", "place": "London"}],
            'claims.ceilings[1].kind: "bus" has no place here, choose from childcare,',
        ),
        (
            "claims.ceilings",
            [{"kind": "overnight", "most": "5.00", "place": "elsewhere"}],
            'claims.ceilings[1].place: "elsewhere" is any place that has none, leave it out',
        ),
        (
            "claims.ceilings",
            [{"kind": "meals", "most": "5.00"}, {"kind": "meals", "most": "6.00"}],
            'claims.ceilings: "meals, 0 minutes" is there 2 times, write one for each kind, place and over_minutes',
        ),
        ("promise.bank", 1, "promise.bank: 1 is too soon, a bank needs 2 working days or more"),
        (
            "ledger.columns",
            [{"heading": "Account", "holds": "ledger-code"}],
            'ledger.columns: "amount" is missing, a ledger needs it',
        ),
        (
            "ledger.columns",
            [{"heading": "Pounds", "holds": "amount"}, {"heading": "Pounds", "holds": "day"}],
            'ledger.columns.heading: "Pounds"',
        ),
        (
            "ledger.columns.0.words",
            "GBP",
            'ledger.columns[1].words: has no place beside "day", leave it out',
        ),
        (
            "bank_file.headings",
            ["One"],
            "bank_file.headings: 1 headings for 7 columns, write one for each or leave all",
        ),
        (
            "bank_file.columns.0",
            "debit-account",
            'bank_file.columns: "sort-code" is missing, a bank needs sort-code, ac',
        ),
        (
            "charities.0.sort_code",
            "12345",
            "charities[childrens-charity].sort_code: cannot be used: the sort code must",
        ),
        ("charities.0.account_number", "x", "charities[childrens-charity].account_number: cannot be used: the account"),
        ("charities.1.id", "childrens-charity", 'charities.id: "childrens-charity" is there 2 times, use each only'),
    ],
)
def test_one_mistake_is_one_line_that_says_where_what_and_what_is_allowed(
    path: str, value: Any, problem: str, tmp_path: Path
) -> None:
    """Its author is no programmer, and corrects it without asking anyone."""
    found = problems(written(with_change(path, value), tmp_path))

    assert any(problem in line for line in found), found
    assert all(line.startswith("policy.toml: ") for line in found)


def test_a_mistake_that_stands_alone_is_told_alone(tmp_path: Path) -> None:
    """No echoes: a missing table is not also twenty missing keys, nor a rule broken elsewhere."""
    for path in (
        "cash",
        "claims",
        "approval",
        "promise",
        "bank_file",
        "wording",
        "retention",
        "organisation",
        "staff",
        "activities",
        "mileage",
        "vouchers",
    ):
        assert len(problems(written(with_change(path, DELETED), tmp_path))) == 1, path


def test_all_mistakes_are_told_at_once(tmp_path: Path) -> None:
    """One correction, not ten attempts."""
    data = with_change("claims.most", 20.5)
    change(data, "promise.bank", 1)
    change(data, "staff.0.emial", "x")
    change(data, "activities.0.rates.0.unit", "week")
    change(data, "approval.nudge_days", [7, 3])
    change(data, "mileage.1.starts", date(2026, 4, 8))

    found = problems(written(data, tmp_path))

    assert [line.split(": ")[1] for line in found] == [
        "staff[participation-worker].emial",
        "activities[volunteer-session].rates[1].unit",
        "claims.most",
        "mileage[2].starts",
        "approval.nudge_days",
        "promise.bank",
    ]


def test_finance_needs_two_people_with_two_mailboxes(tmp_path: Path) -> None:
    """Someone approves what the other cannot, and two spellings of one address are one person."""
    alone = with_change("staff", [each for each in with_change("version", "1")["staff"] if each["id"] != "finance-2"])
    alone["staff"] = [each for each in alone["staff"] if each["id"] != "finance-3"]
    change(alone, "staff.4.deputy", DELETED)
    nobody = with_change("version", "1")
    nobody["staff"] = [
        each | {"roles": [role for role in each["roles"] if role != "office"]} for each in nobody["staff"]
    ]

    assert any(
        "staff: 1 with the role finance, two or more with different emails are needed" in line
        for line in problems(written(alone, tmp_path))
    )
    assert problems(written(nobody, tmp_path)) == (
        "policy.toml: staff: nobody has the role office, one or more are needed",
    )


def test_a_batch_needs_a_third_person_in_finance_or_a_small_team_by_name(tmp_path: Path) -> None:
    """Two approve a large claim, and whoever approved does not send it: else such a batch would never go out."""
    data = with_change("staff.5.roles", ["office"])
    change(data, "staff.5.deputy", DELETED)
    change(data, "staff.4.deputy", DELETED)

    assert problems(written(data, tmp_path)) == (
        "policy.toml: approval.small_team: two approve a large claim and a third sends it to the bank, but 2 have the "
        'role finance: add one to the staff, or "approver-releases" here',
    )
    change(data, "approval.small_team", ["approver-releases"])
    assert load(written(data, tmp_path))


def test_a_confirmer_may_not_use_up_the_people_in_finance(tmp_path: Path) -> None:
    """A claim that someone in finance confirmed still needs two others there."""
    data = with_change("staff.4.roles", ["finance", "worker"])
    change(data, "activities.0.confirmers", ["finance-1"])
    change(data, "staff.4.deputy", DELETED)
    assert load(written(data, tmp_path))

    change(data, "staff.5.roles", ["office"])
    change(data, "staff.5.deputy", DELETED)
    change(data, "approval.small_team", ["approver-releases"])

    assert problems(written(data, tmp_path)) == (
        'policy.toml: activities[volunteer-session].confirmers: "finance-1" leaves fewer than two others in finance, '
        "choose someone outside finance",
    )
