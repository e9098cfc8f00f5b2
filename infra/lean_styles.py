"""Take out of the style sheet the rules that no page can use: the design system styles far more than we show.

Which classes a page may have is derived: from every word in our templates and in the Python beside them, and in the
components of the design system that our templates call, with all that those call. A word that ends in a hyphen or in
two low lines is the beginning of classes that are put together when a page is made, and keeps them all. Rules without a
class stay.
"""

import importlib.util
import re
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import NamedTuple

from infra.places import FUNCTIONS

WEB = FUNCTIONS / "takepart" / "web"
WORD = re.compile(r"[A-Za-z][\w!-]*")
BEGINNING = re.compile(r"(govuk|tp)-.")
CALLED = re.compile(r"\bui\.(\w+)\(")
INCLUDED = re.compile(r"govuk_frontend_jinja/components/([\w-]+)/|[\"']\.\./([\w-]+)/|[\"']components/([\w-]+)/")
CLASS = re.compile(r"\.((?:\\.|[\w-])+)")
WITHOUT = re.compile(r":not\([^()]*\)")
WHOLE = ("@font-face", "@keyframes", "@page", "@charset", "@import", "@property")
"""Rules that hold no rules for parts of a page."""


class Words(NamedTuple):
    """What pages may be made of."""

    whole: frozenset[str]
    beginnings: tuple[str, ...]

    def may_be(self, name: str) -> bool:
        """Whether a page may have this class."""
        return name in self.whole or name.startswith(self.beginnings)


def components() -> Path:
    """The templates of the design system's components."""
    found = importlib.util.find_spec("govuk_frontend_jinja")
    if found is None or found.origin is None:
        raise SystemExit("takepart: govuk_frontend_jinja is not installed: make setup")
    return Path(found.origin).parent / "templates" / "components"


def sources() -> list[Path]:
    """Every file that a page is made from."""
    ours = [*(WEB / "templates").rglob("*.html"), *WEB.rglob("*.py")]
    design = components()
    waiting = {name.replace("_", "-") for file in ours for name in CALLED.findall(file.read_text("utf-8"))}
    reached: set[str] = set()
    theirs: list[Path] = []
    while waiting:
        name = waiting.pop()
        reached.add(name)
        files = sorted(file for file in (design / name).rglob("*") if file.suffix in {".html", ".njk", ".jinja"})
        theirs += files
        said = [each for file in files for found in INCLUDED.findall(file.read_text("utf-8")) for each in found if each]
        waiting |= set(said) - reached
    return sorted(ours) + sorted(theirs)


def words(texts: Iterable[str]) -> Words:
    """The words in some texts, and the beginnings of words that are made there."""
    found = {word for text in texts for word in WORD.findall(text)}
    return Words(
        frozenset(found),
        tuple(sorted(word for word in found if word.endswith(("-", "__")) and BEGINNING.match(word))),
    )


def lean(style: str, used: Words) -> str:
    """The style sheet with the rules that a page of these words can use."""
    return "".join(_kept(re.sub(r"/\*.*?\*/", "", style, flags=re.S), used))


def classes_in(style: str) -> set[str]:
    """Every class that a style sheet has a rule for."""
    return {name for selector in _selectors(re.sub(r"/\*.*?\*/", "", style, flags=re.S)) for name in needed(selector)}


def needed(selector: str) -> set[str]:
    """The classes without which a selector fits nothing: not those that it says must not be there."""
    return {re.sub(r"\\(.)", r"\1", name) for name in CLASS.findall(WITHOUT.sub("", selector))}


def _selectors(style: str) -> Iterator[str]:
    for head, body in _rules(style):
        if head.startswith(WHOLE) or body is None:
            continue
        if head.startswith("@"):
            yield from _selectors(body)
        else:
            yield from _split(head)


def _kept(style: str, used: Words) -> Iterator[str]:
    for head, body in _rules(style):
        if body is None:
            yield f"{head};"
        elif head.startswith(WHOLE):
            yield f"{head}{{{body}}}"
        elif head.startswith("@"):
            inner = "".join(_kept(body, used))
            if inner:
                yield f"{head}{{{inner}}}"
        else:
            fit = [each for each in _split(head) if all(used.may_be(name) for name in needed(each))]
            if fit:
                yield f"{','.join(fit)}{{{body}}}"


def _rules(style: str) -> Iterator[tuple[str, str | None]]:
    """Each rule's head and what is in its braces; a statement that ends in a semicolon has none."""
    at = 0
    while at < len(style):
        end = _next(style, at, "{;")
        head = style[at:end].strip()
        if end >= len(style) or style[end] == ";":
            if head:
                yield head, None
            at = end + 1
            continue
        depth, close = 1, end + 1
        while depth:
            close = _next(style, close, "{}")
            if close >= len(style):
                raise SystemExit(f"takepart: the style sheet ends in the middle of {head[:80]}")
            depth += 1 if style[close] == "{" else -1
            close += 1
        yield head, style[end + 1 : close - 1]
        at = close


def _next(style: str, at: int, wanted: str) -> int:
    """Where one of some characters comes next, outside of words in quotes and of brackets."""
    quote, brackets = "", 0
    while at < len(style):
        each = style[at]
        if each == "\\":
            at += 1
        elif quote:
            quote = "" if each == quote else quote
        elif each in "\"'":
            quote = each
        elif each in "([":
            brackets += 1
        elif each in ")]":
            brackets -= 1
        elif each in wanted and not brackets:
            return at
        at += 1
    return at


def _split(head: str) -> list[str]:
    """The selectors of a rule."""
    found, at = [], 0
    while at <= len(head):
        end = _next(head, at, ",")
        found.append(head[at:end].strip())
        at = end + 1
    return found
