/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Copyright (C) 2026 The svgalab authors */
/* No slice exceeds a slice's work, whatever the command. */

#include "qemu/osdep.h"
#include "audit/audit.h"
#include "command/table.h"
#include "transport/fifo.h"
#include "meter.h"
#include "slice-cases.h"

/*
 * About two milliseconds of one core at its slowest.  Uncounted work adds up to
 * a hundred times as much in most of the cases below.
 */
#define SLICE_COST_MAX (UINT64_C(3) << 19)

/* Commands with work of unbounded size or QEMU's own; see svga-slice-test. */
static const uint32_t elsewhere[] = {
    SVGA_CMD_UPDATE, SVGA_CMD_DEFINE_CURSOR, SVGA_CMD_DEFINE_ALPHA_CURSOR,
    SVGA_CMD_FENCE, SVGA_3D_CMD_NOP, SVGA_3D_CMD_NOP_ERROR,
    SVGA_3D_CMD_PRESENT_READBACK, SVGA_3D_CMD_DEFINE_GB_SCREENTARGET,
    SVGA_3D_CMD_DESTROY_GB_SCREENTARGET, SVGA_3D_CMD_BIND_GB_SCREENTARGET,
    SVGA_3D_CMD_UPDATE_GB_SCREENTARGET,
};

/* The slices of a case. */
typedef struct Slices {
    Bench *bench;
    unsigned count;
    unsigned commands;          /* in the current slice */
    uint64_t worst;
} Slices;

static void slice_end(Slices *slices)
{
    slices->worst = MAX(slices->worst, meter_cost());
    slices->count++;
}

static void slice_begin(Slices *slices)
{
    meter_clear();
    svga_work_begin(&slices->bench->gb.work);
    slices->commands = 0;
}

static void next_slice(Slices *slices)
{
    slice_end(slices);
    g_ptr_array_set_size(slices->bench->lines, 0);
    slice_begin(slices);
}

/* Like the engine: first give memory back, then run the command. */
static SvgaStatus try_step(Bench *bench, const WorkCase *c, unsigned i)
{
    return svga_gb_settle(&bench->gb) ? c->step(bench, i) : SVGA_AGAIN;
}

static void run_step(Slices *slices, const WorkCase *c, unsigned i)
{
    SvgaStatus status = SVGA_AGAIN;

    if (slices->commands++ == SVGA_FIFO_RUN_COMMANDS ||
        svga_work_spent(&slices->bench->gb.work)) {
        next_slice(slices);
    }
    while ((status = try_step(slices->bench, c, i)) == SVGA_AGAIN) {
        next_slice(slices);
    }
    bench_assert_status(status, SVGA_OK);
}

static void check_case(const WorkCase *c, bool reports)
{
    Slices slices = { .bench = work_bench(reports) };

    c->setup(slices.bench);
    slices.bench->gb.account = reports;
    slice_begin(&slices);
    for (unsigned i = 0; i < c->steps; i++) {
        run_step(&slices, c, i);
    }
    while (!svga_gb_settle(&slices.bench->gb)) {
        next_slice(&slices);
    }
    slice_end(&slices);
    g_test_message("%s, reports %s: %u slices, the worst cost %" PRIu64,
                   c->name, reports ? "on" : "off", slices.count,
                   slices.worst);
    g_assert_cmpuint(slices.worst, <=, SLICE_COST_MAX);
    bench_free(slices.bench);
}

static void test_case(gconstpointer data)
{
    check_case(data, false);
    check_case(data, true);
}

static bool has_case(uint32_t id)
{
    for (size_t i = 0; i < work_cases_count; i++) {
        if (work_cases[i].id == id) {
            return true;
        }
    }
    for (size_t i = 0; i < ARRAY_SIZE(elsewhere); i++) {
        if (elsewhere[i] == id) {
            return true;
        }
    }
    return false;
}

/* The audit, requested by QMP: each step is a slice of its own. */
static void check_audit(void (*setup)(Bench *bench), uint32_t max_ranges)
{
    const SvgaAuditAsk ask = {
        .sid = SVGA3D_INVALID_ID,
        .max_ranges = max_ranges,
        .max_objects = SVGA_AUDIT_OBJECTS_MAX,
        .max_bytes = SVGA_AUDIT_BYTES_MAX,
    };
    Bench *bench = work_bench(false);
    SvgaAudit *audit;
    SvgaStatus status;
    uint64_t worst = 0;

    setup(bench);
    audit = svga_audit_new(&ask);
    do {
        meter_clear();
        status = svga_audit_step(audit, &bench->gb);
        worst = MAX(worst, meter_cost());
    } while (status == SVGA_AGAIN);
    bench_assert_status(status, SVGA_OK);
    g_test_message("the worst cost %" PRIu64, worst);
    g_assert_cmpuint(worst, <=, SLICE_COST_MAX);
    svga_audit_free(audit);
    bench_free(bench);
}

static void test_audit(void)
{
    check_audit(work_setup_big, 0);
    check_audit(work_setup_big, SVGA_AUDIT_OBJECTS_MAX);
    check_audit(work_setup_many, 0);
    check_audit(work_setup_cube, SVGA_AUDIT_OBJECTS_MAX);
}

/* A new command must have a worst case here. */
static void test_all_commands(void)
{
    static const struct {
        uint32_t id;
        const char *name;
    } commands[] = {
#define COMMAND(id, name, type, size, flags) { id, #id },
        SVGA_CMD_2D_LIST(COMMAND)
        SVGA_CMD_3D_LIST(COMMAND)
#undef COMMAND
    };

    for (size_t i = 0; i < ARRAY_SIZE(commands); i++) {
        g_test_message("%s", commands[i].name);
        g_assert_true(has_case(commands[i].id));
    }
}

/* The meter sees work that the code under test does not count. */
static void test_meter(void)
{
    Bench *bench = work_bench(false);

    work_setup_many(bench);
    meter_clear();
    bench->gb.work.left = UINT64_MAX;
    svga_mob_destroy(&bench->gb, BIG_MOB);
    g_assert_cmpuint(meter.blocks, >, MANY * 10);
    meter_clear();
    bench_assert_status(work_define_cube(bench, CUBE), SVGA_OK);
    g_assert_cmpuint(meter.bytes, >=, sizeof(SvgaSubresource) * 6 * 24);
    bench_free(bench);
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    g_test_add_func("/svga/slice-units/meter", test_meter);
    g_test_add_func("/svga/slice-units/all-commands", test_all_commands);
    g_test_add_func("/svga/slice-units/audit", test_audit);
    for (size_t i = 0; i < work_cases_count; i++) {
        g_autofree char *path = g_strconcat("/svga/slice-units/",
                                            work_cases[i].name, NULL);

        g_test_add_data_func(path, &work_cases[i], test_case);
    }
    return g_test_run();
}
