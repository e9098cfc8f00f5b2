"""Turn a template and values into HTML: our own templates strictly, the GOV.UK components as they come.

Our templates fail on a name that nobody set. The components (govuk-frontend-jinja) rely on unset names being empty, so
they live in an environment of their own and are called as functions: ``{{ ui.button({"text": "Send"}) }}``.
"""

from __future__ import annotations

import os
import re
from collections.abc import Callable, Mapping
from functools import cache, partial
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from jinja2 import BaseLoader, BytecodeCache, Environment, ModuleLoader, PackageLoader, StrictUndefined
from jinja2.bccache import Bucket
from markupsafe import Markup, escape

from takepart.domain import words
from takepart.domain.asking import in_words
from takepart.domain.disclosure import or_more, told
from takepart.domain.pricing import pence
from takepart.domain.uk_time import local_date
from takepart.web.forms import govuk

if TYPE_CHECKING:
    from datetime import date

    from takepart.domain.claims.claim import Claim
    from takepart.domain.claims.coming import Coming

COMPILED: Final = Path(__file__).parent / "compiled"
"""Where the build puts templates compiled ahead; without them they are compiled when first used."""
_OURS: Final = "takepart.web"
_COMPONENTS: Final = "govuk_frontend_jinja"
_SHORTEST_NUMBER: Final = 3


class _Compiled(BytecodeCache):
    """Templates that were compiled in this process, for every environment of it: without those compiled ahead."""

    def __init__(self) -> None:
        self._code: dict[tuple[str, str], Any] = {}

    def load_bytecode(self, bucket: Bucket) -> None:
        """What was compiled from the same source."""
        bucket.code = self._code.get((bucket.key, bucket.checksum))

    def dump_bytecode(self, bucket: Bucket) -> None:
        """Keep it."""
        self._code[bucket.key, bucket.checksum] = bucket.code


_COMPILED: Final = _Compiled()


def loader(package: str, *, compiled: Path = COMPILED) -> BaseLoader:
    """Where templates come from: compiled ahead if the build did so, else the package's ``templates`` folder."""
    ready = compiled / package
    return ModuleLoader(ready) if ready.is_dir() else PackageLoader(package)


def environment(templates: BaseLoader) -> Environment:
    """Our own templates' environment: everything is escaped, and a name that nobody set is an error."""
    env = Environment(
        loader=templates,
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        auto_reload=False,
        bytecode_cache=_COMPILED,
    )
    env.filters |= {
        "long_day": words.long_day,
        "coming": _coming,
        "arrives": _arrives,
        "short_day": words.short_day,
        "moment": words.moment,
        "time_of": words.time_of_day,
        "local_day": local_date,
        "length_of": words.how_long,
        "listed": words.listed,
        "in_words": in_words,
        "or_more": or_more,
        "about": told,
        "tel": to_call,
        "choices_of": govuk.choices_of,
    }
    env.globals |= {
        "counted": words.counted,
        "pence": pence,
        "choices": govuk.choices,
        "drop_down": govuk.drop_down,
        "date_boxes": govuk.date_boxes,
    }
    return env


def _coming(claim: Claim) -> Coming:
    """For pages that show a claim: most functions have none, and start without all of claims."""
    from takepart.domain.claims.coming import still_to_come

    return still_to_come(claim)


def _arrives(claim: Claim, *, today: date) -> date | None:
    from takepart.domain.claims.coming import arrives

    return arrives(claim, today=today)


def to_call(number: str) -> Markup:
    """A telephone number that can be called with one press; as it is when it is none."""
    digits = re.sub(r"[^\d+]", "", number)
    if len(digits) < _SHORTEST_NUMBER:
        return escape(number)
    return Markup('<a class="govuk-link tp-number" href="tel:{}">{}</a>').format(digits, number)


def component_environment(templates: BaseLoader) -> Environment:
    """The GOV.UK components' environment. They import each other under their package's name."""
    return Environment(loader=_Prefixed(templates), autoescape=True, auto_reload=False, bytecode_cache=_COMPILED)


