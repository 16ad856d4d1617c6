// SPDX-License-Identifier: Apache-2.0
#include "plugins/mysql/settings.hpp"

#include <algorithm>
#include <charconv>

#include "vendors/sql/identifiers.hpp"

namespace schemad::mysql {

namespace {

[[noreturn]] void invalid(std::string_view key, const char* what) {
    throw kit::Error(SCHEMAD_E_INVALID, "the setting " + std::string(key) + " " + what);
}

std::int64_t number(std::string_view key, std::string_view text, std::int64_t max, const char* what) {
    std::int64_t n = -1;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), n);
    if (error != std::errc{} || end != text.data() + text.size() || n < 0 || n > max) invalid(key, what);
    return n;
}

std::chrono::milliseconds milliseconds(std::string_view key, std::string_view text) {
    return std::chrono::milliseconds(number(key, text, 86'400'000, "has to be a number of milliseconds"));
}

bool is_charset_name(std::string_view s) {
    return !s.empty() && s.size() <= 64 && std::all_of(s.begin(), s.end(), [](char c) {
        return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_';
    });
}

Options::Tls tls_mode(std::string_view text) {
    if (text == "disable") return Options::Tls::disable;
    if (text == "prefer") return Options::Tls::prefer;
    if (text == "require") return Options::Tls::require;
    if (text == "verify-ca" || text == "verify-full") return Options::Tls::verify;
    invalid("ssl_mode", "has to be disable, prefer, require, verify-ca or verify-full");
}

void set(Options& o, std::string_view key, std::string_view value) {
    if (value.find('\0') != std::string_view::npos) invalid(key, "holds a zero byte");
    if (key == "host") {
        o.host = value;
    } else if (key == "port") {
        o.port = static_cast<unsigned>(number(key, value, 65535, "has to be a port number"));
    } else if (key == "socket") {
        o.socket = value;
    } else if (key == "database") {
        o.database = value;
    } else if (key == "user") {
        o.user = value;
    } else if (key == "password") {
        o.password = value;
    } else if (key == "charset") {
        if (!is_charset_name(value)) invalid(key, "has to be the name of a character set or collation");
        o.charset = value;
    } else if (key == "ssl_mode") {
        o.tls = tls_mode(value);
    } else if (key == "ssl_ca") {
        o.ssl_ca = value;
    } else if (key == "ssl_cert") {
        o.ssl_cert = value;
    } else if (key == "ssl_key") {
        o.ssl_key = value;
    } else if (key == "connect_timeout_ms") {
        o.connect_timeout = milliseconds(key, value);
    } else if (key == "statement_timeout_ms") {
        o.statement_timeout = o.read_timeout = milliseconds(key, value);
    } else if (key == "lock_timeout_ms") {
        o.lock_timeout = milliseconds(key, value);
    } else if (key == "apply_idle_timeout_ms") {
        o.apply_idle_timeout = milliseconds(key, value);
    } else {
        throw kit::Error(SCHEMAD_E_INVALID, "mysql knows no setting " + std::string(key));
    }
}

std::string percent_decoded(std::string_view text) {
    std::string out;
    for (std::size_t i = 0; i < text.size(); ++i) {
        if (text[i] != '%') {
            out += text[i];
            continue;
        }
        unsigned byte = 0;
        const auto* first = text.data() + i + 1;
        const bool whole = i + 2 < text.size();
        const auto [end, error] = std::from_chars(first, whole ? first + 2 : first, byte, 16);
        if (!whole || error != std::errc{} || end != first + 2)
            invalid("connection_string", "holds a % without two hexadecimal digits");
        out += static_cast<char>(byte);
        i += 2;
    }
    return out;
}

// Cuts and returns what stands before `mark`; all of it without one.
std::string_view cut(std::string_view& rest, char mark) {
    const auto at = rest.find(mark);
    const auto part = rest.substr(0, at);
    rest = at == std::string_view::npos ? std::string_view{} : rest.substr(at + 1);
    return part;
}

void set_from_string(Options& o, std::string_view url) {
    const bool ours = url.starts_with("mysql://") || url.starts_with("mariadb://");
    if (!ours) invalid("connection_string", "has to begin with mysql://");
    url.remove_prefix(url.find("//") + 2);
    auto query = url;
    url = cut(query, '?');
    auto database = url;
    auto authority = cut(database, '/');
    if (const auto at = authority.rfind('@'); at != std::string_view::npos) {
        auto password = authority.substr(0, at);
        const bool has_password = password.find(':') != std::string_view::npos;
        set(o, "user", percent_decoded(cut(password, ':')));
        if (has_password) set(o, "password", percent_decoded(password));
        authority.remove_prefix(at + 1);
    }
    if (authority.starts_with('[')) { // [::1]:3306
        authority.remove_prefix(1);
        set(o, "host", cut(authority, ']'));
        if (!authority.empty()) authority.remove_prefix(1);
    } else if (const auto host = cut(authority, ':'); !host.empty()) {
        set(o, "host", percent_decoded(host));
    }
    if (!authority.empty()) set(o, "port", authority);
    if (!database.empty()) set(o, "database", percent_decoded(database));
    while (!query.empty()) {
        auto value = cut(query, '&');
        const auto key = cut(value, '=');
        set(o, key, percent_decoded(value));
    }
}

} // namespace

Options read_settings(const kit::Settings& settings) {
    Options o;
    for (const auto& s : settings)
        if (s.key == "connection_string") set_from_string(o, s.value);
    for (const auto& s : settings)
        if (s.key != "connection_string") set(o, s.key, s.value);
    if (o.database.empty()) throw kit::Error(SCHEMAD_E_INVALID, "mysql needs the setting database");
    if (o.user.empty()) throw kit::Error(SCHEMAD_E_INVALID, "mysql needs the setting user");
    if (o.host.empty() && o.socket.empty()) throw kit::Error(SCHEMAD_E_INVALID, "mysql needs the setting host");
    return o;
}

std::string target_of(const kit::Settings& settings) {
    auto o = read_settings(settings);
    o.host = sql::lower(o.host); // a name has no case
    const bool here = o.host == "localhost" || o.host == "127.0.0.1" || o.host == "::1";
    const auto server = !o.socket.empty() ? o.socket : (here ? "localhost" : o.host) + ":" + std::to_string(o.port);
    return server + "/" + o.database;
}

} // namespace schemad::mysql
