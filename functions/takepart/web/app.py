"""The one door to every page: reads the request, checks it, finds its route and dresses the answer.

A handler module gives it routers and gets a function that Lambda can call:
``handler = App(routers=[...], security=..., error_page=...)``.
"""

from __future__ import annotations

import traceback
from collections.abc import Callable, Iterable, Mapping
from datetime import datetime, timedelta
from functools import partial
from pathlib import Path
from typing import Any, Final

from aws_lambda_powertools import Logger
from aws_lambda_powertools.event_handler import APIGatewayHttpResolver, Response
from aws_lambda_powertools.event_handler.api_gateway import Router
from aws_lambda_powertools.event_handler.exceptions import NotFoundError

from takepart.use_cases.claims.claim_limit import TooManyClaims
from takepart.use_cases.claims.drafts import DraftChanged, NoSuchDraft
from takepart.use_cases.listening import Danger, Listener, listening, show
from takepart.use_cases.ports import ChangedMeanwhile, NobodyToDecide, NoSuchPage, StoreUnavailable
from takepart.use_cases.stores import DamagedRecord, noticing
from takepart.web import responses
from takepart.web.problems import (
    BROKEN_TITLE,
    BROKEN_WHAT_TO_DO,
    BUSY_TITLE,
    BUSY_WHAT_TO_DO,
    OVERTAKEN_TITLE,
    OVERTAKEN_WHAT_TO_DO,
    Elsewhere,
    Problem,
    plain_page,
)
from takepart.web.requests import MOST_BYTES, Request
from takepart.web.route import fits, is_heard
from takepart.web.security import API, SAFE_METHODS, Security
from takepart.web.sending import sent

logger = Logger()
IN_DANGER: Final = "n="
"""The minute is beside it. Whoever sees the address learns nothing: others may look at the same screen later."""
_SAID_FOR: Final = 10
"""Minutes: an address that is kept, passed on or opened again later says of nobody that they are being fetched."""
_MARKS: Final = ("form", "nonce", "step", "t")
"""The boxes with which a page names each of its forms, and a link its person: a corrected form is the same form."""
ErrorPage = Callable[[Problem, str], str]
"""A problem and the request's reference → an HTML page."""


class _Routes(APIGatewayHttpResolver):
    """The resolver, and which paths it knows, so that a wrong method is told from a wrong address."""

    def __init__(self) -> None:
        super().__init__(enable_validation=False, debug=False)
        self.known: list[tuple[str, str]] = []

    def route(self, rule: str, method: Any, *options: Any, **more: Any) -> Any:
        for each in (method,) if isinstance(method, str) else method:
            self.known.append((each.upper(), rule))
        return super().route(rule, method, *options, **more)

    def methods_of(self, path: str) -> tuple[str, ...]:
        """The methods that some route takes at that path, in no order that matters."""
        found = {method for method, rule in self.known if fits(path, rule)}
        return tuple(sorted(found | ({"HEAD"} if "GET" in found else set())))


