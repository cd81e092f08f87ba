"""Cases that explain why records look bought."""

from volunteercloud.core.personal import Plain

PLAIN = (
    Plain(
        "radar.RadarCase",
        "organization_name organization_name_en reason",
        "of the organization, and of the officer’s decision",
    ),
    Plain("radar.CaseReason", "*", "ids and counts; no names"),
    Plain("radar.Thresholds", "*", "limits"),
    Plain("radar.Swept", "*", "how far"),
)
