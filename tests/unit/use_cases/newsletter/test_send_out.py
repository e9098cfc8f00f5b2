"""A newsletter reaches each mailbox that asked for it, once, however often its messages come."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import datetime, timedelta

import pytest

from takepart.domain.links import Purpose
from takepart.domain.newsletter import subscriber as subscribers_domain
from takepart.domain.newsletter.newsletter import NewsletterState
from takepart.domain.newsletter.subscriber import Subscriber, SubscriberState
from takepart.letters.newsletter import NewsletterWriter
from takepart.use_cases.newsletter.ports import PageToSend
from takepart.use_cases.newsletter.send_out import LETTERS_ON_A_PAGE, MOST_TRIES, SendingOut
from takepart.use_cases.outbox import Outbox
from takepart.use_cases.ports import CAME_BACK, Event, EventKind, Letter, MailRetryable
from tests.fakes import FakeLinks, FakeMail, FakeMailLog
from tests.newsletters import (
    MONDAY,
    FakeNewsletters,
    FakePages,
    FakeSubscribers,
    a_part,
    one_going_out,
    somebody_asked,
    somebody_on,
)
from tests.policies import WIRRAL

FIRST = PageToSend(newsletter=one_going_out().id)


def a_sending(
    *subscribers: Subscriber, mail: FakeMail | None = None, log: FakeMailLog | None = None, now: datetime = MONDAY
) -> SendingOut:
    return SendingOut(
        newsletters=FakeNewsletters(one_going_out()),
        subscribers=FakeSubscribers(*subscribers),
        pages=FakePages(),
        outbox=Outbox(
            links=FakeLinks(),
            writer=NewsletterWriter(policy=WIRRAL, site="https://takepart.example.org"),
            mail=mail or FakeMail(),
            log=log or FakeMailLog(),
            limits=WIRRAL.letters,
        ),
        now=now,
    )


def work_off(sending: SendingOut, *first: PageToSend) -> None:
    """Every message, and every one that follows from it, as if each delay had passed."""
    pages: FakePages = sending.pages  # type: ignore[assignment]
    pages.waiting.extend((page, 0) for page in first)
    while pages.waiting:
        page, delay = pages.waiting.pop(0)
        sending = replace(sending, now=sending.now + timedelta(seconds=delay))
        sending.page(page)


def letters(sending: SendingOut) -> list[Letter]:
    mail: FakeMail = sending.outbox._mail  # type: ignore[assignment]
    return mail.sent


def test_everyone_who_asked_gets_it_once_over_many_pages() -> None:
    """And the journal says how many."""
    readers = [somebody_on(f"reader-{n:03}") for n in range(2 * LETTERS_ON_A_PAGE + 7)]
    sending = a_sending(*readers, somebody_asked("silent"))

    work_off(sending, FIRST)

    assert sorted(letter.to for letter in letters(sending)) == [one.email for one in readers]
    newsletter = sending.newsletters.get(FIRST.newsletter)
    assert newsletter is not None
    assert newsletter.state is NewsletterState.SENT
    assert newsletter.letters == (len(readers), 0)


def test_the_same_message_twice_and_two_workers_send_one_letter_each() -> None:
    """Also once it has all gone out."""
    sending = a_sending(*(somebody_on(f"reader-{n:03}") for n in range(LETTERS_ON_A_PAGE + 1)))

    work_off(sending, FIRST, FIRST)
    work_off(sending, FIRST)

    assert len(letters(sending)) == LETTERS_ON_A_PAGE + 1


def test_when_the_mail_service_slows_us_down_the_rest_goes_later() -> None:
    """Nobody is written to twice, and nobody is left out."""
    mail = FakeMail()
    sending = a_sending(*(somebody_on(f"reader-{n}") for n in range(5)), mail=mail)
    mail.fails = 3

    work_off(sending, FIRST)

    assert sorted(letter.to for letter in mail.sent) == [f"reader-{n}@example.com" for n in range(5)]
    assert mail.fails == 0


def test_a_mail_service_that_takes_nothing_at_all_ends_where_a_person_is_called() -> None:
    """Not in an endless round."""
    sending = a_sending(somebody_on(), mail=FakeMail(fails=MOST_TRIES + 5))

    with pytest.raises(MailRetryable):
        work_off(sending, FIRST)


def test_a_worker_that_died_at_a_letter_is_waited_for_and_then_followed() -> None:
    """Its letter was taken and never finished: better a second copy than none."""
    log = FakeMailLog()
    sending = a_sending(somebody_on("one"), somebody_on("two"), log=log)
    log.take(f"newsletter:{FIRST.newsletter}#one", at=MONDAY, stale=MONDAY)

    sending.page(FIRST)
    assert [letter.to for letter in letters(sending)] == ["two@example.com"]

    work_off(sending)
    assert sorted(letter.to for letter in letters(sending)) == ["one@example.com", "two@example.com"]


def test_an_address_that_is_never_taken_holds_up_nobody() -> None:
    """It is counted."""
    mail = FakeMail(refuses=frozenset({"one@example.com"}))
    sending = a_sending(somebody_on("one"), somebody_on("two"), mail=mail)

    work_off(sending, FIRST, FIRST)

    newsletter = sending.newsletters.get(FIRST.newsletter)
    assert newsletter is not None
    assert newsletter.letters == (1, 1)


def test_who_left_or_came_after_it_was_sent_is_not_written_to() -> None:
    """Leaving is honoured at once, even between two pages."""
    left = subscribers_domain.leave(somebody_on("left"), at=MONDAY)
    sending = a_sending(left, somebody_on("late", at=MONDAY + timedelta(minutes=1)), somebody_on("reader"))

    work_off(sending, FIRST)

    assert [letter.to for letter in letters(sending)] == ["reader@example.com"]


def test_when_time_is_short_the_page_goes_back_on_the_queue() -> None:
    """And goes on from there."""
    sending = a_sending(somebody_on())

    replace(sending, hurry=lambda: True).page(FIRST)
    assert letters(sending) == []

    work_off(sending)
    assert len(letters(sending)) == 1


def test_each_letter_has_its_own_link_to_leave_in_headers_that_mail_programs_know() -> None:
    """RFC 2369 and RFC 8058; and the same words as on the web, in both forms."""
    sending = a_sending(somebody_on())
    newsletters = FakeNewsletters(one_going_out("K7M4-9QXR", a_part(path="/you-said-we-did/X", text="- <b>\n- two")))

    work_off(replace(sending, newsletters=newsletters), FIRST)

    (letter,) = letters(sending)
    stop = re.fullmatch(
        r"<https://takepart\.example\.org/newsletter/stop\?t=(\S+)>", letter.headers["List-Unsubscribe"]
    )
    assert letter.headers["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    assert stop
    token = stop[1].replace("%3D", "=")
    assert FakeLinks().read(token).purpose is Purpose.NEWSLETTER_STOP
    assert "- <b>" in letter.text
    assert "https://takepart.example.org/you-said-we-did/X" in letter.text
    assert "&lt;b&gt;" in letter.html


def test_a_mailbox_is_asked_once_for_each_time_somebody_asked() -> None:
    """The message twice is one letter; who answered meanwhile is not asked any more."""
    asked = somebody_asked()
    event = Event(kind=EventKind.SUBSCRIBER, about=asked.id, seq=1, action="asked")
    sending = a_sending(asked)

    assert [sending.confirm(event), sending.confirm(event)] == [1, 0]
    assert "confirm?t=" in letters(sending)[0].text
    assert "List-Unsubscribe" not in letters(sending)[0].headers
    assert a_sending(somebody_on()).confirm(event) == 0
    assert a_sending().confirm(event) == 0


def test_a_mailbox_that_letters_come_back_from_is_taken_off() -> None:
    """Once, however often it is told; somebody who never said yes as well."""
    sending = a_sending(somebody_on("reader-1"), somebody_asked("silent"))

    for each in ("reader-1", "silent", "reader-1"):
        sending.follow(Event(kind=EventKind.SUBSCRIBER, about=each, seq=1, action=CAME_BACK))

    kept: FakeSubscribers = sending.subscribers  # type: ignore[assignment]
    assert {each.state for each in kept.kept.values()} == {SubscriberState.LEFT}


def test_nobody_is_sent_a_newsletter_whose_letters_come_back() -> None:
    """It is told of, as is what comes back itself, so that they are taken off."""
    log = FakeMailLog()
    sending = a_sending(somebody_on("reader-1"), somebody_on("reader-2"), log=log)
    (one, two) = (each.email for each in sending.subscribers.on(limit=9)[0])
    log.stop(one, on=MONDAY.date())

    work_off(sending, FIRST)

    mail: FakeMail = sending.outbox._mail  # type: ignore[assignment]
    assert ([letter.to for letter in mail.sent], [letter.to for letter in mail.held]) == ([two], [one])
