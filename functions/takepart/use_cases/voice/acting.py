"""One member of staff at one time, with one press of a button: what every step of theirs is taken with."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import Any, NamedTuple, TypeVar

from takepart.domain import journal as journals
from takepart.domain.aggregate import Journalled, Step
from takepart.domain.ids import DraftId, StaffId, StepId
from takepart.domain.policy import Policy
from takepart.domain.references import claim_reference
from takepart.domain.refused import Closed
from takepart.domain.voice.rules import VoiceRules
from takepart.use_cases.doing import Change, Store, do, make, read
from takepart.use_cases.voice.say import rules_of

Thing = TypeVar("Thing", bound=Journalled)


class Act(NamedTuple):
    """Who acts, by which rules, when, with which press. ``seen`` is the version that the page showed, if it said so."""

    policy: Policy
    by: StaffId
    now: datetime
    step: StepId
    seen: int | None = None


class Acting:
    """Base of what staff do with one kind of thing."""

    def __init__(self, act: Act) -> None:
        self.policy, self.by, self.now, self.step, self.seen = act

    @property
    def rules(self) -> VoiceRules:
        """The policy's part about being heard. Raises NotHere."""
        return rules_of(self.policy)

    @property
    def reads(self) -> bool:
        """Whether they read what people say: readers, and those who are told of alerts."""
        return self.by in self.rules.readers or self.on_duty

    @property
    def on_duty(self) -> bool:
        """Whether they are told of alerts: nobody else ends one."""
        return self.by in self.rules.duty

    @property
    def checks(self) -> bool:
        """Whether they check and decide, and make things public."""
        return self.by in self.rules.checkers

    @property
    def writes(self) -> bool:
        """Whether they write what is checked then: readers and checkers do."""
        return self.by in self.rules.readers or self.checks

    @property
    def taking(self) -> Step:
        """The step of this press."""
        return Step(journals.staff(self.by), self.now, self.step)

    @property
    def reference(self) -> str:
        """The reference of something new: the same for the same press."""
        return claim_reference(DraftId(self.step))

    def must(self, may: bool) -> None:
        """Raises Closed when they may not."""
        if not may:
            raise Closed(self.by)

    def read_one(self, store: Store[Thing], id: Any, *, may: bool) -> Thing:
        """One of them. Raises Closed for who may not, or when there is none."""
        return read(store, id, may=lambda _: may)

    def do_one(
        self,
        store: Store[Thing],
        id: Any,
        change: Change[Thing],
        *,
        may: bool,
        keep: Callable[[Thing, Thing], None] | None = None,
    ) -> Thing:
        """Take the step, and keep it as ``doing.do`` says. Raises Refused, ChangedMeanwhile."""
        return do(store, id, self.taking, change, may=lambda _: may, seen=self.seen, keep=keep)

    def make_one(self, store: Store[Thing], id: Any, made: Callable[[Step], Thing], *, may: bool) -> Thing:
        """Something new; pressed twice, it is made once. Raises Refused, ChangedMeanwhile."""
        self.must(may)
        return make(store, id, self.taking, made)
