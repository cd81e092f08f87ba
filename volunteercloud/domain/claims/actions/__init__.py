"""All writes about evidence without a scan: hour codes, claims, late entries."""

from .answering import Opened, confirm_claim, decline_claim, forget_proofs, read_proof, remind_of_claim
from .batches import Printed, make_codes, print_codes, withdraw_codes
from .claiming import claim_service, withdraw_claim
from .entering import LateEntry, enter_late
from .redeeming import Redeemed, redeem_code

__all__ = [
    "LateEntry",
    "Opened",
    "Printed",
    "Redeemed",
    "claim_service",
    "confirm_claim",
    "decline_claim",
    "enter_late",
    "forget_proofs",
    "make_codes",
    "print_codes",
    "read_proof",
    "redeem_code",
    "remind_of_claim",
    "withdraw_claim",
    "withdraw_codes",
]
