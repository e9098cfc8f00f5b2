"""Whatever anybody outside the staff writes, in whichever box: words that may mean harm reach those on duty.

The boxes are found, not listed: every route that takes a form, of every function that the template gives a public
address, and every box that any form of its part of the site declares. A new page is held to it without a line here.
"""

from __future__ import annotations

import importlib
import pkgutil
import re
from collections.abc import Callable, Iterator
from datetime import timedelta
from typing import Any
from urllib.parse import quote, urlencode

import pytest
from wtforms.fields.core import UnboundField

import takepart.web
from takepart.domain.ids import DraftId
from takepart.domain.links import Link, Purpose
from takepart.use_cases.listening import PLACES
from takepart.use_cases.ports import StoreUnavailable
from takepart.web.app import IN_DANGER, App, in_danger
from takepart.web.forms.base import PageForm
from takepart.web.forms.fields import Words
from takepart.web.office.voice.you_said_pages import YouSaidForm
from takepart.web.requests import FORM, JSON
from takepart.web.route import Route, declared
from takepart.web.voice.forms import AsWritten
from takepart.web.voice.questionnaire_forms import QuestionnaireAnswerForm
from takepart.web.website import website
from tests.fakes import FakeLinks
from tests.questionnaires import opened
from tests.reading_age import grade, sentences_of
from tests.template import functions
from tests.unit.web.newsletter.test_newsletter_pages import Pages as NewsletterPages
from tests.unit.web.office.signed_in import Pages
from tests.unit.web.programme_sites import ProgrammeBrowser, a_desk, link_of, participant
from tests.unit.web.sites import a_site
from tests.unit.web.test_claim_form import DRAFT, to_page
from tests.unit.web.voice.offices import office_of
from tests.unit.web.voice.sites import VoiceBrowser
from tests.voices import NOON, FakeAlerts

DISCLOSURE = "My dad hits me. I don’t feel safe and I want to die"
STAFF_WRITE = {
    "assurance": "who keeps a promise, by their own link",
    "bank_files": "finance, by their own link or signed in; and there is no form at all",
    "decisions": "who decides a claim, by their own link",
    "office": "signed in",
    "assurance_office": "signed in",
    "newsletter_office": "signed in",
    "programme_office": "signed in",
    "reach": "signed in",
    "voice_office": "signed in",
}
"""Functions on whose pages staff alone can write, and how we know them."""
NOBODY_WRITES = {"equality": "takepart.web.equality"}
"""Functions whose forms have no box for words: the package of their forms, which is looked through below."""


def _voice(alerts: FakeAlerts) -> App:
    return VoiceBrowser(alerts=alerts).app


def _website(alerts: FakeAlerts) -> App:
    return website(a_site(raise_alert=alerts.put), upload_origin="https://files.example")


def _programme(alerts: FakeAlerts) -> App:
    return ProgrammeBrowser(a_desk(raise_alert=alerts.put)).app


def _newsletter(alerts: FakeAlerts) -> App:
    return NewsletterPages(alerts=alerts).app


SITES: dict[str, tuple[Callable[[FakeAlerts], App], tuple[str, ...]]] = {
    "voice": (_voice, ("takepart.web.voice",)),
    "website": (_website, ("takepart.web.forms", "takepart.web.pages", "takepart.web.api")),
    "programme": (_programme, ("takepart.web.programme",)),
    "newsletter": (_newsletter, ("takepart.web.newsletter",)),
}
"""The functions on whose pages anybody can write: how a test makes each, and where its forms are."""


def _voice_office(alerts: FakeAlerts) -> Pages:
    return office_of(VoiceBrowser(alerts=alerts).site, "complaints-officer", now=lambda: NOON)


OFFICES: dict[str, Callable[[FakeAlerts], Pages]] = {"voice-office": _voice_office}
"""Parts of the office in which staff type what somebody told them: how a test makes each."""


def _all_forms() -> None:
    for module in pkgutil.walk_packages(takepart.web.__path__, "takepart.web."):
        importlib.import_module(module.name)


def _typed_for_others() -> list[Route]:
    _all_forms()
    return [route for route in declared() if route.heard]


