"""Events as RFC 5545 writes them: lines of at most 75 octets, days as dates, hours in UTC."""

from collections.abc import Iterable, Iterator
from datetime import datetime, timedelta

from servanda.web.calendar.gathering import Event

OCTETS = 75
# All-day events begin at midnight where the reader is: nine o'clock on the day before.
BEFORE = "-PT15H"
# What may stand outside the node beside the day: all of a public file, the title of an internal one, else its kind.
TITLED = frozenset({"public", "internal"})


def calendar(events: Iterable[Event], *, name: str, host: str) -> bytes:
    """One calendar; `host` ends every name of an event."""
    lines = ["BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:-//Servanda//Servanda//EN", "CALSCALE:GREGORIAN",
             "METHOD:PUBLISH", f"NAME:{_text(name)}", f"X-WR-CALNAME:{_text(name)}",
             "REFRESH-INTERVAL;VALUE=DURATION:PT1H"]  # fmt: skip
    for event in events:
        lines += _event(event, host)
    return "".join(f"{folded}\r\n" for line in [*lines, "END:VCALENDAR"] for folded in _fold(line)).encode()


def _event(event: Event, host: str) -> Iterator[str]:
    title = f"{event.what}: {event.title}" if event.row.cls in TITLED else event.label
    yield from ("BEGIN:VEVENT", f"UID:{event.uid}@{host}", f"DTSTAMP:{_time(event.row.moved_at)}")
    yield f"LAST-MODIFIED:{_time(event.row.moved_at)}"
    if event.at:
        yield f"DTSTART:{_time(event.at)}"
    else:
        yield f"DTSTART;VALUE=DATE:{event.first:%Y%m%d}"
        yield f"DTEND;VALUE=DATE:{event.last + timedelta(days=1):%Y%m%d}"
    yield f"SUMMARY:{_text(title)}"
    yield f"CLASS:{'PUBLIC' if event.row.cls == 'public' else 'PRIVATE'}"
    if event.row.cls == "public" and isinstance(place := event.row.facts.get("place"), str) and place:
        yield f"LOCATION:{_text(place)}"
    yield f"STATUS:{'CANCELLED' if event.is_off else 'CONFIRMED'}"
    yield "TRANSP:OPAQUE" if event.at else "TRANSP:TRANSPARENT"
    if event.is_own:
        yield from ("BEGIN:VALARM", "ACTION:DISPLAY", f"DESCRIPTION:{_text(title)}", f"TRIGGER:{BEFORE}", "END:VALARM")
    yield "END:VEVENT"


def _time(at: datetime) -> str:
    return f"{at:%Y%m%dT%H%M%SZ}"


def _text(value: str) -> str:
    """Escaped; characters that no line may hold are left out."""
    held = value.replace("\\", "\\\\").replace(";", "\\;").replace(",", "\\,")
    lines = held.replace("\r\n", "\n").replace("\r", "\n").replace("\n", "\\n")
    return "".join(c for c in lines if c >= " " and c != "\x7f")


def _fold(line: str) -> Iterator[str]:
    """No character is cut in two."""
    held, size = "", 0
    for character in line:
        width = len(character.encode())
        if size + width > OCTETS:
            yield held
            held, size = " ", 1
        held, size = held + character, size + width
    yield held
