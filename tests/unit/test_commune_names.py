"""Communes by the names that people type."""

import pytest

from truyvet import units
from truyvet.commune_names import CommuneNames, NotFound, Place
from truyvet.texts import folded

PROVINCE = units.province(70)
NAMES = CommuneNames(PROVINCE)


def found(typed: str, district: str = "") -> str:
    where = NAMES.district(district) if district else None
    assert not isinstance(where, NotFound)
    place = NAMES.commune(typed, where)
    return place.name if isinstance(place, Place) else place.sentence


@pytest.mark.parametrize("written", [str, str.upper, lambda name: f"  {name.lower()} "])
def test_every_commune_is_found_by_its_name_in_its_district(written: type[str]) -> None:
    for district in PROVINCE.districts:
        for commune in district.communes:
            assert NAMES.commune(written(commune.name), district) == Place(district, commune)


def test_without_diacritics_all_are_found_but_those_that_only_diacritics_tell_apart() -> None:
    unclear = [
        commune.name
        for district in PROVINCE.districts
        for commune in district.communes
        if isinstance(NAMES.commune(folded(commune.name), district), NotFound)
    ]
    assert unclear == ["Xã Lộc Thạnh", "Xã Lộc Thành"]


@pytest.mark.parametrize(
    ("typed", "district", "name"),
    [
        ("P. Tân Phú", "", "Phường Tân Phú (Thành phố Đồng Xoài)"),
        ("TT Tân Phú", "", "Thị trấn Tân Phú (Huyện Đồng Phú)"),
        ("tan phu", "Đồng Phú", "Thị trấn Tân Phú (Huyện Đồng Phú)"),
        ("Minh Hưng", "Huyện Chơn Thành", "Phường Minh Hưng (Thị xã Chơn Thành)"),
        ("25195", "", "Phường Tân Phú (Thành phố Đồng Xoài)"),
        ("Tiến Hưng", "TP. Đồng Xoài", "Xã Tiến Hưng (Thành phố Đồng Xoài)"),
        ("Hưng Chiến", "Tx Bình Long", "Phường Hưng Chiến (Thị xã Bình Long)"),
    ],
)
def test_usual_ways_of_writing_are_understood(typed: str, district: str, name: str) -> None:
    assert found(typed, district) == name


def test_what_is_not_clear_is_not_guessed() -> None:
    assert "Xã Tân Thành (Thành phố Đồng Xoài), Xã Tân Thành (Huyện Bù Đốp)" in found("Tân Thành")
    assert "Có phải là Xã Tiến Hưng" in found("Tiến Hững Xã")
    assert found("Tân Khai", "Bù Đăng").startswith(
        "Huyện Bù Đăng không có xã, phường này. Tên này có ở: Thị trấn Tân Khai"
    )
    wrong = NAMES.district("Đồng Soài")
    assert isinstance(wrong, NotFound)
    assert "Có phải là Thành phố Đồng Xoài?" in wrong.sentence


@pytest.mark.parametrize(
    ("address", "name"),
    [
        ("Tổ 5, KP Phước Hòa, P. Tân Phú, TP. Đồng Xoài, tỉnh Bình Phước", "Phường Tân Phú (Thành phố Đồng Xoài)"),
        ("12 QL14, Thị trấn Tân Phú, Đồng Phú", "Thị trấn Tân Phú (Huyện Đồng Phú)"),
        ("ấp 3, xã Tân Thành, huyện Bù Đốp", "Xã Tân Thành (Huyện Bù Đốp)"),
        ("12/3 tổ 5", None),
        ("Đồng Xoài", None),
    ],
)
def test_an_address_may_name_the_commune(address: str, name: str | None) -> None:
    place = NAMES.in_address(address, None)
    assert (place and place.name) == name