class _Prefixed(BaseLoader):
    """The components' templates name each other ``govuk_frontend_jinja/…``; the loader knows them without it."""

    def __init__(self, inner: BaseLoader) -> None:
        self._inner = inner
        self.has_source_access = inner.has_source_access

    def get_source(self, environment: Environment, template: str) -> tuple[str, str | None, Callable[[], bool] | None]:
        return self._inner.get_source(environment, template.removeprefix(f"{_COMPONENTS}/"))

    def load(self, environment: Environment, name: str, globals: Any = None) -> Any:
        return self._inner.load(environment, name.removeprefix(f"{_COMPONENTS}/"), globals)

    def list_templates(self) -> list[str]:
        return self._inner.list_templates()


class Components:
    """``ui.error_summary({…})`` calls the macro ``govukErrorSummary``. Only what a page uses is loaded."""

    def __init__(self, templates: BaseLoader) -> None:
        self._env = component_environment(templates)
        self._macro = cache(self._find)

    def __getattr__(self, name: str) -> Callable[..., Markup]:
        if name.startswith("_"):
            raise AttributeError(name)
        return self._macro(name)

    def _find(self, name: str) -> Callable[..., Markup]:
        template = self._env.get_template(f"components/{name.replace('_', '-')}/macro.html")
        macro = getattr(template.module, f"govuk{name.title().replace('_', '')}")
        return _Kept(macro, typed=name in _TYPED_INTO) if name in _ASKING else partial(_call, macro)


_ASKING: Final = frozenset(
    {"back_link", "button", "checkboxes", "date_input", "input", "radios", "select", "skip_link", "textarea"}
)
"""The components of forms: nine tenths of a page's work is to make them, and most are the same each time."""
_TYPED_INTO: Final = frozenset({"date_input", "input", "textarea"})
_TYPED: Final = f"\ue000{os.urandom(12).hex()}"
_MOST_KEPT: Final = 1_000


class _Kept:
    """A component that is made once for each way in which it is asked for, with holes where people's own words go.

    What somebody typed, and what was wrong with it, is never kept: another one would hold it in memory after them.
    """

    def __init__(self, macro: Callable[..., str], *, typed: bool) -> None:
        self._macro, self._typed, self._made = macro, typed, dict[str, list[str]]()

    def __call__(self, params: Mapping[str, Any] | None = None, **blocks: Any) -> Markup:
        """The component as HTML."""
        asked, typed = _without_words(params or {}) if self._typed else (params or {}, [])
        name = repr(asked)
        if blocks or "errorMessage': {" in name or " at 0x" in name:  # an object without words of its own is not told
            return _call(self._macro, params, **blocks)
        made = self._made.get(name)
        if made is None:
            made = self._macro(asked).split(_TYPED)
            if len(made) != len(typed) + 1:
                return _call(self._macro, params)
            if len(self._made) >= _MOST_KEPT:
                self._made.clear()
            self._made[name] = made
        filled = (part + escape(words) for part, words in zip(made, typed, strict=False))
        return Markup("".join((*filled, made[-1])))  # noqa: S704 - as of the macro; the words in it are escaped


def _without_words(params: Mapping[str, Any]) -> tuple[Mapping[str, Any], list[str]]:
    """The same with a hole for what was typed into a box, or into each box of a day; and what it was."""
    value = params.get("value")
    if isinstance(value, str) and value:
        return {**params, "value": _TYPED}, [value]
    items = params.get("items") or ()
    typed = [each["value"] for each in items if each.get("value")]
    holes = [{**each, "value": _TYPED} if each.get("value") else each for each in items]
    return {**params, "items": holes}, typed


def _call(macro: Callable[..., str], params: Mapping[str, Any] | None = None, **blocks: Any) -> Markup:
    # Autoescape is on in the components' environment, so what a macro returns is already safe.
    return Markup(macro(params or {}, **blocks))  # noqa: S704


class Renderer:
    """Renders our templates. ``shared`` is what every page needs: the organisation, addresses of styles."""

    def __init__(self, shared: Mapping[str, Any]) -> None:
        self._env = environment(loader(_OURS))
        self._env.globals |= {"ui": Components(loader(_COMPONENTS)), **shared}

    def __call__(self, template: str, /, **values: Any) -> str:
        """Render ``pages/contact.html`` with the values it names. Raises jinja2.UndefinedError for one it lacks."""
        return self._env.get_template(template).render(values)


def compile_all(target: Path) -> None:
    """Compile every template into ``target`` (a build step: it takes the compiler off the cold start)."""
    for package, make in ((_OURS, environment), (_COMPONENTS, component_environment)):
        env = make(PackageLoader(package))
        env.compile_templates(target / package, zip=None, ignore_errors=False)
