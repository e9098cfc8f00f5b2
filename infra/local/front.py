"""One address for a browser: the site at its root, and around it what only the local run has.

/mailbox, /mailbox.json    every email sent; each can be made to come back
/local, /local/jobs/NAME   scheduled jobs, run as of any day
/_s3/BUCKET/KEY            the emulator's S3, for uploads and downloads by presigned address
everything else            the HTTP API of the template
"""

import base64
import contextlib
import http.client
import http.server
import json
import re
import socket
import urllib.parse
from collections.abc import Callable
from datetime import date
from http import HTTPStatus
from typing import Any

from infra.local.clients import client
from infra.local.deploy import Stack
from infra.local.instance import Instance
from infra.local.jobs import Job, jobs_page, result_page, run
from infra.local.mailbox import COMES_BACK, mailbox_page, mails, report

S3 = "/_s3"
LARGEST = 6 * 1024 * 1024
"""Bytes that Lambda takes in one request; API Gateway answers 413 to more."""
LARGEST_UPLOAD = 64 * 1024 * 1024
"""Bytes that are read at all; a receipt of up to 10 MB goes to S3."""
LONGEST = 150
"""Seconds to wait for the emulator. API Gateway gives up after 30; here a busy machine is no fault of the service."""
HOP_BY_HOP = {
    "connection",
    "keep-alive",
    "transfer-encoding",
    "te",
    "upgrade",
    "proxy-connection",
    "content-length",
    "date",
    "server",
}


class Front(http.server.ThreadingHTTPServer):
    """The HTTP server of one instance."""

    daemon_threads = True
    request_queue_size = 64

    def __init__(
        self,
        instance: Instance,
        stack: Stack,
        jobs: dict[str, Job],
        *,
        watch: Callable[[], None],
        handler: "type[Handler] | None" = None,
    ) -> None:
        """`watch` is called twice a second, and raises when there is no more reason to serve."""
        self.instance, self.stack, self.jobs, self.watch = instance, stack, jobs, watch
        self.origins = {f"http://{host}:{instance.port}" for host in ("localhost", "127.0.0.1")}
        super().__init__(("127.0.0.1", instance.port), handler or Handler)

    def service_actions(self) -> None:
        """Look whether what we stand in front of is still there."""
        self.watch()


