"""An administrator keeps the list of staff; whatever gives somebody money or people's words, a second person confirms.

No step may leave the service unfit on any day to come: the checks that a policy file passes are made for each day on
which the records change something, and what was wrong before is not held against whoever mends it.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from functools import partial
from hashlib import sha256
from typing import TYPE_CHECKING, Protocol

from takepart.domain.aggregate import Step
from takepart.domain.claims.claim import Claim
from takepart.domain.floats.cash_float import CashFloat, FloatState
from takepart.domain.ids import StaffId
from takepart.domain.organisation import member as members
from takepart.domain.organisation.in_force import policy_on
from takepart.domain.organisation.member import Away, Held, Member, StaffRefusal
from takepart.domain.policy import Policy, Role, StaffMember
from takepart.domain.refused import Refused
from takepart.use_cases.claims.open_decision import waiting_for
from takepart.use_cases.claims.ports import Claims
from takepart.use_cases.doing import Change, Store, do
from takepart.use_cases.money.ports import Floats
from takepart.use_cases.what_waits import VoiceCounts

_A_DAY = timedelta(days=1)

if TYPE_CHECKING:
    from takepart.domain.assurance.rules import Assurance


class Members(Store[Member], Protocol):
    """The records of staff, all of which are read at once."""

    def all(self) -> Sequence[Member]:
        """All of them as they are now."""


@dataclass(frozen=True, kw_only=True)
class Staff:
    """The list as the policy file starts it, with the records that changed it. It is a store of its members."""

    policy: Policy
    """As the file has it, before any record."""
    people: Sequence[StaffMember]
    """Everyone whom the file names, on the staff or as a keeper of promises."""
    promises: Assurance
    """As they hold now."""
    kept: Members

    def get(self, key: StaffId, /) -> Member | None:
        """One of them as they are now."""
        return self.kept.get(key) or next((Member.of(each) for each in self.people if each.id == key), None)

    def many(self, keys: Sequence[StaffId], /) -> Sequence[Member]:
        """Several."""
        return [member for key in keys if (member := self.get(key)) is not None]

    def add(self, member: Member, /) -> None:
        """Keep a new one."""
        self.kept.add(member)

    def save(self, member: Member, /) -> None:
        """Keep the next step, or the first."""
        self.kept.save(member)

    def every(self) -> Mapping[StaffId, Member]:
        """All of them, in the order of the file, then as they came."""
        found = {each.id: Member.of(each) for each in self.people}
        return found | {each.id: each for each in sorted(self.kept.all(), key=lambda each: each.journal[0].at)}

    def on(self, day: date) -> Policy:
        """The policy of a day."""
        return policy_on(self.policy, self.kept.all(), day)


def join(staff: Staff, held: Held, step: Step) -> Member:
    """Somebody new. Their id follows from the press, and says nothing of them. Raises Refused."""
    new = Member(id=StaffId(f"staff-{sha256(step.press.encode()).hexdigest()[:12]}"))
    found = staff.kept.get(new.id)
    if found is not None and found.has(step):
        return found
    made = members.change(new, step, held)
    _fits(staff, made, held=held, step=step)
    staff.add(made)
    return made


def change(staff: Staff, id: StaffId, held: Held, step: Step, *, seen: int | None) -> Member:
    """What somebody is from a day on. Raises Refused, ChangedMeanwhile."""

    def changed(member: Member, step: Step) -> Member:
        after = members.change(member, step, held)
        _fits(staff, after, held=held, step=step)
        return after

    return do(staff, id, step, changed, seen=seen)


def confirm(staff: Staff, id: StaffId, step: Step, *, seen: int | None) -> Member:
    """A second person agrees to what was asked. Raises Refused, ChangedMeanwhile."""

    def confirmed(member: Member, step: Step) -> Member:
        after = members.confirm(member, step)
        _fits(staff, after, held=after.held[-1], step=step)
        return after

    return do(staff, id, step, confirmed, seen=seen)


def turn_down(staff: Staff, id: StaffId, step: Step, *, seen: int | None) -> Member:
    """What was asked is not done. Raises Refused, ChangedMeanwhile."""
    return do(staff, id, step, members.turn_down, seen=seen)


def go_away(staff: Staff, id: StaffId, away: Away, step: Step) -> Member:
    """Somebody is away: an administrator says so, or they themselves. Raises Refused, Closed."""

    def gone(member: Member, step: Step) -> Member:
        after = members.go_away(member, step, away)
        if away.deputy not in {each.id for each in may_stand_in(staff, id, max(away.first, step.today))}:
            raise Refused(id, reason=StaffRefusal.STANDS_IN)
        _fits(staff, after, step=step)
        return after

    return do(staff, id, step, gone, may=partial(_may_say, staff, step))


def come_back(staff: Staff, id: StaffId, first: date, step: Step) -> Member:
    """Somebody is here again, or was never away. Raises Refused, Closed."""
    back: Change[Member] = partial(members.come_back, first=first)
    return do(staff, id, step, back, may=partial(_may_say, staff, step))


def leave(staff: Staff, id: StaffId, *, last_day: date, takes_over: StaffId, step: Step, seen: int | None) -> Member:
    """Somebody leaves, and who takes over has all their roles already. Raises Refused, ChangedMeanwhile."""

    def left(member: Member, step: Step) -> Member:
        after = members.leave(member, step, last_day=last_day, takes_over=takes_over)
        first = max(last_day + _A_DAY, step.today)
        if takes_over not in {each.id for each in may_take_over(staff, id, first)}:
            raise Refused(id, reason=StaffRefusal.TAKES_OVER)
        _fits(staff, after, step=step)
        return after

    return do(staff, id, step, left, seen=seen)


def stay(staff: Staff, id: StaffId, step: Step, *, seen: int | None) -> Member:
    """Somebody does not leave after all. Raises Refused, ChangedMeanwhile."""
    return do(staff, id, step, members.stay, seen=seen)


@dataclass(frozen=True, kw_only=True)
class Theirs:
    """What is somebody's today, and goes to who takes over."""

    claims: Sequence[Claim]
    """Those that wait for their decision, the longest waiting first."""
    floats: Sequence[CashFloat]
    """Tins that they keep: these are counted and closed, and go to nobody by themselves."""
    complaints: int
    places: Sequence[str]
    """What the rules name them for, in words: ``confirms Meeting``, ``leads Fostering``."""

    @property
    def is_nothing(self) -> bool:
        """Whether there is none of it."""
        return not (self.claims or self.floats or self.complaints or self.places)


