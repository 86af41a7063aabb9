"""How a database is reached: driver, URL, what a user configures, and the container of the tests."""

from typing import Annotated, Literal

from pydantic import Field, model_validator
from pydantic_core import PydanticCustomError

from destination_writer.knowledge.dialect_facts import Proof, Words
from destination_writer.knowledge.loading import Strict


class Artifact(Strict):
    """A Maven artifact, as a Gradle build names it."""

    coordinate: Annotated[str, Field(pattern=r"^[^:\s]+:[^:\s]+:[^:\s]+$")]
    scope: Literal["implementation", "runtimeOnly", "testImplementation"] = "implementation"


class ConnectionProperty(Strict):
    name: Words
    value: Words
    why: Words


class Setting(Strict):
    """One field of the connector's configuration, in the order in which a user fills them in.

    `name` is the Kotlin property, `json` the key of the configuration; `kind` says how it is typed and shown.
    """

    name: Annotated[str, Field(pattern=r"^[a-z][A-Za-z0-9]*$")]
    json_name: Annotated[str, Field(alias="json", pattern=r"^[a-z][a-z0-9_]*$")]
    title: Words
    description: Words
    kind: Literal["text", "secret", "integer", "boolean"] = "text"
    required: bool = True
    default: str | int | bool | None = None
    examples: tuple[str, ...] = ()
    test: str = ""
    """What the component tests use where no container gives the value."""


class ContainerImage(Strict):
    """`image` is pinned; a moving tag makes a run unrepeatable."""

    class_name: Words
    image: Annotated[str, Field(pattern=r"^[^\s:]+:[^\s:]+$")]
    artifact: Artifact
    calls: tuple[str, ...] = ()
    """What it must be told besides: `acceptLicense()`."""
    fixed: tuple[str, ...] = ()
    """Settings that it cannot be told: `database`, `username`, `password`."""
    silent: tuple[str, ...] = ()
    """Settings that it does not tell; the setting's own value for tests stands in."""

    @model_validator(mode="after")
    def _pinned(self) -> "ContainerImage":
        if self.image.endswith(":latest"):
            raise PydanticCustomError("image", "pin a version; `latest` is another image tomorrow")
        return self


class Connection(Strict):
    """`url` takes `{host}`, `{port}`, `{database}`; `validation` is the cheapest query that proves a connection."""

    client: Literal["jdbc", "http", "native"]
    driver_class: Words
    artifacts: tuple[Artifact, ...] = Field(min_length=1)
    url: Words
    default_port: int | None = Field(None, gt=0, lt=65536)
    """None for a database that runs inside of the process and listens nowhere."""
    default_database: str = ""
    properties: tuple[ConnectionProperty, ...] = ()
    max_connections: int | None = Field(None, gt=0)
    """What the pool may hold at once; None where ten are no question."""
    isolation: Literal["", "READ UNCOMMITTED", "READ COMMITTED", "REPEATABLE READ", "SERIALIZABLE"] = ""
    """What connections are set to; empty leaves it to the server."""
    rights: str = ""
    """What the account that logs in must be allowed to do."""
    validation: Words
    settings: tuple[Setting, ...] = ()
    """What a user configures; empty stands for host, port, database, schema, username and password."""
    test_container: ContainerImage | None = None
    """None for a database that runs nowhere but in its vendor's cloud, or inside of the process."""
    proof: Proof
