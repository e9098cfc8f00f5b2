"""Which letters the steps of people, sessions and sign-ups call for. A letter that is no longer true is left out."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from types import MappingProxyType
from typing import Final

from takepart.domain import journal as journals
from takepart.domain.ids import PersonId, StaffId, StepId
from takepart.domain.journal import Entry
from takepart.domain.links import Purpose
from takepart.domain.people.person import Person, PersonAction, PersonState
from takepart.domain.policy import StaffMember
from takepart.domain.programme.ids import SessionId
from takepart.domain.programme.opportunity import Opportunity
from takepart.domain.programme.session import Session, SessionAction
from takepart.domain.programme.sign_up import SignUp, SignUpAction, SignUpState
from takepart.use_cases.letters import LetterDue
from takepart.use_cases.ports import Attachment, Event
from takepart.use_cases.programme.change_letters import CHANGES, letters_of_change
from takepart.use_cases.programme.letter_kinds import ProgrammeLetter, my_link, personal_link
from takepart.use_cases.programme.ports import CalendarWriter, Opportunities, People, ProgrammeSessions, SignUps

__all__ = ["ProgrammeLetter", "ProgrammeLetters", "my_link"]


@dataclass(frozen=True, kw_only=True)
class _Rule:
    """A letter, the states in which it is still true, and what happens to the calendar."""

    letter: ProgrammeLetter
    states: frozenset[SignUpState]
    calendar: bool = False
    gone: bool = False


def _rule(letter: ProgrammeLetter, *states: SignUpState, calendar: bool = False, gone: bool = False) -> _Rule:
    return _Rule(letter=letter, states=frozenset(states), calendar=calendar, gone=gone)


_L, _S = ProgrammeLetter, SignUpState
_OF_SIGN_UP: Final[Mapping[str, _Rule]] = MappingProxyType(
    {
        SignUpAction.ACCEPT.value: _rule(_L.PLACE, _S.CONFIRMED, calendar=True),
        SignUpAction.ACCEPT_AND_WAIT.value: _rule(_L.ON_LIST, _S.WAITING),
        SignUpAction.OFFER_PLACE.value: _rule(_L.PLACE_OFFERED, _S.PLACE_OFFERED),
        SignUpAction.LAPSE.value: _rule(_L.LAPSED, _S.LAPSED),
        SignUpAction.CANCEL.value: _rule(_L.GAVE_UP, _S.CANCELLED, calendar=True, gone=True),
        SignUpAction.AGREE_COST.value: _rule(_L.COST_AGREED, _S.CONFIRMED, _S.WAITING, _S.PLACE_OFFERED, _S.OFFERED),
        SignUpAction.REMIND.value: _rule(_L.REMINDER, _S.CONFIRMED, calendar=True),
        SignUpAction.CALL_OFF.value: _rule(_L.CALLED_OFF, _S.CALLED_OFF, calendar=True, gone=True),
        SignUpAction.ATTEND.value: _rule(_L.CLAIM_READY, _S.ATTENDED),
        SignUpAction.WALK_IN.value: _rule(_L.CLAIM_READY, _S.ATTENDED),
        SignUpAction.CORRECT.value: _rule(_L.CLAIM_READY, _S.ATTENDED),
    }
)
_OF_SESSION: Final[Mapping[str, tuple[ProgrammeLetter, frozenset[SignUpState]]]] = MappingProxyType(
    {
        SessionAction.MOVE.value: (_L.MOVED, frozenset({_S.CONFIRMED, _S.WAITING, _S.PLACE_OFFERED, _S.OFFERED})),
        SessionAction.SEND_PAPERS.value: (_L.PAPERS, frozenset({_S.CONFIRMED})),
        SessionAction.SEND_NOTES.value: (_L.NOTES, frozenset({_S.ATTENDED})),
    }
)


@dataclass(frozen=True, kw_only=True)
class ProgrammeLetters:
    """Finds the letters of an event. Every read is of the things as they are now."""

    people: People
    opportunities: Opportunities
    sessions: ProgrammeSessions
    sign_ups: SignUps
    calendar: CalendarWriter
    worker: Callable[[StaffId], StaffMember | None]
    """Who runs an opportunity today."""
    exit_interviews: bool = False
    """Whether whoever stops taking part is asked how it was."""

    def of_person(self, event: Event, *, now: datetime) -> Sequence[LetterDue]:
        """The letters of one step of a person."""
        person = self.people.get(PersonId(event.about))
        if person is None or person.details is None or not 1 <= event.seq <= person.version:
            return ()
        entry = person.journal[event.seq - 1]
        if entry.action in CHANGES:
            return letters_of_change(person, entry, now=now)
        if entry.action == PersonAction.LEAVE.value:
            return (_exit_interview(person, entry),) if self.exit_interviews and _has_left(person) else ()
        due = _letter_to_person(person, entry, now=now)
        return (due,) if due else ()

    def of_link(self, event: Event, *, now: datetime) -> Sequence[LetterDue]:
        """The letter with somebody's own link. ``event.about`` is ``<person>/<session>``, the session may be empty."""
        id, _, session = event.about.partition("/")
        person = self.people.get(PersonId(id))
        if person is None or person.details is None:
            return ()
        asked = Entry(
            seq=event.seq,
            at=now,
            by=journals.person(person.id),
            action=event.action,
            step=StepId(event.id),
            before="",
            facts={"session": session} if session else {},
        )
        due = _letter_to_person(person, asked, now=now)
        return (due,) if due and due.to else ()

    def of_sign_up(self, event: Event, *, now: datetime) -> Sequence[LetterDue]:
        """The letters of one step of a sign-up. ``event.about`` is ``<session>/<person>``."""
        session_id, _, person_id = event.about.partition("/")
        sign_up = self.sign_ups.get((SessionId(session_id), PersonId(person_id)))
        if event.action == SignUpAction.SUGGEST.value and sign_up is not None:
            return self._to_worker(sign_up, event)
        rule = _OF_SIGN_UP.get(event.action)
        if sign_up is None or rule is None or sign_up.state not in rule.states or event.seq > sign_up.version:
            return ()
        session = self.sessions.get(sign_up.session)
        opportunity = self.opportunities.get(session.opportunity) if session else None
        if session is None or opportunity is None:
            return ()
        due = self._to(sign_up, session, opportunity, sign_up.journal[event.seq - 1], rule, key=event.id, now=now)
        return (due,) if due else ()

    def _to_worker(self, sign_up: SignUp, event: Event) -> Sequence[LetterDue]:
        """A named human reads what people want to talk about: one letter for each person and session, without words."""
        said = [entry for entry in sign_up.journal if entry.action == event.action]
        session = self.sessions.get(sign_up.session)
        opportunity = self.opportunities.get(session.opportunity) if session else None
        member = self.worker(opportunity.worker) if opportunity else None
        if said[0].seq != event.seq or not sign_up.suggestions or opportunity is None or member is None:
            return ()
        due = LetterDue(
            kind=ProgrammeLetter.AGENDA_WISH,
            key=f"{event.id}#{ProgrammeLetter.AGENDA_WISH.value}",
            to=member.email,
            entry=said[0],
            member=member,
            values=MappingProxyType({"session": session, "opportunity": opportunity.about}),
        )
        return (due,)

    def of_session(self, event: Event, *, now: datetime) -> Sequence[LetterDue]:
        """The letters of one step of a session: one to everyone it matters to."""
        session = self.sessions.get(SessionId(event.about))
        if session is None or event.action not in _OF_SESSION or not 1 <= event.seq <= session.version:
            return ()
        if any(e.action == event.action and e.seq > event.seq for e in session.journal):
            return ()  # It was moved again: only the last word is sent.
        opportunity = self.opportunities.get(session.opportunity)
        if opportunity is None:
            return ()
        letter, states = _OF_SESSION[event.action]
        rule = _Rule(letter=letter, states=states, calendar=letter is ProgrammeLetter.MOVED)
        entry = session.journal[event.seq - 1]
        found = [
            self._to(sign_up, session, opportunity, entry, rule, key=f"{event.id}#{sign_up.person}", now=now)
            for sign_up in self.sign_ups.of_session(session.id)
            if sign_up.state in states
        ]
        return [due for due in found if due is not None]

    def _to(
        self,
        sign_up: SignUp,
        session: Session,
        opportunity: Opportunity,
        entry: Entry,
        rule: _Rule,
        *,
        key: str,
        now: datetime,
    ) -> LetterDue | None:
        person = self.people.get(sign_up.person)
        if person is None or person.details is None or not person.is_registered:
            return None
        attachments: tuple[Attachment, ...] = ()
        if rule.calendar:
            content = self.calendar.one(session, opportunity, now=now, gone=rule.gone)
            attachments = (Attachment(name="session.ics", content_type="text/calendar", content=content),)
        path = (
            f"/my/claims/{session.id}" if rule.letter is ProgrammeLetter.CLAIM_READY else f"/my/sessions/{session.id}"
        )
        return LetterDue(
            kind=rule.letter,
            key=f"{key}#{rule.letter.value}",
            to=person.mail_goes_to,
            entry=entry,
            link=my_link(person, now=now),
            path=path,
            attachments=attachments,
            values=MappingProxyType(
                {
                    "person": person.details,
                    "session": session,
                    "opportunity": opportunity.about,
                    "sign_up": sign_up,
                    "offer": sign_up.offer,
                }
            ),
        )


