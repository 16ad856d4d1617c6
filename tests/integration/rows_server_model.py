# SPDX-License-Identifier: Apache-2.0
"""The database of rows_survive.py on PostgreSQL and MariaDB: one large table with all that can hang on it, and its surroundings."""

from rows_model import CASED, DUPLICATES, LETTERS, LONG, LOST, NULLS, WIDE, ZEROS

# {id} a key that counts up, {ref} a column that points to one, {blob}, {double}, {mood}: the vendor's words for them.
TABLES = ["parent", "other_parent", "big", "cascading", "restricting", "nulling", "tree", "keyed", "plain", "log"]
WORDS = {
    "postgres": {"id": "serial PRIMARY KEY", "ref": "integer", "blob": "bytea", "double": "double precision", "mood": "feeling",
                 "collate": 'COLLATE "C"', "uid": "uuid", "json": "jsonb", "moment": "timestamp", "own": ", shapes integer[], pin pinned",
                 "end": ""},
    "mysql": {"id": "int unsigned NOT NULL AUTO_INCREMENT PRIMARY KEY", "ref": "int unsigned", "blob": "blob", "double": "double",
              "mood": "enum('glad','sad')", "collate": "COLLATE utf8mb4_bin", "uid": "char(36)", "json": "json", "moment": "datetime",
              "own": ", counted int unsigned DEFAULT 7 COMMENT 'it''s counted', latin varchar(40) CHARACTER SET latin1 DEFAULT 'é', "
                     "touched timestamp NULL DEFAULT current_timestamp() ON UPDATE current_timestamp()",
              "end": " ENGINE=InnoDB"},
}
SCHEMA = """
CREATE TABLE parent (id {id}, name varchar(255) NOT NULL, favourite {ref} NULL, badge varchar(20) UNIQUE, pair varchar(20),
  CONSTRAINT one_pair UNIQUE (pair)){end};
CREATE TABLE other_parent (id {id}, name varchar(255)){end};
CREATE TABLE big (id {id},
  title varchar(255) NOT NULL DEFAULT 'none', body text, digits varchar(255), mixed varchar(255), padded varchar(255),
  n integer, amount {double} DEFAULT 1.5, whole {double}, wide bigint, exact decimal(12, 4), flag boolean NOT NULL DEFAULT false,
  maybe integer, code varchar(40) UNIQUE, free varchar(40), dupes varchar(40), cased varchar(40), hand varchar(20), sole varchar(20),
  nocase varchar(40) {collate}, exprd varchar(40), viewed varchar(40), watched varchar(40),
  price integer NOT NULL DEFAULT 0 CHECK (price >= 0), lo integer, hi integer,
  parent {ref} NULL, loose {ref}, wrong {ref}, happened {moment} DEFAULT CURRENT_TIMESTAMP, uid {uid}, doc {json}, doctext text, mood {mood},
  secret {blob},
  total integer GENERATED ALWAYS AS (lo + hi) STORED, shout varchar(255) GENERATED ALWAYS AS (upper(title)) STORED{own},
  CONSTRAINT lo_hi CHECK (lo <= hi),
  CONSTRAINT "big's parent" FOREIGN KEY (parent) REFERENCES parent (id) ON UPDATE CASCADE ON DELETE CASCADE){end};
CREATE INDEX big_two ON big (n DESC, flag);
CREATE INDEX big_many ON big (exprd, n);
CREATE INDEX "made by ""hand" ON big (hand);
CREATE UNIQUE INDEX "sole by hand" ON big (sole);
CREATE TABLE cascading (id {id}, big {ref}, v text, CONSTRAINT cascading_big_foreign FOREIGN KEY (big) REFERENCES big (id) ON DELETE CASCADE){end};
CREATE TABLE restricting (id integer PRIMARY KEY NOT NULL, big {ref} NOT NULL, FOREIGN KEY (big) REFERENCES big (id) ON DELETE RESTRICT){end};
CREATE TABLE nulling (id {id}, big {ref} DEFAULT 5,
  CONSTRAINT nulling_big_foreign FOREIGN KEY (big) REFERENCES big (id) ON DELETE SET NULL){end};
CREATE TABLE tree (id {id}, up {ref}, v varchar(20), FOREIGN KEY (up) REFERENCES tree (id) ON DELETE CASCADE){end};
CREATE TABLE plain (k integer PRIMARY KEY, big {ref} NOT NULL, code varchar(40), FOREIGN KEY (big) REFERENCES big (id),
  CONSTRAINT plain_code FOREIGN KEY (code) REFERENCES big (code)){end};
CREATE TABLE keyed (code char(8) PRIMARY KEY NOT NULL, v varchar(20), w integer){end};
CREATE TABLE log (id {id}, what text){end};
ALTER TABLE parent ADD CONSTRAINT parent_favourite_foreign FOREIGN KEY (favourite) REFERENCES big (id) ON DELETE SET NULL;
CREATE VIEW big_view AS SELECT big.id, viewed, n + 1 AS more, parent.name FROM big LEFT JOIN parent ON parent.id = big.parent;
"""
BEFORE = {"postgres": "CREATE TYPE feeling AS ENUM ('glad', 'sad'); CREATE DOMAIN pinned AS integer CHECK (VALUE > 0);", "mysql": ""}
AFTER = {
    "postgres": """
        CREATE INDEX big_partial ON big (lo) WHERE flag;
        CREATE INDEX big_expression ON big (lower(exprd), n);
        CREATE INDEX big_covering ON big (free) INCLUDE (n);
        CREATE FUNCTION noted() RETURNS trigger LANGUAGE plpgsql AS
          $$ BEGIN INSERT INTO log (what) VALUES (TG_OP || ' ' || TG_TABLE_NAME); RETURN coalesce(new, old); END $$;
        CREATE TRIGGER big_noted AFTER INSERT OR UPDATE OR DELETE ON big FOR EACH ROW EXECUTE FUNCTION noted();
        CREATE TRIGGER big_watched AFTER UPDATE OF watched ON big FOR EACH ROW EXECUTE FUNCTION noted();
        CREATE TRIGGER parent_noted AFTER INSERT OR UPDATE OR DELETE ON parent FOR EACH ROW EXECUTE FUNCTION noted();
        COMMENT ON COLUMN big.title IS 'it''s commented'; ALTER TABLE big ALTER body SET STATISTICS 50;
        CREATE STATISTICS big_statistics ON n, flag FROM big; GRANT SELECT (title) ON big TO pg_monitor;""",
    "mysql": """
        CREATE TRIGGER big_inserted AFTER INSERT ON big FOR EACH ROW INSERT INTO log (what) VALUES ('insert big');
        CREATE TRIGGER big_updated AFTER UPDATE ON big FOR EACH ROW INSERT INTO log (what) VALUES ('update big');
        CREATE TRIGGER parent_updated AFTER UPDATE ON parent FOR EACH ROW INSERT INTO log (what) VALUES ('update parent');
        CREATE FULLTEXT INDEX big_words ON big (body);""",
}
COUNTERS = {"postgres": "SELECT setval('big_id_seq', 7000000); SELECT setval('tree_id_seq', 7000000);",
            "mysql": "ALTER TABLE big AUTO_INCREMENT = 7000001; ALTER TABLE tree AUTO_INCREMENT = 7000001;"}

