"""All writes at a shift: scans, ticks, absence, confirmation, other evidence."""

from .confirming import Confirmed, confirm, mark_absent
from .scanning import scan_code, scan_pass, tick
from .settling import Served, settle

__all__ = ["Confirmed", "Served", "confirm", "mark_absent", "scan_code", "scan_pass", "settle", "tick"]
