#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""A snapshot that comes from memory is never an old one: schemad.fingerprint/1.

Everything a snapshot shows is changed, one after the other, by SQL beside the server, by the server's own applies, by another server,
by a file put in the database's place, by settings; in a transaction that is open for long, in one that is rolled back. After each, what
`GET /schema/snapshot` answers, asked several times so that every connection of the project is used, is what an export answers, which is
always read anew. And while one writer counts up a note, no reader ever gets an older note than was committed before it asked.
"""
import copy
import json
import os
import shutil
import sqlite3
import tempfile
import threading

from harness import Api, Report, Server, arguments, field_of
from projects import VENDORS, Databases

QUICK = bool(os.environ.get("SCHEMAD_QUICK"))
META = "insert into directus_collections (collection, note) values ('reused', 'one')"
COMMON = [
    "create table reused (id integer primary key, a integer)",
    META,
    "update directus_collections set note = 'two' where collection = 'reused'",
    "update directus_collections set note = 'two' where collection = 'reused'",  # that changes nothing
    "alter table reused add column b varchar(20) default 'x'",
    "insert into directus_fields (collection, field, note) values ('reused', 'b', 'a note')",
    "update directus_fields set note = null, interface = 'input' where collection = 'reused' and field = 'b'",
    "create index reused_a on reused (a)",
    "create unique index reused_b on reused (b)",
    "alter table reused rename column b to c",
    "update directus_fields set field = 'c' where collection = 'reused' and field = 'b'",
    "create table reused_child (id integer primary key, parent integer references reused (id) on delete cascade)",
    "insert into directus_collections (collection) values ('reused_child')",
    "insert into directus_relations (many_collection, many_field, one_collection) values ('reused_child', 'parent', 'reused')",
    "update directus_relations set one_deselect_action = 'delete' where many_collection = 'reused_child'",
    "insert into reused values (1, 2, 'three')",
    "delete from directus_relations where many_collection = 'reused_child'",
    "drop table reused_child",
    "delete from directus_collections where collection = 'reused_child'",
    "create view reused_view as select a from reused",
    "drop view reused_view",
    "alter table reused rename to reused_again",
    "update directus_collections set collection = 'reused_again' where collection = 'reused'",
    "delete from directus_fields where collection = 'reused'",
    "drop table reused_again",
    "delete from directus_collections where collection = 'reused_again'",
    "update directus_fields set sort = 99 where collection = 'posts' and field = 'title'",
]
OF_A_VENDOR = {
    "sqlite": [
        "drop index reused_a", "pragma user_version = 7", "vacuum", "pragma journal_mode = wal",
        "update directus_collections set note = 'in the log' where collection = 'posts'", "pragma wal_checkpoint(truncate)",
        "update directus_collections set note = 'behind it' where collection = 'posts'", "reindex", "analyze",
    ],
    "postgres": [
        "comment on column posts.title is 'said here'", "comment on table posts is 'said here, too'", "comment on column posts.title is null",
        "alter table posts alter column title set default 'now so'", "alter table posts alter column title drop default",
        "alter table posts alter column title type text", "alter table posts alter column title type varchar(255)",
        "alter table posts alter column title set not null", "alter table posts alter column title drop not null",
        "create sequence reused_number owned by posts.id", "drop sequence reused_number",
        "create function reused_f() returns integer language sql as 'select 1'",
        "alter table posts add column f integer default reused_f()", "alter function reused_f() rename to reused_g",
        "alter table posts drop column f", "drop function reused_g()",
        "create type reused_mood as enum ('a')", "alter table posts add column m reused_mood default 'a'",
        "alter type reused_mood rename value 'a' to 'b'", "alter type reused_mood rename to reused_humour",
        "alter table posts drop column m", "drop type reused_humour",
        "alter table posts add column g integer generated always as (1 + 1) stored", "alter table posts drop column g",
        "alter table posts add constraint reused_check check (title <> 'no')", "alter table posts drop constraint reused_check",
        "alter database {database} set search_path = public, pg_temp", "alter database {database} reset search_path",
        "alter system set quote_all_identifiers = on", "select pg_reload_conf(), pg_sleep(0.3)",
        "alter table posts add column q text default upper(lower('x'))",
        "alter system reset quote_all_identifiers", "select pg_reload_conf(), pg_sleep(0.3)",
        "alter table posts drop column q", "vacuum analyze", "truncate directus_relations",
        "begin; update directus_collections set note = 'sub' where collection = 'posts'; savepoint s; "
        "update directus_collections set note = 'sub sub' where collection = 'posts'; release savepoint s; commit",
        "begin; update directus_collections set note = 'never' where collection = 'posts'; rollback",
        "create schema elsewhere", "create table elsewhere.t (id integer primary key)", "drop schema elsewhere cascade",
    ],
    "mysql": ["alter table posts comment = 'said here'", "alter table posts modify title varchar(100) comment 'here'", "analyze table posts"],
}


def is_true(api, faults, what, asked=4):
    """Several at once, so that each connection of the pool is asked."""
    truth = json.loads(api.get("/schema/snapshot?export=json").body)
    answers = []
    threads = [threading.Thread(target=lambda: answers.extend(api.get("/schema/snapshot") for _ in range(2))) for _ in range(asked)]
    for one in threads:
        one.start()
    for one in threads:
        one.join()
    for answer in answers:
        if answer.status != 200 or json.loads(answer.body)["data"] != truth:
            faults.append(f"{what}: {answer.status}, another snapshot than the one read anew")
            break
    if len({(answer.body, answer.header("ETag")) for answer in answers}) != 1:
        faults.append(f"{what}: the answers differ")


def by_sql(options, report, databases, vendor):
    project, faults = databases.project(vendor, "blog", "reuse"), []
    changes = COMMON + OF_A_VENDOR[vendor]
    if vendor == "sqlite":
        changes.insert(changes.index("alter table reused rename column b to c"), changes.pop(changes.index("drop index reused_a")))
    with Server(options.build, {"p": project.config()}) as server:
        api = Api(server, "p")
        is_true(api, faults, "at first")
        for change in changes:
            run(project, vendor, change)
            is_true(api, faults, change)
    project.remove()
    report.tell(f"{vendor}: {len(changes)} changes beside the server", faults)


def run(project, vendor, change):
    if vendor == "sqlite":
        connection = sqlite3.connect(project.path, isolation_level=None)
        connection.execute(change).fetchall()
        connection.close()
    elif vendor == "postgres":
        connection = project.connect()
        try:
            name = connection.one("select current_database()")
            for statement in change.replace("{database}", f'"{name}"').split("; "):
                connection.rows(statement)
        finally:
            connection.close()
    else:
        project.execute(change)


def by_servers(options, report, databases, vendor):
    """The server's own applies, another one's, a revert, a recovery; settings of the project."""
    project, faults = databases.project(vendor, "blog", "reuse_own"), []
    with Server(options.build, {"p": project.config()}) as server, Server(options.build, {"p": project.config()}) as second:
        ours, theirs = Api(server, "p"), Api(second, "p")
        for turn in range(3 if QUICK else 8):
            for who, name in ((ours, "ours"), (theirs, "theirs")):
                wanted = copy.deepcopy(who.snapshot())
                field_of(wanted, "posts", "title")["meta"]["note"] = f"{name} {turn}"
                if turn % 2:
                    field = copy.deepcopy(field_of(wanted, "posts", "title"))
                    field["field"] = field["meta"]["field"] = field["schema"]["name"] = f"{name}_{turn}"
                    wanted["fields"].append(field)
                answer = who.apply(who.diff_of(wanted))
                if answer.status != 204:
                    faults.append(f"the apply: {answer.status} {answer.body[:300]}")
                is_true(ours, faults, f"{name} {turn}, here")
                is_true(theirs, faults, f"{name} {turn}, there")
            refused = ours.apply({"hash": "0", "diff": {}})
            if refused.status < 400:
                faults.append(f"a wrong hash: {refused.status}")
            is_true(ours, faults, f"{turn}, after a refusal")
        for api in (ours, theirs):
            if api.snapshot() != ours.snapshot():
                faults.append("two servers, two snapshots")
    with Server(options.build, {"p": {**project.config(), "ignore": ["posts"]}}) as server:
        is_true(Api(server, "p"), faults, "with an ignored collection")
        if any(one["collection"] == "posts" for one in Api(server, "p").snapshot()["collections"]):
            faults.append("an ignored collection is shown")
    project.remove()
    report.tell(f"{vendor}: applies of two servers", faults)


def by_another_file(options, report, databases):
    project, faults = databases.project("sqlite", "blog", "reuse_file"), []
    with Server(options.build, {"p": project.config()}) as server:
        api = Api(server, "p")
        is_true(api, faults, "at first")
        for turn in range(4):
            other = f"{project.path}.other"
            shutil.copyfile(project.path, other)
            with sqlite3.connect(other) as connection:
                connection.execute("update directus_collections set note = ? where collection = 'posts'", (f"file {turn}",))
            connection.close()
            if turn % 2:
                os.replace(other, project.path)
            else:  # a backup is restored into the same file
                with sqlite3.connect(other) as source, sqlite3.connect(project.path) as target:
                    source.backup(target)
                source.close(), target.close()
                os.remove(other)
            is_true(api, faults, f"another file, {turn}")
            if f"file {turn}" not in json.dumps(api.snapshot()):
                faults.append(f"the note of the other file is not shown, {turn}")
    project.remove()
    report.tell("sqlite: another file in its place", faults)


def of_no_table(options, report, databases, vendor):
    """Meta tables that are views, whose rows may come from anywhere: always read anew."""
    project, faults = databases.project(vendor, "blog", "reuse_view"), []
    number = {"sqlite": "abs(random() % 1000000)", "postgres": "floor(random() * 1000000)::integer"}[vendor]
    project.execute("alter table directus_relations rename to relations_behind")
    project.execute(f"create view directus_relations as select {number} as id, many_collection, many_field, one_collection, one_field, "
                    "one_collection_field, one_allowed_collections, junction_field, sort_field, one_deselect_action from relations_behind")
    project.execute("insert into relations_behind (many_collection, many_field, one_collection) values ('posts', 'title', 'posts')")
    with Server(options.build, {"p": project.config()}) as server:
        api = Api(server, "p")
        answers = [api.get("/schema/snapshot") for _ in range(6)]
        if any(answer.status != 200 for answer in answers):
            faults.append(f"{answers[0].status} {answers[0].body[:300]}")
        elif len({answer.body for answer in answers}) == 1:
            faults.append("what answers otherwise each time was not read anew")
    project.remove()
    report.tell(f"{vendor}: a view in a meta table's place", faults)


def open_for_long(options, report, databases):
    """A transaction that began before others were seen, and commits after them."""
    project, faults = databases.project("postgres", "blog", "reuse_open"), []
    with Server(options.build, {"p": project.config()}) as server:
        api = Api(server, "p")
        slow, quick = project.connect(), project.connect()
        for turn in range(3):
            slow.rows("begin")
            slow.rows(f"update directus_fields set note = 'slow {turn}' where collection = 'posts' and field = 'title'")
            is_true(api, faults, f"open, {turn}")
            quick.rows(f"update directus_collections set note = 'quick {turn}' where collection = 'posts'")
            is_true(api, faults, f"another one committed, {turn}")
            slow.rows("rollback" if turn == 1 else "commit")
            is_true(api, faults, f"committed, {turn}")
            if turn != 1 and f"slow {turn}" not in json.dumps(api.snapshot()):
                faults.append(f"what was committed last is not shown, {turn}")
        slow.close(), quick.close()
    project.remove()
    report.tell("postgres: a transaction that is open for long", faults)


def while_it_counts(options, report, databases, vendor):
    project, faults = databases.project(vendor, "blog", "reuse_counts"), []
    rounds = 60 if QUICK else 400
    committed, over = [0], threading.Event()

    def note_of(snapshot):
        note = next(one for one in snapshot["collections"] if one["collection"] == "posts")["meta"]["note"]
        return int(note) if note and note.isdigit() else 0

    with Server(options.build, {"p": {**project.config(), "max_connections": 8}}) as server:
        api = Api(server, "p")

        def read():
            while not over.is_set():
                least = committed[0]
                answer = api.get("/schema/snapshot")
                if answer.status == 200 and note_of(json.loads(answer.body)["data"]) < least:
                    faults.append(f"an older note than {least}")
        readers = [threading.Thread(target=read) for _ in range(6)]
        for one in readers:
            one.start()
        try:
            for number in range(1, rounds + 1):
                project.execute(f"update directus_collections set note = '{number}' where collection = 'posts'")
                committed[0] = number
        finally:
            over.set()
            for one in readers:
                one.join()
        if note_of(api.snapshot()) != rounds:
            faults.append("the last note is not shown")
    project.remove()
    report.tell(f"{vendor}: {rounds} commits under six readers", faults[:5])


def main():
    options = arguments(__doc__, VENDORS)
    report = Report(options.verbose)
    vendors = options.vendors
    with tempfile.TemporaryDirectory(prefix="schemad-") as folder, Databases(vendors, folder) as databases:
        for vendor in vendors:
            by_sql(options, report, databases, vendor)
            by_servers(options, report, databases, vendor)
            if vendor != "mysql":  # where nothing is kept
                of_no_table(options, report, databases, vendor)
            while_it_counts(options, report, databases, vendor)
        if "sqlite" in vendors:
            by_another_file(options, report, databases)
        if "postgres" in vendors:
            open_for_long(options, report, databases)
    report.end()


if __name__ == "__main__":
    main()
