"""Batches, vouchers, floats and cash in the office: each thing done once, by whoever may, and nothing by looking."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import date

import pytest

from takepart.domain.claims.claim import ClaimState
from takepart.domain.claims.parts import ON_THE_DAY, PaymentState
from takepart.domain.ids import BatchId, ClaimId, FloatId, StepId
from takepart.domain.money import Money, PaymentMethod
from takepart.domain.policy.rates import PaidAs
from takepart.use_cases.money.bank_run import settle_batch
from takepart.use_cases.money.cash_on_the_day import open_float
from takepart.use_cases.money.issue_vouchers import issue_vouchers
from takepart.use_cases.money.payment_run import run_payments
from tests.builders import a_line, an_approved_claim
from tests.money_builders import World, a_due_claim, voucher_lines
from tests.policies import WIRRAL
from tests.unit.web.calls import Answer, call
from tests.unit.web.office.bench import NOW, Bench

BATCH = "/office/batches/2026-11-24-1"
WORKER = WIRRAL.staff[0]
GIVEN = {"payments": "3", "total": "72.60", "sent": "yes"}
"""What the bank shows of the batch."""


def with_batch() -> tuple[Bench, World]:
    """Three claims in a batch that is ready for the bank, and finance signed in."""
    world = World()
    for number in range(3):
        world.claims.add(a_due_claim(number, safe=world.safe))
    run_payments(date(2026, 11, 24), bank=world.bank, vouchers=world.voucher_world, now=NOW)
    return Bench(world=world).as_("finance-3"), world


def with_float(*claims: object) -> tuple[Bench, World]:
    """A float of £50, and the participation worker signed in."""
    world = World(*claims)  # type: ignore[arg-type]
    open_float(
        "Drop-in box", keeper=WORKER, amount=Money(50_00), by=WORKER, floats=world.floats, step=StepId("open"), now=NOW
    )
    return Bench(world=world).as_("participation-worker"), world


def test_finance_says_that_a_batch_went_to_the_bank_once() -> None:
    """With a tick, so that no stray press does it; pressed twice it is said once."""
    bench, world = with_batch()
    step = bench.get(BATCH).hidden("step")

    without = bench.post(f"{BATCH}/sent", {"step": step})
    first, second = (bench.post(f"{BATCH}/sent", {"step": step, **GIVEN}) for _ in range(2))
    batch = world.batches.get(BatchId("2026-11-24-1"))

    assert without.status == 422
    for words in (
        "Enter how many payments the bank shows, or choose the file",
        "Enter the total that the bank shows, or choose the file",
        "Tick the box when the file is with the bank",
    ):
        assert without.words.count(words) == 2  # at the top, and beside its box
    assert (first.status, second.status) == (303, 303)
    assert batch is not None
    assert batch.arrives == date(2026, 11, 26)
    assert [e.action for e in batch.journal].count("sent") == 1
    assert "to arrive on 26 November 2026" in bench.get(BATCH).words


def test_a_file_that_a_spreadsheet_changed_is_found_before_it_is_down_as_sent() -> None:
    """The 0 at the start of account numbers is gone: each line is told, and nothing is kept. Our own file is taken."""
    bench, world = with_batch()
    batch = world.batches.get(BatchId("2026-11-24-1"))
    assert batch is not None
    ours = world.files.kept[batch.id, batch.sha256].decode()

    damaged = re.sub(r",0+(\d)", r",\1", ours).replace("24.20", "24.2", 1)
    page = uploaded(bench, f"{BATCH}/sent", damaged, sent="yes", payments="", total="")

    assert page.status == 422
    assert "This is not the file that we made." in page.words
    reference = batch.rows[1].reference
    assert f"{reference}: the account number has 1 digits and must have 8." in page.words
    assert world.batches.get(batch.id) == batch
    assert uploaded(bench, f"{BATCH}/sent", ours, sent="yes", payments="", total="").status == 303


def test_whoever_approved_sees_that_a_colleague_sends_it_and_writes_down_what_came_back() -> None:
    """No button that is refused: the sentence says which part of theirs is why, and what one person may do twice."""
    bench, world = with_batch()

    page = Bench(world=world).as_("finance-1").get(BATCH)

    assert "You approved a claim in this batch. So a colleague in finance sends it to the bank." in page.words
    assert "Confirm it was sent" not in page.words
    assert "Small team: whoever sent a batch to the bank may also write down what came back." in bench.get(BATCH).words
    pressed = Bench(world=world).as_("finance-1").post(f"{BATCH}/sent", {"step": "ab" * 16, **GIVEN})
    assert pressed.status in (409, 422) and "no one person can make money leave" in pressed.words
    bench.post(f"{BATCH}/sent", {"step": "cd" * 16, **GIVEN})
    theirs = Bench(world=world).as_("finance-1").get(BATCH).words
    assert "You approved a claim in this batch. So a colleague in finance writes down what came back." in theirs


def test_whoever_sent_a_batch_is_told_so_where_the_policy_has_another_write_down_what_came_back() -> None:
    """They had no part in a claim of it: the page does not say that they had."""
    approval = replace(WIRRAL.approval, small_team=())
    policy = replace(WIRRAL, approval=approval)
    world = with_batch()[1]
    bench = Bench(world=world, policy=policy).as_("finance-3")
    assert bench.post(f"{BATCH}/sent", {"step": "cd" * 16, **GIVEN}).status == 303

    page = bench.get(BATCH)

    assert "You sent it to the bank. So a colleague in finance writes down what came back." in page.words
    assert "Did anything come back?" not in page.words


def test_the_page_of_a_batch_leads_to_the_file_that_it_cannot_read() -> None:
    """Finance is led on; what hands it out is a function of its own."""
    bench, _ = with_batch()

    assert "Download the file for the bank" in bench.get(BATCH).words
    assert "/office/bank-files/2026-11-24-1" in bench.get(BATCH).body
    assert bench.get(f"{BATCH}/file").status == 404


@pytest.mark.parametrize("as_file", [False, True])
def test_what_came_back_is_typed_or_uploaded(as_file: bool) -> None:
    """The good line is kept, the bad one is told with its number; all that was typed can be sent again."""
    bench, world = with_batch()
    bench.post(f"{BATCH}/sent", {"step": "ab" * 16, **GIVEN})
    settle_batch(BatchId("2026-11-24-1"), claims=world.claims, batches=world.batches, now=NOW)
    batch = world.batches.get(BatchId("2026-11-24-1"))
    assert batch is not None
    reference = batch.rows[0].reference

    def send(text: str, step: str) -> int:
        if not as_file:
            return bench.post(f"{BATCH}/returns", {"step": step * 16, "references": text}).status
        return upload(bench, f"{BATCH}/returns", text)

    wrong = send(f"Reference,Reason\n{reference},account closed\nNOPE,x", "cd")
    right = send(f"Reference,Reason\n{reference},account closed", "ef")
    after = world.batches.get(BatchId("2026-11-24-1"))

    assert (wrong, right) == (422, 303)
    assert after is not None
    assert dict(after.returned) == {reference: "account closed"}


def test_a_line_that_fits_nothing_is_shown_beside_what_was_taken() -> None:
    """With its number and what is wrong; the box holds what was typed."""
    bench, world = with_batch()
    bench.post(f"{BATCH}/sent", {"step": "ab" * 16, **GIVEN})
    batch = world.batches.get(BatchId("2026-11-24-1"))
    assert batch is not None
    reference = batch.rows[0].reference

    answer = bench.post(f"{BATCH}/returns", {"step": "cd" * 16, "references": f"{reference},closed\nNOPE,x"})

    assert answer.status == 422
    assert "1 line was taken. Look at these lines and send them again" in answer.words
    assert "Line 2: “NOPE” is not a reference in this batch." in answer.words
    assert f"{reference},closed" in answer.body


def test_nothing_comes_back_from_a_batch_that_was_not_sent() -> None:
    """Said plainly."""
    bench, _ = with_batch()

    answer = bench.post(f"{BATCH}/returns", {"step": "ab" * 16, "references": "K724-9Q22"})

    assert answer.status == 422
    assert "has not gone to the bank yet" in answer.words


def test_vouchers_go_into_stock_and_few_left_is_marked() -> None:
    """A delivery with a problem in any line is not taken; the same one twice is one."""
    world = World()
    bench = Bench(world=world).as_("participation-worker")

    wrong = bench.post("/office/vouchers", {"step": "ab" * 16, "delivery": "A-0001, 10.00\nA-0002, ten"})
    right = bench.post("/office/vouchers", {"step": "ab" * 16, "delivery": "A-0001, 10.00\nA-0002, 10.00"})
    again = upload(bench, "/office/vouchers", "serial,value\nA-0001,10.00\nA-0002,10.00\n")
    page = bench.get("/office/vouchers")

    assert wrong.status == 422
    assert "Line 2" in wrong.words
    assert "A-0002, ten" in wrong.body
    assert (right.status, again) == (303, 303)
    assert "£10 vouchers Few left 2" in page.words
    assert "2 vouchers put in stock." in bench.get(right.location).words


def test_vouchers_handed_over_in_person_are_written_down_once() -> None:
    """Who gave them; and whoever saw it signs in to say so: nobody names a colleague."""
    claim = an_approved_claim(**voucher_lines())
    world = World(claim)
    world.stock(3)
    issue_vouchers(claim.id, world=world.voucher_world, now=NOW)
    confirmer = Bench(world=world).as_("participation-worker")
    bench = Bench(world=world).as_("participation-manager")
    address = f"/office/claims/{claim.id}"
    form = {"step": bench.get(address).hidden("step"), "witness": "finance-2"}
    came = {"step": "cd" * 16, "payment": "voucher"}
    early = Bench(world=world).as_("finance-2").post(f"{address}/received", came)

    refused = confirmer.post(f"{address}/vouchers", form)
    first, second = (bench.post(f"{address}/vouchers", form) for _ in range(2))
    given = world.claims.kept[claim.id]
    own = bench.post(f"{address}/received", came)
    colleague = Bench(world=world).as_("finance-2")
    page = colleague.get(address)
    seen = colleague.post(f"{address}/received", came | {"step": page.hidden("step")})
    kept = world.claims.kept[claim.id]

    assert early.status == 409
    assert "Nobody has said yet that they gave them" in early.words
    assert (first.status, second.status) == (303, 303)
    assert (refused.status, own.status) == (409, 409)
    assert "You have already had a part in this claim" in refused.words
    assert "You handed it over" in own.words
    assert "witness" not in given.journal[-1].facts
    assert not any(payment.acknowledged for payment in given.payments)
    assert "did you get £10 in vouchers?" in page.words
    assert seen.status == 303
    assert kept.journal[-1].facts["witness"] == "finance-2"
    assert all(payment.acknowledged for payment in kept.payments)


def test_a_float_is_opened_counted_topped_up_and_closed() -> None:
    """A difference needs a reason; what is in it is always the sum of its journal."""
    world = World()
    bench = Bench(world=world).as_("participation-manager")

    opened = bench.post(
        "/office/floats",
        {"step": "ab" * 16, "name": "Drop-in box", "keeper": "participation-worker", "amount": "50"},
    )
    taken = bench.post(
        "/office/floats", {"step": "ac" * 16, "name": "drop in BOX", "keeper": "participation-worker", "amount": "5"}
    )
    address = opened.location
    short = bench.post(f"{address}/count", {"step": "ad" * 16, "counted": "49.50"})
    why = bench.post(f"{address}/count", {"step": "ad" * 16, "counted": "49.50", "reason": "Lost a coin"})
    more = [bench.post(f"{address}/top-up", {"step": "ae" * 16, "amount": "10"}) for _ in range(2)]
    words = bench.get(address).words
    closed = bench.post(f"{address}/close", {"step": "af" * 16})

    assert (opened.status, opened.location) == (303, "/office/floats/drop-in-box")
    assert taken.status == 422
    assert "There is a float with that name already" in taken.words
    assert short.status == 422
    assert "It is not what it should be. Say why" in short.words
    assert 'value="49.50"' in short.body
    assert why.status == 303
    assert [each.status for each in more] == [303, 303]
    assert "There should be £59.50 in it." in words
    assert "counted £49.50; £50 was expected" in words
    assert closed.status == 303
    cash = world.floats.get(FloatId("drop-in-box"))
    assert cash is not None
    assert cash.balance == Money(0)


def test_nobody_says_that_money_came_which_went_by_the_bank() -> None:
    """No page asks for it, so what asks is none of our pages: nothing is written down."""
    bench, world = with_batch()
    bench.post(f"{BATCH}/sent", {"step": bench.get(BATCH).hidden("step"), **GIVEN})
    settle_batch(BatchId("2026-11-24-1"), claims=world.claims, batches=world.batches, now=NOW)
    paid = next(iter(world.claims.kept.values()))
    colleague = Bench(world=world).as_("finance-2")
    page = colleague.get(BATCH)

    answer = colleague.post(f"/office/claims/{paid.id}/received", {"step": page.hidden("step"), "payment": "money"})

    assert paid.state is ClaimState.PAID
    assert answer.status == 400
    assert world.claims.kept[paid.id] == paid


CASH = {
    "name": "Participant Three",
    "email": "bo@example.com",
    "under_16": "no",
    "activity_type": "volunteer-session",
    "date": "2026-11-24",
    "part_of_day": "morning",
    "hours": "2",
    "minutes": "0",
    "bus": "4.20",
    "float_id": "drop-in-box",
    "handed": "4.20",
}


def test_cash_on_the_day_is_a_claim_that_somebody_else_confirms() -> None:
    """One write pays from the float and makes the claim; a double click does it once; then they say they have it."""
    bench, world = with_float()
    step = bench.get("/office/cash").hidden("step")

    first, second = (bench.post("/office/cash", CASH | {"step": step}) for _ in range(2))
    claim = world.claims.kept[ClaimId(first.location.split("/")[-1].split("?")[0])]
    page = bench.get(first.location)
    received = f"/office/claims/{claim.id}/received"
    form = {"step": step, "payment": str(ON_THE_DAY)}
    own = bench.post(received, form)
    colleague = Bench(world=world).as_("finance-1")
    seen = colleague.get(f"/office/claims/{claim.id}")
    yes = colleague.post(received, form)

    assert own.status == 409
    assert "You handed it over. The person says on their own page that they have it" in page.words
    assert first.status == 303
    assert first.location == second.location
    cash = world.floats.get(FloatId("drop-in-box"))
    assert cash is not None
    assert cash.balance == Money(45_80)
    assert claim.state is ClaimState.WITH_WORKER
    assert claim.turn.who == "staff:participation-manager"
    assert (
        "Participant Three : did you get £4.20 in cash?" in seen.words
        or "Participant Three: did you get £4.20 in cash?" in seen.words
    )
    assert yes.status == 303
    assert world.claims.kept[claim.id].payment(ON_THE_DAY).acknowledged


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"handed": "9"}, "You can hand over what the journeys cost, or less."),
        ({"handed": "60", "bus": "60"}, "There is not enough money in this float."),
        ({"handed": "25", "bus": "25"}, "That is more cash than one person can get in a day."),
        ({"email": "worker@example.org"}, "You cannot pay your own claim. Someone else must."),
        ({"bus": "", "handed": "1"}, "Enter at least one journey or cost."),
        ({"float_id": ""}, "Choose the float"),
        ({"hours": "0"}, "Enter how long it took"),
        ({"date": "2027-01-01"}, "The date must be today or in the past."),
    ],
)
def test_cash_that_cannot_be_given_is_said_beside_the_box(change: dict[str, str], message: str) -> None:
    """Nothing moves, nothing typed is lost."""
    bench, world = with_float()

    answer = bench.post("/office/cash", CASH | change | {"step": "ab" * 16})

    assert answer.status in (409, 422)
    assert answer.words.count(message) >= 2
    assert 'value="Participant Three"' in answer.body
    cash = world.floats.get(FloatId("drop-in-box"))
    assert cash is not None
    assert cash.balance == Money(50_00)
    assert world.claims.kept == {}


def test_cash_for_an_approved_claim_is_handed_over_once() -> None:
    """From the float that was chosen."""
    claim = an_approved_claim(method=PaymentMethod.CASH, bank=None)
    confirmer, world = with_float(claim)
    bench = Bench(world=world).as_("participation-manager")
    address = f"/office/claims/{claim.id}"
    form = {"step": bench.get(address).hidden("step"), "float_id": "drop-in-box"}

    theirs = confirmer.get(address)
    refused = confirmer.post(f"{address}/cash", form)
    first, second = (bench.post(f"{address}/cash", form) for _ in range(2))

    assert "You have already had a part in this claim." in theirs.words
    assert "I gave them" not in theirs.words
    assert refused.status == 422
    assert (first.status, second.status) == (303, 303)
    assert world.claims.kept[claim.id].state is ClaimState.PAID
    cash = world.floats.get(FloatId("drop-in-box"))
    assert cash is not None
    assert cash.balance == Money(50_00) - claim.to_approve


@pytest.mark.parametrize(
    ("staff", "address"),
    [
        ("recruitment-lead", "/office/batches"),
        ("participation-worker", "/office/batches"),
        ("recruitment-lead", "/office/vouchers"),
        ("finance-3", "/office/vouchers"),
        ("finance-3", "/office/cash"),
    ],
)
def test_each_page_is_for_those_whose_work_it_is(staff: str, address: str) -> None:
    """Whoever is signed in as somebody else is told so."""
    assert Bench(world=World()).as_(staff).get(address).status == 403


def test_looking_at_money_changes_nothing() -> None:
    """GET and HEAD write nothing."""
    bench, world = with_batch()
    claims, batches = dict(world.claims.kept), world.batches.get(BatchId("2026-11-24-1"))

    for staff in ("finance-1", "participation-worker"):
        bench.as_(staff)
        for address in (
            "/office/batches",
            BATCH,
            "/office/vouchers",
            "/office/floats",
            "/office/cash",
        ):
            for method in ("GET", "HEAD"):
                assert bench.get(address, method).status < 500

    assert claims == world.claims.kept
    assert batches == world.batches.get(BatchId("2026-11-24-1"))
    assert world.floats.all() == []


def test_a_form_that_no_page_of_ours_made_does_nothing() -> None:
    """Each form carries the name of its step."""
    bench, world = with_float(an_approved_claim(method=PaymentMethod.CASH, bank=None))

    for address, form in (
        ("/office/cash", CASH),
        ("/office/claims/K7M4-9QXR/cash", {"float_id": "drop-in-box"}),
        ("/office/floats/drop-in-box/close", {}),
    ):
        assert bench.post(address, form).status == 400

    cash = world.floats.get(FloatId("drop-in-box"))
    assert cash is not None
    assert cash.balance == Money(50_00)


def upload(bench: Bench, address: str, text: str) -> int:
    """Post a file the way a browser does."""
    return uploaded(bench, address, text).status


def uploaded(bench: Bench, address: str, text: str, **more: str) -> Answer:
    """The page after it."""
    edge = "----edge"
    parts = [
        ("step", "cd" * 16, ""),
        ("references", "", ""),
        ("delivery", "", ""),
        ("file", text, '; filename="a.csv"'),
        *((name, value, "") for name, value in more.items()),
    ]
    body = "".join(
        f'--{edge}\r\nContent-Disposition: form-data; name="{name}"{extra}\r\n\r\n{value}\r\n'
        for name, value, extra in parts
    )
    return call(
        bench.app,
        "POST",
        address,
        cookie=bench.cookie,
        raw=f"{body}--{edge}--\r\n",
        content_type=f"multipart/form-data; boundary={edge}",
    )


def test_an_unreadable_upload_is_refused_clearly() -> None:
    """A truncated or empty multipart is a 400, never a 500."""
    bench = Bench(world=World()).as_("participation-worker")

    for raw in ("", "--edge", "--edge\r\n\r\n", "\x00\x01"):
        answer = call(
            bench.app,
            "POST",
            "/office/vouchers",
            cookie=bench.cookie,
            raw=raw,
            content_type="multipart/form-data; boundary=edge",
        )
        assert answer.status in (400, 422)


def test_a_gift_that_came_back_is_shown_to_finance_alone() -> None:
    """It goes out again once the charity's account was put right in the policy."""
    claim = an_approved_claim(lines=(a_line(pence=20_00, paid_as=PaidAs.MONEY),))
    bench = Bench(world=World(claim)).as_("finance-1")

    answer = bench.post("/office/claims/K7M4-9QXR/gift", {"step": "ab" * 16})

    assert answer.status == 409
    assert all(payment.state is PaymentState.DUE for payment in claim.payments)


def test_a_batch_is_looked_for_on_the_page_of_batches() -> None:
    """What was typed stands in the box; what is not found says so."""
    bench, _ = with_batch()

    found, not_found = bench.get("/office/batches?find=Person+1"), bench.get("/office/batches?find=%3Cq%3E")

    assert BATCH in found.body
    assert 'value="Person 1"' in found.body
    assert "No batch fits “<q>”" in not_found.words.replace("&lt;", "<").replace("&gt;", ">")
    assert "<q>" not in not_found.body
