"""The engines that this package knows, from engines.yaml, and whether this machine has them."""

import importlib.util
import shutil
import sys
from collections.abc import Mapping, Sequence
from functools import cache
from pathlib import Path
from typing import Literal

import yaml
from pydantic import BaseModel, ConfigDict

from destination_writer.toolchain.engines.environments import folders, node_modules_of, python_of
from destination_writer.toolchain.engines.model import EngineKind, Missing, Proof

SOURCE = Path(__file__).with_name("engines.yaml")


class _Strict(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class Needs(_Strict):
    """What an engine needs beside its environment: a package of this Python, a command, a Node package."""

    package: str | None = None
    command: str | None = None
    node: str | None = None


class EngineFacts(_Strict):
    """One engine. `own` is the module of this Python that serves when the environment is not there."""

    name: str
    environment: str | None = None
    own: str | None = None
    needs: Needs = Needs()
    get: str
    lacks: tuple[str, ...] = ()


class DatabaseFacts(_Strict):
    """Which engine runs for a database, or why `none` does."""

    engine: str | None = None
    proof: Proof | Literal[""] = ""
    stands_for: str | None = None
    none: str | None = None


class Catalogue(_Strict):
    """The whole of engines.yaml."""

    engines: dict[str, EngineFacts]
    databases: dict[str, DatabaseFacts]


@cache
def catalogue() -> Catalogue:
    return Catalogue.model_validate(yaml.safe_load(SOURCE.read_text("utf-8")))


def find_engine(
    slug: str, parents: Sequence[str] = (), name: str | None = None, environ: Mapping[str, str] | None = None
) -> EngineKind | Missing:
    """The engine for a database, or what is missing for it. Nothing is started.

    A database that is not in the catalogue runs on the engine of the first of its `parents` (dialect slugs, nearest
    first) that has one, as a stand-in for `name`.
    """
    known = catalogue()
    facts = known.databases.get(slug)
    if facts is None:
        return _of_parents(slug, parents, name or slug, environ)
    if facts.engine is None or not facts.proof:
        return Missing(slug, facts.none or f"There is no engine for {slug}", "")
    engine = known.engines[facts.engine]
    found = _python(engine, environ)
    lacking = _lacking(engine, found, environ)
    if lacking:
        return Missing(slug, f"{engine.name} is not on this machine: {lacking}", engine.get)
    return EngineKind(
        slug, facts.engine, engine.name, facts.proof, facts.stands_for, engine.environment, found, engine.lacks
    )


def _of_parents(
    slug: str, parents: Sequence[str], name: str, environ: Mapping[str, str] | None
) -> EngineKind | Missing:
    for parent in parents:
        found = find_engine(parent, (), None, environ)
        if isinstance(found, EngineKind):
            return EngineKind(
                slug, found.engine, found.name, "emulated", name, found.environment, found.python, found.lacks
            )
        if parent in catalogue().databases:
            return Missing(slug, found.reason, found.get)
    listed = ", ".join(sorted(catalogue().databases))
    return Missing(slug, f"No engine is known for {slug}; there are engines for {listed}", "")


def _python(engine: EngineFacts, environ: Mapping[str, str] | None) -> Path | None:
    """The Python that runs the engine's worker: its environment's, else this one where it has the module."""
    if engine.environment is None or engine.needs.package:
        return Path(sys.executable)
    found = python_of(engine.environment, environ)
    if found is None and engine.own and importlib.util.find_spec(engine.own):
        return Path(sys.executable)
    return found


def _lacking(engine: EngineFacts, python: Path | None, environ: Mapping[str, str] | None) -> str:
    """What is missing, in words; empty when all is there."""
    needs = engine.needs
    if needs.command and find_command(needs.command) is None:
        return f"there is no {needs.command} command"
    if needs.package and importlib.util.find_spec(needs.package) is None:
        return f"the Python package {needs.package} is not installed"
    if needs.node and not _has_node_package(engine.environment or "", needs.node, environ):
        return f"the Node package {needs.node} is in none of {_places(engine, environ)}"
    if python is None:
        return f"there is no environment {_places(engine, environ)}"
    return ""


def find_command(name: str) -> str | None:
    """A command on PATH or where servers are installed."""
    return shutil.which(name) or next(
        (str(place) for place in (Path("/usr/sbin") / name, Path("/usr/local/sbin") / name) if place.is_file()), None
    )


def _has_node_package(environment: str, package: str, environ: Mapping[str, str] | None) -> bool:
    modules = node_modules_of(environment, environ)
    return modules is not None and (modules / package / "package.json").is_file()


def _places(engine: EngineFacts, environ: Mapping[str, str] | None) -> str:
    return " or ".join(str(folder / (engine.environment or "")) for folder in folders(environ))
