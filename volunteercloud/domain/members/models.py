from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q

from volunteercloud.core.models import OrganizationOwned, VolunteerOwned
from volunteercloud.domain.organizations.models import Organization

SLOTS = 16


class State(models.TextChoices):
    """How a person stands to an organization. One who was invited or asked is no member yet; the last three are none now."""

    INVITED = "invited"
    REQUESTED = "requested"
    ACTIVE = "active"
    LEFT = "left"
    REMOVED = "removed"
    REFUSED = "refused"


class Via(models.TextChoices):
    """How a person came."""

    SEARCH = "search"  # found the organization's page by themselves
    LINK = "link"  # a link or its QR code
    INVITATION = "invitation"  # by volunteer number
    LIST = "list"  # a list of many


class Joining(models.TextChoices):
    OPEN = "open"
    APPROVAL = "approval"
    INVITATION = "invitation"  # by link or invitation alone


class LabelKind(models.TextChoices):
    GROUP = "group"
    TAG = "tag"


class JoiningSettings(OrganizationOwned):
    """How an organization takes people in. Without a row it approves each, and who was refused asks again after 30 days."""

    organization = models.OneToOneField(Organization, models.PROTECT, primary_key=True)
    joining = models.CharField(max_length=10, choices=Joining, default=Joining.APPROVAL)
    again_after_days = models.PositiveSmallIntegerField(default=30)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(joining__in=Joining.values, again_after_days__lte=366), name="joining_settings_known"
            )
        ]

    def __str__(self) -> str:
        return self.joining


class Label(OrganizationOwned):
    """A group or a tag that an organization keeps its members under; a group may have somebody who leads it."""

    pk = models.CompositePrimaryKey("organization_id", "id")
    organization = models.ForeignKey(Organization, models.PROTECT, db_index=False)
    id = models.UUIDField()
    kind = models.CharField(max_length=5, choices=LabelKind)
    name = models.CharField(max_length=60)
    leader_id = models.UUIDField(null=True)
    leader_name = models.CharField(max_length=300, blank=True)
    made_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["organization", "kind", "name"], condition=Q(ended_at__isnull=True), name="label_named_once"
            ),
            models.CheckConstraint(
                condition=Q(kind="group") | Q(kind="tag", leader_id__isnull=True), name="label_known"
            ),
        ]

    def __str__(self) -> str:
        return self.name


class Member(OrganizationOwned):
    """A person as the organization keeps them, with copies of what it shows and finds them by.

    ``number`` is the person's public number, ``member_number`` one that the organization gives, ``phone_tail`` the last
    four digits. Whoever was invited has a masked name and no tail until they accept. ``labels`` are groups and tags.
    """

    pk = models.CompositePrimaryKey("organization_id", "volunteer_id")
    organization = models.ForeignKey(Organization, models.PROTECT, db_index=False)
    volunteer_id = models.UUIDField()
    name = models.CharField(max_length=300)
    name_latin = models.CharField(max_length=300, blank=True)
    number = models.CharField(max_length=20)
    member_number = models.CharField(max_length=40, blank=True)
    phone_tail = models.CharField(max_length=4, blank=True)
    state = models.CharField(max_length=10, choices=State)
    via = models.CharField(max_length=10, choices=Via)
    labels = ArrayField(models.UUIDField(), default=list)
    note = models.CharField(max_length=1000, blank=True)
    reason = models.CharField(max_length=500, blank=True)
    asked_at = models.DateTimeField()
    joined_at = models.DateTimeField(null=True)
    ended_at = models.DateTimeField(null=True)
    again_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(state__in=State.values, via__in=Via.values), name="member_known"),
            models.CheckConstraint(
                condition=Q(state__in=["left", "removed", "refused"], ended_at__isnull=False)
                | Q(state__in=["invited", "requested", "active"], ended_at__isnull=True),
                name="member_ended_when",
            ),
            models.CheckConstraint(condition=~Q(state="active") | Q(joined_at__isnull=False), name="member_since"),
            models.CheckConstraint(condition=Q(state="active") | Q(labels=[]), name="member_labelled_while_active"),
            models.CheckConstraint(condition=Q(labels__len__lte=20), name="member_labels_few"),
            models.UniqueConstraint(
                fields=["organization", "member_number"], condition=~Q(member_number=""), name="member_number_once"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.name} {self.state}"


