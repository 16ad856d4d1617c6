# SPDX-License-Identifier: Apache-2.0
"""The changes of rows_survive.py: what is edited in the snapshot, and all that may then be different in the database."""
import copy

import rows_model as model
from harness import field_of, relation_of

CHANGES = []
SERVERS = ("postgres", "mysql")
EITHER = "either"  # refused, or applied with every value as it was: vendors print numbers differently


class Change:
    """Columns and shapes are written table.column and table.column.name, table.index.name, table.key.column.

    only: the vendors it is for. A vendor's name as keyword: what is otherwise there.
    """

    def __init__(self, name, edit, tables, shapes=(), values=None, gone=(), objects_gone=(), objects_new=(), fills=None,
                 refused=None, only=("sqlite", *SERVERS), **vendors):
        self.name, self.edit, self.only, self.vendors = name, edit, (only,) if isinstance(only, str) else only, vendors
        self.told = {"tables": tables, "shapes": shapes, "values": values, "gone": gone, "objects_gone": objects_gone,
                     "objects_new": objects_new, "fills": fills, "refused": refused}
        CHANGES.append(self)

    def of(self, vendor):
        told = {**self.told, **self.vendors.get(vendor, {})}
        self.refused, self.named = told["refused"], told.get("named", False)  # named: it is applied but for a spelling
        self.tables, self.shapes = set(told["tables"].split()), set(told["shapes"])
        self.values, self.gone = told["values"] or {}, set(told["gone"])  # column: how it follows from the old row b
        self.fills = told["fills"] or {}                                  # new column: what holds of all its values
        self.objects_gone, self.objects_new = set(told["objects_gone"]), set(told["objects_new"])
        return self


def changes(vendor):
    return [change.of(vendor) for change in CHANGES if vendor in change.only]


TYPES = {  # data_type, max_length, numeric_precision, numeric_scale
    "sqlite": {"string": ("varchar", 255, None, None), "text": ("text", None, None, None), "integer": ("integer", None, None, None),
               "bigInteger": ("bigint", None, None, None), "float": ("float", None, None, None), "boolean": ("boolean", None, None, None),
               "dateTime": ("datetime", None, None, None)},
    "postgres": {"string": ("character varying", 255, None, None), "text": ("text", None, None, None), "integer": ("integer", None, 32, 0),
                 "bigInteger": ("bigint", None, 64, 0), "float": ("real", None, 24, None), "boolean": ("boolean", None, None, None),
                 "dateTime": ("timestamp without time zone", None, None, None), "date": ("date", None, None, None),
                 "timestamp": ("timestamp with time zone", None, None, None), "uuid": ("uuid", None, None, None),
                 "json": ("json", None, None, None), "decimal": ("numeric", None, 12, 2)},
    "mysql": {"string": ("varchar", 255, None, None), "text": ("text", 65535, None, None), "integer": ("int", None, 10, 0),
              "bigInteger": ("bigint", None, 19, 0), "float": ("float", None, 10, 5), "boolean": ("boolean", None, 3, 0),
              "dateTime": ("datetime", None, None, None), "date": ("date", None, None, None), "timestamp": ("timestamp", None, None, None),
              "uuid": ("char", 36, None, None), "json": ("longtext", 4294967295, None, None), "decimal": ("decimal", None, 12, 2)},
}


def set_type(snapshot, field, kind):
    field["type"], schema = kind, field["schema"]
    schema["data_type"], schema["max_length"], schema["numeric_precision"], schema["numeric_scale"] = TYPES[snapshot["vendor"]][kind]


