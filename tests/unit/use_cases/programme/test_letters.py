"""The letters about taking part: each at its time, to the right person, and never one that is no longer true."""

from __future__ import annotations

import re
from dataclasses import fields, replace
from datetime import date, timedelta
from importlib.resources import files
from pathlib import Path
from typing import Any

import pytest
from icalendar import Calendar

from takepart.adapters.programme.calendar_files import CalendarFiles
from takepart.domain import journal as journals
from takepart.domain.aggregate import Step
from takepart.domain.asking import asked
from takepart.domain.fee_choice import FeeChoice
from takepart.domain.ids import ActivityTypeId, DraftId, OpportunityId, SessionId, StaffId, StepId
from takepart.domain.lines import LineKind
from takepart.domain.links import Purpose
from takepart.domain.money import Money
from takepart.domain.people import merging
from takepart.domain.people import moving as moves
from takepart.domain.people import person as people_domain
from takepart.domain.people.details import Contact, Details, PersonRole
from takepart.domain.people.guardian import GuardianYes
from takepart.domain.people.person import HowAsked, Person, Whose
from takepart.domain.programme import membership as memberships
from takepart.domain.programme import message as messages_domain
from takepart.domain.programme import opportunity as opportunity_steps
from takepart.domain.programme import session as sessions_domain
from takepart.domain.programme import sign_up as sign_up_notes
from takepart.domain.programme import sign_up as sign_ups_domain
from takepart.domain.programme.message import Audience, Message, MessageId
from takepart.domain.programme.offer import AgreedCost, offer_for
from takepart.domain.programme.opportunity import Opportunity
from takepart.domain.programme.places import Places
from takepart.domain.programme.sign_up import SignUp, SignUpAction
from takepart.letters.claims import ClaimWriter
from takepart.use_cases.letters import LetterDue
from takepart.use_cases.ports import Event, EventKind, Queue
from takepart.use_cases.programme import take_part as jobs
from takepart.use_cases.programme.letters import ProgrammeLetter, ProgrammeLetters
from takepart.use_cases.relay_events import ROUTES
from tests.fake_store import FakeStore
from tests.policies import WIRRAL
from tests.programme_builders import (
    NOW,
    SOMEBODY,
    STARTS,
    WORKER,
    a_person,
    a_session,
    a_step,
    an_about,
    an_opportunity,
    some_details,
)
from tests.programme_fakes import FakeMemberships, FakeOpportunities, FakePeople, FakeSessions, FakeSignUps, stores

DIRECTOR, DEPUTY = StaffId("participation-manager"), StaffId("recruitment-lead")
AGREED = replace(WIRRAL, approval=replace(WIRRAL.approval, fees_agreed_by=(DIRECTOR, DEPUTY)))
SITE = "https://takepart.example.org"


