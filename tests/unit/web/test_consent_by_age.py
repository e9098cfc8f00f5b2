"""A parent or carer is asked for everybody who is young enough, whatever they say they are and whenever we learn it."""

from __future__ import annotations

import re
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from takepart.domain import journal as journals
from takepart.domain.ids import DraftId
from takepart.domain.links import Purpose
from takepart.domain.people.details import Details, PersonRole
from takepart.domain.people.guardian import GuardianYes
from takepart.domain.people.person import Person, PersonAction, PersonState, age_of, change, consent, needs_consent
from takepart.domain.programme.refusals import ProgrammeRefusal
from takepart.domain.programme.session import current_code
from takepart.domain.programme.sign_up import SignUpState
from takepart.domain.refused import Refused
from takepart.use_cases.ports import Queue
from takepart.use_cases.programme.prepared_claim import attendance_of
from takepart.use_cases.programme.run_sessions import Attendance
from takepart.web.route import Route, declared
from tests.fakes import FakeLinks
from tests.programme_builders import GUARDIANS_YES, NOW, STARTS, WORKER, a_person, a_step
from tests.unit.web.programme_sites import Clock, ProgrammeBrowser, a_desk, link_of, participant
from tests.unit.web.test_programme import CHILD, DECEMBER, a_place_for, sign_up_of

TODAY = NOW.date()
GUARDIAN = {"guardian_name": "Rosa One", "guardian_email": "rosa@example.com"}
YOUNG = {"born-day": "3", "born-month": "5", "born-year": "2017"}
OLDER = {"born-day": "3", "born-month": "5", "born-year": "2009"}


def changed(browser: ProgrammeBrowser, person: Person, **typed: str) -> int:
    return browser.post("/my/details", {"t": link_of(person), **typed}).status


def now_of(browser: ProgrammeBrowser, person: Person) -> Person:
    found: Person | None = browser.desk.people.get(person.id)
    assert found is not None
    return found


@pytest.mark.parametrize("role", list(PersonRole))
def test_a_child_is_a_child_whatever_they_say_they_are(role: PersonRole) -> None:
    """Nine years old, as a young person, a parent or somebody else."""
    browser = ProgrammeBrowser(a_desk())

    alone = browser.post("/register", {**CHILD, **YOUNG, "role": role.value, "guardian_email": ""})
    sent = browser.post("/register", {**CHILD, **YOUNG, "role": role.value})

    (person,) = browser.desk.people.kept.values()
    assert alone.status == 422
    assert "Enter the email address of your parent or carer" in alone.words
    assert sent.headers["Location"] == "/register/sent-child"
    assert (person.state, person.mail_goes_to) == (PersonState.AWAITING_CONSENT, "")


@given(born=st.dates(date(1920, 1, 1), date(2026, 11, 1)), under=st.integers(8, 18))
def test_the_day_of_the_birthday_decides(born: date, under: int) -> None:
    """From the birthday on they are a year older; who did not say is asked by the form."""
    age = age_of(born, TODAY)

    assert age is not None
    assert needs_consent(born, today=TODAY, under=under) is (age < under)
    assert not needs_consent(None, today=TODAY, under=under)


def test_another_birth_date_asks_the_parent_before_anything_else_happens() -> None:
    """Until they answer, the child's pages wait, nothing is sent to the child, and nothing can be signed up for."""
    me = participant()
    browser = ProgrammeBrowser(a_desk(me))

    assert changed(browser, me, **YOUNG) == 422, "a parent or carer must be named"
    assert changed(browser, me, **YOUNG, guardian_name="Me", guardian_email="participant.one@example.com") == 422
    assert now_of(browser, me) == me
    assert changed(browser, me, **YOUNG, **GUARDIAN) == 303

    waiting = now_of(browser, me)
    assert (waiting.state, waiting.mail_goes_to) == (PersonState.AWAITING_CONSENT, "")
    assert waiting.journal[-1].action == PersonAction.ASK_CONSENT
    home = browser.get(f"/my?t={link_of(me)}")
    assert home.status == 200
    assert "We asked your parent or carer" in home.words
    assert browser.post("/my/sessions/december/offer", {"t": link_of(me), "seen": "0"}).status == 409

    token = link_of(waiting, Purpose.CONSENT)
    assert browser.post("/register/consent", {"t": token, **GUARDIANS_YES}).status == 200
    assert now_of(browser, me).is_registered