def _forms(packages: tuple[str, ...]) -> Iterator[type[PageForm]]:
    _all_forms()
    waiting: list[type[PageForm]] = [PageForm]
    for form in waiting:
        waiting += form.__subclasses__()
    yield from (form for form in dict.fromkeys(waiting) if form.__module__.startswith(packages))


def _boxes(packages: tuple[str, ...]) -> list[str]:
    """Every box for words, ``ComplaintForm.words``: those for an address, a number or a choice read no sentence."""
    return sorted({f"{form.__name__}.{name}" for form in _forms(packages) for name in _boxes_of(form)})


def _boxes_of(form: type[PageForm]) -> set[str]:
    return {
        name
        for kind in form.__mro__
        for name, field in vars(kind).items()
        if isinstance(field, UnboundField) and issubclass(field.field_class, (Words, AsWritten))
    }


def _posts(app: App) -> list[str]:
    return sorted({rule for method, rule in app.known if method == "POST"})


EVERY = [
    (site, rule, box)
    for site, (make, packages) in SITES.items()
    for rule in _posts(make(FakeAlerts()))
    for box in (*_boxes(packages), "a-box-that-comes-later")
]


def _send(app: App, rule: str, sent: Any, *, kind: str = FORM) -> dict[str, Any]:
    path = re.sub(r"<\w+>", "x1", rule)
    body = urlencode(sent) if isinstance(sent, dict) else sent
    headers = {
        "accept": "text/html",
        "content-type": kind,
        "sec-fetch-site": "same-origin",
        "origin": "null",
    }
    event = {
        "version": "2.0",
        "rawPath": path,
        "rawQueryString": "",
        "headers": headers,
        "body": body,
        "requestContext": {"requestId": "a-request", "http": {"method": "POST", "path": path}},
    }
    return app(event, None)


def _public() -> set[str]:
    """The functions that a browser reaches."""
    return {
        name
        for name, properties in functions().items()
        if any(event["Type"] == "HttpApi" for event in properties.get("Events", {}).values())
    }


def test_every_function_with_pages_is_listened_to_or_says_why_not() -> None:
    """A new one fails here until somebody has said who writes on its pages."""
    assert _public() == SITES.keys() | STAFF_WRITE.keys() | NOBODY_WRITES.keys()


@pytest.mark.parametrize("site", SITES)
def test_there_are_boxes(site: str) -> None:
    """The others would be green without any."""
    make, packages = SITES[site]

    assert _posts(make(FakeAlerts()))
    assert _boxes(packages) or site == "newsletter"


@pytest.mark.parametrize("package", NOBODY_WRITES.values())
def test_where_nobody_writes_there_is_no_box_for_words(package: str) -> None:
    assert _boxes((package,)) == []


@pytest.mark.parametrize(("site", "rule", "box"), EVERY, ids=[" ".join(each) for each in EVERY])
def test_what_is_written_in_every_box_reaches_duty(site: str, rule: str, box: str) -> None:
    """Whether the form was in order or not: the words were written, and the alert holds them."""
    alerts = FakeAlerts()
    name = box.partition(".")[2] or box

    answer = _send(SITES[site][0](alerts), rule, {name: DISCLOSURE})

    (alert,) = alerts.kept.values()
    assert [each.words for each in alert.texts] == [DISCLOSURE]
    assert [each.box for each in alert.texts] == [name]
    assert alert.where in PLACES.values()
    told = answer["body"] + str(answer["headers"].get("Location", ""))
    if answer["headers"]["Content-Type"].startswith("text/html"):
        assert "We are fetching a person now" in told or IN_DANGER in told
        assert 'href="tel:999"' in told or IN_DANGER in told


@pytest.mark.parametrize("site", SITES)
def test_every_public_page_with_a_form_has_a_name_for_those_on_duty(site: str) -> None:
    for rule in _posts(SITES[site][0](FakeAlerts())):
        assert rule.split("/")[1] in PLACES, rule


def test_words_in_json_are_heard_too() -> None:
    alerts = FakeAlerts()

    _send(_website(alerts), "/api/claims", '{"note": "He hits me", "list": [{"deep": "i want to kms"}]}', kind=JSON)

    (alert,) = alerts.kept.values()
    assert {each.words for each in alert.texts} == {"He hits me", "i want to kms"}


