"""Dates and codes keep their own direction inside Arabic sentences."""

from django.utils.translation import override

from servanda.web.templatetags import servanda as tags
from tests import world  # noqa: F401  (sets Django up)


def test_a_date_in_a_hint_is_isolated_and_runs_left_to_right() -> None:
    # Digits are no strong letters: without `dir` the isolated text would take the direction of its sentence.
    shown = tags.isolated("يوم مثل 2026-12-05، أو شهر فقط مثل 2026-12.")
    assert shown == 'يوم مثل <bdi dir="ltr">2026-12-05</bdi>، أو شهر فقط مثل <bdi dir="ltr">2026-12</bdi>.'


def test_a_month_not_yet_fixed_is_written_in_words_of_its_own_direction() -> None:
    assert tags.day("2026-12") == "<bdi>December 2026</bdi>"
    with override("ar"):
        assert tags.day("2026-12") == "<bdi>ديسمبر 2026</bdi>"


def test_the_number_of_a_letter_keeps_its_direction_also_with_letters_that_bear_marks() -> None:
    assert tags.isolated("رقم 45/HĐ-LT: x") == 'رقم <bdi dir="ltr">45/HĐ-LT</bdi>: x'


def test_what_a_sentence_holds_stays_text() -> None:
    assert tags.isolated("<b>a-b</b>") == '&lt;b&gt;<bdi dir="ltr">a-b</bdi>&lt;/b&gt;'
