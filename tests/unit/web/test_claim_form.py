"""A claim from the first page to the receipt, as a person fills it in, and every way in which they slip."""

from __future__ import annotations

import pytest

from takepart.domain.claims.claim import Claim
from takepart.domain.ids import ClaimId, DraftId
from takepart.domain.money import Money, PaymentMethod
from takepart.use_cases.claims.submit_claim import ClaimForm, Sent
from takepart.use_cases.ports import ChangedMeanwhile
from takepart.web.site import Site
from tests.unit.web.sites import Answer, Browser, a_site

DRAFT = "/claims/new/a-draft-that-nobody-guesses-1"
WHEN = {
    "activity_type": "meeting",
    "date-day": "18",
    "date-month": "11",
    "date-year": "2026",
    "part_of_day": "evening",
    "hours": "2",
}
PAY = {"fee_choice": "as-offered", "method": "bank"}
YOU = {"name": "Participant One", "email": "participant@example.com", "phone": "", "under_16": "no"}
BANK = {
    "bank-name": "Participant One",
    "bank-sort_code": "12-34-56",
    "bank-account_number": "1234567",
    "bank-whose": "own",
}


def to_page(page: str, *, activity: str = "meeting", site: Site | None = None, **changes: dict[str, str]) -> Browser:
    """A browser with a claim filled in up to a page."""
    browser = Browser(site or a_site())
    browser.post("/claims/new")
    answers = {
        "session": WHEN | {"activity_type": activity},
        "you": YOU,
        "costs": {"another": "no"},
        "payment": PAY,
    } | changes
    for name, typed in answers.items():
        if name == page:
            break
        answer = browser.post(f"{DRAFT}/{name}", typed)
        assert answer.status == 303, (name, answer.words)
    return browser


def claims_of(browser: Browser) -> list[Claim]:
    """What was sent."""
    return list(browser.site.claims.kept.values())  # type: ignore[attr-defined]


def error(answer: Answer) -> str:
    """The first message of the summary."""
    assert answer.status == 422, answer.status
    assert "<title>Error: " in answer.body
    return answer.words.split("There is a problem ")[1]


def test_a_claim_goes_from_the_first_page_to_a_receipt_with_the_promised_day() -> None:
    """The receipt names the reference, the day, what happens next and whom to ask."""
    browser = to_page("check")

    check = browser.get(f"{DRAFT}/check")
    sent = browser.post(f"{DRAFT}/check", {**BANK, "declared": "yes"})
    receipt = browser.get(sent.headers["Location"])

    [claim] = claims_of(browser)
    assert "Your claim comes to £20" in check.words
    assert sent.headers["Location"] == f"{DRAFT}/sent"
    assert claim.id in receipt.words
    assert "Your money should be with you by Monday 7 December 2026" in receipt.words
    assert "What happens next" in receipt.words
    assert "0151 496 0100" in receipt.words
    assert claim.claimed == Money(20_00)


def test_sending_twice_reloading_and_going_back_make_one_claim() -> None:
    """A double click or a reload sends once."""
    browser = to_page("check")
    form = {**BANK, "declared": "yes"}

    first = browser.post(f"{DRAFT}/check", form)
    second = browser.post(f"{DRAFT}/check", form)
    back = browser.get(f"{DRAFT}/you")

    assert len(claims_of(browser)) == 1
    assert first.headers["Location"] == second.headers["Location"] == back.headers["Location"] == f"{DRAFT}/sent"
    assert browser.get(f"{DRAFT}/sent").status == 200


def test_a_claim_that_others_overtook_says_so_beside_all_that_was_typed() -> None:
    """Nothing is sent, and the page that comes again says why."""

    def overtaken(_: ClaimForm) -> Sent:
        raise ChangedMeanwhile(DRAFT)

    browser = to_page("check")
    browser.site.send = overtaken

    answer = browser.post(f"{DRAFT}/check", {**BANK, "declared": "yes"})

    assert answer.status == 409
    assert "It has changed since you opened the page" in answer.words
    assert 'value="12-34-56"' in answer.body


