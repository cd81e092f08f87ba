from datetime import date

import pytest
from django import forms
from django.template import Context, Template
from django.test import RequestFactory
from django.utils import translation


def rendered(source, **context):
    return Template(source).render(Context(context)).strip()


class Form(forms.Form):
    name = forms.CharField(label="Name", help_text="As on the document.")
    agree = forms.BooleanField(label="I agree")


@pytest.mark.parametrize(("minutes", "characters"), [(59, []), (60, [1]), (300, [5]), (780, [5, 5, 3]), (1560, [])])
def test_a_stroke_is_an_hour(minutes, characters):
    html = rendered("{% tally minutes %}", minutes=minutes)
    assert [int(part[0]) for part in html.split("#t-")[1:]] == characters


def test_a_grade_says_its_whole_name():
    with translation.override("en"):
        html = rendered('{% grade "A" %}')
    assert html == '<span class="grade grade-a"><span class="hide">Evidence grade </span>A</span>'


@pytest.mark.parametrize(
    ("first", "last", "years", "shown"),
    [
        ((2020, 1, 2), (2021, 3, 4), False, ["2020年1月2日–", "2021年3月4日"]),
        ((2020, 1, 2), (2020, 1, 2), True, ["2020年1月2日"]),
    ],
)
def test_no_line_breaks_within_a_day(first, last, years, shown):
    html = rendered("{% span_of_days first last years=years %}", first=date(*first), last=date(*last), years=years)
    assert html == "<wbr>".join(f'<span class="keep">{part}</span>' for part in shown)


def test_what_people_wrote_is_escaped():
    assert rendered("{% tag text %}", text="<b>") == '<span class="tag">&lt;b&gt;</span>'
    assert rendered('{% status "good" text %}', text="<b>").endswith("&lt;b&gt;</span>")


@pytest.mark.parametrize(
    ("language", "title_en", "html"),
    [
        ("zh-hans", "Lunch", "送餐"),
        ("en", "Lunch", "Lunch"),
        ("en", "", '<span lang="zh-Hans">送餐</span>'),
    ],
)
def test_a_text_without_translation_is_marked_as_chinese(language, title_en, html):
    thing = type("Thing", (), {"title": "送餐", "title_en": title_en})
    with translation.override(language):
        assert rendered('{% said thing "title" %}', thing=thing) == html


def test_the_message_stands_between_hint_and_control_and_is_tied_to_it():
    form = Form({"name": "", "agree": "on"})
    html = rendered('{% field form.name "input-s" %}', form=form)
    order = [html.index(mark) for mark in ("<label", 'id="id_name_helptext"', 'id="id_name_error"', "<input")]
    assert order == sorted(order)
    assert 'aria-invalid="true"' in html
    assert 'aria-describedby="id_name_helptext id_name_error"' in html
    assert 'class="input input-s"' in html


def test_the_summary_counts_and_links_to_the_fields():
    form = Form({})
    with translation.override("en"):
        html = rendered("{% error_summary form %}", form=form)
    assert "2 things to change" in html
    assert 'href="#id_name"' in html
    assert 'href="#id_agree"' in html
    assert rendered("{% error_summary form %}", form=Form({"name": "x", "agree": "on"})) == ""


def test_the_pager_keeps_the_other_parameters():
    request = RequestFactory().get("/find/", {"q": "送餐", "after": "old"})
    html = rendered('{% pager "new" "More" "1–5" %}', request=request)
    assert 'href="?q=%E9%80%81%E9%A4%90&amp;after=new"' in html
