"""What the reports need from the rest, handed over by ``assurance_office.py``."""

from __future__ import annotations

from takepart.use_cases.assurance.recommend import RecommendationStore
from takepart.use_cases.figures.ports import FigureStore
from takepart.use_cases.voice.ports import VoiceFigures
from takepart.web.office.assurance.desk import PromisesOffice, PromisesSite
from takepart.web.office.reception import Reception


class ReportsOffice:
    """The figures, the promises, what is recommended, and how much of what people said was answered."""

    def __init__(
        self,
        *,
        promises: PromisesOffice,
        figures: FigureStore,
        recommendations: RecommendationStore,
        voice: VoiceFigures | None = None,
    ) -> None:
        self.promises, self.figures, self.recommendations = promises, figures, recommendations
        self.voice = voice
        """None where people are heard elsewhere."""


class ReportsSite(PromisesSite):
    """The office, with all that the reports are made of."""

    section = "reports"

    def __init__(self, office: Reception, counted: ReportsOffice) -> None:
        super().__init__(office, counted.promises)
        self.counted = counted
