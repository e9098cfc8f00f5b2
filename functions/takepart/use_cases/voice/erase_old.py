"""What was said is deleted when its time is over: words and names, never the days and numbers that are counted.

What waits for an answer of ours is never deleted, however old: it is answered first.
"""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime

from takepart.domain import journal as journals
from takepart.domain.aggregate import Journalled, Step
from takepart.domain.ids import StepId
from takepart.domain.policy import Policy
from takepart.domain.uk_time import local_date
from takepart.domain.voice import alert as alerts_domain
from takepart.domain.voice import complaint as complaints_domain
from takepart.domain.voice import feedback as feedbacks_domain
from takepart.domain.voice import you_said as you_saids_domain
from takepart.domain.voice.consent import ShownWithConsent
from takepart.domain.voice.days import months_after
from takepart.domain.voice.refusals import CannotDo
from takepart.use_cases.doing import do_each
from takepart.use_cases.ports import ChangedMeanwhile
from takepart.use_cases.voice.ports import Alerts, Complaints, Feedbacks, PhotoFiles, YouSaids
from takepart.use_cases.voice.say import rules_of


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

    feedbacks: Feedbacks
    alerts: Alerts
    complaints: Complaints
    you_saids: YouSaids
    photos: PhotoFiles
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
            feedback=self._feedback(),
            alerts=self._alerts(),
            complaints=self._complaints(),
            consents=self._consents(),
            you_said=self._you_said(),
        )

    def _is_anything_there(self) -> bool:
        today = local_date(self.now)
        stores = (self.feedbacks, self.alerts, self.complaints, self.you_saids)
        return any(True for store in stores for _ in store.resting(today))

    def _feedback(self) -> int:
        today, months, done = local_date(self.now), rules_of(self.policy).kept_months, 0
        for feedback in self.feedbacks.resting(months_after(today, -months)):
            if self.hurry():
                break
            since = feedback.rests_since
            if since is None or months_after(since, months) > today:
                continue
            with suppress(CannotDo, ChangedMeanwhile):  # somebody said more meanwhile: it lives on
                self.feedbacks.save(feedbacks_domain.erase(feedback, at=self.now, step=_step(feedback.version)))
                done += 1
        return done

    def _alerts(self) -> int:
        today, months = local_date(self.now), rules_of(self.policy).kept_months
        over = (
            one
            for one in self.alerts.resting(months_after(today, -months))
            if one.rests_since and months_after(one.rests_since, months) <= today
        )
        return do_each(self.alerts, over, self._step_of, alerts_domain.erase, hurry=self.hurry)

    def _complaints(self) -> int:
        today, rules = local_date(self.now), rules_of(self.policy)
        over = (
            one
            for one in self.complaints.resting(months_after(today, -rules.shortest_complaint_months))
            if one.rests_since and months_after(one.rests_since, rules.complaint_months(one.track)) <= today
        )
        return do_each(self.complaints, over, self._step_of, complaints_domain.erase, hurry=self.hurry)

    def _step_of(self, thing: Journalled) -> Step:
        return Step(journals.Job.RETENTION.actor, self.now, _step(thing.version))

    def _you_said(self) -> int:
        today, months, done = local_date(self.now), rules_of(self.policy).kept_months, 0
        for you_said in self.you_saids.resting(months_after(today, -months)):
            if self.hurry():
                break
            since = you_said.rests_since
            if since is None or months_after(since, months) > today:
                continue
            self.photos.drop(you_said.id)
            with suppress(CannotDo, ChangedMeanwhile):
                self.you_saids.save(you_saids_domain.erase(you_said, at=self.now, step=_step(you_said.version)))
                done += 1
        return done

    def _consents(self) -> int:
        """Off the page it is by the day itself; here the words and the photo go."""
        today, done, by = local_date(self.now), 0, journals.Job.RETENTION.actor
        for found in self.you_saids.consent_over(today):
            if self.hurry():
                break
            you_said = found
            for shown in found.over(today):
                if shown is ShownWithConsent.PHOTO:
                    self.photos.drop(you_said.id)  # first: what is left would never be found again
                step = StepId(f"over-{shown.value}-{you_said.version + 1}")
                with suppress(CannotDo, ChangedMeanwhile):
                    you_said = you_saids_domain.end_consent(you_said, shown, by=by, at=self.now, step=step)
                    self.you_saids.save(you_said)
                    done += 1
        return done


def _step(version: int) -> StepId:
    return StepId(f"erased-{version + 1}")
