"""The process that workers are forked from: it has imported what every function needs (`forking.py` starts it).

    python -P zygote.py SOCKET CODE

Started by its path and without this checkout's, so that a function finds what the artefact holds and nothing else. A
module of ours is shared only if importing it read nothing of the environment: each function keeps its own settings.
"""

import gc
import importlib
import json
import os
import pkgutil
import selectors
import signal
import socket
import struct
import sys
import time
import traceback
from contextlib import suppress
from pathlib import Path
from typing import Any

LIBRARIES = (
    "asyncio", "decimal", "email.message", "http.client", "sqlite3", "tomllib", "xml.etree.ElementTree", "zipfile",
    "zoneinfo", "botocore.session", "botocore.client", "botocore.handlers", "botocore.endpoint", "botocore.signers",
    "botocore.httpsession", "pynamodb.connection", "pynamodb.models", "aws_lambda_powertools", "jinja2", "wtforms",
    "aws_lambda_powertools.event_handler", "aws_lambda_powertools.metrics", "aws_lambda_powertools.utilities.batch",
    "icalendar", "holidays", "segno",
)  # fmt: skip
"""Whatever is not installed is left out."""
SERVICES = ("dynamodb", "kms", "sqs", "s3", "sesv2", "scheduler")
"""Whose descriptions botocore reads for 0.05 s each: once for all."""
PACKAGE = "takepart"
HEADER = struct.Struct("!I")
READ_TIMEOUT = 120
"""Seconds that a function waits for the emulator, which may be busy; on AWS it waits 8."""


def preload(code: str) -> None:
    """Import what can be shared: libraries, their data, and our modules that read nothing of the environment."""
    for name in LIBRARIES:
        with suppress(ImportError):
            importlib.import_module(name)
    share_descriptions()
    reads: list[str] = []
    kind: Any = type(os.environ)
    plain = kind.__getitem__

    def noticed(self: Any, key: str) -> Any:
        reads.append(key)
        return plain(self, key)

    kind.__getitem__ = noticed
    sys.path.insert(0, code)
    for found in pkgutil.walk_packages([f"{code}/{PACKAGE}"], f"{PACKAGE}.", onerror=lambda _: None):
        before, reads[:] = set(sys.modules), []
        try:
            importlib.import_module(found.name)
            alike = not reads
        except Exception:  # whoever needs it imports it, and is told why it cannot be
            alike = False
        for name in () if alike else set(sys.modules) - before:
            if name.partition(".")[0] == PACKAGE:
                forget(name)
    kind.__getitem__ = plain
    sys.path.remove(code)


def share_descriptions() -> None:
    """Let every session of botocore use one loader, which has read what our functions need by making a client each."""
    from botocore import loaders, session

    shared = loaders.create_loader()
    loaders.create_loader = session.create_loader = lambda *_: shared
    for service in SERVICES:
        made = session.Session()
        made.set_credentials("x", "x")
        made.create_client(service, "eu-west-2", endpoint_url="http://127.0.0.1:9")


def be_patient() -> None:
    """Let clients wait longer than on AWS, where nothing else runs beside."""
    from botocore.config import Config

    if clients := sys.modules.get(f"{PACKAGE}.adapters.clients"):
        vars(clients)["_CONFIG"] = vars(clients)["_CONFIG"].merge(Config(connect_timeout=30, read_timeout=READ_TIMEOUT))


def note_calls(folder: str) -> None:
    """Write down what functions ask of AWS, for who judges their rights; by its path, as there is no checkout here."""
    from importlib.util import module_from_spec, spec_from_file_location

    spec = spec_from_file_location("calls", Path(__file__).parents[1] / "rights" / "calls.py")
    if spec is None or spec.loader is None:
        raise ImportError("calls")
    calls = module_from_spec(spec)
    spec.loader.exec_module(calls)
    calls.note_calls(Path(folder))


