"""The functions' artefact is unpacked once, however many workers start."""

from pathlib import Path
from zipfile import ZipFile

import pytest

from infra.local.unpacking import Shared


@pytest.fixture
def archive(tmp_path: Path) -> Path:
    """An archive with one module in a package."""
    with ZipFile(tmp_path / "code.zip", "w") as made:
        made.writestr("package/module.py", "x = 1\n")
    return tmp_path / "code.zip"


def test_every_worker_sees_the_same_files(archive: Path, tmp_path: Path) -> None:
    """Two folders, one copy of what is in the archive."""
    folders = [tmp_path / worker / "code" for worker in ("one", "two")]
    for folder in folders:
        folder.mkdir(parents=True)
        with Shared(archive) as unpacked:
            unpacked.extractall(folder)

    assert [(each / "package" / "module.py").read_text() for each in folders] == ["x = 1\n"] * 2
    assert folders[0].resolve() == folders[1].resolve()


def test_a_folder_with_something_in_it_is_filled_as_ever(archive: Path, tmp_path: Path) -> None:
    """Nothing that lies there is lost."""
    folder = tmp_path / "worker" / "code"
    folder.mkdir(parents=True)
    (folder / "here").write_text("before")

    with Shared(archive) as unpacked:
        unpacked.extractall(folder)

    assert not folder.is_symlink()
    assert sorted(each.name for each in folder.iterdir()) == ["here", "package"]
