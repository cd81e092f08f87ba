"""What the columns of a list of opportunities may hold, told by their headings or by the source's own words."""

from collections.abc import Mapping, Sequence
from typing import Any

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from volunteercloud.domain.bulk.reading.headings import Vocabulary, mapping_of, normal


class OpportunityColumn(TextChoices):
    """Of an opportunity, in the order in which a form asks for them."""

    KEY = "key", _("Number or id at the source")
    TITLE = "title", _("Title")
    TITLE_EN = "title_en", _("Title in English")
    WORDS = "words", _("What there is to do")
    ORGANIZATION = "organization", _("Organization")
    ADDRESS = "address", _("Web address")
    PLACE = "place", _("Place")
    REGION = "region", _("Region")
    LATITUDE = "latitude", _("Latitude")
    LONGITUDE = "longitude", _("Longitude")
    REMOTE = "remote", _("From home")
    DATE = "date", _("Date")
    STARTS = "starts", _("Start")
    ENDS = "ends", _("End")
    SPAN = "span", _("Start and end in one cell")
    CLOSES = "closes", _("Last day to sign up")
    PLACES = "places", pgettext_lazy("of an opportunity", "Places")
    CATEGORY = "category", _("Kind of service")
    BENEFICIARIES = "beneficiaries", _("For whom")
    SKILLS = "skills", _("Skills")
    LANGUAGES = "languages", _("Languages")
    STATE = "state", _("Whether it still stands")


# As `headings.normal` writes headings, and the paths by which `records` names what stands in open data.
KNOWN: dict[OpportunityColumn, str] = {
    OpportunityColumn.KEY: "编号 活动编号 项目编号 岗位编号 序列号 标识 唯一标识 id key number identifier reference ref uid "
    "opportunityid eventid jobid identifiervalue",
    OpportunityColumn.TITLE: "标题 名称 活动 活动名称 活动标题 项目 项目名称 岗位 岗位名称 机会名称 主题 title name label "
    "opportunity opportunitytitle opportunityname role roletitle jobtitle event eventname activity activityname headline "
    "activitylabel",
    OpportunityColumn.TITLE_EN: "英文标题 英文名称 英文名 titleen nameen labelen titleinenglish englishtitle activitylabelen",
    OpportunityColumn.WORDS: "简介 说明 介绍 活动简介 活动介绍 活动内容 服务内容 内容 描述 详情 岗位描述 工作内容 description "
    "summary details about whattodo whatthereistodo duties jobdescription activitydescription",
    OpportunityColumn.ORGANIZATION: "组织 主办 主办方 主办单位 组织名称 组织单位 发布单位 发布组织 发起方 机构 机构名称 "
    "organization organisation organizer organiser organizationname organisationname organizername organisername "
    "charity provider hiringorganizationname organisationlabel",
    OpportunityColumn.ADDRESS: "网址 链接 活动链接 报名链接 报名网址 详情链接 网页 url link website webaddress webpage applylink "
    "applyurl applicationlink sessionapplylink activityapplylink sameas",
    OpportunityColumn.PLACE: "地点 地址 活动地点 活动地址 服务地点 服务地址 详细地址 集合地点 place location venue site address "
    "where locationname locationaddress locationlabel locationaddressstreetaddress joblocationname "
    "joblocationaddressstreetaddress sessionlocationaddress",
    OpportunityColumn.REGION: "地区 所在地区 行政区划 行政区划代码 区划 区划代码 区域 region regioncode district area",
    OpportunityColumn.LATITUDE: "纬度 latitude lat geolatitude locationlatitude locationgeolatitude sessionlocationlatitude",
    OpportunityColumn.LONGITUDE: "经度 longitude lng lon long geolongitude locationlongitude locationgeolongitude "
    "sessionlocationlongitude",
    OpportunityColumn.REMOTE: "线上 远程 是否线上 是否远程 方式 活动方式 活动形式 remote online virtual fromhome attendancemode "
    "eventattendancemode joblocationtype allowsremoteparticipation",
    OpportunityColumn.DATE: "日期 活动日期 服务日期 date day eventdate",
    OpportunityColumn.STARTS: "开始 开始时间 活动开始时间 起始时间 开始日期 start starts startat starttime startdate "
    "startdatetime from begin beginning sessiontimebeginning",
    OpportunityColumn.ENDS: "结束 结束时间 活动结束时间 终止时间 结束日期 end ends endat endtime enddate enddatetime to until "
    "finish sessiontimeend",
    OpportunityColumn.SPAN: "时间 时段 时间段 活动时间 服务时间 起止时间 time times",
    OpportunityColumn.CLOSES: "截止 截止日期 报名截止 报名截止日期 报名截止时间 closes closingdate deadline applicationdeadline "
    "validthrough applyby lastdaytosignup",
    OpportunityColumn.PLACES: "人数 招募人数 名额 需求人数 所需人数 places people volunteers volunteersneeded spaces capacity "
    "maximumattendeecapacity totaljobopenings",
    OpportunityColumn.CATEGORY: "类别 分类 服务类别 服务领域 领域 活动类型 category categories cause causes type kindofservice "
    "keywords",
    OpportunityColumn.BENEFICIARIES: "服务对象 对象 beneficiary beneficiaries audience forwhom audienceaudiencetype",
    OpportunityColumn.SKILLS: "技能 技能要求 所需技能 skill skills skillsneeded",
    OpportunityColumn.LANGUAGES: "语言 语言要求 language languages",
    OpportunityColumn.STATE: "状态 活动状态 发布状态 state status eventstatus",
}
FIELDS: dict[str, TextChoices] = {heading: column for column, names in KNOWN.items() for heading in names.split()}
EXAMPLE = _("Begin the list with a row like this: Id, Title, Organization, Web address, Place, Start, End.")


def vocabulary(mapping: Mapping[str, str]) -> Vocabulary:
    """The headings of a source's lists: its own words go before those that are known; what it maps to nothing is not read."""
    fields = {heading: column for heading, column in FIELDS.items() if column.value not in mapping}
    fields |= {normal(theirs): OpportunityColumn(ours) for ours, theirs in mapping.items() if normal(theirs)}
    return Vocabulary(fields, frozenset({OpportunityColumn.TITLE}), EXAMPLE, is_open=True)


def understood(headings: Sequence[str], mapping: Mapping[str, str]) -> dict[Any, int]:
    """The column of each field, of headings that are told by paths."""
    return mapping_of(list(headings), vocabulary(mapping))


def checked(mapping: Mapping[str, str]) -> dict[str, str]:
    """A mapping as somebody sends it, without what is no column of ours."""
    return {column.value: str(mapping[column.value]) for column in OpportunityColumn if column.value in mapping}
