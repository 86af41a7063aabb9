"""The experiments' statements as the database at hand takes them: names, types, literals."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field, replace

from destination_writer.knowledge.dialects import Dialect
from destination_writer.knowledge.experiments import STANDARD_SPEECH, Speech

_PLACE = re.compile(r"\{(?P<word>[a-z][a-z0-9_]*)(?::(?P<rest>[^{}]+))?\}")
CLOSING = {"[": "]"}


@dataclass(frozen=True)
class Wording:
    """How statements are written. `namespace` is the scratch namespace, or the beginning of tables' names.

    `prefixed` says that there is no namespace of its own. `mark` opens a quoted name.
    """

    speech: Speech
    namespace: str
    prefixed: bool
    mark: str = '"'
    dialect: Dialect | None = None
    tables: dict[str, None] = field(default_factory=dict[str, None], compare=False)
    """Every table that a statement named, as SQL writes it; whatever was made is among them."""

    @property
    def second(self) -> str:
        """The namespace that tables are moved to."""
        return f"{self.namespace}_2"

    def quote(self, name: str) -> str:
        if self.dialect is not None and self.dialect.quoting.open == self.mark:
            return self.dialect.quoting.quote(name)
        close = CLOSING.get(self.mark, self.mark)
        return self.mark + name.replace(close, close * 2) + close

    def with_mark(self, mark: str) -> "Wording":
        return replace(self, mark=mark)

    def plain(self, trial: str, name: str) -> str:
        """The name of a trial's table, by itself."""
        own = f"{trial}_{name}"
        return f"{self.namespace}_{own}" if self.prefixed else own

    def table(self, namespace: str, plain: str) -> str:
        """A table as SQL writes it."""
        written = self.quote(plain) if self.prefixed else f"{self.quote(namespace)}.{self.quote(plain)}"
        self.tables[written] = None
        return written

    def render(self, sql: str, trial: str, values: Mapping[str, str] | None = None) -> str:
        """The statement. `trial` makes the tables of one try its own; `values` fill placeholders of that try."""
        text = sql
        for _ in range(3):  # an answer may hold placeholders, and so may what fills those
            before = text
            text = _PLACE.sub(lambda found: self._filled(found, trial, values or {}), text)
            if text == before:
                break
        return text

    def _filled(self, found: re.Match[str], trial: str, values: Mapping[str, str]) -> str:
        word, rest = found["word"], found["rest"]
        if rest is None:
            return values.get(word) or self._word(word) or ("" if word in _MAY_BE_EMPTY else found[0])
        match word:
            case "t":
                return self.table(self.namespace, self.plain(trial, rest))
            case "other":
                return self.table(self.second, self.plain(trial, rest))
            case "absent":
                return f"{self.quote(self.namespace + '_absent')}.{self.quote(rest)}"
            case "plain":
                return self.plain(trial, rest)
            case "bare":
                return self.quote(self.plain(trial, rest))
            case "q":
                return self.quote(rest)
            case "name":
                return self.quote(f"{self.namespace}_{trial}_{rest}")
            case "number":
                return f"CAST('{rest}' AS {values['candidate']})" if "candidate" in values else rest
            case "long":
                return self._long(self.namespace, trial, rest, values)
            case "otherlong":
                return self._long(self.second, trial, rest, values)
            case "of":
                return values.get(f"of:{rest}") or found[0]
            case "wide":
                return self._wide(trial, values.get("found", ""), rest)
            case _:
                return found[0]

    def _word(self, word: str) -> str:
        match word:
            case "ns":
                return self.quote(self.namespace)
            case "meta":
                return ", ".join(self._meta())
            case "ns2":
                return self.quote(self.second)
            case "integer" | "text" | "number" | "timestamp" | "key" | "plaininteger" | "end" | "semicolon":
                return str(getattr(self.speech, word))
            case _:
                return ""

    def _meta(self) -> list[str]:
        """The meta columns, as the dialect has them."""
        if self.dialect is None:
            kinds = (self.speech.text, self.speech.timestamp, self.speech.text, self.speech.integer)
            return [f"{self.quote(name)} {kind}" for name, kind in zip(_META, kinds, strict=True)]
        columns = self.dialect.meta.columns
        return [f"{self.quote(item.name)} {item.ddl}{'' if item.nullable else ' NOT NULL'}" for item in columns]

    def _long(self, namespace: str, trial: str, rest: str, values: Mapping[str, str]) -> str:
        """`{long:N:a}`: a table whose whole name has N letters, the last of them `a`."""
        number, _, last = rest.partition(":")
        size = int(values["N"] if number == "N" else number)
        start = self.plain(trial, "")
        return self.table(namespace, start + "x" * max(size - len(start) - len(last), 0) + last)

    def fresh(self) -> "Wording":
        """The same, with no table named yet."""
        return replace(self, tables={})

    def _wide(self, trial: str, size: str, last: str) -> str:
        """`{wide:a}`: the same with letters of two bytes, as many letters as an earlier experiment found."""
        start = self.plain(trial, "")
        return self.table(self.namespace, start + "é" * max(int(size) - len(start) - len(last), 0) + last)


_META = ("_airbyte_raw_id", "_airbyte_extracted_at", "_airbyte_meta", "_airbyte_generation_id")
_MAY_BE_EMPTY = ("end", "semicolon")


def wording_for(
    speeches: Mapping[str, Speech], dialect: Dialect | None, protocol: str, namespace: str, prefixed: bool
) -> Wording:
    """The wording for a dialect, or for a database of which no more is known than the protocol of its address."""
    names = [dialect.slug, *dialect.parents, dialect.family] if dialect else []
    known = {"mariadb": "mysql"}.get(protocol, protocol)
    speech = next((speeches[name] for name in [*names, known] if name in speeches), speeches[STANDARD_SPEECH])
    return Wording(speech, namespace, prefixed, dialect.quoting.open if dialect else '"', dialect)
