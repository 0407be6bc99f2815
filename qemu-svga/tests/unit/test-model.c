/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Copyright (C) 2026 The svgalab authors */
/* Random commands compared with a model of single bytes. */

#include "qemu/osdep.h"
#include "audit/audit.h"
#include "command/transfer.h"
#include "bench.h"

#define EDGE 64
#define BYTES (EDGE * EDGE)
#define SURFACES 3
#define MOBS 2
#define MOB_PPN 100
#define ROUNDS 4000

/* Expected state of a surface, byte by byte. */
typedef struct Model {
    uint8_t host[BYTES];
    bool defined[BYTES];
    bool device[BYTES];
    uint32_t mobid;
} Model;

typedef struct World {
    Bench *bench;
    GRand *rand;
    Model surfaces[SURFACES];
    uint8_t guest[MOBS][BYTES];
    uint64_t ppn[MOBS];         /* the only page of each MOB */
    uint64_t lost;              /* clobbered and died-stale bytes so far */
} World;

static uint32_t below(World *w, uint32_t limit)
{
    return g_rand_int_range(w->rand, 0, limit);
}

static void random_box(World *w, SVGA3dBox *box)
{
    uint32_t width = 1 + below(w, EDGE), height = 1 + below(w, EDGE);

    *box = (SVGA3dBox) {
        .x = below(w, EDGE - width + 1), .y = below(w, EDGE - height + 1),
        .w = width, .h = height, .d = 1,
    };
}

static bool inside(const SVGA3dBox *box, int i)
{
    uint32_t x = i % EDGE, y = i / EDGE;

    return x >= box->x && x < box->x + box->w &&
           y >= box->y && y < box->y + box->h;
}

/* Count the bytes that the device did not write and the host does not have. */
static bool is_lost(World *w, const Model *m, int i)
{
    return m->mobid != SVGA3D_INVALID_ID && !m->device[i] &&
           m->host[i] != w->guest[m->mobid][i];
}

static uint64_t model_lost(World *w, const Model *m)
{
    uint64_t lost = 0;

    for (int i = 0; i < BYTES; i++) {
        lost += is_lost(w, m, i);
    }
    return lost;
}

static void do_store(World *w)
{
    uint32_t mob = below(w, MOBS), at = below(w, BYTES);
    uint32_t end = at + 1 + below(w, BYTES - at);

    for (uint32_t i = at; i < end; i++) {
        w->guest[mob][i] = below(w, 3);
    }
    memcpy(bench_page(w->bench, w->ppn[mob]) + at, w->guest[mob] + at,
           end - at);
}

static void do_update(World *w)
{
    uint32_t sid = below(w, SURFACES);
    const SVGA3dSurfaceImageId image = { .sid = sid };
    Model *m = &w->surfaces[sid];
    SvgaStatus status;
    SVGA3dBox box;

    random_box(w, &box);
    BENCH_SLICED(w->bench, 1 + below(w, 2000), status,
                 svga_transfer_update_image(&w->bench->gb, &image, &box));
    if (m->mobid == SVGA3D_INVALID_ID) {
        bench_assert_status(status, SVGA_NOT_BOUND);
        return;
    }
    bench_assert_status(status, SVGA_OK);
    for (uint32_t y = box.y; y < box.y + box.h; y++) {
        for (uint32_t x = box.x; x < box.x + box.w; x++) {
            m->host[y * EDGE + x] = w->guest[m->mobid][y * EDGE + x];
            m->defined[y * EDGE + x] = true;
            m->device[y * EDGE + x] = false;
        }
    }
}

static void do_copy(World *w)
{
    const SVGA3dSurfaceImageId src = { .sid = below(w, SURFACES) };
    const SVGA3dSurfaceImageId dst = { .sid = below(w, SURFACES) };
    Model *to = &w->surfaces[dst.sid];
    Model from = w->surfaces[src.sid];
    SvgaStatus status;
    SVGA3dCopyBox copy;
    SVGA3dBox box;

    random_box(w, &box);
    copy = (SVGA3dCopyBox) {
        .x = box.x, .y = box.y, .w = box.w, .h = box.h, .d = 1,
        .srcx = below(w, EDGE - box.w + 1),
        .srcy = below(w, EDGE - box.h + 1),
    };
    BENCH_SLICED(w->bench, 1 + below(w, 2000), status,
                 svga_transfer_copy(&w->bench->gb, &src, &dst, &copy, 1));
    bench_assert_status(status, SVGA_OK);
    for (uint32_t y = 0; y < box.h; y++) {
        for (uint32_t x = 0; x < box.w; x++) {
            uint32_t at = (box.y + y) * EDGE + box.x + x;

            to->host[at] = from.host[(copy.srcy + y) * EDGE + copy.srcx + x];
            to->defined[at] = true;
            to->device[at] = true;
        }
    }
}

