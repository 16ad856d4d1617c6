// SPDX-License-Identifier: Apache-2.0
// A project's collections as types of GraphQL's schema language, from which clients generate types. Pure; any thread.
#pragma once

#include <string>
#include <vector>

#include "server/api/model_facts.hpp"

namespace schemad::api {

enum class SdlScope { items, system }; // the project's own collections, or Directus's

// Of collections that those of the scope lead to, too. Names that GraphQL has not are named in a comment.
std::string graphql_sdl_of(const std::vector<CollectionFacts>&, SdlScope);

} // namespace schemad::api
