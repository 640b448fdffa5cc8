import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from plan_app.imports import yaml_places
from plan_app.imports.seed_file import SeedFileInvalid, read
from plan_app.imports.yaml_places import Place, Unreadable, parse
from tests.seed_files import TODAY


def refused(data: bytes) -> tuple[int, int, str]:
    with pytest.raises(Unreadable) as caught:
        parse(data)
    problem = caught.value.problem
    return problem.place.line, problem.place.column, problem.message


def test_values_are_text_lists_and_mappings() -> None:
    document = parse(b"a: 010\nb: [yes, 2026-01-01]\nc:\nd: 'null'\n")

    assert document.content == {"a": "010", "b": ["yes", "2026-01-01"], "c": None, "d": "null"}


def test_every_value_and_key_has_its_place() -> None:
    document = parse("đơn vị:\n  - tên: A\n".encode())

    assert document.place(("đơn vị", 0, "tên")) == Place(2, 10)
    assert document.place_of_key(("đơn vị", 0, "tên")) == Place(2, 5)


def test_what_is_missing_has_the_place_of_what_should_hold_it() -> None:
    document = parse(b"a:\n  b: 1\n")

    assert document.place(("a", "c", "d")) == Place(2, 3)
    assert document.place_of_key(("x",)) == Place(1, 1)


def test_the_mark_of_windows_editors_counts_for_nothing() -> None:
    assert parse(b"\xef\xbb\xbfa: 1").content == {"a": "1"}


def test_an_empty_file_holds_nothing() -> None:
    assert parse(b"# nothing\n").content is None


def test_the_first_of_two_equal_keys_counts() -> None:
    document = parse(b"a: [1]\na: [2, 3]\n")

    assert document.content == {"a": ["1"]}
    assert document.place(("a", 0)) == Place(1, 5)
    assert [problem.place for problem in document.duplicates] == [Place(2, 1)]


@pytest.mark.parametrize(
    ("data", "line", "column", "words"),
    [
        (b"a: [1, 2\n", 2, 1, "Sai cấu trúc YAML"),
        (b"a: 'x\n", 2, 1, "Sai cấu trúc YAML"),
        (b"a:\n\t- 1\n", 2, 1, "phím Tab"),
        (b"a: b: c\n", 1, 5, "dấu ngoặc kép"),
        (b"a: 1\n--- \nb: 2\n", 2, 1, "nhiều hơn một tài liệu"),
        (b"? [a]\n: 1\n", 1, 3, "phải là một từ"),
        (b"a: 1\nb: \x00\n", 2, 4, "mã 0000"),
        (b"a: 1\nb: \xff\n", 2, 4, "UTF-8"),
        (b"a: &x 1\n", 1, 4, "tham chiếu"),
        (b"a: *x\n", 1, 4, "tham chiếu"),
        (b"&x a: 1\n", 1, 1, "tham chiếu"),
        (b"a: !!python/object/apply:os.system [ls]\n", 1, 4, "kiểu dữ liệu"),
        (b"a: !secret 1\n", 1, 4, "kiểu dữ liệu"),
        (b"%YAML 9.9\n---\na: 1\n", 1, 1, "Sai cấu trúc YAML"),
    ],
)
def test_what_cannot_be_read_is_refused_where_it_stands(
    data: bytes, line: int, column: int, words: str
) -> None:
    found = refused(data)

    assert found[:2] == (line, column)
    assert words in found[2]


def test_a_bomb_of_references_is_refused_at_its_first_line() -> None:
    lines = ['a: &a ["x", "x"]'] + [f"{b}: &{b} [*a, *a]" for b in "bcdefg"]

    assert refused("\n".join(lines).encode())[0] == 1


def test_a_file_that_is_too_large_is_refused() -> None:
    data = b"a: 1\n" + b"#" * yaml_places.MAX_BYTES

    assert "5 MB" in refused(data)[2]


def test_deep_nesting_is_refused() -> None:
    assert "lồng nhau" in refused(b"[" * 100_000)[2]


def test_too_many_entries_are_refused() -> None:
    data = b"- 1\n" * (yaml_places.MAX_NODES + 1)

    assert "chia nhỏ" in refused(data)[2]


def test_a_mistake_of_the_library_without_a_place_is_told_too(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    def broken(*_: object, **__: object) -> None:
        raise yaml.YAMLError("no mark")

    monkeypatch.setattr(yaml, "parse", broken)

    assert refused(b"a: 1") == (1, 1, "Không đọc được tệp theo định dạng YAML.")


@given(st.one_of(st.binary(max_size=200), st.text(max_size=200).map(str.encode)))
def test_any_bytes_are_read_or_refused_without_a_traceback(data: bytes) -> None:
    with pytest.raises(SeedFileInvalid) as caught:
        read(data, today=TODAY)

    assert caught.value.problems
