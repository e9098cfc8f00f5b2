"""One declaration a route: its part of the site, method, path, right, form, and the page that shows a refusal.

The declarations are data at module level (``declared``): what must hold of every route is tested on them. What a post
goes through is written here and nowhere else: who is it, may they, what did they type, which press is it, do it, and a
refusal beside its box with all that was typed. That it comes from our own page is checked before, in ``web.app``.
Each form carries the name of one attempt, so that a double click, a reload or a lost answer does it once.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from typing import Any, Final, Generic, NamedTuple, Protocol, TypeVar
from urllib.parse import quote

from aws_lambda_powertools.event_handler import Response
from aws_lambda_powertools.event_handler.api_gateway import Router
from wtforms import Field

from takepart.domain.ids import StepId
from takepart.domain.refused import Closed, Refused, SendAgain
from takepart.use_cases.ports import ChangedMeanwhile
from takepart.web import responses
from takepart.web.forms.base import PageForm, Rules
from takepart.web.forms.govuk import error_links
from takepart.web.problems import Problem
from takepart.web.requests import Request, Typed

Answer = Response[str]
CHANGED: Final = "It has changed since you opened the page. Look at it again, then send it again"


class NoForm(PageForm):
    """A button alone."""


class Instead(Exception):
    """Another page is the answer: a link that opens nothing any more, say."""

    def __init__(self, answer: Answer) -> None:
        super().__init__()
        self.answer = answer


class Beside(Exception):
    """One answer needs another try, and its form could not know: ``words`` stand beside its box."""

    def __init__(self, box: str, words: str) -> None:
        super().__init__(box)
        self.box, self.words = box, words


class Press(NamedTuple):
    """Which press of which button, and the version that its page showed, if it said so."""

    id: StepId
    seen: int | None = None


class Site(Protocol):
    """What a route asks of its site: who is there, and which press it was."""

    @property
    def rules(self) -> Rules:
        """What answers are judged by."""

    def who(self, request: Request, right: Any, /) -> Any:
        """Who is there, if they may. Raises Instead, Elsewhere or Problem."""

    def press(self, typed: Typed, what: str, /) -> Press:
        """Which press of the button ``what``. Raises Problem, or Refused for a form that is not ours."""


SiteT = TypeVar("SiteT", bound=Site)
FormT = TypeVar("FormT", bound=PageForm)
_Other = TypeVar("_Other", bound=PageForm)


class Call(Generic[SiteT, FormT]):
    """One call of a route. ``form`` is what was typed, checked; on a page it is blank."""

    form: FormT

    def __init__(self, site: SiteT, request: Request, params: Mapping[str, str], who: Any, typed: Typed) -> None:
        self.site, self.request, self.params, self.who, self.typed = site, request, params, who, typed
        self.pressed: Press | None = None
        self.status = 200
        self.above = ""
        """What needs another try, and no box is to blame for."""

    @property
    def step(self) -> StepId:
        """The press; on a page, that somebody looks."""
        return self.pressed.id if self.pressed else StepId("looking")

    @property
    def seen(self) -> int:
        """The version that the page showed; none at all for a form that does not say, so that it is asked to look."""
        seen = self.pressed.seen if self.pressed else None
        return -1 if seen is None else seen

    def filled(self, kind: type[_Other], starts: Mapping[str, str] | None = None, /, **context: Any) -> _Other:
        """This form as it was typed, with its problems, if it is the one that was sent; else as it ``starts``."""
        return self.form if isinstance(self.form, kind) else kind(starts or Typed(), self.site.rules, **context)

    @property
    def errors(self) -> list[dict[str, Any]]:
        """The summary of what needs another try."""
        above = CHANGED if self.status == 409 else self.above
        return [*([{"text": above, "href": "#main-content"}] if above else []), *error_links([self.form])]

    def html(self, page: str) -> Answer:
        """A page, with the status that the call has come to."""
        return responses.html(page, status=self.status)


class Route(NamedTuple):
    """One declaration."""

    part: str
    """The function that serves it."""
    method: str
    path: str
    does: Callable[[Any], object]
    """What is no answer leads back to the page on which the button stands."""
    right: Any = None
    form: type[PageForm] = NoForm
    shown: Callable[[Any], Answer] | None = None
    """The page that the form stands on: shown again with what was typed when something needs another try."""
    make: Callable[[Any], PageForm] | None = None
    """Fills the form in, where its boxes depend on more than the policy and the day."""
    reads: Callable[[Request], Typed] = Request.form
    """How what was sent is read: a form, one with a small file of text, or JSON as well."""
    once: bool = True
    """Whether its button names each press; not where a second press does no harm."""
    heard: bool = False
    """Whether staff type in it what somebody else says: the door listens to it, as to what people write themselves."""

    @property
    def what(self) -> str:
        """The last word of the path: what a press on it is called."""
        return self.path.rpartition("/")[2]


Does = Callable[[Call[SiteT, FormT]], Answer]
MayAnswer = Callable[[Call[SiteT, FormT]], Answer | None]
_DECLARED: Final[list[Route]] = []


def declared() -> Iterator[Route]:
    """Every route of the modules that were imported, for the tests that hold them against template, roles and maps."""
    return iter(_DECLARED)


def fits(path: str, rule: str) -> bool:
    """Whether an address is one of those that a route is declared for."""
    return re.fullmatch(re.sub(r"<\w+>", "[^/]+", rule), path) is not None


def is_heard(request: Request) -> bool:
    """Whether it goes to a route in which staff type what somebody else says."""
    return any(each.heard and each.method == request.method and fits(request.path, each.path) for each in _DECLARED)


class Routes(Generic[SiteT]):
    """The routes of one module. ``right`` is that of each of them which names none of its own."""

    def __init__(self, part: str, *, right: Any = None) -> None:
        self._part, self._right = part, right
        self._own: list[Route] = []

    def get(self, path: str, *, right: Any = None) -> Callable[[Does[SiteT, NoForm]], Does[SiteT, NoForm]]:
        """Declare a page."""

        def declare(does: Does[SiteT, NoForm]) -> Does[SiteT, NoForm]:
            self._add(Route(self._part, "GET", path, does, right or self._right))
            return does

        return declare

    def post(
        self,
        path: str,
        *,
        form: type[FormT],
        shown: Does[SiteT, Any] | None = None,
        right: Any = None,
        make: Callable[[Call[SiteT, Any]], FormT] | None = None,
        reads: Callable[[Request], Typed] = Request.form,
        once: bool = True,
        heard: bool = False,
    ) -> Callable[[MayAnswer[SiteT, FormT]], MayAnswer[SiteT, FormT]]:
        """Declare what a button does. The page that it stands on, ``shown``, is above it in the file."""

        def declare(does: MayAnswer[SiteT, FormT]) -> MayAnswer[SiteT, FormT]:
            needed = right or self._right
            self._add(Route(self._part, "POST", path, does, needed, form, shown, make, reads, once, heard))
            return does

        return declare

    def buttons(self, shown: Does[SiteT, Any], does: Mapping[str, Callable[[Call[SiteT, NoForm]], object]]) -> None:
        """Declare buttons without boxes, by their addresses."""
        for path, do in does.items():
            self._add(Route(self._part, "POST", path, do, self._right, shown=shown))

    def serve(self, site: SiteT) -> Router:
        """All of them for the resolver, bound to a site."""
        router = Router()  # type: ignore[no-untyped-call]

        def bound(route: Route) -> Callable[..., Answer]:
            def answer(**params: str) -> Answer:
                return run(route, site, router.context["request"], params)  # which ``web.app`` has read and checked

            return answer

        for route in self._own:
            router.route(route.path, method=route.method)(bound(route))
        return router

    def _add(self, route: Route) -> None:
        self._own.append(route)
        _DECLARED.append(route)


def run(route: Route, site: Site, request: Request, params: Mapping[str, str]) -> Answer:
    """One call, from who it is to the answer."""
    try:
        who = site.who(request, route.right)
        return _taken(route, site, Call(site, request, params, who, _typed(route, request)))
    except Instead as instead:  # also of the page that is shown again: it may have nothing to show any more
        return instead.answer


def _taken(route: Route, site: Site, call: Call[Any, Any]) -> Answer:
    try:
        call.form = route.make(call) if route.make else route.form(call.typed, site.rules)
        if route.method == "POST":
            if call.form.problems():
                return _again(route, call, 422)
            if route.once:
                call.pressed = site.press(call.typed, route.what)
        answer = route.does(call)
        return answer if isinstance(answer, Response) else back(call)
    except Beside as beside:
        call.form[beside.box].errors = [beside.words]
        return _again(route, call, 422)
    except ChangedMeanwhile as changed:
        if route.shown is None:
            raise _overtaken() from changed
        return _again(route, call, 409)
    except Refused as refused:
        box = getattr(call.form, refused.reason.box, None) if refused.reason.box else None
        if isinstance(box, Field) and route.shown is not None:  # a form may have a method of that name
            box.errors = [refused.reason.plain]
        elif isinstance(refused, SendAgain) and route.shown is not None:
            call.above = refused.reason.plain
        else:
            raise explained(refused, written=call.form.written) from refused
        return _again(route, call, 422)


def back(call: Call[Any, Any], more: str = "") -> Answer:
    """To the page that the button stands on, whose address is the button's without its last word."""
    return responses.see_other(quote(call.request.path.rpartition("/")[0]) + more)