def test_after_a_parents_no_the_place_is_free_again_and_nothing_is_kept() -> None:
    """A place that the child had before the date was changed."""
    me = participant()
    browser = ProgrammeBrowser(a_desk(me))
    a_place_for(browser, me)
    changed(browser, me, **YOUNG, **GUARDIAN)
    waiting = now_of(browser, me)

    browser.post("/register/consent", {"t": link_of(waiting, Purpose.CONSENT), "agreed": "no"})

    assert now_of(browser, me).details is None
    assert sign_up_of(browser, me).state is SignUpState.CANCELLED
    assert sign_up_of(browser, me).support == ""
    assert browser.desk.sign_ups.places(DECEMBER).taken == 0


def test_a_link_that_a_parent_got_before_does_not_answer_for_the_next_time() -> None:
    """Somebody else may be asked now."""
    browser = ProgrammeBrowser(a_desk())
    browser.post("/register", CHILD)
    (child,) = browser.desk.people.kept.values()
    first = link_of(child, Purpose.CONSENT)
    browser.post("/register/consent", {"t": first, **GUARDIANS_YES})
    changed(browser, child, **YOUNG, **GUARDIAN)

    again = browser.post("/register/consent", {"t": first, **GUARDIANS_YES})

    assert again.status == 410
    assert now_of(browser, child).state is PersonState.AWAITING_CONSENT


def test_a_child_does_not_grow_up_unseen() -> None:
    """By the new date nobody is asked any more: the parent or carer is told, and stays on record."""
    browser = ProgrammeBrowser(a_desk())
    browser.post("/register", CHILD)
    (child,) = browser.desk.people.kept.values()
    browser.post("/register/consent", {"t": link_of(child, Purpose.CONSENT), **GUARDIANS_YES})

    assert changed(browser, child, **OLDER) == 303

    after = now_of(browser, child)
    assert after.is_registered
    assert after.journal[-1].action == PersonAction.OUTGROW
    assert after.details is not None
    assert after.details.guardian_email == CHILD["guardian_email"]


def test_a_birth_date_cannot_be_taken_away() -> None:
    """Else nobody would know whom to ask."""
    me = participant(born=date(1990, 2, 14))
    browser = ProgrammeBrowser(a_desk(me))

    page = browser.post("/my/details", {"t": link_of(me), "needs": "Large print"})

    assert page.status == 422
    assert "Enter when you were born" in page.words
    assert "Large print" in page.body


@given(
    before=st.dates(TODAY - timedelta(days=366 * 30), TODAY - timedelta(days=400)),
    after=st.dates(TODAY - timedelta(days=366 * 30), TODAY - timedelta(days=400)),
    guarded=st.booleans(),
)
def test_whatever_the_dates_a_child_takes_part_only_with_somebodys_yes(
    before: date, after: date, guarded: bool
) -> None:
    """The rule itself: registered and changed into a child means waiting, with another address to ask."""
    person = a_person(born=before, **(GUARDIAN if guarded else {}))
    details = person.details
    assert details is not None
    new = Details(**{**vars(details), "born": after})

    try:
        found = change(person, a_step("change"), new, under=13)
    except Refused as refused:
        assert refused.reason is ProgrammeRefusal.SAME_PERSON
        assert needs_consent(after, today=TODAY, under=13)
        assert not guarded
        return

    waits = after != before and needs_consent(after, today=TODAY, under=13)
    assert (found.state is PersonState.AWAITING_CONSENT) is waits
    assert found.details == new


def test_the_form_again_by_a_childs_birth_date_asks_the_parent_and_the_first_link_confirms_nothing() -> None:
    """Before the mailbox is confirmed the form that came last counts; afterwards it only has the link sent."""
    browser = ProgrammeBrowser(a_desk())
    browser.post("/register", {**CHILD, **OLDER, "nonce": "first"})
    (first,) = browser.desk.people.kept.values()

    for _ in range(2):
        browser.post("/register", {**CHILD, **YOUNG, "nonce": "second"})

    waiting = now_of(browser, first)
    assert (first.state, waiting.state, waiting.mail_goes_to) == (PersonState.NEW, PersonState.AWAITING_CONSENT, "")
    assert waiting.details is not None and waiting.details.guardian_email == CHILD["guardian_email"]
    assert browser.post("/register/confirm", {"t": link_of(first, Purpose.CONFIRM_EMAIL)}).status == 409
    assert browser.post("/register/consent", {"t": link_of(waiting, Purpose.CONSENT), **GUARDIANS_YES}).status == 200
    browser.post("/register", {**CHILD, **YOUNG, "nonce": "third"})
    assert now_of(browser, first).is_registered


