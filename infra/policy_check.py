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

from takepart.adapters.policy.file import BrokenPolicy, load  # noqa: E402
from takepart.domain.policy import Policy  # noqa: E402
from takepart.domain.pricing import fee_basis, pence  # noqa: E402
from takepart.domain.words import counted  # noqa: E402


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
            fee = fee_basis(rate, units=1, agreed=False) if rate.fee else "no fee"
            yield f"    {_when(rate.starts, rate.ends)}: {fee}"
    for mileage in policy.mileage.rates:
        yield (
            f"  Miles {_when(mileage.starts, mileage.ends)}: {pence(mileage.car)} by car, "
            f"{pence(mileage.car_after)} after {mileage.car_threshold:,} miles"
        )
    promise, approval = policy.promise, policy.approval
    yield f"  Money arrives in working days: bank {promise.bank}, voucher {promise.voucher}, cash {promise.cash}"
    yield f"  Two in finance approve claims of {approval.second_approver_at} or more"
    if policy.equality is not None:
        asked, known = len(policy.equality.questions), len(policy.equality.populations)
        yield f"  Asks {counted(asked, 'equality question')}, with figures of who lives there for {known}"
    people = f"{counted(len(policy.staff), 'member')} of staff, {len(policy.finance())} in finance"
    yield f"  {people}; charities: {len(policy.charities)}"


def _say(lines: Iterable[str]) -> None:
    sys.stdout.writelines(f"{line}\n" for line in lines)


def _when(starts: date, ends: date | None) -> str:
    return f"from {starts.isoformat()} to {ends.isoformat()}" if ends else f"from {starts.isoformat()}"


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
