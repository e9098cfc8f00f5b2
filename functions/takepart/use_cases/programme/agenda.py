"""Participants suggest what to talk about until the session starts; the worker puts it on the agenda."""

from __future__ import annotations

from datetime import datetime

from takepart.domain import journal as journals
from takepart.domain.ids import PersonId, StaffId, StepId
from takepart.domain.programme import agenda, sign_up_notes
from takepart.domain.programme import session as sessions_domain
from takepart.domain.programme.agenda import Do, Suggestion
from takepart.domain.programme.ids import SessionId
from takepart.domain.programme.refusals import CannotDo, Refusal
from takepart.domain.programme.session import Session
from takepart.domain.programme.sign_up import COMES, SignUp
from takepart.use_cases.ports import ChangedMeanwhile
from takepart.use_cases.programme.ports import Sessions, SignUps
from takepart.use_cases.programme.take_part import TRIES


def suggest(session: Session, sign_up: SignUp, text: str, *, sign_ups: SignUps, step: StepId, now: datetime) -> None:
    """Want to talk about something. Pressed twice, it is said once. Raises CannotDo."""
    if journals.has_step(sign_up.journal, step):
        return
    if not session.is_to_come(now):
        raise CannotDo(session.id, reason=Refusal.STARTED)
    _kept(sign_up_notes.suggest(sign_up, text, at=now, step=step), sign_ups=sign_ups)


def take_back(
    session: Session, sign_up: SignUp, number: int, *, sessions: Sessions, sign_ups: SignUps, now: datetime
) -> None:
    """Not talk about it after all: it goes from the agenda as well. It can stop anywhere and be run again."""
    if any(each.number == number for each in sign_up.suggestions):
        step = StepId(f"take-back-{number}")
        _kept(sign_up_notes.take_back(sign_up, number, at=now, step=step), sign_ups=sign_ups)
    drop_from_agenda(session.id, sign_up.person, number, sessions=sessions, now=now)


def drop_from_agenda(id: SessionId, person: PersonId, number: int | None, *, sessions: Sessions, now: datetime) -> None:
    """Take what one person wanted off the agenda: one thing, or all when they are forgotten."""
    for _ in range(TRIES):
        session = sessions.get(id)
        if session is None or agenda.without(session.items, person, number) == session.items:
            return
        step = StepId(f"drop-{session.version}")
        try:
            sessions.save(sessions_domain.drop_items(session, person, number, at=now, step=step))
        except ChangedMeanwhile:
            continue
        return
    raise CannotDo(id, reason=Refusal.OUT_OF_DATE)


def arrange(
    session: Session,
    ref: str,
    do: Do,
    *,
    by: StaffId,
    sessions: Sessions,
    sign_ups: SignUps,
    step: StepId,
    now: datetime,
) -> None:
    """The worker puts something on the agenda, higher, or off it. Raises CannotDo."""
    if journals.has_step(session.journal, step):
        return
    text = ""
    if do is Do.ADD:
        person, number = agenda.whose(ref)
        sign_up = sign_ups.get((session.id, person))
        found = [each for each in sign_up.suggestions if each.number == number] if sign_up else []
        if not found:
            raise CannotDo(session.id, reason=Refusal.NOT_THERE)  # It was taken back.
        text = found[0].text
    items = agenda.arranged(session.items, ref, do, text=text)
    if items == session.items:
        return
    try:
        sessions.save(sessions_domain.arrange(session, items, by=by, at=now, step=step))
    except ChangedMeanwhile as changed:
        raise CannotDo(session.id, reason=Refusal.OUT_OF_DATE) from changed


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


def _kept(sign_up: SignUp, *, sign_ups: SignUps) -> None:
    try:
        sign_ups.save(sign_up)
    except ChangedMeanwhile as changed:
        raise CannotDo(sign_up.session, reason=Refusal.OUT_OF_DATE) from changed
