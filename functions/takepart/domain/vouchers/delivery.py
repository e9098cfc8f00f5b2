"""Reading a delivery of vouchers: serial, value and the day they were bought, one voucher a line."""

from __future__ import annotations

import hashlib
import re
from dataclasses import dataclass
from datetime import date, datetime
from typing import Final

from takepart.domain.money import NOTHING, Money, NotMoney
from takepart.domain.sheets import (
    MOST_CHARACTERS,
    RowProblem,
    below_headings,
    cell,
    heading,
    is_total,
    read_sheet,
    shown,
    wrong_total,
)
from takepart.domain.vouchers.voucher import Serial

MOST_VOUCHERS: Final = 1_000
MOST_VALUE: Final = Money(500_00)
_SERIAL: Final = re.compile(r"[A-Z0-9][A-Z0-9/.-]{2,39}")
_SERIALS: Final = ("serial", "serialnumber", "code", "vouchercode", "number")
_VALUES: Final = ("value", "amount", "denomination")
_DAYS: Final = ("boughton", "bought", "date", "purchased", "purchasedon")
_DAY_FORMATS: Final = ("%Y-%m-%d", "%d/%m/%Y", "%d/%m/%y", "%d.%m.%Y")


@dataclass(frozen=True, kw_only=True, slots=True)
class DeliveryLine:
    """One voucher of a delivery."""

    line: int
    serial: Serial
    value: Money
    bought_on: date


@dataclass(frozen=True, kw_only=True, slots=True)
class Delivery:
    """What was read. With any problem, none of it is bought."""

    lines: tuple[DeliveryLine, ...]
    problems: tuple[RowProblem, ...] = ()

    @property
    def id(self) -> str:
        """The same for the same vouchers, in any order: a file that is sent twice is one delivery."""
        words = "\n".join(sorted(f"{each.serial} {each.value.pence}" for each in self.lines))
        return hashlib.sha256(words.encode()).hexdigest()[:16]


def read_delivery(text: str, *, today: date) -> Delivery:
    """Read the vouchers, with or without a line of headings. A line without a day was bought today.

    A title above the headings is passed over, and so is a line that only sums up the others rightly.
    """
    if len(text) > MOST_CHARACTERS:
        return Delivery(lines=(), problems=(RowProblem(line=1, plain="This file is too large."),))
    lines = read_sheet(text)
    below, heads = below_headings(lines, _SERIALS)
    columns = tuple(heading(heads, names) for names in (_SERIALS, _VALUES, _DAYS)) if heads else (0, 1, 2)
    found: dict[str, DeliveryLine] = {}
    problems: list[RowProblem] = []
    serial_at, value_at, day_at = columns
    for number, cells in below:
        if is_total(cells):
            problems += wrong_total(number, cells, value_at, stated=sum(each.value.pence for each in found.values()))
            continue
        read = _read(number, cell(cells, serial_at), cell(cells, value_at), cell(cells, day_at), today=today)
        if isinstance(read, RowProblem):
            problems.append(read)
        elif read.serial in found:
            words = f"Serial {read.serial} is on line {found[read.serial].line} too."
            problems.append(RowProblem(line=number, plain=words))
        else:
            found[read.serial] = read
    if not found and not problems:
        problems.append(RowProblem(line=1, plain="There are no vouchers here."))
    if len(found) > MOST_VOUCHERS:
        problems.append(RowProblem(line=1, plain=f"Add {MOST_VOUCHERS:,} vouchers at a time, or fewer."))
    return Delivery(lines=tuple(found.values()), problems=tuple(problems))


def _read(number: int, serial: str, value: str, day: str, *, today: date) -> DeliveryLine | RowProblem:
    plain = serial.upper().replace(" ", "")
    if not _SERIAL.fullmatch(plain):
        words = f"{shown(serial)} is not a serial." if serial else "There is no serial here."
        return RowProblem(line=number, plain=f"{words} Use 3 to 40 letters and digits.")
    try:
        amount = Money.parse(value)
    except NotMoney as error:
        return RowProblem(line=number, plain=f"{error}.")
    if not NOTHING < amount <= MOST_VALUE:
        return RowProblem(line=number, plain=f"The value must be more than £0 and {MOST_VALUE} or less.")
    bought_on = _day(day) if day else today
    if bought_on is None:
        return RowProblem(line=number, plain=f"{shown(day)} is not a day. Write it like 24/11/2026.")
    if bought_on > today:
        return RowProblem(line=number, plain=f"{shown(day)} is still to come.")
    return DeliveryLine(line=number, serial=Serial(plain), value=amount, bought_on=bought_on)


def _day(typed: str) -> date | None:
    for spelling in _DAY_FORMATS:
        try:
            return datetime.strptime(typed, spelling).date()
        except ValueError:
            continue
    return None
