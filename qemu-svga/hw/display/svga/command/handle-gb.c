/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Copyright (C) 2026 The svgalab authors */
/* Handlers of the commands on guest-backed objects. */

#include "qemu/osdep.h"
#include "../device/state.h"
#include "../object/mob.h"
#include "../object/otable.h"
#include "../object/surface.h"
#include "transfer.h"

/* A handler that only names the function and what to call it with. */
#define SVGA_CMD_HANDLER(name, type, ...) \
    SvgaStatus svga_cmd_##name(SvgaState *s, const void *body, size_t size) \
    { \
        const type *cmd = body; \
        \
        return __VA_ARGS__; \
    }

/* The three commands on a table's memory differ in name and width only. */
#define SVGA_OTABLE_BASE(cmd) \
    (&(const SvgaOTableBase) { \
        (cmd)->type, \
        { (cmd)->ptDepth, (cmd)->sizeInBytes, (cmd)->baseAddress }, \
        (cmd)->validSizeInBytes, \
    })
#define SVGA_MOB_ROOT(cmd) \
    (&(const SvgaPageRoot) { \
        (cmd)->ptDepth, (cmd)->sizeInBytes, (cmd)->base, \
    })

SVGA_CMD_HANDLER(set_otable_base, SVGA3dCmdSetOTableBase,
                 svga_otable_set(&s->gb, SVGA_OTABLE_BASE(cmd)))
SVGA_CMD_HANDLER(set_otable_base64, SVGA3dCmdSetOTableBase64,
                 svga_otable_set(&s->gb, SVGA_OTABLE_BASE(cmd)))
SVGA_CMD_HANDLER(grow_otable, SVGA3dCmdGrowOTable,
                 svga_otable_grow(&s->gb, SVGA_OTABLE_BASE(cmd)))
SVGA_CMD_HANDLER(readback_otable, SVGA3dCmdReadbackOTable,
                 svga_otable_readback(&s->gb, cmd->type))

SVGA_CMD_HANDLER(define_gb_mob, SVGA3dCmdDefineGBMob,
                 svga_mob_define(&s->gb, cmd->mobid, SVGA_MOB_ROOT(cmd)))
SVGA_CMD_HANDLER(define_gb_mob64, SVGA3dCmdDefineGBMob64,
                 svga_mob_define(&s->gb, cmd->mobid, SVGA_MOB_ROOT(cmd)))
SVGA_CMD_HANDLER(redefine_gb_mob64, SVGA3dCmdRedefineGBMob64,
                 svga_mob_redefine(&s->gb, cmd->mobid, SVGA_MOB_ROOT(cmd)))
SVGA_CMD_HANDLER(update_gb_mob_mapping, SVGA3dCmdUpdateGBMobMapping,
                 svga_mob_redefine(&s->gb, cmd->mobid, NULL))
SVGA_CMD_HANDLER(destroy_gb_mob, SVGA3dCmdDestroyGBMob,
                 svga_mob_destroy(&s->gb, cmd->mobid))

SVGA_CMD_HANDLER(define_gb_surface, SVGA3dCmdDefineGBSurface,
                 svga_surface_define(&s->gb, cmd))
SVGA_CMD_HANDLER(destroy_gb_surface, SVGA3dCmdDestroyGBSurface,
                 svga_surface_destroy(&s->gb, cmd->sid))
SVGA_CMD_HANDLER(bind_gb_surface, SVGA3dCmdBindGBSurface,
                 svga_surface_bind(&s->gb, cmd->sid, cmd->mobid))

SVGA_CMD_HANDLER(update_gb_image, SVGA3dCmdUpdateGBImage,
                 svga_transfer_update_image(&s->gb, &cmd->image, &cmd->box))
SVGA_CMD_HANDLER(update_gb_surface, SVGA3dCmdUpdateGBSurface,
                 svga_transfer_update_surface(&s->gb, cmd->sid))
SVGA_CMD_HANDLER(readback_gb_image, SVGA3dCmdReadbackGBImage,
                 svga_transfer_readback_image(&s->gb, &cmd->image))
SVGA_CMD_HANDLER(readback_gb_surface, SVGA3dCmdReadbackGBSurface,
                 svga_transfer_readback_surface(&s->gb, cmd->sid))
SVGA_CMD_HANDLER(invalidate_gb_image, SVGA3dCmdInvalidateGBImage,
                 svga_transfer_invalidate_image(&s->gb, &cmd->image))
SVGA_CMD_HANDLER(invalidate_gb_surface, SVGA3dCmdInvalidateGBSurface,
                 svga_transfer_invalidate_surface(&s->gb, cmd->sid))
SVGA_CMD_HANDLER(readback_gb_image_partial, SVGA3dCmdReadbackGBImagePartial,
                 svga_transfer_readback_partial(&s->gb, &cmd->image,
                                                &cmd->box, cmd->invertBox))
SVGA_CMD_HANDLER(invalidate_gb_image_partial,
                 SVGA3dCmdInvalidateGBImagePartial,
                 svga_transfer_invalidate_partial(&s->gb, &cmd->image,
                                                  &cmd->box, cmd->invertBox))
SVGA_CMD_HANDLER(intra_surface_copy, SVGA3dCmdIntraSurfaceCopy,
                 svga_transfer_copy(&s->gb, &cmd->surface, &cmd->surface,
                                    &cmd->box, 1))

SvgaStatus svga_cmd_surface_copy(SvgaState *s, const void *body, size_t size)
{
    const SVGA3dCmdSurfaceCopy *cmd = body;
    size_t boxes = size - sizeof(*cmd);

    if (boxes % sizeof(SVGA3dCopyBox)) {
        return SVGA_BAD_SIZE;
    }
    return svga_transfer_copy(&s->gb, &cmd->src, &cmd->dest,
                              (const SVGA3dCopyBox *)(cmd + 1),
                              boxes / sizeof(SVGA3dCopyBox));
}

SvgaStatus svga_cmd_nop(SvgaState *s, const void *body, size_t size)
{
    svga_report_marker(&s->report, body, size);
    return SVGA_OK;
}

/* A screen target's id has to be in its object table, as any other id. */
#define SVGA_SCREEN_HANDLER(name, type, call) \
    SVGA_CMD_HANDLER(name, type, \
                     svga_otable_has(&s->gb, SVGA_OTABLE_SCREENTARGET, \
                                     cmd->stid) ? call : SVGA_BAD_ID)

SVGA_SCREEN_HANDLER(define_gb_screentarget, SVGA3dCmdDefineGBScreenTarget,
                    svga_screen_define(s, cmd))
SVGA_SCREEN_HANDLER(destroy_gb_screentarget, SVGA3dCmdDestroyGBScreenTarget,
                    svga_screen_destroy(s, cmd->stid))
SVGA_SCREEN_HANDLER(bind_gb_screentarget, SVGA3dCmdBindGBScreenTarget,
                    svga_screen_bind(s, cmd))
SVGA_SCREEN_HANDLER(update_gb_screentarget, SVGA3dCmdUpdateGBScreenTarget,
                    svga_screen_update(s, cmd))
