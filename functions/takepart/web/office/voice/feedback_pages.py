"""For readers and those on duty: what waits of what people said, and one of it with all that may be done."""

from __future__ import annotations

from functools import partial
from typing import Any, Final, NamedTuple
from urllib.parse import quote, urlencode

from takepart.domain.ids import StaffId
from takepart.domain.voice import alert as alerts
from takepart.domain.voice import feedback as steps
from takepart.domain.voice.alert import AlertId, AlertOutcome, AlertState
from takepart.domain.voice.codes import FeedbackId
from takepart.domain.voice.complaint_parts import ComplaintId
from takepart.domain.voice.feedback import Feedback, FeedbackAction, FeedbackState
from takepart.domain.voice.figures import months_over, told_year
from takepart.domain.voice.questionnaire_states import AnswerState
from takepart.domain.voice.you_said import YouSaidState
from takepart.domain.words import short_day
from takepart.use_cases.office import Right, rights_of
from takepart.use_cases.voice.hear import Guarding, Hearing, Many
from takepart.use_cases.voice.read_answers import days_to_weigh
from takepart.web import responses
from takepart.web.forms.base import PageForm
from takepart.web.forms.fields import Choice, LongWords, Words, enum_options
from takepart.web.office.voice.desk import VoiceOffice
from takepart.web.paging import part_of
from takepart.web.problems import Problem
from takepart.web.requests import number_in
from takepart.web.route import Answer, Call, NoForm, Routes
from takepart.web.voice.coming_back import conversation
from takepart.web.voice.forms import MoreForm

WHERE: Final = {
    FeedbackState.WAITING: "To read",
    FeedbackState.TAKEN: "In progress",
    FeedbackState.ASKED: "We asked something back",
    FeedbackState.REVIEW: "May be spam",
    FeedbackState.ANSWERED: "Answered",
    FeedbackState.SET_ASIDE: "Set aside as spam",
    FeedbackState.MERGED: "Goes on with another",
    FeedbackState.ERASED: "The words are deleted",
}
WHY_SPAM: Final = {
    "hidden-box": "it filled in a box that people do not see",
    "too-fast": "it was sent very fast",
    "too-many": "very many came that day",
    "old-form": "the page was days old",
    "wrong-word": "the small question had a wrong answer",
}
_TO_DO: Final = (FeedbackState.WAITING, FeedbackState.TAKEN, FeedbackState.ASKED, FeedbackState.REVIEW)
_TO_MERGE_WITH: Final = (FeedbackState.WAITING, FeedbackState.TAKEN, FeedbackState.ANSWERED)
_ALERTS_ON_A_PAGE: Final = 20
_COMPLAINTS_ON_HOME: Final = 25
_MOST_AT_ONCE: Final = 100
"""Of what is ticked: a page shows fewer."""
_ONE: Final = "/office/voice/feedback/<id>"
_ALERT: Final = "/office/voice/alerts/<id>"
_RIGHT_FOR: Final = {"/office/people": Right.RUN_SESSIONS, "/office/claims": Right.SEE_ALL_CLAIMS}
"""What it takes to open the pages of other parts of the office that an alert may lead to."""
routes: Routes[VoiceOffice] = Routes("voice-office")


class BlackOutForm(PageForm):
    """Names of others."""

    names = LongWords(
        "The names, each on a line of its own",
        most=500,
        what="The names",
        missing="Write the names",
        hint="Write them as they stand above. They are gone for good; that you did it is kept.",
    )


class MergeForm(PageForm):
    """Which other one says the same."""

    into = Words(
        "Somebody else said the same: put this with", most=100, what="This", missing="Choose one that says the same"
    )


class OutcomeForm(PageForm):
    """What came of an alert."""

    outcome = Choice("What came of it?", options=enum_options(AlertOutcome), missing="Choose what came of it")
    record = Words(
        "Where it is written down",
        most=alerts.MOST_OF_A_RECORD,
        what="This",
        hint="The number of the record in your organisation’s own system. No names.",
    )


class AtRisk(NamedTuple):
    """One alert, whatever it is about. ``name`` is what a tick beside it says."""

    name: str
    address: str
    words: str
    taken_by: StaffId | None = None


def _id(call: Call[VoiceOffice, Any]) -> FeedbackId:
    return FeedbackId(call.params["id"])


def _hearing(call: Call[VoiceOffice, Any]) -> Hearing:
    return call.site.acting(call, Hearing)


def _guarding(call: Call[VoiceOffice, Any]) -> Guarding:
    return call.site.acting(call, Guarding)


