"""What makes a policy unfit although each of its values can be read: parts that contradict each other."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Generator, Iterable, Iterator, Mapping, Sequence
from datetime import timedelta
from decimal import Decimal
from itertools import pairwise
from typing import Final

from takepart.domain.bank_details import BankDetails, WrongBankDetails
from takepart.domain.email_addresses import normalised
from takepart.domain.ids import StaffId
from takepart.domain.lines import COSTS, FARES, LineKind
from takepart.domain.people.equality import PREFER_NOT_TO_SAY, Equality, Population, Question
from takepart.domain.policy import Policy, Role, StaffMember
from takepart.domain.policy.paying import (
    OF_A_PAYMENT,
    OF_ALL,
    BankColumn,
    BankFileProfile,
    Cell,
    LedgerColumn,
    WrongCell,
    cells,
)
from takepart.domain.policy.rates import ActivityType, MileageRate, PaidAs, Rate, Unit
from takepart.domain.policy.rules import SmallTeam, Term
from takepart.domain.voice.rules import GAPS, ClockStart, ComplaintStage, Track, VoiceRules
from takepart.domain.working_days import DAYS_AFTER_INPUT

Problem = tuple[str, str]
"""A key and what is wrong with it, with what is allowed."""

_NEEDED = (BankColumn.SORT_CODE, BankColumn.ACCOUNT_NUMBER, BankColumn.NAME, BankColumn.AMOUNT)
_HOUR = 60
_OWN_ID = "give each an id of its own"
_CONFIRMING = frozenset({Role.WORKER, Role.BUDGET_HOLDER})
_PLANNING = _CONFIRMING | {Role.OFFICE}
_TO_PAY: Final = 3
"""People in finance that a large claim takes: two approve it, and one sends it to the bank."""


def problems_in(policy: Policy) -> Iterator[Problem]:
    """Every contradiction in a policy, in the order of its file."""
    emails = [normalised(member.email) for member in policy.staff]
    mailboxes = {member.id: email for member, email in zip(policy.staff, emails, strict=True)}
    yield from _staff(policy, emails)
    for activity_type in policy.activity_types:
        yield from _activity(activity_type, policy, mailboxes)
    yield from twice("activities.id", (each.id for each in policy.activity_types))
    yield from _mileage(policy)
    late, oldest, days = policy.claims.late_after_days, policy.claims.oldest_days, policy.approval.nudge_days
    if late >= oldest:
        yield "claims.late_after_days", f"{late} must be less than oldest_days, {oldest}"
    if any(later <= earlier for earlier, later in pairwise(days)):
        yield "approval.nudge_days", f"{list(days)} is not in order, write each day once, the first one first"
    elif days and days[-1] >= policy.approval.deputy_after_days:
        yield "approval.deputy_after_days", f"must be after the last of nudge_days, write {days[-1] + 1} or more"
    for id in policy.approval.fees_agreed_by:
        found = next((member for member in policy.staff if member.id == id), None)
        if found is None:
            yield "approval.fees_agreed_by", f'"{id}" is not on the staff, choose from {_ids(policy)}'
        elif not found.roles & _PLANNING:
            yield "approval.fees_agreed_by", f'"{id}" cannot open what is planned, give them the role budget-holder'
    for number, limit in enumerate(policy.claims.person_limits, 1):
        if limit.fees is None and limit.times is None:
            yield f"claims.person_limits[{number}]", "limits nothing, write fees, times or both"
    for number, ceiling in enumerate(policy.claims.ceilings, 1):
        allowed = COSTS if ceiling.place else FARES | COSTS
        if ceiling.kind not in allowed:
            listed = ", ".join(sorted(allowed))
            yield f"claims.ceilings[{number}].kind", f'"{ceiling.kind}" has no place here, choose from {listed}'
        if ceiling.place == "elsewhere":
            yield f"claims.ceilings[{number}].place", '"elsewhere" is any place that has none, leave it out'
    named = (f"{each.kind} {each.place}".strip() + f", {each.over_minutes} minutes" for each in policy.claims.ceilings)
    yield from twice("claims.ceilings", named, "write one for each kind, place and over_minutes")
    if policy.promise.bank < DAYS_AFTER_INPUT:
        yield "promise.bank", f"{policy.promise.bank} is too soon, a bank needs {DAYS_AFTER_INPUT} working days or more"
    yield from _bank_file(policy)
    yield from _ledger(policy)
    yield from _charities(policy)
    yield from _school(policy)
    letters = policy.letters
    if letters.most_a_day < letters.most_of_a_kind:
        least = letters.most_of_a_kind
        yield "letters.most_a_day", f"{letters.most_a_day} is less than most_of_a_kind, write {least} or more"
    yield from voice_problems(policy)
    yield from equality_problems(policy)


def _ids(policy: Policy) -> str:
    return ", ".join(member.id for member in policy.staff)


def _staff(policy: Policy, emails: Sequence[str]) -> Iterator[Problem]:
    yield from twice("staff.id", (member.id for member in policy.staff))
    yield from twice("staff.email", emails)
    by_id = {member.id: member for member in policy.staff}
    for member in policy.staff:
        if member.deputy is None:
            continue
        key = f"staff[{member.id}].deputy"
        deputy = by_id.get(member.deputy)
        if deputy is None:
            yield key, f'"{member.deputy}" is not on the staff, choose one of {", ".join(by_id)}'
        elif deputy is member:
            yield key, "nobody is their own deputy, choose someone else"
        elif not can_sit_in(deputy, member):
            what = f'"{deputy.id}" cannot decide what {member.id} decides'
            yield key, f"{what}, choose someone with the same kind of role"
    finance = {email for member, email in zip(policy.staff, emails, strict=True) if Role.FINANCE in member.roles}
    if len(finance) < 2:
        yield "staff", f"{len(finance)} with the role finance, two or more with different emails are needed"
    elif len(finance) < _TO_PAY and SmallTeam.APPROVER_RELEASES not in policy.approval.small_team:
        what = f"two approve a large claim and a third sends it to the bank, but {len(finance)} have the role finance"
        yield "approval.small_team", f'{what}: add one to the staff, or "{SmallTeam.APPROVER_RELEASES}" here'
    if not policy.with_role(Role.OFFICE):
        yield "staff", "nobody has the role office, one or more are needed"


def can_sit_in(deputy: StaffMember, member: StaffMember) -> bool:
    """Whether a deputy has the kind of role that somebody decides with."""
    confirms = bool(member.roles & _CONFIRMING)
    return (Role.FINANCE not in member.roles or Role.FINANCE in deputy.roles) and (
        not confirms or bool(deputy.roles & _CONFIRMING)
    )


def _activity(activity_type: ActivityType, policy: Policy, mailboxes: Mapping[StaffId, str]) -> Iterator[Problem]:
    at = f"activities[{activity_type.id}]"
    by_id = {member.id: member for member in policy.staff}
    finance = {mailboxes[member.id] for member in policy.finance()}
    for id in activity_type.confirmers if by_id else ():
        member = by_id.get(id)
        if member is None:
            yield f"{at}.confirmers", f'"{id}" is not on the staff, choose from {", ".join(by_id)}'
        elif not member.roles & _CONFIRMING:
            yield f"{at}.confirmers", f'"{id}" is neither worker nor budget-holder, give them a role or choose another'
        elif len(finance - {mailboxes[id]}) < 2:
            yield f"{at}.confirmers", f'"{id}" leaves fewer than two others in finance, choose someone outside finance'
    yield from twice(f"{at}.confirmers", activity_type.confirmers)
    courses = [course.id for course in policy.participation.courses]
    for course in activity_type.training:
        if course not in courses:
            yield f"{at}.training", f'"{course}" is no course, choose from {", ".join(courses)}'
    yield from _in_order(f"{at}.rates", activity_type.rates)
    for number, rate in enumerate(activity_type.rates, 1):
        yield from _rate(f"{at}.rates[{number}]", rate, policy)


def _rate(at: str, rate: Rate, policy: Policy) -> Iterator[Problem]:
    if rate.limit_minutes is None:
        if rate.unit is Unit.HALF_DAY:
            yield f"{at}.limit_minutes", "is missing, say how long half a day is, like 240"
    elif rate.limit_minutes > policy.claims.longest_minutes:
        longest = policy.claims.longest_minutes
        yield f"{at}.limit_minutes", f"{rate.limit_minutes} is out of range, claims.longest_minutes allows {longest}"
    elif rate.unit is Unit.HOUR and rate.limit_minutes % rate.part_minutes:
        whole = "whole hours" if rate.part_minutes == _HOUR else f"whole parts of {rate.part_minutes} minutes"
        steps = ", ".join(str(rate.part_minutes * times) for times in (1, 2, 3))
        yield f"{at}.limit_minutes", f"{rate.limit_minutes} is not {whole}, write {steps} and so on"
    if _HOUR % rate.part_minutes or (rate.part_minutes != _HOUR and rate.unit is not Unit.HOUR):
        yield f"{at}.part_minutes", f"{rate.part_minutes} is no part of an hour, write 15 or 30 for a rate by the hour"
    if rate.longer and rate.unit is Unit.HOUR:
        yield f"{at}.longer", "has no place in a rate by the hour, leave it out"
    fees = [rate.fee, *(each.fee for each in rate.longer)] if rate.paid_as is PaidAs.VOUCHER else []
    if odd := [fee for fee in fees if not policy.vouchers.fits(fee)]:
        yield f"{at}.fee", f"{odd[0]} cannot be made up of vouchers of {policy.vouchers.step}, see vouchers.step"
    starts = [each.over_minutes for each in rate.longer]
    if any(later <= earlier for earlier, later in pairwise(starts)):
        yield f"{at}.longer", f"{starts} is not in order, write the shortest first"
    elif starts and rate.limit_minutes is not None and starts[-1] >= rate.limit_minutes:
        yield f"{at}.longer", f"{starts[-1]} must be less than limit_minutes, {rate.limit_minutes}"


def _mileage(policy: Policy) -> Iterator[Problem]:
    rates = policy.mileage.rates
    yield from _in_order("mileage", rates)
    for number, rate in enumerate(rates, 1):
        if rate.car_after > rate.car:
            yield f"mileage[{number}].car_after", f"{rate.car_after}p is more than car, write {rate.car}p or less"
        at = f"mileage[{number}].vehicles"
        yield from twice(at, (each.id for each in rate.vehicles), _OWN_ID)
        for each in rate.vehicles:
            if each.id == LineKind.CAR.value:
                yield at, f'"{each.id}" stands for any car, {_OWN_ID}'
            if each.a_mile_after > each.a_mile:
                allowed = f"write {each.a_mile}p or less"
                yield f"{at}[{each.id}].a_mile_after", f"{each.a_mile_after}p is more than a_mile, {allowed}"
    paid = [rate for each in policy.activity_types for rate in each.rates]
    if rates and paid:
        first, stop = min(rate.starts for rate in paid), [rate.ends for rate in paid]
        last = max((end for end in stop if end), default=None) if None not in stop else None
        if rates[0].starts > first:
            yield "mileage[1].starts", f"{rates[0].starts} is after the first rate, write {first} or earlier"
        ends = rates[-1].ends
        if ends is not None and (last is None or ends < last):
            allowed = f"write {last} or later" if last else "leave it out"
            yield f"mileage[{len(rates)}].ends", f"{ends} is before the last rate of an activity, {allowed}"


def _ledger(policy: Policy) -> Iterator[Problem]:
    cells = policy.ledger.columns if policy.ledger else ()
    if cells and all(each.holds is not LedgerColumn.AMOUNT for each in cells):
        yield "ledger.columns", '"amount" is missing, a ledger needs it'
    yield from twice("ledger.columns.heading", (each.heading for each in cells))
    for number, each in enumerate(cells, 1):
        if each.words and each.holds is not LedgerColumn.WORDS:
            yield f"ledger.columns[{number}].words", f'has no place beside "{each.holds}", leave it out'


def _bank_file(policy: Policy) -> Iterator[Problem]:
    profile = policy.bank_file
    line = yield from _bank_rows("columns", [profile.columns], profile, never=OF_ALL, why="a first or last row")
    yield from _bank_rows("first_rows", profile.first_rows, profile, never=OF_A_PAYMENT, why="columns")
    yield from _bank_rows("last_rows", profile.last_rows, profile, never=OF_A_PAYMENT, why="columns")
    there = {part.column for cell in line for part in cell}
    for column in _NEEDED if line else ():
        if column not in there:
            yield "bank_file.columns", f'"{column.value}" is missing, a bank needs {", ".join(_NEEDED)}'
    if line and profile.headings is not None and len(profile.headings) != len(line):
        given = f"{len(profile.headings)} headings for {len(line)} columns"
        yield "bank_file.headings", f"{given}, write one for each or leave all out"
    if own := profile.own:
        yield from _account("bank_file.own", own.name, own.sort_code, own.account_number)


def _bank_rows(
    key: str, rows: Iterable[Sequence[str]], profile: BankFileProfile, *, never: frozenset[BankColumn], why: str
) -> Generator[Problem, None, tuple[Cell, ...]]:
    """What is wrong with rows of the bank's file; all their cells."""
    found: tuple[Cell, ...] = ()
    for row in rows:
        try:
            found += cells(row)
        except WrongCell as wrong:
            yield f"bank_file.{key}", str(wrong)
    there = dict.fromkeys(part.column for cell in found for part in cell if part.column)
    for column in there:
        if column in never:
            yield f"bank_file.{key}", f'"{column.value}" has no place here, it belongs into {why}'
    if profile.own is None and (own := [each.value for each in there if each.value.startswith("own-")]):
        yield f"bank_file.{key}", f'"{own[0]}" is not known, write a table that starts with [bank_file.own]'
    return found


