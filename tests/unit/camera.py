"""What a phone's camera makes of a printed code: pages as pixels, worn and badly seen copies, and the scanner."""

import io

import pypdfium2  # type: ignore[import-untyped]
import zxingcpp
from PIL import Image, ImageDraw, ImageEnhance, ImageFilter

GROUND = 235


def read(image: Image.Image) -> list[str]:
    """The texts of all codes in sight."""
    return [code.text for code in zxingcpp.read_barcodes(image.convert("L"))]


def opened(file: bytes) -> Image.Image:
    """An image file as it would be shown."""
    return Image.open(io.BytesIO(file))


def printed(pdf: bytes, dpi: int = 100, page: int = 0) -> Image.Image:
    """One page of a PDF as pixels, in grey like most printers of offices."""
    document = pypdfium2.PdfDocument(pdf)
    image: Image.Image = document[page].render(scale=dpi / 72).to_pil().convert("L")
    document.close()
    return image


def blurred(image: Image.Image) -> Image.Image:
    """Out of focus by a third of a module in a code that is 29 of 37 modules in the picture."""
    return image.convert("L").filter(ImageFilter.GaussianBlur(image.width / 37 / 3))


def rotated(image: Image.Image, degrees: float) -> Image.Image:
    """Hung or held askew."""
    return image.convert("L").rotate(degrees, Image.Resampling.BICUBIC, expand=True, fillcolor=GROUND)


def slanted(image: Image.Image) -> Image.Image:
    """Seen from the side and from below."""
    wide, high = image.size
    wall = Image.new("L", (wide * 3 // 2, high * 3 // 2), GROUND)
    wall.paste(image.convert("L"), (wide // 4, high // 4))
    # The right side and the lower edge are farther away, so they come out narrower.
    lean = (0.85, 0.05, 0.0, 0.03, 0.85, 0.0, -0.15 / wide, -0.08 / high)
    return wall.transform(wall.size, Image.Transform.PERSPECTIVE, lean, Image.Resampling.BICUBIC, fillcolor=GROUND)


def pale(image: Image.Image) -> Image.Image:
    """Printed with the last of the ink: black is a light grey."""
    return ImageEnhance.Brightness(image.convert("L").point(lambda grey: 150 + grey * 105 // 255)).enhance(0.95)


def dirty(image: Image.Image, spots: list[tuple[float, float]], radius: float) -> Image.Image:
    """With round stains at places given as parts of the width and height, `radius` as a part of the width."""
    stained = image.convert("L")
    pen = ImageDraw.Draw(stained)
    reach = radius * image.width
    for index, (x, y) in enumerate(spots):
        middle = (x * image.width, y * image.height)
        box = (middle[0] - reach, middle[1] - reach, middle[0] + reach, middle[1] + reach)
        pen.ellipse(box, fill=40 if index % 2 else 230)
    return stained
