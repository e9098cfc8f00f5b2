"""Another name or address, page by page and letter by letter: nobody is taken over, nobody learns who else is here."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from typing import Any
from urllib.parse import unquote

import pytest

from takepart.adapters.programme.calendar_files import CalendarFiles
from takepart.domain.ids import PersonId, first_id
from takepart.domain.links import Link, Purpose
from takepart.domain.people.guardian import GuardianYes
from takepart.domain.people.person import Person
from takepart.domain.programme.message import Message
from takepart.letters.claims import ClaimWriter
from takepart.use_cases.letters import LetterDue
from takepart.use_cases.ports import Event, EventKind, Queue
from takepart.use_cases.programme import registration
from takepart.use_cases.programme.letters import ProgrammeLetter, ProgrammeLetters, letters_of_change
from takepart.use_cases.relay_events import ROUTES
from tests.fake_store import FakeStore
from tests.fakes import FakeIdentities, FakeLinks
from tests.policies import WIRRAL
from tests.programme_builders import NOW
from tests.programme_fakes import FakeMemberships
from tests.reading_age import grade, sentences_of
from tests.unit.web.programme_sites import Clock, ProgrammeBrowser, a_desk, link_of, participant
from tests.unit.web.sites import URL, Answer

OLD, NEW = "participant.one@example.com", "new@example.com"
L = ProgrammeLetter

BORN = {"born-day": "14", "born-month": "2", "born-year": "1990"}


class Pages(ProgrammeBrowser):
    """The pages, with the letters that they cause."""

    def __init__(self, *people: Person) -> None:
        self.clock = Clock()
        super().__init__(a_desk(*(people or (participant(),)), clock=self.clock))
        self.read: dict[str, int] = {id: person.version for id, person in self.desk.people.kept.items()}
        self.me = next(iter(self.desk.people.kept))

    @property
    def person(self) -> Person:
        person: Person = self.desk.people.kept[self.me]
        return person

    @property
    def token(self) -> str:
        """A link that was sent just now."""
        link = Link(
            purpose=Purpose.MY_PART,
            about=self.me,
            turn=self.person.moves,
            who="participant",
            expires=NOW + timedelta(days=9),
        )
        return FakeLinks().make(link)

    def letters(self) -> dict[Any, LetterDue]:
        """What the steps since the last look call for."""
        desk = self.desk
        letters = ProgrammeLetters(
            people=desk.people,
            opportunities=desk.opportunities,
            sessions=desk.sessions,
            sign_ups=desk.sign_ups,
            messages=FakeStore[Message](),
            memberships=FakeMemberships(),
            calendar=CalendarFiles(site=URL, policy=WIRRAL),
            worker=WIRRAL.staff_member,
            policy=WIRRAL,
        )
        found: dict[Any, LetterDue] = {}
        for entry in self.person.journal[self.read.get(self.me, 0) :]:
            event = Event(kind=EventKind.PERSON, about=self.me, seq=entry.seq, action=entry.action)
            if entry.action in ROUTES[event.kind]:
                found |= {due.kind: due for due in letters.of_person(event, now=self.clock.now)}
        self.read[self.me] = self.person.version
        return found

    def ask(self, email: str = NEW, page: str = "email", **more: str) -> Answer:
        fields = {"t": self.token, "seen": str(self.person.version), "email": email, **more}
        return self.post(f"/my/{page}", fields)

    def follow(self, due: LetterDue, **fields: str) -> Answer:
        """Open a letter's link, then press its button."""
        assert due.link is not None
        token = FakeLinks().make(due.link)
        seen = self.get(f"{due.path}?t={token}")
        return self.post(due.path, {"t": token, **fields}) if seen.status == 200 else seen


def words_in(due: LetterDue) -> str:
    letter = ClaimWriter(holidays=frozenset(), policy=WIRRAL, site=URL).write(due, token="token")
    return f"{letter.subject} {letter.text}"


