"""The office's pages about claims, money and staff behind one door."""

from __future__ import annotations

from takepart.use_cases.office import Right
from takepart.web.app import App
from takepart.web.office import (
    away_pages,
    batches,
    cash,
    claim_lists,
    claim_pages,
    floats,
    letters,
    month_end,
    rules_pages,
    signing_in,
    staff_file_pages,
    staff_pages,
    team_pages,
    vouchers,
)
from takepart.web.office.desk import Office
from takepart.web.office.stuck import stuck_pages
from takepart.web.route import Routes

PARTS = (
    signing_in,
    claim_lists,
    claim_pages,
    batches,
    month_end,
    vouchers,
    floats,
    cash,
    letters,
    staff_pages,
    away_pages,
    team_pages,
    staff_file_pages,
    rules_pages,
)
STUCK = stuck_pages(
    Routes[Office]("office", right=Right.STUCK), "/office/stuck", section="stuck", claims=lambda office: office.claims
)


def office_app(office: Office) -> App:
    """Every route, ready to be called."""
    return office.app([*(part.routes.serve(office) for part in PARTS), STUCK.serve(office)])
