/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Copyright (C) 2026 The svgalab authors */
/* A driver of command buffers that records the device's reactions. */

#include "qemu/osdep.h"
#include "driver.h"

static SvgaStatus driver_dispatch(void *opaque, uint32_t id,
                                  const void *body, size_t size)
{
    Driver *d = opaque;

    svga_work_charge(&d->work, d->cost);
    if (d->again) {
        d->again--;
        return SVGA_AGAIN;
    }
    d->commands++;
    g_array_append_val(d->words, id);
    g_array_append_vals(d->words, body, size / 4);
    return id == d->bad_id ? SVGA_BAD_BOX : SVGA_OK;
}

static void driver_error(void *opaque, SvgaStatus why, const char *what,
                         uint32_t offset)
{
    Driver *d = opaque;

    d->errors++;
    d->error = why;
    g_free(d->error_what);
    d->error_what = g_strdup(what);
    d->error_offset = offset;
}

static SvgaStatus driver_read_mob(void *opaque, uint32_t mobid,
                                  uint64_t offset, void *buf, uint64_t len)
{
    Driver *d = opaque;

    if (mobid != MOBID) {
        return SVGA_BAD_MOB;
    }
    if (offset > MOB_BYTES || len > MOB_BYTES - offset) {
        return SVGA_MOB_TOO_SMALL;
    }
    memcpy(buf, d->ram + MOB_AT + offset, len);
    return SVGA_OK;
}

static void driver_completed(void *opaque, uint64_t gpa, uint32_t status,
                             uint32_t irq)
{
    Driver *d = opaque;

    g_array_append_val(d->order, gpa);
    d->irq = irq;
}

static bool driver_is_ram(void *opaque, uint64_t gpa, uint64_t len)
{
    return len <= RAM_BYTES && gpa <= RAM_BYTES - len &&
           (gpa + len <= HOLE || gpa >= HOLE_END);
}

static bool driver_read(void *opaque, uint64_t gpa, void *buf, uint64_t len)
{
    Driver *d = opaque;

    g_assert_true(driver_is_ram(d, gpa, len));
    memcpy(buf, d->ram + gpa, len);
    return true;
}

static bool driver_store(void *opaque, uint64_t gpa, uint32_t word)
{
    Driver *d = opaque;

    if (d->stores_fail) {
        return false;
    }
    g_assert_true(driver_is_ram(d, gpa, sizeof(word)));
    g_assert_cmpuint(gpa % sizeof(word), ==, 0);
    memcpy(d->ram + gpa, &word, sizeof(word));
    if (d->look) {
        d->look(d, gpa);
    }
    return true;
}

SVGACBHeader *header(Driver *d, unsigned n)
{
    return (SVGACBHeader *)(d->ram + HEADERS + n * sizeof(SVGACBHeader));
}

uint64_t header_gpa(unsigned n)
{
    return HEADERS + n * sizeof(SVGACBHeader);
}

uint32_t *body(Driver *d, unsigned n)
{
    return (uint32_t *)(d->ram + BODIES + n * 0x1000);
}

SVGACBHeader *prepare(Driver *d, unsigned n, const uint32_t *words,
                      uint32_t count)
{
    SVGACBHeader *h = header(d, n);

    *h = (SVGACBHeader) {
        .id = n + 1,
        .length = count * 4,
        .ptr.pa = BODIES + n * 0x1000,
    };
    if (count) {
        memcpy(body(d, n), words, count * 4);
    }
    return h;
}

SVGACBHeader *prepare_fence(Driver *d, unsigned n, uint32_t fence)
{
    const uint32_t words[] = { SVGA_CMD_FENCE, fence };

    return prepare(d, n, words, 2);
}

void submit(Driver *d, unsigned n, uint32_t context)
{
    svga_cmdbuf_submit(&d->cb, header_gpa(n) | context, 0);
}

uint32_t device(Driver *d, uint32_t id, uint32_t a, uint32_t b)
{
    const uint32_t words[] = { id, a, b };
    SVGACBHeader *h = prepare(d, 60, words, 3);

    submit(d, 60, SVGA_CB_CONTEXT_DEVICE);
    return h->status;
}

uint32_t start(Driver *d, uint32_t enable)
{
    return device(d, SVGA_DC_CMD_START_STOP_CONTEXT, enable,
                  SVGA_CB_CONTEXT_0);
}

uint32_t preempt(Driver *d, uint32_t ignore_id_zero)
{
    return device(d, SVGA_DC_CMD_PREEMPT, SVGA_CB_CONTEXT_0, ignore_id_zero);
}

Driver *driver_new(void)
{
    Driver *d = g_new0(Driver, 1);
    const SvgaWatchedOps mem = { d, driver_read, driver_store, driver_is_ram };
    const SvgaCmdbufOps ops = { d, driver_dispatch, driver_error,
                                driver_read_mob, driver_completed };

    d->ram = g_malloc0(RAM_BYTES);
    d->words = g_array_new(FALSE, FALSE, 4);
    d->order = g_array_new(FALSE, FALSE, 8);
    d->bad_id = UINT32_MAX;
    svga_cmdbuf_realize(&d->cb, &mem, &ops, &d->work);
    g_assert_cmpuint(start(d, 1), ==, COMPLETED);
    g_array_set_size(d->order, 0);
    return d;
}

void driver_free(Driver *d)
{
    svga_cmdbuf_unrealize(&d->cb);
    g_array_free(d->words, TRUE);
    g_array_free(d->order, TRUE);
    g_free(d->error_what);
    g_free(d->ram);
    g_free(d);
}

void expect_error(Driver *d, SvgaStatus why, const char *what,
                  uint32_t offset)
{
    g_assert_cmpuint(d->errors, ==, 1);
    g_assert_cmpstr(svga_status_name(d->error), ==, svga_status_name(why));
    g_assert_cmpstr(d->error_what, ==, what);
    g_assert_cmpuint(d->error_offset, ==, offset);
    d->errors = 0;
}
