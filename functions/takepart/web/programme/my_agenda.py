"""What somebody who has a place wants to talk about: said on the session's page until it starts, and taken back."""

from __future__ import annotations

from typing import Any, Final

from takepart.domain.programme.agenda import whose
from takepart.domain.programme.session import Session
from takepart.domain.programme.sign_up import SignUp
from takepart.use_cases.programme import agenda
from takepart.web.problems import Problem
from takepart.web.programme.desk import MyRight, Programme, my_routes, pressed
from takepart.web.programme.forms import SuggestForm
from takepart.web.programme.my_sessions import back_to, show
from takepart.web.route import Answer, Call, NoForm

_AGENDA: Final = "/my/sessions/<session>/agenda"
routes = my_routes(MyRight.LINK)


@routes.post(_AGENDA, form=SuggestForm, shown=show, right=MyRight.NOBODY_ASKED)
def suggest(call: Call[Programme, SuggestForm]) -> Answer:
    """Want to talk about something."""
    session, sign_up = _sign_up(call)
    agenda.suggest(session, sign_up, pressed(call), str(call.form.text.data), kept=call.site.kept)
    return back_to(call)


@routes.post(f"{_AGENDA}/back", form=NoForm, shown=show)
def take_back(call: Call[Programme, NoForm]) -> Answer:
    """Not talk about it after all."""
    _, sign_up = _sign_up(call)
    _, number = whose(f"{sign_up.person}:{call.typed.get('item', '')}")
    agenda.take_back(sign_up, number, kept=call.site.kept, now=call.site.now())
    return back_to(call)


def _sign_up(call: Call[Programme, Any]) -> tuple[Session, SignUp]:
    seen = call.site.look(call.params["session"], call.who)
    if seen.sign_up is None:
        raise Problem.not_found()
    return seen.session, seen.sign_up
