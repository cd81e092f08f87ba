"""The signature in the PDF: PAdES (ETSI.CAdES.detached) with ECDSA on P-256, and its examination.

The signer's key and chain are named by the settings. Where none is named, a test signer is made on first use; its
names begin with TEST, and no reader of PDFs trusts it. There is no time stamp by a third party: the time is the
signer's word.
"""

import io
import os
import shutil
import tempfile
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import cache
from pathlib import Path
from typing import Any

from asn1crypto import x509 as asn1_x509
from cryptography import x509
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from cryptography.x509.oid import NameOID
from django.conf import settings
from pyhanko.keys import load_certs_from_pemder, load_private_key_from_pemder
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
from pyhanko.pdf_utils.misc import PdfReadError
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.sign import PdfSignatureMetadata, PdfSigner, SimpleSigner
from pyhanko.sign.fields import SigSeedSubFilter
from pyhanko.sign.general import SigningError
from pyhanko.sign.signers.pdf_signer import PdfSigningSession
from pyhanko.sign.validation import SignatureCoverageLevel, validate_pdf_signature
from pyhanko_certvalidator import ValidationContext
from pyhanko_certvalidator.registry import SimpleCertificateStore

FIELD = "Signature"
REASON = "Certificate of voluntary service 志愿服务记录证明"
LOCATION = "Volunteer Cloud 志愿云"
# Bytes: the signed attributes and the signature itself, of which an RSA key of 4,096 bits takes 512.
BESIDE_CERTIFICATES = 2_048
# The test signer outlives every test, so that no clock can break one.
TEST_NOT_BEFORE = datetime(2000, 1, 1, tzinfo=UTC)
TEST_NOT_AFTER = datetime(2099, 12, 31, tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class Examination:
    """What the signature of a PDF proves.

    ``intact``: not a byte of the file was changed or added. ``ours``: signed by the key that signs now. A PDF without a
    signature, or what is no PDF, is neither.
    """

    intact: bool
    ours: bool
    signer: str = ""
    signed_at: datetime | None = None


def sign(pdf: bytes, *, at: datetime) -> bytes:
    """The PDF with an invisible signature that says ``at`` as its time; appended, so what was there stays as it was."""
    metadata = PdfSignatureMetadata(
        field_name=FIELD, reason=REASON, location=LOCATION, md_algorithm="sha256", subfilter=SigSeedSubFilter.PADES
    )
    key, chain = _key_and_chain()
    signer = _SignerAt(metadata, _signer(key, chain), at)
    signed = signer.sign_pdf(IncrementalPdfFileWriter(io.BytesIO(pdf)), bytes_reserved=_reserved(chain))
    return bytes(signed.getbuffer())


def examine(pdf: bytes) -> Examination:
    """Whether a PDF is one that this installation signed, unchanged since."""
    try:
        signatures = PdfFileReader(io.BytesIO(pdf)).embedded_regular_signatures
        if len(signatures) != 1:
            return Examination(intact=False, ours=False)
        certificate = _certificates(_key_and_chain()[1])[0]
        status = validate_pdf_signature(signatures[0], ValidationContext(trust_roots=[certificate]))
    except (PdfReadError, SigningError, ValueError):
        return Examination(intact=False, ours=False)
    return Examination(
        intact=status.intact and status.valid and status.coverage is SignatureCoverageLevel.ENTIRE_FILE,
        ours=status.signing_cert.dump() == certificate.dump(),
        signer=status.signing_cert.subject.native.get("common_name", ""),
        signed_at=status.signer_reported_dt,
    )


class _SignerAt(PdfSigner):
    """pyHanko takes the time of the machine; an action's time is `at`."""

    def __init__(self, metadata: PdfSignatureMetadata, signer: SimpleSigner, at: datetime) -> None:
        super().__init__(metadata, signer)
        self.at = at

    def init_signing_session(self, *arguments: Any, **named: Any) -> PdfSigningSession:
        session = super().init_signing_session(*arguments, **named)
        session.system_time = self.at
        return session


def _key_and_chain() -> tuple[Path, Path]:
    if settings.CERTIFICATE_SIGNER_KEY:
        return Path(settings.CERTIFICATE_SIGNER_KEY), Path(settings.CERTIFICATE_SIGNER_CHAIN)
    folder = settings.DATA / "keys" / "test-signer"
    if not folder.exists():
        _make_test_signer(folder)
    return folder / "key.pem", folder / "chain.pem"


@cache
def _certificates(chain: Path) -> list[asn1_x509.Certificate]:
    """The signer's certificate, then those that lead to the root."""
    return list(load_certs_from_pemder([str(chain)]))


@cache
def _reserved(chain: Path) -> int:
    """Room for the signature, in characters of hexadecimal: its certificates and, with much to spare, all else in it. The
    library would sign once more to learn it, which is half of its work."""
    return 2 * (sum(len(each.dump()) for each in _certificates(chain)) + BESIDE_CERTIFICATES)


@cache
def _signer(key: Path, chain: Path) -> SimpleSigner:
    certificate, *issuers = _certificates(chain)
    registry = SimpleCertificateStore()
    registry.register_multiple(issuers)
    private_key = load_private_key_from_pemder(str(key), passphrase=None)
    return SimpleSigner(signing_cert=certificate, signing_key=private_key, cert_registry=registry)


def _make_test_signer(folder: Path) -> None:
    """A root and a signer below it. The root's key is thrown away at once: nobody can make a second signer."""
    root_key, signer_key = ec.generate_private_key(ec.SECP256R1()), ec.generate_private_key(ec.SECP256R1())
    root_name, signer_name = _test_name("root"), _test_name("signer of certificates")
    root = (
        _test_certificate(root_name, root_name, root_key)
        .add_extension(x509.BasicConstraints(ca=True, path_length=0), critical=True)
        .add_extension(_usage(key_cert_sign=True, crl_sign=True), critical=True)
        .sign(root_key, SHA256())
    )
    signer = (
        _test_certificate(root_name, signer_name, signer_key)
        .add_extension(x509.BasicConstraints(ca=False, path_length=None), critical=True)
        .add_extension(_usage(digital_signature=True, content_commitment=True), critical=True)
        .add_extension(x509.AuthorityKeyIdentifier.from_issuer_public_key(root_key.public_key()), critical=False)
        .sign(root_key, SHA256())
    )
    folder.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    draft = Path(tempfile.mkdtemp(dir=folder.parent, prefix="test-signer."))
    (draft / "key.pem").touch(mode=0o600)
    (draft / "key.pem").write_bytes(signer_key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()))
    (draft / "chain.pem").write_bytes(signer.public_bytes(Encoding.PEM) + root.public_bytes(Encoding.PEM))
    # Renamed as a whole: if another process was first, its signer is the signer.
    try:
        os.rename(draft, folder)
    except OSError:
        shutil.rmtree(draft)


def _test_name(role: str) -> x509.Name:
    return x509.Name(
        [
            x509.NameAttribute(NameOID.ORGANIZATION_NAME, "TEST Volunteer Cloud, not for real certificates"),
            x509.NameAttribute(NameOID.COMMON_NAME, f"TEST {role}"),
        ]
    )


def _test_certificate(
    issuer: x509.Name, subject: x509.Name, key: ec.EllipticCurvePrivateKey
) -> x509.CertificateBuilder:
    return (
        x509.CertificateBuilder()
        .issuer_name(issuer)
        .subject_name(subject)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(TEST_NOT_BEFORE)
        .not_valid_after(TEST_NOT_AFTER)
        .add_extension(x509.SubjectKeyIdentifier.from_public_key(key.public_key()), critical=False)
    )


def _usage(**granted: bool) -> x509.KeyUsage:
    names = (
        "digital_signature", "content_commitment", "key_encipherment", "data_encipherment", "key_agreement",
        "key_cert_sign", "crl_sign", "encipher_only", "decipher_only",
    )  # fmt: skip
    return x509.KeyUsage(**{name: granted.get(name, False) for name in names})