def _typed(route: Route, request: Request) -> Typed:
    return route.reads(request) if route.method == "POST" else Typed()


def explained(refused: Refused, *, written: tuple[tuple[str, str], ...] = ()) -> Problem:
    """A refusal that no box is to blame for, as a page that shows again what was written."""
    if isinstance(refused, Closed):
        return Problem(403, "This is not open to you", refused.reason.plain, written=written)
    return Problem(409, "That cannot be done", refused.reason.plain, written=written)


def _again(route: Route, call: Call[Any, Any], status: int) -> Answer:
    if route.shown is None:
        raise Problem.bad("Nothing was changed. Go back, load the page again and send it from there.")
    call.status = status
    answer = route.shown(call)
    if status == 409 and CHANGED not in str(answer.body):  # no page can forget to say so
        raise _overtaken()
    return answer


def _overtaken() -> Problem:
    return Problem(409, "It has changed since you opened the page", "Nothing was lost. Go back and look again.")


STEP: Final = "step"
_NAME: Final = re.compile(r"[0-9a-f]{8,64}", re.ASCII)
_VERSION: Final = re.compile(r"[0-9]{1,6}", re.ASCII)


def press_of(typed: Typed, *, before: str) -> Press | None:
    """Which press of which button it was, and the version that its page showed; None for a form that is not ours."""
    name, dash, seen = typed.get(STEP, "").partition("-")
    if not _NAME.fullmatch(name) or (dash and not _VERSION.fullmatch(seen)):
        return None
    return Press(StepId(f"{before}-{name}"), int(seen) if seen else None)
