"""An organisation's policy, read from its TOML file: all of it, or every reason why not."""

from __future__ import annotations

import hashlib
import re
import tomllib
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

from takepart.adapters.policy.reader import Table
from takepart.adapters.policy.voice import voice_rules
from takepart.domain.ids import ActivityTypeId, CharityId, StaffId
from takepart.domain.lines import COSTS, FARES, MILEAGE, LineKind
from takepart.domain.policy.checks import problems_in
from takepart.domain.policy.mileage import Mileage, MileageRate
from takepart.domain.policy.organisation import Contact, Organisation, Wording
from takepart.domain.policy.participation import USUAL, Course, EarningsLimit, Participation
from takepart.domain.policy.paying import (
    AmountFormat,
    BankColumn,
    BankFileProfile,
    CashRules,
    Charity,
    DateFormat,
    LineEnding,
    VoucherRules,
)
from takepart.domain.policy.policy import Policy
from takepart.domain.policy.rates import ActivityType, BeyondLimit, PaidAs, Rate, Travel, Unit
from takepart.domain.policy.rules import (
    A_FEW_LETTERS,
    ApprovalRules,
    ClaimRules,
    LetterLimits,
    PaymentPromise,
    Retention,
    SchoolHours,
    Term,
)
from takepart.domain.policy.staff import Role, StaffMember

if TYPE_CHECKING:
    from takepart.domain.assurance.rules import Assurance
    from takepart.domain.people.equality import Equality

_T = TypeVar("_T")
_LINE = re.compile(r"\(at line (\d+), column \d+\)|\(at end of document\)")
_DIGEST_LENGTH = 12
_EXPENSES = tuple(kind for kind in LineKind if kind in MILEAGE | FARES | COSTS)


class BrokenPolicy(ValueError):
    """The file is no policy. ``problems`` has a line for each reason: ``file: key: what is wrong, what is allowed``."""

    def __init__(self, problems: tuple[str, ...]) -> None:
        super().__init__("\n".join(problems))
        self.problems = problems


def load(path: Path | str) -> Policy:
    """Read and check a policy file, all of it. Raises BrokenPolicy with every problem, not only the first."""
    policy, promises, found = _read(Path(path), promises_too=True, questions_too=True)
    read = [key for key, _ in found]
    found += [(key, what) for key, what in problems_in(policy) if not _follows_from(key, read)]
    if promises is not None and "staff" not in read:
        from takepart.adapters.policy.assurance import assurance_problems, found_by_problems

        wrong = (*assurance_problems(promises), *found_by_problems(promises, policy))
        found += [(key, what) for key, what in wrong if not _follows_from(key, read)]
    return _unless_broken(policy, path, found)


def load_without_promises(path: Path | str, *, questions_too: bool = False) -> Policy:
    """Read and check a policy file but for its promises, which most functions never need. Raises BrokenPolicy.

    Its equality questions are left out too, unless they are asked for.
    """
    policy, _, found = _read(Path(path), promises_too=False, questions_too=questions_too)
    read = [key for key, _ in found]
    found += [(key, what) for key, what in problems_in(policy) if not _follows_from(key, read)]
    return _unless_broken(policy, path, found)


def load_assurance(path: Path | str) -> Assurance | None:
    """What the policy promises to do every so often; None when it promises nothing. Raises BrokenPolicy."""
    _, promises, found = _read(Path(path), promises_too=True, questions_too=False)
    return _unless_broken(promises, path, found)


def _read(
    file: Path, *, promises_too: bool, questions_too: bool
) -> tuple[Policy, Assurance | None, list[tuple[str, str]]]:
    data, digest = _parsed(file)
    found: list[tuple[str, str]] = []
    policy = _policy(Table(data, "", found), digest, questions_too=questions_too)
    policy = replace(policy, teams=_team_names(data))
    promises = None
    if promises_too and "assurance" in data:
        from takepart.adapters.policy.assurance import read_assurance  # heavy, and few functions need it

        promises = read_assurance(Table(data, "", found).table("assurance"), staff=policy.staff)
    return policy, promises, found


