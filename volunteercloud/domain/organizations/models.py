from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.db import models
from django.db.models import Case, F, Func, Q, When

from volunteercloud.core.models import ClaimModel, OrganizationOwned, PlacedModel, Placement, ReferenceModel
from volunteercloud.core.sealing import SealedField
from volunteercloud.domain.regions.models import Region


class State(models.TextChoices):
    DRAFT = "draft"
    SUBMITTED = "submitted"
    RETURNED = "returned"
    ACTIVE = "active"
    REJECTED = "rejected"
    SUSPENDED = "suspended"
    DISSOLVED = "dissolved"
    REMOVED = "removed"  # struck off by an officer
    LISTED = "listed"  # in the register by an officer's list; nobody runs it here yet


class Role(models.TextChoices):
    """What a person may do for an organization; each of the first four includes what stands below it here, except that
    only owners and coordinators decide about projects and people. A treasurer answers for money, a reader looks on."""

    OWNER = "owner"
    COORDINATOR = "coordinator"
    LEADER = "leader"
    RECORDER = "recorder"
    TREASURER = "treasurer"
    READER = "reader"


class Bar(models.TextChoices):
    """What a sanction may keep an organization at work from."""

    PUBLISH = "publish"


class Organization(PlacedModel):
    """Root of the organization group. ``kind`` is a term of the list organization_kind.

    A team has no USCC and stands under a liaison organization, a branch has none and stands under its parent. What became
    of an organization that ended stands in ``successor_id``: who takes over the duty to certify. ``barred`` is what the
    sanctions that stand keep it from; the area of supervision sets it.

    ``owner_id`` is one of its owners. A foreign key leads to the owner's staff row and to no other, and the organization
    can't be at work without: so the database itself refuses to let the last owner go (`seats`).
    """

    placement = Placement.ORGANIZATION
    owner_column = "id"

    id = models.UUIDField(primary_key=True)
    number = models.CharField(max_length=20)
    name = models.CharField(max_length=200)
    name_en = models.CharField(max_length=200, blank=True)
    kind = models.CharField(max_length=20)
    uscc = models.CharField(max_length=18, blank=True)
    region = models.ForeignKey(Region, models.PROTECT, db_index=False)
    liaison_id = models.UUIDField(null=True)
    liaison_name = models.CharField(max_length=200, blank=True)
    parent_id = models.UUIDField(null=True)
    parent_name = models.CharField(max_length=200, blank=True)
    successor_id = models.UUIDField(null=True)
    successor_name = models.CharField(max_length=200, blank=True)
    owner_id = models.UUIDField(null=True)
    categories = ArrayField(models.CharField(max_length=20), default=list)
    purpose = models.TextField(max_length=4000, blank=True)
    purpose_en = models.TextField(max_length=4000, blank=True)
    address = models.CharField(max_length=300, blank=True)
    contact_name = models.CharField(max_length=100, blank=True)
    contact_phone = models.CharField(max_length=30, blank=True)
    contact_email = models.EmailField(blank=True)
    head = models.CharField(max_length=100, blank=True)
    handler = models.CharField(max_length=100, blank=True)
    seal = models.BinaryField(null=True)
    established_on = models.DateField(null=True)
    state = models.CharField(max_length=10, choices=State, default=State.DRAFT)
    trusted = models.BooleanField(default=False)
    barred = ArrayField(models.CharField(max_length=10, choices=Bar), default=list)
    reason = models.CharField(max_length=2000, blank=True)
    created_at = models.DateTimeField()
    decided_at = models.DateTimeField(null=True)
    ended_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=~Q(state="active") | ~Q(uscc="") | Q(liaison_id__isnull=False) | Q(parent_id__isnull=False),
                name="organization_answers_to",
            ),
            models.CheckConstraint(
                condition=~Q(parent_id=F("id")) & ~Q(successor_id=F("id")), name="organization_not_its_own"
            ),
            models.CheckConstraint(
                condition=~Q(state__in=["dissolved", "removed"]) | Q(ended_at__isnull=False),
                name="organization_ended_when",
            ),
            models.CheckConstraint(
                condition=~Q(state__in=["active", "suspended"]) | Q(owner_id__isnull=False),
                name="organization_owned",
            ),
            models.CheckConstraint(condition=Q(state__in=State.values), name="organization_state"),
        ]
        indexes = [models.Index(fields=["region"], name="organization_by_region", opclasses=["varchar_pattern_ops"])]

    @property
    def is_registered(self) -> bool:
        return self.uscc != ""

    def __str__(self) -> str:
        return self.name


