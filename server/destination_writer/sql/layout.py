"""A statement on several lines, for a person to read."""

from destination_writer.sql.tokens import PLAIN, Habits, SqlToken, TokenKind, all_tokens

WIDTH = 88
_BREAKS = frozenset({
    "FROM", "WHERE", "GROUP", "ORDER", "HAVING", "QUALIFY", "LIMIT", "UNION", "EXCEPT", "INTERSECT", "JOIN", "LEFT",
    "RIGHT", "INNER", "CROSS", "FULL", "USING", "ON", "WHEN", "SET", "VALUES", "RETURNING", "SELECT", "ENGINE",
    "PARTITION", "CLUSTER",
})  # fmt: skip
_JOINED_BEFORE = frozenset({"LEFT", "RIGHT", "INNER", "CROSS", "FULL", "OUTER", "NATURAL"})
_TIGHT_BEFORE = frozenset({",", ")", ".", ";", "]", "::"})
_TIGHT_BEHIND = frozenset({"(", ".", "[", "::"})


def laid_out(sql: str, habits: Habits = PLAIN) -> str:
    """Short statements on one line; long ones with a line for each clause, deeper ones indented."""
    tokens = tuple(one for one in all_tokens(sql, habits) if not one.text.startswith("--"))
    line = _joined(tokens)
    if len(line) <= WIDTH:
        return line
    lines: list[list[SqlToken]] = [[]]
    indents = [0]
    depth = cases = 0
    for at, token in enumerate(tokens):
        depth -= token.text == ")"
        cases += (token.upper == "CASE") - (token.upper == "END" and cases > 0)
        if _breaks(tokens, at, depth) and not cases and lines[-1]:
            lines.append([])
            indents.append(depth)
        lines[-1].append(token)
        depth += token.text == "("
        if token.text in ("(", ",") and depth == 1 and tokens[0].upper == "CREATE" and not cases:
            lines.append([])
            indents.append(1)
    return "\n".join("  " * indent + _joined(line) for line, indent in zip(lines, indents, strict=True) if line)


def _breaks(tokens: tuple[SqlToken, ...], at: int, depth: int) -> bool:
    token = tokens[at]
    if token.upper not in _BREAKS or depth > 2 or token.kind is not TokenKind.WORD:
        return False
    before = tokens[at - 1] if at else None
    if before is None or before.upper in _JOINED_BEFORE:
        return False
    if token.upper in ("LEFT", "RIGHT", "SET", "PARTITION", "ON") and before.upper in (
        "UPDATE",
        "OVER",
        "(",
        "DISTINCT",
    ):
        return token.upper == "SET" and before.upper != "UPDATE"
    if before.text == "(" and token.upper != "SELECT":
        return False
    return not (at + 1 < len(tokens) and tokens[at + 1].text == "(" and token.upper in ("LEFT", "RIGHT"))


def _joined(tokens: "tuple[SqlToken, ...] | list[SqlToken]") -> str:
    text = ""
    for at, token in enumerate(tokens):
        if at and _is_apart(tokens[at - 1], token):
            text += " "
        text += token.text
    return text


def _is_apart(before: SqlToken, token: SqlToken) -> bool:
    if token.text in _TIGHT_BEFORE or before.text in _TIGHT_BEHIND:
        return False
    return token.text not in ("(", "[") or token.start > before.end