class App:
    """Every route behind the same checks. Call it with an HTTP API event (payload 2.0) and Lambda's context."""

    def __init__(
        self,
        *,
        routers: Iterable[Router],
        security: Security,
        error_page: ErrorPage,
        most_bytes: int = MOST_BYTES,
        listener: Listener | None = None,
        begin: Callable[[Request], None] = lambda _: None,
    ) -> None:
        self._security, self._error_page, self._most_bytes = security, error_page, most_bytes
        self.listener, self._begin = listener, begin
        self._request = Request(id="none", method="GET", path="/")
        self._routes = _Routes()
        for router in routers:
            self._routes.include_router(router)
        self._routes.use(middlewares=[self._checked])
        self._routes.not_found(self._missing)
        self._routes.exception_handler(Problem)(self._explain)
        self._routes.exception_handler(Elsewhere)(_go_there)
        for kinds, problem in _EXPLAINED.items():
            self._routes.exception_handler(list(kinds))(partial(self._explain_always, problem))
        self._routes.exception_handler(Exception)(self._broken)

    @property
    def known(self) -> list[tuple[str, str]]:
        """Every (method, path) with a route, for the tests that hold the API's description against the code."""
        return list(self._routes.known)

    def __call__(self, event: Mapping[str, Any], context: Any) -> dict[str, Any]:
        """Answer. Whatever was sent, the answer is never an exception."""
        self._request = request = Request.of(event, most_bytes=self._most_bytes)
        try:
            with noticing(), listening():
                answer = self._routes.resolve(_tidy(event, request), context)
        except Exception as error:
            answer = self._last_resort(error)
        answer["headers"] = self._security.headers(request) | (answer.get("headers") or {})
        answer = sent(answer, request)
        if request.method == "HEAD":
            answer |= {"body": "", "isBase64Encoded": False}
        return answer

    def _checked(self, app: Any, next_middleware: Callable[[Any], Response[str]]) -> Response[str]:
        request = self._request
        app.append_context(request=request)
        self._security.check(request)
        if request.method == "OPTIONS" and request.path.startswith(API):
            return Response(status_code=204, body="")
        self._begin(request)
        if request.method not in SAFE_METHODS:
            _ = request.body  # too big or unreadable: refused before any route starts
        elif self.listener and _said_just_now(request, self.listener.now()):
            show(Danger.TOLD)
        elif self.listener and self.listener.everything and self.listener.hear(request.query.items()):
            show(Danger.UNREAD)  # looking something up changes nothing, so the page says whom to tell
        found = self._heard(request)
        if not found:
            return next_middleware(app)
        show(Danger.TOLD)
        try:
            answer = next_middleware(app)
        except Elsewhere as elsewhere:
            self._tell(found, request)
            raise Elsewhere(self._in_danger(elsewhere.address)) from elsewhere
        except Exception:
            self._tell(found, request)
            raise
        self._tell(found, request)
        if "Location" in answer.headers:
            answer.headers["Location"] = self._in_danger(str(answer.headers["Location"]))
        return answer

    def _heard(self, request: Request) -> tuple[tuple[str, str], ...]:
        """The boxes whose words may mean harm, where anybody can write, or staff type what somebody else says."""
        if self.listener is None or request.method in SAFE_METHODS:
            return ()
        if not (self.listener.everything or is_heard(request)):
            return ()
        return self.listener.hear((name, text) for name, texts in _sent(request).items() for text in texts)

    def _tell(self, found: tuple[tuple[str, str], ...], request: Request) -> None:
        """Raise the alert, whatever came of the request: the words were written."""
        if self.listener is None:
            return
        show(Danger.NOT_TOLD)
        sent = {name: texts[0] for name, texts in _sent(request).items()}
        marks = [sent[name] for name in _MARKS if sent.get(name)]
        press = "\n".join((*marks, *(text for _, text in found))).encode() if marks else request.body
        self.listener.tell(found, sent=sent, path=request.path, press=press)
        show(Danger.TOLD)

    def _in_danger(self, address: str) -> str:
        """One of our addresses, whose page says that somebody is being fetched."""
        if self.listener is None or not address.startswith("/"):
            return address
        before, mark, anchor = address.partition("#")
        path, _, query = before.partition("?")
        return f"{path}?{in_danger(self.listener.now())}{'&' if query else ''}{query}{mark}{anchor}"

    def _missing(self, _error: NotFoundError) -> Response[str]:
        methods = self._routes.methods_of(self._request.path)
        wrong_way = methods and self._request.method not in methods  # else a part of the address is no name of ours
        return self._explain(Problem.not_allowed(methods) if wrong_way else Problem.not_found())

    def _explain_always(self, problem: Callable[[Request], Problem], error: Exception) -> Response[str]:
        if isinstance(error, StoreUnavailable | DraftChanged):
            logger.warning("request put off", request_id=self._request.id, error=type(error).__name__)
        return self._explain(problem(self._request))

    def _last_resort(self, error: Exception) -> dict[str, Any]:
        """The answer when the pages themselves are broken: it needs no template, no policy and no store."""
        request = self._request
        logger.error("no page for it", request_id=request.id, error=type(error).__name__, where=_where(error))
        problem = Problem(500, BROKEN_TITLE, BROKEN_WHAT_TO_DO)
        if _for_program(request):
            answer = responses.problem_json(problem, reference=request.id)
        else:
            answer = responses.html(plain_page(problem, request.id), status=problem.status)
        return {
            "statusCode": answer.status_code,
            "headers": {"Content-Type": answer.content_type or ""},
            "body": answer.body,
            "isBase64Encoded": False,
        }

    def _broken(self, error: Exception) -> Response[str]:
        # The message may hold what somebody typed, so only the kind of error and the place are logged.
        logger.error("request failed", request_id=self._request.id, error=type(error).__name__, where=_where(error))
        return self._explain(Problem(500, BROKEN_TITLE, BROKEN_WHAT_TO_DO))

    def _explain(self, problem: Problem) -> Response[str]:
        request = self._request
        if _for_program(request):
            return responses.problem_json(problem, reference=request.id)
        page = self._error_page(problem, request.id)
        return responses.html(page, status=problem.status, headers=problem.headers)


