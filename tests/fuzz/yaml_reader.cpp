// SPDX-License-Identifier: Apache-2.0
// Any bytes are read within small limits or refused; what was read can be written, read again, and is the same.
#include <cstdint>
#include <cstdlib>

#include "engine/formats/formats.hpp"
#include "engine/js/value.hpp"

using namespace schemad;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    formats::Limits limits;
    limits.max_bytes = 65'536;
    limits.max_depth = 16;
    limits.max_aliases = 100;
    limits.max_nodes = 10'000;
    std::optional<boost::json::value> value;
    try {
        value = formats::read_yaml({reinterpret_cast<const char*>(data), size}, limits);
    } catch (const formats::ParseError&) { return 0; }
    const auto yaml = formats::write_yaml(value ? &*value : nullptr);
    // js-yaml's dump does not care for a text alone at the top: "..." is written plain, an indented block too far left.
    if (!value || value->is_string()) return 0;
    const auto again = formats::read_yaml(yaml, {});
    if (!again || formats::write_yaml(&*again) != yaml) std::abort();
    for (const auto write :
         {+[](const boost::json::value* v) { return formats::write_csv(v, true); }, formats::write_xml}) {
        try {
            (void)write(&*value);
        } catch (const std::runtime_error&) { // not a table, not a name
        }
    }
    return 0;
}
