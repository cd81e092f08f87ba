"""The rows of this area: what we issue, what others showed a person brings, and what a person shows to others."""

from .copies import Binding, BroughtPackage, Signer
from .issuing import Credential, CredentialLine, Form, IssuerKey, Scope, StatusList, StatusPlace, Why
from .sharing import Share, ShareLine, ShareLink

__all__ = [
    "Binding",
    "BroughtPackage",
    "Credential",
    "CredentialLine",
    "Form",
    "IssuerKey",
    "Scope",
    "Share",
    "ShareLine",
    "ShareLink",
    "Signer",
    "StatusList",
    "StatusPlace",
    "Why",
]
