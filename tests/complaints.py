"""Complaints for tests, one step after another, by the council's rules."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import Any

from takepart.adapters.bank_holidays import england
from takepart.domain import journal as journals
from takepart.domain.aggregate import Step
from takepart.domain.ids import StaffId, StepId
from takepart.domain.voice import complaint as steps
from takepart.domain.voice import complaint_end, complaint_file
from takepart.domain.voice.complaint import Complaint
from takepart.domain.voice.complaint_parts import CameBy, Complainant, ComplaintId, Outcome
from takepart.domain.voice.rules import Track
from tests.policies import WIRRAL

HOLIDAYS = england()
DESK, MANAGER = StaffId("complaints-officer"), StaffId("service-manager")
INVESTIGATOR, ADJUDICATOR = StaffId("independent-investigator"), StaffId("adjudicating-officer")
PANEL, DIRECTOR = StaffId("review-panel"), StaffId("director")
assert WIRRAL.voice is not None
RULES = WIRRAL.voice
SOMEBODY = Complainant(name="A parent", email="parent@example.com")


def a_step(day: str, by: str = DESK, *, press: str = "") -> Step:
    """A press of one member of staff at noon."""
    at = datetime.combine(date.fromisoformat(day), datetime.min.time(), tzinfo=UTC).replace(hour=12)
    return Step(journals.staff(StaffId(by)), at, StepId(press or f"{by}-{day}"))


class OnFile:
    """One complaint, taken on step by step; every step is a press of its own."""

    def __init__(
        self,
        track: str = "childrens-services",
        *,
        day: str = "2026-11-02",
        id: str = "K7M4-9QXR",
        who: Complainant = SOMEBODY,
        words: str = "Nobody called me back.",
    ) -> None:
        self.one: Complaint = steps.send(
            a_step(day, press="send"),
            id=ComplaintId(id),
            track=RULES.track(track),
            complainant=who,
            words=words,
            happened=None,
            received=date.fromisoformat(day),
            came_by=CameBy.PHONE,
            holidays=HOLIDAYS,
        )

    @property
    def track(self) -> Track:
        """Its rules."""
        return RULES.track(self.one.track)

    def step(self, day: str, by: str) -> Step:
        """The next press."""
        return a_step(day, by, press=f"{by}-{day}-{self.one.version}")

    def do(self, change: Any, day: str, by: str = DESK, **typed: Any) -> OnFile:
        """Take a step that needs nothing of the track."""
        self.one = change(self.one, self.step(day, by), **typed)
        return self

    def by_track(self, change: Any, day: str, by: str = DESK, **typed: Any) -> OnFile:
        """Take a step that goes by its track."""
        return self.do(change, day, by, track=self.track, **typed)

    def given(self, to: StaffId, day: str) -> OnFile:
        """Given to somebody, and acknowledged if it was not."""
        self.by_track(steps.assign, day, to=to)
        if self.one.acknowledged_on is None:
            self.by_track(steps.acknowledge, day, holidays=HOLIDAYS)
        return self

    def named(self, seat: str, name: str, day: str, *, independent: bool = True) -> OnFile:
        """Somebody takes part."""
        typed: dict[str, Any] = {"seat": seat, "name": name, "independent": independent, "source": "letter"}
        return self.by_track(complaint_file.name_person, day, **typed)

    def reached(self, milestone: str, day: str, *, on: str = "") -> OnFile:
        """A milestone is reached."""
        typed: dict[str, Any] = {"milestone": milestone, "on": date.fromisoformat(on or day), "source": "minutes"}
        return self.by_track(complaint_file.reach, day, holidays=HOLIDAYS, **typed)

    def answered(
        self, day: str, by: StaffId = MANAGER, *, outcome: Outcome = Outcome.UPHELD, signer: StaffId | None = None
    ) -> OnFile:
        """Answered, or written for a signature."""
        return self.by_track(
            complaint_end.answer, day, by, words="We are sorry.", outcome=outcome, remedy="A call.", signer=signer
        )

    def next_stage(self, day: str) -> OnFile:
        """They do not agree."""
        typed: dict[str, Any] = {"words": "No.", "received": date.fromisoformat(day), "came_by": CameBy.LETTER}
        return self.by_track(steps.next_stage, day, holidays=HOLIDAYS, **typed)

    def at_stage_2(self) -> OnFile:
        """With the investigating officer."""
        return (
            self.given(MANAGER, "2026-11-03")
            .answered("2026-11-10")
            .next_stage("2026-11-16")
            .given(INVESTIGATOR, "2026-11-17")
        )

    def at_stage_3(self) -> OnFile:
        """With the panel."""
        self.at_stage_2().named("independent-person", "Independent One", "2026-11-18").reached("reports", "2026-12-08")
        self.given(ADJUDICATOR, "2026-12-09").answered("2026-12-10", ADJUDICATOR, outcome=Outcome.PARTLY_UPHELD)
        return self.next_stage("2026-12-14").given(PANEL, "2026-12-15")
