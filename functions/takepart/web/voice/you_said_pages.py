""" "You said, we did" for everyone: the page, one item, a feed, a list for other sites; and how much was answered."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any, Final
from urllib.parse import quote

from aws_lambda_powertools.event_handler import Response

from takepart.domain.disclosure import at_least
from takepart.domain.references import read_reference
from takepart.domain.voice.figures import months_over, told_year
from takepart.domain.voice.you_said import YouSaid, YouSaidId, YouSaidState
from takepart.use_cases.stores import Some
from takepart.web import responses
from takepart.web.charts import bars
from takepart.web.problems import Problem
from takepart.web.route import Answer, Call, NoForm, Routes
from takepart.web.voice.desk import VoiceSite

_MONTHS: Final = 12
_FOR_ANYONE: Final = {"Access-Control-Allow-Origin": "*", "Cache-Control": "public, max-age=300"}
_LIST: Final = "/you-said-we-did"
_ONE: Final = f"{_LIST}/<reference>"
routes: Routes[VoiceSite] = Routes("voice")


def _some(call: Call[VoiceSite, Any]) -> tuple[Some[YouSaid], str]:
    """The page of them that is asked for, and the path of the next one. Raises NoSuchPage."""
    found = call.site.stores.you_saids.in_state(YouSaidState.PUBLISHED, start=call.request.query.get("next") or None)
    return found, f"{call.request.path}?next={quote(found.next)}" if found.next else ""


def _public(call: Call[VoiceSite, Any]) -> YouSaid:
    id = read_reference(call.params["reference"])
    found = call.site.stores.you_saids.get(YouSaidId(id)) if id else None
    if found is None or found.state is not YouSaidState.PUBLISHED:
        raise Problem.not_found("It may have been taken down. See what else people said.")
    return found


@routes.get(_LIST)
def every(call: Call[VoiceSite, NoForm]) -> Answer:
    """The newest first, page by page."""
    found, after = _some(call)
    return call.site.html(call, "voice/you_said.html", found=found.things, after=after, today=call.site.today)


@routes.get(f"{_LIST}/feed")
def feed(call: Call[VoiceSite, NoForm]) -> Answer:
    """The same as a feed."""
    site, (found, after) = call.site, _some(call)
    newest = max((_published(each) for each in found.things), default=datetime(2026, 1, 1, tzinfo=UTC))
    body = site.page(
        "voice/feed.xml",
        found=found.things,
        url=site.url,
        after=after,
        updated=newest.isoformat(),
        published=_published,
    )
    return Response(
        status_code=200, content_type="application/atom+xml; charset=utf-8", body=body, headers=dict(_FOR_ANYONE)
    )


@routes.get(f"{_LIST}/list.json")
def listed(call: Call[VoiceSite, NoForm]) -> Answer:
    """The same as data, for other sites; ``next`` is the address of the page after, or null."""
    site, (found, after) = call.site, _some(call)
    value = {
        "title": f"You said, we did: {site.policy.organisation.name}",
        "items": [_data(site, each) for each in found.things],
        "next": f"{site.url}{after}" if after else None,
    }
    return responses.as_json(value, headers=_FOR_ANYONE)


@routes.get(_ONE)
def one(call: Call[VoiceSite, NoForm]) -> Answer:
    """One of them."""
    return call.site.html(call, "voice/you_said_one.html", each=_public(call), today=call.site.today)


@routes.get(f"{_ONE}/photo")
def photo(call: Call[VoiceSite, NoForm]) -> Answer:
    """Its photo, while the consent for it holds."""
    found = _public(call)
    if found.photo_on(call.site.today) is None:
        raise Problem.not_found("It may have been taken down. See what else people said.")
    return responses.see_other(call.site.stores.photos.link(found.id))


@routes.get("/loop-closed")
def loop(call: Call[VoiceSite, NoForm]) -> Answer:
    """How much was answered, how fast, and what it changed."""
    site = call.site
    found = told_year(site.stores.figures.months(list(months_over(site.today, _MONTHS))))
    return site.html(
        call,
        "voice/loop.html",
        year=found,
        chart=bars([(month.month, month.said, month.answered) for month in found.months]),
        reply_days=site.voice.reply_days,
    )


def _data(site: VoiceSite, each: YouSaid) -> dict[str, object]:
    words = each.words
    return {
        "id": each.id,
        "url": f"{site.url}/you-said-we-did/{each.id}",
        "published": each.published_on.isoformat() if each.published_on else "",
        "you_said": words.said,
        "by_how_many": at_least(words.by_how_many),
        "where": words.source.plain,
        "decision": words.decision.value,
        "we_did": words.did,
        "by_when": words.by_when.isoformat() if words.by_when else None,
        "what_came_of_it": words.outcome,
        "did_it_change_anything": {change.value: number for change, number in each.told(site.today).items()},
    }


def _published(each: YouSaid) -> datetime:
    day = each.published_on
    return datetime(day.year, day.month, day.day, tzinfo=UTC) if day else datetime(2026, 1, 1, tzinfo=UTC)
