/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Copyright (C) 2026 The svgalab authors */
/* The index/value register file. */

#include "qemu/osdep.h"
#include "hw/pci/pci.h"
#include "qemu/bitops.h"
#include "../display/cursor.h"
#include "../display/screen.h"
#include "../trace.h"
#include "caps.h"
#include "regs.h"
#include "state.h"

#define SVGA_REG_F_READ (1u << 0)
#define SVGA_REG_F_WRITE (1u << 1)

/*
 * A register without a read function returns the value stored by reset or by
 * the last write; without a write function, a write only stores.
 */
typedef struct SvgaReg {
    const char *name;
    uint32_t (*read)(SvgaState *s, uint32_t index);
    void (*write)(SvgaState *s, uint32_t index, uint32_t value);
    uint32_t flags;
} SvgaReg;

static void svga_reg_error(SvgaState *s, const char *name, uint32_t value)
{
    trace_svga_err_reg_value(s->id, name, value);
    svga_guest_error(&s->errors, SVGA_BAD_REGISTER, name, 0);
}

/* ID: a version that the device does not support changes nothing. */
static void svga_reg_write_id(SvgaState *s, uint32_t index, uint32_t value)
{
    if (value == SVGA_ID_0 || value == SVGA_ID_1 || value == SVGA_ID_2) {
        s->regs.value[index] = value;
    }
}

static void svga_reg_write_enable(SvgaState *s, uint32_t index,
                                  uint32_t value)
{
    s->regs.value[index] = value & (SVGA_REG_ENABLE_ENABLE |
                                    SVGA_REG_ENABLE_HIDE);
    svga_screen_mode_changed(&s->desktop);
}

/* WIDTH and HEIGHT; the mode as a whole is checked when it is used. */
static void svga_reg_write_extent(SvgaState *s, uint32_t index,
                                  uint32_t value)
{
    bool width = index == SVGA_REG_WIDTH;

    if (!value || value > (width ? SVGA_MAX_WIDTH : SVGA_MAX_HEIGHT)) {
        svga_reg_error(s, width ? "WIDTH" : "HEIGHT", value);
        return;
    }
    s->regs.value[index] = value;
    svga_screen_mode_changed(&s->desktop);
}

static void svga_reg_write_bpp(SvgaState *s, uint32_t index, uint32_t value)
{
    if (value != SVGA_MAX_BITS_PER_PIXEL) {
        svga_reg_error(s, "BITS_PER_PIXEL", value);
    }
}

static void svga_reg_write_pitchlock(SvgaState *s, uint32_t index,
                                     uint32_t value)
{
    if (value % 4 || value > s->vga.vram_size) {
        svga_reg_error(s, "PITCHLOCK", value);
        return;
    }
    s->regs.value[index] = value;
    svga_screen_mode_changed(&s->desktop);
}

static uint32_t svga_reg_read_pitch(SvgaState *s, uint32_t index)
{
    uint32_t lock = s->regs.value[SVGA_REG_PITCHLOCK];

    return lock ? lock : s->regs.value[SVGA_REG_WIDTH] * 4;
}

static uint32_t svga_reg_read_fb_size(SvgaState *s, uint32_t index)
{
    uint64_t size = (uint64_t)svga_reg_read_pitch(s, index) *
                    s->regs.value[SVGA_REG_HEIGHT];

    return MIN(size, s->vga.vram_size);
}

static uint32_t svga_reg_read_bar(SvgaState *s, uint32_t index)
{
    return pci_get_bar_addr(PCI_DEVICE(s), index == SVGA_REG_FB_START ? 1 : 2);
}

static void svga_reg_write_config_done(SvgaState *s, uint32_t index,
                                       uint32_t value)
{
    s->regs.value[index] = value != 0;
    svga_engine_configure(&s->engine, value != 0);
}

static void svga_reg_write_sync(SvgaState *s, uint32_t index, uint32_t value)
{
    svga_engine_kick(&s->engine);
}

static uint32_t svga_reg_read_busy(SvgaState *s, uint32_t index)
{
    return svga_engine_poll_busy(&s->engine);
}

/* The upper half of the address has been written before. */
static void svga_reg_write_command_low(SvgaState *s, uint32_t index,
                                       uint32_t value)
{
    s->regs.value[index] = value;
    svga_engine_submit(&s->engine, deposit64(value, 32, 32,
                                    s->regs.value[SVGA_REG_COMMAND_HIGH]));
}

static uint32_t svga_reg_read_irqmask(SvgaState *s, uint32_t index)
{
    return s->irq.mask;
}

