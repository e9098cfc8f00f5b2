"""The example organisation's last year: who took part, what was paid, said, promised and kept.

It is lived through by the service's own rules, day by day before today, in memory; then each thing is written once,
with its whole journal, 25 to a request. What follows from it (evidence, figures) the functions find by themselves.
Nobody in it is a person: they are called by what they are.
"""

from __future__ import annotations

from collections.abc import Mapping

import infra.functions_path  # noqa: F401 - so that takepart is found
from infra.local.year import asked, money, programme, promises, stock, voice
from infra.local.year.world import World


def live(world: World, *, vouchers: Mapping[str, int], cash_float: str) -> None:
    """Live the year up to now; ``vouchers`` says how many of each value were bought at its start."""
    stock.live(world, vouchers=vouchers, cash_float=cash_float)
    money.live(programme.live(world), world)
    voice.live(world)
    promises.live(world)
    asked.live(world)