class Office:
    """Everything that the letters look at."""

    def __init__(self, *people: Person) -> None:
        self.sign_ups = FakeSignUps()
        self.sessions, self.people = FakeSessions(self.sign_ups), FakePeople(*people)
        self.sessions.plan(a_session(), 1)
        self.opportunities = FakeOpportunities(an_opportunity(access="Lift and ramp", support="Ask for Sam"))
        self.messages, self.memberships = FakeStore[Message](), FakeMemberships()
        self.letters = ProgrammeLetters(
            people=self.people,
            opportunities=self.opportunities,
            sessions=self.sessions,
            sign_ups=self.sign_ups,
            messages=self.messages,
            memberships=self.memberships,
            calendar=CalendarFiles(site=SITE, policy=WIRRAL),
            worker=WIRRAL.staff_member,
            policy=AGREED,
        )

    def of_person(self, person: Person) -> list[LetterDue]:
        self.people.kept[person.id] = person
        entry = person.journal[-1]
        event = Event(kind=EventKind.PERSON, about=person.id, seq=entry.seq, action=entry.action)
        return list(self.letters.of_person(event, now=NOW)) if entry.action in ROUTES[event.kind] else []

    def of_link(self, person: Person, session: str = "") -> list[LetterDue]:
        self.people.kept[person.id] = person
        about = f"{person.id}/{session}"
        event = Event(kind=EventKind.PERSON_LINK, about=about, seq=29_000_000, action="link-asked-for")
        assert event.action in ROUTES[event.kind]
        return list(self.letters.of_link(event, now=NOW))

    def of_sign_up(self, sign_up: SignUp, *, seq: int = 0) -> list[LetterDue]:
        self.sign_ups.kept[sign_up.session, sign_up.person] = sign_up
        entry = sign_up.journal[seq - 1 if seq else -1]
        about = f"{sign_up.session}/{sign_up.person}"
        event = Event(kind=EventKind.SIGN_UP, about=about, seq=entry.seq, action=entry.action)
        return list(self.letters.of_sign_up(event, now=NOW)) if entry.action in ROUTES[event.kind] else []

    def of_opportunity(self, one: Opportunity, *, seq: int = 0) -> list[LetterDue]:
        self.opportunities.kept[one.id] = one
        entry = one.journal[seq - 1 if seq else -1]
        event = Event(kind=EventKind.OPPORTUNITY, about=one.id, seq=entry.seq, action=entry.action)
        return (
            list(self.letters.of_opportunity(event)) if Queue.MAIL in ROUTES[event.kind].get(entry.action, ()) else []
        )

    def of_session(self, session: sessions_domain.Session) -> list[LetterDue]:
        self.sessions.kept[session.id] = session
        entry = session.journal[-1]
        event = Event(kind=EventKind.SESSION, about=session.id, seq=entry.seq, action=entry.action)
        return list(self.letters.of_session(event, now=NOW)) if entry.action in ROUTES[event.kind] else []

    def of_membership(self, person: Person) -> list[LetterDue]:
        about = an_about(ground_rules="We listen.", term_months=12)
        member = memberships.join(None, a_step("join"), OpportunityId("website"), person.id, about)
        self.memberships.kept[member.identity], self.people.kept[person.id] = member, person
        event = Event(kind=EventKind.MEMBERSHIP, about=f"website/{person.id}", seq=1, action=member.journal[0].action)
        return list(self.letters.of_membership(event, now=NOW)) if event.action in ROUTES[event.kind] else []

    def of_message(self, audience: Audience, *people: Person) -> list[LetterDue]:
        step, to = Step(journals.staff(WORKER), NOW, StepId("send")), [each.id for each in people]
        id, session = MessageId("message"), SessionId("december")
        sent = messages_domain.send(id, step, session=session, audience=audience, words="Bring a coat.", to=to)
        self.messages.kept[sent.id] = sent
        event = Event(kind=EventKind.MESSAGE, about=sent.id, seq=1, action=sent.journal[0].action)
        return list(self.letters.of_message(event, now=NOW)) if event.action in ROUTES[event.kind] else []


def offered() -> SignUp:
    return sign_ups_domain.make_offer(
        None,
        Step(SOMEBODY, NOW, StepId("offer")),
        session=SessionId("december"),
        person=a_person().id,
        offer=offer_for(a_session(), policy=WIRRAL, holidays=frozenset(), now=NOW),
        starts=STARTS,
        support="A taxi, please",
    )


def accepted(total: int = 1, taken: int = 0) -> SignUp:
    places = Places(session=SessionId("december"), total=total, taken=taken)
    after, _ = sign_ups_domain.accept(
        offered(),
        Step(SOMEBODY, NOW, StepId("yes")),
        places,
        choice=FeeChoice.as_offered(),
    )
    return after


def place_offered() -> SignUp:
    places = Places(session=SessionId("december"), total=1, taken=1, waiting=1, to_offer=1)
    return sign_ups_domain.offer_place(
        accepted(taken=1), Step(journals.Job.REMINDERS.actor, NOW, StepId("place")), places, hours=48, starts=STARTS
    )[0]


def left(sign_up: SignUp, action: SignUpAction) -> SignUp:
    places = Places(session=SessionId("december"), total=1, taken=1)
    by, lapsed = sign_up.journal[0].by, action is SignUpAction.LAPSE
    return sign_ups_domain.leave(sign_up, Step(by, NOW, StepId("leave")), places, lapsed=lapsed)[0]


