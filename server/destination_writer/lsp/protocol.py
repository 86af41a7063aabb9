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

RUN_EVENTS = "destinationWriter/runEvents"
"""Notification to a client that follows runs: what happened in a run since the last one."""

TESTS = "destinationWriter/tests"
"""Request: the tests that can be run, where they stand and how they stand."""

DATABASES = "destinationWriter/databases"
"""Request: the databases that a connector can be created for."""

REPORT = "destinationWriter/report"
"""Request: the report on the work on a connector."""

WIRING = "destinationWriter/wiring"
"""Request: who is given which bean in a connector."""

CHOOSE = "destinationWriter/choose"
"""Request to a client that answers choices: which of several ways the person takes."""

SAY = "destinationWriter/say"
"""Request: the person's words in a conversation; answered when the answer has ended."""

SAID = "destinationWriter/said"
"""Notification to a client that holds conversations: more of an answer."""

APPROVE = "destinationWriter/approve"
"""Request to a client that holds conversations: whether something may be done."""

USE_TOOL = "destinationWriter/useTool"
"""Request: the editor's own model calls a tool of ours."""

FORGET = "destinationWriter/forget"
"""Request: the end of a conversation."""

KEY = "destinationWriter/key"
"""Request: the API key from the editor's secret store, for this session."""

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


class NextStep(TypedDict):
    """`words` is a sentence, `command` what is typed in a terminal for it, null where the editor is the tool."""

    words: str
    command: str | None


class ConnectorStatus(TypedDict):
    """`uri` is the connector's folder. `currentPhase` is null when every phase is done, and so is `atWork`, the phase
    that is worked on: a later one for who goes on with component checkpoints. `remaining` is a sentence, null when
    nothing remains; `problems` are files that could not be read, a sentence each."""

    uri: str
    name: str
    database: str | None
    cdkVersion: str | None
    currentPhase: int | None
    atWork: int | None
    phases: list[PhaseStatus]
    remaining: str | None
    problems: list[str]
    next: NextStep


class StatusResult(TypedDict):
    connectors: list[ConnectorStatus]


class ChoiceItem(TypedDict):
    """`description` is how the way is known, `detail` its trade-off."""

    label: str
    description: str
    detail: str


class ChooseParams(TypedDict):
    """`note` says what becomes of the answer. The item that is first by default comes first."""

    question: str
    note: str
    items: list[ChoiceItem]


class ChooseResult(TypedDict):
    """`index` is that of the item, null when the person took none."""

    index: int | None


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


RunState = Literal["waiting", "running", "ended"]


class RunEvent(TypedDict):
    """`kind`: `step` (a command or stage begins), `output` and `error` (lines of the build), `started` and `finished`
    (tests). `outcome` is passed, failed, error or skipped; `text` is then the failure's message, `detail` its stack."""

    kind: Literal["step", "output", "error", "started", "finished"]
    text: str
    suite: NotRequired[str]
    test: NotRequired[str]
    outcome: NotRequired[str]
    seconds: NotRequired[float]
    detail: NotRequired[str]


class RunEventsParams(TypedDict):
    """`uri` is the connector's folder, `run` the run's name, `title` what it runs, `left` how far it is, in words."""

    uri: str
    run: str
    title: str
    state: RunState
    left: str
    percent: int
    events: list[RunEvent]


class TestsParams(TypedDict):
    """`uri`: a connector's folder or a file in it; without it, the tests of every connector are listed."""

    uri: NotRequired[str]


class TestItem(TypedDict):
    """`suite` is the class with its package. `range` holds the test's function, or the class that inherits it. `phase`
    is that whose checkpoint asks for the test first, `state` how it stands there (see `RunTest`); null for others."""

    suite: str
    name: str
    uri: str
    range: dict[str, dict[str, int]]
    phase: int | None
    state: str | None


class ConnectorTests(TypedDict):
    """`uri` is the connector's folder."""

    uri: str
    name: str
    tests: list[TestItem]


class TestsResult(TypedDict):
    connectors: list[ConnectorTests]


class RunTest(TypedDict):
    """`state` is passed, failed, missing, skipped, stale, regressed or unknown."""

    suite: str
    name: str
    state: str
    seconds: float
    message: NotRequired[str]


class RunChange(TypedDict):
    """What would mend a failure, as a unified diff against the workspace's folder."""

    title: str
    purpose: str
    alternative: str
    diff: str


class RunFinding(TypedDict):
    """A failure explained; `line` counts from 1, `changes` has the surest first."""

    code: str
    file: str
    line: int
    message: str
    category: str
    cause: str
    fix: str
    test: str
    changes: list[RunChange]


class RunResult(TypedDict):
    """What the run commands answer; null when nothing could be run, and the reason was shown. `component` says that the
    local runner's component checkpoint passed, `goes_on` which phase may begin now."""

    phase: int
    title: str
    state: str
    done: bool
    passed: bool
    ended: Literal["finished", "cancelled", "timed-out", "not-started"]
    problem: str
    tests: list[RunTest]
    regressions: list[RunTest]
    findings: list[RunFinding]
    blockers: list[str]
    caveats: list[str]
    commands: list[str]
    next_phase: int | None
    component: bool
    goes_on: int | None
    text: str


class Database(TypedDict):
    """`proof` says how its facts are known; `hasContainer`, whether its tests can start it in a container."""

    slug: str
    name: str
    proof: str
    hasContainer: bool


