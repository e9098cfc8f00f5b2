"""Bring up one instance: assets, artefact, emulator, template, in that order; each only as far as something changed."""

import hashlib
import json
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime

from infra import build_artefact, build_assets
from infra.local import example, processes
from infra.local.deploy import Stack, deploy, deployed
from infra.local.front import S3, Front
from infra.local.instance import Instance
from infra.local.jobs import jobs
from infra.local.policies import check_policies
from infra.local.replay import on_its_way_since, replay
from infra.places import TEMPLATE

Say = Callable[[str], None]


def parameters(instance: Instance, version: str) -> dict[str, str]:
    """What the template is deployed with here; those it does not have are left out."""
    return {
        "Stage": "local",
        "SiteUrl": instance.url,
        "FilesUrl": f"{instance.url}{S3}",
        "Sender": "participation@council.example",
        "Protect": "no",
        "TextsFrom": "Takepart",
        "Version": version,
    }


@contextmanager
def up(instance: Instance, say: Say, *, with_example: bool = False) -> Iterator[Front]:
    """A front that is ready to serve, its emulator running behind it; both stop with the block."""
    step = steps(say)
    check_policies()
    build_assets.build()
    step("styles and scripts")
    artefact = build_artefact.local_artefact()
    step("functions")
    since = on_its_way_since(instance)
    with processes.running(instance, artefact) as emulator:
        step("emulator")
        stack = brought_up_to_date(instance, parameters(instance, artefact.stem.rpartition("-")[2]), since=since)
        step("template")
        if with_example:
            example.load(instance, stack)
            step("example organisation")

        def watch() -> None:
            if emulator.poll() is not None:
                raise SystemExit(f"takepart: the emulator has stopped; see {instance.home}/emulator.log")

        with Front(instance, stack, jobs(TEMPLATE), watch=watch) as front:
            yield front


def brought_up_to_date(instance: Instance, wanted: dict[str, str], *, since: datetime | None) -> Stack:
    """Deploy if the template, the code or a parameter changed since the last time; else go on where it stopped."""
    artefact = build_artefact.local_artefact()
    inputs = TEMPLATE.read_bytes() + artefact.name.encode() + json.dumps(wanted, sort_keys=True).encode()
    digest = hashlib.sha256(inputs).hexdigest()
    kept = instance.home / "deployed"
    first_time = not kept.exists()
    if first_time or kept.read_text() != digest:
        stack = deploy(instance, template=TEMPLATE, artefact=artefact, parameters=wanted)
        kept.write_text(digest)
    else:
        stack = deployed(instance)
    if not first_time:
        replay(instance, stack, since=since)
    return stack


def steps(say: Say) -> Callable[[str], None]:
    """A function that tells each finished step with the seconds it took."""
    before = time.monotonic()

    def step(name: str) -> None:
        nonlocal before
        now = time.monotonic()
        say(f"  {name:<20}{now - before:5.1f} s")
        before = now

    return step