def test_another_birth_date_does_not_choose_another_parent() -> None:
    """The one on record is asked; to change that needs their own yes."""
    browser = ProgrammeBrowser(a_desk())
    browser.post("/register", CHILD)
    (child,) = browser.desk.people.kept.values()
    browser.post("/register/consent", {"t": link_of(child, Purpose.CONSENT), **GUARDIANS_YES})

    changed(browser, child, **YOUNG, guardian_name="A Friend", guardian_email="friend@example.com")

    after = now_of(browser, child)
    assert after.state is PersonState.AWAITING_CONSENT
    assert after.details is not None
    assert after.details.guardian_email == CHILD["guardian_email"]
    assert after.details.guardian_name == CHILD["guardian_name"]


def test_a_child_who_waits_is_neither_written_down_at_the_door_nor_paid_before_the_parents_yes() -> None:
    """A place that the child had before the date was changed; the code is scanned, and the claim opened."""
    clock, me = Clock(), participant()
    browser = ProgrammeBrowser(a_desk(me, clock=clock))
    a_place_for(browser, me)
    changed(browser, me, **YOUNG, **GUARDIAN)
    clock.now = STARTS + timedelta(minutes=20)
    session = browser.desk.sessions.get(DECEMBER)
    here = {"name": "Participant One", "email": "participant.one@example.com"}

    scanned = browser.post("/my/here/december", {**here, "c": current_code(session, now=clock.now)})
    assert scanned.status == 409
    assert sign_up_of(browser, me).state is SignUpState.CONFIRMED

    door = Attendance(session, draft=DraftId("a-prepared-draft-nobody-guesses"), kept=browser.desk.kept)
    door.record(me.id, a_step("there", at=clock.now), was_there=True, reason="")
    token = link_of(me)
    assert browser.get(f"/my/claims/december?t={token}").status == 409
    assert browser.post("/my/claims/december", {"t": token}).status == 409
    assert browser.desk.drafts.load(DraftId("a-prepared-draft-nobody-guesses")) is None


@pytest.mark.parametrize("how", ["the parent's link", "the claim's page", "on paper"])
def test_a_claim_that_is_begun_is_not_sent_before_the_parents_yes_and_keeps_what_was_typed(how: str) -> None:
    """The website asks the draft, since it cannot read who takes part."""
    me, draft = participant(), DraftId("a-prepared-draft-nobody-guesses")
    browser = ProgrammeBrowser(a_desk(me))
    a_place_for(browser, me)
    door = Attendance(browser.desk.sessions.get(DECEMBER), draft=draft, kept=browser.desk.kept)
    door.record(me.id, a_step("there", at=STARTS), was_there=True, reason="")
    begun = browser.post("/my/claims/december", {"t": link_of(me), "method": "bank"})
    assert begun.status == 303
    typed = browser.desk.drafts.load(draft).pages

    changed(browser, me, **YOUNG, **GUARDIAN)
    with pytest.raises(Refused) as refused:
        attendance_of(browser.desk.drafts.load(draft), sign_ups=browser.desk.sign_ups)
    assert refused.value.reason is ProgrammeRefusal.AWAITS_CONSENT

    waiting = now_of(browser, me)
    if how == "the parent's link":
        browser.post("/register/consent", {"t": link_of(waiting, Purpose.CONSENT), **GUARDIANS_YES})
    else:  # the answer was kept, and what follows it was cut off; or a worker holds the paper
        step = a_step("consent", by=journals.staff(WORKER)) if how == "on paper" else a_step("consent")
        yes = GuardianYes(until=date(2030, 5, 3), keeps=True)
        browser.desk.people.kept[me.id] = consent(waiting, step, yes)
        browser.post("/my/claims/december", {"t": link_of(me), "method": "bank"})
    kept = browser.desk.drafts.load(draft)
    assert kept.pages == typed
    assert attendance_of(kept, sign_ups=browser.desk.sign_ups) == sign_up_of(browser, me)


