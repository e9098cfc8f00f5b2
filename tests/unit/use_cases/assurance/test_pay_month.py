"""A month's pay promises: kept only when every payment that was promised for it came by its day."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest

from takepart.domain.assurance.finding import FoundBy, RecordKind
from takepart.domain.assurance.rules import Assurance, TeamId, TeamKind
from takepart.domain.claims.claim import Claim, ClaimState
from takepart.domain.claims.parts import Payment, PaymentId, PaymentState, Turn
from takepart.domain.ids import ClaimId
from takepart.domain.money import Money, PaymentMethod
from takepart.domain.uk_time import local_date
from takepart.use_cases.assurance.pay_month import check_months, pay_months
from takepart.use_cases.assurance.ports import Promises, Records
from takepart.use_cases.claims.ports import Page
from takepart.use_cases.stores import Damaged
from tests.assurance_builders import a_commitment, an_assurance
from tests.builders import a_claim
from tests.fakes_assurance import FakePromises

DECEMBER = datetime(2026, 12, 1, 6, 0, tzinfo=UTC)
NOVEMBER = date(2026, 11, 30)


@dataclass
class FakePromisedClaims:
    """The port ``PromisedClaims``: one page at a time."""

    claims: tuple[Claim, ...]

    def in_state(self, state: ClaimState, *, who: str | None = None, start: str | None = None, limit: int = 50) -> Page:
        found = [claim for claim in self.claims if claim.state is state]
        at = int(start or 0)
        more = str(at + 1) if at + 1 < len(found) else None
        return Page(claims=tuple(found[at : at + 1]), next=more)

    def paid_between(self, since: date, until: date) -> Iterator[Claim]:
        for claim in self.claims:
            if claim.state is ClaimState.PAID and since <= local_date(claim.turn.since) <= until:
                yield claim


def a_promised_claim(
    promised: date, *, state: ClaimState = ClaimState.PAID, arrived: date | None = None, n: int = 0
) -> Claim:
    arrived = arrived or promised
    written = datetime(arrived.year, arrived.month, arrived.day, 10, tzinfo=UTC) - timedelta(days=2)
    payment = Payment(
        id=PaymentId("money"),
        method=PaymentMethod.BANK,
        amount=Money(20_00),
        state=PaymentState.PAID if state is ClaimState.PAID else PaymentState.DUE,
        arrives=arrived,
    )
    return replace(
        a_claim(id=ClaimId(f"BBBB-BBB{n}")),
        promised=promised,
        state=state,
        payments=(payment,),
        turn=Turn(seq=1, who="nobody", since=written),
    )


def rules() -> Assurance:
    promise = a_commitment(
        "pay",
        owners=frozenset({TeamKind.ORGANISATION}),
        times=12,
        plan_days=0,
        remind_days=1,
        found_by=FoundBy(record=RecordKind.PAID_BY_PROMISED_DAY),
    )
    return an_assurance(commitments=(promise,))


def kept(store: FakePromises) -> dict[str, str]:
    return {str(each.slot): str(each.day) for each in store.kept_in(2026)}


def test_a_month_in_which_everything_came_in_time_keeps_the_promise_once() -> None:
    """Three months are looked at: each that was kept fills its own month, however often the job runs."""
    claims = FakePromisedClaims(
        tuple(a_promised_claim(day, n=n) for n, day in enumerate((date(2026, 10, 30), NOVEMBER, date(2026, 11, 2))))
    )
    store = FakePromises()

    for _ in range(3):
        months = check_months(claims=claims, promises=Promises(rules(), store), now=DECEMBER)

    assert [(each.last.month, each.in_time, each.late) for each in months] == [(9, 0, 0), (10, 1, 0), (11, 2, 0)]
    assert kept(store) == {each: each for each in ("2026-09-30", "2026-10-31", "2026-11-30")}
    assert store.writes == 3
    evidence = next(iter(store.duties.values())).evidence
    assert evidence[0].note == "No payment was promised for September 2026."
    assert evidence[2].note == "2 of 2 payments that were promised for November 2026 came by their day."
    assert evidence[2].found == "all payments of the month came in time"


@pytest.mark.parametrize(
    "late",
    [
        a_promised_claim(NOVEMBER, arrived=NOVEMBER + timedelta(days=1)),
        a_promised_claim(date(2026, 11, 2), state=ClaimState.APPROVED),
        a_promised_claim(date(2026, 11, 2), state=ClaimState.WITH_WORKER),
        a_promised_claim(date(2026, 11, 2), state=ClaimState.NEEDS_BANK_DETAILS),
    ],
)
def test_one_that_is_late_or_still_owed_and_the_month_is_not_kept(late: Claim) -> None:
    """Whoever it waits for: the day that was said has passed."""
    store = FakePromises()
    in_time = tuple(a_promised_claim(NOVEMBER, n=n) for n in range(1, 5))

    check_months(claims=FakePromisedClaims((late, *in_time)), promises=Promises(rules(), store), now=DECEMBER)

    assert "2026-11-30" not in kept(store)
    assert "2026-10-31" in kept(store)


def test_a_month_that_cannot_be_written_down_stops_no_other(monkeypatch: pytest.MonkeyPatch) -> None:
    """It is tried again by the next run, which looks at three months as well."""
    store, of_team, asked = FakePromises(), FakePromises.of_team, []

    def damaged_once(self: FakePromises, team: TeamId, years: Sequence[int]) -> Records:
        asked.append(team)
        records = of_team(self, team, years)
        (promise,) = rules().commitments
        damaged: dict[Any, Damaged] = {(promise.id, 2026): Damaged(about="PROMISES#organisation", why="entry 1")}
        return replace(records, damaged=damaged) if len(asked) == 1 else records

    monkeypatch.setattr(FakePromises, "of_team", damaged_once)
    for _ in range(2):
        check_months(claims=FakePromisedClaims(()), promises=Promises(rules(), store), now=DECEMBER)
        found = sorted(kept(store))

    assert found == ["2026-09-30", "2026-10-31", "2026-11-30"]


@pytest.mark.parametrize("state", [ClaimState.REFUSED, ClaimState.WITHDRAWN, ClaimState.NOTHING_TO_PAY])
def test_what_was_owed_to_nobody_is_not_late(state: ClaimState) -> None:
    """Refused, withdrawn, or nothing to pay."""
    (month,) = pay_months([NOVEMBER], claims=FakePromisedClaims((a_promised_claim(NOVEMBER, state=state),)))

    assert (month.in_time, month.late) == (0, 0)


def test_a_policy_without_this_promise_reads_no_claim() -> None:
    """The job ends at once."""
    claims = FakePromisedClaims((a_promised_claim(NOVEMBER),))

    assert check_months(claims=claims, promises=Promises(an_assurance(), FakePromises()), now=DECEMBER) == ()
