"""The parts of a page as template tags and filters, known to every template without a load.

Words for the eye and for the ear are made here once: an icon is hidden from screen readers, a grade says its full name.
"""

from functools import lru_cache

from django import template
from django.forms import BoundField, CheckboxInput, CheckboxSelectMultiple, Form, RadioSelect, Textarea
from django.templatetags.static import static
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from volunteercloud.core import ids
from volunteercloud.domain.regions import queries as regions_queries
from volunteercloud.web import formats
from volunteercloud.web.accounts import devices

register = template.Library()

for written in (
    formats.weekday, formats.month, formats.day, formats.plain_day, formats.days, formats.clock, formats.moment,
    formats.lately, formats.hours, formats.plain_hours, formats.count, formats.large, formats.phone,
):  # fmt: skip
    register.filter(written.__name__, written)

register.filter("device", devices.spoken)

ICON_OF = {"good": "check-round", "look": "alert", "stop": "stop", "quiet": "info", "brand": "", "": ""}
MOST_ICONS = 500  # names and sizes; beyond any page of ours
STROKES_SHOWN = 25  # five characters 正: more strokes are a pattern, no longer a count


def sprite(name: str) -> str:
    return f"{static('icons.svg')}#{name}"


@register.simple_tag
@lru_cache(maxsize=MOST_ICONS)
def icon(name: str, size: str = "") -> SafeString:
    """An icon of the sprite, always beside words. Some pages have a hundred."""
    return format_html(
        '<svg class="i{}" aria-hidden="true"><use href="{}"/></svg>', f" i-{size}" if size else "", sprite(f"i-{name}")
    )


@register.simple_tag
def mark(size: str = "") -> SafeString:
    return format_html(
        '<svg class="mark{}" aria-hidden="true"><use href="{}"/></svg>',
        f" mark-{size}" if size else "",
        sprite("mark"),
    )


