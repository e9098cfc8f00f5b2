"""The sections that come from the figures: the main ones side by side, people, taking part, money, claims, answers."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from takepart.domain.assurance.rules import Team
from takepart.domain.disclosure import or_more
from takepart.domain.figures.figure import NOT_KNOWN, Figure, FigureBy, FigurePurpose
from takepart.domain.money import PaymentMethod
from takepart.domain.people.details import PersonRole
from takepart.domain.programme.opportunity import OpportunityKind, OpportunityLevel
from takepart.domain.voice.figures import ToldMonth
from takepart.domain.voice.you_said import Decision, Source
from takepart.use_cases.figures.reading import Numbers, PeriodFigures
from takepart.web.office.reports.how import HIDDEN
from takepart.web.office.reports.sections import Cell, Section, chart, hours, pounds, row, words

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
_CLAIMS = {
    Figure.CLAIMS_SENT: "Sent",
    Figure.CLAIMS_APPROVED: "Approved",
    Figure.CLAIMS_REFUSED: "Refused",
    Figure.CLAIMS_TAKEN_BACK: "Taken back",
    Figure.CLAIMS_PAID: "Paid",
    Figure.PAID_IN_TIME: "Paid by the promised day",
    Figure.PAID_LATE: "Paid late",
}


def at_a_glance(columns: Sequence[tuple[str, Numbers]], *, money: bool = True) -> Section:
    """The main figures, beside those of the period before."""
    found = [numbers for _, numbers in columns]
    rows = [
        row("People who took part", *(each.people.total for each in found), how="people"),
        row("Attendances", *(each.together(Figure.ATTENDANCES) for each in found), how="attendances"),
        row("Hours", *(hours(each.together(Figure.MINUTES)) for each in found), how="hours"),
        row("Sessions held", *(each.of(Figure.SESSIONS) for each in found), how="sessions"),
        row("“You said, we did” published", *(each.of(Figure.YOU_SAID) for each in found), how="you-said"),
        row("Questionnaires closed", *(each.of(Figure.QUESTIONNAIRES) for each in found), how="questionnaires"),
    ]
    if money:
        rows += [
            row("Money paid", *(pounds(each.of(Figure.MONEY)) for each in found), how="money"),
            row("Claims paid", *(each.of(Figure.CLAIMS_PAID) for each in found), how="claims-paid"),
            row("Paid by the promised day", *(_in_time(each) for each in found), how="paid-in-time"),
        ]
    names = (name for name, _ in columns)
    return Section(id="glance", title="At a glance", columns=("Figure", *names), rows=tuple(rows))


def teams(figures: PeriodFigures, all_teams: Sequence[Team], addresses: Mapping[str, str]) -> Section:
    """Each team's main figures, with a way to its own report."""
    rows, bars = [], {}
    for team in all_teams:
        numbers = figures.of_team(team.id)
        count, attendances = numbers.people.total, numbers.together(Figure.ATTENDANCES)
        held, answers = numbers.of(Figure.SESSIONS), numbers.of(Figure.YOU_SAID)
        paid, address = pounds(numbers.of(Figure.MONEY)), addresses[team.id]
        rows.append(row(team.name, count, attendances, held, answers, paid, address=address))
        bars[team.name] = (held,)
    return Section(
        id="teams",
        title="Team by team",
        columns=("Team", "People", "Attendances", "Sessions held", "You said, we did", "Money paid"),
        rows=tuple(rows),
        how=("team", "people", "attendances", "sessions", "you-said", "money", HIDDEN),
        chart=chart("Sessions held by each team", ("Sessions",), bars),
    )


def quarters(found: Sequence[tuple[str, Numbers]]) -> Section:
    """A year, quarter by quarter."""
    return Section(
        id="quarters",
        title="Quarter by quarter",
        columns=("Quarter", "People", "Attendances", "Hours", "Sessions held", "Money paid"),
        rows=tuple(
            row(
                name,
                each.people.total,
                each.together(Figure.ATTENDANCES),
                hours(each.together(Figure.MINUTES)),
                each.of(Figure.SESSIONS),
                pounds(each.of(Figure.MONEY)),
            )
            for name, each in found
        ),
        how=("people", "attendances", "hours", "sessions", "money", HIDDEN),
        chart=chart(
            "Sessions held in each quarter", ("Sessions",), {name: (each.of(Figure.SESSIONS),) for name, each in found}
        ),
    )


def people(numbers: Numbers) -> Section:
    """Who took part."""
    found = numbers.people
    there = {role: name for role, name in _ROLES.items() if role in found.counts or role != NOT_KNOWN}
    counts = {name: found.counts.get(role, 0) for role, name in there.items()}
    rows = [row(name, count) for name, count in counts.items()]
    return Section(
        id="people",
        title="Who took part",
        columns=("Who", "People"),
        rows=(*rows, row("Everyone, each person once", found.total)) if numbers.of(Figure.PEOPLE) else (),
        how=("people", "role", HIDDEN),
        chart=chart("People who took part", ("People",), {name: (count,) for name, count in counts.items()}),
        empty="Nobody has taken part in this time yet.",
    )


