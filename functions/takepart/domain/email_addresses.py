"""Email addresses: two spellings of one mailbox are one person when duties must be separate."""

from __future__ import annotations

import unicodedata

_DOTS_DO_NOT_COUNT = {"gmail.com", "googlemail.com"}


def normalised(address: str) -> str:
    """The mailbox behind an address: case, wide letters, ``+tags`` and Gmail's dots do not make another person."""
    text = unicodedata.normalize("NFKC", address).strip().casefold()
    mailbox, at, host = text.rpartition("@")
    if not at:
        return text
    mailbox = mailbox.split("+", 1)[0] or mailbox
    if host in _DOTS_DO_NOT_COUNT:
        mailbox, host = mailbox.replace(".", ""), "gmail.com"
    return f"{mailbox}@{host.rstrip('.')}"


def same_mailbox(one: str, other: str) -> bool:
    """Whether two addresses are one person's, as the separation of duties sees it."""
    return normalised(one) == normalised(other)
