"""Letters of being heard are written and sent, each once unless an answer is lost."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import Protocol

from takepart.domain.policy.rules import LetterLimits
from takepart.domain.voice.days import day_only
from takepart.use_cases.mailbox_limit import may_go
from takepart.use_cases.ports import Letter, LinkMaker, Mail, MailLog, MailRejected
from takepart.use_cases.voice.letters_due import VoiceLetter


class VoiceWriter(Protocol):
    """Turns a letter that is due into words."""

    def write(self, due: VoiceLetter, *, token: str) -> Letter:
        """The letter; ``token`` goes in its link."""


def send_voice_letters(
    letters: Iterable[VoiceLetter],
    *,
    links: LinkMaker,
    writer: VoiceWriter,
    mail: Mail,
    log: MailLog,
    limits: LetterLimits,
    now: datetime,
) -> int:
    """Send them, but for those that a mailbox had enough of today; how many went out.

    What is written down about a letter has its day and no finer time.

    Raises MailRetryable or StoreUnavailable, to be tried again; and MailRejected, when all the others went out, for an
    address that is never taken: the message then ends among the failures, where an alarm calls a person.
    """
    at = day_only(now)
    went_out, refused = 0, None
    for due in letters:
        if log.was_sent(due.key) or not may_go(due.kind, to=due.to, key=due.key, room=log, limits=limits, now=now):
            continue
        letter = writer.write(due, token=links.make(due.link) if due.link else "")
        log.about_to_send(due.key, at=at)
        try:
            mail.send(letter)
        except MailRejected as error:
            log.rejected(due.key, at=at)
            refused = error
            continue
        log.sent(due.key, at=at)
        went_out += 1
    if refused is not None:
        raise refused  # after all the others went out
    return went_out
