"""Which letters the steps of people, sessions and sign-ups call for. A letter that is no longer true is left out."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from functools import partial
from types import MappingProxyType
from typing import Any, Final, NamedTuple

from takepart.domain import journal as journals
from takepart.domain.aggregate import THEY_ASKED
from takepart.domain.ids import OpportunityId, PersonId, SessionId, StaffId, StepId
from takepart.domain.journal import Entry
from takepart.domain.links import Link, Purpose, end_of_day
from takepart.domain.people.details import Contact
from takepart.domain.people.moving import address_of
from takepart.domain.people.person import HowAsked, Person, PersonAction, PersonState, Whose
from takepart.domain.policy import Policy, StaffMember
from takepart.domain.programme.membership import Membership
from takepart.domain.programme.message import Audience, Message, MessageId
from takepart.domain.programme.opportunity import Opportunity, OpportunityAction, waits_for_agreement
from takepart.domain.programme.session import Session, SessionAction
from takepart.domain.programme.sign_up import SignUp, SignUpAction, SignUpState
from takepart.domain.uk_time import local_date
from takepart.use_cases.doing import Store
from takepart.use_cases.letters import Lane, LetterDue, LetterName
from takepart.use_cases.ports import Attachment, Event
from takepart.use_cases.programme.ports import CalendarWriter, Opportunities, People, ProgrammeSessions, SignUps

_LINK_DAYS: Final = 30


class ProgrammeLetter(LetterName):
    """Every letter about taking part. The value names its template."""

    CONFIRM_EMAIL = "programme/confirm-email"
    ASK_CONSENT = "programme/ask-consent"
    WELCOME = "programme/welcome", Lane.ALWAYS
    GUARDIAN_YES = "programme/guardian-yes", Lane.ALWAYS
    OUTGROWN = "programme/outgrown", Lane.ALWAYS
    AGREE_TEXTS = "programme/agree-texts"
    TEXTS_AGREED = "programme/texts-agreed", Lane.ALWAYS
    MY_LINK = "programme/my-link", Lane.TO_THEIRS
    RENAMED = "programme/renamed", Lane.ALWAYS
    AGREE_ADDRESS = "programme/agree-address", Lane.ALWAYS
    IS_IT_YOURS = "programme/is-it-yours"
    ADDRESS_ASKED = "programme/address-asked", Lane.ALWAYS
    ADDRESS_CHANGED = "programme/address-changed", Lane.ALWAYS
    PLACE = "programme/place", Lane.ALWAYS
    ON_LIST = "programme/on-list", Lane.ALWAYS
    PLACE_OFFERED = "programme/place-offered", Lane.ALWAYS
    LAPSED = "programme/lapsed", Lane.ALWAYS
    GAVE_UP = "programme/gave-up", Lane.ALWAYS
    COST_AGREED = "programme/cost-agreed", Lane.ALWAYS
    REMINDER = "programme/reminder", Lane.ALWAYS
    MOVED = "programme/moved", Lane.ALWAYS
    CALLED_OFF = "programme/called-off", Lane.ALWAYS
    SUPPORT_ASKED = "programme/support-asked", Lane.LIMITED_MANY  # what one needs is told whatever others asked
    CALL_THEM = "programme/call-them", Lane.ALWAYS
    AGENDA_WISH = "programme/agenda-wish", Lane.ALWAYS
    AGREE_FEE = "programme/agree-fee", Lane.ALWAYS
    PAPERS = "programme/papers", Lane.ALWAYS
    NOTES = "programme/notes", Lane.ALWAYS
    MEMBER = "programme/member", Lane.ALWAYS
    TOGETHER = "programme/together", Lane.ALWAYS
    MESSAGE = "programme/message", Lane.ALWAYS
    MIGHT_COME = "programme/might-come", Lane.TO_THEIRS  # however many workers look for people
    CLAIM_READY = "programme/claim-ready", Lane.ALWAYS
    EXIT_INTERVIEW = "programme/exit-interview"


def my_link(person: Person, *, now: datetime) -> Link:
    """The person's own link to everything of theirs."""
    return personal_link(Purpose.MY_PART, person, now=now)


