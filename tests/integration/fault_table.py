# SPDX-License-Identifier: Apache-2.0
"""Where the faults_*.py files put their tests for faults.py."""
import pathlib

from harness import SOURCE

FIXTURES = SOURCE / "tests" / "fixtures" / "faults"
EVERYWHERE = ("sqlite", "postgres", "mysql")
FAULTS = []
# Reported faults (by folder name of ../shared/faults) whose test somebody still owes.
PENDING = {
    "collection-name-constructor", "collection-name-dot", "field-name-as", "mariadb-bit-default-flips",
    "mariadb-collection-case", "mariadb-composite-index-500", "mariadb-double-rounded-silently",
    "mariadb-foreign-key-name-taken", "mariadb-tracked-view-stuck", "mariadb-undo-drops-existing-column",
    "pg-cut-default-refuses-everything", "pg-foreign-key-to-partitioned-table", "pg-json-unique-in-existing-collection-500",
}


class Fault:
    def __init__(self, name, folder, vendors, base, setup, force, version, tell):
        self.name, self.folder, self.vendors, self.base = name, folder, vendors, base
        self.setup, self.force, self.version, self.tell = setup, force, version, tell

    def filling(self, vendor):
        """What is in the project beside its base."""
        setup = self.setup.get(vendor) if isinstance(self.setup, dict) else self.setup
        if not setup:
            return None
        text = (FIXTURES / self.folder / setup).read_text() if setup.endswith(".sql") else setup

        def fill(connection):
            for statement in text.split(";\n"):
                if statement.strip():
                    connection.execute(statement) if hasattr(connection, "execute") else connection.rows(statement)
        return fill


def fault(name, vendors=EVERYWHERE, base="empty", setup=None, force=False, version="12.4.0", folder=None):
    """folder: of ../shared/faults, where several tests come from one."""
    def add(tell):
        FAULTS.append(Fault(name, folder or name, vendors, base, setup, force, version, tell))
        return tell
    return add


def sql(text):
    """SQL for every vendor: [x] is a quoted name."""
    def quoted(mark):
        return text.replace("[", mark).replace("]", mark)
    return {"sqlite": quoted('"'), "postgres": quoted('"'), "mysql": quoted("`")}


def blank_collection(name, **meta):
    return {"collection": name, "meta": {"collection": name, "group": None, **meta}, "schema": {"name": name}}


def blank_field(collection, field, type_="string", data_type="varchar", schema=None, meta=None, **more):
    """A field as a hand-written snapshot has it: what is not said is not stated."""
    stated = {"name": field, "table": collection, "data_type": data_type, **(schema or {})}
    return {"collection": collection, "field": field, "type": type_, "meta": {"collection": collection, "field": field, **(meta or {})},
            "schema": stated, **more}


def key_field(collection, field="id"):
    return blank_field(collection, field, "integer", "integer", {"is_primary_key": True, "has_auto_increment": True, "is_nullable": False})
