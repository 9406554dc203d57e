"""QR codes for paper and screens. The only module that imports segno."""

import segno

MASK = 3
"""Any mask can be read. Looking for the prettiest of eight takes seven times as long, on every page of a build."""


def qr_code(text: str) -> str:
    """A QR code as inline SVG without size, so that styles give it one. Level M: a crease or a thumbprint may hide a part of it."""
    return segno.make(text, error="m", micro=False, mask=MASK).svg_inline(
        border=2, omitsize=True, svgclass="qr", lineclass=None
    )
