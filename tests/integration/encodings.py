#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Databases whose text is not UTF-8, or holds bytes that are none.

What is no UTF-8 comes out as U+FFFD in every export; the own snapshot then differs in nothing; an apply of something else leaves the bytes
as they are, and a name, note or default that the database has no letters for is refused by name and changes nothing.
"""
import copy
import json
import sqlite3
import tempfile

from harness import Api, Report, Server, arguments, field_of
from projects import VENDORS, Databases, PostgresProject

BAD = "caf\udce9"  # latin1's é, which is no UTF-8
SHOWN = "caf\ufffd"
EXPORTS = ("json", "yaml", "csv", "xml")


class PostgresIn(PostgresProject):
    """A database of another encoding; the test speaks to it in bytes where it has none, else in UTF-8."""

    def __init__(self, host, base, encoding):
        self.encoding = encoding
        super().__init__(host, base, encoding.lower())

    def connect(self):
        connection = self.host.connect(self.database)
        if self.encoding == "SQL_ASCII":
            connection.rows("set client_encoding to 'SQL_ASCII'")
        return connection

    def reset(self):
        with self.host.connect() as connection:
            connection.rows(f'drop database if exists "{self.database}" with (force)')
            connection.rows(f"create database \"{self.database}\" template template0 encoding '{self.encoding}' lc_collate 'C' lc_ctype 'C'")
        self.fill(self.database)


def latin1(connection):
    connection.rows("alter database character set latin1")
    tables = connection.column("select table_name from information_schema.tables where table_schema = database() and table_type = 'BASE TABLE'")
    for table in tables:  # a column of a foreign key stays as it is: its own tables are all ASCII here
        if table.startswith("directus_"):
            keys = connection.rows("select constraint_name, table_name from information_schema.key_column_usage where table_schema = database() "
                                   f"and referenced_table_name is not null and '{table}' in (table_name, referenced_table_name)")
            for key, of in keys:
                connection.rows(f"alter table `{of}` drop foreign key if exists `{key}`")
            connection.rows(f"alter table `{table}` convert to character set latin1")


def raw_sqlite(connection):
    """SQLite takes any bytes for a text."""
    connection.execute("update directus_collections set note = cast(x'636166e9' as text) where collection = 'posts'")
    connection.execute("update directus_fields set note = cast(x'636166e9' as text), special = cast(x'636173742d626f6f6c65616e2ce9' as text), "
                       "options = cast(x'7b2261223a22636166e9227d' as text) where collection = 'posts' and field = 'title'")
    connection.execute("alter table posts add column PLACE varchar(255) default 'PLACE'")
    connection.execute("insert into directus_fields (collection, field) values ('posts', cast(x'636166e9' as text))")
    connection.execute("pragma writable_schema = on")
    connection.execute("update sqlite_master set sql = replace(sql, 'PLACE', cast(x'636166e9' as text)) where name = 'posts'")
    connection.execute("pragma writable_schema = off")


def raw_postgres(project):
    with project.connect() as connection:
        connection.rows(f"update directus_collections set note = '{BAD}' where collection = 'posts'")
        connection.rows(f"update directus_fields set note = '{BAD}', special = 'cast-boolean,{BAD}', options = '{{\"a\":\"{BAD}\"}}' "
                        "where collection = 'posts' and field = 'title'")
        connection.rows(f"alter table posts add column \"{BAD}\" varchar(255) default '{BAD}'")
        connection.rows(f"insert into directus_fields (collection, field) values ('posts', '{BAD}')")


def raw_mysql(project):
    with project.connect() as connection:
        connection.rows("alter table directus_collections modify note varbinary(255)")
        connection.rows("alter table directus_fields modify note varbinary(1000), modify special varbinary(64)")
        connection.rows("update directus_collections set note = x'636166e9' where collection = 'posts'")
        connection.rows("update directus_fields set note = x'636166e9', special = x'636173742d626f6f6c65616e2ce9' "
                        "where collection = 'posts' and field = 'title'")


def raw_bytes(project):
    """The bytes that are no UTF-8, as the database has them."""
    if project.vendor == "sqlite":
        with sqlite3.connect(project.path) as connection:
            connection.text_factory = bytes
            return (connection.execute("select note from directus_collections where collection = 'posts'").fetchall(),
                    connection.execute("select note, special, options from directus_fields order by id").fetchall(),
                    connection.execute("select id, title from posts order by id").fetchall())
    with project.connect() as connection:
        return (connection.rows("select note from directus_collections where collection = 'posts'"),
                connection.rows("select note, special, options from directus_fields order by id"),
                connection.rows("select id, title from posts order by id"))


class Story:
    def __init__(self, server, name, project):
        self.api, self.project, self.faults = Api(server, name), project, []

    def expect(self, fine, fault):
        if not fine:
            self.faults.append(fault)
        return fine

    def shown_everywhere(self):
        for export in EXPORTS:
            answer = self.api.get(f"/schema/snapshot?export={export}")
            self.expect(answer.status == 200, f"{export}: {answer.status} {answer.body[:300]!r}")
            try:
                text = answer.body.decode("utf-8")
            except UnicodeDecodeError as error:
                self.expect(False, f"{export} is no UTF-8: {error}")
                continue
            self.expect(SHOWN in text or "caf\\ufffd" in text.lower(), f"{export} does not show {SHOWN!r}")

    def own_is_nothing(self, snapshot, when):
        for force in ("", "?force=true"):
            answer = self.api.post("/schema/diff" + force, snapshot)
            self.expect(answer.status == 204, f"{when}, the own snapshot differs{force}: {answer.status} {answer.body[:500]!r}")

    def something_else(self, snapshot):
        """A field more in another collection, and a note beside the odd one."""
        before = raw_bytes(self.project)
        wanted = copy.deepcopy(snapshot)
        more = copy.deepcopy(field_of(wanted, "posts", "title"))
        more["field"] = more["meta"]["field"] = more["schema"]["name"] = "more"
        more["meta"]["note"], more["meta"]["special"], more["meta"]["options"] = "plain", None, None
        wanted["fields"].append(more)
        field_of(wanted, "posts", "title")["meta"]["width"] = "full"
        diff = self.api.diff_of(wanted)
        answer = self.api.apply(diff)
        self.expect(answer.status == 204, f"apply: {answer.status} {answer.body[:500]!r}")
        after = raw_bytes(self.project)
        self.expect(before[0] == after[0] and before[1] == after[1][:len(before[1])], "the apply changed bytes that it did not concern")
        self.expect(before[2] == after[2], "a row is another")
        self.own_is_nothing(self.api.snapshot(), "after an apply")
        again = self.api.diff(wanted)
        self.expect(again.status == 204, f"the same again: {again.status} {again.body[:500]!r}")

    def letters_it_lacks(self, snapshot, keeps):
        """A note in letters that the encoding has not: refused with the field's name, nothing changed; or kept."""
        wanted = copy.deepcopy(snapshot)
        field_of(wanted, "posts", "title")["meta"]["note"] = "\u65e5\u672c"
        if keeps:
            answer = self.api.apply(self.api.diff_of(wanted))
            self.expect(answer.status == 204 and self.api.diff(wanted).status == 204, f"not kept: {answer.status} {answer.body[:300]!r}")
            return
        before, snapshot = self.project.dump(), self.api.snapshot()
        answer = self.api.apply(self.api.diff_of(wanted))
        said = answer.body.decode(errors="replace")
        self.expect(400 <= answer.status < 500 and "posts" in said and "title" in said, f"not refused by name: {answer.status} {said[:400]}")
        self.expect(self.project.dump() == before and self.api.snapshot() == snapshot, "the refused apply changed something")


