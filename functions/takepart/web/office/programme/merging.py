"""A worker puts two registrations of one person together: they choose, read what becomes of each thing, and press."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Final

from takepart.domain.people.person import Person
from takepart.use_cases.programme import find_people, merge
from takepart.web import responses
from takepart.web.office.programme.acting import looked_at
from takepart.web.office.programme.desk import ProgrammeDesk, office_routes
from takepart.web.office.programme.forms import FindPeopleForm, TogetherForm
from takepart.web.route import Answer, Call, NoForm

_ALL: Final = "/office/people/<person>/together"
_ONE: Final = f"{_ALL}/<other>"
routes = office_routes()
Called = Call[ProgrammeDesk, Any]


def _listed(call: Called, person: Person, found: Sequence[Person]) -> Answer:
    others = [each for each in found if each.id != person.id and each.is_registered]
    form = call.filled(FindPeopleForm)
    return call.site.html(
        call, "office/programme/together.html", section="people", person=person, others=others, form=form
    )


@routes.get(_ALL)
def choose(call: Called) -> Answer:
    """Who may be the same, by name, number or mailbox."""
    person = looked_at(call)
    return _listed(call, person, merge.candidates(person, people=call.site.kept.people, now=call.site.now()))


@routes.post(_ALL, form=FindPeopleForm, shown=choose, once=False)
def find(call: Call[ProgrammeDesk, FindPeopleForm]) -> Answer:
    """The same by other words, which stay out of the address."""
    person, words = looked_at(call), str(call.form.words.data)
    found, _ = find_people.search(words, people=call.site.kept.people, now=call.site.now())
    return _listed(call, person, found)


@routes.get(_ONE)
def show(call: Called) -> Answer:
    """Both of them, and what becomes of their places, claims and sums."""
    desk, person, other = call.site, looked_at(call), looked_at(call, "other")
    return desk.html(
        call,
        "office/programme/together_one.html",
        section="people",
        person=person,
        other=other,
        told=merge.look(other, kept=desk.kept, now=desk.now()),
        form=call.filled(TogetherForm),
    )


@routes.post(f"{_ONE}/join", form=TogetherForm, shown=show)
def join(call: Call[ProgrammeDesk, TogetherForm]) -> Answer:
    """Put them together."""
    desk, person, other = call.site, looked_at(call), looked_at(call, "other")
    how = str(call.form.how.data)
    merge.together(person, other, desk.step(call), how=how, kept=desk.kept, naming=desk.naming, seen=call.seen)
    return responses.see_other(f"/office/people/{person.id}?done=together")


@routes.post(f"{_ONE}/apart", form=NoForm, shown=show)
def apart(call: Call[ProgrammeDesk, NoForm]) -> Answer:
    """Take them apart again."""
    desk, person = call.site, looked_at(call)
    merge.apart(person, desk.person(call.params["other"]), desk.step(call), kept=desk.kept, naming=desk.naming)
    return responses.see_other(f"/office/people/{person.id}?done=apart")
