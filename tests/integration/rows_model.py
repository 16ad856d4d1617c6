# SPDX-License-Identifier: Apache-2.0
"""The database of rows_survive.py: one large table with all that SQLite can hang on a table, and what is around it."""

SCHEMA = """
CREATE TABLE parent (id integer PRIMARY KEY AUTOINCREMENT NOT NULL, name varchar(255) NOT NULL,
  favourite integer NULL REFERENCES big (id) ON DELETE SET NULL, badge varchar(20) UNIQUE, pair varchar(20),
  CONSTRAINT one_pair UNIQUE (pair));
CREATE TABLE other_parent (id integer PRIMARY KEY AUTOINCREMENT NOT NULL, name varchar(255));
CREATE TABLE big ( -- a comment, and a name that needs no quotes
  `id` integer PRIMARY KEY AUTOINCREMENT NOT NULL,
  `title` varchar(255) NOT NULL DEFAULT 'none',
  `body` text,
  `digits` varchar(255), "mixed" varchar(255), [padded] varchar(255),
  `n` integer, `amount` float DEFAULT 1.5, `whole` float,
  `flag` boolean NOT NULL DEFAULT '0',
  `maybe` integer,
  `code` varchar(40) UNIQUE ON CONFLICT REPLACE,
  `free` varchar(40), `dupes` varchar(40), `hand` varchar(20), `sole` varchar(20),
  `nocase` varchar(40) COLLATE NOCASE,
  `exprd` varchar(40), `viewed` varchar(40), `fired` varchar(40), `watched` varchar(40),
  `price` integer NOT NULL DEFAULT 0 CHECK (price >= 0),
  `checked` integer CHECK (typeof(checked) <> 'text'),
  `lo` integer, `hi` integer,
  `parent` integer NULL,
  `loose` integer, `wrong` integer,
  `secret` blob, /* untracked */
  `total` integer GENERATED ALWAYS AS (lo + hi) VIRTUAL,
  `shout` text GENERATED ALWAYS AS (upper(title)) STORED,
  CONSTRAINT lo_hi CHECK (big.lo <= hi),
  CONSTRAINT "big's parent" FOREIGN KEY (parent) REFERENCES parent (id) ON UPDATE CASCADE ON DELETE CASCADE
);
CREATE INDEX big_partial ON big (lo) WHERE flag = 1;
CREATE INDEX big_expression ON big (lower(exprd), n);
CREATE INDEX big_collate ON big (free COLLATE NOCASE DESC);
CREATE INDEX big_two ON big (n DESC, flag);
CREATE INDEX "made by ""hand\""" ON big (hand);
CREATE UNIQUE INDEX `sole by hand` ON big (sole);
CREATE TABLE cascading (id integer PRIMARY KEY AUTOINCREMENT NOT NULL, big integer REFERENCES big (id) ON DELETE CASCADE, v text);
CREATE TABLE restricting (id integer PRIMARY KEY NOT NULL, big integer NOT NULL REFERENCES big (id) ON DELETE RESTRICT);
CREATE TABLE nulling (id integer PRIMARY KEY AUTOINCREMENT NOT NULL,
  big integer DEFAULT 5 REFERENCES big (id) ON DELETE SET NULL, also integer REFERENCES big ON DELETE SET DEFAULT);
CREATE TABLE tree (id integer PRIMARY KEY AUTOINCREMENT NOT NULL, up integer REFERENCES tree (id) ON DELETE CASCADE, v varchar(20));
CREATE TABLE plain (k integer PRIMARY KEY, big integer NOT NULL REFERENCES big (id), code varchar(40) REFERENCES big (code));
CREATE TABLE keyed (code char(8) PRIMARY KEY NOT NULL, v varchar(20), w integer);
CREATE TABLE without_row_id (slug varchar(64) NOT NULL PRIMARY KEY, v integer, note text) WITHOUT ROWID;
CREATE TABLE strict_one (id INTEGER PRIMARY KEY, a TEXT, b INTEGER, c ANY) STRICT;
CREATE TABLE log (id integer PRIMARY KEY AUTOINCREMENT, what text);
CREATE VIEW big_view AS SELECT big.id, viewed, n + 1 AS more, parent.name FROM big LEFT JOIN parent ON parent.id = big.parent;
CREATE VIEW view_of_view AS SELECT id, more FROM big_view;
"""

TRIGGERS = """
CREATE TRIGGER big_inserted AFTER INSERT ON big BEGIN INSERT INTO log (what) VALUES ('inserted ' || new.fired); END;
CREATE TRIGGER big_updated AFTER UPDATE OF watched ON big BEGIN INSERT INTO log (what) VALUES ('updated ' || new.id); END;
CREATE TRIGGER big_deleted BEFORE DELETE ON big WHEN old.id < 0 OR 1 BEGIN INSERT INTO log (what) VALUES ('deleted'); END;
CREATE TRIGGER parent_touched AFTER UPDATE ON parent BEGIN
  UPDATE big SET watched = 'via parent' WHERE id = new.favourite; INSERT INTO log (what) VALUES ('parent'); END;
CREATE TRIGGER view_inserted INSTEAD OF INSERT ON big_view BEGIN INSERT INTO log (what) VALUES ('view'); END;
CREATE TRIGGER keyed_deleted AFTER DELETE ON keyed BEGIN INSERT INTO log (what) VALUES ('keyed ' || old.code); END;
"""