def test_a_new_address_is_agreed_to_by_the_old_one_then_by_itself() -> None:
    """Then the old one is told, a fresh link goes to the new one, and links in the old mailbox open nothing."""
    pages = Pages()
    before = pages.token

    assert "Check your old email account" in pages.ask().words
    (asked,) = pages.letters().values()
    assert (asked.kind, asked.to) == (L.AGREE_ADDRESS, OLD)
    assert "Now look at the new mailbox" in pages.follow(asked, agreed="yes").words
    (again,) = pages.letters().values()
    assert (again.kind, again.to) == (L.IS_IT_YOURS, NEW)
    assert "Participant" not in words_in(again), "a stranger at a mistyped address learns no name"
    assert pages.get(f"/my?t={before}").status == 200, "nothing has changed yet"
    done = pages.follow(again)

    assert "The address is changed" in done.words
    letters = pages.letters()
    assert {(kind, due.to) for kind, due in letters.items()} == {(L.ADDRESS_CHANGED, OLD), (L.MY_LINK, NEW)}
    assert pages.get(f"/my?t={before}").status == 410
    assert pages.get(f"/my?t={FakeLinks().make(letters[L.MY_LINK].link)}").status == 200  # type: ignore[arg-type]
    assert "Participant" not in done.words


def test_the_new_mailbox_finds_the_person_and_the_old_one_does_not() -> None:
    """Claims typed with either are still the same person's, so nothing is paid twice."""
    pages = Pages()
    moved(pages)
    desk = pages.desk

    found = {
        email: [p.id for p in registration.find(email, people=desk.people, identities=desk.identities)]
        for email in (OLD, NEW)
    }
    ids = {desk.identities.person(email=email, name="Participant One") for email in (OLD, NEW)}

    assert found == {OLD: [], NEW: [pages.me]}
    assert ids == {pages.me}


def test_registering_again_with_the_new_address_sends_a_link_and_makes_nobody_new() -> None:
    pages = Pages()
    moved(pages)

    pages.post(
        "/register", {"role": "parent", "name": "Participant One", "email": NEW, "agreed": "yes", "nonce": "n", **BORN}
    )

    assert len(pages.desk.people.kept) == 1
    assert [event.about for event in pages.desk.queues.put_on[Queue.MAIL]] == [f"{pages.me}/"]


def moved(pages: Pages, email: str = NEW) -> Answer:
    pages.ask(email)
    pages.follow(pages.letters()[L.AGREE_ADDRESS], agreed="yes")
    return pages.follow(pages.letters()[L.IS_IT_YOURS])


def test_links_used_twice_late_or_after_another_change_say_what_became_of_it() -> None:
    pages = Pages()
    pages.ask("first@example.com")
    first = pages.letters()[L.AGREE_ADDRESS]
    pages.ask(NEW)
    second = pages.letters()[L.AGREE_ADDRESS]

    assert "Use the newest email" in pages.follow(first, agreed="yes").words
    pages.follow(second, agreed="yes")
    assert "You said yes already" in pages.follow(second, agreed="yes").words
    new = pages.letters()[L.IS_IT_YOURS]
    pages.follow(new)
    for due in (second, new):
        assert "This is done" in pages.follow(due).words
    pages.clock.now = NOW + timedelta(days=8)
    assert "too old" in pages.follow(new).words


def test_the_old_contact_can_stop_it() -> None:
    """Somebody who holds a stolen link gets nowhere."""
    pages = Pages()
    pages.ask()
    asked = pages.letters()[L.AGREE_ADDRESS]

    assert "Nothing has changed" in pages.follow(asked, agreed="no").words

    assert pages.letters() == {}
    assert "This change was stopped" in pages.follow(asked, agreed="yes").words
    assert pages.person.details is not None and pages.person.details.email == OLD


