// SPDX-License-Identifier: Apache-2.0
#include "engine/model/version.hpp"

#include <charconv>
#include <iterator>

namespace schemad::model {

namespace {

// A row is the one before it and what its version changes. Where no recording tells the very version, the announcement
// or the date of the change does: docs/differences-from-directus.md, "Older versions of Directus".
constexpr auto row(VersionTraits traits, VersionNumber from, void (*change)(VersionTraits&)) {
    traits.from = from;
    change(traits);
    return traits;
}

constexpr VersionTraits v9_22{};
constexpr auto v10_3 = row(v9_22, {10, 3, 0}, [](VersionTraits& t) {
    t.bare_errors = false;
    t.sorted_diff = t.cdn_policy = false;
    t.takes_files = t.two_tokens_refused = t.session_cookie = t.body_before_rights = true;
});
constexpr auto v10_9 = row(v10_3, {10, 9, 0}, [](VersionTraits& t) {
    t.ordered_by_name = false;
    t.numbers_fields = true;
});
constexpr auto v11_0 = row(v10_9, {11, 0, 0}, [](VersionTraits& t) {
    t.role_is_admin = false;
    t.opener_policy = true;
});
constexpr auto v11_1_1 = row(v11_0, {11, 1, 1}, [](VersionTraits& t) {
    t.sorts_lists = false;
    t.tells_indexes = true;
    t.raw_alias_meta_of_mysql = false;
});
constexpr auto v11_10 = row(v11_1_1, {11, 10, 0}, [](VersionTraits& t) { t.lists_untracked = false; });
constexpr auto v11_13 = row(v11_10, {11, 13, 0}, [](VersionTraits& t) {
    t.lists_system_fields = t.changes_of_kind = t.forced_apply = t.exports_csv_utf8 = true;
});
constexpr auto v12_0 = row(v11_13, {12, 0, 0}, [](VersionTraits& t) {
    t.health_for_all = false;
    t.first_of_files = t.new_wording = true;
});
constexpr auto v12_2 = row(v12_0, {12, 2, 0}, [](VersionTraits& t) {
    t.partial_snapshots = true;
    t.body_before_rights = false;
});
constexpr auto v12_4 = row(v12_2, {12, 4, 0}, [](VersionTraits& t) { t.collapses_meta = true; });

constexpr const VersionTraits* all[] = {&v9_22,  &v10_3,  &v10_9, &v11_0, &v11_1_1,
                                        &v11_10, &v11_13, &v12_0, &v12_2, &v12_4};

} // namespace

const VersionTraits& traits_of(VersionNumber number) noexcept {
    const auto* found = all[0];
    for (const auto* traits : all)
        if (traits->from <= number) found = traits;
    return *found;
}

const VersionTraits& newest_traits() noexcept { return *all[std::size(all) - 1]; }

VersionNumber VersionNumber::of(std::string_view text) noexcept {
    VersionNumber number;
    const auto *at = text.data(), *end = at + text.size();
    for (auto* part : {&number.major, &number.minor, &number.patch}) {
        const auto [next, fault] = std::from_chars(at, end, *part);
        if (fault != std::errc{} || next == end || *next != '.') break;
        at = next + 1;
    }
    return number;
}

} // namespace schemad::model
