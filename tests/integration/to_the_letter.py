#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""A SQLite table that is made anew keeps to the letter what the change does not concern.

Tables are generated (seeded): STRICT, WITHOUT ROWID, AUTOINCREMENT, ON CONFLICT, COLLATE, CHECK, deferrable keys, generated columns, names
quoted in four ways, comments wherever SQL takes one; with partial, descending and expression indexes, triggers, views, and fts5 and rtree
tables beside. One field is changed: its type, default, nullability, its index or key, or it goes, or one comes. Compared are the text of every part of the
CREATE statement but that field's, in that one every clause but the changed, every other object's text, every row with its row id and
storage class, the counters; and the own snapshot asks for nothing more.
"""
import copy
import os
import random
import re
import sqlite3
import tempfile

from harness import Api, Report, Server, SqliteProject, arguments, field_of

SEED = 20261126
QUICK = bool(os.environ.get("SCHEMAD_QUICK"))
ROUNDS = 28 if QUICK else 140
QUOTES = ('"{}"', "'{}'", "[{}]", "`{}`", "{}")
COMMENTS = ("/* kept, (even) 'this' */", "-- to the end, of the \"line\n", "/**/", "/* a -- b */")


COMMENT = r"/\*(?:(?!\*/)[\s\S])*\*/|--[^\n]*\n"


def bare(part):
    """Without the comments and blanks at its ends: what comes or goes beside it may stand before or behind those."""
    return re.sub(rf"^(?:\s|{COMMENT})+|(?:\s|{COMMENT})+$", "", part)


def part_ends(text):
    """Where the top-level parts between the outer parentheses end: [(begin, end)], and where the outer ones are."""
    depth, at, begin, parts, opened = 0, 0, None, [], None
    while at < len(text):
        c = text[at]
        if text.startswith("--", at):
            end = text.find("\n", at)
            at = len(text) if end < 0 else end + 1
            continue
        if text.startswith("/*", at):
            at = text.index("*/", at) + 2
            continue
        if c in "'\"`[":
            close = "]" if c == "[" else c
            at += 1
            while True:
                at = text.index(close, at) + 1
                if close != "]" and text[at:at + 1] == close:
                    at += 1
                    continue
                break
            continue
        if c == "(":
            depth += 1
            if depth == 1:
                opened, begin = at, at + 1
        elif c == ")":
            depth -= 1
            if depth == 0:
                parts.append(text[begin:at])
                return text[:opened], parts, text[at + 1:]
        elif c == "," and depth == 1:
            parts.append(text[begin:at])
            begin = at + 1
        at += 1
    raise ValueError(text)


class Table:
    """One generated table, its rows and what stands around it."""

    def __init__(self, draw, number):
        self.draw, self.name = draw, f"t{number}" + draw.choice(("", "-y", "Z", "é"))
        self.strict, self.without_row_id = draw.random() < 0.3, draw.random() < 0.25
        self.counts_up = not self.without_row_id and draw.random() < 0.4
        self.fields = ["id", "title", "body", "size", "parent", *(["made"] if draw.random() < 0.6 else [])]
        self.spelled = {field: self.quoted(field) for field in self.fields}
        self.clauses = {}  # of a column: what stands in its definition beside name and type

    def quoted(self, name):
        way = self.draw.choice(QUOTES)
        return '"{}"'.format(name) if way == "{}" and not name.isidentifier() else way.format(name)

    def gap(self):
        return " " + (self.draw.choice(COMMENTS) + " " if self.draw.random() < 0.25 else "")

    def conflict(self):
        return f" ON CONFLICT {self.draw.choice(('ABORT', 'FAIL', 'IGNORE', 'ROLLBACK'))}" if self.draw.random() < 0.4 else ""

    def maybe(self, text, chance=0.5):
        return [text] if self.draw.random() < chance else []

    def definition(self):
        draw, q = self.draw, self.spelled
        word = "TEXT" if self.strict else draw.choice(("varchar(100)", "VARCHAR( 100 )", "text", "TEXT"))
        number = "INTEGER" if self.strict else draw.choice(("integer", "INT", "bigint"))
        key = "PRIMARY KEY AUTOINCREMENT" if self.counts_up else "PRIMARY KEY" + self.conflict()
        self.types = {"id": "INTEGER", "title": word, "body": "TEXT" if self.strict else "text", "size": number, "parent": "INTEGER",
                      "made": "TEXT" if self.strict else "varchar(255)"}
        self.clauses = {
            "id": [key, *self.maybe("NOT NULL", 1 if self.without_row_id else 0.5)],
            "title": [*self.maybe(f"CONSTRAINT {self.quoted('named')} CHECK (length({q['title']}) < 90 AND {q['title']} <> ',(')" if q["title"][0] != "'"
                                  else "CHECK (length(title) < 90)"),
                      *self.maybe("COLLATE NOCASE"), *self.maybe("NOT NULL" + self.conflict()), *self.maybe("DEFAULT 'it''s, (so)'")],
            "body": [*self.maybe("COLLATE RTRIM"), *self.maybe("DEFAULT ('a' || \n 'b')", 0.3), *self.maybe("CHECK (body IS NULL OR body <> ')')", 0.3)],
            "size": [*self.maybe("DEFAULT 7"), *self.maybe("UNIQUE" + self.conflict(), 0.3), *self.maybe("CHECK (size >= 0)")],
            "parent": [f"REFERENCES {self.quoted('posts')} ({self.quoted('id')}) ON DELETE {draw.choice(('CASCADE', 'SET NULL', 'NO ACTION'))}"
                       f"{draw.choice(('', ' DEFERRABLE INITIALLY DEFERRED', ' NOT DEFERRABLE INITIALLY IMMEDIATE', ' MATCH FULL'))}"],
            "made": [f"{draw.choice(('GENERATED ALWAYS AS', 'AS'))} (coalesce(size, 0) || ':' || id) {draw.choice(('STORED', 'VIRTUAL', ''))}".rstrip()],
        }
        parts = []
        for field in self.fields:
            clauses = self.clauses[field][:]
            if field != "made":
                draw.shuffle(clauses)
            # SQLite takes a comment between two words of a column for a part of its type, which STRICT does not
            gap = (lambda: " ") if self.strict else self.gap
            parts.append(self.gap() + q[field] + gap() + self.types[field] + "".join(gap() + one for one in clauses) + gap())
        parts += [self.gap() + one + self.gap() for one in (
            *self.maybe(f"CONSTRAINT {self.quoted('both ways')} UNIQUE (size, id){self.conflict()}", 0.4),
            *self.maybe(f"CHECK (id <> -1 /* never, ( */ OR size IS NULL)", 0.4))]
        options = ", ".join([*(["STRICT"] if self.strict else []), *(["WITHOUT ROWID"] if self.without_row_id else [])])
        self.written = self.quoted(self.name)
        return f"CREATE TABLE{self.gap()}{self.written}{self.gap()}({','.join(parts)}){self.gap()}{options}"

    def around(self):
        name, short = '"' + self.name + '"', re.sub(r"\W", "_", self.name)
        return [
            *self.maybe(f"CREATE INDEX [{short} partial] ON {name} (title COLLATE NOCASE DESC) WHERE size > 3 /* some */ AND body <> 'x'"),
            *self.maybe(f"CREATE INDEX `{short}_expr` ON {name} (lower(body), size + 1, id)"),
            *self.maybe(f"CREATE UNIQUE INDEX '{short} u' ON {name} (title, size DESC, id) -- together\n"),
            *self.maybe(f"CREATE TRIGGER \"{short} logs\" AFTER UPDATE OF size ON {name} WHEN new.size > 5 BEGIN "
                        f"INSERT INTO plain_extra (v) VALUES (new.id || ';'); /* and */ DELETE FROM plain_extra WHERE v = 'none'; END"),
            *self.maybe(f"CREATE TRIGGER {short}_from AFTER DELETE ON tags BEGIN UPDATE {name} SET size = NULL WHERE id = -5; END"),
            *self.maybe(f"CREATE VIEW [{short} view] AS SELECT id, size /* , body */ FROM {name} AS t WHERE t.id > 0"),
            *self.maybe(f"CREATE VIEW {short}_over AS SELECT count(*) AS n FROM {name} JOIN posts ON posts.id = parent"),
            *self.maybe(f"CREATE VIRTUAL TABLE {short}_fts USING fts5(title, body, content='', tokenize = 'unicode61 remove_diacritics 2')", 0.3),
            *self.maybe(f"CREATE VIRTUAL TABLE {short}_box USING rtree(id, x0, x1, +note TEXT)", 0.3),
        ]

    def rows(self, connection):
        for number in (3, 1, 2, 77):
            connection.execute(f'INSERT INTO "{self.name}" (id, title, body, size, parent) VALUES (?, ?, ?, ?, ?)',
                               (number, f"Title {number}", None if number == 2 else f"b{number}", number, 1 if number < 3 else None))
        if self.counts_up:
            connection.execute(f'DELETE FROM "{self.name}" WHERE id = 77')

    def make(self, connection):
        self.text = self.definition()
        connection.execute(self.text)
        self.rows(connection)
        for one in self.around():
            connection.execute(one)
        short = re.sub(r"\W", "_", self.name)
        for (name,) in connection.execute(f"select name from sqlite_master where name = '{short}_fts'").fetchall():
            connection.execute(f"insert into {name} (rowid, title, body) values (4, 'found', 'here')")
        connection.execute("insert into directus_collections (collection) values (?)", (self.name,))
        connection.execute("insert into directus_relations (many_collection, many_field, one_collection) values (?, 'parent', 'posts')", (self.name,))
        for field in self.fields:
            connection.execute("insert into directus_fields (collection, field) values (?, ?)", (self.name, field))


class State:
    """Everything in the database that is not Directus's or schemad's."""

    def __init__(self, path):
        connection = sqlite3.connect(path)
        connection.text_factory = bytes
        self.objects, self.rows = {}, {}
        for kind, name, table, sql in connection.execute("select type, name, tbl_name, sql from sqlite_master"):
            name, table = name.decode(), table.decode()
            if not table.startswith(("schemad_", "directus_")):
                self.objects[kind.decode(), name] = sql.decode() if sql else None
        for (kind, name), sql in self.objects.items():
            if kind != "table" or name == "sqlite_sequence" or (sql and sql.upper().startswith("CREATE VIRTUAL")):
                continue
            columns = [row[1].decode() for row in connection.execute(f'pragma table_xinfo("{name}")')]
            each = ", ".join(f'"{c}", typeof("{c}")' for c in columns)
            order = "" if re.search(r"WITHOUT\s+ROWID", sql or "") else "rowid, "
            self.rows[name] = columns, connection.execute(f'select {order}{each} from "{name}" order by 1').fetchall(), bool(order)
        self.counters = sorted(row for row in connection.execute("select * from sqlite_sequence")
                               if not row[0].startswith((b"schemad_", b"directus_")))
        self.integrity = connection.execute("pragma integrity_check").fetchall()
        self.broken = sorted(connection.execute("pragma foreign_key_check").fetchall())
        connection.close()

    def without(self, table, field):
        """The rows of the table, but for that column: name, and each row's other cells."""
        columns, rows, row_id = self.rows[table]
        keep = [i for i, column in enumerate(columns) if column != field]
        lead = 1 if row_id else 0
        return [columns[i] for i in keep], [(row[:lead], *(row[lead + 2 * i:lead + 2 * i + 2] for i in keep)) for row in rows]


