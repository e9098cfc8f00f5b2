"""What was said is deleted when its time is over: words and names, never the days and numbers that are counted.

What waits for an answer of ours is never deleted, however old: it is answered first.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime
from typing import Any, TypeVar

from takepart.domain import journal as journals
from takepart.domain.aggregate import Journalled, Step
from takepart.domain.ids import StepId
from takepart.domain.policy import Policy
from takepart.domain.refused import Refused
from takepart.domain.uk_time import local_date, months_after
from takepart.domain.voice import alert as alerts_domain
from takepart.domain.voice import complaint
from takepart.domain.voice import feedback as feedbacks_domain
from takepart.domain.voice import you_said as you_saids_domain
from takepart.domain.voice.aggregates import Erasable
from takepart.domain.voice.complaint import Complaint
from takepart.domain.voice.consent import ShownWithConsent
from takepart.domain.voice.you_said import YouSaid
from takepart.use_cases.doing import Change, do_each
from takepart.use_cases.ports import ChangedMeanwhile
from takepart.use_cases.voice.ports import Resting, VoiceStores, rules_of

Gone = TypeVar("Gone", bound=Erasable)


@dataclass(frozen=True, kw_only=True)
class Erased:
    """How many were, in one run."""

    feedback: int = 0
    alerts: int = 0
    complaints: int = 0
    consents: int = 0
    you_said: int = 0
    """Drafts, and what was taken down: what is public stays."""


@dataclass(frozen=True, kw_only=True)
class ErasingOld:
    """What it needs; ``now`` is when the run was due. Run twice, or late, it does the same."""

    stores: VoiceStores
    policy: Policy
    now: datetime
    hurry: Callable[[], bool] = lambda: False

    def run(self) -> Erased:
        """All that is over, page by page; what time does not allow, the next run does.

        Raises StoreUnavailable; and NotHere when a policy no longer says how long to keep what people said before.
        """
        if self.policy.voice is None and not self._is_anything_there():
            return Erased()
        return Erased(
            feedback=self._erase(self.stores.feedbacks, feedbacks_domain.erase),
            alerts=self._erase(self.stores.alerts, alerts_domain.erase),
            complaints=self._complaints(),
            consents=self._consents(),
            you_said=self._you_said(),
        )

    def _is_anything_there(self) -> bool:
        today = local_date(self.now)
        kept = self.stores
        stores: tuple[Resting[Any], ...] = (kept.feedbacks, kept.alerts, kept.complaints, kept.you_saids)
        return any(True for store in stores for _ in store.resting(today))

    def _complaints(self) -> int:
        """Each kind for as long as its own rules say."""
        rules = rules_of(self.policy)
        kept = self.stores.complaints
        over = self._over(kept, rules.shortest_complaint_months, lambda one: rules.complaint_months(one.track))

        def erase(one: Complaint, step: Step) -> Complaint:
            for paper in one.files:  # first: what is left would never be found again
                self.stores.photos.drop_paper(paper.key)
            return complaint.erase(one, step)

        return do_each(kept, over, self._step_of, erase, hurry=self.hurry)

    def _you_said(self) -> int:
        def erase(one: YouSaid, step: Step) -> YouSaid:
            self.stores.photos.drop(one.id)  # first: what is left would never be found again
            return you_saids_domain.erase(one, step)

        return self._erase(self.stores.you_saids, erase)

    def _consents(self) -> int:
        """Off the page it is by the day itself; here the words and the photo go."""
        today, done, by = local_date(self.now), 0, journals.Job.RETENTION.actor
        for found in self.stores.you_saids.consent_over(today):
            if self.hurry():
                break
            you_said = found
            for shown in found.over(today):
                if shown is ShownWithConsent.PHOTO:
                    self.stores.photos.drop(you_said.id)  # first: what is left would never be found again
                step = Step(by, self.now, StepId(f"over-{shown.value}-{you_said.version + 1}"))
                with suppress(Refused, ChangedMeanwhile):
                    you_said = you_saids_domain.end_consent(you_said, step, shown)
                    self.stores.you_saids.save(you_said)
                    done += 1
        return done

    def _erase(self, store: Resting[Gone], erase: Change[Gone]) -> int:
        """What may be kept for the same time, whatever it is about. One that lives on meanwhile is left."""
        months = rules_of(self.policy).kept_months
        return do_each(store, self._over(store, months, lambda _: months), self._step_of, erase, hurry=self.hurry)

    def _over(self, store: Resting[Gone], shortest: int, months: Callable[[Gone], int]) -> Iterator[Gone]:
        today = local_date(self.now)
        for one in store.resting(months_after(today, -shortest)):
            if one.rests_since and months_after(one.rests_since, months(one)) <= today:
                yield one

    def _step_of(self, thing: Journalled) -> Step:
        return Step(journals.Job.RETENTION.actor, self.now, StepId(f"erased-{thing.version + 1}"))