def test_a_sent_draft_keeps_nothing_but_which_claim_it_is() -> None:
    """The claim holds the rest, and bank details were never in the draft at all."""
    browser = to_page("check")
    browser.post(f"{DRAFT}/check", {**BANK, "declared": "yes"})

    draft = browser.site.drafts.load(DraftId("a-draft-that-nobody-guesses-1"))

    assert draft is not None
    assert dict(draft.pages) == {}
    assert draft.sent == claims_of(browser)[0].id


def test_bank_details_are_sealed_and_shown_nowhere() -> None:
    """Only the last digits are known afterwards."""
    browser = to_page("check")

    browser.post(f"{DRAFT}/check", {**BANK, "declared": "yes"})

    [claim] = claims_of(browser)
    assert claim.bank is not None
    assert claim.bank.last_digits == "4567"
    assert "01234567" not in repr(claim)


@pytest.mark.parametrize(
    ("page", "typed", "message"),
    [
        ("session", WHEN | {"activity_type": ""}, "Choose what you took part in"),
        ("session", WHEN | {"activity_type": "juggling"}, "Choose what you took part in"),
        ("session", WHEN | {"date-day": ""}, "When was it: add the day"),
        ("session", WHEN | {"date-month": "13"}, "Enter a real date"),
        ("session", WHEN | {"date-year": "26"}, "Enter the year with four numbers"),
        ("session", WHEN | {"date-day": "23"}, "The date must be today or in the past"),
        ("session", WHEN | {"date-year": "2020"}, "We can only pay for sessions from 22 November 2025 on"),
        ("session", WHEN | {"part_of_day": "dawn"}, "Choose the part of the day"),
        ("session", WHEN | {"hours": "0"}, "Enter how long it took"),
        ("session", WHEN | {"hours": "25"}, "Hours must be a whole number from 0 to 24"),
        ("session", WHEN | {"hours": "-1"}, "Hours must be a whole number"),
        ("session", WHEN | {"hours": "two"}, "Hours must be a whole number"),
        ("session", WHEN | {"minutes": "75"}, "Minutes must be a whole number from 0 to 59"),
        ("you", YOU | {"name": "   "}, "Enter your full name"),
        ("you", YOU | {"name": "x" * 500}, "Your name must be 200 characters or fewer"),
        ("you", YOU | {"email": "participant"}, "Enter an email address in the right form"),
        ("you", YOU | {"email": "a@b@c.org"}, "Enter an email address in the right form"),
        ("you", YOU | {"phone": "ring me"}, "Enter a phone number"),
        ("you", YOU | {"under_16": ""}, "Choose yes if you are under 16"),
        ("costs", {}, "Choose what to add"),
        ("costs", {"another": "gold"}, "Choose what to add"),
        ("payment", {"method": "bank"}, "Choose what to do with your fee"),
        ("payment", PAY | {"fee_choice": "less"}, "Enter how much of the fee you would like"),
        ("payment", PAY | {"fee_choice": "less", "fee_amount": "20.01"}, "The amount must be £20 or less"),
        ("payment", PAY | {"fee_choice": "charity"}, "Choose a charity"),
        ("payment", PAY | {"fee_choice": "charity", "charity": "my-pocket"}, "Choose"),
        ("payment", {"fee_choice": "as-offered"}, "Choose how we should pay you"),
        ("payment", PAY | {"method": "gold"}, "Choose how we should pay you"),
        ("check", {**BANK, "declared": ""}, "Tick the box"),
        ("check", {**BANK, "bank-sort_code": "12-34-5x", "declared": "yes"}, "The sort code must have 6 digits"),
        ("check", {"declared": "yes"}, "Enter the name on the account"),
    ],
)
def test_each_slip_is_told_beside_its_box_and_nothing_is_lost(page: str, typed: dict[str, str], message: str) -> None:
    """The message says what to do, the summary leads to the box, and what was typed is still there."""
    browser = to_page(page)

    answer = browser.post(f"{DRAFT}/{page}", typed)

    assert message in error(answer)
    assert answer.words.count(message) >= 2
    for value in typed.values():
        if value.strip() and value not in {"dawn", "juggling", "gold", "my-pocket", "yes"}:
            assert f'value="{value}"' in answer.body
    assert claims_of(browser) == []