def typed(column, kind, **schema):
    def edit(snapshot):
        field = field_of(snapshot, *column.split("."))
        set_type(snapshot, field, kind)
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
        set_type(snapshot, field, kind)
        field["schema"].update({"is_indexed": False, **schema})
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
        if snapshot["vendor"] == "mysql":  # no key without an index there
            field_of(snapshot, many, name)["schema"].update(is_indexed=True)
        old = [r for r in snapshot["relations"] if (r["collection"], r["field"]) == (many, name)]
        relation = old[0] if old else copy.deepcopy(relation_of(snapshot, "big", "parent"))
        relation["collection"] = relation["meta"]["many_collection"] = relation["schema"]["table"] = many
        relation["field"] = relation["meta"]["many_field"] = relation["schema"]["column"] = name
        relation["related_collection"] = relation["meta"]["one_collection"] = table
        relation["schema"].update(foreign_key_table=table, foreign_key_column="id", on_delete=on_delete)
        if not old and relation["schema"]["constraint_name"] is not None:
            relation["schema"]["constraint_name"] = f"{many}_{name}_foreign"
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


NOT_SQLITE = {"only": SERVERS}
SQLITE = {"only": "sqlite"}
BLOCKED = (None, None, [])
# -- types
Change("string to text", typed("big.free", "text"), "big", column("big.free"))
Change("text to string", typed("big.body", "string"), "big", column("big.body"))
Change("integer to bigInteger", typed("big.n", "bigInteger"), "big", column("big.n"), postgres={"refused": (None, None, ["big_view"])})
Change("integer to bigInteger, nobody looks", typed("big.maybe", "bigInteger"), "big", column("big.maybe"))
Change("bigInteger to integer, too large", typed("big.wide", "integer"), "big", refused=("VALUE_OUT_OF_RANGE", model.WIDE, ["wide"]), **NOT_SQLITE)
Change("integer to string", typed("big.maybe", "string"), "big", column("big.maybe"), {"big.maybe": "CAST(b.maybe AS TEXT)"})
Change("string to integer", typed("big.digits", "integer"), "big", column("big.digits"), {"big.digits": "CAST(b.digits AS INTEGER)"})
Change("string to integer, letters", typed("big.mixed", "integer"), "big", refused=(None, model.LETTERS, ["mixed"]))
Change("string to integer, leading zeros", typed("big.padded", "integer"), "big",
       refused=("VALUE_OUT_OF_RANGE", model.ZEROS, ["padded"]))
Change("float to integer, whole numbers", typed("big.whole", "integer"), "big", column("big.whole"),
       {"big.whole": "CAST(b.whole AS INTEGER)"})
Change("float to integer, fractions", typed("big.amount", "integer", default_value=None), "big", refused=("VALUE_OUT_OF_RANGE", None, ["amount"]),
       **NOT_SQLITE)
Change("float to string, digits beyond print", typed("big.amount", "string", default_value="1.5"), "big", refused=("VALUE_OUT_OF_RANGE", None, ["amount"]),
       postgres={"refused": EITHER, "shapes": column("big.amount"), "values": {"big.amount": "CAST(b.amount AS TEXT)"}},
       mysql={"refused": EITHER, "shapes": column("big.amount"), "values": {"big.amount": "CAST(b.amount AS TEXT)"}})
Change("decimal of fewer digits", stated("big.exact", numeric_scale=2), "big", refused=("VALUE_OUT_OF_RANGE", model.LONG, ["exact"]), **NOT_SQLITE)
Change("decimal of more digits", stated("big.exact", numeric_precision=16, numeric_scale=6), "big", column("big.exact"),
       postgres={"values": {"big.exact": "CAST(b.exact AS numeric(16, 6))"}}, mysql={"values": {"big.exact": "CAST(b.exact AS decimal(16, 6))"}},
       **NOT_SQLITE)
Change("boolean to integer", typed("big.flag", "integer", default_value=0), "big", column("big.flag"), only="mysql")
Change("dateTime to timestamp", typed("big.happened", "timestamp"), "big", column("big.happened"), refused=EITHER, **NOT_SQLITE,
       postgres={"values": {"big.happened": "CAST(b.happened AS timestamptz)"}}, mysql={"objects_new": []})
