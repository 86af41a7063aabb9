"""Who gets which bean, as Micronaut decides it.

The order is that of Micronaut 4's `DefaultBeanContext`: qualifier, `@Primary`, then without `@Secondary`, then the
bean whose own type is exactly the one that is asked for. What cannot be known is `UNKNOWN`, never an error.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum
from functools import lru_cache

from destination_writer.connector.wiring.contexts import Context, is_active
from destination_writer.connector.wiring.model import Bean, BeanKind, Point, Wiring, Wrapper
from destination_writer.connector.wiring.types import TypeRef

CDK = "io.airbyte.cdk."
_NOT_ASKED = frozenset({Wrapper.OPTIONAL, Wrapper.COLLECTION})


class Verdict(StrEnum):
    FOUND = "found"
    MISSING = "missing"
    SEVERAL = "several"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class Resolution:
    """`beans`: the one that is found, all that compete, or those that may be meant."""

    verdict: Verdict
    beans: tuple[Bean, ...] = ()

    @property
    def bean(self) -> Bean | None:
        return self.beans[0] if self.verdict is Verdict.FOUND else None


@lru_cache(maxsize=4096)
def key(path: str) -> str:
    """What two mentions of one type have in common. The CDK's types moved between its packages: their name tells."""
    if not path.startswith(CDK):
        return path
    parts = path.split(".")
    first = next((i for i, part in enumerate(parts) if part[:1].isupper()), len(parts) - 1)
    return CDK + ".".join(parts[first:])


class Resolver:
    """Answers for one connector. `given` are the keys of types that only the connector itself can supply, `never` of
    those that are nobody's bean, `not_supplied` the beginnings of other libraries' names."""

    def __init__(
        self,
        wiring: Wiring,
        given: Iterable[str] = (),
        never: Iterable[str] = (),
        not_supplied: Iterable[str] = (),
    ) -> None:
        self._wiring = wiring
        self._given = frozenset(map(key, given))
        self._never = frozenset(map(key, never))
        self._not_supplied = tuple(not_supplied)
        self._by_key: dict[str, list[Bean]] = {}
        for bean in wiring.beans:
            for one in dict.fromkeys(key(ref.path) for ref in bean.types if ref.path):
                self._by_key.setdefault(one, []).append(bean)
        self._loose = [bean for bean in wiring.own if bean.is_guessed or bean.loose]

    def fitting(self, wanted: TypeRef) -> tuple[Bean, ...]:
        """Beans of the type in any context, whatever they are called."""
        found = self._by_key.get(key(wanted.path), []) if wanted.path else []
        return tuple(bean for bean in found if _fits(wanted, bean))

    def resolve(self, point: Point, context: Context) -> Resolution:
        """The bean for a place. `UNKNOWN` for a setting, a collection, and whatever is not understood."""
        if point.setting is not None or point.is_opaque or point.wrapper in _NOT_ASKED:
            return Resolution(Verdict.UNKNOWN, self.fitting(point.type) if point.setting is None else ())
        return self.find(point.type, context, named=point.named)

    def find(self, wanted: TypeRef, context: Context, named: str | None = None) -> Resolution:
        """The bean of a type in one container."""
        if wanted.is_function or not wanted.path:
            return Resolution(Verdict.UNKNOWN)
        candidates = [(bean, is_active(bean, context)) for bean in self.fitting(wanted)]
        present = [(bean, sure) for bean, sure in candidates if sure is not False]
        present = _without_replaced(present)
        if named is not None:
            present = [(bean, _both(sure, _is_called(bean, named, wanted))) for bean, sure in present]
            present = [(bean, sure) for bean, sure in present if sure is not False]
        beans = tuple(bean for bean, _ in present)
        if not present:
            return Resolution(Verdict.MISSING if self._is_surely_missing(wanted, context) else Verdict.UNKNOWN)
        if not all(sure for _, sure in present):
            return Resolution(Verdict.UNKNOWN, beans)
        chosen = _chosen(beans, wanted)
        if len(chosen) == 1:
            return Resolution(Verdict.FOUND, chosen)
        if self._may_be_more(wanted, context):
            return Resolution(Verdict.UNKNOWN, chosen)
        return Resolution(Verdict.SEVERAL, chosen)

    def _is_surely_missing(self, wanted: TypeRef, context: Context) -> bool:
        if not self._wiring.is_whole or self._may_be_more(wanted, context):
            return False
        one = key(wanted.path)
        if wanted.path in self._wiring.own_types or one in self._given or one in self._never:
            return True
        return wanted.path.startswith(self._not_supplied) if self._not_supplied else False

    def _may_be_more(self, wanted: TypeRef, context: Context) -> bool:
        """A bean whose types are not all known may be one of these."""
        return any(is_active(bean, context) is not False and self._may_be(bean, wanted) for bean in self._loose)

    def _may_be(self, bean: Bean, wanted: TypeRef) -> bool:
        if bean.is_guessed:
            return True
        is_own = wanted.path in self._wiring.own_types
        return any(_may_be_below(name, wanted, is_own=is_own) for name in bean.loose)


