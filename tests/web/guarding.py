"""What no answer may lack or have, whoever asks for what."""

import re

# Code that stands in a page: the policy would stop it, and whoever wrote it would not see why it does nothing.
INLINE = re.compile(
    r"""<script(?![^>]*\b(?:src=|type="application/(?:ld\+)?json"))|<style\b|<[a-z][^<>]*\s(?:on[a-z]+|style)=|(?:href|src|action)=["']?\s*(?:javascript|data:text):"""
)
# An address of another host that a browser would load by itself.
FOREIGN = re.compile(r"""<(?:script|img|link|iframe|source|video|audio)\b[^>]*\s(?:src|href)=["'](?:https?:)?//""")
ALTERNATE = re.compile(r"""<link rel="(?:canonical|alternate)"[^>]*>""")
TOLD = {
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
}
# Stricter, where an address is a secret.
ELSEWHERE = {"no-referrer": {"Referrer-Policy": "no-referrer"}}
POLICIES = ("Content-Security-Policy", "Permissions-Policy", "Cross-Origin-Resource-Policy")


def flaw(answer) -> str:
    """What is wrong with an answer that has ``said`` its text; empty where nothing is."""
    told = TOLD | ELSEWHERE.get(answer.headers.get("Referrer-Policy", ""), {})
    if "frame-ancestors *" in answer.headers.get("Content-Security-Policy", ""):
        told.pop("X-Frame-Options")  # made to stand in pages of others
    missing = [name for name, value in told.items() if answer.headers.get(name) != value]
    missing += [name for name in POLICIES if not answer.headers.get(name)]
    if missing:
        return f"is answered without {missing}"
    if not answer.headers.get("Content-Type", "").startswith("text/html"):
        return ""
    page = ALTERNATE.sub("", answer.said)
    found = INLINE.search(page) or FOREIGN.search(page)
    return f"has {found[0][:80]} in its page" if found else ""
