"""What the office's pages about who is reached need more than the reception has."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Final

from takepart.domain import journal as journals
from takepart.domain.aggregate import Step
from takepart.domain.ids import StepId
from takepart.domain.people.equality import Equality
from takepart.domain.policy import StaffMember
from takepart.use_cases.office import Right
from takepart.use_cases.reach.ports import Figures, Outreaches
from takepart.web.office.reception import Reception
from takepart.web.problems import Problem
from takepart.web.requests import Request, Typed

_STEP: Final = re.compile(r"[0-9a-f]{16,64}")


@dataclass(frozen=True, kw_only=True)
class ReachDesk:
    """The figures, and the actions that follow from them."""

    figures: Figures
    outreaches: Outreaches


def member_of(office: Reception, request: Request) -> StaffMember:
    """Who is signed in, if they may see who is reached. Raises Problem 403 or Elsewhere."""
    return office.allowed(request, Right.REACH)


def rules_of(office: Reception) -> Equality:
    """What is asked. Raises Problem 404 where nothing is."""
    if office.policy.equality is None:
        raise Problem.not_found("The policy asks no equality questions. Add [equality] to its file first.")
    return office.policy.equality


def step_name(typed: Typed) -> str:
    """The name of the form, which is sent once. Raises Problem 400 when it is not one of ours."""
    name = typed.get("step", "")
    if not _STEP.fullmatch(name):
        raise Problem.bad("Nothing was changed. Go back, load the page again and send it from there.")
    return name


def pressed(office: Reception, member: StaffMember, typed: Typed) -> Step:
    """Who does something to an action, in which attempt."""
    return Step(journals.staff(member.id), office.now(), StepId(f"office-{step_name(typed)}"))
