"""A form says where it comes from, also by the browser of an old phone, which has no better way to say so."""

from __future__ import annotations

from playwright.sync_api import Page

from tests.e2e.stack import RunningStack


def test_a_form_names_our_own_site_as_its_origin(stack: RunningStack, page_without_scripts: Page) -> None:
    """iPhones before iOS 16.4 send no Sec-Fetch-Site: an Origin of "null" alone is refused."""
    page = page_without_scripts
    page.goto("/claims/new")

    with page.expect_request(lambda request: request.method == "POST") as sent:
        page.get_by_role("button", name="Start now").click()

    assert sent.value.all_headers()["origin"] == stack.url


def test_another_site_is_never_told_which_page_somebody_comes_from(stack: RunningStack, page: Page) -> None:
    """Addresses of ours can hold a one-time link."""
    elsewhere = "https://elsewhere.example/"
    page.route(elsewhere, lambda route: route.fulfill(body="another site"))
    page.goto("/claims/new?t=a-one-time-link")
    page.evaluate(f"document.body.insertAdjacentHTML('beforeend', '<a id=away href={elsewhere}>away</a>')")

    with page.expect_request(elsewhere) as asked:
        page.locator("#away").click()

    assert "referer" not in asked.value.all_headers()
