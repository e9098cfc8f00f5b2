"""Whoever was invited answers a team's audit: no name, one answer for each code, and help is named on the page."""

from __future__ import annotations

import hashlib
import re
from typing import Final
from urllib.parse import urlencode

from takepart.domain.aggregate import Step
from takepart.domain.assurance.asked import INVITED, Reply
from takepart.domain.assurance.audit import Level
from takepart.domain.assurance.refusals import PromiseRefusal
from takepart.domain.assurance.rules import Assurance, StatementId, Team, TeamId, UnknownTeam
from takepart.domain.ids import StepId
from takepart.domain.refused import Refused
from takepart.domain.voice.codes import read_code
from takepart.domain.voice.rules import AUDIT
from takepart.use_cases.assurance.audits import HearsHarm, open_invitation, tell
from takepart.use_cases.assurance.ports import AskedStore
from takepart.use_cases.voice.say import Saying, Speaking
from takepart.web import responses
from takepart.web.forms.base import PageForm
from takepart.web.forms.fields import Choice, LongWords, Option, Words
from takepart.web.forms.govuk import error_links
from takepart.web.problems import Problem
from takepart.web.requests import Typed
from takepart.web.route import Answer, Call, NoForm
from takepart.web.voice.desk import VoiceSite
from takepart.web.voice.forms import TOKEN

_FORM: Final = "asked"
_GONE: Final = (PromiseRefusal.INVITATION_USED, PromiseRefusal.INVITATION_ENDED)
_CALL = Call[VoiceSite, NoForm]


class Asking:
    """Invitations to answer a team's audit: where they are kept, the teams, and what their audits ask."""

    def __init__(self, *, store: AskedStore, rules: Assurance) -> None:
        self.store, self.rules = store, rules


MOST_WORDS_ASKED: Final = 800
"""About one statement of an audit: of 20 statements, all still fit into one letter to those who keep people safe."""


class AskedCodeForm(PageForm):
    """The code of an invitation to answer an audit."""

    code = Words("The code on your slip", most=60, what="The code", hint="Like K7M4-9QXR-BCDF-2346")


_DO_NOT_KNOW: Final = "do-not-know"


class AnswersForm(PageForm):
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


class Slip:
    """What the address on a slip is about: a team's audit of a year. Raises Problem 404 for what is none."""

    def __init__(self, call: _CALL) -> None:
        if call.site.asking is None or not re.fullmatch(r"20[0-9]{2}", call.params["year"]):
            raise Problem.not_found("Check the address on your slip.")
        self.asking: Asking = call.site.asking()
        self.rules: Assurance = self.asking.rules
        try:
            self.team: Team = self.rules.team(TeamId(call.params["team"]))
        except UnknownTeam as error:
            raise Problem.not_found("Check the address on your slip.") from error
        self.year = int(call.params["year"])

    def forms(self, call: _CALL) -> dict[StatementId, AnswersForm]:
        """A form for each statement, with what was typed."""
        return {
            each.id: AnswersForm(call.typed, call.site.rules, prefix=f"{each.id}-")
            for each in self.rules.statements_to_people(self.team)
        }


def show(call: _CALL) -> Answer:
    """The questions, for a code that can still be used; or a box for the code."""
    slip, typed = Slip(call), call.request.query.get("code", "")
    if call.request.method == "POST":
        return _page(call, slip, read_code(call.typed.get("code", "")) or "")
    form = AskedCodeForm(Typed({"code": typed} if typed else {}), call.site.rules)
    if not typed:
        return _code_page(call, slip, form)
    code = read_code(typed)
    try:
        if code is None:
            raise Refused(slip.team.id, reason=PromiseRefusal.NO_SUCH_INVITATION)
        open_invitation(slip.team, slip.year, code, asked=slip.asking.store, now=call.site.now())
    except Refused as cannot:
        form.code.errors = [cannot.reason.plain]
        call.status = 410 if cannot.reason in _GONE else 404
        return _code_page(call, slip, form)
    return _page(call, slip, code)


def send(call: _CALL) -> Answer:
    """Keep what was answered, once for each code."""
    slip, site, typed = Slip(call), call.site, call.typed
    code, forms = read_code(typed.get("code", "")), slip.forms(call)
    if code is None or any(form.problems() for form in forms.values()):
        refused = "" if code else PromiseRefusal.NO_SUCH_INVITATION.plain
        return _page(call, slip, code or "", refused=refused)
    token = typed.get(TOKEN, "")

    def pass_on(words: str) -> str:
        heard = site.visitor(Speaking).say(Saying(token=token, words=words, venue=f"{AUDIT}{slip.team.id}"))
        return heard.code

    try:
        own_code = tell(
            slip.team,
            slip.year,
            code,
            {id: Reply(level=form.chosen, words=form.words.data or "") for id, form in forms.items()},
            asked=slip.asking.store,
            rules=slip.rules,
            heard=HearsHarm(site.policy.voice.words_of_harm if site.policy.voice else (), pass_on),
            step=Step(
                INVITED,
                site.now(),
                StepId(f"told-{hashlib.sha256(site.forms.take(token).name.encode()).hexdigest()[:24]}"),
            ),
        )
    except Refused as cannot:
        return _page(call, slip, code, refused=cannot.reason.plain)
    own = f"?{urlencode({'own': own_code})}" if own_code else ""
    return responses.see_other(f"/asked/{slip.team.id}/{slip.year}/thank-you{own}")


def thanks(call: _CALL) -> Answer:
    """Thank you; and what happens to words that may mean harm, for whoever wrote some."""
    slip, code = Slip(call), read_code(call.request.query.get("own", ""))
    return call.site.html(call, "voice/asked_thanks.html", team=slip.team, year=slip.year, code=code)


def _code_page(call: _CALL, slip: Slip, form: AskedCodeForm) -> Answer:
    return call.site.html(
        call, "voice/asked_code.html", team=slip.team, year=slip.year, form=form, errors=error_links([form])
    )


def _page(call: _CALL, slip: Slip, code: str, *, refused: str = "") -> Answer:
    """The questions, with everything that was typed still in its boxes."""
    forms = slip.forms(call)
    errors = []
    if call.typed:
        for form in forms.values():
            form.problems()
        errors = error_links(list(forms.values()))
    if refused:
        errors = [{"text": refused, "href": "#questions"}, *errors]
    call.status = 422 if errors else call.status
    return call.site.html(
        call,
        "voice/asked.html",
        team=slip.team,
        year=slip.year,
        code=code,
        statements=slip.rules.statements_to_people(slip.team),
        forms=forms,
        errors=errors,
        token=call.site.token(_FORM),
        token_name=TOKEN,
    )
