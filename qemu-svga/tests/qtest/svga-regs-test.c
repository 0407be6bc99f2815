/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Copyright (C) 2026 The svgalab authors */
/* The register file: reads, writes, refusals, and reset of each register. */

#include "qemu/osdep.h"
#include "libqtest.h"
#include "libqos/svga.h"
#include "libqos/svga-gb.h"
#include "hw/display/svga-device/svga3d_devcaps.h"

#define VRAM_BYTES (16 * 1024 * 1024)

/* Registers that always read the same and ignore writes. */
static const struct {
    uint32_t reg;
    uint32_t value;
    const char *name;
} constants[] = {
    { SVGA_REG_MAX_WIDTH, 2560, "MAX_WIDTH" },
    { SVGA_REG_MAX_HEIGHT, 1600, "MAX_HEIGHT" },
    { SVGA_REG_DEPTH, 24, "DEPTH" },
    { SVGA_REG_PSEUDOCOLOR, 0, "PSEUDOCOLOR" },
    { SVGA_REG_RED_MASK, 0xff0000, "RED_MASK" },
    { SVGA_REG_GREEN_MASK, 0xff00, "GREEN_MASK" },
    { SVGA_REG_BLUE_MASK, 0xff, "BLUE_MASK" },
    { SVGA_REG_BYTES_PER_LINE, 3200, "BYTES_PER_LINE" },
    { SVGA_REG_FB_OFFSET, 0, "FB_OFFSET" },
    { SVGA_REG_VRAM_SIZE, VRAM_BYTES, "VRAM_SIZE" },
    { SVGA_REG_FB_SIZE, 3200 * 600, "FB_SIZE" },
    { SVGA_REG_CAPABILITIES,
      SVGA_CAP_CURSOR | SVGA_CAP_CURSOR_BYPASS | SVGA_CAP_CURSOR_BYPASS_2 |
      SVGA_CAP_ALPHA_CURSOR | SVGA_CAP_EXTENDED_FIFO | SVGA_CAP_PITCHLOCK |
      SVGA_CAP_IRQMASK | SVGA_CAP_TRACES | SVGA_CAP_COMMAND_BUFFERS |
      SVGA_CAP_GBOBJECTS | SVGA_CAP_CAP2_REGISTER, "CAPABILITIES" },
    { SVGA_REG_CAP2,
      SVGA_CAP2_GROW_OTABLE | SVGA_CAP2_INTRA_SURFACE_COPY |
      SVGA_CAP2_OTABLE_PTDEPTH_2 | SVGA_CAP2_CURSOR_MOB, "CAP2" },
    { SVGA_REG_MEM_SIZE, QSVGA_FIFO_BYTES, "MEM_SIZE" },
    { SVGA_REG_BUSY, 0, "BUSY" },
    { SVGA_REG_HOST_BITS_PER_PIXEL, 32, "HOST_BITS_PER_PIXEL" },
    { SVGA_REG_SCRATCH_SIZE, 64, "SCRATCH_SIZE" },
    { SVGA_REG_MEM_REGS, SVGA_FIFO_NUM_REGS, "MEM_REGS" },
    { SVGA_REG_NUM_DISPLAYS, 1, "NUM_DISPLAYS" },
    { SVGA_REG_GMR_MAX_IDS, 0, "GMR_MAX_IDS" },
    { SVGA_REG_GMR_MAX_DESCRIPTOR_LENGTH, 0, "GMR_MAX_DESCRIPTOR_LENGTH" },
    { SVGA_REG_GMRS_MAX_PAGES, 0, "GMRS_MAX_PAGES" },
    { SVGA_REG_MEMORY_SIZE, VRAM_BYTES, "MEMORY_SIZE" },
    { SVGA_REG_MAX_PRIMARY_MEM, 128 * 1024 * 1024, "MAX_PRIMARY_MEM" },
    { SVGA_REG_SUGGESTED_GBOBJECT_MEM_SIZE_KB, 256 * 1024,
      "SUGGESTED_GBOBJECT_MEM_SIZE_KB" },
    { SVGA_REG_SCREENTARGET_MAX_WIDTH, 8192, "SCREENTARGET_MAX_WIDTH" },
    { SVGA_REG_SCREENTARGET_MAX_HEIGHT, 8192, "SCREENTARGET_MAX_HEIGHT" },
    { SVGA_REG_MOB_MAX_SIZE, 128 * 1024 * 1024, "MOB_MAX_SIZE" },
    { SVGA_REG_CURSOR_MAX_BYTE_SIZE, 32 + 2 * 256 * 256 * 4,
      "CURSOR_MAX_BYTE_SIZE" },
    { SVGA_REG_CURSOR_MAX_DIMENSION, 256, "CURSOR_MAX_DIMENSION" },
};

