"""What the GOV.UK components want to know about a form's fields: answers to choose, and links from errors to boxes."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from takepart.web.forms.base import PageForm
from takepart.web.forms.fields import Choice, Day, Ticks

Params = dict[str, Any]


def choices(field: Choice, asks: Mapping[str, str] | None = None) -> list[Params]:
    """The radio buttons of a choice, or its boxes. ``asks`` names, by answer, the box that only this answer needs."""
    items: list[Params] = []
    for option in field.options:
        item: Params = {"value": option.value, "text": option.label, "checked": option.value in _chosen(field)}
        if option.hint:
            item["hint"] = {"text": option.hint}
        if asks and option.value in asks:
            item["attributes"] = {"data-asks": asks[option.value]}
        items.append(item)
    return items


def _chosen(field: Choice) -> tuple[str, ...]:
    return field.ticked if isinstance(field, Ticks) else (field.typed.strip(),)


def drop_down(field: Choice, nothing: str) -> list[Params]:
    """The same answers as a drop-down list that starts with ``nothing``."""
    first: Params = {"value": "", "text": nothing, "selected": not field.typed.strip()}
    return [
        first,
        *({"value": o.value, "text": o.label, "selected": o.value == field.typed.strip()} for o in field.options),
    ]


def choices_of(members: Sequence[Any], ticked: Sequence[str] = ()) -> list[Params]:
    """The members of an enum with ``plain`` words, for a drop-down list or boxes to tick."""
    return [{"value": each.value, "text": each.plain, "checked": each.value in ticked} for each in members]


def _filled_in(field: Day, part: str) -> str:
    return field.autocomplete if field.autocomplete == "off" else f"{field.autocomplete}-{part}"


def date_boxes(field: Day) -> list[Params]:
    """The three boxes of a date, the wrong ones marked, or all for a whole day; a browser may fill in what it knows."""
    return [
        {
            **({"autocomplete": _filled_in(field, part)} if field.autocomplete else {}),
            "name": f"{field.name}-{part}",
            "id": f"{field.id}-{part}",
            "label": part.title(),
            "value": text,
            "classes": f"govuk-input--width-{4 if part == 'year' else 2}"
            + (" govuk-input--error" if field.errors and part in (field.wrong_parts or field.parts) else ""),
        }
        for part, text in field.parts.items()
    ]


def error_links(forms: Sequence[PageForm]) -> list[Params]:
    """The items of the summary on top: each leads to the box that needs another try."""
    links: list[Params] = []
    for form in forms:
        for field in form:
            for message in field.errors[:1]:
                links.append({"text": str(message), "href": f"#{_target(field)}"})
    return links


def _target(field: Any) -> str:
    if isinstance(field, Day):
        return f"{field.id}-{(field.wrong_parts or ('day',))[0]}"
    return str(field.id)