def forget(name: str) -> None:
    """Let a module be imported again."""
    package, _, last = name.rpartition(".")
    sys.modules.pop(name, None)
    if package in sys.modules:
        vars(sys.modules[package]).pop(last, None)


def become_worker(asked: dict[str, Any], ends: list[int]) -> None:
    """In the child: be what the emulator would have started."""
    for number, end in enumerate(ends):
        os.dup2(end, number)
        os.close(end)
    for number in (signal.SIGTERM, signal.SIGINT, signal.SIGCHLD):
        signal.signal(number, signal.SIG_DFL)
    sys.stdin, sys.stdout, sys.stderr = os.fdopen(0, "r"), os.fdopen(1, "w"), os.fdopen(2, "w", buffering=1)
    os.environ.clear()
    os.environ.update(asked["env"])
    time.tzset()
    os.chdir(asked["cwd"])
    sys.argv = [asked["script"]]
    main = {"__name__": "__main__", "__file__": asked["script"]}
    exec(compile(Path(asked["script"]).read_text(), asked["script"], "exec"), main)  # noqa: S102 - the emulator's own


def serve(address: str, code: str) -> None:
    """Fork whenever asked, tell who has ended, and take everybody along when the emulator is gone."""
    preload(code)
    be_patient()
    if folder := os.environ.get("CALLS"):
        note_calls(folder)
    gc.collect()
    gc.freeze()  # a collection in a child would write to every page that it shares
    listener = socket.socket(socket.AF_UNIX)
    listener.bind(address)
    listener.listen(64)
    woken, wake = socket.socketpair()
    for end in (woken, wake):
        end.setblocking(False)
    signal.signal(signal.SIGCHLD, lambda *_: None)
    signal.set_wakeup_fd(wake.fileno())
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    children: dict[int, socket.socket] = {}
    with selectors.DefaultSelector() as selector:
        for source in (listener, woken, sys.stdin.buffer):
            selector.register(source, selectors.EVENT_READ)
        while True:
            ready = {key.fileobj for key, _ in selector.select()}
            if woken in ready:
                with suppress(BlockingIOError):
                    woken.recv(512)
                bury(children)
            if sys.stdin.buffer in ready:  # it closes when the emulator has gone, however that ended
                for pid in children:
                    with suppress(ProcessLookupError):
                        os.kill(pid, signal.SIGKILL)
                return
            if listener in ready:
                fork(listener, children, [woken, wake])


def fork(listener: socket.socket, children: dict[int, socket.socket], ours: list[socket.socket]) -> None:
    """Make the worker that the next connection asks for; the connection stays open as long as it lives."""
    connection, _ = listener.accept()
    head, ends, _, _ = socket.recv_fds(connection, HEADER.size, 3)
    if len(head) < HEADER.size or len(ends) < 3:  # whoever asked has gone
        for end in ends:
            os.close(end)
        connection.close()
        return
    asked = json.loads(connection.recv(HEADER.unpack(head)[0], socket.MSG_WAITALL))
    pid = os.fork()
    if pid == 0:
        signal.set_wakeup_fd(-1)
        try:
            for other in (listener, connection, *ours, *children.values()):
                other.close()
            become_worker(asked, ends)
        except SystemExit:
            os._exit(0)
        except BaseException:
            traceback.print_exc()
            os._exit(1)
        os._exit(0)
    for end in ends:
        os.close(end)
    children[pid] = connection
    with suppress(OSError):
        connection.sendall(HEADER.pack(pid))


def bury(children: dict[int, socket.socket]) -> None:
    """Tell the emulator about each worker that has ended."""
    with suppress(ChildProcessError):
        while True:
            pid, status = os.waitpid(-1, os.WNOHANG)
            if not pid:
                return
            if connection := children.pop(pid, None):
                with suppress(OSError):
                    connection.sendall(HEADER.pack(status))
                connection.close()


if __name__ == "__main__":
    serve(*sys.argv[1:3])
