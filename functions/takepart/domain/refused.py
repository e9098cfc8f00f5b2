"""The one way in which a rule says no: what it is about, and a reason with words that a page can show."""

from __future__ import annotations

from takepart.domain.plain_reason import PlainReason


class NotAllowed(PlainReason):
    """The reasons that every aggregate has."""

    IN_THIS_STATE = "not-in-this-state", "This cannot be done to it as it stands now."
    FULL = "full", "So much has been done to this that no more fits. Please start a new one, or ask us."
    NOT_OPEN_TO_YOU = "not-open-to-you", "This is with other people. You cannot open or change it."


class Refused(Exception):
    """The step is refused; nothing was changed. ``detail`` is for whoever reads the log: no words of a person."""

    def __init__(self, about: str, *, reason: PlainReason, detail: str = "") -> None:
        super().__init__(f"{about}: {reason.value}{f' ({detail})' if detail else ''}")
        self.about, self.reason, self.detail = about, reason, detail


class SendAgain(Refused):
    """Nothing is wrong with what was typed: the page is shown again as it is now, to be sent from there."""


class Closed(Refused):
    """It is not for them; the same for one that is not there, so that nobody learns what there is."""

    def __init__(self, about: str) -> None:
        super().__init__(about, reason=NotAllowed.NOT_OPEN_TO_YOU)
