"""Who is meant by “@姓名”."""

import pytest

from app.projects.mentions import Colleague, kept_of, mentions, pieces

CHEN = Colleague(1, "chen", "陈晓", "甲", in_team=True)
CHEN_LAN = Colleague(2, "chen.lan", "陈晓岚", "甲", in_team=True)
ZHOU, OTHER_ZHOU = Colleague(3, "zhou", "周文静", "局"), Colleague(4, "zhou2", "周文静", "甲", in_team=True)
PEOPLE = [CHEN, CHEN_LAN, ZHOU, OTHER_ZHOU]


@pytest.mark.parametrize(
    ("text", "meant"),
    [
        ("请@陈晓岚跟进", [2]),
        ("请@陈晓 跟进", [1]),
        ("请＠陈晓，@陈晓岚", [1, 2]),
        ("@周文静看一下", [3, 4]),
        ("@zhou2 看一下", [4]),
        ("@zhou看一下", [3]),
        ("@chen.lan", [2]),
        ("陈晓岚看一下", []),
        ("邮箱 a@陈", []),
        ("@陈晓岚 @陈晓岚", [2]),
        ("", []),
    ],
)
def test_the_longest_name_counts_and_namesakes_are_both_meant(text, meant):
    assert [one.who.id for one in mentions(text, PEOPLE)] == meant


def test_a_text_is_cut_at_its_mentions_and_loses_nothing():
    text = "请@陈晓岚和@zhou看，<b>@没有的人"
    kept = kept_of(mentions(text, PEOPLE))
    found = list(pieces(text, kept))
    assert "".join(words for words, _, _ in found) == text
    assert [(words, login, team) for words, login, team in found if login] == [
        ("@陈晓岚", "chen.lan", True),
        ("@zhou", "zhou", False),
    ]
    assert list(pieces("没有提到谁", [])) == [("没有提到谁", "", False)]
