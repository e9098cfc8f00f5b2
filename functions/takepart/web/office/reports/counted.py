"""The sections that come from the figures: people, taking part, money, claims, and what we answered."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from takepart.domain.figures.figure import NOT_KNOWN, Figure, FigureBy, FigurePurpose
from takepart.domain.money import PaymentMethod
from takepart.domain.people.details import PersonRole
from takepart.domain.programme.opportunity import OpportunityKind, OpportunityLevel
from takepart.domain.voice.figures import Month
from takepart.domain.voice.you_said import Decision, Source
from takepart.use_cases.figures.reading import Numbers
from takepart.web.office.reports.how import HIDDEN
from takepart.web.office.reports.sections import ReportRow, Section, chart, number, pounds, words

_ROLES = {
    PersonRole.YOUNG_PERSON.value: "Children and young people",
    PersonRole.PARENT.value: "Parents and carers",
    PersonRole.OTHER.value: "Others",
    NOT_KNOWN: "Not known",
}
_LEVELS = {level.value: level.plain for level in OpportunityLevel}
_KINDS = {kind.value: kind.plain for kind in OpportunityKind}
_WAYS = {
    PaymentMethod.BANK.value: "By bank transfer",
    PaymentMethod.VOUCHER.value: "In vouchers",
    PaymentMethod.CASH.value: "In cash",
}
_PURPOSES = {
    FigurePurpose.FEE.value: "Fees for taking part",
    FigurePurpose.COSTS.value: "Costs paid back",
    FigurePurpose.GIFT.value: "Fees given to charity",
}
_SOURCES = {source.value: source.plain for source in Source}
_OUTCOMES = {decision.value: decision.plain for decision in Decision}


def people(numbers: Numbers) -> Section:
    """Who took part."""
    found = numbers.people
    roles = {role: name for role, name in _ROLES.items() if role in found.counts or role != NOT_KNOWN}
    rows = [ReportRow(name=name, cells=(number(found.counts.get(role, 0)),)) for role, name in roles.items()]
    total = ReportRow(name="Everyone, each person once", cells=(number(found.total),))
    bars = {name: (found.counts.get(role, 0),) for role, name in roles.items()}
    return Section(
        id="people",
        title="Who took part",
        columns=("Who", "People"),
        rows=(*rows, total) if numbers.of(Figure.PEOPLE) else (),
        how=("people", "role", HIDDEN),
        chart=chart("People who took part", ("People",), bars),
        empty="Nobody has taken part in this time yet.",
    )


def levels(numbers: Numbers) -> Section:
    """How much say people had."""
    return _taking_part(
        numbers,
        FigureBy.LEVEL,
        _LEVELS,
        id="levels",
        title="How much say people had",
        column="Level",
        how=("level", "sessions", "attendances", "people", HIDDEN),
    )


def kinds(numbers: Numbers) -> Section:
    """What people took part in; kinds that there were none of are left out."""
    there = {
        kind: name
        for kind, name in _KINDS.items()
        if numbers.of(Figure.SESSIONS, FigureBy.KIND, kind) or numbers.of(Figure.ATTENDANCES, FigureBy.KIND, kind)
    }
    return _taking_part(
        numbers,
        FigureBy.KIND,
        there,
        id="kinds",
        title="What people took part in",
        column="Kind of activity",
        how=("kind", "sessions", "attendances", "people", HIDDEN),
    )


def money(numbers: Numbers) -> Section:
    """What it cost."""
    ways = [(name, numbers.of(Figure.MONEY, FigureBy.WAY, way)) for way, name in _WAYS.items()]
    purposes = [(name, numbers.of(Figure.MONEY, FigureBy.PURPOSE, purpose)) for purpose, name in _PURPOSES.items()]
    whole = numbers.of(Figure.MONEY)
    rows = [
        *(ReportRow(name=name, how="money", cells=(pounds(pence),)) for name, pence in ways),
        *(ReportRow(name=name, how="purpose", cells=(pounds(pence),)) for name, pence in purposes),
        ReportRow(name="All of it", how="money", cells=(pounds(whole),)),
    ]
    return Section(
        id="money",
        title="Money paid",
        columns=("What", "Paid"),
        rows=tuple(rows) if whole else (),
        chart=chart(
            "Money paid, in whole pounds",
            tuple(_WAYS.values()),
            {"Pounds, by the way it was paid": [pence // 100 for _, pence in ways]},
        ),
        empty="No money was paid in this time.",
        note="The first three lines and the next three each add up to all of it.",
    )


def claims(numbers: Numbers) -> Section:
    """How claims went, and whether the promise of when they are paid was kept."""
    in_time, late = numbers.of(Figure.PAID_IN_TIME), numbers.of(Figure.PAID_LATE)
    figures = (
        ("Sent", Figure.CLAIMS_SENT),
        ("Approved", Figure.CLAIMS_APPROVED),
        ("Refused", Figure.CLAIMS_REFUSED),
        ("Taken back", Figure.CLAIMS_TAKEN_BACK),
        ("Paid", Figure.CLAIMS_PAID),
        ("Paid by the promised day", Figure.PAID_IN_TIME),
        ("Paid late", Figure.PAID_LATE),
    )
    rows = [ReportRow(name=name, how=figure.value, cells=(number(numbers.of(figure)),)) for name, figure in figures]
    usual = numbers.usual_days
    usually = ReportRow(
        name="Days to be paid, on average",
        how="days",
        cells=(number(usual) if usual is not None else words("None paid"),),
    )
    return Section(
        id="claims",
        title="Claims",
        columns=("What happened", "Claims"),
        rows=(*rows, usually) if any(numbers.of(figure) for _, figure in figures) else (),
        chart=chart("Claims paid", ("By the promised day", "Late"), {"Paid": (in_time, late)}),
        empty="Nobody sent a claim in this time, and none was paid.",
    )


def said(months: Sequence[Month]) -> Section:
    """What people said, month by month, and how much of it has an answer."""
    rows = [
        ReportRow(
            name=each.name,
            cells=(
                number(each.said),
                number(each.answered),
                number(each.in_time),
                words(f"{each.changed} of {each.change_answers}"),
            ),
        )
        for each in months
    ]
    return Section(
        id="said",
        title="What people said to us",
        columns=("Said in", "Said", "Answered", "In time", "It changed something"),
        rows=tuple(rows) if any(each.said for each in months) else (),
        how=("said",),
        chart=chart(
            "What people said, and what has an answer",
            ("Answered", "Not answered yet"),
            {each.name: (each.answered, max(each.said - each.answered, 0)) for each in months if each.said},
        ),
        empty="Nobody has said anything here in this time.",
    )


def you_said(numbers: Numbers) -> Section:
    """What we answered in public: where it was said, and what we decided."""
    outcomes = [(name, numbers.of(Figure.YOU_SAID, FigureBy.OUTCOME, part)) for part, name in _OUTCOMES.items()]
    sources = [(name, numbers.of(Figure.YOU_SAID, FigureBy.SOURCE, part)) for part, name in _SOURCES.items()]
    rows = [
        *(ReportRow(name=name, cells=(number(count),)) for name, count in outcomes),
        *(ReportRow(name=f"Said in: {name.lower()}", cells=(number(count),)) for name, count in sources if count),
        ReportRow(name="All of them", cells=(number(numbers.of(Figure.YOU_SAID)),)),
    ]
    return Section(
        id="you-said",
        title="You said, we did",
        columns=("What", "Published"),
        rows=tuple(rows) if numbers.of(Figure.YOU_SAID) else (),
        how=("you-said",),
        chart=chart(
            "What we decided", tuple(name for name, _ in outcomes), {"Published": [count for _, count in outcomes]}
        ),
        empty="No “You said, we did” was published in this time.",
        note="What we decided, then where it was said: each adds up to all of them.",
    )


def _taking_part(
    numbers: Numbers, by: FigureBy, names: Mapping[str, str], *, id: str, title: str, column: str, how: tuple[str, ...]
) -> Section:
    were_there = numbers.parts(Figure.ATTENDANCES, by, list(names))
    different = numbers.parts(Figure.PEOPLE, by, list(names))
    held = {part: numbers.of(Figure.SESSIONS, by, part) for part in names}
    rows = [
        ReportRow(name=name, cells=(number(held[part]), number(were_there[part]), number(different[part])))
        for part, name in names.items()
    ]
    any_of_it = numbers.of(Figure.SESSIONS) or numbers.of(Figure.ATTENDANCES)
    return Section(
        id=id,
        title=title,
        columns=(column, "Sessions held", "Attendances", "People"),
        rows=tuple(rows) if any_of_it else (),
        how=how,
        chart=chart(f"{title}: sessions held", ("Sessions",), {name: (held[part],) for part, name in names.items()}),
        empty="No session was held in this time yet.",
    )