def _unless_broken(read: _T, path: Path | str, found: list[tuple[str, str]]) -> _T:
    if found:
        raise BrokenPolicy(tuple(f"{Path(path).name}: {key}: {what}" for key, what in found))
    return read


def _parsed(file: Path) -> tuple[dict[str, Any], str]:
    try:
        content = file.read_bytes()
    except OSError as error:
        raise BrokenPolicy(
            (f"{file.name}: cannot be read ({error.strerror}), give the path of a policy file",)
        ) from error
    try:
        text = content.decode()
    except UnicodeDecodeError as error:
        line = content[: error.start].count(b"\n") + 1
        raise BrokenPolicy((f"{file.name}: line {line}: is not UTF-8 text, save the file as UTF-8",)) from error
    if not text.strip():
        raise BrokenPolicy((f"{file.name}: is empty, start from a copy of another policy file",))
    try:
        return tomllib.loads(text), hashlib.sha256(content).hexdigest()[:_DIGEST_LENGTH]
    except tomllib.TOMLDecodeError as error:
        place = _LINE.search(str(error))
        line = int(place.group(1)) if place and place.group(1) else text.count("\n") + 1
        what = _LINE.sub("", str(error)).strip()
        raise BrokenPolicy((f"{file.name}: line {line}: {what}, write it as TOML",)) from error


def _team_names(data: Mapping[str, Any]) -> tuple[tuple[str, str], ...]:
    """The teams' ids and names alone, for every function; the promises' own reader checks them."""
    promises = data.get("assurance")
    teams = promises.get("teams", ()) if isinstance(promises, dict) else ()
    return tuple((str(each.get("id")), str(each.get("name"))) for each in teams if isinstance(each, dict))


def _follows_from(key: str, read: list[str]) -> bool:
    """Whether a rule's problem may only be the echo of a value that could not be read."""
    return any(one.startswith(key) or key.startswith(one.rpartition(".")[0] or one) for one in read)


def _policy(top: Table, digest: str, *, questions_too: bool) -> Policy:
    policy = Policy(
        version=top.text("version", most=20),
        digest=digest,
        allowed_origins=top.origins("allowed_origins"),
        organisation=_organisation(top.table("organisation")),
        staff=tuple(_staff_member(table) for table in top.tables("staff")),
        activity_types=tuple(_activity_type(table) for table in top.tables("activities")),
        mileage=Mileage(rates=tuple(_mileage_rate(table) for table in top.tables("mileage"))),
        claims=_claims(top.table("claims")),
        approval=_approval(top.table("approval")),
        promise=_promise(top.table("promise")),
        bank_file=_bank_file(top.table("bank_file")),
        cash=_cash(top.table("cash")),
        vouchers=_vouchers(top.table("vouchers")),
        charities=tuple(_charity(table) for table in top.tables("charities", least=0)),
        wording=_wording(top.table("wording")),
        school_hours=_school_hours(top.table("school_hours")) if top.has("school_hours") else None,
        retention=_retention(top.table("retention")),
        participation=_participation(top.table("participation")) if top.has("participation") else USUAL,
        letters=_letters(top.table("letters")) if top.has("letters") else A_FEW_LETTERS,
        voice=voice_rules(top.table("voice")) if top.has("voice") else None,
        equality=_equality(top) if questions_too else None,
    )
    top.has("assurance")  # read by itself: see load_assurance
    top.has("equality")
    top.has("population")
    top.close()
    return policy


def _equality(top: Table) -> Equality | None:
    if not top.has("equality"):
        if top.has("population"):
            top.wrong("population", "nothing is asked that it could be held against, add [equality] with its questions")
        return None
    from takepart.adapters.policy.equality import equality_rules  # few functions need it

    return equality_rules(top)


