// SPDX-License-Identifier: Apache-2.0
// Whatever is read can be written, and reads and hashes the same again.
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <stdexcept>

#include "engine/formats/formats.hpp"
#include "engine/js/deep_diff.hpp"
#include "engine/js/object_hash.hpp"
#include "engine/js/value.hpp"

using namespace schemad;

namespace {
void require(bool holds) {
    if (!holds) std::abort();
}

// JSON has no infinity: what 1e400 gave is written as null.
bool has_infinity(const boost::json::value& v) {
    if (const auto* o = v.if_object()) {
        for (const auto& member : *o)
            if (has_infinity(member.value())) return true;
    } else if (const auto* a = v.if_array()) {
        for (const auto& element : *a)
            if (has_infinity(element)) return true;
    } else if (const auto* d = v.if_double()) {
        return *d - *d != 0;
    }
    return false;
}
} // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    const std::string_view bytes(reinterpret_cast<const char*>(data), size);
    boost::json::value first;
    try {
        first = formats::read_json(bytes, {});
        formats::read_json(bytes, {}, true);
    } catch (const formats::ParseError&) { return 0; }
    const auto text = formats::write_json(first);
    const auto second = formats::read_json(text, {});
    require(formats::write_json(second) == text);
    require(formats::write_json(formats::read_json(formats::write_json_indented(first), {})) == text);
    if (!has_infinity(first)) {
        require(js::equal(first, second));
        require(js::deep_diff(&first, &second).empty());
        require(js::object_hash(first) == js::object_hash(second));
    }
    auto sorted = second;
    js::sort_deep(sorted);
    auto again = sorted;
    js::sort_deep(again);
    require(formats::write_json(again) == formats::write_json(sorted));

    // [target, other]: from one to the other, and other taken as a change itself
    if (const auto* a = first.if_array(); a && a->size() == 2 && (*a)[1].is_object()) {
        const auto attempt = [](boost::json::value target, const boost::json::value& change) {
            try {
                js::apply_change(target, change.as_object());
            } catch (const std::invalid_argument&) { // refused
            }
        };
        attempt((*a)[0], (*a)[1]);
        for (const auto& change : js::deep_diff(&(*a)[0], &(*a)[1])) attempt((*a)[0], change);
    }
    return 0;
}