def personal_link(purpose: Purpose, person: Person, *, now: datetime) -> Link:
    """A link that only its reader has. One to their own pages dies when their mailbox changes, one that asks for a
    parent's or carer's yes when they are asked again.
    """
    turn = {Purpose.MY_PART: person.moves, Purpose.CONSENT: person.guardian_turn}.get(purpose, 0)
    return until_night(_LINK_DAYS, Link(purpose=purpose, about=person.id, turn=turn, who="participant", expires=now))


def until_night(days: int, link: Link) -> Link:
    """A link that works until midnight, so many days from when it says."""
    return replace(link, expires=end_of_day(link.expires, days=days))


_CHANGE_WAITS_DAYS: Final = 7
"""How long a change of address waits for an answer."""
_L, _S = ProgrammeLetter, SignUpState

_A = PersonAction
CHANGES: Final = frozenset({_A.RENAME, _A.ASK_MOVE, _A.AGREE_MOVE, _A.CHECK_IDENTITY, _A.MOVE})
"""Steps of a change of name or address."""


def letters_of_change(person: Person, entry: Entry, *, now: datetime) -> Sequence[LetterDue]:
    """Who is asked, and who is told. What was replaced or answered since is not asked any more."""
    moving = person.moving
    whose = moving.whose.value if moving else ""

    def due(letter: ProgrammeLetter, to: str, *, whose: str, **more: Any) -> LetterDue:
        return _due(person, entry, letter, to, says={"moving": moving, "whose": whose, "through_parent": False}, **more)

    def asks(letter: ProgrammeLetter, purpose: Purpose, to: str, path: str) -> LetterDue:
        link = Link(purpose=purpose, about=person.id, turn=_asked_in(entry), who="participant", expires=now)
        return due(letter, to, link=until_night(_CHANGE_WAITS_DAYS, link), path=path, whose=whose)

    waits = moving is not None and moving.asked == _asked_in(entry)
    match PersonAction(entry.action):
        case PersonAction.RENAME:
            return (due(_L.RENAMED, person.mail_goes_to, link=my_link(person, now=now), path="/my", whose="own"),)
        case PersonAction.ASK_MOVE if moving and waits and not moving.agreed:
            to = address_of(person, moving.whose)
            return (asks(_L.AGREE_ADDRESS, Purpose.OLD_ADDRESS, to, "/my/address/agree"),)
        case PersonAction.AGREE_MOVE if moving and waits:
            return (asks(_L.IS_IT_YOURS, Purpose.NEW_ADDRESS, moving.email, "/my/address/new"),)
        case PersonAction.CHECK_IDENTITY if moving and waits:
            told = due(_L.ADDRESS_ASKED, address_of(person, moving.whose), whose=whose)
            return (told, asks(_L.IS_IT_YOURS, Purpose.NEW_ADDRESS, moving.email, "/my/address/new"))
        case PersonAction.MOVE:
            return _after_move(person, entry, due, now=now)
        case _:
            return ()


def _after_move(person: Person, entry: Entry, due: Callable[..., LetterDue], *, now: datetime) -> Sequence[LetterDue]:
    whose = str(entry.facts["whose"])
    last = max(e.seq for e in person.journal if e.action == PersonAction.MOVE.value)
    found = [due(_L.ADDRESS_CHANGED, person.before, whose=whose)] if person.before and last == entry.seq else []
    parent = person.details.guardian_email if person.details else ""
    if person.state is PersonState.AWAITING_CONSENT:
        consent = personal_link(Purpose.CONSENT, person, now=now)
        return (*found, due(_L.ASK_CONSENT, parent, link=consent, path="/register/consent", whose=whose))
    if whose == Whose.GUARDIAN.value and (yes := _letter_of_yes(person, entry, now=now)):
        found.append(yes)
    if whose == Whose.OWN.value and parent:
        told = due(_L.ADDRESS_CHANGED, parent, whose="child")
        found.append(replace(told, key=f"{told.key}#parent"))
    if whose == Whose.OWN.value:
        found.append(due(_L.MY_LINK, person.mail_goes_to, link=my_link(person, now=now), path="/my", whose=whose))
    return found


