// SPDX-License-Identifier: Apache-2.0
#include "vendors/sql/row_checks.hpp"

namespace schemad::sql {

kit::Statement RowChecks::check(std::string count, const std::string& from, const std::string& alias,
                                schemad_status refusal, std::string_view column, std::string reason) const {
    kit::Statement statement{std::move(count), SCHEMAD_CHECK, refusal, std::string(column), std::move(reason)};
    if (key_.empty()) return statement;
    std::string& sample = statement.sample;
    for (const auto& name : key_)
        sample.append(sample.empty() ? "SELECT " : ", ").append(alias.empty() ? "" : alias + ".").append(name);
    sample += " FROM " + from + " LIMIT " + std::to_string(most_sampled_keys);
    return statement;
}

kit::Statement RowChecks::rows(const std::string& condition, schemad_status refusal, std::string_view column,
                               std::string reason, const std::string& alias) const {
    const auto from = table_ + (alias.empty() ? "" : " AS " + alias) + (condition.empty() ? "" : " WHERE " + condition);
    return check("SELECT count(*) FROM " + from, from, alias, refusal, column, std::move(reason));
}

kit::Statement RowChecks::duplicates(const std::string& quoted_column, std::string_view column) const {
    const auto& c = quoted_column;
    const auto shared = " FROM " + table_ + " WHERE " + c + " IS NOT NULL GROUP BY " + c + " HAVING count(*) > 1";
    // five values are enough for five rows, and keep the join small
    const auto some = "SELECT " + c + " AS shared_value" + shared + " LIMIT " + std::to_string(most_sampled_keys);
    return check("SELECT coalesce(sum(n), 0) FROM (SELECT count(*) AS n" + shared + ") AS shared",
                 table_ + " AS counted JOIN (" + some + ") AS shared ON shared.shared_value = counted." + c, "counted",
                 SCHEMAD_E_UNIQUE, column, "share their value with another");
}

kit::Statement RowChecks::more_than_one(std::string_view column) const {
    return check("SELECT CASE WHEN count(*) > 1 THEN count(*) ELSE 0 END FROM " + table_, table_, {}, SCHEMAD_E_UNIQUE,
                 column, "would all get the default");
}

std::vector<std::string> key_columns(const schemad_index& index, std::string (*quote)(std::string_view)) {
    std::vector<std::string> key;
    for (std::size_t i = 0; i < index.column_count; ++i) {
        if (!kit::stated(index.columns[i])) return {};
        key.push_back(quote(kit::view(index.columns[i])));
    }
    return key;
}

} // namespace schemad::sql