def there() -> SignUp:
    return sign_ups_domain.attend(
        accepted(), Step(journals.staff(WORKER), STARTS, StepId("there")), draft=DraftId("draft")
    )


def new(**changes: Any) -> Person:
    return people_domain.register(
        a_person().id,
        Step(SOMEBODY, NOW, StepId("register")),
        some_details(**changes),
        consent_needed=bool(changes.get("guardian_email")),
        sent_for=SessionId("december"),
    )


CHILD: dict[str, Any] = {"guardian_email": "rosa@example.com", "guardian_name": "Rosa One", "born": date(2015, 5, 3)}
TELL_ONLY = {
    ProgrammeLetter.ADDRESS_ASKED,
    ProgrammeLetter.ADDRESS_CHANGED,
    ProgrammeLetter.AGENDA_WISH,
    ProgrammeLetter.AGREE_FEE,
    ProgrammeLetter.CALL_THEM,
    ProgrammeLetter.OUTGROWN,
    ProgrammeLetter.SUPPORT_ASKED,
    ProgrammeLetter.TOGETHER,
}
"""Letters to a mailbox that may not be theirs any more, and to staff: no personal link is in them."""
COST = AgreedCost(kind=LineKind.TAXI, most=Money(12_00))


def every_letter(**told: Any) -> dict[ProgrammeLetter, LetterDue]:
    """One letter of each kind, as events call for them, to somebody who told us this about themselves."""
    office = Office()
    found = [
        *office.of_person(new(**told)),
        *office.of_person(new(**{**told, **CHILD})),
        *office.of_person(a_person(**told)),
        *office.of_link(a_person(**told)),
        *office.of_person(people_domain.depart(a_person(**told), Step(SOMEBODY, NOW, StepId("depart")))),
    ]
    waits = new(**{**told, **CHILD})
    guardian = Step(people_domain.guardian_of(waits.id), NOW, StepId("yes"))
    found += office.of_person(people_domain.consent(waits, guardian, GuardianYes(until=date(2027, 5, 3))))
    child = a_person(**{**told, **CHILD})
    assert child.details is not None
    older = replace(child.details, born=date(2010, 5, 3))
    found += office.of_person(people_domain.change(child, Step(SOMEBODY, NOW, StepId("older")), older, under=13))
    asked = moves.ask(
        a_person(**told),
        Step(SOMEBODY, NOW, StepId("ask")),
        whose=Whose.OWN,
        email="new@example.com",
    )
    agreed = moves.agree(asked, Step(SOMEBODY, NOW, StepId("agree")))
    found += [
        *office.of_person(
            moves.rename(
                a_person(**told),
                Step(SOMEBODY, NOW, StepId("n")),
                "Participant Two",
                found_as=a_person().id,
            )
        ),
        *office.of_person(asked),
        *office.of_person(agreed),
        *office.of_person(moves.move(agreed, Step(SOMEBODY, NOW, StepId("move")), found_as=a_person().id)),
        *office.of_person(
            moves.identity_checked(
                a_person(**told),
                Step(journals.staff(WORKER), NOW, StepId("check")),
                whose=Whose.OWN,
                email="new@example.com",
                how="Met them",
                staff_email="worker@example.org",
            )
        ),
    ]
    office = Office(a_person(**told))
    found += [
        *office.of_sign_up(offered()),
        *office.of_sign_up(accepted()),
        *office.of_sign_up(accepted(taken=1)),
        *office.of_sign_up(place_offered()),
        *office.of_sign_up(left(place_offered(), SignUpAction.LAPSE)),
        *office.of_sign_up(left(accepted(), SignUpAction.CANCEL)),
        *office.of_sign_up(
            sign_ups_domain.agree_cost(accepted(), Step(journals.staff(WORKER), NOW, StepId("agree")), COST)
        ),
        *office.of_sign_up(
            sign_ups_domain.call_off(accepted(), Step(journals.Job.REMINDERS.actor, NOW, StepId("off")))
        ),
        *office.of_sign_up(there()),
        *office.of_sign_up(
            sign_up_notes.suggest(accepted(), Step(SOMEBODY, NOW, StepId("suggest")), "The broken lift")
        ),
    ]
    found += office.of_opportunity(a_plan())
    found += Office(a_person(**{**told, "email": ""})).of_sign_up(accepted())
    found += Office().of_person(a_person(**{**told, "phone": "07700 900123", "channel": Contact.TEXT}))
    found += office.of_membership(a_person(**told))
    twin = a_person("twin.registration", **told)
    found += office.of_person(merging.absorb(a_person(**told), a_step("absorb"), twin, how="Met them"))
    by_text = a_person(**{**told, "phone": "07700 900123", "channel": Contact.TEXT})
    found += office.of_person(people_domain.agree_texts(by_text, a_step("texts")))
    found += office.of_message(Audience.COMING, a_person()) + office.of_message(Audience.MIGHT, a_person())
    agenda = sessions_domain.send_papers(
        a_session(), Step(journals.staff(WORKER), NOW, StepId("papers")), agenda="1. Hello"
    )
    office.sign_ups.kept[SessionId("december"), a_person().id] = accepted()
    found += office.of_session(agenda)
    found += office.of_sign_up(
        sign_ups_domain.remind(accepted(), Step(journals.Job.REMINDERS.actor, NOW, StepId("remind")), days=1)
    )
    found += office.of_session(a_moved_session())
    office.sign_ups.kept[SessionId("december"), a_person().id] = there()
    held = sessions_domain.hold(a_session(), Step(journals.staff(WORKER), STARTS, StepId("hold")))
    found += office.of_session(
        sessions_domain.send_notes(
            held, Step(journals.staff(WORKER), STARTS, StepId("notes")), notes="We change the words."
        )
    )
    return {ProgrammeLetter(due.kind): due for due in found}


