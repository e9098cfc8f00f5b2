"""`make pictures`: every page and email of the example organisation, as a phone, a tablet and a desktop show it.

Pages come from their declarations: those whose address needs nothing filled in are opened, each by somebody who may,
and whatever else can be reached from them by a link. Emails are those that the example and two stories have sent. The
contact sheet is .build/pictures/index.html; it is to be looked at, all of it, before a page is called done. PAGES=…
takes those whose address has these words.
"""

from __future__ import annotations

import html
import os
import re
import shutil
import threading
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urlsplit

from playwright.sync_api import Browser, Error, Page, sync_playwright

import infra.functions_path  # noqa: F401 - first, so that takepart is found
from infra.chromium import chromium
from infra.local import example
from infra.local.clients import forget_real_accounts
from infra.local.demo import play
from infra.local.instance import Instance, free_port
from infra.local.mailbox import mails
from infra.local.programme_story import ProgrammeStory
from infra.local.stack import up
from infra.local.voice_story import VoiceStory
from infra.places import BUILD
from tests.e2e.signing_in import by_link
from tests.e2e.stack import RunningStack
from tests.e2e.test_every_declared_page import PLAIN, STAFF, is_office, rule_of

SHEET = BUILD / "pictures"
WIDTHS = {320: 640, 768: 1024, 1280: 800}
"""Of a small phone, a tablet and a desktop, each with the height of its screen: a page is shown whole."""
TALLEST = 6000
"""Pixels of a page that are shown."""
OWN_LINK = re.compile(r"http://localhost:\d+(/(?:my|claims|decide|feedback|complaints|newsletter)\S*)")


class Sheet:
    """Takes the pictures, and lists them on one page."""

    def __init__(self, words: str) -> None:
        self._words, self._rows, self._seen = words, list[str](), set[str]()
        shutil.rmtree(SHEET, ignore_errors=True)
        SHEET.mkdir(parents=True)

    def take(self, page: Page, address: str) -> list[str]:
        """Open an address and take its pictures, once for each declared page; the addresses that it leads to."""
        rule = rule_of(address)
        if not rule or rule in self._seen:
            return []
        page.set_viewport_size({"width": 1280, "height": WIDTHS[1280]})
        try:
            answer = page.goto(address)
        except Error:  # a file to keep, not a page to look at
            return []
        if answer is None or answer.status == 403 or "text/html" not in answer.headers.get("content-type", ""):
            return []
        self._seen.add(rule)
        links: list[str] = page.eval_on_selector_all("main a[href^='/']", "all => all.map(a => a.getAttribute('href'))")
        if self._words in rule:
            self._pictures(page, rule)
        return links

    def email(self, page: Page, mail: dict[str, object]) -> None:
        """One of each subject, whoever it went to."""
        kind = "email: " + re.sub(r"[\d-]{2,}|[A-Z0-9]{4}-\S+", "…", str(mail["subject"]))
        if kind in self._seen or not mail.get("html") or self._words not in kind:
            return
        self._seen.add(kind)
        page.set_content(str(mail["html"]))
        self._pictures(page, kind)

    def _pictures(self, page: Page, name: str) -> None:
        files = []
        for width, height in WIDTHS.items():
            page.set_viewport_size({"width": width, "height": height})
            tall = min(int(page.evaluate("document.documentElement.scrollHeight")), TALLEST)
            file = f"{len(self._rows):03}-{width}.png"
            clip = {"x": 0, "y": 0, "width": width, "height": max(tall, height)}
            page.screenshot(path=SHEET / file, full_page=True, clip=clip)  # type: ignore[arg-type]  # a dict is one
            screens = tall / height
            files.append(f'<figure><img src="{file}" width="{width // 3}" loading="lazy" alt="">'
                         f"<figcaption>{width} px, {screens:.1f} screens</figcaption></figure>")  # fmt: skip
        self._rows.append(f"<h2>{html.escape(name)}</h2><div>{''.join(files)}</div>")
        print(name, flush=True)

    def write(self) -> Path:
        """The contact sheet."""
        style = "body{font:16px sans-serif}div{display:flex;align-items:start;gap:1rem}img{border:1px solid}"
        file = SHEET / "index.html"
        file.write_text(
            f'<!doctype html><html lang="en"><meta charset="utf-8"><title>Contact sheet</title><style>{style}</style>'
            + "".join(self._rows)
        )
        return file


def browsers(stack: RunningStack, browser: Browser) -> Iterator[tuple[Page, list[str]]]:
    """Whoever looks, and where they begin: the public, then staff who may open every part of the office."""
    page = browser.new_context(base_url=stack.url, locale="en-GB").new_page()
    own = [link for mail in stack.mails() for link in OWN_LINK.findall(mail["text"])]
    yield page, [*(each.path for each in PLAIN if not is_office(each)), *own]
    for email in STAFF:
        page = browser.new_context(base_url=stack.url, locale="en-GB").new_page()
        by_link(stack, page, email)
        yield page, [each.path for each in PLAIN if is_office(each)]


def walk(sheet: Sheet, page: Page, to_open: list[str]) -> None:
    """Every page from there on; links to one's own part are followed as far as they lead."""
    waiting, opened = list(reversed(to_open)), set[str]()
    while waiting:
        address = waiting.pop().rstrip(".,)")
        if address in opened:
            continue
        opened.add(address)
        links = sheet.take(page, address)
        waiting += [link for link in links if urlsplit(link).path != "/office/sign-out" and link not in opened]


def main() -> None:
    """Start a copy with the example, play two stories on it, and look at everything."""
    forget_real_accounts()
    sheet, home = Sheet(os.environ.get("PAGES", "")), BUILD / "pictures-home"
    shutil.rmtree(home, ignore_errors=True)
    home.mkdir(parents=True)
    instance = Instance(port=free_port(), emulator_port=free_port(), home=home, kept=False)
    found = chromium()
    with up(instance, lambda line: print(line, flush=True)) as front, sync_playwright() as playwright:
        threading.Thread(target=front.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True).start()
        stack = RunningStack(front=front)
        for story in (ProgrammeStory(stack.url), VoiceStory(stack.url)):
            play(story)
        example.load(instance, front.stack)
        browser = playwright.chromium.launch(
            executable_path=found.program, env={**os.environ, **found.environment}, args=["--no-sandbox"]
        )
        for page, begin in browsers(stack, browser):
            walk(sheet, page, begin)
        page = browser.new_page()
        for mail in reversed(mails(instance.mail)):
            sheet.email(page, dict(mail))
        browser.close()
        front.shutdown()
    shutil.rmtree(home, ignore_errors=True)
    print(f"\nLook at all of it: {sheet.write()}")


if __name__ == "__main__":
    main()