@register.simple_tag
def tally(minutes: int, kind: str = "") -> SafeString | str:
    """Whole hours as strokes of 正, beside their figure; nothing under an hour and nothing beyond 25 hours."""
    strokes = minutes // 60
    if not 1 <= strokes <= STROKES_SHOWN:
        return ""
    characters = [5] * (strokes // 5) + ([strokes % 5] if strokes % 5 else [])
    drawn = format_html_join("", '<svg><use href="{}"/></svg>', ((sprite(f"t-{number}"),) for number in characters))
    return format_html('<span class="tally{}" aria-hidden="true">{}</span>', f" tally-{kind}" if kind else "", drawn)


@register.simple_tag
def grade(letter: str, size: str = "") -> SafeString:
    """The stamp of an evidence grade. A screen reader hears "Evidence grade A"."""
    return format_html(
        '<span class="grade grade-{}{}"><span class="hide">{} </span>{}</span>',
        letter.lower(),
        f" grade-{size}" if size else "",
        _("Evidence grade"),
        letter.upper(),
    )


@register.simple_tag
def code(value: str, size: int = 4) -> SafeString:
    """A public code in groups of four."""
    return format_html('<span class="code">{}</span>', ids.grouped(value, size))


@register.simple_tag
def said(thing: object, name: str) -> SafeString | str:
    """A text that somebody wrote in Chinese and perhaps in English: {% said shift "title" %} takes `title_en` for an
    English reader, or the Chinese one, marked as Chinese."""
    written = getattr(thing, name)
    if formats.in_chinese() or not written:
        return written
    translated = getattr(thing, f"{name}_en", "")
    return translated or format_html('<span lang="zh-Hans">{}</span>', written)


@register.filter
def region(code: str) -> str:
    """The name of a region alone, as the reader writes it."""
    return regions_queries.short_name(code, get_language() or "")


@register.filter
def full_region(code: str) -> str:
    """A region with all above it, as in an address."""
    return regions_queries.full_name(code, get_language() or "")


@register.simple_tag
def status(kind: str, text: str, icon_name: str = "") -> SafeString:
    """A state: icon, words and colour. Kinds: good, look, stop, quiet."""
    return format_html('<span class="status is-{}">{}{}</span>', kind, icon(icon_name or ICON_OF[kind]), text)


@register.simple_tag
def tag(text: str, kind: str = "", icon_name: str = "") -> SafeString:
    """A small label. Kinds: brand, look, stop, or none."""
    return format_html(
        '<span class="tag{}">{}{}</span>', f" tag-{kind}" if kind else "", icon(icon_name) if icon_name else "", text
    )


@register.simple_block_tag
def note(content: SafeString, kind: str = "", icon_name: str = "") -> SafeString:
    """A notice with a left bar: {% note "look" %}<p>…</p>{% endnote %}. Kinds: good, look, stop, or none."""
    return format_html(
        '<div class="note{}">{}<div>{}</div></div>',
        f" note-{kind}" if kind else "",
        icon(icon_name or ICON_OF[kind] or "info"),
        content,
    )


@register.simple_block_tag
def why(content: SafeString, kind: str = "") -> SafeString:
    """One line that says why: {% why "yes" %} where something may be done, {% why %} where not, {% why "look" %} where the
    reader has something to do first."""
    name = {"yes": "check-round", "look": "info"}.get(kind, "stop")
    return format_html('<p class="why{}">{}<span>{}</span></p>', f" why-{kind}" if kind else "", icon(name), content)


@register.simple_tag
def clocks(start, end) -> str:
    return formats.clocks(start, end)


@register.simple_tag
def period(start, end) -> SafeString:
    """Day and hours; a line may break between the two, but in neither."""
    day = f"{formats.day(start)}{'' if formats.in_chinese() else ', '}"
    hours = formats.clocks(start, end)
    return format_html('<span><span class="keep">{}</span><wbr><span class="keep">{}</span></span>', day, hours)


@register.simple_tag
def span_of_days(first, last, *, years: bool = False) -> SafeString:
    """From which day to which, both ends included; a line may break between the two, but in neither. Each
    says its year with `years`, as on what people keep, and where the two differ in it."""
    written = formats.dated if years or formats.local(first).year != formats.local(last).year else formats.plain_day
    if formats.local(first) == formats.local(last):
        return format_html('<span class="keep">{}</span>', written(first))
    return format_html('<span class="keep">{}–</span><wbr><span class="keep">{}</span>', written(first), written(last))


@register.simple_tag
def day_block(value) -> SafeString:
    """The date beside a row of a list: weekday, day, month."""
    return format_html(
        '<div class="day"><span>{}</span><b>{}</b><span>{}</span></div>',
        formats.weekday(value),
        formats.local(value).day,
        formats.month(value),
    )


@register.inclusion_tag("parts/field.html")
def field(bound: BoundField, css: str = "", optional: bool | None = None) -> dict[str, object]:
    """One field of a form: label, hint, message and control in this order, tied together for the ear.

    `css` is added to the control: "input-num" for numbers and codes, "input-s" for short ones.
    """
    widget = bound.field.widget
    is_pick = isinstance(widget, CheckboxInput)
    is_group = isinstance(widget, CheckboxSelectMultiple | RadioSelect)
    attrs = {} if is_pick or is_group else {"class": " ".join(filter(None, ("input", widget.attrs.get("class"), css)))}
    if isinstance(widget, Textarea) and widget.attrs.get("rows") == "10":
        attrs["rows"] = "4"  # Django's own default is a screenful
    return {
        "field": bound,
        "kind": "group" if is_group else "pick" if is_pick else "line",
        "control": bound.as_widget(attrs=attrs),
        "optional": not bound.field.required if optional is None else optional,
        "again": getattr(widget, "is_unkept", False) and bool(bound.data),
    }


@register.inclusion_tag("parts/fields.html")
def fields(form: Form) -> dict[str, object]:
    """All fields of a form in their order, hidden ones too."""
    return {"form": form}


@register.inclusion_tag("parts/summary.html")
def error_summary(*forms: Form) -> dict[str, object]:
    """All that has to be mended, first on the page, with links to the fields; it takes the focus."""
    wrong = [(bound, error) for form in forms for bound in form for error in bound.errors]
    general = [error for form in forms for error in form.non_field_errors()]
    return {"wrong": wrong, "general": general, "number": len(wrong) + len(general)}


@register.inclusion_tag("parts/pager.html", takes_context=True)
def pager(context, cursor: str | None, label: str, said: str = "") -> dict[str, object]:
    """A link to the rows after `cursor` (query parameter "after"), with all other parameters kept."""
    request = context["request"]
    parameters = request.GET.copy()
    if cursor:
        parameters["after"] = cursor
    return {"address": f"?{parameters.urlencode()}" if cursor else "", "label": label, "said": said}


@register.inclusion_tag("parts/empty.html")
def empty(title: str, text: str, address: str = "", action: str = "") -> dict[str, str]:
    """An empty list: why it is empty, and what to do next."""
    return {"title": title, "text": text, "address": address, "action": action}


@register.inclusion_tag("parts/hatch.html")
def hatch() -> dict[str, str]:
    """The hatching of honour hours, once on every page with a chart that shows them."""
    return {}