def a_plan(*, by: StaffId = WORKER, pays: str = "meeting") -> Opportunity:
    """A draft that pays a fee to which nobody has agreed."""
    about = replace(an_opportunity().about, activity_type=ActivityTypeId(pays))
    return opportunity_steps.write(OpportunityId("plan"), Step(journals.staff(by), NOW, StepId("write")), about)


def test_who_agrees_to_fees_is_asked_once_for_each_row_of_the_schedule() -> None:
    """As it is planned, and again when it is to pay by another row: not for other words, nor once they agreed."""
    office, step = Office(), Step(journals.staff(WORKER), NOW, StepId("next"))
    plan = a_plan()
    title, other = (
        replace(plan.about, title="Another name"),
        replace(plan.about, activity_type=ActivityTypeId("conference")),
    )
    worded = opportunity_steps.edit(plan, step, title)
    dearer = opportunity_steps.edit(worded, step._replace(press=StepId("dearer")), other)
    agreed = opportunity_steps.agree_fee(dearer, Step(journals.staff(DIRECTOR), NOW, StepId("yes")))

    first = office.of_opportunity(plan)
    assert [due.to for due in first] == ["manager@example.org", "recruitment@example.org"]
    assert first[0].path == "/office/opportunities/plan"
    assert "It is paid as “Meeting”" in written(first[0])
    assert office.of_opportunity(worded) == []
    assert [due.key for due in office.of_opportunity(worded, seq=1)] == [due.key for due in first]
    assert office.of_opportunity(dearer, seq=1) == []
    assert "“Conference”" in written(office.of_opportunity(dearer)[0])
    assert office.of_opportunity(agreed, seq=3) == []


def test_nobody_asks_themselves_to_agree_nor_for_what_pays_nothing_nor_where_nobody_has_to() -> None:
    """Who plans it and may agree does so on the page."""
    office = Office()
    assert [due.to for due in office.of_opportunity(a_plan(by=DIRECTOR))] == ["recruitment@example.org"]

    office.letters = replace(office.letters, policy=WIRRAL)
    assert office.of_opportunity(a_plan()) == []
    free = tuple(
        replace(each, rates=tuple(replace(rate, fee=Money(0)) for rate in each.rates)) for each in WIRRAL.activity_types
    )
    office.letters = replace(office.letters, policy=replace(AGREED, activity_types=free))
    assert office.of_opportunity(a_plan()) == []


