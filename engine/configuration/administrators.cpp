// SPDX-License-Identifier: Apache-2.0
#include <functional>
#include <map>
#include <set>

#include "engine/configuration/checks.hpp"

namespace schemad::configuration {

namespace {

using Does = Change::Does;

// A table as it is, or as it is going to be. A row answers the value of a column.
class Look {
public:
    using Values = std::function<json::value(std::string_view column)>;
    Look(const Changes* changes, const Tables& tables, Stored& stored)
        : changes_(changes), tables_(tables), stored_(stored) {}

    void each(std::string_view name, const std::function<void(const std::string& key, const Values&)>& see) const {
        const auto* table = tables_.find(name);
        if (!table) return;
        for (const auto* row : stored_.all(*table))
            if (!changes_ || !changes_->find(*table, row->key))
                see(row->key, [row](std::string_view column) { return of(*row, column); });
        if (!changes_) return;
        for (const auto& change : changes_->all)
            if (change.table == table && change.does != Does::remove)
                see(change.key, [&change](std::string_view column) { return change.after(column); });
    }
    // The users that the changes are about: whether one of them counts.
    bool any_changed_user(const std::function<bool(const std::string& key, const Values&)>& counts) const {
        const auto* table = changes_ ? tables_.find("directus_users") : nullptr;
        if (!table) return false;
        for (const auto& change : changes_->all)
            if (change.table == table && change.does != Does::remove)
                if (counts(change.key, [&change](std::string_view column) { return change.after(column); }))
                    return true;
        return false;
    }
    bool changes_user(const std::string& key) const {
        const auto* table = tables_.find("directus_users");
        return changes_ && table && changes_->find(*table, key);
    }
    Stored& stored() const { return stored_; }
    const Tables& tables() const { return tables_; }

private:
    static json::value of(const Row& row, std::string_view name) {
        const auto* column = row.table->column(name);
        if (!column) return nullptr;
        return decoded(*column, row.cells[static_cast<std::size_t>(column - row.table->columns.data())]);
    }
    const Changes* changes_;
    const Tables& tables_;
    Stored& stored_;
};

std::string text(const json::value& value) {
    std::string made = value.is_string() ? std::string{std::string_view{value.get_string()}} : std::string{};
    for (auto& c : made)
        if (c >= 'A' && c <= 'Z') c = static_cast<char>(c - 'A' + 'a');
    return made;
}
bool is_true(const json::value& value) { return value.is_bool() && value.get_bool(); }

struct Admins {
    std::set<std::string> users, roles;
};

// By policies of their own and of their role, by roles above it, and up to version 10 by the role itself.
Admins admins_of(const Look& look) {
    std::set<std::string> policies;
    Admins admins;
    look.each("directus_policies", [&](const std::string& key, const Look::Values& value) {
        if (is_true(value("admin_access"))) policies.insert(key);
    });
    look.each("directus_access", [&](const std::string&, const Look::Values& value) {
        if (!policies.contains(text(value("policy")))) return;
        if (const auto user = text(value("user")); !user.empty()) admins.users.insert(user);
        if (const auto role = text(value("role")); !role.empty()) admins.roles.insert(role);
    });
    std::map<std::string, std::set<std::string>> below;
    look.each("directus_roles", [&](const std::string& key, const Look::Values& value) {
        if (is_true(value("admin_access"))) admins.roles.insert(key);
        if (const auto parent = text(value("parent")); !parent.empty()) below[parent].insert(key);
    });
    std::vector<std::string> open(admins.roles.begin(), admins.roles.end());
    while (!open.empty()) {
        const auto role = open.back();
        open.pop_back();
        for (const auto& child : below[role])
            if (admins.roles.insert(child).second) open.push_back(child);
    }
    return admins;
}

bool one_is_active(const Look& look) {
    const auto* users = look.tables().find("directus_users");
    if (!users) return false;
    const auto admins = admins_of(look);
    const auto counts = [&](const std::string& key, const Look::Values& value) {
        const auto status = value("status"); // of a new one: the column's default, which is active
        return (status.is_null() || text(status) == "active") &&
               (admins.users.contains(key) || admins.roles.contains(text(value("role"))));
    };
    if (look.any_changed_user(counts)) return true;
    const auto active = [&](const Row* row) {
        const auto* status = users->column("status");
        if (look.changes_user(row->key)) return false;
        return !status ||
               text(decoded(*status, row->cells[static_cast<std::size_t>(status - users->columns.data())])) == "active";
    };
    for (const auto* column : {"id", "role"})
        for (const auto* row : look.stored().pointing(*users, column, column[0] == 'i' ? admins.users : admins.roles))
            if (active(row)) return true;
    return false;
}

} // namespace

void check_administrators(const Changes& changes, const Tables& tables, Stored& stored) {
    const bool concerned = changes.touches("directus_roles") || changes.touches("directus_policies") ||
                           changes.touches("directus_access") || changes.touches("directus_users");
    if (!concerned || !one_is_active(Look(nullptr, tables, stored)) || one_is_active(Look(&changes, tables, stored)))
        return;
    const std::string reason = "Cannot remove the last admin user from the system";
    throw RequestError(ErrorCode::unprocessable_content, "Can't process content. " + reason + ".",
                       {{"reason", reason}});
}

} // namespace schemad::configuration
