"""What the office's pages about promises need more than the office has."""

from __future__ import annotations

import re
from datetime import date
from typing import Any

from takepart.domain.aggregate import Step
from takepart.domain.assurance.rules import Assurance
from takepart.domain.assurance.years import year_name, year_of
from takepart.domain.journal import staff
from takepart.domain.policy import StaffMember
from takepart.use_cases.assurance.ports import EvidenceFiles, Promises, PromiseStore
from takepart.use_cases.office import Right
from takepart.web.forms.base import Rules
from takepart.web.office.reception import Reception
from takepart.web.problems import Problem
from takepart.web.requests import Request, Typed
from takepart.web.route import Answer, Call, Press


class PromisesOffice(Promises):
    """The promises in the office; ``files`` is where the files of evidence lie."""

    def __init__(self, *, rules: Assurance, store: PromiseStore, files: EvidenceFiles | None = None) -> None:
        super().__init__(rules, store)
        self.files = files


class PromisesSite:
    """The office, with the promises."""

    section = "promises"
    """Where its pages stand in the menu."""

    def __init__(self, office: Reception, promises: PromisesOffice) -> None:
        self.office, self.promises = office, promises

    @property
    def rules(self) -> Rules:
        """What answers are judged by."""
        return self.office.rules

    @property
    def today(self) -> date:
        """The day in the UK."""
        return self.office.today

    def who(self, request: Request, right: Right, /) -> StaffMember:
        """Who is signed in, if they may. Raises Elsewhere or Problem 403."""
        return self.office.allowed(request, right)

    def press(self, typed: Typed, what: str, /) -> Press:
        """Which press it was. Raises Problem for one that no page of ours made."""
        return self.office.press(typed, what)

    def html(self, call: Call[Any, Any], template: str, *, section: str = "", **values: object) -> Answer:
        """One of the office's pages, with what most of them need. ``step`` is the name of its next press."""
        usual = {
            "errors": call.errors,
            "sent": call.request.query.get("sent", ""),
            "step": self.office.new_id(),
            "today": self.today,
            "name_of": self.promises.name_of,
            "year_name": year_name,
        }
        return call.html(self.office.page(template, call.who, section=section or self.section, **(usual | values)))

    def step(self, call: Call[Any, Any]) -> Step:
        """The step that a press takes."""
        return Step(staff(call.who.id), self.office.now(), call.step)

    def year(self, request: Request) -> int:
        """The year that was chosen; this year when none was. Raises Problem 404."""
        typed = request.query.get("year", "") or str(year_of(self.today, self.promises.rules.year_starts))
        if not re.fullmatch(r"20[0-9]{2}", typed):
            raise Problem.not_found("There is no such year. Go back and choose another.")
        return int(typed)
