/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Copyright (C) 2026 The svgalab authors */
/* Test bench for the pure core: guest RAM, hooks, captured reports. */

#ifndef SVGA_TESTS_BENCH_H
#define SVGA_TESTS_BENCH_H

#include "object/binding.h"
#include "object/life.h"

/* Guest RAM is [0, BENCH_RAM) except for a hole that stands for MMIO. */
#define BENCH_RAM (UINT64_C(48) << 20)
#define BENCH_HOLE_START (UINT64_C(40) << 20)
#define BENCH_HOLE_END (UINT64_C(41) << 20)
#define BENCH_HOLE_PPN (BENCH_HOLE_START / SVGA_PAGE_SIZE)

/* The bench's own page tables; tests use the memory below. */
#define BENCH_TABLES_PPN ((UINT64_C(42) << 20) / SVGA_PAGE_SIZE)

#define BENCH_BUDGET (UINT64_C(64) << 20)

typedef struct Bench {
    uint8_t *ram;
    bool ram_gone;              /* reads and writes fail */
    uint64_t tables_ppn;        /* next free page for tables */

    SvgaReport report;
    SvgaInject inject;
    SvgaGb gb;

    GPtrArray *lines;           /* report stream, without newlines */
    bool sink_fails;

    unsigned changed;           /* calls of surface_changed */
    uint32_t changed_sid;
    SVGA3dBox changed_box;
    uint32_t shown_sid;         /* surface that is on a screen */
    uint32_t destroyed_sid;     /* last surface_destroyed */
    uint32_t dropped_otables;   /* bit mask of otable_dropped */
    uint32_t screen_stid;       /* the only existing target */
    SVGAOTableScreenTargetEntry screen;
} Bench;

/* With reports, all object tables set up, and an endless slice. */
Bench *bench_new(void);

/* Without a report sink. */
Bench *bench_new_silent(void);

/* Destroy everything and check that the budget is back at its start. */
void bench_free(Bench *bench);

/* Define a MOB of @count pages with a PT64 table of the smallest depth. */
void bench_mob(Bench *bench, uint32_t mobid, const uint64_t *ppns,
               uint32_t count);

SvgaStatus bench_define_mob(Bench *bench, uint32_t mobid, uint32_t depth,
                            uint64_t ppn, uint32_t size);

/* A MOB of @count contiguous pages from @ppn. */
void bench_mob_at(Bench *bench, uint32_t mobid, uint64_t ppn,
                  uint32_t count);

/* Write a page table of 32-bit or 64-bit entries; returns its page. */
uint64_t bench_table(Bench *bench, unsigned entry_bytes,
                     const uint64_t *entries, uint32_t count);

/* A surface of @format without mips, with the shape given by flags. */
SvgaStatus bench_surface(Bench *bench, uint32_t sid, uint32_t flags,
                         uint32_t format, uint32_t mips, uint32_t width,
                         uint32_t height, uint32_t depth);

/* Fill pages [ppn, ppn + count) with bytes that depend on place and @seed. */
void bench_fill(Bench *bench, uint64_t ppn, uint32_t count, uint8_t seed);
uint8_t *bench_page(Bench *bench, uint64_t ppn);

/* Number of lines of the report stream that contain @text. */
unsigned bench_lines_with(Bench *bench, const char *text);
const char *bench_last_line(Bench *bench);

/* Give back everything freed, as the device does between commands. */
static inline void bench_settle(Bench *bench)
{
    bench->gb.work.left = UINT64_MAX;
    g_assert_true(svga_gb_settle(&bench->gb));
    g_assert_false(svga_gb_owes(&bench->gb));
}

/* Run @call to its end in slices of @bytes; returns the number of slices. */
#define BENCH_SLICED(bench, bytes, status, call) \
    ({ \
        unsigned slices_ = 0; \
        do { \
            (bench)->gb.work.left = (bytes); \
            (status) = (call); \
            slices_++; \
        } while ((status) == SVGA_AGAIN && slices_ < 1000000); \
        (bench)->gb.work.left = UINT64_MAX; \
        slices_; \
    })

#define bench_assert_status(got, want) \
    g_assert_cmpstr(svga_status_name(got), ==, svga_status_name(want))

#endif
