"""Where the policy says so, somebody agrees to a fee before it is published; and who cannot be paid says so first."""

from __future__ import annotations

from dataclasses import replace

from takepart.domain.ids import OpportunityId, StaffId
from takepart.domain.money import Money
from takepart.domain.policy import Policy
from takepart.domain.policy.rates import ActivityType
from takepart.domain.programme.opportunity import OpportunityAction, OpportunityState
from tests.policies import WIRRAL
from tests.unit.web.office.test_programme_office import PUBLISH, Desk
from tests.unit.web.programme_sites import ProgrammeBrowser, a_desk, link_of, participant
from tests.unit.web.sites import Browser, a_site
from tests.unit.web.test_claim_form import BANK, DRAFT, claims_of, error, to_page

AGREED = replace(WIRRAL, approval=replace(WIRRAL.approval, fees_agreed_by=(StaffId("participation-manager"),)))
ELIGIBLE = "We cannot pay you if a public body pays you for the same hours."
OWN_TIME = replace(WIRRAL, wording=replace(WIRRAL.wording, eligibility=ELIGIBLE))


def _free(each: ActivityType) -> ActivityType:
    return replace(each, rates=tuple(replace(rate, fee=Money(0)) for rate in each.rates))


FREE = "volunteer-session"
WITH_A_FREE_ROW = replace(
    AGREED, activity_types=tuple(_free(each) if each.id == FREE else each for each in AGREED.activity_types)
)


def a_draft(staff: str, *, policy: Policy = AGREED) -> tuple[Desk, str]:
    desk = Desk(staff=staff, policy=policy)
    return desk, desk.post("/office/opportunities/new", **PUBLISH).headers["Location"]


def test_what_pays_a_fee_waits_for_whom_the_policy_names() -> None:
    """The worker reads who can agree, and cannot do it themselves."""
    desk, address = a_draft("participation-worker")

    page = desk.get(address).words
    published = desk.post(f"{address}/publish")
    agreed = desk.post(f"{address}/fee", seen="1")

    assert "Participation manager can agree to it on this page" in page
    assert "I agree to the fee" not in page
    assert "nobody has agreed to it yet" in published.words
    assert "Somebody else agrees to fees" in agreed.words
    assert desk.opportunities.kept[OpportunityId(address.rpartition("/")[2])].state is OpportunityState.DRAFT


def test_once_they_agree_it_is_written_down_and_can_be_published() -> None:
    """For that row of the schedule alone: another one waits again, also once it is public."""
    desk, address = a_draft("participation-manager")

    asked = desk.get(address).words
    for _ in range(2):
        desk.post(f"{address}/fee", seen="1")
    desk.post(f"{address}/publish")
    kept = desk.opportunities.kept[OpportunityId(address.rpartition("/")[2])]
    dearer = desk.post(f"{address}/edit", seen=str(kept.version), **PUBLISH | {"activity_type": "conference"})

    assert "I agree to the fee" in asked
    assert [each.action for each in kept.journal].count(OpportunityAction.AGREE_FEE.value) == 1
    assert kept.state is OpportunityState.PUBLISHED
    assert "nobody has agreed to it yet" in dearer.words
    assert desk.opportunities.kept[kept.id].about == kept.about


def test_a_day_that_was_planned_at_another_fee_waits_too() -> None:
    """A day pays the row that it was planned by: naming another row later publishes nothing that nobody agreed to."""
    desk, address = a_draft("participation-manager", policy=WITH_A_FREE_ROW)
    draft = desk.opportunities.kept[OpportunityId(address.rpartition("/")[2])]
    edited = desk.post(f"{address}/edit", seen=str(draft.version), **PUBLISH | {"activity_type": FREE})

    page = desk.get(address).words
    published = desk.post(f"{address}/publish")
    before = desk.opportunities.kept[draft.id].state
    desk.post(f"{address}/fee", seen="2")
    desk.post(f"{address}/publish")

    assert edited.status == 303
    assert "nobody has agreed to yet" in page
    assert "nobody has agreed to it yet" in published.words
    assert before is OpportunityState.DRAFT
    assert desk.opportunities.kept[draft.id].state is OpportunityState.PUBLISHED


def test_what_was_agreed_to_stays_agreed_to_for_the_days_that_it_pays() -> None:
    """Another row needs another yes, and both stand: the days before keep their own."""
    desk, address = a_draft("participation-manager")
    id = OpportunityId(address.rpartition("/")[2])
    desk.post(f"{address}/fee", seen="1")
    desk.post(f"{address}/edit", seen="2", **PUBLISH | {"activity_type": "conference"})
    waits = desk.post(f"{address}/publish").words
    desk.post(f"{address}/fee", seen="3")
    desk.post(f"{address}/publish")

    assert "nobody has agreed to it yet" in waits
    assert desk.opportunities.kept[id].state is OpportunityState.PUBLISHED


def test_where_the_policy_names_nobody_nobody_has_to_agree() -> None:
    desk = Desk()
    address = desk.post("/office/opportunities/new", **PUBLISH).headers["Location"]

    assert "agreed to yet" not in desk.get(address).words
    assert desk.post(f"{address}/publish").status == 303


def test_whom_we_pay_is_read_before_a_yes_and_ticked_with_the_claim() -> None:
    """On what we pay, in the offer, and beside the claim's own box; without the tick nothing is sent."""
    site = a_site(policy=OWN_TIME)
    offer = ProgrammeBrowser(a_desk(participant(), policy=OWN_TIME))
    offer.post("/my/sessions/december/offer", {"t": link_of(participant()), "seen": "0"})
    browser = to_page("check", site=site)

    untold = browser.post(f"{DRAFT}/check", {**BANK, "declared": "yes"})
    told = browser.post(f"{DRAFT}/check", {**BANK, "declared": "yes", "eligible": "yes"})

    assert ELIGIBLE in Browser(site).get("/what-we-pay").words
    assert ELIGIBLE in offer.get(f"/my/sessions/december?t={link_of(participant())}").words
    assert "Tick the box to say that this is so for you" in error(untold)
    assert ELIGIBLE in untold.words
    assert told.status == 303
    assert len(claims_of(browser)) == 1
