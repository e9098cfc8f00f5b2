"""A participant: the least we need to know, in their own words, and theirs to change or take back.

Sources: scyps (register an interest, as a service user, parent or carer), Wirral policy, sections 5 and 6.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, fields, replace
from datetime import date, datetime, timedelta
from enum import StrEnum
from types import MappingProxyType
from typing import Any, ClassVar, Final, Self

from takepart.domain.aggregate import Aggregate, Step, nothing_left
from takepart.domain.email_addresses import same_mailbox
from takepart.domain.ids import CourseId, PersonId, SessionId
from takepart.domain.journal import Actor, Fact
from takepart.domain.people.details import Contact, Details
from takepart.domain.people.guardian import GuardianYes, TakenBack
from takepart.domain.phone_numbers import mobile
from takepart.domain.plain_reason import PlainWord
from takepart.domain.programme.refusals import ProgrammeRefusal
from takepart.domain.refused import Refused


class PersonState(StrEnum):
    """Where a registration stands."""

    NEW = "new"
    """The email address is not confirmed."""
    AWAITING_CONSENT = "awaiting-consent"
    """A parent or carer is asked; nothing is sent to the child."""
    REGISTERED = "registered"
    REFUSED = "refused"
    LEFT = "left"
    ERASED = "erased"
    MERGED = "merged"
    """It was put together with another registration of the same person, which stays: see ``people.merging``."""


class PersonAction(StrEnum):
    """What can happen to it."""

    REGISTER = "registered"
    REGISTER_CHILD = "child-registered"
    CONFIRM = "email-confirmed"
    CONSENT = "consent-given"
    REFUSE_CONSENT = "consent-refused"
    NARROW_CONSENT = "consent-narrowed"
    """A parent or carer took a part of their yes back."""
    WITHDRAW_CONSENT = "consent-withdrawn"
    """They took all of it back: the child does not take part any more."""
    SEND_LINK = "link-asked-for"
    """Anybody may cause it, so it is no step of theirs: older journals have it."""
    CHANGE = "details-changed"
    ASK_CONSENT = "consent-asked-for"
    """They gave another birth date, and by the new one a parent or carer is asked before they go on."""
    OUTGROW = "birth-date-past-consent"
    """Their birth date was changed, and by the new one nobody is asked for them any more."""
    AGREE_TEXTS = "texts-agreed"
    RENAME = "name-changed"
    ASK_MOVE = "address-change-asked-for"
    CHECK_IDENTITY = "identity-checked"
    AGREE_MOVE = "address-change-agreed"
    STOP_MOVE = "address-change-stopped"
    MOVE = "address-changed"
    ABSORB = "other-put-in"
    JOIN = "put-into-other"
    PART = "other-taken-out"
    SPLIT = "stands-alone-again"
    TRAIN = "training-done"
    LEAVE = "left"
    RETURN = "came-back"
    ERASE = "erased"


_CHANGE_WAITS: Final = timedelta(days=8)
"""How long a change of address may wait: its links end after a week, at midnight."""
_NOTICE_WAITS: Final = timedelta(days=30)
"""How long the address before is kept, so that a notice can go to it however late the mailer comes."""
_STAYS: Final = frozenset({"id", "state", "journal", "moves"})
"""What is left of somebody who is forgotten: it names nobody, and an old link still opens nothing."""
_KNOWN: Final = (PersonState.NEW, PersonState.AWAITING_CONSENT, PersonState.REGISTERED, PersonState.REFUSED)

_OF_REGISTERED: Final = (
    *(PersonAction.CONFIRM, PersonAction.CHANGE, PersonAction.OUTGROW, PersonAction.TRAIN),
    *(PersonAction.AGREE_TEXTS, PersonAction.ABSORB, PersonAction.NARROW_CONSENT),
    *(PersonAction.RENAME, PersonAction.ASK_MOVE, PersonAction.AGREE_MOVE),
)


class Whose(StrEnum):
    """Whose address changes."""

    OWN = "own"
    GUARDIAN = "guardian"


@dataclass(frozen=True, kw_only=True)
class Moving:
    """A change of address that is asked for and not done: see ``people.moving``."""

    whose: Whose
    email: str
    name: str = ""
    """The new parent's or carer's name; empty for the person's own address."""
    asked: int
    """The number of the entry that asked: its links are for this change and no other."""
    agreed: bool = False
    """Whether the old contact said yes, or a worker checked who it is."""


