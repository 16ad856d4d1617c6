#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""kill -9 of the server at random moments of a large apply: the database is entirely as before or entirely as asked.

The moments are drawn (seeded) over a little more than an apply was measured to take. Entirely means every row and every
object, compared with two databases that nobody interrupted. Most with SQLite's rollback journal, some in WAL mode.
"""
import copy
import hashlib
import pathlib
import random
import shutil
import sqlite3
import tempfile
import threading
import time

from harness import Api, Report, Server, SqliteProject, arguments, field_of, relation_of

KILLS = {"delete": 50, "wal": 10}
ROWS = 4000


def fill(connection):
    """Enough rows that a rebuild takes a while and what is written does not fit into SQLite's cache."""
    connection.executescript("""
        CREATE INDEX posts_by_hand ON posts (status, sort);
        CREATE TRIGGER posts_logged AFTER DELETE ON posts BEGIN INSERT INTO plain_extra (v) VALUES (old.title); END;
        CREATE VIEW posts_view AS SELECT id, title, author FROM posts;
    """)
    numbers = f"WITH RECURSIVE n(i) AS (SELECT 1000 UNION ALL SELECT i + 1 FROM n WHERE i < {ROWS + 999})"
    connection.execute(f"{numbers} INSERT INTO authors (id, name, email, bio) "
                       "SELECT i, 'name ' || i, i || '@example.com', hex(zeroblob(100)) FROM n")
    connection.execute(f"{numbers} INSERT INTO posts (id, status, sort, title, body, rating, author) "
                       "SELECT i, 'draft', i % 100, 'title ' || i, hex(zeroblob(300)), i / 8.0, i FROM n")
    connection.execute(f"{numbers} INSERT INTO posts_tags (id, posts_id, sort) SELECT i, i, i % 7 FROM n")


def added(snapshot, like, collection, name, **schema):
    field = copy.deepcopy(field_of(snapshot, *like))
    field["collection"] = field["meta"]["collection"] = field["schema"]["table"] = collection
    field["field"] = field["meta"]["field"] = field["schema"]["name"] = name
    field["schema"].update(schema)
    snapshot["fields"].append(field)


def edit(snapshot):
    """Three rebuilds, a new collection and its relation, a dropped one, and meta rows of each kind."""
    title = field_of(snapshot, "posts", "title")
    title["type"], title["schema"]["data_type"], title["schema"]["max_length"] = "text", "text", None
    title["meta"]["note"] = "longer now"
    field_of(snapshot, "posts", "rating")["schema"]["is_indexed"] = True
    field_of(snapshot, "authors", "bio")["schema"]["default_value"] = "nothing is known"
    field_of(snapshot, "authors", "name")["schema"]["max_length"] = 200
    field_of(snapshot, "posts_tags", "sort")["schema"]["is_nullable"] = False
    relation_of(snapshot, "posts", "author")["schema"]["on_delete"] = "SET NULL"
    added(snapshot, ("posts", "rating"), "posts", "weight", is_nullable=False, default_value=1.5)
    snapshot["fields"].remove(field_of(snapshot, "posts", "published_at"))
    next(c for c in snapshot["collections"] if c["collection"] == "posts")["meta"]["icon"] = "bolt"
    made = copy.deepcopy(next(c for c in snapshot["collections"] if c["collection"] == "authors"))
    made["collection"] = made["meta"]["collection"] = made["schema"]["name"] = "editors"
    snapshot["collections"].append(made)
    added(snapshot, ("authors", "id"), "editors", "id")
    added(snapshot, ("posts", "author"), "editors", "author")
    relation = copy.deepcopy(relation_of(snapshot, "posts", "author"))
    relation["collection"] = relation["meta"]["many_collection"] = relation["schema"]["table"] = "editors"
    relation["meta"]["one_field"] = None
    snapshot["relations"].append(relation)


def digest(connection):
    """Every object and every row but those of the history, which has times in it, as one number."""
    total = hashlib.sha256()
    objects = connection.execute("select type, name, tbl_name, sql from sqlite_master where tbl_name not like 'schemad_%' order by type, name").fetchall()
    total.update(repr(objects).encode())
    tables = [name for kind, name, _, sql in objects if kind == "table" and sql] + ["sqlite_sequence"]
    for table in tables:
        for row in connection.execute(f'select * from "{table}" order by 1, 2' if table == "sqlite_sequence"
                                      else f'select * from "{table}"'):
            total.update(repr(row).encode())
    return total.hexdigest()


def orphans(connection):
    """Meta rows of what is not there."""
    found = []
    for sql in ("select collection, field from directus_fields f where special is null and collection not like 'directus_%' "
                "and exists (select 1 from sqlite_master where name = f.collection) "
                "and not exists (select 1 from pragma_table_xinfo(f.collection) where name = f.field)",
                "select many_collection, many_field from directus_relations r where not exists "
                "(select 1 from directus_fields where collection = many_collection and field = many_field) "
                "and many_collection not like 'directus_%'"):
        found += connection.execute(sql).fetchall()
    return found


