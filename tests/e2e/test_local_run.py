"""`make run` says in one line what keeps it from running, and never shows a traceback."""

import os
import socket
import subprocess
import sys

import pytest

from infra.local.instance import free_port
from infra.places import ROOT
from tests.e2e.stack import PATIENCE


def run(**environment: str) -> subprocess.CompletedProcess[str]:
    """`make run` without make."""
    command = [sys.executable, "-m", "infra.local.run"]
    return subprocess.run(
        command, cwd=ROOT, env=os.environ | environment, capture_output=True, text=True, timeout=PATIENCE, check=False
    )


def assert_one_line(done: subprocess.CompletedProcess[str], words: str) -> None:
    """Exit code 1, and one line that holds `words`."""
    assert done.returncode == 1
    (line,) = done.stderr.splitlines()
    assert words in line


def test_a_port_in_use_is_one_clear_line() -> None:
    """And says how to choose another."""
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]

        assert_one_line(run(PORT=str(port)), f"port {port} is in use")


@pytest.mark.parametrize("port", ["http", "0", "70000", "-1"])
def test_a_port_that_is_none_is_one_clear_line(port: str) -> None:
    """A number from 1 to 65535."""
    assert_one_line(run(PORT=port), "is not a port")


def test_no_python_that_will_do_is_one_clear_line() -> None:
    """The set-up looks for a Python before anything else."""
    found = subprocess.run(
        ["/bin/sh", str(ROOT / "infra" / "find-python.sh")],
        env={"PATH": "/nonexistent", "HOME": "/nonexistent"},
        capture_output=True,
        text=True,
        check=False,
    )

    assert_one_line(found, "install Python 3.13")


def test_a_free_port_is_free() -> None:
    """What the tests and the first run stand on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", free_port()))
