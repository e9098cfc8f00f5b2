""" "You said, we did" for everyone: the page, one item, a feed, a list for other sites; and how much was answered."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Final
from urllib.parse import quote

from aws_lambda_powertools.event_handler import Response
from aws_lambda_powertools.event_handler.api_gateway import Router

from takepart.domain.references import read_reference
from takepart.domain.voice.figures import months_until
from takepart.domain.voice.you_said import YouSaid, YouSaidId, YouSaidState
from takepart.web import responses
from takepart.web.problems import Problem
from takepart.web.requests import Request
from takepart.web.voice.chart import bars
from takepart.web.voice.desk import VoiceSite

_MONTHS: Final = 12
_FOR_ANYONE: Final = {"Access-Control-Allow-Origin": "*", "Cache-Control": "public, max-age=300"}


def router(site: VoiceSite) -> Router:
    """``/you-said-we-did``, its feed and list, and ``/loop-closed``."""
    routes = Router()  # type: ignore[no-untyped-call]

    def request() -> Request:
        return Request.of(routes.current_event.raw_event)

    @routes.get("/you-said-we-did")
    def every() -> Response[str]:
        found = site.you_saids.in_state(YouSaidState.PUBLISHED, start=request().query.get("next") or None)
        after = f"/you-said-we-did?next={quote(found.next)}" if found.next else ""
        return responses.html(site.page("voice/you_said.html", found=found.things, after=after, today=site.today))

    @routes.get("/you-said-we-did/feed")
    def feed() -> Response[str]:
        return _feed(site)

    @routes.get("/you-said-we-did/list.json")
    def listed() -> Response[str]:
        found = site.you_saids.in_state(YouSaidState.PUBLISHED).things
        value = {
            "title": f"You said, we did: {site.policy.organisation.name}",
            "items": [_data(site, e) for e in found],
        }
        return responses.as_json(value, headers=_FOR_ANYONE)

    @routes.get("/you-said-we-did/<reference>")
    def one(reference: str) -> Response[str]:
        id = read_reference(reference)
        found = site.you_saids.get(YouSaidId(id)) if id else None
        if found is None or found.state is not YouSaidState.PUBLISHED:
            raise Problem.not_found("It may have been taken down. See what else people said.")
        return responses.html(site.page("voice/you_said_one.html", each=found, today=site.today))

    @routes.get("/you-said-we-did/<reference>/photo")
    def photo(reference: str) -> Response[str]:
        id = read_reference(reference)
        found = site.you_saids.get(YouSaidId(id)) if id else None
        if found is None or found.state is not YouSaidState.PUBLISHED or found.photo_on(site.today) is None:
            raise Problem.not_found("It may have been taken down. See what else people said.")
        return responses.see_other(site.photos.link(found.id))

    @routes.get("/loop-closed")
    def loop() -> Response[str]:
        months = site.figures.months(list(months_until(site.today, _MONTHS)))
        return responses.html(
            site.page(
                "voice/loop.html",
                months=months,
                chart=bars([(month.month, month.said, month.answered) for month in months]),
                reply_days=site.voice.reply_days,
                said=sum(month.said for month in months),
                answered=sum(month.answered for month in months),
                told=sum(month.change_answers for month in months),
                changed=sum(month.changed for month in months),
            )
        )

    return routes


def _data(site: VoiceSite, each: YouSaid) -> dict[str, object]:
    words = each.words
    return {
        "id": each.id,
        "url": f"{site.url}/you-said-we-did/{each.id}",
        "published": each.published_on.isoformat() if each.published_on else "",
        "you_said": words.said,
        "by_how_many": words.by_how_many,
        "where": words.source.plain,
        "decision": words.decision.value,
        "we_did": words.did,
        "by_when": words.by_when.isoformat() if words.by_when else None,
        "what_came_of_it": words.outcome,
        "did_it_change_anything": {change.value: number for change, number in each.counts.items()},
    }


def _feed(site: VoiceSite) -> Response[str]:
    found = site.you_saids.in_state(YouSaidState.PUBLISHED).things
    newest = max((_published(each) for each in found), default=datetime(2026, 1, 1, tzinfo=UTC))
    body = site.page("voice/feed.xml", found=found, url=site.url, updated=newest.isoformat(), published=_published)
    return Response(
        status_code=200, content_type="application/atom+xml; charset=utf-8", body=body, headers=dict(_FOR_ANYONE)
    )


def _published(each: YouSaid) -> datetime:
    day = each.published_on
    return datetime(day.year, day.month, day.day, tzinfo=UTC) if day else datetime(2026, 1, 1, tzinfo=UTC)
