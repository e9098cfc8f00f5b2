"""Staff put a quote and a photo in with their consent; the public sees them while it holds."""

from __future__ import annotations

from datetime import timedelta
from itertools import count
from typing import Any

import pytest

from takepart.domain.ids import StaffId
from takepart.domain.voice.you_said import YouSaid
from tests.pictures import HIDDEN, a_jpeg
from tests.unit.domain.voice.test_consent import CHECKER, TODAY, WRITER, a_draft
from tests.unit.web.calls import call
from tests.unit.web.office.signed_in import Pages
from tests.unit.web.voice.offices import office_of
from tests.unit.web.voice.sites import VoiceBrowser
from tests.voices import NOON

ID = "K7M4-9QXR"
THERE = f"/office/voice/you-said/{ID}"
FILE = "a" * 32
STEPS = count(1)


def a_form(**changes: str) -> dict[str, str]:
    """A consent that holds, and a form's own name."""
    return {
        "step": f"{next(STEPS):032x}",
        "given_by": "themselves",
        "given_on": TODAY.isoformat(),
        "until": (TODAY + timedelta(days=365)).isoformat(),
        "use": "website",
        **changes,
    }


def a_quote(**changes: str) -> dict[str, str]:
    return a_form(**{"text": "It is <b>cool</b> now!", "named_as": "a young person, 15", **changes})


def a_photo(**changes: str) -> dict[str, str]:
    return a_form(**{"file": FILE, "alt": "Two fans in a room", **changes})


class Desk:
    """The office on a draft, and the public site on the same."""

    def __init__(self, staff: StaffId = WRITER) -> None:
        self.public = VoiceBrowser()
        self.you_saids: Any = self.public.site.stores.you_saids
        self.photos: Any = self.public.site.stores.photos
        self.you_saids.add(a_draft())
        self.office = self.office_of(staff)
        self.get, self.post = self.office.get, self.office.post

    def office_of(self, staff: StaffId) -> Pages:
        """The office as one of the staff sees it."""
        return office_of(self.public.site, staff, now=lambda: self.public.now)

    @property
    def kept(self) -> YouSaid:
        found: YouSaid = self.you_saids.kept[ID]
        return found

    def publish(self) -> None:
        """By somebody who checks it."""
        assert self.office_of(CHECKER).post(f"{THERE}/publish", {"step": f"{next(STEPS):032x}"}).status == 303


def test_a_quote_is_shown_as_they_want_to_be_named_until_they_take_it_back() -> None:
    """Escaped, beside what was said, and gone at once; pressed twice, it is the same."""
    desk = Desk()
    assert desk.post(f"{THERE}/quote", a_quote()).location == THERE
    desk.publish()

    page = desk.public.get(f"/you-said-we-did/{ID}")
    assert "a young person, 15" in page.words
    assert "&lt;b&gt;cool" in page.body

    step = f"{next(STEPS):032x}"
    answers = [desk.post(f"{THERE}/end-consent", {"step": step, "of": "quote"}) for _ in range(2)]
    assert [answer.status for answer in answers] == [303, 303]
    assert "young person, 15" not in desk.public.get(f"/you-said-we-did/{ID}").words
    assert desk.kept.journal[-1].action == "consent-ended"


def test_a_photo_is_published_without_what_was_hidden_in_it() -> None:
    """First the file, then what it shows; the picture alone is kept."""
    desk = Desk()
    assert "Send the photo" in desk.get(f"{THERE}/photo").words
    desk.photos.sent[ID, FILE] = a_jpeg()
    assert "What does it show?" in desk.get(f"{THERE}/photo?file={FILE}").words

    assert desk.post(f"{THERE}/photo", a_photo()).location == THERE
    assert HIDDEN not in desk.photos.shown[ID].content
    assert desk.get(f"{THERE}/picture").status == 303
    assert desk.public.get(f"/you-said-we-did/{ID}/photo").status == 404, "a draft's is not public"
    desk.publish()

    assert 'alt="Two fans in a room"' in desk.public.get("/you-said-we-did").body
    assert desk.public.get(f"/you-said-we-did/{ID}/photo").headers["Location"].startswith("https://files.example/")

    desk.post(f"{THERE}/end-consent", {"step": f"{next(STEPS):032x}", "of": "photo"})
    assert desk.public.get(f"/you-said-we-did/{ID}/photo").status == 404
    assert "Two fans" not in desk.public.get("/you-said-we-did").body
    assert not desk.photos.shown


def test_a_consent_that_is_over_hides_it_by_itself() -> None:
    """On the public page and at the photo's own address."""
    desk = Desk()
    desk.photos.sent[ID, FILE] = a_jpeg()
    desk.post(f"{THERE}/photo", a_photo(until=(TODAY + timedelta(days=30)).isoformat()))
    desk.publish()

    desk.public.now = NOON + timedelta(days=31)

    assert "Two fans" not in desk.public.get(f"/you-said-we-did/{ID}").body
    assert desk.public.get(f"/you-said-we-did/{ID}/photo").status == 404
    assert "It is over." in desk.get(THERE).words


@pytest.mark.parametrize(
    ("wrong", "box"),
    [
        ({"text": ""}, "text"),
        ({"named_as": ""}, "named_as"),
        ({"given_by": ""}, "given_by"),
        ({"use": "everything"}, "use"),
        ({"given_on": (TODAY + timedelta(days=1)).isoformat()}, "given_on-day"),
        ({"until": (TODAY - timedelta(days=1)).isoformat()}, "until-day"),
        ({"until": "2099-01-01"}, "until-day"),
        ({"text": "x" * 1_001}, "text"),
    ],
)
def test_a_mistake_is_told_beside_its_box_and_nothing_typed_is_lost(wrong: dict[str, str], box: str) -> None:
    """Every other box keeps its words."""
    desk = Desk()

    answer = desk.post(f"{THERE}/quote", {**a_quote(), **wrong})

    assert answer.status == 422
    assert f'href="#{box}"' in answer.body
    assert "a young person, 15" in answer.body or box == "named_as"
    assert desk.kept.quote is None


def test_a_day_that_the_rules_refuse_is_marked_in_all_its_boxes() -> None:
    """The day alone would be right in each of them."""
    answer = Desk().post(f"{THERE}/quote", {**a_quote(), "until": "2099-01-01"})

    assert answer.body.count("govuk-input--error") == 3


@pytest.mark.parametrize(
    ("content", "words"),
    [(b"", "We did not get a file"), (b"%PDF-1.7", "This is not a JPEG or PNG photo"), (a_jpeg()[:50], "damaged")],
)
def test_a_file_that_is_no_photo_is_told_before_anything_is_typed(content: bytes, words: str) -> None:
    """With a form to send another."""
    desk = Desk()
    desk.photos.sent[ID, FILE] = content

    answer = desk.get(f"{THERE}/photo?file={FILE}")

    assert answer.status == 422
    assert words in answer.words
    assert "Send the photo" in answer.words
    assert desk.post(f"{THERE}/photo", a_photo()).status == 422
    assert desk.get(f"{THERE}/photo?file=../../shown/x").status == 400


def test_finance_and_strangers_put_nothing_in() -> None:
    """Only those who read what people say."""
    assert Desk(StaffId("finance-3")).post(f"{THERE}/quote", a_quote()).status == 403
    assert call(Desk().office.app, "POST", f"{THERE}/quote", form=a_quote()).status == 403
