"""A team asks those whom it is for: slips to print, what they say beside its own, and what is written at sign-off."""

from __future__ import annotations

import re
from datetime import datetime, timedelta
from typing import Any

from takepart.domain.aggregate import Step
from takepart.domain.assurance.asked import INVITED, AskedState, Reply, answer
from takepart.domain.assurance.audit import Level
from takepart.domain.ids import StepId
from takepart.web.assurance.desk import PromisesDesk
from tests.assurance_builders import STATEMENTS
from tests.fakes_assurance import FakeAsked, FakePromises
from tests.reading_age import grade, sentences_of
from tests.unit.web.assurance_desk import NOW, a_desk, a_token, an_app
from tests.unit.web.calls import SITE, Answer, call

AUDIT = "/assurance/audit/fostering/2026"
STEP = "a-step-of-a-page"


def get(desk: PromisesDesk, path: str, who: str = "lead", **more: str) -> Answer:
    extra = "".join(f"&{name}={value}" for name, value in more.items())
    return call(an_app(desk), "GET", f"{path}?t={a_token(who)}{extra}")


def post(desk: PromisesDesk, path: str, form: dict[str, str], who: str = "lead") -> Answer:
    return call(an_app(desk), "POST", f"{path}?t={a_token(who)}", form={"step": STEP, **form})


def asked_of(desk: PromisesDesk) -> FakeAsked:
    found = desk.asked
    assert isinstance(found, FakeAsked)
    return found


def a_desk_that_asked(how_many: int, *, level: Level = Level.EMERGING, at: datetime = NOW) -> PromisesDesk:
    """So many were asked, and all of them gave one level and wrote a word."""
    desk = a_desk()
    post(desk, f"{AUDIT}/invite", {"how_many": str(how_many)})
    replies = {each.id: Reply(level=level, words=f"Word of {each.id}") for each in STATEMENTS}
    for each in list(asked_of(desk).kept.values()):
        step = StepId(f"told-{each.id}")
        told = answer(each, Step(INVITED, at, step), replies, asked=STATEMENTS, passed_on=False)
        asked_of(desk).save(told)
    return desk


def test_slips_are_made_once_and_can_be_printed_again() -> None:
    """A double click makes no second sheet; the page says which codes there are, and not which were used."""
    desk = a_desk()

    sent = [post(desk, f"{AUDIT}/invite", {"how_many": "3"}) for _ in range(2)]
    pages = [call(an_app(desk), "GET", sent[0].location) for _ in range(2)]

    codes = re.findall(r"<strong class=\"tp-slip__letters\">([0-9A-Z-]{19})<", pages[0].body)
    assert len(set(codes)) == 3
    assert len(asked_of(desk).kept) == 3
    assert asked_of(desk).writes == 3
    assert pages[0].body == pages[1].body
    assert f"{SITE}/asked/fostering/2026?code={codes[0]}" in pages[0].body
    assert pages[0].body.count("data:image/svg+xml") == 3
    assert not any(code in repr(asked_of(desk).kept) for code in codes)


def test_opening_the_pages_changes_nothing() -> None:
    """A mail scanner may open them."""
    desk = a_desk()

    for page in ("invite", "heard"):
        assert get(desk, f"{AUDIT}/{page}").status == 200
        assert grade(sentences_of(get(desk, f"{AUDIT}/{page}").body)) <= 6.0
    assert get(desk, f"{AUDIT}/slips", sheet="made-up-sheet", slips="3").status == 404
    assert asked_of(desk).writes == 0


def test_what_cannot_be_made_is_said_beside_the_box() -> None:
    """None, too many at once, or too many in a year; and not by another team."""
    desk = a_desk()

    for number in ("", "0", "31", "many"):
        assert post(desk, f"{AUDIT}/invite", {"how_many": number}).status == 422
    for sheet in range(10):
        assert post(desk, f"{AUDIT}/invite", {"how_many": "30", "step": f"a-step-{sheet}"}).status == 303
    assert "There are enough invitations" in post(desk, f"{AUDIT}/invite", {"how_many": "1"}).words
    assert post(desk, f"{AUDIT}/invite", {"how_many": "1"}, "head").status == 403


def test_the_team_sees_what_they_say_beside_its_own() -> None:
    """From five on, in fives, the day after."""
    desk = a_desk_that_asked(7, at=NOW - timedelta(days=1))
    post(desk, f"{AUDIT}/culture", {"culture-1-level": "advanced", "culture-1-seen": "0"})

    overview, heard, piece = (get(desk, f"{AUDIT}{page}") for page in ("", "/heard", "/culture"))

    assert "You rate this higher than they do" in overview.words
    assert "Emerging about 5, established fewer than 5, advanced fewer than 5" in overview.words
    assert "Word of culture-1" in heard.words
    assert "Word of culture-1" in piece.words
    assert asked_of(desk).kept.keys().isdisjoint(heard.words.split())


def test_what_they_said_is_signed_with_the_audit_and_later_answers_are_told_apart() -> None:
    """The journal holds their levels, never their words; after it nobody is invited any more."""
    desk = a_desk_that_asked(5, at=NOW - timedelta(days=1))
    post(desk, f"{AUDIT}/invite", {"how_many": "1", "step": "a-further-sheet"})
    for each in STATEMENTS:
        form = {f"{each.id}-level": "advanced", f"{each.id}-seen": "0", "step": f"step-of-{each.id}"}
        post(desk, f"{AUDIT}/{each.piece}", form)
    page = get(desk, AUDIT, "manager")
    assert "5 or more answered for themselves" in page.words

    signed = post(desk, f"{AUDIT}/signed", {"version": page.hidden("version")}, "manager")
    late = next(each for each in asked_of(desk).kept.values() if each.state is AskedState.INVITED)
    words: Any = {STATEMENTS[0].id: Reply(level=Level.ADVANCED)}
    at = NOW + timedelta(days=1)
    asked_of(desk).save(answer(late, Step(INVITED, at, StepId("late")), words, asked=STATEMENTS, passed_on=False))

    store = desk.store
    assert isinstance(store, FakePromises)
    (audit,) = store.audits.values()
    assert signed.status == 303
    assert audit.journal[-1].facts["people:culture-1"] == "5/0/0"
    assert (audit.heard.people, audit.heard.tally(STATEMENTS[0].id).counts) == (5, (5, 0, 0))
    after = get(desk, AUDIT)
    assert "answered after the audit was signed" not in after.words, "one alone is not told of"
    assert "Ask children and young people" not in after.words
    assert post(desk, f"{AUDIT}/invite", {"how_many": "1", "step": "after-the-end"}).status == 303
    assert len(asked_of(desk).kept) == 6