static void test_constants(void)
{
    QSvga *d = qsvga_start(NULL, NULL);

    for (size_t i = 0; i < ARRAY_SIZE(constants); i++) {
        g_assert_cmphex(qsvga_read(d, constants[i].reg), ==,
                        constants[i].value);
        qsvga_write(d, constants[i].reg, ~constants[i].value);
        qsvga_expect_error(d, "bad-register", constants[i].name);
        g_assert_cmphex(qsvga_read(d, constants[i].reg), ==,
                        constants[i].value);
    }
    qsvga_stop(d);
}

/* Registers that store what was written, and their value after a reset. */
static const struct {
    uint32_t reg;
    uint32_t reset;
    uint32_t write;
    uint32_t read;
} storage[] = {
    { SVGA_REG_ID, SVGA_ID_2, SVGA_ID_1, SVGA_ID_1 },
    { SVGA_REG_ENABLE, 0, 0xffffffff, 3 },
    { SVGA_REG_WIDTH, 800, 1024, 1024 },
    { SVGA_REG_HEIGHT, 600, 768, 768 },
    { SVGA_REG_BITS_PER_PIXEL, 32, 32, 32 },
    { SVGA_REG_CONFIG_DONE, 0, 0, 0 },
    { SVGA_REG_SYNC, 0, 1, 0 },
    { SVGA_REG_GUEST_ID, 0, 0x5008, 0x5008 },
    { SVGA_REG_DEAD, 0, 7, 7 },
    { SVGA_REG_CURSOR_X, 0, 11, 11 },
    { SVGA_REG_CURSOR_Y, 0, 12, 12 },
    { SVGA_REG_CURSOR_ON, 0, 1, 1 },
    { SVGA_REG_PITCHLOCK, 0, 8192, 8192 },
    { SVGA_REG_IRQMASK, 0, 0xffffffff, 0x3f },
    { SVGA_REG_TRACES, 1, 0, 0 },
    { SVGA_REG_COMMAND_HIGH, 0, 0x12345678, 0x12345678 },
    { SVGA_REG_DEV_CAP, 0, SVGA3D_DEVCAP_MAX_TEXTURE_WIDTH, 8192 },
    { SVGA_PALETTE_BASE, 0, 0x12, 0x12 },
    { SVGA_PALETTE_BASE + 3 * 7 + 1, 7, 0x7f, 0x7f },
    { SVGA_PALETTE_BASE + SVGA_NUM_PALETTE_REGS - 1, 0xff, 0x34, 0x34 },
    { SVGA_SCRATCH_BASE, 0, 0x56, 0x56 },
    { SVGA_SCRATCH_BASE + 63, 0, 0x78, 0x78 },
};

static void test_storage(void)
{
    QSvga *d = qsvga_start(NULL, NULL);

    for (size_t i = 0; i < ARRAY_SIZE(storage); i++) {
        g_assert_cmphex(qsvga_read(d, storage[i].reg), ==, storage[i].reset);
        qsvga_write(d, storage[i].reg, storage[i].write);
        g_assert_cmphex(qsvga_read(d, storage[i].reg), ==, storage[i].read);
    }
    qsvga_stop(d);
}

