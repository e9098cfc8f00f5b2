"""What Python would make out of text at every start, made once when the artefact is built.

A dataclass writes its methods as text and compiles them; a pattern is parsed and compiled: together a third of a start.
The build (`infra/compile_ahead.py`) keeps what was compiled beside this file, under the very text that it came from;
here it is found by that text. A text that is not there, or a Python of another version, is compiled as ever: nothing
can be out of date. From the sources, where nothing was built, nothing happens.
"""

from __future__ import annotations

import _sre  # type: ignore[import-not-found]  # no stubs: it is what `re` compiles with
import gc
import marshal
import re
from _frozen_importlib_external import MAGIC_NUMBER  # importlib.util would cost a start
from collections.abc import Mapping
from typing import Any, Final, NamedTuple

_compiler: Any = vars(re)["_compiler"]
COMPILED: Final = f"{__file__.rpartition('/')[0]}/ahead.bin"
COMPILED_BY: Final = (MAGIC_NUMBER, _sre.MAGIC, _sre.CODESIZE)
"""Which Pythons can run it: those with the same numbers of bytecode and of patterns."""
SELDOM: Final = (50_000, 10, 10)
"""How many things more than before until Python looks for garbage: a start makes 300,000, and throws none away."""


class Ahead(NamedTuple):
    """What was compiled, each marshalled by itself, so that a start unpacks what it uses."""

    methods: Mapping[str, bytes]
    """Code by the text that dataclasses write."""
    patterns: Mapping[tuple[str | bytes, int], bytes]
    """What ``_sre.compile`` is called with, by pattern and flags."""


def read(file: str = COMPILED) -> Ahead | None:
    """What the build left, if it was left by a Python like this one."""
    try:
        with open(file, "rb") as built:  # noqa: PTH123  # pathlib would cost a start
            by, methods, patterns = marshal.load(built)  # noqa: S302  # a file of our own artefact, as its bytecode is
    except FileNotFoundError:
        return None
    return Ahead(methods, patterns) if by == COMPILED_BY else None


def use(ahead: Ahead | None) -> None:
    """From here on, take what was compiled ahead in place of compiling it."""
    if ahead is None:
        return
    gc.set_threshold(*SELDOM)
    as_ever = _compiler.compile

    def pattern(text: Any, flags: int = 0) -> Any:
        ready = ahead.patterns.get((text, flags)) if isinstance(text, (str, bytes)) else None
        return _sre.compile(*marshal.loads(ready)) if ready else as_ever(text, flags)  # noqa: S302  # as above

    def methods(text: str, names: dict[str, Any], found: dict[str, Any]) -> None:
        ready = ahead.methods.get(text)
        exec(marshal.loads(ready) if ready else text, names, found)  # noqa: S102, S302  # what dataclasses do themselves

    _compiler.compile = pattern
    import dataclasses  # it compiles patterns itself as it is imported

    vars(dataclasses)["exec"] = methods
