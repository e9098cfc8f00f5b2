"""What could not be done: why, and a button that lets it go again. What people said has a page of its own."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Protocol, TypeVar

from takepart.web import responses
from takepart.web.problems import Problem
from takepart.web.route import Answer, Call, NoForm, Routes, Site

if TYPE_CHECKING:
    from collections.abc import Callable

    from takepart.use_cases.claims.ports import Claims
    from takepart.use_cases.stuck import Failures, Work


class Keeps(Site, Protocol):
    """A part of the office that can see what was given up."""

    @property
    def failures(self) -> Callable[[], Failures]:
        """What was given up, made when it is asked for."""

    def html(self, call: Call[Any, Any], template: str, /, **values: object) -> Answer:
        """One of its pages."""


KeepsT = TypeVar("KeepsT", bound=Keeps)


def stuck_pages(
    routes: Routes[KeepsT],
    path: str,
    *,
    section: str,
    claims: Callable[[KeepsT], Claims] | None = None,
    days_only: bool = False,
) -> Routes[KeepsT]:
    """The page and its buttons; ``section`` is its place in the menu, ``claims`` what it may be about.

    ``days_only``: of what people say without saying who they are, no time of the day.
    """

    @routes.get(path)
    def every(call: Call[KeepsT, NoForm]) -> Answer:
        """All that lies there, by what it was for."""
        from takepart.use_cases.office import pages_for  # hardly any page of what people say needs it

        site, lying = call.site, call.site.failures().look()
        events = [one.event for each in lying for one in each.shown if one.event]
        pages = pages_for(call.who, events, claims=claims(site) if claims else None, policy=site.rules.policy)
        went = call.request.query.get("went", "")
        return site.html(
            call,
            "office/stuck.html",
            section=section,
            lying=lying,
            page=lambda one: pages.get(one.event.spelled, "") if one.event else "",
            went=int(went) if went.isascii() and went.isdigit() and len(went) < 5 else None,
            days_only=days_only,
            path=path,
        )

    @routes.post(f"{path}/<work>/again", form=NoForm, shown=every)
    def all_again(call: Call[KeepsT, NoForm]) -> Answer:
        """All of one kind."""
        return responses.see_other(f"{path}?went={call.site.failures().again(_work(call))}")

    @routes.post(f"{path}/<work>/<id>/again", form=NoForm, shown=every)
    def one_again(call: Call[KeepsT, NoForm]) -> Answer:
        """One of them."""
        return responses.see_other(f"{path}?went={call.site.failures().again(_work(call), call.params['id'])}")

    return routes


def _work(call: Call[Any, NoForm]) -> Work:
    from takepart.use_cases.stuck import Work  # hardly any page of the office needs it

    for each in Work:
        if each == call.params["work"]:
            return each
    raise Problem.not_found("There is no such list. Choose one from the office's pages.")
