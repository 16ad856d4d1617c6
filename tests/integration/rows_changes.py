# SPDX-License-Identifier: Apache-2.0
"""The changes of rows_survive.py: what is edited in the snapshot, and all that may then be different in the database."""
import copy

import rows_model as model
from harness import field_of, relation_of

CHANGES = []


class Change:
    """Columns and shapes are written table.column and table.column.name, table.index.name, table.key.column."""

    def __init__(self, name, edit, tables, shapes=(), values=None, gone=(), objects_gone=(), objects_new=(), fills=None,
                 refused=None):
        self.name, self.edit, self.refused = name, edit, refused
        self.tables, self.shapes = set(tables.split()), set(shapes)
        self.values, self.gone = values or {}, set(gone)            # column: how it follows from the old row b
        self.fills = fills or {}                                     # new column: what holds of all its values
        self.objects_gone, self.objects_new = set(objects_gone), set(objects_new)
        CHANGES.append(self)


TYPES = {"string": ("varchar", 255), "text": ("text", None), "integer": ("integer", None), "bigInteger": ("bigint", None),
         "float": ("float", None), "boolean": ("boolean", None), "dateTime": ("datetime", None)}


def typed(column, kind, **schema):
    def edit(snapshot):
        field = field_of(snapshot, *column.split("."))
        field["type"] = kind
        field["schema"]["data_type"], field["schema"]["max_length"] = TYPES[kind]
        field["schema"].update(schema)
    return edit


def stated(column, **schema):
    return lambda snapshot: field_of(snapshot, *column.split("."))["schema"].update(schema)


def added(column, kind, like="big.n", **schema):
    def edit(snapshot):
        table, name = column.split(".")
        field = copy.deepcopy(field_of(snapshot, *like.split(".")))
        field["collection"] = field["meta"]["collection"] = field["schema"]["table"] = table
        field["field"] = field["meta"]["field"] = field["schema"]["name"] = name
        field["type"] = kind
        field["schema"]["data_type"], field["schema"]["max_length"] = TYPES[kind]
        field["schema"].update(schema)
        snapshot["fields"].append(field)
    return edit


def dropped(column):
    def edit(snapshot):
        table, name = column.split(".")
        snapshot["fields"].remove(field_of(snapshot, table, name))
        snapshot["relations"] = [r for r in snapshot["relations"] if (r["collection"], r["field"]) != (table, name)]
    return edit


def related(column, table, on_delete="SET NULL"):
    """A new relation, or the same to another collection."""
    def edit(snapshot):
        many, name = column.split(".")
        field_of(snapshot, many, name)["schema"].update(foreign_key_table=table, foreign_key_column="id")
        old = [r for r in snapshot["relations"] if (r["collection"], r["field"]) == (many, name)]
        relation = old[0] if old else copy.deepcopy(relation_of(snapshot, "big", "parent"))
        relation["collection"] = relation["meta"]["many_collection"] = relation["schema"]["table"] = many
        relation["field"] = relation["meta"]["many_field"] = relation["schema"]["column"] = name
        relation["related_collection"] = relation["meta"]["one_collection"] = table
        relation["schema"].update(foreign_key_table=table, foreign_key_column="id", on_delete=on_delete)
        if not old:
            relation["schema"]["on_update"] = "NO ACTION"
            snapshot["relations"].append(relation)
    return edit


def unrelated(column):
    def edit(snapshot):
        many, name = column.split(".")
        field_of(snapshot, many, name)["schema"].update(foreign_key_table=None, foreign_key_column=None)
        snapshot["relations"].remove(relation_of(snapshot, many, name))
    return edit


def ruled(column, on_delete):
    return lambda snapshot: relation_of(snapshot, *column.split("."))["schema"].update(on_delete=on_delete)


def both(*edits):
    return lambda snapshot: [edit(snapshot) for edit in edits]


def column(name):
    table, field = name.split(".")
    return [f"{table}.column.{field}"]


# -- types
Change("string to text", typed("big.free", "text"), "big", column("big.free"))
Change("text to string", typed("big.body", "string"), "big", column("big.body"))
Change("integer to bigInteger", typed("big.n", "bigInteger"), "big", column("big.n"))
Change("integer to string", typed("big.n", "string"), "big", column("big.n"), {"big.n": "CAST(b.n AS TEXT)"})
Change("string to integer", typed("big.digits", "integer"), "big", column("big.digits"), {"big.digits": "CAST(b.digits AS INTEGER)"})
Change("string to integer, letters", typed("big.mixed", "integer"), "big", refused=(None, model.LETTERS, ["mixed"]))
Change("string to integer, leading zeros", typed("big.padded", "integer"), "big",
       refused=("VALUE_OUT_OF_RANGE", model.ZEROS, ["padded"]))
