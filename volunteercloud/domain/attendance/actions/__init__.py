"""All writes at a shift: scans, ticks, absence, confirmation."""

from .confirming import Confirmed, confirm, mark_absent
from .scanning import scan_code, scan_pass, tick

__all__ = ["Confirmed", "confirm", "mark_absent", "scan_code", "scan_pass", "tick"]
