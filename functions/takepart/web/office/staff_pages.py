"""The list of staff: who has which role from when, who is away, who leaves and who takes over."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import Any, Final

from wtforms.validators import ValidationError

from takepart.domain.ids import StaffId
from takepart.domain.organisation.member import Away, Held, Member, StaffRefusal
from takepart.domain.policy import Role, StaffMember
from takepart.use_cases.office import Right
from takepart.use_cases.organisation import keep_staff
from takepart.web import responses
from takepart.web.forms.base import PageForm
from takepart.web.forms.fields import Choice, Day, Email, Name, Option, Ticks, enum_options
from takepart.web.history import history
from takepart.web.office.desk import Office
from takepart.web.problems import Problem
from takepart.web.requests import Typed
from takepart.web.route import Answer, Call, NoForm, Routes

_ONE: Final = "/office/staff/<id>"
routes: Routes[Office] = Routes("office", right=Right.STAFF)


class HeldForm(PageForm):
    """What somebody is from a day on."""

    name = Name(
        "Name or title",
        what="The name",
        missing="Enter a name or a title",
        hint="People see it, and it stays in records.",
    )
    email = Email("Work email address", missing="Enter a work email address", hint="They sign in with it.")
    roles = Ticks("What do they do?", options=enum_options(Role))
    deputy = Choice("Who decides when they do not?", hint="For decisions that wait too long. It may be nobody.")
    since = Day("From which day?", missing="Enter the first day", hint="Today, or a day to come.")

    def prepare(self) -> None:
        """Offer everyone on the list as a deputy."""
        self.deputy.offer(_people(self.context["others"]))

    def validate_roles(self, field: Ticks) -> None:
        """Whoever has no role cannot be in the office."""
        if not field.data and self.context["in_office"]:
            raise ValidationError(StaffRefusal.NO_ROLE.plain)

    @property
    def held(self) -> Held:
        """As the record has it."""
        return Held(
            since=self.since.data or date.min,
            name=self.name.data,
            email=self.email.data,
            roles=frozenset(map(Role, self.roles.data)),
            deputy=StaffId(self.deputy.data) if self.deputy.data else None,
        )


class AwayForm(PageForm):
    """Days on which they are away."""

    first = Day("First day away", missing="Enter the first day away")
    last = Day("Last day away", missing="Enter the last day away")
    stands_in = Choice("Who decides for them?", missing="Choose who decides for them")

    def prepare(self) -> None:
        """Offer those who may."""
        self.stands_in.offer(_people(self.context["deputies"]))


class OwnAwayForm(AwayForm):
    """The same of oneself."""

    stands_in = Choice("Who decides for you?", missing="Choose who decides for you")


class LeaveForm(PageForm):
    """Their last day."""

    last_day = Day("Their last day", missing="Enter their last day", hint="To end it at once, enter yesterday.")
    takes_over = Choice("Who takes over all that is theirs?", missing="Choose who takes over")

    def prepare(self) -> None:
        """Offer those who may."""
        self.takes_over.offer(_people(self.context["heirs"]))


def _people(members: Iterable[StaffMember]) -> list[Option]:
    return [Option(value=each.id, label=each.name) for each in members]


def _id(call: Call[Office, Any]) -> StaffId:
    """Whom the page is about: on their own page, whoever is signed in."""
    return StaffId(call.params.get("id", call.who.id))


def _member(call: Call[Office, Any]) -> Member:
    member = call.site.staff.get(_id(call))
    if member is None:
        raise Problem.not_found("Choose somebody from the list.")
    return member


@routes.get("/office/staff", right=Right.SECOND_STAFF)
def every(call: Call[Office, Any]) -> Answer:
    """Everyone, with what waits for a second person on top, then who is away or leaves."""
    site, today = call.site, call.site.today
    people = list(site.staff.every().values())
    return call.html(
        site.page(
            "office/staff.html",
            call.who,
            section="staff",
            waiting=[each for each in people if each.asked],
            here=[_line(each, site) for each in people if each.held and not each.has_left(today)],
            former=[each for each in people if each.has_left(today)],
            name=site.staff_name,
            done=call.request.query.get("done", ""),
        )
    )


@routes.get("/office/first-day")
def start(call: Call[Office, Any]) -> Answer:
    """What a new organisation still needs before its first opportunity."""
    from takepart.use_cases.organisation.first_day import first_day  # not for a start: it is for the first days

    site = call.site
    tasks = first_day(site.policy, site.staff.promises, today=site.today)
    return call.html(site.page("office/first_day.html", call.who, section="first-day", tasks=tasks))


def _line(member: Member, site: Office) -> tuple[Member, Held, tuple[str, ...]]:
    """One line of the list: somebody, what they are or will be, and what the rules name them for."""
    held = member.last_held(site.today) or member.planned(site.today)[0]
    return member, held, keep_staff.places(member.id, site.policy, site.staff.promises)


def _held_form(call: Call[Office, Any]) -> HeldForm:
    """As it was typed; else as it holds now, from today on."""
    site, id = call.site, StaffId(call.params.get("id", ""))
    member = site.staff.get(id) if id else None
    held = member.last_held(site.today) if member else None
    now = Typed(
        [
            ("since", site.today.isoformat()),
            *([("name", held.name), ("email", held.email), ("deputy", held.deputy or "")] if held else []),
            *(("roles", role.value) for role in (held.roles if held else ())),
        ]
    )
    others = [each for each in site.policy.staff if each.id != id]
    typed = call.typed if call.request.path.endswith(("/change", "/new")) and call.typed else now
    return HeldForm(typed, site.rules, others=others, in_office=held is None or bool(held.roles))


@routes.get("/office/staff/new")
def ask(call: Call[Office, Any]) -> Answer:
    """The form for somebody new."""
    form = call.form if isinstance(call.form, HeldForm) else _held_form(call)
    return call.html(call.site.page("office/staff_new.html", call.who, section="staff", form=form, errors=call.errors))


@routes.post("/office/staff/new", form=HeldForm, make=_held_form, shown=ask)
def join(call: Call[Office, HeldForm]) -> Answer:
    """Somebody new, at once or once a second person agrees."""
    member = keep_staff.join(call.site.staff, call.form.held, call.site.step(call))
    return _then(member.id, "asked" if member.asked else "set")


def away_form(call: Call[Office, Any]) -> AwayForm:
    """As it was typed, with those who may decide for whoever the page is about."""
    deputies = keep_staff.may_stand_in(call.site.staff, _id(call), call.site.today)
    return (AwayForm if "id" in call.params else OwnAwayForm)(_typed(call, "/away"), call.site.rules, deputies=deputies)


def _leave_form(call: Call[Office, Any]) -> LeaveForm:
    heirs = keep_staff.may_take_over(call.site.staff, _id(call), call.site.today)
    return LeaveForm(_typed(call, "/leaves"), call.site.rules, heirs=heirs)


def _typed(call: Call[Office, Any], form: str) -> Typed:
    """What was typed, if it was into this form: several stand on the page."""
    return call.typed if call.request.path.endswith(form) else Typed()


@routes.get(_ONE, right=Right.SECOND_STAFF)
def one(call: Call[Office, Any]) -> Answer:
    """One of them: what they are, what waits, and what may be done."""
    site, member = call.site, _member(call)
    today = site.today
    return call.html(
        site.page(
            "office/staff_one.html",
            call.who,
            section="staff",
            one=member,
            held=member.last_held(today),
            planned=member.planned(today),
            left=member.has_left(today),
            theirs=keep_staff.theirs(
                site.staff,
                member.id,
                claims=site.claims,
                floats=site.floats,
                counts=site.voice_counts,
                policy=site.policy,
            ),
            absences=[each for each in member.away if each.last >= today],
            asked_by=site.staff_name(member.asked.by) if member.asked else "",
            may_confirm=bool(member.asked) and call.who.id not in (member.asked.by if member.asked else "", member.id),
            name=site.staff_name,
            form=call.form if isinstance(call.form, HeldForm) else _held_form(call),
            away=call.form if isinstance(call.form, AwayForm) else away_form(call),
            leaving=call.form if isinstance(call.form, LeaveForm) else _leave_form(call),
            errors=call.errors,
            seen=member.version,
            done=call.request.query.get("done", ""),
            history=history(member, policy=site.policy),
        )
    )


@routes.post(f"{_ONE}/change", form=HeldForm, make=_held_form, shown=one)
def change(call: Call[Office, HeldForm]) -> Answer:
    """What they are from a day on."""
    member = keep_staff.change(call.site.staff, _id(call), call.form.held, call.site.step(call), seen=call.seen)
    return _then(member.id, "asked" if member.asked else "set")


@routes.post(f"{_ONE}/confirm", form=NoForm, shown=one, right=Right.SECOND_STAFF)
def confirm(call: Call[Office, NoForm]) -> Answer:
    """A second person agrees."""
    return _then(keep_staff.confirm(call.site.staff, _id(call), call.site.step(call), seen=call.seen).id, "confirmed")


@routes.post(f"{_ONE}/turn-down", form=NoForm, shown=one, right=Right.SECOND_STAFF)
def turn_down(call: Call[Office, NoForm]) -> Answer:
    """A second person does not agree, or who asked takes it back."""
    return _then(
        keep_staff.turn_down(call.site.staff, _id(call), call.site.step(call), seen=call.seen).id, "turned-down"
    )


@routes.post(f"{_ONE}/away", form=AwayForm, make=away_form, shown=one)
def go_away(call: Call[Office, AwayForm]) -> Answer:
    """They are away for some days."""
    return _then(keep_staff.go_away(call.site.staff, _id(call), away_days(call.form), call.site.step(call)).id, "away")


@routes.post(f"{_ONE}/back/<first>", form=NoForm, shown=one)
def come_back(call: Call[Office, NoForm]) -> Answer:
    """They are here again, or were never away."""
    away = one_absence(call, _id(call))
    return _then(keep_staff.come_back(call.site.staff, _id(call), away.first, call.site.step(call)).id, "back")


@routes.post(f"{_ONE}/leaves", form=LeaveForm, make=_leave_form, shown=one)
def leaves(call: Call[Office, LeaveForm]) -> Answer:
    """Their last day, and who takes over."""
    form, site = call.form, call.site
    last_day, heir = form.last_day.data or date.min, StaffId(form.takes_over.data)
    member = keep_staff.leave(
        site.staff, _id(call), last_day=last_day, takes_over=heir, step=site.step(call), seen=call.seen
    )
    return _then(member.id, "leaves")


@routes.post(f"{_ONE}/stays", form=NoForm, shown=one)
def stays(call: Call[Office, NoForm]) -> Answer:
    """They do not leave after all."""
    return _then(keep_staff.stay(call.site.staff, _id(call), call.site.step(call), seen=call.seen).id, "stays")


def away_days(form: AwayForm) -> Away:
    """The days that were typed, once the form is right."""
    first, last = form.first.data or date.min, form.last.data or date.min
    return Away(first=first, last=last, deputy=StaffId(form.stands_in.data))


def one_absence(call: Call[Office, Any], id: StaffId) -> Away:
    """The days that the address names. Raises Problem 404 when there are none."""
    member = call.site.staff.get(id)
    for each in member.away if member else ():
        if each.first.isoformat() == call.params["first"]:
            return each
    raise Problem.not_found("No days away begin then. Look at the list again.")


def _then(id: StaffId, done: str) -> Answer:
    return responses.see_other(f"/office/staff/{id}?done={done}")
