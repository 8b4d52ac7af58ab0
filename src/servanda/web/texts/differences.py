"""What changed between two versions of a text, word by word."""

import re
from difflib import SequenceMatcher

from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext

WORDS = re.compile(r"\s+|\w+|[^\w\s]")
# Comparing is quadratic in the worst case: longer texts are shown as one taken out and one put in.
MOST = 20_000
# Texts that share less than this are another text, and marks word by word would only confuse.
ALIKE = 0.4
MARK = '<{0}><span class="aside">[{1} </span>{2}<span class="aside"> {3}]</span></{0}>'


def marked(before: str, after: str) -> SafeString:
    """`after`, with what was put in as <ins> and what was taken out as <del>."""
    if before == after:
        return format_html("{}", after)
    old, new = WORDS.findall(before), WORDS.findall(after)
    if max(len(old), len(new)) > MOST:
        return replaced(before, after)
    matcher = SequenceMatcher(None, old, new, autojunk=False)
    if matcher.ratio() < ALIKE:
        return replaced(before, after)
    found = matcher.get_opcodes()
    pieces = [
        format_html("{}", "".join(new[c:d])) if tag == "equal" else replaced("".join(old[a:b]), "".join(new[c:d]))
        for tag, a, b, c, d in found
    ]
    return format_html_join("", "{}", ((piece,) for piece in pieces))


def replaced(taken_out: str, put_in: str) -> SafeString:
    """The one taken out as a whole, the other put in. What a screen shows by lines is also said in words."""
    gone = (
        format_html(MARK, "del", gettext("taken out:"), taken_out, gettext("end of what was taken out"))
        if taken_out
        else ""
    )
    new = format_html(MARK, "ins", gettext("put in:"), put_in, gettext("end of what was put in")) if put_in else ""
    return format_html("{}{}", gone, new)
