"""What an installation can set around the mail, the proxy and the monitoring."""

from pathlib import Path
from typing import Any

import pytest

from plan_app.errors import BadSetting
from tests.databases import make_settings


def test_by_default_nobody_is_believed_and_nothing_is_added(tmp_path: Path) -> None:
    found = make_settings(tmp_path)
    assert (found.proxies, found.helo, found.metrics_token, found.mail.ca_file) == (0, "", "", None)


@pytest.mark.parametrize(
    ("name", "value", "attribute", "expected"),
    [
        ("PROXIES", "2", "proxies", 2),
        ("HELO", "kehoach.thanhhoa.example.org", "helo", "kehoach.thanhhoa.example.org"),
        ("HELO", "[10.1.2.3]", "helo", "[10.1.2.3]"),
        ("METRICS_TOKEN", "x" * 16, "metrics_token", "x" * 16),
    ],
)
def test_a_right_value_is_taken(
    tmp_path: Path,
    name: str,
    value: str,
    attribute: str,
    expected: Any,  # noqa: ANN401
) -> None:
    assert getattr(make_settings(tmp_path, **{name: value}), attribute) == expected


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("PROXIES", "-1"),
        ("PROXIES", "6"),
        ("PROXIES", "one"),
        ("HELO", "two words"),
        ("HELO", "kehoach..example.org"),
        ("HELO", "kế-hoạch"),
        ("METRICS_TOKEN", "short"),
        ("METRICS_TOKEN", "mật khẩu của cơ quan"),
        ("CA_FILE", "missing.pem"),
        ("CA_FILE", __file__),
    ],
)
def test_a_wrong_value_is_named_in_one_line_with_a_right_one(
    tmp_path: Path, name: str, value: str
) -> None:
    with pytest.raises(BadSetting) as caught:
        make_settings(tmp_path, **{name: value})
    said = str(caught.value)
    assert said.startswith(f"PLAN_APP_{name}: ")
    assert f"Example: PLAN_APP_{name}=" in said
    assert len(said.splitlines()) == 1
