#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""What public reports tell of migrations that take along more than they were asked for.

A change of one thing is applied; everything else that the database knows of the table is as it was, or the change is refused by name. The
same snapshot once more finds nothing.
"""
import copy
import tempfile

from harness import Api, Report, Server, arguments, field_of
from projects import VENDORS, Databases


class Case:
    def __init__(self, name, vendor, sql, edit, keeps=(), goes=(), refused=None, tracked=("odd",)):
        """sql: beside the blog; keeps, goes: parts of the dump afterwards; refused: what a refusal says."""
        self.name, self.vendor, self.sql, self.edit, self.keeps, self.goes, self.refused = name, vendor, sql, edit, keeps, goes, refused
        self.tracked = tracked


def typed(field, collection="odd", **values):
    def edit(snapshot):
        item = field_of(snapshot, collection, field)
        item["type"] = values.pop("type", item["type"])
        item["schema"].update(values)
    return edit


def without(*fields):
    def edit(snapshot):
        snapshot["fields"] = [one for one in snapshot["fields"] if (one["collection"], one["field"]) not in {("odd", field) for field in fields}]
    return edit


def all_of(*edits):
    def edit(snapshot):
        for one in edits:
            one(snapshot)
    return edit


def bigint(field, collection="odd"):
    return typed(field, collection, type="bigInteger", data_type="bigint", numeric_precision=19)


PARENT = "create table pa (id integer primary key, code varchar(10) unique)"
CASES = [
    *(Case("an index over several columns loses its first", vendor, ["create table odd (id integer primary key, x integer, y integer)",
           "create index ixy on odd (x, y)"], without("x"), goes=["ixy"]) for vendor in VENDORS),
    Case("a deferred key of a column that grows", "postgres", [PARENT, "create table odd (id int primary key, r int, constraint fr foreign key (r) "
         "references pa (id) deferrable initially deferred)"], typed("r", type="bigInteger", data_type="bigint", numeric_precision=64),
         keeps=["DEFERRABLE INITIALLY DEFERRED"]),
    Case("a key with MATCH FULL", "postgres", [PARENT, "create table odd (id int primary key, r varchar(10), constraint fr foreign key (r) "
         "references pa (code) match full)"], typed("r", max_length=20), keeps=["MATCH FULL"]),
    Case("a key that is not valid", "postgres", [PARENT, "create table odd (id int primary key, r int)", "insert into odd values (1, 7)",
         "alter table odd add constraint fr foreign key (r) references pa (id) not valid"],
         typed("r", type="bigInteger", data_type="bigint", numeric_precision=64), keeps=["NOT VALID"]),
    Case("a key to a table of another schema", "postgres", [PARENT, "create schema other", "create table other.pa (id int primary key)",
         "create table odd (id int primary key, r int, constraint fr foreign key (r) references other.pa (id))"],
         typed("r", type="bigInteger", data_type="bigint", numeric_precision=64), keeps=["REFERENCES other.pa(id)"]),
    Case("the collation of a text that grows", "postgres", ['create table odd (id int primary key, a varchar(20) collate "C")'],
         typed("a", max_length=30), keeps=["character varying(30)"]),
    Case("a column that others inherit", "postgres", ["create table odd (id int primary key, c varchar(10))",
         "create table heir (note int) inherits (odd)", "insert into heir values (1, 'a', 2)"], without("c"), refused="inherit from odd"),
    Case("the default of a column that others inherit", "postgres", ["create table odd (id int primary key, c varchar(10))",
         "create table heir (note int) inherits (odd)"], typed("c", default_value="x"), refused="inherit from odd"),
    Case("a text default that reads like a call", "mysql", ["create table odd (id int primary key, a varchar(20) default 'uuid()', b varchar(20) "
         "default 'now()')"], lambda s: (typed("a", max_length=60)(s), typed("b", max_length=60)(s)), keeps=["DEFAULT 'uuid()'", "DEFAULT 'now()'"]),
    Case("ON UPDATE of a column that loses its default", "mysql", ["create table odd (id int primary key, t datetime default current_timestamp "
         "on update current_timestamp)"], typed("t", default_value=None), keeps=["ON UPDATE current_timestamp()"]),
    Case("unique beside the key of a partition", "mysql", ["create table odd (id int primary key, a int) partition by hash (id) partitions 2"],
         typed("a", is_unique=True), refused="partitioning function"),
    Case("a column of a key of several that another table points to", "sqlite", ["create table odd (id integer primary key, x int, y int, unique (x, y))",
         "create table child (id integer primary key, x int, y int, foreign key (x, y) references odd (x, y))", "insert into odd values (1, 1, 2)",
         "insert into child values (1, 1, 2)"], without("y"), refused="the foreign key of child (x, y) to odd (x, y)"),
    Case("a generated column and what it is made of", "postgres", ["create table odd (id int primary key, a int, g int generated always as (a * 2) stored)"],
         without("a", "g"), goes=["(a * 2)"]),
    Case("a key and what points to it to bigint", "mysql", ["create table pa (id int primary key)", "create table odd (id int primary key, pid int "
         "references pa (id), qid int, constraint named foreign key (qid) references odd (id) on delete set null)"],
         all_of(bigint("id", "pa"), bigint("pid"), bigint("id"), bigint("qid")), tracked=("pa", "odd"),
         keeps=["`pid` bigint", "`qid` bigint", "KEY `pid` (`pid`)", "KEY `named` (`qid`)", "CONSTRAINT `odd_ibfk_1` FOREIGN KEY (`pid`)",
                "CONSTRAINT `named` FOREIGN KEY (`qid`) REFERENCES `odd` (`id`) ON DELETE SET NULL"]),
    Case("a key to bigint, and not what points to it", "mysql", ["create table pa (id int primary key)", "create table odd (id int primary key, pid int "
         "references pa (id))"], bigint("id", "pa"), tracked=("pa", "odd"), refused="points to it as int"),
    Case("a key to bigint where something later is refused", "mysql", ["create table pa (id int primary key)", "create table odd (id int primary key, "
         "pid int references pa (id), c varchar(9))", "create trigger no_way before update on directus_fields for each row "
         "signal sqlstate '45000' set message_text = 'not of odd'"],
         all_of(bigint("id", "pa"), bigint("pid"), lambda s: field_of(s, "odd", "c")["meta"].update(note="refused")), tracked=("pa", "odd"),
         refused="not of odd"),
]


def tell(options, report, databases, case):
    project, faults = databases.project(case.vendor, "blog", f"reports{CASES.index(case)}"), []

    def expect(fine, fault):
        if not fine:
            faults.append(fault)

    with project.connect() as connection:
        for statement in case.sql:
            connection.rows(statement)
        for table in case.tracked:
            connection.rows(f"insert into directus_collections (collection) values ('{table}')")
            columns = {"sqlite": f"select name from pragma_table_info('{table}')",
                       "postgres": f"select column_name from information_schema.columns where table_name = '{table}'",
                       "mysql": f"select column_name from information_schema.columns where table_schema = database() and table_name = '{table}'"}
            for column in connection.column(columns[case.vendor]):
                connection.rows(f"insert into directus_fields (collection, field) values ('{table}', '{column}')")
    collations = "select l.collname from pg_attribute a join pg_collation l on l.oid = a.attcollation where a.attrelid = 'odd'::regclass and a.attname = 'a'"
    with Server(options.build, {"p": project.config()}) as server:
        api = Api(server, "p")
        own = api.snapshot()
        expect(api.diff(own).status == 204, "the own snapshot differs")
        before = project.dump()
        wanted = copy.deepcopy(own)
        case.edit(wanted)
        answer = api.apply(api.diff_of(wanted))
        after = project.dump()
        if case.refused:
            said = answer.body.decode(errors="replace")
            expect(answer.status == 400 and case.refused in said and "odd" in said, f"not refused: {answer.status} {said[:400]}")
            expect(after == before, "the refused apply changed something")
        else:
            expect(answer.status == 204, f"{answer.status} {answer.body[:400]!r}")
            expect(after != before, "nothing was changed")
            for part in case.keeps:
                expect(part in after, f"{part!r} is gone")
            for part in case.goes:
                expect(part in before and part not in after, f"{part!r} is there")
            if case.vendor == "postgres" and "collation" in case.name:
                expect(project.execute(collations) == [("C",)], "another collation")
            again = api.diff(wanted)
            expect(again.status == 204, f"the same again: {again.status} {again.body[:300]!r}")
        if faults:
            faults.append(server.log_text()[-600:])
    project.remove()
    report.tell(f"{case.vendor}: {case.name}", faults)


def main():
    options = arguments(__doc__, VENDORS)
    report = Report(options.verbose)
    with tempfile.TemporaryDirectory(prefix="schemad-") as folder, Databases(options.vendors, folder) as databases:
        for case in CASES:
            if case.vendor in options.vendors and (not options.only or options.only in case.name):
                tell(options, report, databases, case)
    report.end()


if __name__ == "__main__":
    main()
