"""The letters that an event calls for are written and sent, each once unless an answer is lost."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from types import MappingProxyType
from typing import Final, Protocol

from takepart.domain.claims.claim import Claim
from takepart.domain.ids import ClaimId
from takepart.domain.links import Purpose
from takepart.domain.policy import Policy
from takepart.use_cases.claims.letters_due import LetterDue, letters_due, waiting_link
from takepart.use_cases.claims.open_decision import waiting_for
from takepart.use_cases.mailbox_limit import may_go
from takepart.use_cases.ports import Claims, Event, EventKind, Letter, LinkMaker, Mail, MailLog, MailRejected

LettersOf = Callable[[Event], Sequence[LetterDue]]
"""The letters that an event of one kind calls for."""

Reach = Callable[[Claim], str]
"""Where somebody who claimed is reached today."""


def as_claimed(claim: Claim) -> str:
    """The address that they gave with the claim."""
    return claim.claimant.email


NO_OTHERS: Final[Mapping[EventKind, LettersOf]] = MappingProxyType({})


class LetterWriter(Protocol):
    """Turns a letter that is due into words."""

    def write(self, due: LetterDue, *, token: str, list_token: str = "") -> Letter:
        """The letter; ``token`` goes in its link, ``list_token`` in the link to all that waits for the same person."""


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
    others: Mapping[EventKind, LettersOf] = NO_OTHERS,
    reach: Reach = as_claimed,
) -> int:
    """Send what an event calls for; how many letters went out. ``others`` knows the events that are not a claim's.

    Each attempt is written down before it is made: better a second copy than a lost letter. Raises MailRetryable or
    StoreUnavailable, to be tried again; and MailRejected for an address that the mail service never takes, so that the
    message ends among the failures, where an alarm calls a person: nobody is left unreached in silence. What strangers
    can cause is held back once a mailbox had enough of it today.
    """
    if event.kind is EventKind.CLAIM:
        found: Sequence[LetterDue] = _letters_of_claim(event, claims=claims, policy=policy, now=now, reach=reach)
    else:
        found = others[event.kind](event) if event.kind in others else ()
    went_out, refused = 0, None
    for due in found:
        if log.was_sent(due.key) or not may_go(
            due.kind, to=due.to, key=due.key, room=log, limits=policy.letters, now=now
        ):
            continue
        letter = writer.write(
            due,
            token=links.make(due.link) if due.link else "",
            list_token=links.make(waiting_link(due.member, policy=policy, now=now))
            if due.waiting and due.member
            else "",
        )
        log.about_to_send(due.key, at=now)
        try:
            mail.send(letter)
        except MailRejected as error:
            log.rejected(due.key, at=now)
            refused = error
            continue
        log.sent(due.key, at=now)
        went_out += 1
    if refused is not None:
        raise refused  # after all the others went out
    return went_out


def _letters_of_claim(event: Event, *, claims: Claims, policy: Policy, now: datetime, reach: Reach) -> list[LetterDue]:
    claim = claims.get(ClaimId(event.about))
    if claim is None or not 1 <= event.seq <= claim.version:
        return []
    found = letters_due(claim, claim.journal[event.seq - 1], policy=policy, now=now)
    if event.seq > 1:  # The first goes where they have just asked for it.
        found = [due if due.member is not None else replace(due, to=reach(claim)) for due in found]
    return [_with_list(due, claims=claims, policy=policy) for due in found]


def _with_list(due: LetterDue, *, claims: Claims, policy: Policy) -> LetterDue:
    """The letter, with how many claims wait for its reader when there are enough of them for a list."""
    if due.member is None or due.link is None or due.link.purpose is not Purpose.DECIDE:
        return due
    waiting = len(waiting_for(due.member.id, claims=claims))
    return replace(due, waiting=waiting) if waiting >= policy.approval.list_from else due