def tell(report, options, name, project, odd, keeps):
    with Server(options.build, {"p": project.config()}) as server:
        story = Story(server, "p", project)
        snapshot = story.api.snapshot()
        if odd:
            story.shown_everywhere()
        story.own_is_nothing(snapshot, "at first")
        if not story.faults:
            story.something_else(snapshot)
            story.letters_it_lacks(story.api.snapshot(), keeps)
        if story.faults:
            story.faults.append(server.log_text()[-1500:])
        report.tell(name, story.faults)
    project.remove()


def main():
    options = arguments(__doc__, VENDORS)
    report = Report(options.verbose)
    with tempfile.TemporaryDirectory(prefix="schemad-") as folder, Databases(options.vendors, folder) as databases:
        if "sqlite" in options.vendors:
            tell(report, options, "sqlite with raw bytes", databases.project("sqlite", "blog", more=raw_sqlite), True, True)
        if "postgres" in options.vendors:
            ascii_ = PostgresIn(databases.hosts["postgres"], "blog", "SQL_ASCII")
            raw_postgres(ascii_)
            tell(report, options, "postgres in SQL_ASCII", ascii_, True, True)
            tell(report, options, "postgres in LATIN1", PostgresIn(databases.hosts["postgres"], "blog", "LATIN1"), False, False)
        if "mysql" in options.vendors:
            raw = databases.project("mysql", "blog", "raw")
            raw_mysql(raw)
            tell(report, options, "mysql with raw bytes", raw, True, True)
            tell(report, options, "mysql in latin1", databases.project("mysql", "blog", "latin", more=latin1), False, False)
    report.end()


if __name__ == "__main__":
    main()
