"""A worker makes a newsletter in the office, changes it until it is good, and sends it once."""

from __future__ import annotations

from takepart.domain.aggregate import Step
from takepart.domain.ids import DraftId
from takepart.domain.newsletter import newsletter as steps
from takepart.domain.newsletter.newsletter import Newsletter, NewsletterId, NewsletterState, NewsletterWords
from takepart.domain.references import claim_reference
from takepart.use_cases.doing import make
from takepart.use_cases.newsletter.gather import Gathering
from takepart.use_cases.newsletter.ports import Newsletters


class Making:
    """One press, with what a step needs. All raise Refused, ChangedMeanwhile."""

    def __init__(self, *, newsletters: Newsletters, step: Step) -> None:
        self._newsletters, self._step = newsletters, step

    def begin(self, gathering: Gathering) -> Newsletter:
        """A draft of what is new. The form names it, so pressing twice makes one."""
        id = NewsletterId(claim_reference(DraftId(self._step.press)))

        def draft(step: Step) -> Newsletter:
            since = gathering.since()
            return steps.write(step, id=id, words=gathering.draft(since), since=since)

        return make(self._newsletters, id, self._step, draft)

    def edit(self, newsletter: Newsletter, words: NewsletterWords) -> Newsletter:
        """Keep what was changed."""
        if newsletter.has(self._step) or words == newsletter.words:
            return newsletter
        return self._keep(steps.edit(newsletter, self._step, words=words))

    def drop(self, newsletter: Newsletter) -> Newsletter:
        """Put it away."""
        if newsletter.state is NewsletterState.DROPPED:
            return newsletter
        return self._keep(steps.drop(newsletter, self._step))

    def send(self, newsletter: Newsletter, *, seen_version: int) -> Newsletter:
        """Send what they looked at. Pressed twice, or by two people, it goes out once."""
        if newsletter.is_public:
            return newsletter
        return self._keep(steps.send(newsletter, self._step, seen_version=seen_version))

    def _keep(self, newsletter: Newsletter) -> Newsletter:
        self._newsletters.save(newsletter)
        return newsletter