def is_hot(path):
    """Whether SQLite finds something to roll back."""
    journal = pathlib.Path(f"{path}-journal")
    return journal.exists() and journal.stat().st_size > 0 and any(journal.read_bytes()[:8])


class Story:
    def __init__(self, options, project):
        self.options, self.project = options, project
        self.config = {"default": project.config()}
        self.outcomes = {"old": 0, "new": 0}
        self.halfway = self.acknowledged = 0

    def restore(self):
        for suffix in ("-journal", "-wal", "-shm"):
            pathlib.Path(f"{self.project.path}{suffix}").unlink(missing_ok=True)
        shutil.copyfile(self.project.pristine, self.project.path)

    def prepare(self):
        """The diff, both ends of it, and how long an apply takes."""
        times = []
        for _ in range(3):
            self.restore()
            with Server(self.options.build, self.config) as server:
                api = Api(server)
                old = api.snapshot()
                new = copy.deepcopy(old)
                edit(new)
                self.diff, self.old_bytes = api.diff_of(new), api.get("/schema/snapshot").body
                started = time.monotonic()
                answer = api.apply(self.diff)
                times.append(time.monotonic() - started)
                assert answer.status == 204, answer.body
                assert api.diff(new).status == 204
                self.new_bytes = api.get("/schema/snapshot").body
        self.new_digest = self.digest_of(self.project.path)
        self.old_digest = self.digest_of(self.project.pristine)
        self.takes = sorted(times)[1]
        assert self.old_digest != self.new_digest and self.old_bytes != self.new_bytes

    @staticmethod
    def digest_of(path):
        connection = sqlite3.connect(path)
        found = digest(connection)
        connection.close()
        return found

    def kill_after(self, moment):
        """Starts, applies, kills. Answers the faults."""
        answered = []
        with Server(self.options.build, self.config) as server:
            api = Api(server)
            api.get("/server/health")  # the connection to the database is there

            def ask():
                try:
                    answered.append(api.apply(self.diff).status)
                except OSError:
                    pass  # reset by the kill
                except Exception as fault:
                    if "Remote" not in repr(fault) and "BadStatus" not in repr(fault):
                        answered.append(repr(fault))

            client = threading.Thread(target=ask)
            client.start()
            client.join(moment)  # the moment, or the answer
            server.kill()
            client.join()
        return self.judge(answered)

    def judge(self, answered):
        faults, hot = [], is_hot(self.project.path)
        self.halfway += hot
        self.acknowledged += answered == [204]
        if answered not in ([], [204]):
            faults.append(f"answered {answered}")
        with Server(self.options.build, self.config) as server:  # the first who opens it puts it right
            snapshot = Api(server).get("/schema/snapshot").body
        connection = sqlite3.connect(self.project.path)
        problems = connection.execute("pragma integrity_check").fetchall()
        broken = connection.execute("pragma foreign_key_check").fetchall()
        found, lost = digest(connection), orphans(connection)
        connection.close()
        outcome = {self.old_bytes: "old", self.new_bytes: "new"}.get(snapshot)
        if outcome is None:
            faults.append(f"the snapshot is neither the old nor the new one: {snapshot[:300]!r}")
        elif found != {"old": self.old_digest, "new": self.new_digest}[outcome]:
            faults.append(f"the snapshot is the {outcome} one, but not every row and object")
        else:
            self.outcomes[outcome] += 1
        if answered == [204] and outcome != "new":
            faults.append("204 had been answered, and it is gone")
        if hot and outcome == "new":
            faults.append("a journal was to be rolled back, and it was not")
        if problems != [("ok",)]:
            faults.append(f"integrity_check: {problems[:5]}")
        if broken:
            faults.append(f"foreign_key_check: {broken[:5]}")
        if lost:
            faults.append(f"meta rows of what is not there: {lost[:5]}")
        if outcome != "old" or faults:
            self.restore()
        return faults


def set_journal(connection, mode):
    fill(connection)
    connection.commit()
    assert connection.execute(f"PRAGMA journal_mode = {mode}").fetchone() == (mode,)


def main():
    options = arguments(__doc__)
    report = Report(options.verbose)
    moments = random.Random(20261121)
    for mode, kills in KILLS.items():
        with tempfile.TemporaryDirectory(prefix="schemad-") as folder:
            story = Story(options, SqliteProject(folder, "blogd", more=lambda made, mode=mode: set_journal(made, mode)))
            story.prepare()
            story.restore()
            for number in range(kills):
                moment = moments.uniform(0, 1.5) * story.takes
                report.tell(f"{mode}, kill {number} after {1000 * moment:.0f} of {1000 * story.takes:.0f} ms", story.kill_after(moment))
        told = f"{mode}: {story.outcomes['old']} old, {story.outcomes['new']} new, {story.halfway} with a journal to roll back, " \
               f"{story.acknowledged} after the answer"
        print(told)
        if mode == "delete":
            both = story.outcomes["old"] and story.outcomes["new"]
            report.tell("both outcomes, or kills in the middle", [] if both or story.halfway else [told])
    report.end()


if __name__ == "__main__":
    main()
