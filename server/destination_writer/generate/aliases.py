"""Types behind import aliases: after `import a.b.TableName as Table`, a parameter of type `Table` is a `TableName`."""

import re
from collections.abc import Callable
from dataclasses import replace

from destination_writer.connector.model import Connector, SourceFile
from destination_writer.kotlin.declarations import Class, Function, KotlinFile, Parameter, Property


def without_aliases(connector: Connector) -> Connector:
    """The connector with every type in a signature called by its own name. Texts and spans stay as they are."""
    if not any(i.alias for source in connector.sources for i in source.declared.imports):
        return connector
    return replace(connector, sources=tuple(map(_source, connector.sources)))


def _source(source: SourceFile) -> SourceFile:
    names = {i.alias: i.path.rpartition(".")[2] for i in source.declared.imports if i.alias}
    if not names:
        return source
    pattern = re.compile(r"(?<![\w.])(?:" + "|".join(map(re.escape, names)) + r")(?!\w)")

    def plain(text: str) -> str:
        return pattern.sub(lambda match: names[match[0]], text)

    declared = _Renaming(plain).file(source.declared)
    classes = {c.name_span: c for c in declared.all_classes()}
    components = tuple(
        replace(c, declaration=classes.get(c.declaration.name_span, c.declaration)) for c in source.components
    )
    return replace(source, declared=declared, components=components)


class _Renaming:
    def __init__(self, plain: Callable[[str], str]) -> None:
        self.plain = plain

    def file(self, declared: KotlinFile) -> KotlinFile:
        return replace(
            declared,
            classes=tuple(map(self.klass, declared.classes)),
            functions=tuple(map(self.function, declared.functions)),
            properties=tuple(map(self.property, declared.properties)),
        )

    def klass(self, declared: Class) -> Class:
        return replace(
            declared,
            constructor=tuple(map(self.parameter, declared.constructor)),
            functions=tuple(map(self.function, declared.functions)),
            properties=tuple(map(self.property, declared.properties)),
            classes=tuple(map(self.klass, declared.classes)),
        )

    def function(self, declared: Function) -> Function:
        return replace(
            declared,
            parameters=tuple(map(self.parameter, declared.parameters)),
            return_type=self._maybe(declared.return_type),
            receiver=self._maybe(declared.receiver),
        )

    def parameter(self, declared: Parameter) -> Parameter:
        return replace(declared, type=self.plain(declared.type))

    def property(self, declared: Property) -> Property:
        return replace(declared, type=self._maybe(declared.type))

    def _maybe(self, text: str | None) -> str | None:
        return None if text is None else self.plain(text)
