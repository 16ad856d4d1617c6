#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""What a document says beside a removal, or in words that no database uses, on every vendor.

Never a 500. What is applied is applied once: the same snapshot again does nothing, and names what it named. A result that nobody promised is
found before anything is lost, also where each schema change commits by itself.
"""
import copy
import difflib
import json
import tempfile

from harness import Api, Report, Server, arguments, field_of, relation_of
from projects import VENDORS, Databases, without_counters

J = {"Content-Type": "application/json", "Prefer": "return=representation"}


def take_out(snapshot, lists, collection, field=None):
    for name in lists:
        snapshot[name] = [one for one in snapshot[name] if one["collection"] != collection or (field and one.get("field") != field)]


def alias(snapshot, collection, field):
    item = field_of(snapshot, collection, field)
    item["type"], item["schema"], item["meta"]["special"] = "alias", None, ["alias", "no-data"]


def relation(edit):
    def both(snapshot):
        take_out(snapshot, ["fields"], "posts", "author")
        edit(relation_of(snapshot, "posts", "author"))
    return both


def alias_instead(snapshot):
    alias(snapshot, "posts", "author")
    take_out(snapshot, ["relations"], "posts", "author")


def new_collection(snapshot):
    snapshot["collections"].append({"collection": "fresh", "meta": {"collection": "fresh"}, "schema": {"name": "fresh"}})
    snapshot["fields"].append({"collection": "fresh", "field": "id", "type": "alias", "schema": None,
                               "meta": {"collection": "fresh", "field": "id", "special": ["alias", "no-data"]}})


def property_of(kind, collection, field, where, key, value):
    def edit(snapshot):
        item = next(one for one in snapshot[kind] if one["collection"] == collection and one.get("field") == field)
        item[where][key] = value
    return edit


ALONG = "the relation goes along"
# name, what is asked for, what is named (None: refused by 400)
CASES = [
    ("its field is gone, a rule differs", relation(lambda r: r["schema"].update(on_delete="CASCADE")), ALONG),
    ("its field is gone, a key of meta is missing", relation(lambda r: r["meta"].pop("sort_field")), ALONG),
    ("its field is gone, meta is null", relation(lambda r: r.update(meta=None)), ALONG),
    ("its field is gone, schema is null", relation(lambda r: r.update(schema=None)), ALONG),
    ("its field is an alias", lambda s: alias(s, "posts", "author"), ALONG),
    ("its field is an alias, and it is gone", alias_instead, ""),
    ("a rule in another case", property_of("relations", "posts", "author", "schema", "on_delete", "cascade"), 'wanted \\"cascade\\"'),
    ("an index of a key", property_of("fields", "categories", "slug", "schema", "is_indexed", True), "a primary key has its own index"),
    ("a new collection with an alias for a key", new_collection, None),
    ("a folder goes, what is in it stays", lambda s: take_out(s, ["collections"], "blog"), "meta.group"),
    ("a group of fields that is not there", property_of("fields", "posts", "title", "meta", "group", "nowhere"), "posts.nowhere is not there"),
    ("a list of collections as a text", property_of("relations", "posts", "author", "meta", "one_allowed_collections", "tags"), "tags"),
    ("a list of collections that are not there", property_of("relations", "posts", "author", "meta", "one_allowed_collections", ["tags", "nowhere"]),
     "collection nowhere is not there"),
    ("a number whose default is the word null", property_of("fields", "posts", "sort", "schema", "default_value", "NULL"), "default_value"),
    ("a schema of null", lambda s: field_of(s, "posts", "title").update(schema=None), "not stated, kept as it is"),
]


def tell(options, report, databases, vendor):
    project = databases.project(vendor, "blog", "promises")
    for name, edit, named in CASES:
        project.reset()
        faults = []
        with Server(options.build, {"p": project.config()}) as server:
            api = Api(server, "p")
            wanted = api.snapshot()
            edit(wanted)
            for time in ("first", "second"):
                diff = api.diff(wanted)
                if diff.status == 204:
                    break
                before = project.dump()
                answer = api.post("/schema/apply", json.loads(diff.body)["data"], J)
                said = answer.body.decode(errors="replace")
                if named is None:
                    if answer.status != 400 or project.dump() != before:
                        faults.append(f"not refused: {answer.status} {said[:400]}")
                    break
                if answer.status != 200:
                    faults.append(f"{time}: {answer.status} {said[:400]}")
                    break
                if time == "first" and named not in said:
                    faults.append(f"does not name {named!r}: {said[:600]}")
                if time == "second" and (json.loads(answer.body)["data"]["done"] or project.dump() != before):
                    faults.append(f"the second time did something: {said[:400]}")
                if time == "second" and not json.loads(answer.body)["data"]["left_out"]:
                    faults.append("the second time names nothing")
        report.tell(f"{vendor}: {name}", faults)
    nothing_lost(options, report, project)
    project.remove()


def nothing_lost(options, report, project):
    """A trigger writes another name than it was told: the result is not what was promised. A column that goes beside it stays, with its values."""
    project.reset()
    faults = []
    renames = {"mysql": ["create trigger renames before insert on directus_fields for each row set new.field = 'another'"],
               "postgres": ["create function renames() returns trigger language plpgsql as $$ begin new.field = 'another'; return new; end $$",
                            "create trigger renames before insert on directus_fields for each row execute function renames()"],
               "sqlite": ["create trigger renames after insert on directus_fields begin update directus_fields set field = 'another' where id = new.id; end"]}
    with project.connect() as connection:
        for statement in renames[project.vendor]:
            connection.rows(statement)
    with Server(options.build, {"p": project.config()}) as server:
        api = Api(server, "p")
        wanted, before = api.snapshot(), without_counters(project.dump())
        more = copy.deepcopy(field_of(wanted, "posts", "title"))
        more["field"] = more["meta"]["field"] = more["schema"]["name"] = "more"
        wanted["fields"].append(more)
        take_out(wanted, ["fields"], "posts", "body")
        answer = api.apply(api.diff_of(wanted))
        if answer.status != 500 or b"not what the diff promised" not in answer.body:
            faults.append(f"{answer.status} {answer.body[:400]!r}")
        after = without_counters(project.dump())
        if after != before:
            faults.append("something was changed: " + "; ".join(difflib.unified_diff(before.split("\n"), after.split("\n"), n=0, lineterm=""))[:900])
    report.tell(f"{project.vendor}: a result that nobody promised", faults)


def main():
    options = arguments(__doc__, VENDORS)
    report = Report(options.verbose)
    with tempfile.TemporaryDirectory(prefix="schemad-") as folder, Databases(options.vendors, folder) as databases:
        for vendor in options.vendors:
            tell(options, report, databases, vendor)
    report.end()


if __name__ == "__main__":
    main()
