#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Values of a unique column that a change of its type would make equal: refused with the count and the name, and nothing has changed; or
the column goes on telling them apart, and every value is as it was.

Each case is a column of its own with values that differ, and a type in which some of them are one; beside it stands the same column with
values that stay apart, which is changed, so that the refusal is for the values. What is unique is a constraint, a unique index or a
primary key.
"""
import copy
import json
import re
import tempfile

from harness import Api, Report, Server, arguments, field_of
from projects import VENDORS, Databases

UUID = "0b5d7b8a-0000-4000-8000-00000000000a"
INTEGER = ("integer", {"data_type": "integer"})
STRING = ("string", {"data_type": "varchar", "max_length": 255})
TEXT = ("text", {"data_type": "text"})
DECIMAL = ("decimal", {"data_type": "decimal", "numeric_precision": 20, "numeric_scale": 3})
BOOLEAN = ("boolean", {"data_type": "boolean"})
DATETIME = ("dateTime", {"data_type": "datetime"})

# name: (declared, literals that become equal, literals that do not, the new type)
CASES = {
    "sqlite": {
        "numbers and texts": ("", ["1", "'1'"], ["1", "'2'"], STRING),
        "zeros before": ("varchar(255)", ["'1'", "'01'"], ["'1'", "'2'"], INTEGER),
        "a point": ("varchar(255)", ["'1'", "'1.0'"], ["'1'", "'2'"], DECIMAL),
        "a sign": ("varchar(255)", ["'1'", "'+1'"], ["'1'", "'2'"], INTEGER),
        "an exponent": ("varchar(255)", ["'100'", "'1e2'"], ["'100'", "'2'"], ("float", {"data_type": "float"})),
        "words of truth": ("varchar(255)", ["'1'", "'true'"], ["'1'", "'0'"], BOOLEAN),
        "texts of numbers": ("text", ["'5'", "'5.0'"], ["'5'", "'6'"], ("float", {"data_type": "float"})),
    },
    "postgres": {
        "letters of a uuid": ("varchar(255)", [f"'{UUID}'", f"'{UUID.upper()}'"], [f"'{UUID}'", f"'{UUID[:-1]}b'"], ("uuid", {"data_type": "uuid"})),
        "zeros behind": ("varchar(255)", ["'1.5'", "'1.50'"], ["'1.5'", "'2.5'"], DECIMAL),
        "zeros before": ("varchar(255)", ["'1'", "'01'"], ["'1'", "'2'"], INTEGER),
        "a day and its midnight": ("varchar(255)", ["'2026-01-02'", "'2026-01-02 00:00:00'"], ["'2026-01-02 00:00:00'", "'2026-01-03 00:00:00'"],
                                   ("dateTime", {"data_type": "timestamp without time zone"})),
        "words of truth": ("varchar(255)", ["'true'", "'t'"], ["'true'", "'false'"], BOOLEAN),
        "a fraction": ("numeric(20,5)", ["1.0001", "1.0002"], ["1", "2"], INTEGER),
        "digits of a double": ("bigint", ["9007199254740992", "9007199254740993"], ["1", "2"], ("float", {"data_type": "double precision"})),
        "moments of a day": ("timestamp", ["'2026-01-02 01:00:00'", "'2026-01-02 02:00:00'"], ["'2026-01-02 00:00:00'", "'2026-01-03 00:00:00'"],
                             ("date", {"data_type": "date"})),
    },
    "mysql": {
        "letters by hand told apart": ("varchar(100) character set utf8mb4 collate utf8mb4_bin", ["'a'", "'A'"], ["'a'", "'b'"], STRING),
        "letters, longer": ("varchar(100) character set utf8mb4 collate utf8mb4_bin", ["'a'", "'A'"], ["'a'", "'b'"],
                            ("string", {"data_type": "char", "max_length": 120})),
        "bytes": ("varbinary(100)", ["'a'", "'A'"], ["'a'", "'b'"], STRING),
        "zeros before": ("varchar(255)", ["'1'", "'01'"], ["'1'", "'2'"], ("integer", {"data_type": "int"})),
        "zeros behind": ("varchar(255)", ["'1.5'", "'1.50'"], ["'1.5'", "'2.5'"], DECIMAL),
        "numbers of text": ("varchar(255)", ["'1'", "'1.0'"], ["'1'", "'2'"], ("float", {"data_type": "double"})),
        "a fraction": ("decimal(20,5)", ["1.0001", "1.0002"], ["1", "2"], ("integer", {"data_type": "int"})),
        "moments of a day": ("datetime", ["'2026-01-02 01:00:00'", "'2026-01-02 02:00:00'"], ["'2026-01-02 00:00:00'", "'2026-01-03 00:00:00'"],
                             ("date", {"data_type": "date"})),
        "digits of a double": ("bigint", ["9007199254740992", "9007199254740993"], ["1", "2"], ("float", {"data_type": "double"})),
        "digits of a float": ("double", ["0.1", "0.10000000001"], ["1", "2"], ("float", {"data_type": "float"})),
        "fractions of a second": ("datetime(3)", ["'2026-01-02 01:00:00.100'", "'2026-01-02 01:00:00.200'"],
                                  ["'2026-01-02 01:00:00'", "'2026-01-02 01:00:01'"], ("dateTime", {"data_type": "datetime"})),
        "numbers and truth": ("int", ["1", "2"], ["0", "1"], ("boolean", {"data_type": "tinyint"})),
        "letters of a uuid": ("varchar(64) character set utf8mb4 collate utf8mb4_bin", [f"'{UUID}'", f"'{UUID.upper()}'"],
                              [f"'{UUID}'", f"'{UUID[:-1]}b'"], ("uuid", {"data_type": "char", "max_length": 36})),
    },
}
UNIQUE = ("constraint", "index", "key")


def names(vendor):
    for number, case in enumerate(CASES[vendor]):
        for way in UNIQUE:
            yield case, way, f"u{number}_{way[:3]}"


def fill(vendor):
    def more(connection):
        run = connection.rows if hasattr(connection, "rows") else connection.execute
        for case, way, table in names(vendor):
            declared, equal, apart, _ = CASES[vendor][case]
            for suffix, values in (("_eq", equal), ("_ap", apart)):
                name = table + suffix
                if way == "key":
                    run(f"create table {name} (id integer, v {declared} not null primary key)")
                else:
                    run(f"create table {name} (id integer primary key, v {declared}{' unique' if way == 'constraint' else ''})")
                    if way == "index":
                        run(f"create unique index {name}_v on {name} (v)")
                for number, value in enumerate(values):
                    run(f"insert into {name} (id, v) values ({number + 1}, {value})")
                run(f"insert into directus_collections (collection) values ('{name}')")
                for field in ("id", "v"):
                    run(f"insert into directus_fields (collection, field) values ('{name}', '{field}')")
    return more


class Story:
    def __init__(self, api, project):
        self.api, self.project, self.faults = api, project, []

    def expect(self, fine, fault):
        if not fine:
            self.faults.append(fault)
        return fine

    def answer(self, snapshot, table, kind, schema):
        wanted = copy.deepcopy(snapshot)
        field = field_of(wanted, table, "v")
        field["type"] = kind
        field["schema"] = {**field["schema"], "max_length": None, "numeric_precision": None, "numeric_scale": None, **schema}
        diff = self.api.diff(wanted)
        if diff.status != 200:
            return diff
        return self.api.apply(json.loads(diff.body)["data"])

    def values(self, table):
        return sorted(str(row[0]) for row in self.project.execute(f"select v from {table}"))

    def refused_or_kept(self, snapshot, table, kind, schema):
        """Whether it was refused: with the name and the count; else every value is there as it was."""
        before, dump = self.values(table), self.project.dump()
        answer = self.answer(snapshot, table, kind, schema)
        said = answer.body.decode(errors="replace")
        if answer.status in (200, 204):
            self.expect(self.values(table) == before and len(set(before)) == 2, f"{table} to {kind}: {before} became {self.values(table)}")
            return False
        self.expect(answer.status == 400 and table in said and '\\"v\\"' in said, f"{table} to {kind}: {answer.status} {said[:300]}")
        self.expect(re.search(r"Rows in the way: [12] \(", said), f"{table} to {kind}, without the count: {said[:300]}")
        now = self.project.dump()
        self.expect(now == dump, f"the refused apply changed something: {sorted(set(now.splitlines()) ^ set(dump.splitlines()))[:6]}")
        self.expect(self.api.snapshot() == snapshot, "the snapshot is another")
        return True


def main():
    options = arguments(__doc__, VENDORS)
    report = Report(options.verbose)
    with tempfile.TemporaryDirectory(prefix="schemad-") as folder, Databases(options.vendors, folder) as databases:
        for vendor in options.vendors:
            project = databases.project(vendor, "blog", f"{vendor}-equal", fill(vendor))
            with Server(options.build, {"p": project.config()}) as server:
                api = Api(server, "p")
                refused = 0
                for case, way, table in names(vendor):
                    if options.only and options.only not in case:
                        continue
                    story, snapshot = Story(api, project), api.snapshot()
                    kind, schema = CASES[vendor][case][3]
                    if story.refused_or_kept(snapshot, table + "_eq", kind, schema):
                        refused += 1
                        answer = story.answer(snapshot, table + "_ap", kind, schema)
                        story.expect(answer.status == 204, f"values that stay apart: {answer.status} {answer.body[:300]!r}")
                    report.tell(f"{vendor}: {case}, {way}", story.faults)
                print(f"{vendor}: {refused} refused with their count, {len(list(names(vendor))) - refused} hold the values as they are")
                report.tell(f"{vendor}: some are refused", [] if refused > 10 or options.only else [str(refused)])
            project.remove()
    report.end()


if __name__ == "__main__":
    main()