def _at_risk(call: Call[VoiceOffice, Any]) -> list[AtRisk]:
    """All alerts that they may see."""
    office = call.site
    found = [
        AtRisk(
            f"alerts:{each.id}",
            f"/office/voice/alerts/{each.id}",
            f"Written on {short_day(each.said_on)} in {each.where}",
            each.taken_by,
        )
        for each in _guarding(call).board()
    ]
    if _hearing(call).reads:
        found += [
            AtRisk(
                f"feedback:{each.id}",
                f"/office/voice/feedback/{each.id}",
                f"Said on {short_day(each.said_on)}, {office.voice.venue_name(each.venue)}",
            )
            for each in office.stores.feedbacks.alerts()
        ]
        found += [
            AtRisk(f"answers:{each.id}", f"/office/voice/answers/{each.id}", f"An answer of {short_day(each.said_on)}")
            for each in office.stores.answers.alerts()
        ]
    return found


@routes.get("/office/voice")
def home(call: Call[VoiceOffice, NoForm]) -> Answer:
    """What waits."""
    office = call.site
    hearing = _hearing(call)
    reads, writes = hearing.reads, hearing.writes
    complaints = office.handling(call).board()
    return office.html(
        call,
        "office/voice/home.html",
        reads=reads,
        done=number_in(call.request.query.get("done", ""), digits=3),
        part=part_of(_at_risk(call), call.request, size=_ALERTS_ON_A_PAGE),
        unread_answers=office.stores.answers.count(AnswerState.UNREAD) if reads else 0,
        weigh=days_to_weigh(office.stores, office.today) if reads or writes else None,
        lists=[(state, office.stores.feedbacks.in_state(state, newest=False)) for state in _TO_DO] if reads else [],
        where=WHERE,
        drafts=office.stores.you_saids.count(YouSaidState.DRAFT) if writes else 0,
        complaints=complaints[:_COMPLAINTS_ON_HOME],
        more_complaints=len(complaints) > _COMPLAINTS_ON_HOME,
        track=office.voice.track_name,
        venue=office.voice.venue_name,
    )


@routes.get("/office/voice/feedback")
def listed(call: Call[VoiceOffice, NoForm]) -> Answer:
    """What stands in one place, page by page."""
    office, query = call.site, call.request.query
    _hearing(call).must(_hearing(call).reads)
    try:
        state = FeedbackState(query.get("state", FeedbackState.ANSWERED.value))
    except ValueError:
        raise Problem.not_found("There is no such list.") from None
    found = office.stores.feedbacks.in_state(state, start=query.get("next") or None)
    after = {"state": state.value, "next": found.next}
    return office.html(
        call,
        "office/voice/list.html",
        state=state,
        states=WHERE,
        done=number_in(query.get("done", ""), digits=3),
        may_set_aside=(state, FeedbackAction.SET_ASIDE) in Feedback.TRANSITIONS,
        found=found.things,
        after=f"/office/voice/feedback?{urlencode(after)}" if found.next else "",
        venue=office.voice.venue_name,
    )


@routes.get(_ONE)
def one(call: Call[VoiceOffice, Any]) -> Answer:
    """One of them, with what may be done."""
    office, id = call.site, _id(call)
    feedback = _hearing(call).read(id)
    newest = [office.stores.feedbacks.in_state(state) for state in _TO_MERGE_WITH]
    # Words that may mean harm are for whoever has them: a worker looks for one that says the same about the food.
    others = [each for some in newest for each in some.things if each.id != id and not each.alert]
    return office.html(
        call,
        "office/voice/feedback.html",
        feedback=feedback,
        seen=feedback.version,
        where=WHERE,
        why_spam=[WHY_SPAM.get(each, each) for each in feedback.suspected],
        texts=conversation(feedback.texts, feedback.journal),
        also=[(each, conversation(each.texts, each.journal)) for each in office.stores.feedbacks.many(feedback.also)],
        others=[{"value": each.id, "text": f"{each.said_on}: {each.texts[0].words[:60]}"} for each in others],
        more_others=any(some.next for some in newest),
        venue=office.voice.venue_name(feedback.venue),
        form=call.filled(MoreForm),
        merge=call.filled(MergeForm),
        names=call.filled(BlackOutForm),
    )


routes.buttons(
    one,
    {
        f"{_ONE}/take": lambda call: _hearing(call).take(_id(call)),  # "mine"
        f"{_ONE}/keep": lambda call: _hearing(call).do(_id(call), steps.keep),  # it is no spam
        f"{_ONE}/set-aside": lambda call: _hearing(call).set_aside(_id(call)),  # it is spam
    },
)


