"""The teams that owe promises: what each is called, who leads and manages it, and when it closes.

What it needs of promises is imported by the first call of these pages, which are rare: it is heavy.
"""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any, Final

from takepart.use_cases.office import Right
from takepart.web import responses
from takepart.web.forms.base import PageForm
from takepart.web.forms.fields import Choice, Day, Name, Option, Ticks
from takepart.web.office.desk import Office
from takepart.web.problems import Problem
from takepart.web.requests import Typed
from takepart.web.route import Answer, Call, NoForm, Routes

if TYPE_CHECKING:
    from takepart.domain.assurance.rules import TeamId
    from takepart.domain.organisation.team_record import TeamHeld, TeamRecord

_ONE: Final = "/office/teams/<id>"
_KINDS: Final = {
    "team": "A team of ours",
    "service": "A service of ours",
    "commissioned": "A service that we pay others for",
}
routes: Routes[Office] = Routes("office", right=Right.STAFF)


class TeamForm(PageForm):
    """What a team is from a day on."""

    name = Name("What is the team called?", what="The name", missing="Enter the name of the team")
    lead = Choice("Who leads it?", missing="Choose who leads it", hint="They are reminded of what it owes.")
    manager = Choice("Who manages it?", missing="Choose who manages it", hint="They sign its yearly audit.")
    contributors = Ticks("Who else answers its yearly audit?")
    since = Day("From which day?", missing="Enter the first day", hint="Today, or a day to come.")

    def prepare(self) -> None:
        """Offer everybody who is there."""
        people = [Option(value=each.id, label=each.name) for each in self.context["people"]]
        for box in (self.lead, self.manager, self.contributors):
            box.offer(people)

    @property
    def held(self) -> TeamHeld:
        """As the record has it."""
        from takepart.domain.assurance.rules import KeeperId
        from takepart.domain.organisation.team_record import TeamHeld

        return TeamHeld(
            since=self.since.data or date.min,
            name=self.name.data,
            lead=KeeperId(self.lead.data),
            manager=KeeperId(self.manager.data),
            contributors=tuple(KeeperId(each) for each in self.contributors.data),
        )


class NewTeamForm(TeamForm):
    """A new team."""

    kind = Choice(
        "What kind of team is it?",
        missing="Choose what kind of team it is",
        hint="It says which promises the team owes, and stays.",
        options=[Option(value=kind, label=words) for kind, words in _KINDS.items()],
    )


class CloseForm(PageForm):
    """Its last day."""

    last_day = Day("Its last day", missing="Enter its last day")


@routes.get("/office/teams")
def every(call: Call[Office, Any]) -> Answer:
    """All of them, those that are closed last."""
    site, today = call.site, call.site.today
    teams = [each.on(today) for each in site.teams.every().values()]
    return call.html(
        site.page(
            "office/teams.html",
            call.who,
            section="teams",
            teams=sorted(teams, key=lambda each: each.is_closed(today)),
            kinds=_KINDS,
            name=site.staff.promises.name_of,
        )
    )


def _form(call: Call[Office, Any]) -> Any:
    """As it was typed; else as it holds now, from today on."""
    kind, people = TeamForm, call.site.staff.promises.keepers
    if "id" not in call.params:
        kind = NewTeamForm
    now = Typed([("since", call.site.today.isoformat())])
    if "id" in call.params:
        team = _team(call).on(call.site.today)
        boxes = [("name", team.name), ("lead", team.lead), ("manager", team.manager)]
        now = Typed([("since", call.site.today.isoformat()), *boxes, *(("contributors", c) for c in team.contributors)])
    is_sent = call.request.method == "POST" and call.request.path.endswith(("/change", "/new"))
    return kind(call.typed if is_sent else now, call.site.rules, people=people)


@routes.get("/office/teams/new")
def ask(call: Call[Office, Any]) -> Answer:
    """The form for a new one."""
    form = call.form if isinstance(call.form, TeamForm) else _form(call)
    return call.html(call.site.page("office/team_new.html", call.who, section="teams", form=form, errors=call.errors))


@routes.post("/office/teams/new", form=NewTeamForm, make=_form, shown=ask)
def begin(call: Call[Office, NewTeamForm]) -> Answer:
    """A new one."""
    from takepart.domain.assurance.rules import TeamKind

    kind, held = TeamKind(call.form.kind.data), call.form.held
    return _then(_steps().begin(call.site.teams, kind, held, call.site.step(call)), "set")


@routes.get(_ONE)
def one(call: Call[Office, Any]) -> Answer:
    """One of them, and what may be done."""
    site, record = call.site, _team(call)
    team = record.on(site.today)
    return call.html(
        site.page(
            "office/team_one.html",
            call.who,
            section="teams",
            team=team,
            kind=_KINDS[team.kind],
            planned=[each for each in record.held if each.since > site.today],
            closed=team.is_closed(site.today),
            name=site.staff.promises.name_of,
            form=call.form if isinstance(call.form, TeamForm) else _form(call),
            closing=call.filled(CloseForm),
            errors=call.errors,
            seen=record.version,
            done=call.request.query.get("done", ""),
        )
    )


@routes.post(f"{_ONE}/change", form=TeamForm, make=_form, shown=one)
def change(call: Call[Office, TeamForm]) -> Answer:
    """What it is from a day on."""
    held, step = call.form.held, call.site.step(call)
    return _then(_steps().change(call.site.teams, _id(call), held, step, seen=call.seen), "set")


@routes.post(f"{_ONE}/close", form=CloseForm, shown=one)
def close(call: Call[Office, CloseForm]) -> Answer:
    """Its last day."""
    last_day, step = call.form.last_day.data or date.min, call.site.step(call)
    return _then(_steps().close(call.site.teams, _id(call), last_day, step, seen=call.seen), "closed")


@routes.post(f"{_ONE}/stays", form=NoForm, shown=one)
def stays(call: Call[Office, NoForm]) -> Answer:
    """It does not close after all."""
    return _then(_steps().stay_open(call.site.teams, _id(call), call.site.step(call), seen=call.seen), "stays")


def _steps() -> Any:
    from takepart.use_cases.organisation import keep_teams

    return keep_teams


def _id(call: Call[Office, Any]) -> TeamId:
    from takepart.domain.assurance.rules import TeamId

    return TeamId(call.params["id"])


def _team(call: Call[Office, Any]) -> TeamRecord:
    team = call.site.teams.get(_id(call))
    if team is None:
        raise Problem.not_found("Choose a team from the list.")
    return team


def _then(team: TeamRecord, done: str) -> Answer:
    return responses.see_other(f"/office/teams/{team.id}?done={done}")
