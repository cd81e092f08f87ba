from uuid import NAMESPACE_URL, UUID, uuid5

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q

from volunteercloud.core.models import ClaimModel, LocalModel, OrganizationOwned, OwnerOwned, ReferenceModel
from volunteercloud.domain.organizations.models import Organization
from volunteercloud.domain.regions.models import Region


class Entity(models.TextChoices):
    """What a message tells of (MZ/T 061-2015, element families)."""

    VOLUNTEER = "volunteer"
    GROUP = "group"
    PROJECT = "project"
    ACTIVITY = "activity"
    RECORD = "record"
    TRAINING = "training"
    CERTIFICATE = "certificate"


class Operation(models.TextChoices):
    ADD = "add"
    CHANGE = "change"
    VOID = "void"  # a record that was revoked
    MOVED = "moved"  # a record that counts at another node since
    WITHDRAW = "withdraw"  # no longer for this system: who it is about moved away, or is not public any more


# What another system may bring here; for everything else there are lists (`intake`).
TAKEN_IN = (Entity.RECORD,)


class Form(ReferenceModel):
    """A form of messages: how everything in them is called and written. A new version is a new form; days of validity follow
    each other, and a message keeps the version it was made in."""

    pk = models.CompositePrimaryKey("code", "version")
    code = models.CharField(max_length=40)
    version = models.PositiveSmallIntegerField()
    name = models.CharField(max_length=200)
    valid_from = models.DateField()
    valid_to = models.DateField(null=True)
    loaded_by_label = models.CharField(max_length=200)
    loaded_at = models.DateTimeField()

    class Meta:
        constraints = [models.CheckConstraint(condition=Q(valid_to__gt=F("valid_from")), name="exchange_form_days")]

    def __str__(self) -> str:
        return f"{self.code}/{self.version}"


class FormField(ReferenceModel):
    """One of our fields in a form: where it stands (element names, parted by /), how it is written, and which list of codes
    translates it. One with ``fixed`` is always written so and never read. ``entity`` is also `envelope`."""

    pk = models.CompositePrimaryKey("form_code", "form_version", "entity", "field")
    form_code = models.CharField(max_length=40)
    form_version = models.PositiveSmallIntegerField()
    entity = models.CharField(max_length=20)
    field = models.CharField(max_length=40)
    position = models.PositiveSmallIntegerField()
    path = models.CharField(max_length=200)
    format = models.CharField(max_length=60, blank=True)
    code_list = models.CharField(max_length=40, blank=True)
    required = models.BooleanField(default=False)
    fixed = models.CharField(max_length=200, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["form_code", "form_version", "entity", "path"], name="exchange_path_once")
        ]

    def __str__(self) -> str:
        return f"{self.entity}.{self.field} {self.path}"


class FormCode(ReferenceModel):
    """One code of ours beside theirs; each of theirs means one of ours."""

    pk = models.CompositePrimaryKey("form_code", "form_version", "code_list", "ours")
    form_code = models.CharField(max_length=40)
    form_version = models.PositiveSmallIntegerField()
    code_list = models.CharField(max_length=40)
    ours = models.CharField(max_length=60)
    theirs = models.CharField(max_length=100)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["form_code", "form_version", "code_list", "theirs"], name="exchange_code_once"
            )
        ]

    def __str__(self) -> str:
        return f"{self.code_list}: {self.ours} {self.theirs}"


class State(models.TextChoices):
    ACTIVE = "active"
    ENDED = "ended"


class System(ReferenceModel):
    """A system that is no node, named by an officer: what it gets and what it may bring, of which region, by which right.

    ``with_names`` says whether names travel with numbers; a document number never does. ``basis`` is what entitles the
    authority behind it. Its key is derived from the master key by ``key_version``: nothing of it is kept.
    """

    code = models.CharField(max_length=40, primary_key=True)
    name = models.CharField(max_length=200)
    region = models.ForeignKey(Region, models.PROTECT, db_index=False)
    form_code = models.CharField(max_length=40)
    gets = ArrayField(models.CharField(max_length=20, choices=Entity), default=list)
    brings = ArrayField(models.CharField(max_length=20, choices=Entity), default=list)
    with_names = models.BooleanField(default=False)
    basis = models.CharField(max_length=500)
    key_version = models.PositiveSmallIntegerField(default=1)
    state = models.CharField(max_length=10, choices=State, default=State.ACTIVE)
    named_by_label = models.CharField(max_length=200)
    named_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)
    ended_reason = models.CharField(max_length=1000, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(gets__contained_by=list(Entity.values)) & Q(brings__contained_by=list(TAKEN_IN)),
                name="exchange_system_entities",
            ),
            models.CheckConstraint(
                condition=Q(state="active", ended_at__isnull=True)
                | Q(state="ended", ended_at__isnull=False) & ~Q(ended_reason=""),
                name="exchange_system_state",
            ),
            models.CheckConstraint(condition=~Q(basis=""), name="exchange_system_basis"),
        ]

    def __str__(self) -> str:
        return self.code

    @property
    def trail_id(self) -> UUID:
        """Under which the audit keeps what was done to this system: its code, as a number."""
        return uuid5(NAMESPACE_URL, f"volunteercloud-exchange:{self.code}")


