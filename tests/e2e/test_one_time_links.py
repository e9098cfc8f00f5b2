"""Links in emails: opened by scanners, forged, used twice or by two at once. A person decides, and once."""

from __future__ import annotations

import base64
import re
import secrets
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from threading import Barrier
from typing import Any

import pytest

from infra.local.story import found
from takepart.adapters.kms_links import KmsLinkMaker
from takepart.domain.links import Link, Purpose
from tests.e2e.stack import RunningStack, until
from tests.e2e.wire import Answer, Sent, Wire, hidden, send

CONFIRMER, FINANCE = "panels@example.org", "finance-1@example.org"
AGREE = {"answer": "agree"}
REFUSE = {"answer": "refuse", "refusal": "You were not there"}


@pytest.fixture(scope="module")
def wire(stack: RunningStack) -> Wire:
    """Requests to the deployed stack."""
    return Wire(stack)


def a_sent(wire: Wire) -> Sent:
    """A claim that waits for the panel manager."""
    return send(wire, activity_type="panel-member-half-day", hours=3)


@pytest.fixture(scope="module")
def waiting(wire: Wire) -> Sent:
    """A claim that nobody in this module decides."""
    return a_sent(wire)


def token_of(address: str) -> str:
    """The token in a link."""
    return address.partition("?t=")[2]


def at_once(*acts: Any) -> list[Answer]:
    """Do them all at the same moment."""
    gate = Barrier(len(acts))

    def one(act: Any) -> Answer:
        gate.wait()
        answer: Answer = act()
        return answer

    with ThreadPoolExecutor(len(acts)) as pool:
        return list(pool.map(one, acts))


def test_a_scanner_changes_nothing(wire: Wire, waiting: Sent) -> None:
    """A hundred openings, prefetches, HEADs, and the form posted with whatever stands in it."""
    link = waiting.decision()
    before = waiting.stored
    page = wire.get(link)

    def opened(number: int) -> int:
        method = "HEAD" if number % 2 else "GET"
        return wire.ask(method, link, headers={"Sec-Purpose": "prefetch", "User-Agent": "SafeLinks"}).status

    with ThreadPoolExecutor(4) as pool:
        assert set(pool.map(opened, range(100))) == {200}
    for fields in (hidden(page), {}, hidden(page) | {"answer": ""}, hidden(page) | {"answer": "yes"}, b"\0=\0"):
        answer = wire.post(link, fields)
        assert answer.status == 422
        assert "Choose what you decide" in answer.text
    cut_off = wire.post(link, AGREE)
    assert (cut_off.status, "did not reach us" in cut_off.text) == (422, True)
    for headers in ({"Origin": "https://scanner.example", "Sec-Fetch-Site": "cross-site"}, {}):
        assert wire.ask("POST", link, b"answer=agree", headers).status == 403
    assert waiting.stored == before


def test_nothing_is_chosen_beforehand(wire: Wire, waiting: Sent) -> None:
    """No box is ticked, and the page is guarded like every other."""
    page = wire.get(waiting.decision())

    assert not re.search(r"<(?:input|option)[^>]* (?:checked|selected)", page.text)
    assert page.headers["cache-control"] == "no-store"
    assert page.headers["referrer-policy"] == "same-origin"
    assert "http://" not in page.text.replace(wire.stack.url, "")
    assert "https://" not in page.text.replace("http://www.w3.org", "")


def test_a_forged_link_opens_nothing(wire: Wire, waiting: Sent) -> None:
    """Any letter changed, cut off, added to, empty, or the words of one with the seal of another."""
    token = token_of(waiting.decision())
    words, _, seal = token.partition(".")
    spelled = base64.urlsafe_b64decode(words + "=" * (-len(words) % 4)).decode()
    later = base64.urlsafe_b64encode(spelled.replace("|1|", "|2|", 1).encode()).decode().rstrip("=")
    flipped = seal[:-2] + ("A" if seal[-2] != "A" else "B") + seal[-1]
    before = waiting.stored

    for forged in (
        "", ".", words, f"{words}.", f".{seal}", f"{words}.{flipped}", f"{later}.{seal}", f"{words}.{words}",
        f"{token}=", f"{token}.x", token[:-1], "%00", "a" * 700, "%FF%FE", "%C3%A9.%C3%A9", token.swapcase(),
    ):  # fmt: skip
        for answer in (wire.get(f"/decide?t={forged}"), wire.get(f"/decide/done?t={forged}")):
            assert answer.status == 404, (forged, answer.status)
            assert waiting.reference not in answer.text
        assert wire.post(f"/decide?t={forged}", AGREE).status == 409
        assert wire.get(f"/claims/{waiting.reference}?t={forged}").status == 403
        assert wire.post(f"/decide/fresh-link?t={forged}", {"step": "a" * 16}).status == 400
    assert waiting.stored == before