def _charities(policy: Policy) -> Iterator[Problem]:
    yield from twice("charities.id", (charity.id for charity in policy.charities))
    for charity in policy.charities:
        yield from _account(f"charities[{charity.id}]", charity.name, charity.sort_code, charity.account_number)


def _account(at: str, name: str, sort_code: str, account_number: str) -> Iterator[Problem]:
    try:
        BankDetails.parse(name=name, sort_code=sort_code, account_number=account_number)
    except WrongBankDetails as error:
        for field, words in error.errors.items():
            yield f"{at}.{field}", f"cannot be used: {words[0].lower()}{words[1:]}"


def _school(policy: Policy) -> Iterator[Problem]:
    hours = policy.school_hours
    if hours is None:
        return
    if hours.end <= hours.start:
        yield "school_hours.end", f"{hours.end} is not after start, write a time after {hours.start}"
    yield from _in_order("school_hours.terms", hours.terms, gaps=True)


def _in_order(at: str, spans: Sequence[Rate | MileageRate | Term], *, gaps: bool = False) -> Iterator[Problem]:
    """Spans of days follow each other: the first one first, none on top of another, and no day between two rates."""
    for number, span in enumerate(spans, 1):
        if span.ends is not None and span.ends < span.starts:
            yield f"{at}[{number}].ends", f"{span.ends} is before starts, write {span.starts} or later"
    for number, (earlier, later) in enumerate(pairwise(spans), 2):
        if earlier.ends is None:
            yield f"{at}[{number - 1}].ends", f"is missing, write a day before {later.starts}, when the next one starts"
        elif later.starts <= earlier.ends:
            yield f"{at}[{number}].starts", f"{later.starts} overlaps the one before, write a day after {earlier.ends}"
        elif not gaps and later.starts != (next_day := earlier.ends + timedelta(days=1)):
            yield f"{at}[{number}].starts", f"{later.starts} leaves days with no rate, write {next_day}"


