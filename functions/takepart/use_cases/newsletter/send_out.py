"""A newsletter goes out page by page: each page is a message on a queue, which puts the next one there.

Every letter is taken in the mail log before it is sent, so that two workers with the same page, or the same message
twice, send one. A page that stops half-way is done again; what went out is passed over.
"""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Final

from takepart.domain import journal as journals
from takepart.domain.aggregate import Step
from takepart.domain.ids import StepId
from takepart.domain.links import Link, Purpose
from takepart.domain.newsletter import newsletter as newsletters_domain
from takepart.domain.newsletter.newsletter import Newsletter, NewsletterState
from takepart.domain.newsletter.subscriber import (
    ANSWER_WITHIN,
    Subscriber,
    SubscriberAction,
    SubscriberId,
    SubscriberState,
)
from takepart.domain.refused import Refused
from takepart.use_cases.letters import Lane, LetterDue, LetterName
from takepart.use_cases.newsletter.ports import Newsletters, Pages, PageToSend, Subscribers
from takepart.use_cases.newsletter.subscribe import stop
from takepart.use_cases.outbox import STALE_AFTER, Outbox, Outcome
from takepart.use_cases.ports import CAME_BACK, ChangedMeanwhile, Event, MailRetryable

LETTERS_ON_A_PAGE: Final = 50
MOST_TRIES: Final = 20
"""Then the page ends among the failures, where an alarm calls a person."""
_SLOW_DOWN: Final = 30
"""Seconds to wait when the mail service takes no more for now."""
_LOOK_AGAIN: Final = int(STALE_AFTER.total_seconds()) + 60
"""Seconds, a little longer than a worker can be at one letter."""
_LINK_YEARS: Final = 5


class NewsletterLetter(LetterName):
    """The question to a mailbox, and the newsletters themselves, which are written from their own words."""

    CONFIRM = "newsletter/confirm"
    NEWS = "newsletter/news", Lane.ALWAYS


@dataclass(frozen=True, kw_only=True)
class SendingOut:
    """What sending needs. ``hurry`` says that there is no time for another letter."""

    newsletters: Newsletters
    subscribers: Subscribers
    pages: Pages
    outbox: Outbox
    now: datetime
    hurry: Callable[[], bool] = lambda: False

    def follow(self, event: Event) -> None:
        """Ask the mailbox, or end what does not arrive there. Raises what ``confirm`` raises, and ChangedMeanwhile."""
        if event.action == CAME_BACK:
            stop(SubscriberId(event.about), subscribers=self.subscribers, now=self.now)
        else:
            self.confirm(event)

    def confirm(self, event: Event) -> int:
        """Ask a mailbox whether it wants the newsletter, once for each time it was asked for. How many letters went.

        Raises MailRetryable, MailRejected, StoreUnavailable.
        """
        found = self.subscribers.get(SubscriberId(event.about))
        if found is None or found.state is not SubscriberState.ASKED or event.seq != found.version:
            return 0
        asked = found.journal[event.seq - 1]
        if asked.action != SubscriberAction.ASK.value:
            return 0
        expires = (asked.at + ANSWER_WITHIN).replace(microsecond=0)
        link = Link(purpose=Purpose.NEWSLETTER_YES, about=found.id, turn=event.seq, who="mailbox", expires=expires)
        key = f"{event.id}#{asked.hash[:12]}"  # who leaves and comes back starts again at 1
        asking = LetterDue(kind=NewsletterLetter.CONFIRM, key=key, to=found.email, link=link)
        return self.outbox.send([asking], now=self.now, event=event)

    def page(self, page: PageToSend) -> PageToSend:
        """Send the letters of one page, and have the next one sent; what was done, all pages together.

        Raises MailRetryable once a page got nowhere ``MOST_TRIES`` times; StoreUnavailable.
        """
        newsletter = self.newsletters.get(page.newsletter)
        if newsletter is None or newsletter.state is not NewsletterState.SENDING:
            return page  # a message that comes again when all is done
        found, after = self.subscribers.on(start=page.start or None, limit=LETTERS_ON_A_PAGE)
        done, held, got_on = replace(page, tries=0), False, False
        for each in found:
            if self.hurry():
                self.pages.put(page)
                return done
            try:
                outcome = self._to(each, newsletter)
            except MailRetryable:
                self._later(page, got_on=got_on)
                return done
            held = held or outcome is Outcome.BUSY
            got_on = got_on or outcome is Outcome.SENT
            went, refused = outcome in (Outcome.SENT, Outcome.BEFORE), outcome is Outcome.REFUSED
            done = replace(done, letters=done.letters + went, refused=done.refused + refused)
        if held:
            self.pages.put(replace(page, tries=page.tries + 1), delay=_LOOK_AGAIN)
        elif after is not None:
            self.pages.put(replace(done, start=after))
        else:
            self._finish(newsletter, done)
        return done

    def _to(self, subscriber: Subscriber, newsletter: Newsletter) -> Outcome | None:
        sent_at = newsletter.sent_at
        if not subscriber.is_on or sent_at is None or subscriber.since is None or subscriber.since > sent_at:
            return None
        expires = sent_at.replace(microsecond=0) + timedelta(days=366 * _LINK_YEARS)
        due = LetterDue(
            kind=NewsletterLetter.NEWS,
            key=f"newsletter:{newsletter.id}#{subscriber.id}",
            to=subscriber.email,
            link=Link(purpose=Purpose.NEWSLETTER_STOP, about=subscriber.id, turn=0, who="mailbox", expires=expires),
            values={"newsletter": newsletter},
        )
        return self.outbox.one(due, now=self.now)

    def _later(self, page: PageToSend, *, got_on: bool) -> None:
        tries = 0 if got_on else page.tries + 1
        if tries > MOST_TRIES:
            raise MailRetryable(f"newsletter:{page.newsletter}")
        self.pages.put(replace(page, tries=tries), delay=_SLOW_DOWN)

    def _finish(self, newsletter: Newsletter, done: PageToSend) -> None:
        with suppress(Refused, ChangedMeanwhile):  # another worker was here with the same page
            self.newsletters.save(
                newsletters_domain.finish(
                    newsletter,
                    Step(journals.Job.MAILER.actor, self.now, StepId("all-sent")),
                    letters=done.letters,
                    refused=done.refused,
                )
            )
