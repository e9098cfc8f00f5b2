"""How letters leave, whatever they are about: each is written and sent once, and no mailbox is filled by strangers.

A letter is taken in the mail log before it is sent, by one conditional write: two workers with the same message send
one. Better a second copy than a lost letter: what a worker took and did not finish is taken again.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from contextlib import suppress
from dataclasses import replace
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Final

from takepart.domain.policy.rules import LetterLimits
from takepart.domain.uk_time import local_date
from takepart.domain.voice.days import day_only
from takepart.use_cases.letters import Lane, LetterDue, LetterWriter
from takepart.use_cases.ports import (
    Event,
    Letter,
    LinkMaker,
    Mail,
    MailLog,
    MailRejected,
    MailRetryable,
    Taken,
    Text,
    Texts,
)

_TEXTS: Final = "TEXTS"
"""What text messages are counted under: each costs money."""
STALE_AFTER: Final = timedelta(minutes=2)
"""Longer than a worker can be at one letter, and shorter than a message waits before it comes again."""


class Outcome(StrEnum):
    """What became of one letter."""

    SENT = "sent"
    BEFORE = "sent before"
    HELD = "held back"
    """The mailbox had enough of its kind today, or strangers caused enough letters to all."""
    REFUSED = "refused"
    """The mail service never takes the address."""
    CAME_BACK = "came back"
    """It was not sent, since others to its mailbox came back."""
    BUSY = "busy"
    """Somebody else is at it, or was and stopped."""


class Outbox:
    """What sending needs. ``days_only``: what is written down about a letter has its day and no finer time."""

    def __init__(
        self,
        *,
        links: LinkMaker,
        writer: LetterWriter,
        mail: Mail,
        log: MailLog,
        limits: LetterLimits,
        texts: Callable[[], Texts | None] = lambda: None,
        days_only: bool = False,
    ) -> None:
        """``texts`` is asked for when the first text is due; without, everything is an email."""
        self._links, self._writer, self._mail, self._log = links, writer, mail, log
        self._limits, self._texts, self._days_only = limits, texts, days_only

    def send(self, letters: Iterable[LetterDue], *, now: datetime, event: Event | None = None) -> int:
        """Send them; how many went out just now. ``event`` is what they are for.

        Raises MailRetryable or StoreUnavailable, to be tried again. When all the others went out: MailRetryable for
        one that somebody else is at, since they may have stopped; and MailRejected for an address that is never taken,
        so that the message ends among the failures, where an alarm calls a person. Nobody is left unreached in silence.
        """
        became = {due.key: self.one(due, now=now, try_refused=True, event=event) for due in letters}
        for outcome, error in ((Outcome.BUSY, MailRetryable), (Outcome.REFUSED, MailRejected)):
            if outcome in became.values():
                raise error(next(key for key, each in became.items() if each is outcome))
        return sum(each is Outcome.SENT for each in became.values())

    def one(self, due: LetterDue, *, now: datetime, try_refused: bool = False, event: Event | None = None) -> Outcome:
        """Send one. ``try_refused``: also where its address was never taken so far; a person may have put that right.

        Raises MailRetryable, StoreUnavailable.
        """
        if not (due.to or due.text_to) or not self._may_go(due, now=now):  # somebody without a mailbox
            return Outcome.HELD
        at = day_only(now) if self._days_only else now
        # Where no time may be written nobody can tell one who is at it from one who stopped.
        stale = at + timedelta(days=1) if self._days_only else now - STALE_AFTER
        taken = self._log.take(due.key, at=at, stale=stale)
        if taken is Taken.REFUSED and try_refused:
            self._log.let_go(due.key, at=at)
            taken = self._log.take(due.key, at=at, stale=stale)
        if taken is not Taken.OURS:
            return {Taken.DONE: Outcome.BEFORE, Taken.REFUSED: Outcome.REFUSED}.get(taken, Outcome.BUSY)
        strangers = due.kind.lane in (Lane.LIMITED, Lane.LIMITED_MANY)
        if strangers and not self._log.room_today(most=self._limits.most_for_strangers, day=local_date(now)):
            self._log.let_go(due.key, at=at)
            return Outcome.HELD
        try:
            if due.text_to and self._texted(due, now=now):
                self._log.sent(due.key, at=at)
                return Outcome.SENT
            came_back = not due.to or self._log.comes_back(due.to)
            letter = replace(self._written(due), kind=due.kind.value, event=event.spelled if event else "")
            (self._mail.hold if came_back else self._mail.send)(letter)
        except MailRejected:
            self._log.rejected(due.key, at=at)
            return Outcome.REFUSED
        except Exception:
            self._log.let_go(due.key, at=at)
            raise
        self._log.sent(due.key, at=at)
        return Outcome.CAME_BACK if came_back else Outcome.SENT

    def _texted(self, due: LetterDue, *, now: datetime) -> bool:
        """Whether it went as a text. Not where the organisation sends none or sent enough today, nor where the number
        takes none or its holder said STOP: then it is an email, or staff are told that it did not arrive.
        """
        texts, most = self._texts(), self._limits.most_texts_a_day
        if texts is None or not most or not self._log.room_today(most=most, day=local_date(now), of=_TEXTS):
            return False
        token = self._links.make(due.link) if due.link else ""
        with suppress(MailRejected):
            texts.send(Text(key=due.key, to=due.text_to, words=self._writer.text(due, token=token)))
            return True
        return False

    def _written(self, due: LetterDue) -> Letter:
        due = due if due.to else replace(due, to=due.text_to)
        tokens = [self._links.make(link) if link else "" for link in (due.link, due.beside)]
        return self._writer.write(due, token=tokens[0], beside=tokens[1])

    def _may_go(self, due: LetterDue, *, now: datetime) -> bool:
        """Whether the mailbox has room for one more of its kind today; one that is tried again counts once."""
        limits, lane = self._limits, due.kind.lane
        if lane is Lane.ALWAYS and not due.beside:
            return True
        apart = lane is not Lane.LIMITED
        of_a_kind = {Lane.LIMITED_MANY: limits.most_a_day, Lane.ALWAYS: limits.most_with_a_list}.get(
            lane, limits.most_of_a_kind
        )
        return self._log.room_for(
            due.text_to or due.to,
            due.key,
            kind=due.kind.value,
            of_a_kind=of_a_kind,
            of_all=of_a_kind if apart else limits.most_a_day,
            day=local_date(now),
            apart=apart,
        )