def _asked_in(entry: Entry) -> int:
    return int(entry.facts.get("asked", entry.seq))


class _Rule(NamedTuple):
    """A letter, the states in which it is still true, and what happens to the calendar."""

    letter: ProgrammeLetter
    states: frozenset[SignUpState]
    calendar: bool = False
    gone: bool = False


def _rule(letter: ProgrammeLetter, *states: SignUpState, calendar: bool = False, gone: bool = False) -> _Rule:
    return _Rule(letter, frozenset(states), calendar, gone)


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
_TO_WORKER: Final[Mapping[str, ProgrammeLetter]] = MappingProxyType(
    {SignUpAction.SUGGEST.value: _L.AGENDA_WISH, SignUpAction.OFFER.value: _L.SUPPORT_ASKED}
)
"""What the worker is told of as well as shown."""
_SAYS_WHAT_IT_PAYS: Final = {OpportunityAction.WRITE.value, OpportunityAction.EDIT.value}
_OF_SESSION: Final[Mapping[str, _Rule]] = MappingProxyType(
    {
        SessionAction.MOVE.value: _rule(
            _L.MOVED, _S.CONFIRMED, _S.WAITING, _S.PLACE_OFFERED, _S.OFFERED, calendar=True
        ),
        SessionAction.SEND_PAPERS.value: _rule(_L.PAPERS, _S.CONFIRMED),
        SessionAction.SEND_NOTES.value: _rule(_L.NOTES, _S.ATTENDED),
    }
)


