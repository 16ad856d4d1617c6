// SPDX-License-Identifier: Apache-2.0
// One collection around what is being read: the bound on the reader's recursion and on the result's depth.
#pragma once

#include "engine/formats/yaml_composer.hpp"

namespace schemad::formats::yaml {

class Composer::Level {
public:
    explicit Level(Composer& composer) : composer_(composer) {
        if (composer_.depth_ >= composer_.limits_.max_depth) composer_.in_.fail("nested too deeply");
        ++composer_.depth_;
    }
    ~Level() { --composer_.depth_; }
    Level(const Level&) = delete;
    Level& operator=(const Level&) = delete;

private:
    Composer& composer_;
};

} // namespace schemad::formats::yaml
