"""The office: nobody gets in without the emailed link, everyone sees what is theirs, and looking changes nothing."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from takepart.domain.claims.claim import Claim, ClaimState
from takepart.domain.claims.parts import Claimant
from takepart.domain.ids import ActivityTypeId, ClaimId, DraftId, ReceiptId
from takepart.domain.journal import BrokenJournal
from takepart.use_cases.claims.ports import Receipt
from takepart.use_cases.ports import Queue
from takepart.use_cases.sign_in import MOST_LINKS_AN_HOUR
from tests.builders import DAY, SENT_AT, a_claim, a_confirmed_claim, a_refused_claim, an_approved_claim
from tests.unit.web.calls import SITE
from tests.unit.web.office.bench import Bench


def test_staff_sign_in_by_a_link_from_their_mailbox() -> None:
    """Ask, open, press the button: then the cookie opens the office, and signing out closes it."""
    bench = Bench()

    asked = bench.post("/office/sign-in", {"email": " Finance-1@Example.org "})
    opened = bench.get(bench.letter_link())
    in_ = bench.post(bench.letter_link())
    bench.cookie = in_.headers["Set-Cookie"].split(";")[0]
    home = bench.get("/office")
    out = bench.post("/office/sign-out")

    assert "If that address belongs to one of our staff, a link is on its way." in asked.words
    assert "Sign in as Finance officer" in opened.words
    assert (in_.status, in_.location) == (303, "/office")
    assert home.status == 200
    assert "Signed in as Finance officer" in home.words
    assert "Max-Age=0" in out.headers["Set-Cookie"]
    assert bench.get("/office").location == "/office/sign-in"


def test_the_cookie_is_out_of_reach() -> None:
    """No script reads it, no other host gets it, and only over https; on this machine http has to do."""
    for url, name, secure in (
        (SITE, "__Host-takepart-office", True),
        ("http://localhost:8000", "takepart-office", False),
    ):
        bench = Bench(url=url)
        bench.post("/office/sign-in", {"email": "finance-1@example.org"}, origin=url)
        header = bench.post(bench.letter_link(), origin=url).headers["Set-Cookie"]

        assert header.startswith(f"{name}=")
        assert "HttpOnly" in header
        assert "SameSite=Lax" in header
        assert ("Secure" in header) is secure


@pytest.mark.parametrize("email", ["nobody@example.org", "finance-1@example.org"])
def test_whoever_asks_for_a_link_gets_the_same_answer(email: str) -> None:
    """So that nobody learns who works here."""
    known, other = Bench(), Bench()

    one, two = known.post("/office/sign-in", {"email": email}), other.post("/office/sign-in", {"email": "x@y.example"})

    assert (one.status, one.body) == (two.status, two.body)


def test_links_are_few_and_work_once_and_for_a_short_time() -> None:
    """A flood sends a few an hour; the second use and a late one sign nobody in."""
    bench = Bench()

    for _ in range(20):
        bench.post("/office/sign-in", {"email": "finance-1@example.org"})
    link = bench.letter_link()
    first, second = bench.post(link), bench.post(link)
    bench.now += timedelta(hours=1)
    late = bench.get(link)

    assert len(bench.queues.put_on[Queue.MAIL]) == MOST_LINKS_AN_HOUR
    assert (first.status, second.status, late.status) == (303, 410, 410)
    assert "This link was used already" in second.words
    assert "Set-Cookie" not in second.headers
    assert bench.get("/office/sign-in?t=forged.forged").status == 404


def test_a_mail_scanner_signs_nobody_in() -> None:
    """Opening the link uses nothing up; a form from elsewhere is refused."""
    bench = Bench()
    bench.post("/office/sign-in", {"email": "finance-1@example.org"})
    link = bench.letter_link()
    before = bench.sessions.writes

    for method in ("GET", "HEAD"):
        for _ in range(20):
            bench.get(link, method)
    elsewhere = bench.post(link, origin="https://elsewhere.example")
    none = bench.post(link, origin=None)

    assert (elsewhere.status, none.status) == (403, 403)
    assert bench.sessions.writes == before
    assert bench.post(link).status == 303


PAGES = (
    "/office",
    "/office/waiting",
    "/office/waiting?state=with-finance&who=staff:finance-1",
    "/office/claims",
    "/office/claims?state=refused",
    "/office/claims?reference=K7M49QXR",
    "/office/claims/K7M4-9QXR",
)


@pytest.mark.parametrize("address", PAGES)
def test_nobody_sees_the_office_without_signing_in(address: str) -> None:
    """Every page leads to the sign-in page; a post is refused."""
    bench = Bench(a_claim())

    assert bench.get(address).location == "/office/sign-in"
    assert bench.post("/office/claims/K7M4-9QXR/note", {"note": "x"}).status == 403


def test_looking_changes_nothing() -> None:
    """GET and HEAD write nothing, whatever the page."""
    bench = Bench(a_claim(), a_refused_claim(id=ClaimId("BBBB-BBBB"), draft=DraftId("b"))).as_("finance-1")

    for address in (*PAGES, "/office/claims/BBBB-BBBB/receipts/none", "/office/sign-in", "/office/sign-out"):
        for method in ("GET", "HEAD"):
            assert bench.get(address, method).status < 500

    assert bench.writes == 0


def test_home_counts_claims_and_shows_what_waits_for_you() -> None:
    """Counts stop where counting more would cost more, and say so."""
    many = [a_refused_claim(id=ClaimId(f"BBBB-{n:04}"), draft=DraftId(str(n))) for n in range(501)]
    bench = Bench(a_confirmed_claim(), *many).as_("finance-1")

    words = bench.get("/office").words

    assert "Claim K7M4-9QXR, £24.20" in words
    assert "To approve 1" in words
    assert "Refused 500 or more" in words


def test_a_claim_that_waits_for_you_says_where_you_decide_it() -> None:
    """The decision stands behind the link in the email: the office's page says so, to whoever has it and to others."""
    bench = Bench(a_confirmed_claim())

    home = bench.as_("finance-1").get("/office").words
    mine = bench.get("/office/claims/K7M4-9QXR").words
    other = bench.as_("finance-2").get("/office/claims/K7M4-9QXR").words

    assert "You decide each claim by the link in the email that you got about it." in home
    assert "This claim waits for your decision You decide it on the page that the link in your email opens" in mine
    assert "Finance officer decides it on the page that the link in their email opens." in other
    assert "waits for your decision" not in other
    assert "email opens" not in Bench(an_approved_claim()).as_("finance-1").get("/office/claims/K7M4-9QXR").words