@pytest.mark.parametrize(
    ("kind", "typed", "message"),
    [
        ("journeys", {}, "Choose how you travelled"),
        ("journeys", {"kind": "bus", "description": "a to b"}, "Enter the fare you paid"),
        ("journeys", {"kind": "bus", "fare": "12,50", "description": "a to b"}, "like 4.50"),
        ("journeys", {"kind": "bus", "fare": "-3", "description": "a to b"}, "£0 or more"),
        ("journeys", {"kind": "bus", "fare": "0", "description": "a to b"}, "must be more than £0"),
        ("journeys", {"kind": "bus", "fare": "99999999999", "description": "a to b"}, "too large"),
        ("journeys", {"kind": "car", "description": "a to b"}, "Enter how many miles"),
        ("journeys", {"kind": "car", "miles": "12,5", "description": "a to b"}, "Enter the miles as a number"),
        ("journeys", {"kind": "car", "miles": "nan", "description": "a to b"}, "Enter the miles as a number"),
        ("journeys", {"kind": "car", "miles": "0", "description": "a to b"}, "must be more than 0"),
        ("journeys", {"kind": "car", "miles": "5"}, "Enter where you travelled from and to"),
        ("costs", {"kind": "childcare"}, "Enter the amount"),
        ("costs", {"kind": "other", "amount": "3"}, "Say what the cost was for"),
        ("costs", {"kind": "fee", "amount": "3"}, "Choose what you paid for"),
    ],
)
def test_a_wrong_journey_or_cost_is_not_added(kind: str, typed: dict[str, str], message: str) -> None:
    """An entry is in the list when it is right, and not before."""
    browser = to_page("costs")

    answer = browser.post(f"{DRAFT}/{kind}/1", typed)

    assert message in error(answer)
    assert "Did it cost you anything to come?" in browser.get(f"{DRAFT}/costs").words


@pytest.mark.parametrize("typed", ["£12.50", "12.5", "12.50", " 12.50 "])
def test_money_is_read_as_people_write_it(typed: str) -> None:
    """With or without a pound sign."""
    browser = to_page("costs")

    browser.post(f"{DRAFT}/costs/1", {"kind": "meals", "amount": typed})

    assert "Meals : £12.50" in browser.get(f"{DRAFT}/costs").words.replace("Meals:", "Meals :")


@pytest.mark.parametrize(("typed", "words"), [("1", "1 mile"), ("12", "12 miles"), ("12.50", "12.5 miles")])
def test_a_distance_is_said_as_people_say_it(typed: str, words: str) -> None:
    """As where it is priced: no tenth that is none, and one mile is one."""
    browser = to_page("costs")

    browser.post(f"{DRAFT}/journeys/1", {"kind": "car", "miles": typed, "description": "Home and back"})

    assert f" {words} Home and back" in browser.get(f"{DRAFT}/costs").words


def test_journeys_are_added_changed_and_taken_out_and_a_double_click_adds_one() -> None:
    """Each entry has its own address."""
    browser = to_page("costs")
    bus = {"kind": "bus", "fare": "4.60", "description": "Home and back"}

    asked = browser.post(f"{DRAFT}/costs", {"another": "journeys"})
    for _ in range(2):
        browser.post(asked.headers["Location"], bus)
    browser.post(f"{DRAFT}/journeys/2", {"kind": "car", "miles": "12.5", "description": "Home and back"})
    both = browser.get(f"{DRAFT}/costs").words
    browser.post(f"{DRAFT}/journeys/1", {**bus, "fare": "5"})
    browser.post(f"{DRAFT}/journeys/2/remove", {})
    left = browser.get(f"{DRAFT}/costs").words

    assert asked.headers["Location"] == f"{DRAFT}/journeys/1"
    assert both.count("Home and back") == 2
    assert "12.5 miles" in both
    assert "£5" in left
    assert "12.5 miles" not in left


def test_an_entry_out_of_the_blue_is_not_there() -> None:
    """Numbers are not made up."""
    browser = to_page("costs")

    for number in ("7", "0", "-1", "x", "1000"):
        assert browser.get(f"{DRAFT}/journeys/{number}").status == 404


