from allauth.account.internal.decorators import login_not_required
from allauth.socialaccount.providers.oauth2.views import OAuth2CallbackView, OAuth2LoginView
from django.http import Http404

from .asking import Outside
from .provider import known


class Callback(OAuth2CallbackView):
    def _get_state(self, request, provider):
        """What was remembered of a sign-in is needed to look at its token, too."""
        state, response = super()._get_state(request, provider)
        self.adapter.state = state or {}
        return state, response


@login_not_required
def login(request, provider_id):
    return _view(OAuth2LoginView, request, provider_id)


@login_not_required
def callback(request, provider_id):
    return _view(Callback, request, provider_id)


def _view(kind, request, provider_id):
    if known(provider_id) is None:
        raise Http404
    return kind.adapter_view(Outside(request, provider_id))(request)
