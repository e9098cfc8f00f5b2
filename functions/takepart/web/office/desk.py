"""What the office's pages about claims and money need from the rest, handed over by ``office.py``."""

from __future__ import annotations

from collections.abc import Callable
from functools import cached_property
from typing import TYPE_CHECKING, Any

from takepart.domain.ids import StaffId
from takepart.domain.working_days import Holidays
from takepart.use_cases.came_back import Bounces, ReturnedLetters
from takepart.use_cases.claims.ports import Approvals, Claims, ReceiptFiles, Receipts
from takepart.use_cases.money.bank_batches import BatchWorld
from takepart.use_cases.money.cash_on_the_day import CashWorld
from takepart.use_cases.money.ports import Batches, Floats, Stocks, Vouchers
from takepart.use_cases.organisation.keep_staff import Staff
from takepart.use_cases.ports import Identities, LinkReader, Queues
from takepart.use_cases.what_waits import VoiceCounts
from takepart.web.history import staff_name
from takepart.web.office.reception import Reception

if TYPE_CHECKING:
    from takepart.use_cases.organisation.keep_rules import Rulebook
    from takepart.use_cases.organisation.keep_teams import Teams
    from takepart.use_cases.stuck import Failures


class Office(Reception):
    """One organisation's office."""

    def __init__(
        self,
        *,
        claims: Claims,
        receipts: Receipts,
        files: ReceiptFiles,
        links: LinkReader,
        queues: Queues,
        batches: Batches,
        vouchers: Vouchers,
        stocks: Stocks,
        floats: Floats,
        approvals: Approvals,
        identities: Identities,
        voice_counts: VoiceCounts,
        returned: ReturnedLetters,
        bounces: Bounces,
        failures: Callable[[], Failures],
        holidays: Holidays,
        staff: Callable[[], Staff],
        teams: Callable[[], Teams],
        rulebook: Callable[[], Rulebook],
        **reception: Any,
    ) -> None:
        """``voice_counts`` are numbers of what people say.

        ``failures``, ``staff``, ``teams`` and ``rulebook`` are read when their pages are.
        """
        super().__init__(**reception)
        self.claims, self.receipts, self.files, self.links = claims, receipts, files, links
        self.queues, self.batches, self.vouchers = queues, batches, vouchers
        self.stocks, self.floats, self.identities, self.voice_counts = stocks, floats, identities, voice_counts
        self.returned, self.bounces, self.approvals, self.failures = returned, bounces, approvals, failures
        self.holidays, self._staff, self._teams = holidays, staff, teams
        self._rulebook = rulebook

    @cached_property
    def staff(self) -> Staff:
        """Who works here, and what changed it."""
        return self._staff()

    @cached_property
    def teams(self) -> Teams:
        """The teams that owe promises, and what changed them."""
        return self._teams()

    @cached_property
    def rulebook(self) -> Rulebook:
        """The editions of the rules."""
        return self._rulebook()

    @property
    def cash_world(self) -> CashWorld:
        """What handing out cash needs."""
        return CashWorld(
            claims=self.claims,
            floats=self.floats,
            identities=self.identities,
            policy=self.policy,
            holidays=self.holidays,
        )

    @property
    def batch_world(self) -> BatchWorld:
        """What sending a batch needs, or writing down what came back."""
        return BatchWorld(batches=self.batches, claims=self.claims, policy=self.policy, holidays=self.holidays)

    def staff_name(self, id: str) -> str:
        """What somebody is called, by their id or as an actor."""
        return staff_name(StaffId(id.removeprefix("staff:")), policy=self.policy)
