"""`make bench`: what each step of a claim, each start and each warm page costs, and what is sent. Counts, not times.

Requests and units are counted in front of the emulator, so they do not depend on the machine. The story is played
twice, beside 10 other claims and beside 1,000: the same step makes the same requests. A start is measured in millions
of instructions by valgrind. Ends with 1 when something costs more than `limits.py` allows.

Beside each figure stands its goal, written once in `limits.py` and never raised to fit. What has not reached its goal
has what it takes today beside it, in a list that only ever shrinks.

A month's reminders of promises are counted too: they grow with the teams, and not with the years that are kept.
"""

import sys

from infra.bench import limits, promises
from infra.bench.figures import figures
from infra.bench.pages import pages
from infra.bench.prices import pounds_a_month, pounds_a_thousand
from infra.bench.starts import sizes, starts
from infra.bench.steps import Counts, play, total
from infra.bench.table import HEADINGS, details, row
from infra.local.clients import forget_real_accounts


def tell_steps(steps: dict[str, Counts]) -> None:
    """Print the table of steps, under each what it asked of DynamoDB, and the sum."""
    print(HEADINGS)
    for name, counted in steps.items():
        print(row(name, counted))
        for line in details(counted):
            print(line)
    whole = total(steps.values())
    print(row("the whole claim", whole))
    print(
        "at most, " + ", ".join(f"{what} {most}" for what, most in limits.MOST_OF_A_CLAIM.items()) + "; goals, ", end=""
    )
    print(", ".join(f"{what} {goal}" for what, goal in limits.GOALS_OF_A_CLAIM.items()))
    print(f"\nAt AWS list prices about £{pounds_a_thousand(whole):.2f} for a thousand such claims,")
    print(
        f"and about £{pounds_a_month():.2f} a month for keys and alarms. Logs and traffic are not counted.\n",
        flush=True,
    )


def tell_figures(events: dict[str, Counts]) -> None:
    """Print what one event costs the figures of the reports."""
    print(f"{'figures of the reports':<28}{'requests':>10}{'w.units':>10}{'r.units':>10}")
    for name, counted in events.items():
        units = [f"{counted[f'DynamoDB {kind} units x10'] / 10:.1f}" for kind in ("write", "read")]
        print(f"{name:<28}{limits.requests_of(counted):>10}{units[0]:>10}{units[1]:>10}")
    print(flush=True)


def main() -> None:
    """Measure both, and compare with the limits."""
    forget_real_accounts()
    few, many = limits.OTHER_CLAIMS
    print(f"One claim, step by step, beside {few} others\n", flush=True)
    beside_few = play(others=few)
    tell_steps(beside_few)
    print(f"Once more beside {many:,} others ...", flush=True)
    problems = limits.of_steps(beside_few) + limits.of_size(beside_few, play(others=many))
    print("different requests, see below\n" if problems else "the same requests, step by step\n", flush=True)
    figures_beside_few = figures(others=few)
    tell_figures(figures_beside_few)
    problems += limits.of_figures(figures_beside_few, figures(others=many))
    print("A month's reminders of promises\n", flush=True)
    reminders = promises.play(limits.SCENES)
    for scene, counted in reminders.items():
        print(promises.told(scene, counted), flush=True)
    print()
    problems += limits.of_reminders(reminders)
    problems += limits.of_starts(starts())
    problems += limits.of_sizes(sizes())
    problems += limits.of_pages(pages())
    for problem in problems:
        print(f"too much: {problem}")
    if problems:
        sys.exit(1)
    print("\nNothing costs more than infra/bench/limits.py allows.")


if __name__ == "__main__":
    main()
