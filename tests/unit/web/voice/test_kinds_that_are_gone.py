"""A complaint whose kind, stage or milestone the policy has no more: nothing breaks, and it keeps what was promised."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date

import pytest

from takepart.domain.links import Link, Purpose
from takepart.domain.policy import Policy
from takepart.domain.voice.complaint_clock import track_of
from takepart.domain.voice.rules import Track
from takepart.use_cases.ports import Event, EventKind
from takepart.use_cases.voice.erase_old import ErasingOld
from takepart.use_cases.voice.jobs import VoiceJobs
from takepart.use_cases.voice.letters_due import LettersDue
from tests.complaints import DESK, INVESTIGATOR, MANAGER, RULES, OnFile
from tests.declared import routes
from tests.fakes import FakeLinks
from tests.policies import WIRRAL
from tests.unit.web.voice.test_complaint_stage_pages import Desk

CHILDREN = RULES.track("childrens-services")
PAGES = sorted({each.path for each in routes() if each.method == "GET" and "/voice/complaints" in each.path})


def without(change: Callable[[Track], Track | None]) -> Policy:
    """The policy as somebody changed it while complaints were open."""
    tracks = [change(each) if each.id == CHILDREN.id else each for each in RULES.tracks]
    return replace(WIRRAL, voice=replace(RULES, tracks=tuple(filter(None, tracks))))


GONE = {
    "kind": without(lambda track: None),
    "stages": without(lambda track: replace(track, stages=track.stages[:1])),
    "milestones": without(
        lambda track: replace(track, stages=tuple(replace(each, milestones=()) for each in track.stages))
    ),
    "subjects": without(lambda track: replace(track, subjects=())),
}
CASES: dict[str, Callable[[], OnFile]] = {
    "new": OnFile,
    "at work": lambda: OnFile().given(MANAGER, "2026-11-03"),
    "stage 2": lambda: OnFile().at_stage_2(),
    "stage 3": lambda: OnFile().at_stage_3(),
    "answered": lambda: OnFile().given(MANAGER, "2026-11-03").answered("2026-11-10"),
}


@pytest.mark.parametrize("case", CASES)
@pytest.mark.parametrize("gone", GONE)
def test_no_page_no_letter_and_no_job_breaks(gone: str, case: str) -> None:
    """Every page of complaints that is declared, as the desk; the complainant's own; each letter of its whole life."""
    policy = GONE[gone]
    desk = Desk(CASES[case]())
    object.__setattr__(desk.site, "policy", policy)
    link = Link(purpose=Purpose.COMPLAINT, about=desk.id, turn=0, who="person", expires=desk.now.replace(year=2028))
    stores = desk.site.stores

    for page in PAGES:
        answer = desk.office(DESK).get(page.replace("<reference>", desk.id).replace("<number>", "0"))
        assert (answer.status < 500 and answer.status != 404) or "<number>" in page or "paper" in page, page
    public = desk.public(f"/complaints/{desk.id}?t={FakeLinks().make(link)}")
    assert public.status == 200
    for entry in desk.one.journal:
        due = LettersDue(stores=stores, policy=policy, now=entry.at)
        due.of(Event(kind=EventKind.COMPLAINT, about=desk.id, seq=entry.seq, action=entry.action))
    jobs = VoiceJobs(stores=stores, policy=policy, now=desk.now)
    jobs.hand_on()
    jobs.tell_overdue()
    ErasingOld(stores=stores, policy=policy, now=desk.now).run()


@pytest.mark.parametrize("case", ["new", "stage 2"])
def test_its_dates_stay_and_the_desk_takes_it_to_its_end(case: str) -> None:
    """Given to one of those who answer for all complaints, acknowledged, and answered; the law's own dates stay."""
    policy = GONE["kind"]
    one = CASES[case]().one
    desk = Desk(CASES[case](), day="2026-11-18")
    object.__setattr__(desk.site, "policy", policy)

    assert desk.post("/assign", {"handler": DESK}).status == 303
    if desk.one.acknowledged_on is None:
        assert desk.post("/acknowledge", {}).status == 303
    assert (desk.one.due, desk.one.most, desk.one.started_on) == (one.due, one.most, one.started_on)
    assert policy.voice is not None
    assert track_of(desk.one, policy.voice, policy.organisation).name == "Childrens services"


def test_a_gone_kind_is_in_the_yearly_report() -> None:
    """As long as there are complaints of it."""
    desk = Desk(CASES["stage 3"]())
    object.__setattr__(desk.site, "policy", GONE["kind"])

    page = desk.office(DESK).get("/office/voice/complaints/report")

    assert "Childrens services" in page.words
    assert "Stage 3" in page.words


def test_a_kind_that_is_closed_takes_no_new_complaints_and_keeps_the_others() -> None:
    """It is offered nowhere; those that are open go on by its own rules."""
    policy = without(lambda track: replace(track, closed=True))
    desk = Desk(CASES["stage 2"]())
    object.__setattr__(desk.site, "policy", policy)
    assert policy.voice is not None

    assert f'value="{CHILDREN.id}"' not in desk.public("/complaints/new").body
    assert f'value="{CHILDREN.id}"' not in desk.get("/other").body
    assert track_of(desk.one, policy.voice, policy.organisation).stages == CHILDREN.stages
    assert desk.one.handler == INVESTIGATOR and desk.one.due > date(2026, 11, 18)
