"""What a newsletter starts from: what is new since the last one, as its own parts, ready to be picked and changed."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from typing import Final, Protocol

from takepart.domain.aggregate import Step
from takepart.domain.disclosure import or_more
from takepart.domain.ids import DraftId
from takepart.domain.newsletter import newsletter as steps
from takepart.domain.newsletter.newsletter import (
    Newsletter,
    NewsletterId,
    NewsletterPart,
    NewsletterState,
    NewsletterWords,
    PartKind,
)
from takepart.domain.programme.opportunity import Opportunity, OpportunityAction, OpportunityState
from takepart.domain.programme.session import Session
from takepart.domain.references import claim_reference
from takepart.domain.uk_time import local_date
from takepart.domain.voice.figures import Month, months_over, told_year
from takepart.domain.voice.you_said import YouSaid, YouSaidState
from takepart.domain.words import counted
from takepart.use_cases.doing import make
from takepart.use_cases.newsletter.ports import Newsletters

HALF_A_YEAR: Final = timedelta(days=183)
MOST_OF_A_KIND: Final = 20
"""More than anybody reads. The newest are there, and one part more says how many others there are, and where."""
_LATER: Final = "0"
"""Parts are numbered once they are all there."""


class NewOpportunities(Protocol):
    """What there is to take part in."""

    def in_state(
        self, state: OpportunityState, *, start: str | None = None, limit: int = 50
    ) -> tuple[Sequence[Opportunity], str | None]:
        """One page of those in one state, the newest first."""


class HeldSessions(Protocol):
    """The meetings that there were."""

    def held(self, *, since: datetime, until: datetime) -> Sequence[Session]:
        """All that took place between two moments."""


class PublishedYouSaids(Protocol):
    """What everyone can read of "You said, we did"."""

    def all_in(self, state: YouSaidState) -> Sequence[YouSaid]:
        """All of those in one state, the newest first."""


class PublicFigures(Protocol):
    """The public figures."""

    def months(self, names: Sequence[str]) -> Sequence[Month]:
        """The figures of these months."""


@dataclass(frozen=True, kw_only=True)
class Gathering:
    """Where it is looked for. All of it is public, or a count."""

    newsletters: Newsletters
    opportunities: NewOpportunities
    sessions: HeldSessions
    you_saids: PublishedYouSaids
    figures: PublicFigures
    site_name: str
    now: datetime

    def since(self) -> date:
        """The day of the last one; half a year ago when there is none."""
        newest, _ = self.newsletters.public()
        return newest[0].day if newest else local_date(self.now) - HALF_A_YEAR

    def draft(self, since: date) -> NewsletterWords:
        """A newsletter of everything that is new."""
        found = [*self._opportunities(since), *self._you_saids(since), *self._results(), *self._thanks(since)]
        parts = tuple(replace(part, id=str(number)) for number, part in enumerate(found, 1))
        return NewsletterWords(title=f"News from {self.site_name}", intro="", parts=parts)

    def _opportunities(self, since: date) -> list[NewsletterPart]:
        published: list[Opportunity] = []
        start: str | None = None
        while True:
            some, start = self.opportunities.in_state(OpportunityState.PUBLISHED, start=start)
            published += some
            if start is None:
                break
        found = [
            NewsletterPart(
                id=_LATER,
                kind=PartKind.OPPORTUNITY,
                title=each.about.title,
                text=each.about.doing,
                path=f"/opportunities/{each.id}",
            )
            for each in published
            if _published(each) > since
        ]
        return _the_newest(found, title="More to take part in", path="/opportunities")

    def _you_saids(self, since: date) -> list[NewsletterPart]:
        found = [
            NewsletterPart(
                id=_LATER,
                kind=PartKind.YOU_SAID,
                title=_shortened(each.words.said),
                text=f"You said: {each.words.said}\n\n{each.words.decision.plain}: {each.words.did}",
                path=f"/you-said-we-did/{each.id}",
            )
            for each in self.you_saids.all_in(YouSaidState.PUBLISHED)
            if each.published_on and each.published_on > since
        ]
        return _the_newest(found, title="More that you said, and what we did", path="/you-said-we-did")

    def _results(self) -> list[NewsletterPart]:
        whole = told_year(self.figures.months(list(months_over(local_date(self.now), 12)))).whole
        if not whole.said:
            return []
        points = [
            f"- In the last 12 months you told us {or_more(whole.said)} things.",
            f"- We gave {or_more(whole.answered)} answers.",
        ]
        if whole.change_answers:
            points.append(f"- {or_more(whole.changed)} people said that it changed something for them.")
        return [
            NewsletterPart(
                id=_LATER,
                kind=PartKind.RESULTS,
                title="How much of what you said did we answer?",
                text="\n".join(points),
                path="/loop-closed",
            )
        ]

    def _thanks(self, since: date) -> list[NewsletterPart]:
        begin = self.now - (local_date(self.now) - since)
        held = len(self.sessions.held(since=begin, until=self.now))
        if not held:
            return []
        text = f"Thank you to everyone who took part. There were {counted(held, 'session')} since our last newsletter."
        return [NewsletterPart(id=_LATER, kind=PartKind.THANKS, title="Thank you", text=text)]


def _the_newest(parts: list[NewsletterPart], *, title: str, path: str) -> list[NewsletterPart]:
    """The first of them; when there are others, a part more that leads to them."""
    others = len(parts) - MOST_OF_A_KIND
    if others <= 0:
        return parts
    text = f"There {'is' if others == 1 else 'are'} {counted(others, 'other')} on our website."
    return [*parts[:MOST_OF_A_KIND], replace(parts[0], title=title, text=text, path=path)]


def _published(opportunity: Opportunity) -> date:
    days = [local_date(e.at) for e in opportunity.journal if e.action == OpportunityAction.PUBLISH.value]
    return days[-1] if days else date.min


def _shortened(text: str) -> str:
    words = " ".join(text.split())
    return words if len(words) <= 80 else f"{words[:79].rsplit(' ', 1)[0]}…"


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