def levels(numbers: Numbers) -> Section:
    """How much say people had."""
    return _taking_part(numbers, FigureBy.LEVEL, _LEVELS, id="levels", title="How much say people had", column="Level")


def kinds(numbers: Numbers) -> Section:
    """What people took part in; kinds that there were none of are left out."""
    counted = (Figure.SESSIONS, Figure.ATTENDANCES)
    there = {kind: name for kind, name in _KINDS.items() if any(numbers.of(e, FigureBy.KIND, kind) for e in counted)}
    title = "What people took part in"
    return _taking_part(numbers, FigureBy.KIND, there, id="kinds", title=title, column="Kind of activity")


def money(numbers: Numbers) -> Section:
    """What it cost."""
    ways = [(name, numbers.of(Figure.MONEY, FigureBy.WAY, way)) for way, name in _WAYS.items()]
    purposes = [(name, numbers.of(Figure.MONEY, FigureBy.PURPOSE, purpose)) for purpose, name in _PURPOSES.items()]
    whole = numbers.of(Figure.MONEY)
    rows = [
        *(row(name, pounds(pence), how="money") for name, pence in ways),
        *(row(name, pounds(pence), how="purpose") for name, pence in purposes),
        row("All of it", pounds(whole), how="money"),
    ]
    bars = {"Pounds, by the way it was paid": [pence // 100 for _, pence in ways]}
    return Section(
        id="money",
        title="Money paid",
        columns=("What", "Paid"),
        rows=tuple(rows) if whole else (),
        chart=chart("Money paid, in whole pounds", tuple(_WAYS.values()), bars),
        empty="No money was paid in this time.",
        note="The first three lines and the next three each add up to all of it.",
    )


def claims(numbers: Numbers) -> Section:
    """How claims went, and whether the promise of when they are paid was kept."""
    counts = {figure: numbers.of(figure) for figure in _CLAIMS}
    usual = numbers.usual_days
    rows = [row(name, counts[figure], how=figure.value) for figure, name in _CLAIMS.items()]
    rows.append(row("Days to be paid, on average", words("None paid") if usual is None else usual, how="days"))
    bars = {"Paid": (counts[Figure.PAID_IN_TIME], counts[Figure.PAID_LATE])}
    return Section(
        id="claims",
        title="Claims",
        columns=("What happened", "Claims"),
        rows=tuple(rows) if any(counts.values()) else (),
        chart=chart("Claims paid", ("By the promised day", "Late"), bars),
        empty="Nobody sent a claim in this time, and none was paid.",
    )


def said(months: Sequence[ToldMonth]) -> Section:
    """What people said, in each month that is over, and how much of it has an answer: in steps of five."""
    rows = [
        row(each.name, *(words(or_more(n)) for n in (each.said, each.answered, each.in_time, each.changed)))
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
        empty="Fewer than five things were said here in each month of this time that is over.",
    )


def you_said(numbers: Numbers) -> Section:
    """What we answered in public: where it was said, and what we decided."""
    outcomes = [(name, numbers.of(Figure.YOU_SAID, FigureBy.OUTCOME, part)) for part, name in _OUTCOMES.items()]
    sources = [(name, numbers.of(Figure.YOU_SAID, FigureBy.SOURCE, part)) for part, name in _SOURCES.items()]
    rows = [
        *(row(name, count) for name, count in outcomes),
        *(row(f"Said in: {name.lower()}", count) for name, count in sources if count),
        row("All of them", numbers.of(Figure.YOU_SAID)),
    ]
    bars = {"Published": [count for _, count in outcomes]}
    return Section(
        id="you-said",
        title="You said, we did",
        columns=("What", "Published"),
        rows=tuple(rows) if numbers.of(Figure.YOU_SAID) else (),
        how=("you-said",),
        chart=chart("What we decided", tuple(_OUTCOMES.values()), bars),
        empty="No “You said, we did” was published in this time.",
        note="What we decided, then where it was said: each adds up to all of them.",
    )


def _taking_part(
    numbers: Numbers, by: FigureBy, names: Mapping[str, str], *, id: str, title: str, column: str
) -> Section:
    were_there = numbers.parts(Figure.ATTENDANCES, by, list(names))
    different = numbers.parts(Figure.PEOPLE, by, list(names))
    held = {part: numbers.of(Figure.SESSIONS, by, part) for part in names}
    rows = [row(name, held[part], were_there[part], different[part]) for part, name in names.items()]
    any_of_it = numbers.of(Figure.SESSIONS) or numbers.of(Figure.ATTENDANCES)
    return Section(
        id=id,
        title=title,
        columns=(column, "Sessions held", "Attendances", "People"),
        rows=tuple(rows) if any_of_it else (),
        how=(by.value, "sessions", "attendances", "people", HIDDEN),
        chart=chart(f"{title}: sessions held", ("Sessions",), {name: (held[part],) for part, name in names.items()}),
        empty="No session was held in this time yet.",
    )


def _in_time(numbers: Numbers) -> Cell:
    paid = numbers.of(Figure.CLAIMS_PAID)
    return words(f"{numbers.of(Figure.PAID_IN_TIME)} of {paid}") if paid else words("None paid")
