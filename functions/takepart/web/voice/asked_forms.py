"""What somebody who was invited fills in: the code of their slip, and what they think of a team."""

from __future__ import annotations

from typing import Final

from takepart.domain.assurance.levels import Level
from takepart.web.forms.base import PageForm
from takepart.web.forms.fields import Choice, LongWords, Option, Words

MOST_WORDS_ASKED: Final = 800
"""About one statement of an audit: of 20 statements, all still fit into one letter to those who keep people safe."""


class AskedCodeForm(PageForm):
    """The code of an invitation to answer an audit."""

    code = Words("The code on your slip", most=60, what="The code", hint="Like K7M4-9QXR-BCDF-2346")


_DO_NOT_KNOW: Final = "do-not-know"


class AskedForm(PageForm):
    """What somebody who was invited says about one statement of an audit. Nothing has to be answered."""

    level = Choice(
        "What do you think?",
        options=(
            *(Option(value=each.value, label=each.for_people) for each in Level),
            Option(value=_DO_NOT_KNOW, label="I do not know"),
        ),
    )
    words = LongWords("Tell us more, if you like", most=MOST_WORDS_ASKED, what="What you wrote")

    @property
    def chosen(self) -> Level | None:
        """The level that was given."""
        return Level(self.level.data) if self.level.data in set(Level) else None
