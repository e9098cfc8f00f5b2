"""Whoever inspects looks at promises, reports and who is reached, and is offered no button that would refuse them."""

from __future__ import annotations

import re
from typing import Final

import pytest

from takepart.domain.ids import StaffId
from takepart.domain.policy import Role
from tests.policies import WIRRAL
from tests.reach_builders import FakeOutreaches, an_action
from tests.unit.web.office import test_policy_review_pages, test_promises_pages, test_reach_pages
from tests.unit.web.office.signed_in import Pages

INSPECTOR = next(each.id for each in WIRRAL.staff if Role.INSPECTOR in each.roles)
WORKER = StaffId("participation-worker")
_LINKS: Final = re.compile(r'href="(/office/(?:promises|reach|policy-review|reports/annual)[^"#]*)')
_FORMS: Final = ("/office/reach/actions/new", "/office/reports/annual/recommendations")
"""Pages that are a form and nothing else: a link there is a button too."""


def offices(who: StaffId) -> dict[str, Pages]:
    """The pages that an inspector has, with something on each; and where each that names something leads."""
    outreaches = FakeOutreaches()
    outreaches.add(an_action())
    _, reviewed = test_policy_review_pages.an_office()
    review, _ = test_policy_review_pages.an_office(reviewed, who=who)
    promises, _ = test_promises_pages.an_office(who=who)
    reach = Pages(test_reach_pages.an_office(who, outreaches=outreaches))
    return {"review": review, "promises": promises, "reach": reach}


def buttons(pages: Pages) -> set[str]:
    """Where the buttons of every page lead that is reached by links from page to page, besides those of the frame."""
    todo = [rule for method, rule in pages.app.known if method == "GET" and "<" not in rule]
    seen: set[str] = set()
    found: set[str] = set()
    while todo:
        page = todo.pop()
        seen.add(page)
        body = pages.get(page).body
        found |= set(re.findall(r'<form method="post" action="([^"?]+)', body)) - {"/office/sign-out"}
        links = {link.replace("&amp;", "&") for link in _LINKS.findall(body)}
        todo += [link for link in links if link not in seen]
        found |= {link for link in links if link.startswith(_FORMS)}
    return found


@pytest.mark.parametrize("part", ["review", "promises", "reach"])
def test_an_inspector_is_offered_no_button(part: str) -> None:
    """Where a worker is offered some."""
    assert buttons(offices(WORKER)[part])
    assert buttons(offices(INSPECTOR)[part]) == set()