def twice(key: str, values: Iterable[str], allowed: str = "use each only once") -> Iterator[Problem]:
    """Every value that is there more than once, as a problem."""
    for value, times in Counter(values).items():
        if value and times > 1:
            yield key, f'"{value}" is there {times} times, {allowed}'


def voice_problems(policy: Policy) -> Iterator[tuple[str, str]]:
    """Every contradiction: (key, what is wrong and what is allowed)."""
    rules = policy.voice
    if rules is None:
        return
    yield from _listeners(rules, policy)
    yield from twice("voice.venues", [each.id for each in rules.venues], _OWN_ID)
    yield from twice("voice.tracks", [each.id for each in rules.tracks], _OWN_ID)
    yield from twice("voice.complaint_letters", [each.id for each in rules.complaint_letters], _OWN_ID)
    for letter in rules.complaint_letters:
        known = {f"{{{each}}}" for each in GAPS}
        for gap in sorted({*re.findall(r"\{.*?\}", " ".join(letter.paragraphs))} - known):
            yield f"voice.complaint_letters[{letter.id}].paragraphs", f"{gap} is no gap, use {', '.join(sorted(known))}"
    if not rules.open_tracks:
        yield "voice.tracks", "every kind of complaint is closed, leave one open"
    for track in rules.tracks:
        yield from _track(track)


