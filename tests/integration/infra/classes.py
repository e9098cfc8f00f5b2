"""Tells of every dataclass of ours what it is, and of every instance in the policy what it does: run by its path.

python classes.py    prints JSON; our code is found on PYTHONPATH
"""

from __future__ import annotations

import sys

wrote: list[str] = []


def hear(event: str, about: tuple[object, ...]) -> None:
    """Keep the methods that dataclasses write and Python compiles."""
    if event == "compile" and about[1] == "<string>":
        text = about[0]
        wrote.append(text.decode() if isinstance(text, bytes) else str(text))


sys.addaudithook(hear)

import takepart  # noqa: E402, I001  # what was compiled ahead is in use before anything else

import copy  # noqa: E402
import dataclasses  # noqa: E402
import importlib  # noqa: E402
import inspect  # noqa: E402
import json  # noqa: E402
import pickle  # noqa: E402
import pkgutil  # noqa: E402
from collections.abc import Iterator  # noqa: E402
from typing import Any  # noqa: E402

from takepart.adapters.settings import Settings  # noqa: E402


def kinds() -> dict[str, type[Any]]:
    """Every dataclass of ours, by its full name."""
    modules = [importlib.import_module(each.name) for each in pkgutil.walk_packages(takepart.__path__, "takepart.")]
    return {
        f"{kind.__module__}.{kind.__qualname__}": kind
        for module in modules
        for kind in vars(module).values()
        if isinstance(kind, type) and dataclasses.is_dataclass(kind) and kind.__module__.startswith("takepart.")
    }


def constant(value: Any) -> object:
    """A constant of compiled code, without where it lies in memory."""
    if isinstance(value, frozenset):
        return sorted(map(repr, value))
    return value.co_code.hex() if hasattr(value, "co_code") else repr(value)


def code_of(function: Any) -> object:
    """All of a method that a dataclass has written."""
    function = inspect.unwrap(function)
    its = function.__code__
    if its.co_filename != "<string>":
        return "written in the class"
    return [
        *(its.co_code.hex(), its.co_names, its.co_varnames, its.co_freevars, its.co_flags, its.co_exceptiontable.hex()),
        *(its.co_firstlineno, list(its.co_lines()), [constant(each) for each in its.co_consts]),
        *(function.__qualname__, function.__module__, str(inspect.signature(function))),
        *(repr(function.__defaults__), repr(function.__kwdefaults__), sorted(function.__annotations__)),
    ]


def told_of(kind: type[Any]) -> dict[str, object]:
    """A class: its fields and rules, and its methods."""
    own = vars(kind)
    return {
        "fields": [repr(field) for field in kind.__dataclass_fields__.values()],
        "rules": repr(kind.__dataclass_params__),
        "methods": {name: code_of(value) for name, value in own.items() if inspect.isfunction(value)},
        "bases": [base.__qualname__ for base in kind.__mro__],
        "slots": repr(own.get("__slots__")),
        "match": own.get("__match_args__"),
        "hash": own.get("__hash__", "of its base") is None,
        "doc": kind.__doc__,
        "abstract": sorted(getattr(kind, "__abstractmethods__", ())),
    }


def done_by(one: Any) -> dict[str, str]:
    """An instance: what it does when it is compared, changed, copied, kept and read again."""
    name = dataclasses.fields(one)[0].name if dataclasses.fields(one) else "none"
    acts = {
        "repr": lambda: repr(one),
        "equal": lambda: (one == copy.copy(one), one == dataclasses.replace(one), one != copy.copy(one)),
        "other": lambda: one == object(),
        "hash": lambda: hash(one) == hash(copy.copy(one)),
        "pickle": lambda: pickle.loads(pickle.dumps(one)) == one,  # noqa: S301  # its own
        "set": lambda: setattr(one, name, getattr(one, name)),
        "delete": lambda: delattr(copy.copy(one), name),
        "empty": lambda: type(one)(),
        "order": lambda: one < one,
    }
    done = {}
    for what, act in acts.items():
        try:
            done[what] = repr(act())  # type: ignore[no-untyped-call]
        except Exception as error:
            done[what] = f"{type(error).__name__}: {error}"
    return done


def instances(value: Any) -> Iterator[Any]:
    """Every instance of a dataclass in a value."""
    if dataclasses.is_dataclass(value) and not isinstance(value, type):
        yield value
        for field in dataclasses.fields(value):
            yield from instances(getattr(value, field.name))
    elif isinstance(value, (tuple, list)):
        for each in value:
            yield from instances(each)


if __name__ == "__main__":
    settings = Settings()
    whole = (settings.policy(), settings.policy(questions_too=True), settings.assurance())
    told = {
        "classes": {name: told_of(kind) for name, kind in sorted(kinds().items())},
        "does": [done_by(one) for one in instances(whole)],
        "wrote": [text for text in wrote if "__create_fn__" in text],
    }
    sys.stdout.write(json.dumps(told, default=repr))
