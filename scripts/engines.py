"""Make the environments of engines: Python environments and Node folders, each with pins of its own.

    engines.py [NAME …] [--folder FOLDER] [--list]

Without names all are made. What is there with the same pins already is left alone. The pins are in
`requirements/engines/`: `NAME.txt` for pip, the folder `NAME/` with a lock file for npm. Standard library only.
"""

import argparse
import hashlib
import shutil
import subprocess
import sys
import venv
from pathlib import Path

from tools import find_npm

PROJECT = Path(__file__).resolve().parent.parent
PINS = PROJECT / "requirements" / "engines"
STAMP = ".pins"
"""Holds the digest of the pins that an environment was made with."""


def names() -> list[str]:
    """All environments that there are pins for."""
    node = [path.parent.name for path in PINS.glob("*/package-lock.json")]
    return sorted([path.stem for path in PINS.glob("*.txt")] + node)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("names", nargs="*", metavar="NAME")
    parser.add_argument("--folder", type=Path, default=PROJECT / ".tools" / "engines")
    parser.add_argument("--list", action="store_true", help="say which environments there are pins for")
    options = parser.parse_args()
    if options.list:
        print("\n".join(names()))
        return
    unknown = sorted(set(options.names) - set(names()))
    if unknown:
        sys.exit(f"there are no pins for {', '.join(unknown)}; there are some for {', '.join(names())}")
    failed = [name for name in options.names or names() if not made(name, options.folder.resolve())]
    if failed:
        sys.exit(f"not made: {', '.join(failed)}")


def made(name: str, folder: Path) -> bool:
    """Whether the environment is there with its pins in the end."""
    home = folder / name
    digest = hashlib.sha256(b"".join(path.read_bytes() for path in sources(name))).hexdigest()
    stamp = home / STAMP
    if stamp.is_file() and stamp.read_text(encoding="utf-8") == digest:
        print(f"{name}: ready")
        return True
    print(f"{name}: installing", flush=True)
    home.mkdir(parents=True, exist_ok=True)
    if not (with_npm if (PINS / name).is_dir() else with_pip)(name, home):
        print(f"{name}: FAILED", file=sys.stderr)
        return False
    stamp.write_text(digest, encoding="utf-8")
    return True


def sources(name: str) -> list[Path]:
    """The files that pin an environment."""
    return sorted((PINS / name).glob("*.json")) if (PINS / name).is_dir() else [PINS / f"{name}.txt"]


def with_pip(name: str, home: Path) -> bool:
    python = home / ("Scripts" if sys.platform == "win32" else "bin") / "python"
    if not python.exists():
        venv.create(home, with_pip=True)
    pip = [str(python), "-m", "pip", "install", "--quiet", "--disable-pip-version-check", "--require-hashes"]
    return subprocess.run([*pip, "--requirement", str(PINS / f"{name}.txt")], check=False).returncode == 0


def with_npm(name: str, home: Path) -> bool:
    for path in (PINS / name).iterdir():
        shutil.copy(path, home / path.name)
    command, environment = find_npm(home.parent.parent)
    arguments = [*command, "ci", "--ignore-scripts", "--legacy-peer-deps"]
    return subprocess.run(arguments, cwd=home, env=environment, check=False).returncode == 0


if __name__ == "__main__":
    main()
