"""DW603: an error reaches the CDK as the wrong class: retried in vain, or shown as our fault."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from destination_writer.analysis.deciding import condition, subject_of
from destination_writer.analysis.placing import Edits, import_edits
from destination_writer.analysis.rule import FileSubject, Rule
from destination_writer.analysis.sqlediting import edit_remedy
from destination_writer.analysis.trying import Catch, tries
from destination_writer.connector.roles import Role
from destination_writer.knowledge.dialect_errors import ErrorClass, ErrorCode
from destination_writer.kotlin.calls import Call
from destination_writer.text.findings import Finding, Remedy, Severity
from destination_writer.text.places import Span

_PACKAGE = "io.airbyte.cdk"
_CONFIG, _TRANSIENT, _SYSTEM = "ConfigErrorException", "TransientErrorException", "SystemErrorException"
_CLASSES = {ErrorClass.CONFIG: _CONFIG, ErrorClass.TRANSIENT: _TRANSIENT, ErrorClass.SYSTEM: _SYSTEM}
_RAW = frozenset({"RuntimeException", "Exception", "Throwable"})
_RAW_IN_CHECKER = _RAW | {
    "IllegalStateException",
    "IllegalArgumentException",
    "SQLException",
    "Error",
    "AssertionError",
}
_USERS = re.compile(
    r"(?i)\b(?:wrong|invalid|bad|incorrect|rejected)\s+(?:user(?:name)?|password|credentials?|api key|access key)"
    r"|authentication failed|permission denied|access (?:is )?denied|not authorized"
    r"|check (?:your|the) (?:password|credentials)"
    r"|(?:missing|lacks?|insufficient)\s+(?:the\s+)?(?:permission|privilege)"
    r"|(?:user|role) (?:may not|lacks|is not allowed|has no right|has no permission)"
)
_PASSES = re.compile(
    r"(?i)\btimed out\b|\bdeadlock\b|connection (?:was |is )?(?:reset|lost|broken|closed)\b|too many connections"
    r"|temporarily (?:un|not )available|try again later|rate limit|throttled|server is (?:starting up|shutting down)"
)
_OURS = re.compile(
    r"(?i)(?:should|must|can) never happen|\bunreachable\b|\bthis is a bug\b|\binternal error\b|not implemented yet"
)
_TRANSIENT_TYPES = frozenset({
    "SocketTimeoutException", "SQLTimeoutException", "SQLTransientException", "SQLTransientConnectionException",
    "SQLRecoverableException", "HttpTimeoutException", "HttpConnectTimeoutException", "MongoSocketReadTimeoutException",
})  # fmt: skip
_CONFIG_TYPES = frozenset({
    "SQLInvalidAuthorizationSpecException", "AccessDeniedException", "AuthenticationException",
    "MongoSecurityException", "LoginException",
})  # fmt: skip
_AT_START = frozenset(
    {Role.CHECKER, Role.BEAN_FACTORY, Role.CONFIGURATION_FACTORY, Role.CONFIGURATION, Role.SPECIFICATION}
)
"""Where a connection is tried for the first time: an address that does not answer may be a mistyped one."""
_STANDARD = {
    "28": ErrorClass.CONFIG,
    "42501": ErrorClass.CONFIG,
    "40": ErrorClass.TRANSIENT,
    "08": ErrorClass.TRANSIENT,
}
_CODE = re.compile(r"\"([0-9A-Z]{2}(?:[0-9A-Z]{3})?)\"|(?<![\w.\"])(\d{3,6})(?![\w.\"])")
_ASKS = re.compile(r"(?i)state|code\b")
_SETS = re.compile(r"\b\w*(CONFIG|TRANSIENT)\w*(?:CODES|STATES|ERRORS)\b")


@dataclass(frozen=True)
class _Wrong:
    """A class that is thrown or returned, the one that is right, and why."""

    right: str
    why: str
    sure: bool = False


_MEANINGS = {
    _CONFIG: "the user has to mend something, and is told so",
    _TRANSIENT: "it passes by itself, and the platform tries again",
    _SYSTEM: "it is the connector's own fault, and its makers are told",
}


def _check(subject: FileSubject) -> Iterable[Finding]:
    if subject.source.is_test:
        return
    for name in (_CONFIG, _TRANSIENT, _SYSTEM):
        for call in subject.calls(name):
            if subject.means(name, f"{_PACKAGE}.{name}") and not _is_type(subject, call):
                wrong = _by_code(subject, call) or _by_catch(subject, call) or _by_words(subject, call)
                wrong = wrong or _of_the_rest(subject, call)
                if wrong is not None and wrong.right != name:
                    yield _finding(subject, call, wrong)
    for name in sorted(_RAW_IN_CHECKER & subject.call_index.names):
        for call in subject.calls(name):
            wrong = _raw(subject, call)
            if wrong is not None:
                yield _finding(subject, call, wrong)


def _is_type(subject: FileSubject, call: Call) -> bool:
    """Whether the name stands behind a colon or `is`, and is no call."""
    return (
        re.search(
            r"(?:(?<!:):|\bis|\bas\??)\s*$", subject.bare[max(call.name_span.start - 12, 0) : call.name_span.start]
        )
        is not None
    )


def _by_code(subject: FileSubject, call: Call) -> _Wrong | None:
    """By the database's own codes in the condition, as its facts and the SQL standard sort them."""
    span = condition(subject, call.name_span.start)
    if span is None:
        return None
    words = subject.text[span.start : span.end]
    named = {match[1] for match in _SETS.finditer(subject.bare[span.start : span.end])}
    if "!=" in words or "!in" in words or "!(" in words:
        return None
    if len(named) == 1:
        right = _CONFIG if "CONFIG" in named else _TRANSIENT
        return _Wrong(right, f"the condition asks for {'the user' if right == _CONFIG else 'passing'} errors", True)
    if not _ASKS.search(subject.bare[span.start : span.end] + subject_of(subject.bare, span.start)):
        return None
    codes = [match[1] or match[2] for match in _CODE.finditer(words)]
    classes = [_class_of(subject, code) for code in codes]
    if not codes or len(set(classes)) != 1 or classes[0] is None:
        return None
    right = _CLASSES[classes[0]]
    if right == _TRANSIENT and call.name == _CONFIG and all(code.startswith("08") for code in codes):
        return None  # an address that nobody answers at may be mistyped
    if right == _SYSTEM and not all(_is_syntax(subject, code) for code in codes):
        return None
    return _Wrong(
        right, f"{', '.join(codes[:4])} {'means' if len(codes) == 1 else 'mean'} that {_MEANINGS[right]}", True
    )