def test_receipts_are_asked_for_where_there_are_some_and_can_be_left_out() -> None:
    """A missing receipt never stops a claim; the form posts straight to the store for files."""
    browser = to_page("costs")
    browser.post(f"{DRAFT}/costs/1", {"kind": "meals", "amount": "8"})

    after_costs = browser.post(f"{DRAFT}/costs", {"another": "no"})
    page = browser.get(f"{DRAFT}/receipts")
    after_receipts = browser.post(f"{DRAFT}/receipts", {})

    assert after_costs.headers["Location"] == f"{DRAFT}/receipts"
    assert 'action="https://files.example/"' in page.body
    assert 'enctype="multipart/form-data"' in page.body
    assert f"https://takepart.example.org{DRAFT}/receipts?added=1" in page.body
    assert after_receipts.headers["Location"] == f"{DRAFT}/payment"


def test_extra_time_is_asked_about_only_when_it_was_too_long_and_to_say_yes_pays_nothing_by_itself() -> None:
    """Wirral policy, appendix 1: a meeting is up to two hours; more must be agreed before, by whoever pays it."""
    browser = to_page("session")

    longer = browser.post(f"{DRAFT}/session", WHEN | {"hours": "3"})
    browser.post(f"{DRAFT}/extra-time", {"extra_time_agreed": "yes"})
    for page, typed in (("you", YOU), ("costs", {"another": "no"})):
        browser.post(f"{DRAFT}/{page}", typed)
    fee = browser.get(f"{DRAFT}/payment").words

    assert longer.headers["Location"] == f"{DRAFT}/extra-time"
    assert "Pay me the fee of £20" in fee


@pytest.mark.parametrize(
    ("choice", "claimed", "gift"),
    [
        ({"fee_choice": "as-offered"}, 20_00, None),
        ({"fee_choice": "less", "fee_amount": "5"}, 5_00, None),
        ({"fee_choice": "decline"}, 0, None),
        ({"fee_choice": "charity"}, 0, 20_00),
    ],
)
def test_a_person_can_take_the_fee_less_none_or_give_it_away(
    choice: dict[str, str], claimed: int, gift: int | None
) -> None:
    """Only what they chose is recorded (benefits: not notional earnings)."""
    site = a_site()
    if choice["fee_choice"] == "charity":
        choice = choice | {"charity": site.policy.charities[0].id}
    browser = to_page("payment", site=site)
    browser.post(f"{DRAFT}/payment", {"method": "bank"} | choice)

    browser.post(f"{DRAFT}/check", {**BANK, "declared": "yes"})

    [claim] = claims_of(browser)
    assert claim.claimed == Money(claimed)
    assert (claim.gift.amount.pence if claim.gift else None) == gift
    assert (claim.bank is not None) == (claimed > 0)


def test_a_voucher_needs_no_bank_details_and_no_question() -> None:
    """A focus group is paid in shopping vouchers (Wirral policy, appendix 1)."""
    browser = to_page("payment", activity="focus-group")

    after = browser.post(f"{DRAFT}/payment", {"fee_choice": "as-offered"})
    check = browser.get(f"{DRAFT}/check")
    browser.post(f"{DRAFT}/check", {"declared": "yes"})

    [claim] = claims_of(browser)
    assert after.headers["Location"] == f"{DRAFT}/check"
    assert "Sort code" not in check.words
    assert claim.method is PaymentMethod.VOUCHER


def test_a_page_whose_turn_has_not_come_leads_to_what_comes_first() -> None:
    """Nobody can get lost by typing an address."""
    browser = Browser(a_site())
    browser.post("/claims/new")

    for page in ("you", "payment", "check", "receipts", "journeys/1", "sent"):
        assert browser.get(f"{DRAFT}/{page}").headers["Location"] == f"{DRAFT}/session"
    assert browser.get(DRAFT).headers["Location"] == f"{DRAFT}/session"
    assert browser.post(f"{DRAFT}/check", {"declared": "yes"}).headers["Location"] == f"{DRAFT}/session"
    assert browser.get(f"{DRAFT}/nonsense").status == 404