CHANGES = ("default", "nullable", "type", "drop", "add", "unique", "on_delete")


class Story:
    def __init__(self, api, project, table, draw):
        self.api, self.project, self.table, self.draw, self.faults, self.refused = api, project, table, draw, [], None

    def expect(self, fine, fault):
        if not fine:
            self.faults.append(fault)
        return fine

    def edit(self, wanted, change):
        """The field that it is about."""
        name = self.table.name
        if change == "drop":
            field = self.to_drop
            wanted["fields"] = [f for f in wanted["fields"] if (f["collection"], f["field"]) != (name, field)]
            wanted["relations"] = [r for r in wanted["relations"] if (r["collection"], r["field"]) != (name, field)]
            return field
        if change == "on_delete":
            relation = next(r for r in wanted["relations"] if r["collection"] == name and r["field"] == "parent")
            relation["schema"]["on_delete"] = "CASCADE" if relation["schema"]["on_delete"] != "CASCADE" else "SET NULL"
            return "parent"
        if change == "add":
            more = copy.deepcopy(field_of(wanted, name, "size"))
            more["field"] = more["meta"]["field"] = more["schema"]["name"] = "more"
            more["schema"].update(is_unique=False, is_nullable=False, default_value=5)
            wanted["fields"].append(more)
            # an index of its own brings no rebuild; a dropped default beside it does
            field_of(wanted, name, "size")["schema"]["default_value"] = 8
            return "size"
        field = "size" if change == "unique" else self.draw.choice(("title", "body", "size"))
        schema = field_of(wanted, name, field)["schema"]
        if change == "default":
            schema["default_value"] = 9 if field == "size" else "another, 'one'"
        elif change == "nullable":
            schema["is_nullable"] = not schema["is_nullable"]
        elif change == "unique":
            schema["is_unique"] = not schema["is_unique"]
        else:
            one = field_of(wanted, name, field)
            if field == "size":
                one["type"], schema["data_type"] = ("bigInteger", "bigint") if one["type"] == "integer" else ("integer", "integer")
            else:
                one["type"], schema["data_type"], schema["max_length"] = "string", "varchar", 200
        return field

    def run(self, change):
        before, snapshot = State(self.project.path), self.api.snapshot()
        wanted = copy.deepcopy(snapshot)
        field = self.edit(wanted, change)
        diff = self.api.diff(wanted)
        if not self.expect(diff.status == 200, f"diff: {diff.status} {diff.body[:300]!r}"):
            return
        answer = self.api.apply(self.api.diff_of(wanted))
        after = State(self.project.path)
        if answer.status != 204:  # a column that others need, a null in the way, a type that STRICT has not
            self.refused = answer.body.decode()
            self.expect(400 <= answer.status < 500 and re.sub(r"\W", "_", self.table.name) in re.sub(r"\W", "_", self.refused), f"{answer.status} {self.refused[:300]}")
            self.expect(vars(after) == vars(before), "the refused apply changed something")
            return
        self.judge(before, after, field, change)
        again = self.api.diff(self.api.snapshot())
        self.expect(again.status == 204, f"the own snapshot: {again.status} {again.body[:300]!r}")

    def judge(self, before, after, field, change):
        table = self.table.name
        old, new = before.objects.pop(("table", table)), after.objects.pop(("table", table))
        gone = {key: sql for key, sql in before.objects.items() if after.objects.get(key, "-") != sql}
        come = {key: sql for key, sql in after.objects.items() if before.objects.get(key, "-") != sql}
        if change in ("unique", "drop", "on_delete"):  # its index comes or goes, or shrinks
            automatic = lambda key: key[1].startswith("sqlite_autoindex_")  # noqa: E731 numbered anew
            gone = {key: sql for key, sql in gone.items() if not automatic(key) and not (change == "drop" and sql and field in sql)}
            come = {key: sql for key, sql in come.items() if not automatic(key) and not (sql and field in sql)}
        self.expect(not gone and not come, f"other objects: gone {gone}, come {come}")
        self.text(old, new, field, change)
        own = before.rows.pop(table), after.rows.pop(table)
        self.expect(before.rows == after.rows, "rows of another table")
        before.rows[table], after.rows[table] = own
        lhs, rhs = before.without(table, field), after.without(table, field)
        if change == "add":
            columns, rows = rhs
            at = columns.index("more")
            rhs = columns[:at] + columns[at + 1:], [row[:at + 1] + row[at + 2:] for row in rows]
        self.expect(lhs == rhs, f"rows: {lhs} and then {rhs}")
        if change not in ("drop", "type"):
            self.expect([row[0] for row in zip(before.rows[table][1])] == [row[0] for row in zip(after.rows[table][1])] or change == "add",
                        "a value of the field")
        self.expect(before.counters == after.counters, f"counters: {before.counters} and then {after.counters}")
        self.expect(after.integrity == [(b"ok",)] and after.broken == before.broken, f"integrity: {after.integrity} {after.broken}")

    def text(self, old, new, field, change):
        before, after = part_ends(old), part_ends(new)
        name = '"' + self.table.name + '"'  # so SQLite writes the name of a table that was renamed
        heads = before[0], before[0].replace(self.table.written, name)  # the first where nothing had to be made anew
        self.expect(after[0] in heads, f"the head {heads!r} is {after[0]!r}")
        self.expect(before[2] == after[2], f"the tail {before[2]!r} is {after[2]!r}")
        spelled = self.table.spelled[field]
        mine = next(part for part in before[1] if bare(part).startswith(spelled))
        kept = [part for part in before[1] if part is not mine]
        left = [bare(part) for part in after[1]]
        for part in kept:
            if self.expect(bare(part) in left, f"{part!r} is not in {new!r}"):
                left.remove(bare(part))
        comments = re.findall(COMMENT, " ".join(kept))
        for one in set(comments):
            self.expect(re.findall(COMMENT, new).count(one) >= comments.count(one), f"a comment {one!r} is gone")
        if change == "drop":
            return self.expect(left == [], f"more than before: {left}")
        others = [one for one in left if spelled in one]
        if not self.expect(others, f"{field} is gone: {left}"):
            return
        definition = others[0]
        for clause in self.table.clauses[field]:
            concerned = {"default": "DEFAULT", "add": "DEFAULT", "nullable": "NOT NULL", "unique": "UNIQUE", "on_delete": "REFERENCES"}.get(change)
            if concerned and clause.startswith(concerned):
                continue
            self.expect(clause in definition, f"{clause!r} is not in {definition!r}")
        if change == "on_delete":
            deferral = re.search(r"(NOT )?DEFERRABLE INITIALLY \w+", self.table.clauses["parent"][0])
            self.expect(not deferral or deferral[0] in " ".join(left), f"{deferral} is not in {left}")
        if change != "type":
            self.expect(self.table.types[field] in definition, f"the type {self.table.types[field]} is not in {definition!r}")


