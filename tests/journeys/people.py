"""Who takes part in the journeys: named after solar terms, each at an address of a city that does not exist."""

PASSWORD = "spring-rain-2026"
SCENES = ("phone", "desk", "plain")
LANGUAGES = {"desk": "en"}
ROLES = {
    "officer": "寒露",
    "colleague": "霜降",
    "coordinator": "清明",
    "leader": "立夏",
    "scanner": "谷雨",
    "bearer": "小满",
    "ticked": "芒种",
    "holder": "大暑",
    "claimant": "处暑",
    "contender": "立秋",
    "buyer": "大雪",
    "novice": "林谷雨",
    "regular": "沈白露",
    "companion": "周小满",
    "stand_in": "陆霜降",
    "founder": "陈惊蛰",
    "resident": "安小寒",
    "helper": "方大寒",
}


def address(role: str, scene: str) -> str:
    return f"{role}.{scene}@qinghe.example"