@dataclass(frozen=True, kw_only=True)
class Person(Aggregate):
    """One participant. The id is given once, from the first mailbox and name, and stays whatever changes later."""

    TRANSITIONS: ClassVar = MappingProxyType(
        {
            (PersonState.NEW, PersonAction.CONFIRM): PersonState.REGISTERED,
            (PersonState.NEW, PersonAction.ASK_CONSENT): PersonState.AWAITING_CONSENT,
            (PersonState.AWAITING_CONSENT, PersonAction.CONSENT): PersonState.REGISTERED,
            (PersonState.AWAITING_CONSENT, PersonAction.REFUSE_CONSENT): PersonState.REFUSED,
            (PersonState.REGISTERED, PersonAction.ASK_CONSENT): PersonState.AWAITING_CONSENT,
            **{(PersonState.REGISTERED, action): PersonState.REGISTERED for action in _OF_REGISTERED},
            **{
                (state, action): state
                for state in (PersonState.REGISTERED, PersonState.LEFT, PersonState.AWAITING_CONSENT)
                for action in (PersonAction.CHECK_IDENTITY, PersonAction.STOP_MOVE, PersonAction.MOVE)
            },
            **{
                (state, PersonAction.WITHDRAW_CONSENT): PersonState.LEFT
                for state in (PersonState.REGISTERED, PersonState.LEFT)
            },
            (PersonState.LEFT, PersonAction.NARROW_CONSENT): PersonState.LEFT,
            (PersonState.LEFT, PersonAction.CONFIRM): PersonState.LEFT,
            (PersonState.REGISTERED, PersonAction.LEAVE): PersonState.LEFT,
            (PersonState.AWAITING_CONSENT, PersonAction.LEAVE): PersonState.LEFT,
            (PersonState.LEFT, PersonAction.ASK_CONSENT): PersonState.AWAITING_CONSENT,
            (PersonState.LEFT, PersonAction.RETURN): PersonState.REGISTERED,
            **{
                (state, PersonAction.PART): state
                for state in (PersonState.REGISTERED, PersonState.LEFT, PersonState.AWAITING_CONSENT)
            },
            (PersonState.REGISTERED, PersonAction.JOIN): PersonState.MERGED,
            (PersonState.MERGED, PersonAction.SPLIT): PersonState.REGISTERED,
            **{
                (state, PersonAction.ERASE): PersonState.ERASED
                for state in (*_KNOWN, PersonState.LEFT, PersonState.MERGED)
            },
        }
    )
    """Every pair that is not here is refused. REGISTER and REGISTER_CHILD are not here: they make the person."""
    NOT_NOW: ClassVar = ProgrammeRefusal.NOT_IN_THIS_STATE

    id: PersonId
    state: PersonState
    details: Details | None = None
    """None once they are erased."""
    guardian_yes: GuardianYes | None = None
    """What their parent or carer said yes to, where one was asked."""
    training: Mapping[CourseId, date] = MappingProxyType({})
    sent_for: SessionId | None = None
    """The session they came for when they registered, so that the first link leads back to it."""
    found_as: PersonId | None = None
    """What mailbox and name are called today, where that is no longer the id: lists by mailbox go by it."""
    once: tuple[PersonId, ...] = ()
    """What they were called between then and now."""
    moving: Moving | None = None
    before: str = ""
    """The address that the last change replaced, so that a notice can go to it."""
    moves: int = 0
    """How often their own mailbox changed: a personal link that went to an old one opens nothing."""
    merged: tuple[PersonId, ...] = ()
    """Other registrations of theirs, put together with this one: what happened under them is theirs."""
    into: PersonId | None = None
    """The registration of theirs that stays, where this one was put together with it."""
    texts_to: str = ""
    """The mobile number whose holder said yes to texts, from a link in one."""
    notes: Mapping[int, str] = MappingProxyType({})
    """How a worker checked who somebody is, by the number of the entry that holds its digest."""

    @property
    def is_registered(self) -> bool:
        """Whether they can take part."""
        return self.state is PersonState.REGISTERED

    @property
    def found_at(self) -> PersonId:
        """What their mailbox and name are called today."""
        return self.found_as or self.id

    @property
    def all_names(self) -> tuple[PersonId, ...]:
        """Everything that their mailbox and name are or were called, each once, today's first."""
        return tuple(dict.fromkeys((self.found_at, *self.once, self.id)))

    @property
    def ids(self) -> tuple[PersonId, ...]:
        """Every id under which they took part: their own first."""
        return (self.id, *self.merged)

    @property
    def mail_goes_to(self) -> str:
        """The address for everything about them; empty while nothing may be sent to them, and where there is none.

        Who has no mailbox of their own is written to through their parent's or carer's.
        """
        details = self.details
        return "" if details is None or self.waits_for_parent else details.email or details.guardian_email

    @property
    def may_ask_for_texts(self) -> str:
        """The number that they want texts to and whose holder has not said yes; empty where nothing is to be asked."""
        wanted = self._wants_texts_to if self.is_registered else ""
        return wanted if wanted != self.texts_to else ""

    @property
    def told_by(self) -> Contact | None:
        """How they are told what is theirs: by text once the number is theirs. None while a parent is asked."""
        if self.details is None or self.waits_for_parent:
            return None
        if self._wants_texts_to and self._wants_texts_to == self.texts_to:
            return Contact.TEXT
        if self.details.channel in (Contact.PHONE, Contact.POST):
            return self.details.channel
        return Contact.EMAIL if self.mail_goes_to else Contact.PHONE

    @property
    def is_written_to(self) -> bool:
        """Whether letters go out to them; the others are called, or get a letter by post."""
        return self.told_by in (Contact.EMAIL, Contact.TEXT)

    @property
    def told_last(self) -> int:
        """The number of the entry with which they told us last about themselves: a link to a number is for that one."""
        said = (PersonAction.REGISTER, PersonAction.REGISTER_CHILD, PersonAction.CHANGE, PersonAction.OUTGROW)
        return self._last(*said, PersonAction.ASK_CONSENT)

    @property
    def _wants_texts_to(self) -> str:
        return mobile(self.details.phone) if self.details and self.details.channel is Contact.TEXT else ""

    def age_on(self, day: date) -> int | None:
        """How old they are on a day; None when they did not say."""
        return age_of(self.details.born if self.details else None, day)

    @property
    def asked_for_consent(self) -> int:
        """The number of the entry that asked a parent or carer last: their link answers that one and no other."""
        return self._last(PersonAction.REGISTER_CHILD, PersonAction.ASK_CONSENT)

    @property
    def waits_for_parent(self) -> bool:
        """Whether a parent or carer was asked and has not said yes: also when the child stopped taking part since."""
        asked = max(self.asked_for_consent, self._last(PersonAction.WITHDRAW_CONSENT))
        return asked > self._last(PersonAction.CONSENT)

    @property
    def guardian_turn(self) -> int:
        """Whose link as a parent or carer counts: of who was asked last, or has the address since it was changed."""
        moves = [
            e.seq for e in self.journal if e.action == PersonAction.MOVE and e.facts.get("whose") == Whose.GUARDIAN
        ]
        return max(self.asked_for_consent, *moves, 0)

    def yes_ends_before(self, day: date, *, under: int) -> bool:
        """Whether, on a day, they are a child still and the last yes of their parent or carer is over."""
        said, born = self.guardian_yes, self.details.born if self.details else None
        return said is not None and said.until < day and needs_consent(born, today=day, under=under)

    @property
    def has_proven_mailbox(self) -> bool:
        """Whether their own mailbox said that it is theirs; true of who has none. No personal link goes there before.

        A parent's or carer's yes is no proof of it.
        """
        own = any(e.action == PersonAction.MOVE and e.facts.get("whose") == Whose.OWN for e in self.journal)
        return own or not (self.details and self.details.email) or self._last(PersonAction.CONFIRM) > 0

    def _last(self, *actions: PersonAction) -> int:
        return max((entry.seq for entry in self.journal if entry.action in actions), default=0)

    def took(self, action: StrEnum, step: Step, facts: Mapping[str, Fact] | None = None, **changes: Any) -> Self:
        """Them after one step. What has had its time goes with it. Raises Refused."""
        return super().took(action, step, facts, **{**self._over(step.at), **changes})

    def waits_for_address(self, now: datetime) -> bool:
        """Whether a change of address still waits for an answer."""
        return self.moving is not None and now - self.journal[self.moving.asked - 1].at <= _CHANGE_WAITS

    def _over(self, at: datetime) -> dict[str, Any]:
        """Addresses that have had their time: they go with the next step."""
        gone: dict[str, Any] = {} if self.waits_for_address(at) else {"moving": None}
        moved = [entry.at for entry in self.journal if entry.action == PersonAction.MOVE.value]
        if moved and at - moved[-1] > _NOTICE_WAITS:
            gone["before"] = ""
        return gone


