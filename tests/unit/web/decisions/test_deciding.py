"""The pages behind a decision link: looking changes nothing, and a choice is taken once."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime, timedelta
from itertools import count
from urllib.parse import quote

import pytest

from takepart.adapters.bank_holidays import england
from takepart.domain.claims.claim import Claim
from takepart.domain.claims.parts import Claimant
from takepart.domain.claims.states import State
from takepart.domain.ids import ClaimId, DraftId, PersonId, ReceiptId, StaffId
from takepart.domain.links import Link, Purpose
from takepart.domain.money import Money
from takepart.use_cases.letters_due import decision_link, waiting_link
from takepart.use_cases.ports import Receipt
from takepart.web.app import App
from takepart.web.decisions import routes
from takepart.web.decisions.desk import Desk
from takepart.web.pages import public
from takepart.web.security import Security
from takepart.web.site import brand_style
from takepart.web.static import Static
from tests.builders import DAY, FINANCE_1, SENT_AT, WORKER, a_claim, a_confirmed_claim, a_line, an_approved_claim
from tests.fakes import FakeClaims, FakeFiles, FakeLinks, FakeReceipts
from tests.fakes_money import FakeBatches, FakePaymentFiles
from tests.policies import WIRRAL
from tests.unit.web.calls import SITE, Answer, call

NOW = SENT_AT + timedelta(days=1)
LINKS = FakeLinks()


class Bench:
    """The decision pages over fakes."""

    def __init__(self, *claims: Claim, now: datetime = NOW, signed_in: StaffId | None = None) -> None:
        self.claims, self.receipts = FakeClaims(*claims), FakeReceipts()
        self.now, self.signed_in = now, signed_in
        numbers = count(1)
        desk = Desk(
            policy=WIRRAL,
            claims=self.claims,
            receipts=self.receipts,
            files=FakeFiles(),
            links=LINKS,
            batches=FakeBatches(),
            payment_files=FakePaymentFiles(),
            holidays=england(),
            signed_in=lambda _request: self.signed_in,
            now=lambda: self.now,
            new_id=lambda: f"{next(numbers):032x}",
            static=Static(),
        )
        self.app = App(
            routers=[routes.router(desk)],
            security=Security(site_url=SITE, inline_style=brand_style(WIRRAL)),
            error_page=lambda problem, reference: public.error_page(desk.page, problem, reference),
        )

    def get(self, address: str, method: str = "GET") -> Answer:
        return call(self.app, method, address)

    def post(self, address: str, form: dict[str, str], origin: str | None = SITE) -> Answer:
        return call(self.app, "POST", address, form=form, origin=origin)

    def choose(self, address: str, **choice: str) -> Answer:
        """Open the page, choose, and send."""
        return self.post(address, self.form_of(self.get(address)) | choice)

    def form_of(self, page: Answer) -> dict[str, str]:
        return {name: page.hidden(name) for name in ("version", "turn", "step")}

    def kept(self, claim: Claim) -> Claim:
        return self.claims.kept[claim.id]


def link_to(claim: Claim, now: datetime = SENT_AT) -> str:
    """The address in the email to whoever must decide a claim."""
    return f"/decide?t={quote(LINKS.make(decision_link(claim, policy=WIRRAL, now=now)))}"


def list_of(staff: StaffId) -> str:
    link = waiting_link(WIRRAL.staff_member(staff), policy=WIRRAL, now=SENT_AT)
    return f"t={quote(LINKS.make(link))}"


def test_the_page_shows_what_a_decider_needs_and_chooses_nothing() -> None:
    """Rate, sums, own words, flags and history are there; no answer is chosen beforehand."""
    claim = a_claim()
    bench = Bench(claim)

    page = bench.get(link_to(claim))

    assert page.status == 200
    for words in (
        "Opening this page approves nothing",
        "Ana Silva",
        "1 session of up to 2 hours at £20, travel included",
        "They wrote: Birkenhead to the town hall",
        "The fee for this activity already includes travel.",
        "Ana Silva sent the claim, for £24.20",
    ):
        assert words in page.words
    assert page.checked() == []
    assert "ana@example.com" not in page.body
    assert page.headers["Cache-Control"] == "no-store"
    assert page.headers["Referrer-Policy"] == "no-referrer"


def test_a_scanner_may_open_every_page_a_hundred_times() -> None:
    """GET and HEAD write nothing, on any route and for any link."""
    claim = a_claim()
    bench = Bench(claim)
    t = link_to(claim).partition("?")[2]
    addresses = [
        f"/decide?{t}",
        f"/decide/done?{t}",
        f"/decide/receipt?{t}&id=none",
        f"/decide/fresh-link?{t}",
        f"/decide/waiting?{list_of(WORKER.id)}",
        f"/decide/waiting/{claim.id}?{list_of(WORKER.id)}",
        f"/decide/done?{list_of(WORKER.id)}&claim={claim.id}&turn=1",
        "/decide?t=forged",
        "/decide",
    ]

    for _ in range(100 // len(addresses)):
        for address in addresses:
            for method in ("GET", "HEAD"):
                assert bench.get(address, method).status < 500

    assert bench.claims.writes == bench.receipts.writes == 0


@pytest.mark.parametrize(
    "sent",
    [{}, {"answer": ""}, {"answer": "agree"}, {"answer": "nonsense", "version": "1", "turn": "1", "step": "ab" * 16}],
)
def test_a_post_without_a_persons_choice_is_refused(sent: dict[str, str]) -> None:
    """A form that lacks the choice, or what only a shown page has, changes nothing."""
    claim = a_claim()
    bench = Bench(claim)

    answer = bench.post(link_to(claim), sent)

    assert answer.status == 422
    assert bench.claims.writes == 0


@pytest.mark.parametrize("origin", [None, "null", "https://elsewhere.example"])
def test_a_form_from_elsewhere_is_refused(origin: str | None) -> None:
    """The choice must come from our own page."""
    claim = a_claim()
    bench = Bench(claim)
    form = bench.form_of(bench.get(link_to(claim)))

    answer = bench.post(link_to(claim), form | {"answer": "agree"}, origin=origin)

    assert answer.status == 403
    assert bench.claims.writes == 0


def test_confirming_passes_the_claim_to_finance_and_shows_what_was_done() -> None:
    """One write; then a page that a reload shows again."""
    claim = a_claim()
    bench = Bench(claim)

    sent = bench.choose(link_to(claim), answer="agree")
    done = bench.get(sent.location)

    assert sent.status == 303
    assert bench.kept(claim).state is State.WITH_FINANCE
    assert "Thank you. You confirmed £24.20 and passed it to finance." in done.words
    assert "We have emailed Finance officer" in done.words
    assert bench.get(sent.location).words == done.words
    assert bench.claims.writes == 1


def test_a_double_click_decides_once() -> None:
    """The same form sent twice leads to the same page."""
    claim = a_claim()
    bench = Bench(claim)
    form = bench.form_of(bench.get(link_to(claim))) | {"answer": "agree"}

    first, second = bench.post(link_to(claim), form), bench.post(link_to(claim), form)

    assert (first.status, second.status) == (303, 303)
    assert first.location == second.location
    assert bench.claims.writes == 1


def test_a_used_link_says_what_was_decided_by_whom_and_when() -> None:
    """And a second, different choice with it changes nothing."""
    claim = a_claim()
    bench = Bench(claim)
    form = bench.form_of(bench.get(link_to(claim)))
    bench.choose(link_to(claim), answer="agree")

    again = bench.get(link_to(claim))
    other = bench.post(link_to(claim), form | {"answer": "refuse", "refusal": "No", "step": "cd" * 16})

    assert again.status == 410
    assert "You decided this. Participation worker confirmed £24.20 and passed it to finance on 24 Nov" in again.words
    assert "Finance officer must decide now." in again.words
    assert other.status == 409
    assert "Nothing was changed just now." in other.words
    assert bench.kept(claim).state is State.WITH_FINANCE


def test_an_amount_is_changed_with_a_reason_that_the_participant_reads() -> None:
    """A line may be £0: that refuses the line alone."""
    claim = a_claim()
    bench = Bench(claim)

    sent = bench.choose(
        link_to(claim), answer="change", line_2_amount="0", line_2_reason="Travel is part of the fee here."
    )

    assert sent.status == 303
    assert bench.kept(claim).allowed == Money(20_00)
    assert bench.kept(claim).lines[1].why == "Travel is part of the fee here."


@pytest.mark.parametrize(
    ("choice", "message"),
    [
        ({"answer": "change"}, "You did not change anything."),
        ({"answer": "change", "line_2_amount": "3"}, "Say why you changed the amount"),
        ({"answer": "change", "line_2_amount": "3,20", "line_2_reason": "x"}, "in pounds and pence"),
        ({"answer": "agree", "line_2_amount": "3", "line_2_reason": "x"}, "You changed something below."),
        ({"answer": "refuse"}, "Say why you refuse it"),
        ({"answer": "ask"}, "Enter your question"),
        ({"answer": "pass-on"}, "Choose a colleague"),
        ({"answer": "pass-on", "colleague": "finance-1"}, "Choose one of the answers"),
        ({"answer": "change", "adjust_claim": "K7M4"}, "Enter a reference, like"),
    ],
)
def test_what_is_missing_is_said_beside_the_box_and_nothing_typed_is_lost(choice: dict[str, str], message: str) -> None:
    """422, with a summary on top; what was typed stands in its box."""
    claim = a_claim()
    bench = Bench(claim)

    answer = bench.choose(link_to(claim), **choice)

    assert answer.status == 422
    assert answer.words.count(message) >= 2
    assert "There is a problem" in answer.words
    assert all(f'value="{typed}"' in answer.body for name, typed in choice.items() if name.startswith("line"))
    assert bench.claims.writes == 0


def test_a_refusal_a_question_and_a_passing_on_are_each_one_step() -> None:
    """Each takes what it needs and leaves the turn with the right person."""
    refused, asked, passed = (a_claim(id=ClaimId(f"{c * 4}-{c * 4}"), draft=DraftId(c)) for c in "BCD")
    bench = Bench(refused, asked, passed)

    bench.choose(link_to(refused), answer="refuse", refusal="You told us that you could not come.")
    bench.choose(link_to(asked), answer="ask", question="Which bus was it?")
    bench.choose(link_to(passed), answer="pass-on", colleague="recruitment-lead", pass_reason="I am away")

    assert bench.kept(refused).state is State.REFUSED
    assert bench.kept(asked).state is State.ASKED_BY_WORKER
    assert bench.kept(passed).turn.who == "staff:recruitment-lead"
    assert list(bench.kept(passed).notes.values()) == ["I am away"]


def test_a_claim_that_changed_meanwhile_is_shown_again() -> None:
    """A receipt came in between: the decider looks again, and what they typed is still there."""
    claim = a_claim()
    bench = Bench(claim)
    form = bench.form_of(bench.get(link_to(claim)))

    answer = bench.post(link_to(claim), form | {"version": "0", "answer": "refuse", "refusal": "Because"})

    assert answer.status == 409
    assert "The claim has changed since you opened this page" in answer.words
    assert ">Because</textarea>" in answer.body
    assert bench.claims.writes == 0


def test_a_large_sum_needs_someone_who_is_signed_in() -> None:
    """The link alone opens the page, and the same person signed in approves."""
    claim = a_confirmed_claim(lines=(a_line(pence=600_00),))
    bench = Bench(claim)

    page = bench.get(link_to(claim))
    alone = bench.choose(link_to(claim), answer="agree")
    bench.signed_in = StaffId("finance-2")
    as_another = bench.choose(link_to(claim), answer="agree")
    bench.signed_in = FINANCE_1.id
    as_themselves = bench.choose(link_to(claim), answer="agree")

    assert "can only be approved by someone who is signed in" in page.words
    assert (alone.status, as_another.status, as_themselves.status) == (422, 422, 303)
    assert bench.kept(claim).state is State.WITH_SECOND_APPROVER


def test_an_earlier_claim_is_put_right_by_a_line_of_this_one() -> None:
    """An overpayment is taken back on a later claim that names the first, of the same person only."""
    earlier = an_approved_claim(id=ClaimId("BBBB-CCCC"), draft=DraftId("earlier"), day=date(2026, 10, 1))
    of_another = an_approved_claim(
        id=ClaimId("DDDD-FFFF"), draft=DraftId("other"), person=PersonId("x.y"), day=date(2026, 10, 1)
    )
    claim = a_claim()
    bench = Bench(claim, earlier, of_another)
    adjust = {"answer": "change", "adjust_way": "less", "adjust_amount": "4.20", "adjust_reason": "Paid twice"}

    wrong = bench.choose(link_to(claim), **adjust, adjust_claim="DDDD FFFF")
    right = bench.choose(link_to(claim), **adjust, adjust_claim="bbbb cccc")

    assert wrong.status == 422
    assert "We know no such claim of this person" in wrong.words
    assert right.status == 303
    assert bench.kept(claim).lines[-1].names == earlier.id
    assert bench.kept(claim).allowed == Money(20_00)


def test_finance_cannot_add_money_that_nobody_confirmed() -> None:
    """A top-up is confirmed by whoever knows the session first."""
    earlier = an_approved_claim(id=ClaimId("BBBB-CCCC"), draft=DraftId("earlier"), day=date(2026, 10, 1))
    claim = a_confirmed_claim()
    bench = Bench(claim, earlier)

    answer = bench.choose(
        link_to(claim),
        answer="change",
        adjust_way="more",
        adjust_amount="5",
        adjust_reason="Owed",
        adjust_claim="BBBB-CCCC",
    )

    assert answer.status == 422
    assert "You cannot approve more" in answer.words


def test_an_expired_link_offers_a_fresh_one_to_whoever_must_decide() -> None:
    """By a post, by email only, five times a day at most; a second click sends no second one."""
    claim = a_claim()
    bench = Bench(claim, now=SENT_AT + timedelta(days=30))
    expired = bench.get(link_to(claim))
    fresh = f"/decide/fresh-link?{link_to(claim).partition('?')[2]}"

    sent = bench.post(fresh, {"step": expired.hidden("step")})
    again = bench.post(fresh, {"step": expired.hidden("step")})
    more = [bench.post(fresh, {"step": f"{number:08x}"}) for number in range(6)]

    assert expired.status == 410
    assert "This link is too old" in expired.words
    assert "Send a fresh link to Participation worker" in expired.words
    assert "We emailed it to Participation worker" in sent.words
    assert sent.words == again.words
    assert [each.status for each in more] == [200] * 4 + [409] * 2
    assert bench.claims.writes == 5
    assert all("t=" not in each.location for each in (sent, again))


def test_a_forged_link_opens_nothing_and_sends_nothing() -> None:
    """Nor does one of another kind."""
    claim = a_claim()
    bench = Bench(claim)
    track = Link(purpose=Purpose.TRACK, about=claim.id, turn=0, who="participant", expires=NOW + timedelta(days=9))

    forged, other = bench.get("/decide?t=abc.def"), bench.get(f"/decide?t={quote(LINKS.make(track))}")
    sent = [
        bench.post(f"/decide/fresh-link?t={token}", {"step": "ab" * 16})
        for token in ("abc.def", quote(LINKS.make(track)))
    ]

    assert (forged.status, other.status) == (404, 404)
    assert "This link does not work" in forged.words
    assert claim.id not in forged.words + other.words
    assert [each.status for each in sent] == [400, 400]
    assert bench.claims.writes == 0


def test_waiting_claims_come_as_one_list_and_each_is_decided_from_it() -> None:
    """The longest waiting first; a claim of somebody else's cannot be opened from it."""
    mine = [
        a_claim(id=ClaimId(f"{c * 4}-{c * 4}"), draft=DraftId(c), at=SENT_AT + timedelta(minutes=m))
        for m, c in enumerate("DCB")
    ]
    other = a_confirmed_claim()
    bench = Bench(*mine, other)

    page = bench.get(f"/decide/waiting?{list_of(WORKER.id)}")
    sent = bench.choose(f"/decide/waiting/DDDD-DDDD?{list_of(WORKER.id)}", answer="agree")
    done = bench.get(sent.location)
    not_mine = bench.get(f"/decide/waiting/{other.id}?{list_of(WORKER.id)}")

    assert "3 claims wait for you" in page.words
    assert page.words.index("DDDD-DDDD") < page.words.index("CCCC-CCCC") < page.words.index("BBBB-BBBB")
    assert "Thank you. You confirmed" in done.words
    assert "Back to the claims that wait for you" in done.words
    assert not_mine.status == 410
    assert "2 claims wait for you" in bench.get(f"/decide/waiting?{list_of(WORKER.id)}").words


