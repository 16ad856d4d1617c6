// SPDX-License-Identifier: Apache-2.0
#include "engine/js/equal.hpp"

#include <cmath>

namespace schemad::js {

Type type_of(const json::value& v) noexcept {
    switch (v.kind()) {
    case json::kind::null: return Type::null;
    case json::kind::bool_: return Type::boolean;
    case json::kind::string: return Type::string;
    case json::kind::array: return Type::array;
    case json::kind::object: return Type::object;
    default: return Type::number;
    }
}

bool equal_scalars(const json::value& a, const json::value& b) noexcept {
    switch (a.kind()) {
    case json::kind::null: return true;
    case json::kind::bool_: return a.get_bool() == b.get_bool();
    case json::kind::string: return a.get_string() == b.get_string();
    default: {
        const double x = number_of(a), y = number_of(b);
        return x == y || (std::isnan(x) && std::isnan(y));
    }
    }
}

bool equal(const json::value& a, const json::value& b) {
    if (type_of(a) != type_of(b)) return false;
    if (const auto* x = a.if_array()) {
        const auto& y = b.get_array();
        if (x->size() != y.size()) return false;
        for (std::size_t i = 0; i < x->size(); ++i)
            if (!equal((*x)[i], y[i])) return false;
        return true;
    }
    if (const auto* x = a.if_object()) return equal(*x, b.get_object());
    return equal_scalars(a, b);
}

bool equal(const json::object& a, const json::object& b) {
    if (a.size() != b.size()) return false;
    MemberFinder in_b(b);
    for (const auto& member : a) {
        const auto* other = in_b.find(member.key());
        if (!other || !equal(member.value(), *other)) return false;
    }
    return true;
}

} // namespace schemad::js
