"""Who is told about a file: officers who hold it, may read it and may handle it, in a handful of queries."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from django.db.models import Q

from servanda.kernel import node, plain
from servanda.kernel.audiences import Actor, sees
from servanda.kernel.models import Reader
from servanda.office import leaves
from servanda.office.models import Officer, Post
from servanda.processes.models import Assignment, Unit
from servanda.processes.organisation import recusals

DESKS = ("desk", "head")
HEADS = ("head", "leadership")


@dataclass(frozen=True)
class Held:
    """A post as one person fills it: its holder, or who stands in for the holder."""

    officer: Officer
    unit: str
    role: str
    holder: str

    @property
    def officer_id(self) -> str:
        return self.officer.id


@dataclass(frozen=True)
class Recipients:
    """What was read at once: the posts held on a day, the tree of units, who reads and who leads each file."""

    posts: Sequence[Held]
    parents: dict[str, str]
    readers: dict[str, frozenset[str]]
    assigned: dict[str, Assignment]
    recused: dict[str, frozenset[str]]

    def of(self, dossier: str) -> list[Officer]:
        """The assigned officer, else the desks of the units that may read it, else the registry."""
        found = self.assigned.get(dossier)
        if found and found.officer:
            named = self._officers(dossier, (post for post in self.posts if post.holder == found.officer))
            if named:
                return named
        units = {found.unit} if found else self.readers.get(dossier, frozenset())
        desks = (post for post in self.posts if post.unit in units and post.role in DESKS)
        return self._officers(dossier, desks) or self.holding(dossier, "clerk")

    def holding(self, dossier: str, role: str) -> list[Officer]:
        return self._officers(dossier, (post for post in self.posts if post.role == role))

    def heads(self, dossier: str, unit: str) -> list[Officer]:
        """Those who head a unit; else those of the nearest unit above it that has a head; else the leadership."""
        for above in self._upwards(unit):
            held = self._officers(dossier, (p for p in self.posts if p.unit == above and p.role in HEADS))
            if held:
                return held
        return self.holding(dossier, "leadership")

    def _officers(self, dossier: str, posts: Iterable[Held]) -> list[Officer]:
        readers, recused = self.readers.get(dossier, frozenset()), self.recused.get(dossier, frozenset())
        held = (post for post in posts if not recused & {post.officer.id, post.holder})
        return list({p.officer.id: p.officer for p in held if self._may_read(p, readers)}.values())

    def _may_read(self, post: Held, readers: frozenset[str]) -> bool:
        below = {unit for unit in readers if post.unit in self._upwards(unit)} if post.role in HEADS else set()
        units = frozenset({post.unit, *below})
        actor = Actor(node.current().agency, post.officer.id, post.unit, post.role, units=units)
        return sees(actor, readers)

    def _upwards(self, unit: str) -> list[str]:
        found: list[str] = []
        while unit and unit not in found:
            found.append(unit)
            unit = self.parents.get(unit, "")
        return found


def load(dossiers: Iterable[str], *, day: date) -> Recipients:
    """In six queries, whatever the number of files."""
    ids = set(dossiers)
    posts = Post.objects.filter(
        Q(from_on=None) | Q(from_on__lte=day), Q(until_on=None) | Q(until_on__gte=day), officer__is_active=True
    ).select_related("officer")  # fmt: skip
    readers: dict[str, set[str]] = defaultdict(set)
    for dossier, unit in plain.select(Reader, ["dossier_id", "unit"], dossier_id=ids):
        readers[dossier].add(unit)
    return Recipients(
        posts=_filled(list(posts), day),
        parents=dict(plain.select(Unit, ["id", "parent"], agency=node.current().agency)),
        readers={dossier: frozenset(units) for dossier, units in readers.items()},
        recused=recusals.by_file(ids),
        assigned={row.dossier: row for row in plain.rows(Assignment, dossier=ids)},
    )


def _filled(posts: Sequence[Post], day: date) -> list[Held]:
    """Each post by its holder and, where the holder is away, by the substitute too."""
    found = [Held(post.officer, post.unit, post.role, post.officer_id) for post in posts]
    return found + [
        Held(substitute, post.unit, post.role, post.officer_id) for post, substitute in leaves.lent(posts, day)
    ]
