"""Ids for people and accounts, MACs under a KMS key that nobody can guess back; and whose each name of a person is."""

from __future__ import annotations

import hmac
from typing import Any, Final

from pynamodb.attributes import ListAttribute, UnicodeAttribute
from pynamodb.transactions import TransactWrite

from takepart.adapters.answering import ConditionFailed, answering
from takepart.adapters.rows import Row, bound, item
from takepart.domain.bank_details import BankDetails
from takepart.domain.email_addresses import normalised
from takepart.domain.ids import PersonId
from takepart.domain.names import folded
from takepart.use_cases.ports import Known, Names, NameTaken

_SK: Final = "KNOWN"
_KIN: Final = "KIN"


class KnownRow(Row):
    """One name, and whose it is."""

    person = UnicodeAttribute()
    also: ListAttribute[Any] = ListAttribute(default=list)


class KinRow(Row):
    """The parent or carer of one person, beside their name: who handles claims reads it, and nothing else of people."""

    mailbox = UnicodeAttribute(null=True)


class NamesTable:
    """The port ``Names``."""

    def __init__(self, table: str) -> None:
        self._row, self._kin = bound(KnownRow, table), bound(KinRow, table)

    def of(self, name: PersonId) -> Known | None:
        """Whose it is."""
        row = item(self._row, _pk(name), _SK)
        return Known(person=PersonId(row.person), also=tuple(map(PersonId, row.also))) if row else None

    def kin(self, *names: PersonId) -> tuple[str, ...]:
        """The mailboxes of their parent or carer, under any of their names."""
        rows = [item(self._kin, _pk(name), _KIN) for name in names]
        return tuple(row.mailbox for row in rows if row and row.mailbox)

    def keep_kin(self, write: TransactWrite, person: PersonId, mailbox: str) -> None:
        """Put their parent or carer into what is kept of them, or take them out: an empty one is nobody."""
        write.save(self._kin(_pk(person), _KIN, mailbox=mailbox or None))

    def take(
        self, name: PersonId, *, by: PersonId, also: tuple[PersonId, ...] = (), instead_of: PersonId | None = None
    ) -> None:
        """Make it somebody's."""
        row = self._row
        mine = row.pk.does_not_exist() | row.person.is_in(*dict.fromkeys((by, instead_of or by)))
        try:
            with answering():
                row(_pk(name), _SK, person=by, also=list(also)).save(condition=mine)
        except ConditionFailed as failed:
            known = self.of(name)
            raise NameTaken(known.person if known else by) from failed


def _pk(name: PersonId) -> str:
    return f"KNOWN#{name}"


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

    def kin(self, *names: PersonId) -> tuple[str, ...]:
        """The mailboxes of their parent or carer."""
        return self._names.kin(*names) if self._names else ()

    def form(self, digest: str) -> str:
        """A name for what somebody sent: the same every time, and nobody else can work it out."""
        return self._mac(f"form:{digest}").hex()

    @answering()
    def _mac(self, words: str) -> bytes:
        answer = self._kms.generate_mac(KeyId=self._key, MacAlgorithm="HMAC_SHA_256", Message=words.encode())
        return bytes(answer["Mac"])