_EXPLAINED: Final[Mapping[tuple[type[Exception], ...], Callable[[Request], Problem]]] = {
    (StoreUnavailable, DraftChanged): lambda _: Problem(503, BUSY_TITLE, BUSY_WHAT_TO_DO, headers={"Retry-After": "5"}),
    (ChangedMeanwhile,): lambda _: Problem(409, OVERTAKEN_TITLE, OVERTAKEN_WHAT_TO_DO),
    (NoSuchPage,): lambda request: Problem.not_found(f"The list has no such page. Start again at {request.path}."),
    (NoSuchDraft,): lambda _: Problem.gone("We no longer have this claim form", "You can start a new one."),
    (NobodyToDecide,): lambda _: Problem(
        409,
        "There is nobody here who may decide this claim",
        "Nothing was sent. Contact us, and say that you work here too: someone else must look at your claim.",
    ),
    (TooManyClaims,): lambda _: Problem(
        429,
        "Too many claims came from this email address",
        "Nothing is lost: we keep what you typed. Wait an hour, go back, and send it again.",
        headers={"Retry-After": "3600"},
    ),
    (DamagedRecord,): lambda _: Problem.damaged(),
}
"""What each error below a route is, in words. A damaged record is logged where it was read, with its key."""


def _sent(request: Request) -> dict[str, list[str]]:
    """Every field that was sent, as a form or as JSON; nothing when it is neither."""
    try:
        typed = request.fields()
    except Problem:
        return {}
    return {name: typed.getlist(name) for name in typed}


def in_danger(now: datetime) -> str:
    """What an address says whose page tells that somebody is being fetched. Others see nothing in it."""
    return f"{IN_DANGER}{int(now.timestamp()) // 60:x}"


def _said_just_now(request: Request, now: datetime) -> bool:
    said = [part for part in request.query_string.split("&") if part.startswith(IN_DANGER)]
    return any(in_danger(now - timedelta(minutes=ago)) in said for ago in range(_SAID_FOR + 1))


def _for_program(request: Request) -> bool:
    return request.path.startswith(API) and not request.wants_page


def _go_there(error: Elsewhere) -> Response[str]:
    return responses.see_other(error.address)


def _tidy(event: Mapping[str, Any], request: Request) -> dict[str, Any]:
    """The event as the resolver needs it: HEAD is looked up as GET, and nothing it reads is missing."""
    method = "GET" if request.method == "HEAD" else request.method
    http = {"method": method, "path": request.path}
    context = {**(event.get("requestContext") or {}), "stage": "$default", "http": http}
    return {**event, "rawPath": request.path, "headers": dict(request.headers), "requestContext": context}


def _where(error: Exception) -> str:
    frames = traceback.extract_tb(error.__traceback__)[-3:]
    return " < ".join(f"{Path(frame.filename).name}:{frame.lineno}" for frame in reversed(frames))
