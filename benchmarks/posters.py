"""Times and sizes of QR codes and posters, and why the mask is fixed: `python -m benchmarks.posters`.

Run from the root of the project with `PYTHONPATH=functions`. Each first time is taken in a new process.
"""

import statistics
import subprocess
import sys
import time
from collections.abc import Callable
from datetime import date

import qrcode  # type: ignore[import-untyped]
from qrcode.constants import ERROR_CORRECT_Q  # type: ignore[import-untyped]
from qrcode.util import lost_point  # type: ignore[import-untyped]

from truyvet import codes, posters, qr

HOST = "TRUYVET.BINHPHUOC.GOV.VN"
SHOP = posters.Poster(
    venue_name="Tạp hóa Cô Ba",
    address="12/3 tổ 5, KP Phước Hòa",
    commune_name="Phường Tân Phú",
    district_name="Thành phố Đồng Xoài",
    code="7K3M9QXP",
    check_in_url=f"HTTPS://{HOST}/C/7K3M9QXP",
    version=1,
    issued=date(2021, 8, 15),
    hotline="1900 1234",
    web_address=HOST.lower(),
    authority="Ủy ban nhân dân tỉnh Bình Phước",
)
DRAWN: dict[str, Callable[[], bytes]] = {
    "QR, SVG": lambda: qr.svg(SHOP.check_in_url),
    "QR, PNG 512": lambda: qr.png(SHOP.check_in_url, 512),
    "QR, PNG 4096": lambda: qr.png(SHOP.check_in_url, 4096),
    "poster, A4": lambda: posters.pdf(SHOP, posters.Format.A4),
    "poster, A5": lambda: posters.pdf(SHOP, posters.Format.A5),
    "stickers": lambda: posters.pdf(SHOP, posters.Format.STICKER),
    "100 posters in one file": lambda: posters.pdf_sheet([SHOP] * 100),
}


def milliseconds(draw: Callable[[], object]) -> float:
    """How long one call takes."""
    start = time.perf_counter()
    draw()
    return (time.perf_counter() - start) * 1000


def penalties(venues: int = 200) -> list[float]:
    """The mean penalty of ISO/IEC 18004 of each mask over that many random venues."""
    texts = [f"HTTPS://{HOST}/C/{codes.new_code()}" for _ in range(venues)]
    means = []
    for mask in range(8):
        points = []
        for text in texts:
            symbol = qrcode.QRCode(error_correction=ERROR_CORRECT_Q, mask_pattern=mask, border=0)
            symbol.add_data(text, optimize=0)
            symbol.make()
            points.append(lost_point(symbol.modules))
        means.append(statistics.mean(points))
    return means


def main() -> None:
    """Prints one line for each thing that is drawn, then the penalty of each mask."""
    print("what | first, ms | then, ms: median, fastest | bytes")
    for what, draw in DRAWN.items():
        first = subprocess.run(
            [sys.executable, "-m", "benchmarks.posters", what], capture_output=True, text=True, check=True
        ).stdout
        draw()
        then = [milliseconds(draw) for _ in range(15)]
        print(f"{what} | {float(first):.1f} | {statistics.median(then):.1f}, {min(then):.1f} | {len(draw()):,}")
    print("mean penalty of masks 0 to 7:", *(round(mean) for mean in penalties()))


if __name__ == "__main__":
    if len(sys.argv) > 1:
        print(milliseconds(DRAWN[sys.argv[1]]))
    else:
        main()