def a_moved_session() -> sessions_domain.Session:
    return sessions_domain.move(
        a_session(),
        Step(journals.staff(WORKER), NOW, StepId("move")),
        starts=STARTS + timedelta(days=1),
        ends=STARTS + timedelta(days=1, hours=2),
        where="Example Library",
        why="The hall is shut",
    )


def test_a_change_says_why_and_what_is_off_what_there_is_instead() -> None:
    """The day instead has its date in the letter and its page behind the button, while people can come to it."""
    office = Office(a_person())
    office.of_sign_up(accepted())
    (moved,) = office.of_session(a_moved_session())
    starts = STARTS + timedelta(days=30)
    office.sessions.plan(a_session("january", starts=starts, ends=starts + timedelta(hours=2)), 1)
    off = Step(journals.staff(WORKER), NOW, StepId("off"))
    january = SessionId("january")
    office.sessions.kept[SessionId("december")] = sessions_domain.cancel(
        a_session(), off, why="The lift is broken", instead=january
    )
    called_off = sign_ups_domain.call_off(accepted(), Step(journals.Job.REMINDERS.actor, NOW, StepId("off")))
    (told,) = office.of_sign_up(called_off)
    office.sessions.kept[january] = sessions_domain.cancel(office.sessions.kept[january], off, why="That one too")
    (later,) = office.of_sign_up(called_off)

    written = [
        ClaimWriter(holidays=frozenset(), policy=WIRRAL, site=SITE).write(due, token="token").text
        for due in (moved, told, later)
    ]
    assert "> The hall is shut" in written[0]
    assert "> The lift is broken" in written[1] and "Saturday 2 January 2027" in written[1]
    assert (told.path, "another day" in written[2]) == ("/my/sessions/january", False)


def test_a_message_goes_to_each_once_and_to_a_childs_parent_in_their_terms() -> None:
    """Not to who left since. Who has no email is called about their day, and not about what they might come to."""
    child = a_person("a.child", name="Child One", email="", guardian_name="Rosa One", guardian_email="rosa@example.com")
    silent = a_person("a.silent", name="No Mailbox", email="")
    gone = people_domain.depart(a_person("a.gone", name="Gone One"), Step(SOMEBODY, NOW, StepId("leave")))
    office = Office(a_person(), child, silent, gone)

    told = office.of_message(Audience.COMING, a_person(), child, silent, gone)
    asked = office.of_message(Audience.MIGHT, a_person(), child, silent, gone)

    assert [(due.kind, due.to) for due in told] == [
        (ProgrammeLetter.MESSAGE, "participant.one@example.com"),
        (ProgrammeLetter.MESSAGE, "rosa@example.com"),
        (ProgrammeLetter.CALL_THEM, "worker@example.org"),
    ]
    assert {due.kind for due in asked} == {ProgrammeLetter.MIGHT_COME} and len(asked) == 2
    assert len({due.key for due in (*told, *asked)}) == 5
    theirs, rosas = (
        ClaimWriter(holidays=frozenset(), policy=WIRRAL, site=SITE).write(due, token="t").text for due in told[:2]
    )
    assert "Hello Rosa One," in rosas and "This is for Child One" in rosas
    assert "Hello Participant One," in theirs and "This is for" not in theirs


def test_what_happened_under_another_registration_is_told_to_the_one_that_stays() -> None:
    """A worker writes down later that they were there: they can claim, on pages that open."""
    gone, stays = a_person("a.gone", email="old@example.com"), a_person("a.stays", email="new@example.com")
    office = Office(stays, merging.join(gone, a_step("join"), stays.id))

    (due,) = office.of_sign_up(replace(there(), person=gone.id))

    assert (due.kind, due.to) == (ProgrammeLetter.CLAIM_READY, "new@example.com")
    assert due.link is not None and due.link.about == stays.id


def test_who_wants_to_be_called_gets_no_letter_about_a_group_either() -> None:
    """Their page in the office says that no letter goes out."""
    called = a_person(phone="0151 496 0101", channel=Contact.PHONE)

    assert [due.kind for due in Office().of_membership(a_person())] == [ProgrammeLetter.MEMBER]
    assert Office().of_membership(called) == []


