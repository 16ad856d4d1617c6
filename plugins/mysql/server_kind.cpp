// SPDX-License-Identifier: Apache-2.0
#include "plugins/mysql/server_kind.hpp"

#include "vendors/sql/identifiers.hpp"

namespace schemad::mysql {

namespace {

unsigned number_at(std::string_view text, std::size_t& at) noexcept {
    unsigned n = 0;
    for (; at < text.size() && text[at] >= '0' && text[at] <= '9'; ++at)
        n = n < 1000 ? n * 10 + static_cast<unsigned>(text[at] - '0') : n;
    if (at < text.size() && text[at] == '.') ++at;
    return n;
}

} // namespace

Server server_of(std::string_view version) {
    Server s;
    const auto word = sql::lower(version);
    s.kind = word.find("mariadb") != std::string::npos ? Server::mariadb : Server::mysql;
    // what old replicas take for the version stands in front of MariaDB's own
    if (s.is_mariadb() && version.starts_with("5.5.5-")) version.remove_prefix(6);
    std::size_t at = 0;
    const auto major = number_at(version, at), minor = number_at(version, at), patch = number_at(version, at);
    s.version = major * 10000 + (minor < 100 ? minor : 99) * 100 + (patch < 100 ? patch : 99);
    return s;
}

} // namespace schemad::mysql
