"""What the reports need from the rest, handed over by ``assurance_office.py``."""

from __future__ import annotations

from dataclasses import dataclass

from takepart.use_cases.assurance.recommend import RecommendationStore
from takepart.use_cases.figures.ports import FigureStore
from takepart.use_cases.voice.ports import VoiceFigures
from takepart.web.office.assurance.desk import PromisesOffice


@dataclass(frozen=True, kw_only=True)
class ReportsOffice:
    """The figures, the promises, what is recommended, and how much of what people said was answered."""

    promises: PromisesOffice
    figures: FigureStore
    recommendations: RecommendationStore
    voice: VoiceFigures | None = None
    """None where people are heard elsewhere."""
