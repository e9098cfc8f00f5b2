"""Somebody registers, proves that a mailbox is theirs, changes their details, leaves, or is forgotten."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from functools import partial
from typing import TYPE_CHECKING, Final, NamedTuple

from takepart.domain import journal as journals
from takepart.domain.aggregate import Step
from takepart.domain.ids import PersonId, SessionId, StepId
from takepart.domain.links import Link, Purpose
from takepart.domain.money import Money
from takepart.domain.part_of_day import may_be_one
from takepart.domain.people import person as steps
from takepart.domain.people.details import Contact, Details
from takepart.domain.people.guardian import GuardianYes, TakenBack
from takepart.domain.people.person import Person, PersonAction, PersonState
from takepart.domain.phone_numbers import mobile
from takepart.domain.programme import sign_up as sign_up_notes
from takepart.domain.programme import sign_up as sign_ups_domain
from takepart.domain.programme.refusals import ProgrammeRefusal
from takepart.domain.programme.sign_up import SignUp, SignUpState
from takepart.domain.refused import Refused
from takepart.domain.uk_time import local_date
from takepart.use_cases.claims.drafts import Drafts
from takepart.use_cases.claims.ports import Claims, claims_under
from takepart.use_cases.doing import do
from takepart.use_cases.newsletter.ports import Subscribers
from takepart.use_cases.opened_links import LinkClosed, NothingToDecide, read_link
from takepart.use_cases.ports import (
    ChangedMeanwhile,
    Event,
    EventKind,
    Identities,
    LinkReader,
    NameTaken,
    Queue,
    Queues,
    StoreUnavailable,
)
from takepart.use_cases.programme import their_newsletter
from takepart.use_cases.programme.agenda import drop_from_agenda
from takepart.use_cases.programme.groups import leave_all
from takepart.use_cases.programme.ports import Naming, People, ProgrammeStores
from takepart.use_cases.programme.prepared_claim import hold, release
from takepart.use_cases.programme.take_part import came, offer_to_line, settle, theirs, who_stays

if TYPE_CHECKING:
    from takepart.domain.claims.claim import Claim

_GONE: Final = frozenset({PersonState.ERASED, PersonState.REFUSED})
"""Whom we have forgotten. Who comes again, after a parent's no as well, begins anew, and the parent is asked anew."""


_NO_MAILBOX: Final = "no mailbox: {}"
"""What somebody without one is found by: the digits of their number."""


class Beside(NamedTuple):
    """What is kept of somebody beside the programme: claims that they have begun, and the newsletter."""

    drafts: Drafts
    subscribers: Subscribers


def register(
    details: Details,
    *,
    sent_for: SessionId | None,
    kept: ProgrammeStores,
    naming: Naming,
    queues: Queues,
    press: StepId,
    now: datetime,
) -> Person:
    """Keep a registration. Somebody who is known already is sent their own link, and whoever asks learns nothing.

    Whom we have forgotten begins anew. Who has not confirmed their mailbox and now says that they are a child is one.

    The name is taken before the person is kept: two people who come to it at once are never mixed up.
    Raises Refused when a child's guardian has the child's own address; StoreUnavailable.
    """
    people = kept.people
    name = naming.identities.name(email=details.email, name=details.name)
    before = naming.names.of(name)
    id = before.person if before else name
    under = kept.policy.participation.consent_under
    needed = steps.needs_consent(details.born, today=local_date(now), under=under)
    known = _known(id, Step(journals.person(id), now, press), details, needed=needed, people=people)
    if known is not None and journals.has_step(known.journal, press):
        return known
    if known is not None and known.state not in _GONE:
        send_link(known, session=sent_for, queues=queues, now=now)
        return known
    free = _free_id(id, people)
    step = Step(journals.person(free), now, press)
    person = steps.register(free, step, details, consent_needed=needed, sent_for=sent_for)
    return _keep_new(person, name, instead_of=id, people=people, naming=naming)


