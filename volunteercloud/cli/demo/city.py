"""Who and what there is in Qinghe: organizations, their projects, and the places these happen at. All invented."""

from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True, kw_only=True)
class Scene:
    """A project with one activity: what it is, and how its shifts fall (weekday 0 is Monday, hours of the clock)."""

    title: str
    title_en: str
    content: str
    content_en: str
    category: str
    beneficiaries: list[str]
    sdg_targets: list[str]
    region: str
    place: str
    place_en: str
    point: tuple[float, float]
    risks: str
    risks_en: str
    post: str
    post_en: str
    duties: str
    weekday: int
    hours: tuple[float, float]
    places: int
    break_minutes: int = 0
    minimum_age: int | None = None
    skills: list[str] = field(default_factory=list)
    needs_approval: bool = False
    guarantees: tuple[str, ...] = ("has_insurance",)


@dataclass(frozen=True, slots=True, kw_only=True)
class House:
    """An organization; ``registered`` ones have a USCC, teams stand under the first house of the list."""

    name: str
    name_en: str
    kind: str
    region: str
    purpose: str
    purpose_en: str
    categories: list[str]
    address: str
    registered: bool = True
    scenes: list[Scene] = field(default_factory=list)


WALK = "步行和上下楼时注意脚下；不搬超过10公斤的东西；天热多喝水。"
WALK_EN = "Mind your step on stairs; carry nothing over 10 kilograms; drink enough when it is hot."
WATER = "河岸湿滑，穿防滑鞋，两人一组，不下水；尖锐物用夹子。"
WATER_EN = (
    "The bank is slippery: wear firm shoes, work in pairs, never enter the water; pick sharp things up with tongs."
)
CHILD = "与儿童相处须有另一名成人在场，不单独带离，不拍照外传。"
CHILD_EN = "Another adult is always present; never take a child away alone; no pictures of children leave the room."
ROAD = "在人行道和站内引导，不进入车道；高温或暴雨时由带队人决定停止。"
ROAD_EN = (
    "Guide from the pavement and inside the station, never on the road; in heat or storm the leader ends the shift."
)
CALM = "可能听到难过的事；不替人做决定，不借钱，不留私人电话；需要时找带队人。"
CALM_EN = (
    "You may hear sad things. Decide nothing for others, lend no money, give no private number; turn to the leader."
)

