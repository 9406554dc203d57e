"""Takes the README's pictures from a hub that is being served: python tools/screenshots.py http://127.0.0.1:8000"""

import os
import shutil
import sys
from pathlib import Path

from playwright.sync_api import sync_playwright

PICTURES = {
    "home-phone": ("/", 360, 640, "light"),
    "guide-phone": ("/guides/panic/", 360, 640, "dark"),
    "home-wide": ("/", 1280, 800, "light"),
}
FOLDER = Path(__file__).parents[1] / "docs" / "images"


def main(address: str) -> None:
    """One PNG a picture, at twice the size so that print is sharp."""
    FOLDER.mkdir(parents=True, exist_ok=True)
    chromium = shutil.which(os.environ.get("CHROMIUM", "chromium"))
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium, args=["--no-sandbox", "--disable-gpu"])
        for name, (path, width, height, scheme) in PICTURES.items():
            page = browser.new_page(
                viewport={"width": width, "height": height}, color_scheme=scheme, device_scale_factor=1.5
            )
            page.goto(address + path)
            page.screenshot(path=FOLDER / f"{name}.png")
        browser.close()


if __name__ == "__main__":
    main(sys.argv[1] if len(sys.argv) > 1 else "http://127.0.0.1:8000")