def register_for(details: Details, step: Step, *, kept: ProgrammeStores, naming: Naming) -> Person:
    """A worker registers somebody who asked for it; who is known already comes back as ``register`` would leave them.

    Who has a mailbox proves that it is theirs by our letter, as everybody does. Who has none is registered at once,
    since the worker spoke to them; a child waits for a parent's or carer's yes either way. Raises Refused.
    """
    people, number = kept.people, "".join(each for each in details.phone if each.isdigit())
    mailbox = details.email or details.guardian_email or _NO_MAILBOX.format(number or step.press)
    name = naming.identities.name(email=mailbox, name=details.name)
    before = naming.names.of(name)
    id = before.person if before else name
    needed = steps.needs_consent(details.born, today=step.today, under=kept.policy.participation.consent_under)
    known = _known(id, step, details, needed=needed, people=people)
    if known is not None and (known.has(step) or known.state not in _GONE):
        return known
    person = steps.register(_free_id(id, people), step, details, consent_needed=needed, sent_for=None)
    if not needed and not details.email:
        person = steps.confirm_email(person, step._replace(press=StepId(f"{step.press}-known")))
    return _keep_new(person, name, instead_of=id, people=people, naming=naming)


def _known(id: PersonId, step: Step, details: Details, *, needed: bool, people: People) -> Person | None:
    """Who has the id, after what this form changes for them; or whose registration this very press was.

    Who has not confirmed their mailbox and now says that they are a child is one, and who left while their parent or
    carer was asked waits for them anew. The same press brings nobody back, also after they were forgotten.
    """
    known = people.get(id)
    if known is None:
        return None
    pressed = _pressed_before(known, step.press, people)
    if pressed is not None:
        return pressed
    if known.state is PersonState.NEW and needed:
        return do(people, id, step, partial(steps.register_younger, details=details))
    if known.state is PersonState.LEFT and known.waits_for_parent:
        return do(people, id, step, steps.come_back)
    return known


def _keep_new(person: Person, name: PersonId, *, instead_of: PersonId, people: People, naming: Naming) -> Person:
    try:
        naming.names.take(name, by=person.id, instead_of=instead_of)
        people.add(person)
    except (ChangedMeanwhile, NameTaken):
        return people.get(person.id) or person
    return person


def find(email: str, *, people: People, identities: Identities) -> Sequence[Person]:
    """Everyone who registered with a mailbox, or without one and gets texts to a number, and may be sent a link.

    For a registration that was put into another it is who stays: by their own mailbox or number.
    """
    number = mobile(email)
    if number:
        spelled = [number.replace("+44", each, 1) for each in ("0", "44", "0044", "440")]  # as a worker typed it
        names = [identities.name(email=_NO_MAILBOX.format(each), name="") for each in spelled]
        those = [each for name in names for each in people.of_mailbox(name)]
        return who_stays([e for e in those if e.told_by is Contact.TEXT and e.texts_to == number], people=people)
    found = people.of_mailbox(identities.name(email=email, name=""))
    return who_stays([each for each in found if each.details is not None and each.mail_goes_to], people=people)


def send_link(person: Person, *, session: SessionId | None, queues: Queues, now: datetime) -> None:
    """Have a personal link sent to the mailbox we know, once a minute at most.

    Nobody has to prove anything to ask: so nothing is written to what we keep of the person, which would grow until
    nothing of theirs could be kept any more. How many letters go is the mailbox's limit. Raises StoreUnavailable.
    """
    about = f"{person.id}/{session or ''}"
    minute = int(now.timestamp()) // 60
    asked = Event(kind=EventKind.PERSON_LINK, about=about, seq=minute, action=PersonAction.SEND_LINK.value)
    if queues.put(Queue.MAIL, [asked]):
        raise StoreUnavailable


