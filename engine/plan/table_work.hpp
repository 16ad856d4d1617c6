// SPDX-License-Identifier: Apache-2.0
// The changes of one table while a plan is made: owned text behind the C structs of vendor.h, sorted into phases.
#pragma once

#include <deque>
#include <string>
#include <string_view>
#include <vector>

#include <boost/json.hpp>
#include <schemad/host.hpp>

namespace schemad::plan {

// The order in which changes run: what frees comes before what needs, what destroys comes last.
enum class Phase {
    drop_foreign_key,
    replace_index, // an index that has to be there before another goes, as a foreign key needs one at every moment
    drop_index,
    alter_column,
    replace_column, // goes so that another of its name can come
    add_column,
    add_index,
    add_foreign_key,
    drop_column
};
inline constexpr int phase_count = 9;

struct WorkedChange {
    Phase phase;
    std::string field; // the field it is for
    schemad_change change;
};

class TableWork {
public:
    TableWork(std::string table, std::uint32_t how) : name(std::move(table)), kind(how) {}
    TableWork(const TableWork&) = delete; // the structs point into it
    TableWork& operator=(const TableWork&) = delete;

    const std::string name;
    std::uint32_t kind; // SCHEMAD_CREATE_TABLE, ALTER_TABLE, DROP_TABLE
    std::vector<WorkedChange> changes;

    schemad_str keep(std::string_view text) { return str(text_.emplace_back(text)); }
    schemad_column_spec& add_column(const schemad_column_spec&);
    void alter_column(const schemad_column_spec&);
    void drop_column(std::string_view field, Phase = Phase::drop_column);
    void add_index(std::string_view name, std::string_view field, std::uint32_t flags, Phase = Phase::add_index);
    void drop_index(const schemad_index&, std::string_view field);
    void add_foreign_key(const schemad_foreign_key_spec&);
    void drop_foreign_key(const schemad_foreign_key&);
    // A column that is added or altered has to fit the type of what it points to.
    void refer(std::string_view field, schemad_str referenced_table, schemad_str referenced_column);

private:
    void push(Phase, std::uint32_t kind, std::string_view field, const schemad_column_spec*,
              const schemad_foreign_key_spec*, const schemad_index_spec*);
    std::deque<std::string> text_;
    std::deque<schemad_column_spec> columns_;
    std::deque<schemad_foreign_key_spec> foreign_keys_;
    std::deque<schemad_index_spec> indexes_;
};

// The step of a table with this one change, which it borrows: to ask the vendor about a column alone.
schemad_step step_of_one(const TableWork&);

// A field of a snapshot as the column it asks for. own_spelling: data_type may be taken by the letter.
// What a field's schema says of nulls; null is not stated.
bool is_nullable(const boost::json::object& field);
schemad_column_spec column_spec(TableWork&, const boost::json::object& field, bool own_spelling);
// The type takes a column (not alias, o2m, m2m, ...).
bool has_column(const boost::json::object& field);

} // namespace schemad::plan
