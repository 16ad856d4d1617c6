// SPDX-License-Identifier: Apache-2.0
// A table with rows, triggers, a view, all kinds of indexes and foreign keys both ways goes through every kind of
// change and keeps every row, row id and object.
#include <boost/test/unit_test.hpp>

#include "tests/unit/sqlite/plugin.hpp"
#include "tests/unit/sqlite/steps.hpp"

using namespace schemad;
using namespace schemad::test;

namespace {

constexpr const char* setup[] = {
    "CREATE TABLE parent (id integer primary key, name text)",
    "CREATE TABLE posts (id integer not null primary key autoincrement, title varchar(255) not null, body text, "
    "price integer default 5, parent integer references parent(id) on delete cascade, slug text collate nocase unique, "
    "twice integer generated always as (price * 2) virtual, stored text as (upper(title)) stored, /* kept */ "
    "extra text, CONSTRAINT positive CHECK (posts.price > 0))",
    "CREATE TABLE child (id integer primary key, post integer not null references posts(id) on delete cascade)",
    "CREATE TABLE log (what text, post integer)",
    "CREATE INDEX posts_title ON posts (title COLLATE nocase DESC)",
    "CREATE INDEX posts_partial ON posts (price) WHERE body IS NOT NULL",
    "CREATE INDEX posts_expression ON posts (lower(title))",
    "CREATE INDEX posts_two ON posts (parent, extra)",
    "CREATE VIEW titles AS SELECT id, title FROM posts WHERE price > 1",
    "CREATE TRIGGER posts_added AFTER INSERT ON posts BEGIN INSERT INTO log VALUES ('added', NEW.id); END",
    "CREATE TRIGGER posts_gone AFTER DELETE ON posts BEGIN INSERT INTO log VALUES ('gone', OLD.id); END",
    "CREATE TRIGGER titles_edit INSTEAD OF UPDATE ON titles BEGIN UPDATE posts SET title = NEW.title WHERE id = "
    "OLD.id; END",
};

class Table {
public:
    Table() {
        for (const char* sql : setup) { db.execute(sql); }
        db.execute("WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 50) "
                   "INSERT INTO parent SELECT i, 'p' || i FROM n");
        db.execute("WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 3000) "
                   "INSERT INTO posts (id, title, body, price, parent, slug, extra) SELECT i * 3, 'title ' || i, "
                   "iif(i % 2, 'body ' || i, NULL), i % 9 + 1, i % 50 + 1, 's' || i, 'e' || (i % 7) FROM n");
        db.execute("INSERT INTO child SELECT id, id FROM posts");
        db.execute("DELETE FROM posts WHERE id = 9000");
        db.execute("DELETE FROM log");
    }
    std::string rows() {
        return db.text("SELECT count(*), sum(id), group_concat(title || coalesce(body, '-') || slug, '') FROM posts");
    }
    // everything but the table itself
    std::string objects() {
        return db.text("SELECT type, name, sql FROM sqlite_master WHERE name <> 'posts' ORDER BY type, name");
    }
    void intact(const std::string& rows_before, const std::string& objects_before) {
        BOOST_TEST(rows() == rows_before);
        BOOST_TEST(objects() == objects_before);
        still_lives();
    }
    void still_lives() {
        BOOST_TEST(db.text("PRAGMA integrity_check") == "ok");
        BOOST_TEST(db.text("PRAGMA foreign_key_check").empty());
        BOOST_TEST(db.text("PRAGMA foreign_keys") == "1");
        BOOST_TEST(db.text("PRAGMA legacy_alter_table") == "0");
        BOOST_TEST(db.text("SELECT seq FROM sqlite_sequence WHERE name = 'posts'") == "9000");
        BOOST_TEST(db.text("SELECT count(*) FROM sqlite_sequence") == "1");
        BOOST_TEST(db.text("SELECT count(*) FROM child") == "2999");
        BOOST_TEST(db.text("SELECT count(*) FROM titles") == db.text("SELECT count(*) FROM posts WHERE price > 1"));
        db.begin(SCHEMAD_BEGIN_READ); // behaviour, undone afterwards
        db.execute("UPDATE titles SET title = 'edited' WHERE id = 6");
        BOOST_TEST(db.text("SELECT title FROM posts WHERE id = 6") == "edited");
        db.execute("DELETE FROM parent WHERE id = 7");
        BOOST_TEST(db.text("SELECT count(*) FROM log WHERE what = 'gone'") == "60");
        BOOST_TEST(db.text("SELECT count(*) FROM child") == "2939");
        db.rollback();
    }
    Database db;
};

ColumnWords change(const std::string& name, const std::string& type, std::uint32_t changed) {
    ColumnWords c;
    c.name = name, c.type = type, c.changed = changed;
    return c;
}

struct Fixture : Table {
    Fixture() : rows_before(rows()), objects_before(objects()), step(SCHEMAD_ALTER_TABLE, "posts") {}
    std::string rows_before, objects_before;
    StepBuilder step;
};

} // namespace