UNTRACKED = {("big", "secret")}
PLAIN_TABLES = {"plain", "log"}
RELATIONS = [("parent", "favourite", "big"), ("big", "parent", "parent"), ("cascading", "big", "big"),
             ("restricting", "big", "big"), ("nulling", "big", "big"), ("tree", "up", "tree")]
TABLES = ["parent", "other_parent", "big", "cascading", "restricting", "nulling", "tree", "keyed", "without_row_id",
          "strict_one", "plain", "log"]
NULLS, DUPLICATES, LETTERS, ZEROS, LOST, LONG, WIDE, CASED = 7, 6, 5, 3, 4, 9, 8, 4  # how many rows of each kind

def TOO_LONG(rows):
    """Those of big.free over 8 characters."""
    return rows - 999


def fill(connection, rows):
    connection.executescript(SCHEMA)
    numbers = f"WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < {rows}) "
    few = numbers.replace(f"< {rows}", "< 200")
    run = connection.execute
    run(few + "INSERT INTO parent (name, badge, pair) SELECT 'parent ' || i, 'b' || i, 'p' || i FROM n")
    run(few + "INSERT INTO other_parent (name) SELECT 'other ' || i FROM n")
    # ids with gaps; every third title holds what has to be quoted; reals of 17 digits in LONG rows
    run(numbers + f"""
        INSERT INTO big (id, title, body, digits, mixed, padded, n, amount, whole, flag, maybe, code, free, dupes, hand, sole,
                         nocase, exprd, viewed, fired, watched, price, checked, lo, hi, parent, loose, wrong, secret)
        SELECT i * 3, CASE i % 3 WHEN 0 THEN 'it''s "' || i || char(10, 233, 128512) ELSE 'title ' || i END,
               'body ' || i, i, CASE WHEN i <= {LETTERS} THEN 'x' || i ELSE i END, CASE WHEN i <= {ZEROS} THEN '00' || i ELSE i END,
               i * 1000003, CASE WHEN i <= {LONG} THEN i + 0.1 + 0.2 ELSE i / 4.0 END, i, i % 2,
               CASE WHEN i <= {NULLS} THEN NULL ELSE i END,
               'code ' || i, 'Free ' || i, CASE WHEN i <= {DUPLICATES} THEN 'same ' || (i % 2) ELSE 'dupe ' || i END, i % 50,
               'sole ' || i, CASE i % 2 WHEN 1 THEN 'ABC' ELSE 'abc' END || i, 'Expr ' || i, 'v' || i, 'f' || i, 'w' || i,
               i % 1000, i, i, i * 2, i % 200 + 1, i % 200 + 1, CASE WHEN i <= {LOST} THEN 9999 ELSE i % 200 + 1 END,
               CASE i % 4 WHEN 0 THEN NULL WHEN 1 THEN x'00ff' || CAST(i AS TEXT) WHEN 2 THEN i ELSE zeroblob(3) END FROM n""")
    run("UPDATE parent SET favourite = id * 3")
    for sql in ("cascading (big, v) SELECT i * 3, 'c' || i", "restricting (id, big) SELECT i * 5, i * 3",
                "nulling (big, also) SELECT i * 3, i * 6", "tree (up, v) SELECT nullif(i / 2, 0), 't' || i",
                "plain (k, big, code) SELECT i, i * 3, 'code ' || i", "keyed (rowid, code, v, w) SELECT i * 10 + 7, 'k' || (999 - i), i, i",
                "without_row_id SELECT 'slug ' || i, i, 'note' || i", "strict_one SELECT i * 2, i, i, CASE i % 2 WHEN 1 THEN i ELSE 'a' || i END"):
        run(few + f"INSERT INTO {sql} FROM n")
    run("UPDATE sqlite_sequence SET seq = 7000000 WHERE name IN ('big', 'tree')")  # ids that were given and are gone
    run("INSERT INTO log (what) VALUES ('the first')")
    connection.executescript(TRIGGERS)
    track(connection)


def track(connection):
    tables = [table for table in TABLES if table not in PLAIN_TABLES]
    for table in tables:
        connection.execute("INSERT INTO directus_collections (collection) VALUES (?)", (table,))
        columns = [row[1] for row in connection.execute(f"PRAGMA table_xinfo({table})")]
        for sort, column in enumerate(columns, 1):
            if (table, column) not in UNTRACKED:
                connection.execute("INSERT INTO directus_fields (collection, field, interface, sort) VALUES (?, ?, 'input', ?)",
                                   (table, column, sort))
    for relation in RELATIONS:
        connection.execute("INSERT INTO directus_relations (many_collection, many_field, one_collection) VALUES (?, ?, ?)", relation)
