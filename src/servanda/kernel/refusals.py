"""A refusal: a stable code and the sentence that names the field and the way out."""

from typing import Any

SENTENCES: dict[str, str] = {
    # bytes and acts
    "not_json": "This is not readable JSON: %(why)s.",
    "json_float": "Decimal numbers are not allowed; write amounts as text.",
    "json_big_number": "A number is larger than 2^53 - 1.",
    "json_duplicate_key": "The name %(key)s stands twice.",
    "json_surrogate": "The text contains half of a character.",
    "json_too_deep": "The data is nested too deeply.",
    "too_large": "This is %(size)s bytes; at most %(limit)s are taken.",
    "bad_signature": "The signature does not verify.",
    "no_signature": "This is not signed in the form that is required.",
    "bad_header": "The signature is for another purpose than %(typ)s.",
    "bad_envelope": "The entry's field %(field)s is missing or malformed.",
    "bad_part": "The part %(part)s does not match its signed value.",
    "unknown_agency": "There is no connection to %(agency)s yet.",
    "retired_key": "The key of %(agency)s was retired and no current statement covers this entry.",
    "disowned": "%(agency)s has disowned this entry.",
    "not_a_party": "%(agency)s is not a party of this file.",
    "not_yours": "%(agency)s may not write in the name of %(author)s.",
    "not_home": "Only %(agency)s can open this file.",
    "from_future": "The entry is dated %(at)s, which is still to come; it can be sent again later.",
    "before_past": "The entry is dated before something it refers to.",
    "bad_chain": "The entry does not continue what %(agency)s recorded before.",
    "above_ceiling": "The class %(class)s is above what %(agency)s may receive over a network.",
    "state_secret": "A state secret is never written here. Record a notice by other means instead.",
    "missing": "Waiting for an earlier entry that has not arrived.",
    # cards and links
    "bad_card": "The card is not valid: %(why)s.",
    "other_key": "%(agency)s shows another key than the one that was connected. "
    "Compare the words by telephone and connect again.",
    "bad_fingerprint": "The words do not match this card. Compare them again by telephone.",
    "old_card": "A newer card of %(agency)s is already known.",
    "own_card": "This is this agency's own card.",
    "wrong_recipient": "This is addressed to %(to)s, not to %(agency)s.",
    "replayed": "This request was already answered.",
    "stale_request": "This request is older than %(minutes)s minutes.",
    "feed_gap": "Entries before position %(n)s are missing.",
    "feed_ahead": "%(agency)s holds entries of this agency up to position %(n)s that are not here. "
    "This system was restored from an older copy; let it begin a new series.",
    "bad_batch": "What arrived is not what its signed head describes; it can be sent again.",
    "not_linked": "%(agency)s is not connected here.",
    "blocked": "The connection with %(agency)s is closed here.",
    "unreachable": "%(agency)s cannot be reached: %(why)s.",
    "bad_answer": "The other system gave an answer that cannot be read (%(status)s).",
    "feed_fork": "%(agency)s shows two different histories of its exchange.",
    # taking a step
    "unknown_step": "There is no step %(step)s.",
    "unknown_process": "There is no kind of work %(process)s.",
    "no_file": "There is no such file, or you may not see it.",
    "step_not_open": "The step %(step)s is not open now.",
    "not_your_step": "The step %(step)s belongs to %(role)s.",
    "field_missing": "Fill in %(field)s.",
    "field_wrong": "%(field)s cannot be read: %(why)s.",
    "field_choice": "%(field)s must be one of: %(choices)s.",
    "field_unknown": "There is no field %(field)s here.",
    "no_commitment": "There is no such commitment in this file.",
    "no_act": "There is no such entry in this file.",
    "unknown_unit": "There is no unit %(unit)s.",
    "date_not_readable": "%(value)s is not a date; write 2026-12-05, or 2026-12 for a month.",
    "no_post": "%(officer)s holds no post today.",
    "not_yours_to_clear": "This waits for somebody else's approval.",
    "nothing_said": "Write something first.",
    "not_signed_by_all": "Not every other party has signed this version yet.",
    "other_version": "This is not the version that is on the table.",
    "already_signed": "This version is already signed.",
    "reported_of_home": "Only the agency keeping the file can move it; this is recorded as reported.",
    "file_too_large": "The file %(name)s has %(size)s bytes; at most %(limit)s are taken.",
    # duties and calendars
    "calendar_zone_unknown": "There is no time zone %(zone)s; write a name such as Asia/Ho_Chi_Minh.",
    "calendar_not_readable": "The calendar's %(field)s cannot be read: %(value)s. Write days as 2026-01-01.",
    "calendar_other_year": "%(day)s does not belong in %(field)s; write it under its own year.",
    "calendar_day_twice": "%(day)s is both a holiday and a working day; keep one of the two.",
    "duty_mapping_wanted": "%(field)s must be names with values, such as {before: start_on, working_days: 15}.",
    "duty_list_wanted": "%(field)s must be a list of at least one value, such as [incoming, outgoing].",
    "duty_value_wanted": "%(field)s must be text, a whole number, true or false.",
    "duty_number_wanted": "%(field)s must be a whole number from %(least)s to %(most)s.",
    "duty_yes_no_wanted": "%(field)s must be true or false.",
    "duty_key_unknown": "There is no %(field)s in a responsibility; these can stand there: %(known)s.",
    "duty_key_missing": "Add %(field)s to the responsibility.",
    "duty_word_unknown": "%(field)s cannot be %(value)s; write one of: %(known)s.",
    "duty_name_wrong": "%(value)s cannot stand in %(field)s; use a-z, 0-9, - and _, beginning with a letter.",
    "duty_step_wrong": "%(value)s cannot stand in %(field)s; write a step with its kind of work: visit.announce.",
    "duty_party_unknown": "%(field)s cannot be %(value)s; write owner, counterpart or a unit, as mofa.gov.vn/office.",
    "duty_same_party": "%(value)s cannot owe this to itself; name the other side in %(field)s.",
    "duty_opens_or_every": "Say which step opens the responsibility (opens) or when it recurs (every): one of the two.",
    "duty_by_missing": "Say by when in %(field)s, such as {before: start_on, working_days: 15}.",
    "duty_before_or_after": "%(field)s counts either before or after one date; write one of the two.",
    "duty_one_measure": "%(field)s counts in working_days, days or hours; write one of the three.",
    "duty_hours_from_opened": "%(field)s can count hours only after opened; use days or working_days with a date.",
    "duty_before_opened": "%(field)s cannot end before the entry that opens it; write after: opened.",
    "duty_precision_needs_date": "%(field)s needs a date; let by count from one, such as start_on, or leave it out.",
    "duty_every_unknown": "%(value)s is not a recurrence; write half-year, quarter, month, 15 December "
    "or first working day of a month.",
    "duty_every_from_opened": "%(field)s of a recurring responsibility counts from its day; write after: opened.",
    "duty_every_has_no_facts": "A recurring responsibility is opened by no entry; take %(field)s out.",
}


class Refused(Exception):
    """Something asked for is not done. `code` is stable; `params` fill the sentence of SENTENCES[code]."""

    def __init__(self, code: str, **params: Any) -> None:
        super().__init__(code, params)
        self.code = code
        self.params = params

    def __str__(self) -> str:
        return SENTENCES.get(self.code, self.code) % self.params if self.params else SENTENCES.get(self.code, self.code)
