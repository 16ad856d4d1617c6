// SPDX-License-Identifier: Apache-2.0
#include "plugins/mysql/column_facts.hpp"

#include <charconv>

#include "vendors/sql/defaults.hpp"
#include "vendors/sql/identifiers.hpp"
#include "vendors/sql/sql_text.hpp"

namespace schemad::mysql {

namespace {

std::int64_t number_or(const kit::Text& text, std::int64_t otherwise) noexcept {
    std::int64_t n = 0;
    if (!text || std::from_chars(text->data(), text->data() + text->size(), n).ec != std::errc{}) return otherwise;
    return n;
}

bool takes_now(std::string_view type) noexcept { return type.starts_with("timestamp") || type.starts_with("datetime"); }

// The default as an expression that this very server takes back.
kit::Text default_expression(const RawColumn& raw, const Server& server) {
    if (!raw.column_default) return std::nullopt;
    const std::string& text = *raw.column_default;
    if (server.quotes_defaults()) return text;
    const bool now = takes_now(raw.column_type) && sql::known_function(text).kind == sql::KnownFunction::now;
    if (now || (raw.column_type.starts_with("bit") && text.starts_with("b'"))) return text;
    if (raw.extra.find("DEFAULT_GENERATED") != std::string::npos)
        return std::string("(").append(unescaped_expression(text)).append(")");
    return sql::text_literal(text, sql::LiteralStyle::mysql).str();
}

} // namespace

std::string data_type_of(std::string_view type) {
    if (type.starts_with("tinyint(1)")) return "boolean";
    const auto open = type.find('(');
    const auto close = open == std::string_view::npos ? open : type.find(')', open);
    if (close == std::string_view::npos) return std::string(type);
    return std::string(type.substr(0, open)) + std::string(type.substr(close + 1));
}

bool is_auto_increment(std::string_view extra) noexcept {
    return extra.find("auto_increment") != std::string_view::npos;
}

kit::Text on_update_of(std::string_view extra) {
    constexpr std::string_view words = "on update ";
    for (std::size_t at = 0; at + words.size() < extra.size(); ++at) {
        if (!sql::same_word(extra.substr(at, words.size()), words)) continue;
        const auto rest = extra.substr(at + words.size());
        return std::string(rest.substr(0, rest.find_first_of(", ")));
    }
    return std::nullopt;
}

std::string unescaped_expression(std::string_view text) {
    std::string out;
    for (std::size_t i = 0; i < text.size(); ++i) {
        if (text[i] == '\\' && i + 1 < text.size() && (text[i + 1] == '\'' || text[i + 1] == '\\')) ++i;
        out += text[i];
    }
    return out;
}

kit::Column column_facts(const RawColumn& raw, const Server& server) {
    kit::Column c;
    c.table = raw.table, c.name = raw.name, c.ordinal = raw.ordinal;
    c.declared_type = raw.column_type;
    c.data_type = data_type_of(raw.column_type);
    std::optional<std::string_view> written;
    if (raw.column_default) written = *raw.column_default;
    if (const auto text = sql::parse_default(sql::Dialect::mysql, written)) c.default_text = std::string(*text);
    const bool generated = raw.generation_expression && !raw.generation_expression->empty();
    if (generated) {
        c.generation_expression = raw.generation_expression;
        c.flags |= SCHEMAD_COLUMN_REALLY_GENERATED;
    } else {
        c.default_sql = default_expression(raw, server);
    }
    if (raw.max_length) {
        c.max_length_kind = SCHEMAD_LENGTH_NUMBER;
        c.max_length = static_cast<double>(number_or(raw.max_length, 0));
    }
    c.numeric_precision = number_or(raw.numeric_precision, -1);
    c.numeric_scale = number_or(raw.numeric_scale, -1);
    c.comment = raw.comment, c.collation = raw.collation;
    c.on_update = on_update_of(raw.extra);
    if (raw.nullable) c.flags |= SCHEMAD_COLUMN_NULLABLE;
    if (raw.key == "UNI") c.flags |= SCHEMAD_COLUMN_UNIQUE;
    if (raw.key == "PRI") c.flags |= SCHEMAD_COLUMN_PRIMARY_KEY;
    // MySQL 8 marks a column with an expression for its default DEFAULT_GENERATED, and the reference is taken in by it
    if (raw.extra.ends_with("GENERATED")) c.flags |= SCHEMAD_COLUMN_GENERATED;
    if (raw.extra == "auto_increment") c.flags |= SCHEMAD_COLUMN_AUTO_INCREMENT;
    if (is_auto_increment(raw.extra)) c.flags |= SCHEMAD_COLUMN_IDENTITY;
    if (raw.column_type.find(" unsigned") != std::string::npos && !raw.column_type.starts_with("enum") &&
        !raw.column_type.starts_with("set"))
        c.flags |= SCHEMAD_COLUMN_UNSIGNED;
    return c;
}

} // namespace schemad::mysql