static void do_readback(World *w)
{
    uint32_t sid = below(w, SURFACES);
    Model *m = &w->surfaces[sid];
    SvgaStatus status;

    if (m->mobid == SVGA3D_INVALID_ID) {
        return;
    }
    w->lost += model_lost(w, m);
    BENCH_SLICED(w->bench, 1 + below(w, 2000), status,
                 svga_transfer_readback_surface(&w->bench->gb, sid));
    bench_assert_status(status, SVGA_OK);
    memcpy(w->guest[m->mobid], m->host, BYTES);
    memset(m->defined, true, BYTES);
    memset(m->device, false, BYTES);
}

/* A box of it, or everything except a box. */
static void do_readback_partial(World *w)
{
    const SVGA3dSurfaceImageId image = { .sid = below(w, SURFACES) };
    Model *m = &w->surfaces[image.sid];
    bool invert = below(w, 2);
    SvgaStatus status;
    SVGA3dBox box;

    random_box(w, &box);
    for (int i = 0; i < BYTES; i++) {
        w->lost += inside(&box, i) != invert && is_lost(w, m, i);
    }
    BENCH_SLICED(w->bench, 1 + below(w, 2000), status,
                 svga_transfer_readback_partial(&w->bench->gb, &image, &box,
                                                invert));
    bench_assert_status(status, m->mobid == SVGA3D_INVALID_ID ?
                                SVGA_NOT_BOUND : SVGA_OK);
    for (int i = 0; i < BYTES && status == SVGA_OK; i++) {
        if (inside(&box, i) != invert) {
            w->guest[m->mobid][i] = m->host[i];
            m->defined[i] = true;
            m->device[i] = false;
        }
    }
}

static void do_invalidate_partial(World *w)
{
    const SVGA3dSurfaceImageId image = { .sid = below(w, SURFACES) };
    bool invert = below(w, 2);
    SvgaStatus status;
    SVGA3dBox box;

    random_box(w, &box);
    BENCH_SLICED(w->bench, 1 + below(w, 2000), status,
                 svga_transfer_invalidate_partial(&w->bench->gb, &image, &box,
                                                  invert));
    bench_assert_status(status, SVGA_OK);
    for (int i = 0; i < BYTES; i++) {
        if (inside(&box, i) != invert) {
            w->surfaces[image.sid].defined[i] = false;
        }
    }
}

/* Move the MOB to another page, with all, some or none of its bytes. */
static void do_redefine_mob(World *w)
{
    uint32_t mob = below(w, MOBS), kept = below(w, 2) * below(w, BYTES + 1);
    uint64_t ppn = w->ppn[mob] ^ 8;
    uint8_t *new = bench_page(w->bench, ppn);
    SvgaStatus status;

    memcpy(new, w->guest[mob], kept);
    memset(new + kept, below(w, 3), BYTES - kept);
    for (uint32_t sid = 0; sid < SURFACES; sid++) {
        for (int i = 0; i < BYTES && w->surfaces[sid].mobid == mob; i++) {
            w->lost += is_lost(w, &w->surfaces[sid], i) &&
                       w->guest[mob][i] != new[i];
        }
    }
    BENCH_SLICED(w->bench, 1 + below(w, 2000), status,
                 svga_mob_redefine(&w->bench->gb, mob, &(SvgaPageRoot) {
                     SVGA3D_MOBFMT_RANGE, BYTES, ppn }));
    bench_assert_status(status, SVGA_OK);
    w->ppn[mob] = ppn;
    memcpy(w->guest[mob], new, BYTES);
}

/* Surfaces bound to it become unbound, even if the id is reused at once. */
static void do_destroy_mob(World *w)
{
    uint32_t mob = below(w, MOBS);
    SvgaStatus status;

    for (uint32_t sid = 0; sid < SURFACES; sid++) {
        if (w->surfaces[sid].mobid == mob) {
            w->lost += model_lost(w, &w->surfaces[sid]);
            w->surfaces[sid].mobid = SVGA3D_INVALID_ID;
        }
    }
    BENCH_SLICED(w->bench, 1 + below(w, 2000), status,
                 svga_mob_destroy(&w->bench->gb, mob));
    bench_assert_status(status, SVGA_OK);
    bench_mob_at(w->bench, mob, w->ppn[mob], 1);
    w->bench->tables_ppn = BENCH_TABLES_PPN;
}

static void do_invalidate(World *w)
{
    uint32_t sid = below(w, SURFACES);

    bench_assert_status(svga_transfer_invalidate_surface(&w->bench->gb, sid),
                        SVGA_OK);
    memset(w->surfaces[sid].defined, false, BYTES);
}

static void do_bind(World *w)
{
    uint32_t sid = below(w, SURFACES), mobid = below(w, MOBS + 1);
    Model *m = &w->surfaces[sid];
    SvgaStatus status;

    mobid = mobid == MOBS ? SVGA3D_INVALID_ID : mobid;
    if (mobid != m->mobid) {
        w->lost += model_lost(w, m);
    }
    BENCH_SLICED(w->bench, 1 + below(w, 2000), status,
                 svga_surface_bind(&w->bench->gb, sid, mobid));
    bench_assert_status(status, SVGA_OK);
    m->mobid = mobid;
}