class Walk(models.TextChoices):
    """What is gone through: everybody once, then every organization, then what changes."""

    PEOPLE = "people"
    ORGANIZATIONS = "organizations"
    CHANGES = "changes"


class Mark(LocalModel):
    """How far one system is: whoever collects for it or takes in from it holds this row.

    ``after`` is the last owner gone through. Changes are those of the owners about whom anything was written between
    ``since`` and ``until``. ``sequence`` is the last message out, ``heard`` the greatest number of a message in.
    """

    system = models.OneToOneField(System, models.PROTECT, primary_key=True)
    walk = models.CharField(max_length=14, choices=Walk, default=Walk.PEOPLE)
    after = models.UUIDField(null=True)
    since = models.DateTimeField()
    until = models.DateTimeField()
    swept_on = models.DateField(null=True)
    sequence = models.PositiveBigIntegerField(default=0)
    heard = models.PositiveBigIntegerField(default=0)

    class Meta:
        constraints = [models.CheckConstraint(condition=Q(until__gte=F("since")), name="exchange_mark_window")]

    def __str__(self) -> str:
        return f"{self.system_id} {self.walk} {self.sequence}"


class Offered(OwnerOwned):
    """What a system was last told about one thing: the digest says whether it is different now. ``rejected`` is the code with
    which the system turned it down; it is offered again once it changed."""

    pk = models.CompositePrimaryKey("owner_id", "system_code", "entity", "source_id")
    owner_id = models.UUIDField()
    system_code = models.CharField(max_length=40)
    entity = models.CharField(max_length=20, choices=Entity)
    source_id = models.UUIDField()
    version = models.PositiveIntegerField()
    operation = models.CharField(max_length=10, choices=Operation)
    digest = models.CharField(max_length=64)
    rejected = models.CharField(max_length=60, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(entity__in=Entity.values, operation__in=Operation.values, version__gte=1),
                name="exchange_offered_known",
            )
        ]

    def __str__(self) -> str:
        return f"{self.system_code} {self.entity} {self.source_id} v{self.version}"


class Message(LocalModel):
    """A message to a system, in our own words; it is written in the form of its day whenever it is asked for.

    ``receipt`` is what the system answered: [{source_id, version, code, text}] of what it rejected.
    """

    pk = models.CompositePrimaryKey("system_id", "sequence")
    system = models.ForeignKey(System, models.PROTECT, db_index=False)
    sequence = models.PositiveBigIntegerField()
    id = models.UUIDField(unique=True)
    form_code = models.CharField(max_length=40)
    form_version = models.PositiveSmallIntegerField()
    entity = models.CharField(max_length=20, choices=Entity)
    operation = models.CharField(max_length=10, choices=Operation)
    lines = models.JSONField()
    count = models.PositiveIntegerField()
    created_at = models.DateTimeField()
    receipt = models.JSONField(default=list)
    received_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [models.CheckConstraint(condition=Q(sequence__gte=1, count__gte=1), name="exchange_message")]

    def __str__(self) -> str:
        return f"{self.system_id} {self.sequence} {self.entity}"


class Received(LocalModel):
    """A message that a system brought, with the receipt it got: the same message gets the same receipt."""

    pk = models.CompositePrimaryKey("system_id", "message_id")
    system = models.ForeignKey(System, models.PROTECT, db_index=False)
    message_id = models.CharField(max_length=64)
    sequence = models.PositiveBigIntegerField()
    digest = models.CharField(max_length=64)
    entity = models.CharField(max_length=20)
    operation = models.CharField(max_length=10)
    count = models.PositiveIntegerField()
    accepted = models.PositiveIntegerField()
    receipt = models.JSONField()
    received_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["system", "sequence"], name="exchange_received_sequence"),
            models.CheckConstraint(condition=Q(accepted__lte=F("count")), name="exchange_received_accepted"),
        ]
        indexes = [models.Index(fields=["system", "-received_at"], name="exchange_received_newest")]

    def __str__(self) -> str:
        return f"{self.system_id} {self.message_id}"


class Taken(ClaimModel):
    """A line that was taken in, keyed by system, entity and source id: the newest version of it, and what it became."""

    key = models.UUIDField(primary_key=True)
    version = models.PositiveIntegerField()
    digest = models.CharField(max_length=64)
    volunteer_id = models.UUIDField()
    record_id = models.UUIDField()

    def __str__(self) -> str:
        return f"{self.key} v{self.version}"


class Agreement(OrganizationOwned):
    """An organization lets a system record in its name. Who agreed confirms what comes, and answers for it."""

    pk = models.CompositePrimaryKey("organization_id", "system_code")
    organization = models.ForeignKey(Organization, models.PROTECT, db_index=False)
    system_code = models.CharField(max_length=40)
    person_id = models.UUIDField()
    person_name = models.CharField(max_length=300)
    agreed_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)

    def __str__(self) -> str:
        return f"{self.organization_id} {self.system_code}"
