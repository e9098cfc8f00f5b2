"""One running copy: its address, the emulator's, and the folder that holds its data. Two copies share nothing."""

import socket
from dataclasses import dataclass
from pathlib import Path

from infra.places import ROOT

REGION = "eu-west-2"
STACK = "takepart"


@dataclass(frozen=True, kw_only=True)
class Instance:
    """A copy of the service on this machine, on the loopback interface only."""

    port: int
    emulator_port: int
    home: Path
    kept: bool = True
    """Whether its data is there after a stop, however that comes; one that nobody starts again need not save it."""

    @property
    def url(self) -> str:
        """The address a browser uses."""
        return f"http://localhost:{self.port}"

    @property
    def emulator_url(self) -> str:
        """The address AWS clients use."""
        return f"http://127.0.0.1:{self.emulator_port}"

    @property
    def mail(self) -> Path:
        """The folder with every email sent, one file each."""
        return self.home / "mail"


def free_port() -> int:
    """A port nobody listens on at this moment."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


def is_free(port: int) -> bool:
    """Whether this machine lets us listen on `port`."""
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("127.0.0.1", port))
        except OSError:
            return False
        return True


def on_port(port: int) -> Instance:
    """The copy at `port`, with its data in `.local/<port>/`.

    The emulator's port is chosen once and kept: addresses of queues that hold it are saved with the data.
    """
    home = ROOT / ".local" / str(port)
    home.mkdir(parents=True, exist_ok=True)
    kept = home / "emulator-port"
    if not kept.exists():
        preferred = port + 10_000
        kept.write_text(str(preferred if preferred < 65_536 and is_free(preferred) else free_port()))
    return Instance(port=port, emulator_port=int(kept.read_text()), home=home)
