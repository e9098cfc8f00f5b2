"""Evidence, plans and audits by link; and what everyone may read. Opening changes nothing, and nothing is lost."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from takepart.domain.assurance.audit import AuditState
from takepart.domain.assurance.duty import EvidenceFile
from takepart.domain.assurance.rules import Cadence
from takepart.domain.links import Purpose
from takepart.web.assurance.desk import Door
from takepart.web.route import Route, declared
from tests.assurance_builders import a_commitment, a_team, an_assurance
from tests.fakes_assurance import FakeEvidenceFiles, FakePromises
from tests.reading_age import grade, sentences_of
from tests.unit.web.assurance_desk import NOW, a_desk, a_token, an_app
from tests.unit.web.calls import Answer, call

SLOT = "/assurance/promise/fostering/drop-ins/2026/2026-06-30"
AUDIT = "/assurance/audit/fostering/2026"
DAY = {"show-day-day": "10", "show-day-month": "6", "show-day-year": "2026"}
PHOTO = EvidenceFile(
    key="incoming/fostering/photo", name="evidence", content_type="image/png", size=2048, sha256="b" * 64
)


def get(desk: Any, path: str, token: str | None = None, **more: str) -> Answer:
    extra = "".join(f"&{name}={value}" for name, value in more.items())
    return call(an_app(desk), "GET", f"{path}?t={token or a_token()}{extra}")


def post(desk: Any, path: str, form: dict[str, str], token: str | None = None) -> Answer:
    return call(an_app(desk), "POST", f"{path}?t={token or a_token()}", form={"step": "a-step-of-a-page", **form})


def store_of(desk: Any) -> FakePromises:
    found: FakePromises = desk.store
    return found


@pytest.mark.parametrize("path", ["/assurance", SLOT, AUDIT, f"{AUDIT}/culture", "/our-promises"])
def test_opening_a_page_changes_nothing(path: str) -> None:
    """A mail scanner may open it a hundred times."""
    desk = a_desk()

    for method in ("GET", "HEAD"):
        answer = call(an_app(desk), method, f"{path}?t={a_token()}")
        assert answer.status == 200

    assert store_of(desk).writes == 0


@pytest.mark.parametrize(
    ("token", "status"),
    [
        ("forged", 404),
        (a_token(purpose=Purpose.WAITING), 404),
        (a_token("nobody-we-know"), 404),
        (a_token(expires=NOW - timedelta(days=1)), 410),
    ],
)
def test_a_link_that_does_not_work_says_so(token: str, status: int) -> None:
    """And keeps nothing that was sent through it."""
    desk = a_desk()

    assert get(desk, SLOT, token).status == status
    assert post(desk, f"{SLOT}/shown", DAY, token).status == status
    assert store_of(desk).writes == 0


def test_an_old_link_gets_its_owner_a_fresh_one_once_a_day() -> None:
    """By email only, to whose it was."""
    desk = a_desk()
    old = a_token(expires=NOW - timedelta(days=1))

    for _ in range(3):
        assert post(desk, "/assurance/fresh-link", {}, old).status == 200

    assert [(each.id, each.to) for each in store_of(desk).notices.values()] == [("link~2026-06-15~lead", "lead")]


def test_a_promise_is_kept_by_a_day_and_a_note() -> None:
    """A double click keeps it once."""
    desk = a_desk()

    first = post(desk, f"{SLOT}/shown", {**DAY, "show-note": "Twelve came."})
    again = post(desk, f"{SLOT}/shown", {**DAY, "show-note": "Twelve came."})

    assert (first.status, again.status) == (303, 303)
    assert store_of(desk).writes == 1
    assert "kept on Wednesday 10 June 2026" in get(desk, SLOT).words
    assert "Last kept on 10 June 2026" in call(an_app(desk), "GET", "/our-promises").words


def test_a_promise_is_kept_by_a_file_alone() -> None:
    """The file was looked at when the browser came back with it."""
    file = f"{7:032x}"
    desk = a_desk(files=FakeEvidenceFiles({f"incoming/fostering/{file}": PHOTO}))

    assert "Your file is here" in get(desk, SLOT, file=file).words
    assert post(desk, f"{SLOT}/shown", {**DAY, "file": file}).status == 303
    kept = next(iter(store_of(desk).duties.values())).evidence[0].file
    assert kept == replace(PHOTO, key="evidence/fostering/photo")
    opened = get(desk, f"{SLOT}/file")
    assert (opened.status, opened.location) == (303, f"https://files.example/{kept.key}?signed=yes")
    assert get(desk, f"{SLOT}/file", a_token("helper")).status == 303
    assert get(desk, f"{SLOT}/file", a_token("head")).status == 403
    assert get(desk, SLOT.replace("06-30", "09-30") + "/file").status == 404


@pytest.mark.parametrize("words", ["The file is empty.", "The file is larger than 10 MB.", "We cannot take this kind"])
def test_a_file_that_cannot_be_used_is_refused_in_words(words: str) -> None:
    """0 bytes, 50 MB, a wrong type."""
    file = f"{7:032x}"
    desk = a_desk(files=FakeEvidenceFiles({f"incoming/fostering/{file}": words}))

    opened = get(desk, SLOT, file=file)
    sent = post(desk, f"{SLOT}/shown", {**DAY, "file": file, "show-note": "Typed words stay."})

    assert opened.status == 422
    assert words in opened.words
    assert sent.status == 422
    assert "Typed words stay." in sent.body
    assert store_of(desk).writes == 0


@pytest.mark.parametrize(
    ("form", "words"),
    [
        ({}, "Enter the day"),
        (DAY, "Write a few words"),
        ({**DAY, "show-day-month": "7", "show-note": "x"}, "has not come yet"),
        ({**DAY, "show-day-year": "2025", "show-note": "x"}, "before this promise could be kept"),
        ({**DAY, "show-day-day": "31", "show-note": "x"}, "real date"),
    ],
)
def test_what_does_not_show_it_is_refused_in_words(form: dict[str, str], words: str) -> None:
    """Beside the box, and with what was typed."""
    desk = a_desk()

    answer = post(desk, f"{SLOT}/shown", form)

    assert answer.status == 422
    assert words in answer.words
    assert 'href="#show-' in answer.body
    assert store_of(desk).writes == 0


def test_what_was_kept_meanwhile_is_shown_to_whoever_comes_second() -> None:
    """Nobody is led to a box that is not there any more."""
    desk = a_desk()
    post(desk, f"{SLOT}/shown", {**DAY, "show-note": "Twelve came."})

    late = post(
        desk, f"{SLOT}/shown", {**DAY, "show-note": "Ten came.", "step": "a-step-of-another"}, a_token("helper")
    )

    assert late.status == 422
    assert "already shown" in late.words
    assert "Twelve came." in late.words
    assert 'href="#show-' not in late.body


def test_what_starts_in_the_past_is_refused_at_the_day() -> None:
    """With the name that was typed."""
    each_time = a_commitment("new-post", cadence=Cadence.EACH_TIME)
    desk = a_desk(assurance=an_assurance(a_team(), commitments=(each_time,)))
    sent = {"name": "A new social worker", "day-day": "1", "day-month": "6", "day-year": "2026"}

    answer = post(desk, "/assurance/start/fostering/new-post", sent)

    assert answer.status == 422
    assert 'href="#day-day"' in answer.body
    assert "A new social worker" in answer.body
    assert store_of(desk).writes == 0


def test_someone_of_another_team_cannot_settle_it() -> None:
    """A link opens what its holder looks after."""
    desk = a_desk()

    assert get(desk, SLOT, a_token("head")).status == 403
    assert post(desk, f"{SLOT}/shown", {**DAY, "show-note": "x"}, a_token("head")).status == 403


def answers(piece: str, level: str = "established", **more: str) -> dict[str, str]:
    return {f"{piece}-1-level": level, f"{piece}-1-seen": "0", **{f"{piece}-1-{k}": v for k, v in more.items()}}


def test_two_people_answer_at_once_and_nothing_is_lost() -> None:
    """Each their own piece, then both the same statement."""
    desk = a_desk()
    helper = a_token("helper")

    assert post(desk, f"{AUDIT}/culture", {**answers("culture"), "step": "step-of-lead"}).status == 303
    assert post(desk, f"{AUDIT}/practice", {**answers("practice"), "step": "step-of-help"}, helper).status == 303
    clash = post(
        desk, f"{AUDIT}/culture", {**answers("culture", "advanced", evidence="Mine"), "step": "step-of-both"}, helper
    )

    assert clash.status == 409
    assert "answered this at the same time" in clash.words
    assert "Mine" in clash.body
    audit = next(iter(store_of(desk).audits.values()))
    assert {id: str(each.answer.level) for id, each in audit.answers.items()} == {
        "culture-1": "established",
        "practice-1": "established",
    }
    merged = {**answers("culture", "advanced", evidence="Mine"), "culture-1-seen": clash.hidden("culture-1-seen")}
    assert post(desk, f"{AUDIT}/culture", {**merged, "step": "step-of-merge"}, helper).status == 303


def test_an_action_without_a_day_is_refused_at_its_box_and_keeps_every_word() -> None:
    """A page of many forms is one form: the link leads to the box of its statement."""
    desk = a_desk()

    answer = post(desk, f"{AUDIT}/culture", answers("culture", evidence="All typed.", what="Ask more"))

    assert answer.status == 422
    assert 'href="#culture-1-what"' in answer.body
    assert "All typed." in answer.body
    assert store_of(desk).writes == 0


LINKED = [each for each in declared() if each.part == "assurance" and each.right is not Door.OPEN]


@pytest.mark.parametrize("route", LINKED, ids=lambda each: f"{each.method} {each.path}")
def test_every_page_that_is_not_for_everyone_needs_a_link(route: Route) -> None:
    """Whatever is declared next to them; a post says that nothing was saved."""
    desk = a_desk()
    path = re.sub(r"<\w+>", "x", route.path)

    answer = get(desk, path, "forged") if route.method == "GET" else post(desk, path, {}, "forged")

    assert answer.status == 404
    assert "This link does not work" in answer.words
    assert ("Nothing was saved just now" in answer.words) == (route.method == "POST")


def an_answered_desk() -> Any:
    desk = a_desk()
    for piece in ("culture", "practice", "structure", "review"):
        action = {"what": "Ask more", "owner": "lead", "by": "2026-12-01"} if piece == "review" else {}
        post(desk, f"{AUDIT}/{piece}", {**answers(piece, **action), "step": f"step-of-{piece}"})
    return desk


def test_an_audit_goes_from_start_to_signature() -> None:
    """The manager is told, signs by link, and the promise is kept; after it everything is refused with a reason."""
    desk = an_answered_desk()
    manager = a_token("manager")

    assert post(desk, f"{AUDIT}/ready", {}).status == 303
    page = get(desk, AUDIT, manager)
    signed = post(desk, f"{AUDIT}/signed", {"version": page.hidden("version"), "step": "step-of-sign"}, manager)
    again = post(desk, f"{AUDIT}/signed", {"version": page.hidden("version"), "step": "step-of-sign"}, manager)
    late = post(desk, f"{AUDIT}/culture", {**answers("culture", "emerging"), "step": "step-of-late"})

    store = store_of(desk)
    assert [each.kind.value for each in store.notices.values()] == ["audit-ready"]
    assert (signed.status, again.status) == (303, 303)
    assert store.audits[next(iter(store.audits))].state is AuditState.SIGNED_OFF
    assert [each.record for duty in store.duties.values() for each in duty.evidence] == ["audit 2026"]
    assert late.status == 409
    assert "Nobody can change it any more" in late.words


def test_only_the_manager_signs_and_only_what_they_were_shown() -> None:
    """And only once every statement has a level."""
    desk = an_answered_desk()
    manager = a_token("manager")

    assert post(desk, f"{AUDIT}/signed", {"version": "4"}).status == 409
    old = post(desk, f"{AUDIT}/signed", {"version": "3"}, manager)
    assert old.status == 409
    assert "It has changed since you opened the page" in old.words
    assert old.hidden("version") == "4"
    empty = a_desk()
    assert "no level yet" in post(empty, f"{AUDIT}/signed", {"version": "0"}, manager).words
    assert store_of(empty).writes == 0


def test_an_action_is_done_by_link() -> None:
    """Then it is on nobody's list any more."""
    desk = an_answered_desk()
    version = get(desk, AUDIT, a_token("manager")).hidden("version")
    post(desk, f"{AUDIT}/signed", {"version": version, "step": "step-of-sign"}, a_token("manager"))

    assert "Ask more" in get(desk, "/assurance").words
    assert post(desk, f"{AUDIT}/done/review-1", {"note": "We ask each month."}).status == 303
    assert "Ask more" not in get(desk, "/assurance").words


@pytest.mark.parametrize("path", ["/our-promises", "/assurance", SLOT, AUDIT, f"{AUDIT}/culture"])
def test_the_pages_are_easy_to_read(path: str) -> None:
    """community-care: plain English."""
    assert grade(sentences_of(get(a_desk(), path).body)) <= 6.0
