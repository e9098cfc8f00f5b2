"""`make mutation`: every small change to the rules of money and links, one by one, and which no test notices.

Each change is planted as the bugs of tests/mutants are: no file is changed. The tests of these rules run in a process
of its own until one fails. What survives is written to infra/mutation.md, with its reason from infra/mutation.toml;
one without a reason, and a reason without one, fail. ``python -m infra.mutation money links`` tries those files alone.
"""

import ast
import os
import signal
import sys
import time
import tomllib
from collections.abc import Iterator
from typing import NamedTuple

import pytest

from infra.places import FUNCTIONS, ROOT
from tests.mutants.planting import Planting

DOMAIN = FUNCTIONS / "takepart" / "domain"
WHAT = (
    "money.py",
    "links.py",
    "pricing.py",
    "fee_choice.py",
    "working_days.py",
    "bank_details.py",
    "claims/paying.py",
    "claims/parts.py",
    "batches/*.py",
    "vouchers/*.py",
    "floats/*.py",
)
"""The rules by which money is owed and leaves, and what a link opens."""
TESTS = (
    "tests/unit/domain/test_money.py",
    "tests/unit/domain/test_links.py",
    "tests/unit/domain/test_pricing.py",
    "tests/unit/domain/test_wirral_schedule.py",
    "tests/unit/domain/test_example_policies.py",
    "tests/unit/domain/test_fee_choice.py",
    "tests/unit/domain/test_promise.py",
    "tests/unit/domain/test_bank_details.py",
    "tests/unit/domain/test_basis.py",
    "tests/unit/domain/batches",
    "tests/unit/domain/vouchers",
    "tests/unit/domain/floats",
    "tests/unit/domain/claims/test_paying.py",
    "tests/unit/domain/claims/test_deciding.py",
    "tests/unit/use_cases/money",
    "tests/unit/adapters/money",
    "tests/unit/domain/test_pricing_properties.py",
    "tests/unit/domain/claims/test_claim_properties.py",
)
AT_ONCE = 2
LONGEST = 120
"""Seconds for one change: one that makes something go on for ever is noticed."""
REPORT, REASONS = ROOT / "infra" / "mutation.md", ROOT / "infra" / "mutation.toml"
_SWAPS: dict[type[ast.AST], tuple[str, str]] = {
    ast.Lt: ("<", "<="),
    ast.LtE: ("<=", "<"),
    ast.Gt: (">", ">="),
    ast.GtE: (">=", ">"),
    ast.Eq: ("==", "!="),
    ast.NotEq: ("!=", "=="),
    ast.Is: ("is", "is not"),
    ast.IsNot: ("is not", "is"),
    ast.In: ("in", "not in"),
    ast.NotIn: ("not in", "in"),
    ast.Add: ("+", "-"),
    ast.Sub: ("-", "+"),
    ast.Mult: ("*", "//"),
    ast.FloorDiv: ("//", "*"),
    ast.And: ("and", "or"),
    ast.Or: ("or", "and"),
}


class Change(NamedTuple):
    """One change of one file: where, from what to what, and the whole text with it."""

    file: str
    inside: str
    line: int
    before: str
    after: str
    text: str

    @property
    def name(self) -> str:
        """The same as long as the code is, wherever it stands."""
        return f"{self.file} {self.inside}: {self.before} → {self.after}"


def changes(file: str) -> list[Change]:
    """Every change of a file that can be made."""
    text = (DOMAIN / file).read_text("utf-8")
    return [
        Change(file, inside, node.lineno, ast.unparse(node), after, _with(text, node, after))
        for inside, node in _within(ast.parse(text))
        for after in _others(node)
    ]


def _within(tree: ast.AST, name: str = "") -> Iterator[tuple[str, ast.expr | ast.stmt]]:
    """Everything in the bodies of functions, and what stands in the module or a class by itself; no annotations."""
    for child in ast.iter_child_nodes(tree):
        if isinstance(child, ast.FunctionDef | ast.ClassDef):
            for each in child.body:
                inner = f"{name}.{child.name}".lstrip(".")
                if not isinstance(each, ast.FunctionDef | ast.ClassDef):
                    yield from ((inner, node) for node in _code(each))
            yield from _within(child, f"{name}.{child.name}".lstrip("."))
        elif not name and isinstance(child, ast.Assign | ast.AnnAssign) and child.value:
            yield from (("", node) for node in _code(child.value))


def _code(node: ast.AST) -> Iterator[ast.expr | ast.stmt]:
    if isinstance(node, ast.expr | ast.stmt):
        yield node
    for name, value in ast.iter_fields(node):
        for child in value if isinstance(value, list) else [value]:
            if isinstance(child, ast.AST) and name not in ("annotation", "returns") and not _is_text(child):
                yield from _code(child)


