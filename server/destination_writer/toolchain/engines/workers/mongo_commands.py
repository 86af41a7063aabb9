"""MongoDB's database commands on a mongomock client: what a driver sends, answered in the server's form."""

from collections.abc import Callable
from typing import Any

import pymongo.errors  # pyright: ignore[reportMissingImports, reportMissingModuleSource]  # in the engine's own environment

from destination_writer.toolchain.engines.workers.mongo_validators import Validators

Document = dict[str, Any]
NAMESPACE_NOT_FOUND = 26
NAMESPACE_EXISTS = 48
COMMAND_NOT_FOUND = 59


class Commands:
    """Runs commands. What the server refuses raises pymongo's OperationFailure with the server's code."""

    def __init__(self, client: Any) -> None:
        self._client = client
        self.validators = Validators()

    def run(self, database: str, command: Document) -> Document:
        """The first key is the command's name, as in the wire protocol."""
        name = next(iter(command))
        known: dict[str, Callable[[Any, Document], Document]] = {
            "ping": lambda _db, _c: {},
            "hello": lambda _db, _c: {"isWritablePrimary": True, "maxWireVersion": 21},
            "buildInfo": lambda _db, _c: {"version": "7.0.0-mongomock"},
            "listDatabases": self._list_databases,
            "dropDatabase": self._drop_database,
            "create": self._create,
            "collMod": self._modify,
            "drop": self._drop,
            "listCollections": self._list_collections,
            "renameCollection": self._rename,
            "createIndexes": self._create_indexes,
            "dropIndexes": lambda db, c: db[c["dropIndexes"]].drop_index(c["index"]) or {},
            "listIndexes": self._list_indexes,
            "insert": self._insert,
            "update": self._update,
            "delete": self._delete,
            "find": self._find,
            "aggregate": self._aggregate,
            "count": lambda db, c: {"n": db[c["count"]].count_documents(c.get("query") or {})},
            "distinct": lambda db, c: {"values": db[c["distinct"]].distinct(c["key"], c.get("query"))},
            "commitTransaction": lambda _db, _c: {},
            "abortTransaction": lambda _db, _c: {},
            "endSessions": lambda _db, _c: {},
        }
        if name not in known:
            raise pymongo.errors.OperationFailure(f"no such command: '{name}'", COMMAND_NOT_FOUND)
        return {**known[name](self._client[database], command), "ok": 1.0}

    def _list_databases(self, _database: Any, _command: Document) -> Document:
        return {"databases": [{"name": name} for name in self._client.list_database_names()]}

    def _drop_database(self, database: Any, _command: Document) -> Document:
        self._client.drop_database(database.name)
        self.validators.forget_all(database.name)
        return {}

    def _create(self, database: Any, command: Document) -> Document:
        if command["create"] in database.list_collection_names():
            text = f"Collection {database.name}.{command['create']} already exists."
            raise pymongo.errors.OperationFailure(text, NAMESPACE_EXISTS)
        database.create_collection(command["create"])
        self.validators.keep((database.name, command["create"]), command)
        return {}

    def _modify(self, database: Any, command: Document) -> Document:
        name = command["collMod"]
        if name not in database.list_collection_names():
            raise pymongo.errors.OperationFailure(f"ns does not exist: {database.name}.{name}", NAMESPACE_NOT_FOUND)
        self.validators.keep((database.name, name), command)
        return {}

    def _drop(self, database: Any, command: Document) -> Document:
        """Since MongoDB 7.0 dropping what is not there is no error."""
        database.drop_collection(command["drop"])
        self.validators.forget((database.name, command["drop"]))
        return {}

    def _list_collections(self, database: Any, command: Document) -> Document:
        wanted = (command.get("filter") or {}).get("name")
        names = [name for name in database.list_collection_names() if wanted in (None, name)]
        found = [{"name": name, "type": "collection", "options": self._options(database, name)} for name in names]
        return _cursor(database, "$cmd.listCollections", found)

    def _options(self, database: Any, name: str) -> Document:
        validator = self.validators.of((database.name, name))
        return {"validator": validator} if validator else {}

    def _rename(self, _database: Any, command: Document) -> Document:
        """Across databases as well; `dropTarget` replaces what is there."""
        source, target = _namespace(command["renameCollection"]), _namespace(command["to"])
        collection = self._client[source[0]][source[1]]
        if source[1] not in self._client[source[0]].list_collection_names():
            text = f"Source collection {command['renameCollection']} does not exist"
            raise pymongo.errors.OperationFailure(text, NAMESPACE_NOT_FOUND)
        there = target[1] in self._client[target[0]].list_collection_names()
        if there and not command.get("dropTarget"):
            raise pymongo.errors.OperationFailure("target namespace exists", NAMESPACE_EXISTS)
        self.validators.move(source, target)
        if source[0] == target[0]:
            collection.rename(target[1], dropTarget=bool(command.get("dropTarget")))
            return {}
        documents = list(collection.find())
        self._client[target[0]].drop_collection(target[1])
        self._client[target[0]].create_collection(target[1])
        if documents:
            self._client[target[0]][target[1]].insert_many(documents)
        collection.drop()
        return {}

    def _create_indexes(self, database: Any, command: Document) -> Document:
        collection = database[command["createIndexes"]]
        for index in command["indexes"]:
            options = {key: value for key, value in index.items() if key in ("name", "unique", "sparse")}
            collection.create_index(list(index["key"].items()), **options)
        return {}

    def _list_indexes(self, database: Any, command: Document) -> Document:
        if command["listIndexes"] not in database.list_collection_names():
            text = f"ns does not exist: {database.name}.{command['listIndexes']}"
            raise pymongo.errors.OperationFailure(text, NAMESPACE_NOT_FOUND)
        listed = database[command["listIndexes"]].index_information()
        found = [{"name": name, **facts, "key": dict(facts["key"])} for name, facts in listed.items()]
        return _cursor(database, command["listIndexes"], found)

    def _insert(self, database: Any, command: Document) -> Document:
        collection, errors, count = database[command["insert"]], [], 0
        for at, document in enumerate(command["documents"]):
            try:
                self.validators.check(collection, document)
                collection.insert_one(document)
                count += 1
            except pymongo.errors.WriteError as error:
                errors.append({"index": at, "code": error.code, "errmsg": str(error)})
                if command.get("ordered", True):
                    break
        return {"n": count, **({"writeErrors": errors} if errors else {})}

    def _update(self, database: Any, command: Document) -> Document:
        collection = database[command["update"]]
        matched = modified = 0
        upserted: list[Document] = []
        for at, one in enumerate(command["updates"]):
            result = _updated(collection, one)
            matched += result.matched_count + (1 if result.upserted_id is not None else 0)
            modified += result.modified_count or 0
            if result.upserted_id is not None:
                upserted.append({"index": at, "_id": result.upserted_id})
        return {"n": matched, "nModified": modified, **({"upserted": upserted} if upserted else {})}

    def _delete(self, database: Any, command: Document) -> Document:
        collection, count = database[command["delete"]], 0
        for one in command["deletes"]:
            act = collection.delete_one if one.get("limit") == 1 else collection.delete_many
            count += act(one["q"]).deleted_count
        return {"n": count}

    def _find(self, database: Any, command: Document) -> Document:
        found = database[command["find"]].find(command.get("filter") or {}, command.get("projection"))
        if command.get("sort"):
            found = found.sort(list(command["sort"].items()))
        found = found.skip(int(command.get("skip") or 0)).limit(abs(int(command.get("limit") or 0)))
        return _cursor(database, command["find"], list(found))

    def _aggregate(self, database: Any, command: Document) -> Document:
        name, pipeline = command["aggregate"], command["pipeline"]
        collection = database[name] if isinstance(name, str) else database["$cmd.aggregate"]
        rows = list(collection.aggregate(pipeline))
        writes = bool(pipeline) and next(iter(pipeline[-1])) in ("$out", "$merge")
        return _cursor(database, str(name), [] if writes else rows)


def _updated(collection: Any, one: Document) -> Any:
    change, upsert = one["u"], bool(one.get("upsert"))
    if isinstance(change, dict) and not any(key.startswith("$") for key in change):
        return collection.replace_one(one["q"], change, upsert=upsert)
    act = collection.update_many if one.get("multi") else collection.update_one
    return act(one["q"], change, upsert=upsert)


def _namespace(full: str) -> tuple[str, str]:
    database, _, collection = full.partition(".")
    return database, collection


def _cursor(database: Any, name: str, documents: list[Document]) -> Document:
    return {"cursor": {"id": 0, "ns": f"{database.name}.{name}", "firstBatch": documents}}
