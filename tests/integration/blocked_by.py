#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""What stands in the way of a change, on a table of 1,000,000 rows (SCHEMAD_QUICK=1: 100,000) of every vendor: the plan
counts it exactly and names up to five of the rows by their keys, the server holds none of the others, an apply is
refused with the same count and keys likewise, and changes nothing.
"""
import json
import os
import tempfile

from harness import Api, Report, Server, arguments, field_of, high_water
from projects import VENDORS, Databases

ROWS = 100_000 if os.environ.get("SCHEMAD_QUICK") else 1_000_000
MORE_MEMORY = 16 << 10  # KiB the server may grow by; the rows alone are over 60 MiB

SOURCES = {
    "sqlite": f"(WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n LIMIT {ROWS}) SELECT i FROM n) s",
    "postgres": f"generate_series(1, {ROWS}) s(i)",
    "mysql": f"(SELECT seq AS i FROM seq_1_to_{ROWS}) s",
}
REFERENCE = {"sqlite": "integer", "postgres": "integer", "mysql": "int"}
TEXT = {"sqlite": "text", "postgres": "text", "mysql": "char"}
TRACKED = {"parents": ["id", "name"], "many": ["id", "filled", "shared", "sized", "wide", "digits", "parent"], "named": ["code", "filled"]}


def fill(connection, vendor):
    """Which rows are amiss is said by their number: one in so many."""
    run = connection.execute if vendor == "sqlite" else connection.rows
    run("CREATE TABLE parents (id integer NOT NULL PRIMARY KEY, name varchar(255))")
    run(f"INSERT INTO parents (id, name) SELECT i, 'parent' FROM {SOURCES[vendor]} WHERE i <= 1000")
    run(f"""CREATE TABLE many (id integer NOT NULL PRIMARY KEY, filled varchar(20), shared integer, sized varchar(255), wide bigint,
        digits varchar(255), parent {REFERENCE[vendor]})""")
    wide = "9007199254740993 + 2 * i" if vendor == "sqlite" else "3000000000 + i"
    run(f"""INSERT INTO many (id, filled, shared, sized, wide, digits, parent) SELECT i,
        CASE WHEN i % 1000 <> 0 THEN 'here' END,
        CASE WHEN i % 500 = 0 THEN -(i % 2500) - 1 WHEN i % 499 <> 0 THEN i END,
        CASE WHEN i % 777 = 0 THEN 'much longer than ten characters' ELSE 'short' END,
        CASE WHEN i % 1300 = 0 THEN {wide} ELSE i END,
        CASE WHEN i % 901 = 0 THEN 'none' WHEN i % 7 = 0 THEN NULL ELSE CAST(i AS {TEXT[vendor]}) END,
        CASE WHEN i % 611 = 0 THEN 5000 + i WHEN i % 5 <> 0 THEN i % 1000 + 1 END
        FROM {SOURCES[vendor]}""")
    # a key that is text, longer than what is told of it
    run("CREATE TABLE named (code varchar(400) NOT NULL PRIMARY KEY, filled varchar(20))")
    long = "'" + "ü" * 250 + "'"
    run(f"""INSERT INTO named (code, filled) SELECT {f"concat(i, {long})" if vendor == "mysql" else f"i || {long}"},
        CASE WHEN i > 3 THEN 'here' END FROM {SOURCES[vendor]} WHERE i <= 10""")
    for collection, fields in TRACKED.items():
        run(f"INSERT INTO directus_collections (collection) VALUES ('{collection}')")
        for field in fields:
            run(f"INSERT INTO directus_fields (collection, field, interface) VALUES ('{collection}', '{field}', 'input')")


def required(snapshot, collection="many"):
    field_of(snapshot, collection, "filled")["schema"]["is_nullable"] = False


def unique(snapshot):
    field_of(snapshot, "many", "shared")["schema"]["is_unique"] = True


def shorter(snapshot):
    field_of(snapshot, "many", "sized")["schema"]["max_length"] = 10


def retyped(field, field_type, data_type, **more):
    def edit(snapshot):
        of = field_of(snapshot, "many", field)
        of["type"] = field_type
        of["schema"].update({"data_type": data_type, "max_length": None, **more})
    return edit


def related(snapshot):
    field_of(snapshot, "many", "parent")["schema"].update(foreign_key_table="parents", foreign_key_column="id")
    snapshot["relations"].append({"collection": "many", "field": "parent", "related_collection": "parents", "meta": None, "schema": {
        "table": "many", "column": "parent", "foreign_key_table": "parents", "foreign_key_column": "id",
        "constraint_name": "many_parent_foreign", "on_update": "NO ACTION", "on_delete": "NO ACTION"}})


def added(snapshot):
    field = json.loads(json.dumps(field_of(snapshot, "many", "shared")))
    field["field"] = field["schema"]["name"] = "fresh"
    field["schema"]["is_nullable"] = False
    snapshot["fields"].append(field)


class Change:
    def __init__(self, name, edit, field, code, condition, expected=None, collection="many"):
        """condition: our own SQL for a row in the way; expected: how many there have to be."""
        self.name, self.edit, self.field, self.code = name, edit, field, code
        self.condition, self.expected, self.collection = condition, expected, collection


def changes(vendor):
    yield Change("nulls", required, "filled", "CONTAINS_NULL_VALUES", "filled IS NULL", ROWS // 1000)
    yield Change("duplicates", unique, "shared", "RECORD_NOT_UNIQUE", "shared IN (-1, -501, -1001, -1501, -2001)", ROWS // 500)
    integer = {"sqlite": "integer", "postgres": "integer", "mysql": "int"}[vendor]
    digits = "VALUE_OUT_OF_RANGE"
    yield Change("no number", retyped("digits", "integer", integer), "digits", digits, "digits = 'none'", ROWS // 901)
    yield Change("orphans", related, "parent", "INVALID_FOREIGN_KEY", "parent > 1000", ROWS // 611)
    yield Change("no value", added, "fresh", "NOT_NULL_VIOLATION", "1 = 1", ROWS)
    if vendor == "sqlite":  # its numbers are all of 64 bits, and no text is too long; 2^53 is where a float ends
        yield Change("digits lost", retyped("wide", "float", "float"), "wide", digits, "wide > 9007199254740992", ROWS // 1300)
    else:
        yield Change("too long", shorter, "sized", "VALUE_TOO_LONG", "length(sized) > 10", ROWS // 777)
        yield Change("out of range", retyped("wide", "integer", integer), "wide", digits, "wide > 2147483647", ROWS // 1300)
    yield Change("text keys", lambda snapshot: required(snapshot, "named"), "filled", "CONTAINS_NULL_VALUES", "filled IS NULL", 3, "named")


class Story:
    def __init__(self, api, project, vendor):
        self.api, self.project, self.vendor, self.faults = api, project, vendor, []

    def expect(self, fine, fault):
        if not fine:
            self.faults.append(fault)
        return fine

    def number(self, sql):
        return int(self.project.execute(sql)[0][0])

    def state(self):
        return (self.api.get("/schema/snapshot").body,
                self.project.execute("SELECT count(*), count(filled), sum(shared), sum(length(sized)), sum(wide), sum(length(digits)), "
                                     "sum(parent) FROM many"))

    def blocked(self, answer):
        if not self.expect(answer.status == 200, f"plan: {answer.status} {answer.body[:300]}"):
            return []
        document = json.loads(answer.body)["data"]
        told = [entry for step in document["steps"] for entry in step["blocked_by"]]
        self.expect(document["summary"]["blocked"] == len(told), f"summary: {document['summary']}, told: {len(told)}")
        return told

    def compare(self, change, told):
        """What is told of one change: the count as we count it, keys of rows that we find to be amiss."""
        count = self.number(f"SELECT count(*) FROM {change.collection} WHERE {change.condition}")
        self.expect(count == change.expected, f"the table was made with {count} such rows, not with {change.expected}")
        found = [entry for entry in told if (entry["collection"], entry["field"]) == (change.collection, change.field)]
        if not self.expect(len(found) == 1, f"{change.name}: told {len(found)} times: {told}"):
            return
        self.expect(found[0]["code"] == change.code, f"{change.name}: told: {found[0]}")
        self.check(change, count, found[0])

    def check(self, change, count, entry):
        """Which rows are named is the database's choice, another one each time."""
        keys = entry.get("keys")
        self.expect(entry["count"] == count, f"{change.name}: {count} rows are amiss, told: {entry}")
        if not self.expect(isinstance(keys, list) and len(keys) == min(5, count), f"{change.name}: keys {keys}"):
            return
        self.expect(len(set(keys)) == len(keys), f"{change.name}: a key is told twice: {keys}")
        for key in keys:
            if change.collection == "many":
                fine = isinstance(key, int) and self.number(f"SELECT count(*) FROM many WHERE id = {key} AND ({change.condition})") == 1
            else:
                fine = key in [(f"{i}" + "ü" * 250)[:200] for i in (1, 2, 3)]
            self.expect(fine, f"{change.name}: {key!r} is no row in the way")

    def tell(self, change, wanted):
        self.faults = []
        change.edit(wanted)
        diff = self.api.diff_of(wanted)
        before = self.state()
        self.compare(change, self.blocked(self.api.post("/schema/plan", diff)))
        applied = self.api.apply(diff)
        if self.expect(applied.status == 400 and applied.code() == change.code, f"apply: {applied.status} {applied.body[:300]}"):
            self.check(change, change.expected, json.loads(applied.body)["errors"][0]["extensions"])
        self.expect(self.state() == before, "the apply was refused, but the database changed")
        return self.faults


