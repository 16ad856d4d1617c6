// SPDX-License-Identifier: Apache-2.0
#include "plugins/mysql/errors.hpp"

#include <vector>

namespace schemad::mysql {

namespace {

bool is_trouble_of_its_own(unsigned number) noexcept {
    switch (number) {
    case 1030: // the storage engine, a damaged table; what came of a commit; the binary log; internal errors
    case 1105:
    case 1180:
    case 1181:
    case 1182:
    case 1183:
    case 1194:
    case 1195:
    case 1196:
    case 1197:
    case 1296:
    case 1297:
    case 1534:
    case 1535:
    case 1595:
    case 1598:
    case 1599:
    case 1665:
    case 1815:
    case 1877: return true;
    default: return number < 1036 || (number >= 2000 && number < 3000); // files; the client's own
    }
}

} // namespace

schemad_status status_of(unsigned number) noexcept {
    switch (number) {
    case 1062: // duplicate entry
    case 1169:
    case 1586: return SCHEMAD_E_UNIQUE;
    case 1048: // column cannot be null
    case 1364: return SCHEMAD_E_NOT_NULL;
    case 1138: // invalid use of NULL, data truncated for NULL to NOT NULL
    case 1263: return SCHEMAD_E_CONTAINS_NULL;
    case 1216: // child row, parent row
    case 1217:
    case 1451:
    case 1452: return SCHEMAD_E_FOREIGN_KEY;
    case 1406: return SCHEMAD_E_TOO_LONG;
    case 167:  // no number left for AUTO_INCREMENT, as the storage engine says it
    case 1264: // out of range
    case 1441:
    case 1690: return SCHEMAD_E_OUT_OF_RANGE;
    case 1265: // truncated, incorrect value, cannot be converted, violates a check
    case 1292:
    case 1366:
    case 1411:
    case 1416:
    case 3140:
    case 3156:
    case 3819:
    case 4025: return SCHEMAD_E_LOSES_VALUES;
    case 1051: // no such table, key, column, database
    case 1054:
    case 1072:
    case 1091:
    case 1109:
    case 1146:
    case 1049: return SCHEMAD_E_NOT_FOUND;
    case 1007: // database, table, column, key, foreign key
    case 1050:
    case 1060:
    case 1061:
    case 1826: return SCHEMAD_E_EXISTS;
    case 1020: // a row, a table or a prepared statement that somebody changed since this transaction began
    case 1412:
    case 1615:
    case 1205: // lock wait, deadlock, NOWAIT, the user lock's own deadlock
    case 1213:
    case 1614:
    case 3058:
    case 3572: return SCHEMAD_E_BUSY;
    case 1044: // of a database, the server, a table, a column, a routine; privileges and read-only servers
    case 1045:
    case 1095:
    case 1142:
    case 1143:
    case 1227:
    case 1290:
    case 1370:
    case 1698:
    case 1792:
    case 1836:
    case 3118: return SCHEMAD_E_PERMISSION;
    case 1064: // syntax, empty query, unknown function
    case 1065:
    case 1149:
    case 1305: return SCHEMAD_E_SYNTAX;
    case 1317: return SCHEMAD_E_CANCELLED;
    case 1907: // query timeouts of MariaDB and MySQL
    case 1969:
    case 3024: return SCHEMAD_E_TIMEOUT;
    case 1153: // packets, sort memory, disk
    case 1037:
    case 1038:
    case 1021:
    case 1114:
    case 1206:
    case 1436:
    case 2020: return SCHEMAD_E_LIMIT;
    case 1059: // names, types, lengths and expressions that cannot be
    case 1063:
    case 1073:
    case 1115:
    case 1166:
    case 1167:
    case 1253:
    case 1267:
    case 1271:
    case 1273:
    case 1294:
    case 1367:
    case 1425:
    case 1426:
    case 1427:
    case 1439:
    case 1582:
    case 1583:
    case 1901:
    case 1902:
    case 1903:
    case 1904:
    case 1905:
    case 3102:
    case 3105:
    case 3107:
    case 3109:
    case 3141:
    case 3754:
    case 3757:
    case 3770:
    case 3773:
    case 1067: // invalid default; what a table, row, key or constraint cannot be
    case 1068:
    case 1069:
    case 1070:
    case 1071:
    case 1074:
    case 1075:
    case 1089:
    case 1101:
    case 1117:
    case 1118:
    case 1170:
    case 1171:
    case 1235:
    case 1005:
    case 1215:
    case 1221:
    case 1553:
    case 1822:
    case 1825:
    case 1828:
    case 1829:
    case 1830:
    case 1832:
    case 1833:
    case 1834:
    case 1846:
    case 3106:
    case 3108:
    case 3730:
    case 3780:
    case 3855:
    case 3959: return SCHEMAD_E_UNSUPPORTED;
    case 1036: return SCHEMAD_E_PERMISSION; // the table is read-only
    default:
        if (is_lost(number)) return SCHEMAD_E_CONNECTION;
        // every other number is an answer to what it was asked: of a definition, an expression, a trigger's SIGNAL
        return is_trouble_of_its_own(number) ? SCHEMAD_E_INTERNAL : SCHEMAD_E_UNSUPPORTED;
    }
}

bool is_lost(unsigned number) noexcept {
    switch (number) {
    case 1040: // too many connections; shutdown; handshake; communication errors; killed
    case 1042:
    case 1043:
    case 1047: // a node of a Galera cluster that has lost the others
    case 1053:
    case 1077:
    case 1079:
    case 1080:
    case 1129:
    case 1130:
    case 1152:
    case 1156:
    case 1157:
    case 1158:
    case 1159:
    case 1160:
    case 1161:
    case 1184:
    case 1203:
    case 1226:
    case 1927:
    case 4031: return true;
    default: break;
    }
    // the client's own: all but commands out of sync in an application's hand and a wrong use are about the connection
    return (number >= 2000 && number < 2020) || (number > 2020 && number < 2100) || (number >= 5000 && number < 5020);
}

namespace {

// What stands between quotes of either kind, in order: 'a', `a`.
std::vector<std::string> quoted(std::string_view message) {
    std::vector<std::string> all;
    for (std::size_t at = 0; at < message.size() && all.size() < 8; ++at) {
        const char mark = message[at];
        if (mark != '\'' && mark != '`') continue;
        const auto end = message.find(mark, at + 1);
        if (end == std::string_view::npos) break;
        all.emplace_back(message.substr(at + 1, end - at - 1));
        at = end;
    }
    return all;
}

std::string after_last(std::string_view name, char mark) {
    const auto at = name.rfind(mark);
    return std::string(at == std::string_view::npos ? name : name.substr(at + 1));
}

std::string after_word(std::string_view message, std::string_view word) {
    const auto at = message.find(word);
    if (at == std::string_view::npos) return {};
    const auto names = quoted(message.substr(at + word.size()));
    return names.empty() ? std::string{} : names.front();
}

// INSERT: Cannot add or update a child row: ... fails (`db`.`child`, CONSTRAINT `c` FOREIGN KEY (`column`) REFERENCES
// ...
void tell_foreign_key(std::string_view message, kit::Error& error) {
    const auto names = quoted(message);
    if (names.size() >= 2) error.table = names[1];
    error.column = after_word(message, "FOREIGN KEY (");
}

void tell_where(unsigned number, std::string_view message, kit::Error& error) {
    switch (number) {
    case 1048: // Column 'c' cannot be null
    case 1364: // Field 'c' doesn't have a default value
    case 1406: // Data too long for column 'c' at row 1
    case 1264: // Out of range value for column 'c' at row 1
    case 1263:
    case 1265: // Data truncated for column 'c' at row 1
    case 1067: // Invalid default value for 'c'
    case 1060: // Duplicate column name 'c'
    case 1170: // BLOB/TEXT column 'c' used in key specification without a key length
    case 1828:
    case 1829:
    case 1830:
    case 1832:
    case 1833: {
        const auto names = quoted(message);
        if (!names.empty()) error.column = after_last(names.front(), '.');
        break;
    }
    case 1292:
    case 1366: // Incorrect integer value: 'x' for column `db`.`t`.`c` at row 1; MySQL: for column 'c'
    {
        const auto at = message.rfind("for column ");
        if (at == std::string_view::npos) break;
        const auto names = quoted(message.substr(at));
        if (names.size() >= 3) error.table = names[1];
        if (!names.empty()) error.column = names.size() >= 3 ? names[2] : names.front();
        break;
    }
    case 1054: { // Unknown column 'c' in 'field list'
        const auto names = quoted(message);
        if (!names.empty()) error.column = after_last(names.front(), '.');
        break;
    }
    case 1050: // Table 't' already exists
    case 1051:
    case 1146: { // Table 'db.t' doesn't exist
        const auto names = quoted(message);
        if (!names.empty()) {
            const auto dot = names.front().find('.');
            error.table = dot == std::string::npos || number == 1050 ? names.front() : names.front().substr(dot + 1);
        }
        break;
    }
    case 1216:
    case 1217:
    case 1451:
    case 1452: tell_foreign_key(message, error); break;
    case 1142: // SELECT command denied to user 'u'@'h' for table 't' (newer: `db`.`t`)
    case 1143: {
        const auto at = message.rfind("for table ");
        if (at == std::string_view::npos) break;
        const auto names = quoted(message.substr(at));
        if (!names.empty()) error.table = names.back();
        break;
    }
    default: break;
    }
}

} // namespace

kit::Error error_of(unsigned number, std::string_view sqlstate, std::string_view message) {
    kit::Error error(status_of(number), std::string(message.substr(0, 2000)));
    error.vendor_code = number;
    error.sqlstate = sqlstate.substr(0, 5);
    tell_where(number, message, error);
    return error;
}

} // namespace schemad::mysql
