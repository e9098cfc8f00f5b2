"""Staff write "You said, we did", somebody else checks it and publishes it, and it is kept up to date."""

from __future__ import annotations

from dataclasses import replace
from typing import Any, Final
from urllib.parse import quote

from takepart.domain.voice import you_said as steps
from takepart.domain.voice.codes import FeedbackId
from takepart.domain.voice.you_said import Decision, Source, YouSaid, YouSaidId, YouSaidState, YouSaidWords
from takepart.use_cases.voice.publish import Publishing
from takepart.web import responses
from takepart.web.forms.base import PageForm
from takepart.web.forms.fields import Choice, Day, Whole, enum_options, teams_of
from takepart.web.office.voice.desk import VoiceOffice, in_states
from takepart.web.route import Answer, Call, NoForm, Routes
from takepart.web.voice.forms import AsWritten

LIST: Final = "/office/voice/you-said"
_ONE: Final = f"{LIST}/<reference>"
_LISTED: Final = tuple(state for state in YouSaidState if state is not YouSaidState.ERASED)
routes: Routes[VoiceOffice] = Routes("voice-office")


class YouSaidForm(PageForm):
    """What the public page will say."""

    said = AsWritten("What was said?", missing="Write what was said", hint="In short words. Nobody may be recognised.")
    by_how_many = Whole(
        "By how many people?", least=1, most=100_000, what="The number", missing="Enter how many people said it"
    )
    source = Choice("Where was it said?", options=enum_options(Source), missing="Choose where it was said")
    decision = Choice("What did we decide?", options=enum_options(Decision), missing="Choose what we decided")
    did = AsWritten("What did we do? If we cannot do it, why not?", missing="Write what we do, or why we cannot")
    by_when = Day("By when? (if we are still doing it)", missing="", hint="Like 23 11 2026")
    outcome = AsWritten("What came of it? (if you know)")
    team = Choice("Which team did it?", of=teams_of)

    def validate_by_when(self, field: Day) -> None:
        """What is still being done has a day."""
        if self.decision.data == Decision.DOING.value and field.data is None:
            field.refuse("Enter the day by which we will have done it")

    def words(self) -> YouSaidWords:
        """What was written."""
        return YouSaidWords(
            said=self.said.data,
            by_how_many=self.by_how_many.data,
            source=Source(self.source.data),
            decision=Decision(self.decision.data),
            did=self.did.data,
            by_when=self.by_when.data,
            outcome=self.outcome.data or "",
            team=self.team.data or "",
        )


def _id(call: Call[VoiceOffice, Any]) -> YouSaidId:
    return YouSaidId(call.params["reference"])


def _publishing(call: Call[VoiceOffice, Any]) -> Publishing:
    return call.site.acting(call, Publishing)


def _page(call: Call[VoiceOffice, Any], form: YouSaidForm, found: YouSaid | None, *, source: str = "") -> Answer:
    office, publishing = call.site, _publishing(call)
    publishing.must(publishing.writes)
    shown: dict[str, Any] = {"seen": found.version} if found else {}
    return office.html(
        call,
        "office/voice/you_said.html",
        form=form,
        each=found,
        states=YouSaidState,
        source=source,
        may_publish=publishing.checks and found is not None and found.writer != call.who.id,
        changed=replace(found, words=found.changed) if found and found.changed else None,
        checkers=[office.staff_name(id) for id in office.voice.checkers],
        **shown,
    )


@routes.get(LIST)
def listed(call: Call[VoiceOffice, NoForm]) -> Answer:
    """All of them, by where they stand."""
    lists = in_states(call, _LISTED, call.site.stores.you_saids.in_state)
    return call.site.html(call, "office/voice/you_saids.html", lists=lists)


@routes.get(f"{LIST}/new")
def new(call: Call[VoiceOffice, Any]) -> Answer:
    """A new draft; from something that was said, or from a theme of a questionnaire."""
    query = call.request.query
    source = call.typed.get("from", "") or query.get("from", "")
    start = {"source": Source.FEEDBACK.value, "by_how_many": "1"} if source else dict(query)
    form = call.form if isinstance(call.form, YouSaidForm) else YouSaidForm(start, call.site.rules)
    return _page(call, form, None, source=source)


@routes.post(f"{LIST}/new", form=YouSaidForm, shown=new)
def write(call: Call[VoiceOffice, YouSaidForm]) -> Answer:
    """Keep it."""
    source = call.typed.get("from", "")
    draft = _publishing(call).write(call.form.words(), (FeedbackId(source),) if source else ())
    return responses.see_other(f"{LIST}/{quote(draft.id)}")


@routes.get(_ONE)
def one(call: Call[VoiceOffice, Any]) -> Answer:
    """One of them, with what may be done."""
    found = _publishing(call).read(_id(call))
    form = call.form if isinstance(call.form, YouSaidForm) else YouSaidForm(_typed(found), call.site.rules)
    return _page(call, form, found)


@routes.post(f"{_ONE}/save", form=YouSaidForm, shown=one)
def save(call: Call[VoiceOffice, YouSaidForm]) -> None:
    """Change a draft, or write what came of what is public."""
    _publishing(call).rewrite(_id(call), call.form.words())


routes.buttons(
    one,
    {
        f"{_ONE}/publish": lambda call: _publishing(call).publish(_id(call)),  # make it public
        f"{_ONE}/check-update": lambda call: _publishing(call).decide(_id(call), steps.check_update),
        f"{_ONE}/take-down": lambda call: _publishing(call).decide(_id(call), steps.take_down),
    },
)


def _typed(you_said: YouSaid) -> dict[str, str]:
    words = you_said.changed or you_said.words
    return {
        "said": words.said,
        "by_how_many": str(words.by_how_many),
        "source": words.source.value,
        "decision": words.decision.value,
        "did": words.did,
        "by_when": words.by_when.isoformat() if words.by_when else "",
        "outcome": words.outcome,
        "team": words.team,
    }