UNTRACKED = {("big", "secret")}
PLAIN_TABLES = {"plain", "log"}
RELATIONS = [("parent", "favourite", "big"), ("big", "parent", "parent"), ("cascading", "big", "big"),
             ("restricting", "big", "big"), ("nulling", "big", "big"), ("tree", "up", "tree")]
KEYS = {"keyed": "code", "plain": "k"}
BIG = """(id, title, body, digits, mixed, padded, n, amount, whole, wide, exact, flag, maybe, code, free, dupes, cased, hand, sole,
  nocase, exprd, viewed, watched, price, lo, hi, parent, loose, wrong, happened, uid, doc, doctext, mood, secret)"""


class Words:
    """How each vendor says what the rows need."""

    def __init__(self, vendor):
        self.vendor = vendor

    def join(self, *parts):
        return f"concat({', '.join(parts)})"

    def numbers(self, rows):
        return f"generate_series(1, {rows}) AS n(i)" if self.vendor == "postgres" else f"(SELECT seq AS i FROM seq_1_to_{rows}) AS n"

    def text(self, value):
        return f"CAST({value} AS {'text' if self.vendor == 'postgres' else 'char'})"


def rows_of_big(vendor):
    say, pg = Words(vendor), vendor == "postgres"
    odd = "chr(10) || chr(233) || chr(128512)" if pg else "CHAR(10, 0xC3A9, 0xF09F9880 USING utf8mb4)"
    uid = "md5(concat(i))"
    spread = (f"CAST({uid} AS uuid)" if pg else
              "insert(insert(insert(insert(md5(concat(i)), 9, 0, '-'), 14, 0, '-'), 19, 0, '-'), 24, 0, '-')")
    return f"""SELECT i * 3, CASE i % 3 WHEN 0 THEN {say.join("'it''s '", 'i', odd)} ELSE {say.join("'title '", 'i')} END,
        {say.join("'body '", 'i')}, {say.text('i')}, {say.join(f"CASE WHEN i <= {LETTERS} THEN 'x' ELSE '' END", 'i')},
        {say.join(f"CASE WHEN i <= {ZEROS} THEN '00' ELSE '' END", 'i')}, i * 1003,
        CASE WHEN i <= {LONG} THEN i + 0.1e0 + 0.2e0 ELSE i * 0.25e0 END, i, CASE WHEN i <= {WIDE} THEN 3000000000 + i ELSE i END,
        CASE WHEN i <= {LONG} THEN i + 0.1234 ELSE i + 0.25 END, i % 2 = 1, CASE WHEN i <= {NULLS} THEN NULL ELSE i END,
        {say.join("'code '", 'i')}, {say.join("'Free '", 'i')},
        CASE WHEN i <= {DUPLICATES} THEN {say.join("'same '", 'i % 2')} ELSE {say.join("'dupe '", 'i')} END,
        CASE WHEN i <= {CASED} THEN {say.join("CASE i % 2 WHEN 0 THEN 'Case ' ELSE 'cAsE ' END", "(i + 1) / 2" if pg else "(i + 1) DIV 2")}
          ELSE {say.join("'one '", 'i')} END,
        {say.text('i % 50')}, {say.join("'sole '", 'i')}, {say.join("CASE i % 2 WHEN 1 THEN 'ABC' ELSE 'abc' END", 'i')},
        {say.join("'Expr '", 'i')}, {say.join("'v'", 'i')}, {say.join("'w'", 'i')}, i % 1000, i, i * 2, i % 200 + 1, i % 200 + 1,
        CASE WHEN i <= {LOST} THEN 9999 ELSE i % 200 + 1 END, timestamp '2024-02-29 12:34:56' + interval '1' day * (i % 400), {spread},
        {'CAST(' if pg else ''}{say.join("'[7, '", 'i', "']'")}{' AS jsonb)' if pg else ''}, {say.join("'[ 1,'", 'i', "' ]'")},
        {"CAST(CASE i % 2 WHEN 0 THEN 'glad' ELSE 'sad' END AS feeling)" if pg else "CASE i % 2 WHEN 0 THEN 'glad' ELSE 'sad' END"},
        {"decode(md5(concat(i)), 'hex')" if pg else "unhex(md5(concat(i)))"}"""