class MemberKey(OrganizationOwned):
    """What a member is found by, in one list: a state, a group or a tag.

    Ordered by byte, so that the beginning of a key is a range of this very table: a common term costs what a rare one
    does, however many members there are. A column more for each list spares every search a filter that would read past
    those who are not in it.
    """

    pk = models.CompositePrimaryKey("organization_id", "scope", "key", "volunteer_id")
    organization = models.ForeignKey(Organization, models.PROTECT, db_index=False, db_constraint=False)
    scope = models.UUIDField()
    key = models.CharField(max_length=42, db_collation="C")
    volunteer_id = models.UUIDField()

    class Meta:
        indexes = [models.Index(fields=["organization", "volunteer_id"], name="member_key_of_member")]

    def __str__(self) -> str:
        return self.key


class MemberCount(OrganizationOwned):
    """How many are in one list, kept as the sum of 16 rows: many who join at once seldom wait for the same row.

    The row is that of the person's id, so what it adds and takes away is of the same people and never below nothing.
    """

    pk = models.CompositePrimaryKey("organization_id", "scope", "slot")
    organization = models.ForeignKey(Organization, models.PROTECT, db_index=False, db_constraint=False)
    scope = models.UUIDField()
    slot = models.PositiveSmallIntegerField()
    number = models.IntegerField()

    class Meta:
        constraints = [models.CheckConstraint(condition=Q(slot__lt=SLOTS), name="member_count_slot")]

    def __str__(self) -> str:
        return f"{self.number}"


class JoinLink(OrganizationOwned):
    """A link, and its QR code, by which people join. ``lets_in``: whoever comes by it is a member at once."""

    pk = models.CompositePrimaryKey("organization_id", "id")
    organization = models.ForeignKey(Organization, models.PROTECT, db_index=False)
    id = models.UUIDField()
    name = models.CharField(max_length=100)
    label_id = models.UUIDField(null=True)
    label = models.ForeignObject(
        Label, models.PROTECT, ["organization_id", "label_id"], ["organization_id", "id"], related_name="+", null=True
    )
    lets_in = models.BooleanField(default=False)
    use_limit = models.PositiveIntegerField(null=True)
    uses = models.PositiveIntegerField(default=0)
    expires_at = models.DateTimeField()
    made_at = models.DateTimeField()
    made_by_name = models.CharField(max_length=300)
    revoked_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(use_limit__isnull=True) | Q(uses__lte=F("use_limit")), name="join_link_not_overused"
            ),
            models.CheckConstraint(condition=Q(expires_at__gt=F("made_at")), name="join_link_expires"),
        ]

    def __str__(self) -> str:
        return self.name


class Membership(VolunteerOwned):
    """The same fact on the person's side, with the name and tail that the organization was told, and what an invitation
    offers: groups and tags, and the organization's own number for the person.

    ``is_quiet``: an invitation by phone or e-mail, of which the organization's side knows nothing until it is accepted,
    or it would learn who is registered here.
    """

    pk = models.CompositePrimaryKey("volunteer_id", "organization_id")
    volunteer_id = models.UUIDField()
    organization_id = models.UUIDField()
    state = models.CharField(max_length=10, choices=State)
    is_quiet = models.BooleanField(default=False)
    name = models.CharField(max_length=300)
    name_latin = models.CharField(max_length=300, blank=True)
    phone_tail = models.CharField(max_length=4, blank=True)
    reason = models.CharField(max_length=500, blank=True)
    offered_labels = ArrayField(models.UUIDField(), default=list)
    offered_number = models.CharField(max_length=40, blank=True)
    asked_at = models.DateTimeField()
    joined_at = models.DateTimeField(null=True)
    again_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(state__in=State.values), name="membership_known"),
            models.CheckConstraint(
                condition=Q(is_quiet=False) | Q(state__in=["invited", "left"]), name="membership_quiet_until_accepted"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.state} of {self.organization_id}"
