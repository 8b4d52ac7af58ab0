"""A quarter of work between a ministry and a union, told relative to today; every text is made up."""

from samples.loader import World
from samples.schedule import tell

from . import (
    alone,
    consultations,
    founding,
    honours,
    information,
    initiatives,
    letters,
    organisations,
    planning,
    requests,
    texts,
    visits,
    visits_amiss,
)
from .cast import AGENCIES, FIRST

__all__ = ["AGENCIES", "FIRST", "SCENES", "SPAN", "play"]

SPAN = "a quarter"
TOLD = (
    visits, visits_amiss, requests, information, alone, consultations, texts, initiatives, organisations, letters,
    honours, planning,
)  # fmt: skip
SCENES = tuple(scene for module in TOLD for scene in module.SCENES)


def play(world: World) -> None:
    """The agreement first, then a quarter of work under it, scene beside scene."""
    world.count_by("regulation.yaml")
    tell([founding.agreement(world)], world.at)
    founding.clearing(world)
    tell([scene(world) for scene in SCENES], world.at)
