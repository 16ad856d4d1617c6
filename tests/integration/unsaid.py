#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""What a change takes along unsaid, is told; what it makes again, is as it was.

Of cases of public reports: the plan's confirmation and the representation of an apply name what the database drops with a column although
other columns have a part in it; what goes together goes; a key made again is what it was, with its comment.
"""
import copy
import json
import tempfile

from harness import Api, Report, Server, arguments, field_of, relation_of
from projects import VENDORS, Databases, track
from public_reports import PARENT, typed, without


class Case:
    def __init__(self, name, vendor, sql, edit, keeps=(), goes=(), refused=None, along=(), left_out=False, known=()):
        """sql: beside the blog; keeps, goes: parts of the dump afterwards; refused: what a refusal says; along: what the plan and the
        representation name as going along; left_out: something is, by name, so the same again differs and still changes nothing
        ("once": it is made up for); known: more tables that Directus knows of."""
        self.name, self.vendor, self.sql, self.edit, self.keeps, self.goes, self.refused = name, vendor, sql, edit, keeps, goes, refused
        self.along, self.left_out, self.known = along, left_out, known


def ruled(field, **rules):
    def edit(snapshot):
        relation_of(snapshot, "odd", field)["schema"].update(rules)
    return edit


def with_new(*collections, **values):
    def edit(snapshot):
        for collection in collections:
            item = copy.deepcopy(field_of(snapshot, collection, "c"))
            item["field"] = item["meta"]["field"] = item["schema"]["name"] = "fresh"
            item["schema"].update(values)
            snapshot["fields"].append(item)
    return edit


def without_both(snapshot):
    without("x")(snapshot)
    for kind in ("fields", "relations"):
        snapshot[kind] = [one for one in snapshot[kind] if (one["collection"], one["field"]) != ("ch", "p")]


RELATION = ("insert into directus_relations (many_collection, many_field, one_collection) values ('odd', 'r', 'pa')",)
CASES = [
    Case("what goes with a column", "postgres", ["create table pa (id int primary key, x int, y int, unique (x, y))",
         "create table odd (id int primary key, f int, a int, b int, foreign key (a, b) references pa (x, y), check (a < b), "
         "constraint ub unique (b, a), exclude using btree (f with =, a with =))", "create unique index uf on odd (f) include (a)",
         "create index ab on odd (b, f, a)", "create index part on odd (f, b) where a > 0", "create index expr on odd ((a + b))",
         "create statistics st on a, b from odd", "create index alone on odd (a)", "alter table odd add check (b > 0)"],
         without("a"), goes=["\tuf\t", "\tab\t", "\tpart\t", "\texpr\t"],
         along=["index ab", "index uf", "index part", "index expr", "check odd_check",
         "unique constraint ub", "exclusion constraint odd_f_a_excl", "statistics st", "foreign key odd_a_b_fkey to pa"]),
    Case("an index of a column that speaks of another", "postgres", ["create table odd (id int primary key, f int, a int)",
         "create index part on odd (f) where a > 0"], without("a"), goes=["\tpart\t"], along=["index part"], left_out="once"),
    Case("what goes with a column", "sqlite", ["create table pa (id integer primary key, x int, y int, unique (x, y))",
         "create table odd (id integer primary key, f int, a int, b int, foreign key (a, b) references pa (x, y), "
         "constraint ub unique (b, a))", "create unique index ua on odd (a, f)", "create index ab on odd (b, f, a)"],
         without("a"), goes=["UNIQUE INDEX ua"],
         along=["unique constraint ub (b, a)", "foreign key (a, b) to pa", "index ua", "its part of index ab"], left_out=True),
    Case("what goes with a column", "mysql", ["create table odd (id int primary key, f int, a int, b int)",
         "create index ab on odd (b, f, a)"], without("a"), along=["its part of index ab"]),
    *(Case("a generated column and what it is made of", vendor, ["create table odd (id int primary key, a int, b int, g int generated always as "
           "(a * 2) stored)", "insert into odd (id, a) values (1, 2)"], without("a", "g"), goes=["* 2"]) for vendor in VENDORS),
    *(Case("generated columns of generated ones", vendor, ["create table odd (id int primary key, a int, b int, g int generated always as "
           "(a * 2) stored, h int generated always as (g + 1) stored)"], without("a", "g", "h"), goes=["* 2"]) for vendor in ("sqlite", "mysql")),
    *(Case("a generated column that stays without what it is made of", vendor, ["create table odd (id int primary key, a int, g int generated "
           "always as (a * 2) stored)"], without("a"), refused="column g") for vendor in VENDORS),
    Case("one new column of a table and its heir", "postgres", ["create table odd (id int primary key, c varchar(10))",
         "create table heir (note int, primary key (id)) inherits (odd)", "insert into heir values (1, 'a', 2)"], with_new("odd", "heir"),
         keeps=["fresh"], known=["heir"]),
    Case("one new column of an heir and its table, each with its default", "postgres", ["create table odd (id int primary key, c varchar(10))",
         "create table heir (note int, primary key (id)) inherits (odd)", "insert into heir values (1, 'a', 2)"],
         lambda s: (with_new("heir", default_value="h")(s), with_new("odd", default_value="o", is_nullable=False)(s)),
         keeps=["fresh"], known=["heir"], refused=None),
    Case("a deferred key whose rule changes", "postgres", [PARENT, "create table odd (id int primary key, r int, constraint fr foreign key (r) "
         "references pa (id) on delete cascade deferrable initially deferred)", *RELATION], ruled("r", on_delete="SET NULL", on_update="CASCADE"),
         keeps=["ON UPDATE CASCADE ON DELETE SET NULL DEFERRABLE INITIALLY DEFERRED"], goes=["pa(id) ON DELETE CASCADE"]),
    Case("a key with MATCH FULL whose rule changes", "postgres", [PARENT, "create table odd (id int primary key, r varchar(10), constraint "
         "fr foreign key (r) references pa (code) match full)", *RELATION], ruled("r", on_delete="CASCADE"), keeps=["MATCH FULL ON DELETE CASCADE"]),
    Case("a key that is not valid whose rule changes", "postgres", [PARENT, "create table odd (id int primary key, r int)",
         "insert into odd values (1, 7)", "alter table odd add constraint fr foreign key (r) references pa (id) not valid", *RELATION],
         ruled("r", on_delete="CASCADE"), keeps=["ON DELETE CASCADE NOT VALID"]),
    Case("the comment of a key whose rule changes", "postgres", [PARENT, "create table odd (id int primary key, r int, constraint fr foreign key "
         "(r) references pa (id))", "comment on constraint fr on odd is 'it''s said'", *RELATION], ruled("r", on_delete="CASCADE"),
         keeps=["ON DELETE CASCADE"]),
    Case("the comment of a key of a column that grows", "postgres", [PARENT, "create table odd (id int primary key, r int, constraint fr "
         "foreign key (r) references pa (id))", "comment on constraint fr on odd is 'it''s said'"],
         typed("r", type="bigInteger", data_type="bigint", numeric_precision=64)),
    Case("a numeric without a precision gets one", "postgres", ["create table odd (id int primary key, n numeric)",
         "insert into odd values (1, 1.25)"], typed("n", numeric_precision=12, numeric_scale=4), keeps=["numeric(12,4)"], left_out=True),
    Case("a numeric that would be rounded", "postgres", ["create table odd (id int primary key, n numeric)",
         "insert into odd values (1, 1.25)"], typed("n", numeric_precision=12, numeric_scale=1), refused="would be rounded"),
    *(Case("both ends of a foreign key", vendor, ["create table odd (id integer primary key, x integer unique)",
           "create table ch (id integer primary key, p integer, q integer, constraint fp foreign key (p) references odd (x))"],
           without_both, goes=["fp"], known=["ch"]) for vendor in ("sqlite", "postgres")),
    *(Case("a column of a key that others point to", vendor, ["create table odd (id integer primary key, x integer, y integer, unique (x, y))",
           "create table ch (id integer primary key, p integer, q integer, foreign key (p, q) references odd (x, y))"], without("y"),
           refused='Field \\"odd.y\\" cannot be removed: the foreign key of ch (p, q) to odd (x, y) needs it') for vendor in VENDORS),
]


COMMENT = "select obj_description(oid, 'pg_constraint') from pg_constraint where conname = 'fr'"


def tell(options, report, databases, case):
    project, faults = databases.project(case.vendor, "blog", f"unsaid{CASES.index(case)}"), []

    def expect(fine, fault):
        if not fine:
            faults.append(fault)

    with project.connect() as connection:
        for statement in case.sql:
            connection.rows(statement)
        track(connection, case.vendor, "odd", *case.known)
    with Server(options.build, {"p": project.config()}) as server:
        api = Api(server, "p")
        own = api.snapshot()
        expect(api.diff(own).status == 204, "the own snapshot differs")
        before = project.dump()
        wanted = copy.deepcopy(own)
        case.edit(wanted)
        diff = api.diff_of(wanted)
        if case.along:
            with Server(options.build, {"p": {**project.config(), "destructive": "confirm"}}) as careful:
                asked = Api(careful, "p").apply(diff)
                expect(asked.status == 409 and all(part in json.loads(asked.body)["errors"][0]["message"] for part in case.along),
                       f"not asked: {asked.status} {asked.body[:800]!r}")
        answer = api.post("/schema/apply", diff, {"Content-Type": "application/json", "Prefer": "return=representation"})
        after = project.dump()
        if case.refused:
            said = answer.body.decode(errors="replace")
            expect(answer.status == 400 and case.refused in said and "odd" in said, f"not refused: {answer.status} {said[:400]}")
            expect(after == before, "the refused apply changed something")
        else:
            expect(answer.status == 200, f"{answer.status} {answer.body[:600]!r}")
            told = json.loads(answer.body).get("data", {"done": [], "left_out": []})
            # where the rest of an index would make another field indexed, that it goes is told as what is left out
            expect(bool(case.left_out) == any(not one["property"].startswith("index ") for one in told["left_out"]), f"left out: {told['left_out']}")
            along = "; ".join(step.get("along", "") for step in told["done"]).split("; ")
            expect(set(case.along) <= set(along), f"gone along: {along}")
            expect(not case.along or set(filter(None, along)) == set(case.along), f"told too much: {along}")
            expect(after != before, "nothing was changed")
            for part in case.keeps:
                expect(part in after, f"{part!r} is gone")
            for part in case.goes:
                expect(part in before and part not in after, f"{part!r} is there")
            if "comment" in case.name:
                expect(project.execute(COMMENT) == [("it's said",)], "another comment")
            again = api.diff(wanted)
            expect(again.status == (200 if case.left_out else 204), f"the same again: {again.status} {again.body[:300]!r}")
            if again.status == 200:
                api.apply(json.loads(again.body)["data"])
                expect((project.dump() == after) == (case.left_out is True), "the same again changes something, or nothing")
        if faults:
            faults.append(server.log_text()[-600:])
    project.remove()
    report.tell(f"{case.vendor}: {case.name}", faults)


def tell_read_only_default(options, report, databases):
    """A database whose transactions only read unless they say otherwise: schemad's applies say so."""
    project, faults = databases.project("postgres", "blog", "readonly"), []
    project.execute("create table odd (id int primary key, a varchar(20))")
    project.execute("insert into odd values (1, '2024-02-29')")
    project.execute("insert into directus_collections (collection) values ('odd')")
    project.execute("insert into directus_fields (collection, field) values ('odd', 'id'), ('odd', 'a')")
    project.host.run(f'alter database "{project.database}" set default_transaction_read_only = on')
    with Server(options.build, {"p": project.config()}) as server:
        api = Api(server, "p")
        own = api.snapshot()
        wanted = copy.deepcopy(own)
        typed("a", type="date", data_type="date", max_length=None)(wanted) # before version 16 its check needs a function
        diff = api.diff_of(wanted)
        for what, status, answer in (("own diff", 204, api.diff(own)), ("plan", 200, api.post("/schema/plan", diff)),
                                     ("apply", 204, api.apply(diff)), ("the same again", 204, api.diff(wanted))):
            if answer.status != status:
                faults.append(f"{what}: {answer.status} {answer.body[:400]!r}")
        if faults:
            faults.append(server.log_text()[-600:])
    project.remove()
    report.tell("postgres: default_transaction_read_only", faults)


def main():
    options = arguments(__doc__, VENDORS)
    report = Report(options.verbose)
    with tempfile.TemporaryDirectory(prefix="schemad-") as folder, Databases(options.vendors, folder) as databases:
        for case in CASES:
            if case.vendor in options.vendors and (not options.only or options.only in case.name):
                tell(options, report, databases, case)
        if "postgres" in options.vendors and not options.only:
            tell_read_only_default(options, report, databases)
    report.end()


if __name__ == "__main__":
    main()