class Node(ReferenceModel):
    """An organization's place in the tree, and what the register shows of it: a small copy, so that finding, listing and
    counting whole branches asks no organization's shard.

    ``path`` names all above and the organization itself. It is the parent's path and one more, held by a foreign key to
    (parent, its path): a tree that bites its tail would need a path without end, so the database has none.
    """

    organization_id = models.UUIDField(primary_key=True)
    parent_id = models.UUIDField(null=True)
    parent_path = ArrayField(models.UUIDField(), default=list)
    path = ArrayField(models.UUIDField())
    number = models.CharField(max_length=20)
    name = models.CharField(max_length=200)
    name_en = models.CharField(max_length=200, blank=True)
    kind = models.CharField(max_length=20)
    uscc = models.CharField(max_length=18, blank=True)
    region = models.ForeignKey(Region, models.PROTECT, db_index=False)
    state = models.CharField(max_length=10, choices=State)
    successor_id = models.UUIDField(null=True)
    search_text = models.TextField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["organization_id", "path"], name="node_with_path"),
            models.UniqueConstraint(fields=["number"], name="node_number"),
            models.CheckConstraint(
                condition=Q(path=Func(F("parent_path"), F("organization_id"), function="array_append"))
                & ~Q(parent_path__contains=[F("organization_id")])
                & Q(path__len__lte=12),
                name="node_path_grows",
            ),
            models.CheckConstraint(condition=Q(parent_id__isnull=False) | Q(parent_path=[]), name="node_root"),
        ]
        indexes = [
            GinIndex(fields=["path"], name="node_below"),
            GinIndex(fields=["search_text"], name="node_search", opclasses=["gin_trgm_ops"]),
            models.Index(fields=["parent_id", "name", "organization_id"], name="node_children"),
            models.Index(fields=["name", "organization_id"], name="node_by_name"),
            models.Index(fields=["successor_id"], name="node_succeeded", condition=Q(successor_id__isnull=False)),
            models.Index(
                fields=["region", "name", "organization_id"],
                name="node_by_region",
                opclasses=["varchar_pattern_ops", "text_ops", "uuid_ops"],
            ),
        ]

    def __str__(self) -> str:
        return self.name


class JoiningState(models.TextChoices):
    WAITING = "waiting"
    ACCEPTED = "accepted"
    REFUSED = "refused"
    WITHDRAWN = "withdrawn"


class Joining(ReferenceModel):
    """An organization asks to stand below another: the last time it asked, and what became of it. One row an
    organization, so nobody can be taken in by two at once."""

    organization_id = models.UUIDField(primary_key=True)
    organization_name = models.CharField(max_length=200)
    parent_id = models.UUIDField()
    parent_name = models.CharField(max_length=200)
    words = models.CharField(max_length=1000, blank=True)
    asked_by = models.UUIDField()
    asked_at = models.DateTimeField()
    state = models.CharField(max_length=10, choices=JoiningState, default=JoiningState.WAITING)
    reason = models.CharField(max_length=1000, blank=True)
    answered_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(state__in=JoiningState.values), name="joining_state"),
            models.CheckConstraint(condition=~Q(parent_id=F("organization_id")), name="joining_another"),
            models.CheckConstraint(
                condition=Q(state="waiting", answered_at__isnull=True)
                | (~Q(state="waiting") & Q(answered_at__isnull=False)),
                name="joining_answered",
            ),
        ]
        indexes = [models.Index(fields=["parent_id", "asked_at"], name="joining_waiting", condition=Q(state="waiting"))]

    def __str__(self) -> str:
        return f"{self.organization_name} below {self.parent_name}"


class UsccClaim(ClaimModel):
    """A unified social credit code is held by one organization nationwide."""

    uscc = models.CharField(max_length=18, primary_key=True)
    organization_id = models.UUIDField()

    def __str__(self) -> str:
        return self.uscc


