"""`make policy FILE=…`: whether a policy file is right, or every reason why not, one a line."""

import sys
from pathlib import Path

import infra.functions_path  # noqa: F401 - first, so that takepart is found
from infra.places import FUNCTIONS
from takepart.adapters.policy_file import BrokenPolicy, load

POLICIES = FUNCTIONS / "policies"


def problems(file: Path) -> tuple[str, ...]:
    """What is wrong with the file, as `file: key: what is wrong, what is allowed`; nothing when it is right."""
    try:
        load(file)
    except BrokenPolicy as broken:
        return broken.problems
    return ()


def check_all() -> None:
    """Every policy that is shipped. Raises SystemExit with the problems."""
    found = [problem for file in sorted(POLICIES.glob("*.toml")) for problem in problems(file)]
    if found:
        raise SystemExit("\n".join(found))


def main(file: str) -> None:
    """Check one file; exit code 1 when it is broken."""
    if not file:
        raise SystemExit("takepart: name a policy file: make policy FILE=functions/policies/wirral.toml")
    if found := problems(Path(file)):
        raise SystemExit("\n".join(found))
    policy = load(file)
    print(f"{Path(file).name}: right. {policy.organisation.name}, {len(policy.activity_types)} activities")


if __name__ == "__main__":
    main(sys.argv[1] if len(sys.argv) > 1 else "")
