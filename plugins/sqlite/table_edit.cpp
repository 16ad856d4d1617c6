// SPDX-License-Identifier: Apache-2.0
#include "plugins/sqlite/table_edit.hpp"

#include <algorithm>

#include "vendors/sql/catalog_text.hpp"
#include "vendors/sql/identifiers.hpp"

namespace schemad::sqlite {

namespace {

TableDefinition readable(std::string_view table, std::string_view sql) {
    auto def = read_table(sql);
    if (!def)
        throw kit::Error(SCHEMAD_E_UNSUPPORTED, "the definition of the table " + std::string(table) + " cannot be read",
                         std::string(table));
    return std::move(*def);
}

std::string joined(const std::vector<std::string>& names) {
    std::string all;
    for (const auto& name : names) all.append(all.empty() ? "" : ", ").append(name);
    return all;
}

bool is_blank(char c) noexcept { return c == ' ' || c == '\n' || c == '\t' || c == '\r' || c == '\f'; }

} // namespace

void NameSet::add(std::string_view name) { lower_.insert(sql::lower(name)); }
bool NameSet::contains(std::string_view name) const { return lower_.contains(sql::lower(name)); }

std::optional<std::string> first_mentioned(const Tokens& tokens, TokenRange range, const NameSet& columns) {
    for (const auto& c : columns)
        if (mentions(tokens, range, c)) return c;
    return std::nullopt;
}

TableEdit::TableEdit(std::string_view table, std::string_view sql) : table_(table), def_(readable(table, sql)) {}

const ColumnDefinition& TableEdit::column(std::string_view name) const {
    if (const auto* c = def_.column(name)) return *c;
    throw kit::Error(SCHEMAD_E_NOT_FOUND, "the table " + std::string(table_) + " has no column " + std::string(name),
                     std::string(table_), std::string(name));
}

void TableEdit::replace(std::size_t begin, std::size_t end, sql::SqlText text) {
    const auto sql = def_.tokens.sql();
    const bool word_before = begin > 0 && !is_blank(sql[begin - 1]) && sql[begin - 1] != '(';
    const bool word_after = end < sql.size() && !is_blank(sql[end]) && sql[end] != ')' && sql[end] != ',';
    if (!text.empty() && word_before && !is_blank(text.view().front()) && text.view().front() != ',') text = " " + text;
    if (word_after && begin < end) text += " ";
    replacements_.push_back({begin, end, std::move(text)});
}

void TableEdit::replace_tokens(TokenRange range, sql::SqlText text) {
    replace(def_.tokens[range.begin].begin, def_.tokens[range.end - 1].end, std::move(text));
}

void TableEdit::insert_behind(std::size_t token, const sql::SqlText& text) {
    const auto at = def_.tokens[token].end;
    const auto sql = def_.tokens.sql();
    const bool touches = at < sql.size() && !is_blank(sql[at]) && sql[at] != ')' && sql[at] != ',';
    replacements_.push_back({at, at, touches ? text + " " : text});
}

void TableEdit::drop_column(std::string_view name) {
    const auto& c = column(name);
    dropped_.add(c.name);
}

void TableEdit::set_type(std::string_view name, const sql::SqlText& declared) {
    const auto& c = column(name);
    if (c.type.empty()) {
        if (!declared.empty()) insert_behind(c.type.begin - 1, " " + declared);
    } else {
        replace_tokens(c.type, declared);
    }
}

void TableEdit::set_default(std::string_view name, const std::optional<sql::SqlText>& value) {
    const auto& c = column(name);
    bool done = !value;
    for (const auto& k : c.constraints) {
        if (k.kind != Constraint::default_value) continue;
        if (done) {
            remove(k.all);
        } else {
            replace_tokens(k.expression, *value);
            done = true;
        }
    }
    if (!done) insert_behind(c.type.end - 1, " DEFAULT " + *value);
}

void TableEdit::set_nullable(std::string_view name, bool nullable) {
    const auto& c = column(name);
    bool stated = false;
    for (const auto& k : c.constraints) {
        if (k.kind == Constraint::not_null) {
            if (nullable) remove(k.all);
            stated = true;
        } else if (k.kind == Constraint::null && !nullable) {
            remove(k.all);
        }
    }
    if (!nullable && !stated) insert_behind(c.type.end - 1, sql::SqlText(" NOT NULL"));
}

void TableEdit::add_column(const sql::SqlText& definition) { new_columns_ += ", " + definition; }
void TableEdit::add_constraint(const sql::SqlText& constraint) { new_constraints_ += ", " + constraint; }

std::size_t TableEdit::drop_foreign_keys(std::optional<std::string_view> name, std::optional<std::string_view> on,
                                         std::optional<std::string_view> referenced_table) {
    std::size_t gone = 0;
    const auto wanted = [&](const Constraint& c, const std::vector<std::string>& columns) {
        if (c.kind != Constraint::references) return false;
        if (name) return c.name && sql::same_word(*c.name, *name);
        if (!on || columns.size() != 1 || !sql::same_word(columns.front(), *on)) return false;
        return !referenced_table || c.referenced_table.empty() || sql::same_word(c.referenced_table, *referenced_table);
    };
    for (const auto& c : def_.columns) {
        const std::vector<std::string> itself{c.name};
        for (const auto& k : c.constraints) {
            if (!wanted(k, itself)) continue;
            remove(k.all);
            gone += !k.referenced_table.empty();
        }
    }
    for (std::size_t i = 0; i < def_.constraints.size(); ++i)
        if (wanted(def_.constraints[i], def_.constraints[i].columns)) gone += dropped_constraints_.insert(i).second;
    return gone;
}

sql::SqlText TableEdit::deferral(std::string_view on, std::string_view referenced_table) const {
    sql::SqlText found;
    const auto look = [&](const Constraint& k) {
        if (k.kind != Constraint::references) return;
        if (!k.referenced_table.empty() && !sql::same_word(k.referenced_table, referenced_table)) return;
        for (auto i = k.all.begin; i < k.all.end; ++i) {
            if (!def_.tokens.is(i, "DEFERRABLE")) continue;
            found = sql::SqlText(" DEFERRABLE");
            if (i > k.all.begin && def_.tokens.is(i - 1, "NOT")) found = sql::SqlText(" NOT DEFERRABLE");
            if (i + 3 > k.all.end || !def_.tokens.is(i + 1, "INITIALLY")) continue;
            if (def_.tokens.is(i + 2, "DEFERRED"))
                found += " INITIALLY DEFERRED";
            else
                found += " INITIALLY IMMEDIATE";
        }
    };
    if (const auto* c = def_.column(on))
        for (const auto& k : c->constraints) look(k);
    for (const auto& k : def_.constraints)
        if (k.columns.size() == 1 && sql::same_word(k.columns.front(), on)) look(k);
    return found;
}

std::size_t TableEdit::drop_unique(std::string_view name) {
    std::size_t gone = 0;
    for (const auto& k : column(name).constraints)
        if (k.kind == Constraint::unique) remove(k.all), ++gone;
    for (std::size_t i = 0; i < def_.constraints.size(); ++i) {
        const auto& k = def_.constraints[i];
        if (k.kind == Constraint::unique && k.columns.size() == 1 && sql::same_word(k.columns.front(), name))
            gone += dropped_constraints_.insert(i).second;
    }
    return gone;
}

void TableEdit::refuse(const std::string& needs, std::string_view column_name) const {
    throw kit::Error(SCHEMAD_E_UNSUPPORTED,
                     needs + " of the table " + std::string(table_) + " needs the column " + std::string(column_name),
                     std::string(table_), std::string(column_name));
}

// What goes with a dropped column, and what forbids dropping it.
void TableEdit::settle_dropped_columns() {
    if (dropped_.empty()) return;
    NameSet kept;
    for (const auto& c : def_.columns)
        if (!dropped_.contains(c.name)) kept.add(c.name);
    if (kept.empty())
        throw kit::Error(SCHEMAD_E_INVALID, "the table " + std::string(table_) + " would lose its last column",
                         std::string(table_));
    const auto label = [](const char* kind, const Constraint& c) {
        return c.name ? std::string(kind) + " " + *c.name : std::string(kind);
    };
    for (const auto& c : def_.columns) {
        const bool gone = dropped_.contains(c.name);
        for (const auto& k : c.constraints) {
            if (gone && k.kind == Constraint::primary_key && def_.without_rowid) refuse("the primary key", c.name);
            if (gone || (k.kind != Constraint::check && k.kind != Constraint::generated)) continue;
            if (const auto hit = first_mentioned(def_.tokens, k.expression, dropped_))
                refuse(k.kind == Constraint::check ? label("a check", k) : "the generated column " + c.name, *hit);
        }
    }
    for (std::size_t i = 0; i < def_.constraints.size(); ++i) {
        const auto& k = def_.constraints[i];
        if (k.kind == Constraint::check) {
            const auto hit = first_mentioned(def_.tokens, k.expression, dropped_);
            if (!hit) continue;
            if (first_mentioned(def_.tokens, k.expression, kept)) refuse(label("the check", k), *hit);
            dropped_constraints_.insert(i);
        } else if (std::any_of(k.columns.begin(), k.columns.end(), [&](auto& c) { return dropped_.contains(c); })) {
            if (k.kind == Constraint::primary_key && def_.without_rowid) refuse("the primary key", k.columns.front());
            if (dropped_constraints_.insert(i).second &&
                std::any_of(k.columns.begin(), k.columns.end(), [&](auto& c) { return kept.contains(c); }))
                gone_along_.push_back(label(k.kind == Constraint::references    ? "foreign key"
                                            : k.kind == Constraint::primary_key ? "primary key"
                                                                                : "unique constraint",
                                            k) +
                                      " (" + joined(k.columns) + ")" +
                                      (k.kind == Constraint::references ? " to " + k.referenced_table : std::string()));
        }
    }
}

// Takes whole items out, each with the comma before it; the first that stays loses its own.
void TableEdit::drop_items() {
    bool first = true;
    const auto item = [&](TokenRange range, bool gone) {
        const auto comma = range.begin - 1;
        const bool has_comma = def_.tokens.kind(comma) == Token::comma;
        if (has_comma && (gone || first))
            replacements_.push_back({def_.tokens[comma].begin, def_.tokens[comma].end, {}});
        if (gone) remove(range);
        first = first && gone;
    };
    for (const auto& c : def_.columns) item(c.all, dropped_.contains(c.name));
    for (std::size_t i = 0; i < def_.constraints.size(); ++i)
        item(def_.constraints[i].all, dropped_constraints_.contains(i));
}

// CHECK (t.a > 0) would name a table that does not exist while the new one has another name; a alone says the same.
void TableEdit::unqualify(const Constraint& c) {
    for (std::size_t i = c.expression.begin; i + 2 < c.expression.end; ++i)
        if (def_.tokens.names(i) && def_.tokens.kind(i) != Token::string && def_.tokens.kind(i + 1) == Token::dot &&
            sql::same_word(def_.tokens.name(i), table_))
            replacements_.push_back({def_.tokens[i].begin, def_.tokens[i + 2].begin, {}});
}

sql::SqlText TableEdit::finish(std::string_view new_name) {
    settle_dropped_columns();
    // edits inside an item that goes anyway would overlap with its removal
    const auto inside = [&](const Replacement& r, TokenRange range) {
        return r.begin >= def_.tokens[range.begin].begin && r.end <= def_.tokens[range.end - 1].end;
    };
    std::erase_if(replacements_, [&](const Replacement& r) {
        for (const auto& c : def_.columns)
            if (dropped_.contains(c.name) && inside(r, c.all)) return true;
        return false;
    });
    drop_items();
    for (const auto& c : def_.columns)
        if (!dropped_.contains(c.name))
            for (const auto& k : c.constraints)
                if (k.kind == Constraint::check || k.kind == Constraint::generated) unqualify(k);
    for (std::size_t i = 0; i < def_.constraints.size(); ++i)
        if (def_.constraints[i].kind == Constraint::check && !dropped_constraints_.contains(i))
            unqualify(def_.constraints[i]);
    const auto& name = def_.tokens[def_.name];
    replacements_.push_back({name.begin, name.end, sql::quote(new_name, '`')});
    if (!new_columns_.empty()) insert_behind(def_.columns.back().all.end - 1, new_columns_);
    // the closing parenthesis may follow a line comment: new constraints go behind the last item
    if (!new_constraints_.empty()) {
        const auto last = def_.constraints.empty() ? def_.columns.back().all.end : def_.constraints.back().all.end;
        insert_behind(last - 1, new_constraints_);
    }

    std::stable_sort(replacements_.begin(), replacements_.end(), [](const auto& a, const auto& b) {
        return std::pair(a.begin, a.end) < std::pair(b.begin, b.end); // what is put in comes before what is taken out
    });
    const auto same_removal = [](const auto& a, const auto& b) {
        return a.begin == b.begin && a.end == b.end && a.begin < a.end && a.text == b.text;
    };
    replacements_.erase(std::unique(replacements_.begin(), replacements_.end(), same_removal), replacements_.end());
    const auto sql = def_.tokens.sql();
    sql::SqlText out;
    std::size_t at = 0;
    const auto kept = [&](std::size_t end) { out += sql::CatalogText::printed(sql.substr(at, end - at)); };
    for (const auto& r : replacements_) {
        if (r.begin < at) throw kit::Error(SCHEMAD_E_INTERNAL, "two edits of one place", std::string(table_));
        kept(r.begin);
        out += r.text;
        at = r.end;
    }
    kept(sql.size());
    return out;
}

} // namespace schemad::sqlite
