"""The list of staff in the office: an administrator keeps it, a second person confirms, a leaver's session ends."""

from __future__ import annotations

import re
from datetime import date, timedelta

import pytest

from takepart.domain.ids import StaffId
from takepart.use_cases.organisation.keep_staff import places
from tests.builders import a_claim
from tests.policies import WIRRAL
from tests.unit.web.calls import Answer
from tests.unit.web.office.bench import NOW, PROMISES, Bench

TODAY = NOW.date()


def step_in(page: Answer) -> str:
    found = re.search(r'name="step" value="([^"]+)"', page.body)
    assert found is not None
    return found[1]


def on(day: date, box: str) -> dict[str, str]:
    return {f"{box}-day": str(day.day), f"{box}-month": str(day.month), f"{box}-year": str(day.year)}


def somebody(*roles: str, **changes: str) -> dict[str, str]:
    usual = {
        "name": "Session worker",
        "email": "sessions@example.org",
        "roles": roles[0] if roles else "",
        "deputy": "",
    }
    return {**usual, **on(TODAY, "since"), **changes}


def send(bench: Bench, page: str, to: str, form: dict[str, str] | None = None) -> Answer:
    """Open a page and press one of its buttons."""
    return bench.post(f"{page}{to}", {**(form or {}), "step": step_in(bench.get(page))})


@pytest.fixture
def bench() -> Bench:
    return Bench().as_("service-manager")


def test_the_list_starts_with_everyone_in_the_policy_file(bench: Bench) -> None:
    """With what each does, in words."""
    page = bench.get("/office/staff")

    assert page.status == 200
    assert "Participation worker" in page.body
    assert "Runs sessions" in page.body


def test_the_list_says_who_reads_what_people_say_as_their_own_page_does(bench: Bench) -> None:
    """Whoever looks for a part of the work finds who has it, whether a role gives it or the rules name them."""
    for member in WIRRAL.staff:
        own = places(member.id, WIRRAL, PROMISES)
        assert ("; ".join(own) in bench.get("/office/staff").words) or not own
        assert all(each in bench.get(f"/office/staff/{member.id}").words for each in own)
    assert any("reads what people say" in places(each.id, WIRRAL, PROMISES) for each in WIRRAL.staff)


@pytest.mark.parametrize("staff", ["participation-worker", "duty-social-worker", "recruitment-lead"])
def test_who_keeps_no_list_does_not_see_it(staff: str) -> None:
    """Nor finds it in the menu."""
    bench = Bench().as_(staff)

    assert bench.get("/office/staff").status == 403
    assert "/office/staff" not in bench.get("/office").body


def test_finance_sees_it_to_confirm_and_can_change_nothing() -> None:
    """They are the second person, and no administrator."""
    bench = Bench().as_("finance-1")
    page = bench.get("/office/staff/participation-worker")

    assert page.status == 200
    assert "They leave" not in page.body
    assert bench.get("/office/staff/new").status == 403


def test_somebody_new_is_in_the_office_from_that_moment(bench: Bench) -> None:
    """Without a deployment: the next call of any page knows them."""
    answer = send(bench, "/office/staff/new", "", somebody("worker"))
    id = answer.headers["Location"].partition("?")[0].rpartition("/")[2]

    assert answer.status == 303
    assert bench.get(answer.headers["Location"]).status == 200
    assert bench.as_(id).get("/office").status == 200


def test_a_double_press_adds_one(bench: Bench) -> None:
    """The second is told the same."""
    step = step_in(bench.get("/office/staff/new"))
    first, second = (bench.post("/office/staff/new", {**somebody("worker"), "step": step}) for _ in range(2))

    assert first.headers["Location"] == second.headers["Location"]
    assert len(bench.members.kept) == 1


def test_a_mistake_stands_beside_its_box_and_nothing_typed_is_lost(bench: Bench) -> None:
    """What the form can see, and what only the whole list can."""
    taken = send(bench, "/office/staff/new", "", somebody("worker", email="worker@example.org"))
    nothing = send(bench, "/office/staff/new", "", somebody())

    assert (taken.status, nothing.status) == (422, 422)
    assert "Somebody has this address already" in taken.body
    assert 'value="Session worker"' in taken.body
    assert "Choose one role or more" in nothing.body


def test_a_change_beside_a_mistake_keeps_what_was_typed(bench: Bench) -> None:
    """Also on the page with several forms."""
    page = "/office/staff/recruitment-lead"
    wrong = send(bench, page, "/change", somebody("worker", email="nothing", name="New title"))

    assert wrong.status == 422
    assert 'value="New title"' in wrong.body
    assert "Enter an email address in the right form" in wrong.body


