"""Which vouchers make up an amount exactly: vouchers give no change."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from takepart.domain.money import Money
from takepart.domain.vouchers.voucher import Voucher

MOST_VOUCHERS: Final = 20
"""In one payment: more would be no favour to anyone."""


def exact_set(amount: Money, stock: Sequence[Voucher]) -> tuple[Voucher, ...] | None:
    """The fewest vouchers that add up to the amount, each the first of its value in ``stock``; None when none do."""
    by_value: dict[int, list[Voucher]] = {}
    for voucher in stock:
        by_value.setdefault(voucher.value.pence, []).append(voucher)
    best: dict[int, tuple[int, ...]] = {0: ()}
    for value in sorted(by_value, reverse=True):
        for reached, used in list(best.items()):
            for more in range(1, min(len(by_value[value]), MOST_VOUCHERS - len(used)) + 1):
                total = reached + more * value
                if total > amount.pence:
                    break
                if total not in best or len(best[total]) > len(used) + more:
                    best[total] = (*used, *([value] * more))
    values = best.get(amount.pence)
    if not values:
        return None
    return tuple(by_value[value][values[:place].count(value)] for place, value in enumerate(values))
