"""A draft starts from what is new since the last newsletter, and from nothing that is not public."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, datetime, timedelta

from takepart.domain import journal as journals
from takepart.domain.aggregate import Step
from takepart.domain.ids import StaffId, StepId
from takepart.domain.newsletter.newsletter import PartKind
from takepart.domain.programme.session import Session
from takepart.domain.voice import you_said as you_saids
from takepart.domain.voice.figures import VoiceFigure
from takepart.domain.voice.you_said import Decision, Source, YouSaid, YouSaidWords
from takepart.use_cases.newsletter.gather import MOST_OF_A_KIND, Gathering, Making
from tests.newsletters import MONDAY, WORKER, FakeNewsletters, one_going_out
from tests.programme_builders import a_session, an_opportunity
from tests.programme_fakes import FakeOpportunities
from tests.voices import FakeFigures, FakeYouSaids, you_said_id


class HeldOnly:
    """The port ``HeldSessions``."""

    def __init__(self, *sessions: Session) -> None:
        self.sessions = sessions

    def held(self, *, since: datetime, until: datetime) -> Sequence[Session]:
        return [each for each in self.sessions if since <= each.starts <= until]


def published(name: str, *, days_ago: int) -> YouSaid:
    words = YouSaidWords(
        said="Too hot in here.", by_how_many=3, source=Source.FEEDBACK, decision=Decision.DONE, did="We bought fans."
    )
    at = MONDAY - timedelta(days=days_ago)
    draft = you_saids.write(
        Step(journals.staff(WORKER), at, StepId("write")), id=you_said_id(name), words=words, sources=()
    )
    return you_saids.publish(draft, Step(journals.staff(StaffId("other")), at, StepId("publish")), ask_after_days=28)


def a_gathering(*, last: datetime | None = None) -> Gathering:
    figures = FakeFigures()
    figures.count(
        "one",
        "2026-10",
        {VoiceFigure.SAID: 14, VoiceFigure.ANSWERED: 13, VoiceFigure.CHANGE_ANSWERS: 6, VoiceFigure.CHANGED: 5},
    )
    held = a_session(starts=MONDAY - timedelta(days=3), ends=MONDAY, at=MONDAY - timedelta(days=9))
    return Gathering(
        newsletters=FakeNewsletters(*([one_going_out(at=last)] if last else [])),
        opportunities=FakeOpportunities(an_opportunity()),
        sessions=HeldOnly(held),
        you_saids=FakeYouSaids(published("NEW", days_ago=2), published("OLD", days_ago=100)),
        figures=figures,
        site_name="Takepart",
        now=MONDAY,
    )


def test_a_draft_has_what_is_new_and_leaves_out_what_the_last_one_had() -> None:
    """Opportunities, You said we did, results and thanks, each under a name of its own."""
    gathering = a_gathering(last=MONDAY - timedelta(days=30))

    words = gathering.draft(gathering.since())

    assert [part.kind for part in words.parts] == [
        PartKind.OPPORTUNITY,
        PartKind.YOU_SAID,
        PartKind.RESULTS,
        PartKind.THANKS,
    ]
    assert [part.id for part in words.parts] == ["1", "2", "3", "4"]
    assert words.parts[0].path == "/opportunities/website"
    assert "We bought fans." in words.parts[1].text
    assert words.parts[2].text.splitlines() == [
        "- In the last 12 months you told us 10 or more things.",
        "- We gave 10 or more answers.",
        "- 5 or more people said that it changed something for them.",
    ]
    assert "1 session since" in words.parts[3].text


def test_the_first_newsletter_looks_back_half_a_year() -> None:
    """So that a new service has something to tell."""
    assert a_gathering().since() == date(2026, 5, 24)


def test_a_quiet_time_gives_an_empty_draft_and_no_boast() -> None:
    """Nothing new since yesterday evening."""
    gathering = a_gathering(last=MONDAY - timedelta(hours=1))

    assert [part.kind for part in gathering.draft(gathering.since()).parts] == [PartKind.RESULTS]


def test_what_is_too_much_for_a_newsletter_is_said_and_led_to() -> None:
    """Twenty of a kind, however the store pages them; then how many others there are, and where."""
    many = [published(f"NEW{number}", days_ago=2) for number in range(MOST_OF_A_KIND + 7)]
    offers = [an_opportunity(id=f"offer-{number}") for number in range(MOST_OF_A_KIND + 51)]
    gathering = replace(a_gathering(), you_saids=FakeYouSaids(*many), opportunities=FakeOpportunities(*offers))

    parts = gathering.draft(gathering.since()).parts

    said = [part for part in parts if part.kind is PartKind.YOU_SAID]
    offered = [part for part in parts if part.kind is PartKind.OPPORTUNITY]
    assert len(said) == len(offered) == MOST_OF_A_KIND + 1
    assert (said[-1].text, said[-1].path) == ("There are 7 others on our website.", "/you-said-we-did")
    assert (offered[-1].text, offered[-1].path) == ("There are 51 others on our website.", "/opportunities")


def test_pressing_twice_makes_one_draft() -> None:
    """The form names it."""
    gathering = a_gathering()
    making = Making(newsletters=gathering.newsletters, step=Step(journals.staff(WORKER), MONDAY, StepId("office-1")))

    assert making.begin(gathering).id == making.begin(gathering).id
    assert len(gathering.newsletters.drafts()) == 1
