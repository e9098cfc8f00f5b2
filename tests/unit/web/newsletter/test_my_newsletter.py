"""My part: the newsletter is asked for, stopped, exported and forgotten with the person."""

from __future__ import annotations

import json

from takepart.domain.links import Purpose
from takepart.domain.newsletter.subscriber import Subscriber
from takepart.domain.people.person import Person
from takepart.use_cases.ports import StoreUnavailable
from tests.programme_builders import a_person, some_details
from tests.unit.web.programme_sites import ProgrammeBrowser, a_desk, link_of, participant


def kept(browser: ProgrammeBrowser, person: Person) -> Subscriber | None:
    found: Subscriber | None = browser.desk.subscribers.get(person.id.partition(".")[0])
    return found


def test_a_proven_mailbox_needs_no_second_email() -> None:
    """Asked for with one press, and stopped with one; twice is the same."""
    me = participant()
    browser, token = ProgrammeBrowser(a_desk(me)), link_of(participant())

    for _ in range(2):
        assert browser.post("/my/newsletter", {"t": token, "want": "yes"}).status == 303
    found = kept(browser, me)
    assert found is not None and found.is_on and found.version == 1
    assert "Stop the newsletter" in browser.get(f"/my?t={token}").words
    assert json.loads(browser.get(f"/my/data?t={token}").body)["newsletter"]["email"] == "participant.one@example.com"

    for _ in range(2):
        assert browser.post("/my/newsletter", {"t": token, "want": "no"}).status == 303
    found = kept(browser, me)
    assert found is not None and not found.is_on and found.email == ""


def test_who_is_forgotten_gets_no_newsletter() -> None:
    """And no address is left."""
    me = participant()
    browser, token = ProgrammeBrowser(a_desk(me)), link_of(participant())
    browser.post("/my/newsletter", {"t": token, "want": "yes"})

    browser.post("/my/forget", {"t": token, "sure": "yes"})

    found = kept(browser, me)
    assert found is not None and found.email == ""


def test_a_brother_who_shares_the_mailbox_keeps_it() -> None:
    """The mailbox is theirs as well."""
    me = participant()
    brother = a_person(f"{me.id.partition('.')[0]}.cccccccccccc", email=some_details().email)
    browser, token = ProgrammeBrowser(a_desk(me, brother)), link_of(participant())
    browser.post("/my/newsletter", {"t": token, "want": "yes"})

    browser.post("/my/forget", {"t": token, "sure": "yes"})

    found = kept(browser, me)
    assert found is not None and found.is_on


def test_it_goes_with_somebody_to_another_mailbox_and_is_forgotten_there_too() -> None:
    """The old mailbox gets no more of it, and after they are forgotten no address is left in either."""
    me = participant()
    browser, token = ProgrammeBrowser(a_desk(me)), link_of(participant())
    browser.post("/my/newsletter", {"t": token, "want": "yes"})
    browser.post("/my/email", {"t": token, "email": "another@example.com", "seen": str(me.version)})
    asked = browser.desk.people.get(me.id)
    assert asked is not None and asked.moving is not None
    turn = asked.moving.asked
    browser.post("/my/address/agree", {"t": link_of(asked, Purpose.OLD_ADDRESS, turn=turn), "agreed": "yes"})
    browser.post("/my/address/new", {"t": link_of(asked, Purpose.NEW_ADDRESS, turn=turn)})

    moved = browser.desk.people.get(me.id)
    assert moved is not None and moved.found_at != me.id
    old, new = kept(browser, me), browser.desk.subscribers.get(moved.found_at.partition(".")[0])
    assert old is not None and old.email == ""
    assert new is not None and new.is_on and new.email == "another@example.com"

    assert browser.post("/my/forget", {"t": link_of(moved), "sure": "yes"}).status == 200
    new = browser.desk.subscribers.get(moved.found_at.partition(".")[0])
    assert new is not None and new.email == ""


def test_whoever_is_told_that_forgetting_did_not_work_can_press_again() -> None:
    """The newsletter's table does not answer: the person is still there, and the same button forgets them whole."""
    me = participant()
    browser, token = ProgrammeBrowser(a_desk(me)), link_of(participant())
    browser.post("/my/newsletter", {"t": token, "want": "yes"})
    keep = browser.desk.subscribers.save

    def silent(_: Subscriber) -> None:
        raise StoreUnavailable

    browser.desk.subscribers.save = silent
    failed = browser.post("/my/forget", {"t": token, "sure": "yes"})
    browser.desk.subscribers.save = keep
    again = browser.post("/my/forget", {"t": token, "sure": "yes"})

    assert (failed.status, again.status) == (503, 200)
    found = kept(browser, me)
    assert found is not None and found.email == ""
