"""Somebody with a browser that runs no scripts: opens pages, fills in forms, presses buttons, by real HTTP.

What the demonstration and the measurements use, so that they meet the site exactly as a person does: only fields that
are on the page can be filled, only choices that are offered can be taken, and cookies, redirects and the origin of a
form behave as in a browser.
"""

import http.client
import secrets
import urllib.parse
from dataclasses import dataclass, field
from html.parser import HTMLParser

MOST_REDIRECTS = 10
LONGEST = 160
"""Seconds to wait for an answer."""


class Unexpected(Exception):
    """The site did not do what the story says: an error page, a refused form, a button that is not there."""


@dataclass
class Field:
    """One control: its name, the value it would send now, and what it offers if it is a choice."""

    name: str
    kind: str
    value: str | None
    offers: list[str] = field(default_factory=list)


@dataclass
class Form:
    """A form as it stands on a page."""

    action: str = ""
    method: str = "get"
    multipart: bool = False
    fields: list[Field] = field(default_factory=list)
    buttons: list[tuple[str, str, str]] = field(default_factory=list)
    """Text, name and value of each."""


class Reader(HTMLParser):
    """Collects a page's forms, links, headings and words."""

    def __init__(self) -> None:
        super().__init__()
        self.forms: list[Form] = []
        self.links: list[tuple[str, str]] = []
        self.words: list[str] = []
        self.has_errors = False
        self._inside: list[tuple[str, str, str, list[str]]] = []  # an open a, button, textarea or option, and its words
        self._select: Field | None = None
        self._unseen = False  # inside a style or a script

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Note what a tag adds to the page."""
        a = {name: value or "" for name, value in attrs}
        self.has_errors = self.has_errors or "govuk-error-summary" in a.get("class", "").split()
        self._unseen = tag in {"style", "script"}
        if tag == "form":
            multipart = a.get("enctype") == "multipart/form-data"
            self.forms.append(
                Form(action=a.get("action", ""), method=a.get("method", "get").lower(), multipart=multipart)
            )
        elif tag == "input" and self.forms:
            self._input(a)
        elif tag == "select" and self.forms:
            self._select = Field(a.get("name", ""), "select", None)
            self.forms[-1].fields.append(self._select)
        elif tag in {"a", "button", "textarea", "option"}:
            named = a.get("href", a.get("name", "value" if tag == "option" and "value" in a else ""))
            self._inside.append((tag, named, a.get("value", ""), []))
            if tag == "option" and self._select is not None and ("selected" in a or self._select.value is None):
                self._select.value = a.get("value", "")

    def _input(self, a: dict[str, str]) -> None:
        kind, name, value = a.get("type", "text"), a.get("name", ""), a.get("value", "")
        fields = self.forms[-1].fields
        if kind in {"radio", "checkbox"}:
            same = next((f for f in fields if f.name == name and f.kind == kind), None)
            if same is None:
                fields.append(same := Field(name, kind, None))
            same.offers.append(value or "on")
            if "checked" in a:
                same.value = value or "on"
        elif kind == "submit":
            self.forms[-1].buttons.append((value, name, value))
        elif name:
            fields.append(Field(name, kind, None if kind == "file" else value))

    def handle_data(self, data: str) -> None:
        """Note words, and whose they are."""
        if data.strip() and not self._unseen:
            self.words.append(" ".join(data.split()))
        for _, _, _, words in self._inside:
            words.append(data)

    def handle_endtag(self, tag: str) -> None:
        """Finish a link, a button, a text area or a choice."""
        self._unseen = False
        if tag == "select":
            self._select = None
        if not self._inside or self._inside[-1][0] != tag:
            return
        _, name, value, pieces = self._inside.pop()
        text = " ".join("".join(pieces).split())
        if tag == "a":
            self.links.append((text, name))
        elif tag == "button" and self.forms:
            self.forms[-1].buttons.append((text, name, value))
        elif tag == "textarea" and self.forms:
            self.forms[-1].fields.append(Field(name, "textarea", "".join(pieces).removeprefix("\n")))
        elif tag == "option" and self._select is not None:
            self._select.offers.append(value if name else text)  # an empty value is one, as in a browser


@dataclass(frozen=True)
class Page:
    """What a person has in front of them."""

    url: str
    status: int
    reader: Reader

    @property
    def text(self) -> str:
        """All words on the page."""
        return " ".join(self.reader.words)

    def link(self, words: str) -> str:
        """Where the first link with these words leads."""
        found = next((where for text, where in self.reader.links if words.lower() in text.lower()), None)
        if found is None:
            raise Unexpected(f"{self.url} has no link {words!r}")
        return urllib.parse.urljoin(self.url, found)


class Person:
    """One browser and whoever sits at it."""

    def __init__(self, site: str) -> None:
        self.site = site
        self.page: Page | None = None
        self._cookies: dict[str, str] = {}

    def open(self, where: str) -> Page:
        """Type an address, or follow a link of an email."""
        return self._ask("GET", urllib.parse.urljoin(f"{self.site}/", where), b"", "")

    def press(self, button: str, /, *, file: tuple[str, str, bytes] | None = None, **answers: str | None) -> Page:
        """Fill in the form that has this button and press it. A field named `a-b` is written `a_b`.

        `file` is a name, a content type and the bytes; None as an answer leaves a choice untaken.
        """
        if self.page is None:
            raise Unexpected("no page is open")
        form, (_, name, value) = self._form_with(self.page, button)
        sent = self._filled(form, answers)
        if name:
            sent.append((name, value))
        target = urllib.parse.urljoin(self.page.url, form.action or self.page.url)
        if form.method == "get":
            return self._ask("GET", f"{target.partition('?')[0]}?{urllib.parse.urlencode(sent)}", b"", "")
        if form.multipart:
            content_type, body = multipart(sent, file)
        else:
            content_type, body = "application/x-www-form-urlencoded", urllib.parse.urlencode(sent).encode()
        return self._ask("POST", target, body, content_type)

    def _form_with(self, page: Page, button: str) -> tuple[Form, tuple[str, str, str]]:
        for form in page.reader.forms:
            for each in form.buttons:
                if each[0].lower() == button.lower():
                    return form, each
        offered = ", ".join(repr(b[0]) for form in page.reader.forms for b in form.buttons) or "none"
        raise Unexpected(f"{page.url} has no button {button!r}; it has {offered}")

    def _filled(self, form: Form, answers: dict[str, str | None]) -> list[tuple[str, str]]:
        wanted = dict(answers)
        sent = []
        for each in form.fields:
            key = each.name if each.name in wanted else each.name.replace("-", "_")
            value = wanted.pop(key) if key in wanted else each.value
            if value is not None and each.offers and value not in each.offers:
                raise Unexpected(f"{each.name} offers {', '.join(each.offers)}, and not {value}")
            if value is not None:
                sent.append((each.name, value))
        if wanted:
            has = ", ".join(f.name for f in form.fields)
            raise Unexpected(f"the form has no {', '.join(wanted)}; it has {has}")
        return sent

    def _ask(self, method: str, url: str, body: bytes, content_type: str) -> Page:
        came_from = self.page.url if self.page else ""
        for _ in range(MOST_REDIRECTS):
            parts = urllib.parse.urlsplit(url)
            connection = http.client.HTTPConnection(parts.netloc, timeout=LONGEST)
            headers = {"Accept": "text/html,*/*;q=0.8"}
            if method == "POST":
                headers |= {"Content-Type": content_type, "Origin": self.site, "Sec-Fetch-Site": "same-origin"}
            elif came_from:
                headers |= {"Sec-Fetch-Site": "same-origin"}
            if self._cookies:
                headers["Cookie"] = "; ".join(f"{name}={value}" for name, value in self._cookies.items())
            connection.request(method, parts._replace(scheme="", netloc="", fragment="").geturl() or "/", body, headers)
            answer = connection.getresponse()
            content = answer.read()
            connection.close()
            for line in answer.headers.get_all("Set-Cookie", []):
                name, _, value = line.partition(";")[0].partition("=")
                self._cookies[name.strip()] = value.strip()
            if answer.status not in {301, 302, 303, 307, 308}:
                return self._read(method, url, answer.status, content)
            url = urllib.parse.urljoin(url, answer.headers["Location"])
            if answer.status in {301, 302, 303}:
                method, body = "GET", b""
        raise Unexpected(f"{url} redirects for ever")

    def _read(self, method: str, url: str, status: int, content: bytes) -> Page:
        reader = Reader()
        reader.feed(content.decode(errors="replace"))
        self.page = Page(url, status, reader)
        if status >= 400 or reader.has_errors:
            raise Unexpected(f"{method} {url} answered {status}: {self.page.text[:600]}")
        return self.page


def multipart(fields: list[tuple[str, str]], file: tuple[str, str, bytes] | None) -> tuple[str, bytes]:
    """The content type and the body of a form with a file; the file last, as S3 wants it."""
    boundary = secrets.token_hex(16)
    body = bytearray()
    for name, value in fields:
        body += f'--{boundary}\r\nContent-Disposition: form-data; name="{name}"\r\n\r\n{value}\r\n'.encode()
    if file:
        name, content_type, content = file
        disposition = f'Content-Disposition: form-data; name="file"; filename="{name}"\r\nContent-Type: {content_type}'
        body += f"--{boundary}\r\n{disposition}\r\n\r\n".encode() + content + b"\r\n"
    body += f"--{boundary}--\r\n".encode()
    return f"multipart/form-data; boundary={boundary}", bytes(body)
