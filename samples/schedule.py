"""Tells the scenes of a story side by side: each goes on at the moment that it names, the earliest one first."""

import heapq
from collections.abc import Callable, Iterable, Iterator

# Working days from today, the hour and perhaps the minute.
Moment = tuple[int, int] | tuple[int, int, int]
Scene = Iterator[Moment]


def tell(scenes: Iterable[Scene], go: Callable[..., None]) -> None:
    """Call `go` with each moment that a scene yields, then let that scene go on; of one moment in the order given.

    A scene does nothing before its first moment. Raises ValueError for one that goes back in time.
    """
    waiting: list[tuple[Moment, int, Scene]] = []
    for place, scene in enumerate(scenes):
        _queue(waiting, scene, place, after=None)
    while waiting:
        moment, place, scene = heapq.heappop(waiting)
        go(*moment)
        _queue(waiting, scene, place, after=moment)


def _queue(waiting: list[tuple[Moment, int, Scene]], scene: Scene, place: int, *, after: Moment | None) -> None:
    moment = next(scene, None)
    if moment is None:
        return
    if after is not None and moment < after:
        raise ValueError(f"a scene goes back from {after} to {moment}")
    heapq.heappush(waiting, (moment, place, scene))
