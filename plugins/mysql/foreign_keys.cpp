// SPDX-License-Identifier: Apache-2.0
#include "plugins/mysql/foreign_keys.hpp"

#include "plugins/mysql/checks.hpp"

namespace schemad::mysql {

namespace {

using sql::SqlText;
using sql::Words;

kit::Statement run(SqlText sql) { return {std::move(sql), SCHEMAD_RUN, SCHEMAD_OK, {}, {}}; }

SqlText rule(Words event, schemad_str action, const CatalogView& known, std::string_view table,
             std::string_view column) {
    if (!kit::stated(action)) return {};
    for (const Words name :
         {Words("NO ACTION"), Words("RESTRICT"), Words("CASCADE"), Words("SET NULL"), Words("SET DEFAULT")}) {
        if (!sql::same_word(kit::view(action), name.view())) continue;
        if (known.server().is_mysql() && name.view() == "SET DEFAULT")
            unsupported(table, column, "InnoDB has no foreign keys with the rule SET DEFAULT");
        return SqlText(" ") + event + " " + name;
    }
    throw kit::Error(SCHEMAD_E_INVALID, "MySQL knows no rule " + std::string(kit::view(action)).substr(0, 100),
                     std::string(table), std::string(column));
}

bool same_kind(const Type& a, const Type& b) {
    return (a.is_integer() && b.is_integer()) || (a.is_char() && b.is_char()) || (a.is_char() && b.base == "uuid") ||
           a.base == b.base;
}

// Both columns are there: an int that points to an int unsigned becomes one, a text takes the other's collation.
void match_types(kit::Script& script, const schemad_column& from, const schemad_column& to, const CatalogView& known) {
    const auto table = kit::view(from.table), column = kit::view(from.name);
    const Type now = type_of(kit::view(from.declared_type), kit::view(from.collation));
    const Type key = type_of(kit::view(to.declared_type), kit::view(to.collation));
    if (!same_kind(now, key))
        unsupported(table, column,
                    "a foreign key has to be of the type of what it points to: " + now.sql().str() + " is not " +
                        key.sql().str());
    Type wanted = key;
    if (now.is_char() && key.is_char()) wanted = now, wanted.collation = key.collation;
    const bool same = now.is_integer() ? now.base == key.base && now.is_unsigned == key.is_unsigned
                                       : now.collation == wanted.collation && now.base == wanted.base;
    if (same) return;
    check_conversion(script, checks_of(known, table), column, now, wanted, {});
    script.push_back(run("ALTER TABLE " + quote(table) + " MODIFY " + retyped_column(from, typed(wanted), known)));
}

// The other column is made in the same plan: what it is shows once it is there.
void match_types_later(kit::Script& script, std::string_view table, const schemad_foreign_key_spec& key,
                       const CatalogView& known) {
    const auto column = kit::view(key.column);
    const auto* now = known.column(table, column);
    const SqlText type("IF(`parent`.COLLATION_NAME IS NULL, `parent`.COLUMN_TYPE, CONCAT(`child`.COLUMN_TYPE, "
                       "' COLLATE ', `parent`.COLLATION_NAME))"); // of a text only the collation has to match
    SqlText definition;                                           // arguments of CONCAT
    if (now) {
        constexpr Words mark("\x01type\x01");
        const auto retyped = retyped_column(*now, SqlText(mark), known);
        const auto text = retyped.view();
        const auto at = text.find(mark.view());
        definition = literal(text.substr(0, at)) + ", " + type + ", " + literal(text.substr(at + mark.view().size()));
    } else {
        const auto value =
            known.server().quotes_defaults() ? Words("`child`.COLUMN_DEFAULT") : Words("QUOTE(`child`.COLUMN_DEFAULT)");
        definition = literal((quote(column) + " ").view()) + ", " + type +
                     ", IF(`child`.IS_NULLABLE = 'YES', ' NULL', ' NOT NULL'), IF(`child`.COLUMN_DEFAULT IS NULL, '', "
                     "CONCAT(' DEFAULT ', " +
                     value + "))";
    }
    const auto where = [](Words alias, std::string_view of_table, std::string_view of_column) {
        const auto a = SqlText("`") + alias + "`.";
        return a + "TABLE_SCHEMA = DATABASE() AND " + a + "TABLE_NAME = " + literal(of_table) + " AND " + a +
               "COLUMN_NAME = " + literal(of_column);
    };
    const SqlText whole_numbers("('tinyint', 'smallint', 'mediumint', 'int', 'bigint')"), words("('char', 'varchar')");
    const auto both = [](const SqlText& list) {
        return "(`child`.DATA_TYPE IN " + list + " AND `parent`.DATA_TYPE IN " + list + ")";
    };
    script.push_back(
        run("SET @schemad_match = COALESCE((SELECT IF((`child`.COLUMN_TYPE = `parent`.COLUMN_TYPE AND "
            "`child`.COLLATION_NAME <=> `parent`.COLLATION_NAME) OR NOT (" +
            both(whole_numbers) + " OR " + both(words) + "), 'DO 0', CONCAT(" +
            literal(("ALTER TABLE " + quote(table) + " MODIFY ").view()) + ", " + definition +
            ")) FROM information_schema.COLUMNS AS `child` JOIN information_schema.COLUMNS AS `parent` WHERE " +
            where("child", table, column) + " AND " +
            where("parent", kit::view(key.referenced_table), kit::view(key.referenced_column)) + " LIMIT 1), 'DO 0')"));
    script.push_back(run(SqlText("PREPARE schemad_match FROM @schemad_match")));
    script.push_back(run(SqlText("EXECUTE schemad_match")));
    script.push_back(run(SqlText("DEALLOCATE PREPARE schemad_match")));
}

// The key of that name as the catalog has it, from the same column to the same: it is made again as it was.
const schemad_foreign_key* key_of_before(const CatalogView& known, std::string_view table,
                                         const schemad_foreign_key_spec& key) {
    if (!known.catalog() || kit::view(key.name).empty()) return nullptr;
    for (const auto& k :
         kit::Range<schemad_foreign_key>(known.catalog()->foreign_keys, known.catalog()->foreign_key_count))
        if (kit::view(k.table) == table && kit::view(k.name) == kit::view(key.name) && k.column_count > 0 &&
            kit::view(k.columns[0]) == kit::view(key.column) &&
            kit::view(k.referenced_table) == kit::view(key.referenced_table) &&
            kit::view(k.referenced_columns[0]) == kit::view(key.referenced_column))
            return &k;
    return nullptr;
}

SqlText listed(const schemad_str* columns, std::size_t count) {
    SqlText out;
    for (std::size_t i = 0; i < count; ++i) out += (i ? Words(", ") : Words("")) + quote(kit::view(columns[i]));
    return "(" + out + ")";
}

// An index that a foreign key made for itself is replaced by the next key's own, called as that key. Where that has
// happened it gets its name back.
void keep_index_name(kit::Script& script, std::string_view table, const schemad_foreign_key& key,
                     const CatalogView& known) {
    const auto name = kit::view(key.name);
    const schemad_index* of_key = nullptr;
    for (const auto& index : kit::indexes(*known.catalog())) {
        if (kit::view(index.table) != table) continue;
        if (sql::same_word(kit::view(index.name), name)) return;
        bool same = index.column_count == key.column_count && !(index.flags & SCHEMAD_INDEX_UNIQUE);
        for (std::size_t i = 0; same && i < key.column_count; ++i)
            same = kit::view(index.columns[i]) == kit::view(key.columns[i]);
        if (same) of_key = &index;
    }
    if (!of_key) return;
    const auto columns = listed(key.columns, key.column_count);
    const auto was = kit::view(of_key->name);
    script.push_back(
        run("SET @schemad_index = IF((SELECT COUNT(*) FROM information_schema.STATISTICS WHERE TABLE_SCHEMA = "
            "DATABASE() AND TABLE_NAME = " +
            literal(table) + " AND SEQ_IN_INDEX = 1 AND INDEX_NAME = " + literal(name) + ") = 1, " +
            literal(("ALTER TABLE " + quote(table) + " ADD INDEX " + quote(was) + " " + columns + ", DROP INDEX " +
                     quote(name))
                        .view()) +
            ", 'DO 0')"));
    script.push_back(run(SqlText("PREPARE schemad_index FROM @schemad_index")));
    script.push_back(run(SqlText("EXECUTE schemad_index")));
    script.push_back(run(SqlText("DEALLOCATE PREPARE schemad_index")));
}

// The plain index that a foreign key of the column may have made for itself: called as the key, or as the column.
const schemad_index* own_index_of_key(const CatalogView& known, std::string_view table, std::string_view column) {
    if (!known.catalog()) return nullptr;
    for (const auto& key :
         kit::Range<schemad_foreign_key>(known.catalog()->foreign_keys, known.catalog()->foreign_key_count)) {
        if (kit::view(key.table) != table || key.column_count != 1 || kit::view(key.columns[0]) != column) continue;
        for (const auto& index : kit::indexes(*known.catalog()))
            if (kit::view(index.table) == table && index.column_count == 1 && kit::view(index.columns[0]) == column &&
                !(index.flags &
                  (SCHEMAD_INDEX_UNIQUE | SCHEMAD_INDEX_SPECIAL | SCHEMAD_INDEX_PARTIAL | SCHEMAD_INDEX_EXPRESSION)) &&
                (sql::same_word(kit::view(index.name), kit::view(key.name)) ||
                 sql::same_word(kit::view(index.name), column)))
                return &index;
    }
    return nullptr;
}

} // namespace

// An index that a foreign key made for itself goes, unsaid, once another one serves; without it neither what is
// promised of the column holds nor can the other one go again. Stated anew it is an index like any.
void add_index_beside_key(kit::Script& script, std::string_view table, std::string_view column, const SqlText& clause,
                          const CatalogView& known) {
    const auto add = "ALTER TABLE " + quote(table) + " ADD " + clause;
    const auto* own = own_index_of_key(known, table, column);
    if (!own) {
        script.push_back(run(add));
        return;
    }
    const auto name = kit::view(own->name);
    const auto again = add + ", DROP INDEX " + quote(name) + ", ADD INDEX " + quote(name) + " (" + quote(column) + ")";
    script.push_back(run("SET @schemad_index = IF((SELECT COUNT(*) FROM information_schema.STATISTICS WHERE "
                         "TABLE_SCHEMA = DATABASE() AND TABLE_NAME = " +
                         literal(table) + " AND INDEX_NAME = " + literal(name) + ") = 1, " + literal(again.view()) +
                         ", " + literal(add.view()) + ")"));
    script.push_back(run(SqlText("PREPARE schemad_index FROM @schemad_index")));
    script.push_back(run(SqlText("EXECUTE schemad_index")));
    script.push_back(run(SqlText("DEALLOCATE PREPARE schemad_index")));
}

void add_foreign_key(kit::Script& script, std::string_view table, const schemad_foreign_key_spec& key,
                     const CatalogView& known) {
    const auto column = kit::view(key.column), referenced = kit::view(key.referenced_table);
    if (!kit::stated(key.referenced_column))
        throw kit::Error(SCHEMAD_E_INVALID, "a foreign key has to name the column it points to", std::string(table),
                         std::string(column));
    const auto rules =
        rule("ON DELETE", key.on_delete, known, table, column) + rule("ON UPDATE", key.on_update, known, table, column);
    const auto added = [&](const SqlText& columns, const SqlText& theirs) {
        auto sql = "ALTER TABLE " + quote(table) + " ADD ";
        if (!kit::view(key.name).empty()) sql += "CONSTRAINT " + quote(kit::view(key.name)) + " ";
        return run(sql + "FOREIGN KEY " + columns + " REFERENCES " + quote(referenced) + " " + theirs + rules);
    };
    if (const auto* before = key_of_before(known, table, key)) {
        script.push_back(added(listed(before->columns, before->column_count),
                               listed(before->referenced_columns, before->column_count)));
        return keep_index_name(script, table, *before, known);
    }
    const auto* from = known.column(table, column);
    const auto* to = known.column(referenced, kit::view(key.referenced_column));
    if (from && to) {
        script.push_back(check_references(checks_of(known, table), column, referenced, kit::view(key.referenced_column),
                                          type_of(kit::view(from->declared_type), kit::view(from->collation)),
                                          type_of(kit::view(to->declared_type), kit::view(to->collation))));
        match_types(script, *from, *to, known);
    } else {
        if (from) script.push_back(check_no_values(checks_of(known, table), column));
        if (known.server().kind != Server::unknown) match_types_later(script, table, key, known);
    }
    script.push_back(added("(" + quote(column) + ")", "(" + quote(kit::view(key.referenced_column)) + ")"));
}

void drop_foreign_key(kit::Script& script, std::string_view table, const schemad_foreign_key_spec& key,
                      const CatalogView& known) {
    auto name = kit::view(key.name);
    if (name.empty() && known.catalog()) { // by its column
        for (const auto& k :
             kit::Range<schemad_foreign_key>(known.catalog()->foreign_keys, known.catalog()->foreign_key_count))
            if (kit::view(k.table) == table && k.column_count == 1 && kit::view(k.columns[0]) == kit::view(key.column))
                name = kit::view(k.name);
    }
    if (name.empty())
        throw kit::Error(SCHEMAD_E_NOT_FOUND, "there is no such foreign key", std::string(table),
                         std::string(kit::view(key.column)));
    script.push_back(run("ALTER TABLE " + quote(table) + " DROP FOREIGN KEY " + quote(name)));
}

} // namespace schemad::mysql
