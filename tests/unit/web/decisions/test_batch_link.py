"""The link to a payment batch: look, download, and say once that the bank has it."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from urllib.parse import quote

from takepart.domain.batches.batch import Batch, BatchState
from takepart.domain.ids import BatchId
from takepart.domain.links import Link, Purpose
from takepart.use_cases.money.letters import batch_link
from takepart.use_cases.money.payment_run import run_payments
from tests.money_builders import World, a_due_claim
from tests.policies import WIRRAL
from tests.unit.web.decisions.bench import LINKS, NOW, Bench
from tests.unit.web.office.bench import Bench as Office

FINANCE = WIRRAL.finance()[2]
GIVEN = {"payments": "2", "total": "48.40", "sent": "yes"}
"""What the bank shows of the batch."""


def with_batch() -> tuple[Bench, World, str]:
    """A batch that is ready, and the query of the link to it."""
    world = World()
    for number in range(2):
        world.claims.add(a_due_claim(number, safe=world.safe))
    run_payments(date(2026, 11, 24), bank=world.bank, vouchers=world.voucher_world, now=NOW)
    return Bench(world=world), world, f"t={quote(LINKS.make(batch_link(kept(world), FINANCE, now=NOW)))}"


def kept(world: World) -> Batch:
    batch = world.batches.get(BatchId("2026-11-24-1"))
    assert batch is not None
    return batch


def test_looking_at_a_batch_sends_nothing() -> None:
    """GET and HEAD."""
    bench, world, t = with_batch()
    before = kept(world)

    for address in (f"/decide/batch?{t}", f"/decide/batch/fresh-link?{t}", "/decide/batch"):
        for method in ("GET", "HEAD"):
            assert bench.get(address, method).status < 500

    page = bench.get(f"/decide/batch?{t}")
    assert "Opening this page sends nothing." in page.words
    assert page.checked() == []
    assert kept(world) == before


def test_finance_says_once_that_the_bank_has_it() -> None:
    """With a tick; a double click or a second person finds that it was said, by whom and when."""
    bench, world, t = with_batch()
    form = {"step": bench.get(f"/decide/batch?{t}").hidden("step")}

    without = bench.post(f"/decide/batch?{t}", form)
    elsewhere = bench.post(f"/decide/batch?{t}", form | GIVEN, origin="https://elsewhere.example")
    first, second = (bench.post(f"/decide/batch?{t}", form | GIVEN) for _ in range(2))
    other = bench.post(f"/decide/batch?{t}", {"step": "cd" * 16, **GIVEN})
    page = bench.get(f"/decide/batch?{t}")

    assert (without.status, elsewhere.status) == (422, 403)
    assert (first.status, second.status, other.status) == (303, 303, 409)
    assert kept(world).state is BatchState.SENT
    assert "Finance manager said that it went to the bank on 24 November 2026" in page.words
    assert "already down as sent to the bank" in other.words


def test_an_old_link_offers_a_fresh_one_to_its_holder() -> None:
    """By email only; a forged one, or one of another kind, gets nothing."""
    bench, world, t = with_batch()
    bench.now = NOW + timedelta(days=30)
    old = bench.get(f"/decide/batch?{t}")
    other = Link(purpose=Purpose.TRACK, about="K7M4-9QXR", turn=0, who="participant", expires=NOW + timedelta(days=90))

    sent = bench.post(f"/decide/batch/fresh-link?{t}", {"step": old.hidden("step")})
    refused = [
        bench.post(f"/decide/batch/fresh-link?t={token}", {"step": "ab" * 16}).status
        for token in ("forged.forged", quote(LINKS.make(other)))
    ]

    assert old.status == 410
    assert "We emailed it to Finance manager" in sent.words
    assert kept(world).journal[-1].facts["to"] == FINANCE.id
    assert refused == [404, 404]
    assert bench.get("/decide/batch?t=forged.forged").status == 404


def test_whose_accounts_are_paid_is_on_the_page() -> None:
    """Each account's name beside its payee; one that differs is marked, in the link and in the office; no numbers."""
    world = World()
    for number, name in enumerate(("Person 0", "Some Stranger")):
        claim = a_due_claim(number, safe=world.safe)
        assert claim.bank is not None
        claimant = replace(claim.claimant, name=f"Person {number}")
        world.claims.add(replace(claim, claimant=claimant, bank=replace(claim.bank, name=name)))
    run_payments(date(2026, 11, 24), bank=world.bank, vouchers=world.voucher_world, now=NOW)
    t = f"t={quote(LINKS.make(batch_link(kept(world), FINANCE, now=NOW)))}"

    by_link = Bench(world=world).get(f"/decide/batch?{t}")
    in_office = Office(world=world).as_("finance-1").get("/office/batches/2026-11-24-1")

    for page in (by_link, in_office):
        assert "Person 0 Account: Person 0" in page.words
        assert "Person 1 Different name on the account: Some Stranger" in page.words
        assert page.words.count("Different name") == 1