def main():
    options = arguments(__doc__)
    report, draw, counts = Report(options.verbose), random.Random(SEED), {}
    with tempfile.TemporaryDirectory(prefix="schemad-") as folder:
        tables = []

        def more(connection):
            for number in range(ROUNDS):
                table = Table(draw, number)
                table.make(connection)
                tables.append(table)

        project = SqliteProject(folder, "blogd", more=more)
        with Server(options.build, {"default": project.config()}) as server:
            api = Api(server)
            for number, table in enumerate(tables):
                change = CHANGES[number % len(CHANGES)]
                story = Story(api, project, table, draw)
                for story.to_drop in ("body", "title", "parent"):  # the first that nothing else needs
                    story.refused = None
                    story.run(change)
                    if change != "drop" or not story.refused or story.faults:
                        break
                done = counts.setdefault(change, [0, 0])
                done[1 if story.refused else 0] += 1
                if story.faults:
                    story.faults.append(table.text)
                report.tell(f"{table.name}: {change}", story.faults)
                if options.verbose and story.refused:
                    print("   ", story.refused[:300])
    for change, (changed, refused) in counts.items():
        print(f"{change}: {changed} changed, {refused} refused")
        report.tell(f"{change} happens", [] if changed else ["every one was refused"])
    report.end()


if __name__ == "__main__":
    main()
