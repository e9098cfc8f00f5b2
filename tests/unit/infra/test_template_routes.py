"""The template and the declared routes say the same: whatever is declared is reached, and no address leads nowhere."""

from __future__ import annotations

import re

import pytest

from takepart.web.route import Route
from tests.declared import filled, function_of, name_of, routes
from tests.template import events

EVENTS = {event["Path"]: (function, event) for function, _, event in events("HttpApi")}
"""By their address: no two functions have the same."""


def leads_to(address: str) -> str:
    """The address of the template that API Gateway chooses: the exact one, else the longest that begins alike."""
    fits = [path for path in EVENTS if re.fullmatch(re.escape(path).replace(r"\{proxy\+\}", ".+"), address)]
    return max(fits, key=lambda path: ("{" not in path, len(path)), default="")


def test_each_address_stands_in_the_template_once_and_takes_every_method() -> None:
    """The function itself answers a wrong method, with a page that says so."""
    assert len(EVENTS) == len(events("HttpApi"))
    assert {event["Method"] for _, event in EVENTS.values()} == {"ANY"}


@pytest.mark.parametrize("route", routes(), ids=name_of)
def test_a_declared_route_is_reached_by_its_own_function(route: Route) -> None:
    """One whose address the template gives to another function, or to none, would be a page that is not there."""
    path = leads_to(filled(route))

    assert path, f"no event of template.yaml leads to {route.path}"
    assert EVENTS[path][0] == function_of(route), f"{path} leads to another function than {route.part}"


@pytest.mark.parametrize("path", sorted(EVENTS))
def test_an_address_of_the_template_leads_to_a_declared_route(path: str) -> None:
    """Else it is open for nothing."""
    assert path in {leads_to(filled(route)) for route in routes()}
