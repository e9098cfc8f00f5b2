"""Text messages: to who chose them and said yes at the number, short, with a link, and never about health."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from takepart.domain.aggregate import Step
from takepart.domain.ids import StepId
from takepart.domain.links import Purpose
from takepart.domain.people import merging
from takepart.domain.people import person as steps
from takepart.domain.people.details import Contact
from takepart.domain.people.person import Person, PersonAction, PersonState
from takepart.domain.phone_numbers import mobile
from takepart.domain.policy.rules import LetterLimits
from takepart.domain.programme import sign_up as sign_ups
from takepart.domain.programme.message import Audience
from takepart.domain.refused import Refused
from takepart.letters.claims import ClaimWriter
from takepart.use_cases.letters import LetterDue
from takepart.use_cases.outbox import Outbox, Outcome
from takepart.use_cases.ports import EventKind, MailRetryable, Texts
from takepart.use_cases.programme import registration
from takepart.use_cases.programme.letters import ProgrammeLetter
from takepart.use_cases.relay_events import ROUTES
from tests.fakes import FakeIdentities, FakeLinks, FakeMail, FakeMailLog, FakeTexts
from tests.policies import WIRRAL
from tests.programme_builders import NOW, SOMEBODY, a_person, a_step
from tests.programme_fakes import FakePeople
from tests.unit.use_cases.programme.test_letters import SITE, Office, accepted, every_letter

NUMBER = "+447700900123"
TEXTED: dict[str, Any] = {"phone": "07700 900 123", "channel": Contact.TEXT}
LIMITS = LetterLimits(most_texts_a_day=2)


def texted(**told: Any) -> Person:
    return steps.agree_texts(a_person(**{**TEXTED, **told}), a_step("texts"))


class Post:
    """An outbox that texts as well."""

    def __init__(self, texts: Texts | None, *, limits: LetterLimits = LIMITS) -> None:
        self.mail, self.log = FakeMail(), FakeMailLog()
        self.outbox = Outbox(
            links=FakeLinks(),
            writer=ClaimWriter(policy=WIRRAL, site=SITE, holidays=frozenset()),
            mail=self.mail,
            log=self.log,
            limits=limits,
            texts=lambda: texts,
        )

    def one(self, due: LetterDue) -> Outcome:
        return self.outbox.one(due, now=NOW)


def a_place(person: Person) -> LetterDue:
    (due,) = Office(person).of_sign_up(accepted())
    return due


@pytest.mark.parametrize(
    "typed", ["07700 900123", "+44 7700 900 123", "+44 (0)7700-900123", "00447700900123", "447700900123"]
)
def test_a_mobile_number_is_one_however_it_is_typed(typed: str) -> None:
    """As both services want it."""
    assert mobile(typed) == NUMBER


@pytest.mark.parametrize(
    "typed", ["0151 496 0000", "07012 345678", "07600 123456", "0770090012", "+33 7700 900123", "", "call me"]
)
def test_what_takes_no_texts_is_no_mobile_number(typed: str) -> None:
    """Landlines, personal numbers, pagers, other countries."""
    assert mobile(typed) == ""


def test_a_text_goes_to_who_chose_it_once_the_number_said_yes() -> None:
    """Until then an email goes; whoever changes the number is asked again, and the old link opens nothing."""
    before, after = a_person(**TEXTED), texted()
    (asked,) = [due for due in Office().of_person(before) if due.kind is ProgrammeLetter.AGREE_TEXTS]
    assert after.details is not None
    moved = steps.change(after, a_step("change"), replace(after.details, phone="07700 900456"), under=13)
    (again,) = Office().of_person(moved)

    assert (a_place(before).text_to, a_place(after).text_to, a_place(moved).text_to) == ("", NUMBER, "")
    assert (asked.to, asked.text_to, again.text_to) == ("", NUMBER, "+447700900456")
    assert asked.link is not None and again.link is not None and asked.link.purpose is Purpose.TEXTS
    assert (asked.link.turn, again.link.turn) == (
        before.told_last,
        moved.told_last,
    ) and asked.link.turn != again.link.turn


def test_the_mailbox_hears_that_texts_take_its_place() -> None:
    """Whoever got hold of a link would otherwise have everything sent to their own number, and nobody would know."""
    assert PersonAction.AGREE_TEXTS.value in ROUTES[EventKind.PERSON]

    told = Office().of_person(texted())

    assert [(due.kind, due.to, due.text_to) for due in told] == [
        (ProgrammeLetter.TEXTS_AGREED, "participant.one@example.com", "")
    ]
    assert not Office().of_person(texted(email=""))


def test_the_yes_is_one_step_and_only_where_it_was_asked() -> None:
    """Twice is once; erasing takes the number along."""
    after = texted()
    assert steps.agree_texts(after, a_step("again")) is after
    with pytest.raises(Refused):
        steps.agree_texts(a_person(), a_step("texts"))

    gone = steps.erase(after, a_step("erase"), unpaid=False)
    assert (gone.state, gone.texts_to, gone.told_by) == (PersonState.ERASED, "", None)


def test_who_wants_a_call_or_a_letter_by_post_is_told_by_the_worker() -> None:
    """Also with an email address; and so is who chose texts, has no email and has not said yes yet."""
    people = [
        a_person(channel=Contact.PHONE),
        a_person(channel=Contact.POST),
        a_person(**TEXTED, email=""),
        a_person(channel=Contact.EMAIL),
    ]

    kinds = [a_place(each).kind for each in people]

    assert kinds == [*[ProgrammeLetter.CALL_THEM] * 3, ProgrammeLetter.PLACE]


def test_it_is_one_text_and_no_email() -> None:
    """Short, with its link; the same event again sends nothing more."""
    texts = FakeTexts()
    post, due = Post(texts), a_place(texted())

    assert [post.one(due) for _ in range(2)] == [Outcome.SENT, Outcome.BEFORE]

    (text,) = texts.sent
    assert (text.to, post.mail.sent) == (NUMBER, [])
    assert text.words.startswith("You have a place: Make our website better, Thursday 3 December 2026, 5:00pm.")
    assert f"{SITE}/my/sessions/december?t=" in text.words


def test_where_no_text_can_go_it_is_an_email_or_staff_are_told() -> None:
    """No texts at all, enough of them today, or a number whose holder said STOP: nobody is unreached in silence."""
    said_stop, due = FakeTexts(refuses=frozenset({NUMBER})), a_place(texted())
    without = replace(due, to="", key="without")
    for post in (Post(None), Post(said_stop), Post(FakeTexts(), limits=LetterLimits())):
        assert (post.one(due), post.one(without)) == (Outcome.SENT, Outcome.CAME_BACK)
        assert [each.to for each in post.mail.sent] == ["participant.one@example.com"]
        assert [each.to for each in post.mail.held] == [NUMBER]


def test_so_many_texts_go_out_in_a_day_and_no_more() -> None:
    """Each costs money."""
    texts = FakeTexts()
    post, due = Post(texts), a_place(texted())

    for number in range(4):
        post.one(replace(due, key=f"letter-{number}"))

    assert (len(texts.sent), len(post.mail.sent)) == (2, 2)


def test_a_service_that_is_away_is_asked_again() -> None:
    """The text is not lost, and no email goes in its place."""

    class Away(FakeTexts):
        def send(self, text: Any) -> None:
            raise MailRetryable(text.key)

    post, due = Post(Away()), a_place(texted())
    with pytest.raises(MailRetryable):
        post.one(due)

    assert post.mail.sent == []
    assert post.log.states[due.key][0] == "free"


def test_a_message_is_read_in_the_text_or_heard_on_the_phone_since_no_page_has_it() -> None:
    """The words themselves where they are short; else whom to call for them."""
    (due,) = Office(texted()).of_message(Audience.COMING, texted())
    writer = ClaimWriter(policy=WIRRAL, site=SITE, holidays=frozenset())

    short, long = (
        writer.text(replace(due, values={**due.values, "words": words}), token="")
        for words in ("Bring a coat.", "Bring a coat. " * 40)
    )

    assert "Bring a coat." in short and "Read it" not in short
    assert "Bring a coat." not in long and f"Call us to hear it: {WIRRAL.organisation.contact_phone}." in long


def test_every_letter_about_a_day_has_its_text_and_none_is_long_or_says_what_somebody_needs() -> None:
    """Derived from the letters that are called for: a new one without words for a text fails here."""
    told = {"needs": "canary-needs", "reach_me": "canary-reach"}
    letters = {kind: due for kind, due in every_letter(**told, **TEXTED).items() if due.member is None}
    writer = ClaimWriter(policy=WIRRAL, site=SITE, holidays=frozenset())
    goes_as_text = {kind: due for kind, due in every_letter(**TEXTED).items() if due.text_to} | {
        kind: due for kind, due in letters.items() if "session" in due.values
    }

    assert ProgrammeLetter.REMINDER in goes_as_text and ProgrammeLetter.AGREE_TEXTS in goes_as_text
    for kind, due in goes_as_text.items():
        words = writer.text(due, token="")
        said = words.partition(" http")[0]
        assert 20 < len(said) <= 240, kind
        assert "canary" not in words and "taxi" not in words.lower(), kind
        assert said.isascii(), f"{kind}: a sign that makes it dear"


def test_a_link_is_sent_to_a_number_that_said_yes_and_to_no_other() -> None:
    """Somebody without an email asks for it by their number, however they type it."""
    identities = FakeIdentities()
    id = identities.name(email="no mailbox: 07700900123", name="Participant One")
    me = steps.agree_texts(a_person(id, **TEXTED, email=""), Step(SOMEBODY, NOW, StepId("yes")))
    people = FakePeople(me)

    found = [
        registration.find(typed, people=people, identities=identities) for typed in ("07700 900123", "+447700900123")
    ]
    (due,) = Office().of_link(me)
    people.kept[me.id] = a_person(id, **TEXTED, email="")

    assert found == [[me], [me]]
    assert (due.kind, due.text_to, due.to) == (ProgrammeLetter.MY_LINK, NUMBER, "")
    assert registration.find("07700 900123", people=people, identities=identities) == []


@pytest.mark.parametrize("typed", ["07700900123", "447700900123", "00447700900123", "4407700900123"])
def test_who_is_part_of_another_registration_is_sent_the_link_of_the_one_that_stays(typed: str) -> None:
    """Their own would open nothing. They are found however the worker typed the number who registered them."""
    identities = FakeIdentities()
    id = identities.name(email=f"no mailbox: {typed}", name="Participant One")
    me = steps.agree_texts(a_person(id, **TEXTED, email=""), a_step("yes"))
    twin = a_person("twin.registration")
    ends = merging.join(me, a_step("join"), twin.id)

    found = [
        registration.find("07700 900123", people=FakePeople(each, twin), identities=identities) for each in (me, ends)
    ]

    assert found == [[me], [twin]]


def test_a_reminder_says_the_day_and_the_place() -> None:
    """What one needs on the way there."""
    office = Office(texted())
    (due,) = office.of_sign_up(sign_ups.remind(accepted(), a_step("remind"), days=1))

    words = ClaimWriter(policy=WIRRAL, site=SITE, holidays=frozenset()).text(due, token="t")

    assert words.startswith("Tomorrow: Make our website better, Thursday 3 December 2026, 5:00pm, Example Town Hall")
