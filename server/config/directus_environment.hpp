// SPDX-License-Identifier: Apache-2.0
// The environment names that users of Directus know, as settings of the project `default`:
//
//   DB_CLIENT (pg, postgres, mysql, mysql2, cockroachdb, sqlite3, ...), DB_HOST, DB_PORT, DB_DATABASE, DB_USER,
//   DB_PASSWORD, DB_FILENAME, DB_CONNECTION_STRING, DB_SEARCH_PATH, DB_SOCKET_PATH, DB_CHARSET, DB_SSL,
//   DB_SSL__REJECT_UNAUTHORIZED, DB_SSL__CA_FILE, DB_POOL__MAX, and SECRET; with _FILE at the end, a file's content.
//   Of the server: CORS_ENABLED, CORS_ORIGIN, CORS_METHODS, CORS_ALLOWED_HEADERS, CORS_EXPOSED_HEADERS,
//   CORS_CREDENTIALS, CORS_MAX_AGE.
//
// They count only with DB_CLIENT, and only where nothing else says what `default` is. A DB_ variable that would change
// what is read, and is none of these, is named in a warning. Pure.
#pragma once

#include <string>
#include <utility>
#include <vector>

namespace schemad::config {

struct DirectusSetting {
    std::vector<std::string> path; // below projects.default, or of the server
    std::string variable;
    std::string value; // of a file's setting: where the file lies
    bool from_file = false;
    bool of_server = false;
};
std::vector<DirectusSetting> directus_settings(const std::vector<std::pair<std::string, std::string>>& environment,
                                               std::vector<std::string>& problems, std::vector<std::string>& warnings);

} // namespace schemad::config
