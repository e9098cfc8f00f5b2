"""From a person's own pages to the equality questions, by a ticket. Who got it is written down nowhere."""

from __future__ import annotations

from typing import Final
from urllib.parse import urlencode

from takepart.domain.people.equality import EqualityStage
from takepart.domain.people.person import Person
from takepart.domain.programme.ids import SessionId
from takepart.domain.programme.sign_up import SignUpState
from takepart.use_cases.reach.answering import ticket
from takepart.web.problems import Problem
from takepart.web.programme.desk import Programme

_INVITED: Final = frozenset({SignUpState.CONFIRMED, SignUpState.WAITING, SignUpState.DECLINED})
"""Who was made an offer and has answered it, with yes or with no."""


def questions_for(desk: Programme, stage: EqualityStage) -> str:
    """Where the questions are, for one answer at this stage; nothing when the policy asks none."""
    if desk.policy.equality is None or desk.tickets is None:
        return ""
    made = ticket(stage, name=desk.new_id(), links=desk.tickets, now=desk.now())
    return f"/equality?{urlencode({'t': made})}"


def stage_of(state: SignUpState | None) -> EqualityStage | None:
    """At which stage somebody with a sign-up in this state is asked; None when they are not."""
    if state in _INVITED:
        return EqualityStage.INVITED
    return EqualityStage.TAKING_PART if state is SignUpState.ATTENDED else None


def stage_for(desk: Programme, person: Person, session: str) -> EqualityStage:
    """At which stage somebody is asked, about a session or none. Raises Problem 404 when they are not."""
    if not session:
        return EqualityStage.REGISTERED
    sign_up = desk.kept.sign_ups.get((SessionId(session), person.id))
    found = stage_of(sign_up.state if sign_up else None)
    if found is None:
        raise Problem.not_found()
    return found
