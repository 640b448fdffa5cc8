"""The folder of files: each once, whole, under the hash of its bytes."""

import hashlib
import io

import pytest

from plan_app.papers import drafts, store
from tests import paper_samples as samples

pytestmark = pytest.mark.usefixtures("app")


def put(content: bytes) -> str:
    return store.put(io.BytesIO(content))[0]


def test_a_file_lies_once_under_its_hash_and_nothing_half_written_is_left() -> None:
    content = samples.pdf("once")
    digest, size = store.put(io.BytesIO(content))
    assert digest == hashlib.sha256(content).hexdigest()
    assert size == len(content)
    assert put(content) == digest
    path = store.path_of(digest)
    assert path.read_bytes() == content
    assert path.stat().st_mode & 0o777 == 0o600
    assert "papers" in path.parts
    assert list((path.parent.parent / store.INCOMING).iterdir()) == []
    assert digest in {each.digest for each in store.list_stored()}
    store.remove(digest)
    assert not store.has(digest)
    assert store.touched(digest) is None
    assert not store.touch(digest)


def test_a_changed_or_lost_file_is_seen() -> None:
    digest = put(samples.pdf("changed"))
    assert store.is_intact(digest)
    store.path_of(digest).write_bytes(b"other")
    assert not store.is_intact(digest)
    store.remove(digest)
    assert not store.is_intact(digest)


@pytest.mark.parametrize("name", ["", "../x", "a" * 63, "A" * 64, "0" * 64 + "/x", "g" * 64])
def test_nothing_but_a_hash_names_a_file(name: str) -> None:
    with pytest.raises(ValueError, match=r".*"):
        store.path_of(name)


def test_a_file_that_breaks_off_leaves_nothing() -> None:
    class Broken(io.BytesIO):
        def read(self, _size: int | None = -1) -> bytes:
            raise OSError("the disk is full")

    with pytest.raises(OSError, match="full"):
        store.put(Broken())
    root = store.path_of("0" * 64).parent.parent
    assert list((root / store.INCOMING).iterdir()) == []


def test_what_is_no_file_of_ours_is_not_listed() -> None:
    digest = put(samples.pdf("listed"))
    stranger = store.path_of(digest).parent / "README"
    stranger.write_text("x")
    assert digest in {each.digest for each in store.list_stored()}
    assert all(len(each.digest) == 64 for each in store.list_stored())
    stranger.unlink()
    store.remove(digest)


def test_a_token_is_for_its_holder_and_for_a_day(monkeypatch: pytest.MonkeyPatch) -> None:
    draft = samples.kept(content=samples.pdf("token"))
    token = drafts.pack(draft, "7 /report")
    assert drafts.unpack(token, "7 /report") == draft
    assert drafts.unpack(token, "8 /report") is None
    assert drafts.unpack(token + "x", "7 /report") is None
    monkeypatch.setattr(drafts, "LASTS_SECONDS", -1)
    assert drafts.unpack(token, "7 /report") is None
    store.remove(draft.digest)
