"""What a "You said, we did" adds: one answer in public, by where it was said and by what was decided."""

from __future__ import annotations

from takepart.domain.assurance.rules import TeamId
from takepart.domain.assurance.years import YearStart
from takepart.domain.figures.contribution import NOTHING, Contribution, contribution
from takepart.domain.figures.figure import Figure, FigureBy, key
from takepart.domain.figures.period import Period
from takepart.domain.voice.you_said import YouSaid, YouSaidState


def of_you_said(you_said: YouSaid, *, team: TeamId, starts: YearStart) -> Contribution:
    """One that is public counts on the day on which it was published, by its decision as it is now.

    One that was taken down counts no more.
    """
    if you_said.state is not YouSaidState.PUBLISHED or you_said.published_on is None:
        return NOTHING
    period, words = Period.of(you_said.published_on, starts), you_said.words
    return contribution(
        team,
        [
            (period, key(Figure.YOU_SAID), 1),
            (period, key(Figure.YOU_SAID, FigureBy.SOURCE, words.source.value), 1),
            (period, key(Figure.YOU_SAID, FigureBy.OUTCOME, words.decision.value), 1),
        ],
    )