BOOST_FIXTURE_TEST_SUITE(survival, Fixture)

BOOST_AUTO_TEST_CASE(type_changes) {
    step.alter(change("body", "string", SCHEMAD_CHANGE_TYPE));
    db.apply(step);
    intact(rows_before, objects_before);
    BOOST_TEST(db.text("SELECT type FROM pragma_table_xinfo('posts') WHERE name = 'body'") == "varchar(255)");
    BOOST_TEST(db.text("SELECT sum(twice), count(stored) FROM posts") ==
               db.text("SELECT sum(price * 2), count(*) FROM posts"));
}

BOOST_AUTO_TEST_CASE(default_and_nullability) {
    auto price = change("price", "integer", SCHEMAD_CHANGE_DEFAULT | SCHEMAD_CHANGE_NULLABLE);
    price.default_kind = SCHEMAD_DEFAULT_NUMBER, price.default_text = "9007199254740993", price.flags = 0;
    auto title = change("title", "string", SCHEMAD_CHANGE_NULLABLE);
    step.alter(price).alter(title);
    db.apply(step);
    intact(rows_before, objects_before);
    BOOST_TEST(
        db.text(
            "SELECT name, \"notnull\", dflt_value FROM pragma_table_xinfo('posts') WHERE name IN ('price', 'title')") ==
        "title|0|NULL\nprice|1|9007199254740993");
}

BOOST_AUTO_TEST_CASE(columns_come) {
    ColumnWords plain, now;
    plain.name = "plain", plain.type = "integer";
    now.name = "made", now.type = "timestamp", now.default_kind = SCHEMAD_DEFAULT_TEXT, now.default_text = "now()";
    step.add(plain).add(now).add_key({"plain", "parent", "id", "posts_plain_foreign", "SET NULL", ""});
    const auto ran = db.apply(step);
    BOOST_TEST(ran.size() > 5u); // a computed default cannot be added in place
    intact(rows_before, objects_before);
    BOOST_TEST(db.text("SELECT count(*) FROM posts WHERE made IS NULL") == "0");
    const Catalog catalog = db.inspect();
    std::size_t found = 0;
    for (const auto& k : foreign_keys(*catalog))
        found += view(k.name) == "posts_plain_foreign" && view(k.on_delete) == "SET NULL" && view(k.table) == "posts";
    BOOST_TEST(found == 1u);
}

BOOST_AUTO_TEST_CASE(columns_come_in_place_where_they_can) {
    ColumnWords plain, flag;
    plain.name = "plain", plain.type = "integer";
    flag.name = "flag", flag.type = "boolean", flag.flags = 0;
    flag.default_kind = SCHEMAD_DEFAULT_BOOLEAN, flag.default_text = "true";
    step.add(plain).add(flag).add_key({"plain", "parent", "id", "posts_plain_foreign", "SET NULL", ""});
    step.add_index("posts_plain_index", "plain");
    const auto ran = db.apply(step);
    BOOST_TEST(ran.size() == 3u);
    BOOST_TEST(rows() == rows_before);
    still_lives();
    BOOST_TEST(db.text("SELECT count(*) FROM posts WHERE flag = 1 AND plain IS NULL") == "2999");
    BOOST_TEST(db.text("SELECT on_delete FROM pragma_foreign_key_list('posts') WHERE \"from\" = 'plain'") ==
               "SET NULL");
}

BOOST_AUTO_TEST_CASE(a_column_goes_and_an_index_shrinks) {
    step.drop("extra");
    db.apply(step);
    BOOST_TEST(rows() == rows_before);
    still_lives();
    BOOST_TEST(db.text("SELECT sql FROM sqlite_master WHERE name = 'posts_two'") ==
               "CREATE INDEX posts_two ON posts (parent)");
}

