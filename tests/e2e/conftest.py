"""One stack and one browser for all end-to-end tests that a process runs."""

import base64
import os
import threading
from collections.abc import Callable, Iterator
from functools import wraps
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Error, Page, expect, sync_playwright

from infra.chromium import chromium
from infra.local.clients import forget_real_accounts
from infra.local.instance import Instance, free_port
from infra.local.stack import up
from infra.rights.calls import FOLDER, note_calls
from infra.run_tests import HERE
from tests.e2e.stack import PATIENCE, RunningStack
from tests.service import RunningHere, a_service, running

CHROMIUM_FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
_SWAPPING = "Not attached to an active page"
"""What Chromium answers while the page that was led to takes the place of the one before: nothing was done."""


def _once_it_is_there(act: Callable[..., Any]) -> Callable[..., Any]:
    """A button of the browser, pressed again where it came between two pages: as somebody does, who is that fast."""

    @wraps(act)
    def press(page: Page, **options: Any) -> Any:
        try:
            return act(page, **options)
        except Error as error:
            if _SWAPPING not in str(error):
                raise
            page.wait_for_load_state()
            return act(page, **options)

    return press


for _button in ("reload", "go_back", "go_forward"):
    setattr(Page, _button, _once_it_is_there(getattr(Page, _button)))


@pytest.fixture(scope="session")
def stack(tmp_path_factory: pytest.TempPathFactory) -> Iterator[RunningStack]:
    """The real template, deployed to an emulator of its own, with nothing in it yet."""
    forget_real_accounts()
    home = tmp_path_factory.mktemp("stack")
    if os.environ.get(HERE):
        note_calls(Path(os.environ[FOLDER]), running)
        with a_service(home / "here") as here:
            yield RunningHere(front=here)
        return
    instance = Instance(port=free_port(), emulator_port=free_port(), home=home, kept=False)
    with up(instance, lambda _line: None) as front:
        serving = threading.Thread(target=front.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True)
        serving.start()
        yield RunningStack(front=front)
        front.shutdown()
        serving.join()


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """A real browser, without a window."""
    found = chromium()
    expect.set_options(timeout=1_000 * PATIENCE)
    with sync_playwright() as playwright:
        started = playwright.chromium.launch(
            executable_path=found.program, env={**os.environ, **found.environment}, args=CHROMIUM_FLAGS
        )
        yield started
        started.close()


@pytest.fixture
def page(browser: Browser, stack: RunningStack) -> Iterator[Page]:
    """A tab of a person who has never been here: `page.goto("/claims/new")`."""
    context = browser.new_context(base_url=stack.url, locale="en-GB", timezone_id="Europe/London")
    context.set_default_timeout(1_000 * PATIENCE)
    yield context.new_page()
    context.close()


@pytest.fixture
def page_without_scripts(browser: Browser, stack: RunningStack) -> Iterator[Page]:
    """The same in a browser that runs no scripts."""
    context = browser.new_context(base_url=stack.url, locale="en-GB", java_script_enabled=False)
    context.set_default_timeout(1_000 * PATIENCE)
    yield context.new_page()
    context.close()


@pytest.fixture
def receipt(tmp_path: Path) -> Path:
    """A photo of a receipt, as small as a PNG can be."""
    photo = tmp_path / "receipt.png"
    photo.write_bytes(base64.b64decode(PNG))
    return photo


PNG = "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg=="
