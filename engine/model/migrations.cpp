// SPDX-License-Identifier: Apache-2.0
#include "engine/model/migrations.hpp"

#include <iterator>

namespace schemad::model {

namespace {

// The last release of each minor version, and its last migration. A project may have migrations of its own among them.
struct Release {
    std::string_view version, last_migration;
};
constexpr Release releases[] = {
    {"9.22.4", "20220826A"},  {"9.23.1", "20220826A"},  {"9.24.0", "20220826A"},  {"9.26.0", "20230401A"},
    {"10.0.0", "20230401A"},  {"10.1.0", "20230401A"},  {"10.2.1", "20230526A"},  {"10.3.0", "20230526A"},
    {"10.5.2", "20230721A"},  {"10.6.3", "20230721A"},  {"10.7.2", "20231010A"},  {"10.8.3", "20231010A"},
    {"10.9.3", "20231215A"},  {"10.10.4", "20240204A"}, {"10.11.2", "20240515A"}, {"10.12.0", "20240515A"},
    {"10.13.4", "20240716A"}, {"11.0.1", "20240806A"},  {"11.1.2", "20240909B"},  {"11.2.2", "20240909B"},
    {"11.3.5", "20240924B"},  {"11.4.1", "20240924B"},  {"11.6.1", "20250224A"},  {"11.7.2", "20250224A"},
    {"11.8.0", "20250224A"},  {"11.9.2", "20250613A"},  {"11.11.0", "20250718A"}, {"11.13.4", "20251028A"},
    {"11.14.1", "20260113A"}, {"11.16.1", "20260211A"}, {"11.17.4", "20260211A"}, {"12.0.2", "20260512B"},
    {"12.1.1", "20260512B"},  {"12.2.0", "20260727A"},  {"12.3.1", "20260727A"},  {"12.4.0", "20260909A"},
};

} // namespace

std::optional<VersionRange> range_of(const std::unordered_set<std::string>& migrations) {
    for (auto last = std::rbegin(releases); last != std::rend(releases); ++last) {
        if (!migrations.contains(std::string{last->last_migration})) continue;
        VersionRange range{
            std::string{last->version}, std::string{last->version}, {}, {}, std::string{last->last_migration}};
        if (last != std::rbegin(releases)) range.before = VersionNumber::of(std::prev(last)->version);
        auto first = last;
        while (std::next(first) != std::rend(releases) && std::next(first)->last_migration == last->last_migration)
            ++first;
        range.oldest = first->version;
        if (std::next(first) != std::rend(releases)) range.after = VersionNumber::of(std::next(first)->version);
        return range;
    }
    return std::nullopt;
}

} // namespace schemad::model
