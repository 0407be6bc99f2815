/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Copyright (C) 2026 The svgalab authors */
/* Screenshots of a case: compared at once, written when the case has ended. */

#include "run/pictures.h"

#include "base/error.h"
#include "base/json-peek.h"
#include "base/json.h"
#include "domain/control.h"
#include "domain/domain.h"
#include "domain/screenshot.h"
#include "input/cases.h"

typedef struct Picture {
    Screenshot *screenshot;
    ScreenshotInfo info;
} Picture;

static void picture_free(Picture *picture)
{
    screenshot_info_clear(&picture->info);
    g_clear_pointer(&picture->screenshot, screenshot_free);
    g_free(picture);
}
G_DEFINE_AUTOPTR_CLEANUP_FUNC(Picture, picture_free)

struct Pictures {
    GPtrArray *taken;       /* of Picture */
};

Pictures *pictures_new(void)
{
    Pictures *pictures = g_new0(Pictures, 1);

    pictures->taken =
        g_ptr_array_new_with_free_func((GDestroyNotify)picture_free);
    return pictures;
}

static gboolean picture_name(JsonObject *request, char **file,
                                  GError **error)
{
    const char *name;

    if (!json_get_string(request, "name", &name, error)) {
        return FALSE;
    }
    if (!case_name_is_valid(name) || strchr(name, '/')) {
        g_set_error(error, SVGALAB_ERROR, SVGALAB_ERROR_ENVIRONMENT,
                    "bad name of a screenshot");
        return FALSE;
    }
    *file = g_strconcat("screenshot-", name, ".png", NULL);
    return TRUE;
}

/*
 * The guest may give the expected CRC-32 of each row. Reports how many rows
 * differ, and which is the first.
 */
static gboolean picture_compare_rows(JsonObject *request, JsonObject *reply,
                                  GArray *rows, GError **error)
{
    guint different = 0, first = 0;
    JsonArray *expected;
    guint count;

    if (!json_object_has_member(request, "rows")) {
        return TRUE;
    }
    if (!json_get_array(request, "rows", &expected, error)) {
        return FALSE;
    }
    count = json_array_get_length(expected);
    for (guint i = MAX(count, rows->len); i-- > 0;) {
        guint64 sum = 0;

        if (i < count &&
            !json_array_get_uint(expected, i, G_MAXUINT32, &sum, error)) {
            return FALSE;
        }
        if (i >= MIN(count, rows->len) ||
            sum != g_array_index(rows, guint32, i)) {
            different++;
            first = i;
        }
    }
    json_object_set_int_member(reply, "different_rows", different);
    json_object_set_int_member(reply, "first_different", first);
    return TRUE;
}

static void picture_describe(Screenshot *screenshot,
                                  const ScreenshotInfo *info,
                                  JsonObject *reply)
{
    screenshot->width = info->width;
    screenshot->height = info->height;
    screenshot->colours = info->colours;
    json_object_set_int_member(reply, "width", info->width);
    json_object_set_int_member(reply, "height", info->height);
    json_object_set_int_member(reply, "colours", info->colours);
}

/* A case that waits for a picture asks often; only the last one is kept. */
static void pictures_keep(Pictures *pictures, Picture *picture)
{
    for (guint i = 0; i < pictures->taken->len; i++) {
        const Picture *old = pictures->taken->pdata[i];

        if (g_str_equal(old->screenshot->file, picture->screenshot->file)) {
            g_ptr_array_remove_index(pictures->taken, i);
            break;
        }
    }
    g_ptr_array_add(pictures->taken, picture);
}

JsonObject *pictures_take(Pictures *pictures, virDomainPtr domain,
                          const char *dir, JsonObject *request,
                          GError **error)
{
    g_autoptr(Picture) picture = g_new0(Picture, 1);
    g_autoptr(JsonObject) reply = control_ok();
    g_autofree char *file = NULL;
    g_autofree char *path = NULL;
    guint64 head;

    if (!picture_name(request, &file, error) ||
        !json_get_uint(request, "head", DOMAIN_HEADS - 1, &head, error)) {
        return NULL;
    }
    path = g_build_filename(dir, file, NULL);
    picture->screenshot = screenshot_new(json_peek_string(request, "case", ""),
                                         file);
    if (!screenshot_take(domain, head, path, &picture->info, error)) {
        return NULL;
    }
    picture_describe(picture->screenshot, &picture->info, reply);
    if (!picture_compare_rows(request, reply, picture->info.rows, error)) {
        return NULL;
    }
    pictures_keep(pictures, g_steal_pointer(&picture));
    return g_steal_pointer(&reply);
}

void pictures_write(Pictures *pictures, Results *results, Stream *stream)
{
    for (guint i = 0; i < pictures->taken->len; i++) {
        Picture *picture = pictures->taken->pdata[i];
        g_autofree char *path = g_build_filename(results->dir,
                                                 picture->screenshot->file,
                                                 NULL);
        g_autoptr(GError) error = NULL;

        if (screenshot_write(&picture->info, path, &error)) {
            g_ptr_array_add(results->screenshots,
                            g_steal_pointer(&picture->screenshot));
        } else {
            stream_diagnostic(stream, "%s", error->message);
        }
    }
    g_ptr_array_set_size(pictures->taken, 0);
}

void pictures_free(Pictures *pictures)
{
    g_ptr_array_unref(pictures->taken);
    g_free(pictures);
}
