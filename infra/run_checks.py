"""`make check`: every check that runs no code of ours; each is run, whatever the others say."""

import os
import subprocess
import sys
from pathlib import Path

from infra.places import FUNCTIONS, ROOT

TOOLS = Path(sys.executable).parent
ENVIRONMENT = os.environ | {"PYTHONPATH": str(FUNCTIONS)}
CHECKS = {
    "style": ["ruff", "check"],
    "format": ["ruff", "format", "--check"],
    "types": ["mypy"],
    "layers": ["lint-imports"],
    "template": ["cfn-lint", "template.yaml", "infra/edge.yaml", "infra/outside.yaml", "infra/deployer.yaml"],
}


def main() -> None:
    """Run the checks; exit code 1 if any has something to say."""
    failed = []
    for name, (tool, *arguments) in CHECKS.items():
        done = subprocess.run(
            [str(TOOLS / tool), *arguments], cwd=ROOT, env=ENVIRONMENT, capture_output=True, text=True, check=False
        )
        print(f"{name:<10}{'fine' if done.returncode == 0 else 'has findings'}", flush=True)
        if done.returncode:
            failed.append(name)
            print(done.stdout + done.stderr)
    if failed:
        raise SystemExit(f"takepart: {', '.join(failed)}: see above")


if __name__ == "__main__":
    main()
