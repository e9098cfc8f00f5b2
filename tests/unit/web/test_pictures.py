"""The sheet of drawings has one for each kind of opportunity and for each name that a page uses, and none besides."""

import itertools
import re
from xml.etree import ElementTree

from infra.build_assets import ASSETS
from infra.places import FUNCTIONS
from takepart.domain.programme.opportunity import OpportunityKind

SVG = "{http://www.w3.org/2000/svg}"
SHEET = ElementTree.parse(ASSETS / "pictures.svg").getroot()  # noqa: S314 - our own
USED = re.compile(r"drawn\.(?:of|icon)\(\"([\w-]+)\"\)")


def drawn() -> dict[str, list[float]]:
    """Each drawing by its name: the part of the sheet that shows it."""
    return {view.attrib["id"]: [float(n) for n in view.attrib["viewBox"].split()] for view in SHEET.iter(f"{SVG}view")}


def used() -> set[str]:
    """Every name that a page shows by itself; the others are kinds of opportunity."""
    pages = (FUNCTIONS / "takepart" / "web" / "templates").rglob("*.html")
    return {name for page in pages for name in USED.findall(page.read_text("utf-8"))}


def test_every_kind_of_opportunity_and_every_name_on_a_page_is_drawn_and_nothing_else() -> None:
    assert set(drawn()) == {kind.value for kind in OpportunityKind} | used()


def test_every_drawing_lies_on_the_sheet_and_beside_the_others() -> None:
    *_, width, height = (float(n) for n in SHEET.attrib["viewBox"].split())
    taken = sorted((y, y + tall, x, x + wide) for x, y, wide, tall in drawn().values())
    assert all(x >= 0 and right <= width and bottom <= height for _, bottom, x, right in taken)
    for (_, bottom, _, right), (top, _, left, _) in itertools.pairwise(taken):
        assert top >= bottom or left >= right


def test_what_a_drawing_repeats_is_there() -> None:
    ids = {each.attrib["id"] for each in SHEET.iter() if "id" in each.attrib}
    assert {use.attrib["href"].removeprefix("#") for use in SHEET.iter(f"{SVG}use")} <= ids
