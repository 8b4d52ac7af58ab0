"""Amounts as offices write them: separators of either custom, words for size and currency."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from servanda.imports.amounts import read_amount, unit_of_heading
from servanda.kernel.refusals import Refused

READ = {
    "1.250.000 đ": "1250000 VND", "1.250.000đ": "1250000 VND", "1,250,000 VNĐ": "1250000 VND", "12500": "12500 VND",
    "USD 3,000": "3000 USD", "3.000 USD": "3000 USD", "$3,000.50": "3000.5 USD", "US$ 2,000": "2000 USD",
    "3,5 triệu đồng": "3500000 VND", "3.5 tỷ": "3500000000 VND", "150tr": "150000000 VND",
    "1 tỷ 200 triệu đồng": "1200000000 VND", "khoảng 20 triệu": "20000000 VND", "RM5,000.00": "5000 MYR",
    "€ 1.200,50": "1200.5 EUR", "٣٬٠٠٠ دولار": "3000 USD", "2 million USD": "2000000 USD", "1 250 000": "1250000 VND",
    "٣ ملايين دولار": "3000000 USD", "5 آلاف": "5000 VND", "١٢٥٠٫٥": "1250.5 VND",
    "chf 300": "300 CHF", "5k USD": "5000 USD", "1.250": "1250 VND", "1.25": "1.25 VND", "0": "0 VND",
}  # fmt: skip


@pytest.mark.parametrize("text", READ)
def test_an_amount_in_words(text: str) -> None:
    found = read_amount(text, currency="VND")
    assert found and f"{found['amount']} {found['currency']}" == READ[text]


@pytest.mark.parametrize("text", ["1,250 tỷ", "abc", "-500", "100-150 triệu", "2,000,00", "5 triệu 3 tỷ", "12 34,5.6"])
def test_what_may_mean_two_amounts_or_none_is_refused(text: str) -> None:
    with pytest.raises(Refused):
        read_amount(text, currency="VND")


def test_a_dash_is_no_amount_and_a_currency_is_never_guessed() -> None:
    assert read_amount("–", currency="VND") is None and read_amount("", currency="") is None
    with pytest.raises(Refused):
        read_amount("500", currency="")


def test_a_heading_tells_currency_and_size() -> None:
    assert unit_of_heading("Kinh phí (triệu đồng)") == ("VND", 10**6)
    assert unit_of_heading("الميزانية (ألف دولار)") == ("USD", 1000)
    assert unit_of_heading("Budget (USD)") == ("USD", 1) and unit_of_heading("Kinh phí") == ("", 1)
    assert read_amount("12,5", currency="VND", factor=10**6) == {"amount": "12500000", "currency": "VND"}
    # What names its own size is not multiplied once more.
    assert read_amount("12 triệu", currency="VND", factor=10**6) == {"amount": "12000000", "currency": "VND"}


@given(st.one_of(st.text(max_size=20), st.text("0123456789., đUSDtriệu", max_size=16)))
def test_whatever_is_read_is_a_plain_number(text: str) -> None:
    try:
        found = read_amount(text, currency="VND")
    except Refused:
        return
    assert found is None or (Decimal(found["amount"]) >= 0 and "E" not in found["amount"])
