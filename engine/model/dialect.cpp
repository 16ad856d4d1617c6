// SPDX-License-Identifier: Apache-2.0
#include "engine/model/dialect.hpp"

#include <utility>

namespace schemad::model {

Dialect::Dialect(std::string version, std::string vendor)
    : version_(version.empty() ? std::string{newest_version} : std::move(version)), vendor_(std::move(vendor)),
      number_(VersionNumber::of(version_)), traits_(traits_of(number_)), system_(number_) {}

std::string_view Dialect::version_in_snapshots() const noexcept {
    return number_ == VersionNumber{10, 2, 1} ? std::string_view{"11.0.1"} : std::string_view{version_};
}

} // namespace schemad::model