@pytest.mark.parametrize("kind", list(ProgrammeLetter))
def test_every_letter_is_called_for_and_can_be_written(kind: ProgrammeLetter) -> None:
    """Short, with one link, somebody to ask, and nothing that belongs to somebody else."""
    due = every_letter()[kind]

    letter = ClaimWriter(holidays=frozenset(), policy=WIRRAL, site=SITE).write(due, token="token")

    assert len(letter.subject) <= 90
    if kind is ProgrammeLetter.EXIT_INTERVIEW:
        assert due.link is None, "nothing in it tells who used it"
        assert letter.text.count(f"{SITE}/questionnaires/leaving") == 1
    else:
        assert letter.text.count("?t=token") == (kind not in TELL_ONLY)
    assert (WIRRAL.organisation.independent_person.phone in letter.text) == (due.member is None)
    assert "{{" not in letter.text
    assert not re.search(r"[^\s-]- [A-Z]", letter.text), "each fact has a line of its own"
    if kind is ProgrammeLetter.AGREE_TEXTS:
        assert letter.to == "", "an email to somebody else would prove nothing of the number"
        return
    to_people = ("participant.one@example.com", "rosa@example.com", "new@example.com")
    assert letter.to in (to_people if due.member is None else (due.member.email,))


def test_no_letter_holds_what_somebody_told_us_about_themselves() -> None:
    """Mail is read by others: on a shared phone, in a preview, over a shoulder. Needs and support stay on the page."""
    open_words = {"name", "email", "guardian_name", "guardian_email"}
    told = {
        name: f"canary-{name}"
        for name, each in asked(Details).items()
        if each.of in (str, tuple[str, ...]) and name not in open_words
    }
    letters = every_letter(**{**told, "interests": ("canary-interests",)}, benefits=True)

    assert {"needs", "phone", "reach_me", "school_hours", "interests"} <= told.keys()
    for kind, due in letters.items():
        letter = ClaimWriter(holidays=frozenset(), policy=WIRRAL, site=SITE).write(due, token="token")
        for written in (letter.subject, letter.text, letter.html, *(str(each.content) for each in letter.attachments)):
            for words in ("canary", "A taxi", "broken lift", "Met them"):
                assert words not in written, kind


def test_no_template_reads_what_somebody_told_us_about_themselves() -> None:
    """In any letter of any part: of a person there is their name, and of a sign-up until when a place is kept."""
    may_read = {
        "person": {"name", "guardian_name"},
        "claimant": {"name"},
        "sign_up": {"kept_until"},
        "details": set[str](),
        "subscriber": set[str](),
    }
    own = re.compile(r"(?<![\w.])(?:claim\.)?(person|claimant|sign_up|details|subscriber)\.(\w+)")
    anywhere = {each.name for each in fields(Details)} - {"name", "email", "phone", "benefits"} - may_read["person"]
    read = re.compile(rf"\.({'|'.join(sorted({*anywhere, 'suggestions', 'supporters'}))})\b")
    templates = Path(str(files("takepart.letters"))) / "templates"

    found = [path for path in templates.rglob("*") if path.suffix in (".txt", ".html")]

    assert len(found) > 60
    for path in found:
        source = "".join(re.findall(r"\{[{%].*?[%}]\}", path.read_text(), flags=re.DOTALL))
        source = re.sub(r"[\"'][^\"']*[\"']", "", source.replace("independent_person.", "independent."))
        assert not read.findall(source), path.name
        for whose, what in own.findall(source):
            assert what in may_read[whose], f"{path.name}: {whose}.{what}"


def test_the_worker_is_told_once_for_each_person_that_there_is_something_to_read() -> None:
    """Never what it is; and not once it was taken back."""
    office = Office(a_person())
    first = sign_up_notes.suggest(accepted(), Step(SOMEBODY, NOW, StepId("one")), "The broken lift")
    second = sign_up_notes.suggest(first, Step(SOMEBODY, NOW, StepId("two")), "The food")
    gone = sign_up_notes.take_back(first, Step(SOMEBODY, NOW, StepId("back")), first.version)

    (due,) = office.of_sign_up(first)

    assert office.of_sign_up(second) == []
    assert office.of_sign_up(gone, seq=first.version) == []
    letter = ClaimWriter(holidays=frozenset(), policy=WIRRAL, site=SITE).write(due, token="")
    assert (letter.to, "lift" in letter.text, f"{SITE}/office" in letter.text) == ("worker@example.org", False, True)


