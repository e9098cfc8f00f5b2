"""What one record adds to the figures: on which day, for which team, and money to the penny."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest

from infra.differences import added_up
from takepart.domain import journal as journals
from takepart.domain.aggregate import Step
from takepart.domain.assurance.rules import ORGANISATION, KeeperId, TeamId
from takepart.domain.assurance.years import YearStart
from takepart.domain.claims import paying
from takepart.domain.claims.claim import Claim
from takepart.domain.claims.parts import MONEY, ON_THE_DAY, VOUCHER, Payment, PaymentState
from takepart.domain.figures.figure import EVERYONE, NOTHING, Key, Period, scope_of
from takepart.domain.figures.records import of_claim, of_session, team_of
from takepart.domain.ids import BatchId, StaffId, StepId
from takepart.domain.lines import LineKind
from takepart.domain.money import Money, PaymentMethod
from takepart.domain.people.details import PersonRole
from takepart.domain.policy.rates import PaidAs
from takepart.domain.programme import session as sessions_domain
from tests.assurance_builders import a_team, an_assurance
from tests.builders import CASHIER, a_claim, a_line, a_refused_claim, an_approved_claim
from tests.money_builders import a_gift
from tests.programme_builders import WORKER, a_session, an_about

YOUTH = TeamId("youth")
AUTUMN, WINTER = Period(2026, 3), Period(2026, 4)
STEP = StepId("step")


def numbers(claim: Claim, starts: YearStart = YearStart.APRIL) -> dict[tuple[Period, str], int]:
    found = of_claim(claim, role=PersonRole.PARENT, team=YOUTH, starts=starts)
    return {(period, name): number for period, each in found.numbers.items() for name, number in each.items()}


def paid_by_bank(claim: Claim, arrives: date) -> Claim:
    """Every bank payment of it, there on one day."""
    at, batch = datetime(2026, 12, 20, 10, 0, tzinfo=UTC), BatchId("2026-12-20-1")
    for payment in claim.payments:
        if payment.method is PaymentMethod.BANK and payment.state is PaymentState.DUE:
            step = StepId(f"batch-{payment.id}")
            claim = paying.batch(
                claim,
                Step(journals.Job.PAYMENTS.actor, at, step),
                payment=payment.id,
                amount=payment.amount,
                batch_id=batch,
            )
            step = StepId(f"pay-{payment.id}")
            claim = paying.pay_by_bank(
                claim, Step(journals.Job.PAYMENTS.actor, at, step), payment=payment.id, batch_id=batch, arrives=arrives
            )
    return claim


def test_a_claim_counts_on_the_days_on_which_things_happened() -> None:
    """Sent in one quarter and there in the next: each quarter tells what happened in it."""
    found = numbers(paid_by_bank(an_approved_claim(), date(2027, 1, 4)))

    assert found == {
        (AUTUMN, "claims-sent"): 1,
        (AUTUMN, "claims-approved"): 1,
        (WINTER, "claims-paid"): 1,
        (WINTER, "paid-late"): 1,
        (WINTER, "days-to-pay"): 42,
        (WINTER, "money"): 24_20,
        (WINTER, "money|way|bank"): 24_20,
        (WINTER, "money|purpose|fee"): 20_00,
        (WINTER, "money|purpose|costs"): 4_20,
    }


@pytest.mark.parametrize(("arrives", "kept"), [(date(2026, 12, 7), "paid-in-time"), (date(2026, 12, 8), "paid-late")])
def test_the_promised_day_itself_is_in_time(arrives: date, kept: str) -> None:
    """And the day after it is late."""
    assert numbers(paid_by_bank(an_approved_claim(), arrives))[AUTUMN, kept] == 1


@pytest.mark.parametrize(
    ("starts", "period"), [(YearStart.APRIL, Period(2026, 3)), (YearStart.SEPTEMBER, Period(2026, 1))]
)
def test_quarters_follow_the_policys_year(starts: YearStart, period: Period) -> None:
    """November is in the third quarter from April, and in the first from September."""
    assert numbers(a_claim(), starts) == {(period, "claims-sent"): 1}


def test_a_claim_sent_after_midnight_in_summer_is_of_the_new_quarter() -> None:
    """Half past eleven in the evening, UTC, is July already in the UK."""
    late = datetime(2026, 6, 30, 23, 30, tzinfo=UTC)

    assert list(numbers(a_claim(at=late))) == [(Period(2026, 2), "claims-sent")]


def test_a_refused_claim_brings_neither_money_nor_a_person() -> None:
    """It was sent and refused, and that is all that it tells."""
    found = of_claim(a_refused_claim(), role=None, team=YOUTH, starts=YearStart.APRIL)

    assert found.marks == ()
    assert set(found.numbers[AUTUMN]) == {"claims-sent", "claims-refused"}


def test_a_fee_that_went_to_charity_is_a_gift_and_not_a_fee() -> None:
    """By bank, as a purpose of its own."""
    claim = an_approved_claim(gift=a_gift(), lines=(a_line(LineKind.BUS, 4_20),))

    found = numbers(paid_by_bank(claim, date(2026, 12, 1)))

    assert (found[AUTUMN, "money|purpose|gift"], found[AUTUMN, "money|purpose|costs"]) == (20_00, 4_20)
    assert found[AUTUMN, "money"] == found[AUTUMN, "money|way|bank"] == 24_20


def test_vouchers_and_money_are_told_apart_part_by_part() -> None:
    """The fee in vouchers, the bus in cash: what has not gone out yet does not count."""
    lines = (a_line(paid_as=PaidAs.VOUCHER), a_line(LineKind.BUS, 4_20, place=2))
    claim = an_approved_claim(lines=lines, method=PaymentMethod.CASH)
    at = datetime(2026, 12, 1, 10, 0, tzinfo=UTC)

    half = paying.issue_voucher(
        claim, Step(journals.Job.PAYMENTS.actor, at, STEP), serials=("A-1",), amount=Money(20_00)
    )
    whole = paying.pay_in_cash(
        half, Step(journals.staff(CASHIER.id), at, StepId("cash")), by=CASHIER, amount=Money(4_20), float_id="box"
    )

    assert numbers(half)[AUTUMN, "money|way|voucher"] == numbers(half)[AUTUMN, "money"] == 20_00
    assert numbers(whole)[AUTUMN, "money|purpose|costs"] == numbers(whole)[AUTUMN, "money|way|cash"] == 4_20
    assert {payment.id for payment in whole.payments} == {MONEY, VOUCHER}


@pytest.mark.parametrize(("handed", "costs", "fee"), [(2_00, 2_00, 0), (10_00, 4_20, 5_80)])
def test_cash_on_the_day_pays_for_costs_first(handed: int, costs: int, fee: int) -> None:
    """It is given for the bus home (Wirral policy, appendix 1); what is above the costs is fee."""
    day = date(2026, 11, 23)
    advance = Payment(
        id=ON_THE_DAY, method=PaymentMethod.CASH, amount=Money(handed), state=PaymentState.PAID, arrives=day
    )

    found = numbers(an_approved_claim(advance=advance, sent_by=journals.staff(StaffId("payer"))))

    assert found.get((AUTUMN, "money|purpose|costs"), 0) == costs
    assert found.get((AUTUMN, "money|purpose|fee"), 0) == fee
    assert found[AUTUMN, "money"] == handed


def test_a_session_that_was_planned_or_cancelled_was_not_held() -> None:
    """Only holding it counts."""
    session = a_session()
    step = Step(journals.staff(WORKER), session.starts - timedelta(days=1), STEP)
    cancelled = sessions_domain.cancel(session, step, why="Ill")
    held = sessions_domain.hold(session, Step(journals.staff(WORKER), session.ends, STEP))

    adds = [of_session(each, an_about(), team=YOUTH, starts=YearStart.APRIL) for each in (session, cancelled, held)]

    assert adds[:2] == [NOTHING, NOTHING]
    assert adds[2].numbers == {AUTUMN: {"sessions": 1, "sessions|level|together": 1, "sessions|kind|meeting": 1}}


def test_somebody_who_comes_often_is_one_person_in_each_quarter_and_one_in_the_year() -> None:
    """Two claims in autumn, one in winter: of one person, with a role that one of them does not know."""
    claims = [an_approved_claim(day=day) for day in (date(2026, 11, 1), date(2026, 11, 2), date(2027, 2, 1))]
    roles = (None, PersonRole.PARENT, PersonRole.PARENT)

    totals, tallies = added_up(
        of_claim(claim, role=role, team=YOUTH, starts=YearStart.APRIL)
        for claim, role in zip(claims, roles, strict=True)
    )

    for period in (AUTUMN, WINTER, Period(2026)):
        for scope in (EVERYONE, scope_of(YOUTH)):
            people = {name: n for name, n in totals[period, scope].items() if name.startswith("people")}
            assert people == {Key("people"): 1, Key("people|role|parent"): 1}
    assert len(tallies) == 6


def test_a_record_is_of_the_team_of_whoever_ran_it() -> None:
    """Who leads a team before who works in one; nobody's is the organisation's; a closed team has no more."""
    youth = a_team("youth", lead=KeeperId("youth-lead"), contributors=(KeeperId("worker"),))
    closed = a_team("old", lead=KeeperId("worker"), ends=date(2026, 3, 31))
    rules = an_assurance(closed, youth)
    day = date(2026, 11, 1)

    assert team_of(StaffId("worker"), day=day, rules=rules) == YOUTH
    assert team_of(StaffId("worker"), day=date(2026, 3, 1), rules=rules) == TeamId("old")
    assert team_of(StaffId("manager"), day=day, rules=rules) == ORGANISATION
    assert team_of(None, day=day, rules=rules) == ORGANISATION


@pytest.mark.parametrize("starts", list(YearStart))
def test_a_year_is_its_four_quarters_day_by_day(starts: YearStart) -> None:
    """Leap years too: no day is in none, none in two, and each period has its months."""
    year = Period(2027)
    first, last = year.days(starts)
    found = [Period.of(first + timedelta(days=n), starts) for n in range((last - first).days + 1)]

    assert found == sorted(found)
    assert list(dict.fromkeys(found)) == list(year.quarters)
    assert [month for quarter in year.quarters for month in quarter.months(starts)] == list(year.months(starts))
    assert Period.of(last + timedelta(days=1), starts) == Period(2028, 1)
    assert Period(2028, 1).before == Period(2027, 4)
    assert [Period.read(each.name) for each in (year, *year.quarters)] == [year, *year.quarters]
    assert replace(year, quarter=2).plain == "Quarter 2 of 2027-28"
