"""The heads of JPEG and PNG files, read without decoding the picture."""

import struct
from typing import BinaryIO, Final

from plan_app.domain.papers import PaperKind

MOST_PIXELS: Final = 150_000_000
_PNG: Final = b"\x89PNG\r\n\x1a\n"
_JPEG: Final = b"\xff\xd8\xff"
# A picture has some dozens; a file made to keep us busy has more.
_MOST_PARTS: Final = 20_000
# Heads of a frame; C4, C8 and CC are tables and no frames.
_FRAMES: Final = frozenset(range(0xC0, 0xD0)) - {0xC4, 0xC8, 0xCC}
_WITHOUT_LENGTH: Final = frozenset({0x01, *range(0xD0, 0xD9)})


def kind_of(head: bytes) -> PaperKind | None:
    """Which picture begins like this; None for anything else."""
    if head.startswith(_PNG):
        return PaperKind.PNG
    return PaperKind.JPEG if head.startswith(_JPEG) else None


def is_whole(file: BinaryIO, kind: PaperKind) -> bool:
    """Whether the file is a picture of a size that can be shown."""
    file.seek(0)
    try:
        size = _png_size(file) if kind is PaperKind.PNG else _jpeg_size(file)
    except struct.error:
        return False
    return size is not None and 0 < size[0] * size[1] <= MOST_PIXELS


def _png_size(file: BinaryIO) -> tuple[int, int] | None:
    """Width and height, when the chunks lead to IEND and nothing follows it."""
    file.read(len(_PNG))
    size = None
    for _part in range(_MOST_PARTS):
        length, name = struct.unpack(">I4s", file.read(8))
        if size is None:
            if name != b"IHDR" or length != 13:
                return None
            width, height = struct.unpack(">II", file.read(8))
            size = width, height
            length -= 8
        if name == b"IEND":
            # Its checksum, and nothing more.
            return size if not length and len(file.read(5)) == 4 else None
        file.seek(length + 4, 1)
    return None


def _jpeg_size(file: BinaryIO) -> tuple[int, int] | None:
    """Width and height from the head of the first frame.

    What follows the picture is not looked at: telephones put previews and films there.
    """
    file.read(2)
    for _part in range(_MOST_PARTS):
        mark, code = struct.unpack(">BB", file.read(2))
        while code == 0xFF:
            (code,) = struct.unpack(">B", file.read(1))
        if mark != 0xFF:
            return None
        if code in _WITHOUT_LENGTH:
            continue
        (length,) = struct.unpack(">H", file.read(2))
        if code in _FRAMES:
            _bits, height, width = struct.unpack(">BHH", file.read(5))
            return width, height
        file.seek(max(0, length - 2), 1)
    return None
