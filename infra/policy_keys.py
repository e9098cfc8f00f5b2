"""Write `infra/policy-keys.md`, every key that a policy file can have: `python -m infra.policy_keys`.

Nothing on the page is written by hand. Types, limits and units are the annotations by which the reader reads; what a
key means is the string under its field. A test holds the page equal to what this writes.
"""

import ast
import inspect
import textwrap
from collections.abc import Iterator, Mapping
from datetime import date, time
from decimal import Decimal
from enum import StrEnum
from itertools import pairwise
from typing import Any

import infra.functions_path  # noqa: F401  # finds the service's own package
from infra.places import ROOT
from takepart.adapters.policy.reader import DELIMITERS, EXPENSES, Way, listed, ways
from takepart.domain.assurance.rules import Assurance
from takepart.domain.lines import LineKind
from takepart.domain.money import Money
from takepart.domain.people.equality import Equality, Population
from takepart.domain.policy import Policy
from takepart.domain.policy.paying import AmountFormat, BankColumn, BankFileProfile, DateFormat

PAGE = ROOT / "infra" / "policy-keys.md"
HEAD = """# Every key of a policy file

Made from the types that the file is read into, by `python -m infra.policy_keys`. `make policy FILE=…` checks a file
and names each mistake. A list of tables, like `[[staff]]`, has one table for each.
"""
SECTIONS = (("", Policy), ("equality", Equality), ("[population]", Population), ("assurance", Assurance))
"""The file, and its parts that few functions read: each is read by itself."""
BY_THEMSELVES = {("equality", "populations")}
COMMON = {
    "id": "What the file and what is kept call it. It never changes.",
    "name": "What people call it.",
    "email": "Its mailbox.",
    "phone": "Its telephone number.",
    "starts": "The first day on which it holds.",
    "ends": "The last day on which it holds. Left out: until further notice.",
}
"""What a key of this name means wherever its field says nothing else."""
WRITTEN = {
    "name_of": "an id: small letters, digits, hyphens",
    "email": "an email address",
    "colour": "a colour, like `#00534c`",
    "cells": "a list of cells, as under `[bank_file]` below",
    "pence_a_mile": 'pence a mile, like `"45p"` or `"37.4p"`',
    "month_and_day": 'a month and a day, like `"04-01"`',
    "rows": "a list of rows, each a list of cells",
    "origins": "a list of origins, like `https://www.example.org`",
    "delimiter": "one of " + ", ".join(f"`{each}`".replace("|", "\\|") for each in DELIMITERS),
}
PLAIN: dict[Any, str] = {
    bool: "true or false",
    date: "a day, like `2026-04-06`",
    time: "a time, like `09:00:00`",
    Money: 'an amount, like `"20.00"` or `"55p"`',
    frozenset[int]: "a list of weekdays, `monday` to `friday`",
    Mapping[LineKind, Money]: "a table of amounts under " + ", ".join(f"`{each.value}`" for each in EXPENSES),
    Mapping[str, Decimal]: 'a table of shares in per cent, like `"12.5"`, under the answers\' ids',
    Mapping[str, int]: "a table of whole numbers under the answers' ids",
}


def page() -> str:
    """The whole page."""
    return "\n".join([HEAD, *(line for at, kind in SECTIONS for line in section(at, kind))])


def section(at: str, kind: Any) -> Iterator[str]:
    """One table of the file: its keys, then the tables in it."""
    yield f"## `[{at}]`\n\n{inspect.cleandoc(kind.__doc__).splitlines()[0]}\n" if at else "## At the top\n"
    yield "| key | how it is written | unit | when it is left out | what it means |"
    yield "|---|---|---|---|---|"
    found = [each for each in keys(kind) if (at, each[1].field) not in BY_THEMSELVES]
    for owner, way, with_it in found:
        yield f"| `{way.key}` | {written(way)} | {way.says.unit} | {left_out(way, with_it)} | {meaning(owner, way)} |"
    yield ""
    if kind is BankFileProfile:
        yield cell_words()
    for _, way, _ in found:
        if inner := table_in(way.of):
            path = ".".join(filter(None, [at.strip("[]"), way.key]))
            yield from section(path if inner is way.of else f"[{path}]", inner)


