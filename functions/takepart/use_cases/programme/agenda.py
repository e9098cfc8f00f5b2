"""Participants suggest what to talk about until the session starts; the worker puts it on the agenda."""

from __future__ import annotations

from datetime import datetime

from takepart.domain import journal as journals
from takepart.domain.aggregate import Step
from takepart.domain.ids import PersonId, SessionId, StepId
from takepart.domain.programme import agenda
from takepart.domain.programme import session as steps
from takepart.domain.programme import sign_up as sign_up_notes
from takepart.domain.programme.agenda import Do, Suggestion
from takepart.domain.programme.refusals import ProgrammeRefusal
from takepart.domain.programme.session import Session
from takepart.domain.programme.sign_up import COMES, SignUp
from takepart.domain.refused import Refused
from takepart.use_cases.doing import do
from takepart.use_cases.programme.ports import ProgrammeSessions, ProgrammeStores


def suggest(session: Session, sign_up: SignUp, step: Step, text: str, *, kept: ProgrammeStores) -> None:
    """Want to talk about something. Pressed twice, it is said once. Raises Refused."""
    if not sign_up.has(step) and not session.is_to_come(step.at):
        raise Refused(session.id, reason=ProgrammeRefusal.STARTED)
    do(kept.sign_ups, sign_up.identity, step, lambda one, step: sign_up_notes.suggest(one, step, text))


def take_back(sign_up: SignUp, number: int, *, kept: ProgrammeStores, now: datetime) -> None:
    """Not talk about it after all: it goes from the agenda as well. It can stop anywhere and be run again."""
    step = Step(journals.person(sign_up.person), now, StepId(f"take-back-{number}"))
    do(kept.sign_ups, sign_up.identity, step, lambda one, step: sign_up_notes.take_back(one, step, number))
    drop_from_agenda(sign_up.session, sign_up.person, number, sessions=kept.sessions, now=now)


def drop_from_agenda(
    id: SessionId, person: PersonId, number: int | None, *, sessions: ProgrammeSessions, now: datetime
) -> None:
    """Take what one person wanted off the agenda: one thing, or all when they are forgotten."""
    session = sessions.get(id)
    if session is None or agenda.without(session.items, person, number) == session.items:
        return
    step = Step(journals.person(person), now, StepId(f"drop-{session.version}"))
    do(sessions, id, step, lambda one, step: steps.drop_items(one, step, person, number))


def arrange(
    id: SessionId, step: Step, ref: str, what: Do, *, kept: ProgrammeStores, seen: int | None = None
) -> Session:
    """The worker puts something on the agenda, higher, or off it. Raises Refused, ChangedMeanwhile."""

    def arranged(session: Session, step: Step) -> Session:
        text = _text_of(session, ref, kept=kept) if what is Do.ADD else ""
        return steps.arrange(session, step, agenda.arranged(session.items, ref, what, text=text))

    return do(kept.sessions, id, step, arranged, seen=seen)


def _text_of(session: Session, ref: str, *, kept: ProgrammeStores) -> str:
    person, number = agenda.whose(ref)
    sign_up = kept.sign_ups.get((session.id, person))
    found = [each.text for each in sign_up.suggestions if each.number == number] if sign_up else []
    if not found:
        raise Refused(session.id, reason=ProgrammeRefusal.NOT_THERE)  # It was taken back.
    return found[0]


def suggested(session: Session, sign_ups: list[SignUp]) -> list[tuple[str, Suggestion, SignUp]]:
    """What people who come want to talk about and is not on the agenda, the oldest first, each with its name."""
    on_agenda = {item.ref for item in session.items}
    found = [
        (agenda.ref_of(sign_up.person, each.number), each, sign_up)
        for sign_up in sign_ups
        if sign_up.state in COMES
        for each in sign_up.suggestions
    ]
    found = [row for row in found if row[0] not in on_agenda]
    return sorted(found, key=lambda row: row[2].journal[row[1].number - 1].at)
