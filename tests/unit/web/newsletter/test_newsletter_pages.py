"""The newsletter's public pages: easy to read, nothing lost, one press to leave."""

from __future__ import annotations

from datetime import timedelta

import pytest

from takepart.domain import journal as journals
from takepart.domain.aggregate import Step
from takepart.domain.ids import StepId
from takepart.domain.links import Link, Purpose
from takepart.domain.newsletter import newsletter as newsletters_domain
from takepart.domain.newsletter.newsletter import Newsletter
from takepart.domain.newsletter.subscriber import Subscriber, SubscriberState
from takepart.use_cases.newsletter.subscribe import MOST_A_DAY, MOST_LETTERS_A_DAY
from takepart.web.app import App
from takepart.web.newsletter.pages import NewsletterSite, newsletter_app
from tests.fakes import FakeIdentities, FakeLinks, FakeSessions
from tests.newsletters import (
    MONDAY,
    WORKER,
    FakeNewsletters,
    FakeSubscribers,
    a_draft,
    a_part,
    one_going_out,
    somebody_on,
)
from tests.policies import WIRRAL
from tests.reading_age import grade, sentences_of
from tests.unit.web.calls import SITE, call
from tests.voices import FakeAlerts

HARDEST = 5.0
READER = "reader@example.com"


class Pages:
    """The pages, and what is behind them."""

    def __init__(
        self,
        *subscribers: Subscriber,
        newsletters: tuple[Newsletter, ...] = (),
        days: int = 0,
        alerts: FakeAlerts | None = None,
    ) -> None:
        self.subscribers, self.sessions = FakeSubscribers(*subscribers), FakeSessions()
        self.alerts = FakeAlerts() if alerts is None else alerts
        site = NewsletterSite(
            policy=WIRRAL,
            newsletters=FakeNewsletters(*newsletters),
            subscribers=self.subscribers,
            identities=FakeIdentities(),
            sessions=self.sessions,
            links=FakeLinks(),
            raise_alert=self.alerts.put,
            now=lambda: MONDAY + timedelta(days=days),
            url=SITE,
            new_id=str,
        )
        self.app: App = newsletter_app(site)

    @property
    def only(self) -> Subscriber:
        """The one mailbox that is kept."""
        (found,) = self.subscribers.kept.values()
        return found


def a_token(id: str, purpose: Purpose, *, days: int = 7) -> str:
    expires = MONDAY + timedelta(days=days)
    return FakeLinks().make(Link(purpose=purpose, about=id, turn=0, who="mailbox", expires=expires))


def asked(pages: Pages, email: str = READER) -> int:
    return call(pages.app, "POST", "/newsletter", form={"email": email}).status


@pytest.mark.parametrize(
    "address",
    [
        "/newsletter",
        "/newsletter/asked",
        f"/newsletter/confirm?t={a_token('reader', Purpose.NEWSLETTER_YES)}",
        f"/newsletter/stop?t={a_token('reader', Purpose.NEWSLETTER_STOP)}",
        "/newsletter/stop?t=x",
        "/newsletter/K7M4-9QXR",
        "/newsletter/K7M4-9QXR/print",
    ],
)
def test_a_page_is_easy_to_read(address: str) -> None:
    """Nine or ten years old."""
    assert grade(sentences_of(call(Pages(newsletters=(one_going_out(),)).app, "GET", address).body)) <= HARDEST


def test_a_mailbox_says_yes_before_it_is_on_the_list() -> None:
    """And looking at a link changes nothing: mail programs do it by themselves."""
    pages = Pages()
    assert asked(pages) == 303
    token = a_token(pages.only.id, Purpose.NEWSLETTER_YES)

    call(pages.app, "GET", f"/newsletter/confirm?t={token}")
    assert pages.only.state is SubscriberState.ASKED

    answers = [call(pages.app, "POST", "/newsletter/confirm", form={"t": token}) for _ in range(2)]
    assert [answer.status for answer in answers] == [200, 200]
    assert pages.only.is_on
    assert len(pages.only.journal) == 2


