"""What a person asks for, and whether folders, packages and classes can be called so."""

import re
from dataclasses import dataclass
from typing import Literal

from destination_writer.generate.errors import CannotGenerate
from destination_writer.generate.newconnector import Naming, naming_of
from destination_writer.generate.newfiles import BASE
from destination_writer.knowledge.dialects import Dialect

TestDatabase = Literal["testcontainers", "local"]

RESERVED = frozenset(
    re.findall(
        r"\w+",
        "as break class continue do else false for fun if in interface is null object package return super this throw "
        "true try typealias typeof val var when while",
    )
)
"""Kotlin's hard keywords (language grammar): no part of a package can be one of them without backticks."""
LONGEST_NAME = 60
"""Characters of a connector's name: images, topics and paths are made of it."""

_WORD = re.compile(r"[a-z][a-z0-9]*")
_SEGMENT = re.compile(r"[a-z][a-z0-9_]*")
_CLASS = re.compile(r"[A-Z][A-Za-z0-9]*")


@dataclass(frozen=True, slots=True)
class Wish:
    """`database` is a slug; what is None comes from the database, the folder or the neighbours."""

    database: str
    name: str | None = None
    package: str | None = None
    prefix: str | None = None
    cdk: str | None = None
    test_database: TestDatabase | None = None


def naming_for(wish: Wish, dialect: Dialect) -> Naming:
    """What the connector is called. Raises CannotGenerate, with what is wrong and a name that can be used."""
    plain = (wish.name or dialect.slug).strip().removeprefix("destination-")
    _demand_name(plain, wish.name or dialect.slug)
    package = wish.package or f"{BASE}.{plain.replace('-', '_')}"
    _demand_package(package, wish.package is None, plain)
    if wish.prefix is not None and not _CLASS.fullmatch(wish.prefix):
        raise _refused(
            f"--prefix {wish.prefix}: {_class_trouble(wish.prefix)}", f"a prefix such as {_class_from(wish.prefix)}"
        )
    return naming_of(dialect, wish.name, package, wish.prefix)


def _demand_name(plain: str, given: str) -> None:
    if len(plain) > LONGEST_NAME:
        raise _refused(
            f"{given!r} has {len(plain)} characters; a connector's name has at most {LONGEST_NAME}", "a shorter name"
        )
    for word in plain.split("-"):
        trouble = _word_trouble(word)
        if trouble:
            raise _refused(f"{given!r} cannot be a connector's name: {trouble}", f"a name such as {_name_from(plain)}")


def _word_trouble(word: str) -> str:
    if _WORD.fullmatch(word):
        return ""
    if not word:
        return "there is no word beside one of its hyphens"
    if word[0].isascii() and word[0].isdigit():
        return f"{word!r} begins with a digit, and a part of a Kotlin package cannot"
    if word != word.lower():
        return f"{word!r} has capital letters; folders and images of connectors have none"
    odd = next((c for c in word if not (c.isascii() and c.isalnum())), word[0])
    return f"{odd!r} is no letter, digit or hyphen"


def _demand_package(package: str, is_ours: bool, plain: str) -> None:
    for part in package.split("."):
        if part in RESERVED:
            word = f"{part!r} is a word that Kotlin reserves"
            told = f"destination-{plain}: {word}, and the package {package} would have to be quoted everywhere"
            given = f"--package {package}: {word}"
            raise _refused(told if is_ours else given, f"a package such as --package {package}_db")
        if not _SEGMENT.fullmatch(part):
            raise _refused(
                f"--package {package}: {part!r} is no part of a package; each begins with a lower-case letter and has "
                "letters, digits and underscores",
                f"a package such as {BASE}.acme",
            )


def _class_trouble(prefix: str) -> str:
    if not prefix:
        return "it is empty"
    if prefix[0].isdigit():
        return "a class name cannot begin with a digit"
    if not prefix[0].isupper():
        return "a class name begins with a capital letter"
    odd = next((c for c in prefix if not (c.isascii() and c.isalnum())), prefix[0])
    return f"{odd!r} cannot be in a class name here; letters and digits can"


def _name_from(text: str) -> str:
    """The nearest name that can be used."""
    words = [re.sub(r"[^a-z0-9]", "", word) for word in re.split(r"[^a-z0-9]+", text.lower())]
    kept = [word if not word[0].isdigit() else f"db{word}" for word in words if word]
    return "-".join(kept) or "acme"


def _class_from(text: str) -> str:
    return "".join(word[:1].upper() + word[1:] for word in _name_from(text).split("-"))


def _refused(reason: str, need: str) -> CannotGenerate:
    return CannotGenerate(reason, (need,))
