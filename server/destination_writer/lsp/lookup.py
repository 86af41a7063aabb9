"""What a name in a Kotlin file means, as far as it is a name of the CDK. Pure: text and contract in, symbol out.

A name that could be somebody else's is not explained: an import decides, then the class around it.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from destination_writer.connector.roles import simple_name
from destination_writer.knowledge.contracts import Contract, ContractMember, ContractType
from destination_writer.knowledge.signatures import ContractParameter
from destination_writer.kotlin.declarations import Class, KotlinFile
from destination_writer.kotlin.patterns import Stack
from destination_writer.kotlin.tokens import Token, TokenKind, code_tokens

CDK = "io.airbyte.cdk."


@dataclass(frozen=True, slots=True)
class Name:
    """An identifier in code, with the tokens of its line. Columns count code points."""

    text: str
    start: int
    end: int
    before: tuple[str, ...]
    """Texts of the tokens before it on its line."""
    after: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Symbol:
    """A type of the CDK, members of one (several when they are overloads), or a property of its constructor."""

    type: ContractType
    members: tuple[ContractMember, ...] = ()
    parameter: ContractParameter | None = None

    @property
    def member_name(self) -> str | None:
        return self.members[0].name if self.members else self.parameter.name if self.parameter else None


def name_at(line: str, column: int, stack: Stack) -> Name | None:
    """The identifier that the cursor touches; `stack` is the lexer's at the line's start. None in comments, strings."""
    tokens = [token for token in code_tokens(line, stack=stack) if token.kind is not TokenKind.COMMENT]
    touched = [i for i, token in enumerate(tokens) if token.start <= column <= token.end and _is_name(token)]
    if not touched:
        return None
    index = touched[-1]
    token = tokens[index]
    return Name(
        line[token.start : token.end].strip("`$"),
        token.start,
        token.end,
        tuple(line[t.start : t.end] for t in tokens[:index]),
        tuple(line[t.start : t.end] for t in tokens[index + 1 :]),
    )


def _is_name(token: Token) -> bool:
    return token.kind in (TokenKind.IDENTIFIER, TokenKind.TEMPLATE_NAME)


class Scope:
    """One place in one file: the classes and functions around it, and the contract that its names are looked up in.

    `own` are the supertypes of the connector's classes by simple name, for receivers that are of such a class.
    """

    def __init__(self, file: KotlinFile, offset: int, contract: Contract, own: dict[str, tuple[str, ...]]) -> None:
        self._file = file
        self._contract = contract
        self._own = own
        self._classes = [c for c in file.all_classes() if offset in c.span]
        self._functions = [f for c in self._classes for f in c.functions if offset in f.span]
        self._functions += [f for f in file.functions if offset in f.span]

    @property
    def owner(self) -> Class | None:
        """The innermost class around the place."""
        return self._classes[-1] if self._classes else None

    def resolve(self, name: Name) -> Symbol | None:
        """What the name means; None when it is nothing of the CDK, or nobody can tell."""
        before = name.before
        if before[:1] in (("import",), ("package",)):
            return self._imported("".join((*before[1:], name.text))) if before[0] == "import" else None
        if before[-1:] == ("@",) or before[-3:-2] == ("@",):
            return self._type(name.text)
        if "fun" in before and name.after[:1] == ("(",):
            return self._overridden(name.text)
        if before[-1:] in (("val",), ("var",)):
            return self._overridden(name.text) if "override" in before else None
        if before[-1:] in ((".",), ("?.",)):
            return self._member_of(before[:-1], name.text)
        return self._bare(name.text)

    def _imported(self, path: str) -> Symbol | None:
        simple = path.rpartition(".")[2]
        found = self._contract.type(simple)
        return Symbol(found) if found and (path == found.fqn or path.startswith(CDK)) else None

    def _type(self, simple: str) -> Symbol | None:
        found = self._contract.type(simple)
        if found is None or any(c.name == simple for c in self._file.all_classes()):
            return None
        imported = [item.path for item in self._file.imports if item.name == simple]
        if imported and not any(path == found.fqn or path.startswith(CDK) for path in imported):
            return None
        return Symbol(found)

    def _overridden(self, name: str) -> Symbol | None:
        owner = self.owner
        return self._inherited(_parents(owner), name) if owner else None

    def _member_of(self, receiver: Sequence[str], name: str) -> Symbol | None:
        if not receiver:
            return None
        last = receiver[-1]
        if last == "this":
            return self._overridden(name)
        if len(receiver) > 1 and receiver[-2] in (".", "?."):
            return None  # the type of a longer chain would have to be inferred
        if last[:1].isupper():
            return self._nested(last, name)
        declared = self._declared_type(last)
        return self._inherited([declared], name) if declared else None

    def _nested(self, outer: str, name: str) -> Symbol | None:
        found = self._type(outer)
        if found is None:
            return None
        inner = self._contract.type(f"{outer}.{name}")
        if inner is not None:
            return Symbol(inner)
        return _member(found.type, name)

    def _declared_type(self, variable: str) -> str | None:
        for function in reversed(self._functions):
            for parameter in function.parameters:
                if parameter.name == variable:
                    return simple_name(parameter.type)
        for around in reversed(self._classes):
            for item in (*around.constructor, *around.properties):
                if item.name == variable and item.type:
                    return simple_name(item.type)
        return None

    def _bare(self, name: str) -> Symbol | None:
        if name[:1].islower() and self._is_local(name):
            return None
        found = self._type(name)
        if found is not None and (name[:1].isupper() or any(item.name == name for item in self._file.imports)):
            return found
        return self._overridden(name) if name[:1].islower() else None

    def _is_local(self, name: str) -> bool:
        return any(parameter.name == name for function in self._functions for parameter in function.parameters)

    def _inherited(self, types: Iterable[str], name: str) -> Symbol | None:
        """The member in the nearest of these types and their ancestors, through the connector's own classes too."""
        queue, seen = list(types), set[str]()
        while queue:
            simple = queue.pop(0)
            if simple in seen:
                continue
            seen.add(simple)
            for item in self._contract.ancestors(simple):
                if symbol := _member(item, name):
                    return symbol
            queue += self._own.get(simple, ())
        return None


def _member(item: ContractType, name: str) -> Symbol | None:
    if members := item.member(name):
        return Symbol(item, members)
    properties = (parameter for parameter in item.constructor or () if parameter.keyword)
    found = next((parameter for parameter in properties if parameter.name == name), None)
    return Symbol(item, parameter=found) if found else None


def _parents(declared: Class) -> list[str]:
    return [simple_name(parent.name) for parent in declared.supertypes]


def own_supertypes(classes: Iterable[Class]) -> dict[str, tuple[str, ...]]:
    """The supertypes of a connector's classes by simple name, as `Scope` wants them."""
    return {declared.name: tuple(_parents(declared)) for declared in classes}
