from django import forms
from django.test import RequestFactory

from volunteercloud.core.actor import ANONYMOUS
from volunteercloud.core.errors import Refused
from volunteercloud.web import answers


class Form(forms.Form):
    name = forms.CharField()


def refusing(field):
    def action():
        raise Refused("x.y", "It is taken.", next_step="Choose another.", field=field)

    return action


def test_a_refusal_goes_to_the_field_it_names():
    form = Form({"name": "x"})
    assert answers.run(form, refusing("name")) is None
    assert form.errors == {"name": ["It is taken. Choose another."]}


def test_a_refusal_of_no_field_of_the_form_goes_to_the_whole():
    form = Form({"name": "x"})
    assert answers.run(form, refusing("elsewhere")) is None
    assert form.errors == {"__all__": ["It is taken. Choose another."]}


def test_the_result_of_an_action_comes_back():
    assert answers.run(Form({"name": "x"}), lambda: "made") == "made"


def test_nobody_known_is_anonymous():
    assert answers.actor_of(RequestFactory().get("/")) == ANONYMOUS