def test_every_answer_of_a_box_that_has_several_is_heard() -> None:
    """Ticks and lists send one name many times."""
    alerts = FakeAlerts()

    _send(_voice(alerts), "/complaints/new", urlencode([("words", "The room was hot"), ("words", DISCLOSURE)]))

    (alert,) = alerts.kept.values()
    assert [each.words for each in alert.texts] == [DISCLOSURE]


def test_what_is_sent_twice_is_told_once() -> None:
    alerts = FakeAlerts()
    app = _voice(alerts)

    for _ in range(2):
        _send(app, "/complaints/new", {"words": DISCLOSURE, "form": "one"})
    _send(app, "/complaints/new", {"words": DISCLOSURE, "form": "of somebody else"})

    assert len(alerts.kept) == 2


def test_a_form_from_another_site_raises_nothing() -> None:
    """Else anybody's page could keep those on duty busy through the browsers of others."""
    alerts = FakeAlerts()
    event = {
        "rawPath": "/complaints/new",
        "headers": {"content-type": FORM, "sec-fetch-site": "cross-site", "origin": "https://evil.example"},
        "body": urlencode({"words": DISCLOSURE}),
        "requestContext": {"http": {"method": "POST", "path": "/complaints/new"}},
    }

    assert _voice(alerts)(event, None)["statusCode"] == 403
    assert not alerts.kept


@pytest.mark.parametrize(
    "typed",
    [
        {"name": "Diego Killian", "email": "die@kill.example"},
        {"form": "AAhurt-die_kill.abuse-0123456789abcdef"},
        {"words": "The room was too hot."},
        {},
    ],
)
def test_names_addresses_and_tokens_raise_nothing(typed: dict[str, str]) -> None:
    alerts = FakeAlerts()

    answer = _send(_voice(alerts), "/complaints/new", typed)

    assert not alerts.kept
    assert "We are fetching" not in answer["body"]


def test_nobody_is_told_that_help_comes_when_it_does_not() -> None:
    """The alert could not be kept: they are asked to send it again, and told whom to call."""

    def broken(_: object) -> None:
        raise StoreUnavailable

    app = website(a_site(raise_alert=broken), upload_origin="https://files.example")

    answer = _send(app, "/claims", {"reference": DISCLOSURE})

    assert answer["statusCode"] == 503
    assert "We are fetching" not in answer["body"]
    assert "We could not tell anyone yet" in answer["body"]
    assert 'href="tel:999"' in answer["body"]


def test_the_page_after_a_complaint_says_it_and_the_alert_leads_to_the_complaint() -> None:
    """All the way: the form is sent, the next page says at its top that a person is fetched, duty sees where it is."""
    browser = VoiceBrowser()
    shown = browser.get("/complaints/new")
    token = re.search(r'name="form" value="([^"]+)"', shown.body)
    assert token
    track = browser.site.voice.tracks[0].id
    typed = {"form": token[1], "track": track, "words": DISCLOSURE, "name": "Bo", "email": "bo@example.org"}

    sent = browser.post("/complaints/new", typed)

    assert sent.status == 200
    assert "We are fetching a person now" in sent.body
    assert {'href="tel:999"', 'href="tel:08001111"'} <= set(re.findall(r'href="tel:\d+"', sent.body))
    (alert,), (complaint,) = browser.alerts.kept.values(), browser.site.stores.complaints.kept.values()  # type: ignore[attr-defined]
    assert alert.link == f"/office/voice/complaints/{complaint.id}"
    assert alert.who == "Bo, bo@example.org"
    assert "We are fetching" not in browser.get("/complaints").body

    link = Link(purpose=Purpose.COMPLAINT, about=complaint.id, turn=0, who="person", expires=NOON + timedelta(days=1))
    own = f"/complaints/{complaint.id}?t={FakeLinks().make(link)}"
    form = re.search(r'name="form" value="([^"]+)"', browser.get(own).body)
    assert form
    more = f"/complaints/{complaint.id}/more?{own.partition('?')[2]}"
    assert browser.post(more, {"form": form[1], "words": f"One thing more. {DISCLOSURE}"}).status == 303
    added = [each for each in browser.alerts.kept.values() if each.id != alert.id]
    assert [each.who for each in added] == ["Bo, bo@example.org"], "an addition says whose it is, as the form did"


