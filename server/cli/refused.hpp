// SPDX-License-Identifier: Apache-2.0
// Nothing is broken, and it is not done: somebody has to agree or to change something first. Exit status 3.
#pragma once

#include <stdexcept>

namespace schemad::cli {

class Refused : public std::runtime_error {
public:
    using std::runtime_error::runtime_error;
};

} // namespace schemad::cli
