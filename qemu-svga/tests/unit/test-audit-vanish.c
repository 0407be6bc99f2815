/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Copyright (C) 2026 The svgalab authors */
/* Surfaces that are destroyed or changed between two steps of an audit. */

#include "qemu/osdep.h"
#include "audit/audit.h"
#include "bench.h"

#define PAGE SVGA_PAGE_SIZE
#define MOB_PPN 100

static const SvgaAuditAsk ask_all = {
    .sid = SVGA3D_INVALID_ID,
    .max_ranges = SVGA_AUDIT_OBJECTS_MAX,
    .max_objects = SVGA_AUDIT_OBJECTS_MAX,
    .max_bytes = SVGA_AUDIT_BYTES_MAX,
};

/* Three buffers with enough pages to take several slices each. */
static Bench *three_large(void)
{
    Bench *bench = bench_new_silent();

    bench_mob_at(bench, 1, MOB_PPN, 256);
    bench_fill(bench, MOB_PPN, 256, 3);
    for (uint32_t sid = 1; sid <= 3; sid++) {
        bench_surface(bench, sid, 0, SVGA3D_BUFFER, 1, 256 * PAGE, 1, 1);
        svga_surface_bind(&bench->gb, sid, 1);
    }
    return bench;
}

static void destroy(Bench *bench)
{
    svga_surface_destroy(&bench->gb, 2);
}

static void unbind(Bench *bench)
{
    svga_surface_bind(&bench->gb, 2, SVGA3D_INVALID_ID);
}

static void destroy_mob(Bench *bench)
{
    unbind(bench);
    bench_mob_at(bench, 7, MOB_PPN, 1);
    svga_surface_bind(&bench->gb, 2, 7);
    svga_mob_destroy(&bench->gb, 7);
}

static void redefine_smaller(Bench *bench)
{
    destroy(bench);
    bench_surface(bench, 2, 0, SVGA3D_BUFFER, 1, 5, 1, 1);
    svga_surface_bind(&bench->gb, 2, 1);
}

static void redefine_shape(Bench *bench)
{
    destroy(bench);
    bench_surface(bench, 2, 0, SVGA3D_A8R8G8B8, 1, 512, 512, 1);
    svga_surface_bind(&bench->gb, 2, 1);
}

static const struct Vanish {
    const char *path;
    void (*how)(Bench *bench);
} vanishes[] = {
    { "/svga/audit-vanish/destroyed", destroy },
    { "/svga/audit-vanish/unbound", unbind },
    { "/svga/audit-vanish/mob-destroyed", destroy_mob },
    { "/svga/audit-vanish/smaller", redefine_smaller },
    { "/svga/audit-vanish/another-shape", redefine_shape },
};

/*
 * A surface that changes while it is compared is left out, and only that one.
 */
static void test_vanish(gconstpointer data)
{
    const struct Vanish *vanish = data;
    Bench *bench = three_large();
    SvgaAudit *audit = svga_audit_new(&ask_all);
    SvgaStatus status;
    bool done = false;

    do {
        status = svga_audit_step(audit, &bench->gb);
        if (!done && audit->at.sid == 2 && audit->at.offset) {
            vanish->how(bench);
            done = true;
        }
    } while (status == SVGA_AGAIN);
    bench_assert_status(status, SVGA_OK);
    g_assert_true(done);
    g_assert_false(audit->more);
    g_assert_cmpuint(audit->surfaces->len, ==, 2);
    g_assert_cmpuint(g_array_index(audit->surfaces, SvgaAuditSurface,
                                   0).sid, ==, 1);
    g_assert_cmpuint(g_array_index(audit->surfaces, SvgaAuditSurface,
                                   1).sid, ==, 3);
    svga_audit_free(audit);
    bench_free(bench);
}

/* A reset in the middle drops all surfaces: the answer has none. */
static void test_reset(void)
{
    Bench *bench = three_large();
    SvgaAudit *audit = svga_audit_new(&ask_all);

    bench_assert_status(svga_audit_step(audit, &bench->gb), SVGA_AGAIN);
    svga_gb_reset(&bench->gb);
    bench_assert_status(svga_audit_step(audit, &bench->gb), SVGA_OK);
    g_assert_cmpuint(audit->surfaces->len, ==, 0);
    svga_audit_free(audit);

    /* an abandoned audit is freed in the middle, too */
    bench_free(bench);
    bench = three_large();
    audit = svga_audit_new(&ask_all);
    bench_assert_status(svga_audit_step(audit, &bench->gb), SVGA_AGAIN);
    svga_audit_free(audit);
    bench_free(bench);
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    for (size_t i = 0; i < G_N_ELEMENTS(vanishes); i++) {
        g_test_add_data_func(vanishes[i].path, &vanishes[i], test_vanish);
    }
    g_test_add_func("/svga/audit-vanish/reset", test_reset);
    return g_test_run();
}