def test_why_to_open_it_again_is_not_lost_when_somebody_was_quicker() -> None:
    """Two tabs: the second finds it open, and what was typed stands in its box still."""
    bench = Bench(a_refused_claim()).as_("finance-1")
    address = "/office/claims/K7M4-9QXR"
    page = bench.get(address)
    first = bench.post(f"{address}/reopen", {"step": page.hidden("step"), "reason": "They were there"})

    second = bench.post(f"{address}/reopen", {"step": f"{'ab' * 16}-2", "reason": "It was a mistake of ours"})

    assert (first.status, second.status) == (303, 409)
    assert ">It was a mistake of ours</textarea>" in second.body


def test_who_must_act_now_and_since_when() -> None:
    """The longest waiting first, by person and by state."""
    late = a_claim(id=ClaimId("BBBB-BBBB"), draft=DraftId("b"), at=SENT_AT - timedelta(days=4))
    bench = Bench(a_confirmed_claim(), late, an_approved_claim(id=ClaimId("CCCC-CCCC"), draft=DraftId("c"))).as_(
        "finance-1"
    )

    everyone = bench.get("/office/waiting").words
    one = bench.get("/office/waiting?who=staff:finance-1").words

    assert everyone.index("BBBB-BBBB") < everyone.index("K7M4-9QXR")
    assert "since 19 November 2026 at 10:00am" in everyone
    assert "CCCC-CCCC" not in everyone
    assert "BBBB-BBBB" not in one
    assert bench.get("/office/waiting?state=nonsense").status == 404


def test_the_claims_of_one_person_come_page_by_page() -> None:
    """Each of them is on exactly one page, with a way on and back; so it is with what waits for whoever looks."""
    many = [a_claim(id=ClaimId(f"BBBB-{n:04}"), draft=DraftId(str(n))) for n in range(120)]
    bench = Bench(*many).as_("participation-worker")

    for address in ("/office/waiting?who=staff%3Aparticipation-worker", "/office"):
        seen: list[str] = []
        pages = [bench.get(address), *(bench.get(f"{address}{'&' if '?' in address else '?'}next={n}") for n in (2, 3))]
        for page in pages:
            seen += [claim.id for claim in many if claim.id in page.words]
        assert seen == [claim.id for claim in many], address
        assert ["next=2" in pages[0].body, "next=1" in pages[1].body, "next=4" in pages[2].body] == [True, True, False]
        assert bench.get(f"{address}{'&' if '?' in address else '?'}next=4").status == 404


