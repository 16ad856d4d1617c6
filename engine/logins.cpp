// SPDX-License-Identifier: Apache-2.0
#include "engine/logins.hpp"

#include <initializer_list>

#include "engine/database/cells.hpp"
#include "engine/database/page.hpp"
#include "engine/database/table_there.hpp"
#include "engine/stored_moment.hpp"

namespace schemad {

namespace {

using Time = std::chrono::system_clock::time_point;

std::string text_of(const schemad_value& cell) {
    if (cell.kind == SCHEMAD_INT64) return std::to_string(cell.as.integer);
    return database::text_at(cell);
}

// Columns and tables by their names, quoted as the vendor wants them.
class Words {
public:
    explicit Words(Connection& connection) : vendor_(connection.vendor()) {}
    sql::SqlText operator()(std::string_view name) const { return vendor_.quoted(name); }
    // a, b, c
    sql::SqlText list(std::initializer_list<std::string_view> names) const {
        sql::SqlText text;
        for (const auto name : names) {
            if (!text.empty()) text += ", ";
            text += vendor_.quoted(name);
        }
        return text;
    }

private:
    const Vendor& vendor_;
};

std::optional<LoginUser> first_user(Connection& connection, const sql::SqlText& condition, std::string_view value) {
    return database::answer_or(connection, {"directus_users"}, std::optional<LoginUser>{}, [&] {
        const Words q(connection);
        const schemad_value params[] = {value_of(value)};
        const auto rows =
            connection.query("select " + q.list({"id", "role", "password", "tfa_secret", "status", "provider"}) +
                                 " from " + q("directus_users") + " where " + condition,
                             params);
        const database::CellRows found(*rows, 6);
        std::optional<LoginUser> user;
        if (found.empty()) return user;
        const auto row = found[0];
        return user = LoginUser{text_of(row[0]), text_of(row[1]), text_of(row[2]),
                                text_of(row[3]), text_of(row[4]), text_of(row[5])};
    });
}

schemad_value text_or_null(const std::string& text) {
    return text.empty() ? null_value() : value_of(std::string_view(text));
}

} // namespace

std::optional<LoginUser> find_login_user(Connection& connection, std::string_view email) {
    std::string lower(email);
    for (char& c : lower)
        if (c >= 'A' && c <= 'Z') c = static_cast<char>(c - 'A' + 'a');
    return first_user(connection, "lower(" + Words(connection)("email") + ") = ?", lower);
}

std::optional<std::size_t> allowed_login_attempts(Connection& connection) {
    return database::answer_or(connection, {"directus_settings"}, std::optional<std::size_t>{25}, [&] {
        const Words q(connection);
        const auto rows = connection.query("select " + q("auth_login_attempts") + " from " + q("directus_settings") +
                                           " order by " + q("id") + database::page_of(connection.vendor(), 1));
        const database::CellRows found(*rows, 1);
        if (found.empty()) return std::optional<std::size_t>{25}; // the column's default
        if (found[0][0].kind == SCHEMAD_NULL) return std::optional<std::size_t>{};
        const auto number = database::number_at(found[0][0]);
        return std::optional<std::size_t>{number > 0 ? static_cast<std::size_t>(number) : 0};
    });
}

void suspend_user(Connection& connection, const std::string& id) {
    const Words q(connection);
    const schemad_value params[] = {value_of(std::string_view("suspended")), value_of(std::string_view(id))};
    connection.execute("update " + q("directus_users") + " set " + q("status") + " = ? where " + q("id") + " = ?",
                       params);
}

void start_session(Connection& connection, const SessionStart& session, const model::Dialect& dialect) {
    const Words q(connection);
    const StoredMoment expires(session.expires, model::moment_form(dialect));
    const schemad_value row[] = {value_of(std::string_view(session.token)),
                                 value_of(std::string_view(session.user)),
                                 expires.value(),
                                 text_or_null(session.ip),
                                 text_or_null(session.user_agent),
                                 text_or_null(session.origin)};
    connection.execute("insert into " + q("directus_sessions") + " (" +
                           q.list({"token", "user", "expires", "ip", "user_agent", "origin"}) +
                           ") values (?, ?, ?, ?, ?, ?)",
                       row);
    const StoredMoment now(std::chrono::system_clock::now(), model::moment_form(dialect));
    const schemad_value over[] = {now.value()};
    connection.execute("delete from " + q("directus_sessions") + " where " + q("expires") + " < ?", over);
    const schemad_value seen[] = {now.value(), value_of(std::string_view(session.user))};
    connection.execute("update " + q("directus_users") + " set " + q("last_access") + " = ? where " + q("id") + " = ?",
                       seen);
}

std::optional<LoginUser> user_of_session(Connection& connection, const std::string& token) {
    const auto id = database::answer_or(connection, {"directus_sessions"}, std::string{}, [&] {
        const Words q(connection);
        const schemad_value params[] = {value_of(std::string_view(token))};
        const auto rows = connection.query("select " + q.list({"token", "user", "expires"}) + " from " +
                                               q("directus_sessions") + " where " + q("token") + " = ?",
                                           params);
        for (const auto row : database::CellRows(*rows, 3)) // a column may ignore case: exactly this one
            if (text_of(row[0]) == token && !has_passed(row[2])) return text_of(row[1]);
        return std::string{};
    });
    if (id.empty()) return std::nullopt;
    auto user = first_user(connection, Words(connection)("id") + " = ?", id);
    if (user && user->status != "active") user.reset();
    return user;
}

bool renew_session(Connection& connection, const std::string& token, const std::string& next, Time expires,
                   const model::Dialect& dialect) {
    const Words q(connection);
    const StoredMoment until(expires, model::moment_form(dialect));
    const schemad_value params[] = {value_of(std::string_view(next)), until.value(), value_of(std::string_view(token))};
    return connection.execute("update " + q("directus_sessions") + " set " + q("token") + " = ?, " + q("expires") +
                                  " = ? where " + q("token") + " = ?",
                              params) > 0;
}

void end_session(Connection& connection, const std::string& token) {
    const Words q(connection);
    const schemad_value params[] = {value_of(std::string_view(token))};
    connection.execute("delete from " + q("directus_sessions") + " where " + q("token") + " = ?", params);
}

} // namespace schemad
