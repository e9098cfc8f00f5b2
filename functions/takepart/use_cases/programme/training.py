"""Who was at a session that gives a course has done the course (Wirral policy, section 6)."""

from __future__ import annotations

from datetime import datetime

from takepart.domain.ids import StaffId, StepId
from takepart.domain.people import person as people_domain
from takepart.domain.programme.ids import CourseId
from takepart.domain.programme.refusals import CannotDo, Refusal
from takepart.domain.programme.session import Session
from takepart.domain.programme.sign_up import SignUpState
from takepart.use_cases.ports import ChangedMeanwhile
from takepart.use_cases.programme.ports import People, SignUps
from takepart.use_cases.programme.take_part import TRIES


def everyone_was_trained(
    session: Session, course: CourseId, *, by: StaffId, people: People, sign_ups: SignUps, now: datetime
) -> int:
    """Write the course down for everyone who was there; for how many. It can stop anywhere and be run again."""
    there = [s.person for s in sign_ups.of_session(session.id) if s.state is SignUpState.ATTENDED]
    step, written = StepId(f"train-{course}-{session.id}"), 0
    for id in there:
        for _ in range(TRIES):
            person = people.get(id)
            if person is None or not person.is_registered or course in person.training:
                break
            try:
                people.save(people_domain.train(person, course, on=session.day, by=by, at=now, step=step))
            except ChangedMeanwhile:
                continue
            written += 1
            break
        else:
            raise CannotDo(session.id, reason=Refusal.OUT_OF_DATE)
    return written