def test_of_everybody_the_longest_waiting_are_shown_and_the_rest_is_said_to_be_there() -> None:
    """And one state alone has a next page."""
    many = [a_claim(id=ClaimId(f"BBBB-{n:04}"), draft=DraftId(str(n))) for n in range(60)]
    bench = Bench(*many).as_("finance-1")

    assert "There are more: choose a person or a state to see the rest." in bench.get("/office/waiting").words
    state = bench.get("/office/waiting?state=with-worker")
    assert "Next page" in state.words and "state=with-worker&amp;next=" in state.body


def test_long_lists_come_page_by_page() -> None:
    """Every claim is on exactly one page."""
    many = [a_claim(id=ClaimId(f"BBBB-{n:04}"), draft=DraftId(str(n))) for n in range(120)]
    bench = Bench(*many).as_("finance-1")

    first = bench.get("/office/claims?state=with-worker").words
    second = bench.get("/office/claims?state=with-worker&next=50").words
    third = bench.get("/office/claims?state=with-worker&next=100").words

    assert "Next page" in first
    assert "Next page" not in third
    assert sum(page.count("BBBB-") for page in (first, second, third)) == 120


def test_a_claim_is_found_by_its_reference_however_it_was_read_out() -> None:
    """Spaces and small letters do not matter; what is no reference is said beside the box."""
    bench = Bench(a_claim()).as_("finance-1")

    assert bench.get("/office/claims?reference=k7m4%209qxr").location == "/office/claims/K7M4-9QXR"
    wrong = bench.get("/office/claims?reference=hello")
    assert (wrong.status, "Enter a reference, like K7M4-9QXR" in wrong.words) == (422, True)
    empty = bench.get("/office/claims?reference=")
    assert (empty.status, "Enter a reference, like K7M4-9QXR" in empty.words) == (422, True)
    assert "There is a problem" not in bench.get("/office/claims").words
    assert bench.get("/office/claims/BBBB-BBBB").status == 404


def test_one_claim_shows_its_whole_journal_and_that_it_verifies() -> None:
    """In plain words, with the mark of the chain that was checked."""
    bench = Bench(an_approved_claim()).as_("finance-1")

    words = bench.get("/office/claims/K7M4-9QXR").words

    assert "Checked 3 entries, unchanged." in words
    assert "Participant One sent the claim, for £24.20" in words
    assert "Participation worker confirmed £24.20 and passed it to finance" in words
    assert "Finance officer approved £24.20 to be paid" in words
    assert "Money £24.20 Bank To pay" in words


def test_a_journal_that_was_changed_from_outside_is_not_shown() -> None:
    """It is said plainly instead."""
    bench = Bench(a_claim()).as_("finance-1")

    def broken(key: Any) -> Claim:
        raise BrokenJournal("entry 1 was changed")

    bench.claims.get = broken  # type: ignore[method-assign]

    answer = bench.get("/office/claims/K7M4-9QXR")

    assert answer.status == 409
    assert "This claim's record was changed from outside" in answer.words
    assert "Participant" not in answer.words


def test_a_worker_sees_their_own_activities_and_no_others() -> None:
    """To them another claim is not there; nor are the lists of everybody's."""
    mine = a_claim()
    other = a_claim(
        id=ClaimId("BBBB-BBBB"),
        draft=DraftId("b"),
        activity_type=ActivityTypeId("panel-member-hourly"),
        confirmer="staff:x",
    )
    bench = Bench(mine, other).as_("recruitment-lead")
    their_turn = Bench(replace(other, turn=replace(other.turn, who="staff:recruitment-lead"))).as_("recruitment-lead")

    assert bench.get("/office/claims/BBBB-BBBB").status == 404
    assert bench.get("/office/claims/K7M4-9QXR").status == 404
    assert bench.get("/office/waiting").status == 403
    assert bench.get("/office/claims?state=paid").status == 403
    assert bench.as_("panel-manager").get("/office/claims/BBBB-BBBB").status == 200
    assert their_turn.get("/office/claims/BBBB-BBBB").status == 200


