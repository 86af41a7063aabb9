"""An insert buffer that writes its records itself: with a driver of its own, or over a file that the client loads.

It is carried over to the plain form, in which the buffer keeps records and the client's function writes them. Then
every strategy of the database fits.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace

from destination_writer.connector.model import Component, Connector
from destination_writer.connector.roles import Role, simple_name
from destination_writer.generate.constructors import with_parameter
from destination_writer.generate.draft import Draft
from destination_writer.generate.errors import CannotGenerate
from destination_writer.generate.imports import name_in, with_import
from destination_writer.generate.making import Made
from destination_writer.generate.masking import mask
from destination_writer.generate.members import held
from destination_writer.generate.request import Request
from destination_writer.generate.tuning.body import Insertion, make_anew
from destination_writer.generate.upgrade.code import calls
from destination_writer.knowledge.dialects import Strategy, StrategyKind
from destination_writer.kotlin.declarations import Class, Function, Property
from destination_writer.kotlin.parse import parse_file
from destination_writer.text.document import Document

TABLE = "TableName"
_NAME = re.compile(r"[A-Za-z_]\w*")


@dataclass(frozen=True)
class SelfWriting(Insertion):
    """The buffer's own functions in its file's `text`: `function` writes, `keeps` takes a record."""

    keeps: Function
    text: str

    @property
    def parts(self) -> tuple[Insertion, ...]:
        return Insertion(self.path, self.owner, self.keeps), Insertion(self.path, self.owner, self.function)

    @property
    def helpers(self) -> tuple[Insertion, ...]:
        """Private functions of the buffer: what only the old bodies call goes with them."""
        private = (f for f in self.owner.functions if "private" in f.modifiers and f.body is not None)
        return tuple(Insertion(self.path, self.owner, function) for function in private)


def self_writing(request: Request, connector: Connector, buffer: Component) -> SelfWriting:
    """Raises CannotGenerate, with what a person changes, for a buffer that cannot be carried over."""
    owner = buffer.declaration
    index = request.templates
    flush = _one_of(owner, index.kind(Role.INSERT_BUFFER, "flush").functions)
    keeps = _one_of(owner, index.kind(Role.INSERT_BUFFER, "accumulate").functions)
    if flush is None or keeps is None:
        lacks = "flush()" if flush is None else "accumulate(fields: Map<String, AirbyteValue>)"
        raise _refused(buffer, f"has no function {lacks}", "split what it does into accumulate and flush")
    if not any("AirbyteValue" in p.type or "RecordDTO" in p.type for p in keeps.parameters):
        ask = f"let {keeps.name} take the record's `fields: Map<String, AirbyteValue>`"
        raise _refused(buffer, f"takes its records in {keeps.name} in a form of its own", ask)
    if held(owner, TABLE) is None:
        ask = "give its constructor `private val tableName: TableName`, in place of the parts of the name"
        raise _refused(buffer, f"does not hold the {TABLE} that it writes to", ask)
    source = connector.source(buffer.path)
    return SelfWriting(buffer.path, owner, flush, keeps, source.text if source else "")


def _refused(buffer: Component, what: str, ask: str) -> CannotGenerate:
    name = buffer.declaration.name
    return CannotGenerate(
        f"{buffer.path}: {name} writes records itself and {what}; {ask}, then ask again",
        (ask,),
    )


def _one_of(owner: Class, names: tuple[str, ...]) -> Function | None:
    known = (owner.function(name) for name in names)
    return next((f for f in known if f is not None and f.body is not None), None)


def written_by_client(
    request: Request, connector: Connector, buffer: SelfWriting, way: Strategy
) -> tuple[Draft, Made, tuple[str, ...]]:
    """A draft in which the buffer keeps records and the client writes them this way, and notes for the reader.

    Raises CannotGenerate when that cannot be, or when something else of the buffer counts on what it kept.
    """
    draft = Draft(connector)
    notes = _give_client(draft, connector, buffer)
    chosen = {**request.decided, StrategyKind.BULK_LOAD.value: way.slug}
    wanted = replace(request, strategy=way.slug, decided=chosen)
    keeps, writes = buffer.parts
    make_anew(replace(wanted, strategy=None), draft, keeps)
    made = make_anew(wanted, draft, writes)
    _demand_unread(draft, buffer)
    purpose = f"{made.purpose} {way.title}: {way.trade_off}" if way.title not in made.purpose else made.purpose
    return draft, replace(made, purpose=purpose, proof=made.proof or way.proof.label), notes


def _give_client(draft: Draft, connector: Connector, buffer: SelfWriting) -> tuple[str, ...]:
    """Have the buffer hold the client; what makes the buffer passes it on."""
    client = next((c for c in connector.components(Role.CLIENT) if not _is_test(connector, c.path)), None)
    if client is None:
        raise CannotGenerate("the connector has no client", ("a class that plays the part of client",))
    name = client.declaration.name
    if held(buffer.owner, name) is not None:
        return ()
    _add_parameter(draft, buffer.path, buffer.owner.name, client)
    makers: list[str] = []
    for source in connector.sources:
        if calls(source.text, buffer.owner.name):
            makers.append(_pass_on(draft, source.path, buffer, client))
    if not makers:
        raise CannotGenerate(
            f"{buffer.path}: {buffer.owner.name} does not hold the {name}, and no code that makes a "
            f"{buffer.owner.name} was found; give its constructor `private val client: {name}`, then ask again",
            (f"a constructor parameter of type {name}",),
        )
    return (f"{buffer.owner.name} is given the {name} by {' and '.join(makers)}.",)


def _add_parameter(draft: Draft, path: str, owner_name: str, client: Component) -> str:
    """The name of the property that holds the client, added to the constructor."""
    source = draft.source(path)
    owner = next(c for c in source.declared.all_classes() if c.name == owner_name)
    taken = {p.name for p in (*owner.constructor, *owner.properties)}
    name = next(n for n in ("client", "airbyteClient", "tableClient") if n not in taken)
    package = draft.source(client.path).declared.package
    full = f"{package}.{client.declaration.name}" if package else client.declaration.name
    shown = name_in(source.declared, full)
    text = with_parameter(source.text, owner, f"private val {name}: {shown.text}")
    draft.write(path, with_import(text, parse_file(text), shown.wanted) if shown.wanted else text)
    return name


def _pass_on(draft: Draft, path: str, buffer: SelfWriting, client: Component) -> str:
    """The class whose code makes the buffer hands the client over; it is injected where the class has none yet."""
    name = buffer.owner.name
    call = calls(draft.source(path).text, name)[0]
    owner = next((c for c in reversed(draft.source(path).declared.all_classes()) if call.start in c.span), None)
    several = len(calls(draft.source(path).text, name)) > 1
    if owner is None or several or draft.source(path).is_test:
        raise CannotGenerate(
            f"{path} makes a {name} where the {client.declaration.name} is not at hand; give {name} a constructor "
            f"property of that type and pass it there, then ask again",
            (f"a {client.declaration.name} where {name} is made",),
        )
    prop = held(owner, client.declaration.name)
    if prop is None:
        if not {"Singleton", "Factory"} & {simple_name(a.name) for a in owner.annotations}:
            raise CannotGenerate(
                f"{path}: {owner.name} makes a {name} and is no @Singleton that could be given the "
                f"{client.declaration.name}; hold one there, then ask again",
                (f"a {client.declaration.name} in {owner.name}",),
            )
        prop = _add_parameter(draft, path, owner.name, client)
    text = draft.source(path).text
    call = calls(text, name)[0]
    present = next(c for c in draft.source(buffer.path).declared.all_classes() if c.name == name)
    parameter = held(present, client.declaration.name)
    given = f"{parameter} = {prop}"
    if not call.arguments:
        text = f"{text[: call.inside.start]}{given}{text[call.inside.end :]}"
    else:
        end = call.arguments[-1].span.end
        comma = ",\n" + _indent(text, call.arguments[-1].span.start) if "\n" in text[call.inside.start : end] else ", "
        text = f"{text[:end]}{comma}{given}{text[end:]}"
    draft.write(path, text)
    return owner.name


def _indent(text: str, at: int) -> str:
    start = text.rfind("\n", 0, at) + 1
    found = re.match(r"[ \t]*", text[start:at])
    return found[0] if found else ""


def _demand_unread(draft: Draft, buffer: SelfWriting) -> None:
    """What the old bodies kept up to date and the new ones do not must not be read by what stays."""
    source = draft.source(buffer.path)
    owner = next(c for c in source.declared.all_classes() if c.name == buffer.owner.name)
    gone = {p.name for p in owner.properties} & set(_words(buffer.text, buffer)) - set(
        _words(source.text, buffer, draft)
    )
    own = {buffer.function.name, buffer.keeps.name}
    code = mask(source.text)
    for member in (*owner.functions, *owner.properties):
        if member.name in own | gone or _is_unused_private(code, member):
            continue
        read = next(
            (n for n in sorted(gone) if re.search(rf"\b{n}\b", code[member.span.start : member.span.end])), None
        )
        if read is not None:
            line = Document(source.text).position(member.name_span.start).line + 1
            raise CannotGenerate(
                f"{buffer.path}: {buffer.owner.name}.{member.name} uses {read}, which the new {buffer.function.name} "
                f"does not keep up; take {read} out of {member.name} (line {line}) or remove it, then ask again",
                (f"{member.name} without {read}",),
            )


def _is_unused_private(code: str, member: Function | Property) -> bool:
    """A private member that nothing names any more goes with what it served."""
    outside = code[: member.span.start] + code[member.span.end :]
    return "private" in member.modifiers and re.search(rf"\b{re.escape(member.name)}\b", outside) is None


def _words(text: str, buffer: SelfWriting, draft: Draft | None = None) -> Iterator[str]:
    """The names in the two bodies, as they were or as the draft has them."""
    for part in buffer.parts:
        function = part.in_draft(draft)[1] if draft is not None else part.function
        assert function.body is not None
        yield from _NAME.findall(mask(text), function.body.span.start, function.body.span.end)


def _is_test(connector: Connector, path: str) -> bool:
    source = connector.source(path)
    return source is None or source.is_test


STAGING = (
    r"(?i:(?:insert|write|copy|put|upload|stage|load|send|flush|close|delete|create|open|print|finish|commit)\w*"
    r"|\w*(?:stream|writer|printer|file|path|csv|gzip|buffer|size|count|bytes|text|line)\w*|incrementAndGet|get|of)"
)
"""What a buffer calls that stages records in a file, or hands them to a driver of its own: a regular expression."""
