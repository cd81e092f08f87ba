"""Pictures of figures, drawn on the server as SVG: pure functions from numbers to what a template draws.

No picture needs a script, so it prints, goes into frames and works in every browser. Labels of axes are never scaled with
a picture: they stay as large as the text around it.
"""
