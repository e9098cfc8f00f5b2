"""The worker's pages of the newsletter: nothing typed is lost, and what is sent is what was looked at."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest

from takepart.domain import journal as journals
from takepart.domain.aggregate import Step
from takepart.domain.ids import StaffId, StepId
from takepart.domain.newsletter import newsletter as newsletters_domain
from takepart.domain.newsletter.newsletter import Newsletter, NewsletterId, NewsletterState
from takepart.web.office.newsletter.pages import NewsletterOffice, newsletter_office_app
from takepart.web.static import Static
from tests.fakes import FakeSessions
from tests.newsletters import (
    MONDAY,
    WORKER,
    FakeNewsletters,
    FakeSubscribers,
    a_draft,
    a_part,
    one_going_out,
    some_words,
    somebody_on,
)
from tests.policies import WIRRAL
from tests.programme_builders import an_opportunity
from tests.programme_fakes import FakeOpportunities
from tests.unit.use_cases.newsletter.test_gather import HeldOnly
from tests.unit.web.calls import SITE
from tests.unit.web.office.signed_in import Pages
from tests.voices import FakeFigures, FakeYouSaids

ID = NewsletterId("K7M4-9QXR")
THERE = f"/office/newsletters/{ID}"


class Desk(Pages):
    """Pages as a member of staff sees them, and what is behind them."""

    def __init__(self, *newsletters: Newsletter, staff: str = "participation-worker") -> None:
        self.newsletters, sessions = FakeNewsletters(*newsletters), FakeSessions()
        sessions.start("secret", staff=StaffId(staff), until=MONDAY + timedelta(days=9))
        numbers = iter(range(1, 999))
        office = NewsletterOffice(
            policy=WIRRAL,
            sessions=sessions,
            newsletters=self.newsletters,
            audience=FakeSubscribers(somebody_on()),
            opportunities=FakeOpportunities(an_opportunity()),
            meetings=HeldOnly(),
            you_saids=FakeYouSaids(),
            figures=FakeFigures(),
            now=lambda: MONDAY,
            new_id=lambda: f"{next(numbers):032x}",
            url=SITE,
            static=Static(),
        )
        super().__init__(newsletter_office_app(office))

    @property
    def kept(self) -> Newsletter:
        """The newsletter as it is now."""
        return self.newsletters.kept[ID]


def a_form(**changes: str) -> dict[str, str]:
    """What the page of a draft with two parts sends back when nothing was changed."""
    return {
        "step": "0" * 31 + "9",
        "version": "1",
        "title": "News from us",
        "intro": "Hello.\n\n- One\n- Two",
        "part-1-picked": "yes",
        "part-1-place": "1",
        "part-1-title": "A new room",
        "part-1-text": "It opens on Monday.",
        "part-2-picked": "yes",
        "part-2-place": "2",
        "part-2-title": "A new bus",
        "part-2-text": "It runs on Fridays.",
        **changes,
    }


def two_parts() -> Newsletter:
    return a_draft(ID, a_part(), a_part(id="2", title="A new bus", text="It runs on Fridays."))


def test_a_draft_starts_from_what_is_new_and_two_presses_make_one() -> None:
    """The form has a name of its own."""
    desk = Desk()
    step = desk.get("/office/newsletters").hidden("step")

    answers = [desk.post("/office/newsletters/new", {"step": step}) for _ in range(2)]

    assert {answer.location for answer in answers} == {f"/office/newsletters/{next(iter(desk.newsletters.kept))}"}
    assert "Make our website better" in desk.get(answers[0].location).body


def test_parts_are_picked_moved_changed_and_added() -> None:
    """By boxes and numbers: no script is needed."""
    desk = Desk(two_parts())
    form = a_form(**{"part-1-place": "3", "new-title": "Mine", "new-text": "Words."})
    del form["part-1-picked"]

    assert desk.post(f"{THERE}/save", {**form, "then": "look"}).location == f"{THERE}/preview"

    assert [(p.id, p.title, p.picked) for p in desk.kept.words.parts] == [
        ("2", "A new bus", True),
        ("1", "A new room", False),
        ("3", "Mine", True),
    ]
    assert "A new room" not in desk.get(f"{THERE}/preview").words


@pytest.mark.parametrize(
    ("wrong", "box"),
    [
        ({"title": ""}, "title"),
        ({"part-2-title": ""}, "part-2-title"),
        ({"part-2-place": "first"}, "part-2-place"),
        ({"new-text": "Words without a title"}, "new-title"),
    ],
)
def test_a_mistake_is_told_beside_its_box_and_nothing_typed_is_lost(wrong: dict[str, str], box: str) -> None:
    """Every other box keeps its words."""
    desk = Desk(two_parts())

    answer = desk.post(f"{THERE}/save", a_form(**{"part-1-text": "Typed just now", **wrong}))

    assert answer.status == 422
    assert f'href="#{box}"' in answer.body
    assert "Typed just now" in answer.body
    assert desk.kept.version == 1


def test_two_people_at_once_lose_nothing() -> None:
    """The second is told, sees their own words, and may keep them."""
    desk = Desk(two_parts())
    desk.post(f"{THERE}/save", a_form(title="Hers"))

    told = desk.post(f"{THERE}/save", a_form(title="His", step="0" * 31 + "8"))
    assert told.status == 409
    assert 'value="His"' in told.body
    assert desk.kept.words.title == "Hers"

    desk.post(f"{THERE}/save", a_form(title="His", step="0" * 31 + "7", version=told.hidden("version")))
    assert desk.kept.words.title == "His"


def test_it_is_sent_once_and_only_as_it_was_looked_at() -> None:
    """Two presses are one; a change by a colleague is looked at first."""
    desk = Desk(two_parts())
    page = desk.get(f"{THERE}/preview")
    assert "It goes to 1 person by email" in page.words
    form = {"step": page.hidden("step"), "version": page.hidden("version")}

    desk.newsletters.save(
        newsletters_domain.edit(
            two_parts(), Step(journals.staff(WORKER), MONDAY, StepId("x")), words=some_words(title="X")
        )
    )
    assert desk.post(f"{THERE}/send", form).status == 409
    assert not desk.kept.is_public

    form["version"] = desk.get(f"{THERE}/preview").hidden("version")
    assert [desk.post(f"{THERE}/send", form).location for _ in range(2)] == [THERE, THERE]
    assert desk.kept.state is NewsletterState.SENDING
    assert desk.kept.version == 3
    assert "It is going out now" in desk.get(THERE).words


def test_what_was_sent_is_never_changed() -> None:
    """Nor thrown away."""
    desk = Desk(one_going_out(ID))

    assert desk.post(f"{THERE}/save", a_form(title="Other")).status == 409
    assert desk.post(f"{THERE}/drop", {"step": "0" * 32}).status == 409
    assert re.search(r'href="/newsletter/K7M4-9QXR/print"', desk.get(THERE).body)


def test_a_draft_can_be_thrown_away() -> None:
    """It leaves the list."""
    desk = Desk(two_parts())

    assert desk.post(f"{THERE}/drop", {"step": "0" * 32}).location == "/office/newsletters"

    assert "News from us" not in desk.get("/office/newsletters").words


@pytest.mark.parametrize("address", ["/office/newsletters", THERE, f"{THERE}/preview"])
def test_it_is_for_those_who_run_sessions(address: str) -> None:
    """Finance has no part in it; whoever is not signed in is led to where they can."""
    assert Desk(two_parts(), staff="finance-3").get(address).status == 403
    assert Desk(two_parts()).anyone(address).location == "/office/sign-in"
