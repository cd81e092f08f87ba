import io

import pytest
from cryptography.exceptions import InvalidTag
from PIL import Image

from tests.domain.organizations import factories
from volunteercloud.core import ids
from volunteercloud.core.errors import NotAllowed, NotFound, Refused
from volunteercloud.domain.audit.models import Entry
from volunteercloud.domain.organizations import actions, dossier, namesakes, papers, rules
from volunteercloud.domain.organizations.models import Document, Submission


def picture(size=(900, 1200), form="PNG", **more):
    file = io.BytesIO()
    Image.new("RGB", size, "#ddd").save(file, form, **more)
    return file.getvalue()


@pytest.fixture
def draft(owner, at):
    return actions.register_organization(actor=owner, particulars=factories.particulars(), at=at)


def give(actor, organization, at, upload, **changes):
    said = {"document_id": ids.uuid7(), "kind": "certificate"} | changes
    return actions.add_document(actor=actor, organization_id=organization.id, upload=upload, at=at, **said)


def code_of(action, *arguments, **named):
    with pytest.raises(Refused) as refusal:
        action(*arguments, **named)
    return refusal.value.code


def test_a_photo_is_drawn_anew_without_where_it_was_taken():
    exif = Image.Exif()
    exif[0x8825] = {1: "N", 2: (31.0, 13.0, 0.0)}
    kept = papers.cleaned(picture(form="JPEG", exif=exif))
    assert (kept.media_type, dict(Image.open(io.BytesIO(kept.content)).getexif())) == ("image/jpeg", {})


@pytest.mark.parametrize(
    ("upload", "code"),
    [
        (b"%PDF-1.7 and nothing more", "document.unreadable"),
        (b"GIF89a" + bytes(100), "document.unreadable"),
        (b"", "document.unreadable"),
        (factories.paper(b"<< /OpenAction << /JS (app.alert(1)) >> >>"), "document.not_paper"),
        (picture((399, 1200)), "document.too_small"),
        (b"%PDF-1.7" + bytes(papers.LARGEST_BYTES), "document.too_large"),
        (picture((6000, 4000)), "document.too_large"),
    ],
)
def test_what_is_no_paper_is_refused(upload, code):
    with pytest.raises(Refused) as refusal:
        papers.cleaned(upload)
    assert (refusal.value.code, refusal.value.field) == (code, "file")


def test_a_document_is_sealed_and_the_same_file_is_kept_once(owner, draft, at):
    first = give(owner, draft, at, factories.paper())
    assert give(owner, draft, at, factories.paper()).id == first.id
    assert give(owner, draft, at, factories.paper(b"other"), document_id=first.id).digest == first.digest
    assert b"%PDF" not in bytes(Document.objects.get().content)
    opened = actions.read_document(actor=owner, organization_id=draft.id, document_id=first.id, at=at)
    assert (opened.media_type, opened.content) == ("application/pdf", factories.paper())


def test_a_document_moved_to_another_row_does_not_open(owner, draft, at):
    first, second = give(owner, draft, at, factories.paper(b"1")), give(owner, draft, at, factories.paper(b"2"))
    Document.objects.filter(id=second.id).update(content=first.content)
    with pytest.raises(InvalidTag):
        actions.read_document(actor=owner, organization_id=draft.id, document_id=second.id, at=at)


def test_who_looks_and_whose_look_is_kept(owner, officer, draft, at):
    document = give(owner, draft, at, factories.paper())
    key = {"organization_id": draft.id, "document_id": document.id, "at": at}
    for somebody in (owner, officer):
        actions.read_document(actor=somebody, **key)
    for somebody in (factories.person("小满"), factories.officer("990102", "立秋")):
        with pytest.raises(NotFound):
            actions.read_document(actor=somebody, **key)
    assert list(Entry.objects.filter(name="organizations.document_read").values_list("actor_id", flat=True)) == [
        officer.id
    ]


def test_a_document_of_another_organization_is_not_found(owner, draft, at):
    document = give(owner, draft, at, factories.paper())
    other = actions.register_organization(actor=owner, particulars=factories.particulars(name="暮雪队"), at=at)
    key = {"actor": owner, "organization_id": other.id, "document_id": document.id, "at": at}
    for step in (actions.read_document, actions.remove_document):
        with pytest.raises(NotFound):
            step(**key)


def test_only_managers_give_and_twenty_are_enough(owner, draft, at):
    with pytest.raises(NotAllowed):
        give(factories.person("小满"), draft, at, factories.paper())
    assert code_of(give, owner, draft, at, factories.paper(), kind="rumour") == "document.kind"
    for number in range(papers.MOST):
        give(owner, draft, at, factories.paper(str(number).encode()))
    assert code_of(give, owner, draft, at, factories.paper(b"more")) == "document.enough"


