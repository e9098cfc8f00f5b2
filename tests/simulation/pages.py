"""The forms of a page, and how somebody fills one in who presses whatever there is."""

from __future__ import annotations

import random
import re
from html.parser import HTMLParser
from typing import Any, Final
from urllib.parse import urljoin

WORDS = ("The buses are late.", "It went well.", "A quieter room, please.", "My dad hits me and I want to die.")
DISCLOSURE = WORDS[-1]
_FORMS: Final = re.compile(r"<form\b.*?</form>", re.DOTALL)


class Form:
    """One form: where it goes, and its boxes."""

    def __init__(self, action: str) -> None:
        self.action = action
        self.hidden: list[tuple[str, str]] = []
        self.buttons: list[tuple[str, str]] = []
        self.choices: dict[str, list[str]] = {}
        self.ticks: list[tuple[str, str]] = []
        self.texts: dict[str, str] = {}

    def filled(self, chance: random.Random) -> list[tuple[str, str]]:
        """Everything that its sender sends."""
        typed = list(self.hidden)
        typed += [(name, _chosen(values, chance)) for name, values in self.choices.items()]
        typed += [tick for tick in self.ticks if chance.random() < 0.7]
        typed += [(name, value or _typed(name, chance)) for name, value in self.texts.items()]
        return typed + ([chance.choice(self.buttons)] if self.buttons else [])


def _chosen(values: list[str], chance: random.Random) -> str:
    """Mostly the first, which is what most people say."""
    return values[0] if chance.random() < 0.6 else chance.choice(values)


def _typed(name: str, chance: random.Random) -> str:
    if "email" in name:
        return f"reader{chance.randrange(12)}@example.com"
    if name in ("website", "url") or "phone" in name:
        return ""
    if name == "name":
        return "Somebody Else"
    return "" if name != "words" and chance.random() < 0.6 else chance.choice(WORDS)


class _Reader(HTMLParser):
    def __init__(self, address: str) -> None:
        super().__init__()
        self._address = address
        self.forms: list[Form] = []
        self._now: Form | None = None
        self._select = ""

    def handle_starttag(self, tag: str, attrs: Any) -> None:
        values = {name: value or "" for name, value in attrs}
        if tag == "form":
            self._now = None
            if values.get("method", "").lower() == "post":
                self._now = Form(urljoin(self._address, values.get("action") or self._address))
                self.forms.append(self._now)
        form, name = self._now, values.get("name", "")
        if form is None or "disabled" in values:
            return
        if tag == "option" and self._select:
            form.choices[self._select].append(values.get("value", ""))
        if not name:
            return
        if tag == "select":
            self._select = name
            form.choices[name] = []
        elif tag == "textarea":
            form.texts[name] = ""
        elif tag == "button":
            form.buttons.append((name, values.get("value", "")))
        elif tag == "input":
            self._box(form, name, values)

    def _box(self, form: Form, name: str, values: dict[str, str]) -> None:
        match values.get("type", "text"):
            case "hidden":
                form.hidden.append((name, values.get("value", "")))
            case "radio":
                form.choices.setdefault(name, []).append(values.get("value", ""))
            case "checkbox":
                form.ticks.append((name, values.get("value", "")))
            case "submit":
                form.buttons.append((name, values.get("value", "")))
            case "file":
                pass
            case _:
                form.texts[name] = values.get("value", "")

    def handle_endtag(self, tag: str) -> None:
        if tag == "form":
            self._now = None
        if tag == "select":
            self._select = ""


def forms_of(page: str, address: str) -> list[Form]:
    """Every form of a page that changes something, with its address on our site."""
    reader = _Reader(address)
    for form in _FORMS.findall(page):  # most of a page is none, and reading it takes long
        reader.feed(form)
    return [form for form in reader.forms if form.action.startswith("/")]
