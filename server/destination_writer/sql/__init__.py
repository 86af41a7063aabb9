"""Ground floor: what SQL text says, as tokens, kinds of statements and what a grammar rejects. It knows no Kotlin and
no database: grammars and lexical habits are handed in. Pure; imports only `destination_writer.text`."""
