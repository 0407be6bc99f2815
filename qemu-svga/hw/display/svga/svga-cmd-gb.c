/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Handlers of the commands on guest-backed objects. */

#include "qemu/osdep.h"
#include "svga.h"
#include "svga-mob.h"
#include "svga-otable.h"
#include "svga-surface.h"
#include "svga-transfer.h"

SvgaStatus svga_cmd_set_otable_base(SvgaState *s, const void *body,
                                    size_t size)
{
    const SVGA3dCmdSetOTableBase *cmd = body;
    const SvgaOTableBase base = {
        cmd->type, cmd->ptDepth, cmd->baseAddress, cmd->sizeInBytes,
        cmd->validSizeInBytes,
    };

    return svga_otable_set(&s->gb, &base);
}

SvgaStatus svga_cmd_set_otable_base64(SvgaState *s, const void *body,
                                      size_t size)
{
    const SVGA3dCmdSetOTableBase64 *cmd = body;
    const SvgaOTableBase base = {
        cmd->type, cmd->ptDepth, cmd->baseAddress, cmd->sizeInBytes,
        cmd->validSizeInBytes,
    };

    return svga_otable_set(&s->gb, &base);
}

SvgaStatus svga_cmd_define_gb_mob(SvgaState *s, const void *body, size_t size)
{
    const SVGA3dCmdDefineGBMob *cmd = body;

    return svga_mob_define(&s->gb, cmd->mobid, cmd->ptDepth, cmd->base,
                           cmd->sizeInBytes);
}

SvgaStatus svga_cmd_define_gb_mob64(SvgaState *s, const void *body,
                                    size_t size)
{
    const SVGA3dCmdDefineGBMob64 *cmd = body;

    return svga_mob_define(&s->gb, cmd->mobid, cmd->ptDepth, cmd->base,
                           cmd->sizeInBytes);
}

SvgaStatus svga_cmd_destroy_gb_mob(SvgaState *s, const void *body,
                                   size_t size)
{
    const SVGA3dCmdDestroyGBMob *cmd = body;

    return svga_mob_destroy(&s->gb, cmd->mobid);
}

SvgaStatus svga_cmd_define_gb_surface(SvgaState *s, const void *body,
                                      size_t size)
{
    return svga_surface_define(&s->gb, body);
}

SvgaStatus svga_cmd_destroy_gb_surface(SvgaState *s, const void *body,
                                       size_t size)
{
    const SVGA3dCmdDestroyGBSurface *cmd = body;

    return svga_surface_destroy(&s->gb, cmd->sid);
}

SvgaStatus svga_cmd_bind_gb_surface(SvgaState *s, const void *body,
                                    size_t size)
{
    const SVGA3dCmdBindGBSurface *cmd = body;

    return svga_surface_bind(&s->gb, cmd->sid, cmd->mobid);
}

SvgaStatus svga_cmd_update_gb_image(SvgaState *s, const void *body,
                                    size_t size)
{
    const SVGA3dCmdUpdateGBImage *cmd = body;

    return svga_transfer_update_image(&s->gb, &cmd->image, &cmd->box);
}

SvgaStatus svga_cmd_update_gb_surface(SvgaState *s, const void *body,
                                      size_t size)
{
    const SVGA3dCmdUpdateGBSurface *cmd = body;

    return svga_transfer_update_surface(&s->gb, cmd->sid);
}

SvgaStatus svga_cmd_readback_gb_image(SvgaState *s, const void *body,
                                      size_t size)
{
    const SVGA3dCmdReadbackGBImage *cmd = body;

    return svga_transfer_readback_image(&s->gb, &cmd->image);
}

SvgaStatus svga_cmd_readback_gb_surface(SvgaState *s, const void *body,
                                        size_t size)
{
    const SVGA3dCmdReadbackGBSurface *cmd = body;

    return svga_transfer_readback_surface(&s->gb, cmd->sid);
}

SvgaStatus svga_cmd_invalidate_gb_image(SvgaState *s, const void *body,
                                        size_t size)
{
    const SVGA3dCmdInvalidateGBImage *cmd = body;

    return svga_transfer_invalidate_image(&s->gb, &cmd->image);
}

SvgaStatus svga_cmd_invalidate_gb_surface(SvgaState *s, const void *body,
                                          size_t size)
{
    const SVGA3dCmdInvalidateGBSurface *cmd = body;

    return svga_transfer_invalidate_surface(&s->gb, cmd->sid);
}

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
static bool svga_screen_target_allowed(const SvgaState *s, uint32_t stid)
{
    return svga_otable_has(&s->gb, SVGA_OTABLE_SCREENTARGET, stid);
}

SvgaStatus svga_cmd_define_gb_screentarget(SvgaState *s, const void *body,
                                           size_t size)
{
    const SVGA3dCmdDefineGBScreenTarget *cmd = body;

    return svga_screen_target_allowed(s, cmd->stid) ?
           svga_screen_define(s, cmd) : SVGA_BAD_ID;
}

SvgaStatus svga_cmd_destroy_gb_screentarget(SvgaState *s, const void *body,
                                            size_t size)
{
    const SVGA3dCmdDestroyGBScreenTarget *cmd = body;

    return svga_screen_target_allowed(s, cmd->stid) ?
           svga_screen_destroy(s, cmd->stid) : SVGA_BAD_ID;
}

SvgaStatus svga_cmd_bind_gb_screentarget(SvgaState *s, const void *body,
                                         size_t size)
{
    const SVGA3dCmdBindGBScreenTarget *cmd = body;

    return svga_screen_target_allowed(s, cmd->stid) ?
           svga_screen_bind(s, cmd) : SVGA_BAD_ID;
}

SvgaStatus svga_cmd_update_gb_screentarget(SvgaState *s, const void *body,
                                           size_t size)
{
    const SVGA3dCmdUpdateGBScreenTarget *cmd = body;

    return svga_screen_target_allowed(s, cmd->stid) ?
           svga_screen_update(s, cmd) : SVGA_BAD_ID;
}
