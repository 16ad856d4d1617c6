// SPDX-License-Identifier: Apache-2.0
#include "plugins/cockroachdb/render.hpp"

#include <deque>

#include "plugins/cockroachdb/column_facts.hpp"
#include "plugins/cockroachdb/default_text.hpp"
#include "plugins/cockroachdb/flavor.hpp"
#include "vendors/pq/render.hpp"
#include "vendors/sql/catalog_text.hpp"
#include "vendors/sql/literals.hpp"

namespace schemad::cockroachdb {

namespace {

constexpr std::string_view ending = "_replaced";
const Flavor flavor;

std::string toggled(std::string_view name) {
    if (name.ends_with(ending) && name.size() > ending.size())
        return std::string(name.substr(0, name.size() - ending.size()));
    return std::string(name) + std::string(ending);
}

// A column as vendors/pq is to see it: what this vendor spells its own way is put into standard spelling.
schemad_column_spec standard_spec(const schemad_column_spec& from, std::deque<std::string>& texts) {
    auto spec = from;
    spec.struct_size = sizeof spec;
    if (!(spec.flags & SCHEMAD_SPEC_OWN_SPELLING) || spec.default_kind != SCHEMAD_DEFAULT_TEXT) return spec;
    const auto text = kit::view(spec.default_text);
    // counts without a sequence: serial would be something else
    if (text.find("unique_rowid()") != std::string_view::npos)
        spec.flags &= ~static_cast<std::uint32_t>(SCHEMAD_SPEC_AUTO_INCREMENT);
    if (auto content = doubled_content(text)) {
        texts.push_back(std::move(*content));
        spec.default_text = kit::borrow(texts.back());
    } else if (text.size() > 2 && text.starts_with("(-") && text.ends_with(")") &&
               sql::is_number(text.substr(1, text.size() - 2))) {
        spec.default_text = kit::borrow(text.substr(1, text.size() - 2));
    }
    return spec;
}

// The steps of a plan, with their names and defaults as they have to be; everything else is borrowed.
class Rewritten {
public:
    Rewritten(const schemad_catalog* catalog, const schemad_step& step)
        : catalog_(catalog), step_(step), table_(kit::view(step.table)) {
        for (const schemad_change& change : kit::changes(step)) {
            auto c = change;
            c.struct_size = sizeof c;
            if (c.kind == SCHEMAD_ADD_COLUMN || c.kind == SCHEMAD_ALTER_COLUMN) {
                columns_.push_back(standard_spec(*c.column, texts_));
                c.column = &columns_.back();
                if (c.kind == SCHEMAD_ALTER_COLUMN) require_rewritable(columns_.back());
            } else if (c.kind == SCHEMAD_ADD_FOREIGN_KEY && kit::stated(c.foreign_key->name)) {
                keys_.push_back(*c.foreign_key);
                keys_.back().struct_size = sizeof(schemad_foreign_key_spec);
                texts_.push_back(free_name(kit::view(c.foreign_key->name)));
                keys_.back().name = kit::borrow(texts_.back());
                c.foreign_key = &keys_.back();
            }
            changes_.push_back(c);
        }
        step_.struct_size = sizeof step_;
        step_.changes = changes_.data(), step_.change_count = changes_.size();
    }
    const schemad_step& step() const noexcept { return step_; }

private:
    // The catalog's rows are enough here, also those of a catalog without look-up data.
    bool is_foreign_key(std::string_view name) const {
        if (!catalog_) return false;
        for (const schemad_foreign_key& k : kit::Range(catalog_->foreign_keys, catalog_->foreign_key_count))
            if (kit::view(k.table) == table_ && kit::view(k.name) == name) return true;
        return false;
    }
    std::string free_name(std::string_view name) const {
        if (!is_foreign_key(name)) return std::string(name);
        auto other = toggled(name);
        // both taken: the first is dropped by a step of its own before this one runs
        return is_foreign_key(other) ? std::string(name) : other;
    }
    void require_rewritable(const schemad_column_spec& spec) const {
        if (!catalog_ || !spec.existing || !(spec.changed & SCHEMAD_CHANGE_TYPE)) return;
        const auto name = kit::view(spec.name);
        const auto from = flavor.parse(sql::CatalogText::printed(kit::view(spec.existing->declared_type))),
                   to = flavor.type_of(spec);
        if (from.sql == to.sql || rewrites_nothing(from, to)) return;
        for (const schemad_index& index : kit::Range(catalog_->indexes, catalog_->index_count)) {
            if (kit::view(index.table) != table_) continue;
            for (std::size_t n = 0; n < index.column_count; ++n)
                if (kit::view(index.columns[n]) == name)
                    throw kit::Error(SCHEMAD_E_UNSUPPORTED,
                                     "CockroachDB cannot change the type of " + std::string(name) + " from " +
                                         from.sql.str() + " to " + to.sql.str() + " while it is in the index " +
                                         std::string(kit::view(index.name)),
                                     std::string(table_), std::string(name));
        }
    }

    const schemad_catalog* catalog_;
    schemad_step step_;
    std::string_view table_;
    std::deque<std::string> texts_; // addresses stay
    std::deque<schemad_column_spec> columns_;
    std::deque<schemad_foreign_key_spec> keys_;
    std::vector<schemad_change> changes_;
};

// What was written, as the catalog will print it.
kit::Text printed_default(const kit::Text& shown, std::string_view written) {
    if (!shown) return shown;
    const bool function = written == "CURRENT_TIMESTAMP" || written.starts_with("CURRENT_TIMESTAMP(");
    if (function) return "current_timestamp" + std::string(written == "CURRENT_TIMESTAMP" ? "()" : written.substr(17));
    if (sql::is_number(written)) {
        if (!written.starts_with("-")) return shown;
        std::string in_brackets = "(";
        return in_brackets.append(written).append(")");
    }
    const auto content = literal_content(written);
    if (!content) return shown;
    auto printed = printed_text(*content);
    // what needs no escaping was spelled well enough, its first :: included
    return printed == *content ? shown : kit::Text(printed.substr(0, printed.find("::")));
}

} // namespace

kit::Script render_step(const schemad_catalog* catalog, const pq::CatalogData* data, const schemad_step& step) {
    const Rewritten rewritten(catalog, step);
    return pq::render_step(flavor, catalog, data, rewritten.step());
}

kit::Column preview(const schemad_column_spec& spec) {
    std::deque<std::string> texts;
    auto c = pq::preview(flavor, standard_spec(spec, texts));
    if (c.default_sql) c.default_text = printed_default(c.default_text, *c.default_sql);
    if (c.default_text && counts_up(*c.default_text)) c.flags |= SCHEMAD_COLUMN_AUTO_INCREMENT;
    return c;
}

} // namespace schemad::cockroachdb
