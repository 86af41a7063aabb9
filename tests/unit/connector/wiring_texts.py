"""Small connectors for the tests of wiring, from the texts of their files."""

from functools import cache

from destination_writer.connector.load import load_connector
from destination_writer.connector.model import Connector
from destination_writer.connector.wiring.api import resolver_of, wiring_of
from destination_writer.connector.wiring.model import Wiring
from destination_writer.connector.wiring.resolving import Resolver
from destination_writer.knowledge.store import Knowledge
from destination_writer.text.files import MemoryFiles
from destination_writer.toolchain.bundled import bundled
from destination_writer.toolchain.disk import DiskFiles

PACKAGE = "io.airbyte.integrations.destination.acme"
MAIN = f"src/main/kotlin/{PACKAGE.replace('.', '/')}"
TESTS = f"src/test-integration/kotlin/{PACKAGE.replace('.', '/')}"
IMPORTS = """
import io.micronaut.context.annotation.Factory
import io.micronaut.context.annotation.Primary
import io.micronaut.context.annotation.Replaces
import io.micronaut.context.annotation.Requires
import io.micronaut.context.annotation.Secondary
import io.micronaut.context.annotation.Value
import io.micronaut.test.extensions.junit5.annotation.MicronautTest
import io.airbyte.cdk.Operation
import jakarta.inject.Inject
import jakarta.inject.Named
import jakarta.inject.Provider
import jakarta.inject.Singleton
import java.util.Optional
import javax.sql.DataSource
"""


@cache
def knowledge() -> Knowledge:
    return Knowledge(DiskFiles(bundled("knowledge")))


def connector_of(main: str = "", tests: str = "", cdk: str = "1.0.13", **others: str) -> Connector:
    """`main` and `tests` are bodies of files that import what they need; `others` are texts by path, `/` as `__`."""
    texts = {"gradle.properties": f"cdkVersion={cdk}\n"}
    for folder, body in ((MAIN, main), (TESTS, tests)):
        if body:
            texts[f"{folder}/Acme.kt"] = f"package {PACKAGE}\n{IMPORTS}\n{body}"
    texts |= {path.replace("__", "/"): text for path, text in others.items()}
    return load_connector(MemoryFiles(texts), name="destination-acme")


def wired_up(main: str = "", tests: str = "", cdk: str = "1.0.13", **others: str) -> tuple[Wiring, Resolver]:
    contract, facts = knowledge().contract(cdk), knowledge().wiring(cdk)
    wiring = wiring_of(connector_of(main, tests, cdk, **others), contract, facts)
    return wiring, resolver_of(wiring, contract, facts)
