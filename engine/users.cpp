// SPDX-License-Identifier: Apache-2.0
#include "engine/users.hpp"

#include <arpa/inet.h>
#include <openssl/crypto.h>

#include <array>
#include <charconv>
#include <cstring>
#include <string>
#include <unordered_set>
#include <vector>

#include "engine/database/cells.hpp"
#include "engine/database/page.hpp"
#include "engine/database/table_there.hpp"
#include "engine/error.hpp"
#include "engine/stored_moment.hpp"

namespace schemad {

namespace {

using Address = std::array<unsigned char, 16>; // IPv4 as ::ffff:a.b.c.d

std::optional<Address> parsed(std::string_view text) {
    const std::string copy{text};
    Address address{};
    if (inet_pton(AF_INET6, copy.c_str(), address.data()) == 1) return address;
    address = {};
    address[10] = address[11] = 0xff;
    if (inet_pton(AF_INET, copy.c_str(), address.data() + 12) == 1) return address;
    return std::nullopt;
}

bool in_block(const Address& address, const Address& base, unsigned bits) {
    const unsigned whole = bits / 8, rest = bits % 8;
    if (std::memcmp(address.data(), base.data(), whole) != 0) return false;
    if (rest == 0) return true;
    const auto mask = static_cast<unsigned char>(0xff << (8 - rest));
    return (address[whole] & mask) == (base[whole] & mask);
}

bool matches_one(std::string_view entry, const Address& address) {
    if (const auto slash = entry.find('/'); slash != std::string_view::npos) {
        const auto base = parsed(entry.substr(0, slash));
        unsigned bits = 0;
        const auto tail = entry.substr(slash + 1);
        const auto [end, fault] = std::from_chars(tail.data(), tail.data() + tail.size(), bits);
        if (!base || fault != std::errc{} || end != tail.data() + tail.size()) return false;
        const bool v4 = entry.find(':') == std::string_view::npos;
        if (bits > (v4 ? 32u : 128u)) return false;
        return in_block(address, *base, v4 ? bits + 96 : bits);
    }
    if (const auto dash = entry.find('-'); dash != std::string_view::npos) {
        const auto low = parsed(entry.substr(0, dash)), high = parsed(entry.substr(dash + 1));
        return low && high && *low <= address && address <= *high;
    }
    const auto one = parsed(entry);
    return one && *one == address;
}

std::string text_of(const schemad_value& value) {
    if (value.kind == SCHEMAD_TEXT || value.kind == SCHEMAD_BLOB) return std::string{view(value.as.text)};
    if (value.kind == SCHEMAD_INT64) return std::to_string(value.as.integer);
    return {};
}

bool true_of(const schemad_value& value) {
    if (value.kind == SCHEMAD_INT64 || value.kind == SCHEMAD_BOOL) return value.as.integer != 0;
    const auto text = text_of(value);
    return text == "1" || text == "true" || text == "t";
}

class Lookup {
public:
    explicit Lookup(Connection& connection) : connection_(connection) {}

    sql::SqlText table(std::string_view name) const { return q("directus_" + std::string{name}); }
    sql::SqlText q(std::string_view name) const { return connection_.vendor().quoted(name); }
    Connection& connection() noexcept { return connection_; }

    // What a client says, its token or who it is, is the parameter.
    Rows rows(const sql::SqlText& sql, const std::string& param) {
        const schemad_value params[] = {value_of(std::string_view{param})};
        return connection_.query(sql, params);
    }

    // The role and all above it. Nothing keeps a project from a cycle: it is cut where it closes.
    std::vector<std::string> roles_from(std::string role) {
        std::vector<std::string> roles;
        std::unordered_set<std::string> seen;
        while (!role.empty() && seen.insert(role).second) {
            roles.push_back(role);
            const auto parents =
                rows("select " + q("parent") + " from " + table("roles") + " where " + q("id") + " = ?", role);
            const database::CellRows found(*parents, 1);
            role = found.empty() ? std::string{} : text_of(found[0][0]);
        }
        return roles;
    }

    bool has_admin_policy(const std::string& column, const std::string& id, std::string_view ip) {
        const auto policies = rows("select p." + q("admin_access") + ", p." + q("ip_access") + " from " +
                                       table("access") + " a join " + table("policies") + " p on p." + q("id") +
                                       " = a." + q("policy") + " where a." + q(column) + " = ?",
                                   id);
        for (const auto row : database::CellRows(*policies, 2)) {
            const auto allowed = text_of(row[1]);
            if (true_of(row[0]) && (allowed.empty() || ip_matches(allowed, ip))) return true;
        }
        return false;
    }

    bool role_is_admin(const std::string& role) {
        const auto found =
            rows("select " + q("admin_access") + " from " + table("roles") + " where " + q("id") + " = ?", role);
        const database::CellRows policy(*found, 1);
        return !policy.empty() && true_of(policy[0][0]);
    }

    // Adds what the policies of a user or role give; column says which of the two the id is of.
    void add_policies(const std::string& column, const std::string& id, std::string_view ip, Rights& rights) {
        const auto policies =
            rows("select p." + q("admin_access") + ", p." + q("app_access") + ", p." + q("enforce_tfa") + ", p." +
                     q("ip_access") + " from " + table("access") + " a join " + table("policies") + " p on p." +
                     q("id") + " = a." + q("policy") + " where a." + q(column) + " = ?",
                 id);
        for (const auto row : database::CellRows(*policies, 4)) {
            const auto allowed = text_of(row[3]);
            if (!allowed.empty() && !ip_matches(allowed, ip)) continue;
            rights.admin = rights.admin || true_of(row[0]);
            rights.app = rights.app || true_of(row[1]);
            rights.enforce_tfa = rights.enforce_tfa || true_of(row[2]);
        }
    }