static void test_reset(void)
{
    QSvga *d = qsvga_start(NULL, NULL);

    qsvga_fifo_init(d);
    qsvga_sync(d);
    for (size_t i = 0; i < ARRAY_SIZE(storage); i++) {
        qsvga_write(d, storage[i].reg, storage[i].write);
    }
    qtest_system_reset(d->qts);
    qpci_device_enable(d->dev);
    /* The BARs are where they were; reset has disabled them. */
    d->io = qpci_iomap(d->dev, 0, NULL);
    d->fifo = qpci_iomap(d->dev, 2, NULL);
    for (size_t i = 0; i < ARRAY_SIZE(storage); i++) {
        g_assert_cmphex(qsvga_read(d, storage[i].reg), ==, storage[i].reset);
    }
    g_assert_cmphex(qsvga_fifo_read(d, SVGA_FIFO_FENCE), ==, 0);
    g_assert_cmphex(qsvga_fifo_read(d, SVGA_FIFO_NEXT_CMD), ==, 0);
    g_assert_cmphex(qsvga_irq_status(d), ==, 0);
    d->fence = 0;
    qsvga_fifo_init(d);
    qsvga_sync(d);
    qsvga_stop(d);
}

static void test_identity(void)
{
    QSvga *d = qsvga_start(NULL, NULL);

    g_assert_cmphex(qpci_config_readw(d->dev, 0), ==, 0x15ad);
    g_assert_cmphex(qpci_config_readw(d->dev, 2), ==, 0x0405);
    qsvga_write(d, SVGA_REG_ID, SVGA_ID_0);
    g_assert_cmphex(qsvga_read(d, SVGA_REG_ID), ==, SVGA_ID_0);
    qsvga_write(d, SVGA_REG_ID, SVGA_ID_2);
    /* a version that the device does not support */
    qsvga_write(d, SVGA_REG_ID, SVGA_ID_3);
    g_assert_cmphex(qsvga_read(d, SVGA_REG_ID), ==, SVGA_ID_2);
    qsvga_write(d, SVGA_REG_ID, 0);
    g_assert_cmphex(qsvga_read(d, SVGA_REG_ID), ==, SVGA_ID_2);
    qsvga_stop(d);
}

static void test_bars(void)
{
    QSvga *d = qsvga_start(NULL, NULL);

    g_assert_cmphex(qsvga_read(d, SVGA_REG_FB_START), ==, d->vram.addr);
    g_assert_cmphex(qsvga_read(d, SVGA_REG_MEM_START), ==, d->fifo.addr);
    qpci_io_writel(d->dev, d->vram, VRAM_BYTES - 4, 0xdeadbeef);
    g_assert_cmphex(qpci_io_readl(d->dev, d->vram, VRAM_BYTES - 4), ==,
                    0xdeadbeef);
    qsvga_fifo_write(d, QSVGA_FIFO_BYTES / 4 - 1, 0xcafef00d);
    g_assert_cmphex(qsvga_fifo_read(d, QSVGA_FIFO_BYTES / 4 - 1), ==,
                    0xcafef00d);
    /* The index port reads back; the BIOS port exists; a gap is not a port. */
    qpci_io_writel(d->dev, d->io, SVGA_INDEX_PORT, 17);
    g_assert_cmphex(qpci_io_readl(d->dev, d->io, SVGA_INDEX_PORT), ==, 17);
    qpci_io_writel(d->dev, d->io, SVGA_BIOS_PORT, 1);
    g_assert_cmphex(qpci_io_readl(d->dev, d->io, SVGA_BIOS_PORT), ==, 0);
    g_assert_cmphex(qpci_io_readl(d->dev, d->io, 5), ==, UINT32_MAX);
    qsvga_stop(d);
}

