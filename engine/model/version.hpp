// SPDX-License-Identifier: Apache-2.0
// How a version of Directus speaks and keeps its project: one table of traits. A version has those of the last row at
// or below it, and a further version is one more row. docs/spec/versions.md. Pure; any thread.
#pragma once

#include <compare>
#include <string_view>

namespace schemad::model {

struct VersionNumber {
    unsigned major = 0, minor = 0, patch = 0;
    // "12.4.0", "12.0.0-rc.1" (without its suffix), "11.13"; what is no number counts as 0.
    static VersionNumber of(std::string_view text) noexcept;
    constexpr auto operator<=>(const VersionNumber&) const noexcept = default;
};

struct VersionTraits {
    VersionNumber from;

    // snapshots
    bool lists_system_fields = false;    // the list of their indexes; in diffs as well
    bool tells_indexes = false;          // schema.is_indexed of a field
    bool lists_untracked = true;         // tables, columns and foreign keys without a meta row
    bool sorts_lists = true;             // lists inside meta, as they sort the members of objects
    bool ordered_by_name = true;         // fields and relations: by name, later by the number of their meta row
    bool numbers_fields = false;         // one that is made without a place gets the next one; before, none
    bool partial_snapshots = false;      // includeCollections, mode, version 2, and `force` has a value
    bool raw_alias_meta_of_mysql = true; // the meta of an alias is MySQL's row itself, unsorted

    // diffs
    bool sorted_diff = true;      // entries by collection, also of what is new
    bool collapses_meta = false;  // one change of all of meta where anything in it comes or goes
    bool changes_of_kind = false; // a column that becomes an alias goes, and the alias comes

    // requests and answers
    bool takes_files = false;        // a form with a file, beside JSON
    bool forced_apply = false;       // `force` of an apply takes a stale diff
    bool bare_errors = true;         // the reason alone, without a prefix and members
    bool two_tokens_refused = false; // else the header counts
    bool session_cookie = false;     // a token may come in one
    bool body_before_rights = false; // an empty body is told to those without rights, too
    bool health_for_all = true;      // /server/health needs no token
    bool opener_policy = false;      // the header Cross-Origin-Opener-Policy, and wss: in Content-Security-Policy
    bool cdn_policy = true;          // images of another host in Content-Security-Policy
    bool exports_csv_utf8 = false;
    bool first_of_files = false; // of several files in a form; else they are refused
    bool new_wording = false;    // of 12: several texts

    // the database
    bool role_is_admin = true; // directus_roles.admin_access; later policies
};

const VersionTraits& traits_of(VersionNumber) noexcept;
const VersionTraits& newest_traits() noexcept;

// The newest version whose answers are known.
inline constexpr std::string_view newest_version = "12.4.0";

} // namespace schemad::model