HOUSES = [
    House(
        name="青禾市志愿服务联合会",
        name_en="Qinghe Volunteer Federation",
        kind="social-group",
        region="9901",
        purpose="联合全市志愿服务组织，培训骨干，为未登记的队伍担任业务指导单位。",
        purpose_en="Unites the city's volunteer organizations, trains leaders, and answers for teams without registration.",
        categories=["community", "event"],
        address="临溪区书院街道文庙路2号",
        scenes=[
            Scene(
                title="青禾马拉松沿途服务",
                title_en="Along the Qinghe marathon",
                content="在补给点递水、指路、收集杯子，给最后一名跑者也留一声加油。赛前一周有一次两小时的集中讲解。",
                content_en="Hand out water, show the way and collect cups along the course, and cheer for the last runner too. "
                "A briefing of two hours is held the week before.",
                category="event",
                beneficiaries=["public"],
                sdg_targets=["3.4", "17.17"],
                region="990102",
                place="东渡区码头广场",
                place_en="Wharf square, Dongdu",
                point=(30.2811, 120.1689),
                risks=ROAD,
                risks_en=ROAD_EN,
                post="补给点",
                post_en="Water point",
                duties="递水、指路、收集杯子",
                weekday=6,
                hours=(6.5, 12.0),
                places=12,
                break_minutes=30,
                minimum_age=16,
                guarantees=("has_insurance", "has_meal", "has_transport", "has_kit"),
            ),
            Scene(
                title="新志愿者第一课",
                title_en="First lesson for new volunteers",
                content="给第一次来的人讲怎样报名、签到、看懂自己的记录，陪他们走完第一次服务。",
                content_en="Show newcomers how to sign up, check in and read their records, and go with them to their first shift.",
                category="community",
                beneficiaries=["public"],
                sdg_targets=["4.4", "17.17"],
                region="990101003",
                place="书院街道文化活动中心二楼",
                place_en="Shuyuan culture centre, first floor",
                point=(30.2742, 120.1551),
                risks=WALK,
                risks_en=WALK_EN,
                post="讲解员",
                post_en="Guide",
                duties="讲解、答疑、陪同",
                weekday=5,
                hours=(14.0, 16.0),
                places=4,
                minimum_age=18,
            ),
        ],
    ),
    House(
        name="晨光志愿服务队",
        name_en="Chenguang Volunteer Team",
        kind="team",
        region="990101",
        registered=False,
        purpose="临溪区的一支社区队伍，从给独居老人送一顿热饭开始，做了九年。",
        purpose_en="A neighbourhood team in Linxi. It began with one hot meal for people living alone, nine years ago.",
        categories=["elderly", "community"],
        address="临溪区柳堤街道柳堤社区居委会",
        scenes=[
            Scene(
                title="给独居老人送午餐",
                title_en="Lunch for older people living alone",
                content="从社区食堂取餐，送到六户独居老人家里，坐下聊几分钟，看看屋里有没有要帮忙的。",
                content_en="Collect meals from the community canteen, bring them to six homes of older people living alone, "
                "sit down for a few minutes and see whether anything needs doing.",
                category="elderly",
                beneficiaries=["empty-nest", "elderly"],
                sdg_targets=["2.1", "11.3"],
                region="990101004",
                place="柳堤社区食堂东门",
                place_en="East gate, Liudi community canteen",
                point=(30.2698, 120.1502),
                risks=WALK,
                risks_en=WALK_EN,
                post="送餐员",
                post_en="Meal carrier",
                duties="取餐、送餐、记下需要跟进的事",
                weekday=5,
                hours=(10.5, 12.5),
                places=6,
                minimum_age=14,
            ),
            Scene(
                title="手机慢慢学",
                title_en="Learning the phone, slowly",
                content="一对一教老人用手机挂号、付款、视频通话，一次只学一件事，学会为止。",
                content_en="Teach older people one to one how to book a doctor, pay and call by video: one thing a time, until it works.",
                category="digital",
                beneficiaries=["elderly"],
                sdg_targets=["9.c", "10.2"],
                region="990101001",
                place="竹桥街道老年活动室",
                place_en="Zhuqiao room for older people",
                point=(30.2655, 120.1467),
                risks=CALM,
                risks_en=CALM_EN,
                post="手机老师",
                post_en="Phone tutor",
                duties="一对一教学",
                weekday=2,
                hours=(9.0, 11.0),
                places=5,
                skills=["teaching"],
            ),
        ],
    ),
    House(
        name="绿岸志愿服务队",
        name_en="Green Bank Volunteer Team",
        kind="team",
        region="990102",
        registered=False,
        purpose="守着东渡区的一段河，清岸、记录鸟和水位，给孩子讲河的故事。",
        purpose_en="Looks after a stretch of river in Dongdu: cleans the bank, notes birds and water levels, tells children its story.",
        categories=["environment"],
        address="东渡区渔湾街道滨河路88号",
        scenes=[
            Scene(
                title="临溪河岸清洁",
                title_en="Cleaning the Linxi bank",
                content="分组沿河捡拾，垃圾按类称重，结果当天公布在河边的牌子上。",
                content_en="Walk the bank in groups, pick up, sort and weigh what you find; the result goes up on the board by the river that day.",
                category="environment",
                beneficiaries=["environment", "public"],
                sdg_targets=["6.6", "14.1"],
                region="990102004",
                place="渔湾渡口",
                place_en="Yuwan ferry",
                point=(30.2877, 120.1733),
                risks=WATER,
                risks_en=WATER_EN,
                post="清洁员",
                post_en="Cleaner",
                duties="捡拾、分类、称重",
                weekday=6,
                hours=(14.0, 17.0),
                places=10,
                guarantees=("has_insurance", "has_transport", "has_kit"),
            ),
            Scene(
                title="河边观鸟记录",
                title_en="Counting birds by the river",
                content="清晨在固定的四个点记下鸟的种类和数量，照片和数字交给市里的观鸟档案。",
                content_en="At dawn note kinds and numbers of birds at four fixed points; pictures and figures go to the city's bird archive.",
                category="environment",
                beneficiaries=["environment"],
                sdg_targets=["15.5"],
                region="990102002",
                place="望江街道观景台",
                place_en="Wangjiang lookout",
                point=(30.2921, 120.1781),
                risks=WATER,
                risks_en=WATER_EN,
                post="记录员",
                post_en="Recorder",
                duties="观察、记录、上传",
                weekday=0,
                hours=(6.5, 8.5),
                places=4,
                minimum_age=16,
            ),
        ],
    ),
    House(
        name="青禾市图书馆",
        name_en="Qinghe City Library",
        kind="public-institution",
        region="990103",
        purpose="公共图书馆，八个分馆都有志愿者：导读、整架、为盲人读者录音。",
        purpose_en="The public library. Volunteers serve in all eight branches: reading aloud, shelving, recording for blind readers.",
        categories=["reading", "culture"],
        address="石桥区槐荫街道书香路1号",
        scenes=[
            Scene(
                title="图书馆儿童导读",
                title_en="Reading with children at the library",
                content="每个周末给四到八岁的孩子读绘本，一次两本，读完一起画一幅画。",
                content_en="Read picture books with children of four to eight every weekend, two books a time, and draw a picture together.",
                category="reading",
                beneficiaries=["children"],
                sdg_targets=["4.1", "4.2"],
                region="990103002",
                place="槐荫分馆儿童区",
                place_en="Children's corner, Huaiyin branch",
                point=(30.2588, 120.1622),
                risks=CHILD,
                risks_en=CHILD_EN,
                post="导读员",
                post_en="Reader",
                duties="选书、朗读、带画",
                weekday=6,
                hours=(9.0, 11.0),
                places=5,
                minimum_age=16,
            ),
            Scene(
                title="为盲人读者录音",
                title_en="Recording for blind readers",
                content="在录音间朗读一章，两人一组，一个读一个听，错了就重来。",
                content_en="Record a chapter in the studio in pairs: one reads, one listens; start again where it went wrong.",
                category="disability",
                beneficiaries=["disabled"],
                sdg_targets=["10.2", "4.5"],
                region="990103001",
                place="总馆三楼录音间",
                place_en="Studio, main library, second floor",
                point=(30.2561, 120.1598),
                risks=CALM,
                risks_en=CALM_EN,
                post="朗读者",
                post_en="Voice",
                duties="朗读、监听",
                weekday=3,
                hours=(18.5, 20.5),
                places=4,
                needs_approval=True,
            ),
            Scene(
                title="整架与修补",
                title_en="Shelving and mending",
                content="把还回来的书放回该在的地方，把散页的书补好。安静，细致，适合第一次来的人。",
                content_en="Put returned books where they belong and mend loose pages. Quiet, careful work, good for a first time.",
                category="culture",
                beneficiaries=["public"],
                sdg_targets=["4.7"],
                region="990103001",
                place="总馆一楼服务台",
                place_en="Desk, main library, ground floor",
                point=(30.2561, 120.1598),
                risks=WALK,
                risks_en=WALK_EN,
                post="馆员助手",
                post_en="Library help",
                duties="上架、修补",
                weekday=1,
                hours=(13.5, 16.5),
                places=4,
                minimum_age=14,
            ),
        ],
    ),
    House(
        name="云川大学青年志愿者协会",
        name_en="Yunchuan University Young Volunteers",
        kind="school",
        region="990104",
        purpose="大学生自己管的协会，支教、陪诊、无障碍校园，学期里每周都有班次。",
        purpose_en="Run by students: tutoring, going to hospital with people, an accessible campus; shifts every week of term.",
        categories=["education", "health"],
        address="南浦区大学城街道云川大学学生中心",
        scenes=[
            Scene(
                title="放学后一小时",
                title_en="An hour after school",
                content="陪进城务工家庭的孩子写作业，先听他们说今天的事，再打开课本。",
                content_en="Do homework with children of migrant families: first listen to their day, then open the book.",
                category="education",
                beneficiaries=["children", "migrant"],
                sdg_targets=["4.1", "10.2"],
                region="990104002",
                place="大学城街道社区教室",
                place_en="Community classroom, Daxuecheng",
                point=(30.2433, 120.1811),
                risks=CHILD,
                risks_en=CHILD_EN,
                post="伴读",
                post_en="Study partner",
                duties="陪伴、辅导",
                weekday=1,
                hours=(16.5, 18.5),
                places=6,
                minimum_age=18,
            ),
            Scene(
                title="陪诊",
                title_en="With you at the hospital",
                content="陪独自看病的人挂号、取药、记下医嘱，把人送上回家的车。",
                content_en="Go with people who come alone: register, fetch medicine, write down what the doctor said, see them onto the bus home.",
                category="health",
                beneficiaries=["patients", "elderly"],
                sdg_targets=["3.8"],
                region="990104001",
                place="南浦医院门诊大厅",
                place_en="Outpatient hall, Nanpu hospital",
                point=(30.2477, 120.1755),
                risks=CALM,
                risks_en=CALM_EN,
                post="陪诊员",
                post_en="Companion",
                duties="陪同、记录、送站",
                weekday=4,
                hours=(8.0, 12.0),
                places=5,
                minimum_age=18,
                guarantees=("has_insurance", "has_meal"),
            ),
        ],
    ),
    House(
        name="青禾火车站志愿服务队",
        name_en="Qinghe Station Volunteer Team",
        kind="team",
        region="990105",
        registered=False,
        purpose="火车站的红马甲，春运、暑运和每个返乡的周末都在。",
        purpose_en="The red vests at the station, there for every holiday rush and every weekend of going home.",
        categories=["traffic", "civility"],
        address="望北区北山街道站前广场",
        scenes=[
            Scene(
                title="火车站引导",
                title_en="Showing the way at the station",
                content="在进站口和换乘通道指路，帮人抬一把箱子，给走散的孩子找家长。",
                content_en="Show the way at the entrance and in the passages, lend a hand with a suitcase, find the parents of a lost child.",
                category="traffic",
                beneficiaries=["public"],
                sdg_targets=["11.2"],
                region="990105001",
                place="青禾站南进站口",
                place_en="South entrance, Qinghe station",
                point=(30.3122, 120.1600),
                risks=ROAD,
                risks_en=ROAD_EN,
                post="引导员",
                post_en="Guide",
                duties="指路、帮抬、寻人",
                weekday=4,
                hours=(16.0, 20.0),
                places=8,
                minimum_age=16,
                guarantees=("has_insurance", "has_meal", "has_kit"),
            )
        ],
    ),
    House(
        name="暖巷助残服务中心",
        name_en="Warm Lane Disability Services",
        kind="social-service",
        region="990104",
        purpose="为残障朋友和他们的家人提供日间照料，志愿者每周来做两小时邻居。",
        purpose_en="Day care for people with disabilities and their families. Volunteers come to be neighbours for two hours a week.",
        categories=["disability"],
        address="南浦区荷塘街道暖巷12号",
        scenes=[
            Scene(
                title="轮椅上的菜市场",
                title_en="To the market by wheelchair",
                content="陪坐轮椅的朋友去一趟菜市场，自己挑菜，自己讲价，一路记下哪里不好走。",
                content_en="Go to the market with wheelchair users who choose and bargain for themselves; note where the way is hard.",
                category="disability",
                beneficiaries=["disabled"],
                sdg_targets=["11.7", "10.2"],
                region="990104004",
                place="荷塘菜市场北门",
                place_en="North gate, Hetang market",
                point=(30.2399, 120.1700),
                risks=ROAD,
                risks_en=ROAD_EN,
                post="同行人",
                post_en="Companion",
                duties="推行、陪伴、记录路况",
                weekday=3,
                hours=(9.0, 11.5),
                places=5,
                minimum_age=18,
            ),
            Scene(
                title="烘焙小组",
                title_en="The baking group",
                content="和心智障碍的朋友一起揉面、烤饼干，装好送到社区食堂。",
                content_en="Knead dough and bake biscuits with people with learning disabilities, and bring them to the canteen.",
                category="disability",
                beneficiaries=["disabled"],
                sdg_targets=["8.5"],
                region="990104004",
                place="暖巷中心厨房",
                place_en="Kitchen, Warm Lane",
                point=(30.2391, 120.1712),
                risks="烤箱和热盘烫手，由带队人开关烤箱；先洗手，有伤口的不揉面。",
                risks_en="Oven and trays are hot: the leader handles them. Wash your hands; who has a cut does not knead.",
                post="烘焙伙伴",
                post_en="Baking partner",
                duties="揉面、装盒",
                weekday=5,
                hours=(13.5, 16.0),
                places=4,
                minimum_age=16,
            ),
        ],
    ),
    House(
        name="临溪区志愿者协会",
        name_en="Linxi District Volunteers",
        kind="social-group",
        region="990101",
        purpose="临溪区各支队伍的区级协会：培训带队人，协调场地，替小队伍保管档案。",
        purpose_en="The association of the teams of Linxi: trains leaders, finds rooms, keeps the files of small teams.",
        categories=["community"],
        address="临溪区书院街道文庙路5号",
    ),
]
