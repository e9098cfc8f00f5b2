"""The rules of the organisation: which edition is in force, what the next one changes, and who publishes it.

What it needs of policies is imported by the first call of these pages, which are rare: it is heavy.
"""

from __future__ import annotations

from datetime import date
from itertools import groupby
from typing import TYPE_CHECKING, Any, Final

from wtforms.validators import StopValidation

from takepart.use_cases.office import Right
from takepart.web import responses
from takepart.web.forms.fields import Day
from takepart.web.forms.sheets import Sheet, SheetForm, form_with_files
from takepart.web.history import history
from takepart.web.office.desk import Office
from takepart.web.problems import Problem
from takepart.web.route import Answer, Call, NoForm, Routes

if TYPE_CHECKING:
    from takepart.domain.organisation.edition import Edition, EditionId
    from takepart.use_cases.organisation.keep_rules import NotRight

_ALL: Final = "/office/rules"
_ONE: Final = f"{_ALL}/<id>"
_BUILT: Final = "first"
"""What the rules are called in addresses that the service was built with."""
routes: Routes[Office] = Routes("office", right=Right.SECOND_STAFF)


class RulesForm(SheetForm):
    """A policy file, and the day from which it holds."""

    text = Sheet("The rules", hint="The whole policy file, not only what changes.")
    file = Sheet("Or the file itself (.toml)")
    since = Day("From which day?", missing="Enter the first day", hint="Today, or a day to come.")
    problems_found: tuple[str, ...] = ()

    def validate_text(self, field: Sheet) -> None:
        """Something was sent."""
        if not self.text_or(field).strip():
            raise StopValidation("Enter the rules, or choose a file")


@routes.get(_ALL)
def every(call: Call[Office, Any]) -> Answer:
    """All editions, with the one in force and what waits on top."""
    from takepart.domain.organisation.edition import EditionState, in_force

    site = call.site
    editions = sorted(site.rulebook.editions.all(), key=lambda each: each.since, reverse=True)
    return call.html(
        site.page(
            "office/rules.html",
            call.who,
            section="rules",
            now=in_force(editions, site.today),
            built=site.rulebook.reader.built.policy.version,
            waiting=[each for each in editions if each.state is EditionState.ASKED],
            published=[each for each in editions if each.state is EditionState.PUBLISHED],
            turned_down=[each for each in editions if each.state is EditionState.TURNED_DOWN],
            name=site.staff_name,
        )
    )


@routes.get(f"{_ALL}/new", right=Right.STAFF)
def ask_for(call: Call[Office, Any]) -> Answer:
    """The form for the next edition."""
    form = call.form if isinstance(call.form, RulesForm) else RulesForm({}, call.site.rules)
    page = call.site.page("office/rules_new.html", call.who, section="rules", form=form, errors=call.errors)
    return call.html(page)


@routes.post(f"{_ALL}/new", right=Right.STAFF, form=RulesForm, shown=ask_for, reads=form_with_files)
def ask(call: Call[Office, RulesForm]) -> Answer:
    """Check it, and ask for a second person to publish it."""
    from takepart.use_cases.organisation import keep_rules

    form, since = call.form, call.form.since.data or date.min
    try:
        made = keep_rules.ask(call.site.rulebook, form.text_or(form.text), since, call.site.step(call))
    except keep_rules.NotRight as refused:
        form.problems_found = refused.problems
        raise
    return _then(made, "asked")


@routes.get(_ONE)
def one(call: Call[Office, Any]) -> Answer:
    """One edition: what it changes, what it says, and what may be done with it."""
    from takepart.domain.organisation.edition import EditionAction
    from takepart.use_cases.organisation import keep_rules

    site, edition = call.site, _edition(call)
    if edition is None:
        raise Problem.not_found("Choose an edition from the list.")
    try:
        changes = keep_rules.changes_of(site.rulebook, edition)
    except keep_rules.NotRight as refused:
        changes, call.above = (), _unfit(refused)
    return call.html(
        site.page(
            "office/rules_one.html",
            call.who,
            section="rules",
            one=edition,
            parts=[(part, list(found)) for part, found in groupby(changes, key=lambda each: each.part)],
            may_publish=call.who.id != edition.asked_by,
            begun=edition.counts(site.today),
            asked_by=site.staff_name(edition.asked_by or ""),
            errors=call.errors,
            seen=edition.version,
            done=call.request.query.get("done", ""),
            history=history(edition, policy=site.policy, actions=EditionAction),
        )
    )


@routes.get(f"{_ONE}/file")
def file(call: Call[Office, Any]) -> Answer:
    """What it says, as it was sent."""
    edition = _edition(call)
    if edition is None and call.params["id"] != _BUILT:
        raise Problem.not_found("Choose an edition from the list.")
    name = f"rules-{call.params['id']}.toml"
    return responses.binary(
        call.site.rulebook.text(edition).encode(),
        "application/toml; charset=utf-8",
        headers={"Content-Disposition": f'attachment; filename="{name}"'},
    )


@routes.post(f"{_ONE}/confirm", form=NoForm, shown=one)
def publish(call: Call[Office, NoForm]) -> Answer:
    """A second person publishes it."""
    from takepart.use_cases.organisation import keep_rules

    try:
        made = keep_rules.publish(call.site.rulebook, _id(call), call.site.step(call), seen=call.seen)
    except keep_rules.NotRight as refused:
        call.above, call.status = _unfit(refused), 422
        return one(call)
    return _then(made, "published")


@routes.post(f"{_ONE}/turn-down", form=NoForm, shown=one)
def turn_down(call: Call[Office, NoForm]) -> Answer:
    """A second person does not agree, or who asked takes it back."""
    from takepart.use_cases.organisation import keep_rules

    return _then(
        keep_rules.turn_down(call.site.rulebook, _id(call), call.site.step(call), seen=call.seen), "turned-down"
    )


@routes.post(f"{_ONE}/take-back", right=Right.STAFF, form=NoForm, shown=one)
def take_back(call: Call[Office, NoForm]) -> Answer:
    """It does not come into force after all."""
    from takepart.use_cases.organisation import keep_rules

    return _then(
        keep_rules.take_back(call.site.rulebook, _id(call), call.site.step(call), seen=call.seen), "taken-back"
    )


def _unfit(refused: NotRight) -> str:
    return f"It cannot be used as it is. {' '.join(refused.problems)}"


def _id(call: Call[Office, Any]) -> EditionId:
    from takepart.domain.organisation.edition import EditionId

    return EditionId(call.params["id"])


def _edition(call: Call[Office, Any]) -> Edition | None:
    return call.site.rulebook.editions.get(_id(call))


def _then(edition: Edition, done: str) -> Answer:
    return responses.see_other(f"{_ALL}/{edition.id}?done={done}")
