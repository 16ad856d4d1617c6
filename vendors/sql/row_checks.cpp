// SPDX-License-Identifier: Apache-2.0
#include "vendors/sql/row_checks.hpp"

#include "vendors/sql/sql_text.hpp"

namespace schemad::sql {

kit::Statement RowChecks::check(SqlText count, const SqlText& from, const SqlText& alias, schemad_status refusal,
                                std::string_view column, std::string reason) const {
    kit::Statement statement{std::move(count), SCHEMAD_CHECK, refusal, std::string(column), std::move(reason)};
    if (key_.empty()) return statement;
    auto& sample = statement.sample;
    for (const auto& name : key_) {
        sample += sample.empty() ? Words("SELECT ") : Words(", ");
        if (!alias.empty()) sample += alias + ".";
        sample += name;
    }
    sample += " FROM " + from + " LIMIT " + number(most_sampled_keys);
    return statement;
}

kit::Statement RowChecks::rows(const SqlText& condition, schemad_status refusal, std::string_view column,
                               std::string reason, const SqlText& alias) const {
    auto from = table_;
    if (!alias.empty()) from += " AS " + alias;
    if (!condition.empty()) from += " WHERE " + condition;
    return check("SELECT count(*) FROM " + from, from, alias, refusal, column, std::move(reason));
}

kit::Statement RowChecks::duplicates(const SqlText& quoted_column, std::string_view column) const {
    const auto& c = quoted_column;
    const auto shared = " FROM " + table_ + " WHERE " + c + " IS NOT NULL GROUP BY " + c + " HAVING count(*) > 1";
    // five values are enough for five rows, and keep the join small
    const auto some = "SELECT " + c + " AS shared_value" + shared + " LIMIT " + number(most_sampled_keys);
    return check("SELECT coalesce(sum(n), 0) FROM (SELECT count(*) AS n" + shared + ") AS shared",
                 table_ + " AS counted JOIN (" + some + ") AS shared ON shared.shared_value = counted." + c,
                 SqlText("counted"), SCHEMAD_E_UNIQUE, column, "share their value with another");
}

kit::Statement RowChecks::duplicates_of(const std::vector<SqlText>& values, std::string_view column) const {
    SqlText named, there, group, same;
    for (std::size_t i = 0; i < values.size(); ++i) {
        const auto name = "value_" + number(static_cast<std::int64_t>(i)), &value = values[i];
        if (i) named += ", ", there += " AND ", group += ", ", same += " AND ";
        named += value + " AS " + name;
        there += value + " IS NOT NULL";
        group += value;
        same += "shared." + name + " = " + value;
    }
    const auto shared = " FROM " + table_ + " WHERE " + there + " GROUP BY " + group + " HAVING count(*) > 1";
    const auto some = "SELECT " + named + shared + " LIMIT " + number(most_sampled_keys);
    return check("SELECT coalesce(sum(n), 0) FROM (SELECT count(*) AS n" + shared + ") AS shared",
                 table_ + " JOIN (" + some + ") AS shared ON " + same, {}, SCHEMAD_E_UNIQUE, column,
                 "would share their value with another");
}

kit::Statement RowChecks::more_than_one(std::string_view column) const {
    return check("SELECT CASE WHEN count(*) > 1 THEN count(*) ELSE 0 END FROM " + table_, table_, {}, SCHEMAD_E_UNIQUE,
                 column, "would all get the default");
}

void ask_still_unique(kit::Script& script, const RowChecks& table, const schemad_index& index,
                      const schemad_column& column, const schemad_column_spec& wanted, const SqlText& converted,
                      SqlText (*quote)(std::string_view)) {
    constexpr auto more = SCHEMAD_INDEX_SPECIAL | SCHEMAD_INDEX_PARTIAL | SCHEMAD_INDEX_EXPRESSION;
    const bool key = (index.flags & SCHEMAD_INDEX_PRIMARY_KEY) != 0;
    if ((!key && !(index.flags & SCHEMAD_INDEX_UNIQUE)) || (index.flags & more)) return;
    const bool flag_goes = (column.flags & SCHEMAD_COLUMN_UNIQUE) && !(wanted.flags & SCHEMAD_SPEC_UNIQUE);
    if (!key && index.column_count == 1 && flag_goes) return;
    std::vector<SqlText> values;
    bool concerned = false;
    for (std::size_t i = 0; i < index.column_count; ++i) {
        if (!kit::stated(index.columns[i])) return;
        const bool it = kit::view(index.columns[i]) == kit::view(column.name);
        concerned = concerned || it;
        values.push_back(it ? converted : quote(kit::view(index.columns[i])));
    }
    if (concerned) script.push_back(table.duplicates_of(values, kit::view(column.name)));
}

std::vector<SqlText> key_columns(const schemad_index& index, SqlText (*quote)(std::string_view)) {
    std::vector<SqlText> key;
    for (std::size_t i = 0; i < index.column_count; ++i) {
        if (!kit::stated(index.columns[i])) return {};
        key.push_back(quote(kit::view(index.columns[i])));
    }
    return key;
}

} // namespace schemad::sql
