"""What a link does and does not: a machine changes nothing with it, and a used or old one says so plainly."""

from __future__ import annotations

from datetime import timedelta
from urllib.parse import quote

import pytest

from takepart.domain.claims.claim import ClaimState
from takepart.domain.ids import ClaimId, DraftId
from takepart.domain.links import Link, Purpose
from takepart.web.decisions import routes
from tests.builders import SENT_AT, WORKER, a_claim, a_confirmed_claim
from tests.unit.web.decisions.bench import LINKS, NOW, Bench, link_to, list_of


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
    [{}, {"answer": ""}, {"answer": "agree"}, {"answer": "nonsense", "step": "ab" * 16 + "-1"}],
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
    assert bench.kept(claim).state is ClaimState.WITH_FINANCE


def test_what_was_written_in_an_old_tab_is_shown_again() -> None:
    """The claim was decided in another tab: the reason that somebody typed here is not lost with it."""
    claim = a_claim()
    bench = Bench(claim)
    form = bench.form_of(bench.get(link_to(claim)))
    bench.choose(link_to(claim), answer="agree")
    written = {
        "refusal": "It was <another> day.\nSee the diary.",
        "line_1_reason": "Two hours, not three",
        "question": " ",
    }

    answer = bench.post(link_to(claim), form | {"answer": "refuse", "step": "cd" * 16} | written)

    assert answer.status == 409
    assert "It was &lt;another&gt; day." in answer.body
    assert "Why you refuse it It was <another> day. See the diary." in answer.words
    assert "Why it changes Two hours, not three" in answer.words
    assert "Your question" not in answer.words


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


def test_what_is_logged_holds_ids_and_nothing_else(monkeypatch: pytest.MonkeyPatch) -> None:
    """No name, no address, no token, no words."""
    logged: list[tuple[str, dict[str, object]]] = []
    monkeypatch.setattr(routes.logger, "info", lambda message, **more: logged.append((message, more)))
    claim = a_claim()

    Bench(claim).choose(link_to(claim), answer="refuse", refusal="You told us that you could not come.")

    assert logged == [("claim decided", {"claim_id": claim.id, "action": "refused", "seq": 2})]
