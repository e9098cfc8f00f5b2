"""MiniStack 1.5.33 in a process of its own, with what it lacks put right.

    python -m infra.local.emulator HOME PORT

* It can reach no real account: every AWS_* variable is dropped first.
* It listens on 127.0.0.1 only, and starts neither its SFTP nor its MQTT server, which listen everywhere.
* State is saved soon after each write (`checkpoint.py`); an answer of the site leaves after its writes are saved.
* Every email is kept as a file, whole, before SES answers: MiniStack keeps no attachments, nor any over a restart.
* It stops when the process that started it is gone, however that ended: its standard input closes.
* `/health` is the site's own: MiniStack answers it itself, whatever the host.
* Unpacked functions lie in a folder of our own, wiped at the start: MiniStack leaves them behind. They are unpacked
  once and not for each worker (`unpacking.py`).
* Workers are forked from one warm process (`forking.py`), consumers one at a time, with patience (`workers.py`).
"""

import logging
import os
import shutil
import signal
import sys
import threading
from pathlib import Path

from infra.local.checkpoint import Checkpoints, forget_stream_positions
from infra.local.clients import forget_real_accounts
from infra.local.forking import can_fork, fork_workers
from infra.local.gateway import Gateway
from infra.local.instance import REGION
from infra.local.meter import Meter
from infra.local.unpacking import unpack_once
from infra.local.workers import fit


def settings(home: Path, port: int) -> dict[str, str]:
    """MiniStack's own variables."""
    return {
        "GATEWAY_PORT": str(port),
        "BIND_HOST": "127.0.0.1",
        "MINISTACK_REGION": REGION,
        "AWS_DEFAULT_REGION": REGION,
        "AWS_ACCESS_KEY_ID": "test",
        "AWS_SECRET_ACCESS_KEY": "test",
        "PERSIST_STATE": "1",
        "STATE_DIR": str(home / "state"),
        "S3_PERSIST": "1",
        "S3_DATA_DIR": str(home / "s3"),
        "TMPDIR": str(home / "tmp"),
        "SFTP_ENABLED": "0",
        "IOT_MTLS_ENABLED": "0",
        "LOG_LEVEL": "WARNING",
        "DOCKER_HOST": "unix:///nonexistent",
    }


def stop_with_parent() -> None:
    """Stop as by SIGTERM when standard input closes: whoever started us holds its other end."""

    def wait() -> None:
        os.read(0, 1)  # not sys.stdin: its lock, held at the end, would abort the interpreter
        os.kill(os.getpid(), signal.SIGTERM)

    threading.Thread(target=wait, daemon=True).start()


def main(home: Path, port: int) -> None:
    """Serve until stopped."""
    forget_real_accounts()
    shutil.rmtree(home / "tmp", ignore_errors=True)
    for folder in ("state", "s3", "tmp", "mail"):
        (home / folder).mkdir(parents=True, exist_ok=True)
    forget_stream_positions(home / "state")
    os.environ.update(settings(home, port))

    from ministack import app  # read its settings when it is imported
    from ministack.core import lambda_runtime
    from ministack.services import lambda_svc

    unpack_once(lambda_runtime)
    fit(lambda_runtime, lambda_svc)
    if can_fork():
        fork_workers(lambda_runtime, home / "tmp", os.environ.get("ARTEFACT", ""))
    logging.getLogger("persistence").setLevel(logging.WARNING)
    checkpoints = Checkpoints(
        lambda: app.save_all(app._build_persistence_save_dict()), wanted=not os.environ.get("FORGETFUL")
    )
    app.app = Gateway(app.app, checkpoints=checkpoints, mail=home / "mail")
    app._HEALTH_PATHS = ("/_ministack/health",)
    if os.environ.get("METER"):
        app.app = Meter(app.app, count_invocations_of=lambda_runtime.Worker)
    stop_with_parent()
    sys.argv = ["ministack"]
    app.main()


if __name__ == "__main__":
    main(Path(sys.argv[1]), int(sys.argv[2]))
