"""The board's quarter in a real browser: a paid claim and a held session, to the unit, and a rebuild that agrees."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from playwright.sync_api import Page

from infra import rebuild
from infra.local.instance import REGION
from takepart.adapters import clients
from takepart.adapters.aggregates import Aggregates
from takepart.adapters.claims.claims_table import ClaimsTable
from takepart.adapters.programme.tables import OpportunitiesTable, ProgrammeSessionsTable, SignUpsTable
from takepart.domain import journal as journals
from takepart.domain.aggregate import Step
from takepart.domain.claims import paying
from takepart.domain.claims.claim import Claim
from takepart.domain.claims.parts import Claimant
from takepart.domain.ids import ClaimId, DraftId, OpportunityId, PersonId, StepId
from takepart.domain.money import PaymentMethod
from takepart.domain.programme import opportunity as opportunities
from takepart.domain.programme import session as sessions
from takepart.domain.programme import sign_up as sign_ups
from takepart.domain.programme.offer import offer_for
from takepart.domain.programme.places import Places
from tests.builders import CASHIER, an_approved_claim
from tests.e2e.accessibility import assert_accessible
from tests.e2e.signing_in import sign_in
from tests.e2e.stack import RunningStack, until
from tests.policies import WIRRAL
from tests.programme_builders import SOMEBODY, WORKER, a_session, an_about

HELD = datetime(2021, 5, 12, 16, 0, tzinfo=UTC)
"""In a quarter that no other test of this stack is about: the first of 2021-22."""
QUARTER = "year=2021&quarter=1"
SIX = [PersonId(f"{number:024}.reports00000") for number in range(6)]
PAGES = ("", f"/board?{QUARTER}", "/how-we-count", "/annual/recommendations?year=2021")
OF_THE_SAME_MAKE = (f"/engagement-group?{QUARTER}", f"/team?team=youth&{QUARTER}", "/annual?year=2021")
"""Other reports of the template that the board's has."""


def a_paid_claim() -> Claim:
    """£20 and a bus fare of £4.20 in cash, of one of the six, three days after it was sent."""
    claim = an_approved_claim(
        id=ClaimId("RPRT-2021"),
        draft=DraftId("draft-of-reports"),
        person=SIX[0],
        claimant=Claimant(name="Participant Reports", email="participant-reports@example.com"),
        day=HELD.date(),
        at=HELD + timedelta(days=1),
        promised=date(2021, 5, 20),
        method=PaymentMethod.CASH,
        bank=None,
    )
    (due,) = claim.payments
    at, step = HELD + timedelta(days=4), StepId("pay")
    return paying.pay_in_cash(
        claim, Step(journals.staff(CASHIER.id), at, step), by=CASHIER, amount=due.amount, float_id="box"
    )


def happen(stack: RunningStack, patch: pytest.MonkeyPatch) -> None:
    """A meeting at which six people were, and the claim of one of them: written step by step, as the service does."""
    for name, value in {
        "AWS_ENDPOINT_URL": stack.instance.emulator_url,
        "AWS_DEFAULT_REGION": REGION,
        "AWS_REGION": REGION,
        "AWS_ACCESS_KEY_ID": "test",
        "AWS_SECRET_ACCESS_KEY": "test",
    }.items():
        patch.setenv(name, value)
    clients.client.cache_clear()
    clients._session.cache_clear()
    programme, claims = (
        Aggregates(stack.deployed.names["ProgrammeTable"]),
        ClaimsTable(Aggregates(stack.deployed.names["ClaimsTable"])),
    )
    about, planned_at = an_about(title="Meeting for the reports", team="youth"), HELD - timedelta(days=9)
    opportunity = opportunities.write(
        OpportunityId("reports-e2e"), Step(journals.staff(WORKER), planned_at, StepId("write")), about
    )
    session = a_session(
        "reports-e2e", opportunity=opportunity.id, starts=HELD, ends=HELD + timedelta(minutes=90), at=planned_at
    )
    OpportunitiesTable(programme).add(opportunity)
    ProgrammeSessionsTable(programme).plan(session, places=8)
    for person in SIX:
        offered = sign_ups.make_offer(
            None,
            Step(SOMEBODY, planned_at, StepId("offer")),
            session=session.id,
            person=person,
            offer=offer_for(session, policy=WIRRAL, holidays=frozenset(), now=planned_at),
            starts=session.starts,
            support="",
        )
        came, _ = sign_ups.walk_in(
            offered,
            Step(journals.staff(WORKER), HELD, StepId("came")),
            Places(session=session.id, total=8),
            over=False,
            draft=DraftId(f"draft-{person}"),
        )
        SignUpsTable(programme).save(offered)
        SignUpsTable(programme).save(came)
    ProgrammeSessionsTable(programme).save(sessions.hold(session, Step(journals.staff(WORKER), HELD, StepId("hold"))))
    claim = a_paid_claim()
    for length in range(1, claim.version + 1):
        step = replace(claim, journal=claim.journal[:length])
        (claims.add if length == 1 else claims.save)(step)


def test_the_boards_quarter_agrees_with_the_records_to_the_unit(
    page: Page, stack: RunningStack, monkeypatch: pytest.MonkeyPatch
) -> None:
    """From the tables' streams, over the queue of records, to every report, people in fives."""
    sign_in(stack, page, "worker@example.org")
    happen(stack, monkeypatch)

    def told(report: str = f"board.json?{QUARTER}") -> dict[str, dict[str, Any]]:
        found = page.request.get(f"/office/reports/{report}").json()
        return {row["name"]: row for section in found["sections"] for row in section["rows"]}

    def all_came() -> bool:
        rows = told()
        counted = [rows[name]["Quarter 1 of 2021-22"] for name in ("Attendances", "Sessions held", "Claims paid")]
        return counted == [5, 1, 1]

    until(all_came, what="everything that happened, in the figures")
    rows = told()
    glance = {name: row.get("Quarter 1 of 2021-22") for name, row in rows.items()}
    assert glance["People who took part"] == 5
    assert glance["Hours"] == "5.00"
    assert glance["Sessions held"] == 1
    assert glance["Money paid"] == "24.20"
    assert rows["Costs paid back"]["Paid"] == "4.20"
    assert rows["We decide it together"] == {
        "name": "We decide it together",
        "Sessions held": 1,
        "Attendances": 5,
        "People": 5,
    }
    assert rows["Days to be paid, on average"]["Claims"] == 3
    assert told(f"team.json?team=youth&{QUARTER}")["Sessions held"]["Quarter 1 of 2021-22"] == 1

    for address in (*PAGES, *OF_THE_SAME_MAKE):
        page.goto(f"/office/reports{address}")
        for width in (320, 1280):
            page.set_viewport_size({"width": width, "height": 900})
            assert page.evaluate("document.documentElement.scrollWidth") <= width, address
            if address in PAGES:
                assert_accessible(page)

    until(
        lambda: rebuild.compare(stack.client("dynamodb"), stack.deployed.names, policy="wirral").none,
        what="a rebuild that agrees",
    )