def age_of(born: date | None, day: date) -> int | None:
    """How old somebody is on a day, in whole years; None when they did not say when they were born."""
    return None if born is None else day.year - born.year - ((day.month, day.day) < (born.month, born.day))


def needs_consent(born: date | None, *, today: date, under: int) -> bool:
    """Whether a parent or carer is asked first: for everybody younger than the policy's age, whatever they call
    themselves (13 unless it says other).
    """
    age = age_of(born, today)
    return age is not None and age < under


def guardian_of(id: PersonId) -> Actor:
    """Their parent or carer, as the journal has them."""
    return Actor(f"guardian:{id}")


def register(id: PersonId, step: Step, details: Details, *, consent_needed: bool, sent_for: SessionId | None) -> Person:
    """A new registration. A child's waits for a parent or carer, whose address must not be the child's own.

    Raises Refused.
    """
    if consent_needed:
        _another_must_answer(id, details)
    action = PersonAction.REGISTER_CHILD if consent_needed else PersonAction.REGISTER
    state = PersonState.AWAITING_CONSENT if consent_needed else PersonState.NEW
    return Person(id=id, state=state, details=details, sent_for=sent_for).written(action, step)


def register_younger(person: Person, step: Step, details: Details) -> Person:
    """The form again, before its mailbox was confirmed, now by a child's birth date: their parent or carer is asked.

    The form that came last counts, and the link of the first confirms nothing any more. The same back for anybody who
    has gone on. Raises Refused.
    """
    if person.state is not PersonState.NEW:
        return person
    _another_must_answer(person.id, details)
    return person.took(PersonAction.ASK_CONSENT, step, details=details)


