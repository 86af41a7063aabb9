"""DW304: one bean is declared twice, by its class and by a factory method, or by two methods."""

from collections.abc import Iterable, Iterator
from itertools import combinations

from destination_writer.analysis.rule import ConnectorSubject, Rule
from destination_writer.analysis.wiring import Wired, few, wired
from destination_writer.connector.wiring.model import Bean, BeanKind, Wrapper
from destination_writer.connector.wiring.resolving import key
from destination_writer.text.findings import Finding, Remedy, Severity


def _check(subject: ConnectorSubject) -> Iterable[Finding]:
    found = subject.shared(wired)
    for first, second in subject.shared(twins):
        yield _finding(found, first, second)


RULE = Rule(
    "DW304",
    "declared-twice",
    Severity.ERROR,
    "One bean is declared twice: by its class and by a factory method, or by two methods.",
    check_connector=_check,
)


def twins(subject: ConnectorSubject) -> tuple[tuple[Bean, Bean], ...]:
    """Pairs of beans of exactly one type that are there at once; the second is a factory method."""
    found = subject.shared(wired)
    groups: dict[tuple[str, str, str | None], list[Bean]] = {}
    for bean in found.wiring.own:
        if _counts(bean):
            groups.setdefault((bean.source_set, key(bean.type.path), bean.named), []).append(bean)
    gathered = {key(p.type.path) for p in found.wiring.points() if p.wrapper is Wrapper.COLLECTION}
    return tuple(
        pair
        for (_, type_, _), beans in groups.items()
        if len(beans) > 1 and type_ not in gathered
        for pair in _pairs(found, beans)
    )


def _counts(bean: Bean) -> bool:
    is_one_of_many = bean.is_primary or bean.is_secondary or bool(bean.replaces) or not bean.is_named_openly
    return bean.is_certain and not bean.is_guessed and not is_one_of_many and not bean.type.path.startswith("kotlin.")


def _pairs(found: Wired, beans: list[Bean]) -> Iterator[tuple[Bean, Bean]]:
    ordered = sorted(beans, key=lambda bean: bean.kind is BeanKind.METHOD)
    for first, second in combinations(ordered, 2):
        is_method = second.kind is BeanKind.METHOD
        same = str(first.type) == str(second.type) or first.kind is BeanKind.CLASS
        shared = set(found.contexts(first)) & set(found.contexts(second))
        if is_method and same and shared:
            yield first, second


def _finding(found: Wired, first: Bean, second: Bean) -> Finding:
    place = second.place
    assert place is not None
    is_class = first.kind is BeanKind.CLASS
    by = f"its own @{_scope(found, first)}" if is_class else first.name
    return Finding(
        code=RULE.code,
        severity=RULE.severity,
        message=f"{second.name} declares a second bean of type {second.type}: the first is {by}. This is a blocker.",
        location=found.subject.location(place.path, place.span),
        cause="Whoever asks for it finds two, and the container stops with `Multiple possible bean candidates found`.",
        fix="Keep one of the two: the annotation on the class, or the factory method."
        if is_class
        else "Keep one of the two methods, or tell them apart with @Named.",
        evidence=(second.name,),
        related=few(found.related(first.mark or first.place, f"{first.name} is the first")),
        remedies=_remedies(first, second),
        data={"bean": second.type.simple},
    )


def _scope(found: Wired, bean: Bean) -> str:
    source = found.connector.source(bean.mark.path) if bean.mark else None
    text = source.text[bean.mark.span.start : bean.mark.span.end] if source and bean.mark else "@Singleton"
    return text.partition("(")[0].removeprefix("@").rpartition(".")[2]


def _remedies(first: Bean, second: Bean) -> tuple[Remedy, ...]:
    if first.kind is not BeanKind.CLASS or first.mark is None:
        return ()
    arguments = {"file": first.mark.path, "name": first.name}
    return (Remedy("unmark", f"Let {second.name} alone make it: take the annotation off {first.name}", arguments),)