def test_money_waits_for_a_second_person_and_counts_once_they_agree(bench: Bench) -> None:
    """Who asked sees no button for it."""
    answer = send(bench, "/office/staff/new", "", somebody("finance"))
    page = answer.headers["Location"].partition("?")[0]
    id = page.rpartition("/")[2]

    assert "It is right" not in bench.get(page).body
    assert bench.as_(id).get("/office").status == 303
    bench.as_("finance-2")
    assert "Session worker" in bench.get("/office/staff").body
    assert send(bench, page, "/confirm").status == 303
    assert bench.as_(id).get("/office/batches").status == 200


def test_who_is_dismissed_is_signed_out_by_their_next_click(bench: Bench) -> None:
    """The session they have is worth nothing."""
    form = {**on(TODAY - timedelta(days=1), "last_day"), "takes_over": "participation-manager"}
    answer = send(bench, "/office/staff/participation-worker", "/leaves", form)

    assert answer.status == 303
    assert "Who has left" in bench.get("/office/staff").body
    gone = bench.as_("participation-worker").get("/office")
    assert (gone.status, gone.headers["Location"]) == (303, "/office/sign-in")


def test_days_away_are_written_down_and_taken_back(bench: Bench) -> None:
    """The list says who decides; the journal says what happened, in words."""
    page = "/office/staff/finance-1"
    form = {**on(TODAY, "first"), **on(TODAY + timedelta(days=7), "last"), "stands_in": "finance-2"}

    assert send(bench, page, "/away", form).status == 303
    assert "Senior finance officer decides" in bench.get("/office/staff").words
    assert send(bench, page, f"/back/{TODAY.isoformat()}").status == 303
    assert "Senior finance officer decides" not in bench.get("/office/staff").words
    assert "wrote down that they are here again" in bench.get(page).words
    assert send(bench, page, "/back/1999-01-01").status == 404


def test_a_last_day_is_taken_back(bench: Bench) -> None:
    """Until it is over."""
    page = "/office/staff/participation-worker"
    form = {**on(TODAY, "last_day"), "takes_over": "participation-manager"}
    send(bench, page, "/leaves", form)

    assert "Their last day is" in bench.get(page).words
    assert send(bench, page, "/stays").status == 303
    assert "Their last day is" not in bench.get(page).words


def test_an_old_page_is_asked_to_look_again(bench: Bench) -> None:
    """Two administrators at once."""
    page = "/office/staff/recruitment-lead"
    old = step_in(bench.get(page))
    send(bench, page, "/change", somebody("worker", roles="worker", email="recruitment@example.org"))
    late = bench.post(f"{page}/leaves", {**on(TODAY, "last_day"), "takes_over": "participation-manager", "step": old})

    assert late.status == 409
    assert "It has changed since you opened the page" in late.body


def test_nobody_has_a_page_who_is_not_on_the_list(bench: Bench) -> None:
    """The address is made up."""
    assert bench.get("/office/staff/somebody").status == 404
    assert StaffId("somebody") not in bench.members.kept


def test_what_a_leaver_has_is_listed_before_the_button(bench: Bench) -> None:
    """Claims that wait for them, tins that they keep, and what the rules name them for; nothing for who has none."""
    bench = Bench(a_claim()).as_("service-manager")
    page = bench.get("/office/staff/participation-worker").words

    assert f"Claim {a_claim().id} waits for them" in page
    assert "Participation worker confirms Volunteering at a one-off session" in page
    assert page.index("waits for them") < page.index("They leave")
    assert "What is theirs now" not in bench.get("/office/staff/finance-3").words


def test_everybody_says_themselves_when_they_are_away_and_takes_it_back() -> None:
    """Without any other right, and of nobody but themselves."""
    bench = Bench().as_("panel-manager")
    form = {**on(TODAY, "first"), **on(TODAY + timedelta(days=7), "last"), "stands_in": "participation-manager"}

    wrong = send(bench, "/office/away", "", {**form, "stands_in": "finance-1"})
    assert wrong.status == 422
    assert "Choose who decides for you" in wrong.words
    assert "for them" not in wrong.words + bench.get("/office/away").words
    assert send(bench, "/office/away", "", form).status == 303
    assert "Participation manager decides for you" in bench.get("/office/away").words
    assert "/office/away" in bench.get("/office").body
    assert send(bench, "/office/away", f"/{TODAY.isoformat()}").status == 303
    assert "No days are written down" in bench.get("/office/away").words
    assert send(bench, "/office/away", "/1999-01-01").status == 404
