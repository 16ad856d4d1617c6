# SPDX-License-Identifier: Apache-2.0
"""Random data models as snapshots of a vendor, and random changes of one: what people build by hand, in combinations nobody lists.

    model = Model("postgres", random.Random(7))
    model.snapshot(base)      # base: a project's own, for its version and system fields
    model.change(); model.snapshot(base)

A model is valid, as a snapshot of Directus is: keys exist, a relation's field has the type of the key it refers to.
"""

# without "'": Python's dump of a SQLite table fails there; names.py has it
NAMES = ["orders", "order", "Group", "blog posts", "select", "größe", "a_b_c", "CamelCase", "x" * 50, "naïve-name", "lines2"]
FIELDS = ["title", "Title 2", "from", "value", "größe", "sort", "status", "it's", "CamelCase", "key", "y" * 50, "note", "date", "a b", "end"]
DELETES = ["SET NULL", "CASCADE", "NO ACTION", "RESTRICT", "SET DEFAULT"]
TEXTS = [None, "plain", "it's \"quoted\"", "zwölf 🙂", "a\nb", "$t:key", "back\\slash", "100 %"]


class Kind:
    """A type of fields as the vendor's snapshots show it. shapes: (max_length, precision, scale); plain: indexes and unique go."""

    def __init__(self, type_, data_type, shapes=((None, None, None),), defaults=(), special=None, plain=True):
        self.type, self.data_type, self.shapes, self.defaults, self.special, self.plain = type_, data_type, shapes, defaults, special, plain


NUMBERS = (0, 1, -7, 42)
WORDS = ("draft", "", "it's", "zwölf")
JSON = ({"a": [1, "ü"]}, [], {})
STRING_SHAPES = tuple((length, None, None) for length in (255, 64, 10))
DECIMAL_SHAPES = ((None, 10, 5), (None, 10, 2), (None, 18, 6))
UUID = ("00000000-0000-4000-8000-000000000001",)
KINDS = {
    "sqlite": [
        Kind("integer", "integer", defaults=NUMBERS), Kind("bigInteger", "bigint", defaults=(9007199254740991, 5)),
        Kind("string", "varchar", STRING_SHAPES, WORDS), Kind("text", "text", defaults=WORDS, plain=False),
        Kind("boolean", "boolean", defaults=(True, False), plain=False), Kind("float", "float", defaults=(0, 1.5)),
        Kind("date", "date", defaults=("2024-02-29",)), Kind("time", "time", defaults=("12:34:56",)),
        Kind("dateTime", "datetime", defaults=("2024-02-29T12:34:56", "CURRENT_TIMESTAMP")),
        Kind("timestamp", "datetime", defaults=("CURRENT_TIMESTAMP",), special=["cast-timestamp"]),
        Kind("json", "json", defaults=JSON, special=["cast-json"], plain=False), Kind("binary", "blob", plain=False),
        Kind("uuid", "char", ((36, None, None),), UUID, ["uuid"]), Kind("csv", "text", special=["cast-csv"], plain=False),
        Kind("hash", "varchar", ((255, None, None),), special=["hash"])],
    "postgres": [
        Kind("integer", "integer", ((None, 32, 0),), NUMBERS), Kind("bigInteger", "bigint", ((None, 64, 0),), (9007199254740991, 5)),
        Kind("string", "character varying", STRING_SHAPES, WORDS), Kind("text", "text", defaults=WORDS, plain=False),
        Kind("boolean", "boolean", defaults=(True, False), plain=False), Kind("float", "real", ((None, 24, None),), (0, 1.5)),
        Kind("decimal", "numeric", DECIMAL_SHAPES, (0, 9.9)), Kind("date", "date", defaults=("2024-02-29",)),
        Kind("time", "time without time zone", defaults=("12:34:56",)),
        Kind("dateTime", "timestamp without time zone", defaults=("2024-02-29 12:34:56", "CURRENT_TIMESTAMP")),
        Kind("timestamp", "timestamp with time zone", defaults=("CURRENT_TIMESTAMP",)),
        Kind("json", "json", defaults=JSON, special=["cast-json"], plain=False), Kind("unknown", "bytea", plain=False),
        Kind("uuid", "uuid", defaults=UUID), Kind("csv", "text", special=["cast-csv"], plain=False),
        Kind("hash", "character varying", ((255, None, None),), special=["hash"])],
    "mysql": [
        Kind("integer", "int", ((None, 10, 0),), NUMBERS), Kind("bigInteger", "bigint", ((None, 19, 0),), (9007199254740991, 5)),
        Kind("string", "varchar", STRING_SHAPES, WORDS), Kind("text", "text", ((65535, None, None),), plain=False),
        Kind("boolean", "boolean", ((None, 3, 0),), (True, False), plain=False), Kind("float", "float", ((None, 10, 5),), (0, 1.5)),
        Kind("decimal", "decimal", DECIMAL_SHAPES, (0, 9.9)), Kind("date", "date", defaults=("2024-02-29",)),
        Kind("time", "time", defaults=("12:34:56",)), Kind("dateTime", "datetime", defaults=("2024-02-29 12:34:56", "current_timestamp()")),
        Kind("timestamp", "timestamp", defaults=("current_timestamp()",)),
        Kind("json", "longtext", ((4294967295, None, None),), JSON, ["cast-json"], plain=False),
        Kind("binary", "blob", ((65535, None, None),), plain=False), Kind("uuid", "char", ((36, None, None),), UUID, ["uuid"]),
        Kind("csv", "text", ((65535, None, None),), special=["cast-csv"], plain=False),
        Kind("hash", "varchar", ((255, None, None),), special=["hash"])],
}
# type, data_type, max_length, precision, scale, auto increment; the first is also that of a field that refers to it
KEYS = {
    "sqlite": [("integer", "integer", None, None, None, True), ("uuid", "char", 36, None, None, False), ("string", "varchar", 255, None, None, False)],
    "postgres": [("integer", "integer", None, 32, 0, True), ("bigInteger", "bigint", None, 64, 0, True), ("uuid", "uuid", None, None, None, False),
                 ("string", "character varying", 255, None, None, False)],
    "mysql": [("integer", "int unsigned", None, 10, 0, True), ("uuid", "char", 36, None, None, False), ("string", "varchar", 255, None, None, False)],
}


