"""Signing in with a service outside, by OpenID Connect: allauth's way through, with what it leaves out."""
