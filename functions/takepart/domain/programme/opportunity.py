"""An opportunity: something to take part in, told honestly before anyone says yes.

Sources: scyps (kinds of opportunity), somerset ("How we participate": levels, inform early), community-care (be honest
about what can change), Wirral policy, sections 7 and 11.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum
from types import MappingProxyType
from typing import Annotated, ClassVar

from takepart.domain.aggregate import Aggregate, Step
from takepart.domain.asking import As, Ask
from takepart.domain.ids import ActivityTypeId, CourseId, OpportunityId, StaffId
from takepart.domain.journal import Fact
from takepart.domain.plain_reason import PlainWord
from takepart.domain.policy import Policy, UnknownActivityType
from takepart.domain.programme.refusals import ProgrammeRefusal
from takepart.domain.refused import Refused


class OpportunityKind(PlainWord):
    """What sort of thing it is. What it pays comes from its activity type, never from its kind."""

    RECRUITMENT = "recruitment", "Choosing new staff"
    TRAINING_STAFF = "training-staff", "Training staff"
    FEEDBACK = "feedback", "Having your say"
    QUALITY_ASSURANCE = "quality-assurance", "Checking how good services are"
    QUALITY_IMPROVEMENT = "quality-improvement", "Making services better"
    MEETING = "meeting", "Meeting"
    CHILDREN_IN_CARE_COUNCIL = "children-in-care-council", "Children in care council"
    CONFERENCE = "conference", "Conference"
    FOCUS_GROUP = "focus-group", "Focus group"
    DROP_IN = "drop-in", "Drop-in"
    MYSTERY_SHOPPING = "mystery-shopping", "Mystery shopping"
    POLICY = "policy", "Plans and policies"
    ROLE = "role", "Paid or voluntary role"


class OpportunityLevel(PlainWord):
    """How much say people have in it (somerset)."""

    LISTEN = "listen", "We listen to you"
    DISCUSS = "discuss", "We talk it through with you"
    TOGETHER = "together", "We decide it together"


class OpportunityState(StrEnum):
    """Where an opportunity stands."""

    DRAFT = "draft"
    PUBLISHED = "published"
    CLOSED = "closed"


class OpportunityAction(StrEnum):
    """What can happen to it."""

    WRITE = "written"
    EDIT = "edited"
    AGREE_FEE = "fee-agreed"
    PUBLISH = "published"
    CLOSE = "closed"


@dataclass(frozen=True, kw_only=True)
class About:
    """What people are told before they decide."""

    title: Annotated[
        str, Ask("Name", most=100, what="The name", missing="Enter a name", hint="As it will appear on the poster")
    ]
    kind: Annotated[OpportunityKind, Ask("What it is", missing="Choose what it is")]
    activity_type: Annotated[
        ActivityTypeId, Ask("What it pays", As.ONE_OF, missing="Choose what it pays, from the schedule of payments")
    ]
    level: Annotated[OpportunityLevel, Ask("How much say people have", missing="Choose how much say people have")]
    doing: Annotated[str, Ask("What people would do", As.LONG, most=1500, missing="Say what people would do")]
    who_for: Annotated[str, Ask("Who it is for", missing="Say who it is for")]
    change: Annotated[
        str,
        Ask("What it can change, and what it cannot", As.LONG, most=1000, missing="Be honest about what it can change"),
    ]
    """As community-care has it."""
    least_age: Annotated[int | None, Ask("Youngest age", most=120, what="The age")] = None
    most_age: Annotated[int | None, Ask("Oldest age", most=120, what="The age")] = None
    training: Annotated[tuple[CourseId, ...], Ask("Training that people must have done")] = ()
    """Courses to have done first (Wirral policy, section 6)."""
    training_given: Annotated[str, Ask("Training you give", most=300)] = ""
    access: Annotated[
        str, Ask("Getting in and around", As.LONG, most=1000, hint="Steps, lift, toilet, parking, bus stop")
    ] = ""
    support: Annotated[str, Ask("Help on the day", As.LONG, most=1000)] = ""
    team: Annotated[str, Ask("Team", As.ONE_OF, hint="What happens here counts towards this team's promises")] = ""
    """The team or service that it belongs to, whose promises it helps to keep; empty for none."""
    gives: Annotated[CourseId | None, Ask("Training that people have done after it", As.ONE_OF)] = None
    """The course that people have done once they were there."""
    ground_rules: Annotated[
        str,
        Ask(
            "What members agree to (if people join it as a group first)",
            As.LONG,
            most=2000,
            hint="Like: we listen, what is said here stays here. With this, its days are for members",
        ),
    ] = ""
    """The ground rules of a standing group; empty for what anybody can come to."""
    term_months: Annotated[
        int | None, Ask("For how many months people are members", least=1, most=60, what="The number of months")
    ] = None


@dataclass(frozen=True, kw_only=True)
class Opportunity(Aggregate):
    """One thing to take part in, with its sessions kept beside it."""

    TRANSITIONS: ClassVar = MappingProxyType(
        {
            (OpportunityState.DRAFT, OpportunityAction.EDIT): OpportunityState.DRAFT,
            (OpportunityState.DRAFT, OpportunityAction.PUBLISH): OpportunityState.PUBLISHED,
            (OpportunityState.DRAFT, OpportunityAction.CLOSE): OpportunityState.CLOSED,
            (OpportunityState.PUBLISHED, OpportunityAction.EDIT): OpportunityState.PUBLISHED,
            (OpportunityState.PUBLISHED, OpportunityAction.CLOSE): OpportunityState.CLOSED,
            **{(state, OpportunityAction.AGREE_FEE): state for state in OpportunityState},
            (OpportunityState.CLOSED, OpportunityAction.PUBLISH): OpportunityState.PUBLISHED,
        }
    )
    """Every pair that is not here is refused. WRITE is not here: it makes the opportunity."""
    NOT_NOW: ClassVar = ProgrammeRefusal.NOT_IN_THIS_STATE

    id: OpportunityId
    state: OpportunityState
    about: About
    worker: StaffId
    """Who runs it, and is asked about it."""
    fee_agreed: ActivityTypeId | None = None
    """The row of the schedule whose fee somebody agreed to, where the policy asks for that."""

    @property
    def is_open(self) -> bool:
        """Whether people can find it and join."""
        return self.state is OpportunityState.PUBLISHED

    @property
    def fees_agreed(self) -> frozenset[str]:
        """Every row whose fee was ever agreed to: a day that was planned by one keeps it, whatever is edited later."""
        agreed = (each for each in self.journal if each.action == OpportunityAction.AGREE_FEE)
        return frozenset(row for each in agreed for row in str(each.facts["activity"]).split(","))


def write(id: OpportunityId, step: Step, about: About) -> Opportunity:
    """A new draft, which only staff can see."""
    blank = Opportunity(id=id, state=OpportunityState.DRAFT, about=about, worker=step.staff)
    return blank.written(OpportunityAction.WRITE, step, _facts(about))


def edit(opportunity: Opportunity, step: Step, about: About) -> Opportunity:
    """Say it better; the same back where nothing is different. An offer that was made keeps what it promised."""
    if about == opportunity.about:
        return opportunity
    return opportunity.took(OpportunityAction.EDIT, step, _facts(about), about=about)


def agree_fee(opportunity: Opportunity, step: Step, *, days: Iterable[ActivityTypeId] = ()) -> Opportunity:
    """Somebody whom the policy names agrees to what it pays, and to the rows by which ``days`` of it were planned.

    It holds for those rows of the schedule alone.
    """
    activity = opportunity.about.activity_type
    rows = sorted({activity, *days})
    if opportunity.fee_agreed == activity and opportunity.fees_agreed.issuperset(rows):
        return opportunity
    return opportunity.took(OpportunityAction.AGREE_FEE, step, {"activity": ",".join(rows)}, fee_agreed=activity)


def waits_for_agreement(one: Opportunity, days: Iterable[ActivityTypeId], *, policy: Policy) -> bool:
    """Whether somebody must still agree to what it pays before it is published, or to a row by which a day of it was
    planned."""
    rows = set(days) - one.fees_agreed
    if one.fee_agreed != one.about.activity_type:
        rows.add(one.about.activity_type)
    return bool(policy.approval.fees_agreed_by) and any(_pays_a_fee(row, policy=policy) for row in rows)


def _pays_a_fee(row: ActivityTypeId, *, policy: Policy) -> bool:
    try:
        return any(rate.fee for rate in policy.activity_type(row).rates)
    except UnknownActivityType:
        return False


def publish(opportunity: Opportunity, step: Step, *, sessions_to_come: int) -> Opportunity:
    """Let everyone find it. It needs a session that is still to come. Raises Refused."""
    if not sessions_to_come:
        raise Refused(opportunity.id, reason=ProgrammeRefusal.NO_SESSION)
    return opportunity.took(OpportunityAction.PUBLISH, step)


def close(opportunity: Opportunity, step: Step) -> Opportunity:
    """Take it off the list. People who have a place keep it."""
    return opportunity.took(OpportunityAction.CLOSE, step)


def _facts(about: About) -> dict[str, Fact]:
    return {"activity": about.activity_type, "kind": about.kind.value}