static void test_vgamem(void)
{
    QSvga *d = qsvga_start("vgamem_mb=64", NULL);

    g_assert_cmphex(qsvga_read(d, SVGA_REG_VRAM_SIZE), ==, 64 << 20);
    qsvga_stop(d);
}

/* Values out of range change nothing and are guest errors. */
static void test_mode_bounds(void)
{
    static const struct {
        uint32_t reg;
        uint32_t value;
        const char *name;
    } refused[] = {
        { SVGA_REG_WIDTH, 0, "WIDTH" },
        { SVGA_REG_WIDTH, 2561, "WIDTH" },
        { SVGA_REG_HEIGHT, 0, "HEIGHT" },
        { SVGA_REG_HEIGHT, 0xffffffff, "HEIGHT" },
        { SVGA_REG_BITS_PER_PIXEL, 8, "BITS_PER_PIXEL" },
        { SVGA_REG_BITS_PER_PIXEL, 0, "BITS_PER_PIXEL" },
        { SVGA_REG_PITCHLOCK, 3, "PITCHLOCK" },
        { SVGA_REG_PITCHLOCK, 0xfffffffc, "PITCHLOCK" },
    };
    QSvga *d = qsvga_start(NULL, NULL);

    for (size_t i = 0; i < ARRAY_SIZE(refused); i++) {
        uint32_t before = qsvga_read(d, refused[i].reg);

        qsvga_write(d, refused[i].reg, refused[i].value);
        qsvga_expect_error(d, "bad-register", refused[i].name);
        g_assert_cmphex(qsvga_read(d, refused[i].reg), ==, before);
    }
    qsvga_stop(d);
}

/* A pitch times height beyond the size of VRAM must not reach a display. */
static void test_mode_beyond_vram(void)
{
    QSvga *d = qsvga_start("vgamem_mb=4", NULL);

    qsvga_write(d, SVGA_REG_ENABLE, 1);
    qsvga_write(d, SVGA_REG_WIDTH, 2560);
    qsvga_write(d, SVGA_REG_HEIGHT, 1600);
    g_assert_cmphex(qsvga_read(d, SVGA_REG_BYTES_PER_LINE), ==, 2560 * 4);
    g_assert_cmphex(qsvga_read(d, SVGA_REG_FB_SIZE), ==, 4 << 20);
    qsvga_write(d, SVGA_REG_PITCHLOCK, 4 << 20);
    g_assert_cmphex(qsvga_read(d, SVGA_REG_FB_SIZE), ==, 4 << 20);
    /* A pitch smaller than a line. */
    qsvga_write(d, SVGA_REG_PITCHLOCK, 4);
    qsvga_write(d, SVGA_REG_ENABLE, 0);
    qsvga_stop(d);
}

static void test_devcaps(void)
{
    QSvga *d = qsvga_start(NULL, NULL);

    for (uint32_t cap = 0; cap < SVGA3D_DEVCAP_MAX; cap++) {
        uint32_t value;

        qsvga_write(d, SVGA_REG_DEV_CAP, cap);
        value = qsvga_read(d, SVGA_REG_DEV_CAP);
        switch (cap) {
        case SVGA3D_DEVCAP_MAX_TEXTURE_WIDTH:
        case SVGA3D_DEVCAP_MAX_TEXTURE_HEIGHT:
            g_assert_cmpuint(value, ==, 8192);
            break;
        case SVGA3D_DEVCAP_MAX_VOLUME_EXTENT:
            g_assert_cmpuint(value, ==, 2048);
            break;
        case SVGA3D_DEVCAP_MAX_SURFACE_IDS:
            g_assert_cmpuint(value, ==, 32768);
            break;
        default:
            /* No rendering, so no rendering capability. */
            g_assert_cmpuint(value, ==, 0);
        }
    }
    qsvga_write(d, SVGA_REG_DEV_CAP, SVGA3D_DEVCAP_MAX);
    g_assert_cmpuint(qsvga_read(d, SVGA_REG_DEV_CAP), ==, 0);
    qsvga_expect_error(d, "bad-register", "DEV_CAP");
    qsvga_stop(d);
}