def _entry(subject: FileSubject, code: str) -> ErrorCode | None:
    if subject.dialect is None:
        return None
    errors = subject.dialect.errors
    if code.isdigit() and (own := next((one for one in errors.codes if one.vendor == code), None)) is not None:
        return own
    return errors.find(code)


def _class_of(subject: FileSubject, code: str) -> ErrorClass | None:
    known = _entry(subject, code)
    if known is not None:
        return known.error
    return _STANDARD.get(code) or _STANDARD.get(code[:2] if len(code) == 5 else "")


def _is_syntax(subject: FileSubject, code: str) -> bool:
    known = _entry(subject, code)
    return known is not None and known.category == "sql-syntax" and len(code) > 2


def _by_catch(subject: FileSubject, call: Call) -> _Wrong | None:
    """By the type that was caught, where nothing but that decides."""
    each = _catch_around(subject, call.name_span.start)
    if each is None or _role(subject, call) in _AT_START:
        return None
    before = subject.bare[each.body.start + 1 : call.name_span.start]
    if before.count("{") != before.count("}") or re.search(r"\b(?:if|when|else)\b", before):
        return None
    if each.type in _TRANSIENT_TYPES:
        return _Wrong(_TRANSIENT, f"{each.type} says that {_MEANINGS[_TRANSIENT]}", True)
    if each.type in _CONFIG_TYPES:
        return _Wrong(_CONFIG, f"{each.type} says that {_MEANINGS[_CONFIG]}", True)
    if each.type in _ANY and call.name in _ONE_SIDED and _runs_all(subject, call):
        return _Wrong(
            _SYSTEM, f"every statement runs through here, and for most errors it is not so that {_MEANINGS[call.name]}"
        )
    return None


_ANY = frozenset({"SQLException", "Exception", "Throwable"})
_ERROR = re.compile(r"(?:Exception|Throwable|Error)\??$")
_ONE_SIDED = frozenset({_CONFIG, _TRANSIENT})
_HANDED = re.compile(r"->|^(?:(?:List|Collection|Iterable)<)?String>?$")


def _runs_all(subject: FileSubject, call: Call) -> bool:
    """Whether the function runs whatever it is handed: a block with a connection, or statements."""
    around = subject.function_around(call.name_span.start)
    if around is None or around.role not in (Role.CLIENT, Role.INSERT_BUFFER) or around.function.is_override:
        return False
    given = [p for p in around.function.parameters if _HANDED.search(p.type)]
    blocks = any("->" in one.type and "Connection" in one.type for one in given)
    return blocks or any(re.fullmatch(r"(?i)sql|statements?|quer(?:y|ies)", one.name) for one in given)