def _may_be_below(name: str, wanted: TypeRef, *, is_own: bool) -> bool:
    """Whether a type of which only the name is known may extend another: never one of a house built on top of it."""
    if wanted.path.startswith("kotlin."):
        return False
    if "." not in name:
        return not is_own or name == wanted.simple
    if is_own:
        return False
    return name.startswith(CDK) or not wanted.path.startswith(CDK)


def _fits(wanted: TypeRef, bean: Bean) -> bool:
    one = key(wanted.path)
    return any(key(ref.path) == one and _same_arguments(wanted, ref) for ref in bean.types if ref.path)


def _same_arguments(wanted: TypeRef, given: TypeRef) -> bool:
    """Arguments that are not known, or left out, may be any."""
    if not wanted.arguments or not given.arguments:
        return True
    if len(wanted.arguments) != len(given.arguments):
        return True
    return all(
        not a.path or not b.path or key(a.path) == key(b.path)
        for a, b in zip(wanted.arguments, given.arguments, strict=True)
    )


def _is_called(bean: Bean, name: str, wanted: TypeRef) -> bool | None:
    if not bean.is_named_openly:
        return None
    if bean.named is not None:
        return bean.named.lower() in (name.lower(), f"{name}{wanted.simple}".lower())
    if bean.type.simple.lower() in (name.lower(), f"{name}{wanted.simple}".lower()):
        return True
    # Without a name of its own a bean is called by its type; the method's name is left a chance.
    is_method = bean.kind is BeanKind.METHOD and bean.id.rpartition("#")[2].lower() != name.lower()
    return False if bean.kind is BeanKind.CLASS or is_method else None


def _without_replaced(present: list[tuple[Bean, bool | None]]) -> list[tuple[Bean, bool | None]]:
    surely = {path for bean, sure in present if sure for path in bean.replaces}
    maybe = {path for bean, sure in present if sure is None for path in bean.replaces}
    found: list[tuple[Bean, bool | None]] = []
    for bean, sure in present:
        paths = {bean.type.path, bean.id, bean.id.partition("#")[0]} - set(bean.replaces)
        paths |= {ref.path for ref in bean.types if not bean.replaces}
        if paths & surely:
            continue
        found.append((bean, None if paths & maybe else sure))
    return found


def _both(a: bool | None, b: bool | None) -> bool | None:
    return False if a is False or b is False else None if a is None or b is None else True


def _chosen(beans: tuple[Bean, ...], wanted: TypeRef) -> tuple[Bean, ...]:
    if len(beans) > 1:
        beans = tuple(bean for bean in beans if bean.is_primary) or beans
    if len(beans) > 1:
        beans = tuple(bean for bean in beans if not bean.is_secondary) or beans
    if len(beans) > 1:
        exact = tuple(bean for bean in beans if key(bean.type.path) == key(wanted.path))
        beans = exact if len(exact) == 1 else beans
    return beans
