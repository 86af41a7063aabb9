"""A real Gradle build that looks like Airbyte's, with one small connector whose Kotlin the real compiler compiles.

The connector has what phases 0 to 2 ask for and its tests pass; a test changes files of it. It is built by Gradle 4.4
or newer; Kotlin is compiled by the npm package `kotlin-compiler` and tests run as JUnit 4. Nothing is downloaded.

    project = make_project(tmp_path)
    project.replace(project.client, "CREATE SCHEMA", "CREATE SCHMA")     # now `create and drop namespaces` fails
    project.add_test("AcmeSlowTest", {"waits": "Thread.sleep(60_000)"})
"""

import os
import shutil
import subprocess
import tempfile
import zipfile
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

SAMPLE = Path(__file__).with_name("gradle_sample")
CHECKOUT = Path(__file__).resolve().parents[2]
KOTLIN_HOME = CHECKOUT / ".tools" / "node_modules" / "kotlin-compiler"
JUNIT = (Path("/usr/share/java/junit4.jar"), Path("/usr/share/java/hamcrest-core.jar"))
"""Debian's package `junit4`."""
PACKAGE = "io.airbyte.integrations.destination.acme"
PACKAGE_FOLDER = PACKAGE.replace(".", "/")
SUITE = f"{PACKAGE}.component.AcmeTableOperationsTest"
SPEC_TEST = f"{PACKAGE}.AcmeSpecTest"
UNIT_TEST = f"{PACKAGE}.AcmeConfigurationTest"
CONNECT = "connect to database"
NAMESPACES = "create and drop namespaces"
KEPT_CLASSES = CHECKOUT / ".tools" / "cache" / "sample-classes"
"""What compiled, by the content of its sources and libraries; what does not compile is compiled every time."""
CONNECTOR = "airbyte-integrations/connectors/destination-acme"
PROJECT_PATH = ":airbyte-integrations:connectors:destination-acme"
_WRAPPER = """#!/bin/sh
# Stands for the wrapper that a checkout brings. Its JVM is one that starts quickly.
JAVA_OPTS="-XX:TieredStopAtLevel=1 -XX:+UseSerialGC $JAVA_OPTS"
export JAVA_OPTS
exec gradle "$@"
"""


@dataclass(frozen=True)
class GradleProject:
    """The build at `root`. Paths that methods take are relative to the connector's folder."""

    root: Path

    @property
    def folder(self) -> Path:
        """The connector's folder."""
        return self.root / CONNECTOR

    client = f"src/main/kotlin/{PACKAGE_FOLDER}/client/AcmeAirbyteClient.kt"
    test_client = f"src/test-integration/kotlin/{PACKAGE_FOLDER}/component/AcmeTestTableOperationsClient.kt"
    suite = f"src/test-integration/kotlin/{PACKAGE_FOLDER}/component/AcmeTableOperationsTest.kt"
    results = "build/test-results"

    def write(self, path: str, text: str) -> Path:
        file = self.folder / path
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text, "utf-8")
        return file

    def read(self, path: str) -> str:
        return (self.folder / path).read_text("utf-8")

    def replace(self, path: str, old: str, new: str) -> None:
        text = self.read(path)
        assert old in text, f"{path} holds no {old!r}"
        self.write(path, text.replace(old, new))

    def add_test(
        self, class_name: str, tests: Mapping[str, str], *, source_set: str = "integrationTest", head: str = ""
    ) -> str:
        """Add a test class; `tests` are the bodies by the functions' names. Gives the class's full name."""
        folder = {"test": "test", "integrationTest": "test-integration"}[source_set]
        functions = "\n".join(
            f"    @Test\n    fun `{name}`() {{\n        {body}\n    }}\n" for name, body in tests.items()
        )
        text = f"package {PACKAGE}\n\nimport org.junit.jupiter.api.Test\n\n{head}class {class_name} {{\n{functions}}}\n"
        self.write(f"src/{folder}/kotlin/{PACKAGE_FOLDER}/{class_name}.kt", text)
        return f"{PACKAGE}.{class_name}"


def make_project(folder: Path, *, wrapper: bool = True, cdk_version: str = "1.0.13") -> GradleProject:
    """Write the build below `folder`, made when missing. `wrapper`: with a `gradlew` that calls the installed Gradle.

    `cdk_version` is what the connector pins; the repository that its build reads holds 1.0.13.
    """
    missing = [str(path) for path in (KOTLIN_HOME, *JUNIT) if not path.exists()]
    assert not missing, f"{', '.join(missing)} missing; run `make tools` and install the Debian package junit4"
    shutil.copytree(SAMPLE, folder, dirs_exist_ok=True)
    jars = os.pathsep.join(str(jar) for jar in JUNIT)
    properties = f"kotlinHome={KOTLIN_HOME}\njunitJars={jars}\ncompilerArchive={_compiler_archive()}\n"
    properties += f"keptClasses={KEPT_CLASSES}\n"
    (folder / "gradle.properties").write_text(properties, "utf-8")
    project = GradleProject(folder)
    project.write("gradle.properties", f"cdkVersion={cdk_version}\n")
    _publish_cdk(folder / "repository", "1.0.13")
    if wrapper:
        script = folder / "gradlew"
        script.write_text(_WRAPPER, "utf-8")
        script.chmod(0o755)
    return project


def _compiler_archive() -> Path:
    """The compiler's classes as the JVM loads them quickest, made once: each compilation starts in half the time."""
    archive = CHECKOUT / ".tools" / "cache" / "sample-compiler.jsa"
    if not archive.exists():
        archive.parent.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryDirectory(dir=archive.parent) as work:
            Path(work, "A.kt").write_text("fun main() = println(1)\n", "utf-8")
            command = ["java", f"-XX:ArchiveClassesAtExit={work}/new.jsa", "-Xlog:disable", "-XX:TieredStopAtLevel=1"]
            command += ["-XX:+UseSerialGC", "-cp", str(KOTLIN_HOME / "lib" / "kotlin-compiler.jar")]
            command += ["org.jetbrains.kotlin.cli.jvm.K2JVMCompiler", "-kotlin-home", str(KOTLIN_HOME), "-no-stdlib"]
            command += [
                "-no-reflect",
                "-cp",
                str(KOTLIN_HOME / "lib" / "kotlin-stdlib.jar"),
                "-d",
                work,
                f"{work}/A.kt",
            ]
            subprocess.run(command, capture_output=True, check=True, timeout=300)
            Path(work, "new.jsa").replace(archive)
    return archive


def _publish_cdk(repository: Path, version: str) -> None:
    """A Maven repository in a folder, with two artifacts that hold nothing."""
    for name, needs in (("bulk-cdk-core-load", "bulk-cdk-core-base"), ("bulk-cdk-core-base", "")):
        place = repository / "io/airbyte/bulk-cdk" / name / version
        place.mkdir(parents=True, exist_ok=True)
        with zipfile.ZipFile(place / f"{name}-{version}.jar", "w"):
            pass
        dependency = (
            f"<dependencies><dependency><groupId>io.airbyte.bulk-cdk</groupId><artifactId>{needs}</artifactId>"
            f"<version>{version}</version></dependency></dependencies>"
            if needs
            else ""
        )
        (place / f"{name}-{version}.pom").write_text(
            '<project xmlns="http://maven.apache.org/POM/4.0.0"><modelVersion>4.0.0</modelVersion>'
            f"<groupId>io.airbyte.bulk-cdk</groupId><artifactId>{name}</artifactId><version>{version}</version>"
            f"{dependency}</project>",
            "utf-8",
        )
