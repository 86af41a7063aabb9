"""The floors of the house: imports point down, and the pure rooms stay pure (docs/architecture.md)."""

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

PACKAGE = Path(__file__).resolve().parents[2] / "server" / "destination_writer"

FLOORS = {
    "text": 0,
    "kotlin": 1,
    "sql": 1,
    "knowledge": 1,
    "connector": 2,
    "toolchain": 2,
    "analysis": 3,
    "results": 3,
    "generate": 4,
    "checkpoints": 5,
    "verification": 5,
    "agent": 6,
    "lsp": 7,
    "cli": 7,
    "mcp": 7,
}
PURE = {"text", "kotlin", "sql", "knowledge", "connector", "analysis", "results", "generate"}
IMPURE_MODULES = {
    "asyncio", "concurrent", "ctypes", "glob", "io", "lsprotocol", "multiprocessing", "os", "pygls", "random", "shutil",
    "signal", "socket", "subprocess", "tempfile", "threading", "time", "urllib", "watchdog",
}  # fmt: skip
IMPURE_NAMES = {("pathlib", "Path"), ("datetime", "datetime.now")}


def modules() -> list[Path]:
    return sorted(PACKAGE.rglob("*.py"))


def room_of(module: Path) -> str:
    parts = module.relative_to(PACKAGE).parts
    return parts[0] if len(parts) > 1 else ""


def imports(module: Path) -> Iterator[tuple[str, str]]:
    """Every imported (module, name), also those inside functions; name is empty for `import x`."""
    for node in ast.walk(ast.parse(module.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            yield from ((alias.name, "") for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            yield from ((node.module or "", alias.name) for alias in node.names)


@pytest.mark.parametrize("module", modules(), ids=lambda m: str(m.relative_to(PACKAGE)))
def test_imports_point_down(module: Path) -> None:
    room = room_of(module)
    if not room:
        return
    for name, _ in imports(module):
        parts = name.split(".")
        if parts[0] != "destination_writer" or len(parts) < 2 or parts[1] not in FLOORS:
            continue
        other = parts[1]
        assert other == room or FLOORS[other] < FLOORS[room], f"{room} must not import {name}"


@pytest.mark.parametrize(
    "module", [m for m in modules() if room_of(m) in PURE], ids=lambda m: str(m.relative_to(PACKAGE))
)
def test_pure_rooms_touch_nothing_outside(module: Path) -> None:
    for name, imported in imports(module):
        assert name.split(".")[0] not in IMPURE_MODULES, f"{name} in a pure room"
        assert (name, imported) not in IMPURE_NAMES, f"{name}.{imported} in a pure room"
    for node in ast.walk(ast.parse(module.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Call):
            called = ast.unparse(node.func)
            assert called not in {"open", "print", "input", "datetime.now", "date.today"}, f"{called}() in a pure room"


def test_every_room_has_a_floor() -> None:
    rooms = {p.name for p in PACKAGE.iterdir() if p.is_dir() and any(p.glob("*.py"))} - {"data"}
    assert rooms == set(FLOORS)