def cell_words() -> str:
    """How a cell of the bank's file is written."""
    columns = ", ".join(f"`{each.value}`" for each in BankColumn)
    dates, amounts = (", ".join(f"`{each.value}`" for each in some) for some in (DateFormat, AmountFormat))
    return f"""A cell is one of {columns}, or a constant: `=99`.
`pay-date:YYDDD` is that day in a format of its own (one of {dates}), `amount:pence` an amount (one of {amounts}),
`sort-code:hyphens` or `sort-code:digits` a sort code, and `name:10` a name cut to ten letters.
`own-sort-code + own-account-number` is one cell of two, `blank*12` twelve cells. What starts with `own-` is in
`[bank_file.own]`. `count` and `total` are for `first_rows` and `last_rows`. Six [common templates](bank_files/) are
there to copy.
"""


def keys(kind: Any, with_it: str = "") -> Iterator[tuple[Any, Way, str]]:
    """Each key of a table, with the type whose field it is, and the key without which it has no place."""
    for way in ways(kind):
        if way.says.flat:
            yield from keys(way.of, way.key if way.optional else "")
        else:
            yield kind, way, "" if way.key == with_it else with_it


def table_in(of: Any) -> Any:
    """The type of the table, or of each of the tables, that a key holds."""
    inner = of if hasattr(of, "__dataclass_fields__") else next(iter(getattr(of, "__args__", ())), None)
    return inner if hasattr(inner, "__dataclass_fields__") and inner is not Money else None


def written(way: Way) -> str:
    """How a key is written, in words."""
    of, says = way.of, way.says
    if says.kind or hasattr(of, "__supertype__"):
        return WRITTEN[says.kind or "name_of"]
    if of in PLAIN:
        return PLAIN[of]
    if of in (int, Decimal):
        least, most = says.least or 0, says.most
        return f"a whole number from {least} to {most:,}" if most else f"a whole number, {least} or more"
    if of is str:
        return f"words, at most {says.most or 80:,} letters"
    if inner := table_in(of):
        if inner is of:
            return "a table"
        few = says.least if says.least is not None else 0 if way.optional else 1
        return f"a list of tables, {few} or more" if few else "a list of tables"
    if isinstance(of, type) and issubclass(of, StrEnum):
        return f"one of `{listed(of)}`".replace(", ", "`, `")
    each = of.__args__[0]
    if isinstance(each, type) and issubclass(each, StrEnum):
        return f"a list of some of `{listed(each)}`".replace(", ", "`, `")
    what = "whole numbers" if each is int else "words"
    at_least = f", each {says.least} or more" if each is int else f", {says.least} or more"
    return f"a list of {what}{at_least if says.least else ''}"


def left_out(way: Way, with_it: str) -> str:
    """What a key is when it is left out, or that it may not be."""
    if not way.optional:
        return f"needed with `{with_it}`" if with_it else "needed"
    if way.says.same_as:
        return f"as `{way.says.same_as}`"
    if isinstance(way.otherwise, bool):
        return str(way.otherwise).lower()
    if way.otherwise is None or way.otherwise in ("", ()) or way.otherwise == {}:
        return "none"
    return "the usual" if table_in(way.of) else f"`{way.otherwise}`"


def meaning(owner: Any, way: Way) -> str:
    """The string under the field, or what its type is, or what keys of its name mean everywhere. Raises LookupError."""
    inner = table_in(way.of)
    kind = inspect.cleandoc(inner.__doc__).splitlines()[0] if inner else ""
    said = strings(owner).get(way.field) or kind or COMMON.get(way.key)
    if not said:
        raise LookupError(f"say what {owner.__name__}.{way.field} means, in a string under it")
    return said.replace("|", "\\|")


def strings(kind: Any) -> dict[str, str]:
    """The string under each field of a class, from its source."""
    (made,) = ast.parse(textwrap.dedent(inspect.getsource(kind))).body
    body = made.body if isinstance(made, ast.ClassDef) else []
    return {
        field.target.id: " ".join(text.value.value.split())
        for field, text in pairwise(body)
        if isinstance(field, ast.AnnAssign) and isinstance(field.target, ast.Name)
        if isinstance(text, ast.Expr) and isinstance(text.value, ast.Constant) and isinstance(text.value.value, str)
    }


if __name__ == "__main__":
    PAGE.write_text(page(), encoding="utf-8")
