"""Distributions drawn on the server as SVG: no script, colours of the page, mirrored where it reads from the right."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.utils.html import escape, format_html
from django.utils.safestring import SafeString

WIDTH, HEIGHT = 360, 176
LEFT, TOP, FLOOR = 4, 36, 148
GAP = 6


@dataclass(frozen=True)
class Bar:
    """One range: its label, how many, and the share of the whole in per mille, here and before."""

    label: str
    n: int
    share: int
    before: int = 0


@dataclass(frozen=True)
class Mark:
    """A line between two bars, such as what was agreed: how many bars stand before it, in hundredths."""

    label: str
    place: int


def histogram(
    bars: Sequence[Bar], *, name: str, title: str, about: str, mark: Mark | None = None, rtl: bool = False
) -> SafeString:
    """`name` makes its ids unique on the page; `title` and `about` are what a screen reader says of it."""
    top = max((max(bar.share, bar.before) for bar in bars), default=0) or 1
    step = (WIDTH - 2 * LEFT) / max(len(bars), 1)
    frame = _Frame(step, top, rtl)
    return format_html(
        '<svg class="chart" viewBox="0 0 {} {}" role="img" aria-labelledby="{}-t {}-d">'
        '<title id="{}-t">{}</title><desc id="{}-d">{}</desc>{}{}{}</svg>',
        WIDTH, HEIGHT, name, name, name, title, name, about, _bars(bars, frame), _mark(mark, frame), _floor(),
    )  # fmt: skip


@dataclass(frozen=True)
class _Frame:
    step: float
    top: int
    rtl: bool

    def x(self, place: float, width: float = 0) -> str:
        """Where something that begins after so many bars is drawn, from the side at which reading begins."""
        x = LEFT + place * self.step
        return f"{WIDTH - x - width if self.rtl else x:.1f}"

    def height(self, share: int) -> float:
        return (FLOOR - TOP) * share / self.top


def _bars(bars: Sequence[Bar], frame: _Frame) -> SafeString:
    width = frame.step - GAP
    # A page has hundreds of bars, and format_html would take most of its time.
    drawn = []
    for place, bar in enumerate(bars):
        x, middle = frame.x(place + GAP / 2 / frame.step, width), frame.x(place + 0.5)
        tall, before = frame.height(bar.share), frame.height(bar.before)
        drawn += [
            _rect("bar", x, tall, width) if bar.n else "", _rect("before", x, before, width) if bar.before else "",
            _text(middle, f"{FLOOR - max(tall, before) - 5:.1f}", bar.n, "n") if bar.n else "",
            _text(middle, f"{FLOOR + 16:.1f}", bar.label, "label"),
        ]  # fmt: skip
    return SafeString("".join(drawn))


def _mark(mark: Mark | None, frame: _Frame) -> SafeString | str:
    if mark is None:
        return ""
    x = frame.x(mark.place / 100)
    return format_html(
        '<line class="agreed" x1="{}" x2="{}" y1="{}" y2="{}"/>{}', x, x, 16, FLOOR,
        _text(x, "12", mark.label, "agreed-label"),
    )  # fmt: skip


def _floor() -> SafeString:
    return format_html('<line class="floor" x1="{}" x2="{}" y1="{}" y2="{}"/>', LEFT, WIDTH - LEFT, FLOOR, FLOOR)


def _rect(kind: str, x: str, height: float, width: float) -> SafeString:
    place = f'x="{x}" y="{FLOOR - height:.1f}" width="{width:.1f}" height="{height:.1f}"'
    return SafeString(f'<rect class="{kind}" {place} rx="2"/>')


def _text(x: str, y: str, text: object, kind: str) -> SafeString:
    # A range such as 5–9 would be turned round among Arabic words; words have their own direction.
    way = "" if kind == "agreed-label" else ' direction="ltr"'
    return SafeString(f'<text class="{kind}" x="{x}" y="{y}" text-anchor="middle"{way}>{escape(text)}</text>')
