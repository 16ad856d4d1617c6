# SPDX-License-Identifier: Apache-2.0
"""What an index is beyond a snapshot's flags: it stays through every change of its column, goes with no flag, and is named.

Every kind of index a vendor has, beside each edit of its field: never a 500, the index is as it was, the same request again changes nothing.
"""
import json
import tempfile

from harness import Api, Report, Server, arguments, field_of
from projects import VENDORS, Databases

# name: the statement; the first word says how the snapshot shows `a`: indexed, unique, plain
KINDS = {
    "sqlite": {
        "composite": "plain create index {i} on {t} (a, b)", "second": "plain create index {i} on {t} (b, a)",
        "descending": "indexed create index {i} on {t} (a desc)", "collated": "indexed create index {i} on {t} (a collate nocase)",
        "partial": "indexed create index {i} on {t} (a) where b > 0", "expression": "plain create index {i} on {t} (lower(a))",
        "unique composite": "plain create unique index {i} on {t} (a, b)", "unique partial": "unique create unique index {i} on {t} (a) where b > 0",
    },
    "postgres": {
        "composite": "plain create index {i} on {t} (a, b)", "second": "plain create index {i} on {t} (b, a)",
        "descending": "indexed create index {i} on {t} (a desc)", "nulls first": "indexed create index {i} on {t} (a nulls first)",
        "collated": 'indexed create index {i} on {t} (a collate "C")', "pattern": "indexed create index {i} on {t} (a varchar_pattern_ops)",
        "hash": "indexed create index {i} on {t} using hash (a)", "brin": "indexed create index {i} on {t} using brin (a)",
        "partial": "indexed create index {i} on {t} (a) where b > 0", "expression": "plain create index {i} on {t} (lower(a))",
        "covering": "plain create index {i} on {t} (a) include (b)", "gin": "plain create index {i} on {t} using gin (to_tsvector('simple', a))",
        "unique composite": "plain alter table {t} add constraint {i} unique (a, b)", "unique partial": "plain create unique index {i} on {t} (a) where b > 0",
        "unique covering": "unique alter table {t} add constraint {i} unique (a) include (b)",
        "nulls alike": "unique alter table {t} add constraint {i} unique nulls not distinct (a)",
    },
    "mysql": {
        "composite": "indexed create index {i} on {t} (a, b)", "second": "plain create index {i} on {t} (b, a)",
        "prefix": "indexed create index {i} on {t} (a(5))", "fulltext": "indexed create fulltext index {i} on {t} (a)",
        "descending": "indexed create index {i} on {t} (a desc)", "ignored": "indexed create index {i} on {t} (a) ignored",
        "unique composite": "plain create unique index {i} on {t} (a, b)", "unique prefix": "unique create unique index {i} on {t} (a(5))",
    },
}
MADE = {"sqlite": "create table {t} (id integer primary key not null, a varchar(100) not null, b integer)",
        "postgres": "create table {t} (id integer primary key not null, a varchar(100) not null, b integer)",
        "mysql": "create table {t} (id integer primary key not null, a varchar(100) not null, b integer)"}
INDEXES = {
    "sqlite": "select name, sql from sqlite_master where type = 'index' and tbl_name = '{t}' and sql is not null order by name",
    "postgres": "select indexrelid::regclass::text, pg_get_indexdef(indexrelid) from pg_index where indrelid = '{t}'::regclass and not indisprimary order by 1",
    "mysql": "select index_name, group_concat(concat_ws(' ', column_name, sub_part, collation, index_type, non_unique, ignored) order by seq_in_index) from "
             "information_schema.statistics where table_schema = database() and table_name = '{t}' and index_name <> 'PRIMARY' group by index_name order by 1",
}
# Types that no plain index can have: field type, the schema of the field, special. What is made of it is text on SQLite.
UNINDEXED = {
    "postgres": [("json", {"data_type": "json"}, ["cast-json"]), ("unknown", {"data_type": "xml"}, None), ("unknown", {"data_type": "box"}, None)],
    "mysql": [("json", {"data_type": "longtext", "max_length": 4294967295}, ["cast-json"]), ("text", {"data_type": "text", "max_length": 65535}, None),
              ("binary", {"data_type": "blob", "max_length": 65535}, None), ("geometry", {"data_type": "geometry"}, None)],
    "sqlite": [],
}


