"""One member of staff at one time, with one press of a button: what every step of theirs is taken with."""

from __future__ import annotations

from abc import abstractmethod
from collections.abc import Callable
from datetime import datetime
from typing import Any, Generic, NamedTuple, TypeVar

from takepart.domain import journal as journals
from takepart.domain.aggregate import Journalled, Step
from takepart.domain.ids import DraftId, StaffId, StepId
from takepart.domain.policy import Policy
from takepart.domain.references import claim_reference
from takepart.domain.refused import Closed
from takepart.domain.voice.rules import VoiceRules
from takepart.use_cases.doing import Change, Store, do, make, read
from takepart.use_cases.voice.ports import VoiceStores, rules_of

Thing = TypeVar("Thing", bound=Journalled)


class Act(NamedTuple):
    """Who acts on what, by which rules, when, with which press. ``seen`` is the version that the page showed."""

    stores: VoiceStores
    policy: Policy
    by: StaffId
    now: datetime
    step: StepId
    seen: int | None = None


class Acting(Generic[Thing]):
    """Base of what staff do with one kind of thing: a step of it alone is ``do``, what has rules of its own a method.

    Every step raises Refused, ChangedMeanwhile; and Closed for who may not, or when there is none.
    """

    def __init__(self, act: Act) -> None:
        self.stores, self.policy, self.by, self.now, self.step, self.seen = act

    @property
    @abstractmethod
    def store(self) -> Store[Thing]:
        """Where they are kept."""

    @property
    def may(self) -> bool:
        """Whether they have a part in this."""
        return self.writes

    def may_touch(self, _: Thing) -> bool:
        """Whether they may see and change this one."""
        return self.may

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
        """Whether they write what is checked then."""
        return self.by in self.rules.writers

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

    def read(self, id: Any) -> Thing:
        """One of them."""
        return read(self.store, id, may=self.may_touch)

    def do(self, id: Any, change: Change[Thing], *, keep: Callable[[Thing, Thing], None] | None = None) -> Thing:
        """Take the step, and keep it as ``doing.do`` says."""
        return do(self.store, id, self.taking, change, may=self.may_touch, seen=self.seen, keep=keep)

    def decide(self, id: Any, change: Change[Thing]) -> Thing:
        """A step that only checkers take."""
        self.must(self.checks)
        return self.do(id, change)

    def make(self, id: Any, made: Callable[[Step], Thing]) -> Thing:
        """Something new; pressed twice, it is made once."""
        self.must(self.may)
        return make(self.store, id, self.taking, made)
