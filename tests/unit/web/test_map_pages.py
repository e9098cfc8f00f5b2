"""The map of taking part: a team draws it, two at once lose nothing, and the office sees levels, champions and gaps."""

from __future__ import annotations

import csv
import io
import json

from takepart.domain.assurance.rules import Assurance, MapRules, Rung
from takepart.domain.journal import verify
from takepart.web.assurance.desk import PromisesDesk
from takepart.web.office.assurance.app import assurance_office_app
from takepart.web.office.assurance.desk import PromisesOffice
from tests.assurance_builders import a_commitment, a_team, an_assurance, an_audit_commitment
from tests.fakes_assurance import FakePromises
from tests.reading_age import grade, sentences_of
from tests.unit.web.assurance_desk import NOW, a_desk, a_token, an_app
from tests.unit.web.calls import Answer, call
from tests.unit.web.office.signed_in import Pages, a_reception

PAGE = "/assurance/map/fostering/2026"


def a_rung(name: str) -> Rung:
    return Rung(id=name.replace(" ", "-"), name=name.capitalize(), words=f"We do it {name}.")


SIDES = MapRules(
    levels=(a_rung("once"), a_rung("often"), a_rung("together")), spheres=(a_rung("own care"), a_rung("plans"))
)


def rules() -> Assurance:
    commitments = (a_commitment(), an_audit_commitment())
    return an_assurance(a_team(), a_team("adoption"), commitments=commitments, map=SIDES)


def get(desk: PromisesDesk, path: str = PAGE) -> Answer:
    return call(an_app(desk), "GET", f"{path}?t={a_token()}")


def post(
    desk: PromisesDesk, form: dict[str, str] | None = None, *, version: int = 0, step: str = "a-step-of-a-page"
) -> Answer:
    fields = {"step": step, "version": str(version), **(form or {})}
    return call(an_app(desk), "POST", f"{PAGE}?t={a_token()}", form=fields)


DRAWN = {"own-care-levels": "together", "own-care-example": "Plans are written by both.", "map-champion": "lead"}


def a_drawn_desk() -> tuple[PromisesDesk, FakePromises]:
    store = FakePromises()
    desk = a_desk(assurance=rules(), store=store)
    assert post(desk, DRAWN).status == 303
    return desk, store


def an_office(store: FakePromises, *, with_map: bool = True) -> Pages:
    office = a_reception("participation-worker", now=lambda: NOW)
    found = rules() if with_map else an_assurance()
    return Pages(assurance_office_app(office, PromisesOffice(rules=found, store=store)))


def test_a_map_is_drawn_once_for_a_double_click_and_again_when_it_changes() -> None:
    """What was drawn comes back in the boxes; what is empty is told as a gap."""
    desk, store = a_drawn_desk()
    again = post(desk, DRAWN)

    page = get(desk)

    assert again.status == 303
    assert store.writes == 1
    assert page.checked() == ["own-care-levels", "option"]
    assert "Plans are written by both." in page.body
    assert "Nobody takes part in: Plans" in page.words
    assert post(desk, {"own-care-levels": "once"}, version=1, step="a-further-step").status == 303
    (kept,) = store.kept_maps.values()
    assert [entry.action for entry in kept.journal] == ["drawn", "drawn"]
    assert kept.journal[0].facts["own-care"] == "together"
    assert "written" not in repr(kept.journal)
    verify(kept.journal)


def test_two_who_draw_at_once_lose_nothing() -> None:
    """The second sees what the first drew, beside what they typed."""
    desk, store = a_drawn_desk()

    late = post(desk, {"plans-levels": "often", "plans-example": "My words stay."}, version=0, step="a-step-of-another")

    assert late.status == 409
    assert "My words stay." in late.body
    assert "Plans are written by both." in late.words
    assert store.writes == 1


def test_what_cannot_be_drawn_is_refused() -> None:
    """Nothing at all, a level that is not there, too many words; and opening it changes nothing."""
    desk = a_desk(assurance=rules())

    assert get(desk).status == 200
    empty = post(desk)
    assert empty.status == 422
    assert "Tick one box or more" in empty.words
    assert 'href="#own-care-levels"' in empty.body
    assert 'id="own-care-levels-error"' in empty.body
    assert "no such place" in post(desk, {"own-care-levels": "somewhere"}).words
    assert post(desk, {"own-care-levels": "once", "own-care-example": "x" * 501}).status == 422
    assert get(a_desk()).status == 404
    assert grade(sentences_of(get(desk).body)) <= 6.0


def test_last_years_map_is_where_this_years_begins() -> None:
    """It counts only once it is saved."""
    desk, store = a_drawn_desk()

    page = get(desk, "/assurance/map/fostering/2027")

    assert "These are the ticks of 2026-27" in page.words
    assert "Plans are written by both." in page.body
    assert store.writes == 1


def test_the_office_sees_levels_champions_and_gaps_alike_on_the_page_and_in_both_files() -> None:
    """In words, never by colour alone; a team without a map is a gap too."""
    _, store = a_drawn_desk()
    office = an_office(store)

    page = office.get("/office/map")
    table = list(csv.DictReader(io.StringIO(office.get("/office/map/map.csv").body)))
    told = json.loads(office.get("/office/map/map.json").body)

    assert "Together We do it together. 1 team Fostering No team" in page.words
    assert "Lead, lead@example.org" in page.words
    assert "No map of this year yet" in page.words
    assert [(row["team"], row["where"], row["highest"]) for row in table] == [
        ("Fostering", "Own care", "Together"),
        ("Fostering", "Plans", ""),
        ("Adoption", "Own care", ""),
        ("Adoption", "Plans", ""),
    ]
    assert told["rows"] == table
    assert table[0]["gaps"] == "Nobody takes part in: Plans"


def test_the_office_says_when_there_is_no_such_map() -> None:
    """Neither of a year that is none, nor of a policy without one."""
    assert an_office(FakePromises()).get("/office/map?year=x").status == 404
    assert an_office(FakePromises(), with_map=False).get("/office/map").status == 404
    assert an_office(FakePromises()).get("/office/map?year=2025").status == 200
