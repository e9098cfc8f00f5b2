"""`make rebuild`: add the reports' figures up afresh from the records, and compare them with those that events kept.

python -m infra.rebuild                             the copy that runs at PORT on this machine
python -m infra.rebuild --stack takepart            a stack in the AWS account that you are signed in to
python -m infra.rebuild --policy example-nhs-trust  with another policy than the example's
python -m infra.rebuild --write                     put right whatever is different

It reads the tables page by page, with the rights of whoever runs it. What happens while it reads may look different for
that moment: run it again, and what stays is so. It is safe to write beside people who are at work: a record that was
counted since it was looked at is left to its event.
"""

from __future__ import annotations

import argparse
import os
from collections.abc import Iterator, Mapping
from contextlib import suppress
from typing import Any

import infra.functions_path  # noqa: F401 - first, so that takepart is found
from infra.aws_stack import names_of
from infra.differences import Differences, KeptFigures, differences
from infra.places import FUNCTIONS
from takepart.adapters.aggregates import Aggregates, Stored, read_item
from takepart.adapters.assurance.figures_table import (
    FIGURES,
    OF,
    PEOPLE,
    FiguresTable,
    Item,
    place_in,
    read_counted,
    read_tally,
    read_totals,
)
from takepart.adapters.claims.claims_table import ClaimsTable
from takepart.adapters.policy.file import load, load_assurance
from takepart.adapters.programme.tables import OpportunitiesTable, PeopleTable, ProgrammeSessionsTable, SignUpsTable
from takepart.adapters.voice.questionnaires import QuestionnairesTable
from takepart.adapters.voice.you_said import YouSaidTable
from takepart.domain.assurance.rules import no_promises
from takepart.domain.figures.figure import NOTHING, Contribution, Key, Period, Place, Scope, Seat, Tally
from takepart.domain.ids import PersonId
from takepart.use_cases.figures.counting import Counting, Teller
from takepart.use_cases.figures.ports import Counted, Subject
from takepart.use_cases.ports import ChangedMeanwhile, EventKind

Names = Mapping[str, str]
"""What resources are called, by the template's names for them."""
RECORDS = {
    "CLAIM": EventKind.CLAIM,
    "SESSION": EventKind.SESSION,
    "YOU-SAID": EventKind.YOU_SAID,
    "QUESTIONNAIRE": EventKind.QUESTIONNAIRE,
}
"""The items that are counted, by their sort key; a sign-up's begins with ``SIGN-UP#``."""
BESIDE = {"OPPORTUNITY", "PERSON"}
"""What they belong to."""


def subject_in(item: Item) -> Subject | None:
    """The record that an item is about; None for another item."""
    about = item["pk"]["S"]
    if not about.startswith(OF):
        return None
    kind, _, id = about.removeprefix(OF).partition(":")
    return Subject(EventKind(kind), id)


def seat_in(item: Item) -> Seat | None:
    """The seat that an item is; None for another item."""
    about = item["pk"]["S"]
    if about.startswith(OF) or not about.endswith(PEOPLE):
        return None
    period, _, scope = about.removeprefix(FIGURES).removesuffix(PEOPLE).partition("#")
    return Period.read(period), Scope(scope), PersonId(item["sk"]["S"])


class Pages(Aggregates):
    """Aggregates as they were read, in place of their table."""

    def __init__(self, table: str) -> None:
        super().__init__(table)
        self._items: dict[tuple[str, str], Mapping[str, Any]] = {}

    def keep(self, item: Mapping[str, Any]) -> None:
        """Hold on to an item."""
        self._items[item["pk"]["S"], item["sk"]["S"]] = item

    def forget(self) -> None:
        """Let go of them all."""
        self._items.clear()

    def get(self, pk: str, sk: str) -> Stored | None:
        """The aggregate as it was read."""
        item = self._items.get((pk, sk))
        return read_item(item) if item else None


def records(dynamodb: Any, names: Names, teller: Teller) -> dict[Subject, Contribution]:
    """What every record adds. People and the programme are held while claims go by, page by page."""
    claims, people = Pages(names["ClaimsTable"]), Pages(names["PeopleTable"])
    programme, voice = Pages(names["ProgrammeTable"]), Pages(names["VoiceTable"])
    reading = Counting(
        teller=teller,
        claims=ClaimsTable(claims),
        people=PeopleTable(people),
        opportunities=OpportunitiesTable(programme),
        sessions=ProgrammeSessionsTable(programme),
        sign_ups=SignUpsTable(programme),
        you_saids=YouSaidTable(voice),
        questionnaires=QuestionnairesTable(voice),
    )
    for _ in _held(dynamodb, names["PeopleTable"], people):
        pass
    subjects = [*_held(dynamodb, names["ProgrammeTable"], programme)]
    found = {subject: reading.read(subject) for subject in subjects}
    for table, pages in ((names["ClaimsTable"], claims), (names["VoiceTable"], voice)):
        for page in _scan(dynamodb, table):
            of_page = [subject for item in page if (subject := _hold(item, pages))]
            found |= {subject: reading.read(subject) for subject in of_page}
            pages.forget()
    return found


