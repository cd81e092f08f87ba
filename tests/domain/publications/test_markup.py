import pytest

from volunteercloud.domain.publications import markup


@pytest.mark.parametrize(
    ("text", "html"),
    [
        ("# 一", "<h2>一</h2>\n"),
        ("###### 六", "<h6>六</h6>\n"),
        ("**是**", "<p><strong>是</strong></p>\n"),
        ("[这里](/help/)", '<p><a href="/help/">这里</a></p>\n'),
        (
            "[there](https://qinghe.example)",
            '<p><a href="https://qinghe.example" rel="nofollow noopener noreferrer">there</a></p>\n',
        ),
        ("<script>alert(1)</script>", "<p>&lt;script&gt;alert(1)&lt;/script&gt;</p>\n"),
        ('a <b onclick="x()">b</b>', "<p>a &lt;b onclick=&quot;x()&quot;&gt;b&lt;/b&gt;</p>\n"),
        ("[x](javascript:alert(1))", "<p>[x](javascript:alert(1))</p>\n"),
        ("[x](JAVASCRIPT:alert(1))", "<p>[x](JAVASCRIPT:alert(1))</p>\n"),
        ("[x](data:text/html;base64,eA==)", "<p>[x](data:text/html;base64,eA==)</p>\n"),
        ("[x](//elsewhere.example)", "<p>[x](//elsewhere.example)</p>\n"),
        ("<javascript:alert(1)>", "<p>&lt;javascript:alert(1)&gt;</p>\n"),
        (
            "![x](https://elsewhere.example/pixel.png)",
            '<p>!<a href="https://elsewhere.example/pixel.png" rel="nofollow noopener noreferrer">x</a></p>\n',
        ),
    ],
)
def test_what_is_written_can_do_no_harm(text, html):
    assert markup.rendered(text) == html
