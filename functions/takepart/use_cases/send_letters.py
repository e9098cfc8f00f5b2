"""The letters that an event calls for are written and sent, each once unless an answer is lost."""

from __future__ import annotations

from datetime import datetime
from typing import Protocol

from takepart.domain.ids import ClaimId
from takepart.domain.policy import Policy
from takepart.use_cases.letters_due import LetterDue, letters_due
from takepart.use_cases.ports import Claims, Event, Letter, LinkMaker, Mail, MailLog, MailRejected


class LetterWriter(Protocol):
    """Turns a letter that is due into words."""

    def write(self, due: LetterDue, *, token: str) -> Letter:
        """The letter; ``token`` goes in its link."""


def send_letters(
    event: Event,
    *,
    claims: Claims,
    links: LinkMaker,
    writer: LetterWriter,
    mail: Mail,
    log: MailLog,
    policy: Policy,
    now: datetime,
) -> int:
    """Send what the event of a claim calls for; how many letters went out.

    Each attempt is written down before it is made: better a second copy than a lost letter. An address that the mail
    service refuses for good is written down and left. Raises MailRetryable or StoreUnavailable, to be tried again.
    """
    claim = claims.get(ClaimId(event.about))
    entry = claim.journal[event.seq - 1] if claim is not None and event.seq <= claim.version else None
    if claim is None or entry is None:
        return 0
    went_out = 0
    for due in letters_due(claim, entry, policy=policy, now=now):
        if log.was_sent(due.key):
            continue
        letter = writer.write(due, token=links.make(due.link) if due.link else "")
        log.about_to_send(due.key, at=now)
        try:
            mail.send(letter)
        except MailRejected:
            log.rejected(due.key, at=now)
            continue
        log.sent(due.key, at=now)
        went_out += 1
    return went_out
