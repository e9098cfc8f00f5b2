"""Staff write "You said, we did" from what was said; somebody else checks it and publishes it."""

from __future__ import annotations

from functools import partial
from typing import Final

from takepart.domain.aggregate import Step
from takepart.domain.refused import Refused
from takepart.domain.voice import you_said as steps
from takepart.domain.voice.codes import FeedbackId
from takepart.domain.voice.consent import Consent, Photo, ShownWithConsent
from takepart.domain.voice.pictures import without_what_is_hidden
from takepart.domain.voice.refusals import VoiceRefusal
from takepart.domain.voice.you_said import YouSaid, YouSaidId, YouSaidWords
from takepart.use_cases.voice.acting import Acting
from takepart.use_cases.voice.ports import YouSaids

MOST_SOURCES: Final = 2_000
"""An item of the table holds them all; what more people said is in ``by_how_many``."""


class Publishing(Acting[YouSaid]):
    """What they do with "You said, we did". Every step raises Refused, ChangedMeanwhile."""

    @property
    def store(self) -> YouSaids:
        """All of them."""
        return self.stores.you_saids

    def write(self, words: YouSaidWords, sources: tuple[FeedbackId, ...] = ()) -> YouSaid:
        """A draft, from what was said here or elsewhere; those that were put together with a source come with it."""
        id = YouSaidId(self.reference)

        def make(step: Step) -> YouSaid:
            found = self.stores.feedbacks.many(sources)
            everyone = tuple(dict.fromkeys(each for one in found for each in (one.id, *one.also)))[:MOST_SOURCES]
            return steps.write(step, id=id, words=words, sources=everyone)

        return self.make(id, make)

    def rewrite(self, id: YouSaidId, words: YouSaidWords) -> YouSaid:
        """Change a draft, or write what came of what is public; somebody else checks that as well."""

        def change(one: YouSaid, step: Step) -> YouSaid:
            made = steps.rewrite if one.published_on is None else steps.update
            return made(one, step, words=words)

        return self.do(id, change)

    def publish(self, id: YouSaidId) -> YouSaid:
        """Make it public: somebody who did not write it checked it."""
        return self.decide(id, partial(steps.publish, ask_after_days=self.rules.ask_again_days))

    def show_photo(self, id: YouSaidId, file: str, *, alt: str, consent: Consent) -> YouSaid:
        """Take the picture out of the file that was sent, and keep nothing else of it."""

        def change(one: YouSaid, step: Step) -> YouSaid:
            content = self.stores.photos.uploaded(id, file)
            if not content:
                raise Refused(id, reason=VoiceRefusal.NO_FILE)
            picture = without_what_is_hidden(id, content)
            photo = Photo(content_type=picture.content_type, size=len(picture.content), alt=alt, consent=consent)
            after = steps.show(one, step, photo)
            self.stores.photos.keep(id, picture)
            return after

        return self.do(id, change)

    def end_consent(self, id: YouSaidId, shown: ShownWithConsent) -> YouSaid:
        """They took it back: off the page at once, and a photo's file with it. Pressed again, it is the same."""
        after = self.do(id, partial(steps.end_consent, shown=shown))
        if shown is ShownWithConsent.PHOTO:
            self.stores.photos.drop(id)
        return after
