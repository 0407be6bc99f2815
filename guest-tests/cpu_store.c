// SPDX-License-Identifier: GPL-2.0
// Copyright (C) 2026 The svgalab authors
/* The processor's ways to store: each kind of instruction that Mesa's code may be compiled to. */

#include <immintrin.h>
#include <string.h>

#include "cases.h"
#include "way.h"

/* A plain move of each width. */
#define MOVE(bits) \
static int by_mov##bits(uint8_t *at, uint8_t *bytes, size_t size) \
{ \
	uint##bits##_t value; \
\
	memcpy(&value, bytes, size); \
	__asm__ volatile("mov %1, %0" \
			 : "=m"(*(uint##bits##_t *)at) : "r"(value)); \
	return 0; \
}

MOVE(8)
MOVE(16)
MOVE(32)
MOVE(64)

/* Past the caches. */
static int by_movnti(uint8_t *at, uint8_t *bytes, size_t size)
{
	uint64_t value;

	memcpy(&value, bytes, size);
	__asm__ volatile("movnti %1, %0\n\tsfence"
			 : "=m"(*(uint64_t *)at) : "r"(value));
	return 0;
}

static int by_xchg(uint8_t *at, uint8_t *bytes, size_t size)
{
	uint64_t value;

	memcpy(&value, bytes, size);
	__atomic_exchange_n((uint64_t *)at, value, __ATOMIC_SEQ_CST);
	return 0;
}

static int by_cmpxchg(uint8_t *at, uint8_t *bytes, size_t size)
{
	uint64_t value, old = __atomic_load_n((uint64_t *)at, __ATOMIC_RELAXED);

	memcpy(&value, bytes, size);
	return __atomic_compare_exchange_n((uint64_t *)at, &old, value, false,
					   __ATOMIC_SEQ_CST, __ATOMIC_SEQ_CST) ?
	       0 : TEST_FAIL;
}

static int by_xadd(uint8_t *at, uint8_t *bytes, size_t size)
{
	uint64_t value, old = __atomic_load_n((uint64_t *)at, __ATOMIC_RELAXED);

	memcpy(&value, bytes, size);
	value -= old;
	__asm__ volatile("lock xaddq %1, %0"
			 : "+m"(*(uint64_t *)at), "+r"(value) : : "memory");
	return value == old ? 0 : TEST_FAIL;
}

/* Bit by bit. */
static int by_bts(uint8_t *at, uint8_t *bytes, size_t size)
{
	uint64_t value;
	uint64_t bit;

	memcpy(&value, bytes, size);
	for (bit = 0; bit < 64; bit++) {
		if (value >> bit & 1)
			__asm__ volatile("lock btsq %1, %0"
					 : "+m"(*(uint64_t *)at) : "r"(bit));
		else
			__asm__ volatile("lock btrq %1, %0"
					 : "+m"(*(uint64_t *)at) : "r"(bit));
	}
	return 0;
}

static int by_rep_movsb(uint8_t *at, uint8_t *bytes, size_t size)
{
	const uint8_t *from = bytes;

	__asm__ volatile("rep movsb"
			 : "+D"(at), "+S"(from), "+c"(size) : : "memory");
	return 0;
}

/* Stores a single value, so all bytes become the first. */
static int by_rep_stosb(uint8_t *at, uint8_t *bytes, size_t size)
{
	memset(bytes, bytes[0], size);
	__asm__ volatile("rep stosb"
			 : "+D"(at), "+c"(size) : "a"(bytes[0]) : "memory");
	return 0;
}

static int by_movdqu(uint8_t *at, uint8_t *bytes, size_t size)
{
	(void)size;
	_mm_storeu_si128((__m128i *)at,
			 _mm_loadu_si128((const __m128i *)bytes));
	return 0;
}

static int by_movntdq(uint8_t *at, uint8_t *bytes, size_t size)
{
	(void)size;
	_mm_stream_si128((__m128i *)at,
			 _mm_loadu_si128((const __m128i *)bytes));
	_mm_sfence();
	return 0;
}

/* Every byte but the last, which stays. */
static int by_maskmovdqu(uint8_t *at, uint8_t *bytes, size_t size)
{
	uint8_t mask[16];

	memset(mask, 0x80, sizeof(mask));
	mask[size - 1] = 0;
	_mm_maskmoveu_si128(_mm_loadu_si128((const __m128i *)bytes),
			    _mm_loadu_si128((const __m128i *)mask),
			    (char *)at);
	_mm_sfence();
	bytes[size - 1] = at[size - 1];
	return 0;
}

/* By a processor that believes that its stack is there. */
static int by_push(uint8_t *at, uint8_t *bytes, size_t size)
{
	uint64_t value;

	memcpy(&value, bytes, size);
	__asm__ volatile("mov %%rsp, %%rbx\n\t"
			 "lea 8(%0), %%rsp\n\t"
			 "push %1\n\t"
			 "mov %%rbx, %%rsp"
			 : : "r"(at), "r"(value) : "rbx", "memory");
	return 0;
}

static const struct way ways[] = {
	WAY(mov8, 1, 1),
	WAY(mov16, 2, 1),
	WAY(mov32, 4, 1),
	WAY(mov64, 8, 1),
	WAY(movnti, 8, 1),
	WAY(xchg, 8, 8),
	WAY(cmpxchg, 8, 8),
	WAY(xadd, 8, 8),
	WAY(bts, 8, 8),
	WAY(rep_movsb, 3000, 1),
	WAY(rep_stosb, 3000, 1),
	WAY(movdqu, 16, 1),
	WAY(movntdq, 16, 16),
	WAY(maskmovdqu, 16, 1),
	WAY(push, 8, 1),
};

static int test_way(struct test_case *test)
{
	return way_run(test, ways, ARRAY_SIZE(ways));
}

static const struct test_pattern patterns[] = {
	WAY_CASE(mov8),
	WAY_CASE(mov16),
	WAY_CASE(mov32),
	WAY_CASE(mov64),
	WAY_CASE(movnti),
	WAY_CASE(xchg),
	WAY_CASE(cmpxchg),
	WAY_CASE(xadd),
	WAY_CASE(bts),
	WAY_CASE(rep_movsb),
	WAY_CASE(rep_stosb),
	WAY_CASE(movdqu),
	WAY_CASE(movntdq),
	WAY_CASE(maskmovdqu),
	WAY_CASE(push),
};

int main(int argc, char **argv)
{
	return test_main(argc, argv, "cpu_store", patterns,
			 ARRAY_SIZE(patterns));
}
