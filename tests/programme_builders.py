"""People, opportunities and sessions for tests, each with one obvious value for what a test does not care about."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

from takepart.domain import journal as journals
from takepart.domain.aggregate import Step
from takepart.domain.ids import ActivityTypeId, OpportunityId, PersonId, SessionId, StaffId, StepId
from takepart.domain.people import person as people_domain
from takepart.domain.people.details import Details, PersonRole
from takepart.domain.people.person import Person
from takepart.domain.programme import opportunity as opportunities_domain
from takepart.domain.programme import session as sessions_domain
from takepart.domain.programme.opportunity import About, Opportunity, OpportunityKind, OpportunityLevel
from takepart.domain.programme.session import Session

NOW = datetime(2026, 11, 22, 12, 0, tzinfo=UTC)
STARTS = datetime(2026, 12, 3, 17, 0, tzinfo=UTC)
WORKER = StaffId("participation-worker")
SOMEBODY = journals.person(PersonId("somebody"))


def a_step(press: str = "press", *, by: journals.Actor = SOMEBODY, at: datetime = NOW) -> Step:
    """One press of a button."""
    return Step(by, at, StepId(press))


def an_about(**changes: Any) -> About:
    """A meeting about the website."""
    values: dict[str, Any] = {
        "title": "Make our website better",
        "kind": OpportunityKind.MEETING,
        "level": OpportunityLevel.TOGETHER,
        "activity_type": ActivityTypeId("meeting"),
        "doing": "Look at our new website with us and say what works.",
        "who_for": "Anyone who uses our services",
        "change": "We can change the words and the pictures. We cannot change the address.",
    }
    return About(**{**values, **changes})


def an_opportunity(id: str = "website", **changes: Any) -> Opportunity:
    """One that is published."""
    draft = opportunities_domain.write(
        OpportunityId(id), Step(journals.staff(WORKER), NOW - timedelta(days=1), StepId("write")), an_about(**changes)
    )
    return opportunities_domain.publish(draft, Step(journals.staff(WORKER), NOW, StepId("publish")), sessions_to_come=1)


def a_session(id: str = "december", **changes: Any) -> Session:
    """Two hours on a Thursday evening in December."""
    values: dict[str, Any] = {
        "opportunity": OpportunityId("website"),
        "activity_type": ActivityTypeId("meeting"),
        "starts": STARTS,
        "ends": STARTS + timedelta(hours=2),
        "where": "Example Town Hall, Wirral",
        "online": False,
        "contact": "0151 496 0100",
        "by": WORKER,
        "at": NOW,
        "step": StepId("plan"),
    }
    values |= changes
    step = Step(journals.staff(values.pop("by")), values.pop("at"), values.pop("step"))
    return sessions_domain.plan(Session(id=SessionId(id), **values), step)


def some_details(name: str = "Participant One", **changes: Any) -> Details:
    """Somebody with an address of their own."""
    email = f"{name.lower().replace(' ', '.')}@example.com"
    return Details(**{"name": name, "email": email, "role": PersonRole.YOUNG_PERSON, **changes})


def a_person(id: str = "aaaaaaaaaaaaaaaaaaaaaaaa.bbbbbbbbbbbb", **changes: Any) -> Person:
    """Somebody who is registered."""
    new = people_domain.register(
        PersonId(id),
        Step(SOMEBODY, NOW, StepId("register")),
        some_details(**changes),
        consent_needed=False,
        sent_for=None,
    )
    return people_domain.confirm_email(new, Step(SOMEBODY, NOW, StepId("confirm-email")))


GUARDIANS_YES = {"agreed": "yes", "photos": "no", "keeps": "yes", "how_long": "grown"}
"""What a parent or carer sends who says yes until nobody need be asked."""
