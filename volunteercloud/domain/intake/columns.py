"""What the columns of a list may hold, told by their headings in Chinese or English."""

from collections.abc import Mapping

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from volunteercloud.domain.bulk.reading.headings import Vocabulary
from volunteercloud.domain.bulk.reading.limits import Limits

MEGABYTE = 1024 * 1024
# A nation's organizations in one list: 218,000 of twelve columns inflate to 150 MB.
LIMITS = Limits(lines=250_000, size=48 * MEGABYTE, inflated=512 * MEGABYTE, cells=6_000_000, signs=4000)


class Column(TextChoices):
    """Of an organization."""

    NAME = "name", pgettext_lazy("of an organization", "Name")
    NAME_EN = "name_en", _("Name in English")
    KIND = "kind", _("Kind of organization")
    USCC = "uscc", _("Unified social credit code")
    REGION = "region", _("Region")
    PARENT = "parent", _("Organization above")
    LIAISON = "liaison", _("Liaison organization")
    CATEGORIES = "categories", _("Kinds of service")
    PURPOSE = "purpose", _("What it does")
    ADDRESS = "address", _("Address")
    HEAD = "head", _("Head")
    CONTACT = "contact_name", _("Contact")
    PHONE = "contact_phone", _("Contact phone")
    EMAIL = "contact_email", _("Contact e-mail")
    OWNER = "owner", _("Owner (volunteer number, phone or e-mail)")


class MemberColumn(TextChoices):
    """Of a member."""

    NUMBER = "number", _("Volunteer’s number")
    NAME = "name", pgettext_lazy("of a person", "Name")
    PHONE = "phone", _("Phone")
    EMAIL = "email", _("E-mail")
    GROUP = "group", _("Group")
    TAG = "tag", _("Tags")
    MEMBER_NUMBER = "member_number", _("Member number")


def _by_heading(known: Mapping[TextChoices, str]) -> dict[str, TextChoices]:
    return {heading: column for column, headings in known.items() for heading in headings.split()}


# As `headings.normal` writes them.
ORGANIZATIONS = Vocabulary(
    _by_heading(
        {
            Column.NAME: "名称 组织名称 组织全称 全称 单位名称 机构名称 团体名称 队伍名称 name organization organisation "
            "organizationname organisationname nameinchinese",
            Column.NAME_EN: "英文名称 英文名 nameinenglish englishname nameen",
            Column.KIND: "类型 组织类型 机构类型 性质 组织性质 类别 kind type organizationtype kindoforganization",
            Column.USCC: "统一社会信用代码 社会信用代码 信用代码 统一代码 uscc creditcode socialcreditcode "
            "unifiedsocialcreditcode",
            Column.REGION: "地区 所在地区 行政区划 行政区划代码 区划 区划代码 所属区域 region regioncode district area",
            Column.PARENT: "上级 上级组织 上级单位 上级机构 所属组织 隶属 parent parentorganization above organizationabove",
            Column.LIAISON: "联络组织 联络单位 挂靠单位 依托单位 指导单位 liaison liaisonorganization",
            Column.CATEGORIES: "服务类别 服务领域 服务类型 领域 categories category kindsofservice causes",
            Column.PURPOSE: "简介 宗旨 组织简介 业务范围 服务内容 purpose description whatitdoes about",
            Column.ADDRESS: "地址 住所 联系地址 办公地址 通讯地址 address",
            Column.HEAD: "法定代表人 法人 负责人姓名 head legalrepresentative",
            Column.CONTACT: "联系人 联系人姓名 contact contactname contactperson",
            Column.PHONE: "联系电话 电话 联系方式 联系人电话 手机 phone contactphone telephone tel",
            Column.EMAIL: "邮箱 电子邮箱 联系邮箱 email contactemail mail",
            Column.OWNER: "负责人 管理员 负责人编号 负责人志愿者编号 管理员编号 owner ownernumber administrator",
        }
    ),
    frozenset({Column.NAME}),
    _(
        "Begin the list with a row like this: Name, Kind, Unified social credit code, Region, Organization above, Owner."
    ),
)
MEMBERS = Vocabulary(
    _by_heading(
        {
            MemberColumn.NUMBER: "志愿者编号 志愿者号 志愿者号码 志愿编号 编号 volunteernumber volunteersnumber volunteerno "
            "number",
            MemberColumn.NAME: "姓名 名字 志愿者姓名 成员姓名 name fullname volunteer volunteername",
            MemberColumn.PHONE: "手机 手机号 手机号码 电话 电话号码 联系电话 phone phonenumber mobile telephone tel",
            MemberColumn.EMAIL: "邮箱 电子邮箱 电子邮件 email mail emailaddress",
            MemberColumn.GROUP: "分组 小组 组别 组 部门 group team",
            MemberColumn.TAG: "标签 tag tags",
            MemberColumn.MEMBER_NUMBER: "会员号 会员编号 成员编号 工号 学号 membernumber memberno membershipnumber staffnumber "
            "studentnumber",
        }
    ),
    frozenset({MemberColumn.NUMBER, MemberColumn.PHONE, MemberColumn.EMAIL}),
    _("Begin the list with a row like this: Volunteer’s number, Name, Phone, Group."),
)
