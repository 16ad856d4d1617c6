// SPDX-License-Identifier: Apache-2.0
// A small project with some of Directus's tables of configuration, in a SQLite file of its own. One thread.
#pragma once

#include <string>

#include <boost/json.hpp>

#include "engine/configuration/planned.hpp"
#include "engine/use_cases/apply.hpp"
#include "tests/unit/plan/project_fixture.hpp"

namespace schemad::test {

// "…0001" as a UUID
inline std::string uuid(const std::string& end) {
    return std::string{"00000000-0000-4000-8000-000000000000"}.replace(36 - end.size(), end.size(), end);
}

struct ConfiguredProject : TestProject {
    ConfiguredProject() : TestProject(true) {
        run("create table directus_roles (id char(36) not null primary key, name varchar(20) not null, icon "
            "varchar(64) "
            "not null default 'supervised_user_circle', parent char(36) null references directus_roles (id))");
        run("create table directus_policies (id char(36) not null primary key, name varchar(100) not null, ip_access "
            "text null, admin_access boolean not null default 0)");
        run("create table directus_users (id char(36) not null primary key, email varchar(128) null unique, password "
            "varchar(255) null, status varchar(16) not null default 'active', role char(36) null references "
            "directus_roles (id) on delete set null)");
        run("create table directus_access (id char(36) not null primary key, role char(36) null references "
            "directus_roles (id) on delete cascade, user char(36) null references directus_users (id) on delete "
            "cascade, policy char(36) not null references directus_policies (id) on delete cascade)");
        run("create table directus_permissions (id integer not null primary key autoincrement, collection varchar(64) "
            "not null, action varchar(10) not null, permissions json null, fields text null, policy char(36) not null "
            "references directus_policies (id) on delete cascade)");
        run("create table directus_flows (id char(36) not null primary key, name varchar(255) not null, options json "
            "null, operation char(36) null unique, date_created datetime null default CURRENT_TIMESTAMP)");
        run("create table directus_operations (id char(36) not null primary key, key varchar(255) not null, resolve "
            "char(36) null unique references directus_operations (id), flow char(36) not null references "
            "directus_flows (id) on delete cascade)");
        run("create table directus_settings (id integer not null primary key autoincrement, project_name varchar(100) "
            "not null default 'Directus', license_key text null)");
        run("create table directus_translations (id char(36) not null primary key, language varchar(255) not null, "
            "\"key\" varchar(255) not null, value text not null)");
        run("insert into directus_policies values ('" + uuid("a") + "', 'Administrator', null, 1)");
        run("insert into directus_roles (id, name) values ('" + uuid("b") + "', 'Administrator')");
        run("insert into directus_access values ('" + uuid("c") + "', '" + uuid("b") + "', null, '" + uuid("a") + "')");
        run("insert into directus_users values ('" + uuid("d") + "', 'ann@example.com', 'hash', 'active', '" +
            uuid("b") + "')");
        run("insert into directus_settings (project_name, license_key) values ('Shop', 'secret')");
    }

    ApplyReport import(const std::string& collections, const std::string& mode = "merge", bool deletes = false,
                       bool dry = false, Destructive destructive = Destructive::allow) const {
        return apply(configuration::payload_of(document(collections, mode, deletes), true), dry, destructive);
    }
    ApplyReport apply(const json::value& payload, bool dry = false,
                      Destructive destructive = Destructive::allow) const {
        ApplyRequest request;
        request.force = true;
        request.dry = dry;
        request.by = "token:test";
        apply::Context context{dialect};
        context.destructive = destructive;
        context.view = guard::View(ignored);
        context.protected_names = protected_names;
        return use_cases::apply_diff(*connection, payload, request, context);
    }
    static json::value document(const std::string& collections, const std::string& mode, bool deletes) {
        return json::object{{"mode", mode}, {"dangerouslyAllowDelete", deletes}, {"collections", read(collections)}};
    }
    // What the client would read of it.
    std::string refused(const std::string& collections, const std::string& mode = "merge", bool deletes = false) const {
        return refusal_of([&] { import(collections, mode, deletes); });
    }
    static std::string answer(const ApplyReport& report, const char* collection) {
        return text_of(report.configuration->at("collections").at(collection));
    }

    guard::NamePatterns ignored, protected_names;
};

} // namespace schemad::test
