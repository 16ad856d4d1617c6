// SPDX-License-Identifier: Apache-2.0
// A version of Directus on a vendor, as one project speaks it: "10.13.4/postgres". Immutable; any thread.
#pragma once

#include <string>
#include <string_view>

#include "engine/model/system_fields.hpp"
#include "engine/model/version.hpp"

namespace schemad::model {

class Dialect {
public:
    // vendor: the wire's spelling, "mysql". No text counts as the newest version.
    Dialect(std::string version, std::string vendor);

    const std::string& version() const noexcept { return version_; }
    const std::string& vendor() const noexcept { return vendor_; }
    // As snapshots, their hash and the errors about them name the version: 10.2.1 calls itself 11.0.1.
    std::string_view version_in_snapshots() const noexcept;
    VersionNumber number() const noexcept { return number_; }
    const VersionTraits& traits() const noexcept { return traits_; }
    const VersionTraits* operator->() const noexcept { return &traits_; }
    const SystemFields& system() const noexcept { return system_; }
    // A snapshot says "indexed" of every column with a foreign key, whose key makes the index.
    bool foreign_keys_are_indexed() const noexcept { return vendor_ == "mysql"; }
    // A column made for a decimal is told as another type than one made for a float.
    bool tells_decimals() const noexcept { return vendor_ != "sqlite"; }
    // A text's default is told as the catalog writes the inside of its literal, with escapes, as MariaDB does.
    bool escapes_defaults() const noexcept { return vendor_ == "mysql"; }
    // The meta of an alias is the row as the driver gave it: nothing in it is sorted.
    bool raw_alias_meta() const noexcept { return traits_.raw_alias_meta_of_mysql && vendor_ == "mysql"; }

private:
    std::string version_, vendor_;
    VersionNumber number_;
    const VersionTraits& traits_;
    SystemFields system_;
};

} // namespace schemad::model
