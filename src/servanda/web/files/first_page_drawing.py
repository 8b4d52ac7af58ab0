"""A program of its own: draws the first page of the PDF that it is given as standard input, as PNG on standard output.

It reads foreign bytes, so it runs apart, with bounds that it sets itself before it looks at them, and it imports
nothing of the node.
"""

import os
import resource
import struct
import sys
import zlib

import pypdfium2

# The box of pixels into which a page is drawn, width and height.
BOX = (360, 480)
SECONDS = 5
MEMORY = 768 * 1024 * 1024
# Open at once: the PDF, the two pipes, and a font that the PDF does not bring.
OPEN_FILES = 16


def main() -> int:
    """0 with a picture; otherwise nothing was written."""
    _bound()
    page = pypdfium2.PdfDocument(open(0, "rb", closefd=False))[0]  # noqa: SIM115 - the reader closes nothing
    width, height = page.get_size()
    if not (1 <= width <= 1_000_000 and 1 <= height <= 1_000_000):
        return 1
    bitmap = page.render(scale=min(BOX[0] / width, BOX[1] / height) * 0.999, rev_byteorder=True)
    sys.stdout.buffer.write(_png(bitmap.width, bitmap.height, bitmap.stride, bytes(bitmap.buffer)))
    return 0


def _bound() -> None:
    for limit, most in (
        (resource.RLIMIT_CPU, SECONDS), (resource.RLIMIT_AS, MEMORY), (resource.RLIMIT_NOFILE, OPEN_FILES),
        (resource.RLIMIT_FSIZE, 0), (resource.RLIMIT_CORE, 0),
    ):  # fmt: skip
        resource.setrlimit(limit, (most, most))
    os.nice(10)


def _png(width: int, height: int, stride: int, rows: bytes) -> bytes:
    """Eight bits each of red, green and blue, no filter."""
    lines = b"".join(b"\0" + rows[y * stride : y * stride + 3 * width] for y in range(height))
    head = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + _chunk(b"IHDR", head) + _chunk(b"IDAT", zlib.compress(lines)) + _chunk(b"IEND", b"")


def _chunk(kind: bytes, body: bytes) -> bytes:
    return struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body))


if __name__ == "__main__":
    sys.exit(main())