def _has_left(person: Person) -> bool:
    """Whether they are still gone, and we may still write."""
    return person.state is PersonState.LEFT and bool(person.mail_goes_to)


def _exit_interview(person: Person, entry: Entry) -> LetterDue:
    """Without a link of their own: nothing ties an answer to the person (Wirral policy, section 11)."""
    return LetterDue(
        kind=ProgrammeLetter.EXIT_INTERVIEW,
        key=f"person:{person.id}#{entry.seq}#{ProgrammeLetter.EXIT_INTERVIEW.value}",
        to=person.mail_goes_to,
        entry=entry,
        path="/questionnaires/leaving",
        values=MappingProxyType({"person": person.details}),
    )


def _told_of_birth_date(person: Person, entry: Entry) -> LetterDue:
    """To the parent or carer, who would not be asked any more: a child cannot do that unseen."""
    return LetterDue(
        kind=ProgrammeLetter.OUTGROWN,
        key=f"person:{person.id}#{entry.seq}#{ProgrammeLetter.OUTGROWN.value}",
        to=person.details.guardian_email if person.details else "",
        entry=entry,
        values=MappingProxyType({"person": person.details}),
    )


def _letter_to_person(person: Person, entry: Entry, *, now: datetime) -> LetterDue | None:
    letter, purpose, path, to = ProgrammeLetter.MY_LINK, Purpose.MY_PART, "/my", person.mail_goes_to
    session = str(entry.facts.get("session", "") or "")
    match PersonAction(entry.action):
        case PersonAction.REGISTER | PersonAction.SEND_LINK if person.state is PersonState.NEW:
            letter, purpose, path = ProgrammeLetter.CONFIRM_EMAIL, Purpose.CONFIRM_EMAIL, "/register/confirm"
        case PersonAction.REGISTER_CHILD | PersonAction.ASK_CONSENT | PersonAction.SEND_LINK if (
            person.state is PersonState.AWAITING_CONSENT
        ):
            letter, purpose, path = ProgrammeLetter.ASK_CONSENT, Purpose.CONSENT, "/register/consent"
            to = person.details.guardian_email if person.details else ""
        case PersonAction.OUTGROW if person.details and person.details.guardian_email:
            return _told_of_birth_date(person, entry)
        case PersonAction.CONFIRM | PersonAction.CONSENT if person.is_registered:
            letter, session = ProgrammeLetter.WELCOME, str(person.sent_for or "")
        case PersonAction.SEND_LINK if person.state in (PersonState.REGISTERED, PersonState.LEFT):
            pass
        case _:
            return None
    if session and purpose is Purpose.MY_PART:
        path = f"/my/sessions/{session}"
    return LetterDue(
        kind=letter,
        key=f"person:{person.id}#{entry.seq}#{letter.value}",
        to=to,
        entry=entry,
        link=personal_link(purpose, person, now=now),
        path=path,
        values=MappingProxyType({"person": person.details}),
    )
