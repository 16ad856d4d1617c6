# SPDX-License-Identifier: Apache-2.0
"""Faults of the planner: what is left out and named instead of refusing the whole, and what is refused with a name."""
import copy
import json

from fault_table import EVERYWHERE, blank_collection, blank_field, fault, key_field, sql
from harness import field_of, relation_of


def without(snapshot, collection, field, relation=True):
    snapshot["fields"] = [f for f in snapshot["fields"] if (f["collection"], f["field"]) != (collection, field)]
    if relation:
        snapshot["relations"] = [r for r in snapshot["relations"] if (r["collection"], r["field"]) != (collection, field)]
    return snapshot


def edited(case, *changes):
    """The project's own snapshot with these made: (what of it, key, key, ..., value)."""
    snapshot = case.deploy.api.snapshot()
    for find, *path, last, value in changes:
        item = find(snapshot)
        for key in path:
            item = item[key]
        item[last] = value
    return snapshot


def of_field(collection, field):
    return lambda snapshot: field_of(snapshot, collection, field)


@fault("alias-becomes-column", base="blogd")
def alias_becomes_column(case):
    snapshot = case.deploy.api.snapshot()
    alias = field_of(snapshot, "authors", "posts")
    column = blank_field("authors", "posts", "string", "character varying" if case.vendor == "postgres" else "varchar", {"max_length": 255})
    alias.update(type="string", meta={**alias["meta"], "special": None, "interface": "input"}, schema=column["schema"])
    if case.deploy.settles(snapshot):
        case.deploy.expect_named("posts.author: meta.one_field")
        now = relation_of(case.deploy.api.snapshot(), "posts", "author")["meta"]["one_field"]
        case.deploy.expect(now is None, f"one_field is {now}")


@fault("column-becomes-alias", base="blogd", folder="alias-becomes-column")
def column_becomes_alias(case):
    snapshot = case.deploy.api.snapshot()
    next(c for c in snapshot["collections"] if c["collection"] == "posts")["meta"].update(sort_field="sort", archive_field="status")
    if not case.deploy.applies(snapshot):
        return
    for name in ("sort", "status"):
        field = field_of(snapshot, "posts", name)
        field.update(type="alias", meta={**field["meta"], "special": ["alias", "no-data"], "interface": "presentation-notice"})
        field.pop("schema")
    if case.deploy.settles(snapshot):
        case.deploy.expect_named("posts: meta.sort_field", "posts: meta.archive_field")
        meta = next(c for c in case.deploy.api.snapshot()["collections"] if c["collection"] == "posts")["meta"]
        case.deploy.expect(meta["sort_field"] is None and meta["archive_field"] is None, f"still {meta}")


@fault("many-side-removed-alias-stays", base="blogd")
def many_side_removed(case):
    if case.deploy.settles(without(case.deploy.api.snapshot(), "posts_tags", "posts_id")):
        case.deploy.expect_named("posts.tags: ")


def special(name, collection, field, value):
    @fault(name, base="blogd", folder="special-changes-kind-500")
    def tell(case):
        snapshot = edited(case, (of_field(collection, field), "meta", "special", value))
        case.deploy.refused(snapshot, 400, f"{collection}.{field}", "special", "INVALID_PAYLOAD")


special("special-null-of-alias", "authors", "posts", None)
special("special-date-of-alias", "authors", "posts", ["date-created", "no-data"])
special("special-alias-of-column", "posts", "title", ["alias", "no-data"])
special("special-translations-of-column", "posts", "title", ["translations"])
special("special-o2m-of-column", "posts", "title", ["o2m"])


def flag(key, values, named=True):
    for at, value in enumerate(values):
        @fault(f"flag-{key.replace('_', '-')}-{at}", base="blogd", folder="flag-null-500")
        def tell(case, value=value):
            snapshot = case.deploy.api.snapshot()
            for name in ("title", "slug", "rating"):
                field = next((f for f in snapshot["fields"] if (f["collection"], f["field"]) == ("posts", name)), None)
                if field and bool(field["schema"][key]) == bool(value):
                    field["schema"][key] = value
            case.deploy.settles(snapshot)


