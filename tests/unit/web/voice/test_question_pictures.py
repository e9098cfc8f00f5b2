"""A picture beside a question: checked as every file is, described for who cannot see it, and shown from the store."""

from __future__ import annotations

from typing import Any

import pytest

from takepart.domain.aggregate import Step
from takepart.domain.ids import StepId
from takepart.domain.journal import staff
from takepart.domain.refused import Refused
from takepart.domain.voice.pictures import MOST_OF_A_QUESTION, without_what_is_hidden
from takepart.domain.voice.questionnaire import open_, show
from takepart.domain.voice.questions import QuestionId, QuestionPicture
from takepart.domain.voice.refusals import VoiceRefusal
from tests.pictures import HIDDEN, a_jpeg
from tests.questionnaires import ID, READER, draft
from tests.unit.web.voice.test_questionnaire_pages import DESK, PAGE, a_browser, desk, press, store
from tests.voices import NOON

ONE = f"{DESK}/questions/q1"
FILE = "a" * 32


def _step() -> Step:
    return Step(staff(READER), NOON, StepId("once"))


class Table:
    """A draft on the desk of who writes it."""

    def __init__(self) -> None:
        self.browser = a_browser(draft())
        self.pages = desk(self.browser)
        self.photos: Any = self.browser.site.stores.photos

    def put(self, alt: str = "A bus at a stop", file: str = FILE) -> Any:
        self.photos.sent[ID, file] = a_jpeg()
        page = self.pages.get(f"{ONE}/picture?file={file}")
        return self.pages.post(f"{ONE}/picture", {"step": page.hidden("step"), "file": file, "alt": alt})

    @property
    def picture(self) -> QuestionPicture | None:
        return store(self.browser).kept[ID].question("q1").picture


def test_a_picture_is_shown_with_its_words_and_without_what_it_hides() -> None:
    """On the page, in the preview and on the sheet for paper; the page's own function is all that runs for it."""
    table = Table()
    assert "Send the photo" in table.pages.get(f"{ONE}/picture").words
    assert table.put().status == 303
    assert HIDDEN not in table.photos.shown[f"{ID}-{FILE}"].content
    assert 'alt="A bus at a stop"' in table.pages.get(f"{DESK}/preview").body
    assert "With a picture: A bus at a stop" in table.pages.get(DESK).words
    assert press(table.pages, DESK, "open").status == 303

    for page in (table.browser.get(PAGE).body, table.pages.get(f"{DESK}/paper").body):
        before, _, after = page.partition(
            f'src="https://files.example/shown/{ID}-{FILE}?for=3600" alt="A bus at a stop"'
        )
        assert "How did you come?" not in before.partition("<form")[2]
        assert "How did you come?" in after


def test_nobody_is_left_out_who_cannot_see_it() -> None:
    """What it shows must be written; what was typed and the file are not lost."""
    table = Table()
    wrong = table.put(alt=" ")

    assert (wrong.status, "Say what the picture shows" in wrong.words) == (422, True)
    assert f'name="file" value="{FILE}"' in wrong.body
    assert table.picture is None
    with pytest.raises(Refused) as refused:
        show(draft(), _step(), question=QuestionId("q1"), picture=QuestionPicture(file="a", alt=" "))
    assert refused.value.reason is VoiceRefusal.NO_ALT


def test_a_picture_that_is_heavy_on_a_phone_is_told_before_anything_is_typed() -> None:
    """As is one that is none, and a file that never came."""
    table = Table()
    table.photos.sent[ID, FILE] = a_jpeg() + b"\0" * MOST_OF_A_QUESTION
    heavy = table.pages.get(f"{ONE}/picture?file={FILE}")
    table.photos.sent[ID, FILE] = b"%PDF-1.7"
    other = table.pages.get(f"{ONE}/picture?file={FILE}")

    assert (heavy.status, "larger than 500 KB" in heavy.words) == (422, True)
    assert (other.status, "not a JPEG or PNG" in other.words) == (422, True)
    assert table.pages.get(f"{ONE}/picture?file={'b' * 32}").status == 422
    with pytest.raises(Refused) as refused:
        without_what_is_hidden("a photo", b"\xff\xd8\xff" + b"\0" * (10 * 1024 * 1024))
    assert refused.value.reason is VoiceRefusal.PHOTO_TOO_BIG


def test_a_picture_stays_with_its_question_and_goes_with_it() -> None:
    """Other words keep it; another picture, none, or no question leave no file behind."""
    table = Table()
    table.put()
    page = table.pages.get(ONE)
    form = {"step": page.hidden("step"), "kind": "yes-no", "words": "By bus?", "options": ""}
    assert table.pages.post(f"{ONE}/save", form).status == 303
    assert table.picture == QuestionPicture(file=FILE, alt="A bus at a stop")

    assert table.put(alt="A bike", file="b" * 32).status == 303
    assert list(table.photos.shown) == [f"{ID}-{'b' * 32}"]
    assert press(table.pages, DESK, "questions/q1/no-picture").status == 303
    assert table.photos.shown == {}
    table.put()
    assert press(table.pages, DESK, "questions/q1/remove").status == 303
    assert table.photos.shown == {}


def test_once_people_answer_a_picture_stays_as_it_is() -> None:
    """Like the question itself."""
    table = Table()
    table.put()
    one = store(table.browser).kept[ID]
    store(table.browser).kept[ID] = open_(one, _step())

    assert table.pages.get(f"{ONE}/picture").status == 409
    assert press(table.pages, DESK, "questions/q1/no-picture").status == 409
    assert table.picture is not None