static void expect_missing(QSvga *d, uint32_t index)
{
    g_test_message("register %u", index);
    g_assert_cmphex(qsvga_read(d, index), ==, 0);
    qsvga_expect_error(d, "bad-register", "register");
    qsvga_write(d, index, 1);
    qsvga_expect_error(d, "bad-register", "register");
}

/* Covered by other tests: BARs, command buffers, the cursor. */
static bool is_known(uint32_t index)
{
    bool known = index == SVGA_REG_FB_START || index == SVGA_REG_MEM_START ||
                 index == SVGA_REG_COMMAND_LOW ||
                 index == SVGA_REG_CURSOR_MOBID;

    for (size_t i = 0; i < ARRAY_SIZE(constants); i++) {
        known |= constants[i].reg == index;
    }
    for (size_t i = 0; i < ARRAY_SIZE(storage); i++) {
        known |= storage[i].reg == index;
    }
    return known;
}

/* Registers in none of the tables do not exist. */
static void test_missing(void)
{
    static const uint32_t beyond[] = {
        SVGA_PALETTE_BASE - 1, SVGA_SCRATCH_BASE + 64, 0x7fffffff, 0xffffffff,
    };
    QSvga *d = qsvga_start(NULL, NULL);

    for (uint32_t index = 0; index < SVGA_REG_TOP + 8; index++) {
        if (!is_known(index)) {
            expect_missing(d, index);
        }
    }
    for (size_t i = 0; i < ARRAY_SIZE(beyond); i++) {
        expect_missing(d, beyond[i]);
    }
    qsvga_stop(d);
}

static void test_properties(void)
{
    QSvga *d = qsvga_start(NULL, NULL);
    g_autofree char *level = qsvga_property(d, "level");
    g_autofree char *inject = qsvga_property(d, "inject");
    QDict *reply;

    g_assert_cmpstr(level, ==, "L1");
    g_assert_cmpstr(inject, ==, "");
    g_assert_cmpuint(qsvga_stat(d, "host-memory"), ==, 1 << 30);
    /* Counters are read-only. */
    reply = qtest_qmp(d->qts, "{ 'execute': 'qom-set', 'arguments': { "
                      "'path': %s, 'property': 'stat-commands', "
                      "'value': 1 } }", QSVGA_PATH);
    g_assert_true(qdict_haskey(reply, "error"));
    qobject_unref(reply);
    qsvga_stop(d);
}

/* Objects are not saved: migration must fail instead of losing them. */
static void test_unmigratable(void)
{
    QSvga *d = qsvga_start(NULL, NULL);
    QDict *error = qtest_qmp_assert_failure_ref(d->qts,
        "{ 'execute': 'migrate', 'arguments': { 'uri': 'exec:true' } }");

    g_assert_nonnull(strstr(qdict_get_str(error, "desc"),
                            "non-migratable device"));
    g_assert_nonnull(strstr(qdict_get_str(error, "desc"), "vmware-svga"));
    qobject_unref(error);
    qsvga_stop(d);
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    qtest_add_func("/svga/regs-constants", test_constants);
    qtest_add_func("/svga/regs-storage", test_storage);
    qtest_add_func("/svga/regs-reset", test_reset);
    qtest_add_func("/svga/regs-identity", test_identity);
    qtest_add_func("/svga/regs-bars", test_bars);
    qtest_add_func("/svga/regs-vgamem", test_vgamem);
    qtest_add_func("/svga/regs-mode-bounds", test_mode_bounds);
    qtest_add_func("/svga/regs-mode-beyond-vram", test_mode_beyond_vram);
    qtest_add_func("/svga/regs-devcaps", test_devcaps);
    qtest_add_func("/svga/regs-missing", test_missing);
    qtest_add_func("/svga/regs-properties", test_properties);
    qtest_add_func("/svga/regs-unmigratable", test_unmigratable);
    return g_test_run();
}
