#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""What public reports tell of migrations that take along more than they were asked for.

A change of one thing is applied; everything else that the database knows of the table is as it was, or the change is refused by name. The
same snapshot once more finds nothing.
"""
import copy
import difflib
import json
import re
import tempfile

from harness import Api, Report, Server, arguments, field_of
from projects import VENDORS, Databases, track


class Case:
    def __init__(self, name, vendor, sql, edit, keeps=(), goes=(), refused=None, tracked=("odd",), undone=False, left_over=False):
        """sql: beside the blog; keeps, goes: parts of the dump afterwards; refused: what a refusal says; tracked: tables that have fields; undone: is
        broken off at its end first; left_over: the same snapshot still differs, and changes nothing."""
        self.name, self.vendor, self.sql, self.edit, self.keeps, self.goes, self.refused = name, vendor, sql, edit, keeps, goes, refused
        self.tracked, self.undone, self.left_over = tracked, undone, left_over


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


def related(collection, field, to):
    def edit(snapshot):
        field_of(snapshot, collection, field)["schema"].update(foreign_key_table=to, foreign_key_column="id", is_indexed=True)
        snapshot["relations"].append({"collection": collection, "field": field, "related_collection": to, "meta": {"many_collection": collection, "many_field": field,
            "one_collection": to}, "schema": {
            "table": collection, "column": field, "foreign_key_table": to, "foreign_key_column": "id", "constraint_name": f"{collection}_{field}_foreign",
            "on_update": "RESTRICT", "on_delete": "SET NULL"}})
    return edit


def bigger(*columns):
    def edit(snapshot):
        for column in columns:
            table, _, field = column.partition(".")
            typed(field, table, type="bigInteger", data_type="bigint", numeric_precision=19)(snapshot)
    return edit


def points(name, columns, table="odd", rules="on delete cascade on update set null", to="pa (id)"):
    return f"constraint {name} foreign key ({columns}) references {to} {rules}"


KEY = "create table pa (id int primary key)"
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
         "references pa (id))"], bigint("id", "pa"), tracked=("pa", "odd"), refused="have to change together"),
    Case("a key to bigint where something later is refused", "mysql", ["create table pa (id int primary key)", "create table odd (id int primary key, "
         "pid int references pa (id), c varchar(9))", "create trigger no_way before update on directus_fields for each row "
         "signal sqlstate '45000' set message_text = 'not of odd'"],
         all_of(bigint("id", "pa"), bigint("pid"), lambda s: field_of(s, "odd", "c")["meta"].update(note="refused")), tracked=("pa", "odd"),
         refused="not of odd"),
    Case("a key and what points to it", "mysql", [KEY, f"create table odd (id int primary key, r int comment 'it''s', s int, {points('fr', 'r')}, "
         f"{points('fs', 's', rules='')})", "alter table odd add index zz (id, s)", "insert into pa values (1), (2147483647)",
         "insert into odd values (1, 2147483647, null), (2, null, 1)"], bigger("pa.id", "odd.r", "odd.s"), tracked=("odd", "pa"), undone=True,
         keeps=["`r` bigint(20) DEFAULT NULL COMMENT 'it''s'", "CONSTRAINT `fr` FOREIGN KEY (`r`) REFERENCES `pa` (`id`) ON DELETE CASCADE ON UPDATE SET NULL",
                "KEY `fr` (`r`)", "KEY `fs` (`s`)"]),
    Case("a key whose index is called otherwise", "mysql", [KEY, "create table odd (id int primary key, r int references pa (id))",
         "insert into pa values (1)", "insert into odd values (1, 1)"], bigger("pa.id", "odd.r"), tracked=("odd", "pa"), undone=True,
         keeps=["KEY `r` (`r`)", "CONSTRAINT `odd_ibfk_1` FOREIGN KEY (`r`)"], goes=["`r` int(11)"]),
    Case("a chain of keys that points to itself", "mysql", [KEY, f"create table odd (id int primary key, up int, {points('fi', 'id', rules='')}, "
         "constraint fu foreign key (up) references odd (id) on delete set null)", f"create table leaf (id int primary key, o int, "
         f"{points('fo', 'o', rules='on delete cascade', to='odd (id)')})", "insert into pa values (1), (2)", "insert into odd values (1, null), (2, 1)",
         "insert into leaf values (1, 2)"], bigger("pa.id", "odd.id", "odd.up", "leaf.o"), tracked=("odd", "pa", "leaf"), undone=True,
         keeps=["CONSTRAINT `fi`", "CONSTRAINT `fu` FOREIGN KEY (`up`) REFERENCES `odd` (`id`) ON DELETE SET NULL", "CONSTRAINT `fo`", "KEY `fu` (`up`)"],
         goes=["`up` int(11)", "`o` int(11)"]),
    Case("a key over several columns", "mysql", ["create table pa (id int primary key, a int, b int, unique key ab (a, b))",
         f"create table odd (id int primary key, x int, y int, {points('fxy', 'x, y', to='pa (a, b)', rules='on delete cascade')})",
         "insert into pa values (1, 2, 3)", "insert into odd values (1, 2, 3)"], bigger("pa.b", "odd.y"), tracked=("odd", "pa"), undone=True,
         keeps=["CONSTRAINT `fxy` FOREIGN KEY (`x`, `y`) REFERENCES `pa` (`a`, `b`) ON DELETE CASCADE", "KEY `fxy` (`x`,`y`)"]),
    Case("a key alone", "mysql", [KEY, "create table odd (id int primary key, r int references pa (id))"], bigger("pa.id"), tracked=("odd", "pa"),
         refused='\\"odd.r\\" and \\"pa.id\\" have to change together'),
    Case("a key alone that a table of nobody's points to", "mysql", ["create table odd (id int primary key)", "create table nobodys (id int primary key, "
         "r int references odd (id))"], bigger("odd.id"), refused='\\"nobodys.r\\" and \\"odd.id\\" have to change together'),
    Case("a key that counts up", "mysql", ["create table pa (id int unsigned auto_increment primary key)", "create table odd (id int primary key, "
         "r int unsigned references pa (id), v varchar(9))"], all_of(bigger("pa.id", "odd.r"), typed("v", max_length=19)), tracked=("odd", "pa"), undone=True,
         left_over=True, keeps=["`r` int(10) unsigned", "`id` int(10) unsigned NOT NULL AUTO_INCREMENT", "KEY `r` (`r`)"]),
    Case("one end of a key over several columns", "mysql", ["create table pa (id int primary key, a int, b int, unique key ab (a, b))",
         f"create table odd (id int primary key, x int, y int, {points('fxy', 'x, y', to='pa (a, b)', rules='')})"], bigger("odd.y"), tracked=("odd", "pa"),
         refused='\\"odd.y\\" and \\"pa.b\\" have to change together'),
    Case("a text that is pointed to", "mysql", [PARENT, "create table odd (id int primary key, r varchar(10), constraint fr foreign key (r) references pa "
         "(code))", "insert into pa values (1, 'a')", "insert into odd values (1, 'a')"], typed("code", "pa", max_length=20), tracked=("odd", "pa"),
         undone=True, keeps=["`code` varchar(20)", "CONSTRAINT `fr` FOREIGN KEY (`r`)", "KEY `fr` (`r`)"]),
    Case("a text that is pointed to and becomes a moment", "mysql", [PARENT, "create table odd (id int primary key, r varchar(10), constraint fr foreign key "
         "(r) references pa (code))", "insert into pa values (1, '2024-02-29'), (2, '2024-03-01')", "insert into odd values (1, '2024-03-01')"],
         all_of(*(typed(field, table, type="dateTime", data_type="datetime", max_length=None) for table, field in (("pa", "code"), ("odd", "r")))),
         tracked=("odd", "pa"), undone=True, keeps=["`code` datetime", "`r` datetime", "CONSTRAINT `fr` FOREIGN KEY (`r`)"]),
    Case("a field becomes unique whose key made its index itself", "mysql", [KEY, f"create table odd (id int primary key, r int, {points('fr', 'r')})"],
         typed("r", is_unique=True), tracked=("odd", "pa"), undone=True, keeps=["KEY `fr` (`r`)", "UNIQUE KEY `odd_r_unique` (`r`)"]),
    Case("a key with its new relation", "mysql", [KEY, "create table odd (id int primary key, r int)", "insert into pa values (1)",
         "insert into odd values (1, 1)"], lambda s: (bigger("pa.id", "odd.r")(s), related("odd", "r", "pa")(s)), tracked=("odd", "pa"), undone=True,
         keeps=["`r` bigint(20)"], goes=["`r` int(11)"], left_over=True),
    Case("a moment of zeros that becomes a day", "mysql", ["create table odd (id int primary key, dt datetime default '0000-00-00 00:00:00')"],
         typed("dt", type="date", data_type="date"), keeps=["`dt` date DEFAULT '0000-00-00'"], undone=True, left_over=True),
    Case("a moment of zeros that becomes a time", "mysql", ["create table odd (id int primary key, dt datetime default '0000-00-00 00:00:00')"],
         typed("dt", type="time", data_type="time"), keeps=["`dt` time DEFAULT NULL"], undone=True),
    Case("a moment of zeros beside another change", "mysql", ["create table odd (id int primary key, dt datetime not null default '0000-00-00 00:00:00')"],
         typed("dt", is_nullable=True), keeps=["`dt` datetime DEFAULT '0000-00-00 00:00:00'"], undone=True),
    *(Case(f"the default of a zerofill that becomes {to}", "mysql", [f"create table odd (id int primary key, z int(5) unsigned zerofill default {value})"],
           typed("z", type="bigInteger", data_type=to, numeric_precision=19 if to == "bigint" else 20), keeps=[f"DEFAULT {value}"],
           undone=True, left_over=True) for to in ("bigint", "bigint unsigned") for value in (7, 0)),
]


def parts(dump):
    return sorted(re.sub(" AUTO_INCREMENT=[0-9]+", "", line.rstrip(",")) for line in dump.split("\n"))


def broken_off(api, project, diff):
    """The entry of the history comes behind everything else, and a trigger refuses it."""
    project.execute("create trigger stop_it before insert on schemad_history for each row signal sqlstate '45999' set message_text = 'computer says no'")
    answer = api.apply(diff)
    project.execute("drop trigger stop_it")
    return [] if 400 <= answer.status < 500 and b"computer says no" in answer.body else [f"broken off: {answer.status} {answer.body[:600]}"]


def tell(options, report, databases, case):
    project, faults = databases.project(case.vendor, "blog", f"reports{CASES.index(case)}"), []

    def expect(fine, fault):
        if not fine:
            faults.append(fault)

    with project.connect() as connection:
        for statement in case.sql:
            connection.rows(statement)
        track(connection, case.vendor, *case.tracked)
    collations = "select l.collname from pg_attribute a join pg_collation l on l.oid = a.attcollation where a.attrelid = 'odd'::regclass and a.attname = 'a'"
    with Server(options.build, {"p": project.config()}) as server:
        api = Api(server, "p")
        own = api.snapshot()
        expect(api.diff(own).status == 204, "the own snapshot differs")
        if case.undone:  # an apply makes the table of the history
            field_of(own, "odd", "id")["meta"]["note"] = "first"
            expect(api.apply(api.diff_of(own)).status == 204, "the first apply")
        before = project.dump()
        wanted = copy.deepcopy(own)
        case.edit(wanted)
        diff = api.diff_of(wanted)
        if case.undone:
            faults.extend(broken_off(api, project, diff))
            undone = project.dump()
            # where a key made its index itself, the one that comes in its place stands behind the others
            expect(parts(undone) == parts(before), "undone: " + "; ".join(difflib.unified_diff(before.split("\n"), undone.split("\n"), n=0)))
        answer = api.apply(diff)
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
            if case.left_over and again.status == 200:
                expect(api.apply(json.loads(again.body)["data"]).status == 204 and project.dump() == after, "the same again changed something")
            else:
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
