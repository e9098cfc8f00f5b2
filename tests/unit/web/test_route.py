"""What every post goes through: a form made for what it is about, a file, a page instead, and words beside a box."""

from __future__ import annotations

import importlib
import pkgutil
import re
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from wtforms.fields.core import UnboundField

import takepart
from takepart.domain.ids import StepId
from takepart.domain.plain_reason import PlainReason
from takepart.domain.refused import Refused
from takepart.use_cases.ports import ChangedMeanwhile
from takepart.web import responses
from takepart.web.forms.base import PageForm, Rules
from takepart.web.forms.fields import Choice, Option, Words
from takepart.web.forms.sheets import form_with_files
from takepart.web.problems import Problem
from takepart.web.requests import FORM, Request, Typed
from takepart.web.route import Answer, Beside, Call, Instead, Press, Route, declared, run
from tests.policies import WIRRAL

BODY = "color=red&delivery=A1"


class PaintForm(PageForm):
    """A colour out of those that are there today."""

    color = Choice("Which colour?", missing="Choose a colour")
    delivery = Words("What came")

    def litres(self) -> int:
        """No box, though a reason names it."""
        return 5


class PaintRefusal(PlainReason):
    """Why there is none."""

    NOT_ENOUGH = "not-enough", "There are not so many litres left", "litres"


class Shop:
    """The least that a route asks of its site."""

    rules = Rules(policy=WIRRAL, today=date(2026, 11, 24))
    colors = ("red", "blue")

    def who(self, request: Request, right: Any, /) -> Any:
        return None

    def press(self, typed: Typed, what: str, /) -> Press:
        return Press(StepId(what))


def in_stock(call: Call[Shop, Any]) -> PaintForm:
    form = PaintForm(call.typed, call.site.rules)
    form.color.offer([Option(value=each, label=each) for each in call.site.colors])
    return form


def page(call: Call[Shop, Any]) -> Answer:
    words = [error for field in call.form for error in field.errors]
    return call.html(f"{call.form.color.typed}: {words}")


def posted(does: Any, *, body: str = BODY, content_type: str = FORM, shop: type[Shop] = Shop, **more: Any) -> Answer:
    route = Route("shop", "POST", "/paint", does, None, PaintForm, page, in_stock, **more)
    request = Request(id="r", method="POST", path="/paint", headers={"content-type": content_type}, sent=body)
    return run(route, shop(), request, {})


def test_a_form_knows_what_its_boxes_depend_on() -> None:
    """One that is not in stock is refused as any wrong answer is, with what was typed."""
    assert posted(lambda call: responses.html(call.form.color.data)).body == "red"

    answer = posted(lambda _: responses.html("sold"), body="color=green")

    assert answer.status_code == 422
    assert "green" in str(answer.body)


def test_words_stand_beside_the_box_that_only_the_step_could_judge() -> None:
    """The page is shown again."""

    def sold_out(_: Call[Shop, PaintForm]) -> Answer:
        raise Beside("color", "Red was sold a moment ago")

    answer = posted(sold_out)

    assert (answer.status_code, answer.body) == (422, "red: ['Red was sold a moment ago']")


def test_a_reason_whose_box_is_no_box_of_this_form_is_a_page() -> None:
    """What a form can do may bear the name of another form's box."""

    def too_much(_: Call[Shop, PaintForm]) -> Answer:
        raise Refused("red", reason=PaintRefusal.NOT_ENOUGH)

    with pytest.raises(Problem) as told:
        posted(too_much)

    assert (told.value.status, told.value.what_to_do) == (409, "There are not so many litres left")


def test_another_page_can_be_the_answer() -> None:
    """Before the form is made, too."""

    def closed(_: Call[Shop, Any]) -> Answer:
        raise Instead(responses.html("closed", status=410))

    assert posted(closed).status_code == 410


def test_another_page_can_be_the_answer_to_who_is_there() -> None:
    """A link that is too old opens a page that says so; nothing that was sent is looked at."""

    class Shut(Shop):
        def who(self, request: Request, right: Any, /) -> Any:
            raise Instead(responses.html("too old", status=410))

    answer = posted(lambda _: responses.html("sold"), shop=Shut)

    assert (answer.status_code, answer.body) == (410, "too old")


