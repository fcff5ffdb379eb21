"""A wrong dose harms: numbers and units of a translation against those of its source."""

from __future__ import annotations

import pytest

from diglot import numbers

GOOD = [
    ("Take 5 mg twice a day.", "每日两次，每次5毫克。"),
    ("Type 1 diabetes", "一型糖尿病"),
    ("Type 2 diabetes", "２型糖尿病"),
    ("Three sessions of 45 minutes", "3次，每次45分钟"),
    ("1,000 patients", "1000名患者"),
    ("5 million cells", "500万个细胞"),
    ("about 20%", "约百分之20"),
    ("10–15 mmol/L", "10至15 mmol/L"),
    ("HbA1c below 7 %", "HbA1c低于7％"),
    ("GLP-1 and CD4+ cells", "GLP-1和CD4+细胞"),
    ("every 100ms", "每100毫秒"),
    ("the 3rd part", "第3部分"),
    ("November 2023", "2023年11月"),
    ("37 °C", "37℃"),
    ("2.5 mL", "2.5毫升"),
    ("12 weeks", "十二周"),
    ("half of them", "其中0.5"),
    ("from 9:00 am", "上午9时起"),
    ("۴ بایت", "4 bytes"),
    ("No number.", "没有数字。"),
]
BAD = [
    ("Take 5 mg.", "服用50毫克。", ["the number 5 mg is missing", "the number 50毫克 is not in the source"]),
    ("Take 5 mg.", "服用5克。", ["5 mg has become 5克"]),
    ("Take 5 mg.", "服用5。", ["the unit of 5 mg is missing"]),
    ("Take 5 mg.", "服用。", ["the number 5 mg is missing"]),
    ("After meals.", "饭后2小时。", ["the number 2 is not in the source"]),
    ("0.5 mL", "5毫升", ["the number 0.5 mL is missing", "the number 5毫升 is not in the source"]),
    ("45 minutes", "5分钟", ["the number 45 is missing", "the number 5 is not in the source"]),
    ("5 million cells", "5万个细胞", ["the number 5 million is missing", "the number 5万 is not in the source"]),
    ("7 mmol/L", "7 mg/dL", ["7 mmol/L has become 7 mg/dL"]),
]


@pytest.mark.parametrize(("source", "target"), GOOD)
def test_a_faithful_number(source, target):
    assert list(numbers.differences(source, target)) == []


@pytest.mark.parametrize(("source", "target", "said"), BAD)
def test_a_number_that_changed(source, target, said):
    assert [found.message for found in numbers.differences(source, target)] == said
