// SPDX-License-Identifier: Apache-2.0
#include "vendors/pq/settings.hpp"

#include <algorithm>
#include <charconv>
#include <iterator>
#include <libpq-fe.h>
#include <map>

#include "vendors/sql/defaults.hpp"
#include "vendors/sql/identifiers.hpp"

namespace schemad::pq {

namespace {

struct Keyword {
    std::string_view setting;
    const char* libpq;
};
constexpr Keyword keywords[] = {
    {"host", "host"},          {"port", "port"},
    {"database", "dbname"},    {"user", "user"},
    {"password", "password"},  {"ssl_mode", "sslmode"},
    {"ssl_ca", "sslrootcert"}, {"ssl_cert", "sslcert"},
    {"ssl_key", "sslkey"},     {"application_name", "application_name"},
};
constexpr std::string_view ssl_modes[] = {"disable", "prefer", "require", "verify-ca", "verify-full"};

[[noreturn]] void refuse(std::string_view key, const char* what) {
    throw kit::Error(SCHEMAD_E_INVALID, "the setting " + std::string(key) + " " + what);
}

std::int64_t number(const kit::Setting& s, std::int64_t max, const char* what) {
    std::int64_t n = 0;
    const auto* end = s.value.data() + s.value.size();
    const auto [at, error] = std::from_chars(s.value.data(), end, n);
    if (error != std::errc{} || at != end || n < 0 || n > max) refuse(s.key, what);
    return n;
}

std::chrono::milliseconds milliseconds(const kit::Setting& s) {
    return std::chrono::milliseconds(number(s, 86'400'000, "has to be a number of milliseconds"));
}

// a, "b c", d
std::vector<std::string> schema_list(const kit::Setting& s) {
    std::vector<std::string> all;
    for (std::size_t at = 0; at <= s.value.size();) {
        const auto end = std::min(s.value.find(',', at), s.value.size());
        auto name = sql::trim(s.value.substr(at, end - at));
        if (name.size() >= 2 && name.front() == '"' && name.back() == '"') name = name.substr(1, name.size() - 2);
        if (name.empty()) refuse(s.key, "names an empty schema");
        if (all.size() == 100) refuse(s.key, "names too many schemas");
        if (std::find(all.begin(), all.end(), name) == all.end()) all.emplace_back(name);
        at = end + 1;
    }
    return all;
}

void check_conninfo(const std::string& text) {
    char* message = nullptr; // may quote the password
    auto* parsed = PQconninfoParse(text.c_str(), &message);
    PQfreemem(message);
    if (!parsed) refuse("connection_string", "is no connection string that libpq takes");
    // a password that is not percent-encoded is taken for a part of the host or the port, which later errors quote
    bool misread = false;
    for (const auto* o = parsed; o->keyword; ++o) {
        const std::string_view keyword = o->keyword, value = o->val ? o->val : "";
        if (keyword == "port") misread = misread || value.find_first_not_of("0123456789,") != value.npos;
        if (keyword == "host" || keyword == "hostaddr") misread = misread || value.find('@') != value.npos;
        if (keyword == "sslmode" && !value.empty())
            misread = misread || (value != "allow" &&
                                  std::find(std::begin(ssl_modes), std::end(ssl_modes), value) == std::end(ssl_modes));
        for (const std::string_view number : {"connect_timeout", "keepalives", "keepalives_idle", "keepalives_interval",
                                              "keepalives_count", "tcp_user_timeout"})
            if (keyword == number) misread = misread || value.find_first_not_of("0123456789") != value.npos;
    }
    PQconninfoFree(parsed);
    if (misread)
        refuse("connection_string", "has a part that cannot be what it is taken for: percent-encode the characters of "
                                    "the password (@ is %40)");
}

} // namespace

Options read_settings(const kit::Settings& settings, std::string_view product) {
    Options o;
    std::string whole;
    for (const auto& s : settings) {
        if (s.value.find('\0') != std::string_view::npos) refuse(s.key, "holds a zero byte");
        const auto known = std::find_if(std::begin(keywords), std::end(keywords),
                                        [&](const Keyword& k) { return k.setting == s.key; });
        if (known != std::end(keywords)) {
            if (s.key == "port") {
                if (number(s, 65535, "has to be a port number") == 0) refuse(s.key, "has to be a port number");
            }
            if (s.key == "ssl_mode" &&
                std::find(std::begin(ssl_modes), std::end(ssl_modes), s.value) == std::end(ssl_modes))
                refuse(s.key, "has to be disable, prefer, require, verify-ca or verify-full");
            o.conninfo.emplace_back(known->libpq, s.value);
        } else if (s.key == "connection_string") {
            whole = s.value;
        } else if (s.key == "search_path") {
            if (!sql::trim(s.value).empty()) o.search_path = schema_list(s);
        } else if (s.key == "connect_timeout_ms") {
            o.connect_timeout = milliseconds(s);
        } else if (s.key == "statement_timeout_ms") {
            o.statement_timeout = o.read_timeout = milliseconds(s);
        } else if (s.key == "lock_timeout_ms") {
            o.lock_timeout = milliseconds(s);
        } else if (s.key == "apply_idle_timeout_ms") {
            o.apply_idle_timeout = milliseconds(s);
        } else {
            throw kit::Error(SCHEMAD_E_INVALID, std::string(product) + " knows no setting " + std::string(s.key));
        }
    }
    if (!whole.empty()) {
        // libpq takes a dbname with = or :// for a whole string; anything else would be a mere name
        if (whole.find('=') == std::string::npos && whole.find("://") == std::string::npos)
            refuse("connection_string", "is no connection string that libpq takes");
        check_conninfo(whole);
        o.conninfo.insert(o.conninfo.begin(), {"dbname", whole}); // what is stated by a key of its own wins
    }
    const auto stated = [&](std::string_view key) {
        return std::any_of(o.conninfo.begin(), o.conninfo.end(), [&](const auto& p) { return p.first == key; });
    };
    if (whole.empty() && !stated("dbname"))
        throw kit::Error(SCHEMAD_E_INVALID, std::string(product) + " needs the setting database or connection_string");
    if (whole.empty() && !stated("application_name")) o.conninfo.emplace_back("application_name", "schemad");
    o.conninfo.emplace_back("client_encoding", "UTF8");
    // a server that vanished is found out within half a minute
    o.conninfo.emplace_back("keepalives", "1");
    o.conninfo.emplace_back("keepalives_idle", "10");
    o.conninfo.emplace_back("keepalives_interval", "5");
    o.conninfo.emplace_back("keepalives_count", "3");
    o.conninfo.emplace_back("tcp_user_timeout", "25000");
    return o;
}

std::string target_of(const kit::Settings& settings, std::string_view product) {
    const auto options = read_settings(settings, product);
    std::map<std::string, std::string> said{{"host", "localhost"}, {"port", "5432"}};
    for (const auto& [keyword, value] : options.conninfo) {
        if (value.empty()) continue;
        const bool whole = keyword == "dbname" && (value.find('=') != value.npos || value.find("://") != value.npos);
        if (!whole) {
            said[keyword] = value;
            continue;
        }
        auto* parsed = PQconninfoParse(value.c_str(), nullptr);
        for (const auto* o = parsed; o && o->keyword; ++o)
            if (o->val && *o->val) said[o->keyword] = o->val;
        PQconninfoFree(parsed);
    }
    if (!said.contains("dbname")) said["dbname"] = said["user"];
    if (auto& host = said["host"]; !host.starts_with('/')) host = sql::lower(host); // a name has no case, a folder does
    if (auto& host = said["host"]; host == "127.0.0.1" || host == "::1") host = "localhost";
    auto text = said["host"] + ":" + said["port"] + "/" + said["dbname"];
    for (const auto& schema : options.search_path) text += " " + schema;
    return text;
}

} // namespace schemad::pq