    Rights of_role(const std::string& role) {
        const auto found = rows("select " + q("admin_access") + ", " + q("app_access") + ", " + q("enforce_tfa") +
                                    " from " + table("roles") + " where " + q("id") + " = ?",
                                role);
        const database::CellRows row(*found, 3);
        if (row.empty()) return {};
        return {true_of(row[0][1]), true_of(row[0][0]), true_of(row[0][2])};
    }

private:
    Connection& connection_;
};

} // namespace

bool ip_matches(std::string_view list, std::string_view address_text) {
    const auto address = parsed(address_text);
    if (!address) return false;
    while (!list.empty()) {
        const auto end = std::min(list.find(','), list.size());
        auto entry = list.substr(0, end);
        while (!entry.empty() && entry.front() == ' ') entry.remove_prefix(1);
        while (!entry.empty() && entry.back() == ' ') entry.remove_suffix(1);
        if (matches_one(entry, *address)) return true;
        list.remove_prefix(std::min(end + 1, list.size()));
    }
    return false;
}

namespace {

Rights rights_of(Lookup& lookup, const std::string& id, const std::string& role, std::string_view client_ip,
                 const model::Dialect& dialect) {
    if (dialect->role_is_admin) return role.empty() ? Rights{} : lookup.of_role(role);
    Rights rights;
    lookup.add_policies("user", id, client_ip, rights);
    for (const auto& one : lookup.roles_from(role)) lookup.add_policies("role", one, client_ip, rights);
    return rights;
}

User with_rights(Lookup& lookup, const std::string& id, const std::string& role, std::string_view client_ip,
                 const model::Dialect& dialect) {
    User user{id, false};
    if (dialect->role_is_admin) {
        user.admin = !role.empty() && lookup.role_is_admin(role);
        return user;
    }
    user.admin = lookup.has_admin_policy("user", user.id, client_ip);
    if (!user.admin)
        for (const auto& one : lookup.roles_from(role))
            if ((user.admin = lookup.has_admin_policy("role", one, client_ip))) break;
    return user;
}

// id, role and token of the active users with that value; nullopt where the project has no users.
std::optional<Rows> active_users(Lookup& lookup, std::string_view column, std::string_view value) {
    return database::answer_or(lookup.connection(), {"directus_users"}, std::optional<Rows>{}, [&] {
        return std::optional<Rows>{lookup.rows("select " + lookup.q("id") + ", " + lookup.q("role") + ", " +
                                                   lookup.q("token") + " from " + lookup.table("users") + " where " +
                                                   lookup.q(column) + " = ? and " + lookup.q("status") + " = 'active'",
                                               std::string{value})};
    });
}

} // namespace

std::optional<User> find_user(Connection& connection, std::string_view token, std::string_view client_ip,
                              const model::Dialect& dialect) {
    Lookup lookup(connection);
    const auto users = active_users(lookup, "token", token);
    if (!users) return std::nullopt;
    for (const auto row : database::CellRows(**users, 3)) {
        const auto stored = text_of(row[2]);
        if (stored.size() == token.size() && CRYPTO_memcmp(stored.data(), token.data(), token.size()) == 0)
            return with_rights(lookup, text_of(row[0]), text_of(row[1]), client_ip, dialect);
    }
    return std::nullopt;
}

std::optional<User> find_user_by_id(Connection& connection, std::string_view id, std::string_view session,
                                    std::string_view client_ip, const model::Dialect& dialect) {
    Lookup lookup(connection);
    const auto users = active_users(lookup, "id", id);
    if (!users || (*users)->row_count == 0) return std::nullopt;
    if (!session.empty()) {
        const auto rows = lookup.rows("select " + lookup.q("user") + ", " + lookup.q("expires") + " from " +
                                          lookup.table("sessions") + " where " + lookup.q("token") + " = ?",
                                      std::string{session});
        const database::CellRows found(*rows, 2);
        if (found.empty() || text_of(found[0][0]) != id || has_passed(found[0][1])) return std::nullopt;
    }
    const auto user = database::CellRows(**users, 2)[0];
    return with_rights(lookup, text_of(user[0]), text_of(user[1]), client_ip, dialect);
}

Rights find_rights(Connection& connection, std::string_view id, std::string_view client_ip,
                   const model::Dialect& dialect) {
    Lookup lookup(connection);
    const auto users = active_users(lookup, "id", id);
    if (!users || (*users)->row_count == 0) return {};
    const auto user = database::CellRows(**users, 2)[0];
    return rights_of(lookup, text_of(user[0]), text_of(user[1]), client_ip, dialect);
}

bool has_users(Connection& connection) {
    return database::answer_or(connection, {"directus_users"}, false, [&] {
        const auto& vendor = connection.vendor();
        return connection
                   .query("select " + vendor.quoted("id") + " from " + vendor.quoted("directus_users") + " order by " +
                          vendor.quoted("id") + database::page_of(vendor, 1))
                   ->row_count > 0;
    });
}

} // namespace schemad
