"""Ground floor: what Kotlin text says. The lexer is the truth for strings, comments, braces and `TODO(...)` calls;
tree-sitter is asked about one declaration at a time. Pure; imports only `destination_writer.text`."""