def open_my_part(token: str, *, links: LinkReader, people: People, now: datetime) -> Person:
    """Whose personal link it is. Raises NothingToDecide for any other link, and for somebody we have forgotten."""
    link = read_link(token, purpose=Purpose.MY_PART, links=links, now=now)
    person = person_of(link, people=people)
    if link.turn != person.moves:
        raise NothingToDecide(LinkClosed.EXPIRED, link=link)  # It went to a mailbox that is not theirs any more.
    return person


def open_confirmation(token: str, *, links: LinkReader, people: People, now: datetime) -> Person:
    """Who confirms their mailbox with this link. Raises NothingToDecide, and Refused while a parent is asked."""
    link = read_link(token, purpose=Purpose.CONFIRM_EMAIL, links=links, now=now)
    person = person_of(link, people=people)
    if person.state is PersonState.AWAITING_CONSENT:
        raise Refused(person.id, reason=ProgrammeRefusal.AWAITS_CONSENT)
    return person


def open_consent(token: str, *, links: LinkReader, people: People, now: datetime) -> Person:
    """Whose parent or carer holds this link. Raises NothingToDecide once they have answered."""
    link = read_link(token, purpose=Purpose.CONSENT, links=links, now=now)
    person = person_of(link, people=people)
    if person.state is not PersonState.AWAITING_CONSENT or link.turn != person.guardian_turn:
        raise NothingToDecide(LinkClosed.DECIDED, link=link)
    return person


def open_yes(token: str, *, links: LinkReader, people: People, now: datetime) -> Person:
    """Whose parent or carer holds this link and said yes. Raises NothingToDecide while they are asked."""
    link = read_link(token, purpose=Purpose.CONSENT, links=links, now=now)
    person = person_of(link, people=people)
    if person.state is PersonState.AWAITING_CONSENT or person.guardian_yes is None or link.turn != person.guardian_turn:
        raise NothingToDecide(LinkClosed.DECIDED, link=link)
    return person


def open_texts(token: str, *, links: LinkReader, people: People, now: datetime) -> Person:
    """Who wants texts to the number that this link went to. Raises NothingToDecide once they told us another."""
    link = read_link(token, purpose=Purpose.TEXTS, links=links, now=now)
    person = person_of(link, people=people)
    if link.turn != person.told_last or person.details is None:
        raise NothingToDecide(LinkClosed.EXPIRED, link=link)
    return person


def agree_texts(person: Person, *, people: People, now: datetime) -> Person:
    """Whoever has the number says yes to texts. Pressed twice, it is the same. Raises Refused."""
    return do(people, person.id, theirs(person.id, now, f"texts-{person.told_last}"), steps.agree_texts)


def confirm_email(person: Person, *, people: People, now: datetime) -> Person:
    """The mailbox is theirs: they are registered. Pressed twice, it is the same. Raises Refused."""
    return do(people, person.id, theirs(person.id, now, "confirm-email"), steps.confirm_email)


def give_consent(
    person: Person, said: GuardianYes | None, *, kept: ProgrammeStores, beside: Beside, now: datetime
) -> Person:
    """The parent or carer says yes to some things, or no. After a yes, claims that waited for it can be sent. After a
    no, nothing about the child is kept, and any place is given up: what is not done yet is done by another press.

    Raises Refused, or ChangedMeanwhile when it is not what they were asked about any more.
    """
    if said is None:
        _forget(person, kept=kept, beside=beside, now=now)
    step = Step(steps.guardian_of(person.id), now, StepId(f"consent-{person.asked_for_consent}"))
    change = partial(steps.consent, said=said)
    after = do(kept.people, person.id, step, change, seen=person.version)
    if said is not None:
        release(sign_ups_of(person, kept=kept), drafts=beside.drafts)
    return after