class Model:
    def __init__(self, vendor, chance):
        self.vendor, self.chance, self.collections, self.fields, self.relations = vendor, chance, {}, {}, {}
        for name in chance.sample(NAMES, chance.randint(2, 4)):
            self.add_collection(name)
        for _ in range(chance.randint(0, 4)):
            self.add_relation()

    def change(self):
        """A few changes, as between two deployments."""
        ways = [self.add_field, self.add_field, self.drop_field, self.change_column, self.change_column, self.change_column, self.change_meta,
                self.change_type, self.add_relation, self.change_relation, self.drop_relation, self.drop_collection,
                lambda: self.add_collection(self.free(NAMES, self.collections))]
        for _ in range(self.chance.randint(1, 6)):
            self.chance.choice(ways)()

    def snapshot(self, base):
        def rows(of):
            return [row for _, row in sorted(of.items())]
        return {**base, "vendor": self.vendor, "collections": rows(self.collections), "fields": rows(self.fields), "relations": rows(self.relations)}

    # collections

    def tables(self):
        return sorted(name for name, one in self.collections.items() if one["schema"])

    def free(self, names, taken):
        return self.chance.choice([name for name in names if name not in taken] or [f"more_{len(taken)}"])

    def add_collection(self, name):
        folder = bool(self.collections) and self.chance.random() < 0.15
        folders = [one for one, value in self.collections.items() if not value["schema"]]
        self.collections[name] = {
            "collection": name, "schema": None if folder else {"name": name},
            "meta": {"collection": name, "accountability": "all", "archive_app_filter": True, "archive_field": None, "archive_value": None,
                     "collapse": "open", "color": None, "display_template": self.text(), "hidden": self.chance.random() < 0.2, "icon": None,
                     "group": self.chance.choice([None, *folders]), "item_duplication_fields": None, "note": self.text(), "preview_url": None,
                     "singleton": self.chance.random() < 0.1, "sort": self.chance.choice([None, 1, 2]), "sort_field": None, "translations": None,
                     "unarchive_value": None, "versioning": False}}
        if folder:
            return
        type_, data_type, length, precision, scale, counts = self.chance.choice(KEYS[self.vendor])
        schema = self.schema(name, "id", data_type, (length, precision, scale))
        schema.update(is_nullable=False, is_primary_key=True, is_unique=self.vendor == "postgres", has_auto_increment=counts)
        if counts and self.vendor == "postgres":
            quoted = f'{name}_id_seq'.replace('"', '""')
            schema["default_value"] = f"nextval('\"{quoted}\"'::regclass)"
        special = ["uuid"] if type_ == "uuid" else None
        self.fields[name, "id"] = {"collection": name, "field": "id", "type": type_, "meta": self.field_meta(name, "id", special), "schema": schema}
        for _ in range(self.chance.randint(1, 5)):
            self.add_field(name)

    def drop_collection(self):
        name = self.chance.choice(sorted(self.collections))
        if self.tables() == [name]:
            return
        for key in [key for key, one in self.relations.items() if name in (one["collection"], one["related_collection"])]:
            self.drop_relation(key)
        for field in [key for key in self.fields if key[0] == name]:
            del self.fields[field]
        del self.collections[name]
        for one in self.collections.values():
            if one["meta"]["group"] == name:
                one["meta"]["group"] = None

    # fields

    def text(self):
        return self.chance.choice(TEXTS) if self.chance.random() < 0.3 else None

    def schema(self, table, name, data_type, shape):
        length, precision, scale = shape
        return {"name": name, "table": table, "data_type": data_type, "default_value": None, "max_length": length, "numeric_precision": precision,
                "numeric_scale": scale, "is_nullable": True, "is_unique": False, "is_indexed": False, "is_primary_key": False,
                "is_generated": False, "generation_expression": None, "has_auto_increment": False, "foreign_key_table": None,
                "foreign_key_column": None}

    def field_meta(self, table, name, special):
        return {"collection": table, "field": name, "conditions": None, "display": None, "display_options": None, "group": None,
                "hidden": self.chance.random() < 0.2, "interface": self.chance.choice([None, "input"]), "note": self.text(),
                "options": self.chance.choice([None, None, {"placeholder": "ü'"}, {"choices": [{"text": "A", "value": 1}]}]), "readonly": False,
                "required": False, "searchable": True, "sort": self.chance.choice([None, 1, 2, 3]), "special": special, "translations": None,
                "validation": None, "validation_message": None, "width": self.chance.choice(["full", "half"])}

    def of_kind(self, table, name, kind):
        schema = self.schema(table, name, kind.data_type, self.chance.choice(kind.shapes))
        if kind.defaults and self.chance.random() < 0.4:
            schema["default_value"] = self.chance.choice([one for one in kind.defaults if self.fits(one, schema)])
            schema["is_nullable"] = self.chance.random() < 0.5
        if kind.plain:
            schema["is_unique"] = schema["default_value"] is None and self.chance.random() < 0.15
            schema["is_indexed"] = not schema["is_unique"] and self.chance.random() < 0.2
        known = kind.special or self.chance.random() < 0.9  # else a column the project has no row of
        return {"collection": table, "field": name, "type": kind.type, "meta": self.field_meta(table, name, kind.special) if known else None,
                "schema": schema}

    def fits(self, default, schema):
        return not isinstance(default, str) or schema["max_length"] is None or len(default) <= schema["max_length"]

    def kind_of(self, field):
        return next(kind for kind in KINDS[self.vendor] if (kind.type, kind.data_type) == (field["type"], field["schema"]["data_type"]))

    def add_field(self, table=None):
        table = table or self.chance.choice(self.tables())
        name = self.free(FIELDS, {field for of, field in self.fields if of == table})
        self.fields[table, name] = self.of_kind(table, name, self.chance.choice(KINDS[self.vendor]))

    def common(self):
        """Fields that are neither key nor part of a relation."""
        return sorted(key for key, one in self.fields.items() if one["schema"] and not one["schema"]["is_primary_key"] and key not in self.relations)

    def drop_field(self):
        if fields := self.common():
            del self.fields[self.chance.choice(fields)]

    def change_type(self):
        if fields := self.common():
            key = self.chance.choice(fields)
            self.fields[key] = self.of_kind(*key, self.chance.choice(KINDS[self.vendor]))

    def change_column(self):
        """Its size, default, index or nullability, the type stays."""
        if fields := self.common():
            key = self.chance.choice(fields)
            self.fields[key] = {**self.of_kind(*key, self.kind_of(self.fields[key])), "meta": self.fields[key]["meta"]}

    def change_meta(self):
        key = self.chance.choice(sorted(self.fields))
        if meta := self.fields[key]["meta"]:
            self.fields[key] = {**self.fields[key], "meta": self.field_meta(*key, meta["special"])}

    # relations

    def add_relation(self):
        many, one = self.chance.choice(self.tables()), self.chance.choice([*self.tables(), "directus_users"])
        name = self.free(["parent", "author", "Ref 2", "next", "owner"], {field for of, field in self.fields if of == many})
        if one == "directus_users":
            key = next(key for key in KEYS[self.vendor] if key[0] == "uuid")
            type_, data_type, shape = key[0] if self.vendor == "postgres" else "string", key[1], key[2:5]
        else:
            field = self.fields[one, "id"]
            schema = field["schema"]
            type_, data_type = field["type"], schema["data_type"]
            shape = schema["max_length"], schema["numeric_precision"], schema["numeric_scale"]
            if type_ == "uuid" and self.vendor != "postgres":
                type_ = "string"  # no mark of its own says that it is one
        schema = self.schema(many, name, data_type, shape)
        bound = self.chance.random() < 0.85
        if bound:
            schema.update(foreign_key_table=one, foreign_key_column="id")
        self.fields[many, name] = {"collection": many, "field": name, "type": type_, "meta": self.field_meta(many, name, ["m2o"]), "schema": schema}
        back = one != "directus_users" and self.chance.random() < 0.5
        alias = self.free(["children", "posts", "Back 2"], {field for of, field in self.fields if of == one}) if back else None
        if alias:
            self.fields[one, alias] = {"collection": one, "field": alias, "type": "alias", "meta": self.field_meta(one, alias, ["o2m"])}
            self.fields[one, alias]["schema"] = None
        self.relations[many, name] = {
            "collection": many, "field": name, "related_collection": one,
            "meta": {"junction_field": None, "many_collection": many, "many_field": name, "one_allowed_collections": None, "one_collection": one,
                     "one_collection_field": None, "one_deselect_action": self.chance.choice(["nullify", "delete"]), "one_field": alias,
                     "sort_field": None},
            "schema": {"table": many, "column": name, "foreign_key_table": one, "foreign_key_column": "id",
                       "constraint_name": f"{many}_{name}_foreign".lower(), "on_update": "NO ACTION",
                       "on_delete": self.chance.choice(DELETES[:4])} if bound else None}

    def change_relation(self):
        bound = sorted(key for key, one in self.relations.items() if one["schema"])
        if bound:
            key = self.chance.choice(bound)
            old = self.relations[key]
            self.relations[key] = {**old, "schema": {**old["schema"], "on_delete": self.chance.choice(DELETES[:4])}}

    def drop_relation(self, key=None):
        key = key or (self.chance.choice(sorted(self.relations)) if self.relations else None)
        if key:
            one = self.relations.pop(key)
            del self.fields[key]
            if one["meta"]["one_field"]:
                self.fields.pop((one["related_collection"], one["meta"]["one_field"]), None)
