"""Any policy that is fit, written to a file and read again, is the same policy."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path
from tempfile import TemporaryDirectory

from hypothesis import given
from hypothesis import strategies as st

from takepart.adapters.policy.file import load
from takepart.domain.ids import ActivityTypeId, CharityId
from takepart.domain.lines import COSTS, FARES, MILEAGE
from takepart.domain.money import Money
from takepart.domain.policy import Policy
from takepart.domain.policy.paying import (
    OF_ALL,
    AmountFormat,
    BankColumn,
    BankFileProfile,
    Charity,
    DateFormat,
    LineEnding,
    OwnAccount,
)
from takepart.domain.policy.rates import ActivityType, BeyondLimit, Longer, PaidAs, Rate, Travel, Unit
from takepart.domain.policy.rules import (
    ApprovalRules,
    Ceiling,
    ClaimRules,
    PaymentPromise,
    PaymentRuns,
    Per,
    PersonLimit,
    Retention,
    SmallTeam,
    Wording,
)
from tests.policies import WIRRAL
from tests.policy_toml import data_of, written

amounts = st.integers(0, 99_999_99).map(Money)
names = st.from_regex(r"[a-z0-9]{1,8}(-[a-z0-9]{1,8}){0,2}", fullmatch=True)
words = st.text(st.characters(blacklist_categories=["C", "Z"]), min_size=1, max_size=40)
NEEDED = [BankColumn.SORT_CODE, BankColumn.ACCOUNT_NUMBER, BankColumn.NAME, BankColumn.AMOUNT]
OTHERS = [column.value for column in BankColumn if column not in {*NEEDED, *OF_ALL}]
OTHERS += ["=99", "amount:pence", "pay-date:YYDDD", "name:5", "own-sort-code + =- + own-account-number"]
limits = st.builds(
    PersonLimit, per=st.sampled_from(Per), fees=amounts, times=st.none() | st.integers(1, 400)
) | st.builds(PersonLimit, per=st.sampled_from(Per), fees=st.none(), times=st.integers(1, 400))
ceilings = st.builds(
    Ceiling,
    kind=st.sampled_from(sorted(COSTS)),
    most=amounts,
    over_minutes=st.integers(0, 1440),
    by_the_hour=st.booleans(),
    place=st.sampled_from(["", "London", "Bath"]),
)
rows = st.lists(
    st.lists(st.sampled_from(["=T", "count", "total:pence", "run-date", "blank", "own-name"]), min_size=1).map(tuple),
    max_size=2,
).map(tuple)


@st.composite
def rates(draw: st.DrawFn) -> tuple[Rate, ...]:
    starts, found = date(2012, 1, 1), []
    for length in draw(st.lists(st.integers(0, 2000), max_size=3)):
        found.append(draw(a_rate(starts, starts + timedelta(days=length))))
        starts += timedelta(days=length + 1)
    return (*found, draw(a_rate(starts, None)))


def a_rate(starts: date, ends: date | None) -> st.SearchStrategy[Rate]:
    return st.builds(
        Rate,
        starts=st.just(starts),
        ends=st.just(ends),
        fee=amounts,
        unit=st.sampled_from(Unit),
        paid_as=st.sampled_from(PaidAs),
        travel=st.sampled_from(Travel),
        limit_minutes=st.sampled_from([60, 120, 180]),
        beyond_limit=st.sampled_from(BeyondLimit),
        most_days=st.integers(1, 14),
    ).flatmap(with_parts)


def with_parts(rate: Rate) -> st.SearchStrategy[Rate]:
    """By the hour with parts of it, else with other fees for longer sessions."""
    if rate.unit is Unit.HOUR:
        return st.builds(replace, st.just(rate), part_minutes=st.sampled_from([15, 30, 60]))
    bands = st.lists(st.integers(1, 59), unique=True, max_size=3).map(sorted)
    return bands.map(
        lambda starts: replace(rate, longer=tuple(Longer(over_minutes=each, fee=rate.fee) for each in starts))
    )


def unique(element: st.SearchStrategy[str]) -> st.SearchStrategy[list[str]]:
    return st.lists(element, min_size=1, max_size=4, unique=True)


@st.composite
def policies(draw: st.DrawFn) -> Policy:
    columns = draw(st.permutations(NEEDED + draw(st.lists(st.sampled_from(OTHERS)))))
    nudges = sorted(draw(st.sets(st.integers(1, 30), max_size=4)))
    staff = [each.id for each in WIRRAL.staff[:4]]
    late = draw(st.integers(1, 364))
    activity_types = tuple(
        ActivityType(
            id=ActivityTypeId(id),
            name=draw(words),
            summary=draw(words),
            confirmers=tuple(draw(st.lists(st.sampled_from(staff), min_size=1, unique=True))),
            rates=draw(rates()),
        )
        for id in draw(unique(names))
    )
    return replace(
        WIRRAL,
        version=draw(names)[:20],
        activity_types=activity_types,
        approval=ApprovalRules(
            second_approver_at=draw(amounts),
            signed_in_at=draw(st.none() | amounts),
            link_days=draw(st.integers(1, 90)),
            nudge_days=tuple(nudges),
            deputy_after_days=draw(st.integers(31, 90)),
            list_from=draw(st.integers(2, 1000)),
            small_team=tuple(draw(st.lists(st.sampled_from(SmallTeam), unique=True))) or tuple(SmallTeam),
        ),
        promise=PaymentPromise(
            bank=draw(st.integers(2, 90)),
            voucher=draw(st.integers(0, 90)),
            cash=draw(st.integers(0, 90)),
            run_days=draw(st.frozensets(st.integers(0, 4), min_size=1)),
            runs=draw(st.sampled_from(PaymentRuns)),
            run_from_day=draw(st.integers(1, 28)),
        ),
        claims=ClaimRules(
            oldest_days=draw(st.integers(late + 1, 3660)),
            late_after_days=late,
            longest_minutes=draw(st.integers(180, 1440)),
            most=draw(amounts),
            receipts_over=draw(amounts),
            person_limits=tuple(draw(st.lists(limits, max_size=2))),
            ceilings=tuple(
                draw(st.lists(ceilings, max_size=3, unique_by=lambda it: (it.kind, it.place, it.over_minutes)))
            ),
            most_by_kind=draw(st.dictionaries(st.sampled_from(sorted(MILEAGE | FARES | COSTS)), amounts)),
        ),
        bank_file=BankFileProfile(
            columns=tuple(str(column) for column in columns),
            headings=draw(st.none() | st.tuples(*(words for _ in columns))),
            delimiter=draw(st.sampled_from([",", ";", "|", "\t"])),
            line_ending=draw(st.sampled_from(LineEnding)),
            date_format=draw(st.sampled_from(DateFormat)),
            amount_format=draw(st.sampled_from(AmountFormat)),
            sort_code_hyphens=draw(st.booleans()),
            debit_account=draw(words)[:18],
            name_length=draw(st.integers(5, 18)),
            reference_length=draw(st.integers(9, 18)),
            first_rows=draw(rows),
            last_rows=draw(rows),
            own=OwnAccount(name="Council", sort_code="12-34-56", account_number="01234567"),
        ),
        vouchers=replace(WIRRAL.vouchers, step=None),
        charities=tuple(
            Charity(id=CharityId(id), name=f"a {draw(words)}", sort_code="12-34-56", account_number="01234567")
            for id in draw(unique(names))
        ),
        wording=draw(st.builds(Wording, **dict.fromkeys(Wording.__dataclass_fields__, words))),
        retention=draw(st.builds(Retention, **{name: st.integers(1, 20) for name in Retention.__dataclass_fields__})),
        school_hours=draw(st.sampled_from([None, WIRRAL.school_hours])),
    )


@given(policies())
def test_a_policy_survives_its_file(policy: Policy) -> None:
    """Every rule, in any combination that is fit."""
    with TemporaryDirectory() as folder:
        read = load(written(data_of(policy), Path(folder)))

    assert replace(read, digest=policy.digest) == policy