def theirs(staff: Staff, id: StaffId, *, claims: Claims, floats: Floats, counts: VoiceCounts, policy: Policy) -> Theirs:
    """All that is somebody's. Raises StoreUnavailable."""
    return Theirs(
        claims=waiting_for(id, claims=claims),
        floats=[each for each in floats.all() if each.keeper == id and each.state is FloatState.OPEN],
        complaints=counts.complaints(id) if policy.voice else 0,
        places=places(id, policy, staff.promises),
    )


def places(id: StaffId, policy: Policy, promises: Assurance) -> tuple[str, ...]:
    """What the rules name somebody for, beside their roles, in words."""
    return tuple(_places(id, policy, promises))


def _places(id: StaffId, policy: Policy, promises: Assurance) -> Iterator[str]:
    confirmed = [each.name for each in policy.activity_types if id in each.confirmers]
    if confirmed:
        yield f"confirms {', '.join(confirmed)}"
    if policy.voice and id in policy.voice.staff:
        parts = {
            "reads what people say": policy.voice.readers,
            "is told of words that may mean harm": policy.voice.duty,
            "checks what is published": policy.voice.checkers,
            "gives complaints to handlers": policy.voice.complaints_desk,
            "hears of complaints that are late": policy.voice.complaints_managers,
        }
        yield from (words for words, listed in parts.items() if id in listed)
        tracks = [each.name for each in policy.voice.tracks if any(id in stage.staff for stage in each.stages)]
        if tracks:
            yield f"handles complaints: {', '.join(tracks)}"
    leads = [team.name for team in promises.owners if str(team.lead) == id]
    manages = [team.name for team in promises.owners if str(team.manager) == id]
    yield from (f"{words} {', '.join(teams)}" for words, teams in (("leads", leads), ("manages", manages)) if teams)


