"""The rows of this area: what others showed a person brings, and what a person shows to others."""

from .copies import Binding, BroughtPackage, Signer
from .sharing import Share, ShareLine, ShareLink

__all__ = ["Binding", "BroughtPackage", "Share", "ShareLine", "ShareLink", "Signer"]