def test_whoever_comes_back_or_is_forgotten_is_not_asked_how_it_was() -> None:
    """The letter may come late; and where the policy says so it never comes."""
    office, gone = (
        Office(),
        people_domain.depart(a_person(), Step(SOMEBODY, NOW, StepId("depart"))),
    )
    back = people_domain.come_back(gone, Step(SOMEBODY, NOW, StepId("back")))
    forgotten = people_domain.erase(gone, Step(SOMEBODY, NOW, StepId("erase")), unpaid=False)
    event = Event(kind=EventKind.PERSON, about=gone.id, seq=gone.version, action=gone.journal[-1].action)

    for since in (back, forgotten):
        office.people.kept[gone.id] = since
        assert not office.letters.of_person(event, now=NOW)
    office.people.kept[gone.id] = gone
    assert office.letters.of_person(event, now=NOW)
    assert not replace(office.letters, policy=replace(AGREED, voice=None)).of_person(event, now=NOW)


def test_a_childs_letters_go_to_the_parent_until_they_agree() -> None:
    (due,) = Office().of_person(new(role=PersonRole.YOUNG_PERSON, **CHILD))

    assert (due.to, due.link.purpose if due.link else None) == ("rosa@example.com", Purpose.CONSENT)


def test_no_personal_link_goes_to_a_childs_own_address_before_it_is_proven() -> None:
    """The parent's or carer's yes says nothing about it: whatever is sent there asks whether it is theirs."""
    office, waits = Office(), new(role=PersonRole.YOUNG_PERSON, **CHILD)
    guardian = Step(people_domain.guardian_of(waits.id), NOW, StepId("yes"))
    child = people_domain.consent(waits, guardian, GuardianYes(until=date(2027, 5, 3)))

    def links_to_child(person: Person) -> list[Purpose]:
        one = replace(accepted(), person=person.id)
        found = [*office.of_person(person), *office.of_link(person), *office.of_membership(person)]
        found += office.of_sign_up(one)
        renamed = moves.rename(person, Step(SOMEBODY, NOW, StepId("n")), name="Another", found_as=person.found_at)
        found += office.of_person(renamed)
        office.people.kept[person.id] = person
        return [due.link.purpose for due in found if due.link and due.to == "participant.one@example.com"]

    asked = links_to_child(child)
    assert len(asked) == 5 and set(asked) == {Purpose.CONFIRM_EMAIL}
    first = office.of_person(child)[0]
    assert (first.kind, first.path) == (ProgrammeLetter.CONFIRM_EMAIL, "/register/confirm")

    confirmed = people_domain.confirm_email(child, Step(SOMEBODY, NOW, StepId("confirm")))
    (welcome,) = office.of_person(confirmed)
    assert (welcome.kind, welcome.path) == (ProgrammeLetter.WELCOME, "/my/sessions/december")
    assert people_domain.confirm_email(confirmed, Step(SOMEBODY, NOW, StepId("again"))) == confirmed
    told = links_to_child(confirmed)
    assert len(told) == 5 and set(told) == {Purpose.MY_PART}
    left = people_domain.depart(child, Step(SOMEBODY, NOW, StepId("leave")))
    assert [due.kind for due in office.of_link(left)] == [ProgrammeLetter.CONFIRM_EMAIL]
    proven = people_domain.confirm_email(left, Step(SOMEBODY, NOW, StepId("confirm")))
    assert [due.kind for due in (*office.of_person(proven), *office.of_link(proven))] == [ProgrammeLetter.MY_LINK] * 2


def test_the_first_link_leads_back_to_what_they_came_for() -> None:
    confirmed = people_domain.confirm_email(new(), Step(SOMEBODY, NOW, StepId("confirm")))

    (due,) = Office().of_person(confirmed)

    assert due.path == "/my/sessions/december"


