"""Other sites sign people in with their account here: OpenID Connect as allauth speaks it, as far as we mean it.

One way alone: a code for a site that has a secret, with PKCE; agreed to by the person each time. allauth has devices, tokens
in addresses, sites that register themselves and silent consent besides: none of it has an address here.
"""