class Story:
    def __init__(self, api, project, report):
        self.api, self.project, self.report, self.vendor, self.number = api, project, report, project.vendor, 0

    def sql(self, *statements):
        with self.project.connect() as connection:
            for statement in statements:
                connection.rows(statement)

    def table(self, name, more):
        self.sql(MADE[self.vendor].format(t=name), f"insert into {name} values (1, 'one', 1), (2, 'two', 2), (3, '3', null)", *more,
                 f"insert into directus_collections (collection) values ('{name}')",
                 "insert into directus_fields (collection, field, interface) values " + ", ".join(f"('{name}', '{c}', 'input')" for c in ("id", "a", "b")))

    def indexes(self, table):
        with self.project.connect() as connection:
            return [tuple(row) for row in connection.rows(INDEXES[self.vendor].format(t=table))]

    def change(self, what, table, edit, left_out, kept=None, more=()):
        """The edit is applied, what is left out is counted and named, and the same snapshot again finds nothing but that."""
        faults = []
        wanted = self.api.snapshot()
        edit(wanted)
        before = self.project.dump()
        diff = self.api.diff(wanted)
        if diff.status == 200:
            payload = json.loads(diff.body)["data"]
            plan = self.api.post("/schema/plan", payload)
            warnings = json.loads(plan.body)["data"]["warnings"] if plan.status == 200 else [f"{plan.status} {plan.body[:300]!r}"]
            answer = self.api.apply(payload)
            if answer.status != 204:
                faults.append(f"apply: {answer.status} {answer.body[:400]!r}")
            elif int(answer.header("Schemad-Left-Out") or 0) != left_out:
                faults.append(f"{answer.header('Schemad-Left-Out')} left out instead of {left_out}: {warnings}")
            words = [word for word in more if not any(word in str(line) for line in warnings)]
            if left_out and words:
                faults.append(f"{words} not named in {warnings}")
            again = self.api.diff(wanted)
            if again.status != (200 if left_out else 204):
                faults.append(f"the second diff: {again.status} {again.body[:400]!r}")
            elif left_out:
                state = self.project.dump()
                second = self.api.apply(json.loads(again.body)["data"])
                if second.status != 204 or self.project.dump() != state:
                    faults.append(f"a second apply: {second.status} {second.body[:300]!r}, the database has changed: {self.project.dump() != state}")
        elif diff.status != 204 or before != self.project.dump():
            faults.append(f"diff: {diff.status} {diff.body[:300]!r}")
        if kept is not None and (now := self.indexes(table)) != kept:
            faults.append(f"indexes are {now}, were {kept}")
        self.report.tell(f"{self.vendor}: {what}", faults)

    def kind(self, name, statement):
        shown, _, sql = statement.partition(" ")
        table, index = f"kinds{self.number}", f"hand_{self.number}"
        self.number += 1
        self.table(table, [sql.format(t=table, i=index)])
        field = field_of(self.api.snapshot(), table, "a")
        flags = field["schema"]["is_indexed"], field["schema"]["is_unique"]
        self.report.tell(f"{self.vendor}: {name} is shown as {shown}", [] if flags == (shown == "indexed", shown == "unique") else [str(flags)])
        kept = self.indexes(table)

        def state(**schema):
            return lambda snapshot: field_of(snapshot, table, "a")["schema"].update(schema)
        self.change(f"{name}: no flag", table, state(is_indexed=False, is_unique=False), int(shown != "plain"), kept, [index, f"{table}.a"])
        # beside a plain one, which comes and goes
        if shown != "indexed":
            self.change(f"{name}: indexed", table, state(is_indexed=True), 0)
            self.change(f"{name}: no longer indexed", table, state(is_indexed=False), 0, kept)
        else:
            self.sql(f"create index plain_{index} on {table} (a)")
            self.change(f"{name}: a plain one goes", table, state(is_indexed=False), 1, kept, [index])
        self.change(f"{name}: required no more", table, state(is_nullable=True), 0, kept)
        self.change(f"{name}: longer", table, state(max_length=120), 0, kept)
        self.change(f"{name}: a default", table, state(default_value="x"), 0, kept)

        def drop_b(snapshot):
            snapshot["fields"] = [f for f in snapshot["fields"] if (f["collection"], f["field"]) != (table, "b")]
        if "b" not in sql.replace(table, "").partition("(")[2]:
            self.change(f"{name}: another field goes", table, drop_b, 0, kept)

    def unindexed(self, number, kind):
        field_type, schema, special = kind
        table, fresh = f"types{number}", f"fresh{number}"
        self.table(table, [])
        if self.vendor == "mysql" and field_type == "geometry":
            self.sql(f"delete from {table}")

        like, collection_like = field_of(self.api.snapshot(), table, "a"), self.api.snapshot()["collections"][-1]

        def field(collection, name):
            one = json.loads(json.dumps(like))
            one.update(collection=collection, field=name, type=field_type)
            one["meta"].update(collection=collection, field=name, special=special, sort=9)
            one["schema"].update(name=name, table=collection, is_nullable=True, max_length=None, numeric_precision=None, numeric_scale=None)
            one["schema"].update(schema)
            return one

        for flag in ("is_unique", "is_indexed"):
            def add(snapshot, collection=table, flag=flag):
                one = field(collection, "n_" + flag)
                one["schema"].update({"is_unique": False, "is_indexed": False, flag: True})
                snapshot["fields"].append(one)
            self.change(f"{schema['data_type']} {flag}, a new field", table, add, 1, more=[f"{table}.n_{flag}"])

            def in_new(snapshot, flag=flag):
                name = f"{fresh}_{flag}"
                one = json.loads(json.dumps(collection_like))
                one["collection"] = one["meta"]["collection"] = one["schema"]["name"] = name
                snapshot["collections"].append(one)
                key = json.loads(json.dumps(field_of(snapshot, table, "id")).replace(table, name))
                snapshot["fields"].append(key)
                add(snapshot, name, flag)
            self.change(f"{schema['data_type']} {flag}, in a new collection", table, in_new, 1, more=[f"{fresh}_{flag}.n_{flag}"])

            def state(snapshot, flag=flag):
                field_of(snapshot, table, "n_" + flag)["schema"][flag] = True
            self.change(f"{schema['data_type']} {flag}, of a field that is there", table, state, 1, more=[f"{table}.n_{flag}"])
        if field_type in ("json", "text"):
            self.sql(f"update {table} set a = '{{}}' where id = 1", f"update {table} set a = '[1]' where id = 2", f"create index plain_{number} on {table} (a)")

            def retype(snapshot):
                one = field_of(snapshot, table, "a")
                one["type"] = field_type
                one["schema"].update({"max_length": None, **schema})
                one["meta"]["special"] = special
            self.change(f"an indexed field becomes {schema['data_type']}", table, retype, 1, more=[f"{table}.a"])

            def back(snapshot):
                one = field_of(snapshot, table, "a")
                one["type"] = "string"
                one["schema"].update(data_type="varchar" if self.vendor == "mysql" else "character varying", max_length=90, is_indexed=True)
                one["meta"]["special"] = None
            self.change(f"{schema['data_type']} becomes an indexed field", table, back, 0)


def main():
    options = arguments(__doc__, VENDORS)
    report = Report(options.verbose)
    with tempfile.TemporaryDirectory() as folder, Databases(options.vendors, folder) as databases:
        for vendor in options.vendors:
            project = databases.project(vendor, "empty", "index-kinds")
            with Server(options.build, {"default": project.config()}) as server:
                story = Story(Api(server), project, report)
                for name, statement in KINDS[vendor].items():
                    if not options.only or options.only in name:
                        story.kind(name, statement)
                for number, kind in enumerate(UNINDEXED[vendor]):
                    if not options.only or options.only in kind[1]["data_type"]:
                        story.unindexed(number, kind)
    report.end()


if __name__ == "__main__":
    main()
