"""What people said, for its readers: what waits, one of them with all that was said, and what a reader does."""

from __future__ import annotations

from typing import Any, Final, NamedTuple
from urllib.parse import quote, urlencode

from takepart.domain.ids import StaffId
from takepart.domain.voice.answer import AnswerState
from takepart.domain.voice.codes import FeedbackId
from takepart.domain.voice.feedback import Feedback, FeedbackState
from takepart.domain.voice.figures import months_until
from takepart.domain.voice.you_said import YouSaidState
from takepart.domain.words import short_day
from takepart.web import responses
from takepart.web.forms.base import PageForm
from takepart.web.forms.fields import Words
from takepart.web.office.voice.desk import VoiceOffice
from takepart.web.paging import part_of
from takepart.web.problems import Problem
from takepart.web.route import Answer, Call, NoForm, Routes
from takepart.web.voice.coming_back import conversation
from takepart.web.voice.forms import MoreForm

WHERE: Final = {
    FeedbackState.WAITING: "Waits to be read",
    FeedbackState.TAKEN: "Somebody has it",
    FeedbackState.ASKED: "We asked something back",
    FeedbackState.REVIEW: "May be spam",
    FeedbackState.ANSWERED: "Answered",
    FeedbackState.SET_ASIDE: "Set aside as spam",
    FeedbackState.MERGED: "Goes on with another",
    FeedbackState.ERASED: "Its time was over: the words are deleted",
}
WHY_SPAM: Final = {
    "hidden-box": "it filled in a box that people do not see",
    "too-fast": "it was sent very fast",
    "too-many": "very many came that day",
    "old-form": "the page was days old",
}
_TO_DO: Final = (FeedbackState.WAITING, FeedbackState.TAKEN, FeedbackState.ASKED, FeedbackState.REVIEW)
_TO_MERGE_WITH: Final = (FeedbackState.WAITING, FeedbackState.TAKEN, FeedbackState.ANSWERED)
_ALERTS_ON_A_PAGE: Final = 20
_COMPLAINTS_ON_HOME: Final = 25
_ONE: Final = "/office/voice/feedback/<id>"
routes: Routes[VoiceOffice] = Routes("voice-office")


class MergeForm(PageForm):
    """Which other one says the same."""

    into = Words(
        "Somebody else said the same: put this with", most=100, what="This", missing="Choose one that says the same"
    )


class AtRisk(NamedTuple):
    """One alert, whatever it is about."""

    address: str
    words: str
    taken_by: StaffId | None = None


def _id(call: Call[VoiceOffice, Any]) -> FeedbackId:
    return FeedbackId(call.params["id"])


def _back(one: Feedback) -> Answer:
    return responses.see_other(f"/office/voice/feedback/{quote(one.id)}")


def _at_risk(call: Call[VoiceOffice, Any]) -> list[AtRisk]:
    """All alerts that they may see."""
    office = call.site
    found = [
        AtRisk(
            f"/office/voice/alerts/{each.id}", f"Written on {short_day(each.said_on)} in {each.where}", each.taken_by
        )
        for each in office.guarding(call).board()
    ]
    if office.hearing(call).reads:
        found += [
            AtRisk(
                f"/office/voice/feedback/{each.id}",
                f"Said on {short_day(each.said_on)}, {office.voice.venue_name(each.venue)}",
            )
            for each in office.feedbacks.alerts()
        ]
        found += [
            AtRisk(f"/office/voice/answers/{each.id}", f"An answer of {short_day(each.said_on)}")
            for each in office.answers.alerts()
        ]
    return found


@routes.get("/office/voice")
def home(call: Call[VoiceOffice, NoForm]) -> Answer:
    """What waits."""
    office = call.site
    reads, writes = office.hearing(call).reads, office.publishing(call).writes
    complaints = office.handling(call).board()
    return call.html(
        office.page(
            "office/voice/home.html",
            call.who,
            reads=reads,
            writes=writes,
            part=part_of(_at_risk(call), call.request, size=_ALERTS_ON_A_PAGE),
            unread_answers=office.answers.count(AnswerState.UNREAD) if reads else 0,
            lists=[(state, office.feedbacks.in_state(state, newest=False)) for state in _TO_DO] if reads else [],
            where=WHERE,
            drafts=office.you_saids.count(YouSaidState.DRAFT) if writes else 0,
            complaints=complaints[:_COMPLAINTS_ON_HOME],
            more_complaints=len(complaints) > _COMPLAINTS_ON_HOME,
            track=lambda id: office.voice.track(id).name,
            venue=office.voice.venue_name,
        )
    )


