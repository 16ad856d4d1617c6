// SPDX-License-Identifier: Apache-2.0
// The query string as the reference's parser (qs) understands it: brackets nest, repeated keys and [] make lists.
// docs/spec/engine-1-http.md 1.5. Pure; any thread; never throws on input.
#pragma once

#include <string_view>

#include <boost/json/object.hpp>

namespace schemad::api {

struct QueryLimits {
    std::size_t parameters = 1000; // further ones are ignored
    std::size_t depth = 10;        // bracket pairs of one key; the rest of the key becomes one member name
    std::size_t list = 500;        // an index beyond, or a longer list, makes an object
};

// Values are strings, arrays or objects of them.
boost::json::object parse_query(std::string_view raw, const QueryLimits& = {});

// decodeURIComponent, or the text as it is where that would throw.
std::string percent_decoded(std::string_view text);

} // namespace schemad::api
