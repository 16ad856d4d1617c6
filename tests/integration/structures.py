# SPDX-License-Identifier: Apache-2.0
"""What a schema is, whatever its text: columns, keys and indexes of the tables that are no system tables, per vendor.

structure(vendor, connection) of a project; recorded_structure(...) of a schema dump in conformance/states.
"""
import re

from projects import plain_sql

SQLITE_TABLES = ("select name from sqlite_master where type = 'table' and name not like 'sqlite_%' and name not like 'directus_%' and name not like 'schemad_%'")


def sqlite_structure(connection):
    found = {}
    for table in connection.column(SQLITE_TABLES):
        quoted = "'" + table.replace("'", "''") + "'"

        def default(text):
            return text.strip("'\"") if text and text.upper() != "NULL" else None
        columns = {row[1]: (row[2].lower(), row[3], default(row[4]), row[5], row[6]) for row in
                   connection.rows(f"select * from pragma_table_xinfo({quoted})")}
        keys = sorted((row[3], row[2], row[4], row[5], row[6]) for row in
                      connection.rows(f"select * from pragma_foreign_key_list({quoted})"))
        indexes = sorted((row[1], row[2], tuple(connection.column(f"""select name from pragma_index_info('{row[1].replace("'", "''")}')""")))
                         for row in connection.rows(f"select * from pragma_index_list({quoted})"))
        found[table] = {"columns": columns, "foreign keys": keys, "indexes": indexes}
    return found


POSTGRES = {
    "columns": """
        select c.relname, a.attname, format_type(a.atttypid, a.atttypmod), a.attnotnull, pg_get_expr(d.adbin, d.adrelid), a.attidentity,
          a.attgenerated, a.attcollation, col_description(c.oid, a.attnum)
        from pg_class c join pg_attribute a on a.attrelid = c.oid and a.attnum > 0 and not a.attisdropped
        left join pg_attrdef d on d.adrelid = c.oid and d.adnum = a.attnum
        where c.relnamespace = 'public'::regnamespace and c.relkind in ('r', 'p')""",
    "constraints": """
        select conrelid::regclass::text, conname, pg_get_constraintdef(oid) from pg_constraint
        where connamespace = 'public'::regnamespace and conrelid <> 0""",
    "indexes": """
        select i.indrelid::regclass::text, c.relname, pg_get_indexdef(i.indexrelid) from pg_index i join pg_class c on c.oid = i.indexrelid
        where c.relnamespace = 'public'::regnamespace""",
    "sequences": """
        select coalesce(t.relname, '-'), c.relname, format_type(s.seqtypid, null), s.seqstart, s.seqincrement, d.deptype, a.attname
        from pg_sequence s join pg_class c on c.oid = s.seqrelid and c.relnamespace = 'public'::regnamespace
        left join pg_depend d on d.objid = c.oid and d.classid = 'pg_class'::regclass and d.refclassid = 'pg_class'::regclass
          and d.refobjsubid > 0 left join pg_class t on t.oid = d.refobjid
        left join pg_attribute a on a.attrelid = d.refobjid and a.attnum = d.refobjsubid""",
}
MARIADB = {
    "columns": """
        select table_name, column_name, column_type, is_nullable, column_default, extra, collation_name, column_comment, generation_expression
        from information_schema.columns where table_schema = database()""",
    "constraints": """
        select k.table_name, k.constraint_name, k.column_name, k.referenced_table_name, k.referenced_column_name, r.update_rule, r.delete_rule
        from information_schema.key_column_usage k join information_schema.referential_constraints r
          on r.constraint_schema = k.constraint_schema and r.constraint_name = k.constraint_name and r.table_name = k.table_name
        where k.table_schema = database()""",
    "indexes": """
        select table_name, index_name, non_unique, group_concat(column_name order by seq_in_index), index_type
        from information_schema.statistics where table_schema = database() group by table_name, index_name, non_unique, index_type""",
}


def structure(vendor, connection):
    if vendor == "sqlite":
        return sqlite_structure(connection)
    found = {}
    for kind, sql in (POSTGRES if vendor == "postgres" else MARIADB).items():
        for row in connection.rows(sql):
            table = row[0].strip('"')
            if kind == "columns" and vendor == "postgres":
                row = [*row[:4], plain_default(row[4]), *row[5:]]
            if not table.startswith(("directus_", "schemad_")):
                found.setdefault(table, {}).setdefault(kind, {})[row[1]] = tuple(row[2:])
    return found


def plain_default(text):
    """NULL is no default, and a number the same in quotes."""
    if not text or text.startswith("NULL::"):
        return None
    number = re.fullmatch(r"'(-?[0-9.]+)'::(?:numeric|integer|bigint|real|double precision)", text)
    return number[1] if number else text


def load_dump(vendor, connection, script):
    """A recorded schema, without what its owner's server knew and another does not."""
    if vendor == "sqlite":
        for statement in script.split(";\n"):
            if "sqlite_sequence" not in statement and "sqlite_stat" not in statement:
                connection.rows(statement)
    elif vendor == "postgres":
        script = re.sub(r"(?m)^ALTER .* OWNER TO .*;$", "", script)
        for part in plain_sql(script):
            connection.script(part)
        connection.rows("set search_path to public")
    else:  # only the tables that are compared: a foreign key may lead to one that is not there
        tables = [text for text in re.findall(r"(?ms)^CREATE TABLE .*?;$", script) if not text.startswith("CREATE TABLE `directus_")]
        connection.script("set foreign_key_checks = 0; set sql_mode = ''")
        for text in tables:
            connection.script(text)
