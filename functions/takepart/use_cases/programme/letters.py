"""Which letters the steps of people, sessions and sign-ups call for. A letter that is no longer true is left out."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from types import MappingProxyType
from typing import Final, Protocol

from takepart.domain.ids import PersonId
from takepart.domain.journal import Entry
from takepart.domain.links import Link, Purpose
from takepart.domain.people.person import Person, PersonAction, PersonState
from takepart.domain.programme.ids import SessionId
from takepart.domain.programme.opportunity import Opportunity
from takepart.domain.programme.session import Session, SessionAction
from takepart.domain.programme.sign_up import SignUp, SignUpAction, SignUpState
from takepart.use_cases.letters_due import LetterDue
from takepart.use_cases.ports import Attachment, Event
from takepart.use_cases.programme.ports import Opportunities, People, Sessions, SignUps

_LINK_DAYS: Final = 30


class ProgrammeLetter(StrEnum):
    """Every letter about taking part. The value names its template."""

    CONFIRM_EMAIL = "programme/confirm-email"
    ASK_CONSENT = "programme/ask-consent"
    WELCOME = "programme/welcome"
    MY_LINK = "programme/my-link"
    PLACE = "programme/place"
    ON_LIST = "programme/on-list"
    PLACE_OFFERED = "programme/place-offered"
    LAPSED = "programme/lapsed"
    GAVE_UP = "programme/gave-up"
    COST_AGREED = "programme/cost-agreed"
    REMINDER = "programme/reminder"
    MOVED = "programme/moved"
    CALLED_OFF = "programme/called-off"
    PAPERS = "programme/papers"
    NOTES = "programme/notes"
    CLAIM_READY = "programme/claim-ready"
    EXIT_INTERVIEW = "programme/exit-interview"


class CalendarWriter(Protocol):
    """Writes calendar files."""

    def one(self, session: Session, opportunity: Opportunity, *, now: datetime, gone: bool = False) -> bytes:
        """One session. ``gone`` takes it out of a calendar that has it."""


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
    sessions: Sessions
    sign_ups: SignUps
    calendar: CalendarWriter
    exit_interviews: bool = False
    """Whether whoever stops taking part is asked how it was."""

    def of_person(self, event: Event, *, now: datetime) -> Sequence[LetterDue]:
        """The letters of one step of a person."""
        person = self.people.get(PersonId(event.about))
        if person is None or person.details is None or not 1 <= event.seq <= person.version:
            return ()
        entry = person.journal[event.seq - 1]
        if entry.action == PersonAction.LEAVE.value:
            return (_exit_interview(person, entry),) if self.exit_interviews and _has_left(person) else ()
        due = _letter_to_person(person, entry, now=now)
        return (due,) if due else ()

    def of_sign_up(self, event: Event, *, now: datetime) -> Sequence[LetterDue]:
        """The letters of one step of a sign-up. ``event.about`` is ``<session>/<person>``."""
        session_id, _, person_id = event.about.partition("/")
        sign_up = self.sign_ups.get(SessionId(session_id), PersonId(person_id))
        rule = _OF_SIGN_UP.get(event.action)
        if sign_up is None or rule is None or sign_up.state not in rule.states or event.seq > sign_up.version:
            return ()
        session = self.sessions.get(sign_up.session)
        opportunity = self.opportunities.get(session.opportunity) if session else None
        if session is None or opportunity is None:
            return ()
        due = self._to(sign_up, session, opportunity, sign_up.journal[event.seq - 1], rule, key=event.id, now=now)
        return (due,) if due else ()

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


def my_link(person: Person, *, now: datetime) -> Link:
    """The person's own link to everything of theirs."""
    return _link(Purpose.MY_PART, person, now=now)


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


def _letter_to_person(person: Person, entry: Entry, *, now: datetime) -> LetterDue | None:
    letter, purpose, path, to = ProgrammeLetter.MY_LINK, Purpose.MY_PART, "/my", person.mail_goes_to
    session = str(entry.facts.get("session", "") or "")
    match PersonAction(entry.action):
        case PersonAction.REGISTER | PersonAction.SEND_LINK if person.state is PersonState.NEW:
            letter, purpose, path = ProgrammeLetter.CONFIRM_EMAIL, Purpose.CONFIRM_EMAIL, "/register/confirm"
        case PersonAction.REGISTER_CHILD | PersonAction.SEND_LINK if person.state is PersonState.AWAITING_CONSENT:
            letter, purpose, path = ProgrammeLetter.ASK_CONSENT, Purpose.CONSENT, "/register/consent"
            to = person.details.guardian_email if person.details else ""
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
        link=_link(purpose, person, now=now),
        path=path,
        values=MappingProxyType({"person": person.details}),
    )


def _link(purpose: Purpose, person: Person, *, now: datetime) -> Link:
    expires = (now + timedelta(days=_LINK_DAYS)).replace(hour=23, minute=59, second=59, microsecond=0)
    return Link(purpose=purpose, about=person.id, turn=0, who="participant", expires=expires)
