/* SPDX-License-Identifier: Apache-2.0
 * Compares whichever vendor.h was included before with layout_1_0.inc; one of a later minor also with that minor's own
 * file, which has the sizes of what grew. C11 and C++. */
#ifdef __cplusplus
#define CHECK(condition, text) static_assert(condition, text)
#else
#define CHECK(condition, text) _Static_assert(condition, text)
#endif

#if UINTPTR_MAX == UINT64_MAX
#if SCHEMAD_ABI_MINOR == 0
#define SIZE(type, bytes) CHECK(sizeof(type) == (bytes), #type " has another size than in ABI 1.0");
#else
#define SIZE(type, bytes) CHECK(sizeof(type) >= (bytes), #type " has lost members since ABI 1.0");
#endif
#define MEMBER(type, member, offset)                                                                                   \
    CHECK(offsetof(type, member) == (offset), #type "." #member " has moved since ABI 1.0");
#else
#define SIZE(type, bytes)
#define MEMBER(type, member, offset)
#endif
#define VALUE(name, value) CHECK((name) == (value), #name " has another value than in ABI 1.0");

#include "layout_1_0.inc"

#undef SIZE
#if SCHEMAD_ABI_MINOR > 0
#if UINTPTR_MAX == UINT64_MAX
#define SIZE(type, bytes) CHECK(sizeof(type) == (bytes), #type " has another size than in ABI 1.1");
#else
#define SIZE(type, bytes)
#endif
#include "layout_1_1.inc"
#undef SIZE
#endif
#undef MEMBER
#undef VALUE
#undef CHECK
