"""The bank's files: finance gets them, by a link or signed in, and nobody else does."""

from __future__ import annotations

from datetime import timedelta
from itertools import count
from urllib.parse import quote

import pytest

from takepart.domain.ids import BatchId, StaffId
from takepart.domain.links import Link, Purpose
from takepart.use_cases.money.letters import batch_link
from takepart.web.office.bank_files import BankFiles, routes
from takepart.web.static import Static
from tests.fakes import FakeSessions
from tests.policies import WIRRAL
from tests.unit.web.calls import SITE, Answer, call
from tests.unit.web.decisions.bench import LINKS, NOW
from tests.unit.web.decisions.test_batch_link import FINANCE, kept, with_batch

NAME = "2026-11-24-1"


class Files:
    """The pages of the bank's files over fakes, with a batch that is ready."""

    def __init__(self) -> None:
        _, self.world, self.link = with_batch()
        self.sessions, self.now, self.cookie, numbers = FakeSessions(), NOW, "", count(1)
        desk = BankFiles(
            policy=WIRRAL,
            now=lambda: self.now,
            new_id=lambda: f"{next(numbers):032x}",
            url=SITE,
            static=Static(),
            links=LINKS,
            sessions=self.sessions,
            batches=self.world.batches,
            files=self.world.files,
        )
        self.app = desk.app([routes.serve(desk)])

    def get(self, address: str) -> Answer:
        return call(self.app, "GET", address, cookie=self.cookie)

    def as_(self, staff: str) -> Files:
        """With somebody signed in."""
        self.sessions.start("secret", staff=StaffId(staff), until=NOW + timedelta(hours=9))
        self.cookie = "__Host-takepart-office=secret"
        return self


def file_of(files: Files) -> str:
    return files.world.files.link(BatchId(NAME), sha256=kept(files.world).sha256)


def test_finance_gets_the_file_by_the_letters_link_and_signed_in() -> None:
    """By a short-lived address each time, and never inside our pages."""
    files = Files()

    by_link = files.get(f"/decide/bank-file?{files.link}")
    by_staff = files.as_("finance-1").get(f"/office/bank-files/{NAME}")

    assert (by_link.status, by_link.location) == (303, file_of(files))
    assert (by_staff.status, by_staff.location) == (303, file_of(files))


@pytest.mark.parametrize(
    "token",
    [
        "",
        "forged.forged",
        LINKS.make(Link(purpose=Purpose.TRACK, about=NAME, turn=0, who="participant", expires=NOW + timedelta(days=9))),
    ],
)
def test_a_link_that_opens_nothing_leads_to_where_that_is_explained(token: str) -> None:
    """Which says why, and offers a fresh one where there is one to be had."""
    answer = Files().get(f"/decide/bank-file?t={quote(token)}")

    assert answer.status in {302, 303}
    assert answer.location.startswith("/decide/batch?t=")


def test_an_expired_link_gets_no_file() -> None:
    """However it was opened before."""
    files = Files()
    old = LINKS.make(batch_link(kept(files.world), FINANCE, now=NOW))
    files.now = NOW + timedelta(days=60)

    assert files.get(f"/decide/bank-file?t={quote(old)}").location.startswith("/decide/batch?t=")


@pytest.mark.parametrize("staff", ["recruitment-lead", "participation-worker"])
def test_the_file_is_for_finance_alone(staff: str) -> None:
    """And for nobody who is not signed in."""
    assert Files().as_(staff).get(f"/office/bank-files/{NAME}").status == 403
    assert Files().get(f"/office/bank-files/{NAME}").location == "/office/sign-in"


@pytest.mark.parametrize("name", ["2026-11-24-9", "x" * 400, "%00"])
def test_what_is_no_batch_has_no_file(name: str) -> None:
    """Said on a page."""
    answer = Files().as_("finance-1").get(f"/office/bank-files/{name}")

    assert answer.status == 404
    assert "There is no" in answer.words or "not found" in answer.words.lower()