def test_an_answer_changed_from_check_comes_straight_back_to_check() -> None:
    """Unless the change opens a new question."""
    browser = to_page("check")

    same = browser.post(f"{DRAFT}/you", YOU | {"name": "Participant S"})
    asks = browser.post(f"{DRAFT}/session", WHEN | {"hours": "3"})

    assert same.headers["Location"] == f"{DRAFT}/check"
    assert asks.headers["Location"] == f"{DRAFT}/extra-time"


def test_a_draft_whose_time_is_up_says_so() -> None:
    """A clear page, never a fault."""
    browser = Browser(a_site())

    gone = browser.get("/claims/new/a-draft-that-never-was-here/you")

    assert gone.status == 410
    assert "We keep a claim that was not sent for 30 days" in gone.words
    assert browser.get("/claims/new/short/you").status == 404


NAMES = (
    "<script>alert(1)</script>",
    '"><img src=x onerror=alert(1)>',
    "Zoë 🦊👩‍👧 O’Neil",
    "محمد عبد الله",
    "{{ 7*7 }} {% raw %}",
    "=HYPERLINK(1)",
    "x" * 200,
)


@pytest.mark.parametrize("name", NAMES)
def test_names_are_kept_as_typed_and_never_become_markup(name: str) -> None:
    """Emoji, right-to-left letters and long names stay whole; HTML stays text."""
    browser = to_page("check", you=YOU | {"name": name})

    check = browser.get(f"{DRAFT}/check")
    browser.post(f"{DRAFT}/check", {**BANK, "declared": "yes"})

    [claim] = claims_of(browser)
    assert claim.claimant.name == name
    assert "<script" not in check.body
    assert "<img src=x" not in check.body
    assert "49 " not in check.words


def test_what_another_page_typed_at_the_same_moment_is_not_lost() -> None:
    """Two tabs of one claim: each page is its own part of the draft."""
    browser = to_page("costs")
    drafts = browser.site.drafts
    load = drafts.load
    raced: list[bool] = []

    def load_and_lose(draft_id: DraftId) -> object:
        found = load(draft_id)
        if found is not None and not raced:
            raced.append(True)
            drafts.save(found.answered("you", YOU | {"name": "Somebody Else"}))
        return found

    drafts.load = load_and_lose  # type: ignore[method-assign, assignment]
    browser.post(f"{DRAFT}/costs", {"another": "no"})

    draft = load(DraftId("a-draft-that-nobody-guesses-1"))
    assert draft is not None
    assert draft.answers("costs") == {"another": "no"}
    assert draft.answers("you")["name"] == "Somebody Else"


def test_a_receipt_page_for_a_claim_that_is_gone_says_so() -> None:
    """After the claim is deleted, the draft leads nowhere, clearly."""
    browser = to_page("check")
    browser.post(f"{DRAFT}/check", {**BANK, "declared": "yes"})
    kept: dict[ClaimId, Claim] = browser.site.claims.kept  # type: ignore[attr-defined]
    kept.clear()

    assert browser.get(f"{DRAFT}/sent").status == 410


def test_a_conference_of_two_days_is_asked_for_paid_and_shown_as_two_days() -> None:
    """£50 a day: £100 on the page that is checked, and on the claim; what deciders see says two days."""
    two_days = WHEN | {"date-day": "10", "days": "2", "hours": "7", "minutes": "0", "part_of_day": "all-day"}
    browser = to_page("check", activity="conference", session=two_days | {"activity_type": "conference"})

    check = browser.get(f"{DRAFT}/check").words
    browser.post(f"{DRAFT}/check", {**BANK, "declared": "yes"})

    assert "2 days, 7 hours each" in check
    assert "2 days at £50 each, travel included" in check
    [claim] = claims_of(browser)
    assert (claim.claimed, claim.days, claim.minutes) == (Money(100_00), 2, 420)