Change("string to uuid, no such values", typed("big.code", "uuid"), "big", refused=(None, None, ["code"]), **NOT_SQLITE)
Change("text to json", typed("big.doctext", "json"), "big", column("big.doctext"), only="postgres")
Change("text to json, no such values", typed("big.body", "json"), "big", refused=(None, None, ["body"]), only="postgres")
Change("integer to string, its check forbids it", typed("big.checked", "string"), "big", refused=(None, None, ["checked"]), **SQLITE)
Change("integer to string, its check compares it", typed("big.price", "string", default_value="0"), "big", column("big.price"),
       {"big.price": "CAST(b.price AS TEXT)"}, refused=EITHER, **NOT_SQLITE)
Change("string to text, its collation stays", typed("big.nocase", "text"), "big", column("big.nocase"))
Change("length up", stated("big.title", max_length=500), "big", column("big.title"),
       postgres={"refused": (None, None, ["shout"])}, mysql={"refused": EITHER})
Change("length up, nobody looks", stated("big.code", max_length=500), "big", column("big.code"), mysql={"refused": EITHER})
Change("length down", stated("big.title", max_length=5), "big", column("big.title"),
       postgres={"refused": BLOCKED}, mysql={"refused": (None, None, ["title"])})
Change("length down, too long", stated("big.free", max_length=8), "big", column("big.free"),
       postgres={"refused": ("VALUE_TOO_LONG", model.TOO_LONG, ["free"])}, mysql={"refused": ("VALUE_TOO_LONG", model.TOO_LONG, ["free"])})
Change("length down, short enough", stated("big.hand", max_length=5), "big", column("big.hand"),
       postgres={"shapes": [*column("big.hand")]})
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
Change("default of the time removed", stated("big.happened", default_value=None), "big", column("big.happened"), **NOT_SQLITE)
# -- indexes
Change("unique added", stated("big.free", is_unique=True), "big", ["big.index.big_free_unique"], objects_new=["big_free_unique"])
Change("unique added, duplicates", stated("big.dupes", is_unique=True), "big",
       refused=("RECORD_NOT_UNIQUE", model.DUPLICATES, ["dupes", "big"]))
Change("unique added, as the database compares", stated("big.cased", is_unique=True), "big", ["big.index.big_cased_unique"], **NOT_SQLITE,
       mysql={"refused": ("RECORD_NOT_UNIQUE", model.CASED, ["cased", "big"])})
Change("unique by hand removed", stated("big.sole", is_unique=False), "big", ["big.index.sole by hand"], objects_gone=["sole by hand"],
       only=("sqlite", "mysql"))
Change("unique of the column removed", stated("parent.badge", is_unique=False), "parent", ["parent.index.u [('badge'"],
       postgres={"shapes": ["parent.index.parent_badge_key"]}, mysql={"shapes": ["parent.index.badge"]})
Change("unique of the table removed", stated("parent.pair", is_unique=False), "parent", ["parent.index.u [('pair'"],
       postgres={"shapes": ["parent.index.one_pair"]}, mysql={"shapes": ["parent.index.one_pair"]})
Change("unique removed, a key outside needs it", stated("big.code", is_unique=False), "big", refused=(None, None, ["plain"]))
Change("index added", stated("big.maybe", is_indexed=True), "big", ["big.index.big_maybe_index"], objects_new=["big_maybe_index"])
Change("index by hand removed", stated("big.hand", is_indexed=False), "big", ['big.index.made by "hand"'], objects_gone=['made by "hand"'],
       postgres={"shapes": ['big.index.made by "hand']}, mysql={"shapes": ['big.index.made by "hand']})
# -- fields
Change("field added, null", added("big.fresh", "string"), "big", column("big.fresh"), fills={"big.fresh": "{} IS NULL"})
Change("field added, not null with a default", added("big.fresh", "integer", is_nullable=False, default_value=7), "big",
       column("big.fresh"), fills={"big.fresh": "{} = 7"})
Change("field added, the time of the change", added("big.fresh", "dateTime", is_nullable=False, default_value="CURRENT_TIMESTAMP"), "big",
       column("big.fresh"), fills={"big.fresh": "{} BETWEEN datetime('now', '-10 minutes') AND datetime('now')"},
       postgres={"fills": {"big.fresh": "{} BETWEEN now() - interval '10 minutes' AND now()"}},
       mysql={"fills": {"big.fresh": "{} BETWEEN now() - interval 10 minute AND now()"}, "named": True})
