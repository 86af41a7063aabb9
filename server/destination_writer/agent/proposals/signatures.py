"""Whether a proposal keeps the signatures of what it replaces: the CDK and other components call them as they are."""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace

from destination_writer.kotlin.declarations import BodyKind, Class, Function
from destination_writer.kotlin.parse import parse_file
from destination_writer.text.findings import Finding
from destination_writer.text.places import Span

CONTRACT_RULES = ("DW501", "DW503", "DW506", "DW510")
"""What says that a signature is wrong as it stands, so that another one is what mends it."""


@dataclass(frozen=True, slots=True)
class Signature:
    """A function's header as callers see it. `owner` is empty for one of the file itself."""

    owner: str
    name: str
    parameters: tuple[tuple[str, str], ...]
    result: str
    is_suspend: bool
    receiver: str

    def agrees(self, other: "Signature") -> bool:
        """Equal, as far as both say: a result that is left to the compiler agrees with any."""
        is_open = not self.result or not other.result
        return self == (replace(other, result=self.result) if is_open else other)

    def __str__(self) -> str:
        listed = ", ".join(f"{name}: {type_}" for name, type_ in self.parameters)
        receiver = f"{self.receiver}." if self.receiver else ""
        result = f": {self.result}" if self.result not in ("", "Unit") else ""
        return f"{'suspend ' if self.is_suspend else ''}fun {receiver}{self.name}({listed}){result}"


def lost_signatures(
    before: Mapping[str, str], after: Mapping[str, str], wrong: Iterable[Finding] = ()
) -> Iterator[str]:
    """A sentence for each class that is gone and each function that others may call whose signature is gone.

    `wrong` are findings on the texts before, with the paths of these: a function that one of `CONTRACT_RULES` speaks of
    may change.
    """
    found = list(wrong)
    for path in sorted(before):
        if not path.endswith(".kt"):
            continue
        if path not in after:
            yield f"{path} would be gone with all that it declares"
            continue
        yield from _lost(path, before[path], after[path], found)


def _lost(path: str, old: str, new: str, wrong: list[Finding]) -> Iterator[str]:
    was, now = parse_file(old), parse_file(new)
    classes = {c.name for c in now.all_classes()}
    for owner in was.all_classes():
        if owner.name not in classes and "private" not in owner.modifiers:
            yield f"{path}: the class {owner.name} would be gone"
    kept = Counter(s for s, _ in _signatures(now.all_classes(), now.functions))
    for signature, function in _signatures(was.all_classes(), was.functions):
        same = next((s for s in kept if kept[s] > 0 and signature.agrees(s)), None)
        if same is not None:
            kept[same] -= 1
            continue
        if (signature.owner and signature.owner not in classes) or "private" in function.modifiers:
            continue
        if not _is_wrong(path, old, function.span, wrong):
            yield _sentence(path, signature, kept)


def _sentence(path: str, signature: Signature, kept: Counter[Signature]) -> str:
    name = f"{signature.owner}.{signature.name}" if signature.owner else signature.name
    other = next((s for s in kept if kept[s] and (s.owner, s.name) == (signature.owner, signature.name)), None)
    if other is None:
        return f"{path}: {name} would be gone; it is called as `{signature}`. Keep it"
    return f"{path}: {name} would become `{other}`; it is called as `{signature}`. Keep the signature"


def _is_wrong(path: str, text: str, span: Span, wrong: list[Finding]) -> bool:
    first, last = text.count("\n", 0, span.start), text.count("\n", 0, span.end)
    return any(
        f.code in CONTRACT_RULES and f.location.path == path and first <= f.location.range.start.line <= last
        for f in wrong
    )


def _signatures(classes: Iterable[Class], functions: Iterable[Function]) -> Iterator[tuple[Signature, Function]]:
    yield from ((_signature("", f), f) for f in functions)
    for owner in classes:
        yield from ((_signature(owner.name, f), f) for f in owner.functions)


def _signature(owner: str, function: Function) -> Signature:
    """The result of an expression body without a type is left to the compiler, so it is not compared."""
    is_inferred = function.body is not None and function.body.kind is BodyKind.EXPRESSION
    result = function.return_type or ("" if is_inferred else "Unit")
    parameters = tuple((p.name, "".join(p.type.split())) for p in function.parameters)
    receiver = function.receiver or ""
    return Signature(owner, function.name, parameters, "".join(result.split()), function.is_suspend, receiver)
