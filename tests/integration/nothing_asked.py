#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""What a snapshot does not say, and what the project has already, changes nothing.

A snapshot without `systemFields` drops no index of a system field, whatever else it asks; and one that lists them does as it says,
so that the test can fail. conf/sample-model.yaml, onto a project that has it: nothing left out, no warning, nothing changed. It is
SQLite's; on another vendor only that vendor's other words for the same may be named, and the same model as a hand would write it there,
with few keys, has nothing left out either.
"""
import copy
import json
import tempfile

from harness import SOURCE, Api, Report, Server, arguments, field_of, multipart
from projects import VENDORS, Databases

SAMPLE = (SOURCE / "conf" / "sample-model.yaml").read_bytes()
JSON = {"Content-Type": "application/json"}
INDEXED = (("directus_activity", "action"), ("directus_folders", "name"), ("directus_users", "last_access"))


def indexed(connection):
    run = connection.rows if hasattr(connection, "rows") else connection.execute
    for table, column in INDEXED:
        run(f"create index {table}_{column}_index on {table} ({column})")


class Story:
    def __init__(self, server, name, project):
        self.server, self.api, self.project, self.faults = server, Api(server, name), project, []

    def expect(self, fine, fault):
        if not fine:
            self.faults.append(fault)
        return fine

    def indexes(self):
        """Those of the system fields that the test made, as the database tells."""
        text = self.project.dump()
        return [f"{table}_{column}_index" for table, column in INDEXED if f"{table}_{column}_index" in text]

    def applied(self, wanted, what, query=""):
        answer = self.api.post("/schema/diff" + query, wanted)
        if not self.expect(answer.status == 200, f"{what}: {answer.status} {answer.body[:300]!r}"):
            return
        diff = json.loads(answer.body)["data"]
        answer = self.api.apply(diff)
        self.expect(answer.status == 204, f"{what}: {answer.status} {answer.body[:300]!r}")
        return diff


def tell_system_fields(story):
    all_of_them = [f"{table}_{column}_index" for table, column in INDEXED]
    first = story.api.snapshot()
    listed = [(one["collection"], one["field"]) for one in first["systemFields"]]
    story.expect(all(one in listed for one in INDEXED), f"the snapshot lists {listed}")
    for number, (what, change) in enumerate((
            ("without the key", lambda wanted: wanted.pop("systemFields")),
            ("partial, without the key", lambda wanted: (wanted.pop("systemFields"), wanted.update(version=2))),
            ("partial, with an empty list", lambda wanted: wanted.update(version=2, systemFields=[])))):
        for query in ("", "?mode=merge"):
            wanted = copy.deepcopy(first)
            change(wanted)
            same = story.api.post("/schema/diff" + query, wanted)
            story.expect(same.status == 204, f"{what}{query}, nothing else asked: {same.status} {same.body[:300]!r}")
            wanted = copy.deepcopy(story.api.snapshot())
            change(wanted)
            field_of(wanted, "posts", "title")["meta"]["note"] = f"{number}{query}"
            diff = story.applied(wanted, f"{what}{query}", query)
            story.expect(diff and not diff.get("systemFields"), f"{what}{query}: the diff says {diff}")
            story.expect(story.indexes() == all_of_them, f"{what}{query}: left are {story.indexes()}")
            first = story.api.snapshot()
    wanted = story.api.snapshot()
    wanted["systemFields"] = [one for one in wanted["systemFields"] if (one["collection"], one["field"]) == INDEXED[0]]
    story.applied(wanted, "one is listed")
    story.expect(story.indexes() == all_of_them[:1], f"one is listed: left are {story.indexes()}")


SPELLED = {"type"} | {"schema." + key for key in ("data_type", "max_length", "numeric_precision", "numeric_scale", "default_value",
                                                  "is_unique", "constraint_name")}  # type: a UUID is SQLite's char(36)


def nothing_done(story, answer, spelled):
    """The representation says so, of a diff that is of nothing stated; spelled: another vendor's words for it may be named."""
    shown = json.loads(answer.body)["data"] if answer.status == 200 else {}
    story.expect(shown.get("done") == [] and shown.get("entry") is None, f"told: {answer.status} {answer.body[:500]!r}")
    left = [one for one in shown.get("left_out", [None]) if not spelled or one["property"] not in SPELLED]
    story.expect(left == [], f"left out: {left}")
    if not spelled:
        story.expect(answer.header("Schemad-Left-Out") == "0", f"Schemad-Left-Out: {answer.header('Schemad-Left-Out')}")


def applied_again(story, answer, spelled):
    """What is asked of the project that has it."""
    before, snapshot, log = story.project.dump(), story.api.snapshot(), len(story.server.log_text())
    if answer.status == 200:  # 204: not even a diff
        diff = json.loads(answer.body)["data"]
        nothing_done(story, story.api.post("/schema/apply", diff, {**JSON, "Prefer": "return=representation"}), spelled)
    else:
        story.expect(answer.status == 204, f"the diff: {answer.status} {answer.body[:300]!r}")
    logged = story.server.log_text()[log:]
    story.expect(" error " not in logged and (spelled or " warning " not in logged), f"logged: {logged[:500]}")
    story.expect(story.project.dump() == before, "the database is another")
    story.expect(story.api.snapshot() == snapshot, "the snapshot is another")


def only_stated(snapshot, sample):
    """As somebody writes by hand: of each item only the keys that the sample's fields have."""
    keys = {"meta": set(), "schema": set()}
    for one in sample:
        for part in keys:
            keys[part] |= set(one.get(part) or ())
    short = {key: value for key, value in snapshot.items() if key != "systemFields"}
    for one in short["fields"]:
        for part in keys:
            if one.get(part):
                one[part] = {key: value for key, value in one[part].items() if key in keys[part] and value is not None}
    for kind in ("collections", "relations"):
        for one in short[kind]:
            for part in ("meta", "schema"):
                if one.get(part):
                    one[part] = {key: value for key, value in one[part].items() if value is not None}
    return short


def tell_sample(story):
    """The sample model twice, and then what a hand would write of the project it made."""
    def diff():
        headers, body = multipart(SAMPLE, "sample-model.yaml", "text/yaml")
        return story.api.post("/schema/diff?force", body, headers)

    first = json.loads(diff().body)["data"]
    story.expect(story.api.apply(first).status == 204, "it is not made")
    applied_again(story, diff(), story.project.vendor != "sqlite")
    fields = [{"meta": {"special": 1, "interface": 1, "sort": 1, "width": 1}, "schema": {"data_type": 1, "max_length": 1, "is_primary_key": 1,
               "has_auto_increment": 1, "is_nullable": 1, "foreign_key_table": 1, "foreign_key_column": 1, "numeric_precision": 1, "numeric_scale": 1,
               "is_unique": 1}}]
    applied_again(story, story.api.diff(only_stated(story.api.snapshot(), fields)), False)


def main():
    options = arguments(__doc__, VENDORS)
    report = Report(options.verbose)
    with tempfile.TemporaryDirectory(prefix="schemad-") as folder, Databases(options.vendors, folder) as databases:
        for vendor in options.vendors:
            for name, base, more, tell in (("system", "blog", indexed, tell_system_fields), ("sample", "empty", None, tell_sample)):
                if options.only and options.only not in name:
                    continue
                project = databases.project(vendor, base, f"{vendor}-{name}", more)
                with Server(options.build, {"p": project.config()}) as server:
                    story = Story(server, "p", project)
                    tell(story)
                    report.tell(f"{vendor}: {tell.__name__}", story.faults)
                project.remove()
    report.end()


if __name__ == "__main__":
    main()