static void svga_reg_write_irqmask(SvgaState *s, uint32_t index,
                                   uint32_t value)
{
    svga_irq_set_mask(&s->irq, value & (SVGA_IRQFLAG_MAX - 1));
}

static uint32_t svga_reg_read_cursor(SvgaState *s, uint32_t index)
{
    switch (index) {
    case SVGA_REG_CURSOR_X:
        return s->desktop.cursor.x;
    case SVGA_REG_CURSOR_Y:
        return s->desktop.cursor.y;
    default:
        return s->desktop.cursor.on;
    }
}

static void svga_reg_write_cursor(SvgaState *s, uint32_t index,
                                  uint32_t value)
{
    switch (index) {
    case SVGA_REG_CURSOR_X:
        s->desktop.cursor.x = value;
        break;
    case SVGA_REG_CURSOR_Y:
        s->desktop.cursor.y = value;
        break;
    default:
        svga_cursor_set_on(&s->desktop, value);
        break;
    }
}

static void svga_reg_write_cursor_mobid(SvgaState *s, uint32_t index,
                                        uint32_t value)
{
    SvgaStatus status = svga_cursor_define_mob(&s->desktop, value);

    s->regs.value[index] = value;
    if (status != SVGA_OK) {
        svga_guest_error(&s->errors, status, "CURSOR_MOBID", 0);
    }
}

/* Writing selects a devcap, reading returns its value. */
static uint32_t svga_reg_read_devcap(SvgaState *s, uint32_t index)
{
    uint32_t value;

    if (!svga_devcap(s->regs.value[index], &value)) {
        svga_reg_error(s, "DEV_CAP", s->regs.value[index]);
    }
    return value;
}

