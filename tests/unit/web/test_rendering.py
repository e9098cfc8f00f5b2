"""How templates become pages."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

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


def test_templates_compiled_ahead_give_the_same_pages(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The build compiles them so that a cold start does not."""
    values = shared(WIRRAL, static=Static())
    before = Renderer(values)("pages/home.html")

    compile_all(tmp_path)

    def ahead(package: str) -> BaseLoader:
        return loader(package, compiled=tmp_path)

    assert type(ahead("takepart.web")).__name__ == "ModuleLoader"
    monkeypatch.setattr(rendering, "loader", ahead)

    assert Renderer(values)("pages/home.html") == before


def test_the_website_does_without_what_makes_a_cold_start_slow() -> None:
    """No pydantic, no tracer, no AWS client, no calendar below the pages."""
    code = (
        "import sys, takepart.web.website; "
        "print(*(n for n in ('pydantic', 'aws_xray_sdk', 'boto3', 's3transfer', 'pynamodb', 'holidays') "
        "if n in sys.modules))"
    )

    done = subprocess.run([sys.executable, "-c", code], cwd=FUNCTIONS, capture_output=True, text=True, check=True)

    assert done.stdout.strip() == ""