@pytest.mark.parametrize(
    ("activity", "typed", "message"),
    [
        ("conference", {"days": "6"}, "It must be 5 days or fewer"),
        ("conference", {"days": "0"}, "Days must be a whole number from 1 to 14"),
        ("conference", {"days": "2", "date-day": "22"}, "The last day must be today or in the past"),
        ("meeting", {"days": "2"}, "Make one claim for each day"),
    ],
)
def test_days_that_cannot_be_are_told(activity: str, typed: dict[str, str], message: str) -> None:
    """Beside the box, which is there while an activity that is paid by several days may be chosen."""
    browser = to_page("session")
    assert 'name="days"' in browser.get(f"{DRAFT}/session").body
    browser.post(f"{DRAFT}/session", WHEN | {"activity_type": activity})
    assert ('name="days"' in browser.get(f"{DRAFT}/session").body) == (activity == "conference")

    answer = browser.post(f"{DRAFT}/session", WHEN | {"activity_type": activity, "date-day": "10", **typed})

    assert message in error(answer)
    assert 'name="days"' in answer.body


def test_a_small_fare_asks_for_no_receipt_and_takes_one_all_the_same() -> None:
    """What the policy pays on a person's word brings no page; the list of costs leads to it."""
    browser = to_page("costs")

    after = browser.post(f"{DRAFT}/costs/1", {"kind": "meals", "amount": "4"})
    browser.post(f"{DRAFT}/payment", PAY)
    listed = browser.get(f"{DRAFT}/costs")

    assert after.headers["Location"] == f"{DRAFT}/payment"
    assert f'href="{DRAFT}/receipts"' in listed.body
    assert browser.get(f"{DRAFT}/receipts").status == 200
    assert "Receipts" not in browser.get(f"{DRAFT}/check").words


def test_a_fee_that_is_given_up_leaves_no_voucher_to_choose_for_the_costs() -> None:
    """The ways that fit depend on the fee: what does not fit is told beside its box."""
    browser = to_page("costs")
    browser.post(f"{DRAFT}/costs/1", {"kind": "meals", "amount": "4"})

    answer = browser.post(f"{DRAFT}/payment", {"fee_choice": "decline", "method": "voucher"})

    assert "Without a fee, choose another way" in error(answer)
    assert browser.post(f"{DRAFT}/payment", {"fee_choice": "decline", "method": "cash"}).status == 303


def test_every_page_says_what_the_claim_pays_once_it_is_known_who_drives() -> None:
    """10 miles below the threshold: 20 miles are 10 at 55p and 10 at 25p, where it is paid, checked and claimed."""
    site = a_site()
    for number in range(5):
        before = Browser(site)
        miles = {"kind": "car", "miles": "1998", "description": "There and back"}
        draft = before.post("/claims/new").headers["Location"].rpartition("/")[0]
        for page, typed in (("session", WHEN | {"date-day": str(number + 1)}), ("you", YOU), ("journeys/1", miles)):
            assert before.post(f"{draft}/{page}", typed).status == 303
        before.post(f"{draft}/receipts")
        before.post(f"{draft}/payment", PAY)
        assert before.post(f"{draft}/check", {**BANK, "declared": "yes"}).status == 303
    browser = Browser(site)
    draft = browser.post("/claims/new").headers["Location"].rpartition("/")[0]
    drove = {"kind": "car", "miles": "20", "description": "Home and back"}
    for page, typed in (("session", WHEN), ("you", YOU), ("journeys/1", drove)):
        browser.post(f"{draft}/{page}", typed)
    asked = browser.get(f"{draft}/payment").words
    browser.post(f"{draft}/payment", PAY)
    checked = browser.get(f"{draft}/check").words
    browser.post(f"{draft}/check", {**BANK, "declared": "yes"})

    words = "20 miles by car: 10 at 55p a mile and 10 at 25p a mile"
    assert words in asked
    assert words in checked
    assert claims_of(browser)[-1].lines[-1].claimed == Money(8_00)


def test_a_quote_says_what_it_takes_for_granted_of_miles_by_car() -> None:
    """Nobody has said who they are there: so it says that these are the first miles of the year."""
    asked = "/what-we-pay?activity_type=meeting&date=2026-11-18&part_of_day=evening&hours=2"

    with_miles = Browser(a_site()).get(f"{asked}&car=20").words
    without = Browser(a_site()).get(f"{asked}&bicycle=20").words

    assert "This counts the miles by car as your first since 6 April 2026" in with_miles
    assert "This counts the miles" not in without
