// SPDX-License-Identifier: Apache-2.0
#include "plugins/mysql/dependents.hpp"

#include <algorithm>
#include <functional>
#include <set>

#include "plugins/mysql/identifiers.hpp"

namespace schemad::mysql {

namespace {

// Names of tables as the server compares them.
bool same_table(const Server& server, std::string_view a, std::string_view b) noexcept {
    return server.lower_case_table_names == 0 ? a == b : sql::same_word(a, b);
}

// ---- Views: the server keeps their definition in one form, every name in backquotes and every table with its database

class View {
public:
    View(const CatalogView& known, std::string_view definition) : known_(known), chains_(chains_of(definition)) {
        for (std::size_t i = 0; i < chains_.size(); ++i) {
            const auto& parts = chains_[i].parts;
            if (!is_table(chains_[i])) continue;
            const bool renamed = i + 1 < chains_.size() && chains_[i + 1].adjacent && chains_[i + 1].quoted &&
                                 chains_[i + 1].parts.size() == 1;
            tables_.emplace_back(parts[1], renamed ? chains_[i + 1].parts[0] : parts[1]);
        }
        unclear_ = std::any_of(tables_.begin(), tables_.end(), [&](const auto& t) { return is_database(t.second); });
    }

    bool uses(std::string_view table) const {
        return std::any_of(tables_.begin(), tables_.end(), [&](const auto& t) { return same(t.first, table); });
    }
    bool uses(std::string_view table, std::string_view column) const {
        return std::any_of(chains_.begin(), chains_.end(), [&](const Chain& chain) {
            const auto& parts = chain.parts;
            return parts.size() >= 2 && sql::same_word(parts.back(), column) &&
                   (parts.size() == 2 || is_database(parts[0])) && means(parts[parts.size() - 2], table);
        });
    }
    // Something that it is made of is gone already.
    bool is_broken() const {
        if (unclear_) return false;
        for (const auto& [table, alias] : tables_) {
            if (!known_.has_table(table)) return true;
            for (const auto& chain : chains_) {
                const auto& parts = chain.parts;
                const bool named = parts.size() == 3 && is_database(parts[0]) && same(parts[1], table);
                if (named && !known_.more(table, parts[2])) return true;
            }
        }
        return false;
    }
    const std::vector<std::pair<std::string, std::string>>& tables() const noexcept { return tables_; }

private:
    bool same(std::string_view a, std::string_view b) const noexcept { return same_table(known_.server(), a, b); }
    bool is_database(std::string_view name) const noexcept { return same(name, known_.database()); }
    bool is_table(const Chain& chain) const noexcept {
        return chain.parts.size() == 2 && chain.quoted && chain.after != '(' && is_database(chain.parts[0]);
    }
    bool means(std::string_view name, std::string_view table) const {
        return std::any_of(tables_.begin(), tables_.end(),
                           [&](const auto& t) { return same(t.first, table) && same(t.second, name); });
    }

