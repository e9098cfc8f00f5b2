"""Where things lie in a checkout."""

import hashlib
from collections.abc import Iterable
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
FUNCTIONS = ROOT / "functions"
TEMPLATE = ROOT / "template.yaml"
BUILD = ROOT / ".build"


def digest_of(files: Iterable[Path]) -> str:
    """One digest of names and bytes: the same for two checkouts of the same commit."""
    whole = hashlib.sha256()
    for file in sorted(files):
        name = file.relative_to(ROOT) if file.is_relative_to(ROOT) else file.name
        whole.update(f"{name}\0{file.stat().st_size}\0".encode() + file.read_bytes())
    return whole.hexdigest()