def test_a_link_opens_only_what_it_is_for(wire: Wire, waiting: Sent) -> None:
    """One claim's link is no key to another's, and a participant's link decides nothing."""
    other = a_sent(wire)
    theirs, own = token_of(waiting.decision()), token_of(other.page())
    form = hidden(wire.get(waiting.decision()))

    assert wire.get(f"/claims/{waiting.reference}?t={own}").status == 403
    assert wire.get(f"/claims/{waiting.reference}?t={theirs}").status == 403
    assert wire.post(f"/claims/{waiting.reference}/withdraw", {"t": own, "sure": "yes"}).status == 403
    assert wire.post(f"/claims/{waiting.reference}/bank-details", {"t": own}).status == 403
    assert wire.post(f"/decide?t={own}", form | AGREE).status == 409
    assert wire.get(f"/decide/waiting?t={theirs}").status == 404
    assert wire.get(f"/decide/waiting/{other.reference}?t={theirs}").status == 404
    assert wire.get(f"/decide/receipt?t={theirs}&claim={other.reference}&id=x").status == 404
    assert wire.get(f"/decide/batch?t={theirs}").status == 404
    assert wire.get(f"/office/sign-in?t={theirs}").status == 404
    assert wire.post(f"/office/sign-in?t={theirs}", {}).status == 404
    # A form of one claim, sent with another's link, was not made for what that link shows.
    assert wire.post(other.decision(), form | AGREE | {"step": "ab" * 16 + "-7"}).status == 409
    assert (waiting.actions, other.actions) == (["sent"], ["sent"])


def test_an_expired_link_says_so_and_offers_a_fresh_one(wire: Wire, waiting: Sent) -> None:
    """To whoever must decide, and to nobody else: however often it is asked, a few letters a day."""
    maker = KmsLinkMaker(wire.stack.client("kms"), wire.stack.deployed.names["LinkKey"])
    sent = a_sent(wire)
    link = Link(
        purpose=Purpose.DECIDE,
        about=sent.reference,
        turn=1,
        who="panel-manager",
        expires=datetime.now(UTC) - timedelta(seconds=1),
    )
    old = f"/decide?t={maker.make(link)}"
    page = wire.get(old)

    assert page.status == 410
    assert wire.post(old, AGREE).status == 409
    assert sent.actions == ["sent"]
    asked = [wire.post(old.replace("/decide", "/decide/fresh-link"), {"step": secrets.token_hex(8)}) for _ in range(8)]
    assert [answer.status for answer in asked] == [200] * 5 + [409] * 3
    assert wire.get(sent.decision("link")).status == 200


def test_a_used_link_shows_what_was_decided(wire: Wire) -> None:
    """The back button, a reload, and another choice with the same form: it stays decided, once."""
    sent = a_sent(wire)
    link = sent.decision()
    form = hidden(wire.get(link))

    done = wire.post(link, form | AGREE)

    assert done.status == 303
    assert "/decide/done?" in done.location
    assert wire.get(done.location.replace(wire.stack.url, "")).status == 200
    assert wire.post(link, form | AGREE).location == done.location  # a reload
    again = wire.get(link)
    assert again.status == 410
    assert "confirmed" in again.text.lower()
    fresh_form = form | {"step": secrets.token_hex(16)}
    other = wire.post(link, fresh_form | REFUSE)
    assert other.status == 409
    assert "confirmed" in other.text.lower()
    assert sent.actions == ["sent", "confirmed"]


def test_a_link_dies_when_a_colleague_takes_over(wire: Wire) -> None:
    """It says who has the claim now, and a fresh link goes to them."""
    sent = a_sent(wire)
    link = sent.decision()
    page = wire.get(link)
    colleague = found(r'name="colleague"[^>]*value="([^"]+)"', page.text).partition('value="')[2].rstrip('"')

    assert wire.post(link, hidden(page) | {"answer": "pass-on", "colleague": colleague}).status == 303
    closed = wire.get(link)

    assert closed.status == 410
    assert wire.post(link, hidden(page) | {"step": "b" * 16} | AGREE).status == 409
    assert sent.actions == ["sent", "passed-on"]


