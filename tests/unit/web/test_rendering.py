"""How templates become pages."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest
from jinja2 import BaseLoader, UndefinedError
from markupsafe import Markup

from takepart.web import rendering
from takepart.web.frame import shared
from takepart.web.rendering import Components, Renderer, compile_all, environment, loader
from takepart.web.static import Static
from tests.policies import WIRRAL

FUNCTIONS = Path(rendering.__file__).parents[2]


def test_a_name_that_nobody_set_is_an_error_and_not_an_empty_space() -> None:
    """A page with a hole in it is never shown."""
    with pytest.raises(UndefinedError):
        environment(loader("takepart.web")).from_string("{{ missing }}").render()


def test_what_is_put_into_a_page_is_escaped() -> None:
    """Ours and the components' alike."""
    ui = Components(loader("govuk_frontend_jinja"))
    typed = '"><script>alert(1)</script>'

    button = ui.button({"text": typed})
    box = ui.input({"name": "name", "value": typed, "label": {"text": typed}})
    own = environment(loader("takepart.web")).from_string('<a title="{{ typed }}">{{ typed }}</a>').render(typed=typed)

    assert isinstance(button, Markup)
    for html in (button, box, own):
        assert "<script" not in html


ASKED: dict[str, Mapping[str, Any]] = {
    "button": {"text": "Send", "preventDoubleClick": True},
    "checkboxes": {"name": "c", "items": [{"value": "a", "text": "<b>"}, {"value": "b", "checked": True, "text": "B"}]},
    "date_input": {"id": "d", "items": [{"name": "d-day", "value": "{}"}, {"name": "d-month", "value": ""}]},
    "input": {"id": "i", "name": "i", "label": {"text": "How much?"}, "hint": {"text": "A hint"}, "value": "{}"},
    "radios": {"name": "r", "value": "a", "items": [{"value": "a", "text": "A"}, {"value": "{}", "text": "{}"}]},
    "select": {
        "id": "s",
        "name": "s",
        "value": "b",
        "items": [{"value": "b", "text": "B"}],
        "label": {"text": "Which?"},
    },
    "textarea": {"id": "t", "name": "t", "label": {"text": "Why?"}, "value": "{}"},
}


def _with(asked: Any, typed: str) -> Any:
    match asked:
        case str():
            return asked.replace("{}", typed)
        case Mapping():
            return {name: _with(each, typed) for name, each in asked.items()}
        case list():
            return [_with(each, typed) for each in asked]
    return asked


@pytest.mark.parametrize("name", ASKED)
def test_what_is_made_once_is_what_would_be_made_each_time(name: str) -> None:
    """Whatever was typed before, and in front of whom: also what looks like code, and nothing."""
    ui = Components(loader("govuk_frontend_jinja"))
    plain = rendering.component_environment(loader("govuk_frontend_jinja"))
    module: Any = plain.get_template(f"components/{name.replace('_', '-')}/macro.html").module
    macro = getattr(module, f"govuk{name.title().replace('_', '')}")

    several = "a b  c" if name == "date_input" else "a\nb  c"  # the component itself indents lines of a day's box
    for typed in ("12", "", '"><script>', several, "{{ x }}", "\ue000", "12", "Zoë & Ana", ""):
        for error in ({}, {"errorMessage": {"text": f"“{typed}” is not right"}}):
            asked = {**_with(ASKED[name], typed), **error}
            assert getattr(ui, name)(asked) == macro(asked)


def test_a_text_and_the_html_that_reads_alike_are_told_apart() -> None:
    """One of them would be code in a page."""
    ui = Components(loader("govuk_frontend_jinja"))

    assert "<b>" in ui.input({"name": "n", "label": {"text": Markup("<b>")}})
    assert "<b>" not in ui.input({"name": "n", "label": {"text": "<b>"}})


def test_nothing_that_somebody_typed_is_kept_in_memory() -> None:
    """The next page that this process makes is somebody else's."""
    ui = Components(loader("govuk_frontend_jinja"))
    for name in ("date_input", "input", "textarea"):
        for error in ({}, {"errorMessage": {"text": "Not “my secret words”"}}):
            getattr(ui, name)({**_with(ASKED[name], "my secret words"), **error})
        made = getattr(ui, name)._made
        assert made
        assert "secret" not in repr(made)


def test_templates_compiled_ahead_give_the_same_pages(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The build compiles them so that a cold start does not."""
    values = shared(WIRRAL, static=Static())
    before = Renderer(values)("pages/contact.html")

    compile_all(tmp_path)

    def ahead(package: str) -> BaseLoader:
        return loader(package, compiled=tmp_path)

    assert type(ahead("takepart.web")).__name__ == "ModuleLoader"
    monkeypatch.setattr(rendering, "loader", ahead)

    assert Renderer(values)("pages/contact.html") == before


def test_the_website_does_without_what_makes_a_cold_start_slow() -> None:
    """No pydantic, no tracer, no AWS client, no calendar below the pages."""
    code = (
        "import sys, takepart.web.website; "
        "print(*(n for n in ('pydantic', 'aws_xray_sdk', 'boto3', 's3transfer', 'pynamodb', 'holidays') "
        "if n in sys.modules))"
    )

    done = subprocess.run([sys.executable, "-c", code], cwd=FUNCTIONS, capture_output=True, text=True, check=True)

    assert done.stdout.strip() == ""