def test_an_alert_from_a_claim_that_was_not_sent_yet_says_whose_it_is() -> None:
    """No page of the office shows it: the name and address of an earlier page stand beside the words."""
    alerts = FakeAlerts()
    browser = to_page("payment", site=a_site(raise_alert=alerts.put))

    browser.post(f"{DRAFT}/payment", {"a-box": DISCLOSURE})

    (alert,) = alerts.kept.values()
    you = browser.site.drafts.load(DraftId(DRAFT.rpartition("/")[2])).answers("you")  # type: ignore[union-attr]
    assert alert.who.startswith(f"{you['name']}, {you['email']}")
    assert alert.link == ""


def test_an_alert_from_somebodys_own_page_leads_to_them() -> None:
    alerts = FakeAlerts()
    person = participant()
    browser = ProgrammeBrowser(a_desk(person, raise_alert=alerts.put))

    browser.post("/my/sessions/x/agenda", {"t": link_of(person), "text": DISCLOSURE})

    (alert,) = alerts.kept.values()
    assert alert.link == f"/office/people/{person.id}"


@pytest.mark.parametrize("query", [in_danger(NOON), urlencode({"reference": DISCLOSURE})])
def test_what_they_read_is_easy_to_read(query: str) -> None:
    """Nine years old, or younger, in need."""
    page = VoiceBrowser().get(f"/complaints?{query}").body
    panel = page[page.index('<section class="tp-panel') : page.index("</section>")]

    assert grade(sentences_of(f"<main>{panel}</main>")) <= 4.0


def test_what_has_an_alert_of_its_own_raises_no_second_one() -> None:
    """Feedback and answers to questionnaires: those on duty read them where they are kept."""
    browser = VoiceBrowser()
    token = re.search(r'name="form" value="([^"]+)"', browser.get("/feedback").body)
    assert token
    browser.now += timedelta(minutes=1)

    sent = browser.post("/feedback", {"form": token[1], "words": f"  {DISCLOSURE}\r\n\r\n\r\nEach day "})

    assert sent.status == 303
    (feedback,) = browser.site.stores.feedbacks.kept.values()  # type: ignore[attr-defined]
    assert feedback.alert == 1
    assert not browser.alerts.kept
    assert "We are fetching a person now" in browser.get(sent.headers["Location"]).body


def test_a_questionnaires_words_raise_one_alert() -> None:
    browser = VoiceBrowser()
    one = opened()
    browser.site.stores.questionnaires.add(one)
    browser.site.stores.answers.start(one.id)
    shown = browser.get(f"/questionnaires/{one.id}")
    token = re.search(r'name="form" value="([^"]+)"', shown.body)
    assert token
    browser.now += timedelta(minutes=1)
    question = next(each for each in one.questions if each.is_open)

    sent = browser.post(f"/questionnaires/{one.id}", {"form": token[1], question.id: DISCLOSURE})

    assert sent.status == 303
    assert len(browser.site.stores.answers.alerts()) == 1
    assert not browser.alerts.kept
    assert "We are fetching a person now" in browser.get(sent.headers["Location"]).body


def test_an_address_that_is_kept_says_of_nobody_that_they_are_being_fetched() -> None:
    """Opened again later, passed on, or made up: what it says would not be true."""
    browser = VoiceBrowser()
    address = f"/complaints?{in_danger(NOON)}"
    panel = "We are fetching a person now"

    assert panel in browser.get(address).body
    browser.now = NOON + timedelta(minutes=11)
    assert panel not in browser.get(address).body
    assert panel not in browser.get("/complaints?n=1").body


def test_a_form_that_is_corrected_tells_once_and_another_child_is_told_of_too() -> None:
    """The same form with the same words is one alert, whatever else was put right; another form is another child."""
    browser = VoiceBrowser()
    token = browser.site.forms.give("complaint", at=NOON)
    typed = {"form": token, "words": "He hits me", "name": "A", "email": ""}

    for number in range(20):
        browser.post("/complaints", {**typed, "email": f"a{number}@"})
    assert len(browser.alerts.kept) == 1

    browser.post("/complaints", {**typed, "form": browser.site.forms.give("complaint", at=NOON)})
    assert len(browser.alerts.kept) == 2