def test_pressing_twice_asks_once_and_opening_pages_asks_nothing() -> None:
    pages = Pages()
    fields = {"t": pages.token, "seen": str(pages.person.version), "email": NEW}
    version = pages.person.version

    for page in ("name", "email"):
        assert pages.get(f"/my/{page}?t={pages.token}").status == 200
    assert pages.person.version == version
    for _ in range(2):
        assert pages.post("/my/email", fields).status == 200

    assert pages.person.version == version + 1


def test_every_page_of_it_is_easy_to_read() -> None:
    """Also when something was not answered."""
    child = participant(born=date(2015, 5, 3), guardian_name="Rosa One", guardian_email="rosa@example.com")
    pages = Pages(child)
    answers = [pages.get(f"/my/{page}?t={pages.token}") for page in ("name", "email", "guardian")]
    answers += [pages.ask("", page="guardian"), pages.ask()]
    for kind in (L.AGREE_ADDRESS, L.IS_IT_YOURS):
        due = pages.letters()[kind]
        assert due.link is not None
        answers += [pages.get(f"{due.path}?t={FakeLinks().make(due.link)}"), pages.follow(due, agreed="yes")]

    for answer in answers:
        assert grade(sentences_of(answer.body)) <= 5.0, answer.words


@pytest.mark.parametrize(
    ("email", "words"),
    [("", "Enter your new email address"), ("nope", "in the right form"), (OLD, "We have that address already")],
)
def test_what_cannot_be_an_address_is_said_beside_the_box(email: str, words: str) -> None:
    pages = Pages()

    answer = pages.ask(email)

    assert answer.status == 422
    assert words in answer.words
    assert f'value="{email}"' in answer.body or not email
    assert pages.letters() == {}


def test_an_address_that_another_person_uses_shows_nobodys_data() -> None:
    """A family may share a mailbox. Only somebody of the same name, there already, stops it, and says no more."""
    identities = FakeIdentities()
    other = participant()
    twin = PersonId(identities.name(email=NEW, name="Participant One"))
    pages = Pages(other, _with_id(other, twin, NEW))

    asked = pages.ask(NEW)
    answer = moved(pages)

    assert NEW not in asked.words
    assert answer.status == 409
    assert "Call us and we will sort it out" in answer.words
    assert pages.person.details is not None and pages.person.details.email == OLD


def test_sharing_a_mailbox_with_somebody_of_another_name_is_fine() -> None:
    parent = _with_id(participant(), PersonId(FakeIdentities().name(email=NEW, name="Rosa One")), NEW, name="Rosa One")
    pages = Pages(participant(), parent)

    assert "The address is changed" in moved(pages).words

    desk = pages.desk
    assert len(registration.find(NEW, people=desk.people, identities=desk.identities)) == 2


def _with_id(person: Person, id: PersonId, email: str, name: str = "Participant One") -> Person:
    assert person.details is not None
    return replace(person, id=id, details=replace(person.details, email=email, name=name))


def test_another_name_counts_at_once_and_the_mailbox_is_told() -> None:
    """The same person to whatever is paid once, under both names; a sibling's name is not to be had."""
    sibling = _with_id(participant(), FakeIdentities().name(email=OLD, name="Sibling One"), OLD, name="Sibling One")
    pages = Pages(participant(), sibling)
    fields = {"t": pages.token, "seen": str(pages.person.version), "name": "Participant Two"}

    answer = pages.post("/my/name", fields)

    assert answer.status == 303
    assert [(due.kind, due.to) for due in pages.letters().values()] == [(L.RENAMED, OLD)]
    ids = {pages.desk.identities.person(email=OLD, name=name) for name in ("Participant One", "Participant Two")}
    assert ids == {pages.me}
    fields = {"t": pages.token, "seen": str(pages.person.version), "name": "Sibling One"}
    refused = pages.post("/my/name", fields)
    assert (refused.status, "someone with this name" in refused.words) == (422, True)