@dataclass(frozen=True, kw_only=True)
class ProgrammeLetters:
    """Finds the letters of an event. Every read is of the things as they are now."""

    people: People
    opportunities: Opportunities
    sessions: ProgrammeSessions
    sign_ups: SignUps
    messages: Store[Message]
    memberships: Store[Membership]
    calendar: CalendarWriter
    worker: Callable[[StaffId], StaffMember | None]
    """Who runs an opportunity today."""
    policy: Policy

    def of_person(self, event: Event, *, now: datetime) -> Sequence[LetterDue]:
        """The letters of one step of a person."""
        person = self.people.get(PersonId(event.about))
        if person is None or person.details is None or not 1 <= event.seq <= person.version:
            return ()
        entry = person.journal[event.seq - 1]
        if entry.action in CHANGES:
            return letters_of_change(person, entry, now=now)
        if entry.action == PersonAction.AGREE_TEXTS:  # to the mailbox, which may be somebody else's than the number
            to, link = person.mail_goes_to, my_link(person, now=now)
            return (_due(person, entry, _L.TEXTS_AGREED, to, link=link, path="/my"),) if to else ()
        if entry.action in _TOGETHER:
            return (_due(person, entry, _L.TOGETHER, person.mail_goes_to, path="/my"),) if person.mail_goes_to else ()
        if entry.action == PersonAction.LEAVE.value:
            is_asked = self.policy.voice is not None and self.policy.voice.exit_interviews
            if not is_asked or person.state is not PersonState.LEFT or not person.mail_goes_to:
                return ()
            # Without a link of their own: nothing ties an answer to the person (Wirral policy, section 11).
            return (_due(person, entry, _L.EXIT_INTERVIEW, person.mail_goes_to, path="/questionnaires/leaving"),)
        due = (_letter_to_person(person, entry, now=now), _letter_of_yes(person, entry, now=now))
        return (*(each for each in due if each), *_asks_for_texts(person, entry, now=now))

    def of_opportunity(self, event: Event) -> Sequence[LetterDue]:
        """Whoever the policy names is asked to agree to a fee, as soon as it is said what is paid.

        Once for each row of the schedule, however often the words are changed; not who planned it themselves.
        """
        one = self.opportunities.get(OpportunityId(event.about))
        if one is None or not 1 <= event.seq <= one.version or not waits_for_agreement(one, (), policy=self.policy):
            return ()
        rows = [(each, each.facts["activity"]) for each in one.journal if each.action in _SAYS_WHAT_IT_PAYS]
        last = max((at for at, (_, row) in enumerate(rows) if at == 0 or row != rows[at - 1][1]), default=-1)
        entry = one.journal[event.seq - 1]
        if last < 0 or rows[last][0].seq != entry.seq:
            return ()
        row = self.policy.activity_name(one.about.activity_type)
        named = {id: self.policy.acting(id) for id in self.policy.approval.fees_agreed_by}
        by = self.policy.staff_name(StaffId(entry.by.removeprefix("staff:")))
        return [
            LetterDue(
                kind=_L.AGREE_FEE,
                key=f"{event.id}#{_L.AGREE_FEE.value}#{id}",
                to=member.email,
                path=f"/office/opportunities/{one.id}",
                entry=entry,
                member=member,
                values=MappingProxyType({"opportunity": one.about, "row": row, "by": by}),
            )
            for id, member in named.items()
            if entry.by != journals.staff(member.id)
        ]

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
        found = (due,) if due and (due.to or due.text_to) else ()
        return (*found, *_asks_for_texts(person, asked, now=now))

    def of_sign_up(self, event: Event, *, now: datetime) -> Sequence[LetterDue]:
        """The letters of one step of a sign-up. ``event.about`` is ``<session>/<person>``."""
        session_id, _, person_id = event.about.partition("/")
        sign_up = self.sign_ups.get((SessionId(session_id), PersonId(person_id)))
        if event.action in _TO_WORKER and sign_up is not None:
            return self._to_worker(sign_up, event)
        rule = _OF_SIGN_UP.get(event.action)
        if sign_up is None or rule is None or sign_up.state not in rule.states or event.seq > sign_up.version:
            return ()
        session = self.sessions.get(sign_up.session)
        opportunity = self.opportunities.get(session.opportunity) if session else None
        if session is None or opportunity is None:
            return ()
        entry, says = sign_up.journal[event.seq - 1], _says(sign_up)
        return self._to(sign_up.person, session, opportunity, entry, rule, key=event.id, now=now, says=says)

    def _to_worker(self, sign_up: SignUp, event: Event) -> Sequence[LetterDue]:
        """A named human reads what people want to talk about, and what they need before they say yes: without words.

        One letter for each person and session about the agenda, and about what they need the last time they said it.
        """
        kind, said = _TO_WORKER[event.action], [each for each in sign_up.journal if each.action == event.action]
        wish = kind is ProgrammeLetter.AGENDA_WISH
        entry = said[0 if wish else -1]
        if entry.seq != event.seq or not (sign_up.suggestions if wish else sign_up.support):
            return ()
        if THEY_ASKED in entry.facts:
            return ()  # A worker wrote it down.
        session = self.sessions.get(sign_up.session)
        opportunity = self.opportunities.get(session.opportunity) if session else None
        member = self.worker(opportunity.worker) if opportunity else None
        if opportunity is None or member is None:
            return ()
        due = LetterDue(
            kind=kind,
            key=f"{event.id}#{kind.value}",
            to=member.email,
            path=f"/office/sessions/{sign_up.session}",
            entry=entry,
            member=member,
            values=MappingProxyType({"session": session, "opportunity": opportunity.about}),
        )
        return (due,)

    def _to_who_calls(
        self, person: Person, session: Session, opportunity: Opportunity, entry: Entry, rule: _Rule, *, key: str
    ) -> Sequence[LetterDue]:
        """The worker, who tells somebody without a mailbox; not of what they did themselves with them a moment ago."""
        member = self.worker(opportunity.worker)
        if member is None or THEY_ASKED in entry.facts or rule.letter is _L.MIGHT_COME:
            return ()
        kind = ProgrammeLetter.CALL_THEM
        due = LetterDue(
            kind=kind,
            key=f"{key}#{kind.value}",
            to=member.email,
            path=f"/office/people/{person.id}/sessions/{session.id}",
            entry=entry,
            member=member,
            values=MappingProxyType({"session": session, "opportunity": opportunity.about, "about": rule.letter.value}),
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
        rule, entry = _OF_SESSION[event.action], session.journal[event.seq - 1]
        return [
            due
            for each in self.sign_ups.of_session(session.id)
            if each.state in rule.states
            for due in self._to(
                *(each.person, session, opportunity, entry, rule),
                key=f"{event.id}#{each.person}",
                now=now,
                says=_says(each),
            )
        ]

    def of_membership(self, event: Event, *, now: datetime) -> Sequence[LetterDue]:
        """The letter to somebody who became a member of a group, goes on, or is none any more."""
        group, _, id = event.about.partition("/")
        member = self.memberships.get((OpportunityId(group), PersonId(id)))
        opportunity, person = self.opportunities.get(OpportunityId(group)), self._who_stays(PersonId(id))
        if member is None or opportunity is None or person is None or not person.is_registered:
            return ()
        if not 1 <= event.seq == member.version or not (person.is_written_to and person.mail_goes_to):
            return ()  # Something came after it, or they want no letters.
        entry, link = member.journal[-1], my_link(person, now=now)
        says, path = {"member": member, "opportunity": opportunity.about}, f"/my/groups/{group}"
        due = _due(person, entry, _L.MEMBER, person.mail_goes_to, says=says, link=link, path=path)
        return (replace(due, key=f"{event.id}#{due.kind.value}"),)

    def of_message(self, event: Event, *, now: datetime) -> Sequence[LetterDue]:
        """The letters of a message: one to everyone whom the worker saw, who still takes part."""
        message = self.messages.get(MessageId(event.about))
        session = self.sessions.get(message.session) if message else None
        opportunity = self.opportunities.get(session.opportunity) if session else None
        if message is None or session is None or opportunity is None:
            return ()
        might = message.audience is Audience.MIGHT
        rule, entry = _rule(_L.MIGHT_COME if might else _L.MESSAGE), message.journal[0]
        told = partial(self._to, now=now, says={"words": message.words})
        return [
            due for who in message.to for due in told(who, session, opportunity, entry, rule, key=f"{event.id}#{who}")
        ]

    def _who_stays(self, id: PersonId) -> Person | None:
        """What happened under a registration that was put into another is theirs who stays."""
        person = self.people.get(id)
        return self.people.get(person.into) if person is not None and person.into is not None else person

    def _to(
        self,
        who: PersonId,
        session: Session,
        opportunity: Opportunity,
        entry: Entry,
        rule: _Rule,
        *,
        key: str,
        now: datetime,
        says: Mapping[str, object],
    ) -> Sequence[LetterDue]:
        person = self._who_stays(who)
        if person is None or person.details is None or not person.is_registered:
            return ()
        if not person.is_written_to:
            return self._to_who_calls(person, session, opportunity, entry, rule, key=key)
        attachments: tuple[Attachment, ...] = ()
        if rule.calendar:
            content = self.calendar.one(session, opportunity, now=now, gone=rule.gone)
            attachments = (Attachment(name="session.ics", content_type="text/calendar", content=content),)
        page = "claims" if rule.letter is ProgrammeLetter.CLAIM_READY else "sessions"
        instead = self.sessions.get(session.instead) if session.instead else None
        other = instead if instead is not None and instead.is_to_come(now) else None
        told: dict[str, object] = {"person": person.details, "session": session, "opportunity": opportunity.about}
        told |= {"asked": _how_asked(entry), "instead": other, "through_parent": _through_parent(person)}
        due = LetterDue(
            kind=rule.letter,
            key=f"{key}#{rule.letter.value}",
            to=person.mail_goes_to,
            text_to=_number(person),
            entry=entry,
            link=my_link(person, now=now),
            path=f"/my/{page}/{(other or session).id}",
            attachments=attachments,
            values=MappingProxyType({**told, **says}),
        )
        return (_proven_first(person, due),)


def _says(sign_up: SignUp) -> dict[str, object]:
    return {"sign_up": sign_up, "offer": sign_up.offer}


def _how_asked(entry: Entry) -> str:
    """How they asked a worker to do it for them, in words; empty where they did it themselves."""
    how = str(entry.facts.get(THEY_ASKED, ""))
    return HowAsked(how).told if how else ""


def _through_parent(person: Person) -> bool:
    """Whether what is theirs goes to a parent or carer, whom it greets: they have no mailbox of their own."""
    return person.details is not None and not person.details.email and person.mail_goes_to != ""


def _due(
    person: Person,
    entry: Entry,
    letter: ProgrammeLetter,
    to: str,
    *,
    says: Mapping[str, object] = MappingProxyType({}),
    **more: Any,
) -> LetterDue:
    """A letter about one step of somebody."""
    told = {"person": person.details, "asked": _how_asked(entry), "through_parent": _through_parent(person), **says}
    key = f"person:{person.id}#{entry.seq}#{letter.value}"
    due = LetterDue(kind=letter, key=key, to=to, entry=entry, values=MappingProxyType(told), **more)
    return _proven_first(person, due)


def _proven_first(person: Person, due: LetterDue) -> LetterDue:
    """Until their mailbox is proven, the link that goes there asks whether it is theirs, and opens no page of theirs.

    A text with their own link goes to a number whose holder said yes, and never by email instead.
    """
    if due.link is None or due.link.purpose is not Purpose.MY_PART or person.has_proven_mailbox:
        return due
    if due.text_to:
        return replace(due, to="")
    link = replace(due.link, purpose=Purpose.CONFIRM_EMAIL, turn=0)
    return replace(due, link=link, path="/register/confirm")


_OF_YES: Final = (_A.CONSENT, _A.NARROW_CONSENT, _A.WITHDRAW_CONSENT, _A.MOVE)


def _letter_of_yes(person: Person, entry: Entry, *, now: datetime) -> LetterDue | None:
    """What a parent or carer said yes to, or took back, with the link to take it back, which works as long as the yes.

    Nothing goes to who signed on paper and has no mailbox.
    """
    said, to = person.guardian_yes, person.details.guardian_email if person.details else ""
    if entry.action not in _OF_YES or said is None or not to:
        return None
    link = personal_link(Purpose.CONSENT, person, now=now)
    link = replace(link, expires=max(link.expires, end_of_day(now, days=(said.until - local_date(now)).days)))
    says = {"said": said, "all_back": person.waits_for_parent, "through_parent": False}
    return _due(person, entry, _L.GUARDIAN_YES, to, says=says, link=link, path="/register/yes")


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
            # To who would not be asked any more: a child cannot do that unseen.
            return _due(person, entry, ProgrammeLetter.OUTGROWN, person.details.guardian_email)
        case PersonAction.CONFIRM | PersonAction.CONSENT if person.is_registered:
            letter, session = ProgrammeLetter.WELCOME, str(person.sent_for or "")
        case PersonAction.CONFIRM | PersonAction.SEND_LINK if person.state in (
            PersonState.REGISTERED,
            PersonState.LEFT,
        ):
            pass
        case _:
            return None
    if session and purpose is Purpose.MY_PART:
        path = f"/my/sessions/{session}"
    number = _number(person) if letter in (_L.MY_LINK, _L.WELCOME) else ""
    if purpose is Purpose.MY_PART and not (number or person.has_proven_mailbox):
        letter = ProgrammeLetter.CONFIRM_EMAIL
    return _due(person, entry, letter, to, text_to=number, link=personal_link(purpose, person, now=now), path=path)


def _number(person: Person) -> str:
    """Where texts to them go; empty for who gets none."""
    return person.texts_to if person.told_by is Contact.TEXT else ""


_TOGETHER: Final = frozenset({_A.ABSORB, _A.JOIN, _A.PART, _A.SPLIT})
_TOLD: Final = frozenset({_A.CONFIRM, _A.CONSENT, _A.CHANGE, _A.SEND_LINK})
"""Steps after which we ask at a mobile number whether texts may go there."""


def _asks_for_texts(person: Person, entry: Entry, *, now: datetime) -> Sequence[LetterDue]:
    """The text to a number that somebody gave: it may be anybody's, so its holder says yes first."""
    number = person.may_ask_for_texts if entry.action in _TOLD else ""
    if not number:
        return ()
    link = Link(purpose=Purpose.TEXTS, about=person.id, turn=person.told_last, who="participant", expires=now)
    link = until_night(_CHANGE_WAITS_DAYS, link)
    return (_due(person, entry, _L.AGREE_TEXTS, "", text_to=number, link=link, path="/my/texts"),)
