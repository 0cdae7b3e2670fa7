"""The page of a leaflet, drawn in mm of an A4 page and made smaller for A5; one colour, as on the posters."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from reportlab.pdfgen.canvas import Canvas

from truyvet import qr
from truyvet.drawings import BLUE, GREY, INK, PALE, WHITE, Icon, draw_code, draw_icon
from truyvet.lettering import BOLD, REGULAR, fitted
from truyvet.numbers import change, number, percent, short_day

if TYPE_CHECKING:
    from truyvet.leaflets import Leaflet, Week

PAGE = (210.0, 297.0)
_MARGIN = 12.0
_LEFT, _RIGHT, _MIDDLE = _MARGIN, PAGE[0] - _MARGIN, PAGE[0] / 2
_WIDTH = _RIGHT - _LEFT
_BAND = 236.0

STEPS = (
    (Icon.SCAN, "Đến nơi: quét mã", "Mở máy ảnh hoặc Zalo, hướng vào mã QR ở cửa."),
    (Icon.DECLARE, "Khai báo một lần", "Điện thoại nhớ giúp: lần sau chỉ cần bấm “Vào”."),
    (Icon.LEAVE, "Ra về: quét lại", "Quét lại mã đó và chọn “Ra”."),
)
HELP = (
    ("Không có điện thoại?", "Đến UBND xã, phường xin thẻ Truy Vết miễn phí. Đưa thẻ, người trực quét giúp."),
    ("Không biết dùng?", "Xin nhờ người trực tại điểm khai báo giúp. Chỉ cần nói tên và số điện thoại."),
    ("Không có mạng?", "Cứ quét như thường. Điện thoại giữ lại và tự gửi khi có mạng."),
)
_WHY = "Khi có ca bệnh, người ở gần được báo sớm và ít nơi phải phong tỏa hơn."
_PRIVACY = "Tên và số điện thoại được niêm phong, chỉ cán bộ truy vết được mở khi có ca bệnh, và tự xóa sau 28 ngày."


def draw(canvas: Canvas, leaflet: Leaflet) -> None:
    """Draws the whole page; the canvas's unit is the mm of A4."""
    _title(canvas, leaflet)
    _figures(canvas, leaflet, top=_BAND - 7)
    _steps(canvas, top=140)
    _help(canvas, top=99)
    _foot(canvas, leaflet, top=46)


def _title(canvas: Canvas, leaflet: Leaflet) -> None:
    canvas.setFillColor(BLUE)
    canvas.rect(-5, _BAND, PAGE[0] + 10, PAGE[1] - _BAND + 5, stroke=0, fill=1)
    canvas.setFillColor(WHITE)
    fitted(leaflet.authority.upper(), BOLD, within=(_WIDTH, 6), largest=4).draw(canvas, _MIDDLE, 286)
    fitted("MỖI NGƯỜI QUÉT MÃ, CẢ XÓM BÌNH AN", BOLD, within=(_WIDTH, 18), largest=12).draw(canvas, _MIDDLE, 271)
    place = f"{leaflet.commune_name}, {leaflet.district_name}"
    fitted(place, BOLD, within=(_WIDTH, 10), largest=7).draw(canvas, _MIDDLE, 256)
    fitted(_WHY, REGULAR, within=(_WIDTH - 10, 7), largest=4.8).draw(canvas, _MIDDLE, 244.5)


def _figures(canvas: Canvas, leaflet: Leaflet, top: float) -> None:
    week = leaflet.week
    canvas.setFillColor(INK)
    heading = f"Bảy ngày qua ở {leaflet.commune_name}, từ {short_day(week.first)} đến {short_day(week.last)}"
    fitted(heading, BOLD, within=(_WIDTH, 7), largest=5.6).draw(canvas, _LEFT, top - 3, align=0)
    column, gap = (_WIDTH - 10) / 3, 5.0
    for place, (figure, name, note) in enumerate(_told(week)):
        left = _LEFT + place * (column + gap)
        canvas.setFillColor(PALE)
        canvas.roundRect(left, top - 45, column, 36, 2.5, stroke=0, fill=1)
        canvas.setFillColor(BLUE)
        fitted(figure, BOLD, within=(column - 8, 13), largest=10.5).draw(canvas, left + column / 2, top - 17)
        canvas.setFillColor(INK)
        fitted(name, BOLD, within=(column - 8, 7), largest=4.4).draw(canvas, left + column / 2, top - 27.5)
        canvas.setFillColor(GREY)
        fitted(note, REGULAR, within=(column - 8, 10.5), largest=3.8).draw(canvas, left + column / 2, top - 37.5)
    _bars(canvas, week, top=top - 51, bottom=top - 80)


