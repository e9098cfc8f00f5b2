"""Standing groups: people join first and agree to the rules, for a term; the days of a group are for its members."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import date, datetime, timedelta
from typing import Any

import pytest

from takepart.domain.ids import OpportunityId, PersonId
from takepart.domain.people.guardian import GuardianYes
from takepart.domain.people.person import Person
from takepart.domain.programme.membership import Membership, MembershipState, join, leave, renew, wording
from takepart.domain.programme.places import Places
from takepart.domain.programme.refusals import ProgrammeRefusal
from takepart.domain.programme.sign_up import SignUpState
from takepart.domain.refused import Refused
from takepart.use_cases.programme import registration, take_part
from tests.programme_builders import NOW, a_person, a_step, an_about, an_opportunity
from tests.programme_fakes import FakeOpportunities
from tests.unit.web.office.test_acting_for_people import CHILD, Telephone
from tests.unit.web.office.test_programme_office import DECEMBER, OTHER
from tests.unit.web.programme_sites import Clock, ProgrammeBrowser, a_desk, link_of, participant
from tests.unit.web.sites import Answer

COUNCIL = OpportunityId("website")
RULES = "We listen. What is said here stays here."
ABOUT: dict[str, Any] = {"ground_rules": RULES, "term_months": 12}


class Group(ProgrammeBrowser):
    """A children in care council, which meets in December."""

    def __init__(self, *people: Person, **about: Any) -> None:
        self.clock = Clock()
        found = FakeOpportunities(an_opportunity(**{**ABOUT, **about}))
        super().__init__(a_desk(*people, opportunities=found, clock=self.clock))

    def joins(self, person: Person, seen: str = "0", **typed: str) -> Answer:
        read = {"rules": wording(self.desk.opportunities.kept[COUNCIL].about.ground_rules), "agree": "yes"}
        return self.post(f"/my/groups/{COUNCIL}/join", {"t": link_of(person), "seen": seen, **read, **typed})

    def member(self, person: Person) -> Membership | None:
        found: Membership | None = self.desk.memberships.get((COUNCIL, person.id))
        return found

    def page(self, person: Person) -> str:
        return self.get(f"/my/groups/{COUNCIL}?t={link_of(person)}").body


def test_a_day_of_a_group_leads_to_the_group_and_opens_once_one_is_a_member() -> None:
    """The rules are read before; a double click joins once, and My part says until when."""
    me = participant()
    group, address = Group(me), f"/my/sessions/{DECEMBER}?t={link_of(participant())}"

    before = group.get(address).body
    assert "for members of the group" in before and f"/my/groups/{COUNCIL}" in before
    assert group.post(f"/my/sessions/{DECEMBER}/offer", {"t": link_of(me), "seen": "0"}).status == 409
    assert RULES in group.page(me)
    answers = [group.joins(me) for _ in range(2)]

    member = group.member(me)
    assert [each.status for each in answers] == [303, 303] and member is not None
    assert (member.version, member.since, member.until) == (1, NOW.date(), date(2027, 11, 22))
    assert "Show me what you offer" in group.get(address).body
    home = group.get(f"/my?t={link_of(me)}").body
    assert "Your groups" in home and "22 November 2027" in home


def test_who_does_not_agree_does_not_join() -> None:
    """Said beside the box."""
    me = participant()
    group = Group(me)

    answer = group.joins(me, agree="")

    assert (answer.status, "Tick the box if you agree" in answer.body, group.member(me)) == (422, True, None)


@pytest.mark.parametrize(
    ("person", "about", "status"),
    [
        (CHILD, {}, 409),
        (participant(born=date(2020, 1, 1)), {"least_age": 11}, 409),
        (participant(), {"ground_rules": ""}, 404),
    ],
)
def test_who_may_not_take_part_may_not_join(person: Person, about: dict[str, Any], status: int) -> None:
    """A child whose parent is asked, somebody who is too young, and where there is nothing to join."""
    group = Group(person, **about)

    assert group.joins(person).status in (status, 403)
    assert group.member(person) is None


def test_somebody_leaves_and_comes_back_and_who_stops_taking_part_is_in_no_group() -> None:
    """Places that they have stay theirs."""
    me = participant()
    group = Group(me)
    group.joins(me)
    for _ in range(2):
        group.post(f"/my/groups/{COUNCIL}/leave", {"t": link_of(me), "seen": "1"})
    left = group.member(me)
    shown = group.page(me).partition('name="seen" value="')[2].partition('"')[0]
    group.joins(me, seen=shown)
    back = group.member(me)
    registration.depart(me, kept=group.desk.kept, now=NOW)

    after = group.member(me)
    assert left is not None and back is not None and after is not None
    assert [each.state for each in (left, back, after)] == [
        MembershipState.LEFT,
        MembershipState.MEMBER,
        MembershipState.LEFT,
    ]
    assert after.version == 4


def test_who_left_the_group_cannot_say_yes_to_an_offer_that_they_were_made_before() -> None:
    """An offer is no place yet: whatever stands against the offer stands against the yes."""
    me = participant()
    group = Group(me)
    group.joins(me)
    group.post(f"/my/sessions/{DECEMBER}/offer", {"t": link_of(me), "seen": "0"})
    group.post(f"/my/groups/{COUNCIL}/leave", {"t": link_of(me), "seen": "1"})

    answer = group.post(f"/my/sessions/{DECEMBER}/yes", {"t": link_of(me), "seen": "1", "fee_choice": "as-offered"})

    assert (answer.status, ProgrammeRefusal.NOT_A_MEMBER.plain in answer.body) == (409, True)
    assert group.desk.sign_ups.kept[DECEMBER, me.id].state is SignUpState.OFFERED


@pytest.mark.parametrize("by", ["themselves", "a worker"])
def test_who_left_the_group_waits_for_none_of_its_days_and_the_next_in_the_line_is_asked(by: str) -> None:
    """A place that they said yes to stays theirs. A second press changes nothing more."""
    first, me, last, late = OTHER, participant(), *(a_person(id, name="Another Person") for id in ("third", "fourth"))
    desk = a_worker(first, me, last, late)
    browser = ProgrammeBrowser(a_desk(kept=desk.kept))
    desk.sign_ups.kept_places[DECEMBER] = Places(session=DECEMBER, total=1)
    for each in (first, me, last, late):
        desk.does("member", each, rules=wording(RULES))
        desk.joins(each)

    def leaves(person: Person) -> None:
        for _ in range(2):
            if by == "a worker":
                desk.post(f"/office/opportunities/{COUNCIL}/members/end", person=person.id, press=person.id)
            else:
                browser.post(f"/my/groups/{COUNCIL}/leave", {"t": link_of(person), "seen": "1"})

    leaves(first)
    leaves(late)
    assert desk.state(late) is SignUpState.CANCELLED
    assert [desk.state(each) for each in (first, me)] == [SignUpState.CONFIRMED, SignUpState.WAITING]
    desk.does("no", first)
    assert [desk.state(each) for each in (me, last)] == [SignUpState.PLACE_OFFERED, SignUpState.WAITING]
    leaves(me)
    assert [desk.state(each) for each in (me, last)] == [SignUpState.DECLINED, SignUpState.PLACE_OFFERED]
    leaves(last)
    assert desk.state(last) is SignUpState.DECLINED
    assert desk.sign_ups.places(DECEMBER).free == 1


def test_what_is_kept_about_somebody_has_their_groups_also_those_that_they_left() -> None:
    """All that is kept about somebody is theirs to have, as data."""
    me = participant()
    group = Group(me)
    group.joins(me)
    group.post(f"/my/groups/{COUNCIL}/leave", {"t": link_of(me), "seen": "1"})

    (told,) = json.loads(group.get(f"/my/data?t={link_of(me)}").body)["groups"]

    assert (told["group"], told["state"], told["until"]) == (COUNCIL, "left", "2027-11-22")
    assert [each["what"] for each in told["what_happened"]] == ["joined", "left"]


def test_after_the_term_one_is_no_member_until_one_goes_on() -> None:
    """Also for a day that is after it, while it runs."""
    member = join(None, a_step("join"), COUNCIL, PersonId("p"), an_about(**ABOUT))
    last = member.until
    assert last is not None

    assert (member.is_one(last), member.is_one(last + timedelta(days=1))) == (True, False)
    assert renew(member, a_step("renew"), an_about(**ABOUT)).until == date(2028, 11, 22)
    over = a_step("renew-late", at=NOW + timedelta(days=800))
    assert renew(member, over, an_about(**ABOUT)).until == date(2030, 1, 30)
    with pytest.raises(Refused):
        renew(leave(member, a_step("leave")), a_step("late"), an_about(**ABOUT))


def test_other_rules_are_agreed_to_anew_and_the_term_stays() -> None:
    """Whoever joined by the old ones is a member still; the page asks."""
    me = participant()
    group = Group(me)
    group.joins(me)
    first = group.member(me)
    kept = group.desk.opportunities.kept
    kept[COUNCIL] = replace(
        kept[COUNCIL], about=replace(kept[COUNCIL].about, ground_rules="We listen, and are on time.")
    )
    group.clock.now = NOW + timedelta(days=20)

    assert "This has changed since you joined" in group.page(me)
    group.joins(me, seen="1")

    member = group.member(me)
    assert first is not None and member is not None
    assert (member.since, member.until, member.version) == (first.since, first.until, 2)
    assert member.agreed != first.agreed and "This has changed" not in group.page(me)


@pytest.mark.parametrize("at", ["my part", "the office"])
def test_nobody_agrees_to_what_they_were_not_shown(at: str) -> None:
    """What members agree to changed while the page lay open: it is shown anew, and then agreed to."""
    me = participant()
    group, desk, new = Group(me), a_worker(me), "We listen, and are on time."
    kept = (group.desk if at == "my part" else desk).opportunities.kept
    desk.open(me)
    office = f"/office/people/{me.id}/sessions/{DECEMBER}"
    pages = {"my part": lambda: group.page(me), "the office": lambda: desk.get(office).body}
    old = pages[at]()
    kept[COUNCIL] = replace(kept[COUNCIL], about=replace(kept[COUNCIL].about, ground_rules=new))

    def press(page: str) -> int:
        rules = page.partition('name="rules" value="')[2].partition('"')[0]
        return group.joins(me, rules=rules).status if at == "my part" else desk.does("member", me, rules=rules)

    members = (group.desk if at == "my part" else desk).kept.memberships
    assert (press(old), members.of_group(COUNCIL), new in pages[at]()) == (409, [], True)
    assert press(pages[at]()) == 303
    assert [each.agreed for each in members.of_group(COUNCIL)] == [wording(new)]


def test_once_the_yes_of_a_parent_is_over_a_child_joins_no_group() -> None:
    """As they take part in nothing else before the next yes."""
    me = participant(born=date(2015, 5, 3), guardian_name="Rosa One", guardian_email="rosa@example.com")
    over = GuardianYes(until=NOW.date() - timedelta(days=1))
    group = Group(replace(me, guardian_yes=over))

    assert (group.joins(me).status, group.member(me)) == (409, None)


def a_worker(*people: Person) -> Telephone:
    desk = Telephone(*people)
    desk.opportunities.kept[COUNCIL] = an_opportunity(**ABOUT)
    return desk


def test_a_worker_reads_the_rules_to_who_calls_and_puts_them_in() -> None:
    """With how they asked; then the offer can be made, and the message to members reaches them."""
    me = participant()
    desk = a_worker(me, OTHER)
    desk.open(me)

    page = desk.get(f"/office/people/{me.id}/sessions/{DECEMBER}").body
    assert RULES in page and desk.does("offer", me) == 409
    for _ in range(2):
        assert desk.does("member", me, press="once", rules=wording(RULES)) == 303

    (member,) = desk.kept.memberships.of_group(COUNCIL)
    assert (member.version, member.journal[0].facts["they_asked"]) == (1, "phone")
    assert desk.does("offer", me) == 303 and desk.of(me).state is SignUpState.OFFERED
    assert "Who is a member of the group (1)" in desk.get(f"/office/sessions/{DECEMBER}/message").body


def test_a_worker_sees_the_members_and_gives_one_more_term_or_ends_it() -> None:
    """Who is over their time, or agreed to other rules, is marked; twice is once."""
    me, address = participant(), f"/office/opportunities/{COUNCIL}/members"
    desk = a_worker(me)
    desk.does("member", me, rules=wording(RULES))
    for _ in range(2):
        desk.post(f"{address}/renew", person=me.id, press="renew", seen="1")
    desk.now = datetime(2029, 1, 1, 12, tzinfo=NOW.tzinfo)
    page = desk.get(address).body
    for _ in range(2):
        desk.post(f"{address}/end", person=me.id, press="end")

    (member,) = desk.kept.memberships.of_group(COUNCIL)
    assert "Participant One" in page and "Their time is over" in page and "22 November 2028" in page
    assert (member.state, member.version) == (MembershipState.LEFT, 3)
    assert "Nobody yet" in desk.get(address).body
    assert desk.post(f"{address}/end", person="nobody").status == 404


def test_a_page_of_members_reads_the_people_of_that_page_alone() -> None:
    """Whoever is not kept any more has a line without a name."""
    desk = a_worker()
    for number in range(60):
        member = join(None, a_step(f"join-{number}"), COUNCIL, PersonId(f"member-{number}"), an_about(**ABOUT))
        desk.kept.memberships.save(member)
    asked: list[int] = []
    many = desk.people.many
    desk.people.many = lambda ids: asked.append(len(ids)) or many(ids)  # type: ignore[method-assign,assignment,func-returns-value]  # counts

    page = desk.get(f"/office/opportunities/{COUNCIL}/members").body

    assert (max(asked), page.count("details were deleted</h2>")) == (50, 50)


def test_two_workers_who_press_at_once_give_one_term() -> None:
    """The second one is shown until when it is by now."""
    me, address = participant(), f"/office/opportunities/{COUNCIL}/members"
    desk = a_worker(me)
    desk.does("member", me, rules=wording(RULES))
    assert 'value="' in desk.get(address).body

    answers = [desk.post(f"{address}/renew", person=me.id, press=press, seen="1").status for press in ("one", "two")]

    (member,) = desk.kept.memberships.of_group(COUNCIL)
    assert (answers, member.until, member.version) == ([303, 409], date(2028, 11, 22), 2)


def test_nobody_need_be_a_member_of_what_has_no_rules() -> None:
    """Nothing more is read there."""
    me = participant()
    browser = ProgrammeBrowser(a_desk(me))

    seen = take_part.look(DECEMBER, me, kept=browser.desk.kept)

    assert take_part.may_join(seen, me, now=NOW, under=13) is None
    assert take_part.may_join(replace(seen, member=False), me, now=NOW, under=13) is ProgrammeRefusal.NOT_A_MEMBER
    assert a_person().id not in browser.desk.memberships.kept
