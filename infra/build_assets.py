"""Build what the browser gets: styles compiled by sass and pictures, each under a name that holds its digest.

Of the styles only what our pages can use is left (`lean_styles.py`); what is text lies ready in brotli and gzip.

Everything lands in `functions/takepart/web/static/` beside `manifest.json`, which maps the name a page uses
(`takepart.css`) to the name that is served (`takepart.1f0c….css`), so that a file can be cached for ever.
Runs again only when an input has changed.
"""

import hashlib
import json
import shutil
import tempfile
from pathlib import Path

from infra import lean_styles
from infra.locking import one_at_a_time
from infra.node import lock_of, modules, node
from infra.places import BUILD, FUNCTIONS, digest_of

ASSETS = FUNCTIONS / "takepart" / "web" / "assets"
STATIC = FUNCTIONS / "takepart" / "web" / "static"
PURPOSE = "pages"
"""The folder of `infra/npm/` that names what the pages are made of."""
LEFT_OUT = ".left-out"
"""The classes that lost their rules, for the tests that no page has one of them."""
COMPRESS = Path(__file__).with_name("compress.mjs")
COMPRESSED = {".css", ".js", ".mjs", ".svg", ".txt"}
"""What is text, and lies beside itself in brotli and in gzip. Pictures and fonts are compressed already."""
COPIED = {".js", ".mjs", ".svg", ".png", ".ico", ".webmanifest", ".woff2", ".txt"}


def with_digest(file: Path, name: str) -> str:
    """`takepart.css` → `takepart.1f0c2a9b3d4e.css`: the name changes exactly when the bytes do."""
    stem, dot, suffix = name.rpartition(".")
    return f"{stem}.{hashlib.sha256(file.read_bytes()).hexdigest()[:12]}{dot}{suffix}"


def compile_into(folder: Path, packages: Path) -> dict[str, str]:
    """Write every asset to `folder`, made with npm's `packages`; returns the manifest."""
    plain = folder / "plain"
    plain.mkdir()
    used, left_out = lean_styles.words(file.read_text("utf-8") for file in lean_styles.sources()), set[str]()
    for source in sorted(ASSETS.glob("[!_]*.scss")):
        css = plain / f"{source.stem}.css"
        options = ["--no-source-map", "--style=compressed", "--quiet-deps", f"--load-path={packages}"]
        node(packages / "sass" / "sass.js", *options, str(source), str(css))
        whole = css.read_text("utf-8-sig")  # the mark at its start is told by our Content-Type
        css.write_text(lean_styles.lean(whole, used), "utf-8")
        left_out |= lean_styles.classes_in(whole) - lean_styles.classes_in(css.read_text("utf-8"))
    (folder / LEFT_OUT).write_text("\n".join(sorted(left_out)))
    for source in sorted(p for p in ASSETS.iterdir() if p.suffix in COPIED):
        shutil.copyfile(source, plain / source.name)
    manifest = {file.name: with_digest(file, file.name) for file in sorted(plain.iterdir())}
    for name, served in manifest.items():
        (plain / name).rename(folder / served)
        if Path(name).suffix in COMPRESSED:
            node(COMPRESS, str(folder / served))
    plain.rmdir()
    return manifest


def build() -> Path:
    """Bring `static/` up to date and return it."""
    rules = [lock_of(PURPOSE), Path(__file__), COMPRESS, Path(lean_styles.__file__)]
    inputs = digest_of([*rules, *lean_styles.sources(), *(p for p in ASSETS.rglob("*") if p.is_file())])
    stamp = STATIC / ".inputs-digest"
    with one_at_a_time("assets"):
        packages = modules(PURPOSE)
        if stamp.exists() and stamp.read_text() == inputs:
            return STATIC
        fresh = Path(tempfile.mkdtemp(prefix="static-", dir=BUILD))
        manifest = compile_into(fresh, packages)
        (fresh / "manifest.json").write_text(json.dumps(manifest, indent=1, sort_keys=True) + "\n")
        (fresh / ".inputs-digest").write_text(inputs)
        fresh.chmod(0o755)
        shutil.rmtree(STATIC, ignore_errors=True)
        fresh.rename(STATIC)
    return STATIC


if __name__ == "__main__":
    build()