Change("float to integer, whole numbers", typed("big.whole", "integer"), "big", column("big.whole"),
       {"big.whole": "CAST(b.whole AS INTEGER)"})
Change("float to string, digits beyond print", typed("big.amount", "string"), "big", refused=("VALUE_OUT_OF_RANGE", None, ["amount"]))
Change("integer to string, its check forbids it", typed("big.checked", "string"), "big", refused=(None, None, ["checked"]))
Change("string to text, its collation stays", typed("big.nocase", "text"), "big", column("big.nocase"))
Change("length up", stated("big.title", max_length=500), "big", column("big.title"))
Change("length down", stated("big.title", max_length=5), "big", column("big.title"))
# -- nulls
Change("not null to null", stated("big.title", is_nullable=True), "big", column("big.title"))
Change("null to not null", stated("big.body", is_nullable=False), "big", column("big.body"))
Change("null to not null, nulls", stated("big.maybe", is_nullable=False), "big",
       refused=("CONTAINS_NULL_VALUES", model.NULLS, ["maybe", "big"]))
# -- defaults
Change("default added", stated("big.n", default_value=42), "big", column("big.n"))
Change("default changed", stated("big.amount", default_value=2.5), "big", column("big.amount"))
Change("default of text changed", stated("big.title", default_value="now this"), "big", column("big.title"))
Change("default removed", stated("big.amount", default_value=None), "big", column("big.amount"))
# -- indexes
Change("unique added", stated("big.free", is_unique=True), "big", ["big.index.big_free_unique"], objects_new=["big_free_unique"])
Change("unique added, duplicates", stated("big.dupes", is_unique=True), "big",
       refused=("RECORD_NOT_UNIQUE", model.DUPLICATES, ["dupes", "big"]))
Change("unique by hand removed", stated("big.sole", is_unique=False), "big", ["big.index.sole by hand"], objects_gone=["sole by hand"])
Change("unique of the column removed", stated("parent.badge", is_unique=False), "parent", ["parent.index.u [('badge'"])
Change("unique of the table removed", stated("parent.pair", is_unique=False), "parent", ["parent.index.u [('pair'"])
Change("unique removed, a key outside needs it", stated("big.code", is_unique=False), "big", refused=(None, None, ["plain"]))
Change("index added", stated("big.maybe", is_indexed=True), "big", ["big.index.big_maybe_index"], objects_new=["big_maybe_index"])
Change("index by hand removed", stated("big.hand", is_indexed=False), "big", ['big.index.made by "hand"'], objects_gone=['made by "hand"'])
# -- fields
Change("field added, null", added("big.fresh", "string"), "big", column("big.fresh"), fills={"big.fresh": "{} IS NULL"})
Change("field added, not null with a default", added("big.fresh", "integer", is_nullable=False, default_value=7), "big",
       column("big.fresh"), fills={"big.fresh": "{} = 7"})
Change("field added, the time of the change", added("big.fresh", "dateTime", is_nullable=False, default_value="CURRENT_TIMESTAMP"), "big",
       column("big.fresh"), fills={"big.fresh": "{} BETWEEN datetime('now', '-10 minutes') AND datetime('now')"})
Change("field added, indexed", added("big.fresh", "integer", is_indexed=True), "big", column("big.fresh") + ["big.index.big_fresh_index"],
       objects_new=["big_fresh_index"], fills={"big.fresh": "{} IS NULL"})
Change("field added, unique with a default", added("big.fresh", "integer", is_unique=True, default_value=1), "big",
       refused=("RECORD_NOT_UNIQUE", None, ["fresh"]))
Change("field added, not null without a default", added("big.fresh", "integer", is_nullable=False), "big",
       refused=("NOT_NULL_VIOLATION", None, ["fresh", "big"]))
Change("field dropped", dropped("big.body"), "big", column("big.body"), gone=["big.body"])
Change("field dropped with its index", dropped("big.hand"), "big", column("big.hand") + ['big.index.made by "hand"'], gone=["big.hand"],
       objects_gone=['made by "hand"'])
