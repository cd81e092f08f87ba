import pytest

from volunteercloud.domain.certificates import seal


@pytest.mark.parametrize(
    ("name", "columns"),
    [
        ("志愿云", ["志愿", "云印"]),
        ("晨光队", ["晨光", "队印"]),
        ("青禾市志愿", ["青禾市", "志愿", "之印"]),
        ("晨光志愿服务队", ["晨光志", "愿服务", "队之印"]),
        ("晨光志愿服务总队", ["晨光志", "愿服务", "总队印"]),
        ("青禾市晨光志愿服务队", ["青禾市", "晨光志", "愿服务", "队之印"]),
        ("青禾市“晨光”志愿服务（总）队", ["青禾市晨", "光志愿", "服务总", "队之印"]),
        ("青禾市南湖区晨光志愿服务联合会", ["青禾市南", "湖区晨光", "志愿服务", "联合会印"]),
        ("Chenguang Volunteer Team", []),
        ("", []),
    ],
)
def test_characters_fill_a_square_from_the_right(name, columns):
    assert ["".join(column) for column in seal.columns(name)] == columns


@pytest.mark.parametrize("length", range(1, 60))
def test_columns_of_any_name_fit_a_square_of_seven(length):
    columns = seal.columns("禾" * length)
    sizes = {len(column) for column in columns}

    assert max(len(columns), *sizes) <= 7
    assert max(sizes) - min(sizes) <= 1
