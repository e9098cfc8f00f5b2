"""Asks an IAM engine that is not ours (`@cloud-copilot/iam-simulate`, run and never shipped) what roles may do."""

from __future__ import annotations

import json
import subprocess
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from infra.node import modules, wheel
from infra.rights.requests import Request
from infra.rights.roles import ACCOUNT, Account, Grant

ENGINE = Path(__file__).with_name("judge.mjs")


@dataclass(frozen=True, kw_only=True)
class Verdict:
    """What the engine says to one request: whether it is allowed, and by which grants."""

    request: Request
    allowed: bool
    by: tuple[Grant, ...]


def judge(account: Account, requests: Sequence[Request]) -> list[Verdict]:
    """The engine's answer to each request. Raises ValueError when one is none that AWS would ask."""
    by_id = {(grant.role, grant.id): grant for grant in account.grants}
    roles = sorted({grant.role for grant in account.grants} | {request.role for request in requests})
    statements = {role: [g.statement_of_its_own() for (r, _), g in by_id.items() if r == role] for role in roles}
    asked = {
        "account": ACCOUNT,
        "policies": {role: {"Version": "2012-10-17", "Statement": its} for role, its in statements.items()},
        "resources": account.policies_of_resources(),
        "requests": [request.asked() for request in requests],
    }
    node = wheel() / "bin" / "node"
    done = subprocess.run(
        [str(node), str(ENGINE), str(modules("rights"))],
        input=json.dumps(asked),
        capture_output=True,
        text=True,
        check=False,
    )
    if done.returncode:
        raise RuntimeError(done.stderr)
    answers = json.loads(done.stdout)
    wrong = [f"{request}: {a['error']}" for request, a in zip(requests, answers, strict=True) if "error" in a]
    if wrong:
        raise ValueError("\n".join(wrong))
    return [
        Verdict(request=request, allowed=a["allowed"], by=tuple(by_id[request.role, sid] for sid in a["by"]))
        for request, a in zip(requests, answers, strict=True)
    ]
