"""The questionnaires that staff can start from, read from the file beside this one."""

from __future__ import annotations

import tomllib
from pathlib import Path
from typing import Any, Final

from takepart.domain.voice.questionnaire import QuestionnairePurpose, Template
from takepart.domain.voice.questions import QuestionId, QuestionKind, question

_FILE: Final = Path(__file__).with_suffix(".toml")


def templates() -> tuple[Template, ...]:
    """All of them. Raises Refused for one whose questions cannot be asked."""
    return tuple(_template(each) for each in tomllib.loads(_FILE.read_text("utf-8"))["templates"])


def _template(data: dict[str, Any]) -> Template:
    questions = tuple(
        question(
            id=QuestionId(f"q{number}"),
            kind=QuestionKind(each["kind"]),
            words=each["words"],
            options=tuple(each.get("options", ())),
        )
        for number, each in enumerate(data["questions"], start=1)
    )
    return Template(
        id=data["id"],
        name=data["name"],
        title=data["title"],
        words=data["words"],
        purpose=QuestionnairePurpose(data["purpose"]),
        anonymous=bool(data["anonymous"]),
        questions=questions,
    )
