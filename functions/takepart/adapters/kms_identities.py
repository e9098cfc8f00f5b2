"""Ids for people and accounts: MACs under a KMS key, so that nobody can guess an id back to a person."""

from __future__ import annotations

import hmac
from typing import Any

from takepart.adapters.answering import answering
from takepart.domain.bank_details import BankDetails
from takepart.domain.email_addresses import normalised
from takepart.domain.ids import PersonId
from takepart.domain.names import folded
from takepart.use_cases.ports import Names


class KmsIdentities:
    """The port ``Identities``.

    A person's id has two parts, ``<mailbox>.<name>``: brothers and sisters who share a parent's mailbox are different
    people, and a claim by the same mailbox under another name can still be seen and flagged. Somebody who registered
    keeps the first id for life; ``names`` knows what else they are called since.
    """

    def __init__(self, kms: Any, key: str, *, names: Names | None = None) -> None:
        self._kms, self._key, self._names = kms, key, names

    def person(self, *, email: str, name: str) -> PersonId:
        """The person whose mailbox and name these are."""
        return self.every_name(email=email, name=name)[0]

    def every_name(self, *, email: str, name: str) -> tuple[PersonId, ...]:
        """The person, and everything else that they are called."""
        typed = self.name(email=email, name=name)
        known = self._names.of(typed) if self._names else None
        if self._names is None or known is None:
            return (typed,)
        if known.person != typed:
            known = self._names.of(known.person) or known
        return tuple(dict.fromkeys((known.person, *known.also, typed)))

    def name(self, *, email: str, name: str) -> PersonId:
        """What this mailbox and name are called: the same every time."""
        mac = self._mac(f"mailbox:{normalised(email)}")
        under = hmac.digest(mac, f"name:{folded(name)}".encode(), "sha256")
        return PersonId(f"{mac.hex()[:24]}.{under.hex()[:12]}")

    def account(self, bank: BankDetails) -> str:
        """The same fingerprint for the same account, every time."""
        return self._mac(f"account:{bank.sort_code}:{bank.account_number}:{bank.roll_number}").hex()[:32]

    def form(self, digest: str) -> str:
        """A name for what somebody sent: the same every time, and nobody else can work it out."""
        return self._mac(f"form:{digest}").hex()

    @answering()
    def _mac(self, words: str) -> bytes:
        answer = self._kms.generate_mac(KeyId=self._key, MacAlgorithm="HMAC_SHA_256", Message=words.encode())
        return bytes(answer["Mac"])