def _organisation(table: Table) -> Organisation:
    organisation = Organisation(
        name=table.text("name"),
        site_name=table.text("site_name", most=40),
        contact_email=table.email("contact_email"),
        contact_phone=table.text("contact_phone", most=30),
        address=table.texts("address", least=1),
        brand_colour=table.colour("brand_colour"),
        independent_person=_contact(table.table("independent_person")),
    )
    table.close()
    return organisation


def _contact(table: Table) -> Contact:
    contact = Contact(name=table.text("name"), email=table.email("email"), phone=table.text("phone", most=30))
    table.close()
    return contact


def _staff_member(table: Table) -> StaffMember:
    member = StaffMember(
        id=StaffId(table.name_of()),
        name=table.text("name"),
        email=table.email("email"),
        roles=frozenset(table.several_of("roles", Role)),
        deputy=StaffId(table.name_of("deputy")) if table.has("deputy") else None,
    )
    table.close()
    return member


def _activity_type(table: Table) -> ActivityType:
    activity_type = ActivityType(
        id=ActivityTypeId(table.name_of()),
        name=table.text("name"),
        summary=table.text("summary", most=200),
        confirmers=tuple(StaffId(each) for each in table.texts("confirmers", least=1)),
        rates=tuple(_rate(rate) for rate in table.tables("rates")),
        training=table.texts("training") if table.has("training") else (),
    )
    table.close()
    return activity_type


def _rate(table: Table) -> Rate:
    rate = Rate(
        starts=table.day("starts"),
        ends=table.day("ends") if table.has("ends") else None,
        fee=table.amount("fee"),
        unit=table.one_of("unit", Unit),
        paid_as=table.one_of("paid_as", PaidAs),
        travel=table.one_of("travel", Travel),
        limit_minutes=table.whole("limit_minutes", least=1, most=1440) if table.has("limit_minutes") else None,
        beyond_limit=(
            table.one_of("beyond_limit", BeyondLimit) if table.has("beyond_limit") else BeyondLimit.AGREED_SECOND_UNIT
        ),
    )
    table.close()
    return rate


def _mileage_rate(table: Table) -> MileageRate:
    rate = MileageRate(
        starts=table.day("starts"),
        ends=table.day("ends") if table.has("ends") else None,
        car=table.amount("car"),
        car_threshold=table.miles("car_threshold_miles"),
        car_after=table.amount("car_after"),
        motorcycle=table.amount("motorcycle"),
        bicycle=table.amount("bicycle"),
        passenger=table.amount("passenger"),
    )
    table.close()
    return rate


def _claims(table: Table) -> ClaimRules:
    rules = ClaimRules(
        oldest_days=table.whole("oldest_days", least=1, most=3660),
        late_after_days=table.whole("late_after_days", least=1, most=3660),
        longest_minutes=table.whole("longest_minutes", least=1, most=1440),
        most=table.amount("most"),
        receipts_over=table.amount("receipts_over"),
        most_by_kind=table.amounts_by("most_by_kind", LineKind, _EXPENSES),
    )
    table.close()
    return rules


def _approval(table: Table) -> ApprovalRules:
    rules = ApprovalRules(
        second_approver_at=table.amount("second_approver_at"),
        signed_in_at=table.amount("signed_in_at") if table.has("signed_in_at") else None,
        link_days=table.whole("link_days", least=1, most=90),
        nudge_days=table.wholes("nudge_days", least=1),
        deputy_after_days=table.whole("deputy_after_days", least=1, most=90),
        list_from=table.whole("list_from", least=2, most=1000),
    )
    table.close()
    return rules


def _promise(table: Table) -> PaymentPromise:
    promise = PaymentPromise(
        bank=table.whole("bank", most=90),
        voucher=table.whole("voucher", most=90),
        cash=table.whole("cash", most=90),
        run_days=table.weekdays("run_days"),
    )
    table.close()
    return promise