def take_consent_back(
    person: Person, what: TakenBack, *, kept: ProgrammeStores, drafts: Drafts, now: datetime
) -> Person:
    """The parent or carer takes back a part of their yes, or all: then places are given up, and claims that are begun
    wait for them. Raises Refused.
    """
    if what is TakenBack.ALL and not person.waits_for_parent:
        hold(sign_ups_of(person, kept=kept), drafts=drafts)
        _give_up_places(person, kept=kept, now=now)
    step = Step(steps.guardian_of(person.id), now, StepId(f"taken-back-{what.value}-{person.asked_for_consent}"))
    return do(kept.people, person.id, step, partial(steps.take_back, what=what))


def ask_parent_again(person: Person, *, kept: ProgrammeStores, drafts: Drafts, now: datetime) -> Person:
    """A child has their parent or carer asked anew. Claims that are begun wait for the answer. Raises Refused."""
    step = theirs(person.id, now, f"ask-again-{person.asked_for_consent}")
    change = partial(steps.ask_again, under=kept.policy.participation.consent_under)
    if not person.has(step):
        change(person, step)
        hold(sign_ups_of(person, kept=kept), drafts=drafts)
    return do(kept.people, person.id, step, change)


def change_details(
    person: Person, step: Step, details: Details, *, kept: ProgrammeStores, drafts: Drafts, seen: int
) -> Person:
    """Keep new details, where they are as the page showed them (``seen``).

    A birth date may ask a parent or carer again: claims that are begun wait for them, held first, so that none is sent
    in between. Raises Refused, ChangedMeanwhile, DraftChanged.
    """
    change = partial(steps.change, details=details, under=kept.policy.participation.consent_under)
    if person.version == seen and change(person, step).state is PersonState.AWAITING_CONSENT:
        hold(sign_ups_of(person, kept=kept), drafts=drafts)
    return do(kept.people, person.id, step, change, seen=seen)


def depart(person: Person, *, kept: ProgrammeStores, now: datetime) -> Person:
    """Leave: every place to come is given up, and nothing more is sent. Raises Refused, with nothing given up."""
    step = theirs(person.id, now, f"leave-{person.version}")
    steps.depart(person, step)
    _give_up_places(person, kept=kept, now=now)
    return do(kept.people, person.id, step, steps.depart)


def come_back(person: Person, *, people: People, now: datetime) -> Person:
    """Take part again. Raises Refused."""
    return do(people, person.id, theirs(person.id, now, f"return-{person.version}"), steps.come_back)


def erase(person: Person, *, kept: ProgrammeStores, beside: Beside, claims: Claims, now: datetime) -> Person:
    """Forget who somebody is. What the law wants kept about money stays, without a way back from here.

    Raises Refused while a claim of theirs is still to be paid; nothing is changed then.
    """
    if owed_to(person, claims=claims, now=now):
        raise Refused(person.id, reason=ProgrammeRefusal.UNPAID_CLAIM)
    _forget(person, kept=kept, beside=beside, now=now)
    return _erase(person, people=kept.people, now=now)


def _erase(person: Person, *, people: People, now: datetime) -> Person:
    return do(people, person.id, theirs(person.id, now, f"erase-{person.version}"), partial(steps.erase, unpaid=False))


def owed_to(person: Person, *, claims: Claims, now: datetime) -> tuple[Claim, ...]:
    """Their claims that are not over: somebody is forgotten once they are."""
    return tuple(claim for claim in claims_of(person, claims=claims, now=now) if not claim.is_closed)


def not_claimed(person: Person, *, kept: ProgrammeStores, claims: Claims, now: datetime) -> tuple[SignUp, ...]:
    """What they can be paid for and have not claimed: it ends when they are forgotten."""
    mine, sign_ups = claims_of(person, claims=claims, now=now), sign_ups_of(person, kept=kept)
    sessions = {each.id: each for each in kept.sessions.many([each.session for each in sign_ups])}

    def is_claimed(sign_up: SignUp) -> bool:
        session = sessions.get(sign_up.session)
        return any(
            claim.draft == sign_up.draft or (session is not None and may_be_one(claim.session, session.key))
            for claim in mine
        )

    payable = (each for each in sign_ups if came(each, sessions.get(each.session), now=now))
    return tuple(each for each in payable if each.offer.fee > Money(0) and not is_claimed(each))


