/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Copyright (C) 2026 The svgalab authors */
/* Test bench shared by the unit tests of the pure core. */

#include "qemu/osdep.h"
#include "object/otable.h"
#include "bench.h"

static bool bench_is_ram(void *opaque, uint64_t gpa, uint64_t len)
{
    return len <= BENCH_RAM && gpa <= BENCH_RAM - len &&
           (gpa + len <= BENCH_HOLE_START || gpa >= BENCH_HOLE_END);
}

static bool bench_read(void *opaque, uint64_t gpa, void *buf, uint64_t len)
{
    Bench *bench = opaque;

    if (bench->ram_gone || !bench_is_ram(bench, gpa, len)) {
        return false;
    }
    memcpy(buf, bench->ram + gpa, len);
    return true;
}

static bool bench_write(void *opaque, uint64_t gpa, const void *buf,
                        uint64_t len)
{
    Bench *bench = opaque;

    if (bench->ram_gone || !bench_is_ram(bench, gpa, len)) {
        return false;
    }
    memcpy(bench->ram + gpa, buf, len);
    return true;
}

static bool bench_line(void *opaque, const char *line, size_t len)
{
    Bench *bench = opaque;

    g_assert_cmpuint(len, ==, strlen(line));
    g_assert_cmpint(line[len - 1], ==, '\n');
    if (bench->sink_fails) {
        return false;
    }
    g_ptr_array_add(bench->lines, g_strndup(line, len - 1));
    return true;
}

static bool bench_shown(void *opaque, uint32_t sid)
{
    const Bench *bench = opaque;

    return sid == bench->shown_sid;
}

static void bench_changed(void *opaque, uint32_t sid, uint32_t face,
                          uint32_t mip, const SVGA3dBox *box)
{
    Bench *bench = opaque;

    bench->changed++;
    bench->changed_sid = sid;
    bench->changed_box = *box;
}

static void bench_destroyed(void *opaque, uint32_t sid)
{
    Bench *bench = opaque;

    bench->destroyed_sid = sid;
}

static void bench_otable_dropped(void *opaque, uint32_t type)
{
    Bench *bench = opaque;

    bench->dropped_otables |= 1u << type;
}

static void bench_screen_entry(void *opaque, uint32_t stid,
                               SVGAOTableScreenTargetEntry *entry)
{
    Bench *bench = opaque;

    if (stid == bench->screen_stid) {
        *entry = bench->screen;
    }
}

static void bench_set_otables(Bench *bench)
{
    for (uint32_t type = 0; type < SVGA_OTABLES; type++) {
        const SvgaOTableBase base = {
            .type = type,
            .root = { SVGA3D_MOBFMT_RANGE, 64 * 1024, 0 },
        };

        bench_assert_status(svga_otable_set(&bench->gb, &base), SVGA_OK);
    }
    bench->dropped_otables = 0;
}

static Bench *bench_new_with(bool reports)
{
    Bench *bench = g_new0(Bench, 1);
    const SvgaMemOps mem = { bench, bench_read, bench_write, bench_is_ram };
    const SvgaGbHooks hooks = {
        bench, bench_shown, bench_changed, bench_destroyed,
        bench_otable_dropped, bench_screen_entry,
    };
    const SvgaReportSink sink = { bench, reports ? bench_line : NULL };

    bench->ram = g_malloc0(BENCH_RAM);
    bench->tables_ppn = BENCH_TABLES_PPN;
    bench->lines = g_ptr_array_new_with_free_func(g_free);
    bench->shown_sid = SVGA3D_INVALID_ID;
    bench->destroyed_sid = SVGA3D_INVALID_ID;
    bench->screen_stid = SVGA3D_INVALID_ID;
    svga_report_realize(&bench->report, &sink);
    svga_gb_realize(&bench->gb, &mem, &hooks, &bench->report, &bench->inject,
                    BENCH_BUDGET);
    bench->gb.work.left = UINT64_MAX;
    bench_set_otables(bench);
    return bench;
}

