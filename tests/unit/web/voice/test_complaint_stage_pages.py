"""The office's pages of a complaint beyond its first answer: its stages, a signature, another way, what is learnt."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

import pytest

from takepart.domain.links import Link, Purpose
from takepart.domain.voice import complaint
from takepart.domain.voice.complaint import Complaint
from takepart.domain.voice.complaint_parts import ComplaintState, Outcome, WhyNot
from takepart.domain.voice.complaint_report import answers_of
from tests.complaints import ADJUDICATOR, DESK, DIRECTOR, INVESTIGATOR, MANAGER, SOMEBODY, OnFile
from tests.fakes import FakeLinks
from tests.pictures import a_png
from tests.unit.web.office.signed_in import Pages
from tests.unit.web.voice.offices import office_of
from tests.unit.web.voice.sites import VoiceBrowser
from tests.voices import FakeComplaints


class Desk:
    """One complaint, and the office as different members of staff see it."""

    def __init__(self, case: OnFile, *others: Complaint, day: str = "2026-12-18") -> None:
        self.store = FakeComplaints(case.one, *others)
        self.id = case.one.id
        browser = VoiceBrowser()
        self.site, self.public = browser.site, browser.get
        object.__setattr__(self.site.stores, "complaints", self.store)
        self.now = datetime.fromisoformat(f"{day}T12:00:00").replace(tzinfo=UTC)
        self.presses = 0

    @property
    def one(self) -> Complaint:
        return self.store.kept[self.id]

    def office(self, who: str = DESK) -> Pages:
        return office_of(self.site, who, now=lambda: self.now)

    def get(self, page: str = "", *, who: str = DESK) -> Any:
        return self.office(who).get(f"/office/voice/complaints/{self.id}{page}")

    def post(self, button: str, form: dict[str, str], *, who: str = DESK) -> Any:
        self.presses += 1
        step = {"step": f"{self.presses:016x}-{self.one.version}"}
        return self.office(who).post(f"/office/voice/complaints/{self.id}{button}", form | step)


def test_the_panel_is_entered_and_what_it_did() -> None:
    """Three people and two days with their sources, each on the page from then on; then the director answers."""
    desk = Desk(OnFile().at_stage_3(), day="2027-02-01")
    assert "enter who is the member of the panel" in desk.get().words.lower()
    for name in ("Member One", "Member Two", "Member Three"):
        typed = {"seat": "panel-member", "person": name, "independent": "yes", "agreed": "Letter of 16 December"}
        assert desk.post("/stage/person", typed).status == 303
    for milestone, on in (("meeting", "2027-01-20"), ("report", "2027-01-28")):
        typed = {"milestone": milestone, "on": on, "source": "The minutes"}
        assert desk.post("/stage/milestone", typed).status == 303

    page = desk.get("/stage").words
    assert ", member of the panel. Independent of us. How we know: Letter of 16 December." in page
    assert ": Thursday 28 January 2027, due by Wednesday 27 January 2027 (late)" in page
    assert desk.post("/assign", {"handler": DIRECTOR}).status == 303
    answer = {"outcome": "upheld", "words": "We accept all of it.", "remedy": "A new worker."}
    assert desk.post("/answer", answer, who=DIRECTOR).status == 303

    assert desk.one.outcome is Outcome.UPHELD
    page = desk.get().words
    assert "Upheld" in page
    assert "A new worker." in page
    assert "Done: The panel’s meeting, Wednesday 20 January 2027 by Complaints officer" in page


@pytest.mark.parametrize(
    ("button", "typed", "box"),
    [
        ("person", {"seat": "panel-member", "person": "Ours", "independent": "no", "agreed": "x"}, "independent"),
        ("person", {"seat": "panel-member", "person": "", "independent": "yes", "agreed": "Letter"}, "person"),
        ("milestone", {"milestone": "report", "on": "2026-12-16", "source": "Minutes"}, "milestone"),
        ("milestone", {"milestone": "meeting", "on": "", "source": "Minutes"}, "on-day"),
        ("left", {"left": ""}, "left"),
    ],
)
def test_what_cannot_be_is_refused_beside_its_box(button: str, typed: dict[str, str], box: str) -> None:
    """With nothing lost."""
    desk = Desk(OnFile().at_stage_3())
    before = desk.one

    answer = desk.post(f"/stage/{button}", typed)

    assert answer.status == 422
    assert f'href="#{box}"' in answer.body
    assert all(typed[name] in answer.body for name in ("person", "source") if name in typed)
    assert desk.one == before


def test_the_answer_is_not_offered_before_it_is_time() -> None:
    """The investigating officer sees what is still to do; the adjudicating officer sees the box."""
    desk = Desk(OnFile().at_stage_2(), day="2026-12-09")
    assert "Your answer" not in desk.get(who=INVESTIGATOR).words
    refused = desk.post("/answer", {"outcome": "upheld", "words": "Ours."}, who=INVESTIGATOR)
    assert refused.status == 409
    assert "First enter who takes part" in refused.body
    assert "Ours." in refused.body

    case = OnFile().at_stage_2().named("independent-person", "Independent One", "2026-11-18")
    desk = Desk(case.reached("reports", "2026-12-08"), day="2026-12-09")
    assert "Your answer" not in desk.get(who=INVESTIGATOR).words
    assert (
        "Somebody else answers this" in desk.post("/answer", {"outcome": "upheld", "words": "x"}, who=INVESTIGATOR).body
    )
    assert desk.post("/assign", {"handler": ADJUDICATOR}).status == 303
    assert "Your answer" in desk.get(who=ADJUDICATOR).words


def corporate_stage_2() -> OnFile:
    case = OnFile("corporate").given(MANAGER, "2026-11-03").answered("2026-11-10").next_stage("2026-11-16")
    return case.given(DESK, "2026-11-17")


def test_a_second_person_signs_before_the_answer_is_sent() -> None:
    """They cannot be whoever wrote it; the person who complained sees nothing of it before."""
    desk, signer = Desk(corporate_stage_2(), day="2026-11-20"), "participation-manager"
    typed = {"outcome": "not-upheld", "words": "We looked again.", "signer": DESK}
    refused = desk.post("/answer", typed)
    assert refused.status == 422
    assert 'href="#signer"' in refused.body
    assert "We looked again." in refused.body

    assert desk.post("/answer", typed | {"signer": signer}).status == 303
    assert (desk.one.state.value, desk.one.holder) == ("to-sign", signer)
    assert "Sign it and send it" not in desk.get().body
    assert desk.post("/sign", {}).status == 409
    assert desk.post("/send-back", {"why_back": "Say sorry."}, who=signer).status == 303
    page = desk.get()
    assert "Say sorry." in page.words
    assert "We looked again." in page.body  # in the box, for whoever writes it
    assert desk.post("/answer", typed | {"signer": signer, "words": "Sorry. We looked again."}).status == 303
    assert "Sorry. We looked again." in desk.get(who=signer).words
    assert desk.post("/sign", {}, who=signer).status == 303

    assert desk.one.state is ComplaintState.ANSWERED
    assert desk.one.texts[-1].words == "Sorry. We looked again."
    assert desk.one.draft is None


def test_a_refusal_says_why_and_where_to_go() -> None:
    """With the reason of the list, our own words, and the ombudsman on the letter."""
    desk = Desk(OnFile(), day="2026-11-04")
    assert 'href="#why_not"' in desk.post("/other/refuse", {"refused": "Too late."}).body
    assert desk.post("/other/refuse", {"why_not": "out-of-time", "refused": "It was in 2019."}).status == 303

    assert desk.one.why_not is WhyNot.OUT_OF_TIME
    letter = desk.get("/letter").words
    assert "It came too long after it happened." in letter
    assert "It was in 2019." in letter
    assert "Local Government and Social Care Ombudsman" in letter
    assert "PO Box 4771, Coventry CV4 0EH" in letter
    assert "0300 061 0614" in letter
    assert "Refused: it came too long after it happened by Complaints officer" in desk.get().words


def test_what_was_refused_or_taken_back_is_opened_again_with_all_its_days() -> None:
    """By the desk alone, with a reason that they read; the report counts its days from then."""
    case = OnFile().given(MANAGER, "2026-11-03").do(complaint.withdraw, "2026-11-04")
    desk = Desk(case, day="2026-11-18")
    assert "If they only do not agree" not in desk.get("/other").words
    assert desk.post("/other/reopen", {"again": "You pressed it by mistake."}, who=MANAGER).status == 403
    assert 'href="#again"' in desk.post("/other/reopen", {"again": ""}).body
    assert desk.post("/other/reopen", {"again": "You pressed it by mistake."}).status == 303

    one = desk.one
    assert (one.state, one.outcome, one.handler) == (ComplaintState.RECEIVED, None, None)
    assert (str(one.started_on), str(one.due)) == ("2026-11-18", "2026-12-02")
    assert one.texts[-1].words == "You pressed it by mistake."
    again = OnFile()
    again.one = one
    again.given(MANAGER, "2026-11-19").answered("2026-11-20")
    assert [each.days for each in answers_of(again.one)] == [2]


def test_another_kind_starts_again_from_the_day_on_which_it_came() -> None:
    """The clock is explained in the letter to print, as in the email."""
    desk = Desk(OnFile("corporate").given(MANAGER, "2026-11-03"), day="2026-11-04")
    assert "Its days count from Monday 2 November 2026" in desk.get("/other").words
    same = desk.post("/other/kind", {"kind": "corporate", "changed": "x"})
    assert same.status == 422
    assert 'href="#kind"' in same.body
    assert desk.post("/other/kind", {"kind": "childrens-services", "changed": "It is about your care."}).status == 303

    one = desk.one
    assert (one.track, one.state, one.handler, one.handled) == ("childrens-services", ComplaintState.RECEIVED, None, ())
    assert str(one.due) == "2026-11-16"
    assert "Now of another kind: “Children’s social care”" in desk.get().words


def test_two_of_one_person_go_on_as_one_with_the_earlier_dates() -> None:
    other = OnFile(id="BBBB-CCCC", day="2026-11-04", words="And nobody wrote.").one
    desk = Desk(OnFile(), other, day="2026-11-05")
    wrong = desk.post("/other/merge", {"into": "DDDD-FFFF"})
    assert wrong.status == 422
    assert "DDDD-FFFF" in wrong.body

    assert desk.post("/other/merge", {"into": "bbbb cccc"}).status == 303

    kept = desk.store.kept[other.id]
    assert (desk.one.state, desk.one.part_of) == (ComplaintState.MERGED, other.id)
    assert [each.words for each in kept.texts] == ["And nobody wrote.", "Nobody called me back."]
    assert str(kept.due) == "2026-11-16"
    assert f"Put together with {other.id}" in desk.get().words


def test_complaints_of_two_people_stay_two() -> None:
    """Nobody reads what somebody else complained of."""
    other = OnFile(id="BBBB-CCCC", who=replace(SOMEBODY, name="Another parent")).one
    desk = Desk(OnFile(), other, day="2026-11-05")

    answer = desk.post("/other/merge", {"into": other.id})

    assert answer.status == 422
    assert "These are from two people" in answer.body
    assert desk.one.is_open


def test_what_is_learnt_has_an_owner_who_sees_that_and_no_more() -> None:
    """From the plan to "You said, we did"; the owner never opens the complaint."""
    desk = Desk(OnFile().given(MANAGER, "2026-11-03").answered("2026-11-10"), day="2026-11-12")
    owner = "participation-worker"
    past = {"what": "We call back in two days.", "owner": owner, "by": "2026-11-11"}
    assert 'href="#by-day"' in desk.post("/learning/add", past).body
    assert 'href="#owner"' in desk.post("/learning/add", past | {"by": "2026-12-01", "owner": "accounts"}).body
    assert desk.post("/learning/add", past | {"by": "2026-12-01"}).status == 303

    assert "We call back in two days." in desk.office(owner).get("/office/voice/complaints/learning").words
    assert desk.get(who=owner).status in (403, 404)
    page = desk.get("/learning/0", who=owner)
    assert "We call back in two days." in page.words
    assert "Nobody called me back." not in page.body
    assert desk.get("/learning/0", who="service-manager").status in (403, 404)
    assert desk.get("/learning/1", who=owner).status in (403, 404)
    assert desk.post("/learning/0/done", {"did": "A new phone list."}, who=owner).status == 303

    assert desk.one.learning_by is None
    done = desk.get("/learning/0", who=owner)
    assert "A new phone list." in done.words
    assert "source=complaint" in done.body
    assert "A new phone list." not in desk.office(owner).get("/office/voice/complaints/learning").words


def test_notes_are_for_colleagues_alone() -> None:
    desk = Desk(OnFile(), day="2026-11-04")

    assert desk.post("/note", {"note": "Call after four."}).status == 303

    assert "Call after four." in desk.get().words
    assert "Call after four." not in desk.get("/letter").words


@pytest.mark.parametrize("who", [MANAGER, "participation-manager", "director"])
def test_whoever_does_not_have_it_takes_no_step(who: str) -> None:
    """Managers who were told read it; they and everybody else leave its steps to those who have it."""
    case = OnFile()
    case.one = replace(case.one, climbed=2)
    desk = Desk(case, day="2026-11-20")
    reads = who in ("participation-manager", "director")

    assert (desk.get(who=who).status == 200) is reads
    for button, typed in (("/acknowledge", {}), ("/withdraw", {}), ("/extend", {"to": "2026-11-30", "why": "x"})):
        assert desk.post(button, typed, who=who).status in (403, 404, 422)
    assert desk.get("/other", who=who).status in (403, 404)
    assert desk.one == case.one


@pytest.mark.parametrize("page", ["", "/stage", "/other", "/learning", "/papers", "/letter"])
def test_every_page_opens_in_every_state(page: str) -> None:
    """Whatever became of it."""
    answered = OnFile().given(MANAGER, "2026-11-03").answered("2026-11-10")
    for case in (
        OnFile(),
        OnFile().given(MANAGER, "2026-11-03"),
        OnFile().at_stage_2(),
        OnFile().at_stage_3(),
        answered,
    ):
        assert Desk(case).get(page).status == 200


def test_what_is_agreed_with_them_and_what_it_is_about_stand_on_the_page() -> None:
    """And a day that cannot be is refused beside its box."""
    desk = Desk(OnFile("health"), day="2026-11-05")
    beyond = desk.post("/agree", {"agreed": "2028-01-01", "plan": "We talk to the ward."})
    assert beyond.status == 422
    assert 'href="#agreed-day"' in beyond.body
    assert "We talk to the ward." in beyond.body
    assert desk.post("/agree", {"agreed": "2026-11-20", "plan": "We talk to the ward."}).status == 303
    assert desk.post("/sort", {"subject": "Rubbish"}).status == 422
    assert desk.post("/sort", {"subject": "Waiting"}).status == 303

    page = desk.get().words
    assert "Agreed with them to answer by Friday 20 November 2026 by Complaints officer" in page
    assert "What it is about: Waiting" in page


def test_their_own_page_says_what_comes_next_and_who_has_it() -> None:
    """The panel's meeting, not an answer; and nobody has what was refused."""
    for case, day, said in (
        (OnFile().at_stage_3(), "2026-12-16", "The panel’s meeting"),
        (OnFile().given(MANAGER, "2026-11-03"), "2026-11-04", "You get our answer"),
        (OnFile().do(complaint.withdraw, "2026-11-03"), "2026-11-04", "Nobody any more"),
    ):
        browser = VoiceBrowser()
        browser.site.stores.complaints.kept[case.one.id] = case.one  # type: ignore[attr-defined]
        expires = datetime.fromisoformat(f"{day}T12:00:00").replace(tzinfo=UTC, year=2099)
        link = Link(purpose=Purpose.COMPLAINT, about=case.one.id, turn=0, who="person", expires=expires)
        assert said in browser.get(f"/complaints/{case.one.id}?t={FakeLinks().make(link)}").words


