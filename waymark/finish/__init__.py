"""Finish: rendered HTML becomes a hub that can be served: checked pages, data for the device, data for the server.

Nothing here knows which builder made the HTML.
"""

from waymark.finish.data import write_crisis_weights, write_server_data
from waymark.finish.device import write_device_data, write_json
from waymark.finish.drawings import write_drawings
from waymark.finish.html import check_pages
from waymark.finish.kept import write_kept
from waymark.finish.manifest import write_manifest
from waymark.finish.panels import panels
from waymark.finish.showcase import write_showcase
from waymark.finish.site import take_pages, write_site_files

__all__ = [
    "panels",
    "write_json",
    "check_pages",
    "take_pages",
    "write_crisis_weights",
    "write_device_data",
    "write_drawings",
    "write_kept",
    "write_manifest",
    "write_server_data",
    "write_showcase",
    "write_site_files",
]