def _forget(person: Person, *, kept: ProgrammeStores, beside: Beside, now: datetime) -> None:
    """Their places; what they asked for and wanted to talk about, on every sign-up and every agenda; claims that wait
    to be sent; the newsletter; and every other registration of theirs.

    The claims end first: an open page of one could bring the person back. The person is forgotten after all of it, so
    that whoever is told that it did not work can press again.
    """
    _give_up_places(person, kept=kept, now=now)
    for sign_up in sign_ups_of(person, kept=kept):
        if sign_up.draft is not None:
            beside.drafts.end(sign_up.draft)
        step = theirs(person.id, now, f"forget-{sign_up.version}")
        do(kept.sign_ups, sign_up.identity, step, sign_up_notes.forget)
        drop_from_agenda(sign_up.session, sign_up.person, None, sessions=kept.sessions, now=now)
    their_newsletter.end(person, people=kept.people, subscribers=beside.subscribers, now=now)
    for each in kept.people.many(person.merged):
        if each.state is PersonState.MERGED:
            _erase(each, people=kept.people, now=now)


def claims_of(person: Person, *, claims: Claims, now: datetime) -> tuple[Claim, ...]:
    """The claims of one person, never those of somebody who shares their mailbox."""
    today = local_date(now)
    return tuple(
        claims_under(person.ids, since=today - timedelta(days=365 * 8), until=today + timedelta(days=1), claims=claims)
    )


def sign_ups_of(person: Person, *, kept: ProgrammeStores) -> Sequence[SignUp]:
    """Everything that they signed up for, the earliest session first, under each registration of theirs."""
    found = [each for id in person.ids for each in kept.sign_ups.of_person(id)]
    return sorted(found, key=lambda each: each.starts) if person.merged else found


def _give_up_places(person: Person, *, kept: ProgrammeStores, now: datetime) -> None:
    leave_all(person, theirs(person.id, now, f"leave-groups-{person.version}"), memberships=kept.memberships)
    held = (SignUpState.CONFIRMED, SignUpState.WAITING, SignUpState.PLACE_OFFERED, SignUpState.OFFERED)
    for sign_up in sign_ups_of(person, kept=kept):
        session = kept.sessions.get(sign_up.session) if sign_up.state in held else None
        if session is None or not session.is_to_come(now):
            continue
        step = theirs(person.id, now, f"leave-{sign_up.version}")
        settle(sign_up.identity, step, sign_ups_domain.leave, kept=kept)
        offer_to_line(session, kept=kept, now=now)


def _pressed_before(person: Person | None, press: StepId, people: People) -> Person | None:
    """Whose registration this very press was: theirs who have the name now, or had it before they were forgotten."""
    while person is not None and not journals.has_step(person.journal, press):
        name = person.id.rpartition("-")[0]  # see ``_free_id``
        person = people.get(PersonId(name)) if name and person.state in _GONE else None
    return person


def _free_id(id: PersonId, people: People) -> PersonId:
    """The id itself, or, for somebody whom we have forgotten and who comes anew, the next one."""
    number, free = 1, id
    while people.get(free) is not None:
        number += 1
        free = PersonId(f"{id}-{number}")
    return free


def person_of(link: Link, *, people: People) -> Person:
    """Whom a link is about. Raises NothingToDecide for somebody we have forgotten."""
    person = people.get(PersonId(link.about))
    if person is None or person.details is None or person.state in (PersonState.ERASED, PersonState.REFUSED):
        raise NothingToDecide(LinkClosed.GONE, link=link)
    if person.into is not None:
        raise NothingToDecide(LinkClosed.EXPIRED, link=link)  # Theirs is the link of the registration that stays.
    return person
