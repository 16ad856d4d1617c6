// SPDX-License-Identifier: Apache-2.0
// The functions that an expression of a document may call. None of them reads a file, another table or a setting,
// sleeps, writes, locks, or runs a text. docs/vendors.md lists them in short.
#include "vendors/sql/expression.hpp"

namespace schemad::sql {

namespace {

constexpr std::string_view everywhere =
    "abs acos asin atan atan2 ceil ceiling coalesce concat concat_ws cos cot degrees exp floor ln log log10 log2 "
    "lower ltrim mod nullif pi pow power radians replace round rtrim sign sin sqrt substr substring tan trim "
    "upper length char_length octet_length bit_length position ascii reverse left right repeat lpad rpad greatest "
    "least md5 extract ";

constexpr std::string_view of_postgres =
    "now current_timestamp current_time current_date localtime localtimestamp clock_timestamp statement_timestamp "
    "transaction_timestamp timeofday timezone date_trunc date_part date_bin age make_date make_time "
    "make_timestamp make_timestamptz make_interval justify_days justify_hours justify_interval to_timestamp "
    "to_date to_char to_number isfinite gen_random_uuid uuid_generate_v1 uuid_generate_v1mc uuid_generate_v3 "
    "uuid_generate_v4 uuid_generate_v5 uuid_nil uuid_ns_url uuid_ns_dns uuidv4 uuidv7 gen_random_bytes gen_ulid "
    "generate_ulid nextval unique_rowid random trunc div cbrt gcd lcm width_bucket character_length btrim initcap "
    "overlay split_part strpos starts_with translate chr to_hex format quote_ident quote_literal quote_nullable "
    "regexp_replace regexp_match regexp_matches regexp_substr encode decode digest crypt gen_salt hmac sha224 "
    "sha256 sha384 sha512 convert_to convert_from unaccent get_byte get_bit set_bit num_nulls num_nonnulls "
    "array_append array_prepend array_cat array_fill array_length array_lower array_upper array_position "
    "array_remove array_replace array_to_string array_ndims cardinality string_to_array json_build_object "
    "jsonb_build_object json_build_array jsonb_build_array to_json to_jsonb json_object jsonb_object "
    "array_to_json row_to_json jsonb_set jsonb_insert jsonb_strip_nulls json_strip_nulls jsonb_pretty json_typeof "
    "jsonb_typeof json_array_length jsonb_array_length json_extract_path jsonb_extract_path "
    "json_extract_path_text jsonb_extract_path_text jsonb_path_query_first jsonb_path_query_array "
    "jsonb_path_exists jsonb_exists to_tsvector to_tsquery plainto_tsquery phraseto_tsquery websearch_to_tsquery "
    "setweight strip tsvector_concat array_to_tsvector numeric int4range int8range numrange tsrange tstzrange "
    "daterange isempty lower_inc upper_inc lower_inf upper_inf box circle point polygon lseg path area center "
    "diameter height width radius host masklen netmask network set_masklen broadcast family abbrev "
    "inet_client_addr text any all similar_to_escape like_escape current_database current_schema current_user "
    "session_user user version row st_point st_makepoint st_setsrid st_geomfromtext st_geogfromtext st_transform "
    "st_x st_y st_area st_length st_astext st_asgeojson st_centroid st_makeenvelope geometry geography varchar "
    "bpchar float8 int4 int8 date timestamptz timestamp interval time bool jsonb json uuid similarity levenshtein "
    "soundex metaphone hashtext immutable_unaccent factorial scale min_scale trim_scale sinh cosh tanh asinh "
    "acosh atanh bit_count substring_index ";

constexpr std::string_view of_mysql =
    "now current_timestamp curdate current_date curtime current_time localtime localtimestamp sysdate utc_date "
    "utc_time utc_timestamp unix_timestamp from_unixtime date_add date_sub adddate subdate addtime subtime "
    "date_format time_format str_to_date get_format date time timestamp timestampadd timestampdiff datediff "
    "timediff year month day dayofmonth dayofweek dayofyear dayname monthname hour minute second microsecond "
    "quarter week weekday weekofyear yearweek last_day makedate maketime from_days to_days to_seconds time_to_sec "
    "sec_to_time period_add period_diff convert_tz uuid uuid_short uuid_to_bin bin_to_uuid uuid_v4 uuid_v7 "
    "sys_guid is_uuid rand truncate crc32 crc32c conv bin oct hex unhex char chr ord elt field find_in_set "
    "make_set export_set format insert instr locate lcase ucase mid character_length quote space soundex strcmp "
    "substring_index to_base64 from_base64 regexp_replace regexp_substr regexp_instr regexp_like sha sha1 sha2 "
    "compress uncompress uncompressed_length random_bytes bit_count if ifnull nvl nvl2 isnull inet_aton inet_ntoa "
    "inet6_aton inet6_ntoa is_ipv4 is_ipv6 json_array json_object json_quote json_unquote json_extract json_value "
    "json_query json_contains json_contains_path json_keys json_length json_depth json_type json_valid json_set "
    "json_insert json_replace json_remove json_array_append json_array_insert json_merge json_merge_patch "
    "json_merge_preserve json_compact json_detailed json_loose json_pretty json_exists json_search json_overlaps "
    "json_normalize point linestring polygon st_geomfromtext st_pointfromtext st_geomfromgeojson st_astext "
    "st_asgeojson st_srid st_x st_y st_area st_length st_distance st_distance_sphere user current_user "
    "session_user system_user database schema version connection_id current_role interval to_char cast lengthb "
    "json_storage_size add_months trunc to_number ";

constexpr std::string_view of_sqlite =
    "date time datetime julianday strftime unixepoch timediff random randomblob zeroblob hex unhex quote char "
    "unicode instr printf format ifnull iif if max min nullif typeof likely unlikely likelihood glob like soundex "
    "total_changes json jsonb json_array jsonb_array json_object jsonb_object json_extract jsonb_extract "
    "json_array_length json_type json_valid json_quote json_set jsonb_set json_insert jsonb_insert json_replace "
    "jsonb_replace json_remove jsonb_remove json_patch jsonb_patch json_pretty json_error_position acosh asinh "
    "atanh cosh sinh tanh trunc sqlite_version ";

// Of vendors that have no plugin here, in the words that snapshots of them hold.
constexpr std::string_view elsewhere =
    "getdate getutcdate sysdatetime sysutcdatetime sysdatetimeoffset newid newsequentialid suser_sname suser_name "
    "user_name dateadd datediff datepart sys_guid systimestamp to_timestamp_tz sys_context convert cast isnull "
    "hashbytes next current_setting load_file pg_read_file sleep array "
    "benchmark get_lock release_lock row_count found_rows last_insert_id name_const values master_pos_wait encrypt "
    "aes_encrypt aes_decrypt des_encrypt old_password password lastval setval extractvalue updatexml pg_sleep "
    "lo_import dblink load_extension ";

// A word of the list: each ends with a blank.
bool among(std::string_view list, std::string_view word) noexcept {
    if (word.empty() || word.find(' ') != std::string_view::npos) return false;
    for (auto at = list.find(word); at != std::string_view::npos; at = list.find(word, at + 1))
        if ((at == 0 || list[at - 1] == ' ') && list[at + word.size()] == ' ') return true;
    return false;
}

} // namespace

bool is_listed_function(std::string_view name, Language language) {
    const auto low = lower(name);
    if (among(everywhere, low)) return true;
    switch (language) {
    case Language::postgres: return among(of_postgres, low);
    case Language::mysql: return among(of_mysql, low);
    case Language::sqlite: return among(of_sqlite, low);
    }
    return false;
}

namespace {

// The name before the first bracket, in small letters, without its schema; empty where the text begins otherwise.
std::string called(std::string_view text) {
    while (text.starts_with('(')) text.remove_prefix(1);
    // PostgreSQL quotes the names that are words of its grammar: "left"(
    if (text.starts_with('"'))
        if (const auto close = text.find('"', 1);
            close != std::string_view::npos && text.substr(close).starts_with("\"("))
            return lower(text.substr(1, close - 1));
    std::size_t end = 0;
    const auto in_name = [&](char c) {
        return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_' || c == '.';
    };
    while (end < text.size() && in_name(text[end])) ++end;
    if (end == 0 || end >= text.size() || (text[end] != '(' && text[end] != '[')) return {};
    auto name = lower(text.substr(0, end));
    if (const auto dot = name.rfind('.'); dot != std::string::npos) name.erase(0, dot + 1);
    return name;
}

} // namespace

bool begins_like_call(std::string_view text, Language language) { return is_listed_function(called(text), language); }

bool begins_like_call(std::string_view text) {
    const auto name = called(text);
    return is_listed_function(name, Language::postgres) || is_listed_function(name, Language::mysql) ||
           is_listed_function(name, Language::sqlite) || among(elsewhere, name);
}

} // namespace schemad::sql