def _is_text(node: ast.AST) -> bool:
    return isinstance(node, ast.JoinedStr)


def _others(node: ast.expr | ast.stmt) -> Iterator[str]:
    """What could stand in its place."""
    match node:
        case ast.Compare(ops=[op]) if type(op) in _SWAPS:
            yield _spelled(node.left, _SWAPS[type(op)][1], node.comparators[0])
        case ast.BinOp(op=op) if type(op) in _SWAPS:
            yield _spelled(node.left, _SWAPS[type(op)][1], node.right)
        case ast.BoolOp(op=op, values=values):
            yield f" {_SWAPS[type(op)][1]} ".join(f"({ast.unparse(each)})" for each in values)
        case ast.UnaryOp(op=ast.Not(), operand=operand):
            yield ast.unparse(operand)
        case ast.Constant(value=bool(value)):
            yield repr(not value)
        case ast.Constant(value=int(value)):
            yield repr(value + 1)
        case ast.Call(func=ast.Name(id="max" | "min" as name)):
            yield ast.unparse(node).replace(name, {"max": "min", "min": "max"}[name], 1)
        case ast.IfExp(test=test, body=body, orelse=orelse):
            yield f"{ast.unparse(body)} if not ({ast.unparse(test)}) else {ast.unparse(orelse)}"
        case ast.Raise() | ast.Expr(value=ast.Call()) | ast.Continue() | ast.Break():
            yield "pass"


def _spelled(left: ast.expr, op: str, right: ast.expr) -> str:
    return f"({ast.unparse(left)}) {op} ({ast.unparse(right)})"


def _with(text: str, node: ast.expr | ast.stmt, after: str) -> str:
    lines = text.encode().splitlines(keepends=True)
    last, column = node.end_lineno or 0, node.end_col_offset or 0
    before = b"".join(lines[: node.lineno - 1]) + lines[node.lineno - 1][: node.col_offset]
    rest = lines[last - 1][column:] + b"".join(lines[last:])
    new = after if isinstance(node, ast.stmt) else f"({after})"
    return (before + new.encode() + rest).decode()


def start(change: Change) -> int:
    """Run the tests with the change, in a copy of this process; its number. It ends with 0 when all of them pass."""
    child = os.fork()
    if child == 0:
        signal.alarm(LONGEST)
        quiet = os.open(os.devnull, os.O_WRONLY)
        os.dup2(quiet, 1)
        os.dup2(quiet, 2)
        sys.meta_path.insert(0, Planting(f"takepart/domain/{change.file}", change.text))
        os._exit(int(pytest.main([*TESTS, "-x", "-q", "-p", "no:cacheprovider", "--hypothesis-seed=0"])))
    return child


def survivors(every: list[Change]) -> Iterator[Change]:
    """Those that no test notices, in the order in which that is known."""
    waiting, running = list(reversed(every)), dict[int, Change]()
    while waiting or running:
        while waiting and len(running) < AT_ONCE:
            change = waiting.pop()
            running[start(change)] = change
        child, status = os.wait()
        change = running.pop(child)
        if os.waitstatus_to_exitcode(status) == 0:
            yield change


def report(survived: list[Change], tried: int, reasons: dict[str, str]) -> str:
    """The page: every change that no test notices, and why that is right."""
    rows = "".join(
        f"| `{each.name.replace('|', '∣')}` | {reasons.get(each.name, 'no reason yet')} |\n" for each in survived
    )
    return (
        "# Small changes to the rules of money and links that no test notices\n\n"
        f"Made by `make mutation`: {tried} changes, {tried - len(survived)} noticed.\n\n"
        "| change | why nothing is lost |\n|---|---|\n" + rows
    )


def main(words: list[str]) -> int:
    """Try all, or those of the files with these words in their names."""
    os.chdir(ROOT)
    there = [str(file.relative_to(DOMAIN)) for pattern in WHAT for file in sorted(DOMAIN.glob(pattern))]
    files = [file for file in there if not words or any(word in file for word in words)]
    every = [change for file in files for change in changes(file)]
    reasons: dict[str, str] = tomllib.loads(REASONS.read_text("utf-8")) if REASONS.exists() else {}
    began = time.monotonic()
    survived = []
    for change in survivors(every):
        survived.append(change)
        print(f"{change.name} (line {change.line}): {reasons.get(change.name, 'NO REASON YET')}", flush=True)
    survived.sort(key=lambda change: every.index(change))
    print(f"{len(every)} changes, {len(survived)} survived, in {time.monotonic() - began:.0f} s")
    if not words:
        REPORT.write_text(report(survived, len(every), reasons), "utf-8")
    names = {change.name for change in survived}
    gone = set() if words else reasons.keys() - names
    for name in sorted(gone):
        print(f"noticed by now, or gone: {name}")
    return 1 if names - reasons.keys() or gone else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
