"""Staff write "You said, we did" from what was said; somebody else checks it and publishes it."""

from __future__ import annotations

from typing import Final

from takepart.domain.aggregate import Step
from takepart.domain.refused import Refused
from takepart.domain.voice import you_said as steps
from takepart.domain.voice.codes import FeedbackId
from takepart.domain.voice.consent import Consent, Photo, QuoteShown, ShownWithConsent
from takepart.domain.voice.pictures import without_what_is_hidden
from takepart.domain.voice.refusals import VoiceRefusal
from takepart.domain.voice.you_said import YouSaid, YouSaidId, YouSaidWords
from takepart.use_cases.doing import Change
from takepart.use_cases.voice.acting import Act, Acting
from takepart.use_cases.voice.ports import Feedbacks, PhotoFiles, YouSaids

MOST_SOURCES: Final = 50
"""An item of the table holds them all; what more people said is in ``by_how_many``."""


class Publishing(Acting):
    """What they do with "You said, we did". Every step raises Refused, ChangedMeanwhile."""

    def __init__(self, act: Act, *, you_saids: YouSaids, feedbacks: Feedbacks) -> None:
        super().__init__(act)
        self.you_saids, self.feedbacks = you_saids, feedbacks

    def write(self, words: YouSaidWords, sources: tuple[FeedbackId, ...] = ()) -> YouSaid:
        """A draft, from what was said here or elsewhere; those that were put together with a source come with it."""
        id = YouSaidId(self.reference)

        def make(step: Step) -> YouSaid:
            found = self.feedbacks.many(sources)
            everyone = tuple(dict.fromkeys(each for one in found for each in (one.id, *one.also)))[:MOST_SOURCES]
            return steps.write(step, id=id, words=words, sources=everyone)

        return self.make_one(self.you_saids, id, make, may=self.writes)

    def rewrite(self, id: YouSaidId, words: YouSaidWords) -> YouSaid:
        """Change a draft, or say what came of what is public."""

        def change(one: YouSaid, step: Step) -> YouSaid:
            made = steps.rewrite if one.published_on is None else steps.update
            return made(one, step, words=words)

        return self._do(id, change)

    def publish(self, id: YouSaidId) -> YouSaid:
        """Make it public: somebody who did not write it checked it."""
        self.must(self.checks)
        days = self.rules.ask_again_days
        return self._do(id, lambda one, step: steps.publish(one, step, ask_after_days=days))

    def take_down(self, id: YouSaidId) -> YouSaid:
        """Take it off the public page."""
        self.must(self.checks)
        return self._do(id, steps.take_down)

    def show(self, id: YouSaidId, thing: QuoteShown | Photo) -> YouSaid:
        """Put a quote or photo into a draft, with the consent that it stands on."""
        return self._do(id, lambda one, step: steps.show(one, step, thing))

    def show_photo(self, id: YouSaidId, file: str, *, alt: str, consent: Consent, files: PhotoFiles) -> YouSaid:
        """Take the picture out of the file that was sent, and keep nothing else of it."""

        def change(one: YouSaid, step: Step) -> YouSaid:
            content = files.uploaded(id, file)
            if not content:
                raise Refused(id, reason=VoiceRefusal.NO_FILE)
            picture = without_what_is_hidden(id, content)
            photo = Photo(content_type=picture.content_type, size=len(picture.content), alt=alt, consent=consent)
            after = steps.show(one, step, photo)
            files.keep(id, picture)
            return after

        return self._do(id, change)

    def end_consent(self, id: YouSaidId, shown: ShownWithConsent, *, files: PhotoFiles) -> YouSaid:
        """They took it back: off the page at once, and a photo's file with it. Pressed again, it is the same."""
        after = self._do(id, lambda one, step: steps.end_consent(one, step, shown))
        if shown is ShownWithConsent.PHOTO:
            files.drop(id)
        return after

    def read(self, id: YouSaidId) -> YouSaid:
        """One of them. Raises Closed when there is none, or they have no part in this."""
        return self.read_one(self.you_saids, id, may=self.writes)

    def _do(self, id: YouSaidId, change: Change[YouSaid]) -> YouSaid:
        return self.do_one(self.you_saids, id, change, may=self.writes)