static void define(World *w, uint32_t sid)
{
    bench_assert_status(bench_surface(w->bench, sid, 0, SVGA3D_LUMINANCE8, 1,
                                      EDGE, EDGE, 1), SVGA_OK);
    w->surfaces[sid] = (Model) { .mobid = SVGA3D_INVALID_ID };
}

static void do_redefine(World *w)
{
    uint32_t sid = below(w, SURFACES);

    w->lost += model_lost(w, &w->surfaces[sid]);
    bench_assert_status(svga_surface_destroy(&w->bench->gb, sid), SVGA_OK);
    define(w, sid);
}

static SvgaAuditClass model_class(const Model *m, int at)
{
    return !m->defined[at] ? SVGA_AUDIT_UNDEFINED :
           m->device[at] ? SVGA_AUDIT_DEVICE_NEWER : SVGA_AUDIT_STALE;
}

/* Each byte is in the ranges of exactly the class that the model gives it. */
static void check_surface(World *w, const SvgaAuditSurface *surf)
{
    const Model *m = &w->surfaces[surf->sid];
    int seen[BYTES];

    memset(seen, -1, sizeof(seen));
    g_assert_cmpuint(surf->mobid, ==, m->mobid);
    for (guint i = 0; i < surf->images->len; i++) {
        SvgaAuditImage *image = &g_array_index(surf->images, SvgaAuditImage,
                                               i);

        for (uint32_t j = 0; j < image->diff.count; j++) {
            SvgaRange *r = &image->diff.ranges[j];

            for (uint64_t at = r->offset; at < r->offset + r->length; at++) {
                g_assert_cmpint(seen[at], ==, -1);
                seen[at] = image->class;
            }
        }
    }
    for (int at = 0; at < BYTES; at++) {
        bool differs = m->host[at] != w->guest[m->mobid][at];

        g_assert_cmpint(seen[at], ==,
                        differs ? (int)model_class(m, at) : -1);
    }
}

/* In a single answer. */
static SvgaAudit *audit_all(World *w)
{
    const SvgaAuditAsk ask = {
        .sid = SVGA3D_INVALID_ID,
        .max_ranges = UINT32_MAX,
        .max_objects = UINT32_MAX,
        .max_bytes = UINT64_MAX,
    };
    SvgaAudit *audit = svga_audit_new(&ask);
    SvgaStatus status;

    do {
        status = svga_audit_step(audit, &w->bench->gb);
    } while (status == SVGA_AGAIN);
    bench_assert_status(status, SVGA_OK);
    return audit;
}

static void check_world(World *w)
{
    SvgaAudit *audit = audit_all(w);
    guint bound = 0;

    for (uint32_t sid = 0; sid < SURFACES; sid++) {
        const uint8_t *host = svga_surface_find(&w->bench->gb, sid)->host;

        bound += w->surfaces[sid].mobid != SVGA3D_INVALID_ID;
        if (host) {
            g_assert_cmpmem(host, BYTES, w->surfaces[sid].host, BYTES);
        }
    }
    for (uint32_t mob = 0; mob < MOBS; mob++) {
        g_assert_cmpmem(bench_page(w->bench, w->ppn[mob]), BYTES,
                        w->guest[mob], BYTES);
    }
    g_assert_cmpuint(audit->surfaces->len, ==, bound);
    for (guint i = 0; i < bound; i++) {
        check_surface(w, &g_array_index(audit->surfaces, SvgaAuditSurface, i));
    }
    g_assert_cmpuint(w->bench->gb.stats.clobbered +
                     w->bench->gb.stats.died_stale, ==, w->lost);
    svga_audit_free(audit);
}

static void test_random(gconstpointer data)
{
    static void (*const steps[])(World *) = {
        do_store, do_store, do_update, do_update, do_update, do_copy,
        do_copy, do_readback, do_invalidate, do_bind, do_bind, do_redefine,
        do_readback_partial, do_invalidate_partial, do_redefine_mob,
        do_destroy_mob,
    };
    World *w = g_new0(World, 1);

    w->bench = bench_new();
    w->rand = g_rand_new_with_seed(GPOINTER_TO_UINT(data));
    for (uint32_t mob = 0; mob < MOBS; mob++) {
        w->ppn[mob] = MOB_PPN + mob;
        bench_mob_at(w->bench, mob, w->ppn[mob], 1);
    }
    for (uint32_t sid = 0; sid < SURFACES; sid++) {
        define(w, sid);
    }
    for (int i = 0; i < ROUNDS; i++) {
        steps[below(w, G_N_ELEMENTS(steps))](w);
        check_world(w);
    }
    g_assert_cmpuint(w->lost, >, 0);
    g_rand_free(w->rand);
    bench_free(w->bench);
    g_free(w);
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    g_test_add_data_func("/svga/model/random-1", GUINT_TO_POINTER(1),
                         test_random);
    g_test_add_data_func("/svga/model/random-2", GUINT_TO_POINTER(2),
                         test_random);
    return g_test_run();
}