def test_a_note_is_kept_once_and_changes_no_decision() -> None:
    """A double click keeps one; an empty one is asked for again."""
    bench = Bench(a_refused_claim()).as_("finance-1")
    form = {"step": bench.get("/office/claims/K7M4-9QXR").hidden("step"), "note": "They called on Monday."}

    empty = bench.post("/office/claims/K7M4-9QXR/note", form | {"note": " "})
    first, second = (bench.post("/office/claims/K7M4-9QXR/note", form) for _ in range(2))
    page = bench.get(first.location)

    assert empty.status == 422
    assert (first.status, second.status) == (303, 303)
    assert bench.claims.writes == 1
    assert bench.claims.kept[ClaimId("K7M4-9QXR")].state is ClaimState.REFUSED
    assert "Your note is kept." in page.words
    assert "Finance officer added a note" in page.words


def test_a_refusal_that_was_a_mistake_is_opened_again_for_somebody_else() -> None:
    """Finance says why; the claim goes back to another approver at the amounts that were claimed."""
    bench = Bench(a_refused_claim()).as_("finance-1")
    page = bench.get("/office/claims/K7M4-9QXR")
    form = {"step": page.hidden("step"), "reason": "They were there after all."}

    stale = bench.post("/office/claims/K7M4-9QXR/reopen", form | {"step": f"{form['step'].partition('-')[0]}-1"})
    done = bench.post("/office/claims/K7M4-9QXR/reopen", form)
    claim = bench.claims.kept[ClaimId("K7M4-9QXR")]

    assert stale.status == 409
    assert "It has changed since you opened the page" in stale.words
    assert "They were there after all." in stale.body
    assert done.status == 303
    assert claim.state is ClaimState.WITH_FINANCE
    assert claim.turn.who == "staff:finance-2"
    assert claim.allowed == claim.claimed


def test_a_claim_is_opened_again_only_as_somebody_saw_it() -> None:
    """A form that does not say which version its page showed is asked to look first."""
    bench = Bench(a_refused_claim()).as_("finance-1")
    step = bench.get("/office/claims/K7M4-9QXR").hidden("step").partition("-")[0]

    answer = bench.post("/office/claims/K7M4-9QXR/reopen", {"step": step, "reason": "They were there after all."})

    assert answer.status == 409
    assert "It has changed since you opened the page" in answer.words
    assert bench.claims.writes == 0


def test_only_finance_opens_a_claim_again() -> None:
    """A worker and the office cannot."""
    for staff in ("participation-worker", "recruitment-lead"):
        bench = Bench(a_refused_claim()).as_(staff)

        answer = bench.post("/office/claims/K7M4-9QXR/reopen", {"step": "ab" * 16, "version": "2", "reason": "x"})

        assert answer.status == 403
        assert bench.claims.writes == 0


def test_a_fresh_link_goes_to_whoever_must_decide() -> None:
    """By email only: the page shows none."""
    bench = Bench(a_claim()).as_("finance-1")
    step = bench.get("/office/claims/K7M4-9QXR").hidden("step")

    sent = bench.post("/office/claims/K7M4-9QXR/link", {"step": step})

    assert "A fresh link is on its way to Participation worker." in bench.get(sent.location).words
    assert bench.claims.kept[ClaimId("K7M4-9QXR")].journal[-1].facts["to"] == "participation-worker"


def test_a_receipt_is_only_ever_downloaded() -> None:
    """By an address that lives for minutes."""
    bench = Bench(a_claim()).as_("finance-1")
    bench.receipts.add(
        Receipt(
            id=ReceiptId("r1"),
            draft=a_claim().draft,
            key="receipts/a/r1",
            content_type="image/png",
            size=9,
            sha256="aa",
            received_on=DAY,
        )
    )

    assert bench.get("/office/claims/K7M4-9QXR/receipts/r1").location.startswith("https://files.example/receipts/a/r1")


@pytest.mark.parametrize("name", ["<script>alert(1)</script>", '"><img src=x onerror=alert(1)>'])
def test_a_hostile_name_is_only_ever_text(name: str) -> None:
    """On every page that shows names."""
    bench = Bench(a_claim(claimant=Claimant(name=name, email="a@example.com"))).as_("participation-worker")

    for address in PAGES:
        body = bench.get(address).body
        assert "<script>alert" not in body
        assert "<img src=x" not in body