Change("field added, indexed", added("big.fresh", "integer", is_indexed=True), "big", column("big.fresh") + ["big.index.big_fresh_index"],
       objects_new=["big_fresh_index"], fills={"big.fresh": "{} IS NULL"})
Change("field added, unique with a default", added("big.fresh", "integer", is_unique=True, default_value=1), "big",
       refused=("RECORD_NOT_UNIQUE", None, ["fresh"]))
Change("field added, not null without a default", added("big.fresh", "integer", is_nullable=False), "big",
       refused=("NOT_NULL_VIOLATION", None, ["fresh", "big"]))
Change("field dropped", dropped("big.body"), "big", column("big.body"), gone=["big.body"],
       mysql={"shapes": [*column("big.body"), "big.index.big_words"]})
Change("field dropped with its index", dropped("big.hand"), "big", column("big.hand") + ['big.index.made by "hand"'], gone=["big.hand"],
       objects_gone=['made by "hand"'], postgres={"shapes": [*column("big.hand"), 'big.index.made by "hand']},
       mysql={"shapes": [*column("big.hand"), 'big.index.made by "hand']})
Change("generated field dropped", dropped("big.total"), "big", column("big.total"), gone=["big.total"])
Change("field dropped with its key", dropped("parent.favourite"), "parent", refused=(None, None, ["parent_touched"]), only="sqlite")
Change("field dropped with its key", dropped("parent.favourite"), "parent", ["parent.column.favourite", "parent.key.favourite"],
       gone=["parent.favourite"], mysql={"shapes": ["parent.column.favourite", "parent.key.favourite", "parent.index.parent_favourite_foreign"]},
       **NOT_SQLITE)
Change("field of a key dropped", dropped("cascading.big"), "cascading", ["cascading.column.big", "cascading.key.big"], gone=["cascading.big"],
       mysql={"shapes": ["cascading.column.big", "cascading.key.big", "cascading.index.cascading_big_foreign"]})
# -- what something else needs
Change("dropped, the view needs it", dropped("big.viewed"), "big", refused=(None, None, ["big_view"]))
Change("dropped, a trigger writes it down", dropped("big.fired"), "big", refused=(None, None, ["big_inserted"]), **SQLITE)
Change("dropped, a trigger waits for it", dropped("big.watched"), "big", refused=(None, None, ["big_updated"]),
       postgres={"refused": (None, None, ["big_watched"])}, only=("sqlite", "postgres"))
Change("dropped, a check needs it", dropped("big.lo"), "big", refused=(None, None, ["lo"]))
Change("dropped, a generated column needs it", dropped("big.title"), "big", refused=(None, None, ["shout"]))
Change("dropped, an index with more needs it", dropped("big.exprd"), "big", refused=(None, None, ["big_expression"]), only="sqlite")
Change("dropped, an index has it and more", dropped("big.exprd"), "big",
       postgres={"refused": EITHER, "gone": ["big.exprd"], "shapes": [*column("big.exprd"), "big.index.big_many", "big.index.big_expression"],
                 "named": True},
       mysql={"refused": EITHER, "gone": ["big.exprd"], "shapes": [*column("big.exprd"), "big.index.big_many"]}, **NOT_SQLITE)
Change("dropped, a key outside needs it", dropped("big.code"), "big", refused=(None, None, ["plain"]))
# -- relations
Change("relation added", related("big.loose", "other_parent"), "big", ["big.key.loose"],
       mysql={"shapes": ["big.key.loose", "big.index.big_loose_"]})
Change("relation added, parents missing", related("big.wrong", "other_parent"), "big",
       refused=("INVALID_FOREIGN_KEY", model.LOST, ["wrong"]))
