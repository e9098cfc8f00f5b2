"""Email addresses: which can be written to, and when two spellings of one mailbox are one person."""

from __future__ import annotations

import re
import unicodedata
from typing import Final

_DOTS_DO_NOT_COUNT: Final = {"gmail.com", "googlemail.com"}
_ATOM: Final = r"[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+"
_MAILBOX: Final = re.compile(rf"{_ATOM}(?:\.{_ATOM})*")
_LABEL: Final = r"[A-Za-z0-9](?:[A-Za-z0-9-]{0,61}[A-Za-z0-9])?"
_HOST: Final = re.compile(rf"{_LABEL}(?:\.{_LABEL})*\.[A-Za-z0-9-]*[A-Za-z][A-Za-z0-9-]*")
_SEEN_OTHERWISE: Final = str.maketrans({"ß": "s", "ς": "σ"})
_OF_A_HOST: Final = frozenset({"Ll", "Lo", "Lm", "Mn", "Mc", "Nd"})
_LONGEST: Final = 254
_LONGEST_MAILBOX: Final = 64


def mailable(address: str) -> str | None:
    """The address as the mail service takes it: the part before the @ in ASCII, the host in its ASCII form.

    None for what no mail service can deliver to (RFC 5321; Amazon SES takes no other letters before the @). Letters
    that only look like ours are therefore never part of a mailbox.
    """
    if len(address) > _LONGEST:
        return None
    mailbox, _, host = address.rpartition("@")
    host = _ascii_host(host)
    if not _MAILBOX.fullmatch(mailbox) or len(mailbox) > _LONGEST_MAILBOX or not _HOST.fullmatch(host):
        return None
    found = f"{mailbox}@{host}"
    return found if len(found) <= _LONGEST else None


def normalised(address: str) -> str:
    """The mailbox behind an address.

    Case, wide and invisible letters, ``+tags``, Gmail's dots and the two spellings of a host do not make another
    person.
    """
    text = unicodedata.normalize("NFKC", address).strip()
    text = "".join(letter for letter in text if unicodedata.category(letter) != "Cf")
    mailbox, at, host = text.rpartition("@")
    if not at:
        return text.casefold()
    mailbox = mailbox.casefold()
    mailbox, host = mailbox.split("+", 1)[0] or mailbox, _ascii_host(host.rstrip(".")).casefold()
    if host in _DOTS_DO_NOT_COUNT:
        mailbox, host = mailbox.replace(".", ""), "gmail.com"
    return f"{mailbox}@{host}"


def same_mailbox(one: str, other: str) -> bool:
    """Whether two addresses are one person's, as the separation of duties sees it."""
    return normalised(one) == normalised(other)


def _ascii_host(host: str) -> str:
    """``xn--bcher-kva.example`` for ``bücher.example``; what has no such form stays as it is."""
    if host.isascii():
        return host
    labels = re.split(r"[.\u3002\uff0e\uff61]", host)
    try:
        return ".".join(_ascii_label(label) for label in labels)
    except UnicodeError:
        return host


def _ascii_label(label: str) -> str:
    """One part of a host, by IDNA 2008 (RFC 5891). Raises UnicodeError for what is no part of a host.

    The codec goes by IDNA 2003, in which ``faß.de`` is ``fass.de``, another host whose mail somebody else reads. The
    letters that the two see otherwise are written as they are; signs that are no letters are refused, as 2008 says.
    """
    if label.isascii():
        return label
    text = unicodedata.normalize("NFKC", label).lower()
    plain = text.translate(_SEEN_OTHERWISE).encode("idna").decode("ascii")
    if not all(letter == "-" or unicodedata.category(letter) in _OF_A_HOST for letter in text):
        raise UnicodeError("a host has letters, marks and digits alone")
    if text.translate(_SEEN_OTHERWISE) == text:
        return plain
    return f"xn--{text.encode('punycode').decode('ascii')}"