def confirm_email(person: Person, step: Step) -> Person:
    """The mailbox is theirs; the same back for somebody who is registered and showed it before."""
    return person if person.is_registered and person.has_proven_mailbox else person.took(PersonAction.CONFIRM, step)


_REMEMBERED: Final = frozenset({"reach_me", "needs", "interests", "school_hours", "benefits"})
"""What we know of somebody beyond who they are and how a letter reaches them."""


def consent(person: Person, step: Step, said: GuardianYes | None) -> Person:
    """The parent or carer answers: yes to this, or no."""
    if said is None:
        return person.took(PersonAction.REFUSE_CONSENT, step, **nothing_left(person, stays=_STAYS))
    return person.took(PersonAction.CONSENT, step, _facts(said), **_of_yes(person, said))


def take_back(person: Person, step: Step, what: TakenBack) -> Person:
    """The parent or carer takes back a part of their yes, or all of it; the same back for what they have not said.

    After all of it the child takes no part until they ask their parent or carer anew.
    """
    said = person.guardian_yes
    if said is None:
        raise Refused(person.id, reason=ProgrammeRefusal.NOT_THERE)
    if what is TakenBack.ALL:
        return person if person.waits_for_parent else person.took(PersonAction.WITHDRAW_CONSENT, step)
    left = said.without(what)
    if left == said:
        return person
    return person.took(PersonAction.NARROW_CONSENT, step, _facts(left), **_of_yes(person, left))


def ask_again(person: Person, step: Step, *, under: int) -> Person:
    """A child asks for their parent's or carer's yes anew, before it ends or after. Raises Refused for anybody else."""
    if not needs_consent(person.details.born if person.details else None, today=step.today, under=under):
        raise Refused(person.id, reason=ProgrammeRefusal.NOT_THERE)
    return person.took(PersonAction.ASK_CONSENT, step)


def _facts(said: GuardianYes) -> dict[str, Fact]:
    """Not until when: that may be their birthday, and the journal outlives what we know of them."""
    return {"photos": int(said.photos), "keeps": int(said.keeps)}


def _of_yes(person: Person, said: GuardianYes) -> dict[str, Any]:
    return {"guardian_yes": said, "details": _remembered(person.details, said)}


