from uuid import UUID

from django.db import transaction
from django.urls import path
from django.utils import timezone
from ninja import NinjaAPI, Schema

from volunteercloud.cli.bench.bare.models import CheckIn, Entry, Ticket


class CheckInIn(Schema):
    ticket: UUID


class CheckInOut(Schema):
    ticket_id: UUID
    holder: str


api = NinjaAPI()


@api.post("/check-ins", response=CheckInOut)
def check_in(request, body: CheckInIn):
    now = timezone.now()
    with transaction.atomic():
        ticket = Ticket.objects.get(pk=body.ticket)
        CheckIn.objects.create(ticket=ticket, at=now)
        Entry.objects.create(at=now, what=f"{ticket.holder} checked in")
    return CheckInOut(ticket_id=ticket.id, holder=ticket.holder)


@api.get("/tickets/{ticket}", response=CheckInOut)
def look_up(request, ticket: UUID):
    found = Ticket.objects.get(pk=ticket)
    return CheckInOut(ticket_id=found.id, holder=found.holder)


urlpatterns = [path("", api.urls)]