def test_a_letter_that_is_no_longer_true_is_left_out() -> None:
    """Messages come late: whoever gave the place up is not told that they have it."""
    office, gone = Office(a_person()), left(accepted(), SignUpAction.CANCEL)

    assert office.of_sign_up(gone, seq=2) == []
    assert [due.kind for due in office.of_sign_up(gone)] == [ProgrammeLetter.GAVE_UP]


def test_a_moved_session_corrects_the_calendar_it_is_in() -> None:
    """Same UID, higher SEQUENCE; called off takes it out."""
    letters = every_letter()
    before, after, gone = (
        Calendar.from_ical(letters[kind].attachments[0].content)
        for kind in (ProgrammeLetter.PLACE, ProgrammeLetter.MOVED, ProgrammeLetter.GAVE_UP)
    )
    first, second, last = (calendar.walk("VEVENT")[0] for calendar in (before, after, gone))

    assert first["uid"] == second["uid"] == last["uid"]
    assert first.decoded("sequence") < second.decoded("sequence")
    assert (gone["method"], last["status"]) == ("CANCEL", "CANCELLED")
    assert second.decoded("dtstart") == STARTS + timedelta(days=1)


def test_everyone_with_a_place_is_reminded_a_week_and_a_day_before_once() -> None:
    office = Office(a_person())
    office.sign_ups.kept[SessionId("december"), a_person().id] = accepted()
    kept = stores(office.sessions)

    reminded = [
        jobs.remind_participants(kept=kept, now=STARTS - timedelta(days=days, hours=9))
        for days in (8, 7, 7, 3, 1, 1, 0)
    ]

    assert reminded == [0, 1, 0, 0, 1, 0, 0]


def test_nobody_who_left_gets_another_letter() -> None:
    gone = people_domain.depart(a_person(), Step(SOMEBODY, NOW, StepId("leave")))

    assert Office(gone).of_sign_up(accepted()) == []


def written(due: LetterDue) -> str:
    """The letter in plain text."""
    return ClaimWriter(holidays=frozenset(), policy=WIRRAL, site=SITE).write(due, token="token").text


def test_the_letter_about_what_a_worker_did_says_that_they_asked_for_it_and_how() -> None:
    """Whoever did not ask can say so. Of a step of their own it says nothing."""
    office = Office(a_person())
    by_phone = Step(journals.staff(WORKER), NOW, StepId("leave"), asked=HowAsked.PHONE)
    places = Places(session=SessionId("december"), total=1, taken=1)

    (theirs,) = office.of_sign_up(left(accepted(), SignUpAction.CANCEL))
    (ours,) = office.of_sign_up(sign_ups_domain.leave(accepted(), by_phone, places)[0])

    assert "because you called us" in written(ours) and "because" not in written(theirs)


def test_the_worker_is_told_what_somebody_needs_before_they_say_yes() -> None:
    """Only that they need something: a letter holds no words of theirs. What the worker wrote is not told."""
    office = Office(a_person())
    (due,) = office.of_sign_up(offered())
    for_them = replace(offered(), journal=()).written(
        SignUpAction.OFFER, Step(journals.staff(WORKER), NOW, StepId("offer"), asked=HowAsked.PHONE)
    )

    assert due.member is not None and due.to == due.member.email
    assert "taxi" not in written(due)
    assert office.of_sign_up(for_them) == office.of_sign_up(replace(offered(), support="")) == []


def test_of_somebody_without_a_mailbox_the_worker_is_told_and_nobody_is_written_to() -> None:
    """Not of what the worker did a moment ago; and nothing that says who it is."""
    office = Office(a_person(email=""))
    by_phone = Step(journals.staff(WORKER), NOW, StepId("leave"), asked=HowAsked.PHONE)
    places = Places(session=SessionId("december"), total=1, taken=1)

    (place,) = office.of_sign_up(accepted())
    office.sign_ups.kept[SessionId("december"), a_person().id] = accepted()
    (moved,) = office.of_session(a_moved_session())

    assert {place.to, moved.to} == {WIRRAL.staff_member(WORKER).email}
    assert "Participant" not in written(moved) and "another time or place" in written(moved)
    assert office.of_sign_up(sign_ups_domain.leave(accepted(), by_phone, places)[0]) == []
