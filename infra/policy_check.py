"""Check a policy file: ``make policy FILE=functions/policies/wirral.toml``.

Prints every problem, one a line, as ``file: key: what is wrong, what is allowed`` and exits with 1; or a summary of
what the file says, in plain words, and exits with 0.
"""

from __future__ import annotations

import sys
from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from pathlib import Path

FUNCTIONS = Path(__file__).parents[1] / "functions"
sys.path.insert(0, str(FUNCTIONS))  # the package lives with the functions that ship it

from takepart.adapters.money.bank_file import write_bank_file  # noqa: E402
from takepart.adapters.policy.file import BrokenPolicy, load  # noqa: E402
from takepart.domain.bank_details import BankDetails  # noqa: E402
from takepart.domain.batches.batch import BankLine, batch_id  # noqa: E402
from takepart.domain.lines import LineKind  # noqa: E402
from takepart.domain.money import Money  # noqa: E402
from takepart.domain.policy import Policy  # noqa: E402
from takepart.domain.pricing import fee_words, mileage_words  # noqa: E402
from takepart.domain.words import counted  # noqa: E402

EXAMPLE_DAY = date(2026, 11, 26)
EXAMPLE_BATCH = batch_id(date(2026, 11, 24), 1)
EXAMPLE_PAYMENTS = tuple(
    BankLine(
        account=BankDetails.parse(name=name, sort_code=sort_code, account_number=number, roll_number=roll),
        amount=Money(pence),
        reference=reference,
    )
    for name, sort_code, number, roll, pence, reference in (
        ("Zoë O’Brien-Smythe", "12-34-56", "01234567", "", 20_00, "K7M4-9QXR"),
        ("Example Hospice", "65-43-21", "7654321", "R/1", 4_20, "M3P8-2WVT"),
    )
)
"""Two payments, to see what a bank would get."""


def main(arguments: Sequence[str]) -> int:
    """Check the one file that is named. Exits with 2 when none is."""
    if len(arguments) != 1 or not arguments[0]:
        sys.stderr.write("Name one policy file: make policy FILE=functions/policies/wirral.toml\n")
        return 2
    try:
        policy = load(Path(arguments[0]))
    except BrokenPolicy as broken:
        _say(broken.problems)
        return 1
    _say(summary(policy))
    return 0


def summary(policy: Policy) -> Iterator[str]:
    """What the policy says, so that its author can see that it says what they meant."""
    yield f"{policy.organisation.name}: this policy is fine. Version {policy.recorded_version}"
    for activity_type in policy.activity_types:
        yield f"  {activity_type.name}"
        for rate in activity_type.rates:
            fees = [f"{fee} {unit}{f' {length}' if length else ''}" for fee, unit, length in fee_words(rate)]
            yield f"    {_when(rate.starts, rate.ends)}: {'; '.join(fees)}"
    for mileage in policy.mileage.rates:
        words = mileage_words(LineKind.CAR, mileage, today=mileage.starts)
        yield f"  Miles {_when(mileage.starts, mileage.ends)}: by car {words}"
    yield from (f"  One person is paid for at most {limit.plain}" for limit in policy.claims.person_limits)
    promise, approval = policy.promise, policy.approval
    yield f"  Money arrives in working days: bank {promise.bank}, voucher {promise.voucher}, cash {promise.cash}"
    yield f"  Two in finance approve claims of {approval.second_approver_at} or more"
    if policy.equality is not None:
        asked, known = len(policy.equality.questions), len(policy.equality.populations)
        yield f"  Asks {counted(asked, 'equality question')}, with figures of who lives there for {known}"
    yield from bank_file_preview(policy)
    people = f"{counted(len(policy.staff), 'member')} of staff, {len(policy.finance())} in finance"
    yield f"  {people}; charities: {len(policy.charities)}"


def bank_file_preview(policy: Policy) -> Iterator[str]:
    """The bank's file of two payments, line by line."""
    file = write_bank_file(EXAMPLE_PAYMENTS, profile=policy.bank_file, pay_date=EXAMPLE_DAY, batch=EXAMPLE_BATCH)
    yield "  The bank's file of two payments:"
    yield from (f"    {line}" for line in file.decode().splitlines())


def _say(lines: Iterable[str]) -> None:
    sys.stdout.writelines(f"{line}\n" for line in lines)


def _when(starts: date, ends: date | None) -> str:
    return f"from {starts.isoformat()} to {ends.isoformat()}" if ends else f"from {starts.isoformat()}"


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
