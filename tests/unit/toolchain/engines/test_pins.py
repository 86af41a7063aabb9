"""The pins of the engines' environments."""

import json
import re
from pathlib import Path

import pytest

from destination_writer.toolchain.engines.catalogue import catalogue
from destination_writer.toolchain.engines.parsing import ENVIRONMENTS

PINS = Path(__file__).resolve().parents[4] / "requirements" / "engines"
LOCKS = sorted(PINS.glob("*.txt"))


def test_every_environment_has_pins_and_every_pin_an_environment() -> None:
    wanted = {engine.environment for engine in catalogue().engines.values() if engine.environment}
    there = {path.stem for path in LOCKS} | {path.parent.name for path in PINS.glob("*/package-lock.json")}
    assert there == wanted | {"parsers", *ENVIRONMENTS.values()}


@pytest.mark.parametrize("lock", LOCKS, ids=lambda path: path.stem)
def test_pip_pins_are_exact_and_hashed(lock: Path) -> None:
    text = lock.read_text("utf-8")
    packages = re.findall(r"^[A-Za-z0-9].*", text, re.MULTILINE)
    assert packages and all(re.fullmatch(r"[A-Za-z0-9._-]+==\S+ \\", line) for line in packages)
    assert text.count("--hash=sha256:") >= len(packages)
    asked = re.findall(r"^([A-Za-z0-9._-]+)==(\S+)$", lock.with_suffix(".in").read_text("utf-8"), re.MULTILINE)
    for name, version in asked:
        assert re.search(rf"^{re.escape(name)}=={re.escape(version)} ", text, re.MULTILINE | re.IGNORECASE), name


@pytest.mark.parametrize("lock", PINS.glob("*/package-lock.json"), ids=lambda path: path.parent.name)
def test_npm_pins_are_hashed_and_name_no_place(lock: Path) -> None:
    packages = json.loads(lock.read_text("utf-8"))["packages"]
    installed = [package for path, package in packages.items() if path]
    assert installed and all("integrity" in package and "resolved" not in package for package in installed)
