"""QR codes as pictures: one SVG text that pages set into their HTML and the typesetter sets on paper."""

import io

import segno


def svg(text: str, *, title: str = "", ground: bool = True) -> str:
    """The QR code of ``text`` as an SVG element of class "qr", as wide as its box.

    The light ground with its quiet zone of four modules is part of the picture, so that the code scans on a dark page
    too; without ``ground`` there are only the modules, for light paper with a margin of its own. ``title`` is what a
    screen reader says; without one the picture is decoration beside text that says the same.
    Error correction is level M: 15 % of the code may be dirty or creased.
    """
    picture = io.BytesIO()
    segno.make_qr(text, error="m", boost_error=False).save(
        picture,
        kind="svg",
        border=4 if ground else 0,
        dark="#000",
        light="#fff" if ground else None,
        xmldecl=False,
        omitsize=True,
        nl=False,
        svgclass="qr",
        lineclass=None,
        title=title or None,
    )
    element = picture.getvalue().decode()
    role = 'role="img"' if title else 'aria-hidden="true"'
    # Without crisp edges a browser draws hairlines between the modules.
    return element.replace("<svg ", f'<svg {role} shape-rendering="crispEdges" ', 1)
