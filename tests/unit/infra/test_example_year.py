"""The example organisation's year, on any day that somebody may start it."""

from __future__ import annotations

import hashlib
import re
from collections import Counter
from datetime import UTC, datetime

import pytest

from infra.local.example import FLOAT, POLICY, VOUCHERS
from infra.local.year import live
from infra.local.year.recorded import Recorded
from infra.local.year.world import Promises, World
from takepart.adapters.policy.file import load, load_assurance
from takepart.domain.bank_details import BankDetails
from takepart.domain.claims.parts import SealedBankDetails
from takepart.domain.ids import BatchId, ClaimId, PersonId
from takepart.domain.references import read_reference
from takepart.domain.uk_time import local_date
from tests.fakes_claims import FakeApprovals

TABLES = ("ClaimsTable", "PeopleTable", "ProgrammeTable", "VoiceTable", "AssuranceTable")
ROLES = re.compile(r"^(Young person|Parent|Volunteer) \d+$")


class FakeKeys:
    """The ports ``Identities``, ``BankSafe``, ``OpenBankSafe`` and ``PaymentFiles``."""

    def __init__(self) -> None:
        self.sealed: dict[ClaimId, BankDetails] = {}
        self.files: dict[BatchId, bytes] = {}

    def person(self, *, email: str, name: str) -> PersonId:
        return self.name(email=email, name=name)

    def every_name(self, *, email: str, name: str) -> tuple[PersonId, ...]:
        return (self.name(email=email, name=name),)

    def name(self, *, email: str, name: str) -> PersonId:
        name = hashlib.sha256(f"{email}{name}".encode()).hexdigest()
        return PersonId(f"{name[:24]}.{name[24:36]}")

    def kin(self, *names: PersonId) -> tuple[str, ...]:
        return ()

    def account(self, bank: BankDetails) -> str:
        return hashlib.sha256(bank.account_number.encode()).hexdigest()[:32]

    def seal(self, bank: BankDetails, *, owner: ClaimId) -> SealedBankDetails:
        self.sealed[owner] = bank
        return SealedBankDetails(
            ciphertext=b"x", last_digits=bank.last_digits, fingerprint=self.account(bank), name=bank.name
        )

    def open(self, sealed: SealedBankDetails, *, owner: ClaimId) -> BankDetails:
        return self.sealed[owner]

    def put(self, batch_id: BatchId, content: bytes, *, sha256: str) -> None:
        self.files[batch_id] = content

    def has(self, batch_id: BatchId, *, sha256: str) -> bool:
        return batch_id in self.files

    def read(self, batch_id: BatchId, *, sha256: str) -> bytes:
        return self.files[batch_id]

    def link(self, batch_id: BatchId, *, sha256: str) -> str:
        return ""


def lived(now: str) -> World:
    """The year before a moment."""
    rules = load_assurance(POLICY)
    assert rules is not None
    keys = FakeKeys()
    world = World(
        policy=load(POLICY),
        rules=rules,
        now=datetime.fromisoformat(now).replace(tzinfo=UTC),
        names={name: name for name in TABLES},
        identities=keys,
        safe=keys,
        approvals=FakeApprovals(),
        files=keys,
    )
    live(world, vouchers=VOUCHERS, cash_float=FLOAT)
    return world


def states(table: Recorded, sk: str) -> Counter[str]:
    return Counter(each.state for (_, sort), each in table.kept.items() if sort == sk)


@pytest.mark.parametrize("now", ["2026-11-22T12:00", "2027-04-01T00:10", "2028-02-29T23:50"])
def test_every_board_has_something_to_show(now: str) -> None:
    """Claims in most states, money out by bank and voucher, sessions held and to come, all that people said."""
    world = lived(now)

    claims = states(world.table("ClaimsTable"), "CLAIM")
    assert claims["paid"] > 40
    assert {"with-worker", "with-finance", "asked-by-worker", "refused", "withdrawn"} <= set(claims)
    assert states(world.table("ClaimsTable"), "BATCH")["done"] > 8
    assert states(world.table("ProgrammeTable"), "SESSION").keys() == {"held", "planned"}
    voice = world.table("VoiceTable")
    assert states(voice, "FEEDBACK").keys() == {"waiting", "answered"}
    assert states(voice, "YOU-SAID")["published"] == 8
    assert len(states(voice, "COMPLAINT")) == 3
    assert states(voice, "CONSULTATION")["approved"] == 1
    store = Promises(world.table("AssuranceTable"))
    teams = [store.of_team(team.id, ()) for team in world.rules.owners]
    assert sum(audit.state == "signed-off" for each in teams for audit in each.audits.values()) == 2
    assert sum(len(duty.evidence) for each in teams for duty in each.duties.values()) >= 5


def test_nothing_is_said_to_happen_after_now_and_nobody_is_a_person() -> None:
    """Every journal ends by now; names are roles at example.org."""
    world = lived("2026-11-22T08:00")

    entries = [entry for table in world.tables.values() for each in table.kept.values() for entry in each.journal]
    assert max(entry.at for entry in entries) <= world.now
    assert min(entry.at for entry in entries) >= world.at(420)
    people = world.table("PeopleTable").kept.values()
    assert all(ROLES.match(each.body["details"]["name"]) for each in people)
    assert all(each.body["details"]["email"].endswith("@example.org") for each in people)


def test_everything_that_has_a_reference_is_found_by_it() -> None:
    """A page finds a thing by its reference only where that is one: in the signs that references are made of."""
    world = lived("2026-11-22T08:00")
    kinds = ("CLAIM", "YOU-SAID", "COMPLAINT", "CONSULTATION")

    names = [key.rpartition("#")[2] for table in world.tables.values() for key, kind in table.kept if kind in kinds]

    assert len(names) > 60
    assert [name for name in names if read_reference(name) != name] == []


def test_the_same_day_gives_the_same_year() -> None:
    """To the last hash of every journal."""
    one, two = (lived("2026-11-22T12:00") for _ in range(2))

    for name in TABLES:
        assert {key: each.journal for key, each in one.table(name).kept.items()} == {
            key: each.journal for key, each in two.table(name).kept.items()
        }


def test_the_month_with_a_late_payment_is_not_kept_and_the_others_are() -> None:
    """As the board will have to hear."""
    world = lived("2026-11-22T12:00")

    duties = Promises(world.table("AssuranceTable")).of_team(world.rules.owners[-1].id, ()).duties
    (pay,) = [each for (commitment, _), each in duties.items() if commitment == "pay-on-time"]

    assert [each.slot for each in pay.evidence] == ["2026-09-30"]
    assert local_date(pay.journal[0].at).day == 1