@routes.post(f"{_ONE}/answer", form=MoreForm, shown=one)
def answer(call: Call[VoiceOffice, MoreForm]) -> None:
    """Answer it."""
    _hearing(call).answer(_id(call), call.form.words.data)


@routes.post(f"{_ONE}/ask", form=MoreForm, shown=one)
def ask(call: Call[VoiceOffice, MoreForm]) -> None:
    """Ask something back."""
    _hearing(call).ask(_id(call), call.form.words.data)


@routes.post(f"{_ONE}/black-out", form=BlackOutForm, shown=one)
def black_out(call: Call[VoiceOffice, BlackOutForm]) -> None:
    """Take names of others out of it."""
    _hearing(call).do(_id(call), partial(steps.black_out, names=call.form.names.data.splitlines()))


@routes.post(f"{_ONE}/merge", form=MergeForm, shown=one)
def merge(call: Call[VoiceOffice, MergeForm]) -> Answer:
    """Two say the same: they go on as one."""
    kept = _hearing(call).merge(_id(call), FeedbackId(call.form.into.data))
    return responses.see_other(f"/office/voice/feedback/{quote(kept.id)}")


@routes.get(_ALERT)
def alert(call: Call[VoiceOffice, Any]) -> Answer:
    """One alert, with what may be done."""
    found = _guarding(call).read(call.params["id"])
    return call.site.html(
        call,
        "office/voice/alert.html",
        alert=found,
        seen=found.version,
        states=AlertState,
        mine=found.taken_by == call.who.id,
        form=call.filled(OutcomeForm),
        may_open=_may_open(call, found.link),
    )


def _may_open(call: Call[VoiceOffice, Any], link: str) -> bool:
    """Whether the page on which it was written is open to them."""
    area, _, id = link.rpartition("/")
    if area == "/office/voice/complaints":
        complaint = call.site.stores.complaints.get(ComplaintId(id))
        return complaint is not None and call.site.handling(call).may_read(complaint)
    return _RIGHT_FOR.get(area) in rights_of(call.who)


@routes.post(f"{_ALERT}/take", form=NoForm, shown=alert)
def take_alert(call: Call[VoiceOffice, NoForm]) -> None:
    """ "Mine"."""
    _guarding(call).do(call.params["id"], alerts.take)


@routes.post(f"{_ALERT}/done", form=OutcomeForm, shown=alert)
def close_alert(call: Call[VoiceOffice, OutcomeForm]) -> None:
    """It is dealt with, and this came of it."""
    outcome, record = AlertOutcome(call.form.outcome.data), call.form.record.data or ""
    _guarding(call).close(AlertId(call.params["id"]), outcome=outcome, record=record)


def _after_many(call: Call[VoiceOffice, NoForm], done: int) -> Answer:
    """Back to the list that was ticked, which says how many it was."""
    state = call.typed.get("state", "")
    if state in set(FeedbackState):
        return responses.see_other(f"/office/voice/feedback?{urlencode({'state': state, 'done': done})}")
    return responses.see_other(f"/office/voice?done={done}")


def _ticked(call: Call[VoiceOffice, NoForm]) -> list[str]:
    return call.typed.getlist("which")[:_MOST_AT_ONCE]


@routes.post("/office/voice/many/take", form=NoForm, shown=home)
def take_many(call: Call[VoiceOffice, NoForm]) -> Answer:
    """ "Mine": all that are ticked. What somebody else did meanwhile stays as it is."""
    return _after_many(call, call.site.acting(call, Many).take_all(_ticked(call)))


@routes.post("/office/voice/many/set-aside", form=NoForm, shown=home)
def set_many_aside(call: Call[VoiceOffice, NoForm]) -> Answer:
    """All that are ticked are spam, or meant to annoy."""
    return _after_many(call, call.site.acting(call, Many).set_all_aside(_ticked(call)))


@routes.get("/office/voice/pack")
def pack(call: Call[VoiceOffice, NoForm]) -> Answer:
    """For the stakeholder engagement group: what was said, what we did, what is late (Lincolnshire strategy)."""
    office = call.site
    found = office.stores.you_saids.all_in(YouSaidState.PUBLISHED)
    return office.html(
        call,
        "office/voice/pack.html",
        found=found,
        late=[each for each in found if each.is_late(office.today)],
        months=told_year(office.stores.figures.months(list(months_over(office.today, 12)))).months,
    )
