"""A worker makes a newsletter in the office, changes it until it is good, and sends it once."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from takepart.domain import journal as journals
from takepart.domain.ids import DraftId, StaffId, StepId
from takepart.domain.newsletter import newsletter as newsletters_domain
from takepart.domain.newsletter.newsletter import Newsletter, NewsletterId, State, Words
from takepart.domain.references import claim_reference
from takepart.use_cases.newsletter.gather import Gathering
from takepart.use_cases.newsletter.ports import Newsletters


@dataclass(frozen=True, kw_only=True)
class Making:
    """One member of staff at one time, with what a step needs. All raise CannotDo, ChangedMeanwhile."""

    newsletters: Newsletters
    by: StaffId
    now: datetime
    step: StepId

    def begin(self, gathering: Gathering) -> Newsletter:
        """A draft of what is new. The form names it, so pressing twice makes one."""
        id = NewsletterId(claim_reference(DraftId(self.step)))
        before = self.newsletters.get(id)
        if before is not None and journals.has_step(before.journal, self.step):
            return before
        since = gathering.since()
        draft = newsletters_domain.write(
            id=id, words=gathering.draft(since), since=since, by=self.by, at=self.now, step=self.step
        )
        self.newsletters.add(draft)
        return draft

    def edit(self, newsletter: Newsletter, words: Words) -> Newsletter:
        """Keep what was changed."""
        if journals.has_step(newsletter.journal, self.step) or words == newsletter.words:
            return newsletter
        return self._keep(newsletters_domain.edit(newsletter, words=words, by=self.by, at=self.now, step=self.step))

    def drop(self, newsletter: Newsletter) -> Newsletter:
        """Put it away."""
        if newsletter.state is State.DROPPED:
            return newsletter
        return self._keep(newsletters_domain.drop(newsletter, by=self.by, at=self.now, step=self.step))

    def send(self, newsletter: Newsletter, *, seen_version: int) -> Newsletter:
        """Send what they looked at. Pressed twice, or by two people, it goes out once."""
        if newsletter.is_public:
            return newsletter
        sent = newsletters_domain.send(newsletter, seen_version=seen_version, by=self.by, at=self.now, step=self.step)
        return self._keep(sent)

    def _keep(self, newsletter: Newsletter) -> Newsletter:
        self.newsletters.save(newsletter)
        return newsletter
