"""Where the data that ships with the package lies: knowledge, templates, examples."""

from pathlib import Path

_PACKAGE = Path(__file__).resolve().parent.parent
_CHECKOUT = _PACKAGE.parent.parent


def bundled(name: str) -> Path:
    """The folder `knowledge`, `templates` or `examples`: inside the installed package, or in a source checkout.

    Raises FileNotFoundError when neither is there, naming the remedy.
    """
    for folder in (_CHECKOUT / name, _PACKAGE / "data" / name):
        if folder.is_dir() and (folder.parent == _PACKAGE / "data" or (_CHECKOUT / "pyproject.toml").is_file()):
            return folder
    raise FileNotFoundError(f"the package lacks its {name} folder; install destination-writer again")
