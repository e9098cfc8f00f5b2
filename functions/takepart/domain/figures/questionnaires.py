"""What a questionnaire adds: that people were asked, once its last day is over. What they answered is not in it."""

from __future__ import annotations

from takepart.domain.assurance.rules import TeamId
from takepart.domain.assurance.years import YearStart
from takepart.domain.figures.contribution import NOTHING, Contribution, contribution
from takepart.domain.figures.figure import Figure, key
from takepart.domain.figures.period import Period
from takepart.domain.voice.questionnaire import Questionnaire


def of_questionnaire(asked: Questionnaire, *, team: TeamId, starts: YearStart) -> Contribution:
    """One that people could answer to its last day counts on that day."""
    if not asked.has_ended:
        return NOTHING
    return contribution(team, [(Period.of(asked.about.closes, starts), key(Figure.QUESTIONNAIRES), 1)])
