#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""A table of 100,000 rows (5,000 with SCHEMAD_QUICK=1, or --rows) survives every kind of change with every row and object.

Each change starts from the same database: snapshot, edit, diff, apply. Then every value of every column that stays is
compared with the untouched copy, and so are all objects, counters, columns, keys and indexes that were not to change;
triggers, which log, must not have run, and must still. What is refused must name its reason and leave every byte.
"""
import copy
import hashlib
import json
import os
import sqlite3
import tempfile

import rows_model as model
from harness import Api, Report, Server, SqliteProject, arguments
from projects import VENDORS, Databases
from rows_changes import changes
from rows_server_model import fill as fill_server
from rows_servers import Pristine, ServerChange

ROWS = 5_000 if os.environ.get("SCHEMAD_QUICK") == "1" else 100_000


def quoted(name):
    return '"' + name.replace('"', '""') + '"'


def digest(path):
    return hashlib.blake2b(path.read_bytes()).digest()


def shape(connection, schema):
    """What a table is, but for its text: every column, key and index by what it does."""
    found = {}
    for table in model.TABLES:
        def ask(pragma, name=table):
            return connection.execute(f"PRAGMA {schema}.{pragma}({quoted(name)})").fetchall()
        for row in ask("table_xinfo"):
            found[table, "column", row[1]] = row[2:]
        for row in ask("foreign_key_list"):
            found[table, "key", row[3], row[1]] = row[2:]
        for row in ask("index_list"):
            columns = [column[2:] for column in ask("index_xinfo", row[1]) if column[5]]
            name = row[1] if row[3] == "c" else f"{row[3]} {columns}"
            found[table, "index", name] = (*row[2:], columns)
    return found


class Change:
    """One of rows_changes.CHANGES on a fresh database."""

    def __init__(self, api, project, change):
        self.api, self.project, self.change, self.faults = api, project, change, []

    def expect(self, fine, fault):
        if not fine:
            self.faults.append(fault)
        return fine

    def tell(self):
        before = digest(self.project.path) if self.change.refused else None
        wanted = self.api.snapshot()
        self.change.edit(wanted)
        diff = self.api.diff(wanted)
        if self.change.refused and diff.status >= 400:
            self.refused(diff)
        elif self.expect(diff.status == 200, f"diff: {diff.status} {diff.body[:300]!r}"):
            applied = self.api.apply(json.loads(diff.body)["data"])
            if self.change.refused:
                self.refused(applied)
            elif self.expect(applied.status == 204, f"apply: {applied.status} {applied.body[:500]!r}"):
                left_out = applied.header("Schemad-Left-Out")
                self.expect(not left_out, f"{left_out} things were left out")
                again = self.api.diff(wanted)
                self.expect(again.status == 204, f"the same snapshot still differs: {again.body[:500]!r}")
        if before and digest(self.project.path) == before:  # to the byte: nothing else is to be looked at
            return self.faults
        # one that was begun and undone is told of in the history; then everything is looked at, as after any other
        self.expect(not before or self.was_undone(), "the database has changed")
        with_copy = sqlite3.connect(self.project.path)
        with_copy.execute("ATTACH ? AS old", (str(self.project.pristine),))
        self.compare(with_copy)
        with_copy.close()
        self.project.reset()
        return self.faults

    def was_undone(self):
        entries = json.loads(self.api.get("/schema/history").body)["data"]["entries"]
        return len(entries) == 1 and entries[0]["outcome"].startswith("undone: ")

    def refused(self, answer):
        code, count, words = self.change.refused
        text = answer.body.decode()
        if not self.expect(400 <= answer.status < 500 and (code is None or answer.code() == code),
                           f"expected to be refused with {code}: {answer.status} {text[:400]}"):
            return
        error = json.loads(text)["errors"][0]
        if count is not None:
            self.expect(str(count) in error["message"] and error["extensions"].get("count") == count,
                        f"{count} rows are in the way: {text[:400]}")
        for word in words:
            self.expect(word in error["message"], f"{word!r} is not named: {text[:400]}")

    def compare(self, db):
        problems = db.execute("PRAGMA main.integrity_check").fetchall()
        self.expect(problems == [("ok",)], f"integrity_check: {problems[:5]}")
        broken = db.execute("PRAGMA main.foreign_key_check").fetchall()
        self.expect(not broken, f"foreign_key_check: {broken[:5]}")
        unchanged = self.change.refused is not None
        gone = set() if unchanged else self.change.gone
        self.rows(db, gone, {} if unchanged else self.change.values)
        self.objects(db, unchanged)
        self.shapes(db, unchanged)
        if not self.faults:
            self.triggers(db)

    def rows(self, db, gone, values):
        for table in model.TABLES:
            columns = [row[1] for row in db.execute(f"PRAGMA old.table_xinfo({table})")]
            kept = [name for name in columns if f"{table}.{name}" not in gone]
            key = "slug" if table == "without_row_id" else "rowid"
            before = db.execute(f"SELECT count(*) FROM old.{table}").fetchone()
            self.expect(db.execute(f"SELECT count(*) FROM main.{table}").fetchone() == before, f"{table}: rows were lost or made")
            differs = []
            for name in kept:
                now, was = f"a.{quoted(name)}", values.get(f"{table}.{name}", f"b.{quoted(name)}")
                differs.append(f"({now} IS NOT {was} COLLATE BINARY OR typeof({now}) <> typeof({was}))")
            lost = db.execute(f"SELECT b.{key}, a.{key} IS NULL, {', '.join(differs)} FROM old.{table} AS b LEFT JOIN main.{table} "
                              f"AS a ON a.{key} = b.{key} WHERE a.{key} IS NULL OR {' OR '.join(differs)} LIMIT 3").fetchall()
            for row in lost:
                what = ["the row"] if row[1] else [name for name, changed in zip(kept, row[2:]) if changed]
                self.expect(False, f"{table} {row[0]}: {', '.join(what)} is not as it was")
        for column, value in ({} if self.change.refused else self.change.fills).items():
            table, name = column.split(".")
            other = db.execute(f"SELECT count(*) FROM main.{table} WHERE NOT coalesce({value.format(quoted(name))}, 0)").fetchone()[0]
            self.expect(other == 0, f"{column}: {other} rows hold something else than {value}")

    def objects(self, db, unchanged):
        def named(schema):
            rows = db.execute(f"SELECT type, name, tbl_name, sql FROM {schema}.sqlite_master WHERE sql IS NOT NULL AND tbl_name NOT LIKE 'schemad_%'")
            return {(kind, name): (table, sql) for kind, name, table, sql in rows}
        old, new = named("old"), named("main")
        removed, added = {name for _, name in old.keys() - new.keys()}, {name for _, name in new.keys() - old.keys()}
        self.expect(removed == (set() if unchanged else self.change.objects_gone), f"objects gone: {removed}")
        self.expect(added == (set() if unchanged else self.change.objects_new), f"objects new: {added}")
        edited = set() if unchanged else self.change.tables
        for what in old.keys() & new.keys():
            if not (what[0] == "table" and what[1] in edited):
                self.expect(old[what] == new[what], f"{what} became {new[what]}")
        counters = [dict(db.execute(f"SELECT name, seq FROM {schema}.sqlite_sequence WHERE name NOT LIKE 'directus_%' ORDER BY name"))
                    for schema in ("old", "main")]
        self.expect(counters[0] == counters[1], f"sqlite_sequence: {counters[1]}, was {counters[0]}")
        for table, words in (("without_row_id", "WITHOUT ROWID"), ("strict_one", "STRICT"), ("big", "AUTOINCREMENT"),
                             ("big", "ON CONFLICT REPLACE"), ("big", "COLLATE NOCASE"), ("big", "CONSTRAINT lo_hi CHECK")):
            self.expect(words in new["table", table][1], f"{table} has lost {words}")

    def shapes(self, db, unchanged):
        old, new = shape(db, "old"), shape(db, "main")
        allowed = set() if unchanged else self.change.shapes
        for what in sorted(old.keys() | new.keys(), key=str):
            if old.get(what) != new.get(what) and not any(".".join(map(str, what)).startswith(word) for word in allowed):
                self.faults.append(f"{what} is {new.get(what)}, was {old.get(what)}")
        for what in allowed:
            self.expect(any(".".join(map(str, found)).startswith(what) and old.get(found) != new.get(found)
                            for found in old.keys() | new.keys()), f"{what} has not changed")

    def triggers(self, db):
        """Each fires once; the copy is left out of it, and all is taken back."""
        def log():
            return [row[0] for row in db.execute("SELECT what FROM main.log ORDER BY id")]
        db.execute("PRAGMA foreign_keys = ON")
        try:
            db.execute("INSERT INTO main.parent (name, favourite) VALUES ('new', 30)")
            db.execute("UPDATE main.parent SET favourite = 33 WHERE favourite = 30 AND name = 'new'")
            db.execute("INSERT INTO main.big_view (id) VALUES (1)")
            db.execute("DELETE FROM main.keyed WHERE code = 'k900'")
            names = [row[1] for row in db.execute("PRAGMA main.table_xinfo(big)") if row[6] == 0 and row[1] not in ("id", "code", "sole")]
            values = ", ".join("'now'" if name in ("fired", "free") else quoted(name) for name in names)
            made = db.execute(f"INSERT INTO main.big ({', '.join(map(quoted, names))}) SELECT {values} FROM main.big WHERE id = 300").lastrowid
            self.expect(made == 7000001, f"the next id is {made}")
            db.execute("DELETE FROM main.big WHERE id = ?", (made,))
            expected = ["the first", "updated 33", "parent", "view", "keyed k900", "inserted now", "deleted"]
            self.expect(log() == expected, f"triggers said {log()}")
            try:
                db.execute("UPDATE main.big SET lo = hi + 1 WHERE id = 300")
                self.faults.append("the check lo_hi no longer holds")
            except sqlite3.IntegrityError:
                pass
        except sqlite3.Error as fault:
            self.faults.append(f"afterwards: {fault}")
        db.rollback()


def tell_sqlite(options, report):
    with tempfile.TemporaryDirectory(prefix="schemad-") as folder:
        project = SqliteProject(folder, "empty", "rows", more=lambda connection: model.fill(connection, options.rows))
        with Server(options.build, {"default": project.config()}) as server:
            api = Api(server)
            report.tell("its own snapshot", [] if api.diff(copy.deepcopy(api.snapshot())).status == 204 else ["differs"])
            for change in chosen(options, "sqlite"):
                report.tell(f"sqlite: {change.name}", Change(api, project, change).tell())


def tell_server(options, report, databases, vendor):
    def fill(connection):
        fill_server(connection, vendor, options.rows)
    project, untouched = databases.project(vendor, "empty", "rows", fill), databases.project(vendor, "empty", "untouched", fill)
    pristine = Pristine(untouched, project)
    with Server(options.build, {"default": project.config()}) as server:
        api = Api(server)
        report.tell(f"{vendor}: its own snapshot", [] if api.diff(copy.deepcopy(api.snapshot())).status == 204 else ["differs"])
        for change in chosen(options, vendor):
            report.tell(f"{vendor}: {change.name}", ServerChange(api, project, pristine, change, options.rows).tell())


def chosen(options, vendor):
    return [change for change in changes(vendor) if not options.only or options.only in change.name]


def main():
    options = arguments(__doc__, VENDORS, lambda parser: parser.add_argument("--rows", type=int, default=ROWS, help="in the large table"))
    report = Report(options.verbose)
    with tempfile.TemporaryDirectory(prefix="schemad-") as folder, Databases(options.vendors, folder) as databases:
        for vendor in options.vendors:
            if vendor == "sqlite":
                tell_sqlite(options, report)
            else:
                tell_server(options, report, databases, vendor)
    report.end()


if __name__ == "__main__":
    main()
