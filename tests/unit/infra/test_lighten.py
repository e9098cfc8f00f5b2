"""What is taken out of the artefact is never missed."""

from __future__ import annotations

import gzip
import json
from pathlib import Path
from typing import Any

from infra.lighten import draws_pictures, lighten_models, lighten_pillow, with_operations, without_manual


def test_a_model_keeps_everything_but_its_manual() -> None:
    """Even a field that is called documentation, when it is a structure."""
    model = {"documentation": "long", "shapes": [{"documentation": {"type": "string"}, "type": "map"}]}

    assert without_manual(model) == {
        "documentation": "",
        "shapes": [{"documentation": {"type": "string"}, "type": "map"}],
    }


def test_other_services_go_and_ours_stay_readable(tmp_path: Path) -> None:
    """Unpacked, so that a start does not unpack them; SES under its older name too."""
    data = tmp_path / "data"
    for service in ("kms", "ec2"):
        (data / service / "2020-01-01").mkdir(parents=True)
        model = json.dumps({"operations": {}, "documentation": "<p>long</p>"})
        (data / service / "2020-01-01" / "service-2.json.gz").write_bytes(gzip.compress(model.encode()))
    regions: Any = {"partitions": [{"services": {"kms": {}, "ec2": {}, "email": {}}}]}
    (data / "endpoints.json").write_text(json.dumps(regions))

    lighten_models(tmp_path)

    assert [folder.name for folder in data.iterdir() if folder.is_dir()] == ["kms"]
    assert json.loads((data / "kms" / "2020-01-01" / "service-2.json").read_text())["documentation"] == ""
    assert list(json.loads((data / "endpoints.json").read_text())["partitions"][0]["services"]) == ["kms", "email"]


def test_pillow_keeps_what_draws_a_png(tmp_path: Path) -> None:
    """What other formats need goes, with the libraries that only they use."""
    kept = ["PIL/_imaging.so", "PIL/_imagingft.so", "PIL/Image.py", "pillow.libs/libfreetype-1.so"]
    gone = ["PIL/_avif.so", "PIL/_webp.so", "pillow.libs/libavif-1.so", "pillow.libs/libwebpmux-1.so"]
    for name in (*kept, *gone):
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).touch()

    lighten_pillow(tmp_path)

    assert sorted(str(each.relative_to(tmp_path)) for each in tmp_path.glob("*/*")) == sorted(kept)


def test_who_draws_pictures_is_found_wherever_it_is_imported(tmp_path: Path) -> None:
    """In a function, for types alone, or behind other modules of ours."""
    files = {
        "draws.py": "def handler():\n    from ours.pages import picture\n",
        "writes.py": "import ours.text\n",
        "ours/__init__.py": "",
        "ours/pages/__init__.py": "",
        "ours/pages/picture.py": "def drawn():\n    from PIL import Image\n",
        "ours/text.py": "import json\n",
    }
    for name, text in files.items():
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text(text)

    assert draws_pictures(tmp_path / "draws.py")
    assert not draws_pictures(tmp_path / "writes.py")


def test_a_model_keeps_the_operations_that_are_called_and_what_they_reach() -> None:
    """However the caller spells them; shapes within shapes, and errors."""
    model: dict[str, Any] = {
        "operations": {
            "SendEmail": {"input": {"shape": "Email"}, "errors": [{"shape": "TooMany"}]},
            "GetItem": {"output": {"shape": "Item"}},
            "DropAll": {"input": {"shape": "Gone"}},
        },
        "shapes": {
            "Email": {"type": "structure", "members": {"To": {"shape": "Text"}, "shape": {"shape": "Item"}}},
            "Item": {"type": "map", "key": {"shape": "Text"}, "value": {"shape": "Item"}},
            "Text": {"type": "string"},
            "TooMany": {"type": "structure", "exception": True},
            "Gone": {"type": "string"},
        },
        "metadata": {"protocol": "json"},
    }

    kept = with_operations(model, {"send_email", "GetItem", "drop"})

    assert set(kept["operations"]) == {"SendEmail", "GetItem"}
    assert set(kept["shapes"]) == {"Email", "Item", "Text", "TooMany"}
    assert kept["metadata"] == model["metadata"]
