"""What `servanda new-process` writes. It works as it stands; NAME, WORDS and TITLE are filled in."""

PROCESS = '''"""TITLE: say here in one sentence what this kind of work is for."""

from django.utils.translation import gettext_lazy as _

from servanda.processes.declaration.base import Ask, Field, Process, Step
from servanda.processes.declaration.basis import BASIS

PROCESS = Process(
    name="NAME",
    label=_("TITLE"),
    about=_("TITLE: opened with a title, answered by the other side, and closed."),
    states={"open": _("open"), "closed": _("closed")},
    ends=("closed",),
    fields=(
        Field("title", _("Title")),
        Field("text", _("Text"), kind="long"),
        Field("answer_by", _("Answer by"), kind="day", part="facts"),
        BASIS,
    ),
    steps=(
        Step("begin", _("Begin"), _("%(who)s began: %(title)s"), is_opening=True, then="open",
             fields=("title", "text", "answer_by", "basis"), required=("title",), asks=Ask("answer", due="answer_by")),
        Step("answer", _("Answer"), _("%(who)s answered."), by="party", when=("open",), fields=("text",),
             required=("text",), does=(("deliver", "answer"),), must=True),
        Step("close", _("Close"), _("%(who)s closed it."), when=("open",), then="closed", lapses=True),
    ),
)  # fmt: skip
'''

TEST = '''"""TITLE: what it declares can be said from the beginning to the end."""

from collections.abc import Callable
from datetime import timedelta

from servanda.kernel.audiences import Actor
from servanda.kernel.models import Commitment, Dossier
from servanda.kernel.node import Node
IMPORTS
from tests.world import MOFA, NOW, VUFO


def test_it_is_found() -> None:
    assert processes()["NAME"] is PROCESS


def test_it_is_begun_and_closed(make_node: Callable[..., Node]) -> None:
    actor = Actor(agency=MOFA, officer="o-desk", unit=f"{MOFA}/protocol")
    with make_node(MOFA).active():
        stated = {"title": "First", "answer_by": "2026-12-24"}
        begun = take(read_statement("NAME.begin", stated, to=[f"{VUFO}/europe"]), actor, at=NOW)
        assert Commitment.objects.get(dossier=begun.dossier).debtor == VUFO
        take(read_statement("NAME.close", {}, dossier=begun.dossier), actor, at=NOW + timedelta(hours=1))
        row = Dossier.objects.get(id=begun.dossier)
        assert (row.state, row.is_ended) == ("closed", True)
        assert Commitment.objects.get(dossier=row).state == "lapsed"
'''

TEST_IMPORTS = (
    "from servanda.processes.kinds.NAME import PROCESS",
    "from servanda.processes.dossiers import read_statement, take",
    "from servanda.processes.registry import processes",
)

PAGE = """# TITLE

Say here what this kind of work is for, and which statement of [the mission](../mission.md) it answers.

| step | who | then |
|---|---|---|
| begin | the agency keeping the file | open; an answer is owed |
| answer | the other side | the answer is handed over |
| close | the agency keeping the file | closed; what is still owed lapses |
"""
