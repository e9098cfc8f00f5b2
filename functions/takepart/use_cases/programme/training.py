"""Who was at a session that gives a course has done the course (Wirral policy, section 6)."""

from __future__ import annotations

from contextlib import suppress

from takepart.domain.aggregate import Step
from takepart.domain.people import person as steps
from takepart.domain.programme.ids import CourseId
from takepart.domain.programme.session import Session
from takepart.domain.programme.sign_up import SignUpState
from takepart.domain.refused import Refused
from takepart.use_cases.doing import do
from takepart.use_cases.programme.ports import ProgrammeStores


def everyone_was_trained(session: Session, step: Step, course: CourseId, *, kept: ProgrammeStores) -> int:
    """Write the course down for everyone who was there; for how many. It can stop anywhere and be run again.

    Raises ChangedMeanwhile for somebody who is changed all the time.
    """
    there = [each.person for each in kept.sign_ups.of_session(session.id) if each.state is SignUpState.ATTENDED]
    left = [each for each in kept.people.many(there) if each.is_registered and course not in each.training]
    written = 0
    for person in left:
        with suppress(Refused):  # They left, or were forgotten, in the meantime.
            do(kept.people, person.id, step, lambda one, step: steps.train(one, step, course, on=session.day))
            written += 1
    return written
