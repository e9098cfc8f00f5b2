"""Staff write "You said, we did" from what was said; somebody else checks it and publishes it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Final

from takepart.domain import journal as journals
from takepart.domain.ids import DraftId, StaffId, StepId
from takepart.domain.policy import Policy
from takepart.domain.references import claim_reference
from takepart.domain.voice import you_said as you_saids_domain
from takepart.domain.voice.codes import FeedbackId
from takepart.domain.voice.consent import Consent, Photo, QuoteShown, ShownWithConsent
from takepart.domain.voice.pictures import without_what_is_hidden
from takepart.domain.voice.refusals import CannotDo, VoiceRefusal
from takepart.domain.voice.you_said import YouSaid, YouSaidId, YouSaidWords
from takepart.use_cases.voice.ports import Feedbacks, PhotoFiles, YouSaids
from takepart.use_cases.voice.say import rules_of

MOST_SOURCES: Final = 50
"""An item of the table holds them all; what more people said is in ``by_how_many``."""


@dataclass(frozen=True, kw_only=True)
class Publishing:
    """One member of staff at one time, with what a step needs."""

    you_saids: YouSaids
    feedbacks: Feedbacks
    policy: Policy
    by: StaffId
    now: datetime
    step: StepId

    @property
    def may_write(self) -> bool:
        """Readers and checkers write."""
        return self.by in rules_of(self.policy).readers or self.may_publish

    @property
    def may_publish(self) -> bool:
        """Checkers publish."""
        return self.by in rules_of(self.policy).checkers

    def write(self, words: YouSaidWords, sources: tuple[FeedbackId, ...] = ()) -> YouSaid:
        """A draft, from what was said here or elsewhere; those that were put together with a source come with it.

        Raises CannotDo.
        """
        self._must(self.may_write)
        id = YouSaidId(claim_reference(DraftId(self.step)))
        before = self.you_saids.get(id)
        if before is not None and journals.has_step(before.journal, self.step):
            return before
        found = self.feedbacks.many(sources)
        everyone = tuple(dict.fromkeys(each for one in found for each in (one.id, *one.also)))[:MOST_SOURCES]
        draft = you_saids_domain.write(id=id, words=words, sources=everyone, by=self.by, at=self.now, step=self.step)
        self.you_saids.add(draft)
        return draft

    def rewrite(self, id: YouSaidId, words: YouSaidWords) -> YouSaid:
        """Change a draft, or say what came of what is public. Raises CannotDo, ChangedMeanwhile."""
        self._must(self.may_write)
        you_said = self.read(id)
        make = you_saids_domain.rewrite if you_said.published_on is None else you_saids_domain.update
        return self._keep(you_said, lambda: make(you_said, words=words, by=self.by, at=self.now, step=self.step))

    def publish(self, id: YouSaidId) -> YouSaid:
        """Make it public: somebody who did not write it checked it. Raises CannotDo, ChangedMeanwhile."""
        self._must(self.may_publish)
        you_said = self.read(id)
        days = rules_of(self.policy).ask_again_days
        return self._keep(
            you_said,
            lambda: you_saids_domain.publish(you_said, by=self.by, ask_after_days=days, at=self.now, step=self.step),
        )

    def take_down(self, id: YouSaidId) -> YouSaid:
        """Take it off the public page. Raises CannotDo, ChangedMeanwhile."""
        self._must(self.may_publish)
        you_said = self.read(id)
        return self._keep(
            you_said, lambda: you_saids_domain.take_down(you_said, by=self.by, at=self.now, step=self.step)
        )

    def show(self, id: YouSaidId, thing: QuoteShown | Photo) -> YouSaid:
        """Put a quote or photo into a draft, with the consent that it stands on. Raises CannotDo, ChangedMeanwhile."""
        self._must(self.may_write)
        you_said = self.read(id)
        return self._keep(
            you_said, lambda: you_saids_domain.show(you_said, thing, by=self.by, at=self.now, step=self.step)
        )

    def show_photo(self, id: YouSaidId, file: str, *, alt: str, consent: Consent, files: PhotoFiles) -> YouSaid:
        """Take the picture out of the file that was sent, and keep nothing else of it. Raises CannotDo."""
        self._must(self.may_write)
        you_said = self.read(id)
        if journals.has_step(you_said.journal, self.step):
            return you_said
        content = files.uploaded(id, file)
        if not content:
            raise CannotDo(id, reason=VoiceRefusal.NO_FILE)
        picture = without_what_is_hidden(id, content)
        photo = Photo(content_type=picture.content_type, size=len(picture.content), alt=alt, consent=consent)
        after = you_saids_domain.show(you_said, photo, by=self.by, at=self.now, step=self.step)
        files.keep(id, picture)
        self.you_saids.save(after)
        return after

    def end_consent(self, id: YouSaidId, shown: ShownWithConsent, *, files: PhotoFiles) -> YouSaid:
        """They took it back: off the page at once, and a photo's file with it. Pressed again, it is the same."""
        self._must(self.may_write)
        you_said = self.read(id)
        by = journals.staff(self.by)
        after = self._keep(
            you_said, lambda: you_saids_domain.end_consent(you_said, shown, by=by, at=self.now, step=self.step)
        )
        if shown is ShownWithConsent.PHOTO:
            files.drop(id)
        return after

    def read(self, id: YouSaidId) -> YouSaid:
        """One of them. Raises CannotDo when there is none, or they have no part in this."""
        self._must(self.may_write)
        found = self.you_saids.get(id)
        if found is None:
            raise CannotDo(id, reason=VoiceRefusal.NOT_OPEN_TO_YOU)
        return found

    def _must(self, may: bool) -> None:
        if not may:
            raise CannotDo(self.by, reason=VoiceRefusal.NOT_OPEN_TO_YOU)

    def _keep(self, you_said: YouSaid, make: you_saids_domain.Make) -> YouSaid:
        if journals.has_step(you_said.journal, self.step):
            return you_said
        after = make()
        self.you_saids.save(after)
        return after
