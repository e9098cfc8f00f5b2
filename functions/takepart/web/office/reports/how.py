"""How each figure is counted, in words: every figure of a report leads to its own place on this page."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

HIDDEN: Final = "hidden"
"""The anchor for numbers that are not shown."""

HOW: Final[Mapping[str, tuple[str, str]]] = MappingProxyType(
    {
        "people": (
            "People who took part",
            "Different people who were at a session, or whose claim says so and was confirmed by a worker. Each counts "
            "once in a quarter and once in a year, however often they came. So four quarters can add up to more than "
            "the year. The same person in two teams counts once in each, and once for everyone.",
        ),
        "role": (
            "Who they are",
            "What people chose when they registered: a child or young person, a parent or carer, or somebody else. "
            "“Not known” is somebody who never registered, or who asked us to forget them.",
        ),
        HIDDEN: (
            "Numbers in fives, and hidden numbers",
            "A number of people below five could show who they are, so it is hidden. Larger ones are rounded to fives, "
            "up or down, so that nobody can work a hidden one out. Attendances and hours are rounded down to fives. "
            "Where very few people came, how often they came is hidden too.",
        ),
        "attendances": (
            "Attendances",
            "Each time that somebody was at a session, from the attendance sheet or the code on the day. Three people "
            "at two sessions are six. Claims sent for other sessions are not in it.",
        ),
        "hours": (
            "Hours",
            "For each attendance, how long the session lasted. Added up in minutes, and rounded down to five hours.",
        ),
        "sessions": (
            "Sessions held",
            "Sessions whose worker has said that they took place, on the day they were on. A session that was called "
            "off is not in it.",
        ),
        "level": (
            "Level of say",
            "How much say people had, as the opportunity says: we listen, we talk it through, or we decide together. "
            "If somebody changes that later, what was held before moves with it.",
        ),
        "kind": ("Kind of activity", "What the opportunity says that it is, such as a focus group or choosing staff."),
        "team": (
            "Team",
            "The team that the opportunity or the answer names; a claim is of the team whose session it is for. If "
            "none is named: the team of the worker who ran it, confirmed it or wrote it. What belongs to no team is "
            "the whole organisation's.",
        ),
        "claims-sent": ("Claims sent", "Every claim, on the day it was sent."),
        "claims-approved": (
            "Claims approved",
            "Claims that finance said yes to, on the day of the last yes. One that was taken back since is not in it.",
        ),
        "claims-refused": (
            "Claims refused",
            "Claims that were refused, on that day. One that was opened again is not in it any more.",
        ),
        "claims-taken-back": ("Claims taken back", "Claims that people took back themselves, on that day."),
        "claims-paid": ("Claims paid", "Claims of which all the money has come, on the day that the last of it came."),
        "paid-in-time": (
            "Paid by the promised day",
            "Paid claims whose last money came on the day that we promised when the claim was sent, or before.",
        ),
        "paid-late": ("Paid late", "Paid claims whose last money came after the day that we promised."),
        "days": (
            "Days to be paid",
            "From the day a claim was sent to the day its last money came: the average of all claims paid, rounded up.",
        ),
        "money": (
            "Money paid",
            "Money that reached people, to the penny, on the day that it came: a bank transfer when the bank has it "
            "in their account, vouchers and cash when they were given. Money that the bank sent back is not in it.",
        ),
        "purpose": (
            "What the money was for",
            "Fees are for taking part. Costs are travel, childcare and the like, paid back. Gifts are fees that people "
            "gave to a charity. Cash that was given on the day pays for costs first.",
        ),
        "said": (
            "Said and answered",
            "What people said to us in each month, and how much of it was answered by now. An answer in time came "
            "within the days that the policy promises.",
        ),
        "you-said": (
            "You said, we did",
            "Each “You said, we did” that is public now, on the day it was published. It moves when we change what we "
            "decided, and it goes when it is taken down.",
        ),
        "questionnaires": (
            "Questionnaires closed",
            "Questionnaires that people could answer until their last day, on that day. What they answered is on the "
            "page of each.",
        ),
        "promises": (
            "Promises kept",
            "Promises whose day has come, up to the end of the period or today. Kept on time: the team showed what it "
            "did, and did it by the day. The promises report has more.",
        ),
        "audits": ("Yearly audits", "Teams that owe a yearly audit, and whether their manager has signed it."),
    }
)
"""By its anchor: what it is called, and how it is counted."""
