"""A list of what is open for other sites to show inside their own pages, and the page that writes the code for it."""

from dataclasses import dataclass
from urllib.parse import urlencode

from django import forms
from django.conf import settings
from django.http import HttpResponse
from django.shortcuts import render
from django.template import loader
from django.urls import reverse
from django.utils import timezone
from django.utils.html import escape
from django.utils.translation import gettext as say
from django.utils.translation import gettext_lazy as _
from django.utils.translation import override
from django.views.decorators.clickjacking import xframe_options_exempt
from django.views.decorators.http import require_safe

from volunteercloud.core import ids
from volunteercloud.core.errors import NotFound
from volunteercloud.domain.codes import queries as code_queries
from volunteercloud.domain.codes.lists import CodeList
from volunteercloud.domain.organizations import register
from volunteercloud.domain.regions import queries as region_queries
from volunteercloud.domain.search import feeds
from volunteercloud.domain.search import queries as search_queries
from volunteercloud.domain.search.models import Kind
from volunteercloud.web import answers, formats
from volunteercloud.web.middleware import CONTENT_POLICY, same_for_all
from volunteercloud.web.organizer.drafts import choices_of
from volunteercloud.web.region_field import RegionField

from . import linked, serving

# Any site may show this page, and only this one; it runs no script and sends nothing.
EMBEDDED_POLICY = "; ".join(
    (
        "default-src 'none'",
        "style-src 'self'",
        "form-action 'none'",
        "base-uri 'none'",
        "frame-ancestors *",
    )
)
KINDS = {"service": (Kind.SHIFT,), "needs": (Kind.NEED,), "projects": (Kind.PROJECT,)}
NUMBERS = (5, 10, 20)
THEMES = ("light", "dark")
LANGUAGES = {"zh": "zh-hans", "en": "en"}
HEIGHT_OF_A_ROW, HEIGHT_AROUND = 132, 140  # pixels, as most rows are


@dataclass(frozen=True, slots=True)
class Wish:
    """What a list is to show. What nobody knows asks for nothing that there is: the list is then empty, never another one."""

    query: search_queries.Query | None
    kind: str
    number: int
    language: str
    theme: str


@xframe_options_exempt
@same_for_all
@require_safe
def embedded(request) -> HttpResponse:
    wish = _wish(request)
    now = answers.reader_now()
    with override(wish.language):
        page = search_queries.find(wish.query, now, wish.number) if wish.query else None
        found = [hit.document for hit in page.hits] if page else []
        linked.recall_regions(document.region_code for document in found)
        facts = {
            "rows": [(document, feeds.address_of(document)) for document in found],
            "kind": wish.kind,
            "language": "en" if wish.language == "en" else "zh-Hans",
            "theme": wish.theme,
            "site": settings.SITE_NAME or say("Volunteer Cloud"),
            "address": linked.full("/"),
        }
        # Without the request, so that nothing on the way looks for a session.
        content = loader.render_to_string("open/embedded.html", facts)
    response = serving.answer(request, content, "text/html; charset=utf-8", serving.A_WHILE)
    response.headers["Content-Security-Policy"] = EMBEDDED_POLICY
    response.headers["Cross-Origin-Resource-Policy"] = "cross-origin"
    return response


def _wish(request) -> Wish:
    asked = request.GET
    kind = asked.get("kind") if asked.get("kind") in KINDS else "service"
    number = asked.get("number", "")
    return Wish(
        query=_query(asked, KINDS[kind]),
        kind=kind,
        number=int(number) if number in map(str, NUMBERS) else NUMBERS[1],
        language=LANGUAGES.get(asked.get("language", ""), settings.LANGUAGE_CODE),
        theme=asked["theme"] if asked.get("theme") in THEMES else "",
    )


def _query(asked, kinds: tuple[str, ...]) -> search_queries.Query | None:
    region, category, number = (asked.get(name, "") for name in ("region", "category", "organization"))
    try:
        code = region_queries.region(region).code if region else ""
        owner = register.by_number(ids.clean_public_code(number)).organization_id if number else None
    except NotFound:
        return None
    if category and code_queries.strangers(CodeList.CATEGORY, [category], timezone.localdate()):
        return None
    sort = search_queries.Sort.URGENCY if kinds == KINDS["needs"] else search_queries.Sort.DATE
    chosen = (category,) if category else ()
    return search_queries.Query(kinds=kinds, region_code=code, categories=chosen, owner_id=owner, sort=sort)


class EmbedForm(forms.Form):
    kind = forms.ChoiceField(
        label=_("What to show"),
        choices=[("service", _("Shifts")), ("needs", _("Needs")), ("projects", _("Projects"))],
        required=False,
    )
    region = RegionField(label=_("In the region"), max_length=100, required=False)
    category = forms.ChoiceField(label=_("What to do"), required=False)
    organization = forms.CharField(
        label=_("Of one organization"),
        max_length=20,
        required=False,
        help_text=_("Its number, as it stands on its page."),
    )
    number = forms.TypedChoiceField(
        label=_("How many"),
        choices=[(number, number) for number in NUMBERS],
        coerce=int,
        required=False,
        empty_value=10,
    )
    language = forms.ChoiceField(label=_("Language"), choices=[("zh", "中文"), ("en", "English")], required=False)
    theme = forms.ChoiceField(
        label=_("Colours"),
        choices=[("", _("As the reader’s device has them")), ("light", _("Light")), ("dark", _("Dark"))],
        required=False,
    )

    def __init__(self, *args, **kwargs):
        super().__init__(*args, label_suffix="", **kwargs)
        self.fields["category"].choices = [("", _("Anything")), *choices_of(CodeList.CATEGORY)]

    def clean_organization(self):
        number = ids.clean_public_code(self.cleaned_data["organization"])
        if number:
            try:
                register.by_number(number)
            except NotFound:
                raise forms.ValidationError(
                    _("No organization has this number. Copy it from the organization’s page.")
                ) from None
        return number


@require_safe
def maker(request):
    """The code for a page of one's own, made without script: choose, press, copy."""
    first = {} if formats.in_chinese() else {"language": "en"}
    form = EmbedForm(request.GET or None, initial={"kind": "service", "number": NUMBERS[1], "language": "zh"} | first)
    given = form.cleaned_data if form.is_valid() else {} if form.is_bound else first
    number = given.get("number") or NUMBERS[1]
    kept = {name: value for name, value in given.items() if value not in ("", None)}
    source = linked.full(reverse("open:embedded") + (f"?{urlencode(kept)}" if kept else ""))
    height = HEIGHT_AROUND + number * HEIGHT_OF_A_ROW
    facts = {"form": form, "source": source, "code": _code(source, height), "height": height}
    response = render(request, "open/embed.html", facts, status=422 if form.errors else 200)
    response.headers["Content-Security-Policy"] = f"{CONTENT_POLICY}; frame-src 'self'"
    return response


def _code(source: str, height: int) -> str:
    """The code as text, which the page shows and does not obey."""
    title = escape(settings.SITE_NAME or say("Volunteer Cloud"))
    rest = f'title="{title}" width="100%" height="{height}" loading="lazy" style="border:0"'
    return f'<iframe src="{escape(source)}" {rest}></iframe>'
