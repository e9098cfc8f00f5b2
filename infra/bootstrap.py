"""Make a virtual environment that holds exactly what a lock file names.

Runs on the machine's own Python, before anything is installed, so it uses the standard library only.
`python infra/bootstrap.py .venv infra/requirements-dev.txt`: does nothing when the environment was made from the same
lock by the same Python.
"""

import hashlib
import subprocess
import sys
import time
import venv
from pathlib import Path


def fingerprint(lock: Path) -> str:
    """What the environment depends on: the lock's bytes and the Python that made it."""
    return hashlib.sha256(lock.read_bytes() + sys.version.encode()).hexdigest()


def install(environment: Path, lock: Path) -> None:
    """Create `environment` anew and install `lock` into it, every file checked against its hash."""
    venv.create(environment, with_pip=True, clear=True)
    pip = [str(environment / "bin" / "python"), "-m", "pip", "--disable-pip-version-check", "install", "--quiet"]
    done = subprocess.run([*pip, "--require-hashes", "-r", str(lock)], capture_output=True, text=True, check=False)
    if done.returncode:
        reason = [line for line in done.stderr.splitlines() if line.startswith("ERROR")] or done.stderr.splitlines()[
            -1:
        ]
        raise SystemExit("takepart: pip could not install {}: {}".format(lock, " ".join(reason)))


def main(environment: Path, lock: Path) -> None:
    """Bring `environment` up to `lock`, telling the person what takes so long."""
    stamp = environment / "ready"
    if not stamp.exists() or stamp.read_text() != fingerprint(lock):
        packages = lock.read_text().count("==")
        print(
            f"Setting up {environment} with Python {sys.version.split()[0]}: {packages} packages, about a minute ...",
            flush=True,
        )
        started = time.monotonic()
        install(environment, lock)
        print(f"  installed in {time.monotonic() - started:.0f} s", flush=True)
    stamp.write_text(fingerprint(lock))


if __name__ == "__main__":
    main(Path(sys.argv[1]), Path(sys.argv[2]))