#define SVGA_R SVGA_REG_F_READ
#define SVGA_RW (SVGA_REG_F_READ | SVGA_REG_F_WRITE)
#define SVGA_REG(id, read, write, flags) \
    [id] = { &#id[sizeof("SVGA_REG_") - 1], read, write, flags }

static const SvgaReg svga_regs[SVGA_REG_TOP] = {
    SVGA_REG(SVGA_REG_ID, NULL, svga_reg_write_id, SVGA_RW),
    SVGA_REG(SVGA_REG_ENABLE, NULL, svga_reg_write_enable, SVGA_RW),
    SVGA_REG(SVGA_REG_WIDTH, NULL, svga_reg_write_extent, SVGA_RW),
    SVGA_REG(SVGA_REG_HEIGHT, NULL, svga_reg_write_extent, SVGA_RW),
    SVGA_REG(SVGA_REG_MAX_WIDTH, NULL, NULL, SVGA_R),
    SVGA_REG(SVGA_REG_MAX_HEIGHT, NULL, NULL, SVGA_R),
    SVGA_REG(SVGA_REG_DEPTH, NULL, NULL, SVGA_R),
    SVGA_REG(SVGA_REG_BITS_PER_PIXEL, NULL, svga_reg_write_bpp, SVGA_RW),
    SVGA_REG(SVGA_REG_PSEUDOCOLOR, NULL, NULL, SVGA_R),
    SVGA_REG(SVGA_REG_RED_MASK, NULL, NULL, SVGA_R),
    SVGA_REG(SVGA_REG_GREEN_MASK, NULL, NULL, SVGA_R),
    SVGA_REG(SVGA_REG_BLUE_MASK, NULL, NULL, SVGA_R),
    SVGA_REG(SVGA_REG_BYTES_PER_LINE, svga_reg_read_pitch, NULL, SVGA_R),
    SVGA_REG(SVGA_REG_FB_START, svga_reg_read_bar, NULL, SVGA_R),
    SVGA_REG(SVGA_REG_FB_OFFSET, NULL, NULL, SVGA_R),
    SVGA_REG(SVGA_REG_VRAM_SIZE, NULL, NULL, SVGA_R),
    SVGA_REG(SVGA_REG_FB_SIZE, svga_reg_read_fb_size, NULL, SVGA_R),
    SVGA_REG(SVGA_REG_CAPABILITIES, NULL, NULL, SVGA_R),
    SVGA_REG(SVGA_REG_MEM_START, svga_reg_read_bar, NULL, SVGA_R),
    SVGA_REG(SVGA_REG_MEM_SIZE, NULL, NULL, SVGA_R),
    SVGA_REG(SVGA_REG_CONFIG_DONE, NULL, svga_reg_write_config_done, SVGA_RW),
    SVGA_REG(SVGA_REG_SYNC, NULL, svga_reg_write_sync, SVGA_RW),
    SVGA_REG(SVGA_REG_BUSY, svga_reg_read_busy, NULL, SVGA_R),
    SVGA_REG(SVGA_REG_GUEST_ID, NULL, NULL, SVGA_RW),
    SVGA_REG(SVGA_REG_DEAD, NULL, NULL, SVGA_RW),
    SVGA_REG(SVGA_REG_CURSOR_X, svga_reg_read_cursor,
             svga_reg_write_cursor, SVGA_RW),
    SVGA_REG(SVGA_REG_CURSOR_Y, svga_reg_read_cursor,
             svga_reg_write_cursor, SVGA_RW),
    SVGA_REG(SVGA_REG_CURSOR_ON, svga_reg_read_cursor,
             svga_reg_write_cursor, SVGA_RW),
    SVGA_REG(SVGA_REG_HOST_BITS_PER_PIXEL, NULL, NULL, SVGA_R),
    SVGA_REG(SVGA_REG_SCRATCH_SIZE, NULL, NULL, SVGA_R),
    SVGA_REG(SVGA_REG_MEM_REGS, NULL, NULL, SVGA_R),
    SVGA_REG(SVGA_REG_NUM_DISPLAYS, NULL, NULL, SVGA_R),
    SVGA_REG(SVGA_REG_PITCHLOCK, NULL, svga_reg_write_pitchlock, SVGA_RW),
    SVGA_REG(SVGA_REG_IRQMASK, svga_reg_read_irqmask,
             svga_reg_write_irqmask, SVGA_RW),
    SVGA_REG(SVGA_REG_GMR_MAX_IDS, NULL, NULL, SVGA_R),
    SVGA_REG(SVGA_REG_GMR_MAX_DESCRIPTOR_LENGTH, NULL, NULL, SVGA_R),
    SVGA_REG(SVGA_REG_TRACES, NULL, NULL, SVGA_RW),
    SVGA_REG(SVGA_REG_GMRS_MAX_PAGES, NULL, NULL, SVGA_R),
    SVGA_REG(SVGA_REG_MEMORY_SIZE, NULL, NULL, SVGA_R),
    SVGA_REG(SVGA_REG_COMMAND_LOW, NULL, svga_reg_write_command_low, SVGA_RW),
    SVGA_REG(SVGA_REG_COMMAND_HIGH, NULL, NULL, SVGA_RW),
    SVGA_REG(SVGA_REG_MAX_PRIMARY_MEM, NULL, NULL, SVGA_R),
    SVGA_REG(SVGA_REG_SUGGESTED_GBOBJECT_MEM_SIZE_KB, NULL, NULL, SVGA_R),
    SVGA_REG(SVGA_REG_DEV_CAP, svga_reg_read_devcap, NULL, SVGA_RW),
    SVGA_REG(SVGA_REG_SCREENTARGET_MAX_WIDTH, NULL, NULL, SVGA_R),
    SVGA_REG(SVGA_REG_SCREENTARGET_MAX_HEIGHT, NULL, NULL, SVGA_R),
    SVGA_REG(SVGA_REG_MOB_MAX_SIZE, NULL, NULL, SVGA_R),
    SVGA_REG(SVGA_REG_CAP2, NULL, NULL, SVGA_R),
    SVGA_REG(SVGA_REG_CURSOR_MOBID, NULL, svga_reg_write_cursor_mobid, SVGA_RW),
    SVGA_REG(SVGA_REG_CURSOR_MAX_BYTE_SIZE, NULL, NULL, SVGA_R),
    SVGA_REG(SVGA_REG_CURSOR_MAX_DIMENSION, NULL, NULL, SVGA_R),
};

/* Reset values that are nonzero and independent of the configuration. */
static const struct {
    uint32_t index;
    uint32_t value;
} svga_reg_resets[] = {
    { SVGA_REG_ID, SVGA_ID_2 },
    { SVGA_REG_WIDTH, 800 },
    { SVGA_REG_HEIGHT, 600 },
    { SVGA_REG_MAX_WIDTH, SVGA_MAX_WIDTH },
    { SVGA_REG_MAX_HEIGHT, SVGA_MAX_HEIGHT },
    { SVGA_REG_DEPTH, SVGA_MAX_DEPTH },
    { SVGA_REG_BITS_PER_PIXEL, SVGA_MAX_BITS_PER_PIXEL },
    { SVGA_REG_RED_MASK, 0xff0000 },
    { SVGA_REG_GREEN_MASK, 0x00ff00 },
    { SVGA_REG_BLUE_MASK, 0x0000ff },
    { SVGA_REG_CAPABILITIES, SVGA_DEVICE_CAPS },
    { SVGA_REG_MEM_SIZE, SVGA_FIFO_BYTES },
    { SVGA_REG_HOST_BITS_PER_PIXEL, SVGA_MAX_BITS_PER_PIXEL },
    { SVGA_REG_SCRATCH_SIZE, SVGA_SCRATCH_WORDS },
    { SVGA_REG_MEM_REGS, SVGA_FIFO_NUM_REGS },
    { SVGA_REG_TRACES, 1 },
    { SVGA_REG_MAX_PRIMARY_MEM, SVGA_SCREEN_PRIMARY_MEM },
    { SVGA_REG_SUGGESTED_GBOBJECT_MEM_SIZE_KB, SVGA_GBOBJECT_MEM_KB },
    { SVGA_REG_SCREENTARGET_MAX_WIDTH, SVGA_SCREEN_WIDTH_MAX },
    { SVGA_REG_SCREENTARGET_MAX_HEIGHT, SVGA_SCREEN_HEIGHT_MAX },
    { SVGA_REG_MOB_MAX_SIZE, SVGA_MOB_SIZE_MAX },
    { SVGA_REG_CAP2, SVGA_DEVICE_CAPS2 },
    { SVGA_REG_CURSOR_MOBID, SVGA3D_INVALID_ID },
    { SVGA_REG_CURSOR_MAX_BYTE_SIZE, SVGA_CURSOR_MOB_BYTES_MAX },
    { SVGA_REG_CURSOR_MAX_DIMENSION, SVGA_CURSOR_DIMENSION_MAX },
};

void svga_regs_reset(SvgaState *s)
{
    memset(&s->regs, 0, sizeof(s->regs));
    for (size_t i = 0; i < ARRAY_SIZE(svga_reg_resets); i++) {
        s->regs.value[svga_reg_resets[i].index] = svga_reg_resets[i].value;
    }
    s->regs.value[SVGA_REG_VRAM_SIZE] = s->vga.vram_size;
    s->regs.value[SVGA_REG_MEMORY_SIZE] = s->vga.vram_size;
    s->regs.value[SVGA_REG_NUM_DISPLAYS] = s->desktop.max_outputs;
    for (uint32_t i = 0; i < SVGA_NUM_PALETTE_REGS; i++) {
        s->regs.palette[i] = i / 3;
    }
}

/* Palette and scratch registers are plain words; NULL for other indices. */
static uint32_t *svga_regs_word(SvgaState *s, uint32_t index)
{
    if (index >= SVGA_PALETTE_BASE &&
        index - SVGA_PALETTE_BASE < SVGA_NUM_PALETTE_REGS) {
        return &s->regs.palette[index - SVGA_PALETTE_BASE];
    }
    if (index >= SVGA_SCRATCH_BASE &&
        index - SVGA_SCRATCH_BASE < SVGA_SCRATCH_WORDS) {
        return &s->regs.scratch[index - SVGA_SCRATCH_BASE];
    }
    return NULL;
}

/* NULL if there is no such register or if it does not allow @access. */
static const SvgaReg *svga_regs_find(SvgaState *s, uint32_t index,
                                     uint32_t access)
{
    const SvgaReg *reg = index < SVGA_REG_TOP ? &svga_regs[index] : NULL;

    if (reg && (reg->flags & access)) {
        return reg;
    }
    trace_svga_err_reg_index(s->id, index, access);
    svga_guest_error(&s->errors, SVGA_BAD_REGISTER,
                     reg && reg->name ? reg->name : "register", 0);
    return NULL;
}

uint32_t svga_regs_read(SvgaState *s, uint32_t index)
{
    uint32_t *word = svga_regs_word(s, index);
    const SvgaReg *reg;
    uint32_t value;

    if (word) {
        return *word;
    }
    reg = svga_regs_find(s, index, SVGA_REG_F_READ);
    if (!reg) {
        return 0;
    }
    value = reg->read ? reg->read(s, index) : s->regs.value[index];
    trace_svga_reg_read(s->id, reg->name, value);
    return value;
}

void svga_regs_write(SvgaState *s, uint32_t index, uint32_t value)
{
    uint32_t *word = svga_regs_word(s, index);
    const SvgaReg *reg;

    if (word) {
        *word = value;
        s->desktop.gamma_stale |= index >= SVGA_PALETTE_BASE;
        return;
    }
    reg = svga_regs_find(s, index, SVGA_REG_F_WRITE);
    if (!reg) {
        return;
    }
    trace_svga_reg_write(s->id, reg->name, value);
    if (reg->write) {
        reg->write(s, index, value);
    } else {
        s->regs.value[index] = value;
    }
}
