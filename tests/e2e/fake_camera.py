"""A film for Chromium's fake camera: cards held in front of it, one after the other."""

from pathlib import Path

import qrcode  # type: ignore[import-untyped]
from PIL import Image

WIDTH, HEIGHT = 640, 480
TABLE = 200
FRAMES_A_SECOND = 10
_NO_COLOUR = b"\x80" * (WIDTH * HEIGHT // 2)


def code_image(text: str, pixels: int) -> Image.Image:
    """The QR code of a text as printed on a card, so many pixels to a module."""
    code = qrcode.QRCode(error_correction=qrcode.constants.ERROR_CORRECT_M, box_size=pixels, border=4)
    code.add_data(text.encode())
    drawn: Image.Image = code.make_image().get_image()
    return drawn.convert("L")


def frame(text: str | None, pixels: int = 4) -> Image.Image:
    """One picture of the camera: a card in the middle, or an empty table."""
    picture = Image.new("L", (WIDTH, HEIGHT), TABLE)
    if text is not None:
        card = code_image(text, pixels)
        picture.paste(card, ((WIDTH - card.width) // 2, (HEIGHT - card.height) // 2))
    return picture


def film(path: Path, *scenes: tuple[str | None, int]) -> Path:
    """Writes a film that runs in a circle; a scene is a card's text (None: nothing) and its number of frames."""
    with path.open("wb") as file:
        file.write(f"YUV4MPEG2 W{WIDTH} H{HEIGHT} F{FRAMES_A_SECOND}:1 Ip A1:1 C420jpeg\n".encode())
        for text, frames in scenes:
            file.write((b"FRAME\n" + frame(text).tobytes() + _NO_COLOUR) * frames)
    return path