def test_a_parents_address_is_agreed_to_by_the_parent() -> None:
    """The old one, then the new one; the child's links go on working."""
    child = participant(born=date(2015, 5, 3), guardian_name="Rosa One", guardian_email="rosa@example.com")
    pages, carer = Pages(child), "carer@example.com"
    token = pages.token

    pages.ask(carer, page="guardian", name="Kim Two")
    asked = pages.letters()[L.AGREE_ADDRESS]
    pages.follow(asked, agreed="yes")
    new = pages.letters()[L.IS_IT_YOURS]
    pages.follow(new)

    assert [asked.to, new.to] == ["rosa@example.com", carer]
    assert [(due.kind, due.to) for due in pages.letters().values()] == [(L.ADDRESS_CHANGED, "rosa@example.com")]
    assert pages.get(f"/my?t={token}").status == 200
    assert pages.get(f"/my/guardian?t={token}").status == 200
    assert Pages().get(f"/my/guardian?t={link_of(participant())}").status == 404


def test_the_yes_is_read_and_taken_back_by_whoever_has_the_parents_address_now() -> None:
    """The link that went to the old address opens nothing any more; the one to the new address does."""
    child = participant(born=date(2015, 5, 3), guardian_name="Rosa One", guardian_email="rosa@example.com")
    pages = Pages(replace(child, guardian_yes=GuardianYes(until=date(2027, 5, 2), keeps=True)))
    old = link_of(pages.person, Purpose.CONSENT)
    before = pages.get(f"/register/yes?t={old}").status
    pages.ask("carer@example.com", page="guardian", name="Kim Two")
    pages.follow(pages.letters()[L.AGREE_ADDRESS], agreed="yes")
    pages.follow(pages.letters()[L.IS_IT_YOURS])
    said = pages.person.guardian_yes

    assert (before, pages.get(f"/register/yes?t={old}").status) == (200, 410)
    assert pages.post("/register/yes", {"t": old, "what": "all"}).status == 410
    assert pages.person.guardian_yes == said
    assert pages.get(f"/register/yes?t={link_of(pages.person, Purpose.CONSENT)}").status == 200


def test_a_childs_parent_is_told_when_the_childs_own_address_changes() -> None:
    """Besides the child's old mailbox; the parent's letter names neither address."""
    child = participant(born=date(2015, 5, 3), guardian_name="Rosa One", guardian_email="rosa@example.com")
    pages = Pages(child)
    pages.ask()
    pages.follow(pages.letters()[L.AGREE_ADDRESS], agreed="yes")
    pages.follow(pages.letters()[L.IS_IT_YOURS])
    entry = pages.person.journal[-1]

    due = [d for d in letters_of_change(pages.person, entry, now=NOW) if d.kind is L.ADDRESS_CHANGED]

    assert [each.to for each in due] == [OLD, "rosa@example.com"]
    assert len({each.key for each in due}) == 2
    assert "Hello Rosa One" in words_in(due[1]) and NEW not in words_in(due[1])


def test_who_was_forgotten_and_comes_again_is_the_same_to_what_is_paid_once() -> None:
    """The next id is theirs from then on; what was paid under the first is known."""
    pages = Pages()
    pages.post("/my/forget", {"t": pages.token, "sure": "yes"})
    form = {"role": "parent", "name": "Participant One", "email": OLD, "agreed": "yes", "nonce": "again", **BORN}

    for _ in range(2):
        assert pages.post("/register", form).status == 303

    names = pages.desk.identities.every_name(email=OLD, name="Participant One")
    assert names == (f"{pages.me}-2", pages.me)
    assert {first_id(each) for each in names} == {pages.me}
    assert len(pages.desk.people.kept) == 2


def test_what_is_downloaded_holds_the_change_too() -> None:
    pages = Pages()
    pages.ask()

    assert NEW in unquote(pages.get(f"/my/data?t={pages.token}").body)
