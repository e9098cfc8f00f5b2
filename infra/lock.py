"""`make lock`: renew every lock from what it is made of, for Python 3.11 and newer on every platform.

A lock holds versions and hashes, and no address of any index: where packages come from is the machine's own business.
"""

import os
import subprocess
import sys
from pathlib import Path

from infra.places import ROOT

LOCKS = ["functions/requirements", "infra/requirements-dev", "infra/requirements-deploy", "infra/requirements-judge"]
OPTIONS = ["--universal", "--python-version=3.11", "--generate-hashes"]
"""One lock for every Python and platform. Addresses of indexes are only written when asked for, and we never ask."""
QUIET = ["--no-annotate", "--no-header", "--quiet"]


def main() -> None:
    """Renew the locks, the functions' first: the tools' follow its versions."""
    uv = Path(sys.executable).parent / "uv"
    environment = {name: value for name, value in os.environ.items() if not name.startswith(("PIP_", "UV_"))}
    for lock in LOCKS:
        command = [str(uv), "pip", "compile", *OPTIONS, *QUIET, "--upgrade", f"{lock}.in", "-o", f"{lock}.txt"]
        if subprocess.run(command, cwd=ROOT, env=environment, check=False).returncode:
            raise SystemExit(f"takepart: {lock}.in cannot be locked")


if __name__ == "__main__":
    main()
