"""What is kept of one answer, as an item of the table."""

from __future__ import annotations

from datetime import date
from types import MappingProxyType
from typing import Final

from takepart.adapters.aggregates import Stored
from takepart.adapters.rows import without_nothing
from takepart.domain.ids import StaffId
from takepart.domain.voice.answer import Answer, AnswerId, Said
from takepart.domain.voice.answer_states import State
from takepart.domain.voice.feedback import Sender
from takepart.domain.voice.questionnaire import QuestionnaireId
from takepart.domain.voice.questions import QuestionId
from takepart.domain.voice.themes import ThemeId

PK: Final = "ANSWER#"
SK: Final = "ANSWER"


def stored_answer(answer: Answer) -> Stored:
    """An answer as it is kept."""
    body = {
        "questionnaire": answer.questionnaire,
        "said_on": answer.said_on.isoformat(),
        "said": [{"question": each.question, "words": each.words} for each in answer.said],
        "sender": {"name": answer.sender.name, "email": answer.sender.email} if answer.sender else None,
        "chosen": {question: list(options) for question, options in answer.chosen.items() if options},
        "suspected": list(answer.suspected),
        "alert": answer.alert or None,
        "harm": answer.harm or None,
        "taken_by": answer.taken_by,
        "themes": {question: list(themes) for question, themes in answer.themes.items()},
    }
    keys = {
        "board": f"answers:{answer.state.value}",
        "board_at": f"{answer.questionnaire}#{answer.said_on}#{answer.id[:8]}",
    }
    if answer.alert:
        keys |= {"due": "answer-alert", "due_on": f"{answer.alert:04}"}
    return Stored(
        pk=f"{PK}{answer.id}",
        sk=SK,
        state=answer.state.value,
        journal=answer.journal,
        body=without_nothing(body),
        keys=keys,
    )


def read_answer(stored: Stored) -> Answer:
    """The answer in an item."""
    body = stored.body
    sender = body.get("sender")
    return Answer(
        id=AnswerId(stored.pk.partition("#")[2]),
        questionnaire=QuestionnaireId(body["questionnaire"]),
        state=State(stored.state),
        journal=stored.journal,
        said_on=date.fromisoformat(body["said_on"]),
        said=tuple(Said(question=QuestionId(e["question"]), words=e["words"]) for e in body.get("said", ())),
        sender=Sender(name=sender["name"], email=sender["email"]) if sender else None,
        chosen=MappingProxyType({QuestionId(q): tuple(each) for q, each in body.get("chosen", {}).items()}),
        suspected=tuple(body.get("suspected", ())),
        alert=int(body.get("alert", 0)),
        harm=bool(body.get("harm", False)),
        taken_by=StaffId(body["taken_by"]) if "taken_by" in body else None,
        themes=MappingProxyType(
            {QuestionId(q): tuple(ThemeId(t) for t in each) for q, each in body.get("themes", {}).items()}
        ),
    )
