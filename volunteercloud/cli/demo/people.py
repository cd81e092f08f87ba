"""Invented people: named after seasons, with document numbers of a province that does not exist."""

import random
from dataclasses import dataclass
from datetime import date, timedelta

from stdnum.iso7064 import mod_11_2

SURNAMES = {
    "林": "Lin", "周": "Zhou", "秦": "Qin", "孙": "Sun", "叶": "Ye", "许": "Xu", "何": "He", "沈": "Shen", "陆": "Lu", "顾": "Gu",
    "白": "Bai", "江": "Jiang", "夏": "Xia", "方": "Fang", "石": "Shi", "温": "Wen", "柳": "Liu", "安": "An", "季": "Ji", "云": "Yun",
}  # fmt: skip
SEASONS = {
    "立春": "Lichun", "雨水": "Yushui", "惊蛰": "Jingzhe", "春分": "Chunfen", "清明": "Qingming", "谷雨": "Guyu", "立夏": "Lixia",
    "小满": "Xiaoman", "芒种": "Mangzhong", "夏至": "Xiazhi", "小暑": "Xiaoshu", "大暑": "Dashu", "立秋": "Liqiu", "处暑": "Chushu",
    "白露": "Bailu", "秋分": "Qiufen", "寒露": "Hanlu", "霜降": "Shuangjiang", "立冬": "Lidong", "小雪": "Xiaoxue",
    "大雪": "Daxue", "冬至": "Dongzhi", "小寒": "Xiaohan", "大寒": "Dahan",
}  # fmt: skip
# Province 99 is in no list of GB/T 2260, so no living person holds such a number.
DISTRICTS = ("990101", "990102", "990103", "990104", "990105")
SKILLS = ("teaching", "first-aid", "eldercare", "childcare", "interpreting", "social-work")


@dataclass(frozen=True, slots=True)
class Invented:
    name: str
    name_latin: str
    number: str
    birth_on: date
    sex: str
    region_code: str
    skills: tuple[str, ...]


def invent(luck: random.Random, count: int, on: date) -> list[Invented]:
    """``count`` people between 18 and 78 with different names, the same ones for the same luck and day."""
    names = [
        (surname + season, f"{latin} {spoken}")
        for season, spoken in SEASONS.items()
        for surname, latin in SURNAMES.items()
        if surname != season[0]
    ]
    luck.shuffle(names)
    return [
        somebody(name, latin, on - timedelta(days=luck.randint(18 * 366, 78 * 365)), index, luck)
        for index, (name, latin) in enumerate(names[:count])
    ]


def somebody(name: str, latin: str, birth_on: date, index: int, luck: random.Random) -> Invented:
    district = DISTRICTS[index % len(DISTRICTS)]
    sex = "2" if index % 5 < 3 else "1"
    order = index * 2 % 998 + (1 if sex == "1" else 2)
    body = f"{district}{birth_on:%Y%m%d}{order:03d}"
    skills = tuple(luck.sample(SKILLS, luck.randint(0, 2)))
    return Invented(name, latin, body + mod_11_2.calc_check_digit(body), birth_on, sex, district, skills)
