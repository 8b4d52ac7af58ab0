"""Provinces as they are today and as they were called before, read from what people write; a table beside this file."""

import csv
import re
from collections.abc import Mapping
from difflib import get_close_matches
from functools import cache
from importlib.resources import files

from servanda.processes.search.searching import fold_text

TABLE = "places.csv"
BETWEEN = re.compile(r"[;؛|\n]|,(?!\d)|،")
_BEFORE = re.compile(r"^(?:(?:thanh pho|tinh|tp\.?|t\.p\.?|province of|city of|محافظه|مدينه)\s+)+")
_AFTER = re.compile(r"\s+(?:province|city)$")
ALL = ("toan quoc", "ca nuoc", "nationwide", "whole country", "countrywide", "جميع المحافظات", "seluruh negara")
SHORT = {"hcm": "ho-chi-minh", "tphcm": "ho-chi-minh", "hcmc": "ho-chi-minh", "hcm city": "ho-chi-minh",
         "sai gon": "ho-chi-minh", "hn": "ha-noi", "brvt": "ho-chi-minh", "tt hue": "hue", "dac lac": "dak-lak",
         "daklak": "dak-lak", "dac nong": "lam-dong", "daknong": "lam-dong"}  # fmt: skip


def parts(text: str) -> list[str]:
    """The names that stand in one cell."""
    return [part.strip() for part in BETWEEN.split(text) if part.strip()]


def find(name: str) -> str:
    """The code of the province in which a place of this name, of today or before, lies; '' for none."""
    bare = _bare(name)
    return _known().get(_letters(name), "") or SHORT.get(bare, "")


def codes(text: str) -> frozenset[str]:
    """The provinces of one cell, those that are unknown left out."""
    return frozenset(code for part in parts(text) if (code := find(part)))


def unknown(text: str) -> list[str]:
    """Names in one cell that are no province; the whole country is one place."""
    return [part for part in parts(text) if not find(part) and not is_everywhere(part)]


def is_everywhere(text: str) -> bool:
    return _bare(text) in ALL


def name_of(code: str) -> str:
    return _names().get(code, code)


def is_former(name: str) -> bool:
    """Was it a province of its own once, and is part of another now?"""
    return _letters(name) in _former()


def like(name: str) -> str:
    """The province whose name is written most alike; '' where none is."""
    near = get_close_matches(_letters(name), _written(), n=1, cutoff=0.75)
    return _written()[near[0]] if near else ""


def _bare(name: str) -> str:
    return _AFTER.sub("", _BEFORE.sub("", fold_text(name).strip(" .")))


def _letters(name: str) -> str:
    return "".join(letter for letter in _bare(name) if letter.isalnum())


@cache
def _names() -> Mapping[str, str]:
    return {row["code"]: row["name"] for row in _rows()}


@cache
def _known() -> Mapping[str, str]:
    return {_letters(name): row["code"] for row in _rows() for name in _all(row)}


@cache
def _written() -> Mapping[str, str]:
    return {_letters(name): name for row in _rows() for name in _all(row)}


def _all(row: Mapping[str, str]) -> list[str]:
    return [name for name in (row["en"], row["name"], *row["was"].split(";")) if name]


@cache
def _former() -> frozenset[str]:
    return frozenset(_letters(name) for row in _rows() for name in row["was"].split(";") if name)


@cache
def _rows() -> tuple[dict[str, str], ...]:
    text = files("servanda.processes.organisation").joinpath(TABLE).read_text("utf-8")
    return tuple(csv.DictReader(text.splitlines()))
