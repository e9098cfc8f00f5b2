"""What the office's pages about promises need more than the office has."""

from __future__ import annotations

import re
from typing import Any

from takepart.domain.assurance.rules import Assurance
from takepart.domain.assurance.years import year_name, year_of
from takepart.use_cases.assurance.ports import EvidenceFiles, Promises, PromiseStore
from takepart.web.office.reception import Reception
from takepart.web.problems import Problem
from takepart.web.requests import Request
from takepart.web.route import Answer, Call


class PromisesOffice(Promises):
    """The promises in the office; ``files`` is where the files of evidence lie."""

    def __init__(self, *, rules: Assurance, store: PromiseStore, files: EvidenceFiles | None = None) -> None:
        super().__init__(rules, store)
        self.files = files


class PromisesSite(Reception):
    """The office, with the promises."""

    section = "promises"
    """Where its pages stand in the menu."""

    def __init__(self, promises: PromisesOffice, **reception: Any) -> None:
        super().__init__(**reception)
        self.promises = promises

    def html(self, call: Call[Any, Any], template: str, /, **values: object) -> Answer:
        """One of the office's pages, with what most of them need."""
        sent, name_of = call.request.query.get("sent", ""), self.promises.name_of
        return super().html(call, template, **{"sent": sent, "name_of": name_of, "year_name": year_name, **values})

    def year(self, request: Request) -> int:
        """The year that was chosen; this year when none was. Raises Problem 404."""
        typed = request.query.get("year", "") or str(year_of(self.today, self.promises.rules.year_starts))
        if not re.fullmatch(r"20[0-9]{2}", typed):
            raise Problem.not_found("There is no such year. Go back and choose another.")
        return int(typed)
