"""Prepare: checked content becomes a plain tree of Markdown files with front matter that any builder can render.

Nothing of the builder is known here. Each page's front matter carries its data ready made (``view``), so that templates only
print. What all pages of a language share is written once, as ``shared``.
"""

from waymark.prepare.site import Prepared, PreparedPage, prepare_site, write_prepared

__all__ = ["Prepared", "PreparedPage", "prepare_site", "write_prepared"]
