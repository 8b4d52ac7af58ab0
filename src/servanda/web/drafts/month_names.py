"""The months in the reader's language, in their order."""

from babel import Locale


def months(language: str) -> list[str]:
    names = Locale.parse(language).months["stand-alone"]["wide"]
    return [str(names[n]) for n in range(1, 13)]
