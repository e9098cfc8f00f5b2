"""The policies that are shipped: a broken one stops the local run before anything has started."""

import infra.functions_path  # noqa: F401 - first, so that takepart is found
from infra.places import FUNCTIONS
from takepart.adapters.policy.file import BrokenPolicy, load


def check_policies() -> None:
    """Read every shipped policy. Raises SystemExit with each problem, one a line."""
    found: list[str] = []
    for file in sorted((FUNCTIONS / "policies").glob("*.toml")):
        try:
            load(file)
        except BrokenPolicy as broken:
            found += broken.problems
    if found:
        raise SystemExit("\n".join(found))
