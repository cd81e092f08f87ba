from django.db import models


class Ticket(models.Model):
    id = models.UUIDField(primary_key=True)
    holder = models.TextField()


class CheckIn(models.Model):
    ticket = models.OneToOneField(Ticket, models.PROTECT, primary_key=True)
    at = models.DateTimeField()


class Entry(models.Model):
    id = models.BigAutoField(primary_key=True)
    at = models.DateTimeField()
    what = models.TextField()
