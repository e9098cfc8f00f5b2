"""Let packages import less as they start: each of them loads far more than our functions use of it.

Three things are done to a package that is going into the artefact, by its own syntax tree, and each says which package
and why. Nothing is done to what is imported; only when, or (for the compiler of templates) whether.

- `later`: a package's front page imports what it offers when it is asked for (PEP 562), not all of it at once;
- `inside`: a module's import moves into the functions that use it;
- `only`: of a module only some definitions are left, and of two nothing: what is asked of them fails.

An upgrade that does not fit any more fails the build, and the test that starts every function from the artefact.
"""

import ast
import sys
from collections.abc import Collection, Mapping
from pathlib import Path

FRONT_PAGES = (
    "aws_lambda_powertools/__init__.py",  # metrics and tracing, when we log
    "aws_lambda_powertools/event_handler/__init__.py",  # resolvers of six other services; asyncio
    "aws_lambda_powertools/event_handler/openapi/__init__.py",  # documents that we do not serve
    "aws_lambda_powertools/utilities/batch/__init__.py",
    "aws_lambda_powertools/utilities/data_classes/__init__.py",  # forty kinds of events; we get four
    "jinja2/__init__.py",
    "wtforms/__init__.py",
)
INSIDE: Mapping[str, tuple[str, ...]] = {
    "aws_lambda_powertools/utilities/batch/base.py": ("asyncio",),  # we work through a batch one by one
    "botocore/docs/docstring.py": (  # what help() would show
        "DocumentStructure",
        "document_model_driven_method",
        "document_paginate_method",
        "document_wait_method",
    ),
    "jinja2/environment.py": (
        "nodes",
        "generate",
        "Parser",
        "TokenStream",
        "get_lexer",
        "Lexer",
    ),  # templates are compiled
    "urllib3/http2/__init__.py": ("version",),  # how old HTTP/2 is, which is not installed
}
ONLY: Mapping[str, tuple[str, ...]] = {
    "jinja2/nodes.py": ("EvalContext",),
}
INSTEAD: Mapping[str, str] = {
    "botocore/docs/__init__.py": "",  # it writes the manual of botocore
    "holidays/countries/__init__.py": "",  # it imports every country; its registry asks for one
    "jinja2/compiler.py": 'class CodeGenerator:\n    """Templates are compiled when the artefact is built."""\n',
}
LATER = """

def __getattr__(name):
    import importlib
    if name not in _LATER:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    module, its = _LATER[name]
    value = globals()[name] = getattr(importlib.import_module(module, __name__), its)
    return value
"""


def import_less(folder: Path) -> None:
    """All of it, to the packages in `folder`."""
    for name in FRONT_PAGES:
        rewrite(folder / name, later((folder / name).read_text("utf-8"), beside=modules(folder / name)))
    for name, moved in INSIDE.items():
        rewrite(folder / name, inside((folder / name).read_text("utf-8"), moved))
    for name, kept in ONLY.items():
        rewrite(folder / name, only((folder / name).read_text("utf-8"), kept))
    for name, text in INSTEAD.items():
        rewrite(folder / name, text)


def later(source: str, *, beside: Collection[str] = ()) -> str:
    """A front page whose imports of its own package wait until somebody asks for the name.

    What the page itself uses is imported as ever. A name that is also that of a module `beside` it is left out: which
    of the two one gets would depend on what was imported before.
    """
    tree = ast.parse(source)
    own = [node for node in tree.body if isinstance(node, ast.ImportFrom) and node.module and not is_standard(node)]
    used = {node.id for node in ast.walk(tree) if isinstance(node, ast.Name)}
    waiting: dict[str, tuple[str, str]] = {}
    for node in own:
        names = [each for each in node.names if (each.asname or each.name) not in used]
        found = {each.asname or each.name: ("." * node.level + str(node.module), each.name) for each in names}
        waiting |= {name: there for name, there in found.items() if name not in beside}
        node.names = [each for each in node.names if each not in names]
    tree.body = [
        node for node in tree.body if not (node in own and isinstance(node, ast.ImportFrom) and not node.names)
    ]
    return f"{ast.unparse(tree)}\n_LATER = {waiting!r}\n{LATER}"


def inside(source: str, moved: Collection[str]) -> str:
    """A module in which the imports of the names `moved` stand in the functions that use them."""
    tree = ast.parse(source)
    imports: dict[str, ast.Import | ast.ImportFrom] = {}
    for node in [node for node in tree.body if isinstance(node, ast.Import | ast.ImportFrom)]:
        for each in [each for each in node.names if (each.asname or each.name) in moved]:
            alone = [each]
            imports[each.asname or each.name] = (
                ast.Import(alone) if isinstance(node, ast.Import) else ast.ImportFrom(node.module, alone, node.level)
            )
            node.names.remove(each)
        if not node.names:
            tree.body.remove(node)
    if missing := set(moved) - set(imports):
        raise ValueError(f"it does not import {', '.join(sorted(missing))}")
    for function in functions(tree):
        used = {node.id for body in function.body for node in ast.walk(body) if isinstance(node, ast.Name)}
        at = 1 if ast.get_docstring(function, clean=False) is not None else 0
        function.body[at:at] = [imports[name] for name in moved if name in used]
    first = 1 if ast.get_docstring(tree, clean=False) is not None else 0
    tree.body.insert(first, ast.ImportFrom("__future__", [ast.alias("annotations")], 0))  # they name what has moved
    return ast.unparse(ast.fix_missing_locations(tree))


def only(source: str, kept: Collection[str]) -> str:
    """A module with nothing but the definitions `kept`, and the imports that they use."""
    tree = ast.parse(source)
    left = [node for node in tree.body if isinstance(node, ast.ClassDef | ast.FunctionDef) and node.name in kept]
    if len(left) != len(kept):
        raise ValueError(f"it does not define {', '.join(kept)}")
    used = {node.id for each in left for node in ast.walk(each) if isinstance(node, ast.Name)}
    imports = [
        node
        for node in tree.body
        if isinstance(node, ast.Import | ast.ImportFrom) and {each.asname or each.name for each in node.names} & used
    ]
    return ast.unparse(ast.Module([*imports, *left], []))


def functions(tree: ast.Module) -> list[ast.FunctionDef | ast.AsyncFunctionDef]:
    """The functions and methods of a module, without those that stand in one."""
    places: list[ast.AST] = [tree]
    found: list[ast.FunctionDef | ast.AsyncFunctionDef] = []
    while places:
        for node in ast.iter_child_nodes(places.pop()):
            if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
                found.append(node)
            else:
                places.append(node)
    return found


def modules(front_page: Path) -> set[str]:
    """What lies beside a front page."""
    return {each.stem for each in front_page.parent.iterdir()}


def is_standard(node: ast.ImportFrom) -> bool:
    """Whether it imports from Python's own library, which is there anyway."""
    return not node.level and str(node.module).partition(".")[0] in sys.stdlib_module_names


def rewrite(file: Path, text: str) -> None:
    """In place of what pip has put there, which may be linked to its cache."""
    if not file.exists():
        raise SystemExit(f"takepart: {file} is not there any more: see infra/import_less.py")
    file.unlink()
    file.write_text(text, "utf-8")
