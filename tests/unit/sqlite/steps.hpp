// SPDX-License-Identifier: Apache-2.0
// Steps in a test's words; owns everything a schemad_step points to.
#pragma once

#include <deque>
#include <memory>
#include <string>
#include <vector>

#include <schemad/host.hpp>

namespace schemad::test {

template <class T> T fresh() {
    T t{};
    t.struct_size = sizeof t;
    return t;
}

struct ColumnWords {
    std::string name, type = "string";
    std::uint32_t flags = SCHEMAD_SPEC_NULLABLE;
    std::uint32_t default_kind = SCHEMAD_DEFAULT_UNSTATED;
    std::string default_text;
    std::int64_t max_length = SCHEMAD_UNSTATED;
    std::uint32_t changed = 0;
    std::string data_type; // used with OWN_SPELLING
    std::int64_t numeric_precision = SCHEMAD_UNSTATED;
    std::string generated; // its expression
};

struct KeyWords {
    std::string column, table, referenced = "id", name, on_delete, on_update;
};

class StepBuilder {
public:
    StepBuilder(std::uint32_t kind, std::string table) : kind_(kind), table_(std::move(table)) {}
    StepBuilder& add(const ColumnWords& c) { return column(SCHEMAD_ADD_COLUMN, c); }
    StepBuilder& alter(const ColumnWords& c) { return column(SCHEMAD_ALTER_COLUMN, c); }
    StepBuilder& drop(const std::string& name) {
        ColumnWords c;
        c.name = name;
        return column(SCHEMAD_DROP_COLUMN, c);
    }
    StepBuilder& add_key(const KeyWords& k) { return key(SCHEMAD_ADD_FOREIGN_KEY, k); }
    StepBuilder& drop_key(const KeyWords& k) { return key(SCHEMAD_DROP_FOREIGN_KEY, k); }
    StepBuilder& add_index(const std::string& name, const std::string& on, bool unique = false) {
        return index(SCHEMAD_ADD_INDEX, name, on, unique);
    }
    StepBuilder& drop_index(const std::string& name, const std::string& on = "") {
        return index(SCHEMAD_DROP_INDEX, name, on, false);
    }
    operator const schemad_step&() { // NOLINT: reads as the step it is
        step_ = fresh<schemad_step>();
        step_.kind = kind_, step_.table = str(table_);
        step_.changes = changes_.data(), step_.change_count = changes_.size();
        return step_;
    }
    static schemad_str maybe(const std::string& s) { return s.empty() ? no_str : str(s); }
    static schemad_column_spec spec(const ColumnWords& c) {
        auto s = fresh<schemad_column_spec>();
        s.flags = c.flags, s.name = str(c.name), s.field_type = str(c.type), s.max_length = c.max_length;
        s.numeric_precision = c.numeric_precision, s.numeric_scale = SCHEMAD_UNSTATED;
        s.default_kind = c.default_kind, s.changed = c.changed;
        if (c.default_kind >= SCHEMAD_DEFAULT_BOOLEAN) s.default_text = str(c.default_text);
        s.generation_expression = maybe(c.generated);
        if (c.flags & SCHEMAD_SPEC_OWN_SPELLING) s.data_type = str(c.data_type);
        return s;
    }

private:
    schemad_change& change(std::uint32_t kind) {
        changes_.push_back(fresh<schemad_change>());
        changes_.back().kind = kind;
        return changes_.back();
    }
    StepBuilder& column(std::uint32_t kind, const ColumnWords& c) {
        words_.push_back(c);
        specs_.push_back(spec(words_.back()));
        change(kind).column = &specs_.back();
        return *this;
    }
    StepBuilder& key(std::uint32_t kind, const KeyWords& words) {
        key_words_.push_back(words);
        const KeyWords& w = key_words_.back();
        auto k = fresh<schemad_foreign_key_spec>();
        k.name = maybe(w.name), k.column = maybe(w.column), k.referenced_table = maybe(w.table);
        k.referenced_column = maybe(w.referenced), k.on_update = maybe(w.on_update), k.on_delete = maybe(w.on_delete);
        keys_.push_back(k);
        change(kind).foreign_key = &keys_.back();
        return *this;
    }
    StepBuilder& index(std::uint32_t kind, const std::string& name, const std::string& on, bool unique) {
        texts_.push_back(name);
        auto i = fresh<schemad_index_spec>();
        i.name = str(texts_.back());
        texts_.push_back(on);
        i.column = maybe(texts_.back());
        if (unique) i.flags = SCHEMAD_INDEX_UNIQUE;
        indexes_.push_back(i);
        change(kind).index = &indexes_.back();
        return *this;
    }

    std::uint32_t kind_;
    std::string table_;
    std::deque<ColumnWords> words_;
    std::deque<KeyWords> key_words_;
    std::deque<std::string> texts_;
    std::deque<schemad_column_spec> specs_;
    std::deque<schemad_foreign_key_spec> keys_;
    std::deque<schemad_index_spec> indexes_;
    std::vector<schemad_change> changes_;
    schemad_step step_{};
};

} // namespace schemad::test
