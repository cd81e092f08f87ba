"""The markup of publications: a safe part of CommonMark. What officers write can carry no HTML, script or picture."""

from django.utils.safestring import SafeString
from markdown_it import MarkdownIt
from markdown_it.token import Token

SCHEMES = ("https://", "http://", "mailto:", "tel:", "/", "#")
HIGHEST_HEADING = 2  # the first stands for the title of the page alone


class Parser(MarkdownIt):
    def __init__(self) -> None:
        super().__init__("commonmark", {"html": False})
        self.enable("table").disable(["image", "html_block", "html_inline"])

    def validateLink(self, url: str) -> bool:
        return url.lower().startswith(SCHEMES) and not url.startswith("//")


def rendered(text: str) -> SafeString:
    """The text as HTML that can do no harm: HTML in it is shown as it was typed, and odd addresses stay text."""
    parser = Parser()
    tokens = parser.parse(text)
    for token in tokens:
        _lower(token)
        for inner in token.children or []:
            _mark_link(inner)
    return SafeString(parser.renderer.render(tokens, parser.options, {}))


def _lower(token: Token) -> None:
    if token.type in {"heading_open", "heading_close"}:
        token.tag = max(token.tag, f"h{HIGHEST_HEADING}")


def _mark_link(token: Token) -> None:
    """Links to other sites lend them no good name, and tell them no address of ours."""
    if token.type == "link_open" and str(token.attrGet("href")).lower().startswith("http"):
        token.attrSet("rel", "nofollow noopener noreferrer")