def may_stand_in(staff: Staff, id: StaffId, day: date) -> tuple[StaffMember, ...]:
    """Who could decide for somebody from a day on."""
    from takepart.domain.policy.checks import can_sit_in  # only who keeps this list needs it

    then = staff.on(day)
    theirs = _here(then, id)
    return tuple(
        each
        for each in then.staff
        if each.id != id and theirs and can_sit_in(each, theirs) and not _hears_alone(staff, id, each)
    )


def may_take_over(staff: Staff, id: StaffId, day: date) -> tuple[StaffMember, ...]:
    """Who has every role of somebody's on a day."""
    member = staff.get(id)
    held = member.last_held(day) if member else None
    here = staff.on(day).staff if held else ()
    return tuple(
        each
        for each in here
        if each.id != id and held and held.roles <= each.roles and not _hears_alone(staff, id, each)
    )


def _may_say(staff: Staff, step: Step, member: Member) -> bool:
    """Whether they may say that somebody is away: of themselves everybody may."""
    who = _here(staff.on(step.today), step.staff)
    return who is not None and (who.id == member.id or Role.ADMINISTRATOR in who.roles)


def _hears_alone(staff: Staff, id: StaffId, other: StaffMember) -> bool:
    """Whether somebody reads what people say, and the other one has no part in that."""
    hears = staff.policy.voice.staff if staff.policy.voice else frozenset()
    return id in hears and other.id not in hears and Role.VOICE not in other.roles


def _here(policy: Policy, id: StaffId) -> StaffMember | None:
    return next((each for each in policy.staff if each.id == id), None)


def _fits(staff: Staff, after: Member, *, step: Step, held: Held | None = None) -> None:
    """Refuse what would leave the service unfit on a day to come, were it confirmed. Raises Refused."""
    if held is not None and held not in after.held:  # it waits: as if a second person had agreed
        earlier = tuple(each for each in after.held if each.since < held.since)
        after = replace(after, held=(*earlier, held), asked=None)
    kept = staff.kept.all()
    instead = [*(each for each in kept if each.id != after.id), after]
    for day in sorted(_days(instead, step.today)):
        then = policy_on(staff.policy, instead, day)
        problems = tuple(_problems(then))
        if not problems and then.with_role(Role.ADMINISTRATOR):
            continue
        before = policy_on(staff.policy, kept, day)
        known = set(_problems(before))
        for key, what in problems:
            if (key, what) not in known:
                raise Refused(after.id, reason=_reason(key, what, after.id), detail=key)
        if before.with_role(Role.ADMINISTRATOR) and not then.with_role(Role.ADMINISTRATOR):
            raise Refused(after.id, reason=StaffRefusal.SOMEBODY_ADMINISTERS)


def _days(records: Iterable[Member], today: date) -> set[date]:
    """Every day from today on from which the list is another one."""
    turns = (day for each in records for day in _turns(each))
    return {today, *(day for day in turns if day > today)}


def _turns(member: Member) -> Iterator[date]:
    yield from (each.since for each in member.held)
    yield from (day for each in member.away for day in (each.first, each.last + _A_DAY))
    if member.last_day is not None:
        yield member.last_day + _A_DAY


def _problems(policy: Policy) -> Iterator[tuple[str, str]]:
    from takepart.domain.policy.checks import problems_in  # only who keeps this list needs it

    return problems_in(policy)


def _reason(key: str, what: str, id: StaffId) -> StaffRefusal:
    """The rule of a policy file that it would break, as whoever keeps the list reads it."""
    if key == "staff.email":
        return StaffRefusal.TAKEN
    if key == "staff":
        return StaffRefusal.TWO_IN_FINANCE if Role.FINANCE in what else StaffRefusal.SOMEBODY_IN_OFFICE
    if key.startswith("staff["):
        return StaffRefusal.DEPUTY if key == f"staff[{id}].deputy" else StaffRefusal.IS_DEPUTY
    return StaffRefusal.RULES
