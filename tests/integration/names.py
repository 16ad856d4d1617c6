#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""New names against everything that can hold one: existing kind x new kind x spelling. What the database (or Directus on it)
takes for the same is refused with 400 that names it, and the whole database is as it was; anything else is applied, and the
same snapshot then diffs to nothing."""
import copy
import json
import tempfile

from harness import Api, Report, Server, arguments
from projects import Databases

KEY = {"sqlite": "integer not null primary key autoincrement", "postgres": "serial primary key",
       "mysql": "int unsigned auto_increment primary key"}
# kind of what is there: (statements, its name among the tables)
RELATIONS = {
    "table": ("create table untracked (id int)", "untracked"),
    "tracked table": ("", "t"),
    "view": ("create view seen as select 1 as x", "seen"),
}
MORE = {
    "sqlite": {"index": ("create index taken_index on x (a)", "taken_index"),
               "virtual table": ("create virtual table words using fts5(w)", "words"),
               "shadow table": ("", "words_data")},
    "postgres": {"materialized view": ("create materialized view held as select 1 as x", "held"),
                 "partitioned table": ("create table parts (id int not null primary key) partition by range (id)", "parts"),
                 "foreign table": ("create foreign data wrapper none; create server far foreign data wrapper none; "
                                   "create foreign table away (id int) server far", "away"),
                 "sequence": ("create sequence counted", "counted"),
                 "index": ("create index taken_index on x (a)", "taken_index"),
                 "enum": ("create type mood as enum ('good')", "mood"),
                 "domain": ("create domain small as int", "small"),
                 "composite type": ("create type pair as (a int, b int)", "pair")},
    "mysql": {"sequence": ("create sequence counted", "counted"),
              "system-versioned table": ("create table kept (id int) with system versioning", "kept"),
              "partitioned table": ("create table parts (id int not null primary key) partition by hash (id) partitions 2", "parts")},
}
# names of columns that are taken: of table t
COLUMNS = {"column": "zip", "untracked column": "hidden_one"}
RESERVED = {"sqlite": [], "postgres": ["ctid", "xmin"], "mysql": ["DB_ROW_ID", "fts_doc_id"]}
# names that Directus cannot live with
UNFIT = ["constructor", "toString", "__proto__", "c.d", "a as b", "what?", "*"]


def set_up(vendor):
    def more(connection):
        statements = [f"create table x (id {KEY[vendor]}, a int)", f"create table o (id {KEY[vendor]})",
                      f"create table t (id {KEY[vendor]}, zip int, hidden_one int, e int{' unsigned' if vendor == 'mysql' else ''})",
                      "insert into t (zip, hidden_one) values (1, 2), (3, 4)"]
        for statement, _ in {**RELATIONS, **MORE[vendor]}.values():
            statements += [part for part in statement.split("; ") if part]
        if vendor == "mysql":
            statements.append("create table u (id int primary key, x int unsigned, constraint T_E_foreign foreign key (x) references o (id))")
        statements += ["insert into directus_collections (collection) values ('o'), ('t'), ('seen')",
                       "insert into directus_fields (collection, field) values ('o', 'id'), ('t', 'id'), ('t', 'zip'), ('t', 'e')"]
        for statement in statements:
            (connection.execute if vendor == "sqlite" else connection.rows)(statement)
    return more


class Names:
    def __init__(self, vendor, project, server):
        self.vendor, self.project, self.api = vendor, project, Api(server)
        self.snapshot = self.api.snapshot()
        self.dump = project.dump()

    def field(self, collection, name, key=False):
        source = next(f for f in self.snapshot["fields"] if f["collection"] == "t" and f["field"] == ("id" if key else "zip"))
        made = copy.deepcopy(source)
        made.update(collection=collection, field=name)
        made["schema"].update(name=name, table=collection)
        made["meta"].update(collection=collection, field=name)
        if key and made["schema"].get("default_value"):
            made["schema"]["default_value"] = made["schema"]["default_value"].replace("t_id_seq", collection + "_id_seq")
        return made

    def with_table(self, name):
        wished = copy.deepcopy(self.snapshot)
        there = [c for c in wished["collections"] if c["collection"] == name]
        if there:
            there[0]["schema"] = {"name": name}
        else:
            made = copy.deepcopy(next(c for c in wished["collections"] if c["collection"] == "o"))
            made.update(collection=name, schema={"name": name})
            made["meta"]["collection"] = name
            wished["collections"].append(made)
        wished["fields"].append(self.field(name, "id", True))
        return wished

    def with_column(self, name, instead_of=None):
        wished = copy.deepcopy(self.snapshot)
        wished["fields"] = [f for f in wished["fields"] if (f["collection"], f["field"]) != ("t", instead_of)]
        wished["fields"].append(self.field("t", name))
        return wished

    def refused(self, wished, *words):
        """Faults."""
        diff = self.api.diff(wished)
        if diff.status != 200:
            return [f"diff {diff.status}: {diff.body[:200]}"]
        answer = self.api.apply(json.loads(diff.body)["data"])
        faults = []
        if answer.status != 400:
            faults.append(f"apply {answer.status} instead of 400: {answer.body[:300]}")
        faults += [f"{word} is not named: {answer.body[:300]}" for word in words if word.encode() not in answer.body]
        if self.project.dump() != self.dump:
            faults.append("refused, but the database changed")
        if answer.status != 400:
            self.again()
        return faults

    def applied(self, wished, look=None):
        answer = self.api.apply(self.api.diff_of(wished))
        faults = [] if answer.status == 204 else [f"apply {answer.status}: {answer.body[:300]}"]
        if not faults:
            second = self.api.diff(wished)
            if second.status != 204:
                faults.append(f"second diff {second.status}: {second.body[:300]}")
            if look:
                faults += look()
        self.again()
        return faults

    def again(self):
        self.project.reset()
        self.api.snapshot()


def spellings(name):
    return {name, name.upper(), name.capitalize()}


def tell(report, vendor, names):
    exact = vendor == "postgres"
    for kind, (_, name) in {**RELATIONS, **MORE[vendor]}.items():
        for spelled in sorted(spellings(name)):
            wished = names.with_table(spelled)
            if spelled == name and kind == "tracked table":
                continue  # that is the table itself
            free = (exact and spelled != name)
            report.tell(f"{vendor} table {spelled} beside {kind} {name}",
                        names.applied(wished) if free else names.refused(wished, spelled, name))
    for kind, name in COLUMNS.items():
        for spelled in sorted(spellings(name) - {name}):
            for instead in (None, name) if kind == "column" else (None,):
                wished = names.with_column(spelled, instead)
                report.tell(f"{vendor} column {spelled} {'instead of' if instead else 'beside'} {kind} {name}",
                            names.applied(wished) if exact else names.refused(wished, spelled, name))
    for name in RESERVED[vendor]:
        report.tell(f"{vendor} column {name}", names.refused(names.with_column(name), name))
    for name in UNFIT:
        report.tell(f"{vendor} column {name}", names.refused(names.with_column(name), name))
        report.tell(f"{vendor} table {name}", names.refused(names.with_table(name), name))
    if vendor != "sqlite":
        report.tell(f"{vendor} column of 65 letters", names.refused(names.with_column("n" * 65), "n" * 65))
        report.tell(f"{vendor} table of 65 letters", names.refused(names.with_table("n" * 65), "n" * 65))
    two = names.with_table("Newer")
    two["collections"].append({**copy.deepcopy(two["collections"][-1]), "collection": "nEWER", "schema": {"name": "nEWER"}})
    two["collections"][-1]["meta"]["collection"] = "nEWER"
    two["fields"].append(names.field("nEWER", "id", True))
    report.tell(f"{vendor} two new tables", names.applied(two) if exact else names.refused(two, "Newer", "nEWER"))
    wished = copy.deepcopy(names.snapshot)
    field = next(f for f in wished["fields"] if (f["collection"], f["field"]) == ("t", "e"))
    field["schema"].update(foreign_key_table="o", foreign_key_column="id")
    wished["relations"].append({
        "collection": "t", "field": "e", "related_collection": "o",
        "meta": {"many_collection": "t", "many_field": "e", "one_collection": "o", "one_field": None, "one_collection_field": None,
                 "one_allowed_collections": None, "junction_field": None, "sort_field": None, "one_deselect_action": "nullify"},
        "schema": {"table": "t", "column": "e", "foreign_key_table": "o", "foreign_key_column": "id", "constraint_name": "t_e_foreign",
                   "on_update": "NO ACTION", "on_delete": "SET NULL"}})
    answer = names.api.apply(names.api.diff_of(wished))
    relations = names.api.snapshot()["relations"]
    made = [r["schema"] for r in relations if (r["collection"], r["field"]) == ("t", "e")]
    faults = [] if answer.status == 204 and made and made[0] and made[0]["foreign_key_table"] == "o" else [
        f"apply {answer.status}: {answer.body[:300]}; {made}"]
    report.tell(f"{vendor} foreign key whose name may be taken", faults)
    names.again()


def tell_partitioned(report, options, databases):
    """A foreign key to a tracked partitioned table, which a snapshot shows as a folder (PostgreSQL)."""
    def more(connection):
        for statement in ("create table ev (id int not null primary key, d int) partition by range (id)",
                          "create table ev1 partition of ev for values from (1) to (100)",
                          "create table t (id serial primary key, e int references ev (id))",
                          "insert into directus_relations (many_collection, many_field, one_collection) values ('t', 'e', 'ev')",
                          "insert into directus_collections (collection) values ('ev'), ('t')",
                          "insert into directus_fields (collection, field) values ('ev', 'id'), ('t', 'id'), ('t', 'e')"):
            connection.rows(statement)
    source = databases.project("postgres", "empty", "names_partitioned", more)
    target = databases.project("postgres", "empty", "names_folder")
    with Server(options.build, {"source": source.config(), "target": target.config()}) as server:
        one, other = Api(server, "source"), Api(server, "target")
        snapshot = one.snapshot()
        answer = other.apply(other.diff_of(snapshot))
        left = int(answer.header("Schemad-Left-Out") or 0)
        faults = [] if answer.status == 204 and left and "ev has no table here" in server.log_text() else [f"{answer.status}, {left}: {answer.body[:300]}"]
        report.tell("postgres own snapshot with a key to a partitioned table, to an empty project", faults)
        wished = copy.deepcopy(snapshot)
        field = next(f for f in wished["fields"] if (f["collection"], f["field"]) == ("t", "e"))
        field["type"], field["schema"]["data_type"], field["schema"]["numeric_precision"] = "bigInteger", "bigint", 64
        answer = one.apply(one.diff_of(wished))
        key = source.execute("select confrelid::regclass::text from pg_constraint where contype = 'f' and conrelid = 't'::regclass and conparentid = 0")
        report.tell("postgres a change of a column with such a key keeps it",
                    [] if answer.status == 204 and key == [("ev",)] else [f"{answer.status} {answer.body[:300]}, {key}"])
        wished["fields"].append({**copy.deepcopy(field), "field": "d", "collection": "ev"})
        wished["fields"][-1]["schema"].update(name="d", table="ev", foreign_key_table=None, foreign_key_column=None)
        answer = one.apply(one.diff_of(wished))
        report.tell("postgres a field of a partitioned table", [] if answer.status == 400 and b"ev" in answer.body and b"is a partitioned table here"
                    in answer.body else [f"{answer.status} {answer.body[:300]}"])
    source.remove()
    target.remove()


def main():
    options = arguments(__doc__, ("sqlite", "postgres", "mysql"))
    report = Report(options.verbose)
    with tempfile.TemporaryDirectory(prefix="schemad-") as folder, Databases(options.vendors, folder) as databases:
        for vendor in options.vendors:
            project = databases.project(vendor, "empty", f"names_{vendor}", set_up(vendor))
            with Server(options.build, {"default": project.config()}) as server:
                tell(report, vendor, Names(vendor, project, server))
            project.remove()
            if vendor == "postgres":
                tell_partitioned(report, options, databases)
    report.end()


if __name__ == "__main__":
    main()