def test_a_change_that_is_refused_holds_no_claim() -> None:
    """A child's own address as the parent's: nobody is asked, so nothing waits."""
    me, draft = participant(), DraftId("a-prepared-draft-nobody-guesses")
    browser = ProgrammeBrowser(a_desk(me))
    a_place_for(browser, me)
    door = Attendance(browser.desk.sessions.get(DECEMBER), draft=draft, kept=browser.desk.kept)
    door.record(me.id, a_step("there", at=STARTS), was_there=True, reason="")
    browser.post("/my/claims/december", {"t": link_of(me), "method": "bank"})
    before = browser.desk.drafts.load(draft)

    changed(browser, me, **YOUNG, guardian_name="Me", guardian_email="participant.one@example.com")

    assert browser.desk.drafts.load(draft) == before


def test_a_parents_no_ends_the_newsletter_too() -> None:
    """Nothing of the child is left, their address with the newsletter included."""
    me = participant()
    browser = ProgrammeBrowser(a_desk(me))
    browser.post("/my/newsletter", {"t": link_of(me), "want": "yes"})
    changed(browser, me, **YOUNG, **GUARDIAN)

    browser.post("/register/consent", {"t": link_of(now_of(browser, me), Purpose.CONSENT), "agreed": "no"})

    found = browser.desk.subscribers.get(me.id.partition(".")[0])
    assert found is not None and found.email == ""


WHILE_A_PARENT_IS_ASKED = {
    "/my/forget",
    "/my/leave",
    "/my/return",
    "/my/groups/<group>/leave",
    "/my/sessions/<session>/no",
    "/my/sessions/<session>/agenda/back",
}
"""What a child who waits may press: take back, leave and come back to waiting, or be forgotten."""
PRESSES = [
    route for route in declared() if route.part == "programme" and route.method == "POST" and route.right is not None
]


@pytest.mark.parametrize("route", PRESSES, ids=lambda route: route.path)
def test_while_a_parent_is_asked_a_child_takes_back_leaves_or_is_forgotten_and_does_nothing_else(route: Route) -> None:
    """Every button behind a personal link, with a form that is filled in, by a child who had a place."""
    tickets = FakeLinks()
    me, browser = participant(), ProgrammeBrowser(a_desk(participant(), tickets=tickets))
    a_place_for(browser, me)
    changed(browser, me, **YOUNG, **GUARDIAN)
    before, sign_up = now_of(browser, me), sign_up_of(browser, me)
    typed = {"t": link_of(me), "seen": str(sign_up.version), "text": "The buses", "sure": "yes", "want": "yes"}

    answer = browser.post(route.path.replace("<session>", "december"), {**typed, "name": "Another Name", "item": "1"})

    assert (answer.status == 409) is (route.path not in WHILE_A_PARENT_IS_ASKED)
    if answer.status == 409 or route.path == "/my/return":
        assert (now_of(browser, me), sign_up_of(browser, me)) == (before, sign_up)
    assert not now_of(browser, me).is_registered


def test_two_tabs_do_not_wipe_what_the_other_kept() -> None:
    """The second one is shown again with what was typed in it; pressed again, it is meant. Twice in one is once."""
    me = participant()
    browser = ProgrammeBrowser(a_desk(me))
    token, born = link_of(me), {"born-day": "14", "born-month": "2", "born-year": "1990"}
    page = browser.get(f"/my/details?t={token}").body
    seen = re.search(r'name="seen" value="(\d+)"', page)
    assert seen is not None

    first = {"t": token, "seen": seen[1], "nonce": "one", **born, "phone": "07700 900111"}
    assert [browser.post("/my/details", first).status for _ in range(2)] == [303, 303]
    other = browser.post("/my/details", {**first, "nonce": "two", "phone": "", "needs": "Large print"})

    assert other.status == 409
    assert "It has changed since you opened the page" in other.words
    assert "Large print" in other.body
    kept = now_of(browser, me)
    assert kept.details is not None and kept.details.phone == "07700 900111"
    again = re.search(r'name="seen" value="(\d+)"', other.body)
    assert again is not None and again[1] == str(kept.version)