def kept(dynamodb: Any, names: Names) -> KeptFigures:
    """The figures as events kept them."""
    adds: dict[Subject, Counted] = {}
    totals: dict[Place, dict[Key, int]] = {}
    tallies: dict[Seat, Tally] = {}
    for page in _scan(
        dynamodb,
        names["AssuranceTable"],
        FilterExpression="begins_with(pk, :figures)",
        ExpressionAttributeValues={":figures": {"S": FIGURES}},
    ):
        for item in page:
            if subject := subject_in(item):
                adds[subject] = read_counted(item)
            elif seat := seat_in(item):
                tallies[seat] = read_tally(item)
            elif place := place_in(item):
                totals[place] = read_totals(item)
    return KeptFigures(
        adds=adds,
        totals={place: numbers for place, numbers in totals.items() if numbers},
        tallies=tallies,  # also those of nobody any more: they are written on condition of it
    )


def compare(dynamodb: Any, names: Names, *, policy: str, write: bool = False) -> Differences:
    """Where the figures are different; with ``write`` they are put right as well."""
    file = FUNCTIONS / "policies" / f"{policy}.toml"
    teller = Teller(policy=load(file), rules=load_assurance(file) or no_promises())
    before = kept(dynamodb, names)  # before the records: what is counted in between is not put back
    found = differences(records(dynamodb, names, teller), before)
    if write:
        _put_right(FiguresTable(dynamodb, names["AssuranceTable"]), dynamodb, names, found, before)
    return found


def _put_right(store: FiguresTable, dynamodb: Any, names: Names, found: Differences, before: KeptFigures) -> None:
    """First what each record adds, with the totals that follow; then totals that are not the sum of the records."""
    for subject, (_, right) in found.adds.items():
        with suppress(ChangedMeanwhile):
            store.replace(subject, before.adds.get(subject, Counted(number=0, contribution=NOTHING)), right)
    first, now = kept(dynamodb, names), kept(dynamodb, names)
    seen, left = _not_the_sum(first), _not_the_sum(now)  # what is on its way is in one of two looks at most
    for (place, name), (is_now, right_number) in left.totals.items():
        if seen.totals.get((place, name)) == (is_now, right_number):
            with suppress(ChangedMeanwhile):
                store.correct(place, name, is_now=is_now, right=right_number)
    for seat, (marked, tally) in left.tallies.items():
        if seen.tallies.get(seat) == (marked, tally):
            with suppress(ChangedMeanwhile):
                store.write([store.mark(seat, now.tallies.get(seat), tally)], about=seat[1])


def _not_the_sum(of: KeptFigures) -> Differences:
    """Totals and people that are not what the records' own contributions add up to."""
    return differences({subject: each.contribution for subject, each in of.adds.items()}, of)


def _scan(dynamodb: Any, table: str, **more: Any) -> Iterator[list[dict[str, Any]]]:
    for page in dynamodb.get_paginator("scan").paginate(TableName=table, ConsistentRead=True, **more):
        yield page["Items"]


def _held(dynamodb: Any, table: str, pages: Pages) -> Iterator[Subject]:
    for page in _scan(dynamodb, table):
        for item in page:
            if subject := _hold(item, pages):
                yield subject


def _hold(item: Mapping[str, Any], pages: Pages) -> Subject | None:
    """Hold on to an item if it counts or something that counts belongs to it; the record that it is."""
    (kind, _, about), sort = item["pk"]["S"].partition("#"), item["sk"]["S"]
    if sort not in {*RECORDS, *BESIDE} and not sort.startswith("SIGN-UP#"):
        return None
    pages.keep(item)
    if sort.startswith("SIGN-UP#"):
        return Subject(EventKind.SIGN_UP, f"{about}/{sort.removeprefix('SIGN-UP#')}")
    return Subject(RECORDS[sort], about) if sort in RECORDS and kind == sort else None


def main() -> None:
    """Compare, and end with 1 when something is different."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--stack", help="a stack on AWS; left out, the copy that runs at PORT")
    parser.add_argument("--policy", default=os.environ.get("POLICY") or "wirral")
    parser.add_argument("--write", action="store_true", help="put right whatever is different")
    chosen = parser.parse_args()
    dynamodb, names = _on_aws(chosen.stack) if chosen.stack else _on_this_machine()
    found = compare(dynamodb, names, policy=chosen.policy, write=chosen.write)
    for line in found.lines():
        print(line)
    if found.none:
        print("The figures are what the records add up to.")
    elif chosen.write:
        print("Put right.")
    else:
        print("To put it right: make rebuild WRITE=yes (on AWS: --write)")
        raise SystemExit(1)


def _on_aws(stack: str) -> tuple[Any, Names]:
    import boto3

    return boto3.client("dynamodb"), names_of(stack)


def _on_this_machine() -> tuple[Any, Names]:
    from botocore.exceptions import EndpointConnectionError

    from infra.local.clients import client
    from infra.local.deploy import deployed
    from infra.local.instance import on_port

    instance = on_port(int(os.environ.get("PORT") or "8000"))
    try:
        return client("dynamodb", instance), deployed(instance).names
    except EndpointConnectionError as error:
        raise SystemExit(f"takepart: nothing runs at {instance.url}; start it with: make run") from error


if __name__ == "__main__":
    main()
