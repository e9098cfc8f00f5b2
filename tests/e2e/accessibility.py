"""Hold a page against WCAG 2.2 AA with axe-core, in a real browser."""

from typing import Any

from infra.build_assets import LEFT_OUT, STATIC
from infra.node import NPM

AXE = NPM / "pages" / "node_modules" / "axe-core" / "axe.min.js"
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22a", "wcag22aa", "best-practice"]


def violations(page: Any) -> list[str]:
    """What axe finds wrong with the page as it stands: rule, why, and the first element each.

    Evaluated outside the page's own world, so a strict content security policy is no obstacle.
    """
    page.evaluate(AXE.read_text())
    return _found(page, RULES)


def violations_by_day_and_night(page: Any) -> list[str]:
    """The same, and whether every word stands out in the colours of the night as well."""
    by_day = violations(page)
    page.emulate_media(color_scheme="dark")
    by_night = _found(page, ["color-contrast"])
    page.emulate_media(color_scheme="light")
    return by_day + [f"by night: {each}" for each in by_night]


def _found(page: Any, rules: list[str]) -> list[str]:
    found = page.evaluate("rules => axe.run(document, {runOnly: rules})", rules)
    return [f"{v['id']}: {v['help']}: {v['nodes'][0]['html'][:200]}" for v in found["violations"]]


def assert_accessible(page: Any) -> None:
    """Zero violations; and no element has a class whose rules were left out of the style sheet."""
    classes = page.evaluate("[...document.querySelectorAll('[class]')].flatMap(each => [...each.classList])")
    bare = set(classes) & set((STATIC / LEFT_OUT).read_text("utf-8").splitlines())
    assert not bare, f"{page.url}: {bare}"
    assert violations(page) == [], page.url