def tell_vendor(options, report, databases, vendor):
    project = databases.project(vendor, "empty", "blocked", lambda connection: fill(connection, vendor))
    sanitized = b"__asan_init" in (options.build / "bin" / "schemad").read_bytes()
    with Server(options.build, {"default": project.config()}) as server:
        story = Story(Api(server), project, vendor)
        snapshot = story.api.snapshot()
        before = high_water(server.process.pid) >> 10
        for change in changes(vendor):
            report.tell(f"{vendor} {change.name}", story.tell(change, json.loads(json.dumps(snapshot))))
        story.faults = []
        for change in changes(vendor):
            change.edit(snapshot)
        told = story.blocked(story.api.post("/schema/plan", story.api.diff_of(snapshot)))
        for change in changes(vendor):
            story.compare(change, told)
        grown = (high_water(server.process.pid) >> 10) - before
        print(f"{vendor}: {ROWS} rows, the server grew by {grown} KiB")
        # a sanitizer keeps what was freed
        story.expect(sanitized or grown <= MORE_MEMORY, f"the server grew by {grown} KiB")
        report.tell(f"{vendor} all at once", story.faults)
    project.remove()


def main():
    options = arguments(__doc__, VENDORS)
    report = Report(options.verbose)
    with tempfile.TemporaryDirectory(prefix="schemad-") as folder, Databases(options.vendors, folder) as databases:
        for vendor in options.vendors:
            tell_vendor(options, report, databases, vendor)
    report.end()


if __name__ == "__main__":
    main()
