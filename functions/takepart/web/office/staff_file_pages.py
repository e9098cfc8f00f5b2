"""A list of staff as a file: first what would come of each line, then, once somebody says so, what came of it."""

from __future__ import annotations

from typing import Any

from wtforms.validators import StopValidation

from takepart.use_cases.office import Right
from takepart.web.forms.base import PageForm
from takepart.web.forms.fields import LongWords
from takepart.web.forms.sheets import Sheet, SheetForm, form_with_files
from takepart.web.office.desk import Office
from takepart.web.route import Answer, Call, Routes

_SAYS = {
    "added": "is added",
    "changed": "is changed",
    "waits": "waits for a second person",
    "same": "is there already, and stays as it is",
    "refused": "is left out",
}
"""What came of a line, by the values of ``Came``."""
routes: Routes[Office] = Routes("office", right=Right.STAFF)


class StaffFileForm(SheetForm):
    """The list, typed or as a file."""

    people = Sheet(
        "The list", hint="One person a line: name, work email, roles, and who decides when they do not (their email)"
    )

    def validate_people(self, field: Sheet) -> None:
        """There is at least one line."""
        if not self.text_or(field).strip():
            raise StopValidation("Enter the list, or choose a file")


class FileToTakeInForm(PageForm):
    """The list that was tried."""

    checked = LongWords("The list", most=130_000, missing="Send the list again")


@routes.get("/office/staff-file")
def show(call: Call[Office, Any]) -> Answer:
    """The form, and what came of a list."""
    form = call.form if isinstance(call.form, StaffFileForm) else StaffFileForm({}, call.site.rules)
    return _page(call, form=form)


@routes.post("/office/staff-file", form=StaffFileForm, shown=show, reads=form_with_files, once=False)
def check(call: Call[Office, StaffFileForm]) -> Answer:
    """What would come of each line; nothing is done."""
    from takepart.use_cases.organisation.bring_in_staff import try_staff  # not for a start: these pages are rare

    text = call.form.text_or(call.form.people)
    told = try_staff(text, staff=call.site.staff, step=call.site.step(call))
    return _page(call, form=call.form, told=told, checked=text)


@routes.post("/office/staff-file/done", form=FileToTakeInForm, shown=show)
def done(call: Call[Office, FileToTakeInForm]) -> Answer:
    """Do it, and say what came of each line."""
    from takepart.use_cases.organisation.bring_in_staff import bring_in

    told = bring_in(call.form.checked.typed, staff=call.site.staff, step=call.site.step(call))
    return _page(call, form=StaffFileForm({}, call.site.rules), told=told)


def _page(call: Call[Office, Any], **values: Any) -> Answer:
    return call.html(
        call.site.page(
            "office/staff_file.html",
            call.who,
            **{"section": "staff", "told": (), "checked": "", "says": _SAYS, "errors": call.errors, **values},
        )
    )