flag("is_unique", [None, 0, "", 1, "yes"])
flag("is_indexed", [None, 0, "", 1, "yes"])
flag("is_primary_key", [None, 0, ""])
flag("has_auto_increment", [None, 0, ""])
flag("is_generated", [None, 0, "", 1])


@fault("flag-odd-values-of-new-field", base="blogd", folder="flag-null-500")
def odd_values(case):
    snapshot = case.deploy.api.snapshot()
    snapshot["fields"].append(blank_field("authors", "nick", schema={"is_unique": 1, "is_indexed": None, "is_primary_key": 0, "max_length": "40"},
                                          meta={"hidden": "x", "readonly": 0, "required": None}))
    case.deploy.settles(snapshot)


@fault("sort-missing-new-collection", base="blogd")
def sort_missing(case):
    snapshot = case.deploy.api.snapshot()
    snapshot["collections"].append(blank_collection("news"))
    fields = [key_field("news"), blank_field("news", "a", meta={"sort": 5}), blank_field("news", "b"), blank_field("news", "c")]
    snapshot["fields"] += fields
    if case.deploy.settles(snapshot):
        sorts = [field_of(case.deploy.api.snapshot(), "news", name)["meta"]["sort"] for name in ("id", "a", "b", "c")]
        case.deploy.expect(sorts == [1, 5, 3, 4], f"sorts are {sorts}")
        made = field_of(case.deploy.api.snapshot(), "news", "a")  # a varchar by hand, without its length, is a string still
        case.deploy.expect((made["type"], made["schema"]["max_length"]) == ("string", 255), f"made as {made}")


@fault("relation-on-primary-key", base="blogd")
def relation_on_primary_key(case):
    """One row of the one for each of the other: the key is what points."""
    snapshot = case.deploy.api.snapshot()
    snapshot["collections"].append(blank_collection("profiles"))
    key = key_field("profiles")
    key["schema"].update(has_auto_increment=False, foreign_key_table="authors", foreign_key_column="id")
    key["schema"]["data_type"] = field_of(snapshot, "authors", "id")["schema"]["data_type"]
    snapshot["fields"].append(key)
    relation = json.loads(json.dumps(relation_of(snapshot, "posts", "author")))
    for part in (relation, relation["meta"], relation["schema"]):
        for name, value in part.items():
            if value == "posts":
                part[name] = "profiles"
            elif value == "author":
                part[name] = "id"
    relation["meta"]["one_field"] = None
    relation["schema"]["constraint_name"] = None
    relation["schema"]["on_delete"] = "CASCADE"
    snapshot["relations"].append(relation)
    if case.deploy.settles(snapshot):
        relation_of(case.deploy.api.snapshot(), "profiles", "id")


@fault("fk-message-without-field", base="blogd")
def fk_message(case):
    snapshot = case.deploy.api.snapshot()
    for collection in snapshot["collections"]:
        if collection["collection"] == "tags":
            collection["collection"] = collection["meta"]["collection"] = collection["schema"]["name"] = "labels"
    for field in snapshot["fields"]:
        if field["collection"] == "tags":
            field["collection"] = field["meta"]["collection"] = "labels"
            if field["schema"]:
                field["schema"]["table"] = "labels"
        if (field["schema"] if "schema" in field else None) and field["schema"].get("foreign_key_table") == "tags":
            field["schema"]["foreign_key_table"] = "labels"
    for relation in snapshot["relations"]:
        if relation.get("related_collection") == "tags":
            relation["related_collection"] = "labels"
            relation["meta"]["one_collection"] = "labels"
            relation["schema"]["foreign_key_table"] = "labels"
    answer = case.deploy.refused(snapshot, 400, '"posts_tags"', '"tags_id"', '"count":')
    case.deploy.expect(answer.code() == "INVALID_FOREIGN_KEY", f"code {answer.code()}")


