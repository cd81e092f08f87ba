from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from volunteercloud.core.identifying import Kind, find

FOUND = [
    ("联系电话13800138000，谢谢", Kind.PHONE, "13800138000"),
    ("打 138 0013 8000 找我", Kind.PHONE, "138 0013 8000"),
    ("138-0013-8000", Kind.PHONE, "138-0013-8000"),
    ("138.0013.8000", Kind.PHONE, "138.0013.8000"),
    ("1 3 8 0 0 1 3 8 0 0 0", Kind.PHONE, "1 3 8 0 0 1 3 8 0 0 0"),
    ("１３８００１３８０００", Kind.PHONE, "１３８００１３８０００"),
    ("一三八零零一三八零零零", Kind.PHONE, "一三八零零一三八零零零"),
    ("幺三八〇〇一三八〇〇〇", Kind.PHONE, "幺三八〇〇一三八〇〇〇"),
    ("①③⑧00138000", Kind.PHONE, "①③⑧00138000"),
    ("138\u200b0013\u200b8000", Kind.PHONE, "138\u200b0013\u200b8000"),
    ("138OOl38OO0", Kind.PHONE, "138OOl38OO0"),
    ("+86 138 0013 8000", Kind.PHONE, "+86 138 0013 8000"),
    ("+852 9123 4567", Kind.PHONE, "+852 9123 4567"),
    ("家里 020-83330000", Kind.PHONE, "020-83330000"),
    ("(010) 6552 9988", Kind.PHONE, "(010) 6552 9988"),
    ("电话：83330000", Kind.PHONE, "电话：83330000"),
    ("身份证11010519491231002X", Kind.DOCUMENT, "11010519491231002X"),
    ("110105 19491231 002X", Kind.DOCUMENT, "110105 19491231 002X"),
    ("打错一位 110105194912310021", Kind.DOCUMENT, "110105194912310021"),
    ("护照E12345678", Kind.DOCUMENT, "E12345678"),
    ("汇到 6222 0212 3456 7890 128", Kind.CARD, "6222 0212 3456 7890 128"),
    ("写信 guyu@example.com", Kind.EMAIL, "guyu@example.com"),
    ("guyu（at）example.com", Kind.EMAIL, "guyu（at）example.com"),
    ("加微信：guyu_2026", Kind.ACCOUNT, "微信：guyu_2026"),
    ("微信号guyushui", Kind.ACCOUNT, "微信号guyushui"),
    ("vx guyu88", Kind.ACCOUNT, "vx guyu88"),
    ("QQ 1234567", Kind.ACCOUNT, "QQ 1234567"),
    ("住3号楼2单元501室", Kind.DOOR, "3号楼2单元501室"),
    ("三号楼二单元五零一", Kind.DOOR, "三号楼二单元五零一"),
    ("12栋301", Kind.DOOR, "12栋301"),
    ("到501室来", Kind.DOOR, "501室"),
    ("12-3-501", Kind.DOOR, "12-3-501"),
    ("中山路12号", Kind.DOOR, "路12号"),
    ("演示路7号3单元502室", Kind.DOOR, "路7号3单元502室"),
    ("学院街8号2栋", Kind.DOOR, "街8号2栋"),
    ("come to Room 501", Kind.DOOR, "Room 501"),
    ("at 12 Willow Street", Kind.DOOR, "12 Willow Street"),
]
INNOCENT = [
    "每周二上午9:30-11:00陪老人聊天",
    "2026-11-22 14:00 至 2026-11-30 16:00",
    "2026年11月22日，需要15人，每人150元以内",
    "18.30-20.30, 150人",
    "拨打 12345 或 96156 政务热线",
    "教老人用微信付款，一室一厅",
    "teach WeChat payment to 12 people",
    "101教室上课，第一单元复习",
    "社区100户家庭，3号楼前集合",
    "坐地铁3号线，8路公交车",
    "一九七八年出生，今年四十八岁",
    "统一社会信用代码 91440101MA59ABCD1X",
    "3 people help children to cross the street",
    "服务500小时，帮助1000人",
    "",
]


@pytest.mark.parametrize(("text", "kind", "passage"), FOUND)
def test_finds_what_gives_somebody_away_as_people_write_it(text, kind, passage):
    assert [(each.kind, each.text) for each in find(text)] == [(kind, passage)]


@pytest.mark.parametrize("text", INNOCENT)
def test_leaves_times_counts_and_public_numbers_alone(text):
    assert find(text) == []


def test_several_passages_come_in_their_order():
    found = find("王家 501室，电话 138 0013 8000，微信：guyu_2026")

    assert [each.kind for each in found] == [Kind.DOOR, Kind.PHONE, Kind.ACCOUNT]


@given(st.text(alphabet="0123456789一三八OlX @.-路号室楼qQ微信:＋①a", max_size=200))
def test_passages_are_what_stands_in_the_text_and_never_overlap(text):
    found = find(text)

    assert [text[each.start : each.end] for each in found] == [each.text for each in found]
    assert all(one.end <= other.start for one, other in pairwise(found))