class Handler(http.server.BaseHTTPRequestHandler):
    """Answers one connection's requests."""

    server: Front
    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True
    wbufsize = -1  # an answer leaves in one packet

    def log_message(self, format: str, *args: object) -> None:
        """Print nothing for each request; the terminal is the person's."""

    def handle(self) -> None:
        """Serve until the browser hangs up, which is no error."""
        with contextlib.suppress(ConnectionError, TimeoutError):
            super().handle()

    def route(self) -> None:
        """Send the request where its path belongs."""
        path = urllib.parse.urlsplit(self.path).path
        length = self.headers.get("Content-Length", "0")
        if "Transfer-Encoding" in self.headers or not length.isdecimal() or int(length) > LARGEST_UPLOAD:
            self.close_connection = True  # what follows is not read
            self.answer_json(HTTPStatus.REQUEST_ENTITY_TOO_LARGE, {"message": "Request Entity Too Large"})
            return
        body = self.rfile.read(int(length))
        if path.startswith(f"{S3}/"):
            self.pass_on(self.path.removeprefix(S3), f"127.0.0.1:{self.server.instance.emulator_port}", body)
        elif path in {"/mailbox", "/mailbox.json", "/local"} or path.startswith(("/mailbox/", "/local/")):
            self.local(path, body)
        elif len(body) > LARGEST:
            self.answer_json(HTTPStatus.REQUEST_ENTITY_TOO_LARGE, {"message": "Request Entity Too Large"})
        else:
            self.pass_on(
                self.path,
                f"{self.server.stack.api_id}.execute-api.localhost:{self.server.instance.emulator_port}",
                body,
            )

    do_GET = do_HEAD = do_POST = do_PUT = do_PATCH = do_DELETE = do_OPTIONS = route  # noqa: N815 - names the base class calls

    def pass_on(self, path: str, host: str, body: bytes) -> None:
        """Ask the emulator, and answer what it answers: each header line, in its own case."""
        upstream = http.client.HTTPConnection("127.0.0.1", self.server.instance.emulator_port, timeout=LONGEST)
        try:
            upstream.connect()
            upstream.sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            upstream.putrequest(self.command, path, skip_host=True, skip_accept_encoding=True)
            upstream.putheader("Host", host)
            for name, value in self.headers.items():
                if name.lower() not in HOP_BY_HOP | {"host", "expect"}:
                    upstream.putheader(name, value)
            if body or self.command in {"POST", "PUT", "PATCH"}:
                upstream.putheader("Content-Length", str(len(body)))
            upstream.endheaders(body)
            answer = upstream.getresponse()
            content = answer.read()
        except (OSError, http.client.HTTPException):
            self.answer_json(HTTPStatus.BAD_GATEWAY, {"message": "The emulator does not answer"})
            return
        finally:
            upstream.close()
        kept = [(name, value) for name, value in answer.getheaders() if name.lower() not in HOP_BY_HOP]
        length = answer.getheader("Content-Length") if self.command == "HEAD" else None
        self.answer(answer.status, kept, content, length=length)

    def local(self, path: str, body: bytes) -> None:
        """Answer what exists in the local run only."""
        if self.headers.get("Host") not in {origin.removeprefix("http://") for origin in self.server.origins}:
            self.answer_json(HTTPStatus.MISDIRECTED_REQUEST, {"message": "This page is for the machine it runs on"})
        elif self.command == "POST" and path.startswith("/local/jobs/"):
            self.run_job(path.removeprefix("/local/jobs/"), body)
        elif self.command == "POST" and path.startswith("/mailbox/"):
            self.come_back(path)
        elif self.command not in {"GET", "HEAD"}:
            self.answer_json(HTTPStatus.METHOD_NOT_ALLOWED, {"message": f"{path} answers GET"})
        elif path == "/mailbox":
            self.answer_html(mailbox_page(self.server.instance.mail))
        elif path == "/mailbox.json":
            self.answer_json(HTTPStatus.OK, mails(self.server.instance.mail))
        elif path == "/local":
            self.answer_html(jobs_page(self.server.jobs, date.today()))
        elif path.startswith("/mailbox/"):
            self.attachment(path)
        else:
            self.answer_json(HTTPStatus.NOT_FOUND, {"message": f"There is no {path}"})

    def attachment(self, path: str) -> None:
        """`/mailbox/MAIL/0`: the first file attached to an email, to be saved and never shown as a page."""
        mail, _, number = path.removeprefix("/mailbox/").partition("/")
        found = [m["attachments"] for m in mails(self.server.instance.mail) if m["id"] == mail]
        if not found or not number.isdecimal() or int(number) >= len(found[0]):
            self.answer_json(HTTPStatus.NOT_FOUND, {"message": "There is no such attachment"})
            return
        file = found[0][int(number)]
        named = f"attachment; filename*=UTF-8''{urllib.parse.quote(file['name'])}"
        self.answer(
            200,
            [("Content-Type", "application/octet-stream"), ("Content-Disposition", named)],
            base64.b64decode(file["content"]),
        )

    def is_ours(self) -> bool:
        """Whether one of this machine's own pages sent it; else it is refused."""
        ours = self.headers.get("Origin", self.server.instance.url) in self.server.origins and self.headers.get(
            "Sec-Fetch-Site", "same-origin"
        ) in {"same-origin", "none"}
        if not ours:
            self.answer_json(HTTPStatus.FORBIDDEN, {"message": "This is done from this machine's own pages only"})
        return ours

    def come_back(self, path: str) -> None:
        """`/mailbox/MAIL/bounce`: tell the service, as SES would, that an email came back or was marked as spam."""
        mail, _, what = path.removeprefix("/mailbox/").partition("/")
        file = self.server.instance.mail / f"{mail}.json"
        if not self.is_ours():
            return
        if not mail.isdecimal() or not file.is_file() or what not in COMES_BACK:
            self.answer_json(HTTPStatus.NOT_FOUND, {"message": "There is no such email"})
            return
        client("sqs", self.server.instance).send_message(
            QueueUrl=self.server.stack.names["BouncesQueue"], MessageBody=json.dumps(report(file, what))
        )
        self.answer(HTTPStatus.SEE_OTHER, [("Location", "/mailbox")], b"")

    def run_job(self, name: str, body: bytes) -> None:
        """Run a scheduled job as of the day sent."""
        wants_page = "text/html" in self.headers.get("Accept", "")
        if not self.is_ours():
            return
        if name not in self.server.jobs:
            known = ", ".join(sorted(self.server.jobs))
            self.answer_json(HTTPStatus.NOT_FOUND, {"message": f"There is no job {name!r}: the jobs are {known}"})
            return
        try:
            today = day_sent(self.headers.get_content_type(), body)
        except ValueError as error:
            self.answer_json(HTTPStatus.UNPROCESSABLE_ENTITY, {"message": str(error)})
            return
        status, told = self.ran(self.server.jobs[name], today)
        if wants_page:
            self.answer_html(result_page(told), status)
        else:
            self.answer_json(status, told)

    def ran(self, job: Job, today: date) -> tuple[int, dict[str, Any]]:
        """Run a job by the emulator."""
        return run(job, today, instance=self.server.instance, stack=self.server.stack)

    def answer_html(self, content: bytes, status: int = HTTPStatus.OK) -> None:
        """Answer with a page."""
        self.answer(status, [("Content-Type", "text/html; charset=utf-8"), ("Cache-Control", "no-store")], content)

    def answer_json(self, status: int, content: object) -> None:
        """Answer with data."""
        data = (json.dumps(content, indent=1, ensure_ascii=False) + "\n").encode()
        self.answer(status, [("Content-Type", "application/json"), ("Cache-Control", "no-store")], data)

    def answer(self, status: int, headers: list[tuple[str, str]], content: bytes, *, length: str | None = None) -> None:
        """Write a whole answer; to HEAD, all of it but the content."""
        self.send_response_only(status)
        for name, value in headers:
            self.send_header(name, value)
        if status not in {HTTPStatus.NO_CONTENT, HTTPStatus.NOT_MODIFIED}:
            self.send_header("Content-Length", length or str(len(content)))
        self.end_headers()
        if self.command != "HEAD":
            self.wfile.write(content)
        self.wfile.flush()


def day_sent(content_type: str, body: bytes) -> date:
    """`today=YYYY-MM-DD` of a form or of JSON."""
    try:
        if content_type == "application/json":
            sent = json.loads(body)
            today = sent["today"] if isinstance(sent, dict) else ""
        else:
            today = urllib.parse.parse_qs(body.decode()).get("today", [""])[0]
        if not re.fullmatch(r"\d{4}-\d\d-\d\d", today):
            raise ValueError(today)
        return date.fromisoformat(today)
    except (KeyError, TypeError, ValueError):
        raise ValueError("today: send the day to run the job as of, as YYYY-MM-DD") from None
