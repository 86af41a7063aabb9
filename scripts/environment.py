"""Make a virtual environment and install pinned, hashed requirements and this project into it.

    environment.py FOLDER --requirements FILE [--without-dependencies FILE]

Standard library only: it runs before anything is installed.
"""

import argparse
import subprocess
import sys
import venv
from pathlib import Path

OLDEST = (3, 11)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--requirements", type=Path, required=True)
    parser.add_argument("--without-dependencies", type=Path, help="packages of which only the files are used")
    options = parser.parse_args()
    if sys.version_info < OLDEST:
        wanted = ".".join(map(str, OLDEST))
        sys.exit(f"Python {wanted} or newer is needed, this is {sys.version.split()[0]}; set PYTHON=…")
    python = options.folder / ("Scripts" if sys.platform == "win32" else "bin") / "python"
    if not python.exists():
        venv.create(options.folder, with_pip=True)
    pip = [str(python), "-m", "pip", "install", "--quiet", "--disable-pip-version-check"]
    run([*pip, "--require-hashes", "--requirement", str(options.requirements)])
    if options.without_dependencies:
        run([*pip, "--require-hashes", "--no-deps", "--requirement", str(options.without_dependencies)])
    run([*pip, "--no-deps", "--editable", "."])


def run(command: list[str]) -> None:
    if subprocess.run(command, check=False).returncode:
        sys.exit(f"failed: {' '.join(command)}")


if __name__ == "__main__":
    main()