def _remembered(details: Details | None, said: GuardianYes | None) -> Details | None:
    """What may be kept of somebody's details: no more than who they are, where their parent or carer wants that."""
    if details is None or said is None or said.keeps:
        return details
    blank = {each.name: each.default for each in fields(Details) if each.name in _REMEMBERED}
    return replace(details, **blank)  # type: ignore[arg-type]  # each the default of its own field


def change(person: Person, step: Step, details: Details, *, under: int) -> Person:
    """New details; the same back where nothing is different. The address stays: it is how we know who is asking.

    Another birth date asks again: who is younger than ``under`` by it waits for a parent or carer, and the parent or
    carer of who is not any more is told. Raises Refused; a child's parent or carer must have another address.

    The parent or carer stays who it is, where we know one: only their own yes changes that (see ``people.moving``).
    """
    before = person.details
    if before is None or not same_mailbox(details.email, before.email):
        raise Refused(person.id, reason=ProgrammeRefusal.NOT_THERE)
    if before.guardian_email:
        details = replace(details, guardian_name=before.guardian_name, guardian_email=before.guardian_email)
    details = _remembered(details, person.guardian_yes) or details
    if details == before:
        return person
    action = PersonAction.CHANGE
    if details.born != before.born:
        if needs_consent(details.born, today=step.today, under=under):
            _another_must_answer(person.id, details)
            action = PersonAction.ASK_CONSENT
        elif needs_consent(before.born, today=step.today, under=under):
            action = PersonAction.OUTGROW
    return person.took(action, step, details=details)


def _another_must_answer(id: PersonId, details: Details) -> None:
    """Nobody says yes for themselves. Raises Refused.

    A child without a mailbox may have a parent or carer without one, who signs on paper.
    """
    if not details.email and details.guardian_name:
        return
    if not details.guardian_email or same_mailbox(details.guardian_email, details.email):
        raise Refused(id, reason=ProgrammeRefusal.SAME_PERSON)


def train(person: Person, step: Step, course: CourseId, *, on: date) -> Person:
    """They did a course (Wirral policy, section 6); the same back where that is written down."""
    if person.training.get(course) == on:
        return person
    training = MappingProxyType({**person.training, course: on})
    return person.took(PersonAction.TRAIN, step, {"course": course, "on": on.isoformat()}, training=training)


def agree_texts(person: Person, step: Step) -> Person:
    """Whoever has the number says yes to texts; the same back for a number that said so. Raises Refused."""
    number = person.may_ask_for_texts
    if not number:
        if person.told_by is Contact.TEXT:
            return person
        raise Refused(person.id, reason=ProgrammeRefusal.NOT_IN_THIS_STATE)
    return person.took(PersonAction.AGREE_TEXTS, step, texts_to=number)


def depart(person: Person, step: Step) -> Person:
    """They leave. Nothing more is sent, and they can come back. The same back for somebody who left."""
    return person if person.state is PersonState.LEFT else person.took(PersonAction.LEAVE, step)


def come_back(person: Person, step: Step) -> Person:
    """Somebody who left takes part again; the same back for somebody who did not leave.

    Leaving is no way round a parent's or carer's yes: who left while they were asked waits for them, asked anew.
    """
    if person.state in (PersonState.REGISTERED, PersonState.AWAITING_CONSENT):
        return person
    return person.took(PersonAction.ASK_CONSENT if person.waits_for_parent else PersonAction.RETURN, step)


def erase(person: Person, step: Step, *, unpaid: bool) -> Person:
    """Forget who it was. The journal stays, since it names nobody. Raises Refused while a claim is unpaid."""
    if unpaid:
        raise Refused(person.id, reason=ProgrammeRefusal.UNPAID_CLAIM)
    return person.took(PersonAction.ERASE, step, **nothing_left(person, stays=_STAYS))


class HowAsked(PlainWord):
    """How they asked. ``told`` is what the letter to them says."""

    told: str

    PHONE = "phone", "They called", "you called us"
    MESSAGE = "message", "They wrote an email or a text", "you wrote to us"
    LETTER = "letter", "They sent a letter", "you sent us a letter"
    DOOR = "door", "They spoke to me", "you spoke to us"

    def __new__(cls, value: str, plain: str = "", told: str = "") -> Self:
        """Keep both words."""
        member = str.__new__(cls, value)
        member._value_, member.plain, member.told = value, plain, told
        return member