def fill(connection, vendor, rows):
    say, pg = Words(vendor), vendor == "postgres"
    few = say.numbers(200)
    if not pg:
        connection.rows("set names utf8mb4; set sql_mode = concat(@@sql_mode, ',ANSI_QUOTES'); set time_zone = '+00:00'; "
                        "set foreign_key_checks = 0, unique_checks = 0")
    connection.script(BEFORE[vendor] or "select 1")
    words = WORDS[vendor]
    for statement in SCHEMA.strip().split(";\n"):
        for word, text in words.items():
            statement = statement.replace("{" + word + "}", text)
        connection.script(statement.rstrip(";"))
    run = connection.rows
    run(f"INSERT INTO parent (name, badge, pair) SELECT {say.join(chr(39) + 'parent ' + chr(39), 'i')}, {say.join(chr(39) + 'b' + chr(39), 'i')}, "
        f"{say.join(chr(39) + 'p' + chr(39), 'i')} FROM {few}")
    run(f"INSERT INTO other_parent (name) SELECT {say.join(chr(39) + 'other ' + chr(39), 'i')} FROM {few}")
    if pg:
        run(f"INSERT INTO big {BIG} {rows_of_big(vendor)} FROM {say.numbers(rows)}")
        run("UPDATE big SET shapes = ARRAY[n, lo], pin = lo")
    else:
        moment = "timestamp '2024-02-29 12:34:56' + interval '1' day * (i % 400)"
        select = rows_of_big(vendor).replace(moment, "date_add('2024-02-29 12:34:56', interval (i % 400) day)")
        run(f"INSERT INTO big {BIG} {select} FROM {say.numbers(rows)}")
        run("UPDATE big SET latin = concat('é', n), touched = '2024-02-29 12:34:56'")
    run("UPDATE parent SET favourite = id * 3")
    t = "'t'"
    for sql in (f"cascading (big, v) SELECT i * 3, {say.join(t, 'i')}", "restricting (id, big) SELECT i * 5, i * 3",
                "nulling (big) SELECT i * 3", f"tree (id, up, v) SELECT i, nullif({'i / 2' if pg else 'i DIV 2'}, 0), {say.join(t, 'i')}",
                f"""plain (k, big, code) SELECT i, i * 3, {say.join("'code '", 'i')}""", f"""keyed (code, v, w) SELECT {say.join("'k'", 'i')}, {say.text('i')}, i"""):
        run(f"INSERT INTO {sql} FROM {few}")
    connection.script(COUNTERS[vendor])
    run("INSERT INTO log (what) VALUES ('the first')")
    for statement in [AFTER[vendor]] if pg else AFTER[vendor].strip().split(";\n"):
        connection.script(statement.rstrip(";"))
    track(connection, vendor)
    if not pg:
        connection.rows("set foreign_key_checks = 1, unique_checks = 1; set sql_mode = default")


def track(connection, vendor):
    for table in TABLES:
        if table in PLAIN_TABLES:
            continue
        connection.rows(f"INSERT INTO directus_collections (collection) VALUES ('{table}')")
        schema = "current_schema()" if vendor == "postgres" else "database()"
        columns = connection.column("select column_name from information_schema.columns where table_schema = "
                                    f"{schema} and table_name = '{table}' order by ordinal_position")
        for sort, column in enumerate(columns, 1):
            if (table, column) not in UNTRACKED:
                special = "'cast-json'" if vendor == "mysql" and column == "doc" else "null"
                connection.rows("INSERT INTO directus_fields (collection, field, special, interface, sort) VALUES "
                                f"('{table}', '{column}', {special}, 'input', {sort})")
    for many, field, one in RELATIONS:
        connection.rows(f"INSERT INTO directus_relations (many_collection, many_field, one_collection) VALUES ('{many}', '{field}', '{one}')")
