// SPDX-License-Identifier: Apache-2.0
#include "server/config/warnings.hpp"

#include <arpa/inet.h>

#include <algorithm>
#include <array>
#include <filesystem>
#include <system_error>

#include "server/config/units.hpp"

namespace schemad::config {
namespace {

namespace fs = std::filesystem;

// Settings that name a file, on any vendor.
constexpr std::array<std::string_view, 5> files{"filename", "socket", "ssl_ca", "ssl_cert", "ssl_key"};

void look_at_files(const Project& project, std::vector<std::string>& warnings) {
    for (const auto& [key, value] : project.connection) {
        if (std::find(files.begin(), files.end(), key) == files.end() || value.empty() || value == ":memory:") continue;
        const auto folder = fs::absolute(value).parent_path();
        std::error_code unknown;
        if (fs::is_directory(folder, unknown)) continue;
        warnings.push_back("projects." + project.name + ".connection." + key + ": there is no folder " +
                           folder.string());
    }
}

} // namespace

bool is_public(const http::Address& address) {
    std::array<unsigned char, 4> v4{};
    if (inet_pton(AF_INET, address.host.c_str(), v4.data()) == 1) {
        const bool shared = v4[0] == 100 && v4[1] >= 64 && v4[1] <= 127; // a provider's own network
        return !(v4[0] == 127 || v4[0] == 10 || (v4[0] == 172 && v4[1] >= 16 && v4[1] <= 31) ||
                 (v4[0] == 192 && v4[1] == 168) || (v4[0] == 169 && v4[1] == 254) || shared);
    }
    in6_addr v6{};
    if (inet_pton(AF_INET6, address.host.c_str(), &v6) != 1) return true;
    if (IN6_IS_ADDR_V4MAPPED(&v6)) {
        std::array<char, INET_ADDRSTRLEN> text{};
        inet_ntop(AF_INET, &v6.s6_addr[12], text.data(), text.size());
        return is_public({text.data(), address.port});
    }
    return !(IN6_IS_ADDR_LOOPBACK(&v6) || IN6_IS_ADDR_LINKLOCAL(&v6) || (v6.s6_addr[0] & 0xfe) == 0xfc);
}

std::vector<std::string> warnings_about(const Config& config) {
    std::vector<std::string> warnings;
    for (const auto& address : config.listen)
        if (is_public(address))
            warnings.push_back("listen: " + text_of(address) +
                               " may be reached from anywhere, and tokens travel in plain HTTP; better listen on the "
                               "loopback, behind a proxy that speaks TLS");
    for (const auto& [name, project] : config.projects) look_at_files(project, warnings);
    return warnings;
}

} // namespace schemad::config
