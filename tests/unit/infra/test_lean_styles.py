"""The style sheet loses what no page can use, and nothing that one can."""

from __future__ import annotations

import base64
import gzip
import re

import pytest

from infra.bench.limits import FIRST_VISIT
from infra.build_assets import build
from infra.lean_styles import Words, classes_in, components, lean, needed, sources, words
from takepart.web.static import Static
from tests.unit.web.programme_sites import ProgrammeBrowser, a_desk
from tests.unit.web.sites import Browser, a_site

STYLE = (
    '@charset "UTF-8";:root{--a:1}body,.gone{margin:0}.used{color:red}.gone{color:blue}.used .gone,.used+p{x:1}'
    ".used:not(.gone){y:1}@media (min-width:40em){.gone{z:1}}@media print{.used{z:2}.gone{z:3}}"
    '@font-face{font-family:"GDS";src:url("data:font/woff2;a{b}")}.used::before{content:"}{,"}'
    ".w\\!-gone{q:1}.tp-part--one{p:1}.tp-part__end{p:2}@supports (a:b){@media print{.used{s:1}}}"
)


def test_a_rule_stays_if_a_page_can_have_all_its_classes() -> None:
    """In lists of selectors, in media queries, beside strings with braces; what has no class stays."""
    assert lean(STYLE, words(['<p class="used">', '"tp-part--" ~ kind, "tp-part__{{ where }}"'])) == (
        '@charset "UTF-8";:root{--a:1}body{margin:0}.used{color:red}.used+p{x:1}'
        ".used:not(.gone){y:1}@media print{.used{z:2}}"
        '@font-face{font-family:"GDS";src:url("data:font/woff2;a{b}")}.used::before{content:"}{,"}'
        ".tp-part--one{p:1}.tp-part__end{p:2}@supports (a:b){@media print{.used{s:1}}}"
    )


def test_everything_stays_when_everything_is_used() -> None:
    """Nothing is lost by being read."""
    assert lean(STYLE, Words(frozenset(), ("",))) == STYLE


def test_the_classes_of_a_selector() -> None:
    """With what is escaped in them, and without those that must not be there."""
    assert needed(".a\\!-b.c:not(.d)>p") == {"a!-b", "c"}
    assert classes_in(STYLE) == {"used", "gone", "w!-gone", "tp-part--one", "tp-part__end"}


def test_a_style_sheet_that_is_cut_off_fails() -> None:
    """Better than half of it."""
    with pytest.raises(SystemExit, match="ends in the middle"):
        lean(".a{b:1", Words(frozenset(), ("",)))


def test_each_class_that_a_template_or_macro_writes_is_among_the_words() -> None:
    """Read in another way: what stands in an attribute, in our templates and in every component that they call."""
    texts = {file: file.read_text("utf-8") for file in sources()}
    used = words(texts.values())
    written = {
        (file.name, name)
        for file, text in texts.items()
        for attribute in re.findall(r"(?:class|classes)\"?[=:]\s*\"([^\"]*)\"", text)
        for name in re.sub(r"\{[{%].*?[%}]\}", " ", attribute).split()
    }

    assert len(written) > 500
    assert [(file, name) for file, name in written if not used.may_be(name) and re.fullmatch(r"[\w!-]+", name)] == []
    assert any(components() in file.parents for file in texts)


def test_a_first_visit_is_light() -> None:
    """The longest public page, the styles and every picture on it, as a browser of today gets them."""
    build()
    others, first = Browser(a_site(static=Static())), ProgrammeBrowser(a_desk())
    reads = {"accept-encoding": "gzip, deflate, br", "sec-fetch-site": "none"}
    for address in ("/", "/what-we-pay", "/privacy"):
        page = (first if address == "/" else others).get(address, **reads)
        assert page.headers["Content-Encoding"] == "gzip"
        html = gzip.decompress(base64.b64decode(page.body))
        parts = {part.decode() for part in re.findall(rb"/static/[\w.-]+", html)}
        assert any(part.endswith(".css") for part in parts)
        files = [base64.b64decode(others.get(part, **reads).body) for part in parts]

        assert len(base64.b64decode(page.body)) + sum(map(len, files)) <= FIRST_VISIT