def unique_target(collation=""):
    text = """create table o (id integer primary key, code integer unique);
        insert into o (id, code) values (1, 2), (2, 1);
        create table t (id integer primary key, oc integer, constraint t_oc_foreign foreign key (oc) references o(code));
        insert into t (id, oc) values (1, 1);
        insert into directus_relations (many_collection, many_field, one_collection) values ('t', 'oc', 'o');
        insert into directus_collections (collection) values ('o'), ('t');
        insert into directus_fields (collection, field) values ('o', 'id'), ('o', 'code'), ('t', 'id'), ('t', 'oc')"""
    return "\n".join(line.strip() for line in text.split("\n"))


def target_column(snapshot):
    relation = relation_of(snapshot, "t", "oc")
    return relation["schema"]["foreign_key_table"], relation["schema"]["foreign_key_column"]


@fault("fk-to-unique-column-retargeted", setup="setup.sql")
def fk_to_unique(case):
    own = case.deploy.api.snapshot()
    other = case.other()
    if other.settles(own):  # an own snapshot to an empty project
        other.expect(target_column(other.api.snapshot()) == ("o", "code"), f"points to {target_column(other.api.snapshot())}")
    wished = copy.deepcopy(own)
    relation_of(wished, "t", "oc")["schema"]["on_delete"] = "SET NULL"
    if case.deploy.settles(wished):
        now = case.deploy.api.snapshot()
        case.deploy.expect(target_column(now) == ("o", "code"), f"points to {target_column(now)}")
        case.deploy.expect(relation_of(now, "t", "oc")["schema"]["on_delete"] == "SET NULL", "the rule did not change")
        case.deploy.expect(not case.deploy.named, f"named: {case.deploy.named}")


@fault("fk-to-column-that-is-not-unique", setup="setup.sql", folder="fk-to-unique-column-retargeted")
def fk_to_plain_column(case):
    wished = case.deploy.api.snapshot()
    wished["fields"].append(blank_field("o", "plain", "integer", "integer"))
    relation_of(wished, "t", "oc")["schema"]["foreign_key_column"] = "plain"
    field_of(wished, "t", "oc")["schema"]["foreign_key_column"] = "plain"
    if case.deploy.settles(wished):
        case.deploy.expect_named("t.oc: schema.foreign_key_column")
        now = target_column(case.deploy.api.snapshot())
        case.deploy.expect(now == ("o", "code"), f"points to {now}")


@fault("generated-over-left-out-column-500", vendors=("postgres", "mysql"), setup={"postgres": "setup-postgres.sql", "mysql": "setup.sql"})
def generated_over_left_out(case):
    other = case.other()
    if other.settles(case.deploy.api.snapshot()):
        other.expect_named("t.st: ", "t.g: ")


@fault("own-snapshot-relation-without-field", setup="setup.sql")
def relation_without_field(case):
    other = case.other()
    if other.settles(case.deploy.api.snapshot()):
        other.expect_named("t.x: ")


@fault("second-apply-takes-cast-away", force=True)
def second_apply(case):
    snapshot = case.fixture()
    if case.deploy.settles(snapshot):
        now = case.deploy.api.snapshot()
        types = {f["field"]: f["type"] for f in now["fields"]}
        wanted = {f["field"]: f["type"] for f in snapshot["fields"]}
        case.deploy.expect(types == wanted, f"types are {types}, wanted {wanted}")


@fault("collection-without-meta-second-apply", force=True)
def collection_without_meta(case):
    if case.deploy.settles(case.fixture()):
        case.deploy.expect_named("legacy: ")


PLAIN = sql("create table legacy (id integer primary key, name varchar(20))")


@fault("name-with-a-blank", folder="collection-without-meta-second-apply")
def name_with_a_blank(case):
    """The table is there after the first apply, though no snapshot shows its fields."""
    snapshot = case.deploy.api.snapshot()
    snapshot["collections"].append({"collection": "with blank", "meta": None, "schema": {"name": "with blank"}})
    if case.deploy.settles(snapshot):
        case.deploy.expect_named("with blank: ")