def test_a_form_may_send_a_file_where_the_route_says_so() -> None:
    """The file is the box of its name, as text."""
    edge = "--edge"
    parts = [("color", "blue", ""), ("delivery", "B2", '; filename="a.csv"')]
    body = "".join(
        f'{edge}\r\nContent-Disposition: form-data; name="{name}"{extra}\r\n\r\n{value}\r\n'
        for name, value, extra in parts
    )

    answer = posted(
        lambda call: responses.html(call.form.delivery.data),
        body=f"{body}{edge}--\r\n",
        content_type="multipart/form-data; boundary=edge",
        reads=form_with_files,
    )

    assert answer.body == "B2"


class Suspicious(Shop):
    """Takes no form for its own."""

    def press(self, typed: Typed, what: str, /) -> Press:
        raise Problem.bad(f"Which press of {what}?")


def test_a_button_asks_which_press_it_was_but_for_one_that_does_no_harm_twice() -> None:
    """The press is named by the last word of the path."""

    def name(call: Call[Shop, Any]) -> Answer:
        return call.html(str(call.pressed.id) if call.pressed else "none")

    assert posted(name).body == "paint"
    assert posted(name, once=False, shop=Suspicious).body == "none"
    with pytest.raises(Problem):
        posted(name, shop=Suspicious)


def test_what_changed_meanwhile_may_have_another_page_by_now() -> None:
    """The page that a form stands on is asked again, and may say that there is nothing left to do."""

    def gone(_: Call[Shop, Any]) -> Answer:
        raise Instead(responses.html("somebody was quicker", status=409))

    def overtaken(_: Call[Shop, Any]) -> Answer:
        raise ChangedMeanwhile("it")

    route = Route("shop", "POST", "/paint", overtaken, None, PaintForm, gone, in_stock)
    request = Request(id="r", method="POST", path="/paint", headers={"content-type": FORM}, sent=BODY)

    answer = run(route, Shop(), request, {})

    assert (answer.status_code, answer.body) == (409, "somebody was quicker")


def everything() -> list[str]:
    """Import every module, and give their texts."""
    for module in pkgutil.walk_packages(takepart.__path__, "takepart."):
        importlib.import_module(module.name)
    return [path.read_text() for path in Path(takepart.__path__[0]).rglob("*.py")]


def under(kind: type[Any]) -> Iterator[type[Any]]:
    for each in kind.__subclasses__():
        if each.__module__.startswith("takepart."):
            yield each
        yield from under(each)


def reasons() -> Iterator[tuple[str, PlainReason]]:
    """Every reason to refuse something, with its name in full."""
    for kind in under(PlainReason):
        yield from ((f"{kind.__name__}.{name}", reason) for name, reason in kind.__members__.items())


def test_every_reason_is_given_somewhere() -> None:
    """One that no rule gives has words that nobody can read."""
    given = set(re.findall(r"\.([A-Z][A-Z_]+)\b", "\n".join(everything())))

    assert {said for said, reason in reasons() if reason.name not in given} == set()


def test_every_box_that_a_reason_names_is_on_a_form() -> None:
    """Else its words stand beside nothing, and the page is a bare one."""
    everything()
    boxes = {name for form in under(PageForm) for name, field in vars(form).items() if isinstance(field, UnboundField)}

    assert {said: reason.box for said, reason in reasons() if reason.box and reason.box not in boxes} == {}


def test_every_declared_button_has_a_page_for_its_refusal() -> None:
    """Nothing typed is lost, whoever forgets it; and no address is declared twice."""
    everything()
    routes = list(declared())
    assert {"voice-office"} <= {route.part for route in routes}
    assert [
        route.path
        for route in routes
        if route.method == "POST" and route.shown is None and not route.path.startswith("/api/")
    ] == []
    assert len({(route.part, route.method, route.path) for route in routes}) == len(routes)


def test_no_page_can_forget_to_say_that_it_has_changed() -> None:
    """One that shows no words for it would look as if nothing had been sent: it is a page that says so instead."""

    def overtaken(_: Call[Shop, Any]) -> Answer:
        raise ChangedMeanwhile("it")

    route = Route("shop", "POST", "/paint", overtaken, None, PaintForm, lambda _: responses.html("paint"), in_stock)
    request = Request(id="r", method="POST", path="/paint", headers={"content-type": FORM}, sent=BODY)

    with pytest.raises(Problem, match="It has changed since you opened the page"):
        run(route, Shop(), request, {})