    const CatalogView& known_;
    const std::vector<Chain> chains_;
    std::vector<std::pair<std::string, std::string>> tables_; // and what they are called in there
    bool unclear_ = false;                                    // an alias is called as the database
};

void refuse_views(const CatalogView& known, const std::function<bool(const View&)>& uses,
                  const std::function<void(const std::string&)>& refuse) {
    if (!known.data()) return;
    std::vector<std::pair<std::string, View>> views;
    for (const auto& [name, definition] : known.data()->views) views.emplace_back(name, View(known, definition));
    std::set<std::string> broken;
    for (bool found = true; found;) { // what is made of a broken one is broken, too
        found = false;
        for (const auto& [name, view] : views) {
            const bool by_others = std::any_of(view.tables().begin(), view.tables().end(),
                                               [&](const auto& t) { return broken.contains(t.first); });
            if (!broken.contains(name) && (by_others || view.is_broken())) found = broken.insert(name).second;
        }
    }
    for (const auto& [name, view] : views)
        if (!broken.contains(name) && uses(view)) refuse("the view " + name + " is made of it");
}

// ---- Triggers: as somebody wrote them
// ---------------------------------------------------------------------------------

bool is_one_of(std::string_view word, std::initializer_list<const char*> list) {
    return std::any_of(list.begin(), list.end(), [&](const char* w) { return sql::same_word(word, w); });
}

bool is_row(std::string_view qualifier) { return is_one_of(qualifier, {"new", "old"}); }

// Behind FROM and its like, or before a column.
bool names_table(const CatalogView& known, const std::vector<Chain>& chains, std::string_view table) {
    bool listing = false;
    for (std::size_t i = 0; i < chains.size(); ++i) {
        const auto& chain = chains[i];
        const auto& parts = chain.parts;
        const auto is = [&](std::size_t at) { return same_table(known.server(), parts[at], table); };
        if (parts.size() >= 2 && is(parts.size() - 2) && !is_row(parts[0])) return true;
        const bool first =
            i > 0 && chain.adjacent && !chains[i - 1].quoted && chains[i - 1].parts.size() == 1 &&
            is_one_of(chains[i - 1].parts[0], {"from", "join", "into", "update", "ignore", "insert", "replace", "table",
                                               "low_priority", "delayed", "quick", "straight_join"});
        if (first) listing = true;
        if ((first || (listing && (chain.before == ',' || chain.before == '('))) && is(parts.size() - 1) &&
            (parts.size() == 1 || same_table(known.server(), parts[0], known.database())))
            return true;
        if (!chain.quoted && parts.size() == 1 &&
            is_one_of(parts[0], {"set", "values", "value", "where", "select", "group", "order", "on", "using"}))
            listing = false;
        if (chain.after == '(' && first) listing = false; // INSERT INTO t (columns)
    }
    return false;
}

bool uses_column(const CatalogView& known, const CatalogData::Trigger& trigger, std::string_view table,
                 std::string_view column) {
    const auto chains = chains_of(trigger.statement);
    const bool its_own = same_table(known.server(), trigger.table, table);
    const bool named = names_table(known, chains, table);
    return std::any_of(chains.begin(), chains.end(), [&](const Chain& chain) {
        const auto& parts = chain.parts;
        if (!sql::same_word(parts.back(), column)) return false;
        if (parts.size() == 2 && is_row(parts[0])) return its_own;
        const bool of_another = parts.size() >= 2 && !same_table(known.server(), parts[parts.size() - 2], table) &&
                                known.has_table(parts[parts.size() - 2]);
        return named && !of_another;
    });
}

// ---- Foreign keys
// -----------------------------------------------------------------------------------------------------

bool points_to(const CatalogView& known, const schemad_foreign_key& key, std::string_view table,
               std::string_view column) {
    if (!same_table(known.server(), kit::view(key.referenced_table), table) || kit::stated(key.referenced_schema))
        return false;
    for (std::size_t i = 0; i < key.column_count; ++i)
        if (sql::same_word(kit::view(key.referenced_columns[i]), column)) return true;
    return false;
}

std::string needs(const schemad_foreign_key& key) {
    return "the foreign key " + std::string(kit::view(key.name)) + " of the table " +
           std::string(kit::view(key.table)) + " needs it";
}

// InnoDB finds a parent by any index that begins with the referenced columns.
bool serves(const schemad_index& index, const schemad_foreign_key& key) {
    if (index.column_count < key.column_count || (index.flags & SCHEMAD_INDEX_EXPRESSION)) return false;
    for (std::size_t i = 0; i < key.column_count; ++i)
        if (!sql::same_word(kit::view(index.columns[i]), kit::view(key.referenced_columns[i]))) return false;
    return true;
}

bool among(const schemad_str* list, std::size_t count, std::string_view name) {
    return std::any_of(list, list + count, [&](const schemad_str& s) { return sql::same_word(kit::view(s), name); });
}

auto keys(const schemad_catalog& c) { return kit::Range<schemad_foreign_key>(c.foreign_keys, c.foreign_key_count); }
auto indexes(const schemad_catalog& c) { return kit::Range<schemad_index>(c.indexes, c.index_count); }

// ---- Checks and generated columns
// -------------------------------------------------------------------------------------

bool names_column(const std::vector<Chain>& chains, std::string_view column) {
    return std::any_of(chains.begin(), chains.end(),
                       [&](const Chain& chain) { return sql::same_word(chain.parts.back(), column); });
}

} // namespace

void require_unused_column(const CatalogView& known, std::string_view table, std::string_view column,
                           const std::vector<std::string_view>& gone) {
    const auto* catalog = known.catalog();
    if (!catalog || !known.more(table, column)) return; // of one that is made in the same plan there is nothing yet
    const auto refuse = [&](const std::string& why) { unsupported(table, column, why); };
    for (const auto& key : keys(*catalog)) {
        const bool own = kit::view(key.table) == table && among(key.columns, key.column_count, column);
        if (own && key.column_count > 1)
            refuse("the foreign key " + std::string(kit::view(key.name)) + " has other columns, too");
        if (!own && points_to(known, key, table, column)) refuse(needs(key));
    }
    for (const auto& index : indexes(*catalog))
        if (kit::view(index.table) == table && (index.flags & SCHEMAD_INDEX_UNIQUE) && index.column_count > 1 &&
            among(index.columns, index.column_count, column))
            refuse("the unique key " + std::string(kit::view(index.name)) + " has other columns, too");
    std::vector<std::string_view> others;
    for (const auto& c : kit::Range<schemad_column>(catalog->columns, catalog->column_count)) {
        if (kit::view(c.table) != table || sql::same_word(kit::view(c.name), column)) continue;
        others.push_back(kit::view(c.name));
        const bool goes_along = std::any_of(gone.begin(), gone.end(),
                                            [&](std::string_view g) { return sql::same_word(g, kit::view(c.name)); });
        if (!goes_along && names_column(chains_of(kit::view(c.generation_expression)), column))
            refuse("the generated column " + std::string(kit::view(c.name)) + " is made of it");
    }
    for (const auto& check : kit::Range<schemad_check>(catalog->checks, catalog->check_count)) {
        if (kit::view(check.table) != table) continue;
        const auto chains = chains_of(kit::view(check.expression));
        // one of this column alone goes with it
        const bool of_others =
            std::any_of(others.begin(), others.end(), [&](std::string_view o) { return names_column(chains, o); });
        if (of_others && names_column(chains, column))
            refuse("the check " + std::string(kit::view(check.name)) + " has other columns, too");
    }
    refuse_views(
        known, [&](const View& v) { return v.uses(table, column); }, refuse);
    if (!known.data()) return;
    for (const auto& trigger : known.data()->triggers)
        if (uses_column(known, trigger, table, column))
            refuse("the trigger " + trigger.name + " of the table " + trigger.table + " uses it");
}

std::string narrowed_indexes(const CatalogView& known, std::string_view table, std::string_view column,
                             const std::vector<std::string_view>& gone) {
    std::string all;
    if (!known.catalog()) return all;
    const auto stays = [&](const schemad_str& c) {
        return kit::stated(c) && std::none_of(gone.begin(), gone.end(),
                                              [&](std::string_view g) { return sql::same_word(g, kit::view(c)); });
    };
    for (const auto& index : indexes(*known.catalog()))
        if (kit::view(index.table) == table && among(index.columns, index.column_count, column) &&
            std::any_of(index.columns, index.columns + index.column_count, stays))
            all += (all.empty() ? "its part of index " : "; its part of index ") + std::string(kit::view(index.name));
    return all;
}

void require_unused_table(const CatalogView& known, std::string_view table) {
    if (!known.has_table(table)) return;
    const auto refuse = [&](const std::string& why) {
        throw kit::Error(SCHEMAD_E_UNSUPPORTED, why + " (table " + std::string(table) + ")", std::string(table));
    };
    refuse_views(
        known, [&](const View& v) { return v.uses(table); }, refuse);
    if (!known.data()) return;
    for (const auto& trigger : known.data()->triggers)
        if (!same_table(known.server(), trigger.table, table) &&
            names_table(known, chains_of(trigger.statement), table))
            refuse("the trigger " + trigger.name + " of the table " + trigger.table + " uses it");
}

void require_unused_index(const CatalogView& known, std::string_view table, std::string_view name) {
    const auto* catalog = known.catalog();
    if (!catalog) return;
    const auto list = indexes(*catalog);
    const auto is_it = [&](const schemad_index& i) {
        return kit::view(i.table) == table && sql::same_word(kit::view(i.name), name);
    };
    const schemad_index* dropped = nullptr;
    for (const auto& i : list)
        if (is_it(i)) dropped = &i;
    if (!dropped) return;
    for (const auto& key : keys(*catalog)) {
        if (!same_table(known.server(), kit::view(key.referenced_table), table) || kit::stated(key.referenced_schema) ||
            !serves(*dropped, key))
            continue;
        bool another = false;
        for (const auto& i : list) another = another || (kit::view(i.table) == table && !is_it(i) && serves(i, key));
        if (!another) unsupported(table, kit::view(key.referenced_columns[0]), needs(key));
    }
}

} // namespace schemad::mysql