def test_the_link_to_confirm_says_that_a_parent_is_asked() -> None:
    """Looked at and pressed, it does not promise what it cannot do."""
    browser = ProgrammeBrowser(a_desk())
    browser.post("/register", {**CHILD, **OLDER, "nonce": "first"})
    (first,) = browser.desk.people.kept.values()
    browser.post("/register", {**CHILD, **YOUNG, "nonce": "second"})
    token = link_of(first, Purpose.CONFIRM_EMAIL)

    for page in (browser.get(f"/register/confirm?t={token}"), browser.post("/register/confirm", {"t": token})):
        assert page.status == 409
        assert "We asked your parent or carer first" in page.words


def a_waiting_child(state: SignUpState | None) -> tuple[ProgrammeBrowser, Person]:
    """Who has an offer, or a place that is kept, and gave a birth date by which a parent is asked."""
    me, other = participant(), a_person("other.person", name="Other")
    browser = ProgrammeBrowser(a_desk(me, other, places=1))
    if state is SignUpState.PLACE_OFFERED:
        a_place_for(browser, other)
        a_place_for(browser, me)
        browser.post("/my/sessions/december/no", {"t": link_of(other), "seen": "2"})
    elif state is SignUpState.OFFERED:
        browser.post("/my/sessions/december/offer", {"t": link_of(me), "seen": "0"})
    changed(browser, me, **YOUNG, **GUARDIAN)
    assert sign_up_of(browser, me) is None if state is None else sign_up_of(browser, me).state is state
    return browser, me


@pytest.mark.parametrize("state", [None, SignUpState.OFFERED, SignUpState.PLACE_OFFERED])
def test_a_child_who_waits_is_shown_what_for_and_no_yes_that_cannot_be_pressed(state: SignUpState | None) -> None:
    """Each button that is there works: to say no, or to give up a place."""
    browser, me = a_waiting_child(state)

    page = browser.get(f"/my/sessions/december?t={link_of(me)}")

    assert "We asked your parent or carer" in page.words
    assert "You are not registered" not in page.words
    actions = re.findall(r'action="(/my/[^"]*)"', page.body)
    assert actions == ([] if state is None else ["/my/sessions/december/no"])
    for action in actions:
        assert browser.post(action, {"t": link_of(me), "seen": str(sign_up_of(browser, me).version)}).status == 303


def test_a_child_who_waits_can_stop_taking_part_and_comes_back_to_where_they_waited() -> None:
    """Leaving is no way round a parent's yes: nothing is sent and no money is claimed, and they are asked anew."""
    browser, me = a_waiting_child(SignUpState.OFFERED)
    first = link_of(now_of(browser, me), Purpose.CONSENT)
    assert "/my/leave?" in browser.get(f"/my?t={link_of(me)}").body

    assert browser.post("/my/leave", {"t": link_of(me), "sure": "yes"}).status == 303

    gone = now_of(browser, me)
    assert (gone.state, gone.mail_goes_to) == (PersonState.LEFT, "")
    assert sign_up_of(browser, me).state is SignUpState.DECLINED
    assert browser.post("/my/claims/december", {"t": link_of(me)}).status == 409
    assert browser.post("/my", {"email": "participant.one@example.com"}).status == 200
    assert browser.desk.queues.put_on[Queue.MAIL] == []
    assert browser.post("/register/consent", {"t": first, **GUARDIANS_YES}).status == 410

    assert browser.post("/my/return", {"t": link_of(me)}).status == 303

    back = now_of(browser, me)
    assert back.state is PersonState.AWAITING_CONSENT
    assert browser.post("/register/consent", {"t": first, **GUARDIANS_YES}).status == 410
    assert browser.post("/register/consent", {"t": link_of(back, Purpose.CONSENT), **GUARDIANS_YES}).status == 200
    assert now_of(browser, me).is_registered


def test_a_child_who_left_while_they_waited_registers_again_and_the_same_parent_is_asked() -> None:
    """Whoever fills in the form chooses no other parent for them."""
    browser, me = a_waiting_child(None)
    browser.post("/my/leave", {"t": link_of(me), "sure": "yes"})

    browser.post("/register", {**CHILD, "email": "participant.one@example.com", "guardian_email": "else@example.com"})

    back = now_of(browser, me)
    assert back.state is PersonState.AWAITING_CONSENT
    assert back.details is not None
    assert back.details.guardian_email == GUARDIAN["guardian_email"]