Change("on_delete changed", ruled("big.parent", "SET NULL"), "big", ["big.key.parent"])
Change("on_delete of a key to it changed", ruled("cascading.big", "RESTRICT"), "cascading", ["cascading.key.big"])
Change("relation to another collection", related("big.parent", "other_parent", "CASCADE"), "big", ["big.key.parent"])
Change("relation removed", unrelated("big.parent"), "big", ["big.key.parent"])
# -- several at once, and the other tables
Change("two changes of one column", both(typed("big.dupes", "text"), stated("big.dupes", is_indexed=True, default_value="x")), "big",
       column("big.dupes") + ["big.index.big_dupes_index"], objects_new=["big_dupes_index"], only=("sqlite", "postgres"))
Change("changes of several tables", both(stated("big.title", is_nullable=True), dropped("big.body"), added("big.fresh", "integer"),
                                         stated("parent.name", max_length=300), ruled("nulling.big", "CASCADE"),
                                         stated("tree.v", default_value="leaf")), "big parent nulling tree",
       ["big.column.title", "big.column.body", "big.column.fresh", "parent.column.name", "nulling.key.big", "tree.column.v"],
       gone=["big.body"], fills={"big.fresh": "{} IS NULL"}, postgres={"refused": (None, None, ["big_view"])},
       mysql={"shapes": ["big.column.title", "big.column.body", "big.column.fresh", "parent.column.name", "nulling.key.big", "tree.column.v",
                         "big.index.big_words"]})
Change("one of two is refused", both(stated("big.title", is_nullable=True), stated("big.maybe", is_nullable=False)), "big",
       refused=("CONTAINS_NULL_VALUES", model.NULLS, ["maybe"]))
Change("the parent of a key", stated("parent.badge", max_length=40), "parent", column("parent.badge"))
Change("the parent of a key, its type", typed("parent.name", "text"), "parent", column("parent.name"), postgres={"refused": (None, None, ["big_view"])})
Change("a key to itself", stated("tree.v", is_nullable=False), "tree", column("tree.v"))
Change("row ids without an integer key", stated("keyed.v", is_nullable=False), "keyed", column("keyed.v"))
Change("field dropped, row ids stay", dropped("keyed.w"), "keyed", column("keyed.w"), gone=["keyed.w"])
# -- what only this vendor has
Change("WITHOUT ROWID", typed("without_row_id.v", "string"), "without_row_id", column("without_row_id.v"),
       {"without_row_id.v": "CAST(b.v AS TEXT)"}, **SQLITE)
Change("WITHOUT ROWID, field dropped", dropped("without_row_id.note"), "without_row_id", column("without_row_id.note"),
       gone=["without_row_id.note"], **SQLITE)
Change("STRICT", stated("strict_one.a", is_nullable=False), "strict_one", column("strict_one.a"), **SQLITE)
Change("STRICT, to integer", typed("strict_one.a", "integer"), "strict_one", column("strict_one.a"), {"strict_one.a": "CAST(b.a AS INTEGER)"},
       **SQLITE)
Change("STRICT, a type it cannot hold", typed("strict_one.a", "string"), "strict_one", refused=(None, None, ["STRICT"]), **SQLITE)
Change("STRICT, values it cannot hold", typed("strict_one.c", "integer"), "strict_one", refused=(None, None, ["strict_one"]), **SQLITE)
Change("STRICT, field added", added("strict_one.fresh", "text", is_nullable=False, default_value="d"), "strict_one",
       column("strict_one.fresh"), fills={"strict_one.fresh": "{} = 'd'"}, **SQLITE)
Change("unsigned stays, its default changes", stated("big.counted", default_value=9), "big", column("big.counted"), only="mysql")
Change("its character set stays", stated("big.latin", is_nullable=False), "big", column("big.latin"), only="mysql")
Change("ON UPDATE stays", stated("big.touched", is_indexed=True), "big", ["big.index.big_touched_index"], only="mysql")
Change("ON UPDATE stays with a change of the column", stated("big.touched", is_nullable=False), "big", column("big.touched"), only="mysql")
Change("an enum stays", stated("big.mood", is_indexed=True), "big", ["big.index.big_mood_index"], **NOT_SQLITE)
Change("an enum is dropped", dropped("big.mood"), "big", column("big.mood"), gone=["big.mood"], **NOT_SQLITE)