Change("generated field dropped", dropped("big.total"), "big", column("big.total"), gone=["big.total"])
Change("field dropped with its key", dropped("parent.favourite"), "parent", refused=(None, None, ["parent_touched"]))
Change("field of a key dropped", dropped("cascading.big"), "cascading", ["cascading.column.big", "cascading.key.big"], gone=["cascading.big"])
# -- what something else needs
Change("dropped, the view needs it", dropped("big.viewed"), "big", refused=(None, None, ["big_view"]))
Change("dropped, a trigger writes it down", dropped("big.fired"), "big", refused=(None, None, ["big_inserted"]))
Change("dropped, a trigger waits for it", dropped("big.watched"), "big", refused=(None, None, ["big_updated"]))
Change("dropped, a check needs it", dropped("big.lo"), "big", refused=(None, None, ["lo"]))
Change("dropped, a generated column needs it", dropped("big.title"), "big", refused=(None, None, ["shout"]))
Change("dropped, an index with more needs it", dropped("big.exprd"), "big", refused=(None, None, ["big_expression"]))
Change("dropped, a key outside needs it", dropped("big.code"), "big", refused=(None, None, ["plain"]))
# -- relations
Change("relation added", related("big.loose", "other_parent"), "big", ["big.key.loose"])
Change("relation added, parents missing", related("big.wrong", "other_parent"), "big",
       refused=("INVALID_FOREIGN_KEY", model.LOST, ["wrong"]))
Change("on_delete changed", ruled("big.parent", "SET NULL"), "big", ["big.key.parent"])
Change("on_delete of a key to it changed", ruled("cascading.big", "RESTRICT"), "cascading", ["cascading.key.big"])
Change("relation to another collection", related("big.parent", "other_parent", "CASCADE"), "big", ["big.key.parent"])
Change("relation removed", unrelated("big.parent"), "big", ["big.key.parent"])
# -- several at once, and the other tables
Change("two changes of one column", both(typed("big.dupes", "text"), stated("big.dupes", is_indexed=True, default_value="x")), "big",
       column("big.dupes") + ["big.index.big_dupes_index"], objects_new=["big_dupes_index"])
Change("changes of several tables", both(stated("big.title", is_nullable=True), dropped("big.body"), added("big.fresh", "integer"),
                                         stated("parent.name", max_length=300), ruled("nulling.big", "CASCADE"),
                                         stated("tree.v", default_value="leaf")), "big parent nulling tree",
       ["big.column.title", "big.column.body", "big.column.fresh", "parent.column.name", "nulling.key.big", "tree.column.v"],
       gone=["big.body"], fills={"big.fresh": "{} IS NULL"})
Change("one of two is refused", both(stated("big.title", is_nullable=True), stated("big.maybe", is_nullable=False)), "big",
       refused=("CONTAINS_NULL_VALUES", model.NULLS, ["maybe"]))
Change("the parent of a key", typed("parent.name", "text"), "parent", column("parent.name"))
Change("a key to itself", stated("tree.v", is_nullable=False), "tree", column("tree.v"))
Change("row ids without an integer key", stated("keyed.v", is_nullable=False), "keyed", column("keyed.v"))
Change("field dropped, row ids stay", dropped("keyed.w"), "keyed", column("keyed.w"), gone=["keyed.w"])
Change("WITHOUT ROWID", typed("without_row_id.v", "string"), "without_row_id", column("without_row_id.v"),
       {"without_row_id.v": "CAST(b.v AS TEXT)"})
Change("WITHOUT ROWID, field dropped", dropped("without_row_id.note"), "without_row_id", column("without_row_id.note"),
       gone=["without_row_id.note"])
Change("STRICT", stated("strict_one.a", is_nullable=False), "strict_one", column("strict_one.a"))
Change("STRICT, to integer", typed("strict_one.a", "integer"), "strict_one", column("strict_one.a"), {"strict_one.a": "CAST(b.a AS INTEGER)"})
Change("STRICT, a type it cannot hold", typed("strict_one.a", "string"), "strict_one", refused=(None, None, ["STRICT"]))
Change("STRICT, values it cannot hold", typed("strict_one.c", "integer"), "strict_one", refused=(None, None, ["strict_one"]))
Change("STRICT, field added", added("strict_one.fresh", "text", is_nullable=False, default_value="d"), "strict_one",
       column("strict_one.fresh"), fills={"strict_one.fresh": "{} = 'd'"})