def test_two_at_once_make_one_decision(wire: Wire) -> None:
    """One is taken; the other is told plainly what was decided, and nothing of theirs is kept."""
    sent = a_sent(wire)
    link = sent.decision()
    one, other = hidden(wire.get(link)), hidden(wire.get(link))
    assert one["step"] != other["step"]

    answers = at_once(lambda: wire.post(link, one | AGREE), lambda: wire.post(link, other | REFUSE))

    assert sorted(answer.status for answer in answers) == [303, 409]
    assert len(sent.actions) == 2
    told = next(answer for answer in answers if answer.status == 409)
    assert "Sorry, something went wrong" not in told.text
    assert {"confirmed": "confirmed", "refused": "refused"}[sent.actions[1]] in told.text.lower()


def test_a_double_click_decides_once(wire: Wire) -> None:
    """Five clicks: one step, one answer, one letter to the next."""
    sent = a_sent(wire)
    link = sent.decision()
    form = hidden(wire.get(link)) | AGREE

    answers = at_once(*[lambda: wire.post(link, form)] * 5)

    assert {(answer.status, answer.location) for answer in answers} == {(303, answers[0].location)}
    assert sent.actions == ["sent", "confirmed"]
    assert sent.decision("Please approve")


def test_the_claimant_takes_it_back_while_it_is_decided(wire: Wire) -> None:
    """One of the two happened, and the other is told: it is never both and never neither."""
    sent = a_sent(wire)
    link, own = sent.decision(), token_of(sent.page())
    form = hidden(wire.get(link)) | REFUSE

    decided, withdrawn = at_once(
        lambda: wire.post(link, form),
        lambda: wire.post(f"/claims/{sent.reference}/withdraw", {"t": own, "sure": "yes"}),
    )

    assert sent.actions in (["sent", "refused"], ["sent", "withdrawn"])
    assert sorted([decided.status, withdrawn.status]) == [303, 409]
    assert (decided.status == 303) == (sent.actions[1] == "refused")


def test_signing_in_uses_a_link_once(wire: Wire) -> None:
    """Scanners may look; one press of the button signs one browser in, with a cookie that no script reads."""
    before = len(wire.stack.mails(to=FINANCE, subject="ign in"))
    assert wire.post("/office/sign-in", {"email": FINANCE}).status == 200
    mail = wire.stack.mail(to=FINANCE, subject="ign in", after=before)
    link = found(r"/office/sign-in\?t=\S+", mail["text"])

    for _ in range(5):
        looked = wire.get(link)
        assert looked.status == 200
        assert "set-cookie" not in looked.headers
    answers = at_once(*[lambda: wire.post(link, {})] * 4)

    signed_in = [answer for answer in answers if "set-cookie" in answer.headers]
    assert sorted(answer.status for answer in answers) == [303, 410, 410, 410]
    (cookie,) = [answer.headers["set-cookie"] for answer in signed_in]
    assert "HttpOnly" in cookie
    assert "SameSite=Lax" in cookie
    assert "Domain" not in cookie
    secret = cookie.partition(";")[0]
    assert wire.get("/office", Cookie=secret).status == 200
    for bad in ("garbage", "~~~", "a~b~c", "%00", "x" * 3_000):
        assert wire.get(f"/office/claims?state=paid&start={bad}", Cookie=secret).status < 500, bad
        assert wire.get(f"/office/waiting?state={bad}&who={bad}", Cookie=secret).status < 500, bad
        assert wire.get(f"/office/claims/{bad}", Cookie=secret).status < 500, bad
    assert wire.get("/office", Cookie=f"{secret}x").status == 303
    assert wire.post("/office/sign-out", {}, Cookie=secret).status == 303
    assert wire.get("/office", Cookie=secret).status == 303


def test_nobody_learns_who_works_here(wire: Wire) -> None:
    """The same words for every address, and no letter to a stranger."""
    stranger = wire.post("/office/sign-in", {"email": "eve@elsewhere.example"})
    member = wire.post("/office/sign-in", {"email": FINANCE})

    assert (stranger.status, stranger.text) == (member.status, member.text)
    until(lambda: wire.stack.mails(to=FINANCE, subject="ign in"))
    assert not wire.stack.mails(to="eve@elsewhere.example")


def test_nobody_learns_which_claims_there_are(wire: Wire, waiting: Sent) -> None:
    """A reference that is none gets the same answer as one that is; and at most one letter an hour."""
    answers = [wire.post("/claims", {"reference": r}) for r in (waiting.reference, "2222-2222", waiting.reference)]

    assert len({(answer.status, answer.text) for answer in answers}) == 1
    assert waiting.actions.count("link-asked-for") == 1