@fault("untracked-table-with-meta", setup=PLAIN, folder="collection-without-meta-second-apply")
def adopted(case):
    snapshot = case.deploy.api.snapshot()
    snapshot["collections"].append(blank_collection("legacy", note="adopted"))
    key = blank_field("legacy", "id", "integer", "integer", {"is_primary_key": True})
    snapshot["fields"] += [key, blank_field("legacy", "name", schema={"max_length": 40}), blank_field("legacy", "more")]
    if case.deploy.settles(snapshot):
        now = case.deploy.api.snapshot()
        case.deploy.expect([c["collection"] for c in now["collections"]] == ["legacy"], "not tracked")
        case.deploy.expect({f["field"] for f in now["fields"]} == {"id", "name", "more"}, f"fields {[f['field'] for f in now['fields']]}")
        length = field_of(now, "legacy", "name")["schema"]["max_length"]
        case.deploy.expect(length == 40, f"the length is {length}")


@fault("untracked-column-with-meta", setup=sql("alter table [authors] add column [nick] varchar(20)"), base="blogd",
       folder="collection-without-meta-second-apply")
def adopted_field(case):
    snapshot = case.deploy.api.snapshot()
    snapshot["fields"].append(blank_field("authors", "nick", schema={"max_length": 20}))
    if case.deploy.settles(snapshot):
        case.deploy.expect(field_of(case.deploy.api.snapshot(), "authors", "nick")["meta"] is not None, "not tracked")


# (default?, expression): read by the grammar, and refused by the database itself.
REFUSED_BY_THE_DATABASE = {
    "sqlite": [(True, "hex(randomblob(300000000))"), (False, "json('{')"), (False, "abs(-9223372036854775808)")],
    "postgres": [(True, "lpad('a', 2000000000, 'b')"), (False, "lpad('a', 2000000000, 'b')"), (False, "to_char(now(), 'Y')"),
                 (False, "('x' || 'y')::integer"), (True, "repeat('a', 1100000000)")],
    "mysql": [(False, "1e999"), (False, "cast('a' as char(99999999999))"), (False, "t"), (False, "nosuch + 1"),
              (False, "lower()"), (True, "cast('a' as decimal(99, 98))"), (False, "convert('a' using nosuch)")]}


@fault("refused-by-the-database", base="blogd", folder="generated-over-left-out-column-500")
def refused_by_the_database(case):
    """Never a 500 for what a document says: 400 with the database's words and the field's name, or the default left out, named."""
    for default, expression in REFUSED_BY_THE_DATABASE[case.vendor]:
        snapshot = case.deploy.api.snapshot()
        schema = {"default_value": expression} if default else {"is_generated": True, "generation_expression": expression}
        snapshot["fields"].append(blank_field("authors", "t", "text", "text", schema=schema))
        before = case.deploy.project.dump()
        diff = case.deploy.api.post("/schema/diff", snapshot)
        applied = case.deploy.api.post("/schema/apply", json.loads(diff.body)["data"])
        if applied.status == 204:
            named = case.deploy.named_now()
            case.deploy.expect(any(line.startswith("authors.t: ") for line in named), f"{expression} was taken: {named}")
            snapshot["fields"].pop()
            case.deploy.settles(snapshot)
        else:
            said = applied.body.decode()
            case.deploy.expect(applied.status == 400 and "t" in said and "authors" in said, f"{expression}: {applied.status} {said}")
            case.deploy.expect(case.deploy.project.dump() == before, f"{expression}: the database is another one")