@pytest.mark.parametrize("path", ["/opportunities?age=", "/opportunities?kind=", "/my?t="])
def test_who_writes_it_where_something_is_looked_up_reads_at_once_whom_to_tell(path: str) -> None:
    """Looking changes nothing, so no alert is kept; a person is one link and one call away."""
    alerts = FakeAlerts()
    browser = ProgrammeBrowser(a_desk(raise_alert=alerts.put))

    page = browser.get(f"{path}{quote(DISCLOSURE)}")
    other = browser.get(f"{path}15")

    assert "Please tell a person" in page.words
    assert {'href="tel:999"', 'href="tel:08001111"', 'href="/feedback"'} <= set(re.findall(r'href="[^"]+"', page.body))
    assert "Please tell a person" not in other.words
    assert not alerts.kept


def test_every_form_with_somebody_elses_words_is_heard() -> None:
    """A complaint that staff enter, answers from paper, a form with what they said: whoever adds one is held to it.

    "You said, we did" is no such form: it is what we tell everyone of words that were read before, and nobody's own.
    """
    _all_forms()
    public = tuple(_forms(("takepart.web.voice",)))
    theirs = {
        route.path
        for route in declared()
        if route.part == "voice-office"
        and route.form is not YouSaidForm
        and (
            "said" in _boxes_of(route.form)
            or route.form is QuestionnaireAnswerForm
            or (issubclass(route.form, public) and route.form not in public)
        )
    }

    assert len(theirs) == 5
    assert theirs == {route.path for route in _typed_for_others() if route.part == "voice-office"}


def test_what_somebody_tells_a_member_of_staff_reaches_duty_from_every_box() -> None:
    """Somebody calls, and staff type it: a form that is not in order, or about nothing of ours, is told of too."""
    typed = [(route, box) for route in _typed_for_others() for box in sorted(_boxes_of(route.form))]
    assert typed
    for route, box in typed:
        alerts = FakeAlerts()
        address = re.sub(r"<\w+>", "x1", route.path)

        page = OFFICES[route.part](alerts).post(address, {box: DISCLOSURE, "step": "0123456789abcdef"})

        (alert,) = alerts.kept.values()
        assert [(each.box, each.words) for each in alert.texts] == [(box, DISCLOSURE)], route.path
        assert alert.where == "what somebody told a member of staff"
        assert page.status >= 400


def test_a_complaint_by_phone_tells_duty_who_called_and_where_it_is() -> None:
    """Entered once, and once more words: the next page tells staff; what staff write themselves raises nothing."""
    browser = VoiceBrowser()
    office = office_of(browser.site, "complaints-officer", now=lambda: NOON)
    call = {"came_by": "phone", "received": "2026-11-19", "track": browser.site.voice.tracks[0].id, "name": "Bo"}
    typed = {"step": "0123456789abcdef", "words": DISCLOSURE, "phone": "0151 496 0000"} | call

    sent, _ = (office.post("/office/voice/complaints/new", typed) for _ in range(2))

    (alert,) = browser.alerts.kept.values()
    (complaint,) = browser.site.stores.complaints.kept.values()  # type: ignore[attr-defined]
    own = f"/office/voice/complaints/{complaint.id}"
    assert sent.status == 303
    assert (alert.link, alert.who) == (own, "Bo, 0151 496 0000")
    assert "Those on duty are being told" in office.get(sent.headers["Location"]).words
    assert "Those on duty are being told" not in office.get(own).words

    assert office.post(f"{own}/more", {"step": "0123456789abcde3", "said": f"More. {DISCLOSURE}"}).status == 303
    late = {"step": "0123456789abcde4", "said": f"No. {DISCLOSURE}", "received": "2020-01-01"}
    refused = office.post(f"{own}/next-stage", late)
    assert refused.status in {409, 422}
    assert "Those on duty are being told" in refused.words or "We are fetching a person now" in refused.words
    assert [(each.link, each.who) for each in browser.alerts.kept.values()] == [(own, alert.who)] * 3

    office.post(f"{own}/extend", {"step": "0123456789abcde5", "why": DISCLOSURE, "to": "2026-12-04"})
    office.get(f"/office/voice/complaints?who={quote(DISCLOSURE)}")
    assert len(browser.alerts.kept) == 3