def _of_the_rest(subject: FileSubject, call: Call) -> _Wrong | None:
    """`else -> ConfigErrorException(...)` where a function sorts errors: nobody knows what is left over there."""
    around = subject.function_around(call.name_span.start)
    if call.name != _CONFIG or around is None or around.body is None or around.role in _AT_START:
        return None
    if not any(_ERROR.search(p.type) for p in around.function.parameters) or len(around.function.parameters) > 1:
        return None
    span = condition(subject, call.name_span.start)
    if span is None or subject.bare[span.start : span.end].strip() != "else":
        return None
    others = {other.name for name in (_CONFIG, _TRANSIENT) for other in subject.calls(name, within=around.body)}
    if others != {_CONFIG, _TRANSIENT}:
        return None
    return _Wrong(_SYSTEM, "what no condition before has told is not known to be the user's to mend")


def _catch_around(subject: FileSubject, at: int) -> Catch | None:
    around = [each for one in subject.shared(tries) for each in one.catches if at in each.body]
    return max(around, key=lambda each: each.body.start, default=None)


def _role(subject: FileSubject, call: Call) -> Role | None:
    around = subject.function_around(call.name_span.start)
    return around.role if around else None


def _by_words(subject: FileSubject, call: Call) -> _Wrong | None:
    """By what the message itself says."""
    first = call.argument(0, "displayMessage")
    words = call.words(first.span) if first else ""
    if '"' not in words:
        return None
    if call.name != _CONFIG and (said := _USERS.search(words)):
        return _Wrong(_CONFIG, f'"{said[0]}" is for the user to mend')
    if call.name == _CONFIG and (said := _OURS.search(words)):
        return _Wrong(_SYSTEM, f'"{said[0]}" is nothing that a user can mend')
    if call.name != _TRANSIENT and _role(subject, call) not in _AT_START and (said := _PASSES.search(words)):
        return _Wrong(_TRANSIENT, f'"{said[0]}" passes by itself')
    return None


def _raw(subject: FileSubject, call: Call) -> _Wrong | None:
    """`throw RuntimeException(...)`: no class that the CDK tells the user anything by."""
    role = _role(subject, call)
    before = subject.bare[max(call.name_span.start - 16, 0) : call.name_span.start]
    if role is None or not re.search(r"\bthrow\s+$", before) or call.name in subject.own_names:
        return None
    if role is Role.CHECKER:
        return _Wrong(_CONFIG, "what a check finds is for the user to mend")
    if call.name in _RAW:
        return _Wrong(_SYSTEM, "it tells the platform neither who can mend it nor whether trying again helps")
    return None


def _finding(subject: FileSubject, call: Call, wrong: _Wrong) -> Finding:
    return Finding(
        RULE.code,
        RULE.severity,
        f"{call.name} is the wrong class here: {wrong.why}",
        subject.location(call.name_span),
        cause=" ".join(f"{name}: {meaning}." for name, meaning in _MEANINGS.items()),
        fix=f"Throw {wrong.right}.",
        evidence=(subject.line(call.name_span.start),),
        remedies=tuple(_remedies(subject, call, wrong)),
        data={"is": call.name, "right": wrong.right},
    )


def _remedies(subject: FileSubject, call: Call, wrong: _Wrong) -> Iterator[Remedy]:
    imported = import_edits(subject, f"{_PACKAGE}.{wrong.right}")
    arguments = _arguments(subject, call, wrong.right)
    if imported is not None and arguments is not None:
        edits = [*imported, (call.name_span, wrong.right), *arguments]
        yield edit_remedy(subject, f"Throw {wrong.right}", f"{wrong.why.capitalize()}.", edits, preferred=wrong.sure)


def _arguments(subject: FileSubject, call: Call, right: str) -> Edits | None:
    """What has to change in the arguments: the message may be null for SystemErrorException alone. None where it is
    not seen that they fit."""
    given = call.arguments
    if len(given) not in (1, 2) or any(one.name not in ("", "displayMessage", "exception") for one in given):
        return None
    first = given[0]
    words = call.words(first.span)
    if call.name in _RAW_IN_CHECKER and len(given) == 1 and re.fullmatch(r"e|ex|exception|error|cause", words):
        message = f"{words}.message" if right == _SYSTEM else f"{words}.message.orEmpty()"
        return [(Span(first.span.start, first.span.start), f"{message}, ")]
    if words.startswith('"') or right == _SYSTEM or call.name in (_CONFIG, _TRANSIENT) or words.endswith(".orEmpty()"):
        return []
    if words.endswith(".message"):
        return [(Span(first.span.end, first.span.end), ".orEmpty()")]
    others = [c for name in (_CONFIG, _TRANSIENT) for c in subject.calls(name) if c.arguments]
    around = subject.function_around(call.name_span.start)
    same = [
        c
        for c in others
        if c.words(c.arguments[0].span) == words and subject.function_around(c.name_span.start) == around
    ]
    return [] if same else None


RULE = Rule(
    "DW603",
    "misclassified-exception",
    Severity.WARNING,
    "An error is thrown as a class that tells user and platform the wrong thing.",
    check_file=_check,
)