class Staff(OrganizationOwned):
    """Who works for the organization, in which role; for these projects alone, or for the whole where none is named."""

    pk = models.CompositePrimaryKey("organization_id", "person_id")
    organization = models.ForeignKey(Organization, models.PROTECT, db_index=False)
    person_id = models.UUIDField()
    name = models.CharField(max_length=300)
    role = models.CharField(max_length=12, choices=Role)
    project_ids = ArrayField(models.UUIDField(), default=list)
    since = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)
    owning_id = models.GeneratedField(
        expression=Case(When(role="owner", ended_at__isnull=True, then=F("person_id"))),
        output_field=models.UUIDField(null=True),
        db_persist=True,
    )

    class Meta:
        constraints = [
            # What an organization's `owner_id` leads to: nobody is found here who is no owner any more.
            models.UniqueConstraint(fields=["organization", "owning_id"], name="staff_owning"),
            models.CheckConstraint(condition=Q(role__in=Role.values), name="staff_role"),
            models.CheckConstraint(
                condition=Q(project_ids=[]) | Q(role__in=["coordinator", "leader", "recorder", "reader"]),
                name="staff_of_projects",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.name} {self.role}"


class Way(models.TextChoices):
    LINK = "link"
    EMAIL = "email"
    SMS = "sms"


class Invitation(OrganizationOwned):
    """Somebody is asked to work for the organization: whoever holds the link that is signed for this row (`invitations`).

    A link that is handed round serves ``places`` people, one that went to an address serves one. The address is sealed,
    and emptied once nothing is to be sent there any more; ``shown`` is what the inviter sees of it.
    """

    pk = models.CompositePrimaryKey("organization_id", "id")
    organization = models.ForeignKey(Organization, models.PROTECT, db_index=False)
    id = models.UUIDField()
    way = models.CharField(max_length=5, choices=Way)
    role = models.CharField(max_length=12, choices=Role)
    project_ids = ArrayField(models.UUIDField(), default=list)
    address_sealed = SealedField("invitation-address", ["id"], default=bytes)
    shown = models.CharField(max_length=120, blank=True)
    places = models.PositiveSmallIntegerField(default=1)
    accepted_by = ArrayField(models.UUIDField(), default=list)
    inviter_id = models.UUIDField()
    inviter_name = models.CharField(max_length=300)
    invited_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    withdrawn_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(way="link") | Q(places=1), name="invitation_of_one"),
            models.CheckConstraint(condition=Q(accepted_by__len__lte=F("places")), name="invitation_places"),
            models.CheckConstraint(condition=Q(role__in=Role.values), name="invitation_role"),
            models.CheckConstraint(
                condition=Q(project_ids=[]) | Q(role__in=["coordinator", "leader", "recorder", "reader"]),
                name="invitation_of_projects",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.role} by {self.way}"


class Seat(PlacedModel):
    """The same fact on the person's side, so that "my organizations" asks one shard."""

    placement = Placement.VOLUNTEER
    owner_column = "person_id"

    pk = models.CompositePrimaryKey("person_id", "organization_id")
    person_id = models.UUIDField()
    organization_id = models.UUIDField()
    organization_name = models.CharField(max_length=200)
    role = models.CharField(max_length=12, choices=Role)
    ended_at = models.DateTimeField(null=True)

    def __str__(self) -> str:
        return f"{self.role} of {self.organization_name}"


class DocumentKind(models.TextChoices):
    CERTIFICATE = "certificate"  # of registration
    CHARTER = "charter"
    LETTER = "letter"  # in which the liaison organization takes the team under it
    PREMISES = "premises"
    OTHER = "other"


class Document(OrganizationOwned):
    """A paper that shows what a registration says: pages drawn anew as JPEG, or a PDF. ``content`` is sealed.

    ``digest`` is the SHA-256 of the file as it was sent, so that the same file sent again is no second document.
    """

    pk = models.CompositePrimaryKey("organization_id", "id")
    organization = models.ForeignKey(Organization, models.PROTECT, db_index=False)
    id = models.UUIDField()
    kind = models.CharField(max_length=12, choices=DocumentKind)
    media_type = models.CharField(max_length=20)
    content = SealedField("organization-document", ["organization_id", "id"])
    digest = models.BinaryField(max_length=32)
    size = models.PositiveIntegerField()
    given_by = models.UUIDField(null=True)
    given_by_name = models.CharField(max_length=300)
    given_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["organization", "digest"], name="organization_document_once"),
            models.CheckConstraint(condition=Q(kind__in=DocumentKind.values), name="organization_document_kind"),
            models.CheckConstraint(
                condition=Q(media_type__in=["application/pdf", "image/jpeg"]), name="organization_document_type"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.media_type}"


class Submission(OrganizationOwned):
    """A registration as it was handed in, the first as number 1, and what the officer asked to be mended in it.

    ``stated`` are the particulars as text, ``documents`` the ids of what came with it, ``apart_from`` the organizations of
    a like name that it was said to be none of. ``asked`` has words to the fields that an officer marked.
    """

    pk = models.CompositePrimaryKey("organization_id", "number")
    organization = models.ForeignKey(Organization, models.PROTECT, db_index=False)
    number = models.PositiveSmallIntegerField()
    stated = models.JSONField()
    documents = ArrayField(models.UUIDField(), default=list)
    apart_from = ArrayField(models.UUIDField(), default=list)
    asked = models.JSONField(default=dict)
    submitted_at = models.DateTimeField()

    class Meta:
        constraints = [models.CheckConstraint(condition=Q(number__gte=1), name="organization_submission_number")]

    def __str__(self) -> str:
        return f"no. {self.number} of {self.submitted_at:%Y-%m-%d}"
