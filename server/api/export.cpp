// SPDX-License-Identifier: Apache-2.0
#include "server/api/export.hpp"

#include <ctime>

#include <fmt/format.h>

#include "engine/formats/formats.hpp"

namespace schemad::api {
namespace {

std::string indented_or_null(const boost::json::value* data) {
    return data ? formats::write_json_indented(*data) : "null";
}

} // namespace

std::string export_file_name(std::chrono::system_clock::time_point now, std::string_view extension) {
    const auto seconds = std::chrono::system_clock::to_time_t(now);
    std::tm local{};
    localtime_r(&seconds, &local);
    return fmt::format("Export {:04}{:02}{:02}-{}{}{}.{}", local.tm_year + 1900, local.tm_mon + 1, local.tm_mday,
                       local.tm_hour, local.tm_min, local.tm_sec, extension);
}

namespace {

http::Response file(std::string_view type, std::string_view extension, std::string body,
                    std::chrono::system_clock::time_point now) {
    return http::Response{
        200,
        {{"Content-Type", fmt::format("{}; charset=utf-8", type)},
         {"Content-Disposition", fmt::format("attachment; filename=\"{}\"", export_file_name(now, extension))}},
        std::move(body)};
}

} // namespace

http::Response sql_file(std::string script, std::chrono::system_clock::time_point now) {
    return file("application/sql", "sql", std::move(script), now);
}

http::Response exported(std::string_view kind, const boost::json::value* data,
                        std::chrono::system_clock::time_point now) {
    if (kind == "csv") return file("text/csv", "csv", formats::write_csv(data, false), now);
    if (kind == "csv_utf8") return file("text/csv", "csv", formats::write_csv(data, true), now);
    if (kind == "xml") return file("text/xml", "xml", formats::write_xml(data), now);
    if (kind == "yaml") return file("text/yaml", "yaml", formats::write_yaml(data), now);
    return file("application/json", "json", indented_or_null(data), now);
}

} // namespace schemad::api
