import io

import pytest
from PIL import Image

from tests.domain.organizations import factories
from volunteercloud.core.errors import NotAllowed, Refused
from volunteercloud.domain.organizations import actions
from volunteercloud.domain.organizations.seals import clean_seal


def picture(size=(1200, 900), form="JPEG"):
    file = io.BytesIO()
    Image.new("RGB", size, "#a00").save(file, form)
    return file.getvalue()


def test_a_seal_is_kept_small_and_as_png():
    kept = Image.open(io.BytesIO(clean_seal(picture())))
    assert (kept.format, kept.size) == ("PNG", (600, 450))


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (b"%PDF-1.7 not a picture", "seal.not_a_picture"),
        (picture()[:400], "seal.not_a_picture"),
        (picture((5000, 10)), "seal.not_a_picture"),
        (b"\x89PNG" + bytes(2_000_001), "seal.too_large"),
    ],
)
def test_what_is_no_seal_is_refused(content, code):
    with pytest.raises(Refused) as refusal:
        clean_seal(content)
    assert (refusal.value.code, refusal.value.field) == (code, "seal")


def test_owners_set_the_seal(owner, organization, at):
    kept = actions.set_seal(actor=owner, organization_id=organization.id, picture=picture(form="PNG"), at=at)
    assert kept.seal[:4] == b"\x89PNG"
    with pytest.raises(NotAllowed):
        actions.set_seal(actor=factories.person("小满"), organization_id=organization.id, picture=picture(), at=at)
    assert actions.set_seal(actor=owner, organization_id=organization.id, picture=b"", at=at).seal is None


def test_officers_trust_and_end_the_trust(owner, officer, organization, at):
    with pytest.raises(NotAllowed):
        actions.set_trust(actor=owner, organization_id=organization.id, trusted=True, at=at)
    assert actions.set_trust(actor=officer, organization_id=organization.id, trusted=True, at=at).trusted
    assert not actions.set_trust(actor=officer, organization_id=organization.id, trusted=False, at=at).trusted


def test_nobody_supervises_an_organization_of_their_own(owner, officer, organization, at):
    factories.make_officer(owner, "9901")
    own = {"actor": owner, "organization_id": organization.id, "at": at}
    for step in (
        lambda: actions.set_trust(**own, trusted=True),
        lambda: factories.suspend(**own, reason="自己停下。"),
    ):
        with pytest.raises(NotAllowed):
            step()
    with pytest.raises(Refused) as refusal:
        actions.change_organization(**own, particulars={"name": "新名"})
    assert refusal.value.code == "organization.vouched"
    assert actions.change_organization(
        actor=officer, organization_id=organization.id, particulars={"name": "新名"}, at=at
    )
