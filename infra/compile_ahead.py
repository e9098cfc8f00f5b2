"""Do, when the artefact is built, what every start of a function would do again: see `takepart/ahead.py`.

    python -S -P infra/compile_ahead.py FOLDER

Run by the build in an interpreter that has imported nothing yet and finds our code in FOLDER. What Python compiles is
listened to while everything is imported that a function may import: the methods that dataclasses write, and patterns,
ours and those of packages. A pattern that is made later is compiled when it is met, as ever. Policies are read and
checked here, so that one that is broken fails the build and not the first visitor.
"""

from __future__ import annotations

import _sre  # type: ignore[import-not-found]  # as in takepart/ahead.py
import marshal
import re
import sys

TYPE_CHECKING = False
if TYPE_CHECKING:  # nothing may be imported, and compiled unheard, before `listen`
    from pathlib import Path
    from typing import Any

PLAIN = 2
"""Marshal's version without references between objects: the bytes then depend on nothing but the value."""
SERVICES = ("dynamodb", "sqs", "kms", "s3", "sesv2", "scheduler")
"""Whose clients are made, for the patterns that botocore makes with them."""

compiler: Any = vars(re)["_compiler"]
methods: dict[str, bytes] = {}
patterns: dict[tuple[str | bytes, int], bytes] = {}


class Heard:
    """Stands for `_sre` in the compiler of patterns, and keeps what it is called with."""

    def __init__(self) -> None:
        self.last: tuple[Any, ...] = ()

    def __getattr__(self, name: str) -> Any:
        return getattr(_sre, name)

    def compile(self, *arguments: Any) -> Any:
        """Compile, as ever."""
        self.last = arguments
        return _sre.compile(*arguments)


def listen() -> None:
    """From here on, keep everything that is compiled out of text."""
    heard = compiler._sre = Heard()
    compile_pattern = compiler.compile

    def pattern(text: Any, flags: int = 0) -> Any:
        made = compile_pattern(text, flags)
        if isinstance(text, (str, bytes)):
            written, its_flags, code, *groups = heard.last
            plain = (written, int(its_flags), [int(each) for each in code], *groups)  # marshal knows no named numbers
            patterns[text, int(flags)] = marshal.dumps(plain, PLAIN)
        return made

    def method(text: str, names: dict[str, Any], found: dict[str, Any]) -> None:
        code = compile(text, "<string>", "exec", dont_inherit=True)
        methods[text] = marshal.dumps(code, PLAIN)
        exec(code, names, found)  # noqa: S102  # what dataclasses do themselves

    compiler.compile = pattern
    vars(__import__("dataclasses"))["exec"] = method


def import_everything(folder: Path) -> None:
    """Every function, every module of ours, and a client of each service."""
    import importlib
    import pkgutil

    for function in sorted(folder.glob("*.py")):
        importlib.import_module(function.stem)
    for found in pkgutil.walk_packages([str(folder / "takepart")], "takepart."):
        importlib.import_module(found.name)
    for service in SERVICES:
        importlib.import_module("takepart.adapters.clients").client(service)


def read_policies(folder: Path) -> None:
    """Leave each policy beside its file what is read of it."""
    import importlib

    broken_policy: type[Exception] = importlib.import_module("takepart.adapters.policy.file").BrokenPolicy
    ready = importlib.import_module("takepart.adapters.policy.ready")
    for policy in sorted(folder.glob("policies/*.toml")):
        try:
            ready.write(policy)
        except broken_policy as broken:
            raise SystemExit(str(broken)) from broken


def keep(folder: Path) -> None:
    """Write what was heard."""
    from takepart import ahead

    kept = (ahead.COMPILED_BY, dict(sorted(methods.items())), dict(sorted(patterns.items(), key=repr)))
    (folder / "takepart" / ahead.COMPILED.rpartition("/")[2]).write_bytes(marshal.dumps(kept, PLAIN))


def main() -> None:
    """All of it."""
    listen()
    from pathlib import Path

    folder = Path(sys.argv[1])
    import_everything(folder)
    read_policies(folder)
    keep(folder)


if __name__ == "__main__":
    main()
