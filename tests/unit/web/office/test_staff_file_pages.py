"""The page of a list of staff: check it, then do it."""

from __future__ import annotations

import re
from html import unescape

from tests.unit.web.office.bench import Bench
from tests.unit.web.office.test_staff_pages import step_in

LIST = "Name,Email,Roles\nSession worker,sessions@example.org,worker\nLost soul,nothing,worker"


def test_a_list_is_checked_and_then_done_once() -> None:
    """Until the button is pressed nothing has changed; pressed twice it is one."""
    bench = Bench().as_("service-manager")
    checked = bench.post("/office/staff-file", {"people": LIST})
    before = dict(bench.members.kept)
    found = re.search(r'name="checked" value="([^"]*)"', checked.body)
    assert found is not None
    form = {"checked": unescape(found[1]), "step": step_in(checked)}
    done = [bench.post("/office/staff-file/done", form) for _ in range(2)]

    assert checked.status == 200
    assert "Line 2: Session worker is added" in checked.words
    assert "Line 3: Lost soul is left out" in checked.words
    assert before == {}
    assert "Line 2: Session worker is added" in done[0].words
    assert len(bench.members.kept) == 1
    assert "Session worker" in bench.get("/office/staff").words


def test_an_empty_list_is_asked_for() -> None:
    """Beside the box; and nobody but an administrator sends one."""
    assert "Enter the list, or choose a file" in Bench().as_("service-manager").post("/office/staff-file", {}).body
    assert Bench().as_("finance-1").get("/office/staff-file").status == 403
