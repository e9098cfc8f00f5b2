"""What one event costs the figures of the reports, beside as many other claims and counted people as asked for.

The records are written with a journal that nobody is told of, and counted here by the same use case as in the function,
so that nothing else asks DynamoDB for anything meanwhile.
"""

import os
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import infra.functions_path  # noqa: F401 - first, so that takepart is found
from infra.bench.others import PIECES, add_others, another, keep_quietly
from infra.bench.steps import Counts, settled
from infra.local.clients import client
from infra.local.demo import a_copy_of_our_own
from infra.local.deploy import deployed
from infra.local.instance import REGION, Instance
from infra.places import FUNCTIONS
from takepart.adapters import clients
from takepart.adapters.aggregates import Aggregates
from takepart.adapters.assurance.figures_table import FiguresTable, counted_item, seat_key, tally_value
from takepart.adapters.claims.claims_table import ClaimsTable
from takepart.adapters.policy.file import load, load_assurance
from takepart.adapters.programme.tables import OpportunitiesTable, PeopleTable, ProgrammeSessionsTable, SignUpsTable
from takepart.adapters.voice.questionnaires import QuestionnairesTable
from takepart.adapters.voice.you_said import YouSaidTable
from takepart.domain import journal as journals
from takepart.domain.aggregate import Step
from takepart.domain.assurance.rules import no_promises
from takepart.domain.figures.figure import EVERYONE, NOTHING, Period
from takepart.domain.ids import DraftId, OpportunityId, PersonId, SessionId, StaffId, StepId
from takepart.domain.programme import opportunity as opportunities
from takepart.domain.programme import session as sessions
from takepart.domain.programme import sign_up as sign_ups
from takepart.domain.programme.offer import offer_for
from takepart.domain.programme.opportunity import About, Opportunity, OpportunityKind, OpportunityLevel
from takepart.domain.programme.places import Places
from takepart.domain.programme.session import Session
from takepart.domain.programme.sign_up import SignUp
from takepart.use_cases.figures.counting import Counting, Teller, keep
from takepart.use_cases.figures.ports import Subject
from takepart.use_cases.ports import EventKind

WORKER = StaffId("participation-worker")
POLICY = FUNCTIONS / "policies" / "wirral.toml"
NEVER = 999_999
"""The number of a claim that is none of the others."""


def figures(*, others: int) -> dict[str, Counts]:
    """Requests and units by event."""
    os.environ["METER"] = "1"
    with a_copy_of_our_own() as instance, _signed_in(instance):
        tables = deployed(instance).names
        add_others(instance, others)
        _add_other_figures(instance, others)
        reading, store = _reading(tables), FiguresTable(clients.client("dynamodb"), tables["AssuranceTable"])
        sent, paid, came = _records(reading, tables["ClaimsTable"])
        settled(instance)
        found: dict[str, Counts] = {}
        for name, subject in (
            ("A claim is sent", sent),
            ("A claim is paid", paid),
            ("Somebody was there", came),
            ("The same once more", came),
        ):
            keep([subject], read=reading.read, store=store)
            found[name] = Counter({what: n for what, n in settled(instance).items() if what.startswith("DynamoDB ")})
    return found


def _records(reading: Counting, table: str) -> tuple[Subject, Subject, Subject]:
    """A claim that was sent, one that was paid, and somebody who was at a meeting."""
    sent, paid = another(NEVER), another(NEVER - 1)
    keep_quietly(clients.client("dynamodb"), table, Aggregates(table), [sent, paid])
    opportunity, session, came = _somebody_was_there()
    reading.opportunities.add(opportunity)
    reading.sessions.plan(session, 8)
    reading.sign_ups.save(came)
    return (
        Subject(EventKind.CLAIM, sent.id),
        Subject(EventKind.CLAIM, paid.id),
        Subject(EventKind.SIGN_UP, f"{came.session}/{came.person}"),
    )


def _somebody_was_there() -> tuple[Opportunity, Session, SignUp]:
    now = datetime.now(UTC)
    policy = load(POLICY)
    about = About(
        title="A meeting",
        kind=OpportunityKind.MEETING,
        level=OpportunityLevel.TOGETHER,
        activity_type=policy.activity_types[4].id,
        doing="Talk.",
        who_for="Anyone",
        change="Much",
        team="youth",
    )
    opportunity = opportunities.write(OpportunityId("bench"), Step(journals.staff(WORKER), now, StepId("write")), about)
    planned = Session(
        id=SessionId("bench"),
        opportunity=opportunity.id,
        activity_type=about.activity_type,
        starts=now + timedelta(hours=1),
        ends=now + timedelta(hours=2),
        where="Town hall",
    )
    session = sessions.plan(planned, Step(journals.staff(WORKER), now, StepId("plan")))
    offered = sign_ups.make_offer(
        None,
        Step(journals.person(PersonId("bench.person")), now, StepId("offer")),
        session=session.id,
        person=PersonId("bench.person"),
        offer=offer_for(session, policy=policy, holidays=frozenset(), now=now),
        starts=session.starts,
        support="",
    )
    places = Places(session=session.id, total=8)
    came, _ = sign_ups.walk_in(
        offered, Step(journals.staff(WORKER), now, StepId("came")), places, over=False, draft=DraftId("bench")
    )
    return opportunity, session, replace(came, journal=offered.journal)


def _add_other_figures(instance: Instance, how_many: int) -> None:
    """As many records that were counted, and people who were marked in this quarter and this year."""
    dynamodb, table = client("dynamodb", instance), deployed(instance).names["AssuranceTable"]
    rules = load_assurance(POLICY) or no_promises()
    quarter = Period.of(datetime.now(UTC).date(), rules.year_starts)
    items = [
        item
        for number in range(how_many)
        for item in (
            counted_item(Subject(EventKind.CLAIM, f"other-{number}"), 1, NOTHING),
            *(
                {**seat_key((period, EVERYONE, PersonId(f"other.{number}"))), "tally": tally_value({"role|parent": 1})}
                for period in (quarter, quarter.whole_year)
            ),
        )
    ]
    for start in range(0, len(items), PIECES):
        puts = [{"PutRequest": {"Item": item}} for item in items[start : start + PIECES]]
        dynamodb.batch_write_item(RequestItems={table: puts})


def _reading(tables: Any) -> Counting:
    programme, voice = Aggregates(tables["ProgrammeTable"]), Aggregates(tables["VoiceTable"])
    return Counting(
        teller=Teller(policy=load(POLICY), rules=load_assurance(POLICY) or no_promises()),
        claims=ClaimsTable(Aggregates(tables["ClaimsTable"])),
        people=PeopleTable(Aggregates(tables["PeopleTable"])),
        opportunities=OpportunitiesTable(programme),
        sessions=ProgrammeSessionsTable(programme),
        sign_ups=SignUpsTable(programme),
        you_saids=YouSaidTable(voice),
        questionnaires=QuestionnairesTable(voice),
    )


@contextmanager
def _signed_in(instance: Instance) -> Iterator[None]:
    """The service's own clients reach this copy, and none once it is gone."""
    before = dict(os.environ)
    os.environ.update(
        AWS_ENDPOINT_URL=instance.emulator_url,
        AWS_DEFAULT_REGION=REGION,
        AWS_REGION=REGION,
        AWS_ACCESS_KEY_ID="test",
        AWS_SECRET_ACCESS_KEY="test",  # noqa: S106 - the emulator checks no secret
    )
    clients.client.cache_clear()
    clients._session.cache_clear()
    yield
    os.environ.clear()
    os.environ.update(before)
    clients.client.cache_clear()
    clients._session.cache_clear()
