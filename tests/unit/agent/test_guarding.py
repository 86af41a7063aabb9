"""What lies below `secrets/` never leaves, wherever its words turn up."""

import json
from pathlib import Path

from destination_writer.agent.guarding import redactor_for


def test_fields_of_secret_files_and_the_key_are_known(tmp_path: Path) -> None:
    folder = tmp_path / "secrets"
    folder.mkdir()
    config = {
        "host": "db.example.com",
        "username": "loader",
        "password": "correct horse",
        "tunnel": {"api_key": "k7-x"},
    }
    (folder / "config.json").write_text(json.dumps(config), "utf-8")
    (folder / "token.txt").write_text("plain-words-token\n", "utf-8")
    (folder / "broken.json").write_text("{", "utf-8")
    (folder / "picture.bin").write_bytes(b"\xff\xfe\x00")
    redactor = redactor_for(tmp_path, tmp_path, key="not-a-shape")
    text = redactor.clean("loader at db.example.com said correct horse, k7-x, plain-words-token and not-a-shape")
    assert "loader at db.example.com said [secret" in text
    for secret in ("correct horse", "k7-x", "plain-words-token", "not-a-shape"):
        assert secret not in text


def test_no_folder_is_no_trouble(tmp_path: Path) -> None:
    assert redactor_for(tmp_path / "nowhere").clean("as it is") == "as it is"
