"""A toolkit of the CDK that the pinned version has no artifact for and that nothing needs any more."""

import re

from destination_writer.generate.errors import CannotGenerate
from destination_writer.generate.remedies.case import Case, Mending
from destination_writer.kotlin.tokens import blank_comments

_BUILD = ("build.gradle.kts", "build.gradle")
_LIST = re.compile(r"[ \t]*\btoolkits\s*=\s*(?:listOf\s*\(|\[)([^)\]]*)[)\]][ \t]*;?(?:\r\n|\r|\n)?")


def make(case: Case) -> Mending:
    """Raises CannotGenerate when no build file lists it."""
    name = case.arguments.get("toolkit", "")
    for path in _BUILD:
        text = case.connector.texts.get(path, "")
        found = _LIST.search(blank_comments(text))
        items = list(re.finditer(r"""(["'])([^"']*)\1\s*,?\s*""", found[1])) if found else []
        if found is None or name not in [item[2] for item in items]:
            continue
        kept = [f"{item[1]}{item[2]}{item[1]}" for item in items if item[2] != name]
        rest = found[0].replace(found[1], ", ".join(kept)) if kept else ""
        return Mending(
            title=f"Remove the toolkit {name} from {path}",
            why=f"CDK {case.contract().version} has no artifact of that name; what it held is in the core.",
            texts={path: text[: found.start()] + rest + text[found.end() :]},
            alternative="pin an older cdkVersion that has the toolkit, in gradle.properties.",
        )
    raise CannotGenerate(f"no build file lists the toolkit {name}", ("a build file",))