def test_an_answer_starts_from_a_letter_of_the_policy() -> None:
    """Filled in; what somebody is called is no gap; one that is not there leaves the box empty."""
    desk = Desk(OnFile(who=replace(SOMEBODY, name="{reference}")).given(MANAGER, "2026-11-03"), day="2026-11-04")

    assert "?letter=we-are-sorry#words" in desk.get(who=MANAGER).body
    page = desk.get("?letter=we-are-sorry", who=MANAGER).body
    assert "Dear {reference}," in page
    assert "Thank you for telling us on Monday 2 November 2026." in page
    assert "Dear" not in desk.get("?letter=nothing", who=MANAGER).body


FILE = "0123456789abcdef0123456789abcdef"


def test_a_paper_is_looked_at_kept_without_what_it_hides_and_removed_again() -> None:
    """Sent to the store, looked at when its page comes back, then named and kept; the same file twice is one."""
    desk = Desk(OnFile(), day="2026-11-04")
    files: Any = desk.site.stores.photos
    assert 'action="https://files.example/"' in desk.get("/papers").body
    files.sent[desk.id, FILE] = b"not a picture"
    assert "This file is not a photo or a PDF" in desk.get(f"/papers?file={FILE}").words
    assert desk.post("/papers/add", {"file": FILE, "about": "Their letter"}).status == 422
    assert desk.get("/papers?file=../x").status == 400

    files.sent[desk.id, FILE] = a_png(hidden=True)
    assert "What is it?" in desk.get(f"/papers?file={FILE}").words
    assert desk.post("/papers/add", {"file": FILE, "about": "Their letter"}).status == 303

    (paper,) = desk.one.files
    assert files.papers[paper.key].content == a_png(hidden=False)
    assert desk.get("/papers/0").headers["Location"].startswith(f"https://files.example/papers/{desk.id}/")
    assert desk.get("/papers/1").status == desk.get("/papers/x").status == 404
    assert desk.get("/papers/0", who=MANAGER).status in (403, 404)
    assert "Their letter" in desk.get("/papers").words
    assert "This file is here already" in desk.post("/papers/add", {"file": FILE, "about": "Again"}).words
    assert desk.post("/papers/remove", {"paper": paper.key}).status == 303
    assert (desk.one.files, files.papers) == ((), {})