def _listeners(rules: VoiceRules, policy: Policy) -> Iterator[tuple[str, str]]:
    known = {member.id for member in policy.staff}
    named = ("readers", "duty", "checkers", "complaints_desk", "complaints_managers")
    lists = {f"voice.{each}": getattr(rules, each) for each in named} | {
        f"voice.tracks[{track.id}].stages[{stage.id}].{each}": getattr(stage, each)
        for track in rules.tracks
        for stage in track.stages
        for each in ("handlers", "answered_by", "signed_by")
    }
    for key, staff in lists.items():
        for each in staff:
            if known and each not in known:
                yield key, f'"{each}" is not on the staff, choose from {", ".join(sorted(known))}'
    if len({*rules.checkers, *rules.readers}) < 2:
        yield "voice.checkers", "the only reader cannot check what they wrote, name somebody else"
    for watch in rules.rota:
        for each in watch.duty:
            if each not in rules.duty:
                yield "voice.rota.duty", f'"{each}" is not on the duty list, choose from {", ".join(rules.duty)}'
    if len(set(rules.duty)) < 2:
        yield "voice.duty", "one person cannot always be there, name two or more"


def _track(track: Track) -> Iterator[tuple[str, str]]:
    at = f"voice.tracks[{track.id}].stages"
    yield from twice(at, [each.id for each in track.stages], _OWN_ID)
    before: list[str] = []
    for stage in track.stages:
        if stage.most_days < stage.days:
            yield f"{at}[{stage.id}].most_days", f"{stage.most_days} is less than days, write {stage.days} or more"
        for other in stage.apart_from:
            if other not in before:
                yield f"{at}[{stage.id}].apart_from", f'"{other}" is no earlier stage, choose from {", ".join(before)}'
        yield from _stage(f"{at}[{stage.id}]", stage)
        before.append(stage.id)