Bench *bench_new(void)
{
    return bench_new_with(true);
}

Bench *bench_new_silent(void)
{
    return bench_new_with(false);
}

void bench_free(Bench *bench)
{
    svga_gb_reset(&bench->gb);
    bench_settle(bench);
    g_assert_cmpuint(bench->gb.budget.used, ==, 0);
    svga_gb_unrealize(&bench->gb);
    svga_report_unrealize(&bench->report);
    g_ptr_array_free(bench->lines, TRUE);
    g_free(bench->ram);
    g_free(bench);
}

uint8_t *bench_page(Bench *bench, uint64_t ppn)
{
    g_assert_true(bench_is_ram(bench, ppn * SVGA_PAGE_SIZE, SVGA_PAGE_SIZE));
    return bench->ram + ppn * SVGA_PAGE_SIZE;
}

uint64_t bench_table(Bench *bench, unsigned entry_bytes,
                     const uint64_t *entries, uint32_t count)
{
    uint64_t ppn = bench->tables_ppn++;

    g_assert_cmpuint(count * entry_bytes, <=, SVGA_PAGE_SIZE);
    for (uint32_t i = 0; i < count; i++) {
        memcpy(bench_page(bench, ppn) + i * entry_bytes, &entries[i],
               entry_bytes);
    }
    return ppn;
}

SvgaStatus bench_define_mob(Bench *bench, uint32_t mobid, uint32_t depth,
                            uint64_t ppn, uint32_t size)
{
    return svga_mob_define(&bench->gb, mobid,
                           &(const SvgaPageRoot) { depth, size, ppn });
}

void bench_mob(Bench *bench, uint32_t mobid, const uint64_t *ppns,
               uint32_t count)
{
    g_autofree uint64_t *level = g_memdup2(ppns, count * sizeof(*ppns));
    uint32_t left = count, depth = SVGA3D_MOBFMT_PT64_0;

    while (left > 1) {
        uint32_t tables = DIV_ROUND_UP(left, 512);

        for (uint32_t i = 0; i < tables; i++) {
            level[i] = bench_table(bench, 8, level + i * 512,
                                   MIN(512, left - i * 512));
        }
        left = tables;
        depth++;
    }
    bench_assert_status(bench_define_mob(bench, mobid, depth, level[0],
                                         count * SVGA_PAGE_SIZE), SVGA_OK);
}

void bench_mob_at(Bench *bench, uint32_t mobid, uint64_t ppn, uint32_t count)
{
    g_autofree uint64_t *ppns = g_new(uint64_t, count);

    for (uint32_t i = 0; i < count; i++) {
        ppns[i] = ppn + i;
    }
    bench_mob(bench, mobid, ppns, count);
}

SvgaStatus bench_surface(Bench *bench, uint32_t sid, uint32_t flags,
                         uint32_t format, uint32_t mips, uint32_t width,
                         uint32_t height, uint32_t depth)
{
    const SVGA3dCmdDefineGBSurface cmd = {
        .sid = sid,
        .surfaceFlags = flags,
        .format = format,
        .numMipLevels = mips,
        .size = { width, height, depth },
    };

    return svga_surface_define(&bench->gb, &cmd);
}

void bench_fill(Bench *bench, uint64_t ppn, uint32_t count, uint8_t seed)
{
    uint8_t *bytes = bench_page(bench, ppn);

    for (uint64_t i = 0; i < (uint64_t)count * SVGA_PAGE_SIZE; i++) {
        bytes[i] = (i * 31 + (i >> 8) * 7 + seed) | 1;
    }
}

unsigned bench_lines_with(Bench *bench, const char *text)
{
    unsigned found = 0;

    for (guint i = 0; i < bench->lines->len; i++) {
        found += strstr(g_ptr_array_index(bench->lines, i), text) != NULL;
    }
    return found;
}

const char *bench_last_line(Bench *bench)
{
    g_assert_cmpuint(bench->lines->len, >, 0);
    return g_ptr_array_index(bench->lines, bench->lines->len - 1);
}
