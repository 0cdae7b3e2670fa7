"""The official units: what registration, tallies and the report group by."""

import pytest

from truyvet import units
from truyvet.errors import NotFoundError

BINH_PHUOC = 70


def test_binh_phuoc_has_11_districts_and_111_communes() -> None:
    province = units.province(BINH_PHUOC)
    assert province.name == "Tỉnh Bình Phước"
    assert len(province.districts) == 11
    assert sum(len(district.communes) for district in province.districts) == 111


def test_any_province_works() -> None:
    assert units.province(1).name == "Thành phố Hà Nội"
    assert units.commune(1, 1).name == "Phường Phúc Xá"


def test_a_commune_is_found_with_its_district() -> None:
    assert units.commune(BINH_PHUOC, 25195) == units.Commune(25195, "Phường Tân Phú")
    assert units.district_of(BINH_PHUOC, 25195).name == "Thành phố Đồng Xoài"


def test_codes_of_communes_are_unique_within_a_province() -> None:
    codes = [commune.code for district in units.province(BINH_PHUOC).districts for commune in district.communes]
    assert len(codes) == len(set(codes))


def test_an_unknown_province_is_not_found() -> None:
    with pytest.raises(NotFoundError):
        units.province(3)


def test_a_commune_of_another_province_is_not_found() -> None:
    with pytest.raises(NotFoundError):
        units.commune(BINH_PHUOC, 1)
    with pytest.raises(NotFoundError):
        units.district_of(BINH_PHUOC, 1)


def test_the_units_are_read_once() -> None:
    assert units.province(BINH_PHUOC) is units.province(BINH_PHUOC)
