"""What is said of an electronic signature in a signed page."""

from django.utils.translation import gettext as _

from servanda.web.agreements.pdf_signatures import BROKEN, HOLDS, NO_ROOTS, NOT_THEN, Signed

GOOD, SOON, LATE = "good", "soon", "late"


def of(signed: Signed, *, is_marked: bool) -> list[dict[str, str]]:
    """Sentences, each with its tone. `is_marked`: the mark of the text on the page stands in the file."""
    name = signed.name or _("a name that cannot be read")
    if signed.worth == BROKEN:
        text = _("The file was changed after %(name)s signed it electronically: the signature does not hold.")
        return [_line(LATE, text % {"name": name})]
    if signed.worth != HOLDS:
        text = _("An electronic signature by %(name)s cannot be checked: it is damaged or of an unknown kind.")
        return [_line(LATE, text % {"name": name})]
    return [_who(signed, name), _cover(signed, is_marked=is_marked), _vouched(signed)]


def _who(signed: Signed, name: str) -> dict[str, str]:
    if not signed.at:
        return _line(GOOD, _("Signed electronically by %(name)s. The signature is intact.") % {"name": name})
    text = _("Signed electronically by %(name)s, at %(at)s by its own statement. The signature is intact.")
    return _line(GOOD, text % {"name": name, "at": signed.at})


def _cover(signed: Signed, *, is_marked: bool) -> dict[str, str]:
    if not signed.covers_all:
        return _line(LATE, _("Something was added to the file after this signature."))
    if is_marked:
        return _line(GOOD, _("It covers the whole file, and with it the mark of this text."))
    return _line("", _("It covers the whole file."))


def _vouched(signed: Signed) -> dict[str, str]:
    if signed.root:
        text = _("%(root)s vouches for the signer. Whether the certificate was withdrawn is not asked.")
        return _line(GOOD, text % {"root": signed.root})
    if signed.doubt == NOT_THEN:
        return _line(LATE, _("The signer is not vouched for: the certificate was not valid on that day."))
    if signed.doubt == NO_ROOTS:
        text = _(
            "The signer is not vouched for: this agency has named no authority for signatures. Issued by %(issuer)s."
        )
        return _line(SOON, text % {"issuer": signed.issuer})
    text = _("The signer is not vouched for by an authority that this agency trusts. Issued by %(issuer)s.")
    return _line(SOON, text % {"issuer": signed.issuer})


def _line(tone: str, text: str) -> dict[str, str]:
    return {"tone": tone, "text": text}
