"""The messages of our own between server and client, as JSON. `docs/protocol.md` describes each; a test holds the two
and the VS Code client's mirror (`vscode-client/src/common/protocol.ts`) together.
"""

from typing import Literal, NotRequired, TypedDict

STATUS = "destinationWriter/status"
"""Request: how far the connectors are."""

STATUS_CHANGED = "destinationWriter/statusChanged"
"""Notification to a client that follows the status: an answer to the request would now be another one."""

PAGE = "destinationWriter/page"
"""Request: the text of a `destination-writer:` document."""

FEATURES = "destinationWriter/features"
"""Request: the methods and commands that this server has."""

PhaseState = Literal["done", "current", "blocked", "waiting", "skipped"]
ComponentProgress = Literal["done", "in progress", "not started"]


class StatusParams(TypedDict):
    """`uri`: a connector's folder or a file in it; without it, every connector of the workspace is reported."""

    uri: NotRequired[str]


class ComponentStatus(TypedDict):
    name: str
    progress: ComponentProgress
    required: bool


class PhaseStatus(TypedDict):
    """`percent` reaches 100 only when the phase is complete. `openStubs` counts stubs whose text names the phase."""

    number: int
    title: str
    state: PhaseState
    blockers: list[str]
    percent: int
    openStubs: int
    components: list[ComponentStatus]


class ConnectorStatus(TypedDict):
    """`uri` is the connector's folder; `currentPhase` is null when every phase is done; `remaining` is a sentence, null
    when nothing remains; `problems` are files that could not be read, a sentence each."""

    uri: str
    name: str
    database: str | None
    cdkVersion: str | None
    currentPhase: int | None
    phases: list[PhaseStatus]
    remaining: str | None
    problems: list[str]


class StatusResult(TypedDict):
    connectors: list[ConnectorStatus]


class StatusChangedParams(TypedDict):
    """The connectors of which something changed: their folders."""

    uris: list[str]


class PageParams(TypedDict):
    uri: str


class PageResult(TypedDict):
    """Markdown."""

    title: str
    text: str


class FeaturesResult(TypedDict):
    methods: list[str]
    commands: list[str]
    version: str


class CommandResult(TypedDict):
    """What the commands that write answer. `reason` says why nothing was applied; it was also shown."""

    applied: bool
    reason: str | None
