"""Pictures of the gallery of components: `python -m tests.journeys.pictures` renews those kept.

They are small and compared coarsely, so that another version of the browser, which draws the edge
of a letter otherwise, changes nothing; another colour, size or place does. Their letters are those
of a font that `make browser` installs.
"""

import base64
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Final

from playwright.sync_api import Browser, Page

from tests.journeys.browsers import LOOKS, open_browser, sign_in
from tests.journeys.office import Office, open_office

FOLDER: Final = Path(__file__).parent / "pictures"
# Wide enough for tables to be tables.
WIDTH: Final = 1100
FONT: Final = '* { font-family: "DejaVu Sans" !important; }'
# Pixels of a side of what is compared by its mean colour, how far two of them may differ of 255,
# and how many of them may differ more, in a thousand.
BLOCK: Final = 3
TOLERANCE: Final = 24
MAY_DIFFER: Final = 4

_SHOW_ONLY: Final = """(name) => {
  for (const each of document.querySelectorAll("body > :not(main), main > *")) {
    each.hidden = each.id !== name;
  }
}"""
# The mean colours of the blocks of two pictures; "size" where those differ by more than a line.
_COMPARE: Final = """async ([addresses, block, tolerance]) => {
  const means = await Promise.all(addresses.map(async (address) => {
    const image = await createImageBitmap(await (await fetch(address)).blob());
    const canvas = new OffscreenCanvas(
      Math.ceil(image.width / block), Math.ceil(image.height / block));
    const context = canvas.getContext("2d");
    context.imageSmoothingQuality = "high";
    context.drawImage(image, 0, 0, image.width / block, image.height / block);
    return {size: [image.width, image.height],
            data: context.getImageData(0, 0, canvas.width, canvas.height)};
  }));
  const [one, other] = means;
  if (one.size.some((length, side) => Math.abs(length - other.size[side]) > block)) {
    return `${one.size} and ${other.size} pixels`;
  }
  const [width, height] = ["width", "height"].map(
    (side) => Math.min(one.data[side], other.data[side]));
  let differing = 0;
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      const far = [0, 1, 2].some((channel) => Math.abs(
        one.data.data[4 * (y * one.data.width + x) + channel]
        - other.data.data[4 * (y * other.data.width + x) + channel]) > tolerance);
      differing += far ? 1 : 0;
    }
  }
  return 1000 * differing / (width * height);
}"""


@contextmanager
def gallery(office: Office, browser: Browser, look: str) -> Iterator[Page]:
    """The page of the gallery in this look, a quarter as large as it is, in letters of the font."""
    opened = browser.new_context(
        viewport={"width": WIDTH, "height": 900},
        device_scale_factor=0.25,
        color_scheme="dark" if look == "dark" else "light",
        reduced_motion="reduce",
        bypass_csp=True,
    )
    page = opened.new_page()
    sign_in(page, office.address, "Nguyễn Thị Hương Giang")
    page.goto(f"{office.address}/dev/components")
    page.add_style_tag(content=FONT)
    yield page
    opened.close()


def take(page: Page, *wanted: str) -> dict[str, bytes]:
    """A picture of each section, or of those wanted, by its name.

    Each is taken alone at the head of the page: at this scale the same line a pixel further down
    is another picture.
    """
    names = page.locator("section.component").evaluate_all("all => all.map(each => each.id)")
    return {name: _alone(page, name) for name in wanted or names}


def _alone(page: Page, name: str) -> bytes:
    page.evaluate(_SHOW_ONLY, name)
    return page.locator(f"#{name}").screenshot()


def stored(look: str, name: str) -> Path:
    """Where the picture of a section is kept."""
    return FOLDER / look / f"{name}.png"


def difference(page: Page, one: bytes, other: bytes) -> float | str:
    """How many blocks in a thousand have another colour, or which sizes the pictures have."""
    addresses = [
        f"data:image/png;base64,{base64.b64encode(each).decode()}" for each in (one, other)
    ]
    found: float | str = page.evaluate(_COMPARE, [addresses, BLOCK, TOLERANCE])
    return found


def main() -> None:
    """Take all pictures anew."""
    with open_office() as office, open_browser() as browser:
        for look in LOOKS:
            with gallery(office, browser, look) as page:
                for name, picture in take(page).items():
                    stored(look, name).parent.mkdir(parents=True, exist_ok=True)
                    stored(look, name).write_bytes(picture)


if __name__ == "__main__":
    main()