def _stage(at: str, stage: ComplaintStage) -> Iterator[tuple[str, str]]:
    yield from twice(f"{at}.people", [each.id for each in stage.people], _OWN_ID)
    yield from twice(f"{at}.milestones", [each.id for each in stage.milestones], _OWN_ID)
    for seat in stage.people:
        if seat.independent > seat.number:
            yield f"{at}.people[{seat.id}].independent", f"{seat.independent} is more than number, {seat.number}"
    if (stage.starts is ClockStart.LAST_MILESTONE) != any(each.days for each in stage.milestones):
        yield f"{at}.starts", 'write "last-milestone" where milestones have days, and only there'
    for each in sorted({*stage.handlers} & {*stage.answered_by}):
        yield f"{at}.answered_by", f'"{each}" is a handler as well, name somebody who did not look into it'
    if stage.signed_by and len({*(stage.answered_by or stage.handlers), *stage.signed_by}) < 2:
        yield f"{at}.signed_by", "the only one who answers cannot sign, name somebody else"


MOST_QUESTIONS: Final = 20
"""One answer to each is kept in one write, and nobody answers more."""
_ROUNDING: Final = Decimal("0.5")
"""How far from 100 shares may add up to, since each of them was rounded."""


def equality_problems(policy: Policy) -> Iterator[tuple[str, str]]:
    """Every contradiction: (key, what is wrong and what is allowed)."""
    rules = policy.equality
    if rules is None:
        return
    if len(rules.questions) > MOST_QUESTIONS:
        yield "equality.questions", f"{len(rules.questions)} are too many, ask {MOST_QUESTIONS} at most"
    yield from twice("equality.questions", [each.id for each in rules.questions])
    for question in rules.questions:
        yield from _question(question)
    yield from twice("population", [each.question for each in rules.populations])
    for population in rules.populations:
        yield from _population(population, rules)


def _question(question: Question) -> Iterator[tuple[str, str]]:
    at = f"equality.questions[{question.id}].answers"
    names = [each.id for each in question.answers]
    yield from twice(at, names)
    if PREFER_NOT_TO_SAY in names:
        yield at, f'"{PREFER_NOT_TO_SAY}" is added to every question by itself, leave it out'
    if len(names) < 2:
        yield at, "one answer is no choice, write two or more"


def _population(population: Population, rules: Equality) -> Iterator[tuple[str, str]]:
    at = f"population[{population.question}]"
    question = next((each for each in rules.questions if each.id == population.question), None)
    if question is None:
        known = ", ".join(each.id for each in rules.questions)
        yield f"{at}.question", f'"{population.question}" is not asked, choose from {known}'
        return
    if bool(population.shares) == bool(population.numbers):
        yield at, "write either shares (per cent) or numbers (people), one of the two"
        return
    key = f"{at}.{'shares' if population.shares else 'numbers'}"
    given, groups = {*population.shares, *population.numbers}, [each.id for each in question.answers]
    for name in sorted(given - {*groups}):
        yield f"{key}.{name}", f"is no answer to {question.id}, choose from {', '.join(groups)}"
    for name in [each for each in groups if each not in given]:
        yield f"{key}.{name}", "is missing, write 0 for a group that nobody is in"
    total = sum(population.shares.values(), Decimal(0))
    if population.shares and abs(total - 100) > _ROUNDING:
        yield key, f"add up to {total}, they must add up to 100 (99.5 to 100.5 when rounded)"
    if population.numbers and not any(population.numbers.values()):
        yield key, "add up to 0, write how many people there are"
