"""The function of a class that a remedy is about, beside the CDK's member that it stands for."""

from dataclasses import dataclass

from destination_writer.connector.model import SourceFile
from destination_writer.generate.errors import CannotGenerate
from destination_writer.generate.lines import offset_of
from destination_writer.generate.masking import mask
from destination_writer.generate.remedies.case import Case
from destination_writer.knowledge.contracts import ContractMember
from destination_writer.kotlin.declarations import Class, Function
from destination_writer.text.places import Span


@dataclass(frozen=True)
class OwnMember:
    """`code` is the file with literals and comments masked; offsets are the text's."""

    source: SourceFile
    declared: Class
    function: Function
    code: str

    @property
    def text(self) -> str:
        return self.source.text

    @property
    def keyword(self) -> int:
        """Offset of the word `fun`. Raises CannotGenerate for a header that cannot be read."""
        at = self.code.rfind("fun", self.function.span.start, self.function.name_span.start)
        if at < 0:
            raise CannotGenerate(f"the header of {self.function.name} is not understood", ("code that can be parsed",))
        return at

    @property
    def parentheses(self) -> Span:
        """Around the parameters, with both signs. Raises CannotGenerate for a header that cannot be read."""
        start = self.code.find("(", self.function.name_span.end)
        depth = 0
        for at in range(start, len(self.code) if start >= 0 else -1):
            depth += (self.code[at] == "(") - (self.code[at] == ")")
            if depth == 0:
                return Span(start, at + 1)
        raise CannotGenerate(f"the header of {self.function.name} is not understood", ("code that can be parsed",))

    @property
    def header_end(self) -> int:
        """Where the body begins, else where the function ends."""
        return self.function.body.span.start if self.function.body else self.function.span.end


def own_member(case: Case) -> OwnMember:
    """By file, line, class and function of the arguments. Raises CannotGenerate when it is not there."""
    source = case.demand_source()
    name, owner = case.arguments.get("function", ""), case.arguments.get("class", "")
    at = offset_of(source.text, max(case.line - 1, 0), 0)
    found = [
        (declared, function)
        for declared in source.declared.all_classes()
        for function in declared.functions
        if declared.name == owner and function.name == name
    ]
    exact = [one for one in found if at <= one[1].name_span.start < _line_end(source.text, at)] or found
    if len(exact) != 1:
        raise CannotGenerate(f"{owner or 'this file'} has no function {name} on that line", ("the function",))
    return OwnMember(source, exact[0][0], exact[0][1], mask(source.text))


def _line_end(text: str, at: int) -> int:
    end = text.find("\n", at)
    return end if end >= 0 else len(text) + 1


def cdk_member(case: Case, own: OwnMember) -> ContractMember:
    """The one member of the CDK types above the class that has the function's name. Raises CannotGenerate otherwise."""
    contract = case.contract()
    found: dict[tuple[str, ...], ContractMember] = {}
    meant = {one.alias: one.path for one in own.source.declared.imports if one.alias}
    for parent in own.declared.supertypes:
        for item in contract.ancestors(meant.get(parent.name, parent.name).rpartition(".")[2]):
            for member in item.member(own.function.name):
                if member.kind == "fun" and member.verified and not member.companion:
                    found.setdefault(tuple(p.type for p in member.parameters), member)
    same = [m for m in found.values() if len(m.parameters) == len(own.function.parameters)]
    fitting = same if len(same) == 1 else list(found.values())
    if len(fitting) != 1:
        raise CannotGenerate(
            f"the CDK types of {own.declared.name} have {len(fitting)} members {own.function.name}", ("the member",)
        )
    return fitting[0]
