"""The parts of programmes and people as maps, and back."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from typing import Any

from takepart.adapters.rows import without_nothing
from takepart.domain import journal as journals
from takepart.domain.fee_choice import FeeChoice, FeeWish
from takepart.domain.ids import ActivityTypeId, CharityId
from takepart.domain.lines import LineKind
from takepart.domain.money import Money
from takepart.domain.part_of_day import PartOfDay
from takepart.domain.people.person import Details, Moving, Role, Whose
from takepart.domain.policy.rates import PaidAs, Travel
from takepart.domain.programme.ids import CourseId
from takepart.domain.programme.offer import AgreedCost, Offer
from takepart.domain.programme.opportunity import About, Kind, Level

Body = Mapping[str, Any]


def about_body(about: About) -> dict[str, Any]:
    """What people are told about an opportunity, as a map."""
    return without_nothing(
        {
            "title": about.title,
            "kind": about.kind.value,
            "level": about.level.value,
            "activity": about.activity_type,
            "doing": about.doing,
            "who_for": about.who_for,
            "change": about.change,
            "least_age": about.least_age,
            "most_age": about.most_age,
            "training": list(about.training),
            "training_given": about.training_given,
            "access": about.access,
            "support": about.support,
            "team": about.team,
            "gives": about.gives,
        }
    )


def read_about(body: Body) -> About:
    """What people are told about an opportunity."""
    return About(
        title=body["title"],
        kind=Kind(body["kind"]),
        level=Level(body["level"]),
        activity_type=ActivityTypeId(body["activity"]),
        doing=body["doing"],
        who_for=body["who_for"],
        change=body["change"],
        least_age=_whole(body.get("least_age")),
        most_age=_whole(body.get("most_age")),
        training=tuple(CourseId(each) for each in body.get("training", ())),
        training_given=body.get("training_given", ""),
        access=body.get("access", ""),
        support=body.get("support", ""),
        team=body.get("team", ""),
        gives=CourseId(body["gives"]) if "gives" in body else None,
    )


def offer_body(offer: Offer) -> dict[str, Any]:
    """An offer, as a map."""
    return without_nothing(
        {
            "activity": offer.activity_type,
            "day": offer.day.isoformat(),
            "part": offer.part_of_day.value,
            "minutes": offer.minutes,
            "pence": offer.fee.pence,
            "paid_as": offer.paid_as.value,
            "basis": offer.basis,
            "travel": offer.travel.value,
            "policy": offer.policy_version,
            "words": list(offer.words),
            "shown_at": journals.instant(offer.shown_at),
            "agreed": [{"kind": each.kind.value, "pence": each.most.pence} for each in offer.agreed],
        }
    )


def read_offer(body: Body) -> Offer:
    """An offer."""
    return Offer(
        activity_type=ActivityTypeId(body["activity"]),
        day=date.fromisoformat(body["day"]),
        part_of_day=PartOfDay(body["part"]),
        minutes=int(body["minutes"]),
        fee=Money(int(body["pence"])),
        paid_as=PaidAs(body["paid_as"]),
        basis=body["basis"],
        travel=Travel(body["travel"]),
        policy_version=body["policy"],
        words=tuple(body.get("words", ())),
        shown_at=journals.from_instant(body["shown_at"]),
        agreed=tuple(
            AgreedCost(kind=LineKind(each["kind"]), most=Money(int(each["pence"]))) for each in body.get("agreed", ())
        ),
    )


def choice_body(choice: FeeChoice) -> dict[str, Any]:
    """What to do with the fee, as a map."""
    return without_nothing(
        {
            "wish": choice.wish.value,
            "pence": choice.amount.pence if choice.amount is not None else None,
            "charity": choice.charity,
        }
    )


def read_choice(body: Body) -> FeeChoice:
    """What to do with the fee."""
    pence = body.get("pence")
    return FeeChoice(
        wish=FeeWish(body["wish"]),
        amount=Money(int(pence)) if pence is not None else None,
        charity=CharityId(body["charity"]) if "charity" in body else None,
    )


def details_body(details: Details | None) -> dict[str, Any] | None:
    """What somebody told us, as a map."""
    if details is None:
        return None
    return without_nothing(
        {
            "name": details.name,
            "email": details.email,
            "role": details.role.value,
            "phone": details.phone,
            "reach_me": details.reach_me,
            "needs": details.needs,
            "interests": list(details.interests),
            "born": details.born.isoformat() if details.born else None,
            "school_hours": details.school_hours,
            "benefits": "yes" if details.benefits else "",
            "guardian_name": details.guardian_name,
            "guardian_email": details.guardian_email,
        }
    )


def read_details(body: Body | None) -> Details | None:
    """What somebody told us."""
    if not body:
        return None
    return Details(
        name=body["name"],
        email=body["email"],
        role=Role(body["role"]),
        phone=body.get("phone", ""),
        reach_me=body.get("reach_me", ""),
        needs=body.get("needs", ""),
        interests=tuple(body.get("interests", ())),
        born=date.fromisoformat(body["born"]) if "born" in body else None,
        school_hours=body.get("school_hours", ""),
        benefits=bool(body.get("benefits")),
        guardian_name=body.get("guardian_name", ""),
        guardian_email=body.get("guardian_email", ""),
    )


def moving_body(moving: Moving | None) -> dict[str, Any] | None:
    """A change of address on its way, as a map."""
    if moving is None:
        return None
    return without_nothing(
        {
            "whose": moving.whose.value,
            "email": moving.email,
            "name": moving.name,
            "asked": moving.asked,
            "agreed": "yes" if moving.agreed else "",
        }
    )


def read_moving(body: Body | None) -> Moving | None:
    """A change of address on its way."""
    if not body:
        return None
    return Moving(
        whose=Whose(body["whose"]),
        email=body["email"],
        name=body.get("name", ""),
        asked=int(body["asked"]),
        agreed=bool(body.get("agreed")),
    )


def _whole(value: Decimal | int | None) -> int | None:
    return int(value) if value is not None else None