@fault("shape-before-9-22", base="blogd", force=True, folder="old-system-entries-refuse-everything")
def shape_before_9_22(case):
    """Tables with more than their name, folders with a schema of null: as snapshots were before the endpoints were."""
    snapshot = case.deploy.api.snapshot()
    for collection in snapshot["collections"]:
        if collection.get("schema"):
            collection["schema"] |= {"schema": "public", "comment": None, "sql": "create table x"}
    folder = blank_collection("folder")
    snapshot["collections"].append(folder | {"schema": None})
    snapshot["collections"].append(blank_collection("news") | {"schema": {"name": "news", "schema": "public", "comment": "c"}})
    snapshot["fields"].append(key_field("news"))
    if case.deploy.settles(snapshot):
        now = {c["collection"]: c for c in case.deploy.api.snapshot()["collections"]}
        case.deploy.expect(now["news"]["schema"] == {"name": "news"}, f"news is {now['news']}")
        case.deploy.expect(now["folder"].get("schema") is None, f"the folder is {now['folder']}")
    snapshot = case.deploy.api.snapshot()
    for collection in snapshot["collections"]:
        if collection["collection"] == "tags":
            collection["schema"] = None  # a table with rows is no folder
    case.deploy.settles(snapshot)
    now = {c["collection"]: c for c in case.deploy.api.snapshot()["collections"]}
    case.deploy.expect(now["tags"].get("schema") == {"name": "tags"}, f"tags is {now['tags']}")


@fault("old-system-entries-refuse-everything", force=True)
def old_system_entries(case):
    for file, name in (("snapshot.json", "directus_webhooks.migrated_flow"), ("snapshot-collection.json", "directus_users")):
        case.deploy.settles(case.fixture(file))
        case.deploy.expect_named(f"{name}: ")


@fault("newer-system-entries", force=True, folder="old-system-entries-refuse-everything")
def newer_system_entries(case):
    snapshot = case.deploy.api.snapshot()
    snapshot["systemFields"].append({"collection": "directus_oauth_clients", "field": "nothing_known", "schema": {"is_indexed": True}})
    case.deploy.settles(snapshot)
    case.deploy.expect_named("directus_oauth_clients.nothing_known: ")


ROLE = {"collection": "directus_settings", "field": "public_registration_role", "related_collection": "directus_roles",
        "schema": {"table": "directus_settings", "column": "public_registration_role", "foreign_key_table": "directus_roles",
                   "foreign_key_column": "id", "on_update": "NO ACTION", "on_delete": "SET NULL", "constraint_name": None},
        "meta": {"many_collection": "directus_settings", "many_field": "public_registration_role", "one_collection": "directus_roles",
                 "one_field": None, "sort_field": None, "one_deselect_action": "nullify"}}


@fault("relation-of-a-built-in-field", force=True, base="blogd", folder="old-system-entries-refuse-everything")
def system_relation(case):
    snapshot = case.deploy.api.snapshot()
    snapshot["relations"].append(ROLE)
    snapshot["relations"].append({**ROLE, "collection": "directus_webhooks", "field": "flow"})
    snapshot["fields"].append(blank_field("authors", "nick"))
    if case.deploy.settles(snapshot):
        case.deploy.expect_named("directus_settings.public_registration_role: ", "directus_webhooks.flow: ")
        case.deploy.expect(any(f["field"] == "nick" for f in case.deploy.api.snapshot()["fields"]), "the rest was not applied")


@fault("built-in-things-that-would-really-change", base="blogd", folder="old-system-entries-refuse-everything")
def system_changes(case):
    snapshot = case.deploy.api.snapshot()
    changed = copy.deepcopy(ROLE)
    changed.update(related_collection="authors")
    changed["schema"]["foreign_key_table"] = changed["meta"]["one_collection"] = "authors"
    case.deploy.refused({**snapshot, "relations": [*snapshot["relations"], changed]}, 400, "directus_settings.public_registration_role")
    case.deploy.refused({**snapshot, "collections": [*snapshot["collections"], blank_collection("directus_of_mine")]}, 400,
                        '"directus_of_mine"')
    case.deploy.refused({**snapshot, "fields": [*snapshot["fields"], blank_field("directus_users", "email", "text", "text")]}, 400,
                        "directus_users", "email")


@fault("custom-system-field-without-is_indexed-500", base="blogd")
def custom_system_field(case):
    snapshot = case.deploy.api.snapshot()
    file = "snapshot.json" if case.vendor == "sqlite" else f"snapshot-{case.vendor}.json"
    snapshot["fields"] += case.fixture(file)["fields"]
    case.deploy.settles(snapshot)
    case.deploy.expect(not any("not stated" in line for line in case.deploy.named), f"named: {case.deploy.named}")
