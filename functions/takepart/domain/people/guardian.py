"""What a parent or carer says yes to for a child: each purpose apart, until a day, and theirs to take back.

Sources: UK GDPR with children; Wirral policy, section 5 (support before and during meetings).
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date

from takepart.domain.plain_reason import PlainWord


class HowLong(PlainWord):
    """For how long a parent or carer says yes."""

    YEAR = "year", "For one year"
    TWO_YEARS = "two-years", "For two years"
    GROWN = "grown", "Until they are old enough to decide"


class TakenBack(PlainWord):
    """What a parent or carer takes back."""

    PHOTOS = "photos", "Photos: do not take any more"
    KEEPS = "keeps", "What we remember: delete it"
    ALL = "all", "Everything: my child stops taking part"


@dataclass(frozen=True, kw_only=True)
class GuardianYes:
    """That a child takes part, and what else."""

    until: date
    """The last day of it: what is on a later day is asked about anew."""
    photos: bool = False
    """Whether the child may be in photos that we take."""
    keeps: bool = False
    """Whether we remember more of the child than we must: what they need and like, and how to reach them."""

    def without(self, what: TakenBack) -> GuardianYes:
        """What is left of it."""
        return replace(
            self, photos=self.photos and what is TakenBack.KEEPS, keeps=self.keeps and what is TakenBack.PHOTOS
        )


def birthday(born: date, years: int) -> date:
    """The day on which somebody is so old; who was born on 29 February is on 1 March of other years."""
    try:
        return born.replace(year=born.year + years)
    except ValueError:
        return date(born.year + years, 3, 1)


def last_day(how_long: HowLong, *, today: date, born: date | None, under: int) -> date:
    """The last day of a yes, never later than the birthday on which nobody is asked any more."""
    grown = birthday(born, under) if born else date.max
    years = {HowLong.YEAR: 1, HowLong.TWO_YEARS: 2}.get(how_long)
    return min(grown, birthday(today, years)) if years else grown