class Checklist(TypedDict):
    """The checklist of a database whose connector is not there yet. `folder` is the one that the connector goes into,
    `known` says whether a connector can be made for the database as it is."""

    name: str
    database: str
    folder: str
    finished: bool
    known: bool


class DatabasesResult(TypedDict):
    """`folder` is where a new connector's folder would lie; null when no folder is open. `checklists` are those of the
    workspace that no connector stands beside yet."""

    databases: list[Database]
    folder: str | None
    checklists: list[Checklist]


class PreflightResult(TypedDict):
    """What `destinationWriter.preflight` answers. `uri` is that of the checklist, None when there is none; `reason`
    says why, and was also shown."""

    uri: str | None
    created: bool
    reason: str | None


class FinishPreflightResult(TypedDict):
    """What `destinationWriter.finishPreflight` answers. `uri`, `title` and `text` (Markdown) are those of the research
    summary, `files` what was written, `folder` the one that the connector goes into. Without `uri` the checklist is not
    finished, and `reason`, which was also shown, says why."""

    applied: bool
    reason: str | None
    uri: NotRequired[str]
    title: NotRequired[str]
    text: NotRequired[str]
    name: NotRequired[str]
    database: NotRequired[str]
    folder: NotRequired[str]
    files: NotRequired[list[str]]


class ScaffoldResult(TypedDict):
    """What `destinationWriter.scaffold` answers. `reason` says why nothing was created; it was also shown. `folder` is
    the new connector's, `files` what was created or changed."""

    applied: bool
    reason: str | None
    folder: str | None
    files: list[str]


class ReportParams(TypedDict):
    """`uri`: a connector's folder or a file in it."""

    uri: str


class ReportResult(TypedDict):
    """`html` is one page that needs nothing else: no script, no network."""

    title: str
    html: str


class WiringParams(TypedDict):
    """`uri`: a connector's folder or a file in it."""

    uri: str


class WiringPlace(TypedDict):
    uri: str
    range: dict[str, dict[str, int]]


class WiringNode(TypedDict):
    """`kind`: `class`, `method` (of a factory), `supplied` (by the CDK), `test` (a test class), `missing`. `type` is
    what it is asked for as, `conditions` are in words. `place` is null for what lies outside of the connector."""

    id: str
    title: str
    kind: str
    type: str
    sourceSet: str
    conditions: list[str]
    place: WiringPlace | None


class WiringEdge(TypedDict):
    """From who asks to what it is given; `name` is the parameter's, empty from a factory's method to the factory.
    `verdict`: `found`, `several`, `missing`, `unknown`; `wrapper`: empty, `provider`, `optional`, `collection`."""

    source: str
    target: str
    name: str
    type: str
    wrapper: str
    verdict: str
    place: WiringPlace


class WiringResult(TypedDict):
    """`html` is a page with the picture: no script, no network; its links run `destinationWriter.openPlace`."""

    uri: str
    name: str
    nodes: list[WiringNode]
    edges: list[WiringEdge]
    html: str


class RememberResult(TypedDict):
    """`needs` is what the person has to say first, where the order could ask for it: `fix`; else null."""

    applied: bool
    reason: str | None
    needs: str | None


class SayParams(TypedDict):
    """`conversation` is a name that the client gives; `uri`, `line` (from 0) and `selection` are where the person is.
    `task` is `implement` (the stub on that line), `explain` (the finding `code` there) or `ask` (about that line): the
    server adds what is known.
    """

    conversation: str
    text: str
    uri: NotRequired[str]
    line: NotRequired[int]
    selection: NotRequired[str]
    task: NotRequired[str]
    code: NotRequired[str]


class SayResult(TypedDict):
    """How an answer ended: `reason` is `done`, `cancelled`, `refused`, `budget`, `length`, `rounds` or `failed`.
    `words` say why where it is not `done`. `by` is `model` or `knowledge`. `tokens` and `cost` (US dollars, null where
    no price is known) are those of the conversation."""

    reason: str
    words: str
    problem: str
    by: str
    tokens: int
    cost: float | None


class UseToolParams(TypedDict):
    """`conversation` names who is asked; `input` is an object as the tool's schema says, as JSON text, for its keys are
    the tool's own; `uri` tells which connector."""

    conversation: str
    tool: str
    input: str
    uri: NotRequired[str]


class UseToolResult(TypedDict):
    """What the model is told."""

    text: str
    isError: bool


class SaidEvent(TypedDict):
    """`kind` is `text` (Markdown), `toolStarted`, `toolProgress`, `toolFinished`, `proposed`, `rejected`, `written`,
    `notice` or `suggestion` (a command line that the person may run); `call` names a tool's call, `title` what it does,
    `text` the rest."""

    kind: str
    text: str
    call: NotRequired[str]
    title: NotRequired[str]
    isError: NotRequired[bool]
    anchors: NotRequired[list[str]]


class SaidParams(TypedDict):
    conversation: str
    events: list[SaidEvent]


class ApproveParams(TypedDict):
    """`diff` is the whole change, null where it is about something else; `again` is true where a yes may hold for the
    whole conversation."""

    conversation: str
    title: str
    words: str
    command: list[str]
    statements: list[str]
    diff: str | None
    again: bool


class ApproveResult(TypedDict):
    """`verdict` is `yes`, `always` or `no`; everything else counts as no. `feedback` is handed to who asked."""

    verdict: str
    feedback: NotRequired[str]


class ForgetParams(TypedDict):
    conversation: str


class KeyParams(TypedDict):
    """`key` is empty to forget it."""

    key: str
