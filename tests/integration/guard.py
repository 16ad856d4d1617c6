#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""What a project's settings keep an apply from, on every vendor.

`destructive`: `deny` refuses an apply that destroys data, `confirm` asks for the id of its plan, `allow` asks for nothing.
The refusal lists the steps with their counts, nothing is changed by it, and an apply that destroys nothing is never asked.
`protected`: seen in snapshots and diffs; an apply whose plan touches it is refused as a whole, forced or not.
`ignore`: in no snapshot, diff or apply, whichever side of a migration ignores it; what is there stays as it is.
"""
import copy
import json
import tempfile

from harness import Api, Report, Server, arguments, field_of, relation_of
from projects import VENDORS, Databases

IGNORED = ["log_*", "*.internal_*", "authors", "blog"]


def without_field(snapshot, collection, field):
    changed = copy.deepcopy(snapshot)
    changed["fields"] = [f for f in changed["fields"] if (f["collection"], f["field"]) != (collection, field)]
    return changed


def without_collection(snapshot, name):
    changed = copy.deepcopy(snapshot)
    for items in ("collections", "fields", "relations"):
        changed[items] = [i for i in changed[items] if name not in (i["collection"], i.get("related_collection"))]
    return changed


def collection_of(snapshot, name):
    return next(c for c in snapshot["collections"] if c["collection"] == name)


def new_collection(snapshot, name, group=None):
    """With the key of `posts` and the meta row of `tags`."""
    key = copy.deepcopy(field_of(snapshot, "posts", "id"))
    key["collection"] = key["meta"]["collection"] = key["schema"]["table"] = name
    snapshot["fields"].append(key)
    made = copy.deepcopy(collection_of(snapshot, "tags"))
    made["collection"] = made["meta"]["collection"] = made["schema"]["name"] = name
    made["meta"]["group"] = group
    snapshot["collections"].append(made)


def new_field(snapshot, collection, name, like="title"):
    field = copy.deepcopy(field_of(snapshot, "posts", like))
    field["collection"] = field["meta"]["collection"] = field["schema"]["table"] = collection
    field["field"] = field["meta"]["field"] = field["schema"]["name"] = name
    snapshot["fields"].append(field)


def names(lists):
    return sorted(f"{key[0]} {item['collection']}.{item.get('field', '')}".rstrip(".")
                  for key in ("collections", "fields", "systemFields", "relations") for item in lists[key])


class Story:
    def __init__(self, report, server, name, project):
        self.report, self.server, self.name, self.project, self.faults = report, server, name, project, []
        self.api, self.all = Api(server, name), Api(server, name + "-all")

    def expect(self, fine, fault):
        if not fine:
            self.faults.append(fault)
        return fine

    def status(self, answer, status, what, code=None):
        return self.expect(answer.status == status and code in (None, answer.code()), f"{what}: {answer.status} {answer.body[:300]}")

    def end(self):
        self.report.tell(self.name, self.faults)


def tell_destructive(report, server, vendor, projects):
    for mode in ("allow", "confirm", "deny"):
        project = projects[f"{vendor}-{mode}"]
        story = Story(report, server, f"{vendor}-{mode}", project)
        api, expect = story.api, story.expect

        harmless = api.snapshot()
        harmless["collections"][0]["meta"]["note"] = "changed"
        story.status(api.apply(api.diff_of(harmless)), 204, "harmless")

        rows = int(project.execute("select count(bio) from authors")[0][0])
        diff = api.diff_of(without_field(api.snapshot(), "authors", "bio"))
        before = project.dump()
        answer = api.apply(diff)
        if mode == "allow":
            story.status(answer, 204, "allow")
        else:
            status, code = (409, "CONFLICT") if mode == "confirm" else (403, "FORBIDDEN")
            story.status(answer, status, mode, code)
            told = json.loads(answer.body)["errors"][0]["extensions"]
            dropped = [step for step in told.get("steps", []) if step["action"] != "delete rows" and step["entity"] in ("authors.bio", "authors")]
            expect([step["count"] for step in dropped if step["what"] == "values" or vendor == "sqlite"] == [rows],
                   f"{rows} values would go, the refusal tells of {told.get('steps')}")
            expect(project.dump() == before, "refused, but the database changed")
            plan = json.loads(api.post("/schema/plan", diff).body)["data"]
            expect(told.get("plan") == plan["id"], f"the refusal names plan {told.get('plan')}, it is {plan['id']}")
            story.status(api.post("/schema/apply?confirm=0123456789abcdef", diff), status, "another plan's id")
            story.status(api.post(f"/schema/apply?confirm={plan['id']}", diff), 204 if mode == "confirm" else 403, "confirmed")
        gone = not [f for f in api.snapshot()["fields"] if (f["collection"], f["field"]) == ("authors", "bio")]
        expect(gone == (mode != "deny"), "the field is " + ("gone" if gone else "there"))
        story.end()


def tell_protected(report, server, vendor, projects):
    """protected: authors, posts.rating, pages.*"""
    story = Story(report, server, f"{vendor}-protected", projects[f"{vendor}-protected"])
    api, expect, project = story.api, story.expect, story.project

    def refused(what, edit, touched):
        wanted = api.snapshot()
        wanted = edit(wanted) or wanted
        answer = api.post("/schema/diff", wanted)
        if not story.status(answer, 200, f"{what}, its diff"):  # it is shown all the same
            return
        diff = json.loads(answer.body)["data"]
        before = project.dump()
        plan = api.post("/schema/plan", diff)
        if not story.status(plan, 200, f"{what}, its plan"):
            return
        marked = {name for step in json.loads(plan.body)["data"]["steps"] for name in step.get("protected", [])}
        expect(marked == touched, f"{what}: the plan marks {marked}, touched is {touched}")
        for force in ("", "?force=true"):
            answer = api.post("/schema/apply" + force, diff)
            if story.status(answer, 403 if touched else 204, what + force, "FORBIDDEN" if touched else None) and touched:
                error = json.loads(answer.body)["errors"][0]
                listed = [(s["id"], s["entity"], s["action"], s["protected"]) for s in error["extensions"]["steps"]]
                planned = [(s["id"], s["entity"], s["action"], s["protected"])
                           for s in json.loads(plan.body)["data"]["steps"] if "protected" in s]
                expect(listed == planned, f"{what}: the refusal lists {listed}, the plan {planned}")
                expect(all(name in error["message"] for name in touched), f"{what}: {error['message']}")
            if not touched:
                return
        expect(project.dump() == before, f"{what}: refused, but the database changed")

    def change(collection, field, **schema):
        def edit(snapshot):
            field_of(snapshot, collection, field)["schema"].update(schema)
        return edit

    def note(collection, field=None):
        def edit(snapshot):
            (field_of(snapshot, collection, field) if field else collection_of(snapshot, collection))["meta"]["note"] = "changed"
        return edit

    def on_delete(snapshot):
        relation_of(snapshot, "posts", "author")["schema"]["on_delete"] = "RESTRICT"

    def pages(snapshot):
        new_collection(snapshot, "pages")

    def folder(snapshot):
        snapshot["collections"] = [c for c in snapshot["collections"] if c["collection"] != "blog"]
        for collection in snapshot["collections"]:
            if collection["meta"].get("group") == "blog":
                collection["meta"]["group"] = None

    def other_things(snapshot):
        note("posts", "title")(snapshot)
        note("posts")(snapshot)
        change("posts", "title", is_nullable=True, max_length=300)(snapshot)  # the table that holds posts.rating
        change("categories", "title", is_indexed=True)(snapshot)

    def one_of_two(snapshot):
        note("posts", "title")(snapshot)
        note("posts", "rating")(snapshot)

    refused("a meta row", note("authors"), {"authors"})
    refused("a field's meta row", note("posts", "rating"), {"posts.rating"})
    refused("a column", change("authors", "name", max_length=250), {"authors.name"})
    refused("an index", change("posts", "rating", is_indexed=True), {"posts.rating"})
    refused("a column that goes", lambda s: without_field(s, "authors", "bio"), {"authors.bio"})
    refused("a table that goes with its field", lambda s: without_collection(s, "posts"),
            {"posts.rating"})
    refused("what is created", pages, {"pages.id"})
    refused("what a deletion cleans up", folder, {"authors"})
    refused("one of two", one_of_two, {"posts.rating"})
    refused("a key to it", on_delete, set())
    refused("other things", other_things, set())
    story.end()


def add_own(project, log):
    """What only this project has: a log with rows, a field of posts."""
    project.execute(f"create table {log} (id integer primary key, line varchar(20))")
    project.execute(f"insert into {log} values (1, 'kept')")
    project.execute(f"insert into directus_collections (collection) values ('{log}')")
    for collection, field in ((log, "id"), (log, "line"), ("posts", f"internal_{log[4:]}")):
        project.execute(f"insert into directus_fields (collection, field) values ('{collection}', '{field}')")
    project.execute(f"alter table posts add column internal_{log[4:]} varchar(20)")
    project.execute(f"update posts set internal_{log[4:]} = 'kept'")


def tell_ignored(report, server, vendor, projects):
    source = Story(report, server, f"{vendor}-source", projects[f"{vendor}-source"])
    target = Story(report, server, f"{vendor}-target", projects[f"{vendor}-target"])
    story, expect = target, target.expect

    def own(snapshot):
        return [i for key in ("collections", "fields", "relations") for i in snapshot[key]
                if i["collection"] in ("authors", "blog") or i["collection"].startswith("log_")
                or i.get("field", "").startswith("internal_") or i.get("related_collection") == "authors"]

    def rows():
        return (story.project.execute("select * from log_target"), story.project.execute("select internal_target from posts"),
                story.project.execute("select * from authors"))

    shown = target.api.snapshot()
    expect(not own(shown), f"the snapshot shows {own(shown)}")
    kept, data = own(target.all.snapshot()), rows()
    expect(len(kept) > 8, f"the database holds {len(kept)} of them")
    expect(field_of(shown, "posts", "author")["schema"]["foreign_key_table"] is None, "the key to authors is shown")

    # both sides ignore
    story.status(target.api.diff(source.api.snapshot()), 204, "both ignore, nothing differs")
    wanted = source.api.snapshot()
    new_collection(wanted, "pages", "blog")       # a folder that this project ignores, and has
    new_collection(wanted, "drafts", "log_none")  # ... and has not
    new_field(wanted, "posts", "subtitle", "body")
    field_of(wanted, "posts", "author")["meta"]["note"] = "changed"
    field_of(wanted, "posts", "rating")["schema"]["is_indexed"] = True
    diff = target.api.diff_of(wanted)
    expect(names(diff["diff"]) == ["c drafts", "c pages", "f drafts.id", "f pages.id", "f posts.author", "f posts.rating", "f posts.subtitle"],
           f"both ignore: {names(diff['diff'])}")
    story.status(target.api.post("/schema/plan", diff), 200, "both ignore, its plan")
    story.status(target.api.apply(diff), 204, "both ignore, applied")
    story.status(target.api.diff(wanted), 204, "both ignore, nothing is left")
    groups = {name: collection_of(target.api.snapshot(), name)["meta"]["group"] for name in ("pages", "drafts", "posts")}
    expect(groups == {"pages": "blog", "drafts": None, "posts": "blog"}, f"groups {groups}")

    # the target alone ignores: what the source has of it comes not, what it has not stays
    everything = source.all.snapshot()
    everything["collections"] += [c for c in target.api.snapshot()["collections"] if c["collection"] in ("pages", "drafts")]
    everything["fields"] += [f for f in target.api.snapshot()["fields"] if f["collection"] in ("pages", "drafts") or f["field"] == "subtitle"]
    for name, key in (("author", "meta"), ("rating", "schema")):
        field_of(everything, "posts", name)[key] = field_of(target.api.snapshot(), "posts", name)[key]
    field_of(everything, "authors", "name")["meta"]["note"] = "changed"
    relation_of(everything, "posts", "author")["meta"]["one_field"] = None
    collection_of(everything, "posts")["meta"]["group"] = None
    story.status(target.api.diff(everything), 204, "the target ignores")

    # a diff that somebody made by hand: its entries are left out and named
    forced = {"hash": "x", "diff": {"collections": [{"collection": "log_target", "diff": [{"kind": "D", "lhs": {}}]}],
                                    "fields": [{"collection": "authors", "field": "bio", "diff": [{"kind": "D", "lhs": {}}]}],
                                    "systemFields": [], "relations": [{"collection": "posts", "field": "author", "related_collection": "authors",
                                                                       "diff": [{"kind": "D", "lhs": {}}]}]}}
    answer = target.api.post("/schema/apply?force=true", forced)
    story.status(answer, 204, "by hand")
    expect(answer.header("Schemad-Left-Out") == "3", f"{answer.header('Schemad-Left-Out')} left out")
    for what in ("log_target: collection", "authors.bio: field", "posts.author: relation"):
        expect(f"{what}: ignored by this project" in server.log_text(), f"the log does not name {what}")
    stale = target.api.apply(forced)
    story.status(stale, 400, "by hand, of no model", "INVALID_PAYLOAD")

    # it is there: it holds what it refers to
    number = "int unsigned" if vendor == "mysql" else "integer"
    story.project.execute(f"create table log_refs (id integer primary key, row_id {number}, foreign key (row_id) references posts_tags (id))")
    before = story.project.dump()
    for doomed, held in (("posts", b"posts.internal_target"), ("posts_tags", b"log_refs.row_id")):
        answer = target.api.apply(target.api.diff_of(without_collection(target.api.snapshot(), doomed)))
        expect(answer.status == 400 and held in answer.body, f"{doomed} goes: {answer.status} {answer.body[:300]}")
    expect(story.project.dump() == before, "refused, but the database changed")
    expect(own(target.all.snapshot()) == kept, "what is ignored changed")
    expect(rows() == data, "its rows changed")

    # a column whose key goes to an ignored collection keeps it, whatever becomes of the column
    widened = target.api.snapshot()
    author = field_of(widened, "posts", "author")
    author["type"], author["schema"]["data_type"] = "bigInteger", "bigint"
    if vendor != "mysql":  # both ends of a key have one type there
        diff = target.api.diff_of(widened)
        story.status(target.api.apply(diff), 204, "another type for posts.author")
        expect(relation_of(target.all.snapshot(), "posts", "author")["schema"] is not None, "the key is gone")
    target.end()

    # the source alone ignores: a whole snapshot of it means that the rest is to go, unless it is merged
    plain = Story(report, server, f"{vendor}-plain", projects[f"{vendor}-plain"])
    snapshot = source.api.snapshot()
    plain.status(plain.api.post("/schema/diff?mode=merge", snapshot), 200, "the source ignores, merged")
    diff = plain.api.diff_of(snapshot)
    plain.expect([c["collection"] for c in diff["diff"]["collections"]] == ["authors", "blog"],
                 f"the source ignores: {names(diff['diff'])}")
    plain.status(plain.api.apply(diff), 204, "the source ignores, applied")
    left = plain.api.diff(snapshot)
    plain.expect(left.status == 204 or names(json.loads(left.body)["data"]["diff"]) == GROUPS, f"left: {left.status} {left.body[:600]}")
    plain.end()


GROUPS = [f"c {name}" for name in ("categories", "posts", "tags")]  # their folder is gone with what the source ignores

SETTINGS = {**{mode: {"destructive": mode} for mode in ("allow", "confirm", "deny")},
            "protected": {"protected": ["authors", "posts.rating", "pages.*"]},
            "source": {"ignore": IGNORED}, "target": {"ignore": IGNORED}, "plain": {}}


def main():
    options = arguments(__doc__, VENDORS)
    report = Report(options.verbose)
    with tempfile.TemporaryDirectory(prefix="schemad-") as folder, Databases(options.vendors, folder) as databases:
        projects, configs = {}, {}
        for vendor in options.vendors:
            for kind, settings in SETTINGS.items():
                name = f"{vendor}-{kind}"
                projects[name] = databases.project(vendor, "blogd", name)
                configs[name] = {**projects[name].config("12.4.0"), **settings}
                if kind in ("source", "target"):
                    add_own(projects[name], f"log_{kind}")
                    configs[name + "-all"] = projects[name].config("12.4.0")
        with Server(options.build, configs) as server:
            for vendor in options.vendors:
                tell_destructive(report, server, vendor, projects)
                tell_protected(report, server, vendor, projects)
                tell_ignored(report, server, vendor, projects)
    report.end()


if __name__ == "__main__":
    main()