def test_what_is_needed_is_asked_for_and_stays_after_the_approval(owner, officer, draft, at):
    assert [field for field, _message in rules.missing(draft)] == ["documents", "documents"]
    factories.submitted(owner, draft, at)
    document = Document.objects.first()
    assert code_of(give, owner, draft, at, factories.paper(b"late")) == "organization.under_review"
    case = factories.waiting_case(draft.id)
    actions.decide_organization(actor=officer, case_id=case.id, decision="approve", reason="", at=at)
    assert (
        code_of(actions.remove_document, actor=owner, organization_id=draft.id, document_id=document.id, at=at)
        == "document.approved"
    )
    assert give(owner, draft, at, factories.paper(b"renewed")).kind == "certificate"


def test_a_submission_is_compared_with_the_one_an_officer_read(owner, officer, draft, at):
    factories.submitted(owner, draft, at)
    case = factories.waiting_case(draft.id)
    asked = {"purpose": " 写明服务对象。 ", "head": " "}
    decide = {"actor": officer, "case_id": case.id, "reason": "请补充。", "at": at}
    assert (
        code_of(actions.decide_organization, decision="approve", asked=asked, **decide)
        == "organization.asked_without_return"
    )
    assert (
        code_of(actions.decide_organization, decision="return", asked={"seal": "?"}, **decide)
        == "organization.asked_unknown"
    )
    actions.decide_organization(decision="return", asked=asked, **decide)
    assert dossier.asked(draft.id) == {"purpose": "写明服务对象。"}

    key = {"actor": owner, "organization_id": draft.id, "at": at}
    actions.change_organization(**key, particulars={"purpose": "为独居老人送午餐。"})
    actions.submit_organization(**key, is_another=True)
    actions.withdraw_organization(**key)
    actions.change_organization(**key, particulars={"head": "立冬"})
    actions.submit_organization(**key, is_another=True)
    assert list(Submission.objects.order_by("number").values_list("number", flat=True)) == [1, 2]
    found = dossier.dossier(officer, draft)
    assert [(change.field, change.before, change.after) for change in found.changes] == [
        ("purpose", "为社区老人送午餐。", "为独居老人送午餐。"),
        ("head", "清明", "立冬"),
    ]


@pytest.mark.parametrize(
    ("name", "core"),
    [
        ("青禾市临溪区图书馆志愿服务队", "图书馆"),
        ("青禾（临溪）图书馆　志愿者协会", "图书馆"),
        ("图书馆志愿服务队分队", "图书馆"),
        ("志愿服务队", "志愿服务队"),
        ("ＡＢＣ Volunteers", "abc"),
        ("临溪区", "临溪区"),
    ],
)
def test_names_are_compared_by_what_is_their_own(owner, name, core):
    assert namesakes.own_part(name, "990101") == core


@pytest.mark.parametrize(
    ("changes", "why"),
    [
        ({"name": "青禾市 晨光 志愿者协会"}, "same_name"),
        ({"name": "晨光之家志愿服务队"}, "similar"),
        ({"name": "图书馆志愿服务队"}, None),
        ({"name": "晨光志愿服务队", "region_id": "99"}, "same_name"),
        ({"name": "暮雪队", "uscc": factories.USCC}, "same_code"),
    ],
)
def test_who_may_be_the_same(owner, organization, at, changes, why):
    said = factories.particulars(uscc="51990000MJ00000023") | changes
    draft = actions.register_organization(actor=owner, particulars=said, at=at)
    assert [(one.node.organization_id, one.why) for one in namesakes.found(draft)] == (
        [(organization.id, why)] if why else []
    )


def test_a_like_name_takes_a_word_and_the_officer_sees_whose(owner, organization, at):
    draft = actions.register_organization(
        actor=owner, particulars=factories.particulars(uscc="51990000MJ00000023"), at=at
    )
    factories.give_documents(owner, draft, at)
    key = {"actor": owner, "organization_id": draft.id, "at": at}
    with pytest.raises(Refused) as refusal:
        actions.submit_organization(**key)
    assert (refusal.value.code, refusal.value.facts) == (
        "organization.maybe_same",
        {"alike": [{"number": organization.number, "name": "晨光志愿服务队", "why": "same_name"}]},
    )
    actions.submit_organization(**key, is_another=True)
    assert Submission.objects.get(organization_id=draft.id).apart_from == [organization.id]


def test_drafts_of_others_are_not_told_of(owner, draft, at):
    another = actions.register_organization(actor=factories.person("小满"), particulars=factories.particulars(), at=at)
    assert namesakes.found(another) == []
