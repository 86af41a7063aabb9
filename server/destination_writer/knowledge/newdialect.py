"""The file that a database of the workspace's own begins as."""

from destination_writer.knowledge.dialects import Dialect
from destination_writer.knowledge.merging import dialect_path

_TEXT = """\
# A database of this workspace. Maps are merged with those of {parent}, key by key; lists and values replace.
# `destination-writer dialect check {slug}` checks this file, and
# `destination-writer verify --compile --dialect {slug} --cdk C` compiles a whole connector for it.
slug: {slug}
extends: {parent}
name: {name}
class_prefix: {prefix}
versions: say which versions this file speaks of

connection:
  driver_class: {driver}
  artifacts:
    - {{ coordinate: "{coordinate}" }}
  url: "{url}"
{port}  default_database: "{database}"
  proof: &unproved {{ kind: documented, where: "{name}: name the page of its manual" }}

# What the database can do decides which strategies are offered: one whose `requires` is not supported is left out.
# An inherited fact counts as documented, whatever proves it for {parent}, until you state a proof of your own.
capabilities:
  merge: {{ supported: {merge}, note: Say since when., proof: *unproved }}

# Further groups that may differ: quoting, namespaces, identifiers, type_map, meta, expressions, alter, strategies,
# catalogue, catalogue_proof, errors, retries, bulk, docs. docs/schemas/dialect.schema.json of the project has their
# shape; `destination-writer dialects --dialect {parent}` shows what is inherited.
"""


def file_of(slug: str) -> str:
    """Where a dialect lies in a knowledge folder."""
    return dialect_path(slug)


def starting_text(slug: str, name: str, parent: Dialect) -> str:
    """YAML that extends `parent` and is valid as it stands. `name` is how the person writes the database's name."""
    prefix = "".join(part[:1].upper() + part[1:] for part in slug.split("-"))
    connection = parent.connection
    merge = parent.capabilities.get("merge")
    return _TEXT.format(
        slug=slug,
        parent=parent.slug,
        name=name,
        prefix=prefix,
        driver=connection.driver_class,
        coordinate=connection.artifacts[0].coordinate,
        url=connection.url,
        port=f"  default_port: {connection.default_port}\n" if connection.default_port else "",
        database=connection.default_database,
        merge=str(bool(merge and merge.supported)).lower(),
    )