def test_a_receipt_is_downloaded_by_a_short_lived_address() -> None:
    """Only a receipt of this very claim."""
    claim = a_claim()
    bench = Bench(claim)
    receipt = Receipt(
        id=ReceiptId("r1"),
        draft=claim.draft,
        key="receipts/a/r1",
        content_type="image/png",
        size=9,
        sha256="aa",
        received_on=DAY,
    )
    bench.receipts.add(receipt)
    t = link_to(claim).partition("?")[2]

    found, missing = bench.get(f"/decide/receipt?{t}&id=r1"), bench.get(f"/decide/receipt?{t}&id=r2")

    assert found.status == 303
    assert found.location == "https://files.example/receipts/a/r1?short-lived"
    assert missing.status == 404


@pytest.mark.parametrize(
    "name", ["<script>alert(1)</script>", '"><img src=x onerror=alert(1)>', "{{ 7 * 7 }}", "שלום ‮evil"]
)
def test_a_hostile_name_is_only_ever_text(name: str) -> None:
    """Names are escaped wherever they stand."""
    claim = a_claim(claimant=Claimant(name=name, email="ana@example.com"))
    bench = Bench(claim)

    page = bench.get(link_to(claim))

    assert "<script>alert" not in page.body
    assert "<img src=x" not in page.body
    assert "49" not in page.words


@pytest.mark.parametrize(
    ("make", "heading", "agree"),
    [
        (a_claim, "Did this happen, and are the costs right?", "Yes, confirm £24.20 as it stands"),
        (a_confirmed_claim, "Approve this payment?", "Approve £24.20 as it stands"),
    ],
)
def test_each_decision_is_asked_for_in_its_own_words(make: Callable[[], Claim], heading: str, agree: str) -> None:
    """Confirming that it happened is not approving that it is paid."""
    claim = make()

    page = Bench(claim).get(link_to(claim))

    assert heading in page.words
    assert agree in page.words