@routes.get("/office/voice/feedback")
def listed(call: Call[VoiceOffice, NoForm]) -> Answer:
    """What stands in one place, page by page."""
    office, query = call.site, call.request.query
    office.hearing(call).must(office.hearing(call).reads)
    try:
        state = FeedbackState(query.get("state", FeedbackState.ANSWERED.value))
    except ValueError:
        raise Problem.not_found("There is no such list.") from None
    found = office.feedbacks.in_state(state, start=query.get("next") or None)
    after = {"state": state.value, "next": found.next}
    return call.html(
        office.page(
            "office/voice/list.html",
            call.who,
            state=state,
            states=WHERE,
            found=found.things,
            after=f"/office/voice/feedback?{urlencode(after)}" if found.next else "",
            venue=office.voice.venue_name,
        )
    )


@routes.get(_ONE)
def one(call: Call[VoiceOffice, Any]) -> Answer:
    """One of them, with what may be done."""
    office, id = call.site, _id(call)
    feedback = office.hearing(call).read(id)
    newest = [office.feedbacks.in_state(state) for state in _TO_MERGE_WITH]
    # Words that may mean harm are for whoever has them: a worker looks for one that says the same about the food.
    others = [each for some in newest for each in some.things if each.id != id and not each.alert]
    return call.html(
        office.page(
            "office/voice/feedback.html",
            call.who,
            feedback=feedback,
            seen=feedback.version,
            where=WHERE,
            why_spam=[WHY_SPAM.get(each, each) for each in feedback.suspected],
            texts=conversation(feedback.texts, feedback.journal),
            also=[(each, conversation(each.texts, each.journal)) for each in office.feedbacks.many(feedback.also)],
            others=[{"value": each.id, "text": f"{each.said_on}: {each.texts[0].words[:60]}"} for each in others],
            more_others=any(some.next for some in newest),
            venue=office.voice.venue_name(feedback.venue),
            form=call.filled(MoreForm),
            merge=call.filled(MergeForm),
            errors=call.errors,
        )
    )


@routes.post(f"{_ONE}/take", form=NoForm, shown=one)
def take(call: Call[VoiceOffice, NoForm]) -> Answer:
    """ "Mine"."""
    return _back(call.site.hearing(call).take(_id(call)))


@routes.post(f"{_ONE}/keep", form=NoForm, shown=one)
def keep(call: Call[VoiceOffice, NoForm]) -> Answer:
    """It is no spam."""
    return _back(call.site.hearing(call).keep(_id(call)))


@routes.post(f"{_ONE}/set-aside", form=NoForm, shown=one)
def set_aside(call: Call[VoiceOffice, NoForm]) -> Answer:
    """It is spam."""
    return _back(call.site.hearing(call).set_aside(_id(call)))


@routes.post(f"{_ONE}/answer", form=MoreForm, shown=one)
def answer(call: Call[VoiceOffice, MoreForm]) -> Answer:
    """Answer it."""
    return _back(call.site.hearing(call).answer(_id(call), call.form.words.data))


@routes.post(f"{_ONE}/ask", form=MoreForm, shown=one)
def ask(call: Call[VoiceOffice, MoreForm]) -> Answer:
    """Ask something back."""
    return _back(call.site.hearing(call).ask(_id(call), call.form.words.data))


@routes.post(f"{_ONE}/merge", form=MergeForm, shown=one)
def merge(call: Call[VoiceOffice, MergeForm]) -> Answer:
    """Two say the same: they go on as one."""
    return _back(call.site.hearing(call).merge(_id(call), FeedbackId(call.form.into.data)))


@routes.get("/office/voice/pack")
def pack(call: Call[VoiceOffice, NoForm]) -> Answer:
    """For the stakeholder engagement group: what was said, what we did, what is late (Lincolnshire strategy)."""
    office = call.site
    found = office.you_saids.all_in(YouSaidState.PUBLISHED)
    return call.html(
        office.page(
            "office/voice/pack.html",
            call.who,
            found=found,
            late=[each for each in found if each.is_late(office.today)],
            months=office.figures.months(list(months_until(office.today, 12))),
        )
    )
