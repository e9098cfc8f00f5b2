"""What there was to take part in during the year, and how many days ago."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import time

from takepart.domain.programme.opportunity import OpportunityKind, OpportunityLevel


@dataclass(frozen=True, kw_only=True)
class Series:
    """Something that took place, so many days ago each time; a day to come has a minus."""

    id: str
    title: str
    kind: OpportunityKind
    level: OpportunityLevel
    activity: str
    ago: tuple[int, ...]
    come: int
    team: str = ""
    gives: str = ""
    starts: time = time(16, 30)
    minutes: int = 90
    doing: str = "Tell us what works for you and what does not."
    change: str = "We can change how we do things here. We cannot change the law."


SERIES = (
    Series(
        id="council",
        title="Children in care council",
        kind=OpportunityKind.CHILDREN_IN_CARE_COUNCIL,
        level=OpportunityLevel.TOGETHER,
        activity="children-in-care-council",
        ago=(330, 302, 267, 239, 211, 176, 148, 113, 85, 58, 38, -20),
        come=3,
        team="youth",
        doing="Meet every month and decide with us what should change.",
    ),
    Series(
        id="fostering-drop-in",
        title="Fostering drop-in",
        kind=OpportunityKind.DROP_IN,
        level=OpportunityLevel.LISTEN,
        activity="volunteer-session",
        ago=(345, 250, 160, 66, -24),
        come=3,
        team="fostering",
    ),
    Series(
        id="leaving-care-drop-in",
        title="Drop-in for care leavers",
        kind=OpportunityKind.DROP_IN,
        level=OpportunityLevel.LISTEN,
        activity="volunteer-session",
        ago=(310, 215, 122),
        come=3,
        team="leaving-care",
    ),
    Series(
        id="disabilities-group",
        title="Short breaks: what should they be like?",
        kind=OpportunityKind.FOCUS_GROUP,
        level=OpportunityLevel.DISCUSS,
        activity="focus-group",
        ago=(280, 72),
        come=4,
        team="disabilities",
        doing="Sit in a small group and say what a good short break is.",
    ),
    Series(
        id="interview-panel",
        title="Interview panel for social workers",
        kind=OpportunityKind.RECRUITMENT,
        level=OpportunityLevel.TOGETHER,
        activity="recruitment-panel",
        ago=(190, 45),
        come=2,
        team="fostering",
        starts=time(13, 0),
        minutes=180,
        doing="Ask your own questions, and help to choose.",
    ),
    Series(
        id="getting-started",
        title="Training: getting started",
        kind=OpportunityKind.TRAINING_STAFF,
        level=OpportunityLevel.DISCUSS,
        activity="young-peoples-training",
        ago=(335, 58),
        come=4,
        gives="introduction",
        starts=time(10, 0),
        minutes=150,
    ),
    Series(
        id="choosing-staff",
        title="Training: choosing staff",
        kind=OpportunityKind.TRAINING_STAFF,
        level=OpportunityLevel.DISCUSS,
        activity="young-peoples-training",
        ago=(200,),
        come=3,
        gives="interviewing",
        starts=time(10, 0),
        minutes=120,
    ),
    Series(
        id="train-staff",
        title="Helping to train new foster carers",
        kind=OpportunityKind.TRAINING_STAFF,
        level=OpportunityLevel.TOGETHER,
        activity="staff-training",
        ago=(95,),
        come=3,
        team="fostering",
    ),
    Series(
        id="mystery-shopping",
        title="How easy is our front desk?",
        kind=OpportunityKind.MYSTERY_SHOPPING,
        level=OpportunityLevel.DISCUSS,
        activity="meeting",
        ago=(8,),
        come=7,
        team="leaving-care",
        minutes=120,
        doing="Come to our front desk as anyone would, and tell us how it was.",
    ),
    Series(
        id="website",
        title="Make our website better",
        kind=OpportunityKind.FEEDBACK,
        level=OpportunityLevel.DISCUSS,
        activity="meeting",
        ago=(-12,),
        come=2,
        doing="Look at our website with us, and say what you cannot find.",
    ),
)
