"""The files of a scaffold as a tree with a line for each."""

from collections.abc import Iterator, Mapping, Sequence

from destination_writer.text.changes import FileChange, FileCreation

Tree = dict[str, "Tree | FileChange"]


def tree_lines(files: Sequence[FileChange], purposes: Mapping[str, str]) -> list[tuple[str, str]]:
    """Lines of a tree, each with what the file is for; folders that hold nothing but one folder share a line."""
    root: Tree = {}
    for file in files:
        place = root
        *folders, name = file.path.split("/")
        for folder in folders:
            below = place.setdefault(folder, {})
            assert isinstance(below, dict), f"{file.path} lies below a file"
            place = below
        place[name] = file
    return list(_lines(root, "", purposes))


def _lines(tree: Tree, indent: str, purposes: Mapping[str, str]) -> Iterator[tuple[str, str]]:
    folders = [(name, below) for name, below in tree.items() if isinstance(below, dict)]
    for name, below in sorted(folders):
        label = name
        while len(below) == 1 and isinstance(only := next(iter(below.values())), dict):
            label, below = f"{label}/{next(iter(below))}", only
        yield f"{indent}{label}/", ""
        yield from _lines(below, f"{indent}  ", purposes)
    for name, file in sorted((name, file) for name, file in tree.items() if not isinstance(file, dict)):
        mark = "" if isinstance(file, FileCreation) else " (changed)"
        yield f"{indent}{name}{mark}", purposes.get(file.path, "")
