"""One body, or one helper, being written: what its template can ask for, and what has to be added beside it."""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace

from destination_writer.connector.model import SourceFile
from destination_writer.connector.roles import Role
from destination_writer.generate import members, mending
from destination_writer.generate.catalogue import HelperEntry
from destination_writer.generate.draft import Draft
from destination_writer.generate.errors import CannotGenerate
from destination_writer.generate.helper_kinds import Helper, arguments_of, is_naive_qualified
from destination_writer.generate.helpers import bases_of, find_helpers, find_hidden
from destination_writer.generate.imports import name_in, with_imports
from destination_writer.generate.kotlintext import written_name
from destination_writer.generate.plan import Call, Planned, call_of
from destination_writer.generate.rendering import render
from destination_writer.generate.request import Request
from destination_writer.generate.signature import roles_of
from destination_writer.knowledge.contracts_model import Artifact
from destination_writer.kotlin.declarations import Class, Function
from destination_writer.kotlin.parse import parse_file

HIDDEN = "__given"
"""What ends a name that stands for a parameter or property while a body is being written."""
_LOGGER = re.compile(r"KotlinLogging\.logger")


@dataclass
class Writing:
    """`owner` and `function` are None while a file's own declarations are written."""

    request: Request
    draft: Draft
    source: SourceFile
    owner: Class | None
    function: Function | None = None
    imports: set[str] = field(default_factory=set[str])
    top_level: list[str] = field(default_factory=list[str])
    functions: list[str] = field(default_factory=list[str])
    properties: list[str] = field(default_factory=list[str])
    planned: list[Planned] = field(default_factory=list[Planned])
    promotions: list[Helper] = field(default_factory=list[Helper])
    mends: list[Callable[[], None]] = field(default_factory=list[Callable[[], None]])
    added: dict[str, Helper] = field(default_factory=dict[str, Helper])
    """The helpers among `top_level` and `functions`, by the names that templates ask for them."""
    leans_on_class: bool = False
    """Something written here can only be called inside of the class."""
    needs: tuple[str, ...] = ()
    """The roles of parameters that the body needs (`signature.roles_of`)."""
    hidden: Mapping[str, str] = field(default_factory=dict[str, str])
    """Parameter -> what stands for it until the body's own names are out of its way (`shadowing.py`)."""

    # -- what templates ask for ---------------------------------------------------------------------------------------

    @property
    def roles(self) -> dict[str, str]:
        """Role -> Kotlin for the function's parameter that plays it."""
        found = roles_of(self.function.parameters, self.needs) if self.function else {}
        return {role: self.shown(name) for role, name in found.items()}

    def shown(self, parameter: str) -> str:
        """Kotlin for a parameter by its name."""
        return self.hidden.get(parameter) or written_name(parameter)

    def values(self) -> dict[str, object]:
        from destination_writer.generate.vocabulary import vocabulary

        return vocabulary(self)

    def name(self, simple: str) -> str:
        """A type, constant or function by its simple name: a library's, this CDK version's, the connector's own."""
        full = self.request.templates.index.libraries.get(simple) or self._cdk(simple) or self._own(simple)
        if full is None:
            version = self.request.contract.version
            raise CannotGenerate(f"the CDK {version} has no {simple}", (simple,))
        found = name_in(self.source.declared, full)
        if found.wanted:
            self.imports.add(found.wanted)
        return found.text

    def _cdk(self, simple: str) -> str | None:
        found = self.request.contract.type(simple)
        return found.fqn if found and found.artifact != Artifact.CONNECTOR else None

    def _own(self, simple: str) -> str | None:
        for source in self.draft.connector.sources:
            if any(c.name == simple for c in source.declared.classes) and source.is_test <= self.source.is_test:
                package = source.declared.package
                return f"{package}.{simple}" if package else simple
        return None

    def helper(self, name: str, *arguments: str) -> str:
        """A call of a helper: the connector's own where it has one, else one that is added."""
        entry = self.request.templates.helper(name)
        suspends = self.function is not None and self.function.is_suspend and name in _MAY_SUSPEND
        usable = (
            helper
            for helper in find_helpers(self.draft.connector, self.source, self.owner, entry, suspends=suspends)
            if name != "execute" or mending.is_safe_execute(helper, self.source)
        )
        found = next(usable, None)
        found = found or self._held_elsewhere(entry)
        found = found or self._hidden(entry) or self._added(entry)
        self._mend(name, found)
        if found.wanted:
            self.imports.add(found.wanted)
        is_held = self.owner is not None and found.prefix.split(".")[0] in _held_names(self.owner)
        self.leans_on_class |= found.of_class or is_held
        return found.call(*arguments)

    def _held_elsewhere(self, entry: HelperEntry) -> Helper | None:
        """A helper of the column utilities, which a class that does not hold them makes for itself."""
        for component in self.draft.connector.components(Role.COLUMN_UTILS):
            declared = component.declaration
            if (
                self.owner is None
                or declared.name == self.owner.name
                or any(p.default is None for p in declared.constructor)
            ):
                continue
            source = self.draft.source(component.path)
            helpers = find_helpers(self.draft.connector, source, declared, entry)
            found = next((h for h in helpers if not h.function.receiver and h.function in declared.functions), None)
            if found:
                made = self.keep(
                    "columnUtils", f"private val columnUtils = {self.name(declared.name)}()", declared.name
                )
                return replace(found, prefix=f"{made}.", wanted=None)
        return None

    def _hidden(self, entry: HelperEntry) -> Helper | None:
        """A helper that is private elsewhere, made visible."""
        found = find_hidden(self.draft.connector, self.source, entry) if entry.scope == "file" else None
        if found and all(done.function.name != found.function.name for done in self.promotions):
            self.promotions.append(found)
        return found

    def _mend(self, name: str, found: Helper) -> None:
        if name == "quote" and mending.is_naive_quote(found):
            self.mends.append(lambda: mending.mend_quote(self.draft, found))
        if name == "fullyQualified" and is_naive_qualified(found):
            of = found.function.parameters[0].name + "." if found.function.parameters else ""
            namespace, table = self.helper("quote", f"{of}namespace"), self.helper("quote", f"{of}name")
            self.mends.append(lambda: mending.mend_qualified(self.draft, found, namespace, table))
        if (
            name == "execute"
            and self.owner
            and found.function in self.owner.functions
            and mending.is_naive_execute(found)
        ):
            several = self.helper("executeAll")
            self.mends.append(lambda: mending.mend_execute(self.draft, found, several))

    def _added(self, entry: HelperEntry) -> Helper:
        wanted = [part for part in (entry.receiver, *entry.parameters) if part]
        name = self._free_name(entry, wanted)
        known = self.added.get(entry.name)
        if known is not None:
            self.leans_on_class |= known.of_class
            return known
        folders = self.request.folders
        path = self.request.templates.find(f"helpers/{entry.template}", folders)
        if path is None:
            raise CannotGenerate(
                f"no template writes {entry.name} for {self.request.dialect.name}",
                (f"templates/{self.request.dialect.slug}/helpers/{entry.template}.kt.j2",),
            )
        inner = Writing(self.request, self.draft, self.source, self.owner)
        inner.top_level, inner.functions, inner.properties = self.top_level, self.functions, self.properties
        inner.imports, inner.planned = self.imports, self.planned
        inner.promotions, inner.mends, inner.added = self.promotions, self.mends, self.added
        text = render(self.request.templates.files, path, inner.values()).strip("\n")
        text = _called(text, entry.function, name)
        in_class = entry.scope == "class" or inner.leans_on_class
        if in_class and self.owner is not None:
            text = _private(text)
            self.functions.append(text)
            self.leans_on_class = True
        else:
            self.top_level.append(text)
        declared = _declared(text, name)
        assert declared is not None, f"{path} declares no {entry.function}"
        self.added[entry.name] = Helper(declared, of_class=in_class)
        return self.added[entry.name]

    def _free_name(self, entry: HelperEntry, wanted: list[str]) -> str:
        """The name to add a helper by: its own, unless a function that does something else takes the same arguments by
        that name."""
        there = list(self.source.declared.functions) + [
            f
            for other in self.draft.connector.sources
            if other.declared.package == self.source.declared.package and other.is_test <= self.source.is_test
            for f in other.declared.functions
            if "private" not in f.modifiers
        ]
        if self.owner is not None:
            there += self.owner.functions
            for _, base in bases_of(self.draft.connector, self.owner):
                there += [f for f in base.functions if "private" not in f.modifiers]
            there += [f for c in self.owner.classes if c.kind == "companion object" for f in c.functions]
        taken = {f.name for f in there if arguments_of(f) == wanted}
        return entry.function if entry.function not in taken else f"{entry.function}Sql"

    def log(self, expression: str) -> str:
        """The SQL expression, logged where the connector logs SQL."""
        return self.helper("andLog", expression)

    def logger(self) -> str:
        """The name of the file's logger, which is added when there is none."""
        for prop in self.source.declared.properties:
            if prop.initializer and _LOGGER.search(prop.initializer):
                return prop.name
        if self.owner:
            companion = [c for c in self.owner.classes if c.kind == "companion object"]
            for prop in (*self.owner.properties, *(p for c in companion for p in c.properties)):
                if prop.initializer and _LOGGER.search(prop.initializer):
                    return prop.name
        text = f"private val log = {self.name('KotlinLogging')}.logger {{}}"
        if text not in self.top_level:
            self.top_level.insert(0, text)
        return "log"

    def call(self, role: Role, kind: str, given: dict[str, str]) -> Call:
        """A call of the method of that kind of a component, with the parameters at hand; it is added when missing."""
        return call_of(self, self.request.templates.kind(role, kind), role, given)

    def prop(self, *types: str) -> str:
        """The property that has one of these types. Gives up when the class holds none."""
        assert self.owner is not None
        found = members.held(self.owner, *types)
        if found is None:
            need = f"a constructor property of type {types[0]} in {self.owner.name}"
            raise CannotGenerate(f"{self.owner.name} holds no {' or '.join(types)}", (need,))
        self.leans_on_class = True
        return found

    def keep(self, name: str, declaration: str, *types: str) -> str:
        """The name of a property of one of these types; without one, `declaration` is added to the class."""
        assert self.owner is not None
        found = members.held(self.owner, *types) if types else None
        if found is None and members.property_named(self.owner, name) is None and declaration not in self.properties:
            self.properties.append(declaration)
        self.leans_on_class = True
        return found or name

    def add_function(self, name: str, template: str) -> str:
        """A call of a member of the class without parameters, which is added unless the class has it."""
        assert self.owner is not None
        taken = any(f.name == name for f in self.owner.functions)
        if not taken and not any(_declared(text, name) for text in self.functions):
            path = self.request.templates.find(f"helpers/{template}", self.request.folders)
            assert path is not None, template
            text = render(self.request.templates.files, path, self.values())
            self.functions.append(text.strip("\n"))
        return f"{name}()"

    # -- what is added beside the body --------------------------------------------------------------------------------

    def finish(self) -> None:
        """Write members, helpers and imports into the file; the body is in the draft already."""
        path = self.source.path
        for mend in self.mends:
            mend()
        for hidden in self.promotions:
            mending.promote(self.draft, hidden)
        for texts, add in ((self.properties, members.with_property), (self.functions, members.with_function)):
            for text in (known.replace(HIDDEN, "") for known in texts):
                present = self.draft.source(path)
                assert self.owner is not None
                owner = next(c for c in present.declared.all_classes() if c.name == self.owner.name)
                self.draft.write(path, add(present.text, owner, text))
        if self.top_level:
            present = self.draft.source(path)
            self.draft.write(path, members.with_top_level(present.text, present.declared, "\n\n".join(self.top_level)))
        present = self.draft.source(path)
        self.draft.write(path, with_imports(present.text, present.declared, self.imports))


def _declared(text: str, name: str) -> Function | None:
    found = parse_file(text).functions
    return next((f for f in found if f.name == name), None)


_MAY_SUSPEND = frozenset({"execute", "executeAll", "query", "runSql"})
"""Helpers that bodies call outside of lambdas, where a suspending one will do."""


def _called(text: str, name: str, wanted: str) -> str:
    """The declaration under another name."""
    if name == wanted:
        return text
    return re.sub(rf"(?m)^((?:private )?fun (?:<\w+> )?(?:\w+\.)?){name}(?=\()", rf"\1{wanted}", text, count=1)


def _private(text: str) -> str:
    """The same declaration as a private member."""
    return re.sub(r"(?m)^(fun |suspend fun |inline fun )", r"private \1", text, count=1)


def _held_names(owner: Class) -> set[str]:
    return {p.name for p in owner.constructor if p.is_property}