def test_one_address_is_one_subscription_and_whoever_asks_learns_nothing() -> None:
    """The same answer for a new address, an old one, and one that has had enough for a day."""
    pages = Pages()

    answers = [asked(pages, "Reader@example.com") for _ in range(MOST_LETTERS_A_DAY + 2)]

    assert set(answers) == {303}
    assert pages.only.version == MOST_LETTERS_A_DAY
    assert all(READER not in name.lower() for name in pages.sessions.counts), "counters name nobody"


def test_nobody_uses_us_to_fill_many_mailboxes() -> None:
    """There is a most for a day, with a clear answer."""
    pages = Pages()
    pages.sessions.counts[f"newsletter#{MONDAY.date()}"] = MOST_A_DAY

    assert asked(pages) == 429
    assert not pages.subscribers.kept


@pytest.mark.parametrize("email", ["", "no address", "a@b@c"])
def test_a_wrong_address_is_told_beside_its_box(email: str) -> None:
    """And what was typed stays."""
    answer = call(Pages().app, "POST", "/newsletter", form={"email": email})

    assert answer.status == 422
    assert "govuk-error-message" in answer.body
    assert f'value="{email}"' in answer.body or not email


def test_a_mail_program_ends_it_without_a_cookie_a_page_or_an_origin() -> None:
    """RFC 8058: one post, in either of the two forms, and no redirect. Twice is the same."""
    pages = Pages(somebody_on())
    address = f"/newsletter/stop?t={a_token('reader', Purpose.NEWSLETTER_STOP)}"

    call(pages.app, "GET", address)
    assert pages.only.is_on, "looking changes nothing"

    first = call(pages.app, "POST", address, form={"List-Unsubscribe": "One-Click"}, origin=None)
    again = call(
        pages.app, "POST", address, raw="--x\r\n", content_type="multipart/form-data; boundary=x", origin="https://mail"
    )
    assert [first.status, again.status] == [200, 200]
    assert pages.only.state is SubscriberState.LEFT
    assert pages.only.email == ""


def test_a_link_to_leave_works_for_ever_and_opens_nothing_else() -> None:
    """However old the newsletter is; a link to say yes ends after a week; neither does the other's work."""
    stop, yes = a_token("reader", Purpose.NEWSLETTER_STOP), a_token("reader", Purpose.NEWSLETTER_YES)
    pages = Pages(somebody_on(), days=5_000)

    assert call(pages.app, "POST", f"/newsletter/stop?t={yes}").status == 410
    assert call(pages.app, "POST", "/newsletter/confirm", form={"t": stop}).status == 410
    assert call(pages.app, "POST", "/newsletter/confirm", form={"t": yes}).status == 410
    assert call(pages.app, "POST", f"/newsletter/stop?t={stop[:-1]}x").status == 410
    assert pages.only.is_on
    assert call(pages.app, "POST", f"/newsletter/stop?t={stop}").status == 200
    assert not pages.only.is_on


def test_another_sites_form_asks_for_nothing() -> None:
    """Only the link to leave may come from elsewhere."""
    assert call(Pages().app, "POST", "/newsletter", form={"email": READER}, origin="https://other").status == 403


def test_everyone_reads_what_was_sent_and_nobody_a_draft() -> None:
    """What was typed is only words; the printed one has the address and its picture."""
    newsletters = (
        one_going_out("K7M4-9QXR", a_part(title="<i>Room</i>"), a_part(id="2", title="Not in it", picked=False)),
        a_draft("BCDF-2346", title="A secret draft"),
        newsletters_domain.drop(a_draft("BCDF-2347"), Step(journals.staff(WORKER), MONDAY, StepId("drop"))),
    )
    pages = Pages(newsletters=newsletters)

    listed = call(pages.app, "GET", "/newsletter")
    shown = call(pages.app, "GET", "/newsletter/k7m4-9qxr")
    printed = call(pages.app, "GET", "/newsletter/K7M4-9QXR/print")

    assert "News from us" in listed.words
    assert "secret" not in listed.words
    assert "&lt;i&gt;Room" in shown.body
    assert "Not in it" not in shown.words
    assert f"{SITE}/newsletter/K7M4-9QXR" in printed.words
    assert "data:image/svg+xml" in printed.body
    assert [call(pages.app, "GET", f"/newsletter/{id}").status for id in ("BCDF-2346", "BCDF-2347", "nope")] == [
        404
    ] * 3
