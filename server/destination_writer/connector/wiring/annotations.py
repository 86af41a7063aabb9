"""What the annotations of dependency injection say."""

import re
from collections.abc import Iterable, Iterator

from destination_writer.connector.roles import simple_name
from destination_writer.connector.wiring.model import Condition
from destination_writer.kotlin.arguments import unescape
from destination_writer.kotlin.declarations import Annotation

SCOPES = frozenset({"Singleton", "Prototype", "Context", "Bean", "Infrastructure", "ThreadLocal", "Refreshable"})
"""Annotations that make a bean, of a class as of a factory's method."""
CLASS_SCOPES = SCOPES | {"Factory", "ConfigurationProperties", "ConfigurationReader"}
QUALIFIERS = frozenset({"Primary", "Secondary", "Named"})
"""Make a bean of a class as well, without a scope; not of a factory's method."""
INJECTED = frozenset({"Inject", "Value", "Property"})
"""On a member: its class is a bean."""
_MANY = frozenset({"EachBean", "EachProperty"})
"""A bean for each of something that is not known here."""

_HARMLESS_NAMES = """
    Suppress SuppressWarnings SuppressFBWarnings Deprecated JvmStatic JvmOverloads JvmField JvmName OptIn
    VisibleForTesting Introspected ReflectiveAccess Generated PublishedApi Throws Synchronized Order Internal
    JsonSchemaTitle JsonSchemaInject JsonSchemaDescription JsonSchemaDefault JsonProperty
    JsonPropertyDescription JsonPropertyOrder JsonTypeName JsonTypeInfo JsonSubTypes JsonCreator
    JsonIgnoreProperties JsonInclude JsonValue JsonIgnore PostConstruct PreDestroy Volatile Transient
"""
HARMLESS = frozenset(_HARMLESS_NAMES.split())
"""Annotations that have no say in what is a bean, or for whom."""
_INJECTION_NAMES = """
    Inject Named Value Property Primary Secondary Requires Replaces Nullable Parameter Any
"""
INJECTION = frozenset(_INJECTION_NAMES.split())
_TEST_NAMES = """
    MicronautTest TestInstance Execution Timeout Disabled Tag Tags ExtendWith MockBean TestMethodOrder Test
    Isolated ResourceLock EnabledIf DisabledIf EnabledIfEnvironmentVariable ParameterizedTest MethodSource
    BeforeEach AfterEach BeforeAll AfterAll DisplayName Nested
"""
TEST = frozenset(_TEST_NAMES.split())
KNOWN = SCOPES | CLASS_SCOPES | HARMLESS | INJECTION | TEST
OPERATION = "airbyte.connector.operation"

_STRING = re.compile(r'"((?:[^"\\]|\\.)*)"')
_ARGUMENT = re.compile(r"(?:^|,)\s*(\w+)\s*=(?!=)")
_CLASS = re.compile(r"([\w.]+)::class")


def marks(annotations: Iterable[Annotation]) -> dict[str, Annotation]:
    """Annotations by simple name; of several the first."""
    found: dict[str, Annotation] = {}
    for annotation in annotations:
        found.setdefault(simple_name(annotation.name), annotation)
    return found


def all_of(annotations: Iterable[Annotation], name: str) -> Iterator[Annotation]:
    return (annotation for annotation in annotations if simple_name(annotation.name) == name)


def is_many(names: Iterable[str]) -> bool:
    """A bean for each of something: how many there are is not known."""
    return bool(_MANY & set(names))


def is_strange(names: Iterable[str]) -> bool:
    """One of them is not known here: it may be a scope or a qualifier of somebody's own."""
    return not set(names) <= KNOWN


def arguments_of(text: str) -> dict[str, str]:
    """`property = X, value = "y"` by name; what has no name stands under `value`."""
    hidden = _STRING.sub(lambda found: '"' + "x" * (len(found[0]) - 2) + '"', text)
    starts = [(found.start(1), found.end(), found[1]) for found in _ARGUMENT.finditer(hidden) if _is_top(hidden, found)]
    if not starts:
        return {"value": text.strip()} if text.strip() else {}
    found: dict[str, str] = {}
    if head := text[: starts[0][0]].strip().rstrip(",").strip():
        found["value"] = head
    for number, (_, end, name) in enumerate(starts):
        limit = starts[number + 1][0] if number + 1 < len(starts) else len(text)
        found[name] = text[end:limit].strip().rstrip(",").strip()
    return found


def _is_top(text: str, found: re.Match[str]) -> bool:
    before = text[: found.start(1)]
    return all(before.count(a) == before.count(b) for a, b in ("()", "[]"))


def literal(text: str) -> str | None:
    """The one string that a text is; None for anything else."""
    found = _STRING.fullmatch(text.strip())
    return unescape(found[1]) if found and "$" not in found[1].replace("\\$", "") else None


def name_of(annotation: Annotation | None) -> tuple[str | None, bool]:
    """What `@Named` says, and whether it could be read."""
    if annotation is None:
        return None, True
    found = literal(arguments_of(annotation.arguments).get("value", ""))
    return found, found is not None


def classes_in(text: str) -> tuple[str, ...]:
    """The names in front of `::class`."""
    return tuple(_CLASS.findall(text))


def conditions_of(annotations: Iterable[Annotation]) -> tuple[Condition, ...]:
    """Every `@Requires`, those inside of a `@Requirements` as one that is not understood."""
    found = [_condition(annotation) for annotation in all_of(annotations, "Requires")]
    found += [Condition(span=one.span, is_opaque=True) for one in all_of(annotations, "Requirements")]
    return tuple(found)


def _condition(annotation: Annotation) -> Condition:
    given = arguments_of(annotation.arguments)
    property_ = given.pop("property", None)
    value, other = given.pop("value", None), given.pop("notEquals", None)
    environments, not_environments = _words(given.pop("env", "")), _words(given.pop("notEnv", ""))
    operation, not_operation, is_opaque = None, None, bool(given)
    if property_ is not None:
        is_operation = literal(property_) == OPERATION or property_.endswith("Operation.PROPERTY")
        operation, not_operation = literal(value or ""), literal(other or "")
        has_read = (operation is not None or value is None) and (not_operation is not None or other is None)
        is_opaque = is_opaque or not is_operation or not has_read or (value is None and other is None)
        if not is_operation:
            operation = not_operation = None
    elif value is not None or other is not None:
        is_opaque = True
    if environments is None or not_environments is None:
        is_opaque = True
    return Condition(operation, not_operation, environments or (), not_environments or (), annotation.span, is_opaque)


def _words(text: str) -> tuple[str, ...] | None:
    """`["a", B]` or `"a"` or `arrayOf("a")`; None for what is more than strings and constants."""
    inner = re.sub(r"^(?:arrayOf\s*\(|\[)|[)\]]$", "", text.strip()).strip()
    if not inner:
        return ()
    found: list[str] = []
    for part in inner.split(","):
        word = part.strip()
        if not word:
            continue
        plain = literal(word)
        if plain is None and not re.fullmatch(r"[\w.]+", word):
            return None
        found.append(plain if plain is not None else word.rpartition(".")[2])
    return tuple(found)


def words(text: str) -> tuple[str, ...] | None:
    """The strings and constants of an array argument; None when it is more than these."""
    return _words(text)
