"""Inside one agency: officers, clearing, mail, guests; none of it leaves."""