def _bank_file(table: Table) -> BankFileProfile:
    profile = BankFileProfile(
        columns=table.several_of("columns", BankColumn),
        headings=table.texts("headings", least=1) if table.has("headings") else None,
        delimiter=_delimiter(table),
        line_ending=table.one_of("line_ending", LineEnding),
        date_format=table.one_of("date_format", DateFormat),
        amount_format=table.one_of("amount_format", AmountFormat),
        sort_code_hyphens=table.yes_or_no("sort_code_hyphens"),
        debit_account=table.text("debit_account", most=18),
        name_length=table.whole("name_length", least=5, most=18),
        reference_length=table.whole("reference_length", least=9, most=18),
    )
    table.close()
    return profile


_DELIMITERS = {",": ",", ";": ";", "|": "|", "tab": "\t"}


def _delimiter(table: Table) -> str:
    written = table.text("delimiter", most=3)
    if written and written not in _DELIMITERS:
        table.wrong("delimiter", f'"{written}" is not allowed, choose from {" ".join(_DELIMITERS)}')
    return _DELIMITERS.get(written, ",")


def _cash(table: Table) -> CashRules:
    rules = CashRules(most_per_person=table.amount("most_per_person"))
    table.close()
    return rules


def _vouchers(table: Table) -> VoucherRules:
    rules = VoucherRules(provider=table.text("provider"), low_stock=table.whole("low_stock"))
    table.close()
    return rules


def _charity(table: Table) -> Charity:
    charity = Charity(
        id=CharityId(table.name_of()),
        name=table.text("name"),
        sort_code=table.text("sort_code", most=8),
        account_number=table.text("account_number", most=8),
    )
    table.close()
    return charity


def _wording(table: Table) -> Wording:
    wording = Wording(
        benefits=table.text("benefits", most=2000),
        tax=table.text("tax", most=2000),
        your_choice=table.text("your_choice", most=2000),
        bank_details=table.text("bank_details", most=2000),
        declaration=table.text("declaration", most=2000),
    )
    table.close()
    return wording


def _school_hours(table: Table) -> SchoolHours:
    hours = SchoolHours(
        start=table.time_of_day("start"),
        end=table.time_of_day("end"),
        terms=tuple(_term(term) for term in table.tables("terms", least=0)),
    )
    table.close()
    return hours


def _term(table: Table) -> Term:
    term = Term(starts=table.day("starts"), ends=table.day("ends"))
    table.close()
    return term


def _retention(table: Table) -> Retention:
    retention = Retention(
        finance_years=table.whole("finance_years", least=1, most=20),
        draft_days=table.whole("draft_days", least=1, most=400),
        mail_days=table.whole("mail_days", least=1, most=4000),
        bank_details_days=table.whole("bank_details_days", least=1, most=400),
    )
    table.close()
    return retention


def _letters(table: Table) -> LetterLimits:
    limits = LetterLimits(
        most_of_a_kind=table.whole("most_of_a_kind", least=1, most=100),
        most_a_day=table.whole("most_a_day", least=1, most=200),
    )
    if limits.most_a_day < limits.most_of_a_kind:
        table.wrong(
            "most_a_day", f"{limits.most_a_day} is less than most_of_a_kind, write {limits.most_of_a_kind} or more"
        )
    table.close()
    return limits


def _participation(table: Table) -> Participation:
    rules = Participation(
        offer_hours=table.whole("offer_hours", least=1, most=336),
        consent_under=table.whole("consent_under", most=18),
        reminder_days=table.wholes("reminder_days", least=1),
        courses=tuple(_course(course) for course in table.tables("courses", least=0)),
        limits=tuple(_limit(limit) for limit in table.tables("limits", least=0)),
    )
    table.close()
    return rules


def _course(table: Table) -> Course:
    course = Course(id=table.name_of(), name=table.text("name"))
    table.close()
    return course


def _limit(table: Table) -> EarningsLimit:
    limit = EarningsLimit(
        name=table.text("name", most=120), amount=table.amount("amount"), weekly=table.yes_or_no("weekly")
    )
    table.close()
    return limit
