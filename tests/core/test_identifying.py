from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from volunteercloud.core.identifying import Kind, find, quoted

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
    ("138，0013，8000", Kind.PHONE, "138，0013，8000"),
    ("138（0013）8000", Kind.PHONE, "138（0013）8000"),
    ("https://t.example/u13800138000", Kind.PHONE, "13800138000"),
    ("138\u31640013\u31648000", Kind.PHONE, "138\u31640013\u31648000"),
    ("١٣٨٠٠١٣٨٠٠٠", Kind.PHONE, "١٣٨٠٠١٣٨٠٠٠"),
    ("I38OO138OOO", Kind.PHONE, "I38OO138OOO"),
    ("打66881234", Kind.PHONE, "打66881234"),
    ("guyu at example dot com", Kind.EMAIL, "guyu at example dot com"),
    ("guyu@example。com", Kind.EMAIL, "guyu@example。com"),
    ("加我v：guyu1990", Kind.ACCOUNT, "加我v：guyu1990"),
    ("TG @guyu1990", Kind.ACCOUNT, "TG @guyu1990"),
    ("十号楼十单元", Kind.DOOR, "十号楼十单元"),
    ("清河路二百一十八号", Kind.DOOR, "路二百一十八号"),
    ("五百零二室", Kind.DOOR, "五百零二室"),
    ("二十三栋一单元五楼", Kind.DOOR, "二十三栋一单元"),
    ("三单元五楼", Kind.DOOR, "三单元五楼"),
    ("3#2-501", Kind.DOOR, "3#2-501"),
    ("No. 5, Lane 28", Kind.DOOR, "No. 5, Lane 28"),
    ("Willow Road 28", Kind.DOOR, "Willow Road 28"),
    ("Building 3, Unit 2", Kind.DOOR, "Building 3, Unit 2"),
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
    "请十二位志愿者，二十三日上午，一百个礼包",
    "十分感谢，百货商店门口集合",
    "on Willow Road 3 people wait from 9",
    "用支付宝付款，拍抖音短视频",
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


@pytest.mark.parametrize(
    ("text", "said", "passage"),
    [
        ("请联系冬\u200b至 奶奶", "冬至", "冬\u200b至"),
        ("打 990-1000-0077", "99010000077", "990-1000-0077"),
        ("演示路 七号3单元502", "演示路7号3单元502", "演示路 七号3单元502"),
        ("mr li ming", "Li Ming", "li ming"),
        ("Live and learn", "An", ""),
        ("冬天到了", "冬至", ""),
        ("冬", "冬", ""),
    ],
)
def test_finds_again_what_is_known_however_it_is_written(text, said, passage):
    assert quoted(text, said) == passage


@given(st.text(alphabet="0123456789十百一三八OlX @.-路号室楼qQ微信:＋①a", max_size=200))
def test_passages_are_what_stands_in_the_text_and_never_overlap(text):
    found = find(text)

    assert [text[each.start : each.end] for each in found] == [each.text for each in found]
    assert all(one.end <= other.start for one, other in pairwise(found))
