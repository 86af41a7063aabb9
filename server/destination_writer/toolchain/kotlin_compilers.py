"""The forms in which a Kotlin compiler is found: a distribution, Gradle's cache, a Python package with its jars."""

import importlib.util
import re
import tempfile
import zipfile
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from destination_writer.toolchain.gradle_cache import artifacts, version_key

COROUTINES = "kotlinx-coroutines-core-jvm"
ANNOTATIONS = "annotations-13.0"
STDLIB = "kotlin-stdlib"
OLDEST_KOTLIN = (2, 0)
"""Connectors are written for Kotlin 2.0; an older compiler does not know it."""
_EMBEDDABLE = "org.jetbrains.kotlin:kotlin-compiler-embeddable"
_KERNEL = "run_kotlin_kernel"
"""The Python module whose `jars` folder holds a compiler; the package is called kotlin-jupyter-kernel."""


@dataclass(frozen=True)
class KotlinCompiler:
    """The jars that run a compiler (`program`), and the libraries that come with it, by name without a version.

    `home` is where a person finds it. `is_distribution` says that it is a folder with `lib/` and `build.txt`.
    """

    home: Path
    version: str
    program: tuple[Path, ...]
    libraries: Mapping[str, Path] = field(compare=False)
    is_distribution: bool = False

    def jars(self, *names: str) -> tuple[Path, ...]:
        """The libraries of these names, as far as it has them."""
        return tuple(self.libraries[name] for name in names if name in self.libraries)

    @property
    def is_recent(self) -> bool:
        """Whether it knows the Kotlin that connectors are written in. A version that says nothing is believed."""
        numbers = tuple(map(int, re.findall(r"\d+", self.version)[:2]))
        return not numbers or numbers >= OLDEST_KOTLIN


def distribution(home: Path) -> KotlinCompiler | None:
    """The compiler in a folder as kotlinc and the npm package `kotlin-compiler` have it; None when it is no such."""
    main = home / "lib" / "kotlin-compiler.jar"
    if not main.is_file():
        return None
    home = home.resolve()
    libraries = {path.stem: path for path in (home / "lib").glob("*.jar")}
    try:
        version = (home / "build.txt").read_text("utf-8").strip()
    except OSError:
        version = "unknown"
    return KotlinCompiler(home, version, (home / "lib" / "kotlin-compiler.jar",), libraries, True)


def gradle_compilers(environ: Mapping[str, str], lacking: list[str]) -> Iterator[KotlinCompiler]:
    """The compilers that Gradle has downloaded whole, newest first. What others lack is noted in `lacking`."""
    for version, jar in artifacts(_EMBEDDABLE, "jar", environ):
        needed = _needed(version, environ)
        found = {name: _fitting(group, name, least, environ) for group, name, least in needed}
        missing = [f"{name} {least}" for _, name, least in needed if found[name] is None]
        if missing:
            lacking.append(f"kotlin-compiler-embeddable {version} in Gradle's cache lacks {', '.join(missing)}")
            continue
        program = (jar, *(path for path in found.values() if path))
        yield KotlinCompiler(jar.parent, version, program, _gradle_libraries(found, version, environ))


def packaged_compiler(cache: Path) -> KotlinCompiler | None:
    """The compiler in the Python package kotlin-jupyter-kernel, or None without that package.

    Its one large jar holds more libraries than a connector may see, a logger that writes to standard output among
    them: the coroutines are copied out of it into a jar of their own below `cache`.
    """
    package = importlib.util.find_spec(_KERNEL)
    places = list(package.submodule_search_locations or ()) if package else []
    folder = Path(places[0]) / "jars" if places else None
    main = next(iter(sorted(folder.glob("kotlin-jupyter-kernel-*-all.jar"))), None) if folder else None
    if folder is None or main is None:
        return None
    libraries = {ANNOTATIONS: folder / "annotations-13.0.jar"}
    libraries |= {path.name.partition("-2.")[0]: path for path in folder.glob("kotlin-*-2.*.jar")}
    with zipfile.ZipFile(main) as archive:
        version = archive.read("META-INF/compiler.version").decode().strip()
        libraries[COROUTINES] = _coroutines(archive, cache, main)
    return KotlinCompiler(folder, version, (main,), libraries)


def _needed(version: str, environ: Mapping[str, str]) -> list[tuple[str, str, str]]:
    """Group, name and version of what the compiler needs beside its jar: as its POM says, else what all need."""
    pom = next((file for found, file in artifacts(_EMBEDDABLE, "pom", environ) if found == version), None)
    if pom is None:
        own = [("org.jetbrains.kotlin", name, version) for name in (STDLIB, "kotlin-script-runtime")]
        own += [("org.jetbrains.kotlin", "kotlin-reflect", "1.6"), ("org.jetbrains", "annotations", "13.0")]
        return [*own, ("org.jetbrains.kotlinx", "kotlinx-coroutines-core", "1.6")]
    return list(_dependencies(pom))


def _dependencies(pom: Path) -> Iterator[tuple[str, str, str]]:
    from defusedxml.ElementTree import parse

    root = parse(pom).getroot()
    for item in root.findall("./{*}dependencies/{*}dependency") if root is not None else ():
        group, name, version, scope = (item.findtext(f"{{*}}{tag}") or "" for tag in _POM_FIELDS)
        if scope in ("", "compile", "runtime"):
            yield group, name, version


_POM_FIELDS = ("groupId", "artifactId", "version", "scope")


def _fitting(group: str, name: str, least: str, environ: Mapping[str, str]) -> Path | None:
    """The jar of just this version, else the newest of those above it. A library for many platforms has `-jvm`."""
    for spelled in (f"{name}-jvm", name):
        found = dict(artifacts(f"{group}:{spelled}", "jar", environ))
        newer = [version for version in found if version_key(version) >= version_key(least)]
        if newer:
            return found[least if least in found else newer[0]]
    return None


def _gradle_libraries(found: Mapping[str, Path | None], version: str, environ: Mapping[str, str]) -> dict[str, Path]:
    libraries = {name: path for name, path in found.items() if path}
    if path := libraries.pop("kotlinx-coroutines-core", None):
        libraries[COROUTINES] = path
    if path := libraries.pop("annotations", None):
        libraries[ANNOTATIONS] = path
    for name in ("kotlin-test", "kotlin-test-junit5"):
        if path := dict(artifacts(f"org.jetbrains.kotlin:{name}", "jar", environ)).get(version):
            libraries[name] = path
    return libraries


def _coroutines(archive: zipfile.ZipFile, cache: Path, main: Path) -> Path:
    final = cache / f"{COROUTINES}-{main.stem}.jar"
    if final.is_file():
        return final
    cache.mkdir(parents=True, exist_ok=True)
    kept = ("kotlinx/coroutines/", "META-INF/kotlinx-coroutines-core.kotlin_module")
    with (
        tempfile.NamedTemporaryFile(dir=cache, suffix=".jar", delete=False) as work,
        zipfile.ZipFile(work, "w", zipfile.ZIP_DEFLATED) as jar,
    ):
        for name in archive.namelist():
            if name.startswith(kept):
                jar.writestr(name, archive.read(name))
    return Path(work.name).replace(final)
