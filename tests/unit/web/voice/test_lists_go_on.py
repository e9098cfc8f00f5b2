"""No list of being heard is cut off in silence: whoever follows its links sees everything, and each thing once."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import replace
from html import unescape

import pytest

from takepart.domain.ids import DraftId
from takepart.domain.references import claim_reference
from takepart.domain.voice.complaint_parts import ComplaintId
from takepart.domain.voice.consultation import ConsultationId
from takepart.domain.voice.questionnaire import QuestionnaireId
from takepart.domain.voice.you_said import YouSaid, YouSaidId, YouSaidState
from tests.integration.adapters.test_voice_tables import a_complaint, a_draft
from tests.questionnaires import opened, published
from tests.unit.domain.voice import test_consultation as consultations
from tests.unit.use_cases.voice.test_alerts import an_alert
from tests.unit.web.voice.offices import office_of
from tests.unit.web.voice.sites import VoiceBrowser
from tests.voices import FakeAlerts, FakeStore

MANY = 207
IDS = [str(claim_reference(DraftId(f"list-{number}"))) for number in range(MANY)]


def a_public_one(id: str) -> YouSaid:
    draft = a_draft()
    return replace(draft, id=YouSaidId(id), state=YouSaidState.PUBLISHED, words=replace(draft.words, said=f"Hot {id}."))


def the_browser() -> VoiceBrowser:
    """Everything that has a list, more of it than any page holds."""
    site = (browser := VoiceBrowser()).site
    kept: dict[str, object] = {
        "complaints": [replace(a_complaint(), id=ComplaintId(id)) for id in IDS],
        "you_saids": [a_public_one(id) for id in IDS],
        "consultations": [replace(consultations.opened(), id=ConsultationId(id)) for id in IDS],
        "questionnaires": [
            replace(each, id=QuestionnaireId(id))
            for each, id in zip([opened()] * 100 + [published()] * (MANY - 100), IDS, strict=True)
        ],
    }
    for name, things in kept.items():
        store = getattr(site.stores, name)
        assert isinstance(store, FakeStore)
        assert isinstance(things, list)
        store.kept.update({thing.id: thing for thing in things})
    return browser


def links_on(body: str) -> list[str]:
    return [unescape(link) for link in re.findall(r'href="([^"]+)"', body)]


def seen_from(get: Callable[[str], str], address: str) -> set[str]:
    """Everything that is named on the list at an address, and on all pages that its own links lead to."""
    path, seen, wanted, opened_ = address.partition("?")[0], set[str](), [address], set[str]()
    while wanted:
        here = wanted.pop(0)
        if here in opened_:
            continue
        opened_.add(here)
        body = get(here)
        seen |= {id for id in IDS if id in body}
        wanted += [link for link in links_on(body) if link.startswith(f"{path}?") and "next=" in link]
    return seen


@pytest.mark.parametrize(
    ("staff", "address"),
    [
        ("complaints-officer", "/office/voice/complaints"),
        ("participation-worker", "/office/voice/you-said"),
        ("participation-worker", "/office/voice/consultations"),
        ("participation-worker", "/office/voice/questionnaires"),
        ("participation-worker", "/office/voice/pack"),
        ("", "/you-said-we-did"),
        ("", "/consultations"),
        ("", "/questionnaires"),
    ],
)
def test_following_a_lists_links_shows_everything(staff: str, address: str) -> None:
    """The first page, and every one that it or a later one leads to."""
    browser = the_browser()
    pages = office_of(browser.site, staff, now=lambda: browser.now) if staff else browser

    assert seen_from(lambda where: pages.get(where).body, address) == set(IDS)


def test_the_list_for_other_sites_and_the_feed_say_where_they_go_on() -> None:
    """The newest are on the first page; ``next`` leads to the rest."""
    browser = the_browser()
    address, seen = "/you-said-we-did/list.json", []
    while address:
        answer = browser.get(address)
        seen += re.findall(r'"id": ?"([^"]+)"', answer.body)
        found = re.search(r'"next": ?"https://[^/]+([^"]+)"', answer.body)
        address = found[1] if found else ""
    assert sorted(seen) == sorted(IDS)

    assert 'rel="next"' in browser.get("/you-said-we-did/feed").body


def test_every_alert_is_on_the_home_page_or_one_that_it_leads_to() -> None:
    """However many they are: the first are on the first page."""
    alerts = FakeAlerts(*(an_alert(id) for id in IDS))
    browser = VoiceBrowser()
    pages = office_of(browser.site, "duty-social-worker", now=lambda: browser.now, alerts=alerts)

    assert len(links_on(pages.get("/office/voice").body)) < MANY
    assert seen_from(lambda where: pages.get(where).body, "/office/voice") == set(IDS)


@pytest.mark.parametrize("list_", ["you-said", "consultations", "questionnaires", "complaints"])
@pytest.mark.parametrize("wrong", ["state=nonsense", "next=nonsense", "state=published&next=nonsense"])
def test_what_is_no_page_of_a_list_is_a_page_that_says_so(list_: str, wrong: str) -> None:
    """Whatever stands in the address."""
    browser = the_browser()
    pages = office_of(browser.site, "participation-worker", now=lambda: browser.now)

    answer = pages.get(f"/office/voice/{list_}?{wrong}")

    assert answer.status == 404 or (list_ == "complaints" and "next" not in wrong)