def _told(week: Week) -> tuple[tuple[str, str, str], ...]:
    """Figure, name and note of the three boxes. No place is named; a low rank is a call, not a blame."""
    moved = change(week.scans, week.before)
    compared = "" if week.before is None else "như tuần trước" if moved == "không đổi" else f"{moved} so với tuần trước"
    quiet = week.registered - week.active
    share = f"{percent(week.active / week.registered)} số điểm" if week.registered else "chưa có điểm đăng ký"
    missing = f"{share}; còn {number(quiet)} điểm chờ lượt quét đầu tiên" if quiet else "tất cả các điểm, xin giữ vững"
    upper = week.active > 0 and week.place <= (week.communes + 1) // 2
    call = "về tỷ lệ điểm có quét; xin cùng giữ vững" if upper else "về tỷ lệ điểm có quét; thêm một điểm là tiến lên"
    thanks = "cảm ơn bà con đã quét" if week.scans else "xin bà con cùng quét mã từ hôm nay"
    return (
        (number(week.scans), "lượt quét", compared if week.scans and compared else thanks),
        (f"{number(week.active)}/{number(week.registered)}", "điểm có lượt quét", missing),
        # Not “Thứ 3/8”, which is a Tuesday in August.
        (f"Hạng {week.place}/{week.communes}", "trong huyện, thị, thành phố", call),
    )


def _bars(canvas: Canvas, week: Week, top: float, bottom: float) -> None:
    most, step = max(1, *week.daily), _WIDTH / len(week.daily)
    room = top - bottom - 12
    for place, scans in enumerate(week.daily):
        middle = _LEFT + (place + 0.5) * step
        height = room * scans / most
        canvas.setFillColor(BLUE)
        canvas.rect(middle - 6, bottom + 5.5, 12, max(height, 0.3), stroke=0, fill=1)
        canvas.setFillColor(INK)
        fitted(number(scans), BOLD, within=(step - 2, 5), largest=3.8).draw(canvas, middle, bottom + 8.5 + height)
        canvas.setFillColor(GREY)
        day = short_day(week.first + timedelta(days=place))
        fitted(day, REGULAR, within=(step - 2, 5), largest=3.8).draw(canvas, middle, bottom + 2)


def _steps(canvas: Canvas, top: float) -> None:
    canvas.setFillColor(INK)
    fitted("Ba việc, mỗi nơi mình đến", BOLD, within=(_WIDTH, 7), largest=5.6).draw(canvas, _LEFT, top - 3, align=0)
    column, side = _WIDTH / len(STEPS), 17.0
    for place, (icon, title, text) in enumerate(STEPS, 1):
        left = _LEFT + (place - 1) * column
        draw_icon(canvas, icon, left, top - 29, side)
        room = column - side - 8
        canvas.setFillColor(BLUE)
        heading = fitted(f"{place}. {title}", BOLD, within=(room, 11), largest=4.6)
        heading.draw(canvas, left + side + 4, top - 15, align=0)
        canvas.setFillColor(INK)
        fitted(text, REGULAR, within=(room, 14), largest=4).draw(canvas, left + side + 4, top - 27, align=0)


def _help(canvas: Canvas, top: float) -> None:
    canvas.setFillColor(PALE)
    canvas.roundRect(_LEFT, top - 48, _WIDTH, 48, 3, stroke=0, fill=1)
    for place, (question, answer) in enumerate(HELP):
        middle = top - 8.5 - place * 15.5
        canvas.setFillColor(BLUE)
        fitted(question, BOLD, within=(52, 8), largest=5).draw(canvas, _LEFT + 6, middle, align=0)
        canvas.setFillColor(INK)
        fitted(answer, REGULAR, within=(_WIDTH - 68, 12.5), largest=4.5).draw(canvas, _LEFT + 62, middle, align=0)


def _foot(canvas: Canvas, leaflet: Leaflet, top: float) -> None:
    modules = qr.modules(leaflet.url.upper())
    side = 26.0
    draw_code(canvas, modules, _RIGHT - side - 2, top - side - 5, side)
    room = _WIDTH - side - 16
    canvas.setFillColor(INK)
    address = leaflet.url.partition("://")[2]
    fitted(f"Xem số điểm và cách dùng: {address}", BOLD, within=(room, 7), largest=4.8).draw(
        canvas, _LEFT, top - 7, align=0
    )
    if leaflet.hotline:
        canvas.setFillColor(BLUE)
        fitted(f"Đường dây nóng: {leaflet.hotline}", BOLD, within=(room, 9), largest=7).draw(
            canvas, _LEFT, top - 16.5, align=0
        )
    canvas.setFillColor(GREY)
    fitted(_PRIVACY, REGULAR, within=(room, 11), largest=3.8).draw(canvas, _LEFT, top - 27, align=0)
