"""A text as its lines: the paragraphs that something may be said about, and the headings between them."""

import re

# What heads a part of a text: the word for such a part and its number.
HEADING = re.compile(
    r"(?:chương|mục|phần|điều|chapter|section|part|article|الفصل|الباب|القسم|المادة|bab|bahagian|perkara|fasal)"
    r"\s+(?:\d+|[ivxlc]+|[٠-٩]+)(?!\w)", re.IGNORECASE,
)  # fmt: skip
ENDS = (".", ";", ":", ",", "!", "?", "؟", "؛", "،", "")
LONGEST_HEADING = 160


def paragraphs(words: str) -> list[str]:
    """The lines of an article that say something; a point may be on one of them."""
    return [line for line in words.splitlines() if line.strip()]


def is_heading(line: str) -> bool:
    """Is it the head of a chapter or an article, and no paragraph of it? `Điều 3. Trao đổi`, `CHAPTER II`."""
    text = line.strip()
    return len(text) <= LONGEST_HEADING and text[-1:] not in ENDS and bool(HEADING.match(text) or text.isupper())
