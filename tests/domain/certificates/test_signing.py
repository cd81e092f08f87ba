import shutil
import stat
from concurrent.futures import ThreadPoolExecutor

import pytest
from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat

from tests.domain.certificates import papers
from volunteercloud.domain.certificates import signing
from volunteercloud.domain.certificates.signing import Examination

NEITHER = Examination(intact=False, ours=False)


@pytest.fixture(scope="module")
def pdf():
    return papers.rendered(papers.ORDINARY)


@pytest.fixture
def keys(tmp_path, settings):
    """A data folder without keys, the typefaces at their place."""
    settings.DATA = tmp_path
    return tmp_path / "keys"


def test_a_signed_certificate_is_intact_ours_and_of_its_time(keys, pdf, at):
    signed = signing.sign(pdf, at=at)

    assert signed.startswith(pdf)
    assert b"/ETSI.CAdES.detached" in signed
    assert signing.examine(signed) == Examination(
        intact=True, ours=True, signer="TEST signer of certificates", signed_at=at
    )


def test_a_changed_byte_breaks_the_signature(keys, pdf, at):
    signed = bytearray(signing.sign(pdf, at=at))
    signed[len(pdf) // 2] ^= 1

    assert signing.examine(bytes(signed)).intact is False


def test_an_appended_byte_breaks_the_signature(keys, pdf, at):
    assert signing.examine(signing.sign(pdf, at=at) + b"%\n").intact is False


def test_the_signature_of_another_signer_is_not_ours(keys, pdf, at):
    signed = signing.sign(pdf, at=at)
    before = signing.examine(signed)
    shutil.move(keys, keys.with_name("elsewhere"))
    signing._signer.cache_clear()
    signing._certificates.cache_clear()
    after = signing.examine(signed)

    assert [(before.intact, before.ours), (after.intact, after.ours)] == [(True, True), (True, False)]


@pytest.mark.parametrize("given", [b"", b"text", b"%PDF-1.7\n", b"%PDF-1.7\n%%EOF\n"])
def test_what_is_no_pdf_proves_nothing(keys, given):
    assert signing.examine(given) == NEITHER


def test_an_unsigned_pdf_proves_nothing(keys, pdf):
    assert signing.examine(pdf) == NEITHER


def test_the_test_key_is_its_owners_only(keys, pdf, at):
    signing.sign(pdf, at=at)
    key = keys / "test-signer" / "key.pem"

    assert [stat.S_IMODE(path.stat().st_mode) for path in (keys, key.parent, key)] == [0o700, 0o700, 0o600]


def test_first_uses_at_once_agree_on_one_signer(keys, pdf, at):
    with ThreadPoolExecutor(4) as threads:
        signed = list(threads.map(lambda _: signing.sign(pdf, at=at), range(4)))

    assert [signing.examine(copy).ours for copy in signed] == [True] * 4
    assert [path.name for path in keys.iterdir()] == ["test-signer"]


def test_a_named_key_signs_instead(keys, pdf, at, settings, tmp_path):
    signing.sign(pdf, at=at)
    shutil.move(keys / "test-signer", tmp_path / "named")
    settings.CERTIFICATE_SIGNER_KEY = str(tmp_path / "named" / "key.pem")
    settings.CERTIFICATE_SIGNER_CHAIN = str(tmp_path / "named" / "chain.pem")

    assert signing.examine(signing.sign(pdf, at=at)).ours is True
    assert list(keys.iterdir()) == []


def test_a_signer_with_the_longest_key_has_room(keys, pdf, at, settings, tmp_path):
    """An RSA signature takes 512 bytes where one by P-256 takes some 70."""
    name, key = signing._test_name("RSA"), rsa.generate_private_key(65537, 4096)
    certificate = signing._test_certificate(name, name, key).sign(key, SHA256())
    pem = key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
    settings.CERTIFICATE_SIGNER_KEY, settings.CERTIFICATE_SIGNER_CHAIN = tmp_path / "rsa.pem", tmp_path / "chain.pem"
    settings.CERTIFICATE_SIGNER_KEY.write_bytes(pem)
    settings.CERTIFICATE_SIGNER_CHAIN.write_bytes(certificate.public_bytes(Encoding.PEM))

    found = signing.examine(signing.sign(pdf, at=at))

    assert (found.intact, found.ours, found.signed_at) == (True, True, at)