BOOST_AUTO_TEST_CASE(a_column_that_is_needed_stays) {
    const std::pair<const char*, const char*> needed[] = {
        {"price", "posts_partial"}, {"body", "posts_partial"}, {"title", "generated column stored"}};
    const auto before = db.text("SELECT * FROM sqlite_master");
    for (const auto& pair : needed) {
        const std::string column = pair.first, by = pair.second;
        StepBuilder drop(SCHEMAD_ALTER_TABLE, "posts");
        const auto names_it = [&](const Failure& f) {
            BOOST_TEST_MESSAGE(column << ": " << f.what());
            return f.status == SCHEMAD_E_UNSUPPORTED && std::string(f.what()).find(by) != std::string::npos &&
                   f.column == column;
        };
        BOOST_CHECK_EXCEPTION(db.apply(drop.drop(column)), Failure, names_it);
    }
    db.execute(
        "CREATE TRIGGER uses_extra AFTER UPDATE ON child BEGIN UPDATE posts SET extra = 'x' WHERE id = NEW.post; END");
    BOOST_CHECK_EXCEPTION(db.apply(step.drop("extra")), Failure, [](const Failure& f) {
        return f.status == SCHEMAD_E_UNSUPPORTED && std::string(f.what()).find("uses_extra") != std::string::npos;
    });
    db.execute("DROP TRIGGER uses_extra");
    BOOST_TEST(db.text("SELECT * FROM sqlite_master") == before);
    intact(rows_before, objects_before);
}

BOOST_AUTO_TEST_CASE(keys_and_indexes) {
    step.drop_key({"parent", "parent", "", "", "", ""})
        .add_key({"parent", "parent", "id", "posts_parent_foreign", "CASCADE", "CASCADE"})
        .drop_index("sqlite_autoindex_posts_1")
        .drop_index("posts_two")
        .add_index("posts_slug_unique", "slug", true);
    db.apply(step);
    BOOST_TEST(rows() == rows_before);
    still_lives();
    BOOST_TEST(db.text("SELECT name FROM pragma_index_list('posts') WHERE \"unique\"") == "posts_slug_unique");
    BOOST_TEST(db.text("SELECT on_update FROM pragma_foreign_key_list('posts')") == "CASCADE");
}

BOOST_AUTO_TEST_CASE(row_ids_without_a_column_for_them) {
    db.execute("CREATE TABLE plain (code text primary key, rowid text, v integer)");
    db.execute("INSERT INTO plain (oid, code, rowid, v) VALUES (17, 'a', 'x', 1), (4, 'b', 'y', 2)");
    StepBuilder drop(SCHEMAD_ALTER_TABLE, "plain");
    db.apply(drop.drop("v"));
    BOOST_TEST(db.text("SELECT oid, code, rowid FROM plain ORDER BY oid") == "4|b|y\n17|a|x");
}

BOOST_AUTO_TEST_CASE(without_rowid_and_conflict_clauses) {
    db.execute("CREATE TABLE pairs (a text, b text, c integer NOT NULL ON CONFLICT IGNORE, d text, PRIMARY KEY (a, b)) "
               "WITHOUT ROWID");
    db.execute("INSERT INTO pairs VALUES ('1', 'x', 1, '4'), ('2', 'x', 2, '5')");
    StepBuilder alter(SCHEMAD_ALTER_TABLE, "pairs");
    db.apply(alter.alter(change("d", "integer", SCHEMAD_CHANGE_TYPE)));
    BOOST_TEST(db.text("SELECT * FROM pairs") == "1|x|1|4\n2|x|2|5");
    BOOST_TEST(db.text("SELECT sql FROM sqlite_master WHERE name = 'pairs'").ends_with("WITHOUT ROWID"));
    StepBuilder drop(SCHEMAD_ALTER_TABLE, "pairs");
    BOOST_CHECK_THROW(db.apply(drop.drop("a")), Failure);
}

BOOST_AUTO_TEST_CASE(a_table_goes) {
    StepBuilder drop(SCHEMAD_DROP_TABLE, "posts");
    // the view and its trigger need it, and so do the rows of child
    BOOST_CHECK_THROW(db.apply(drop), Failure);
    intact(rows_before, objects_before);
    StepBuilder log(SCHEMAD_DROP_TABLE, "child");
    db.apply(log);
    BOOST_TEST(db.text("SELECT count(*) FROM sqlite_master WHERE name = 'child'") == "0");
}

BOOST_AUTO_TEST_SUITE_END()
